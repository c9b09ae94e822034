#include "action/html_rewrite.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "unit/unit.h"

#define BLOCK	"<div style=\"clear:both\"><p>Notice</p></div>"

/* "^" stands where the block goes; no "^": nowhere for certain. */
struct place {
	const char *name, *page;
};

static void
check_place(const struct place *c, enum edit_place wanted)
{
	struct buf page = BUF_INIT(64 * KIB);
	size_t expected, found = 0;
	const char *mark = strchr(c->page, '^');
	bool is_found;

	expected = mark == NULL ? 0 : (size_t)(mark - c->page);
	(void)buf_put(&page, c->page, mark == NULL ? strlen(c->page) :
	    expected);
	if (mark != NULL)
		(void)buf_puts(&page, mark + 1);
	is_found = html_place(buf_slice(&page), SLICE(BLOCK), wanted, &found);
	ck_assert_msg(is_found == (mark != NULL), "%s: %s", c->name,
	    is_found ? "found" : "not found");
	ck_assert_msg(!is_found || found == expected, "%s: %zu, not %zu",
	    c->name, found, expected);
	buf_free(&page);
}

/* --- at the end ------------------------------------------------------------------- */

static const struct place ends[] = {
	{ "before the end of the body", "<body><p>a</p>^</body></html>" },
	{ "upper case and blanks", "<BODY><P>a</P>^</BODY\t></HTML>" },
	{ "an end tag with attributes", "<body>a^</body x='>'></html>" },
	{ "no end of the body", "<html><p>a</p>^</html>" },
	{ "no end of anything", "<p>a</p>\r\n^" },
	{ "a page in a quotation, with ends round it", "<body>a<blockquote><html>"
	    "<body>b</body></html></blockquote>^</body></html>" },
	{ "a page in a quotation that does not end",
	    "a<blockquote><html><body>b</body></html>c" },
	{ "paper that stays light at night", "<meta name=color-scheme content="
	    "'light dark'><body bgcolor=#f4f4f4>a</body>" },
	{ "paper and ink that stay", "<meta name=color-scheme content='light dark'>"
	    "<body bgcolor=#f4f4f4 text=#222222>a^</body>" },
	{ "neither stays", "<meta name=color-scheme content='light dark'>"
	    "<body>a^</body>" },
	{ "only light", "<meta name=color-scheme content='light only'>"
	    "<body bgcolor=#f4f4f4>a^</body>" },
	{ "the last of several", "<body>a</body></body>b^</body>" },
	{ "a whole page, quoted", "<div>a</div><blockquote type=cite><html><body>b"
	    "</body></html></blockquote><br>^" },
	{ "a whole page, quoted to the end", "<div>a</div><blockquote type=cite>"
	    "<html><body>b</body></html>" },
	{ "an end in a table's row is none", "a<table><tr></body><td>b</table>^" },
	{ "nor one in a cell", "<table><td>a</body>b</td></table>c^" },
	{ "an end in an open table", "<p>a</p><table>^</body></html>" },
	{ "two pages", "<body>a</body></html><body>b^</body></html>" },
	{ "text after the page", "<body>a^</body></html> b" },
	{ "an empty page", "^" },

	{ "a body's end in a comment", "<!-- </body> -->a^" },
	{ "a comment that --!> ends", "<!-- a --!><p>b</p>^" },
	{ "<!--> is a comment", "<!--><p>b</p>^" },
	{ "<!---> is a comment", "<!---><p>b</p>^" },
	{ "<!--> and a later -->", "<!--><div hidden>-->" },
	{ "comments do not nest", "<!-- <!-- --><p>a</p>^</body> -->" },
	{ "a comment without end", "<p>a</p><!-- </body>" },
	{ "a comment without end but for --!", "<p>a</p><!-- --!" },
	{ "<? ends at >", "<?php a>b^</body>?>" },
	{ "</ and a blank is a comment", "a</ body>b^" },
	{ "</> is nothing", "a</>b^" },
	{ "a declaration ends at >", "<!DOCTYPE html [<!ENTITY a \">\">]>b^" },
	{ "a declaration without end", "<p>a</p><!DOCTYPE" },
	{ "CDATA of HTML ends at >", "<![CDATA[a>b^</body>]]>" },
	{ "CDATA of SVG ends at ]]>",
	    "<svg><desc><![CDATA[</svg></body>]]></desc></svg>a^" },
	{ "CDATA of SVG without end", "a<svg><![CDATA[</svg>" },
	{ "a hidden conditional comment",
	    "<!--[if mso]></body><![endif]-->a^</body>" },
	{ "a shown condition that ended",
	    "<![if !mso]><p>a</p><![endif]>^</body>" },
	{ "a shown condition", "a<![if !mso]></body>" },
	{ "a shown condition in comments", "a<!--[if !mso]><!--></body>" },

	{ "a script", "<script>'</body>'</script>a^" },
	{ "a script's comment", "<script><!-- </body> --></script>a^" },
	{ "a script in a script's comment",
	    "<script><!-- <script> </script> </body> --></script>a^" },
	{ "a script in a script's comment, unended",
	    "a<script><!-- <script> </script></body>" },
	{ "<!--> in a script", "<script><!--><script></script>a^</body>" },
	{ "</scripts> ends no script", "a<script></scripts></body>" },
	{ "a script's end with attributes", "<script></script x=1>a^</body>" },
	{ "a style", "<style>p:after{content:'</body>'}</style>a^" },
	{ "a title", "<title></body></title>a^" },
	{ "a text field", "<textarea></body><!-- </textarea>a^" },
	{ "xmp, noembed, noframes", "<xmp></body></xmp><noembed></body>"
	    "</noembed><noframes></body></noframes>a^" },
	{ "a frame in the page", "<iframe></body></iframe>a^</body>" },
	{ "plaintext", "a<plaintext></body>" },
	{ "noscript", "<noscript><img></noscript>a^</body>" },
	{ "noscript, read in two ways",
	    "a<noscript><!-- </noscript> --></noscript></body>" },
	{ "noscript, open", "a<noscript></body>" },
	{ "a style of SVG is markup, and a sheet",
	    "<svg><style><b>x</style></svg>a" },
	{ "</body> in a template", "<template></body></template>a^" },
	{ "SVG ends over its title", "a<svg><title></svg>^</body>" },

	{ "> in quotes", "<p title='</body>'>a</p>^</body>" },
	{ "no quotes", "<p title=</body>a^</body>" },
	{ "/ in a value without quotes", "<a name=x/>a^</body>" },
	{ "the first of two styles counts",
	    "<div style='color:red' style='display:none'>a^</body>" },
	{ "form feed is a blank", "<div\fhidden\f>a</div\f>^</body>" },
	{ "= begins a name", "<p =hidden>a^</body>" },
	{ "a NUL", "<p>a</p>^</body>" },
	{ "< that begins nothing", "1 < 2 <3^</body>" },
	{ "< at the end", "1 <^" },
	{ "a tag without end", "<p>a</p><div" },
	{ "a value without end", "<p>a</p><div title='</body>" },
	{ "an end tag without end", "<p>a</p></div" },
};

