#include "disclaimer/disclaimer.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "unit/unit.h"

#define GOOD	"<div><p>Hi</p></div>"

#define TEN	"aaaaaaaaaa"
#define HUNDRED	TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

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
	{ "references", "x", "<p>a &amp; b&nbsp;c &#38; &#xa3;</p>", "x", "x",
	    "<p>a &amp; b&nbsp;c &#38; &#xa3;</p>" },
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
	{ "styles that show", "x", "<p style=\"color:#000; background:#fff; "
	    "font-size:0.9em; margin:0\">a</p>", "x", "x",
	    "<p style=\"color:#000; background:#fff; font-size:0.9em; "
	    "margin:0\">a</p>" },
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
	{ "a missing file", NULL, GOOD, "t:1:66: error: cannot read" },
	{ "nothing in it", " \n", GOOD, "no text" },
	{ "an unknown variable", "%{sender}", GOOD, "%{sender}" },
	{ "a variable that never ends", "%{sender", GOOD, "%{sender" },
	{ "no UTF-8", "\xe9", GOOD, "UTF-8" },
	{ "a control character", "a\x07", GOOD, "control" },
	{ "no ASCII form", "\xe4\xb8\xad", GOOD, "ASCII" },
	{ "a line that mailers change", "From me", GOOD, "From" },
	{ "a lone dot", "a\n.\nb", GOOD, "dot" },
	{ "a signature mark", "a\n--\nb", GOOD, "signature" },
	{ "a line that looks quoted", "a\n> b", GOOD, "quotation" },
	{ "a variable in a tag", "x", "<p title=\"%{sender.name}\">x</p>",
	    "in a tag" },
	{ "nothing but variables", "%{sender.name}", GOOD, "without its" },
	{ "a page of variables and an open tag", "x %{date}",
	    "<p>%{date}<b></p>", "without its start" },
	{ "a word that cannot be broken", "x "
	    "https://a.example/?%{sender.address}", GOOD, "too long" },
	{ "a page that no blank can break", "x %{sender.name} %{date}",
	    "<p style=\"" HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED
	    "\">%{sender.name}" HUNDRED HUNDRED "y%{date}</p>",
	    "too long" },
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
	{ "hidden by blanks", "x", "<p style=\"display : NONE\">a</p>",
	    "hides" },
	{ "hidden", "x", "<p style=\"margin:0;visibility:hidden\">a</p>",
	    "hides" },
	{ "of no size", "x", "<p style=\"font-size: 0.0px\">a</p>", "hides" },
	{ "moved away", "x", "<p style=\"position:absolute;top:-9em\">a</p>",
	    "hides" },
	{ "a colour alone", "x", "<p style=\"color:#fff\">a</p>",
	    "background" },
	{ "a ground alone", "x", "<p style=\"background-color:#fff\">a</p>",
	    "background" },
	{ "a style in other words", "x", "<p style=\"d\\69splay:none\">a</p>",
	    "no such style" },
	{ "a comment in a style", "x", "<p style=\"display/**/:none\">a</p>",
	    "no such style" },
	{ "a reference in a style", "x",
	    "<p style=\"display&#58;none\">a</p>", "no such style" },
	{ "a script for a link", "x", "<a href=\"javascript:x\">a</a>",
	    "scheme" },
	{ "a relative link", "x", "<a href=\"/x\">a</a>", "scheme" },
	{ "a comment", "x", "<div><!-- x --></div>", "comment" },
	{ "a break that is no XML", "x", "<p>a<br>b</p>", "br" },
	{ "a form", "x", "<form>a</form>", "form" },
	{ "an attribute without quotes", "x", "<p dir=ltr>a</p>", "quotes" },
	{ "a sign that ends a page of XML", "x", "<p>a & b</p>", "&amp;" },
	{ "a reference without end", "x", "<p>a &amp b</p>", "&amp;" },
	{ "a number without digits", "x", "<p>a &#; b</p>", "&amp;" },
	{ "a whole page", "x", "<html><body><p>a</p></body></html>",
	    "goes into a page" },
	{ "a line past what mail takes", HUNDRED HUNDRED HUNDRED HUNDRED
	    HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED "a", GOOD, "too long" },
	/* Each at its place in the file, whatever stands before it. */
	{ "the place of an unknown variable", "\xef\xbb\xbf\r\n\r\nx "
	    "%{sender.nmae}", GOOD, "d/a.txt:3:3: error: \"%{sender.nmae}\"" },
	{ "what was meant by it", "%{sender.nmae}", GOOD, "mean \"sender.name\"" },
	{ "a variable that the file ends in", "x %{sender.name", GOOD,
	    "d/a.txt:1:3: error: \"%{sender.name\" is no variable: \"}\"" },
	{ "one of the association's", "x %{association", GOOD,
	    "d/a.txt:1:3: error:" },
	{ "a line behind a byte order mark", "\xef\xbb\xbf" "From me", GOOD,
	    "d/a.txt:1:2: error: a line that starts" },
	{ "the place of a letter without ASCII form", "a\r\nb\xc3\xa9\xe4\xb8\xad",
	    GOOD, "d/a.txt:2:3: error: \"\xe4\xb8\xad\" (U+4E2D)" },
	{ "the place of a byte", "a\nb\n\xe9", GOOD, "d/a.txt:3:1:" },
	{ "the place of a line", "a\n\nFrom me", GOOD, "d/a.txt:3:1:" },
	{ "the place of an attribute", "x", "\n<p\n dir=\"ltr\" id=\"a\">x</p>",
	    "d/a.html:3:12:" },
	{ "the place of an element that stays open", "x",
	    "<div>\n<b>x</b>\n <i>y\n", "d/a.html:3:2: error: <i>" },
	{ "the place of a second block", "x", "<p>a</p>\n<p>b</p>",
	    "d/a.html:2:1:" },
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
	ck_assert_msg(strstr(buf_cstr(&words), "t:1:") != NULL ||
	    strstr(buf_cstr(&words), "d/a.txt:") != NULL ||
	    strstr(buf_cstr(&words), "d/a.html:") != NULL, "%s",
	    buf_cstr(&words));
	buf_free(&words);
	conf_diag_free(diag);
}
END_TEST

