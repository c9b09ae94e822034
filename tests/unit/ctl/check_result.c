#include "ctl/result.h"

#include <string.h>

#include "base/limits.h"
#include "ctl/contrast.h"
#include "unit/unit.h"

static struct result_rule rules[] = {
	{ .mode = RULE_ENFORCE, .outcome = RULE_MATCHED },
	{ .mode = RULE_WATCH, .outcome = RULE_WATCHED },
};
static struct result_finding findings[] = {
	{ .tier = 3, .where = FINDING_ATTACHMENT, .count = 7 },
};
static struct result_anomaly anomalies[] = {
	{ .class = ANOMALY_LIMIT, .disposition = DISPOSITION_QUARANTINE },
};
static uint8_t recipients[] = { DISPOSITION_ACCEPT, DISPOSITION_REJECT };

static struct result
sample(void)
{
	rules[0].name = SLICE("one");
	rules[0].then = SLICE("reject");
	rules[1].name = SLICE("two");
	rules[1].then = SLICE("quarantine");
	rules[1].effects = SLICE("notify officer");
	findings[0].detector = SLICE("uk_nino");
	findings[0].list = SLICE("x");
	anomalies[0].part = SLICE("1.2");
	anomalies[0].detail = SLICE("too deep");
	return (struct result){ .disposition = DISPOSITION_REJECT,
	    .found = true, .disclaimer = DISCLAIMER_ADDED,
	    .disclaimer_text = SLICE("house"), .recipients = recipients,
	    .recipient_count = 2, .rules = rules, .rule_count = 2,
	    .findings = findings, .finding_count = 1,
	    .anomalies = anomalies, .anomaly_count = 1 };
}

START_TEST(test_wire)
{
	struct arena *a = arena_new(MIB);
	struct buf b = BUF_INIT(MIB);
	struct result r = sample(), got;
	size_t n;

	ck_assert_int_eq(result_encode(&r, &b), 0);
	ck_assert_int_eq(result_decode(buf_slice(&b), a, &got), 0);
	ck_assert(result_same(&r, &got));
	ck_assert(got.found);
	ck_assert_uint_eq(got.finding_count, 1);
	ck_assert_uint_eq(got.findings[0].count, 7);
	ck_assert(slice_eq_str(got.findings[0].detector, "uk_nino"));
	ck_assert(slice_eq_str(got.anomalies[0].detail, "too deep"));
	for (n = 0; n < b.len; n++)
		ck_assert_int_lt(result_decode(slice_sub(buf_slice(&b), 0, n),
		    a, &got), 0);
	buf_putc(&b, 0);
	ck_assert_int_lt(result_decode(buf_slice(&b), a, &got), 0);
	buf_free(&b);
	arena_free(a);
}
END_TEST

/* Every byte changed to what no enum has: refused or another result. */
START_TEST(test_damaged)
{
	struct arena *a = arena_new(64 * MIB);
	struct buf b = BUF_INIT(MIB);
	struct result r = sample(), got;
	size_t i, k;

	ck_assert_int_eq(result_encode(&r, &b), 0);
	for (i = 0; i < b.len; i++) {
		b.ptr[i] ^= 0xff;
		if (result_decode(buf_slice(&b), a, &got) == 0) {
			ck_assert_uint_lt(got.disposition, DISPOSITION_COUNT);
			for (k = 0; k < got.rule_count; k++)
				ck_assert_uint_lt(got.rules[k].outcome,
				    RULE_OUTCOME_COUNT);
		}
		b.ptr[i] ^= 0xff;
	}
	buf_free(&b);
	arena_free(a);
}
END_TEST

START_TEST(test_keep)
{
	const char *const names[] = { "two", "three" };
	struct result r = sample();
	struct result_rule copy[2];

	memcpy(copy, r.rules, sizeof copy);
	r.rules = copy;
	result_keep_rules(&r, names, 2);
	ck_assert_uint_eq(r.rule_count, 1);
	ck_assert(slice_eq_str(r.rules[0].name, "two"));
	ck_assert(r.found);
	result_keep_rules(&r, names + 1, 1);
	ck_assert_uint_eq(r.rule_count, 0);
	ck_assert(!r.found);
}
END_TEST

enum change { NOTHING, MODE, GONE, UNDECIDED, UNREADABLE, NOTICE, PEOPLE,
	FINDINGS, CHANGES };

static const struct { const char *words; } differences[CHANGES] = {
	[NOTHING] = { "" },
	[MODE] = { "-1 reject (one), +1 watched reject (one)" },
	[GONE] = { "-1 watched quarantine, notify officer (two)" },
	[UNDECIDED] = { "-1 reject (one), +1 undecided reject (one)" },
	[UNREADABLE] = { "-1 quarantine (unreadable limit)" },
	[NOTICE] = { "-1 notice added (house), +1 notice failed (house)" },
	[PEOPLE] = { "+1 reject (message), -1 reject for 1 of 2 recipients "
	    "(message)" },
	[FINDINGS] = { "" },
};

START_TEST(test_difference)
{
	static uint8_t both[] = { DISPOSITION_REJECT, DISPOSITION_REJECT };
	struct contrast d = { NULL, 0, 0 };
	struct result old = sample(), new = sample();
	struct result_rule r[2];
	struct result_anomaly x = anomalies[0];
	struct buf words = BUF_INIT(KIB);

	memcpy(r, rules, sizeof r);
	new.rules = r;
	new.anomalies = &x;
	switch ((enum change)_i) {
	case NOTHING:
		break;
	case MODE:
		r[0].outcome = RULE_WATCHED;
		break;
	case GONE:
		new.rule_count = 1;
		break;
	case UNDECIDED:
		r[0].outcome = RULE_UNDECIDED;
		break;
	case UNREADABLE:
		x.disposition = DISPOSITION_ACCEPT;
		break;
	case NOTICE:
		new.disclaimer = DISCLAIMER_FAILED;
		break;
	case PEOPLE:
		new.recipients = both;
		break;
	case FINDINGS:
		new.finding_count = 0;
		break;
	case CHANGES:
		break;
	}
	contrast_add(&d, &old, &new, NULL, 0);
	contrast_sort(&d);
	contrast_words(&d, 8, &words);
	ck_assert_str_eq(buf_cstr(&words), differences[_i].words);
	ck_assert((words.len == 0) == result_same(&old, &new));
	contrast_free(&d);
	buf_free(&words);
}
END_TEST

START_TEST(test_difference_of_one_rule)
{
	const char *const names[] = { "two" };
	struct contrast d = { NULL, 0, 0 };
	struct result old = sample(), new = sample();
	struct result_rule r[2];

	memcpy(r, rules, sizeof r);
	new.rules = r;
	r[0].outcome = RULE_WATCHED;
	new.disposition = DISPOSITION_ACCEPT;
	ck_assert_uint_eq(contrast_add(&d, &old, &new, names, 1), 0);
	r[1].outcome = RULE_MATCHED;
	ck_assert_uint_eq(contrast_add(&d, &old, &new, names, 1), 2);
	contrast_free(&d);
}
END_TEST

START_TEST(test_failed)
{
	struct result r = result_failed("it is empty");
	struct result other = sample();

	ck_assert(slice_eq_str(r.error, "it is empty"));
	ck_assert(!r.found);
	ck_assert(!result_same(&r, &other));
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "wire", test_wire, 0 },
		{ "damaged", test_damaged, 0 },
		{ "keep", test_keep, 0 },
		{ "difference", test_difference, CHANGES },
		{ "of one rule", test_difference_of_one_rule, 0 },
		{ "failed", test_failed, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("result", cases);
}