START_TEST(test_end)
{
	check_place(&ends[_i], EDIT_PLACE_END);
}
END_TEST

/* --- what stands open ---------------------------------------------------------------- */

static const struct place opens[] = {
	{ "a paragraph ends the hidden one", "<p hidden>h<div>s^</body>" },
	{ "a hidden item ends with the next", "<li hidden>h<li>s^</body>" },
	{ "a hidden item, open", "<ul><li hidden>s</body>" },
	{ "a cell ends a hidden cell", "<table><td hidden>h</table>a^</body>" },
	{ "rows end with their table",
	    "<table><tr hidden><td><div></table>a^</body>" },
	{ "a cell outside a table is nothing", "<td hidden>a^</body>" },
	{ "a span does not close over a block",
	    "<span hidden><div></span>a</body>" },
	{ "</div> does close over a span",
	    "<div hidden><span></div>a^</body>" },
	{ "</div> does not close over a table",
	    "<div hidden><table></div><tr></body>" },
	{ "</p> alone is nothing", "<div hidden></p>a</body>" },
	{ "a heading ends another", "<h1 hidden>a<h2>b^</body>" },
	{ "</h1> ends an h2", "<h2 hidden>a</h1>b^</body>" },
	{ "a form's end leaves what is in it",
	    "<form hidden><div></form>a</body>" },
	{ "formatting is taken up again",
	    "<p><font style='font-size:0'>a</p></body>" },
	{ "formatting that ended is not",
	    "<p><font style='font-size:0'>a</font></p>^</body>" },
	{ "formatting ends across a block",
	    "<i hidden><p>a</i>b^</body>" },
	{ "formatting across blocks, open", "<b><i hidden><p>a</b>b</body>" },
	{ "formatting stays in its cell",
	    "<table><td><i hidden>a</table>b^</body>" },
	{ "a link ends another", "<a hidden>a<a name=x>b^</body>" },
	{ "a link taken up again", "<p><a href=x>a</p></body>" },
	{ "a name is no link", "<a name=x>a^</body>" },
	{ "bold", "<p><b>a</p>^</body>" },
	{ "struck out", "a<s>b</body>" },
	{ "text moves out of a table", "a<table hidden><tr>^</body>" },
	{ "a cell", "a<table><td>b</body>" },
	{ "a table in a table ends it",
	    "<table hidden><table><td>a</table>b^</body>" },
	{ "a head that never ends", "<head><title>x</title><p>a^</body>" },
	{ "a second body lends its attributes", "<p>a<body hidden></body>" },
	{ "HTML breaks out of SVG", "<svg><div>a^</body>" },
	{ "an object's fallback", "a<object><p>b</body>" },
	{ "a video's fallback", "a<video><p>b</body>" },
	{ "a template", "a<template><p>b</body>" },
	{ "a choice outside a list", "a<option>b</body>" },
	{ "<rt> ends nothing outside of <ruby>",
	    "<dl><dd hidden><rt>a</body>" },
	{ "a list of choices", "a<select><option>b</body>" },
	{ "choices that browsers read in two ways",
	    "a<select><div></select></body>" },
	{ "details, closed", "a<details>b</body>" },
	{ "details, open", "a<details open>b^</body>" },
	{ "a dialog", "a<dialog>b</body>" },
	{ "a button", "a<button>b</body>" },
	{ "a quotation", "a<blockquote>b</body>" },
	{ "Gmail's indented paragraph", "a<blockquote style=\"margin:0 0 0 40px;"
	    "border:none;padding:0px\">b^</body>" },
	{ "Gmail's quotation", "a<div class=\"gmail_quote\">b</body>" },
};

START_TEST(test_open)
{
	check_place(&opens[_i], EDIT_PLACE_END);
}
END_TEST

/* --- styles: a declaration, and whether it hides ------------------------------------------- */

