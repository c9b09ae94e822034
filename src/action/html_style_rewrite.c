#include "action/html_style_rewrite.h"

#include <stdlib.h>
#include <string.h>

#include "action/html_token_rewrite.h"
#include "base/buf.h"
#include "base/limits.h"


/* --- words of a style ------------------------------------------------------------- */

/* "\64 isplay" is "display": over the escape, its character to out. */
static size_t
unescape(struct slice s, size_t at, struct buf *out)
{
	uint32_t c = 0;
	size_t i;

	for (i = at + 1; i < s.len && i < at + 7 &&
	    ascii_hex_value(s.ptr[i]) >= 0; i++)
		c = c * 16 + (uint32_t)ascii_hex_value(s.ptr[i]);
	if (i == at + 1) {
		if (i < s.len)
			(void)buf_putc(out, ascii_lower(s.ptr[i]));
		return i < s.len ? i + 1 : i;
	}
	if (i < s.len && html_is_blank(s.ptr[i]))
		i++;
	(void)buf_putc(out, c < 0x80 ? ascii_lower((uint8_t)c) : '?');
	return i;
}

/* Lower case, comments as a blank, escapes resolved. */
static void
clean(struct slice s, struct buf *out)
{
	size_t at, end;

	for (at = 0; at < s.len; ) {
		if (slice_starts(slice_from(s, at), SLICE("/*"))) {
			end = slice_find(s, SLICE("*/"), at + 2);
			at = end == SLICE_NPOS ? s.len : end + 2;
			(void)buf_putc(out, ' ');
		} else if (s.ptr[at] == '\\') {
			at = unescape(s, at, out);
		} else {
			(void)buf_putc(out, ascii_lower(s.ptr[at++]));
		}
	}
}

