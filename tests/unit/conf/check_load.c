#include "conf/conf.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "unit/unit.h"

/* A text, and how the first line of the messages starts ("" for none). */
static const struct {
	const char *name, *text, *error;
} error_cases[] = {
	{ "a setting", "set mode watch", "" },
	{ "two settings on one line", "set mode watch; set undo 2 minutes", "" },
	{ "a block on one line", "list a of words { b; c }", "" },
	{ "a block's brace on the next line", "rule a\n{\nmode off\n}", "" },
	{ "a block from a quoted name", "test \"it works\" { from a@b.example }",
	    "" },
	{ "a set without a name", "set\nset mode off",
	    "f:1:1: error: set needs the name of a setting" },
	{ "a block without a name", "rule {\n}",
	    "f:1:1: error: \"rule\" needs a name" },
	{ "a name and nothing", "rule a\n",
	    "f:1:1: error: expected \"set\", \"include\" or a block" },
	{ "of without a word", "list a of { b }",
	    "f:1:11: error: \"of\" needs a word after it" },
	{ "from without a file", "list a of words from b",
	    "f:1:22: error: \"from\" needs a file name in quotes" },
	{ "text where a statement belongs", "\"hello\"",
	    "f:1:1: error: expected \"set\", \"include\" or a block" },
	{ "a stray closing brace", "}",
	    "f:1:1: error: expected \"set\", \"include\" or a block" },
	{ "a block left open", "rule a {\n  mode off\n",
	    "f:1:8: error: this block is not closed with \"}\"" },
	{ "a block inside a block", "rule a {\n mode off\nrule b {\nmode off\n}",
	    "f:3:8: error: \"{\" inside a block; is the \"}\" of line 1's" },
	{ "a text left open", "set contact \"abc\nset mode off",
	    "f:1:13: error: the closing quote (\") is missing" },
	{ "a block text left open", "set contact \"\"\"abc\n }",
	    "f:1:13: error: the closing quotes (\"\"\") are missing" },
	{ "an unknown escape", "set contact \"a\\d\"",
	    "f:1:15: error: unknown escape" },
	{ "columns count characters", "set contact \"\xc3\xa9\xe2\x82\xac\\d\"",
	    "f:1:16: error: unknown escape" },
	{ "a bracket left open", "rule a {\n when ( b or c\n then d\n}",
	    "f:2:7: error: this bracket is not closed" },
	{ "a bracket too many", "rule a { when b ) }",
	    "f:1:17: error: \")\" without its \"(\"" },
	{ "a comma at the end of a block", "list a of words { b, }",
	    "f:1:20: error: nothing follows this comma" },
	{ "a blank that is none", "set mode\xc2\xa0watch",
	    "f:1:9: error: a hidden or unusual blank character (U+00A0)" },
	{ "a zero-width blank", "set mo\xe2\x80\x8b" "de watch",
	    "f:1:7: error: a hidden or unusual blank character (U+200B)" },
	{ "curly quotes", "set contact \xe2\x80\x9chi\xe2\x80\x9d",
	    "f:1:13: error: write straight quotes" },
	{ "a control character", "set mode \x01 watch",
	    "f:1:10: error: a control character stands here" },
	{ "a control character in a text", "set a \"b\x02\"",
	    "f:1:9: error: a control character stands here" },
	{ "bytes that are no UTF-8", "set a b\nset c \xff",
	    "f:2:7: error: this is not UTF-8 text" },
	{ "a byte order mark is passed over", "\xef\xbb\xbfset a \"b\\d\"",
	    "f:1:9: error: unknown escape" },
	{ "an include without a name", "include rules",
	    "f:1:1: error: include needs a file name in quotes" },
	{ "an include where none can be", "include \"a\"",
	    "f:1:9: error: other files cannot be named here" },
	{ "the second error is found too",
	    "set\nset a \"x\nset", "f:1:1: error: set needs" },
};

