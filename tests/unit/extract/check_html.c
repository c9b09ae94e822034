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
	{ "a number of no character is not seen", "<p>94&#1;34</p>",
	    "94\xe2\x80\x8b""34", true },
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

	/* --- how browsers take markup apart (HTML 13.2.5) --- */
	{ "a quote inside an unquoted value is a letter",
	    "<a x=b=\">94<b>34</b><i y=a\">", "9434", true },
	{ "a quote in a name is a letter", "<p \"><b \">94</b>34</p>",
	    "9434", true },
	{ "a short comment is a whole one", "<p>94<!-->34</p>", "9434",
	    true },
	{ "so is one of three dashes", "<p>94<!--->34</p>", "9434", true },
	{ "a bang ends a comment too", "<p>94<!-- x --!>34</p>", "9434",
	    true },
	{ "an end tag without a name is a comment", "<p>94</ x>34</p>",
	    "9434", true },
	{ "so is a processing instruction", "<p>94<?php x ?>34</p>", "9434",
	    true },
	{ "a declaration leaves nothing", "<p>94<!x>34</p>", "9434", true },
	{ "CDATA is a comment in a page", "<p>94<![CDATA[x]]>34</p>",
	    "9434", true },
	{ "script leaves nothing", "<p>94<script>var x</script>34</p>",
	    "9434", true },
	{ "a script ends at its own end tag only",
	    "<script>a</scriptx>b</script>", "a</scriptx>b", true },
	{ "style leaves nothing", "<p>94<style>p{}</style>34</p>", "9434",
	    true },
	{ "a text field shows its markup", "<textarea>a<b>c</textarea>",
	    "a<b>c", true },
	{ "and its markup is read as such", "<textarea>94<b>34</textarea>",
	    "9434", true },
	{ "what follows plaintext is text", "<plaintext>94<b>34",
	    "94<b>34", true },
	{ "noscript is read", "<noscript><p>94<b>34</b></p></noscript>",
	    "9434", true },
	{ "a frame's content is read", "<iframe><p>94<b>34</b></p></iframe>",
	    "9434", true },
	{ "a template is read", "<template><p>94<b>34</b></p></template>",
	    "9434", true },
	{ "markup in a comment is read", "<!-- <p>94<b>34</b></p> -->",
	    "9434", true },
	{ "a page in an attribute",
	    "<iframe srcdoc='&lt;p&gt;94&lt;b&gt;34&lt;/b&gt;'></iframe>",
	    "9434", true },
	{ "options are apart", "<select><option>94<option>34</select>", "34",
	    true },
	{ "NUL hides nothing", "<p>94\x01""34</p>", "94 34", true },

	/* --- references --- */
	{ "a soft hyphen by name", "<p>94&shy;34</p>", "94\xc2\xad""34",
	    true },
	{ "zero width by name", "<p>94&ZeroWidthSpace;34</p>",
	    "94\xe2\x80\x8b""34", true },
	{ "by another name", "<p>94&NegativeThinSpace;34</p>",
	    "94\xe2\x80\x8b""34", true },
	{ "a joiner", "<p>94&zwnj;&zwj;34</p>",
	    "94\xe2\x80\x8c\xe2\x80\x8d""34", true },
	{ "no break", "<p>94&NoBreak;34</p>", "94\xe2\x81\xa0""34", true },
	{ "a letter of another alphabet", "<p>&Zopf;&afr;n</p>",
	    "\xe2\x84\xa4\xf0\x9d\x94\x9en", true },
	{ "a name of two letters", "<p>&fjlig;ord</p>", "fjord", true },
	{ "leading zeros", "<p>&#00000000057;4</p>", "94", true },
	{ "hexadecimal, any case", "<p>&#X39;&#x0034</p>", "94", true },
	{ "only old names go without semicolon", "<p>a&zwnjb</p>",
	    "a&zwnjb", true },

	/* --- what is seen --- */
	{ "hidden text closes up",
	    "<p>94<span style='display:none'>xx</span>34</p>", "9434", true },
	{ "and is kept", "<p>94<span style='display:none'>5919</span>x</p>",
	    "945919x", true },
	{ "text without size", "<p>94<span style='font-size:0'>x</span>34",
	    "9434", true },
	{ "text with size inside it",
	    "<p style='font-size:0'>x<b style='font-size:9pt'>94</b>y"
	    "<b style='font-size:9pt'>34</b></p>", "9434", true },
	{ "white text", "<p>94<font color=white>x</font>34</p>", "9434",
	    true },
	{ "text of the colour of its ground",
	    "<p>94<i style='color:#eee;background:#eee'>x</i>34", "9434",
	    true },
	{ "the hidden attribute", "<p>94<b hidden>x</b>34</p>", "9434",
	    true },
	{ "hidden by a class",
	    "<style>.q, .z{display : none}</style><p>94<b class='a z'>x</b>"
	    "34</p>", "9434", true },
	{ "hidden by an element's rule",
	    "<style>@media all{u{visibility:hidden}}</style><p>94<u>x</u>34",
	    "9434", true },
	{ "a hidden block closes up", "<div>94<div style=\"display:none\">"
	    "<p>in here</p></div>34</div>", "9434", true },
	{ "and is read", "<div>94<div style=\"display:none\">"
	    "<p>in here</p></div>34</div>", "in here", true },
	{ "a hidden cell parts", "<table><tr><td>94<td style=display:none>x"
	    "<td>34</table>", "94", true },
	{ "blocks in one line", "<div style='display:inline'>94</div>"
	    "<div style='display:inline-block'>34</div>", "9434", true },
	{ "letters that float side by side", "<div style='float:left'>9</div>"
	    "<div style='float:left'>4</div><div style='float:left'>34</div>",
	    "9434", true },
	{ "letters in a row of blocks", "<div style='display:flex'><div>9"
	    "</div><div>4</div>\n<div>34</div></div>", "9434", true },
	{ "columns side by side stay apart", "<div style='display:flex'><div>"
	    "9434</div><div>7659</div><div>1900</div></div>",
	    "943476591900", false },
	{ "letters in cells stay apart", "<table><tr><td>9<td>4<td>34</table>",
	    "9434", false },
	{ "far to the left", "<p>94<b style='position:absolute;"
	    "left:-9999px'>x</b>34</p>", "9434", true },
	{ "tags between words", "<p>rent<b>arrears</b></p>", "rent arrears",
	    true },
	{ "and without a blank", "<p>rent<b>arrears</b></p>", "rentarrears",
	    true },
	{ "turned round", "<p><bdo dir=rtl>4349</bdo></p>", "9434", true },
	{ "turned round by style", "<p><span style='direction:rtl;"
	    "unicode-bidi:bidi-override'>4349</span></p>", "9434", true },
	{ "what a fallback says", "<p>94<canvas>x</canvas>34</p>", "9434",
	    true },
	{ "drawn text", "<svg><title>drawn 94</title><text>94<tspan>34"
	    "</tspan></text><text>5919</text></svg>", "9434", true },
	{ "the title of a drawing", "<svg><title>drawn 94</title></svg>",
	    "drawn 94", true },
	{ "CDATA in a drawing", "<svg><text><![CDATA[94]]>34</text></svg>",
	    "9434", true },
	{ "a formula", "<math><mi>9</mi><mn>434</mn></math>", "9434", true },

	/* --- Outlook --- */
	{ "a condition parts nothing",
	    "<p>94<!--[if mso]>x<![endif]-->34</p>", "9434", true },
	{ "for Outlook it stands there",
	    "<p>94<!--[if gte mso 9]>34<![endif]-->5919</p>", "94345919",
	    true },
	{ "for others only", "<p>94<![if !mso]>x<![endif]>34</p>", "9434",
	    true },
	{ "for others, hidden in comments",
	    "<p>94<!--[if !mso]><!-->x<!--<![endif]-->34</p>", "9434",
	    true },
	{ "and others see it",
	    "<p>94<!--[if !mso]><!-->34<!--<![endif]--></p>", "9434", true },

	/* --- attributes and styles --- */
	{ "a label for the blind", "<a aria-label='zanzibar 7'>x</a>",
	    "zanzibar 7", true },
	{ "data of scripts", "<a data-note='zanzibar 7'>x</a>",
	    "zanzibar 7", true },
	{ "a page's description", "<meta name=description content='zan 7'>",
	    "zan 7", true },
	{ "the body of a letter to be written",
	    "<a href='mailto:a@b.example?subject=x&amp;body=Card%204111"
	    "%201111'>x</a>", "a@b.example\nx\nCard 4111 1111", true },
	{ "words in a query", "<a href='https://a.example/?q=rent+arrears"
	    "&n=1'>x</a>", "rent arrears", true },
	{ "a number in a name that is none", "<p data='AB123456C'>x</p>",
	    "AB123456C", true },
	{ "an id that is a number", "<p id='AB123456C'>x</p>", "AB123456C",
	    true },
	{ "an attribute without a value", "<p QQ123456C>x</p>", "QQ123456C",
	    true },
	{ "a name of Gmail's is none", "<p id='m_-4929123412341234x'>x</p>",
	    "m_-4929123412341234x", false },
	{ "layout is none", "<p width=123456789012345>x</p>",
	    "123456789012345", true },
	{ "words of a style sheet",
	    "<style>p:after{content:\"94\" '\\33 4'}</style>", "9434",
	    true },
	{ "a style sheet's note", "<p style='color:red /* zanzibar */'>x",
	    "color:red /* zanzibar */", true },
	{ "an encoded file in a style sheet", "<style>p{background:url("
	    "data:text/plain,zanzibar%207)}</style>", "zanzibar 7", true },
	{ "in the style of an element", "<p style=\"background:url('data:"
	    "text/plain;base64,emFuemliYXIgNw==')\">x", "zanzibar 7", true },
	{ "with blanks and references inside", "<img src=' da&Tab;ta:text/pl"
	    "ain;base64,emFu&#10;emliY  XIgNw=='>", "zanzibar 7", true },
	{ "with escapes", "<img src='data:text/plain;base64,emFuemliYXIgNw"
	    "%3D%3D'>", "zanzibar 7", true },
	{ "a page in a link", "<a href='data:text/html,%3Cp%3E94%3Cb%3E34'>x",
	    "9434", true },
	{ "in a script", "<script>var a='data:text/plain;base64,emFuemliYXIg"
	    "Nw=='</script>", "zanzibar 7", true },
	{ "in a list of pictures", "<img srcset='data:text/plain;base64,"
	    "emFuemliYXIgNw== 1x, b.png 2x'>", "zanzibar 7", true },
	{ "in a refresh", "<meta http-equiv=refresh content='0;url=data:text"
	    "/plain,zanzibar%207'>", "zanzibar 7", true },
	{ "in a comment", "<!-- data:text/plain;base64,emFuemliYXIgNw== -->",
	    "zanzibar 7", true },
	{ "data: in running text is none", "<p>The data: 5, 7 and 9</p>",
	    "The data: 5, 7 and 9", true },

	{ "strings that a script joins", "<script>w('AB12' + \"345\\x36C\")"
	    "</script>", "w('AB123456C\")", true },

	/* --- base64 without a label --- */
	{ "on the page", "<pre>TmF0aW9uYWwgSW5zdXJh\nbmNlIDk0MzQ=</pre>",
	    "National Insurance 9434", true },
	{ "a line a block", "<div>TmF0aW9uYWwgSW5zdXJh</div>"
	    "<div>bmNlIDk0MzQ=</div>", "National Insurance 9434", true },
	{ "among words", "<p>Here TmF0aW9uYWwgSW5zdXJhbmNlIDk0MzQ= and</p>",
	    "National Insurance 9434", true },
	{ "in a script's strings", "<script>x=['TmF0aW9uYWwgSW5zdXJh',\n"
	    "'bmNlIDk0MzQ=']</script>", "National Insurance 9434", true },
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

