#include "unit/policy/fixture.h"

#define BUECHER	"b\xc3\xbc" "cher.example"

START_TEST(test_question)
{
	struct mail *m = mail_new("kim@in.example",
	    "X@xn--bcher-kva.example lee@kirk.example");
	struct policy *p = fixture_policy("set webmail domains "
	    "xn--bcher-kva.example");
	struct memory_question q;
	struct part *part;

	mail_attach(m, "1.1", FILETYPE_PICTURE, "logo.png")->flags |=
	    PART_IS_INLINE_PICTURE;
	part = mail_attach(m, "2", FILETYPE_PDF, "a.pdf");
	memset(part->digest, 0x42, sizeof part->digest);
	m->envelope.auth = SLICE("kim");
	memset(m->envelope.retry_digest, 7, MAIL_DIGEST_SIZE);
	m->report.facts.original_sender = SLICE("out@side.example");
	ck_assert_int_eq(policy_question(p, &m->envelope, &m->report, m->arena,
	    &q), 0);
	ck_assert(q.is_signed_in);
	ck_assert_int_eq(q.at_ms, FIXTURE_NOW);
	ck_assert_uint_eq(q.party_count, MEMORY_RECIPIENTS + 2);
	ck_assert(slice_eq_str(q.parties[MEMORY_SENDER].address,
	    "kim@in.example"));
	ck_assert_uint_eq(q.parties[MEMORY_SENDER].flags, MEMORY_IS_INSIDE);
	ck_assert(slice_eq_str(q.parties[MEMORY_ORIGINAL].address,
	    "out@side.example"));
	ck_assert_uint_eq(q.parties[MEMORY_ORIGINAL].flags, 0);
	/* Compared by A-labels, shown by U-labels. */
	ck_assert(slice_eq_str(q.parties[MEMORY_RECIPIENTS].address,
	    "x@xn--bcher-kva.example"));
	ck_assert(slice_eq_str(q.parties[MEMORY_RECIPIENTS].domain, BUECHER));
	ck_assert_uint_eq(q.parties[MEMORY_RECIPIENTS].flags,
	    MEMORY_IS_WEBMAIL);
	ck_assert_uint_eq(q.parties[MEMORY_RECIPIENTS + 1].flags,
	    MEMORY_IS_INSIDE);
	/* A picture shown in the text is no attachment. */
	ck_assert_uint_eq(q.file_count, 1);
	ck_assert_uint_eq(q.files[0].part, 1);
	ck_assert_uint_eq(q.files[0].digest[31], 0x42);
	ck_assert_uint_eq(q.retry_digest[0], 7);
	policy_unref(p);
	mail_free(m);
}
END_TEST

/* Only what leaves is learnt: not a refused mail, not a held recipient. */
START_TEST(test_note)
{
	struct mail *m = mail_new("kim@in.example",
	    "x@out.example friend@out.example");
	struct policy *p = fixture_policy("rule hold { mode enforce; when any recipient is "
	    "x@out.example; then quarantine for officer decide within 2 hours "
	    "otherwise refuse; approved director 2026-01-01; "
	    "policy \"1\", \"why\"; purpose \"t\" }");
	struct memory_question q;
	struct memory_note n;
	struct verdict *v;

	ck_assert_int_eq(policy_question(p, &m->envelope, &m->report, m->arena,
	    &q), 0);
	v = mail_judge(m, p);
	ck_assert_int_eq(v->disposition, DISPOSITION_QUARANTINE);
	ck_assert_int_eq(policy_note(p, &q, v, m->arena, &n), 0);
	ck_assert(!n.is_let_go[MEMORY_SENDER]);
	ck_assert(!n.is_let_go[MEMORY_RECIPIENTS]);
	ck_assert(n.is_let_go[MEMORY_RECIPIENTS + 1]);
	v->disposition = DISPOSITION_REJECT;
	ck_assert_int_eq(policy_note(p, &q, v, m->arena, &n), 0);
	ck_assert(!n.is_let_go[MEMORY_RECIPIENTS + 1]);
	ck_assert(!policy_needs_memory(p));
	policy_unref(p);
	mail_free(m);
}
END_TEST

/* --- the same text ------------------------------------------------------------- */