START_TEST(test_errors)
{
	struct conf_diag *d = conf_diag_new();
	struct conf_tree *t = NULL;
	struct buf b = BUF_INIT(100000);
	const char *want = error_cases[_i].error;
	int r;

	r = conf_parse(slice_str(error_cases[_i].text), "f", d, &t);
	conf_diag_print(d, &b);
	ck_assert_msg(strncmp(buf_cstr(&b), want, strlen(want)) == 0 &&
	    (*want != '\0') == (b.len > 0), "%s: got \"%s\"",
	    error_cases[_i].name, buf_cstr(&b));
	ck_assert_int_eq(r, *want == '\0' ? 0 : ERR_SYNTAX);
	ck_assert((t != NULL) == (r == 0));
	conf_free(t);
	buf_free(&b);
	conf_diag_free(d);
}
END_TEST

START_TEST(test_every_error_is_named)
{
	struct conf_diag *d = conf_diag_new();
	struct conf_tree *t;

	ck_assert_int_eq(conf_parse(SLICE("set\nset a \"x\nrule { }\nset b )"),
	    "f", d, &t), ERR_SYNTAX);
	ck_assert_uint_eq(conf_diag_errors(d), 4);
	conf_diag_free(d);
}
END_TEST

/* Lines of the one block of a text, as "a b , c | d". */
static void
show_lines(const char *text, struct buf *out)
{
	struct conf_diag *d = conf_diag_new();
	struct conf_tree *t;
	size_t i, j;

	ck_assert_int_eq(conf_parse(slice_str(text), "f", d, &t), 0);
	ck_assert_uint_eq(t->block_count, 1);
	for (i = 0; i < t->blocks[0].line_count; i++) {
		ck_assert_int_eq(buf_puts(out, i > 0 ? "|" : ""), 0);
		for (j = 0; j < t->blocks[0].lines[i].count; j++) {
			ck_assert_int_eq(buf_puts(out, j > 0 ? " " : ""), 0);
			ck_assert_int_eq(buf_put_slice(out,
			    t->blocks[0].lines[i].tokens[j].text), 0);
		}
	}
	conf_free(t);
	conf_diag_free(d);
}

static const struct {
	const char *name, *text, *lines;
} line_cases[] = {
	{ "one line, one line", "r a {\n b c\n d e\n}", "b c|d e" },
	{ "semicolons", "r a { b c; d e }", "b c|d e" },
	{ "empty lines are none", "r a { ; ;\n\n b;; }", "b" },
	{ "a comma goes on", "r a {\n b c,\n d\n e\n}", "b c , d|e" },
	{ "a comma at the start does not", "r a {\n b c\n , d\n}", "b c|, d" },
	{ "and goes on", "r a {\n when b\n and c\n then d\n}",
	    "when b and c|then d" },
	{ "or goes on, past comments and blank lines",
	    "r a {\n when b\n\n # why\n or c\n then d }", "when b or c|then d" },
	{ "a quoted and does not", "r a {\n b\n \"and\" c\n}", "b|and c" },
	{ "android does not", "r a {\n b\n android c\n}", "b|android c" },
	{ "brackets go on", "r a {\n when ( b\n c\n ) d\n e }",
	    "when ( b c ) d|e" },
	{ "a block text ends where it ends",
	    "r a {\n next \"\"\"\n    x\n      y\n    \"\"\" z\n b }",
	    "next x\n  y\n z|b" },
	{ "a block text keeps quotes and backslashes",
	    "r a { b \"\"\"c \"d\" \\n\"\"\" }", "b c \"d\" \\n" },
	{ "escapes", "r a { b \"\\\\bTN\\t\\\"x\\\"\\n\" }", "b \\bTN\t\"x\"\n" },
	{ "# inside a word is no comment", "r a { b#c #d\n e }", "b#c|e" },
	{ "# inside a text is no comment", "r a { b \"#c\" }", "b #c" },
	{ "Windows line ends", "r a {\r\n b \"\"\"\r\nc\r\n\"\"\"\r\n d\r\n}\r\n",
	    "b c\n|d" },
	{ "words hold what addresses and globs need",
	    "r a { x+y@b-c.example *.exe 10/8 a:b 50% }",
	    "x+y@b-c.example *.exe 10/8 a:b 50%" },
};

