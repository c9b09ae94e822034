/*
 * `unless exception NAME`: whom an answer of the keeper lets off a rule, what
 * the others get, and what the register is to count.
 */
#include "unit/policy/fixture.h"

#define ENFORCE	"set rule-defaults mode enforce, purpose \"p\", " \
		"approved director 2026-02-10\n"
#define POLICY	"policy \"42\", \"Because.\"; "
#define HOLD	"quarantine for officer decide within 2 hours otherwise refuse"

static const char *
letters(const struct verdict *v, char out[32])
{
	size_t i;

	for (i = 0; i < v->recipient_count && i < 31; i++)
		out[i] = "aqtrd"[v->recipients[i].disposition];
	out[i] = '\0';
	return out;
}

/* bob@out and eve@out are outside, carl@in is inside; what lifts for whom. */
static const struct {
	const char *name, *rules;
	const char *bob, *eve, *carl;	/* "" for none */
	const char *want;
	enum rule_outcome first;
	size_t uses;
} cases[] = {
	{ "no entry", "rule a { " POLICY "when any recipient outside; "
	    "unless exception ex; then " HOLD " }", "", "", "", "qqa",
	    RULE_MATCHED, 0 },
	{ "an entry for one", "rule a { " POLICY "when any recipient outside; "
	    "unless exception ex; then " HOLD " }", "ex", "", "", "aqa",
	    RULE_MATCHED, 1 },
	{ "an entry for each that matches", "rule a { " POLICY "when any "
	    "recipient outside; unless exception ex; then " HOLD " }", "ex",
	    "ex", "", "aaa", RULE_LIFTED, 2 },
	{ "a refusal is of all while one lacks it", "rule a { " POLICY "when "
	    "any recipient outside; unless exception ex; then reject with "
	    "sorry }", "ex", "", "ex", "rrr", RULE_MATCHED, 1 },
	{ "another register", "rule a { " POLICY "when any recipient outside; "
	    "unless exception ex; then " HOLD " }", "other", "exx", "", "qqa",
	    RULE_MATCHED, 0 },
	{ "a rule of nobody asks it of everybody", "rule a { " POLICY "when "
	    "sender inside; unless exception ex; then " HOLD " }", "ex", "ex",
	    "", "qqq", RULE_MATCHED, 0 },
	{ "and lifts for everybody", "rule a { " POLICY "when sender inside; "
	    "unless exception ex; then " HOLD " }", "ex", "ex", "ex", "aaa",
	    RULE_LIFTED, 3 },
	{ "it lifts its rule only", "rule a { " POLICY "when any recipient "
	    "outside; unless exception ex; then " HOLD " }\n"
	    "rule b { " POLICY "when any recipient outside; then reject with "
	    "sorry }", "ex", "ex", "", "rrr", RULE_LIFTED, 2 },
	{ "a rule that is off uses none", "rule a { " POLICY "mode off; when "
	    "any recipient outside; unless exception ex; then " HOLD " }",
	    "ex", "ex", "", "aaa", RULE_LIFTED + RULE_OUTCOME_COUNT, 0 },
	{ "a rule that watches is lifted too", "rule a { " POLICY "mode "
	    "watch; when any recipient outside; unless exception ex; then "
	    HOLD " }", "ex", "ex", "", "aaa", RULE_LIFTED, 2 },
	{ "a rule that does not match needs none", "rule a { " POLICY "when "
	    "any recipient outside and sender outside; unless exception ex; "
	    "then " HOLD " }", "ex", "ex", "", "aaa", RULE_NOT_MATCHED, 0 },
	{ "for files of a type that are there", "rule a { " POLICY "when any "
	    "recipient outside; unless exception ex; then " HOLD " }",
	    "ex document,pdf", "ex spreadsheet", "", "aqa", RULE_MATCHED, 1 },
};

static void
give(struct mail *m, size_t party, const char *name)
{
	struct memory_of_party *p = &m->memory->parties[party];

	if (*name == '\0')
		return;
	p->exceptions = arena_array(m->arena, 1, sizeof *p->exceptions);
	p->exceptions[0] = slice_str(name);
	p->exception_count = 1;
}

