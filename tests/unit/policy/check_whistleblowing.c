/*
 * Mail to those whom people tell of wrongdoing: no rule judges it, nothing of
 * it is held, its notice stays, and nothing is asked or learnt of its sender.
 */
#include "mail/disclosure.h"
#include "unit/policy/fixture.h"

#define HEAD	"set rule-defaults mode enforce, purpose \"p\", " \
		"approved director 2026-02-10\n" \
		"list safe of addresses { safe@protect.example, " \
		"chair@in.example }\n" \
		"list regulators of domains { regulator.example }\n" \
		"set whistleblowing safe, regulators\n"
#define POLICY	"policy \"42\", \"Because.\"; "
#define HOLD	"then quarantine for officer decide within 2 hours " \
		"otherwise refuse }\n"
#define NOTICE	"rule notice { " POLICY "when any recipient outside; " \
		"then add disclaimer otherwise quarantine for officer decide " \
		"within 2 hours otherwise refuse }\n"

static const struct {
	const char *name, *rules, *to, *want;
	int unread;
	bool is_disclosure;
} cases[] = {
	{ "no refusal", "rule a { " POLICY "when any recipient outside; "
	    "then reject with sorry }", "safe@protect.example", "a", -1, true },
	{ "no hold", "rule a { " POLICY "when any recipient outside; " HOLD,
	    "safe@protect.example x@regulator.example", "aa", -1, true },
	{ "not for being unreadable", "", "safe@protect.example", "a",
	    ANOMALY_MALFORMED, true },
	{ "nor by a rule left undecided", "rule a { " POLICY "when message "
	    "contains nhs-number; then reject with sorry }",
	    "safe@protect.example", "a", ANOMALY_MALFORMED, true },
	{ "an inside address is as good", "rule a { " POLICY "when any "
	    "recipient inside; " HOLD, "chair@in.example", "a", -1, true },
	{ "its case does not matter", "rule a { " POLICY "when any recipient "
	    "outside; " HOLD, "SAFE@Protect.Example", "a", -1, true },
	{ "another's mail is judged", "rule a { " POLICY "when any recipient "
	    "outside; " HOLD, "bob@out.example", "q", -1, false },
	{ "of two, both get it", "", "safe@protect.example bob@out.example",
	    "aa", -1, true },
	{ "what would be held for another goes to nobody", "rule a { " POLICY
	    "when any recipient is bob@out.example; " HOLD,
	    "safe@protect.example bob@out.example", "rr", -1, true },
	{ "as does what could not be read", "",
	    "safe@protect.example bob@out.example", "rr", ANOMALY_LIMIT,
	    true },
	{ "a rule may refuse it all", "rule a { " POLICY "when any recipient "
	    "is bob@out.example; then reject with sorry }",
	    "safe@protect.example bob@out.example", "rr", -1, true },
	{ "a rule that holds all holds nothing of it", "rule a { " POLICY
	    "when sender inside; " HOLD,
	    "safe@protect.example bob@out.example", "rr", -1, true },
};

static struct verdict *
judge(struct mail *m, const char *rules, struct policy **ret)
{
	struct buf text = BUF_INIT(10000);

	buf_printf(&text, HEAD "%s", rules);
	*ret = fixture_policy(buf_cstr(&text));
	buf_free(&text);
	return mail_judge(m, *ret);
}

START_TEST(test_outcomes)
{
	struct mail *m = mail_new("ann@in.example", cases[_i].to);
	struct policy *p;
	struct verdict *v;
	char got[8] = "";
	size_t i;

	if (cases[_i].unread >= 0)
		mail_unreadable(m, (enum anomaly_class)cases[_i].unread, "2");
	v = judge(m, cases[_i].rules, &p);
	for (i = 0; i < v->recipient_count; i++)
		got[i] = "aqtrd"[v->recipients[i].disposition];
	ck_assert_msg(strcmp(got, cases[_i].want) == 0, "%s: got %s",
	    cases[_i].name, got);
	ck_assert_msg(v->is_disclosure == cases[_i].is_disclosure, "%s",
	    cases[_i].name);
	/* Whoever is refused is told. */
	ck_assert((v->disposition == DISPOSITION_REJECT) ==
	    (v->smtp_code == 550 && v->reply_count > 0));
	policy_unref(p);
	mail_free(m);
}
END_TEST

START_TEST(test_notice_stays)
{
	struct mail *m = mail_new("ann@in.example", "safe@protect.example");
	struct policy *p;
	struct verdict *v;

	v = judge(m, NOTICE, &p);
	ck_assert_int_eq(v->disclaimer, DISCLAIMER_WANTED);
	ck_assert_uint_eq(v->edit_count, 1);
	/* And where none can be added, it goes without. */
	policy_settle(p, &m->envelope, "EX-7K3M-2QPX", m->arena, v, NULL, 0);
	ck_assert_int_eq(v->disclaimer, DISCLAIMER_FAILED);
	ck_assert_int_eq(v->disposition, DISPOSITION_ACCEPT);
	policy_unref(p);
	mail_free(m);
}
END_TEST