START_TEST(test_lines)
{
	struct buf b = BUF_INIT(10000);

	show_lines(line_cases[_i].text, &b);
	ck_assert_msg(strcmp(buf_cstr(&b), line_cases[_i].lines) == 0,
	    "%s: got \"%s\"", line_cases[_i].name, buf_cstr(&b));
	buf_free(&b);
}
END_TEST

START_TEST(test_places)
{
	struct conf_diag *d = conf_diag_new();
	struct conf_tree *t;
	const struct conf_token *k;

	ck_assert_int_eq(conf_parse(SLICE(
	    "set inside domains \xc3\xa9.example,\n\tb.example\n"
	    "rule \"x y\" { when 12 }"), "dir/f", d, &t), 0);
	k = t->settings[0].tokens;
	ck_assert_uint_eq(t->settings[0].count, 5);
	ck_assert_uint_eq(k[2].at.column, 20);
	ck_assert_uint_eq(k[2].at.width, 9);
	ck_assert_uint_eq(k[3].at.column, 29);
	ck_assert_uint_eq(k[4].at.line, 2);
	ck_assert_uint_eq(k[4].at.column, 2);
	ck_assert_str_eq(k[4].at.file, "dir/f");
	ck_assert(t->blocks[0].name_is_string);
	ck_assert_uint_eq(t->blocks[0].name_at.width, 5);
	ck_assert_int_eq(t->blocks[0].lines[0].tokens[1].kind, CONF_NUMBER);
	conf_free(t);
	conf_diag_free(d);
}
END_TEST

/* --- several files ------------------------------------------------------------ */

static const char *const several[][2] = {
	{ "etc/exeat.conf", "set a 1\ninclude \"rules.d/*.rules\"\nset z 26\n" },
	{ "etc/rules.d/20.rules", "list w of words from \"../lists/w\"\n" },
	{ "etc/rules.d/10.rules", "set b from \"../lists/w\", c\n" },
	{ "etc/rules.d/.hidden.rules", "set h 1\n" },
	{ "etc/rules.d/sub/30.rules", "set s 1\n" },
	{ "etc/rules.d/../lists/w", "x\ny\n" },
};

static struct conf_files *
several_files(void)
{
	struct conf_files *f = conf_files_new();
	size_t i;

	for (i = 0; i < sizeof several / sizeof several[0]; i++)
		ck_assert_int_eq(conf_files_add(f, several[i][0],
		    slice_str(several[i][1])), 0);
	return f;
}

START_TEST(test_include_counts_from_the_including_file)
{
	struct conf_files *f = several_files();
	struct conf_source src = conf_files_source(f);
	struct conf_diag *d = conf_diag_new();
	struct conf_tree *t;
	const struct conf_token *k;

	ck_assert_int_eq(conf_load(&src, "etc/exeat.conf", d, &t), 0);
	ck_assert_uint_eq(t->setting_count, 3);
	ck_assert(slice_eq_str(t->settings[1].tokens[0].text, "b"));
	ck_assert(slice_eq_str(t->settings[2].tokens[0].text, "z"));
	ck_assert_uint_eq(t->block_count, 1);
	ck_assert_str_eq(t->blocks[0].from_file, "etc/rules.d/../lists/w");
	ck_assert(slice_eq_str(t->blocks[0].from_bytes, "x\ny\n"));
	k = t->settings[1].tokens;
	ck_assert_ptr_null(k[1].from_file);
	ck_assert(slice_eq_str(k[2].from_bytes, "x\ny\n"));
	ck_assert_uint_eq(t->file_count, 5);
	conf_free(t);
	conf_diag_free(d);
	conf_files_free(f);
}
END_TEST

static void
digest_of(struct conf_files *f, const char *path, uint8_t out[32])
{
	struct conf_source src = conf_files_source(f);
	struct conf_diag *d = conf_diag_new();
	struct conf_tree *t;

	ck_assert_int_eq(conf_load(&src, path, d, &t), 0);
	memcpy(out, t->digest, 32);
	conf_free(t);
	conf_diag_free(d);
}

