#include "policy/texts.h"

#include "unit/policy/fixture.h"

#define RULE	"rule notice { policy \"P\", \"Why.\"; mode enforce; purpose \"x\"; " \
	"approved director 2026-01-01; when any recipient outside; " \
	"then add disclaimer }\n"
#define HEAD_	"set contact \"O\", o@a.example\n" \
	"set inside domains a.example, b.example\n" \
	"set languages en-GB, gd\nset directory \"staff.csv\"\n" \
	"list partners of domains { partner.example }\n" \
	"list speakers of addresses { s@o.example, t@o.example }\n" \
	"association b { domains b.example }\n"
#define STAFF	"name,addresses,department,login\n" \
	"Ann Smith,ann@a.example;a.smith@a.example,Repairs,asmith\n" \
	"Bob Brown,bob@a.example,,\n"
#define PLAIN	"disclaimer text \"a.txt\", html \"a.html\"\n"
#define LINE(words, name) "disclaimer " words " text \"d/" name ".txt\", " \
	"html \"a.html\"\n"

/* Association a with these lines. */
static int
load(const char *lines, const char *rules, struct buf *out,
    struct policy **ret)
{
	struct conf_files *f = conf_files_new();
	struct conf_source src = conf_files_source(f);
	struct conf_diag *d = conf_diag_new();
	struct buf text = BUF_INIT(MIB);
	struct conf_tree *t = NULL;
	int r;

	buf_printf(&text, "set mode enforce\n" HEAD_ "association a {\n"
	    "domains a.example\n%s}\n%s", lines, rules);
	conf_files_add(f, "main", buf_slice(&text));
	conf_files_add(f, "staff.csv", SLICE(STAFF));
	r = conf_load(&src, "main", d, &t);
	if (r == 0)
		r = policy_new(t, d, FIXTURE_NOW, ret);
	conf_diag_print(d, out);
	conf_free(t);
	conf_diag_free(d);
	conf_files_free(f);
	buf_free(&text);
	return r;
}

static struct policy *
must_load(const char *lines)
{
	struct buf b = BUF_INIT(MIB);
	struct policy *p = NULL;

	ck_assert_msg(load(lines, RULE, &b, &p) == 0, "%s", buf_cstr(&b));
	buf_free(&b);
	return p;
}

#define ALL	LINE("gd", "gd") LINE("for sender in department \"Repairs\"", \
	"repairs") PLAIN LINE("gd for any recipient in list partners", \
	"partners-gd") LINE("for any recipient in list partners", "partners") \
	LINE("for every recipient in list speakers", "speakers") \
	LINE("en-GB", "en") LINE("for any recipient unknown", "strangers")

static const struct {
	const char *name, *from, *to, *language, *text;
} cases[] = {
	{ "nothing of all", "bob@a.example", "x@o.example", "", "a" },
	{ "its language", "bob@a.example", "x@o.example", "gd", "gd" },
	{ "its language, in a country", "bob@a.example", "x@o.example",
	    "gd-gb", "gd" },
	{ "a longer word is another language", "bob@a.example",
	    "x@o.example", "gdx", "a" },
	{ "a wider language is not the narrower one", "bob@a.example",
	    "x@o.example", "en", "a" },
	{ "the narrower one", "bob@a.example", "x@o.example", "en-gb-oed",
	    "en" },
	{ "a department, by the directory", "ann@a.example", "x@o.example",
	    "", "repairs" },
	{ "by an alias of its address", "a.smith@a.example", "x@o.example",
	    "", "repairs" },
	{ "a fact before a language", "ann@a.example", "x@o.example", "gd",
	    "repairs" },
	{ "of two facts the first line", "ann@a.example",
	    "x@partner.example", "", "repairs" },
	{ "among facts the language counts", "ann@a.example",
	    "x@partner.example", "gd", "partners-gd" },
	{ "one recipient is enough for any", "bob@a.example",
	    "x@o.example y@partner.example", "", "partners" },
	{ "but not for every", "bob@a.example", "s@o.example x@o.example",
	    "", "a" },
	{ "every", "bob@a.example", "s@o.example t@o.example", "",
	    "speakers" },
};

