#include "unit/unit.h"

#include <string.h>

#include "base/limits.h"
#include "probe.h"

static const struct {
	const char *name, *html, *text;	/* text: a whole unit */
	bool read;
} cases[] = {
	{ "inline elements leave nothing",
	    "<p>QQ <b>12</b><i>34</i><span>56</span> C</p>", "QQ 123456 C",
	    true },
	{ "a comment leaves nothing", "<p>94<!-- x -->34</p>", "9434", true },
	{ "its words are a text", "<p>94<!-- hidden 12 -->34</p>",
	    "hidden 12", true },
	{ "Outlook's empty element is inline", "<p>94<o:p></o:p>34</p>",
	    "9434", true },
	{ "unknown elements are inline", "<p>94<foo:bar>34</foo:bar></p>",
	    "9434", true },
	{ "paragraphs part", "<p>94</p><p>34</p>", "94", true },
	{ "cells part", "<table><tr><td>94</td><td>34</td></tr></table>",
	    "34", true },
	{ "cells part without end tags", "<table><tr><td>94<td>34", "34",
	    true },
	{ "list items part", "<ul><li>94<li>34</ul>", "94", true },
	{ "a line break is a line break", "<p>94<br>34</p>", "94\n34", true },
	{ "blanks collapse as when shown", "<p>94  \r\n\t 34</p>", "94 34",
	    true },
	{ "a decimal reference", "<p>&#57;4&#51;4</p>", "9434", true },
	{ "a hexadecimal one without semicolon", "<p>&#x39 4</p>", "9 4",
	    true },
	{ "a name without semicolon", "<p>a&ampb</p>", "a&b", true },
	{ "a no-break blank stays one", "<p>94&nbsp;34</p>",
	    "94\xc2\xa0""34", true },
	{ "an unknown name stays", "<p>&nonsense;</p>", "&nonsense;", true },
	{ "a Windows number means its sign", "<p>a&#150;b</p>",
	    "a\xe2\x80\x93""b", true },
	{ "hidden text is kept",
	    "<div style='display:none'>hidden 943</div>", "hidden 943", true },
	{ "alternative text is kept", "<img alt='QQ 12 34'>", "QQ 12 34",
	    true },
	{ "a title is kept", "<a title=\"note &#57;\">x</a>", "note 9",
	    true },
	{ "a form value is kept", "<input value=12345>", "12345", true },
	{ "a > inside quotes ends nothing", "<img alt='a>b'>9434", "9434",
	    true },
	{ "script is a text of its own",
	    "<p>a</p><script>var n='9434'</script>", "var n='9434'", true },
	{ "style too", "<style>p:after{content:'9434'}</style>x",
	    "p:after{content:'9434'}", true },
	{ "the page's title", "<head><title>Rent 12</title></head>",
	    "Rent 12", true },
	{ "Outlook reads conditional comments",
	    "<!--[if mso]><p>only here 12</p><![endif]-->", "only here 12",
	    true },
	{ "a tag without end hides nothing", "<p>a</p><b 9434 5919",
	    "<b 9434 5919", true },
	{ "a comment without end hides nothing", "<p>a</p><!-- 9434",
	    "9434", true },
	{ "a bare < is text", "<p>3 < 4</p>", "3 < 4", true },
	{ "CDATA is text", "<p><![CDATA[94]]>34</p>", "9434", true },
	{ "plain data in a link is read",
	    "<img src='data:text/plain,QQ12'>", "QQ12", true },
};

