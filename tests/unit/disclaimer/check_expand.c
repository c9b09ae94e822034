#include "disclaimer/disclaimer.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "unit/unit.h"

/* One template of these two files. */
static struct disclaimers *
load(const char *text, const char *html)
{
	struct conf_files *f = conf_files_new();
	struct conf_source src = conf_files_source(f);
	struct conf_diag *diag = conf_diag_new();
	struct buf words = BUF_INIT(64 * KIB);
	struct disclaimers *d = NULL;
	struct conf_tree *t;

	conf_files_add(f, "a.txt", slice_str(text));
	conf_files_add(f, "a.html", slice_str(html));
	ck_assert_int_eq(conf_parse(SLICE("association a { name \"A & B\"; "
	    "domains a.example; disclaimer text \"a.txt\", html \"a.html\" "
	    "}\n"), "t", diag, &t), 0);
	if (disclaimers_new(t, &src, diag, &d) < 0) {
		conf_diag_print(diag, &words);
		ck_abort_msg("%s", buf_cstr(&words));
	}
	conf_free(t);
	conf_diag_free(diag);
	conf_files_free(f);
	buf_free(&words);
	return d;
}

static void
expand(const struct disclaimer *d, const char *name, const char *department,
    struct arena *a, struct disclaimer *ret)
{
	struct edit_variable v[] = {
		{ SLICE("sender.name"), slice_str(name) },
		{ SLICE("sender.department"), slice_str(department) },
		{ SLICE("date"), SLICE("2026-05-05") },
	};

	ck_assert_int_eq(disclaimer_expand(d, v, N_OF(v), a, ret), 0);
}

#define T	"Sent by %{sender.name} (%{sender.department}).\n\n" \
		"Department: %{sender.department}\n\nPrivate."
#define H	"<div>\n<p>Sent by %{sender.name}, %{sender.department}.</p>\n" \
		"<p>Department: %{sender.department}</p>\n<p>Private.</p>\n</div>"

static const struct {
	const char *name, *value, *department, *text, *ascii, *html;
} cases[] = {
	{ "plain words", "Ann Smith", "Housing",
	    "Sent by Ann Smith (Housing).\n\nDepartment: Housing\n\nPrivate.",
	    NULL,
	    "<div>\n<p>Sent by Ann Smith, Housing.</p>\n"
	    "<p>Department: Housing</p>\n<p>Private.</p>\n</div>" },
	{ "an empty one leaves no debris", "Ann Smith", "",
	    "Sent by Ann Smith.\n\nPrivate.", NULL,
	    "<div>\n<p>Sent by Ann Smith.</p>\n<p>Private.</p>\n</div>" },
	{ "all empty", "", "", "Sent by.\n\nPrivate.", NULL,
	    "<div>\n<p>Sent by.</p>\n<p>Private.</p>\n</div>" },
	{ "a tag is words", "<b onclick='x'>\"Ann\" & co</b>", "R&D",
	    "Sent by <b onclick='x'>\"Ann\" & co</b> (R&D).\n\n"
	    "Department: R&D\n\nPrivate.", NULL,
	    "<div>\n<p>Sent by &#60;b onclick=&#39;x&#39;&#62;&#34;Ann&#34; "
	    "&#38; co&#60;/b&#62;, R&#38;D.</p>\n<p>Department: R&#38;D</p>\n"
	    "<p>Private.</p>\n</div>" },
	{ "a line end makes no line", "Ann\r\n\r\nBcc: x@y.example",
	    "A\nB\x0b" "C\xe2\x80\xa8" "D\xc2\x85" "E",
	    "Sent by Ann Bcc: x@y.example (A B C D E).\n\n"
	    "Department: A B C D E\n\nPrivate.", NULL,
	    "<div>\n<p>Sent by Ann Bcc: x@y.example, A B C D E.</p>\n"
	    "<p>Department: A B C D E</p>\n<p>Private.</p>\n</div>" },
	{ "no control, no bytes that are no text",
	    "A\x01n\x7fn\xff \xe2\x80\xae" "Smith\xe2\x80\x8b", "\x1b",
	    "Sent by Ann Smith.\n\nPrivate.", NULL, NULL },
	{ "other letters fall back to ASCII", "Zo\xc3\xab", "\xe4\xb8\xad",
	    "Sent by Zo\xc3\xab (\xe4\xb8\xad).\n\n"
	    "Department: \xe4\xb8\xad\n\nPrivate.",
	    "Sent by Zoe.\n\nPrivate.",
	    "<div>\n<p>Sent by Zo&#235;, &#20013;.</p>\n"
	    "<p>Department: &#20013;</p>\n<p>Private.</p>\n</div>" },
	{ "a boundary, a dot, a quote mark", "--=_x_", ".",
	    "Sent by.\n\nPrivate.", NULL, NULL },
	{ "a variable in a value is none", "%{date}", "a %{sender.name}",
	    "Sent by.\n\nPrivate.", NULL, NULL },
	{ "a word that no line can hold", "Ann",
	    "mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm",
	    "Sent by Ann.\n\nPrivate.", NULL, NULL },
	{ "the longest one that can stand", "Ann",
	    "mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm",
	    "Sent by Ann "
	    "(mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm)."
	    "\n\nDepartment: "
	    "mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm"
	    "\n\nPrivate.", NULL, NULL },
	{ "a separator of mailboxes", "Ann", "Gifts From Friends",
	    "Sent by Ann.\n\nPrivate.", NULL, NULL },
};