#define BOTH	"text \"d/a.txt\", html \"d/a.html\""
#define GD	"text \"d/a-gd.txt\", html \"d/a.html\""
#define PICTURE	"<div><img src=\"cid:logo\" alt=\"A\" /><p>x</p></div>"

static const struct {
	const char *name, *lines, *error;
} line_cases[] = {
	{ "no page", "disclaimer text \"d/a.txt\"", "two forms" },
	{ "no text", "disclaimer html \"d/a.html\"", "two forms" },
	{ "a word that is none", "disclaimer " BOTH ", foot \"x\"",
	    "expected text, html, header or logo" },
	{ "twice", "disclaimer " BOTH ", text \"d/a.txt\"", "already" },
	{ "no default", "disclaimer gd " GD, "must be the default" },
	{ "two defaults", "disclaimer " BOTH "; disclaimer " GD,
	    "a second one" },
	{ "two of one name", "disclaimer " BOTH "; disclaimer gd " GD
	    "; disclaimer pl " GD, "two texts named \"a-gd\"" },
	{ "the name of the association", "disclaimer " BOTH
	    "; disclaimer gd text \"e/a.txt\", html \"d/a.html\"",
	    "two texts named \"a\"" },
	{ "a file that gives no name", "disclaimer " BOTH
	    "; disclaimer gd text \"d/a b.txt\", html \"d/a.html\"",
	    "named after its file" },
	{ "a header that is none", "disclaimer " BOTH ", header \"X-Notice\"",
	    "no \":\"" },
	{ "a header of other mail", "disclaimer " BOTH
	    ", header \"Subject: x\"", "begin with X-" },
	{ "a header of our own", "disclaimer " BOTH
	    ", header \"X-Exeat-Notice: x\"", "our own" },
	{ "a header with a blank in its name", "disclaimer " BOTH
	    ", header \"X-A B: x\"", "letters" },
	{ "a header without value", "disclaimer " BOTH ", header \"X-A: \"",
	    "no value" },
	{ "a header of two lines", "disclaimer " BOTH
	    ", header \"X-A: x\\nSubject: y\"", "printable" },
	{ "a header beyond ASCII", "disclaimer " BOTH
	    ", header \"X-A: caf\xc3\xa9\"", "printable" },
	{ "a variable in a header", "disclaimer " BOTH
	    ", header \"X-A: %{date}\"", "no variables" },
	{ "a logo that is not there", "disclaimer " BOTH
	    ", logo \"d/none.png\"", "cannot read" },
	{ "a logo that is no picture", "disclaimer " BOTH
	    ", logo \"d/a.txt\"", "no PNG" },
	{ "a logo that is too large", "disclaimer " BOTH
	    ", logo \"d/big.png\"", "64 kB" },
	{ "a logo that nothing shows", "disclaimer " BOTH
	    ", logo \"d/full.png\"", "nothing shows it" },
	{ "a picture without logo",
	    "disclaimer text \"d/a.txt\", html \"d/logo.html\"", "img" },
	{ "two pictures", "disclaimer text \"d/a.txt\", html \"d/two.html\", "
	    "logo \"d/full.png\"", "once" },
	{ "a picture from elsewhere",
	    "disclaimer text \"d/a.txt\", html \"d/far.html\", "
	    "logo \"d/full.png\"", "cid:logo" },
	{ "a picture without words",
	    "disclaimer text \"d/a.txt\", html \"d/mute.html\", "
	    "logo \"d/full.png\"", "alt" },
};