static struct mail *
three(void)
{
	struct mail *m = mail_new("ann@in.example",
	    "bob@out.example eve@out.example carl@in.example");

	mail_attach(m, "2", FILETYPE_DOCUMENT, "a.docx");
	return m;
}

START_TEST(test_unless_exception)
{
	struct mail *m = three();
	struct buf text = BUF_INIT(10000);
	struct memory_question q;
	struct memory_note note;
	struct policy *p;
	struct verdict *v;
	char got[32];
	size_t i;

	buf_printf(&text, ENFORCE "%s", cases[_i].rules);
	p = fixture_policy(buf_cstr(&text));
	ck_assert(policy_needs_memory(p));
	mail_remember(m, p);
	give(m, 2, cases[_i].bob);
	give(m, 3, cases[_i].eve);
	give(m, 4, cases[_i].carl);
	v = mail_judge(m, p);
	ck_assert_msg(strcmp(letters(v, got), cases[_i].want) == 0,
	    "%s: got %s", cases[_i].name, got);
	if (cases[_i].first < RULE_OUTCOME_COUNT)
		ck_assert_msg(v->rules[0].outcome == cases[_i].first, "%s: %s",
		    cases[_i].name, rule_outcome_name(v->rules[0].outcome));
	ck_assert(slice_eq_str(v->rules[0].lifted_by,
	    v->rules[0].outcome == RULE_LIFTED ? "exception" : ""));
	ck_assert_int_eq(policy_question(p, &m->envelope, &m->report,
	    m->arena, &q), 0);
	ck_assert_int_eq(policy_note(p, &q, v, m->arena, &note), 0);
	ck_assert_msg(note.use_count == cases[_i].uses, "%s: %zu uses",
	    cases[_i].name, note.use_count);
	for (i = 0; i < note.use_count; i++) {
		ck_assert(slice_eq_str(note.uses[i].rule, "a"));
		ck_assert(slice_starts(note.uses[i].exception, SLICE("ex")));
	}
	buf_free(&text);
	policy_unref(p);
	mail_free(m);
}
END_TEST

/* Nobody was asked: nothing is lifted. */
START_TEST(test_no_answer_lifts_nothing)
{
	struct mail *m = three();
	struct policy *p = fixture_policy(ENFORCE "rule a { " POLICY
	    "when any recipient outside; unless exception ex; then " HOLD
	    " }");
	struct verdict *v = NULL;
	char got[32];

	ck_assert_int_eq(policy_evaluate(p, &m->envelope, &m->report, NULL,
	    "EX-7K3M-2QPX", m->arena, &v), 0);
	ck_assert_str_eq(letters(v, got), "qqa");
	policy_unref(p);
	mail_free(m);
}
END_TEST

/* A message that is only for files of a type, and has none, or one unread. */
START_TEST(test_types_need_files)
{
	struct mail *m = mail_new("ann@in.example", "bob@out.example");
	struct policy *p = fixture_policy(ENFORCE "rule a { " POLICY
	    "when any recipient outside; unless exception ex; then " HOLD
	    " }");
	struct verdict *v;
	char got[32];

	mail_remember(m, p);
	give(m, 2, "ex pdf");
	v = mail_judge(m, p);
	ck_assert_str_eq(letters(v, got), "q");
	mail_attach(m, "2", FILETYPE_PDF, "a.pdf");
	v = mail_judge(m, p);
	ck_assert_str_eq(letters(v, got), "a");
	mail_attach(m, "3", FILETYPE_SPREADSHEET, "b.xlsx");
	v = mail_judge(m, p);
	ck_assert_str_eq(letters(v, got), "q");
	policy_unref(p);
	mail_free(m);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "unless", test_unless_exception, N_OF(cases) },
		{ "silent", test_no_answer_lifts_nothing, 0 },
		{ "types", test_types_need_files, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("policy exceptions", all);
}
