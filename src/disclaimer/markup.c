#include "disclaimer/markup.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "disclaimer/fold.h"

#define NEST_MAX	64
#define LINE_MAX_HTML	900	/* RFC 5322 2.1.1 leaves 998 */

static const char *const permitted[] = {
	"a", "abbr", "address", "b", "bdo", "big", "blockquote", "br",
	"center", "cite", "code", "dd", "div", "dl", "dt", "em", "font", "h1",
	"h2", "h3", "h4", "h5", "h6", "hr", "i", "li", "ol", "p", "pre", "q",
	"s", "section", "small", "span", "strong", "sub", "sup", "table",
	"tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul", NULL
};

/* Attributes that have no place in anybody's mail, and why. */
static const struct {
	const char *name, *why;
} refused_attributes[] = {
	{ "class", "belongs to the page that the notice comes into; "
	    "write style=\"...\"" },
	{ "id", "belongs to the page that the notice comes into" },
	{ "src", "loads something from elsewhere" },
	{ "srcset", "loads something from elsewhere" },
	{ "background", "loads something from elsewhere" },
	{ "poster", "loads something from elsewhere" },
	{ "data", "loads something from elsewhere" },
	{ "name", "belongs to the page that the notice comes into" },
	{ "action", "belongs to a form" },
	{ "formaction", "belongs to a form" },
	{ "hidden", "hides the notice" },
};

struct check {
	struct slice s;
	size_t at;
	size_t from;		/* where what is being read begins */
	struct slice open[NEST_MAX];
	size_t depth;
	size_t roots;		/* elements at the outermost level */
	bool has_logo;		/* one picture may stand here */
	size_t logos;
	bool has_dir;		/* the outermost element says which way to read */
	bool is_piece;		/* not the whole: text may stand outside */
	bool is_logo;		/* its tag is being read */
	bool has_source, has_words;
	struct markup_fault *fault;
};

/* As much of a word as is shown. */
#define SHOWN(s)	(int)((s).len > 60 ? 60 : (s).len), \
			(const char *)(s).ptr

/* What is wrong is told of the bytes from..at. */
__attribute__((format(printf, 3, 4)))
static int
refuse(struct check *c, size_t from, const char *fmt, ...)
{
	va_list ap;

	c->fault->at = from;
	c->fault->len = c->at > from ? c->at - from : 1;
	va_start(ap, fmt);
	vsnprintf(c->fault->why, MARKUP_ERROR_MAX, fmt, ap);
	va_end(ap);
	return ERR_SYNTAX;
}

static bool
in_list(struct slice word, const char *const *list)
{
	for (; *list != NULL; list++)
		if (slice_ieq_str(word, *list))
			return true;
	return false;
}

static bool
is_name(uint8_t c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) || c == '-' || c == ':';
}

static struct slice
take_name(struct check *c)
{
	size_t from = c->at;

	while (c->at < c->s.len && is_name(c->s.ptr[c->at]))
		c->at++;
	return slice_sub(c->s, from, c->at);
}

static void
skip_blanks(struct check *c)
{
	while (c->at < c->s.len && ascii_is_space(c->s.ptr[c->at]))
		c->at++;
}

/* --- style="..." ------------------------------------------------------------------- */

/* "0", "0px", "0.0em": nothing is left of it. */
static bool
is_zero(struct slice value)
{
	size_t i;

	for (i = 0; i < value.len && (ascii_is_digit(value.ptr[i]) ||
	    value.ptr[i] == '.'); i++)
		if (value.ptr[i] != '0' && value.ptr[i] != '.')
			return false;
	return i > 0;
}

