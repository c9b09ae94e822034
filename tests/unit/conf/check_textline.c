#include "conf/textline.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "unit/unit.h"

#define BOTH	"text \"d/a.txt\", html \"d/a.html\""

/* The first line of a block of these lines; what is borrowed lives in t. */
static const struct conf_line *
line_of(const char *words, struct conf_diag *d, struct conf_tree **t)
{
	struct buf b = BUF_INIT(4096);

	buf_printf(&b, "association x { disclaimer %s\n}\n", words);
	ck_assert_int_eq(conf_parse(buf_slice(&b), "f", d, t), 0);
	buf_free(&b);
	return &(*t)->blocks[0].lines[0];
}

static struct slice
text_of(const struct conf_token *t)
{
	return t == NULL ? SLICE("-") : t->text;
}

static const struct {
	const char *name, *words;
	/* language, "for" and how many tokens, default, name, forms. */
	const char *parts;
} splits[] = {
	{ "the default", BOTH, "() 0:0 default a d/a.txt d/a.html - -" },
	{ "a language", "gd " BOTH, "(gd) 0:0 other a d/a.txt d/a.html - -" },
	{ "a fact", "for sender in list l " BOTH,
	    "() 1:4 other a d/a.txt d/a.html - -" },
	{ "both", "en-GB for sender in list l " BOTH,
	    "(en-GB) 1:4 other a d/a.txt d/a.html - -" },
	{ "a fact with a string", "for sender in department \"text\" " BOTH,
	    "() 1:4 other a d/a.txt d/a.html - -" },
	{ "a fact with a form's word", "for text in list l " BOTH,
	    "() 1:4 other a d/a.txt d/a.html - -" },
	{ "a fact of nothing", "for " BOTH,
	    "() 1:0 other a d/a.txt d/a.html - -" },
	{ "all forms, in any order", "logo \"l.png\", header \"X-A: b\", "
	    "html \"h\", text \"t\"", "() 0:0 default t t h X-A: b l.png" },
	{ "a name without an ending", "text \"d/plain\", html \"h\"",
	    "() 0:0 default plain d/plain h - -" },
	{ "only the last ending", "text \"a.gd.txt\", html \"h\"",
	    "() 0:0 default a.gd a.gd.txt h - -" },
	{ "a name that begins with a dot", "text \"d/.txt\", html \"h\"",
	    "() 0:0 default .txt d/.txt h - -" },
	{ "no text", "html \"h\"", "() 0:0 default  - h - -" },
	{ "a language alone", "gd", "(gd) 0:0 other  - - - -" },
	{ "a word that is no language before others", "gd pl " BOTH,
	    "() 0:0 default a d/a.txt d/a.html - -" },
	{ "a form twice: the last", BOTH ", text \"b.txt\"",
	    "() 0:0 default b b.txt d/a.html - -" },
	{ "nothing", "", "() 0:0 default  - - - -" },
};

START_TEST(test_split)
{
	struct conf_diag *d = conf_diag_new();
	struct buf b = BUF_INIT(4096);
	struct slice form[4];
	struct conf_tree *tree;
	struct textline t;
	size_t i;

	textline_split(line_of(splits[_i].words, d, &tree), &t);
	buf_printf(&b, "(%.*s) %d:%zu %s %.*s", (int)t.language.len,
	    (const char *)t.language.ptr, t.has_fact,
	    t.fact_to - t.fact_from, t.is_default ? "default" : "other",
	    (int)t.name.len, (const char *)t.name.ptr);
	form[0] = text_of(t.text);
	form[1] = text_of(t.html);
	form[2] = text_of(t.header);
	form[3] = text_of(t.logo);
	for (i = 0; i < 4; i++)
		buf_printf(&b, " %.*s", (int)form[i].len,
		    (const char *)form[i].ptr);
	ck_assert_msg(strcmp(buf_cstr(&b), splits[_i].parts) == 0, "%s: %s",
	    splits[_i].name, buf_cstr(&b));
	buf_free(&b);
	conf_free(tree);
	conf_diag_free(d);
}
END_TEST