static void
same(struct slice is, const char *meant, const char *name)
{
	ck_assert_msg(slice_eq_str(is, meant), "%s: %.*s", name, (int)is.len,
	    (const char *)is.ptr);
}

START_TEST(test_expand)
{
	struct disclaimers *d = load(T, H);
	struct arena *a = arena_new(16 * MIB);
	struct disclaimer x;

	expand(disclaimer_at(d, 0), cases[_i].value, cases[_i].department, a,
	    &x);
	same(x.text, cases[_i].text, cases[_i].name);
	if (cases[_i].ascii != NULL)
		same(x.ascii, cases[_i].ascii, cases[_i].name);
	if (cases[_i].html != NULL)
		same(x.html, cases[_i].html, cases[_i].name);
	ck_assert(slice_is_ascii(x.ascii));
	ck_assert(slice_is_ascii(x.html));
	arena_free(a);
	disclaimers_free(d);
}
END_TEST

/* Whatever stands in the directory: the lines stay lines of ours. */
static void
check_lines(struct slice text, size_t most)
{
	struct slice line;
	size_t at, lf, n = 0;

	for (at = 0; at < text.len; at = lf + 1, n++) {
		lf = slice_chr(text, '\n', at);
		if (lf == SLICE_NPOS)
			lf = text.len;
		line = slice_sub(text, at, lf);
		ck_assert_msg(line.len <= 76 && !slice_starts(line,
		    SLICE("From ")) && !slice_starts(line, SLICE("--")) &&
		    !slice_starts(line, SLICE(">")) &&
		    !slice_eq(line, SLICE(".")), "%.*s", (int)line.len,
		    (const char *)line.ptr);
	}
	ck_assert_uint_le(n, most);
}

START_TEST(test_no_value_makes_a_line_of_its_own)
{
	static const char *const pieces[] = { "From ", "--", ".", ">", "\r\n",
	    "<p>", "</div>", "&", "%{date}", "-", " ", "mmmmmmmmmmmmmmmm",
	    "\xc3\xa9", "\xe2\x86\x92", "\xe2\x80\x93", "\xc3\xb8", "Fr",
	    "m ", "\xe2\x80\xa9", "\xf0", "\"", "'", ",", ":", "x" };
	struct disclaimers *d = load("%{sender.name} wrote this\n"
	    "%{sender.name}\n%{sender.department}, %{sender.name}: x\nEnd.",
	    "<div><p>%{sender.name} wrote</p>\n<p>%{sender.department}</p>"
	    "</div>");
	struct buf one = BUF_INIT(4096), two = BUF_INIT(4096);
	uint32_t seed = 12345;
	struct disclaimer x;
	struct arena *a;
	size_t i, k;

	for (i = 0; i < 20000; i++) {
		buf_reset(&one);
		buf_reset(&two);
		for (k = 0; k < 12; k++) {
			seed = seed * 1103515245 + 12345;
			buf_puts(&one, pieces[(seed >> 16) % N_OF(pieces)]);
			seed = seed * 1103515245 + 12345;
			buf_puts(&two, pieces[(seed >> 16) % N_OF(pieces)]);
		}
		a = arena_new(MIB);
		expand(disclaimer_at(d, 0), buf_cstr(&one), buf_cstr(&two), a,
		    &x);
		check_lines(x.text, 12);
		check_lines(x.ascii, 12);
		ck_assert_ptr_nonnull(x.html.ptr);
		arena_free(a);
	}
	buf_free(&one);
	buf_free(&two);
	disclaimers_free(d);
}
END_TEST

