/* The one layout: what changes, what stays, and what is refused. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/limits.h"
#include "conf/format.h"
#include "unit/unit.h"

static const struct {
	const char *name, *before, *after;
} cases[] = {
	{ "nothing is nothing", "", "" },
	{ "blank lines alone are nothing", "\n \n\n", "" },
	{ "a comment alone stays", "\n\n  # a  \n\n", "# a\n" },
	{ "the file ends with one line end", "set a b", "set a b\n" },
	{ "many blank lines are one", "set a b\n\n\n\nset c d\n\n",
	    "set a b\n\nset c d\n" },
	{ "line ends of Windows become ours", "\xef\xbb\xbfset a b\r\n# c\r\n",
	    "set a b\n# c\n" },
	{ "two statements in a line part", "set a b; set c d;", "set a b\nset c d\n" },
	{ "commas stand by what is before them", "set a b ,c , d",
	    "set a b, c, d\n" },
	{ "a list of values may go on below", "set a b,\n c,\nd",
	    "set a b,\n    c,\n    d\n" },
	{ "values stand in the column that somebody meant",
	    "set ab  x\nset abcd    y\nset z w\n", "set ab    x\nset abcd  y\nset z w\n" },
	{ "a blank line ends the column",
	    "set ab  x\n\nset abcd\ty\n", "set ab  x\n\nset abcd  y\n" },
	{ "so does a comment above, but not one behind",
	    "set a   x # one\nset bcd   y\n# two\nset e    z",
	    "set a    x  # one\nset bcd  y\n# two\nset e  z\n" },
	{ "values may go on in their column", "set ab   x,\ny",
	    "set ab  x,\n        y\n" },
	{ "include is one line", "  include   \"x/ *.rules\" ;",
	    "include \"x/ *.rules\"\n" },
	{ "a block in one line stays in one",
	    "list a of words{b c,d;e}\nlist b of words from  \"f\"",
	    "list a of words { b c, d; e }\nlist b of words from \"f\"\n" },
	{ "an empty block too", "message m{}", "message m { }\n" },
	{ "what does not fit is spread",
	    "message m { reply \"0123456789012345678901234567890123456789\"; "
	    "next \"0123456789012345678901234567890123456789\" }",
	    "message m {\n    reply  \"0123456789012345678901234567890123456789\"\n"
	    "    next   \"0123456789012345678901234567890123456789\"\n}\n" },
	{ "keys stand side by side",
	    "rule r\n{\npolicy \"1\",\"x\"\n  when no attachment ;then deliver\n\n\n"
	    "unless message is reply; }",
	    "rule r {\n    policy  \"1\", \"x\"\n    when    no attachment; then deliver\n\n"
	    "    unless  message is reply\n}\n" },
	{ "a condition goes on under its first fact",
	    "rule r {\n when (any recipient outside\n or sender signed in)\n"
	    "and message contains a,\nb\n then deliver\n}",
	    "rule r {\n    when  ( any recipient outside\n              or sender signed in )\n"
	    "          and message contains a,\n              b\n    then  deliver\n}\n" },
	{ "comments stay where they are",
	    "rule r { # why\n # first\n when a # one\n\n # two\n and b\n # last\n}# end",
	    "rule r {  # why\n    # first\n    when  a  # one\n\n          # two\n"
	    "          and b\n    # last\n}  # end\n" },
	{ "a comment in a head stays there", "list # x\n a of words { b }",
	    "list  # x\n    a of words { b }\n" },
	{ "items of a list keep their blanks",
	    "list l of words {\n  a   b,  c\n      d  e\n}",
	    "list l of words {\n    a   b, c\n    d  e\n}\n" },
	{ "texts stay as they are written",
	    "message m { reply \"a  \\\" \\\\ \\n\" }", "message m { reply \"a  \\\" \\\\ \\n\" }\n" },
	{ "a text over several lines moves",
	    "test \"t\" {\n body \"\"\"\n  one\n\n    two\n  \"\"\"; to a@b.example }",
	    "test \"t\" {\n    body  \"\"\"\n        one\n\n          two\n        \"\"\"; "
	    "to a@b.example\n}\n" },
	{ "and one that ends where it ends",
	    "test \"t\" {\n body \"\"\"one\ntwo\"\"\"\n}",
	    "test \"t\" {\n    body  \"\"\"\n        one\n        two\"\"\"\n}\n" },
	{ "blanks that are all of a text stay", "set a \"\"\"\n \n\"\"\"",
	    "set a \"\"\"\n \n\"\"\"\n" },
	{ "and after ; begins a line of its own",
	    "rule r {\n when a\n ; and b\n}", "rule r {\n    when  a\n    ; and b\n}\n" },
};

static int
format(struct slice text, struct buf *out)
{
	struct conf_diag *d = conf_diag_new();
	int r;

	r = conf_format(text, "x.rules", d, out);
	conf_diag_free(d);
	return r;
}

START_TEST(test_layout)
{
	struct buf out = BUF_INIT(MIB), again = BUF_INIT(MIB);

	ck_assert_msg(format(slice_str(cases[_i].before), &out) == 0, "%s",
	    cases[_i].name);
	ck_assert_msg(slice_eq_str(buf_slice(&out), cases[_i].after),
	    "%s:\n%s", cases[_i].name, buf_cstr(&out));
	ck_assert_int_eq(format(buf_slice(&out), &again), 0);
	ck_assert(slice_eq(buf_slice(&out), buf_slice(&again)));
	buf_free(&out);
	buf_free(&again);
}
END_TEST

/* Half a file has no layout: it says where it is wrong, and writes nothing. */
START_TEST(test_refused)
{
	static const char *const wrong[] = { "rule r { when (a }", "rule r {",
	    "set", "rule r { when \"a }", "\xff", "rule { x }", "set a b,", "x" };
	struct buf out = BUF_INIT(MIB);

	ck_assert_int_eq(format(slice_str(wrong[_i]), &out), ERR_SYNTAX);
	ck_assert_uint_eq(out.len, 0);
	buf_free(&out);
}
END_TEST

