/* Test blocks as they are read, the moment they name, and rules a little different. */
#include "policy/test.h"

#include "unit/policy/fixture.h"

static const char block[] =
	"test \"one\" {\n"
	"from a@in.example; to b@out.example, c@out.example; cc d@out.example\n"
	"bcc e@out.example; auth jsmith; on local; subject \"S\"; body \"B\"\n"
	"header \"X-A: 1\", \"X-B: 2\"; header \"X-C: 3\"\n"
	"attach \"f/a.zip\" as \"b.zip\", text \"x,y\" as \"t.csv\", \"c\"\n"
	"at 2026-05-05 10:15; given exception ex; given known x@out.example, "
	"y@out.example\n"
	"given source internal; given same text 7; given same text received\n"
	"expect reject by r; expect no rule r; expect reply contains \"z\"\n"
	"expect disclaimer foundry; expect found iban; expect unreadable limit\n"
	"}\n"
	"rule r { policy \"P\", \"W\"; when no attachment and ( sender inside or "
	"sender signed in and any recipient outside ) ; then deliver }\n";

START_TEST(test_read)
{
	struct conf_diag *d = conf_diag_new();
	struct arena *a = arena_new(MIB);
	struct buf text = BUF_INIT(MIB);
	struct rule_test *t;
	struct conf_tree *tree;
	size_t n;

	buf_puts(&text, fixture_house);
	buf_puts(&text, block);
	ck_assert_int_eq(conf_parse(buf_slice(&text), "f", d, &tree), 0);
	ck_assert_int_eq(rule_tests_read(tree, d, a, &t, &n), 0);
	ck_assert_uint_eq(n, 1);
	ck_assert(slice_eq_str(t->name, "one"));
	ck_assert_uint_eq(t->to_count, 2);
	ck_assert_uint_eq(t->cc_count, 1);
	ck_assert(slice_eq_str(t->bcc[0], "e@out.example"));
	ck_assert_int_eq(t->auth, TEST_AUTH_LOGIN);
	ck_assert(slice_eq_str(t->login, "jsmith"));
	ck_assert_int_eq(t->class, MAIL_CLASS_LOCAL);
	ck_assert_uint_eq(t->header_count, 3);
	ck_assert_uint_eq(t->file_count, 3);
	ck_assert(slice_eq_str(t->files[0].path->text, "f/a.zip"));
	ck_assert(slice_eq_str(t->files[0].name, "b.zip"));
	ck_assert_ptr_null(t->files[1].path);
	ck_assert(slice_eq_str(t->files[1].text, "x,y"));
	ck_assert_uint_eq(t->files[2].name.len, 0);
	ck_assert_int_eq(t->day, 20260505);
	ck_assert_int_eq(t->minute, 615);
	ck_assert_uint_eq(t->given_count, 6);
	ck_assert_int_eq(t->given[2].kind, GIVEN_KNOWN);
	ck_assert_uint_eq(t->given[4].count, 7);
	ck_assert(t->given[5].received && !t->given[4].received);
	ck_assert_uint_eq(t->expect_count, 6);
	ck_assert(slice_eq_str(t->expect[0].rule, "r"));
	ck_assert(slice_eq_str(t->expect[2].words, "reply contains \"z\""));
	ck_assert_uint_eq(t->expect[0].at.line, 26);
	conf_free(tree);
	arena_free(a);
	buf_free(&text);
	conf_diag_free(d);
}
END_TEST

/* Local time, on the days on which the clock changes too. */
START_TEST(test_moment)
{
	static const struct { int day, minute; int64_t utc_s; } moments[] = {
		{ 20260105, 0, INT64_C(1767571200) },	/* winter: 00:00Z */
		{ 20260505, 615, INT64_C(1777972500) },	/* summer: 09:15Z */
		{ 20260329, 30, INT64_C(1774744200) },	/* 00:30Z, before */
		{ 20260329, 720, INT64_C(1774782000) },	/* 11:00Z, after */
		{ 20261025, 720, INT64_C(1792929600) },	/* 12:00Z, after */
	};
	struct policy *p = fixture_policy("");

	ck_assert_int_eq(policy_moment(p, moments[_i].day,
	    moments[_i].minute), moments[_i].utc_s * 1000);
	policy_unref(p);
}
END_TEST

START_TEST(test_variants)
{
	static const char *const terms[] = { "no attachment",
	    "( sender inside ... )", "sender signed in",
	    "any recipient outside" };
	struct arena *a = arena_new(MIB);
	struct policy_rule_info *rules;
	struct slice words;
	struct policy *p;
	size_t i;

	p = fixture_policy("rule q { policy \"P\", \"W\"; when no attachment; "
	    "then deliver }\nrule r { policy \"P\", \"W\"; when no attachment "
	    "and ( sender inside or ( sender signed in and any recipient "
	    "outside ) ); then deliver }");
	ck_assert_uint_eq(policy_terms(p, 0), 0);
	ck_assert_uint_eq(policy_terms(p, 1), 4);
	for (i = 0; i < 4; i++) {
		ck_assert_ptr_nonnull(policy_without_term(p, 1, i, a, &words));
		ck_assert_msg(slice_eq_str(words, terms[i]), "%.*s",
		    (int)words.len, (const char *)words.ptr);
	}
	ck_assert_uint_eq(policy_rules(policy_without(p, 0, a), a, &rules), 1);
	ck_assert(slice_eq_str(rules[0].name, "r"));
	ck_assert_uint_eq(policy_rules(policy_without(p, 1, a), a, &rules), 1);
	ck_assert(slice_eq_str(rules[0].name, "q"));
	ck_assert(!policy_is_capped(policy_uncapped(p, a)));
	policy_unref(p);
	arena_free(a);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "read", test_read, 0 },
		{ "moment", test_moment, 5 },
		{ "variants", test_variants, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("test", all);
}