/* Would a reader not see what stands in it? */
static bool
hides(struct slice name, struct slice value)
{
	static const char *const sizes[] = { "font-size", "opacity", "height",
	    "width", "max-height", "max-width", "line-height", NULL };

	if (slice_ieq(name, SLICE("display")))
		return slice_istarts(value, SLICE("none"));
	if (slice_ieq(name, SLICE("visibility")))
		return !slice_istarts(value, SLICE("visible"));
	if (slice_ieq(name, SLICE("position")) ||
	    slice_ieq(name, SLICE("clip")) ||
	    slice_ieq(name, SLICE("clip-path")) ||
	    slice_ieq(name, SLICE("text-indent")))
		return true;
	return in_list(name, sizes) && is_zero(value);
}

/* Readers with a dark page need both colours or neither. */
static int
check_style(struct check *c, struct slice style)
{
	bool has_colour = false, has_ground = false;
	struct slice one, name, value;
	size_t at, end, colon;

	for (at = 0; at < style.len; at = end + 1) {
		end = slice_chr(style, ';', at);
		if (end == SLICE_NPOS)
			end = style.len;
		one = slice_trim(slice_sub(style, at, end));
		colon = slice_chr(one, ':', 0);
		if (colon == SLICE_NPOS)
			continue;
		name = slice_trim(slice_sub(one, 0, colon));
		value = slice_trim(slice_from(one, colon + 1));
		if (hides(name, value))
			return refuse(c, c->from, "a style that hides the "
			    "text: \"%.*s\"", SHOWN(one));
		has_colour = has_colour || slice_ieq(name, SLICE("color"));
		has_ground = has_ground ||
		    slice_ieq(name, SLICE("background")) ||
		    slice_ieq(name, SLICE("background-color"));
	}
	return has_colour == has_ground ? 0 : refuse(c, c->from, "a colour "
	    "without a background, or the other way round, is not seen on a "
	    "dark page: give both or neither, not \"%.*s\"", SHOWN(style));
}

/* Why it may not stand here; NULL if it may. */
static const char *
refused(struct slice name)
{
	size_t i;

	if (slice_istarts(name, SLICE("on")))
		return "runs a script";
	for (i = 0; i < sizeof refused_attributes /
	    sizeof refused_attributes[0]; i++)
		if (slice_ieq_str(name, refused_attributes[i].name))
			return refused_attributes[i].why;
	return NULL;
}

static bool
is_doubtful(struct slice style)
{
	return slice_ifind(style, SLICE("url"), 0) != SLICE_NPOS ||
	    slice_ifind(style, SLICE("expression"), 0) != SLICE_NPOS ||
	    slice_ifind(style, SLICE("@import"), 0) != SLICE_NPOS ||
	    slice_chr(style, '\\', 0) != SLICE_NPOS ||
	    slice_find(style, SLICE("/*"), 0) != SLICE_NPOS ||
	    slice_chr(style, '&', 0) != SLICE_NPOS;
}

static int
check_link(struct check *c, struct slice value)
{
	static const char *const schemes[] = {
		"https:", "http:", "mailto:", "tel:", NULL
	};
	size_t i;

	for (i = 0; schemes[i] != NULL; i++)
		if (slice_istarts(value, slice_str(schemes[i])))
			return 0;
	return refuse(c, c->from, "a link begins with its scheme, https:, "
	    "http:, mailto: or tel:, not \"%.*s\"", SHOWN(value));
}

static int
check_attribute(struct check *c, struct slice name, struct slice value)
{
	const char *why;

	if (c->is_logo && slice_ieq(name, SLICE("src"))) {
		c->has_source = slice_eq(value, SLICE("cid:logo"));
		return c->has_source ? 0 : refuse(c, c->from, "the one "
		    "picture is the logo, src=\"cid:logo\", not \"%.*s\"",
		    SHOWN(value));
	}
	if (c->is_logo && slice_ieq(name, SLICE("alt")))
		c->has_words = slice_trim(value).len > 0;
	why = refused(name);
	if (why != NULL)
		return refuse(c, c->from, "no attribute \"%.*s\": it %s",
		    SHOWN(name), why);
	if (slice_ieq(name, SLICE("style")) && is_doubtful(value))
		return refuse(c, c->from, "no such style, which loads "
		    "something or is not certain to be read alike: \"%.*s\"",
		    SHOWN(value));
	if (slice_ieq(name, SLICE("style")))
		return check_style(c, value);
	if (c->depth == 0)
		c->has_dir = c->has_dir || slice_ieq(name, SLICE("dir"));
	return slice_ieq(name, SLICE("href")) ? check_link(c, value) : 0;
}

