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

int
main(void)
{
	const struct unit_case all[] = {
		{ "question", test_question, 0 },
		{ "note", test_note, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("policy memory", all);
}