static const struct {
	const char *style;
	bool hides;
} styles[] = {
	{ "display:none", true },
	{ " DISPLAY : None ! important", true },
	{ "display:/* ; */none", true },
	{ "d\\69splay:none", true },
	{ "display&colon;none", true },
	{ "display:none;display:block", false },
	{ "display:none!important;display:block", true },
	{ "content:';display:none;'", false },
	{ "visibility:hidden", true },
	{ "visibility:collapse", true },
	{ "visibility:visible", false },
	{ "font-size:0", true },
	{ "font-size:1px", true },
	{ "font-size:0.9em", false },
	{ "font-size:80%", false },
	{ "font-size:calc(0px)", true },
	{ "font:0/0 a", true },
	{ "font:italic 700 12px/1.5 Arial", false },
	{ "line-height:0", true },
	{ "line-height:1.2", false },
	{ "opacity:0.0", true },
	{ "opacity:.9", false },
	{ "height:0", true },
	{ "height:100%", false },
	{ "height:300px", false },
	{ "height:300px;overflow:hidden", true },
	{ "height:100%;overflow:auto", false },
	{ "max-height:0px", true },
	{ "max-width:600px", false },
	{ "width:0", true },
	{ "mso-line-height-rule:exactly", false },
	{ "mso-hide:all", true },
	{ "position:absolute;left:-9999px", true },
	{ "position:relative;left:10px", false },
	{ "left:-9999px", false },
	{ "text-indent:-9999px", true },
	{ "text-indent:-18pt", false },
	{ "margin-left:-9999px", true },
	{ "clip:rect(0,0,0,0)", true },
	{ "clip-path:inset(100%)", true },
	{ "transform:scale(0)", true },
	{ "color:transparent", true },
	{ "color:#fff;background:#FFFFFF", true },
	{ "color:rgb(255, 255, 255);background-color:white", true },
	{ "color:#fff;background:#000", false },
	{ "color:#fff;background:url(x)", true },
	{ "background-color:#000", true },
	{ "text-decoration:line-through", true },
	{ "text-decoration:underline", false },
	{ "opacity:1%", true },
	{ "opacity:90%", false },
	{ "font-size:1%", true },
	{ "color:#0000", true },
	{ "color:#000f", false },
	{ "color:rgba(0, 0, 0, 0)", true },
	{ "color:rgb(0 0 0 / 0%)", true },
	{ "color:rgba(0,0,0,0.9)", false },
	{ "scale:0", true },
	{ "translate:-9999px", true },
	{ "-webkit-mask:linear-gradient(transparent,transparent)", true },
	{ "mask:none", false },
	{ "letter-spacing:-1em", true },
	{ "letter-spacing:-0.2px", false },
	{ "height:1px;overflow:hidden", true },
	{ "max-width:1px;overflow:hidden", true },
	{ "width:100%;overflow:hidden", false },
	/* What nobody works out may hide. */
	{ "color:var(--x,white)", true },
	{ "color:lab(100 0 0)", true },
	{ "color:oklch(1 0 0)", true },
	{ "color:color(srgb 1 1 1)", true },
	{ "color:color-mix(in srgb,white,white)", true },
	{ "color:lightyellow", true },
	{ "color:LemonChiffon", true },
	{ "color:ButtonFace", true },
	{ "color:windowtext", false },
	{ "color:gray", false },
	{ "color:#999", false },
	{ "color:#eee", true },
	{ "color:firebrick", false },
	{ "color:inherit", false },
	{ "color:rgba(0,0,0,.54)", false },
	{ "color:rgba(0,0,0,.1)", true },
	{ "color:rgb(100% 100% 100%)", true },
	{ "color:hsl(0,0%,97%)", true },
	{ "color:#fff;background:#000", false },
	{ "color:#fff;background:rgba(0,0,0,.8)", false },
	{ "color:#fff;background:rgba(0,0,0,.1)", true },
	{ "color:#fff;background:linear-gradient(red,blue)", true },
	{ "background:#fff url(x) no-repeat", true },
	{ "background-image:url(x)", true },
	{ "background:none", false },
	{ "-webkit-text-fill-color:white;color:black", true },
	{ "-webkit-text-fill-color:transparent", true },
	{ "position:relative;z-index:-1", true },
	{ "position:absolute", true },
	{ "position:sticky", false },
	{ "position:relative;top:2000px", true },
	{ "padding-left:5000px", true },
	{ "padding:5px 20px", false },
	{ "margin:0 auto", false },
	{ "margin:0 0 0 -999em", true },
	{ "margin-top:calc(100vh * 9)", true },
	{ "mix-blend-mode:screen", true },
	{ "mix-blend-mode:normal", false },
	{ "filter:blur(20px)", true },
	{ "filter:none", false },
	{ "backdrop-filter:invert(1)", true },
	{ "transform:rotateY(90deg)", true },
	{ "transform:matrix(0,0,0,0,0,0)", true },
	{ "transform:skew(89deg)", true },
	{ "transform:none", false },
	{ "perspective:1px", true },
	{ "rotate:x 90deg", true },
	{ "animation:a 1s", true },
	{ "content-visibility:auto", false },
	{ "font-size:0.1em", true },
	{ "font-size:1vw", true },
	{ "font-size:4pt", false },
	{ "font-size:.5mm", true },
	{ "font-size:max(0px,0px)", true },
	{ "font:1px/1 a", true },
	{ "font:var(--f)", true },
	{ "line-height:2px", true },
	{ "line-height:120%", false },
	{ "word-spacing:-2em", true },
	{ "overflow:hidden;white-space:nowrap", true },
	{ "display:table-column", true },
	{ "display:none;display:bogus", true },
	{ "display:flex", true },
	{ "display:flex;flex-direction:column", false },
	{ "display:flex;flex-direction:column-reverse", true },
	{ "display:grid", false },
	{ "display:grid;grid-template-columns:1fr 1fr", true },
	{ "column-count:2", true },
	{ "margin-bottom:-300px", true },
	{ "max-height:0;max-height:bogus", true },
	{ "opacity:0;opacity:bogus", true },
	{ "zoom:0.1", true },
	{ "zoom:1", false },
	{ "unicode-bidi:bidi-override", true },
	{ "writing-mode:vertical-rl", true },
	{ "all:unset", true },
	{ "inset:9999px", true },
	{ "offset-path:path('M0 0')", true },
	{ "-webkit-line-clamp:1", true },
	{ "-webkit-mask-image:none", false },
	{ "anything-new:at-all", true },
	{ "anything-new:none", false },
	{ "--x:white", false },
	{ "mso-fareast-font-family:Calibri", false },
	{ "*display:none", false },
	/* What mail programs write. */
	{ "font-family:Calibri,Arial;font-size:11pt;color:rgb(0,0,0)", false },
	{ "-webkit-text-size-adjust:100%;-ms-text-size-adjust:100%", false },
	{ "tab-interval:.5in;word-wrap:break-word;line-break:after-white-space",
	    false },
	{ "caret-color:rgb(0,0,0);font-variant-caps:normal;orphans:auto;"
	    "text-align:start;text-indent:0px;text-transform:none;white-space:"
	    "normal;widows:auto;word-spacing:0px;-webkit-text-stroke-width:0px;"
	    "text-decoration:none", false },
	{ "page:WordSection1", false },
	{ "border-collapse:collapse;mso-table-lspace:0pt;width:100%!important",
	    false },
	{ "margin:0in;margin-bottom:.0001pt;font-size:11.0pt", false },
};