/* A folder of files to choose from. */
static struct conf_files *
folder(void)
{
	static const char *const files[][2] = {
		{ "d/a.txt", "x" }, { "d/a-gd.txt", "y" }, { "e/a.txt", "x" },
		{ "d/a b.txt", "x" }, { "d/a.html", "<p dir=\"ltr\">x</p>" },
		{ "d/way.html", "<p>x</p>" }, { "d/way.txt", "A x" },
		{ "d/mark.html", "<div dir=\"ltr\"><img src=\"cid:logo\" "
		    "alt=\"A\" /><p>A x</p></div>" },
		{ "d/gap.txt", "Sent by %{sender.name}, today." },
		{ "d/gap.html", "<p>Sent by %{sender.name}, today.</p>" },
		{ "d/label.txt", "x\nName: %{sender.name}" },
		{ "d/own.txt", "x\n%{sender.name}\n%{date} today" },
		{ "d/own.html",
		    "<p dir=\"ltr\">x<br />%{sender.name}<br />%{date} today</p>" },
		{ "d/logo.html", PICTURE },
		{ "d/two.html", "<div>" PICTURE PICTURE "</div>" },
		{ "d/far.html", "<p><img src=\"http://a/\" alt=\"A\" /></p>" },
		{ "d/mute.html", "<p><img src=\"cid:logo\" alt=\" \" /></p>" },
	};
	static char picture[DISCLAIMER_LOGO_MAX + 1];
	struct conf_files *f = conf_files_new();
	char longest[2 + DISCLAIMER_NAME_MAX + 2] = "n/";
	size_t i;

	memset(longest + 2, 'n', DISCLAIMER_NAME_MAX + 1);
	longest[2 + DISCLAIMER_NAME_MAX + 1] = '\0';
	conf_files_add(f, longest, SLICE("x"));
	longest[2 + DISCLAIMER_NAME_MAX] = '\0';
	conf_files_add(f, longest, SLICE("x"));

	for (i = 0; i < N_OF(files); i++)
		conf_files_add(f, files[i][0], slice_str(files[i][1]));
	memcpy(picture, "\x89PNG\r\n\x1a\n", 8);
	conf_files_add(f, "d/full.png", slice_of(picture, DISCLAIMER_LOGO_MAX));
	conf_files_add(f, "d/big.png", slice_of(picture, sizeof picture));
	conf_files_add(f, "d/x.gif", SLICE("GIF89a;"));
	conf_files_add(f, "d/x.jpg", SLICE("\xff\xd8\xff\xe0;"));
	return f;
}

static int
load_lines(const char *lines, struct disclaimers **d, struct buf *words)
{
	struct buf text = BUF_INIT(4096);
	struct conf_files *f = folder();
	struct conf_source src = conf_files_source(f);
	struct conf_tree *t;
	int r;

	diag = conf_diag_new();
	buf_printf(&text, "association a { domains a.example\n%s }\n", lines);
	ck_assert_int_eq(conf_parse(buf_slice(&text), "t", diag, &t), 0);
	r = d != NULL ? disclaimers_new(t, &src, diag, d) :
	    disclaimers_check(t, &src, diag);
	conf_diag_print(diag, words);
	conf_free(t);
	conf_files_free(f);
	conf_diag_free(diag);
	buf_free(&text);
	return r;
}

