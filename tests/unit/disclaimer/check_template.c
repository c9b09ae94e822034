#include "disclaimer/disclaimer.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "unit/unit.h"

#define GOOD	"<div><p>Hi</p></div>"

static struct conf_diag *diag;

/* One association with these two files. */
static int
load(const char *text, const char *html, struct disclaimers **d)
{
	struct conf_files *f = conf_files_new();
	struct conf_source src = conf_files_source(f);
	struct conf_tree *t;
	int r;

	if (text != NULL)
		conf_files_add(f, "d/a.txt", slice_str(text));
	conf_files_add(f, "d/a.html", slice_str(html));
	diag = conf_diag_new();
	ck_assert_int_eq(conf_parse(SLICE("association a { name \"A & B\"; "
	    "domains a.example; disclaimer text \"d/a.txt\", html \"d/a.html\" "
	    "}\nassociation b { name \"B\"; domains b.example }\n"), "t", diag,
	    &t), 0);
	r = disclaimers_new(t, &src, diag, d);
	conf_free(t);
	conf_files_free(f);
	return r;
}

static const struct {
	const char *name, *text, *html, *is_text, *is_ascii, *is_html;
} good_cases[] = {
	{ "as it is", "Hello\nyou\n", GOOD, "Hello\nyou", "Hello\nyou", GOOD },
	{ "CRLF, blanks at ends, empty lines round it",
	    "\r\n\r\nHello \t\r\n\r\nyou\r\n\r\n", "\n" GOOD "\r\n",
	    "Hello\n\nyou", "Hello\n\nyou", GOOD },
	{ "beyond ASCII", "Caf\xc3\xa9 \xe2\x80\x93 \xc2\xa3" "5",
	    "<p>\xc3\xa9</p>", "Caf\xc3\xa9 \xe2\x80\x93 \xc2\xa3" "5",
	    "Cafe - GBP5", "<p>&#233;</p>" },
	{ "variables, escaped in HTML only", "%{association} %{domain}",
	    "<p>%{association}</p>", "A & B a.example", "A & B a.example",
	    "<p>A &#38; B</p>" },
	{ "a byte order mark", "\xef\xbb\xbfHello", GOOD, "Hello", "Hello",
	    GOOD },
	{ "a long line is broken at words",
	    "one two three four five six seven eight nine ten eleven twelve "
	    "thirteen fourteen fifteen", GOOD,
	    "one two three four five six seven eight nine ten eleven twelve "
	    "thirteen\nfourteen fifteen",
	    "one two three four five six seven eight nine ten eleven twelve "
	    "thirteen\nfourteen fifteen", GOOD },
	{ "never before From",
	    "one two three four five six seven eight nine ten eleven twelve "
	    "thirteen From fifteen", GOOD,
	    "one two three four five six seven eight nine ten eleven twelve\n"
	    "thirteen From fifteen",
	    "one two three four five six seven eight nine ten eleven twelve\n"
	    "thirteen From fifteen", GOOD },
	{ "links with a scheme, closed breaks", "x",
	    "<p>a<br /><a href=\"https://a.example/\">b</a></p>", "x", "x",
	    "<p>a<br /><a href=\"https://a.example/\">b</a></p>" },
};

START_TEST(test_good)
{
	const struct disclaimer *one;
	struct disclaimers *d;

	ck_assert_msg(load(good_cases[_i].text, good_cases[_i].html, &d) == 0,
	    "%s", good_cases[_i].name);
	one = disclaimer_find(d, SLICE("a"));
	ck_assert_ptr_nonnull(one);
	ck_assert_msg(slice_eq_str(one->text, good_cases[_i].is_text),
	    "%s: %.*s", good_cases[_i].name, (int)one->text.len,
	    (const char *)one->text.ptr);
	ck_assert_msg(slice_eq_str(one->ascii, good_cases[_i].is_ascii),
	    "%s: %.*s", good_cases[_i].name, (int)one->ascii.len,
	    (const char *)one->ascii.ptr);
	ck_assert_msg(slice_eq_str(one->html, good_cases[_i].is_html),
	    "%s: %.*s", good_cases[_i].name, (int)one->html.len,
	    (const char *)one->html.ptr);
	ck_assert_ptr_null(disclaimer_find(d, SLICE("b")));
	disclaimers_free(d);
	conf_diag_free(diag);
}
END_TEST