START_TEST(test_the_digest_is_of_all_files_wherever_they_stand)
{
	struct conf_files *f = several_files(), *g = conf_files_new();
	uint8_t a[32], b[32], c[32];
	char path[64];
	size_t i;

	digest_of(f, "etc/exeat.conf", a);
	for (i = 0; i < sizeof several / sizeof several[0]; i++) {
		snprintf(path, sizeof path, "/srv/%s", several[i][0] + 4);
		ck_assert_int_eq(conf_files_add(g, path,
		    slice_str(several[i][1])), 0);
	}
	digest_of(g, "/srv/exeat.conf", b);
	ck_assert_mem_eq(a, b, 32);
	/* A change in a list counts as much as one in a rule. */
	ck_assert_int_eq(conf_files_add(f, "etc/rules.d/../lists/w",
	    SLICE("x\nz\n")), 0);
	digest_of(f, "etc/exeat.conf", c);
	ck_assert_mem_ne(a, c, 32);
	conf_files_free(f);
	conf_files_free(g);
}
END_TEST

/* A notice that changed is another revision, its picture among it. */
START_TEST(test_the_digest_is_of_templates_too)
{
	static const char *const names[] = { "etc/a.txt", "etc/a.html",
	    "etc/a.png" };
	struct conf_files *f = conf_files_new();
	uint8_t before[32], after[32];
	size_t i;

	conf_files_add(f, "etc/exeat.conf", SLICE("association a {\n"
	    "disclaimer text \"a.txt\", html \"a.html\", logo \"a.png\", "
	    "header \"X-A: b\"\n}\n"));
	digest_of(f, "etc/exeat.conf", before);
	for (i = 0; i < N_OF(names); i++) {
		conf_files_add(f, names[i], SLICE("one\xff"));
		digest_of(f, "etc/exeat.conf", after);
		ck_assert_mem_ne(before, after, 32);
		memcpy(before, after, 32);
	}
	conf_files_free(f);
}
END_TEST

START_TEST(test_a_named_file_may_stand_beside_the_main_one)
{
	struct conf_files *f = conf_files_new();
	struct conf_source src = conf_files_source(f);
	struct conf_diag *d = conf_diag_new();
	struct conf_tree *t;

	conf_files_add(f, "etc/exeat.conf", SLICE("include \"rules.d/*\""));
	conf_files_add(f, "etc/rules.d/a", SLICE(
	    "list w of words from \"lists/w\"\n"
	    "list v of words from \"lists/v\""));
	conf_files_add(f, "etc/lists/w", SLICE("far\n"));
	conf_files_add(f, "etc/lists/v", SLICE("far\n"));
	/* The nearer one wins. */
	conf_files_add(f, "etc/rules.d/lists/v", SLICE("near\n"));
	ck_assert_int_eq(conf_load(&src, "etc/exeat.conf", d, &t), 0);
	ck_assert(slice_eq_str(t->blocks[0].from_bytes, "far\n"));
	ck_assert(slice_eq_str(t->blocks[1].from_bytes, "near\n"));
	/* One that is nowhere is missed beside the file that names it. */
	ck_assert_str_eq(conf_path_named(&src, t, &t->blocks[0].at,
	    SLICE("lists/none"), t->arena), "etc/rules.d/lists/none");
	conf_free(t);
	conf_diag_free(d);
	conf_files_free(f);
}
END_TEST

static const struct {
	const char *name, *main, *other, *error;
} file_cases[] = {
	{ "a missing include", "include \"x\"", "",
	    "main:1:9: error: cannot read \"x\": not found" },
	{ "a missing list", "list a of words from \"x\"", "",
	    "main:1:22: error: cannot read \"x\"" },
	{ "a missing file of a setting", "set a from \"x\"", "",
	    "main:1:12: error: cannot read \"x\"" },
	{ "a file that includes itself", "include \"main\"", "",
	    "main:1:9: error: \"main\" includes itself" },
	{ "a loop of two files", "include \"other\"", "include \"main\"",
	    "other:1:9: error: \"main\" includes itself" },
	{ "an error in an included file", "include \"other\"", "\nset",
	    "other:2:1: error: set needs the name of a setting" },
	{ "a list that is no UTF-8", "list a of words from \"other\"",
	    "ab\nc\xe9", "other:2:2: error: this is not UTF-8 text" },
	{ "a from that is the key names no file", "test \"t\" { from \"x\" }",
	    "", "" },
	{ "a pattern without a match is fine", "include \"*.rules\"", "", "" },
};