/* The elements of HTML, past and present, some of drawings, and strangers. */
static const char *const elements[] = {
	"a", "abbr", "acronym", "address", "applet", "area", "article",
	"aside", "audio", "b", "base", "basefont", "bdi", "bdo", "bgsound",
	"big", "blink", "blockquote", "body", "br", "button", "canvas",
	"caption", "center", "cite", "code", "col", "colgroup", "data",
	"datalist", "dd", "del", "details", "dfn", "dialog", "dir", "div",
	"dl", "dt", "em", "embed", "fieldset", "figcaption", "figure",
	"font", "footer", "form", "frame", "frameset", "h1", "h2", "h6",
	"head", "header", "hgroup", "hr", "html", "i", "iframe", "image",
	"img", "input", "ins", "isindex", "kbd", "keygen", "label", "legend",
	"li", "link", "listing", "main", "map", "mark", "marquee", "menu",
	"menuitem", "meta", "meter", "multicol", "nav", "nextid", "nobr",
	"noembed", "noframes", "noscript", "object", "ol", "optgroup",
	"option", "output", "p", "param", "picture", "plaintext", "portal",
	"pre", "progress", "q", "rb", "rp", "rt", "rtc", "ruby", "s", "samp",
	"script", "search", "section", "select", "slot", "small", "source",
	"spacer", "span", "strike", "strong", "style", "sub", "summary",
	"sup", "table", "tbody", "td", "template", "textarea", "tfoot", "th",
	"thead", "time", "title", "tr", "track", "tt", "u", "ul", "var",
	"video", "wbr", "xmp", "svg", "desc", "text", "tspan", "defs",
	"metadata", "symbol", "foreignObject", "math", "mi", "mn", "mtext",
	"annotation", "annotation-xml", "x", "o:p", "v:textbox", "xml",
	"x-secret", "no-such-element", "st1:place",
};