START_TEST(test_choice)
{
	struct policy *p = must_load(ALL);
	struct mail *m = mail_new(cases[_i].from, cases[_i].to);
	struct text_choice choice;
	struct verdict *v;

	m->report.facts.language = slice_str(cases[_i].language);
	/* Nobody is asked who is known: unknown is not yes. */
	ck_assert_int_eq(policy_choose_text(p, &m->envelope, &m->report, NULL,
	    m->arena, &choice), 0);
	ck_assert_msg(slice_eq_str(choice.text, cases[_i].text), "%s: %.*s",
	    cases[_i].name, (int)choice.text.len,
	    (const char *)choice.text.ptr);
	ck_assert(slice_eq_str(choice.association, "a"));
	/* The verdict asks for the same. */
	mail_remember(m, p);
	ck_assert_int_eq(policy_evaluate(p, &m->envelope, &m->report, NULL,
	    "EX-7K3M-2QPX", m->arena, &v), 0);
	ck_assert(slice_eq_str(v->disclaimer_text, cases[_i].text));
	ck_assert_uint_eq(v->edit_count, 1);
	ck_assert(slice_eq_str(v->edits[0].name, cases[_i].text));
	ck_assert(slice_eq_str(v->edits[0].disclaimer->association, "a"));
	mail_free(m);
	policy_unref(p);
}
END_TEST

/* With an answer of the keeper the same fact is yes. */
START_TEST(test_what_is_remembered_counts)
{
	struct policy *p = must_load(ALL);
	struct mail *m = mail_new("bob@a.example", "x@o.example");
	struct verdict *v;

	ck_assert(policy_needs_memory(p));
	v = mail_judge(m, p);
	ck_assert(slice_eq_str(v->disclaimer_text, "strangers"));
	mail_free(m);
	policy_unref(p);
}
END_TEST

START_TEST(test_why)
{
	struct policy *p = must_load(ALL);
	struct mail *m = mail_new("ann@a.example", "x@partner.example");
	struct text_choice choice;
	struct rule_fact *facts;
	bool found = false;
	size_t n, i;

	m->report.facts.language = SLICE("gd-gb");
	ck_assert_int_eq(policy_choose_text(p, &m->envelope, &m->report, NULL,
	    m->arena, &choice), 0);
	ck_assert(slice_eq_str(choice.fact,
	    "any recipient in list partners"));
	ck_assert(slice_eq_str(choice.language, "gd"));
	ck_assert(!choice.is_default);
	ck_assert_int_eq(policy_facts(p, &m->envelope, &m->report, NULL,
	    m->arena, &facts, &n), 0);
	for (i = 0; i < n; i++)
		found = found || slice_eq_str(facts[i].words,
		    "sender in department \"Repairs\"");
	ck_assert(found);
	ck_assert_uint_eq(policy_texts(p, 0, &choice), 8);
	ck_assert(slice_eq_str(choice.text, "gd"));
	mail_free(m);
	policy_unref(p);
}
END_TEST

START_TEST(test_none)
{
	struct policy *p = must_load(ALL);
	struct mail *m = mail_new("x@b.example", "x@o.example");
	struct text_choice choice;
	struct verdict *v;

	v = mail_judge(m, p);
	ck_assert_int_eq(v->disclaimer, DISCLAIMER_SKIPPED);
	ck_assert(slice_eq_str(v->disclaimer_reason, "no-text"));
	ck_assert_uint_eq(v->edit_count, 0);
	ck_assert_int_eq(policy_choose_text(p, &m->envelope, &m->report, NULL,
	    m->arena, &choice), 0);
	ck_assert_uint_eq(choice.text.len, 0);
	mail_free(m);
	m = mail_new("x@elsewhere.example", "x@o.example");
	v = mail_judge(m, p);
	ck_assert(slice_eq_str(v->disclaimer_reason, "no-association"));
	mail_free(m);
	policy_unref(p);
}
END_TEST

/* --- D32: whose mail it is ------------------------------------------------------------ */

