#include "mail/verdict.h"

#include <string.h>

#include "base/limits.h"
#include "hostile.h"
#include "unit/unit.h"

static int
decode(struct slice body, struct arena *a)
{
	struct verdict v;

	return verdict_decode(body, a, &v);
}

static struct slice effects[] = {
	{ (const uint8_t *)"add disclaimer", 14 },
	{ (const uint8_t *)"notify assistant", 16 },
};

static struct rule_fact facts[] = {
	{ { (const uint8_t *)"any recipient outside", 21 }, TRI_YES,
	    { (const uint8_t *)"1 of 2", 6 } },
	{ { (const uint8_t *)"message is signed", 17 }, TRI_UNKNOWN,
	    { NULL, 0 } },
};

static struct recipient_verdict recipients[] = {
	{ .disposition = DISPOSITION_ACCEPT },
	{ .disposition = DISPOSITION_QUARANTINE,
	    .rule = { (const uint8_t *)"webmail", 7 } },
	{ .disposition = DISPOSITION_ACCEPT, .is_separate = true },
};

static struct anomaly_outcome anomalies[] = {
	{ 0, DISPOSITION_QUARANTINE },
};

static struct edit_request edits[] = {
	{ EDIT_DISCLAIMER, { (const uint8_t *)"row", 3 }, { NULL, 0 }, NULL },
};

static struct rule_result rules[] = {
	{ .name = { (const uint8_t *)"disclaimer", 10 }, .mode = RULE_ENFORCE,
	    .outcome = RULE_MATCHED, .disposition = DISPOSITION_ACCEPT,
	    .then = { (const uint8_t *)"deliver", 7 }, .effects = effects,
	    .effect_count = 2, .clause = { (const uint8_t *)"34", 2 },
	    .line = 12, .facts = facts, .fact_count = 2, .stopped_at = 2 },
	{ .name = { (const uint8_t *)"webmail", 7 }, .mode = RULE_WATCH,
	    .outcome = RULE_LIFTED, .disposition = DISPOSITION_QUARANTINE,
	    .lifted_by = { (const uint8_t *)"override", 8 } },
};

static struct verdict
sample(void)
{
	struct verdict v = {
		.disposition = DISPOSITION_QUARANTINE,
		.recipients = recipients, .recipient_count = 3,
		.rules = rules, .rule_count = 2,
		.anomalies = anomalies, .anomaly_count = 1,
		.edits = edits, .edit_count = 1,
		.disclaimer = DISCLAIMER_WANTED,
		.disclaimer_text = SLICE("row"),
		.fallback = FALLBACK_QUARANTINE, .fallback_used = true,
		.fallback_hold = { SLICE("officer"), 2, true,
		    SLICE("refuse"), true },
		.fallback_reply = SLICE("no"),
		.hold = { SLICE("it-support"), 4, false,
		    SLICE("escalate to officer"), false },
		.smtp_code = 550, .smtp_status = "5.7.1",
		.reply = { SLICE("Not sent."), SLICE("100% so.") },
		.reply_count = 2,
		.revision = { 1, 2, 3, 4, 5, 6, 7, 8 },
		.policy = SLICE("IT System Security"),
		.mixed_recipients = true,
	};

	return v;
}

static void
encode_sample(struct buf *b)
{
	struct verdict v;

	v = sample();
	buf_init(b, VERDICT_BYTES_MAX);
	ck_assert_int_eq(verdict_encode(&v, b), 0);
}