static const struct {
	const char *name, *words;
	/* NULL: it is right. */
	const char *error;
} checks[] = {
	{ "both forms", BOTH, NULL },
	{ "all of them", "gd for x " BOTH ", header \"a\", logo \"b\"",
	    NULL },
	{ "no page", "text \"a.txt\"", "f:1:17: error: a disclaimer has two "
	    "forms: disclaimer text \"FILE\", html \"FILE\"" },
	{ "no text", "html \"a.html\"", "two forms" },
	{ "nothing", "", "f:1:27: error: expected text, html, header or "
	    "logo\n" },
	{ "a form twice", BOTH ", html \"b\"",
	    "f:1:61: error: \"html\" stands here already" },
	{ "a form that is none", BOTH ", footer \"b\"",
	    "expected text, html, header or logo, not \"footer\"" },
	{ "a slip", BOTH ", haeder \"b\"", "did you mean \"header\"?" },
	{ "a form without a string", "text a, html \"b\"",
	    "expected a text in quotes" },
	{ "no comma", "text \"a\" html \"b\"", "two forms" },
	{ "a word behind", BOTH " gd", "\"gd\" does not belong here" },
	{ "a name with a blank", "gd text \"d/a b.txt\", html \"h\"",
	    "f:1:36: error: a text is named after its file: letters" },
	{ "a name of nothing", "gd text \"\", html \"h\"", "named after" },
	{ "a name that begins with a sign", "gd text \"-a\", html \"h\"",
	    "named after" },
	{ "the default is not named after its file",
	    "text \"d/a b.txt\", html \"h\"", NULL },
};

START_TEST(test_check)
{
	struct conf_diag *d = conf_diag_new();
	struct buf b = BUF_INIT(4096);
	const struct conf_line *line;
	struct conf_tree *tree;
	struct textline t;
	int r;

	line = line_of(checks[_i].words, d, &tree);
	textline_split(line, &t);
	r = textline_check(line, &t, d);
	conf_diag_print(d, &b);
	if (checks[_i].error == NULL)
		ck_assert_msg(r == 0 && b.len == 0, "%s: %d %s",
		    checks[_i].name, r, buf_cstr(&b));
	else
		ck_assert_msg(r == ERR_SYNTAX && conf_diag_errors(d) == 1 &&
		    strstr(buf_cstr(&b), checks[_i].error) != NULL,
		    "%s: %d %s", checks[_i].name, r, buf_cstr(&b));
	buf_free(&b);
	conf_free(tree);
	conf_diag_free(d);
}
END_TEST

START_TEST(test_a_name_has_a_longest)
{
	struct conf_diag *d = conf_diag_new();
	struct buf b = BUF_INIT(4096);
	const struct conf_line *line;
	struct conf_tree *tree;
	struct textline t;
	size_t i;

	buf_puts(&b, "gd text \"");
	for (i = 0; i < DISCLAIMER_NAME_MAX + (size_t)_i; i++)
		buf_putc(&b, 'a');
	buf_puts(&b, ".txt\", html \"h\"");
	line = line_of(buf_cstr(&b), d, &tree);
	textline_split(line, &t);
	ck_assert_int_eq(textline_check(line, &t, d),
	    _i == 0 ? 0 : ERR_SYNTAX);
	buf_free(&b);
	conf_free(tree);
	conf_diag_free(d);
}
END_TEST

START_TEST(test_language)
{
	struct arena *a = arena_new(64), *full = arena_new(0);
	struct textline t = { .language = SLICE("en-GB") };

	ck_assert(slice_eq_str(textline_language(&t, a), "en-gb"));
	ck_assert_ptr_null(textline_language(&t, full).ptr);
	t.language = SLICE_NONE;
	ck_assert_uint_eq(textline_language(&t, a).len, 0);
	ck_assert_ptr_nonnull(textline_language(&t, a).ptr);
	arena_free(a);
	arena_free(full);
}
END_TEST

/* The files whose bytes are in the digest: a field's words are in the tree. */
START_TEST(test_templates)
{
	struct conf_diag *d = conf_diag_new();
	const struct conf_line *line;
	struct conf_tree *tree;
	struct buf b = BUF_INIT(4096);
	size_t i;

	line = line_of("gd for sender in list \"x\" text \"t\", html \"h\", "
	    "header \"X-A: b\", logo \"l\"", d, &tree);
	for (i = 0; i <= line->count; i++)
		if (conf_names_template(line, i))
			buf_put_slice(&b, line->tokens[i].text);
	ck_assert_str_eq(buf_cstr(&b), "thl");
	buf_free(&b);
	conf_free(tree);
	conf_diag_free(d);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "split", test_split, N_OF(splits) },
		{ "check", test_check, N_OF(checks) },
		{ "longest name", test_a_name_has_a_longest, 2 },
		{ "language", test_language, 0 },
		{ "templates", test_templates, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("textline", cases);
}