static int
take_attribute(struct check *c)
{
	struct slice name, value;
	uint8_t quote;
	size_t end;

	c->from = c->at;
	name = take_name(c);
	if (name.len == 0)
		return refuse(c, c->from, "this does not belong in a tag");
	skip_blanks(c);
	if (c->at >= c->s.len || c->s.ptr[c->at] != '=')
		return refuse(c, c->from, "an attribute without a value: "
		    "\"%.*s\"", SHOWN(name));
	c->at++;
	skip_blanks(c);
	quote = c->at < c->s.len ? c->s.ptr[c->at] : 0;
	end = quote == '"' || quote == '\'' ?
	    slice_chr(c->s, quote, c->at + 1) : SLICE_NPOS;
	if (end == SLICE_NPOS)
		return refuse(c, c->from, "an attribute without quotes: "
		    "write %.*s=\"...\"", SHOWN(name));
	value = slice_sub(c->s, c->at + 1, end);
	c->at = end + 1;
	return check_attribute(c, name, value);
}

static bool
is_void(struct slice name)
{
	return slice_ieq(name, SLICE("br")) ||
	    slice_ieq(name, SLICE("hr")) || slice_ieq(name, SLICE("img"));
}

/* An element that none of ours is; what to do about it. */
static int
refuse_element(struct check *c, size_t from, struct slice name)
{
	static const char *const page[] = { "html", "head", "body", "title",
	    "meta", "link", "base", NULL };

	if (in_list(name, page))
		return refuse(c, from, "no element \"%.*s\": the notice goes "
		    "into a page and is none; give the one <div> ... </div> "
		    "alone", SHOWN(name));
	if (slice_ieq(name, SLICE("style")))
		return refuse(c, from, "no element \"style\": write "
		    "style=\"...\" at each element");
	return refuse(c, from, "no element \"%.*s\" in a notice",
	    SHOWN(name));
}

static int
begin_element(struct check *c, size_t from, struct slice name)
{
	c->is_logo = slice_ieq(name, SLICE("img"));
	c->has_source = c->has_words = false;
	if (c->is_logo && !c->has_logo)
		return refuse(c, from, "no element \"img\" but for the "
		    "logo: add logo \"FILE\" to the disclaimer line, and "
		    "show it as <img src=\"cid:logo\" alt=\"...\" />");
	if (c->is_logo && ++c->logos > 1)
		return refuse(c, from, "one logo, once: no further \"img\"");
	if (!c->is_logo && !in_list(name, permitted))
		return refuse_element(c, from, name);
	return 0;
}

static int
end_logo(struct check *c, size_t from)
{
	if (!c->is_logo)
		return 0;
	if (!c->has_source)
		return refuse(c, from, "a logo without src=\"cid:logo\"");
	if (!c->has_words)
		return refuse(c, from, "a logo without alt=\"...\": who sees "
		    "no picture needs its words");
	return 0;
}

static int
take_end(struct check *c)
{
	size_t from = c->at;
	struct slice name, last;

	c->at += 2;
	name = take_name(c);
	skip_blanks(c);
	if (c->at >= c->s.len || c->s.ptr[c->at] != '>')
		return refuse(c, from, "an end tag that does not end: \">\" "
		    "is missing");
	c->at++;
	if (c->depth == 0)
		return refuse(c, from, "an end tag without its start: "
		    "</%.*s>", SHOWN(name));
	last = c->open[c->depth - 1];
	if (!slice_ieq(last, name))
		return refuse(c, from, "</%.*s> stands here without its start "
		    "directly before: <%.*s> is open, and </%.*s> comes first",
		    SHOWN(name), SHOWN(last), SHOWN(last));
	c->depth--;
	return 0;
}