START_TEST(test_style)
{
	struct buf page = BUF_INIT(4 * KIB);
	size_t at;

	(void)buf_printf(&page, "a<div style=\"%s\">b</body>",
	    styles[_i].style);
	ck_assert_msg(html_place(buf_slice(&page), SLICE(BLOCK),
	    EDIT_PLACE_END, &at) != styles[_i].hides, "%s", styles[_i].style);
	buf_free(&page);
}
END_TEST

/* --- style sheets ------------------------------------------------------------------------------ */

static const struct {
	const char *sheet;
	bool hides;
} sheets[] = {
	{ "div{display:none}", true },
	{ "p{visibility:hidden}", true },
	{ "body{font-size:0}", true },
	{ "*{opacity:0}", true },
	{ "h1,h2,p{display:none}", true },
	{ "body > div p{display:none}", true },
	{ "h1 p{display:none}", false },
	{ "h1 + div{display:none}", true },
	{ "div:not(.x){display:none}", true },
	{ "div:hover{display:none}", false },
	{ "p:before{display:none}", false },
	{ ".x,p.x,#x div,div#x{display:none}", false },
	{ ".main p{display:none}", true },
	{ "#top p{display:none}", true },
	{ "[title]{display:none}", false },
	{ "div[style*=clear]{display:none}", true },
	{ "*[class=y]{display:none}", false },
	{ "@media screen{div{display:none}}", true },
	{ "@media print{div{display:none}}", false },
	{ "@media print{h1{}}p{display:none}", true },
	{ "@font-face{font-family:x}p{display:none}", true },
	{ "@import 'x';p{display:none}", true },
	{ "<!-- p{display:none} -->", true },
	{ "/* p{display:none} */", false },
	{ "p{content:'}'}h1{display:none}", false },
	{ "p{content:'{'}div{display:none}", true },
	{ "p{margin:0;line-height:100%}", false },
	{ "img{display:none}", false },
	{ "}p{display:none}", true },
	{ "p{display:none", true },
	{ "body{color:#fff}", true },
	{ "body{color:#fff;background:#fefefe}", true },
	{ "body{color:#fff;background:#000}", false },
	{ "body{color:#333}.y{color:#fff}", false },
	{ "body{color:lightyellow}", true },
	{ "body{display:flex}", true },
	{ "p::first-line{font-size:0}", true },
	{ "p::first-letter{font-size:0}", false },
	{ ".x{position:absolute;inset:0;background:#fff}", true },
	{ "body{background:#111}", true },
	{ "body{background:#f4f4f4}", false },
	{ ":root{color-scheme:light dark}body{background:#f4f4f4}", true },
	{ ":root{color-scheme:light dark}", false },
	{ "body{color:#fff}table{background:#000}", true },
	{ "body{color:#ffffffff}", true },
	{ "body{color:#fff;background:currentColor}", true },
	{ "body{color:var(--x)}", true },
	{ "p{filter:blur(9px)}", true },
	{ "p{color:#fff}body{background:url(x)}", true },
	/* The more exact wins, and the later one, and the important one. */
	{ "p{color:#fff}body p{color:#000}", false },
	{ "body p{color:#000}p{color:#fff}", false },
	{ "p{color:#000}p{color:#fff}", true },
	{ "p{color:#fff}p{color:#000}", false },
	{ "p{color:#fff!important}body p{color:#000}", true },
	{ "#top p{color:#000}.main p{color:#fff}", false },
	{ ".main{background:#000}.main p{color:#fff}", false },
	{ ".Main{background:#000}.main p{color:#fff}", true },
	/* Perhaps it is for it: both must do. */
	{ "p{color:#000}p:first-child{color:#fff}", true },
	{ "p:nth-child(2){color:#333}", false },
	{ "p,::x{color:#000}body{color:#fff}", true },
	{ ".sm\\:x{display:none}", true },
	/* Dark pages: what goes together. */
	{ "@media (prefers-color-scheme:dark){body{background:#000;color:#fff}}",
	    false },
	{ "@media (prefers-color-scheme:dark){body{background:#000}}"
	    "@media (prefers-color-scheme:dark){body{color:#eee}}", false },
	{ "@media (prefers-color-scheme:dark){body{background:#000}}", true },
	{ "@media (prefers-color-scheme:dark){.d{background:#000!important}}",
	    false },
	{ "@media screen and (max-width:600px){table{width:100%!important}"
	    ".h{display:none!important}}", false },
	{ "@media only screen{p{display:none}}", true },
	{ "@media print,screen{p{display:none}}", true },
	{ "@media not print{p{display:none}}", true },
	{ "@media print and (color){p{display:none}}", false },
	{ "@layer a{p{color:#000}}body{color:#fff}", true },
	{ "@scope (body){p{display:none}}", true },
	{ "@starting-style{p{opacity:0}}", true },
	{ "@supports (display:grid){p{display:none}}", true },
	{ "@keyframes a{0%{opacity:0}}", false },
	{ "@page WordSection1{margin:1in}p{margin:0}", false },
	{ "@font-face{font-family:Calibri;panose-1:2 15 5 2;src:url(https://x)}",
	    false },
	{ "@font-face{font-family:Arial;src:url(data:font/woff2;base64,AA)}",
	    true },
	{ "@font-face{font-family:Arial;src:local(a);size-adjust:0%}", true },
	{ "@import url(https://fonts.example/css?family=x);", false },
	{ "@import url(\"data:text/css,p{display:none}\");", true },
	{ "h1{p &{display:none}}", true },
	{ "body{p{display:none}}", true },
	{ "v\\:*{behavior:url(#default#VML)}", false },
	{ "p{overflow:hidden}body{white-space:nowrap}", true },
	{ "body{font-size:50%}p{font-size:40%}", true },
	{ "body{font-size:80%}p{font-size:90%}", false },
	{ "body,p{opacity:.6}", true },
	{ "div,p{text-decoration:line-through}", true },
	{ "p{position:absolute}", true },
	{ "*{box-sizing:border-box;-webkit-font-smoothing:antialiased}", false },
	{ "body,table,td,p,a{-webkit-text-size-adjust:100%;"
	    "-ms-text-size-adjust:100%}table{mso-table-lspace:0pt}"
	    "img{-ms-interpolation-mode:bicubic}body{height:100%!important;"
	    "margin:0!important;padding:0!important;width:100%!important}"
	    "a[x-apple-data-detectors]{color:inherit!important;"
	    "text-decoration:none!important;font-size:inherit!important}"
	    "#MessageViewBody a{color:inherit}div[style*='margin: 16px 0;']"
	    "{margin:0!important}u + #body a{color:inherit}", false },
	{ "p.MsoNormal,li.MsoNormal{margin:0in;font-size:11pt;font-family:"
	    "\"Calibri\",sans-serif}a:link,span.MsoHyperlink{mso-style-"
	    "priority:99;color:#0563C1}.MsoChpDefault{mso-default-props:yes}"
	    "@page WordSection1{size:8.5in 11.0in}div.WordSection1{page:"
	    "WordSection1}", false },
};