/* Names and fields at their limits, and past them. */
START_TEST(test_limits)
{
	struct buf words = BUF_INIT(64 * KIB), line = BUF_INIT(8192);
	char name[DISCLAIMER_FIELD_NAME_MAX + 2];
	char value[DISCLAIMER_FIELD_MAX + 2];
	struct disclaimers *d;
	size_t i, k;
	int r;

	for (i = 0; i < 4; i++) {
		memset(name, 'a', sizeof name);
		memcpy(name, "X-", 2);
		name[DISCLAIMER_FIELD_NAME_MAX + (i == 1)] = '\0';
		memset(value, 'v', sizeof value);
		for (k = 60; k < DISCLAIMER_FIELD_MAX; k += 60)
			value[k] = ' ';
		value[DISCLAIMER_FIELD_MAX + (i == 2)] = '\0';
		buf_reset(&line);
		buf_printf(&line, "disclaimer " BOTH ", header \"%s: %s\"\n",
		    name, value);
		memset(name, 'n', sizeof name);
		name[DISCLAIMER_NAME_MAX + (i == 3)] = '\0';
		buf_printf(&line, "disclaimer gd text \"n/%s\", html "
		    "\"d/a.html\"\n", name);
		buf_reset(&words);
		r = load_lines(buf_cstr(&line), &d, &words);
		ck_assert_msg(r == (i == 0 ? 0 : ERR_SYNTAX), "%zu: %s", i,
		    buf_cstr(&words));
		if (r == 0)
			disclaimers_free(d);
	}
	buf_free(&line);
	buf_free(&words);
}
END_TEST

START_TEST(test_line)
{
	struct buf words = BUF_INIT(64 * KIB);
	struct disclaimers *d;

	ck_assert_msg(load_lines(line_cases[_i].lines, &d, &words) ==
	    ERR_SYNTAX, "%s", line_cases[_i].name);
	ck_assert_msg(strstr(buf_cstr(&words), line_cases[_i].error) != NULL,
	    "%s: %s", line_cases[_i].name, buf_cstr(&words));
	buf_free(&words);
}
END_TEST

START_TEST(test_several_texts_of_one_association)
{
	struct buf words = BUF_INIT(64 * KIB);
	const struct disclaimer *x;
	struct disclaimers *d;

	ck_assert_int_eq(load_lines("disclaimer GD-gb " GD "\n"
	    "disclaimer " BOTH "\ndisclaimer pl for sender in list text "
	    "text \"e/b.txt\", html \"d/a.html\"", &d, &words), ERR_SYNTAX);
	ck_assert_ptr_nonnull(strstr(buf_cstr(&words), "e/b.txt"));
	buf_reset(&words);
	ck_assert_int_eq(load_lines("disclaimer GD-gb " GD "\ndisclaimer "
	    "for sender is x@a.example text \"d/a b.txt\", html \"d/a.html\"",
	    &d, &words), ERR_SYNTAX);
	ck_assert_int_eq(load_lines("disclaimer GD-gb for sender in list text "
	    GD ", header \"X-Notice: https://a.example/n\"\ndisclaimer " BOTH,
	    &d, &words), 0);
	x = disclaimer_at(d, 0);
	ck_assert(slice_eq_str(x->name, "a-gd"));
	ck_assert(slice_eq_str(x->association, "a"));
	ck_assert(slice_eq_str(x->language, "gd-gb"));
	ck_assert(!x->is_default);
	ck_assert(slice_eq_str(x->header_name, "X-Notice"));
	ck_assert(slice_eq_str(x->header_value, " https://a.example/n"));
	ck_assert_ptr_eq(disclaimer_find(d, SLICE("a-gd")), x);
	x = disclaimer_at(d, 1);
	ck_assert(slice_eq_str(x->name, "a") && x->is_default);
	ck_assert_uint_eq(x->header_name.len, 0);
	ck_assert_uint_eq(x->version.len, 16);
	ck_assert(!slice_eq(x->version, disclaimer_at(d, 0)->version));
	ck_assert_ptr_null(disclaimer_at(d, 2));
	disclaimers_free(d);
	buf_free(&words);
}
END_TEST

START_TEST(test_a_long_header_is_folded)
{
	struct buf words = BUF_INIT(64 * KIB);
	struct slice v, line;
	struct disclaimers *d;
	size_t at, end, n = 0;

	ck_assert_int_eq(load_lines("disclaimer " BOTH ", header \"X-Legal: "
	    "This email is confidential; its terms stand at the address that "
	    "follows, for whoever wants to read all of them: "
	    "https://a.example/terms\"", &d, &words), 0);
	v = disclaimer_at(d, 0)->header_value;
	for (at = 0; at < v.len; at = end + 2, n++) {
		end = slice_find(v, SLICE("\r\n"), at);
		if (end == SLICE_NPOS)
			end = v.len;
		line = slice_sub(v, at, end);
		ck_assert_uint_eq(line.ptr[0], ' ');
		ck_assert_uint_gt(slice_trim(line).len, 0);
		ck_assert_uint_le(line.len + (n == 0 ? 8 : 0), 76);
	}
	ck_assert_uint_gt(n, 1);
	disclaimers_free(d);
	buf_free(&words);
}
END_TEST