static void
read_file(const char *path, struct buf *out)
{
	FILE *f = fopen(path, "r");
	char piece[4096];
	size_t n;

	ck_assert_msg(f != NULL, "%s", path);
	while ((n = fread(piece, 1, sizeof piece, f)) > 0)
		buf_put(out, piece, n);
	fclose(f);
}

START_TEST(test_shipped_files_are_in_it)
{
	static const char *const patterns[] = { "rules/*.conf",
	    "rules/*.rules", "rules/rules.d/*.rules" };
	const char *src = getenv("EXEAT_SRC");
	struct buf text = BUF_INIT(MIB), out = BUF_INIT(MIB);
	char pattern[4096];
	glob_t g;
	size_t i;

	snprintf(pattern, sizeof pattern, "%s/%s", src != NULL ? src : ".",
	    patterns[_i]);
	ck_assert_int_eq(glob(pattern, 0, NULL, &g), 0);
	for (i = 0; i < g.gl_pathc; i++) {
		buf_reset(&text);
		buf_reset(&out);
		read_file(g.gl_pathv[i], &text);
		ck_assert_int_eq(format(buf_slice(&text), &out), 0);
		ck_assert_msg(slice_eq(buf_slice(&text), buf_slice(&out)),
		    "exeatctl fmt %s", g.gl_pathv[i]);
	}
	globfree(&g);
	buf_free(&text);
	buf_free(&out);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "layout", test_layout, N_OF(cases) },
		{ "refused", test_refused, 8 },
		{ "shipped", test_shipped_files_are_in_it, 3 },
		{ NULL, NULL, 0 },
	};

	return unit_main("format", all);
}