START_TEST(test_pieces_are_what_always_stands)
{
	struct disclaimers *d = load(T, H);
	struct slice piece;
	size_t at = 0, n = 0;
	static const char *const stands[] = { "Sent by ", " (", ").\n\n",
	    "\n\nPrivate." };

	ck_assert(disclaimer_at(d, 0)->has_variables);
	while (disclaimer_piece(disclaimer_at(d, 0)->text, &at, &piece)) {
		ck_assert_uint_lt(n, N_OF(stands));
		same(piece, stands[n++], "piece");
	}
	ck_assert_uint_eq(n, N_OF(stands));
	at = 0;
	ck_assert(disclaimer_piece(SLICE("as it is"), &at, &piece));
	same(piece, "as it is", "whole");
	ck_assert(!disclaimer_piece(SLICE("as it is"), &at, &piece));
	disclaimers_free(d);
}
END_TEST

START_TEST(test_without_variables_it_is_the_template)
{
	struct disclaimers *d = load("%{association} of %{domain}.",
	    "<p>%{association} of %{domain}.</p>");
	struct arena *a = arena_new(MIB);
	struct disclaimer x;

	expand(disclaimer_at(d, 0), "Ann", "x", a, &x);
	ck_assert_ptr_eq(x.text.ptr, disclaimer_at(d, 0)->text.ptr);
	same(x.text, "A & B of a.example.", "text");
	same(x.html, "<p>A &#38; B of a.example.</p>", "html");
	ck_assert(!x.has_variables);
	arena_free(a);
	disclaimers_free(d);
}
END_TEST

/* At the limit of a value, and past it: whole words only. */
START_TEST(test_a_value_is_bounded)
{
	struct disclaimers *d = load("By %{sender.name} now.",
	    "<p>By %{sender.name} now.</p>");
	struct arena *a = arena_new(MIB);
	char name[DISCLAIMER_VALUE_MAX + 2];
	struct disclaimer x;
	size_t i;

	for (i = 0; i < DISCLAIMER_VALUE_MAX; i++)
		name[i] = i % 8 == 7 ? ' ' : 'm';
	name[DISCLAIMER_VALUE_MAX - 1] = 'e';
	name[DISCLAIMER_VALUE_MAX] = '\0';
	expand(disclaimer_at(d, 0), name, "", a, &x);
	ck_assert_uint_ne(slice_find(x.text, SLICE("mmmmmmme now."), 0),
	    SLICE_NPOS);
	name[DISCLAIMER_VALUE_MAX] = 'e';
	name[DISCLAIMER_VALUE_MAX + 1] = '\0';
	expand(disclaimer_at(d, 0), name, "", a, &x);
	ck_assert_uint_eq(slice_find(x.text, SLICE("e now"), 0), SLICE_NPOS);
	ck_assert_uint_ne(slice_find(x.text, SLICE("mmmmmmm now."), 0),
	    SLICE_NPOS);
	arena_free(a);
	disclaimers_free(d);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "expand", test_expand, N_OF(cases) },
		{ "lines", test_no_value_makes_a_line_of_its_own, 0 },
		{ "pieces", test_pieces_are_what_always_stands, 0 },
		{ "template", test_without_variables_it_is_the_template, 0 },
		{ "bounded", test_a_value_is_bounded, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("expand", all);
}