START_TEST(test_sheet)
{
	struct buf page = BUF_INIT(4 * KIB);
	size_t at;

	(void)buf_printf(&page, "<style>%s</style><body class='main' id=top>"
	    "<p>b</p></body>", sheets[_i].sheet);
	ck_assert_msg(html_place(buf_slice(&page), SLICE(BLOCK),
	    EDIT_PLACE_END, &at) != sheets[_i].hides, "%s", sheets[_i].sheet);
	buf_free(&page);
}
END_TEST

/* --- above the older message ----------------------------------------------------------------------- */

static const struct place quotes[] = {
	{ "Gmail", "<div dir=ltr>Hi</div><br>^<div class=\"gmail_quote "
	    "gmail_quote_container\"><div class=gmail_attr>On 2 May L wrote:"
	    "</div><blockquote class=gmail_quote>o</blockquote></div>" },
	{ "Outlook", "<body><div class=WordSection1><p>Hi</p><div>^<div style="
	    "'border:none;border-top:solid #E1E1E1 1.0pt'><p><b>From:</b> L</p>"
	    "</div></div><p>o</p></div></body>" },
	{ "Outlook on the web", "<body><div>Hi</div>^<div id=\"appendonsend\">"
	    "</div><hr><div id=\"divRplyFwdMsg\">From: L</div><div>o</div></body>" },
	{ "its line goes with it", "<body><div>Hi</div>^<hr tabindex=-1>\r\n"
	    "<div id=\"divRplyFwdMsg\">From: L</div><div>o</div></body>" },
	{ "Thunderbird", "<body><p>Hi</p>^<div class=\"moz-cite-prefix\">On 2 May"
	    " L wrote:<br></div><blockquote type=cite>o</blockquote></body>" },
	{ "Apple", "<body>Hi<div><br>^<blockquote type=cite><div>On 2 May L "
	    "wrote:</div>o</blockquote></div></body>" },
	{ "the words over the quotation go with it", "<body><div>Hi</div>^<div>On"
	    " 2 May L wrote:</div><br><blockquote type=cite>o</blockquote></body>" },
	{ "words over it that stand alone", "<body>Hi<br>On 2 May L wrote:<br>"
	    "<blockquote type=cite>o</blockquote>^</body>" },
	{ "a quotation of the author's own", "<body><p>Hi</p><blockquote>o"
	    "</blockquote>^</body>" },
	{ "the words over a plain quotation", "<body><p>Hi</p>^<p>On 2 May L "
	    "wrote:</p><blockquote>o</blockquote></body>" },
	{ "words in another element", "<p>Hi</p><center><p>On 2 May L wrote:"
	    "</p></center><center><blockquote type=cite>o</blockquote></center>"
	    "^" },
	{ "words in a hidden element", "<p>Hi</p><div style='display:none'>"
	    "<p>a</div><div><b>On 2 May L wrote:</b><blockquote type=cite>o"
	    "</blockquote></div>^" },
	{ "a rule in another element", "<p>Hi</p><center><hr></center><center>^"
	    "<div id=divRplyFwdMsg>o</div></center>" },
	{ "Yahoo", "<div>Hi</div>^<div id=yahoo_quoted_1 class=yahoo_quoted>o</div>" },
	{ "Zimbra", "<body><div>Hi</div>^<hr id=zwchr data-marker=__DIVIDER__><div>"
	    "<b>From: </b>L</div><div>o</div></body>" },
	{ "ProtonMail", "<div>Hi</div>^<div class=protonmail_quote>o</div>" },
	{ "no older message", "<body><p>Hi</p>^</body>" },
	{ "only the first", "<div>Hi</div>^<div class=gmail_quote>o<div "
	    "class=gmail_quote>p</div></div>" },
	{ "the answer stands below", "<body><blockquote type=cite>o</blockquote>"
	    "<p>Hi</p>^</body>" },
	{ "the answer stands below the words", "<body><p>On 2 May L wrote:</p>"
	    "<blockquote type=cite>o</blockquote><p>Hi</p>^</body>" },
	{ "in a cell", "<table><tr><td>Hi<div class=gmail_quote>o</div></td></tr>"
	    "</table>^" },
	{ "in something inline", "<p>Hi <span><div class=gmail_quote>o</div>"
	    "</span></p>^" },
	{ "in formatting", "<b>Hi<div class=gmail_quote>o</div></b>^" },
	{ "in a hidden element", "<p>Hi</p><div hidden><div class=gmail_quote>o"
	    "</div></div>^" },
	{ "hidden above, shown below", "<p>Hi</p><div style='display:none'>"
	    "<div class=gmail_quote>o</div></div><div>b</div>^" },
	{ "a page that ends in a comment", "<p>Hi</p><div class=gmail_quote>o"
	    "</div><!--" },
};