static struct slice
trim(struct slice s)
{
	while (s.len > 0 && html_is_blank(s.ptr[0]))
		s = slice_from(s, 1);
	while (s.len > 0 && html_is_blank(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

static bool
has(struct slice s, const char *word)
{
	return slice_find(s, slice_str(word), 0) != SLICE_NPOS;
}

/*
 * From at on to one of the bytes in ends, which does not stand in quotes or
 * brackets; s.len if there is none.
 */
static size_t
find_outside(struct slice s, size_t at, const char *ends)
{
	size_t depth = 0;
	uint8_t c;

	for (; at < s.len; at++) {
		c = s.ptr[at];
		if (c == '"' || c == '\'') {
			/* A string ends with its line at the latest. */
			for (at++; at < s.len && s.ptr[at] != c &&
			    s.ptr[at] != '\n'; )
				at++;
		} else if (depth == 0 && c != '\0' && strchr(ends, c) != NULL) {
			return at;
		} else if (c == '(' || c == '[') {
			depth++;
		} else if ((c == ')' || c == ']') && depth > 0) {
			depth--;
		}
	}
	return s.len;
}

/* --- lengths and colours ------------------------------------------------------------ */

struct length {
	bool is_set;
	bool is_share;		/* per cent */
	bool is_unclear;	/* calc() and its kin */
	double px;
};

static struct length
length(struct slice s)
{
	static const struct { const char *unit; double px; } units[] = {
		{ "px", 1 }, { "pt", 1.333 }, { "em", 16 }, { "rem", 16 },
		{ "ex", 8 }, { "ch", 8 }, { "pc", 16 }, { "cm", 37.8 },
		{ "mm", 3.78 }, { "in", 96 }, { "vw", 8 }, { "vh", 6 },
	};
	struct length n = { .is_set = false };
	char text[32], *end;
	size_t i;

	s = slice_sub(s, 0, find_outside(s, 0, "! "));
	if (s.len == 0)
		return n;
	n.is_unclear = slice_chr(s, '(', 0) != SLICE_NPOS;
	if (n.is_unclear || s.len >= sizeof text)
		return n;
	memcpy(text, s.ptr, s.len);
	text[s.len] = '\0';
	n.px = strtod(text, &end);
	n.is_set = end != text;
	n.is_share = *end == '%';
	for (i = 0; i < sizeof units / sizeof units[0]; i++)
		if (strncmp(end, units[i].unit, strlen(units[i].unit)) == 0)
			n.px *= units[i].px;
	return n;
}

static uint32_t
hex_colour(struct slice s)
{
	uint32_t c = 0;
	size_t i;
	int digit;

	if (s.len != 3 && s.len != 6)
		return HTML_COLOUR_UNKNOWN;
	for (i = 0; i < s.len; i++) {
		digit = ascii_hex_value(s.ptr[i]);
		if (digit < 0)
			return HTML_COLOUR_UNKNOWN;
		c = c << 4 | (uint32_t)digit;
		if (s.len == 3)
			c = c << 4 | (uint32_t)digit;
	}
	return c;
}

/* Of "hsl()" white and black alone. */
static uint32_t
rgb_colour(struct slice s)
{
	uint32_t c = 0, n;
	size_t i, parts;

	for (i = 4, parts = 0; i < s.len && parts < 3; parts++) {
		while (i < s.len && !ascii_is_digit(s.ptr[i]))
			i++;
		for (n = 0; i < s.len && ascii_is_digit(s.ptr[i]); i++)
			n = n < 1000 ? n * 10 + (uint32_t)(s.ptr[i] - '0') : n;
		c = c << 8 | (n > 255 ? 255 : n);
	}
	if (slice_istarts(s, SLICE("hsl")))
		return parts < 3 || ((c & 0xff) > 3 && (c & 0xff) < 97) ?
		    HTML_COLOUR_UNKNOWN : (c & 0xff) <= 3 ? 0 : 0xffffff;
	return parts == 3 && !has(s, "%") ? c : HTML_COLOUR_UNKNOWN;
}

uint32_t
html_colour(struct slice s)
{
	static const struct { const char *name; uint32_t c; } names[] = {
		{ "white", 0xffffff }, { "window", 0xffffff },
		{ "black", 0 }, { "windowtext", 0 }, { "red", 0xff0000 },
		{ "blue", 0x0000ff }, { "gray", 0x808080 },
		{ "grey", 0x808080 }, { "silver", 0xc0c0c0 },
		{ "yellow", 0xffff00 }, { "green", 0x008000 },
		{ "navy", 0x000080 }, { "snow", 0xfffafa },
		{ "ivory", 0xfffff0 }, { "mintcream", 0xf5fffa },
		{ "azure", 0xf0ffff }, { "ghostwhite", 0xf8f8ff },
		{ "floralwhite", 0xfffaf0 }, { "whitesmoke", 0xf5f5f5 },
		{ "canvas", 0xffffff },
	};
	size_t i;

	s = trim(s);
	if (s.len > 0 && s.ptr[0] == '#')
		return hex_colour(slice_from(s, 1));
	if (slice_istarts(s, SLICE("rgb(")) ||
	    slice_istarts(s, SLICE("rgba(")) ||
	    slice_istarts(s, SLICE("hsl(")) || slice_istarts(s, SLICE("hsla(")))
		return rgb_colour(s);
	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (slice_ieq_str(s, names[i].name))
			return names[i].c;
	return HTML_COLOUR_UNKNOWN;
}

static uint32_t
distance(uint32_t a, uint32_t b, unsigned shift)
{
	uint32_t x = a >> shift & 0xff, y = b >> shift & 0xff;

	return x > y ? x - y : y - x;
}

bool
html_is_unreadable(const struct html_look *look)
{
	uint32_t ink = look->ink, paper = look->paper;

	if (ink == HTML_COLOUR_UNKNOWN || paper == HTML_COLOUR_UNKNOWN)
		return false;
	ink = ink == HTML_COLOUR_UNSET ? 0 : ink;
	paper = paper == HTML_COLOUR_UNSET ? 0xffffff : paper;
	return distance(ink, paper, 0) + distance(ink, paper, 8) +
	    distance(ink, paper, 16) < 24;
}

/* --- declarations ---------------------------------------------------------------------- */

enum prop {
	DISPLAY, VISIBILITY, CONTENT_VISIBILITY, OPACITY, FILTER, FONT, FONT_SIZE,
	LINE_HEIGHT, HEIGHT, MAX_HEIGHT, WIDTH, MAX_WIDTH, OVERFLOW, OVERFLOW_X,
	OVERFLOW_Y, POSITION, LEFT, TOP, RIGHT, BOTTOM, TEXT_INDENT,
	MARGIN_LEFT, MARGIN_TOP, MARGIN, COLOUR, FILL, BACKGROUND, PAPER,
	MSO_HIDE, TRANSFORM, CLIP, CLIP_PATH, DECORATION, DECORATION_LINE,
	ZOOM, BORDER_TOP, BORDER, LETTER_SPACING, SCALE, TRANSLATE, MASK,
	MASK_IMAGE, WEBKIT_MASK, WEBKIT_MASK_IMAGE, PROPS
};

static const char *const prop_names[PROPS] = {
	"display", "visibility", "content-visibility", "opacity", "filter",
	"font", "font-size", "line-height", "height", "max-height", "width",
	"max-width", "overflow", "overflow-x", "overflow-y", "position",
	"left", "top", "right", "bottom", "text-indent", "margin-left",
	"margin-top", "margin", "color", "-webkit-text-fill-color",
	"background", "background-color", "mso-hide", "transform", "clip",
	"clip-path", "text-decoration", "text-decoration-line", "zoom",
	"border-top", "border", "letter-spacing", "scale", "translate", "mask",
	"mask-image", "-webkit-mask", "-webkit-mask-image"
};

struct sheet_props {
	struct slice v[PROPS];
	bool important[PROPS];
};

/* The last of a name counts, an important one before others. */
static void
take_declaration(struct slice d, struct sheet_props *p)
{
	struct slice name, value;
	size_t colon, bang, i;
	bool important = false;

	colon = slice_chr(d, ':', 0);
	if (colon == SLICE_NPOS)
		return;
	name = trim(slice_sub(d, 0, colon));
	value = trim(slice_from(d, colon + 1));
	bang = slice_rchr(value, '!');
	if (bang != SLICE_NPOS) {
		important = slice_eq(trim(slice_from(value, bang + 1)),
		    SLICE("important"));
		value = trim(slice_sub(value, 0, bang));
	}
	for (i = 0; i < PROPS; i++)
		if (slice_eq_str(name, prop_names[i]))
			break;
	if (i == PROPS || value.len == 0 || (p->important[i] && !important))
		return;
	p->v[i] = value;
	p->important[i] = important;
}

/* Is a length there, and that small? */
static bool
is_under(const struct sheet_props *p, enum prop i, double px)
{
	struct length n = length(p->v[i]);

	return n.is_unclear || (n.is_set && n.px < px);
}

/* "0", but not "0.9" of something that shrinks: a share counts as well. */
static bool
is_none(const struct sheet_props *p, enum prop i)
{
	return is_under(p, i, 0.05);
}

static bool
is_cut_off(const struct sheet_props *p)
{
	static const enum prop o[] = { OVERFLOW, OVERFLOW_X, OVERFLOW_Y };
	size_t i;

	for (i = 0; i < sizeof o / sizeof o[0]; i++)
		if (has(p->v[o[i]], "hidden") || has(p->v[o[i]], "clip") ||
		    has(p->v[o[i]], "scroll") || has(p->v[o[i]], "auto"))
			return true;
	return false;
}

/* Into a box that has no room for a line of text. */
static bool
clips_all(const struct sheet_props *p)
{
	return is_cut_off(p) && (is_under(p, HEIGHT, 8) ||
	    is_under(p, MAX_HEIGHT, 8) || is_under(p, WIDTH, 8) ||
	    is_under(p, MAX_WIDTH, 8));
}

static bool
clips(const struct sheet_props *p)
{
	static const enum prop sizes[] = { HEIGHT, MAX_HEIGHT };
	struct length n;
	size_t i;

	if (!is_cut_off(p))
		return false;
	for (i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		n = length(p->v[sizes[i]]);
		if (n.is_unclear || (n.is_set && !n.is_share))
			return true;
	}
	return is_under(p, WIDTH, 40) || is_under(p, MAX_WIDTH, 40);
}

static bool
is_off_screen(const struct sheet_props *p)
{
	static const enum prop far[] = { TEXT_INDENT, MARGIN_LEFT, MARGIN_TOP };
	static const enum prop placed[] = { LEFT, TOP, RIGHT, BOTTOM };
	struct length n;
	size_t i;

	for (i = 0; i < sizeof far / sizeof far[0]; i++) {
		n = length(p->v[far[i]]);
		if (n.is_set && n.px < -200)
			return true;
	}
	if (!has(p->v[POSITION], "absolute") && !has(p->v[POSITION], "fixed") &&
	    !has(p->v[POSITION], "relative"))
		return false;
	for (i = 0; i < sizeof placed / sizeof placed[0]; i++) {
		n = length(p->v[placed[i]]);
		if (n.is_set && (n.px < -100 || n.px > 2000))
			return true;
	}
	return false;
}

/* "font: 0/0 a": the size is what a "/" or a family follows. */
static bool
font_is_tiny(struct slice font)
{
	struct sheet_props p = { .important = { false } };
	size_t at, end;

	for (at = 0; at < font.len; at = end + 1) {
		end = find_outside(font, at, " /");
		p.v[FONT_SIZE] = slice_sub(font, at, end);
		if (ascii_is_digit(p.v[FONT_SIZE].len > 0 ?
		    p.v[FONT_SIZE].ptr[0] : 0) &&
		    length(p.v[FONT_SIZE]).px < 100)
			return is_under(&p, FONT_SIZE, 3);
	}
	return false;
}

/* "0.1", "5%", "calc(0)". */
static bool
is_faint(const struct sheet_props *p)
{
	struct length n = length(p->v[OPACITY]);

	return n.is_unclear || (n.is_set && n.px < (n.is_share ? 20 : 0.2));
}

/* "#0000", "rgba(0, 0, 0, 0)", "rgb(0 0 0 / 0%)": there is no ink in it. */
static bool
is_clear(struct slice colour)
{
	size_t n = colour.len, from;

	if (slice_eq(colour, SLICE("transparent")))
		return true;
	if (slice_starts(colour, SLICE("#")))
		return (n == 5 && slice_ends(colour, SLICE("0"))) ||
		    (n == 9 && slice_ends(colour, SLICE("00")));
	if (!slice_ends(colour, SLICE(")")))
		return false;
	from = slice_rchr(colour, '/');
	if (from == SLICE_NPOS && (slice_starts(colour, SLICE("rgba(")) ||
	    slice_starts(colour, SLICE("hsla("))))
		from = slice_rchr(colour, ',');
	if (from == SLICE_NPOS)
		return false;
	for (n--, from++; from < n && (colour.ptr[from] == '0' ||
	    colour.ptr[from] == '.' || colour.ptr[from] == '%' ||
	    html_is_blank(colour.ptr[from])); from++)
		;
	return from == n;
}

/* Newer words for what transform and clip-path do. */
static bool
is_taken_away(const struct sheet_props *p)
{
	static const enum prop o[] = { SCALE, TRANSLATE, MASK, MASK_IMAGE,
	    WEBKIT_MASK, WEBKIT_MASK_IMAGE };
	struct length gap = length(p->v[LETTER_SPACING]);
	size_t i;

	for (i = 0; i < sizeof o / sizeof o[0]; i++)
		if (p->v[o[i]].len > 0 &&
		    !slice_eq(p->v[o[i]], SLICE("none")))
			return true;
	return gap.is_set && gap.px < -4;
}

static bool
hides(const struct sheet_props *p)
{
	struct length size = length(p->v[FONT_SIZE]);

	return slice_eq(p->v[DISPLAY], SLICE("none")) ||
	    slice_eq(p->v[VISIBILITY], SLICE("hidden")) ||
	    slice_eq(p->v[VISIBILITY], SLICE("collapse")) ||
	    slice_eq(p->v[CONTENT_VISIBILITY], SLICE("hidden")) ||
	    slice_eq(p->v[MSO_HIDE], SLICE("all")) ||
	    is_faint(p) || is_taken_away(p) ||
	    has(p->v[FILTER], "opacity") ||
	    is_under(p, FONT_SIZE, size.is_share ? 20 : 3) ||
	    is_none(p, FONT_SIZE) || font_is_tiny(p->v[FONT]) ||
	    is_none(p, LINE_HEIGHT) || is_none(p, HEIGHT) ||
	    is_none(p, MAX_HEIGHT) || is_none(p, WIDTH) ||
	    is_none(p, MAX_WIDTH) || is_none(p, ZOOM) ||
	    has(p->v[TRANSFORM], "scale") || has(p->v[TRANSFORM], "translate") ||
	    (p->v[CLIP].len > 0 && !slice_eq(p->v[CLIP], SLICE("auto"))) ||
	    (p->v[CLIP_PATH].len > 0 &&
	    !slice_eq(p->v[CLIP_PATH], SLICE("none"))) ||
	    is_clear(p->v[COLOUR]) || is_clear(p->v[FILL]) ||
	    is_off_screen(p) || clips_all(p);
}

/* The lines that Outlook draws over the message that is answered. */
static bool
is_rule_over(struct slice border)
{
	return slice_starts(border, SLICE("solid #e1e1e1")) ||
	    slice_starts(border, SLICE("solid #b5c4df"));
}

static void
props_read(struct slice s, struct sheet_props *p)
{
	size_t at, end;

	memset(p, 0, sizeof *p);
	for (at = 0; at < s.len; at = end + 1) {
		end = find_outside(s, at, ";}");
		take_declaration(slice_sub(s, at, end), p);
	}
}

static uint32_t
paper(const struct sheet_props *p)
{
	uint32_t c;

	if (p->v[PAPER].len > 0)
		return html_colour(p->v[PAPER]);
	if (p->v[BACKGROUND].len == 0)
		return HTML_COLOUR_UNSET;
	c = html_colour(slice_sub(p->v[BACKGROUND], 0,
	    find_outside(p->v[BACKGROUND], 0, " ")));
	return has(p->v[BACKGROUND], "url") ? HTML_COLOUR_UNKNOWN : c;
}

struct html_look
html_style(struct slice declarations)
{
	struct buf text = BUF_INIT(declarations.len + 1);
	struct html_look look = { 0, HTML_COLOUR_UNSET, HTML_COLOUR_UNSET };
	struct sheet_props p;

	clean(declarations, &text);
	props_read(buf_slice(&text), &p);
	if (hides(&p))
		look.flags |= HTML_HIDES;
	if (clips(&p) || has(p.v[DECORATION], "line-through") ||
	    has(p.v[DECORATION_LINE], "line-through") ||
	    slice_eq(p.v[POSITION], SLICE("fixed")))
		look.flags |= HTML_BARS;
	if (is_rule_over(p.v[BORDER_TOP]))
		look.flags |= HTML_RULE_OVER;
	if (slice_starts(p.v[BORDER], SLICE("none")) &&
	    slice_starts(p.v[MARGIN], SLICE("0")) && has(p.v[MARGIN], "40px"))
		look.flags |= HTML_INDENTS;
	if (p.v[COLOUR].len > 0)
		look.ink = html_colour(p.v[COLOUR]);
	look.paper = paper(&p);
	if (look.ink != HTML_COLOUR_UNSET || look.paper != HTML_COLOUR_UNSET)
		look.flags |= HTML_COLOURS;
	buf_free(&text);
	return look;
}

/* --- selectors ----------------------------------------------------------------------------- */

static bool
is_name_byte(uint8_t c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) || c == '-' ||
	    c == '_' || c >= 0x80;
}

static struct slice
take_word(struct slice s, size_t *at)
{
	size_t from = *at;

	while (*at < s.len && is_name_byte(s.ptr[*at]))
		(*at)++;
	return slice_sub(s, from, *at);
}

static bool
has_class(struct slice classes, struct slice word)
{
	size_t at, end;

	for (at = 0; at < classes.len; at = end + 1) {
		for (end = at; end < classes.len &&
		    !html_is_blank(classes.ptr[end]); )
			end++;
		if (slice_ieq(slice_sub(classes, at, end), word))
			return true;
	}
	return false;
}

static struct slice
attribute_named(struct slice attributes, struct slice wanted)
{
	struct slice name, value;
	size_t at = 0;

	while (html_attribute_next(attributes, &at, &name, &value))
		if (slice_ieq(name, wanted))
			return value;
	return SLICE_NONE;
}

/* These never hold of something that nobody points at. */
static bool
is_elsewhere(struct slice pseudo)
{
	static const char *const list[] = {
		"hover", "active", "focus", "visited", "before", "after",
		"first-letter", "first-line", "checked", "target",
		"placeholder", "selection", "marker", NULL
	};
	size_t i;

	for (i = 0; list[i] != NULL; i++)
		if (slice_eq_str(pseudo, list[i]))
			return true;
	return false;
}

/* "[class*=foo]", without its brackets. */
static bool
attribute_fits(struct slice s, const struct html_element_seen *e)
{
	struct slice word, value, is;
	size_t at = 0, equals;
	uint8_t how;

	s = trim(s);
	word = take_word(s, &at);
	if (word.len == 0 || word.len >= 32)
		return true;
	is = attribute_named(e->attributes, word);
	equals = slice_chr(s, '=', at);
	if (is.ptr == NULL || equals == SLICE_NPOS)
		return is.ptr != NULL;
	how = s.ptr[equals - 1];
	value = trim(slice_from(s, equals + 1));
	if (value.len >= 2 && (value.ptr[0] == '"' || value.ptr[0] == '\''))
		value = slice_sub(value, 1, value.len - 1);
	switch (how) {
	case '*':
		return slice_ifind(is, value, 0) != SLICE_NPOS;
	case '^':
	case '|':
		return slice_istarts(is, value);
	case '$':
		return slice_iends(is, value);
	case '~':
		return has_class(is, value);
	}
	return slice_ieq(is, value);
}

/*
 * "td.foo#bar[x]:hover": may this element be it?  What is not understood may
 * be anything.
 */
static bool
compound_fits(struct slice s, const struct html_element_seen *e)
{
	struct slice word;
	size_t at, end;
	uint8_t c;

	if (e->attributes.len > PAGE_ATTRIBUTES_MAX)
		return true;
	for (at = 0; at < s.len; ) {
		c = s.ptr[at];
		if (c == '*' || c == '|') {
			at++;
		} else if (c == '.') {
			at++;
			word = take_word(s, &at);
			if (!has_class(html_attribute(e->attributes, "class"),
			    word))
				return false;
		} else if (c == '#') {
			at++;
			word = take_word(s, &at);
			if (!slice_ieq(html_attribute(e->attributes, "id"),
			    word))
				return false;
		} else if (c == ':') {
			while (at < s.len && s.ptr[at] == ':')
				at++;
			word = take_word(s, &at);
			if (is_elsewhere(word))
				return false;
			if (at < s.len && s.ptr[at] == '(')
				at = find_outside(s, at + 1, ")") + 1;
		} else if (c == '[') {
			end = find_outside(s, at + 1, "]");
			if (!attribute_fits(slice_sub(s, at + 1, end), e))
				return false;
			at = end + 1;
		} else if (is_name_byte(c)) {
			word = take_word(s, &at);
			if (!slice_ieq(word, e->name))
				return false;
		} else {
			return true;
		}
	}
	return true;
}

static bool
is_combinator(uint8_t c)
{
	return html_is_blank(c) || c == '>' || c == '+' || c == '~';
}

/* The last compound before to; *ret_before is where it starts. */
static struct slice
last_compound(struct slice s, size_t to, size_t *ret_before)
{
	size_t at, from, end;

	for (at = from = 0, end = 0; at < to; ) {
		while (at < to && is_combinator(s.ptr[at]))
			at++;
		if (at >= to)
			break;
		from = at;
		at = find_outside(slice_sub(s, 0, to), at, " \t\r\n\f>+~");
		end = at;
	}
	*ret_before = from;
	return slice_sub(s, from, end);
}

static bool
any_fits(struct slice compound, const struct html_element_seen *e, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (compound_fits(compound, &e[i]))
			return true;
	return false;
}

/*
 * Is there a target for the last compound, and for each one that must stand
 * above it something in the path?
 */
static bool
selector_fits(struct slice s, const struct html_element_seen *path,
    size_t path_count, const struct html_element_seen *targets,
    size_t target_count)
{
	struct slice compound;
	size_t before, i;
	bool is_beside;

	s = trim(s);
	if (s.len > PAGE_SELECTOR_MAX)
		return true;
	compound = last_compound(s, s.len, &before);
	if (compound.len == 0 ||
	    !any_fits(compound, targets, target_count))
		return false;
	while (before > 0) {
		for (i = before, is_beside = false; i > 0 &&
		    is_combinator(s.ptr[i - 1]); i--)
			is_beside = is_beside || s.ptr[i - 1] == '+' ||
			    s.ptr[i - 1] == '~';
		compound = last_compound(s, i, &before);
		if (!is_beside && compound.len > 0 &&
		    !any_fits(compound, path, path_count))
			return false;
	}
	return true;
}

/* --- sheets ------------------------------------------------------------------------------------ */

static bool
list_fits(struct slice list, const struct html_element_seen *path,
    size_t path_count, const struct html_element_seen *targets,
    size_t target_count)
{
	size_t at, end;

	for (at = 0; at < list.len; at = end + 1) {
		end = find_outside(list, at, ",");
		if (selector_fits(slice_sub(list, at, end), path, path_count,
		    targets, target_count))
			return true;
	}
	return false;
}

/* Over "<!--" and "-->", which Word puts round its styles. */
static size_t
skip_between(struct slice s, size_t at)
{
	for (;;) {
		while (at < s.len && (html_is_blank(s.ptr[at]) ||
		    s.ptr[at] == '}' || s.ptr[at] == ';'))
			at++;
		if (slice_starts(slice_from(s, at), SLICE("<!--")))
			at += 4;
		else if (slice_starts(slice_from(s, at), SLICE("-->")))
			at += 3;
		else
			return at;
	}
}

/* Over a block's "}", at being behind its "{". */
static size_t
block_end(struct slice s, size_t at)
{
	size_t depth;

	for (depth = 1; at < s.len && depth > 0; at++) {
		at = find_outside(s, at, "{}");
		if (at < s.len)
			depth = s.ptr[at] == '{' ? depth + 1 : depth - 1;
	}
	return at > s.len ? s.len : at;
}

/* "@media screen {" is gone into, "@media print {" and "@font-face {" not. */
static size_t
at_rule(struct slice s, size_t at)
{
	size_t end = find_outside(s, at, "{;");
	struct slice head = slice_sub(s, at, end);

	if (end >= s.len || s.ptr[end] == ';')
		return end >= s.len ? s.len : end + 1;
	if (slice_starts(head, SLICE("@supports")) ||
	    slice_starts(head, SLICE("@layer")) ||
	    slice_starts(head, SLICE("@container")) ||
	    (slice_starts(head, SLICE("@media")) && (!has(head, "print") ||
	    has(head, "screen") || has(head, "all") || has(head, "not"))))
		return end + 1;
	return block_end(s, end + 1);
}

/* The next rule from *at on: its selectors and what it does; or false. */
static bool
next_rule(struct slice s, size_t *at, struct slice *ret_list,
    struct html_look *ret)
{
	size_t from, open;

	while ((from = skip_between(s, *at)) < s.len) {
		if (s.ptr[from] == '@') {
			*at = at_rule(s, from);
			continue;
		}
		open = find_outside(s, from, "{}");
		*at = open >= s.len ? s.len : open + 1;
		if (open >= s.len || s.ptr[open] == '}')
			continue;
		*at = block_end(s, open + 1);
		*ret_list = slice_sub(s, from, open);
		*ret = html_style(slice_sub(s, open + 1, *at));
		return true;
	}
	return false;
}

int
html_sheet_hiding(struct slice sheet, bool on_white, struct buf *out)
{
	struct buf text = BUF_INIT(sheet.len + 1);
	struct html_look look;
	struct slice list;
	size_t at = 0;
	int r = 0;

	clean(sheet, &text);
	while (r == 0 && next_rule(buf_slice(&text), &at, &list, &look)) {
		if ((look.flags & HTML_HIDES) == 0 &&
		    (look.ink == HTML_COLOUR_UNSET ||
		    (look.paper == HTML_COLOUR_UNSET && !on_white) ||
		    !html_is_unreadable(&look)))
			continue;
		r = buf_put_slice(out, list);
		if (r == 0)
			r = buf_puts(out, "{display:none}");
	}
	buf_free(&text);
	return r;
}

unsigned
html_sheet(struct slice sheet, const struct html_element_seen *path,
    size_t path_count, const struct html_element_seen *targets,
    size_t target_count)
{
	struct buf text = BUF_INIT(sheet.len + 1);
	unsigned found = 0, flags;
	struct html_look look;
	struct slice list;
	size_t at = 0;

	clean(sheet, &text);
	while (next_rule(buf_slice(&text), &at, &list, &look)) {
		flags = look.flags & ~found &
		    (HTML_HIDES | HTML_BARS | HTML_COLOURS);
		if (flags != 0 && list_fits(list, path, path_count, targets,
		    target_count))
			found |= flags;
	}
	buf_free(&text);
	return found;
}