static int
take_start(struct check *c)
{
	size_t from = c->at;
	struct slice name;
	bool is_closed;
	int r;

	c->at++;
	name = take_name(c);
	r = begin_element(c, from, name);
	if (r == 0 && c->depth == 0 && ++c->roots > 1 && !c->is_piece)
		return refuse(c, from, "one element must stand round all of "
		    "it: put <div> before and </div> after");
	for (is_closed = false; r == 0; ) {
		skip_blanks(c);
		if (c->at >= c->s.len)
			return refuse(c, from, "a tag that does not end: "
			    "\">\" is missing");
		if (c->s.ptr[c->at] == '>')
			break;
		if (c->s.ptr[c->at] == '/') {
			is_closed = true;
			c->at++;
			continue;
		}
		r = take_attribute(c);
	}
	c->at++;
	if (r == 0)
		r = end_logo(c, from);
	if (r < 0)
		return r;
	if (is_void(name))
		return is_closed ? 0 : refuse(c, from, "to be valid in every "
		    "page, write it closed: <%.*s />", SHOWN(name));
	if (is_closed)
		return refuse(c, from, "an element without content: "
		    "\"%.*s\"", SHOWN(name));
	if (c->depth == NEST_MAX)
		return refuse(c, from, "nested too deep");
	c->open[c->depth++] = name;
	return 0;
}

/* "&amp;" or "&#38;"; a "&" alone ends the reading of a page that is XML. */
static bool
is_reference(struct slice s)
{
	size_t i;

	for (i = 1; i < s.len && (ascii_is_alpha(s.ptr[i]) ||
	    ascii_is_digit(s.ptr[i]) || (i == 1 && s.ptr[i] == '#')); i++)
		;
	return i > 1 && i < s.len && s.ptr[i] == ';' && s.ptr[i - 1] != '#';
}

static int
take_text(struct check *c)
{
	size_t from = c->at;

	for (; c->at < c->s.len && c->s.ptr[c->at] != '<'; c->at++) {
		if (c->s.ptr[c->at] == '>')
			return refuse(c, c->at, "a bare \">\" in the text: "
			    "write \"&gt;\"");
		if (c->s.ptr[c->at] == '&' &&
		    !is_reference(slice_from(c->s, c->at)))
			return refuse(c, c->at, "a bare \"&\" in the text: "
			    "write \"&amp;\"");
	}
	while (from < c->at && ascii_is_space(c->s.ptr[from]))
		from++;
	if (c->depth == 0 && !c->is_piece && from < c->at)
		return refuse(c, from, "text outside the one element: put "
		    "<div> before and </div> after all of it");
	return 0;
}

static int
check_lines(struct check *c)
{
	size_t at, lf;

	for (at = 0; at < c->s.len; at = lf + 1) {
		lf = slice_chr(c->s, '\n', at);
		if (lf == SLICE_NPOS)
			lf = c->s.len;
		if (lf - at > LINE_MAX_HTML)
			return refuse(c, at, "a line is too long: at most %d "
			    "bytes", LINE_MAX_HTML);
		if (slice_starts(slice_from(c->s, at), SLICE("From ")))
			return refuse(c, at, "a line that starts with "
			    "\"From \"");
	}
	return 0;
}

static int
walk(struct check *c)
{
	uint8_t next;
	int r = 0;

	while (r == 0 && c->at < c->s.len) {
		next = c->at + 1 < c->s.len ? c->s.ptr[c->at + 1] : 0;
		if (c->s.ptr[c->at] != '<')
			r = take_text(c);
		else if (next == '/')
			r = take_end(c);
		else if (ascii_is_alpha(next))
			r = take_start(c);
		else
			r = refuse(c, c->at, "no comment or declaration; as "
			    "a sign, \"<\" is written \"&lt;\"");
	}
	return r;
}