START_TEST(test_round_trip)
{
	struct verdict v;
	struct arena *a;
	struct buf b, again;

	a = arena_new(MIB);
	encode_sample(&b);
	ck_assert_int_eq(verdict_decode(buf_slice(&b), a, &v), 0);
	ck_assert_int_eq(v.disposition, DISPOSITION_QUARANTINE);
	ck_assert_int_eq(v.recipients[1].disposition, DISPOSITION_QUARANTINE);
	ck_assert(slice_eq_str(v.recipients[1].rule, "webmail"));
	ck_assert(!v.recipients[0].is_separate && !v.recipients[1].is_separate);
	ck_assert(v.recipients[2].is_separate);
	ck_assert_int_eq(v.recipients[2].disposition, DISPOSITION_ACCEPT);
	ck_assert_uint_eq(v.rules[0].effect_count, 2);
	ck_assert(slice_eq(v.rules[0].effects[1], effects[1]));
	ck_assert_int_eq(v.rules[0].facts[1].answer, TRI_UNKNOWN);
	ck_assert_uint_eq(v.rules[0].stopped_at, 2);
	ck_assert_int_eq(v.rules[1].outcome, RULE_LIFTED);
	ck_assert_uint_eq(v.smtp_code, 550);
	ck_assert_str_eq(v.smtp_status, "5.7.1");
	ck_assert(slice_eq_str(v.reply[1], "100% so."));
	ck_assert(v.mixed_recipients && v.fallback_used);
	ck_assert(slice_eq_str(v.fallback_hold.otherwise, "refuse"));
	ck_assert_uint_eq(v.hold.within, 4);
	ck_assert_uint_eq(v.revision[7], 8);
	/* What was read writes the same bytes: no field is forgotten. */
	buf_init(&again, VERDICT_BYTES_MAX);
	ck_assert_int_eq(verdict_encode(&v, &again), 0);
	ck_assert(slice_eq(buf_slice(&b), buf_slice(&again)));
	buf_free(&b);
	buf_free(&again);
	arena_free(a);
}
END_TEST

/* Whose it is and who is outside: nothing more where there is none. */
START_TEST(test_an_association_is_a_tail)
{
	struct recipient_verdict to[N_OF(recipients)];
	struct arena *a = arena_new(MIB);
	struct buf b, with;
	struct verdict v;

	encode_sample(&b);
	v = sample();
	memcpy(to, recipients, sizeof to);
	v.recipients = to;
	to[1].is_outside = true;
	v.association = SLICE("row");
	buf_init(&with, VERDICT_BYTES_MAX);
	ck_assert_int_eq(verdict_encode(&v, &with), 0);
	/* An empty reason stands before it. */
	ck_assert_uint_eq(with.len, b.len + 4 + 4 + 3);
	ck_assert_int_eq(verdict_decode(buf_slice(&with), a, &v), 0);
	ck_assert(slice_eq_str(v.association, "row"));
	ck_assert_uint_eq(v.override_reason.len, 0);
	ck_assert(!v.recipients[0].is_outside);
	ck_assert(v.recipients[1].is_outside);
	ck_assert_int_eq(v.recipients[1].disposition, DISPOSITION_QUARANTINE);
	hostile_trailing(decode, buf_slice(&with));
	/* What was stored before says of nobody that he is outside. */
	ck_assert_int_eq(verdict_decode(buf_slice(&b), a, &v), 0);
	ck_assert(!v.recipients[1].is_outside);
	buf_free(&b);
	buf_free(&with);
	arena_free(a);
}
END_TEST

/* Verdicts without a reason are as they were before there could be one. */
START_TEST(test_a_reason_is_a_tail)
{
	struct arena *a = arena_new(MIB);
	struct buf b, with;
	struct verdict v;

	encode_sample(&b);
	v = sample();
	v.override_reason = SLICE("they asked");
	buf_init(&with, VERDICT_BYTES_MAX);
	ck_assert_int_eq(verdict_encode(&v, &with), 0);
	ck_assert_uint_eq(with.len, b.len + 4 + 10);
	ck_assert(slice_starts(buf_slice(&with), buf_slice(&b)));
	ck_assert_int_eq(verdict_decode(buf_slice(&with), a, &v), 0);
	ck_assert(slice_eq_str(v.override_reason, "they asked"));
	hostile_trailing(decode, buf_slice(&with));
	ck_assert_int_eq(buf_put(&b, "\0\0\0\0", 4), 0);
	ck_assert_int_eq(decode(buf_slice(&b), a), ERR_TRAILING);
	buf_free(&b);
	buf_free(&with);
	arena_free(a);
}
END_TEST