START_TEST(test_nothing_is_asked_or_learnt)
{
	struct mail *m = mail_new("ann@in.example", "safe@protect.example");
	struct memory_question q;
	struct memory_note note;
	struct policy *p;
	struct verdict *v;
	size_t i;

	mail_attach(m, "2", FILETYPE_DOCUMENT, "a.docx");
	memset(m->envelope.retry_digest, 7, MAIL_DIGEST_SIZE);
	v = judge(m, NOTICE, &p);
	ck_assert_int_eq(policy_question(p, &m->envelope, &m->report,
	    m->arena, &q), 0);
	ck_assert_int_eq(policy_note(p, &q, v, m->arena, &note), 0);
	ck_assert_uint_eq(q.party_count, 3);
	ck_assert_uint_eq(q.file_count, 0);
	ck_assert_uint_eq(q.retry_digest[0], 0);
	for (i = 0; i < q.party_count; i++) {
		ck_assert_uint_eq(q.parties[i].address.len, 0);
		ck_assert_uint_eq(note.question.parties[i].address.len, 0);
		ck_assert(!note.is_let_go[i]);
	}
	policy_unref(p);
	mail_free(m);
	/* Beside another recipient rules may ask; still nothing is learnt. */
	m = mail_new("ann@in.example", "safe@protect.example b@out.example");
	v = judge(m, NOTICE, &p);
	ck_assert_int_eq(policy_question(p, &m->envelope, &m->report,
	    m->arena, &q), 0);
	ck_assert_uint_gt(q.parties[MEMORY_SENDER].address.len, 0);
	ck_assert_int_eq(policy_note(p, &q, v, m->arena, &note), 0);
	for (i = 0; i < q.party_count; i++) {
		ck_assert_uint_eq(note.question.parties[i].address.len, 0);
		ck_assert(!note.is_let_go[i]);
	}
	policy_unref(p);
	mail_free(m);
}
END_TEST

START_TEST(test_what_may_be_kept)
{
	struct mail *m = mail_new("ann@in.example",
	    "bob@out.example safe@protect.example ann@in.example");
	struct buf b = BUF_INIT(MIB);
	struct envelope e;
	struct verdict kept, *v;
	struct policy *p;

	m->envelope.auth = SLICE("ann@in.example");
	m->envelope.queue_id = SLICE("4Zq1xk2Rz");
	m->envelope.client_addr = SLICE("192.0.2.77");
	m->envelope.helo = SLICE("ann-laptop");
	m->envelope.size = 4711;
	v = judge(m, "rule ann-writes { " POLICY "when sender is "
	    "ann@in.example; then deliver }\n" NOTICE, &p);
	ck_assert_int_eq(disclosure_hide(&m->envelope, v, m->arena, &e,
	    &kept), 0);
	ck_assert_uint_eq(e.recipient_count, 1);
	ck_assert_uint_eq(kept.recipient_count, 1);
	ck_assert(slice_eq_str(e.recipients[0].address.full,
	    "safe@protect.example"));
	ck_assert_uint_eq(e.size, 0);
	ck_assert_int_eq((int)e.at_ms, (int)m->envelope.at_ms);
	ck_assert_int_eq(kept.disclaimer, DISCLAIMER_WANTED);
	ck_assert_int_eq(envelope_encode(&e, &b), 0);
	ck_assert_int_eq(verdict_encode(&kept, &b), 0);
	ck_assert(slice_find(buf_slice(&b), SLICE("ann"), 0) == SLICE_NPOS);
	ck_assert(slice_find(buf_slice(&b), SLICE("bob"), 0) == SLICE_NPOS);
	ck_assert(slice_find(buf_slice(&b), SLICE("4Zq1"), 0) == SLICE_NPOS);
	ck_assert(slice_find(buf_slice(&b), SLICE("192.0"), 0) == SLICE_NPOS);
	ck_assert(slice_find(buf_slice(&b), SLICE("foundry"), 0) ==
	    SLICE_NPOS);
	buf_free(&b);
	policy_unref(p);
	mail_free(m);
}
END_TEST

/* Refused before any rule: by its size, by an address. */
START_TEST(test_marked_without_rules)
{
	struct mail *m = mail_new("ann@in.example",
	    "bob@out.example safe@protect.example");
	struct verdict v = { .recipient_count = 2 };
	struct policy *p;

	(void)judge(m, "", &p);
	v.recipients = arena_array(m->arena, 2, sizeof *v.recipients);
	ck_assert_int_eq(policy_mark_protected(p, &m->envelope, m->arena, &v),
	    0);
	ck_assert(v.is_disclosure);
	ck_assert(!v.recipients[0].is_protected);
	ck_assert(v.recipients[1].is_protected);
	policy_unref(p);
	mail_free(m);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "outcomes", test_outcomes, N_OF(cases) },
		{ "the notice stays", test_notice_stays, 0 },
		{ "nothing asked", test_nothing_is_asked_or_learnt, 0 },
		{ "what may be kept", test_what_may_be_kept, 0 },
		{ "without rules", test_marked_without_rules, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("whistleblowing", tests);
}