#define HOURS	(INT64_C(3600) * 1000)

static const struct {
	const char *name, *when;
	size_t others;			/* one, three, five ... hours ago */
	int64_t received_ago;		/* 0: never */
	bool is_inbound, is_unread, unasked;
	const char *answer, *because;
} spreads[] = {
	{ "nobody else", "from over 1 senders within 24 hours", 0, 0, false,
	    false, false, "no", "1 sender" },
	{ "over means more", "from over 3 senders within 24 hours", 2, 0,
	    false, false, false, "no", "3 senders" },
	{ "the fourth", "from over 3 senders within 24 hours", 3, 0, false,
	    false, false, "yes", "4 senders" },
	{ "not those of long ago", "from over 3 senders within 4 hours", 3, 0,
	    false, false, false, "no", "3 senders" },
	{ "a day is 24 hours", "from over 11 senders within 1 day", 12, 0,
	    false, false, false, "yes", "13 senders" },
	{ "what comes in has no sender here",
	    "from over 3 senders within 24 hours", 3, 0, true, false, false,
	    "no", "3 senders" },
	{ "never came in", "received within 24 hours", 4, 0, false, false,
	    false, "no", "it did not" },
	{ "came in", "received within 24 hours", 0, 23 * HOURS, false, false,
	    false, "yes", "it came in" },
	{ "came in too long ago", "received within 24 hours", 0, 24 * HOURS,
	    false, false, false, "no", "it did not" },
	{ "not read to its end", "received within 24 hours", 0, 0, false,
	    true, false, "unknown", "could not be read" },
	{ "nobody was asked", "received within 24 hours", 0, 0, false, false,
	    true, "unknown", "could not be read" },
};

static const char *
tri_word(enum tri t)
{
	return t == TRI_YES ? "yes" : t == TRI_NO ? "no" : "unknown";
}

START_TEST(test_same_text)
{
	struct mail *m = mail_new("kim@in.example", "x@out.example");
	struct memory_sighting others[12];
	struct memory_question q;
	struct memory_answer answer;
	struct rule_fact *facts;
	struct policy *p;
	char text[300];
	size_t i, n;

	snprintf(text, sizeof text, "rule r { mode enforce; when same text "
	    "%s; then reject with sorry; approved director 2026-01-01; "
	    "policy \"1\", \"why\"; purpose \"t\" }", spreads[_i].when);
	p = fixture_policy(text);
	ck_assert(policy_needs_memory(p));
	m->report.facts.text.least[0] = 1;
	m->report.complete = !spreads[_i].is_unread;
	if (spreads[_i].is_inbound)
		m->envelope.class = MAIL_CLASS_INBOUND;
	ck_assert_int_eq(policy_question(p, &m->envelope, &m->report, m->arena,
	    &q), 0);
	ck_assert_uint_eq(q.text.least[0], 1);
	ck_assert_int_eq(memory_answer_empty(&q, m->arena, &answer), 0);
	answer.senders = others;
	answer.sender_count = spreads[_i].others;
	for (i = 0; i < spreads[_i].others; i++)
		others[i] = (struct memory_sighting){ i + 1,
		    FIXTURE_NOW - (2 * (int64_t)i + 1) * HOURS };
	if (spreads[_i].received_ago > 0)
		answer.received_ms = FIXTURE_NOW - spreads[_i].received_ago;
	ck_assert_int_eq(policy_facts(p, &m->envelope, &m->report,
	    spreads[_i].unasked ? NULL : &answer, m->arena, &facts, &n), 0);
	ck_assert_uint_eq(n, 1);
	ck_assert_msg(strcmp(tri_word(facts[0].answer),
	    spreads[_i].answer) == 0, "%s: %s", spreads[_i].name,
	    tri_word(facts[0].answer));
	ck_assert_msg(slice_eq_str(facts[0].because, spreads[_i].because),
	    "%s: %.*s", spreads[_i].name, (int)facts[0].because.len,
	    (const char *)facts[0].because.ptr);
	policy_unref(p);
	mail_free(m);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "question", test_question, 0 },
		{ "note", test_note, 0 },
		{ "same text", test_same_text, N_OF(spreads) },
		{ NULL, NULL, 0 },
	};

	return unit_main("policy memory", all);
}