START_TEST(test_hostile)
{
	struct buf b;

	encode_sample(&b);
	hostile_cut(decode, buf_slice(&b));
	hostile_trailing(decode, buf_slice(&b));
	hostile_noise(decode, buf_slice(&b), 100000);
	buf_free(&b);
}
END_TEST

/* A value that the encoder was given wrongly is refused on the other side. */
static int
through(const struct verdict *v)
{
	struct arena *a;
	struct buf b;
	int r;

	a = arena_new(64 * MIB);
	buf_init(&b, VERDICT_BYTES_MAX);
	r = verdict_encode(v, &b);
	if (r == 0)
		r = decode(buf_slice(&b), a);
	buf_free(&b);
	arena_free(a);
	return r;
}

/* Only who is accepted can have a copy of his own. */
START_TEST(test_separate)
{
	struct recipient_verdict r = { .is_separate = true };
	struct verdict v = sample();
	int d;

	v.recipients = &r;
	v.recipient_count = 1;
	for (d = 0; d <= DISPOSITION_COUNT; d++) {
		r.disposition = (enum disposition)d;
		ck_assert_int_eq(through(&v), d == DISPOSITION_ACCEPT ? 0 :
		    ERR_RANGE);
	}
}
END_TEST

START_TEST(test_ranges)
{
	struct rule_result r;
	struct verdict v;

	v = sample();
	v.disposition = DISPOSITION_COUNT;
	ck_assert_int_eq(through(&v), ERR_RANGE);
	v = sample();
	v.smtp_code = 250;
	ck_assert_int_eq(through(&v), ERR_RANGE);
	v.smtp_code = 0;
	ck_assert_int_eq(through(&v), 0);
	memcpy(v.smtp_status, "5.7.x", 6);
	ck_assert_int_eq(through(&v), ERR_SYNTAX);
	v = sample();
	r = rules[0];
	r.stopped_at = 3;
	v.rules = &r;
	v.rule_count = 1;
	ck_assert_int_eq(through(&v), ERR_RANGE);
}
END_TEST

START_TEST(test_limits)
{
	struct rule_result *many;
	struct verdict v;
	size_t i;

	many = mem_array(NULL, VERDICT_RULES_MAX + 1, sizeof *many);
	memset(many, 0, (VERDICT_RULES_MAX + 1) * sizeof *many);
	v = sample();
	v.rules = many;
	v.rule_count = VERDICT_RULES_MAX;
	ck_assert_int_eq(through(&v), 0);
	v.rule_count++;
	ck_assert_int_eq(through(&v), ERR_LIMIT);
	free(many);
	v = sample();
	for (i = 0; i < REPLY_LINES_MAX; i++)
		v.reply[i] = SLICE("line");
	v.reply_count = REPLY_LINES_MAX;
	ck_assert_int_eq(through(&v), 0);
}
END_TEST

START_TEST(test_strictness)
{
	ck_assert_int_eq(disposition_max(DISPOSITION_ACCEPT,
	    DISPOSITION_QUARANTINE), DISPOSITION_QUARANTINE);
	ck_assert_int_eq(disposition_max(DISPOSITION_REJECT,
	    DISPOSITION_TEMPFAIL), DISPOSITION_REJECT);
	ck_assert_str_eq(disposition_name(DISPOSITION_TEMPFAIL), "tempfail");
	ck_assert_str_eq(rule_outcome_name(RULE_NOT_MATCHED), "not-matched");
	ck_assert_str_eq(disclaimer_fallback_name(FALLBACK_DELIVER_WITHOUT),
	    "deliver-without");
	ck_assert_str_eq(disclaimer_state_name(DISCLAIMER_PRESENT), "present");
	ck_assert_str_eq(rule_mode_name(RULE_ENFORCE), "enforce");
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "round trip", test_round_trip, 0 },
		{ "tail", test_a_reason_is_a_tail, 0 },
		{ "an association is a tail",
		    test_an_association_is_a_tail, 0 },
		{ "hostile", test_hostile, 0 },
		{ "separate", test_separate, 0 },
		{ "ranges", test_ranges, 0 },
		{ "limits", test_limits, 0 },
		{ "strictness", test_strictness, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("verdict", tests);
}