static const struct {
	const char *file, *type;
} logo_cases[] = {
	{ "full.png", "image/png" }, { "x.gif", "image/gif" },
	{ "x.jpg", "image/jpeg" },
};

START_TEST(test_a_logo_and_the_page_without_it)
{
	struct buf words = BUF_INIT(64 * KIB), line = BUF_INIT(1024);
	const struct disclaimer *x;
	struct disclaimers *d;

	buf_printf(&line, "disclaimer text \"d/a.txt\", html \"d/logo.html\", "
	    "logo \"d/%s\"", logo_cases[_i].file);
	ck_assert_msg(load_lines(buf_cstr(&line), &d, &words) == 0, "%s",
	    buf_cstr(&words));
	x = disclaimer_at(d, 0);
	ck_assert(slice_eq_str(x->logo_type, logo_cases[_i].type));
	ck_assert_uint_gt(x->logo.len, 0);
	ck_assert(slice_eq_str(x->html_logo, PICTURE));
	ck_assert(slice_eq_str(x->html, "<div><p>x</p></div>"));
	disclaimers_free(d);
	buf_free(&line);
	buf_free(&words);
}
END_TEST

static const struct {
	const char *name, *line, *words;
} advice_cases[] = {
	{ "a picture that was cut off", "disclaimer text \"d/a.txt\", html "
	    "\"d/logo.html\", logo \"d/x.jpg\"", "ends before its picture "
	    "does: save it anew [logo]" },
	{ "a picture with its end", "disclaimer text \"d/way.txt\", html "
	    "\"d/mark.html\", logo \"d/x.gif\"", NULL },
	{ "the same words", "disclaimer " BOTH, NULL },
	{ "others", "disclaimer text \"d/a-gd.txt\", html \"d/a.html\"",
	    "[unlike]" },
	{ "no direction", "disclaimer text \"d/a.txt\", html "
	    "\"d/way.html\"", "[direction]" },
	{ "a hole", "disclaimer text \"d/gap.txt\", html \"d/gap.html\"",
	    "reads \"Sent by, today.\"" },
	{ "a label", "disclaimer text \"d/label.txt\", html \"d/gap.html\"",
	    "[unlike]" },
	{ "a line of its own", "disclaimer text \"d/own.txt\", html "
	    "\"d/own.html\"", NULL },
};

START_TEST(test_advice)
{
	struct buf words = BUF_INIT(64 * KIB);
	struct disclaimers *d;

	/* Only where somebody asks for it, and no error. */
	ck_assert_int_eq(load_lines(advice_cases[_i].line, &d, &words), 0);
	ck_assert_uint_eq(words.len, 0);
	disclaimers_free(d);
	ck_assert_int_eq(load_lines(advice_cases[_i].line, NULL, &words), 0);
	if (advice_cases[_i].words == NULL)
		ck_assert_msg(words.len == 0, "%s", buf_cstr(&words));
	else
		ck_assert_msg(strstr(buf_cstr(&words),
		    advice_cases[_i].words) != NULL, "%s: %s",
		    advice_cases[_i].name, buf_cstr(&words));
	buf_free(&words);
}
END_TEST

/* The ones that we ship load as they are. */
START_TEST(test_shipped)
{
	static const char *const names[] = {
		"foundry-row", "kirk-view", "charity", "kirk-view-gd"
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
	/* Gaelic has accents: its ASCII form goes without. */
	ck_assert(slice_is_ascii(one->ascii));
	ck_assert(slice_eq(one->text, one->ascii) == (_i != 3));
	ck_assert_int_eq(disclaimers_check(t, &conf_source_disk, diag), 0);
	ck_assert_uint_eq(conf_diag_warnings(diag), 0);
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
		{ "several", test_several_texts_of_one_association, 0 },
		{ "header", test_a_long_header_is_folded, 0 },
		{ "logo", test_a_logo_and_the_page_without_it,
		    N_OF(logo_cases) },
		{ "limits", test_limits, 0 },
		{ "advice", test_advice, N_OF(advice_cases) },
		{ "shipped", test_shipped, 4 },
		{ NULL, NULL, 0 },
	};

	return unit_main("template", cases);
}