/* What is wrong with all of it, when each tag by itself is right. */
static int
check_whole(struct check *c)
{
	struct slice last;
	size_t from;

	if (c->depth > 0) {
		last = c->open[c->depth - 1];
		from = (size_t)(last.ptr - c->s.ptr) - 1;
		c->at = from + 1 + last.len;
		return refuse(c, from, "<%.*s> is never closed: </%.*s> is "
		    "missing", SHOWN(last), SHOWN(last));
	}
	c->at = 0;
	if (c->roots != 1)
		return refuse(c, 0, "one element must stand round all of it, "
		    "<div> or <p>");
	if (c->has_logo && c->logos == 0)
		return refuse(c, 0, "there is a logo, and nothing shows it: "
		    "<img src=\"cid:logo\" alt=\"...\" />");
	return 0;
}

int
markup_check(struct slice html, bool has_logo,
    struct markup_fault *ret_fault)
{
	struct check c = { .s = html, .has_logo = has_logo,
	    .fault = ret_fault };
	int r;

	r = check_lines(&c);
	if (r == 0)
		r = walk(&c);
	return r == 0 ? check_whole(&c) : r;
}

bool
markup_has_direction(struct slice html)
{
	struct markup_fault ignored;
	struct check c = { .s = html, .has_logo = true, .fault = &ignored };

	return walk(&c) == 0 && c.has_dir;
}

bool
markup_is_balanced(struct slice html)
{
	struct markup_fault ignored;
	struct check c = { .s = html, .has_logo = true, .fault = &ignored,
	    .is_piece = true };

	/* A logo is on no line that may be left out. */
	return walk(&c) == 0 && c.depth == 0 && c.logos == 0;
}

bool
markup_is_in_tag(struct slice html, size_t at)
{
	uint8_t quote = 0;
	bool is_in = false;
	size_t i;

	for (i = 0; i < at && i < html.len; i++) {
		if (!is_in)
			is_in = html.ptr[i] == '<';
		else if (quote != 0)
			quote = html.ptr[i] == quote ? 0 : quote;
		else if (html.ptr[i] == '"' || html.ptr[i] == '\'')
			quote = html.ptr[i];
		else if (html.ptr[i] == '>')
			is_in = false;
	}
	return is_in;
}

/* Just after the tag that begins at `from`: quotes may hold a ">". */
static size_t
tag_end(struct slice html, size_t from)
{
	size_t i;

	for (i = from + 1; i <= html.len; i++)
		if (!markup_is_in_tag(slice_from(html, from), i - from))
			break;
	return i;
}

/*
 * Is from..to all that an element holds, one that is not round everything?
 * Then from..to becomes the element.
 */
static bool
widen(struct slice html, size_t *from, size_t *to)
{
	size_t left = *from, right = *to, open, end;

	while (left > 0 && ascii_is_space(html.ptr[left - 1]))
		left--;
	while (right < html.len && ascii_is_space(html.ptr[right]))
		right++;
	if (left == 0 || html.ptr[left - 1] != '>' ||
	    !slice_starts(slice_from(html, right), SLICE("</")))
		return false;
	for (open = left - 1; open > 0; open--)
		if (html.ptr[open] == '<' && tag_end(html, open) == left)
			break;
	end = slice_chr(html, '>', right);
	/* The tag before it may be an end, or closed in itself. */
	if (open == 0 || html.ptr[open + 1] == '/' ||
	    html.ptr[left - 2] == '/' || end == SLICE_NPOS)
		return false;
	*from = open;
	*to = end + 1;
	return true;
}

int
markup_without_logo(struct slice html, struct buf *out)
{
	size_t from, to;
	int r;

	from = slice_ifind(html, SLICE("<img"), 0);
	while (from != SLICE_NPOS && markup_is_in_tag(html, from))
		from = slice_ifind(html, SLICE("<img"), from + 1);
	if (from == SLICE_NPOS)
		return buf_put_slice(out, html);
	to = tag_end(html, from);
	while (widen(html, &from, &to))
		;
	r = buf_put_slice(out, slice_sub(html, 0, from));
	return r == 0 ? buf_put_slice(out, slice_from(html, to)) : r;
}