static const struct {
	const char *name, *envelope, *auth, *from, *second_from, *association;
} senders[] = {
	{ "all of them agree", "bob@a.example", "bob@a.example",
	    "bob@a.example", "", "a" },
	{ "the login before the envelope", "x@b.example", "asmith",
	    "x@b.example", "", "a" },
	{ "the login if it is an address", "x@b.example", "bob@a.example",
	    "x@b.example", "", "a" },
	{ "the envelope if nobody signed in", "x@b.example", "",
	    "bob@a.example", "", "b" },
	{ "never From", "bob@a.example", "", "x@b.example", "", "a" },
	{ "nor several", "bob@a.example", "", "x@b.example", "y@o.example",
	    "a" },
	{ "nobody's", "x@o.example", "", "bob@a.example", "bob@a.example",
	    "" },
};

START_TEST(test_sender)
{
	struct policy *p = must_load(ALL);
	struct mail *m = mail_new(senders[_i].envelope, "x@o.example");
	struct slice from[2] = { slice_str(senders[_i].from),
	    slice_str(senders[_i].second_from) };
	struct text_choice choice;

	m->envelope.auth = slice_str(senders[_i].auth);
	m->report.facts.from = from;
	m->report.facts.from_count = from[1].len > 0 ? 2 : 1;
	ck_assert_int_eq(policy_choose_text(p, &m->envelope, &m->report, NULL,
	    m->arena, &choice), 0);
	ck_assert_msg(slice_eq_str(choice.association,
	    senders[_i].association), "%s", senders[_i].name);
	mail_free(m);
	policy_unref(p);
}
END_TEST

/* --- variables ------------------------------------------------------------------------- */

static struct slice
value(const struct verdict *v, const char *name)
{
	const struct edit_disclaimer *d = v->edits[0].disclaimer;
	size_t i;

	for (i = 0; i < d->variable_count; i++)
		if (slice_eq_str(d->variables[i].name, name))
			return d->variables[i].value;
	ck_abort_msg("no %s", name);
}

START_TEST(test_variables)
{
	struct policy *p = must_load(PLAIN);
	struct mail *m = mail_new("a.smith@a.example", "x@o.example");
	struct slice names[] = { SLICE("The Director") };
	struct verdict *v;

	m->report.facts.from_names = names;
	m->envelope.auth = SLICE("ASMITH");
	v = mail_judge(m, p);
	ck_assert(slice_eq_str(value(v, "sender.name"), "Ann Smith"));
	ck_assert(slice_eq_str(value(v, "sender.address"), "ann@a.example"));
	ck_assert(slice_eq_str(value(v, "sender.department"), "Repairs"));
	ck_assert(slice_eq_str(value(v, "date"), "2026-05-05"));
	mail_free(m);
	/* Of whom the directory does not know nothing but the address. */
	m = mail_new("new@a.example", "x@o.example");
	m->report.facts.from_names = names;
	v = mail_judge(m, p);
	ck_assert_uint_eq(value(v, "sender.name").len, 0);
	ck_assert(slice_eq_str(value(v, "sender.address"), "new@a.example"));
	ck_assert_uint_eq(value(v, "sender.department").len, 0);
	mail_free(m);
	policy_unref(p);
}
END_TEST

/* --- what is refused, and what is told -------------------------------------------------- */

static const struct {
	const char *name, *lines, *words;
} wrong[] = {
	{ "no default", LINE("gd", "x"), "must be the default" },
	{ "two", PLAIN PLAIN, "a second one" },
	{ "one name twice", PLAIN LINE("gd", "x") LINE("pl", "x"),
	    "two texts named \"x\"" },
	{ "another's name", PLAIN LINE("gd", "b"), "is the name of an" },
	{ "a fact that is none", PLAIN LINE("for sender nice", "x"),
	    "expected who" },
	{ "no fact", PLAIN LINE("for", "x"), "expected a condition" },
	{ "an unknown list", PLAIN LINE("for any recipient in list no", "x"),
	    "unknown list \"no\"" },
	{ "an unknown department",
	    PLAIN LINE("for sender in department \"X\"", "x"), "department" },
	{ "no page", "disclaimer text \"a.txt\"\n", "two forms" },
	{ "a form twice", "disclaimer text \"a.txt\", html \"a\", html \"b\"\n",
	    "already" },
	{ "no name", PLAIN LINE("gd", "a b"), "is named after its file" },
	{ "no language", PLAIN LINE("g_d", "x"), "expected a language" },
	{ "a form misspelt behind a language", PLAIN "disclaimer pl txt "
	    "\"x.txt\", html \"x\"\n",
	    "expected text, html, header or logo, not \"txt\"" },
	{ "a word too many", "disclaimer text \"a.txt\", html \"a\" gd\n",
	    "gd" },
};