START_TEST(test_case)
{
	struct probe p;

	probe_open(&p);
	probe_body(&p, "text/html", slice_str(cases[_i].html));
	ck_assert_msg((probe_unit(&p, cases[_i].text) != NULL) ==
	    cases[_i].read, "%s: %s", cases[_i].name, cases[_i].text);
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

START_TEST(test_table_header)
{
	const struct probe_unit *u;
	struct probe p;

	probe_open(&p);
	probe_body(&p, "text/html", SLICE("<table><tr><th>Name</th>"
	    "<th>NHS number</th></tr><tr><td>Joe</td><td><p>9434765919</p>"
	    "</td></tr></table>"));
	u = probe_unit(&p, "9434765919");
	ck_assert(u != NULL && slice_eq_str(u->header, "NHS number"));
	ck_assert_uint_eq(u->row, 2);
	probe_close(&p);
}
END_TEST

START_TEST(test_data_url_is_a_member)
{
	struct probe p;

	probe_open(&p);
	probe_body(&p, "text/html", SLICE("<p>x</p><a href=\"data:text/plain;"
	    "base64,c2VjcmV0IDk0MzQ=\">y</a>"));
	ck_assert(probe_unit(&p, "secret 9434") != NULL);
	ck_assert(slice_eq_str(probe_part(&p, "1/1")->inside, "1"));
	probe_close(&p);
}
END_TEST

START_TEST(test_inline_picture_is_no_attachment)
{
	struct probe p;

	probe_open(&p);
	probe_body(&p, "text/html", SLICE("<img src=\"data:image/gif;base64,"
	    "R0lGODlhAQABAAAAACw=\">"));
	ck_assert(probe_has(&p, "1/1", PART_IS_INLINE_PICTURE));
	ck_assert(!probe_has(&p, "1/1", PART_IS_ATTACHMENT));
	probe_close(&p);
}
END_TEST

START_TEST(test_script_that_builds_a_file)
{
	struct probe p;

	probe_open(&p);
	probe_file(&p, "a.html", "text/html", SLICE("<html><script>"
	    "var b=new Blob([x]);URL.createObjectURL(b)</script></html>"));
	ck_assert(probe_raised(&p, ANOMALY_UNSUPPORTED));
	probe_close(&p);
}
END_TEST

static const struct {
	const char *name, *html, *own, *quoted;
} quotes[] = {
	{ "a quotation element", "<p>mine</p><blockquote>old</blockquote>"
	    "<p>mine too</p>", "mine too", "old" },
	{ "after its introduction", "<div>mine</div><div>On Monday, Ann "
	    "wrote:</div><blockquote>old</blockquote><div>below</div>",
	    "below", "old" },
	{ "without a quotation element", "<div>mine</div><div>On Monday, "
	    "Ann wrote:</div><div>old</div>", "mine", "old" },
	{ "Outlook's header block", "<p>mine</p><div><p><b>From:</b> Ann<br>"
	    "<b>Sent:</b> Monday<br><b>To:</b> me<br><b>Subject:</b> x</p>"
	    "</div><p>old</p>", "mine", "old" },
	{ "Outlook on the web", "<div>mine</div><div id=\"x_divRplyFwdMsg\">"
	    "z</div><div>old</div>", "mine", "old" },
};

START_TEST(test_quotes)
{
	const struct probe_unit *own, *quoted;
	struct probe p;

	probe_open(&p);
	probe_body(&p, "text/html", slice_str(quotes[_i].html));
	own = probe_unit(&p, quotes[_i].own);
	quoted = probe_unit(&p, quotes[_i].quoted);
	ck_assert_msg(own != NULL && own->where == FINDING_BODY, "%s",
	    quotes[_i].name);
	ck_assert_msg(quoted != NULL && quoted->where == FINDING_QUOTED,
	    "%s", quotes[_i].name);
	probe_close(&p);
}
END_TEST

/* What would be quadratic in a careless tokenizer, at a megabyte. */
static const char *const slow[] = {
	"<", "<a ", "<a b=\"", "<!--", "<!--[if", "&", "<td>", "<script",
	"<table>", "</", "<![CDATA[", "<a b='", "<blockquote>", "a=",
};

START_TEST(test_hostile_repetition)
{
	struct buf html = BUF_INIT(2 * MIB);
	struct probe p;

	while (html.len < MIB)
		buf_puts(&html, slow[_i]);
	probe_open(&p);
	probe_body(&p, "text/html", buf_slice(&html));
	ck_assert_int_eq(p.result, 0);
	ck_assert(!probe_raised(&p, ANOMALY_TIMEOUT));
	probe_close(&p);
	buf_free(&html);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "case", test_case, N_OF(cases) },
		{ "table header", test_table_header, 0 },
		{ "data url", test_data_url_is_a_member, 0 },
		{ "inline picture", test_inline_picture_is_no_attachment, 0 },
		{ "script", test_script_that_builds_a_file, 0 },
		{ "quotes", test_quotes, N_OF(quotes) },
		{ "repetition", test_hostile_repetition, N_OF(slow) },
		{ NULL, NULL, 0 },
	};

	return unit_main("html", tests);
}