START_TEST(test_quote)
{
	check_place(&quotes[_i], EDIT_PLACE_ABOVE_QUOTE);
}
END_TEST

static const struct place signatures[] = {
	{ "Thunderbird", "<body><p>Hi</p>^<pre class=\"moz-signature\" cols=72>-- "
	    "\r\nJ.</pre></body>" },
	{ "Gmail, with what stands before it", "<div>Hi<br>^<span class="
	    "\"gmail_signature_prefix\">-- </span><br><div class="
	    "\"gmail_signature\">J.</div></div>" },
	{ "Outlook on the web", "<body><div>Hi</div>^<div id=\"Signature\">J.</div>"
	    "</body>" },
	{ "none", "<body><p>Hi</p><p>-- <br>J.</p>^</body>" },
	{ "nothing above it", "<body><div id=\"Signature\">J.</div>^</body>" },
	{ "that of the older message", "<body><p>Hi</p><blockquote type=cite>o<div "
	    "class=moz-signature>L</div></blockquote>^</body>" },
	{ "below Outlook's line", "<body><p>Hi</p><div id=appendonsend></div><p>o"
	    "</p><div id=Signature>L</div>^</body>" },
	{ "below the older message", "<body><p>Hi</p><div class=moz-cite-prefix>L:"
	    "</div><blockquote type=cite>o</blockquote><div class=moz-signature>"
	    "J</div>^</body>" },
	{ "a word in another", "<p>Hi</p><div class=my-moz-signature-x>J</div>^" },
};

START_TEST(test_signature)
{
	check_place(&signatures[_i], EDIT_PLACE_ABOVE_SIGNATURE);
}
END_TEST

/* --- what is seen ------------------------------------------------------------------------------------ */