START_TEST(test_wrong)
{
	struct buf b = BUF_INIT(MIB);
	struct policy *p;

	ck_assert_msg(load(wrong[_i].lines, "", &b, &p) == ERR_SYNTAX, "%s",
	    wrong[_i].name);
	ck_assert_msg(strstr(buf_cstr(&b), wrong[_i].words) != NULL, "%s: %s",
	    wrong[_i].name, buf_cstr(&b));
	buf_free(&b);
}
END_TEST

#define OTHERWISE	"rule h { policy \"P\", \"Why.\"; when any recipient " \
	"outside; then add disclaimer otherwise header }\n"

static const struct {
	const char *name, *lines, *rules, *tag, *words;
} advice[] = {
	{ "all is well", ALL, "", "[never]", "" },
	{ "all are set", LINE("gd-GB", "x") PLAIN LINE("en", "y"), "",
	    "[language]", "" },
	{ "a language that nobody set", PLAIN LINE("pl", "x"), "",
	    "[language]", "\"pl\" is none" },
	{ "the same fact again", PLAIN LINE("for sender is bob@a.example",
	    "x") LINE("for sender is bob@a.example", "y"), "", "[never]",
	    "text \"y\" is never chosen: \"x\" before it" },
	{ "a wider language before", PLAIN LINE("gd", "x") LINE("gd-GB",
	    "y"), "", "[never]", "text \"y\"" },
	{ "a narrower one before", PLAIN LINE("gd-GB", "x") LINE("gd", "y"),
	    "", "[never]", "" },
	{ "a language after its fact alone", PLAIN
	    LINE("for sender is bob@a.example", "x")
	    LINE("gd for sender is bob@a.example", "y"), "", "[never]", "" },
	{ "a fact that contradicts itself", PLAIN
	    LINE("for ( sender inside and sender outside )", "x"), "",
	    "[never]", "contradict each other" },
	{ "no header", PLAIN, OTHERWISE, "[no-header]",
	    "text \"a\" has no header, and rule \"h\"" },
	{ "a header", "disclaimer text \"a.txt\", html \"a.html\", header "
	    "\"X-A: b\"\n", OTHERWISE, "[no-header]", "" },
	{ "nobody asks for it", PLAIN, "", "[no-header]", "" },
	{ "no text", "", OTHERWISE, "[no-text]",
	    "association \"b\" has no notice, which rule \"h\" is to add" },
	{ "no text, and no rule that adds one", "", "", "[no-text]", "" },
	{ "no text, and the rule is for those that have one", PLAIN,
	    "rule h { policy \"P\", \"Why.\"; when sender in association a; "
	    "then add disclaimer }\n", "[no-text]", "" },
};

START_TEST(test_advice)
{
	struct buf b = BUF_INIT(MIB);
	const char *at;
	struct policy *p;

	ck_assert_msg(load(advice[_i].lines, advice[_i].rules, &b, &p) == 0,
	    "%s: %s", advice[_i].name, buf_cstr(&b));
	at = strstr(buf_cstr(&b), advice[_i].tag);
	if (advice[_i].words[0] == '\0')
		ck_assert_msg(at == NULL, "%s: %s", advice[_i].name,
		    buf_cstr(&b));
	else
		ck_assert_msg(at != NULL && strstr(buf_cstr(&b),
		    advice[_i].words) != NULL, "%s: %s", advice[_i].name,
		    buf_cstr(&b));
	policy_unref(p);
	buf_free(&b);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "choice", test_choice, N_OF(cases) },
		{ "memory", test_what_is_remembered_counts, 0 },
		{ "why", test_why, 0 },
		{ "none", test_none, 0 },
		{ "sender", test_sender, N_OF(senders) },
		{ "variables", test_variables, 0 },
		{ "wrong", test_wrong, N_OF(wrong) },
		{ "advice", test_advice, N_OF(advice) },
		{ NULL, NULL, 0 },
	};

	return unit_main("texts", all);
}