/* %: the element. */
static const char *const around[] = {
	"<%>AB123456C</%>",
	"<p>x</p><% class=z>AB123456C</%><p>y</p>",
	"<p>x</p><%>AB123456C",
	"<div><%>one <b>two</b> AB123456C</%></div>",
	"<svg><%>AB123456C</%></svg>",
	"<table><tr><td><%>AB123456C</%></table>",
};

static void
put_element(struct buf *html, const char *format, const char *name)
{
	for (; *format != '\0'; format++) {
		if (*format == '%')
			buf_puts(html, name);
		else
			buf_putc(html, (uint8_t)*format);
	}
}

/* Text right inside any element is read: alone, among others, without end. */
START_TEST(test_element)
{
	struct buf html = BUF_INIT(MIB);
	struct probe p;
	size_t i;

	for (i = 0; i < N_OF(around); i++) {
		buf_reset(&html);
		put_element(&html, around[i], elements[_i]);
		probe_open(&p);
		probe_body(&p, "text/html", buf_slice(&html));
		ck_assert_msg(probe_reads(&p, "AB123456C"), "%s: %s",
		    elements[_i], around[i]);
		ck_assert_msg(probe_is_clean(&p), "%s: %s", elements[_i],
		    around[i]);
		probe_close(&p);
	}
	buf_free(&html);
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

/* Scripts that nobody can read a file out of before it is saved, and twins. */
static const struct {
	const char *name, *html;
	bool builds;
} scripts[] = {
	{ "an object URL", "<script>URL.createObjectURL(new Blob([x]))"
	    "</script>", true },
	{ "its name in pieces", "<script>URL['create'+\"Object\" + 'URL'](b)"
	    "</script>", true },
	{ "its name in escapes", "<script>URL['\\x63reateObjectUR\\u004c']"
	    "(b)</script>", true },
	{ "Explorer's way", "<script>navigator.msSaveOrOpenBlob(b,'a.zip')"
	    "</script>", true },
	{ "a link that is made", "<script>a.download='x.zip';a.href='data:'+"
	    "d;</script>", true },
	{ "a blob of decoded text", "<script>new Blob([atob(d)])</script>",
	    true },
	{ "a page that is decoded", "<script>document.write(unescape(d))"
	    "</script>", true },
	{ "on loading", "<body onload=\"document.write(atob(d))\">x", true },
	{ "in a link", "<a href=\"javascript:eval(atob(d))\">x</a>", true },
	{ "in a drawing", "<svg><script>eval(String.fromCharCode(1))"
	    "</script></svg>", true },
	{ "data for search engines", "<script type='application/ld+json'>"
	    "{\"@type\":\"Order\",\"download\":\"data:\"}</script>", false },
	{ "a counter", "<script>window.dataLayer=[];function g(){dataLayer."
	    "push(arguments)}g('js',new Date());</script>", false },
	{ "a link to save a picture of the page itself", "<a download=a.gif "
	    "href='data:image/gif;base64,R0lGODlhAQABAAAAACw='>x</a>",
	    false },
	{ "a menu", "<script>document.getElementById('m').onclick=function()"
	    "{this.className='open'}</script>", false },
};

START_TEST(test_script)
{
	struct probe p;

	probe_open(&p);
	probe_file(&p, "a.html", "text/html", slice_str(scripts[_i].html));
	ck_assert_msg(probe_raised(&p, ANOMALY_UNSUPPORTED) ==
	    scripts[_i].builds, "%s", scripts[_i].name);
	ck_assert(scripts[_i].builds || probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

static const struct {
	const char *html, *text, *place;
} links[] = {
	{ "<a href='https://a.example/zanzibar/?q=two'>x</a>",
	    "https://a.example/zanzibar/?q=two", "attribute href" },
	{ "<a HREF=https://a.example/zan%7Aibar%20nook>x</a>",
	    "https://a.example/zanzibar+nook", "attribute href" },
	{ "<a href='https://a.example/Shared%20Documents/x/zan%7Aibar%20nook"
	    "?a=b%20'>x</a>", "Shared Documents\nzanzibar nook\nb",
	    "attribute href" },
	{ "<a href='https://a.example/?q=two+words'>x</a>", "two words",
	    "attribute href" },
	{ "<a href='mailto:a@b.example?subject=my%20case&amp;body=two%0D%0A"
	    "lines'>x</a>", "a@b.example\nmy case\ntwo\r\nlines",
	    "attribute href" },
	{ "<form action=/zanzibar>x</form>", "/zanzibar",
	    "attribute action" },
	{ "<img src='/zanzibar.png'>", "/zanzibar.png", "attribute src" },
	{ "<a href='#AB123456C'>x</a>", "#AB123456C", "attribute href" },
};

/* Links are texts of their own, with their escapes and without. */
START_TEST(test_link)
{
	const struct probe_unit *u;
	struct probe p;

	probe_open(&p);
	probe_body(&p, "text/html", slice_str(links[_i].html));
	u = probe_unit(&p, links[_i].text);
	ck_assert_msg(u != NULL, "%s", links[_i].html);
	ck_assert_msg(slice_eq_str(u->place, links[_i].place), "%s",
	    links[_i].html);
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

/* What newsletters count clicks with is no anomaly, and joins nothing. */
START_TEST(test_tracking_link)
{
	struct buf html = BUF_INIT(MIB);
	struct probe p;
	int i;

	buf_puts(&html, "<p>News</p><a href=\"https://t.example/ls/click?upn=");
	for (i = 0; i < 300; i++)
		buf_printf(&html, "u%03d-2FdHJhY2tpbmc", i);
	buf_puts(&html, "-3D&amp;to=https%3A%2F%2Fa.example%2F%3Fid%3D"
	    "4111111111111111\">go</a><a href='#top'>top</a>");
	probe_open(&p);
	probe_body(&p, "text/html", buf_slice(&html));
	ck_assert(probe_is_clean(&p));
	ck_assert(probe_unit(&p, "#top") == NULL);
	ck_assert(probe_unit(&p, "4111111111111111") == NULL);
	probe_close(&p);
	buf_free(&html);
}
END_TEST

#define TEN	"\\1\\1\\1\\1\\1\\1\\1\\1\\1\\1"

/* One script: what its strings say in the end. */
static const struct {
	const char *script, *text;
} literals[] = {
	{ "x='\\x41\\x42123456C'", "AB123456C" },
	{ "x=\"\\u0041\\u{42}12\\u{000033}456C\"", "AB123456C" },
	{ "x='\\101\\10212\\63\\64\\65\\66C'", "AB123456C" },
	{ "x='AB12'+'3456C'", "AB123456C" },
	{ "x='AB' + /* y */ \"12\" // z\n + (`3456C`)", "AB123456C" },
	{ "x='AB12';x+='3456C';", "AB123456C" },
	{ "x='AB12'.concat('3456C')", "AB123456C" },
	{ "x=['A','B','12','34','56','C'].join(sep)", "AB123456C" },
	{ "x=['AB12','3456C'].join('')", "AB123456C" },
	{ "x='AB'+['12','34'].join(\"\")+'56C'", "AB123456C" },
	{ "x=String.fromCharCode(65,66,49,50,51,52,53,54,67)", "AB123456C" },
	{ "x='AB'+String.fromCharCode(0x31, 0x32)+'3456C'", "AB123456C" },
	{ "x=String.fromCharCode.apply(null,[65,66,49,50,51,52,53,54,67])",
	    "AB123456C" },
	{ "x=[65,66,49,50,51,52,53,54,67].map(c=>String.fromCharCode(c))",
	    "AB123456C" },
	{ "x=unescape('%41%42%31%32%33%34%35%36%43')", "AB123456C" },
	{ "x='AB12\\\n3456C'", "AB123456C" },
	{ "x=unescape('" TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN "%41B123456C')",
	    "AB123456C" },
	{ "// don't\nx='AB12'+'3456C'", "AB123456C" },
	{ "x=/[\"]/;y='AB12'+'3456C'", "AB123456C" },
	{ "x='\\'';y='AB12'+'3456C'", "AB123456C" },
	{ "x='\\ud83d\\ude00 \\xe9t\\xe9 \\0AB12'+'3456C'", "AB123456C" },
	{ "y='\\x7a';x='AB123456C", "AB123456C" },
};

START_TEST(test_literal)
{
	struct buf html = BUF_INIT(MIB);
	struct probe p;

	buf_printf(&html, "<p>x</p><script>%s</script>",
	    literals[_i].script);
	probe_open(&p);
	probe_body(&p, "text/html", buf_slice(&html));
	ck_assert_msg(probe_reads(&p, literals[_i].text), "%s",
	    literals[_i].script);
	ck_assert_msg(probe_is_clean(&p), "%s", literals[_i].script);
	probe_close(&p);
	buf_free(&html);
}
END_TEST

/* Strings that nothing joins stay apart, and ordinary scripts say no more. */
static const char *const ordinary[] = {
	"f('AB12','3456C')", "x='AB12';y='3456C'", "x='AB12'+y+'3456C'",
	"x={'a':'AB12','b':'3456C'}", "x=['AB12','3456C'];y=z.join(', ')",
	("window.dataLayer=window.dataLayer||[];function gtag(){dataLayer."
	    "push(arguments);}gtag('js',new Date());gtag('config','AB12');"
	    "gtag('event','3456C')"),
	("!function(f,b,e,v,n,t,s){if(f.fbq)return;n=f.fbq=function(){n."
	    "callMethod?n.callMethod.apply(n,arguments):n.queue.push("
	    "arguments)};s.src='https://c.example/en_US/AB12.js'}(window,"
	    "document,'script','3456C')"),
	("{\"@context\":\"https:\\/\\/schema.org\",\"@type\":\"Order\","
	    "\"name\":\"Caf\\u00e9\",\"a\":\"AB12\",\"b\":\"3456C\"}"),
};

START_TEST(test_ordinary_script)
{
	struct buf html = BUF_INIT(MIB);
	struct probe p;

	buf_printf(&html, "<p>x</p><script type='%s'>%s</script>",
	    ordinary[_i][0] == '{' ? "application/ld+json" : "",
	    ordinary[_i]);
	probe_open(&p);
	probe_body(&p, "text/html", buf_slice(&html));
	ck_assert(probe_reads(&p, "AB12") && probe_reads(&p, "3456C"));
	ck_assert_msg(!probe_reads(&p, "AB123456C"), "%s", ordinary[_i]);
	ck_assert_msg(probe_is_clean(&p), "%s", ordinary[_i]);
	probe_close(&p);
	buf_free(&html);
}
END_TEST

/* A list of so many bytes that becomes a file. */
START_TEST(test_bytes_in_a_script)
{
	struct buf html = BUF_INIT(MIB);
	struct probe p;
	int i;

	buf_puts(&html, "<script>var b=new Uint8Array([");
	for (i = 0; i < 300; i++)
		buf_printf(&html, "%d,\n", i % 256);
	buf_puts(&html, "0]);</script>");
	probe_open(&p);
	probe_body(&p, "text/html", buf_slice(&html));
	ck_assert(probe_raised(&p, ANOMALY_UNSUPPORTED));
	probe_close(&p);
	buf_free(&html);
}
END_TEST

static const struct {
	const char *name, *html, *text, *header;
	uint32_t row;
} tables[] = {
	{ "a wide cell moves the next",
	    "<table><tr><th>a<th>b<th>c<tr><td colspan=2>x<td>94</table>",
	    "94", "c", 2 },
	{ "a high cell takes its place below",
	    "<table><tr><th>a<th>b<th>c<tr><td rowspan=2>x<td>y<td>z"
	    "<tr><td>94<td>w</table>", "94", "b", 3 },
	{ "a wide heading is the heading of each",
	    "<table><tr><th>n<th colspan=2>NHS<tr><td>x<td>y<td>94</table>",
	    "94", "NHS", 2 },
	{ "a heading below says it better",
	    "<table><tr><th>n<th colspan=2>ids<tr><th><th>NHS<th>NI<tr><td>x"
	    "<td>94<td>y</table>", "94", "NHS", 3 },
	{ "a table in a cell has its own",
	    "<table><tr><td>NHS<td>b<tr><td><table><tr><td>94</table><td>y"
	    "</table>", "94", "", 1 },
	{ "and the one around it goes on",
	    "<table><tr><td>NHS<td>ids<tr><td><table><tr><td>q</table><td>94"
	    "</table>", "94", "ids", 2 },
	{ "hidden cells have their columns",
	    "<table><tr><td>a<td>b<td>c<tr><td>x<td style=display:none>y"
	    "<td>94</table>", "94", "c", 2 },
};

START_TEST(test_table)
{
	const struct probe_unit *u;
	struct probe p;

	probe_open(&p);
	probe_body(&p, "text/html", slice_str(tables[_i].html));
	u = probe_unit(&p, tables[_i].text);
	ck_assert_msg(u != NULL, "%s", tables[_i].name);
	ck_assert_msg(slice_eq_str(u->header, tables[_i].header), "%s: %.*s",
	    tables[_i].name, (int)u->header.len, (const char *)u->header.ptr);
	ck_assert_uint_eq(u->row, tables[_i].row);
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

/* What parts stays parted in every view. */
static const char *const apart[] = {
	"<table><tr><td>94</td><td>34</td></tr></table>",
	"<table><tr><td>94</td></tr><tr><td>34</td></tr></table>",
	"<table style='display:none'><tr><td>94<td>34</table>",
	"<div style='display:none'><p>94<p>34</div>",
	"<p>94</p><p>34</p>", "<ul><li>94<li>34</ul>",
	"<select><option>94<option>34</select>",
	"<svg><text>94</text><text>34</text></svg>",
	("<table><tr><td style='display:inline'>94<td style="
	    "'display:inline'>34</table>"),
	"<dl><dt>94<dd>34</dl>", "<div>94<div>34</div></div>",
	"94<hr>34", "<h1>94</h1>34",
};

START_TEST(test_apart)
{
	struct probe p;

	probe_open(&p);
	probe_body(&p, "text/html", slice_str(apart[_i]));
	ck_assert_msg(probe_reads(&p, "94") && probe_reads(&p, "34"), "%s",
	    apart[_i]);
	ck_assert_msg(!probe_reads(&p, "9434") && !probe_reads(&p, "94 34"),
	    "%s", apart[_i]);
	probe_close(&p);
}
END_TEST

static const struct {
	const char *name, *type, *body;
	size_t len;
	const char *text;
} charsets[] = {
#define CASE(name, type, body, text) \
	{ name, type, body, sizeof(body) - 1, text }
	CASE("the label", "text/html; charset=iso-8859-1",
	    "<p>caf\xe9 94</p>", "caf\xc3\xa9 94"),
	CASE("what the page says", "text/html",
	    "<meta charset=koi8-r><p>\xce\xc5\xd4</p>",
	    "\xd0\xbd\xd0\xb5\xd1\x82"),
	CASE("both, if they differ", "text/html; charset=iso-8859-1",
	    "<meta charset=koi8-r><p>\xce\xc5\xd4</p>",
	    "\xd0\xbd\xd0\xb5\xd1\x82"),
	CASE("UTF-16", "text/html", "\xff\xfe<\0p\0>\0""9\0""4\0<\0b\0>\0"
	    "3\0""4\0", "9434"),
	CASE("a mark that is none", "text/html",
	    "\xff\xfe<p>94<b>34</b></p>", "9434"),
	CASE("UTF-7 by its page", "text/html",
	    "<meta charset=utf-7>+ADw-p+AD4-94+ADw-b+AD4-34", "9434"),
	CASE("UTF-7 by its look", "text/html",
	    "+ADw-p+AD4-+ADkANA-+ADw-b+AD4-34", "9434"),
	CASE("NUL in a tag", "text/html", "<p>94<\0b>34</b></p>", "9434"),
	CASE("NUL in a number", "text/html", "<p>94\0""34</p>", "9434"),
	CASE("a label of wide characters on narrow ones",
	    "text/html; charset=utf-16", "<p>94<b>34</b></p>", "9434"),
#undef CASE
};

START_TEST(test_charset)
{
	struct probe p;

	probe_open(&p);
	probe_body(&p, charsets[_i].type, slice_of(charsets[_i].body,
	    charsets[_i].len));
	ck_assert_msg(probe_unit(&p, charsets[_i].text) != NULL, "%s",
	    charsets[_i].name);
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

/* Nobody's text is put together from what a drawing declares. */
START_TEST(test_own_entities)
{
	struct probe p;

	probe_open(&p);
	probe_file(&p, "a.svg", "image/svg+xml", SLICE("<?xml version='1.0'?>"
	    "<!DOCTYPE svg [<!ENTITY a 'AB12'><!ENTITY b '3456C'>]><svg>"
	    "<text>&a;&b;</text></svg>"));
	ck_assert(probe_raised(&p, ANOMALY_MALFORMED));
	probe_close(&p);

	/* Illustrator declares names for its name spaces. */
	probe_open(&p);
	probe_file(&p, "a.svg", "image/svg+xml", SLICE("<?xml version='1.0'?>"
	    "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://x' ["
	    "<!ENTITY ns_svg 'http://www.w3.org/2000/svg'>]><svg xmlns='"
	    "&ns_svg;'><text>drawn &amp; 94</text></svg>"));
	ck_assert(probe_reads(&p, "drawn & 94"));
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

static int
count_units(const struct probe *p, const char *text)
{
	size_t i;
	int n = 0;

	for (i = 0; i < p->unit_count; i++)
		n += slice_eq_str(slice_trim(p->units[i].text), text);
	return n;
}

/* A newsletter is read twice; what is the same comes once. */
START_TEST(test_second_reading_adds_what_differs)
{
	struct probe p;

	probe_open(&p);
	probe_body(&p, "text/html", SLICE("<p>same</p><!--[if mso]><p>only "
	    "Outlook</p><![endif]--><p>same too</p><a title=t>x</a>"));
	ck_assert_int_eq(count_units(&p, "same"), 1);
	ck_assert_int_eq(count_units(&p, "same too"), 1);
	ck_assert_int_eq(count_units(&p, "only Outlook"), 1);
	ck_assert_int_eq(count_units(&p, "t"), 1);
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

/* Pages inside pages end at their limit, with a word. */
START_TEST(test_nested_pages)
{
	struct buf html = BUF_INIT(MIB);
	struct probe p;
	int i, extra;

	for (extra = 0; extra < 2; extra++) {
		buf_reset(&html);
		for (i = 0; i < HTML_NESTED_MAX + extra; i++)
			buf_printf(&html, "<!-- <b>%d</b> x -->", i);
		probe_open(&p);
		probe_body(&p, "text/html", buf_slice(&html));
		ck_assert(probe_raised(&p, ANOMALY_LIMIT) == (extra == 1));
		probe_close(&p);
	}
	buf_free(&html);
}
END_TEST

START_TEST(test_tags_inside_words)
{
	struct buf html = BUF_INIT(4 * MIB);
	struct probe p;
	size_t i, extra;

	for (extra = 0; extra < 2; extra++) {
		buf_reset(&html);
		buf_puts(&html, "<p>x");
		for (i = 0; i < FLOW_SPANS_MAX + extra; i++)
			buf_puts(&html, "<b>x");
		probe_open(&p);
		probe_body(&p, "text/html", buf_slice(&html));
		ck_assert(probe_raised(&p, ANOMALY_LIMIT) == (extra == 1));
		probe_close(&p);
	}
	buf_free(&html);
}
END_TEST

/* Tags that nobody closes do not hide what is hidden inside them. */
START_TEST(test_open_elements)
{
	struct buf html = BUF_INIT(MIB);
	struct probe p;
	int i, kept;

	for (kept = HTML_OPEN_KEPT; kept <= HTML_OPEN_KEPT + 1; kept++) {
		buf_reset(&html);
		for (i = 0; i < 2 * HTML_OPEN_MAX; i++)
			buf_puts(&html, "<i>");
		for (i = 0; i < kept - 1; i++)
			buf_puts(&html, "<b hidden></b><b style=color:red>");
		buf_puts(&html, "94<b hidden>x</b>34");
		probe_open(&p);
		probe_body(&p, "text/html", buf_slice(&html));
		ck_assert((probe_unit(&p, "9434") != NULL) ==
		    (kept == HTML_OPEN_KEPT));
		ck_assert(probe_raised(&p, ANOMALY_LIMIT) ==
		    (kept > HTML_OPEN_KEPT));
		probe_close(&p);
	}
	buf_free(&html);
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
	"<table>", "</", "<![CDATA[", "<!--[if !x]>", "<![if !x]>",
	"<xmp>", "<style>", "<b class='a b c d'>", "<!-- <b>x --", "+A",
	"data:a/b,", "<textarea>", "<p style='display:none'>", "<svg>", "<a b='", "<blockquote>", "a=",
	"<script>'", "<script>'\\", "<script>[", "<script>[0,", "<script>/*",
	"<script>join[']',", "<script>fromCharCode(", "<script>'%41'+unescape",
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
		{ "elements", test_element, N_OF(elements) },
		{ "table header", test_table_header, 0 },
		{ "data url", test_data_url_is_a_member, 0 },
		{ "inline picture", test_inline_picture_is_no_attachment, 0 },
		{ "script", test_script_that_builds_a_file, 0 },
		{ "scripts", test_script, N_OF(scripts) },
		{ "literals", test_literal, N_OF(literals) },
		{ "ordinary scripts", test_ordinary_script, N_OF(ordinary) },
		{ "links", test_link, N_OF(links) },
		{ "tracking link", test_tracking_link, 0 },
		{ "bytes in a script", test_bytes_in_a_script, 0 },
		{ "tables", test_table, N_OF(tables) },
		{ "apart", test_apart, N_OF(apart) },
		{ "charset", test_charset, N_OF(charsets) },
		{ "own entities", test_own_entities, 0 },
		{ "open elements", test_open_elements, 0 },
		{ "second reading", test_second_reading_adds_what_differs,
		    0 },
		{ "nested pages", test_nested_pages, 0 },
		{ "tags inside words", test_tags_inside_words, 0 },
		{ "quotes", test_quotes, N_OF(quotes) },
		{ "repetition", test_hostile_repetition, N_OF(slow) },
		{ NULL, NULL, 0 },
	};

	return unit_main("html", tests);
}