static const struct {
	const char *name, *page, *shown, *own;
} reads[] = {
	{ "text and references", "a&amp;b &eacute;&#233;&#xe9;&nbsp;&copy &x;",
	    "a&b \xc3\xa9\xc3\xa9\xc3\xa9 \xc2\xa9 &x;", NULL },
	{ "Windows' numbers", "&#150;&#x92;", "\xe2\x80\x93\xe2\x80\x99", NULL },
	{ "hidden text", "a<div hidden>b</div>c<span style='font-size:0'>d</span>",
	    "a\n\nc", NULL },
	{ "what only a script shows", "a<i popover>b</i>c", "ac", NULL },
	{ "scripts, styles, comments", "a<script>b</script><style>c</style><!--d-->",
	    "a", NULL },
	{ "a quotation", "a<blockquote>b</blockquote>c", "a\nb\nc",
	    "a\n\n>\n\nc" },
	{ "below Outlook's line", "<p>a</p><div id=divRplyFwdMsg>b</div>c",
	    "\na\n\nb\nc", "\na\n\n>\n" },
	{ "a cut tag", "a<div", "a", NULL },
	{ "an object's fallback", "a<object>b</object>c", "ac", NULL },
	/* Hidden by a sheet, it is there but no reader's. */
	{ "a class that hides", "<style>.q{display:none}</style>a<b class=q>b"
	    "</b>c", "abc", "ac" },
	{ "a sheet below", "a<b class=q>b</b>c<style>.q{opacity:0}</style>",
	    "abc", "ac" },
	{ "a sheet that hides others", "<style>.r{display:none}@media print{"
	    ".q{display:none}}</style>a<b class=q>b</b>c", "abc", NULL },
	{ "white letters", "a<b style='color:#fff'>b</b>c", "abc", "ac" },
	{ "white letters as there were once", "a<font color=ffffff>b</font>c",
	    "abc", "ac" },
	{ "black letters as there were once", "a<font color=000000>b</font>c",
	    "abc", NULL },
	{ "white by its light", "a<b style='color:hsl(0,0%,100%)'>b</b>c", "abc",
	    "ac" },
	{ "red by its light", "a<b style='color:hsl(0,90%,50%)'>b</b>c", "abc",
	    NULL },
	{ "white with its share", "a<b style='color:rgba(255,255,255,1)'>b</b>c",
	    "abc", "ac" },
	{ "not in Outlook", "a<![if !mso]>b<![endif]>c", "abc", "ac" },
	{ "white letters on black", "a<b style='color:#fff;background:#000'>b"
	    "</b>c", "abc", NULL },
	{ "white letters on what a sheet paints", "<style>b{background:#000}"
	    "</style>a<b style='color:#fff'>b</b>c", "abc", NULL },
	{ "white letters by a sheet", "<style>.q{color:white}</style>a<b class=q>"
	    "b</b>c", "abc", "ac" },
	{ "white letters by a sheet, on black", "<style>.q{color:white}</style>a"
	    "<b class=q bgcolor=black>b</b>c", "abc", NULL },
	{ "white letters, painted elsewhere", "<style>.r{background:#000}"
	    "</style>a<b style='color:#fff'>b</b>c", "abc", "ac" },
	{ "white letters by a sheet, a picture elsewhere", "<style>.q{color:"
	    "white}</style><i background=x>a</i><b class=q>b</b>c", "abc", "c" },
	{ "pale letters by name", "a<b style='color:Cornsilk'>b</b>c", "abc",
	    "ac" },
	{ "a pale link", "<body link=white>a<a href=x>b</a>c", "\nabc",
	    "\nac" },
	{ "small letters in small letters", "a<b style='font-size:40%'>b<i "
	    "style='font-size:.5em'>c</i></b>d", "abcd", "abd" },
	{ "small letters set right", "a<b style='font-size:10%'><i style="
	    "'font-size:12px'>b</i></b>c", "ac", NULL },
	{ "faint in faint", "a<b style='opacity:.6'>b<i style='opacity:.6'>c</i>"
	    "</b>d", "abcd", "abd" },
	{ "moved bit by bit", "a<b style='margin-left:-90px'>b<i style="
	    "'margin-left:-90px'>c</i></b>d", "abcd", "abd" },
	{ "an old page's table begins with the page's letters", "<body text="
	    "white bgcolor=white><div style='color:#000'>a<table><td>b</table>"
	    "</div>", "\n\na\n\nb\n\n", "\na\n\n\n" },
	{ "an old colour of whatever", "a<font color=chucknorris>b</font><font "
	    "color=fffffe>c</font>d", "abcd", "abd" },
	{ "beside a shadow tree", "a<div>b<template shadowrootmode=open>"
	    "</template></div>", "a\nb\n", "" },
	{ "a sheet in the link", "a<link rel=stylesheet href='data:text/css,'>b",
	    "ab", "" },
	{ "a sheet elsewhere", "a<link rel=stylesheet href='https://x'>b", "ab",
	    NULL },
	{ "a sheet that is none cannot help", "<style>b{color:#fff}</style>"
	    "<template><style>b{color:#000!important}</style></template>"
	    "a<b>b</b>c", "abc", "ac" },
	{ "nor one of another type", "<style>b{color:#fff}</style><style "
	    "type=x>b{color:#000!important}</style>a<b>b</b>c", "abc", "ac" },
	{ "struck out", "a<s>b</s><i style='text-decoration:line-through'>c</i>d",
	    "abcd", "ad" },
	{ "too low for its words", "a<div style='height:1em;overflow:hidden'>b"
	    "</div>", "a\nb\n", "a\n\n" },
	{ "something lies over it", "a<div style='position:absolute;top:0;bottom:"
	    "0;background:#fff'></div>", "a\n\n", "" },
	{ "something hidden lies nowhere", "a<div style='position:absolute;"
	    "left:-9999px;background:#fff;display:none'>b</div>", "a\n\n", NULL },
	{ "words that run", "a<marquee>b</marquee>c", "abc", "ac" },
	{ "words from right to left", "a<bdo dir=rtl>b</bdo>c", "abc", "ac" },
	{ "marked with the ink's colour", "a<mark style='color:#ff0'>b</mark>c",
	    "abc", "ac" },
	{ "black on black by a sheet", "<style>.q{color:#000;background:#000}"
	    "</style>a<b class=q>b</b>c", "abc", "ac" },
};

START_TEST(test_read)
{
	struct buf out = BUF_INIT(4 * KIB);
	struct html_page page;

	ck_assert_int_eq(html_read(slice_str(reads[_i].page), false, &out,
	    &page), 0);
	ck_assert_str_eq(buf_cstr(&out), reads[_i].shown);
	buf_reset(&out);
	ck_assert_int_eq(html_read(slice_str(reads[_i].page), true, &out,
	    &page), 0);
	ck_assert_str_eq(buf_cstr(&out), reads[_i].own != NULL ?
	    reads[_i].own : reads[_i].shown);
	buf_free(&out);
}
END_TEST

/* Pieces of a page, the most of them that are understood, and one more. */
static const struct {
	const char *before, *piece, *after;
	size_t most;
} limits[] = {
	/* html and body are two of them. */
	{ "", "<div>", "", PAGE_OPEN_MAX - 2 },
	{ "", "a</body>", "", PAGE_ENDS_MAX },
	{ "", "<style></style>a", "", PAGE_SHEETS_MAX },
	{ "<style>h1", "x", "{display:none}</style>a", PAGE_SELECTOR_MAX - 2 },
	{ "<style>.y{display:none}</style><div class='", "x", "'>a",
	    PAGE_ATTRIBUTES_MAX - 9 },
	{ "<style>", ".y{opacity:0}", "</style>a", PAGE_RULES_MAX },
	{ "<style>", "p{color:#000}", "</style>a", PAGE_MATCHES_MAX },
};