START_TEST(test_files)
{
	struct conf_files *f = conf_files_new();
	struct conf_source src = conf_files_source(f);
	struct conf_diag *d = conf_diag_new();
	struct conf_tree *t = NULL;
	struct buf b = BUF_INIT(100000);
	const char *want = file_cases[_i].error;
	int r;

	conf_files_add(f, "main", slice_str(file_cases[_i].main));
	conf_files_add(f, "other", slice_str(file_cases[_i].other));
	r = conf_load(&src, "main", d, &t);
	conf_diag_print(d, &b);
	ck_assert_msg(strncmp(buf_cstr(&b), want, strlen(want)) == 0 &&
	    (r != 0) == (*want != '\0'), "%s: %d, \"%s\"",
	    file_cases[_i].name, r, buf_cstr(&b));
	conf_free(t);
	buf_free(&b);
	conf_diag_free(d);
	conf_files_free(f);
}
END_TEST

START_TEST(test_a_missing_first_file_is_the_worlds_fault)
{
	struct conf_diag *d = conf_diag_new();
	struct conf_tree *t;

	ck_assert_int_eq(conf_load(&conf_source_disk,
	    "/nonexistent/exeat.conf", d, &t), ERR_SYSTEM);
	ck_assert_uint_eq(conf_diag_errors(d), 1);
	conf_diag_free(d);
}
END_TEST

START_TEST(test_brackets_have_a_limit)
{
	struct conf_diag *d = conf_diag_new();
	struct buf b = BUF_INIT(10000);
	struct conf_tree *t;
	int depth, i;

	for (depth = CONF_DEPTH_MAX; depth <= CONF_DEPTH_MAX + 1; depth++) {
		buf_reset(&b);
		buf_puts(&b, "rule a { when ");
		for (i = 0; i < depth; i++)
			buf_putc(&b, '(');
		for (i = 0; i < depth; i++)
			buf_putc(&b, ')');
		buf_puts(&b, " }");
		t = NULL;
		ck_assert_int_eq(conf_parse(buf_slice(&b), "f", d, &t),
		    depth <= CONF_DEPTH_MAX ? 0 : ERR_SYNTAX);
		conf_free(t);
	}
	buf_free(&b);
	conf_diag_free(d);
}
END_TEST

START_TEST(test_texts_have_a_limit)
{
	struct conf_diag *d = conf_diag_new();
	struct buf b = BUF_INIT(200000);
	struct conf_tree *t;
	size_t n, i;

	for (n = CONF_STRING_MAX; n <= CONF_STRING_MAX + 1; n++) {
		buf_reset(&b);
		buf_puts(&b, "set a \"");
		for (i = 0; i < n; i++)
			buf_putc(&b, 'x');
		buf_puts(&b, "\"");
		t = NULL;
		ck_assert_int_eq(conf_parse(buf_slice(&b), "f", d, &t),
		    n <= CONF_STRING_MAX ? 0 : ERR_SYNTAX);
		conf_free(t);
	}
	buf_free(&b);
	conf_diag_free(d);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "errors", test_errors, N_OF(error_cases) },
		{ "every error", test_every_error_is_named, 0 },
		{ "lines", test_lines, N_OF(line_cases) },
		{ "places", test_places, 0 },
		{ "include", test_include_counts_from_the_including_file, 0 },
		{ "templates", test_the_digest_is_of_templates_too, 0 },
		{ "digest",
		    test_the_digest_is_of_all_files_wherever_they_stand, 0 },
		{ "beside",
		    test_a_named_file_may_stand_beside_the_main_one, 0 },
		{ "files", test_files, N_OF(file_cases) },
		{ "first file",
		    test_a_missing_first_file_is_the_worlds_fault, 0 },
		{ "bracket limit", test_brackets_have_a_limit, 0 },
		{ "text limit", test_texts_have_a_limit, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("load", cases);
}
