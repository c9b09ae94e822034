#include "action/html_element_rewrite.h"

#define V	HE_VOID
#define S	HE_SPECIAL
#define F	HE_FORMATTING
#define L	HE_LINE
#define O	HE_BREAKS_OUT
#define BLOCK	(HE_SPECIAL | HE_BLOCK | HE_LINE)
#define CELL	(HE_SPECIAL | HE_SCOPE | HE_TABLE | HE_MARKER | HE_LINE)

/* In the order of strcmp. */
static const struct html_element elements[] = {
	{ "a",		F },
	{ "address",	BLOCK },
	{ "applet",	S | HE_SCOPE | HE_MARKER | HE_HIDES },
	{ "area",	V | S },
	{ "article",	BLOCK | HE_FLOW },
	{ "aside",	BLOCK },
	{ "audio",	HE_HIDES },
	{ "b",		F | O },
	{ "base",	V | S | HE_HEAD },
	{ "basefont",	V | S | HE_HEAD },
	{ "bdo",	HE_DOUBTS },
	{ "bgsound",	V | S | HE_HEAD },
	{ "big",	F | O },
	{ "blockquote",	BLOCK | O },
	{ "body",	S | L | O | HE_FLOW },
	{ "br",		V | S | L | O },
	{ "button",	S | HE_BARS | HE_BUTTON | HE_PAINTED },
	{ "canvas",	HE_HIDES },
	{ "caption",	CELL | HE_BARS },
	{ "center",	BLOCK | O | HE_FLOW },
	{ "code",	F | O },
	{ "col",	V | S },
	{ "colgroup",	S | HE_TABLE },
	{ "datalist",	HE_HIDES },
	{ "dd",		S | L | O | HE_IMPLIED },
	{ "del",	HE_BARS | HE_DOUBTS },
	{ "details",	BLOCK },
	{ "dialog",	HE_BLOCK | L | HE_PAINTED },
	{ "dir",	BLOCK },
	{ "div",	BLOCK | O | HE_FLOW },
	{ "dl",		BLOCK | O },
	{ "dt",		S | L | O | HE_IMPLIED },
	{ "em",		F | O },
	{ "embed",	V | S | O },
	{ "fieldset",	BLOCK },
	{ "figcaption",	BLOCK },
	{ "figure",	BLOCK },
	{ "font",	F },
	{ "footer",	BLOCK },
	{ "form",	S | L },
	{ "frame",	V | S },
	{ "frameset",	S | HE_BARS },
	{ "h1",		S | L | O | HE_HEADING },
	{ "h2",		S | L | O | HE_HEADING },
	{ "h3",		S | L | O | HE_HEADING },
	{ "h4",		S | L | O | HE_HEADING },
	{ "h5",		S | L | O | HE_HEADING },
	{ "h6",		S | L | O | HE_HEADING },
	{ "head",	S | O | HE_HIDES },
	{ "header",	BLOCK },
	{ "hgroup",	BLOCK },
	{ "hr",		V | S | L | O },
	{ "html",	S | HE_SCOPE | L | HE_FLOW },
	{ "i",		F | O },
	{ "iframe",	S | HE_RAW },
	{ "image",	V | S },
	{ "img",	V | S | O },
	{ "input",	V | S },
	{ "keygen",	V | S },
	{ "li",		S | L | O | HE_IMPLIED },
	{ "link",	V | S | HE_HEAD },
	{ "listing",	BLOCK | O },
	{ "main",	BLOCK | HE_FLOW },
	{ "mark",	HE_PAINTED },
	{ "marquee",	S | HE_SCOPE | HE_MARKER | HE_BARS | HE_DOUBTS },
	{ "math",	HE_HIDES },
	{ "menu",	BLOCK | O },
	{ "meta",	V | S | HE_HEAD | O },
	{ "meter",	HE_HIDES },
	{ "nav",	BLOCK },
	{ "nobr",	F | O },
	{ "noembed",	S | HE_RAW },
	{ "noframes",	S | HE_RAW | HE_HEAD },
	{ "noscript",	S | HE_HEAD | HE_BARS },
	{ "object",	S | HE_SCOPE | HE_MARKER | HE_HIDES },
	{ "ol",		BLOCK | O | HE_ITEMS },
	{ "optgroup",	HE_IMPLIED | HE_HIDES },
	{ "option",	HE_IMPLIED | HE_HIDES },
	{ "p",		BLOCK | O | HE_IMPLIED },
	{ "param",	V | S },
	{ "plaintext",	S },
	{ "pre",	BLOCK | O },
	{ "progress",	HE_HIDES },
	{ "q",		HE_BARS },
	{ "rb",		HE_IMPLIED },
	{ "rp",		HE_IMPLIED | HE_HIDES },
	{ "rt",		HE_IMPLIED | HE_SMALLER },
	{ "rtc",	HE_IMPLIED },
	{ "ruby",	O | HE_BARS },
	{ "s",		F | O | HE_BARS | HE_DOUBTS },
	{ "script",	S | HE_RAW | HE_HEAD },
	{ "search",	BLOCK },
	{ "section",	BLOCK | HE_FLOW },
	{ "select",	S | HE_SCOPE | HE_HIDES },
	{ "small",	F | O | HE_SMALLER },
	{ "source",	V | S },
	{ "span",	O },
	{ "strike",	F | O | HE_BARS | HE_DOUBTS },
	{ "strong",	F | O },
	{ "style",	S | HE_RAW | HE_HEAD },
	{ "sub",	O | HE_BARS | HE_SMALLER },
	{ "summary",	BLOCK | HE_BARS },
	{ "sup",	O | HE_BARS | HE_SMALLER },
	{ "svg",	HE_HIDES },
	{ "table",	S | HE_SCOPE | HE_TABLE | L | O },
	{ "tbody",	S | HE_TABLE | L },
	{ "td",		CELL },
	{ "template",	S | HE_SCOPE | HE_MARKER | HE_HEAD | HE_HIDES },
	{ "textarea",	S | HE_RAW },
	{ "tfoot",	S | HE_TABLE | L },
	{ "th",		CELL },
	{ "thead",	S | HE_TABLE | L },
	{ "title",	S | HE_RAW | HE_HEAD },
	{ "tr",		S | HE_TABLE | L },
	{ "track",	V | S },
	{ "tt",		F | O },
	{ "u",		F | O },
	{ "ul",		BLOCK | O | HE_ITEMS },
	{ "var",	O },
	{ "video",	HE_HIDES },
	{ "wbr",	V | S },
	{ "xmp",	S | HE_RAW },
};

static bool
is_named(const struct html_element *e, struct slice name)
{
	size_t i;

	for (i = 0; i < name.len && e->name[i] != '\0'; i++)
		if (ascii_lower(name.ptr[i]) != (uint8_t)e->name[i])
			return false;
	return i == name.len && e->name[i] == '\0';
}

/* Half of all that are left are out at each step, by the first two letters. */
static int
order(const struct html_element *e, uint8_t first, uint8_t second)
{
	int d = (uint8_t)e->name[0] - first;

	return d != 0 ? d : (uint8_t)e->name[1] - second;
}

const struct html_element *
html_element(struct slice name)
{
	static const struct html_element unknown = { "", 0 };
	size_t lo = 0, hi = sizeof elements / sizeof elements[0], mid;
	uint8_t first, second;

	if (name.len == 0)
		return &unknown;
	first = ascii_lower(name.ptr[0]);
	second = name.len > 1 ? ascii_lower(name.ptr[1]) : 0;
	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (order(&elements[mid], first, second) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < sizeof elements / sizeof elements[0] &&
	    order(&elements[lo], first, second) == 0; lo++)
		if (is_named(&elements[lo], name))
			return &elements[lo];
	return &unknown;
}