START_TEST(test_limits)
{
	struct buf page = BUF_INIT(256 * KIB);
	size_t at, i, more;

	for (more = 0; more <= 1; more++) {
		buf_reset(&page);
		(void)buf_puts(&page, limits[_i].before);
		for (i = 0; i < limits[_i].most + more; i++)
			(void)buf_puts(&page, limits[_i].piece);
		(void)buf_puts(&page, limits[_i].after);
		ck_assert_msg(html_place(buf_slice(&page), SLICE(BLOCK),
		    EDIT_PLACE_END, &at) == (more == 0), "%s: %zu",
		    limits[_i].piece, limits[_i].most + more);
	}
	buf_free(&page);
}
END_TEST

static bool
fits(const struct buf *page)
{
	size_t at;

	return html_place(buf_slice(page), SLICE(BLOCK), EDIT_PLACE_END, &at);
}

/* All selectors together; one of 512 bytes more is too much. */
START_TEST(test_hiding_limit)
{
	struct buf page = BUF_INIT(MIB);
	size_t i, k;

	(void)buf_puts(&page, "<style>");
	for (i = 0; i < PAGE_HIDING_MAX / 512 + (size_t)_i; i++) {
		(void)buf_puts(&page, ".");
		for (k = 1; k < 512; k++)
			(void)buf_puts(&page, "y");
		(void)buf_puts(&page, "{opacity:0}");
	}
	(void)buf_puts(&page, "</style>a");
	ck_assert(fits(&page) == (_i == 0));
	buf_free(&page);
}
END_TEST

/* So many dark versions are told apart; with one more anything may be. */
START_TEST(test_media_limit)
{
	struct buf page = BUF_INIT(16 * KIB);
	size_t i;

	(void)buf_puts(&page, "<style>");
	for (i = 0; i < PAGE_MEDIA_MAX + (size_t)_i; i++)
		(void)buf_printf(&page, "@media (min-width:%zupx){body{"
		    "color:#fff;background:#00%zu}}", i, i);
	(void)buf_puts(&page, "</style><body>a</body>");
	ck_assert(fits(&page) == (_i == 0));
	buf_free(&page);
}
END_TEST

/* Past so many tries nothing counts as seen. */
START_TEST(test_work_limit)
{
	const size_t rules = 1024, elements = PAGE_HIDING_WORK_MAX / rules;
	struct buf page = BUF_INIT(MIB), out = BUF_INIT(MIB);
	struct html_page ret;
	size_t i;

	(void)buf_puts(&page, "<style>");
	for (i = 0; i < rules; i++)
		(void)buf_puts(&page, ".y{opacity:0}");
	(void)buf_puts(&page, "</style>");
	/* html and body are two of them. */
	for (i = 2; i < elements + (size_t)_i; i++)
		(void)buf_puts(&page, "<b>x</b>");
	ck_assert_int_eq(html_read(buf_slice(&page), true, &out, &ret), 0);
	ck_assert_uint_eq(slice_trim(buf_slice(&out)).len, elements - 2);
	buf_free(&page);
	buf_free(&out);
}
END_TEST

START_TEST(test_formatting_limit)
{
	struct buf page = BUF_INIT(64 * KIB), block = BUF_INIT(64 * KIB);
	size_t at, i;

	for (i = 0; i < PAGE_FORMATTING_MAX; i++)
		(void)buf_printf(&page, "<font size=%zu>", i);
	ck_assert(html_place(buf_slice(&page), SLICE(BLOCK), EDIT_PLACE_END,
	    &at));
	(void)buf_puts(&page, "<font size=x>");
	ck_assert(!html_place(buf_slice(&page), SLICE(BLOCK), EDIT_PLACE_END,
	    &at));
	for (i = 0; i < PAGE_BLOCK_MAX; i++)
		(void)buf_puts(&block, "<p>Notice</p>");
	ck_assert(html_place(SLICE("a"), buf_slice(&block), EDIT_PLACE_END,
	    &at));
	(void)buf_puts(&block, "<p>Notice</p>");
	ck_assert(!html_place(SLICE("a"), buf_slice(&block), EDIT_PLACE_END,
	    &at));
	buf_free(&page);
	buf_free(&block);
}
END_TEST

/* NUL is part of no name and ends none. */
START_TEST(test_nul)
{
	static const char page[] = "<p\0>a</p\0></body\0>b</body>";
	size_t at = 0;

	ck_assert(html_place(slice_of(page, sizeof page - 1), SLICE(BLOCK),
	    EDIT_PLACE_END, &at));
	ck_assert_uint_eq(at, sizeof page - 1 - 7);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "end", test_end, N_OF(ends) },
		{ "open", test_open, N_OF(opens) },
		{ "style", test_style, N_OF(styles) },
		{ "sheet", test_sheet, N_OF(sheets) },
		{ "quote", test_quote, N_OF(quotes) },
		{ "signature", test_signature, N_OF(signatures) },
		{ "read", test_read, N_OF(reads) },
		{ "limits", test_limits, N_OF(limits) },
		{ "formatting", test_formatting_limit, 0 },
		{ "hiding", test_hiding_limit, 2 },
		{ "media", test_media_limit, 2 },
		{ "work", test_work_limit, 2 },
		{ "NUL", test_nul, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("html", cases);
}