static const struct {
	const char *name, *text, *html, *error;
} bad_cases[] = {
	{ "a missing file", NULL, GOOD, "cannot read" },
	{ "nothing in it", " \n", GOOD, "no text" },
	{ "an unknown variable", "%{sender}", GOOD, "%{sender}" },
	{ "a variable that never ends", "%{sender", GOOD, "%{sender" },
	{ "no UTF-8", "\xe9", GOOD, "UTF-8" },
	{ "a control character", "a\x07", GOOD, "control" },
	{ "no ASCII form", "\xe4\xb8\xad", GOOD, "ASCII" },
	{ "a line that mailers change", "From me", GOOD, "From" },
	{ "a lone dot", "a\n.\nb", GOOD, "dot" },
	{ "a signature mark", "a\n--\nb", GOOD, "signature" },
	{ "an open element", "x", "<div><p>Hi</div>", "without its start" },
	{ "never closed", "x", "<div><p>Hi</p>", "never closed" },
	{ "two blocks", "x", "<p>a</p><p>b</p>", "one element" },
	{ "text outside", "x", "<p>a</p>b", "outside" },
	{ "a script", "x", "<div><script>x</script></div>", "script" },
	{ "a style sheet", "x", "<div><style>x</style></div>", "style" },
	{ "a picture", "x", "<div><img src=\"http://a/\" /></div>", "img" },
	{ "an event", "x", "<div onclick=\"x\">a</div>", "onclick" },
	{ "a class", "x", "<div class=\"x\">a</div>", "class" },
	{ "a remote resource in a style", "x",
	    "<div style=\"background:url(http://a/)\">a</div>", "style" },
	{ "a script for a link", "x", "<a href=\"javascript:x\">a</a>",
	    "scheme" },
	{ "a relative link", "x", "<a href=\"/x\">a</a>", "scheme" },
	{ "a comment", "x", "<div><!-- x --></div>", "comment" },
	{ "a break that is no XML", "x", "<p>a<br>b</p>", "br" },
	{ "a form", "x", "<form>a</form>", "form" },
	{ "an attribute without quotes", "x", "<p dir=ltr>a</p>", "quotes" },
};

START_TEST(test_bad)
{
	struct buf words = BUF_INIT(64 * KIB);
	struct disclaimers *d;

	ck_assert_msg(load(bad_cases[_i].text, bad_cases[_i].html, &d) ==
	    ERR_SYNTAX, "%s", bad_cases[_i].name);
	conf_diag_print(diag, &words);
	ck_assert_msg(strstr(buf_cstr(&words), bad_cases[_i].error) != NULL,
	    "%s: %s", bad_cases[_i].name, buf_cstr(&words));
	ck_assert_msg(strstr(buf_cstr(&words), "t:1:") != NULL, "%s",
	    buf_cstr(&words));
	buf_free(&words);
	conf_diag_free(diag);
}
END_TEST

static const struct {
	const char *name, *line, *error;
} line_cases[] = {
	{ "no page", "disclaimer text \"d/a.txt\"", "two forms" },
	{ "no text", "disclaimer html \"d/a.html\"", "two forms" },
	{ "a language", "disclaimer cy text \"d/a.txt\", html \"d/a.html\"",
	    "not supported" },
	{ "a logo", "disclaimer text \"d/a.txt\", html \"d/a.html\", logo \"x\"",
	    "not supported" },
};

START_TEST(test_line)
{
	struct buf text = BUF_INIT(4096), words = BUF_INIT(64 * KIB);
	struct conf_files *f = conf_files_new();
	struct conf_source src = conf_files_source(f);
	struct disclaimers *d;
	struct conf_tree *t;

	conf_files_add(f, "d/a.txt", SLICE("x"));
	conf_files_add(f, "d/a.html", SLICE(GOOD));
	diag = conf_diag_new();
	buf_printf(&text, "association a { %s }\n", line_cases[_i].line);
	ck_assert_int_eq(conf_parse(buf_slice(&text), "t", diag, &t), 0);
	ck_assert_int_eq(disclaimers_new(t, &src, diag, &d), ERR_SYNTAX);
	conf_diag_print(diag, &words);
	ck_assert_msg(strstr(buf_cstr(&words), line_cases[_i].error) != NULL,
	    "%s: %s", line_cases[_i].name, buf_cstr(&words));
	conf_free(t);
	conf_files_free(f);
	conf_diag_free(diag);
	buf_free(&text);
	buf_free(&words);
}
END_TEST

/* The ones that we ship load as they are. */
START_TEST(test_shipped)
{
	static const char *const names[] = {
		"foundry-row", "kirk-view", "charity"
	};
	struct buf text = BUF_INIT(64 * KIB);
	struct buf words = BUF_INIT(64 * KIB);
	const struct disclaimer *one;
	struct disclaimers *d;
	struct conf_tree *t;
	const char *src;
	int r;

	src = getenv("EXEAT_SRC");
	diag = conf_diag_new();
	buf_printf(&text, "association x { name \"Example Trust\"; disclaimer "
	    "text \"%s/disclaimers/%s.txt\", html \"%s/disclaimers/%s.html\" }\n",
	    src != NULL ? src : "../../..", names[_i],
	    src != NULL ? src : "../../..", names[_i]);
	ck_assert_int_eq(conf_parse(buf_slice(&text), "t", diag, &t), 0);
	r = disclaimers_new(t, &conf_source_disk, diag, &d);
	conf_diag_print(diag, &words);
	ck_assert_msg(r == 0, "%s", buf_cstr(&words));
	one = disclaimer_find(d, SLICE("x"));
	ck_assert(slice_eq(one->text, one->ascii));
	ck_assert(disclaimer_present(one, one->text));
	disclaimers_free(d);
	conf_free(t);
	conf_diag_free(diag);
	buf_free(&text);
	buf_free(&words);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "good", test_good, N_OF(good_cases) },
		{ "bad", test_bad, N_OF(bad_cases) },
		{ "line", test_line, N_OF(line_cases) },
		{ "shipped", test_shipped, 3 },
		{ NULL, NULL, 0 },
	};

	return unit_main("template", cases);
}