int
markup_ascii(struct slice s, struct buf *out)
{
	size_t at, n;
	uint32_t c;
	int r;

	for (at = 0, r = 0; at < s.len && r == 0; at += n) {
		c = fold_char(slice_from(s, at), &n);
		if (c < 0x80)
			r = buf_putc(out, (uint8_t)c);
		else
			r = buf_printf(out, "&#%u;", c);
	}
	return r;
}

int
markup_escape(struct slice s, struct buf *out)
{
	size_t i;
	int r;

	for (i = 0, r = 0; i < s.len && r == 0; i++) {
		if (strchr("&<>\"'", s.ptr[i]) != NULL && s.ptr[i] != '\0')
			r = buf_printf(out, "&#%u;", s.ptr[i]);
		else
			r = buf_putc(out, s.ptr[i]);
	}
	return r;
}

static int
put_utf8(uint32_t c, struct buf *out)
{
	if (c < 0x80)
		return buf_putc(out, (uint8_t)c);
	if (c < 0x800)
		return buf_printf(out, "%c%c", (int)(0xc0 | c >> 6),
		    (int)(0x80 | (c & 63)));
	if (c < 0x10000)
		return buf_printf(out, "%c%c%c", (int)(0xe0 | c >> 12),
		    (int)(0x80 | (c >> 6 & 63)), (int)(0x80 | (c & 63)));
	return buf_printf(out, "%c%c%c%c", (int)(0xf0 | (c >> 18 & 7)),
	    (int)(0x80 | (c >> 12 & 63)), (int)(0x80 | (c >> 6 & 63)),
	    (int)(0x80 | (c & 63)));
}

/* The reference at `at`; returns its length, or 0 if it is none. */
static size_t
reference(struct slice s, size_t at, struct buf *out, int *r)
{
	static const struct { const char *name; uint32_t c; } named[] = {
		{ "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' },
		{ "apos", '\'' }, { "nbsp", 0xa0 }, { "copy", 0xa9 },
		{ "pound", 0xa3 }, { "euro", 0x20ac }, { "ndash", 0x2013 },
		{ "mdash", 0x2014 }, { "rsquo", 0x2019 }, { "lsquo", 0x2018 },
		{ "ldquo", 0x201c }, { "rdquo", 0x201d }, { "reg", 0xae },
	};
	struct slice word;
	size_t end, i;
	uint32_t c;

	end = slice_chr(slice_sub(s, 0, at + 12), ';', at);
	if (end == SLICE_NPOS || end - at < 3)
		return 0;
	word = slice_sub(s, at + 1, end);
	c = 0;
	if (word.ptr[0] == '#') {
		for (i = 1; i < word.len && ascii_is_digit(word.ptr[i]); i++)
			c = c * 10 + (uint32_t)(word.ptr[i] - '0');
		if (i < word.len && ascii_lower(word.ptr[1]) == 'x')
			c = (uint32_t)strtoul((const char *)word.ptr + 2,
			    NULL, 16);
	}
	for (i = 0; i < sizeof named / sizeof named[0]; i++)
		if (slice_eq_str(word, named[i].name))
			c = named[i].c;
	if (c == 0 || c > 0x10ffff)
		return 0;
	*r = put_utf8(c, out);
	return end + 1 - at;
}

int
markup_text(struct slice s, struct buf *out)
{
	size_t at, n;
	int r;

	for (at = 0, r = 0; at < s.len && r == 0; at += n) {
		n = 1;
		if (s.ptr[at] == '<') {
			n = slice_chr(s, '>', at);
			n = n == SLICE_NPOS ? s.len - at : n + 1 - at;
			r = buf_putc(out, ' ');
			continue;
		}
		if (s.ptr[at] == '&') {
			n = reference(s, at, out, &r);
			if (n > 0)
				continue;
			n = 1;
		}
		r = buf_putc(out, s.ptr[at]);
	}
	return r;
}
