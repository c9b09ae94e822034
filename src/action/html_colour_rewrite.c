#include "action/html_colour_rewrite.h"

#include <stdlib.h>
#include <string.h>

#include "action/html_css_rewrite.h"

/* In the order of strcmp; the last kind is what Word writes for "automatic". */
static const struct { const char *name; uint32_t c; } names[] = {
	{ "aliceblue", 0xf0f8ff }, { "antiquewhite", 0xfaebd7 },
	{ "aqua", 0x00ffff }, { "aquamarine", 0x7fffd4 },
	{ "azure", 0xf0ffff }, { "beige", 0xf5f5dc },
	{ "bisque", 0xffe4c4 }, { "black", 0x000000 },
	{ "blanchedalmond", 0xffebcd }, { "blue", 0x0000ff },
	{ "blueviolet", 0x8a2be2 }, { "brown", 0xa52a2a },
	{ "burlywood", 0xdeb887 }, { "cadetblue", 0x5f9ea0 },
	{ "canvas", 0xffffff }, { "canvastext", 0x000000 },
	{ "chartreuse", 0x7fff00 }, { "chocolate", 0xd2691e },
	{ "coral", 0xff7f50 }, { "cornflowerblue", 0x6495ed },
	{ "cornsilk", 0xfff8dc }, { "crimson", 0xdc143c },
	{ "cyan", 0x00ffff }, { "darkblue", 0x00008b },
	{ "darkcyan", 0x008b8b }, { "darkgoldenrod", 0xb8860b },
	{ "darkgray", 0xa9a9a9 }, { "darkgreen", 0x006400 },
	{ "darkgrey", 0xa9a9a9 }, { "darkkhaki", 0xbdb76b },
	{ "darkmagenta", 0x8b008b }, { "darkolivegreen", 0x556b2f },
	{ "darkorange", 0xff8c00 }, { "darkorchid", 0x9932cc },
	{ "darkred", 0x8b0000 }, { "darksalmon", 0xe9967a },
	{ "darkseagreen", 0x8fbc8f }, { "darkslateblue", 0x483d8b },
	{ "darkslategray", 0x2f4f4f }, { "darkslategrey", 0x2f4f4f },
	{ "darkturquoise", 0x00ced1 }, { "darkviolet", 0x9400d3 },
	{ "deeppink", 0xff1493 }, { "deepskyblue", 0x00bfff },
	{ "dimgray", 0x696969 }, { "dimgrey", 0x696969 },
	{ "dodgerblue", 0x1e90ff }, { "firebrick", 0xb22222 },
	{ "floralwhite", 0xfffaf0 }, { "forestgreen", 0x228b22 },
	{ "fuchsia", 0xff00ff }, { "gainsboro", 0xdcdcdc },
	{ "ghostwhite", 0xf8f8ff }, { "gold", 0xffd700 },
	{ "goldenrod", 0xdaa520 }, { "gray", 0x808080 },
	{ "green", 0x008000 }, { "greenyellow", 0xadff2f },
	{ "grey", 0x808080 }, { "honeydew", 0xf0fff0 },
	{ "hotpink", 0xff69b4 }, { "indianred", 0xcd5c5c },
	{ "indigo", 0x4b0082 }, { "ivory", 0xfffff0 },
	{ "khaki", 0xf0e68c }, { "lavender", 0xe6e6fa },
	{ "lavenderblush", 0xfff0f5 }, { "lawngreen", 0x7cfc00 },
	{ "lemonchiffon", 0xfffacd }, { "lightblue", 0xadd8e6 },
	{ "lightcoral", 0xf08080 }, { "lightcyan", 0xe0ffff },
	{ "lightgoldenrodyellow", 0xfafad2 },
	{ "lightgray", 0xd3d3d3 }, { "lightgreen", 0x90ee90 },
	{ "lightgrey", 0xd3d3d3 }, { "lightpink", 0xffb6c1 },
	{ "lightsalmon", 0xffa07a }, { "lightseagreen", 0x20b2aa },
	{ "lightskyblue", 0x87cefa }, { "lightslategray", 0x778899 },
	{ "lightslategrey", 0x778899 },
	{ "lightsteelblue", 0xb0c4de }, { "lightyellow", 0xffffe0 },
	{ "lime", 0x00ff00 }, { "limegreen", 0x32cd32 },
	{ "linen", 0xfaf0e6 }, { "magenta", 0xff00ff },
	{ "maroon", 0x800000 }, { "mediumaquamarine", 0x66cdaa },
	{ "mediumblue", 0x0000cd }, { "mediumorchid", 0xba55d3 },
	{ "mediumpurple", 0x9370db }, { "mediumseagreen", 0x3cb371 },
	{ "mediumslateblue", 0x7b68ee },
	{ "mediumspringgreen", 0x00fa9a },
	{ "mediumturquoise", 0x48d1cc },
	{ "mediumvioletred", 0xc71585 }, { "midnightblue", 0x191970 },
	{ "mintcream", 0xf5fffa }, { "mistyrose", 0xffe4e1 },
	{ "moccasin", 0xffe4b5 }, { "navajowhite", 0xffdead },
	{ "navy", 0x000080 }, { "oldlace", 0xfdf5e6 },
	{ "olive", 0x808000 }, { "olivedrab", 0x6b8e23 },
	{ "orange", 0xffa500 }, { "orangered", 0xff4500 },
	{ "orchid", 0xda70d6 }, { "palegoldenrod", 0xeee8aa },
	{ "palegreen", 0x98fb98 }, { "paleturquoise", 0xafeeee },
	{ "palevioletred", 0xdb7093 }, { "papayawhip", 0xffefd5 },
	{ "peachpuff", 0xffdab9 }, { "peru", 0xcd853f },
	{ "pink", 0xffc0cb }, { "plum", 0xdda0dd },
	{ "powderblue", 0xb0e0e6 }, { "purple", 0x800080 },
	{ "rebeccapurple", 0x663399 }, { "red", 0xff0000 },
	{ "rosybrown", 0xbc8f8f }, { "royalblue", 0x4169e1 },
	{ "saddlebrown", 0x8b4513 }, { "salmon", 0xfa8072 },
	{ "sandybrown", 0xf4a460 }, { "seagreen", 0x2e8b57 },
	{ "seashell", 0xfff5ee }, { "sienna", 0xa0522d },
	{ "silver", 0xc0c0c0 }, { "skyblue", 0x87ceeb },
	{ "slateblue", 0x6a5acd }, { "slategray", 0x708090 },
	{ "slategrey", 0x708090 }, { "snow", 0xfffafa },
	{ "springgreen", 0x00ff7f }, { "steelblue", 0x4682b4 },
	{ "tan", 0xd2b48c }, { "teal", 0x008080 },
	{ "thistle", 0xd8bfd8 }, { "tomato", 0xff6347 },
	{ "turquoise", 0x40e0d0 }, { "violet", 0xee82ee },
	{ "wheat", 0xf5deb3 }, { "white", 0xffffff },
	{ "whitesmoke", 0xf5f5f5 }, { "window", 0xffffff },
	{ "windowtext", 0x000000 }, { "yellow", 0xffff00 },
	{ "yellowgreen", 0x9acd32 },
};

static const struct html_colour unknown = { .kind = HTML_COLOUR_UNKNOWN };

static int
compare(const void *key, const void *item)
{
	const struct slice *word = key;
	const char *name = *(const char *const *)item;
	size_t n = strlen(name);
	int d;

	d = memcmp(word->ptr, name, word->len < n ? word->len : n);
	return d != 0 ? d : (word->len > n) - (word->len < n);
}

static struct html_colour
from_number(uint32_t c)
{
	return HTML_COLOUR((uint8_t)(c >> 16), (uint8_t)(c >> 8), (uint8_t)c);
}

static bool
named(struct slice s, struct html_colour *ret)
{
	const char *const *found;
	size_t i;

	if (s.len == 0)
		return false;
	found = bsearch(&s, names, sizeof names / sizeof names[0],
	    sizeof names[0], compare);
	if (found == NULL)
		return false;
	i = (size_t)((const char *)found - (const char *)names) /
	    sizeof names[0];
	*ret = from_number(names[i].c);
	return true;
}

/* "fff", "ffff", "ffffff", "ffffffff". */
static struct html_colour
hex(struct slice s)
{
	uint8_t v[4] = { 0, 0, 0, 255 };
	size_t i, each = s.len < 6 ? 1 : 2;
	int high, low;

	if (s.len != 3 && s.len != 4 && s.len != 6 && s.len != 8)
		return unknown;
	for (i = 0; i * each < s.len; i++) {
		high = ascii_hex_value(s.ptr[i * each]);
		low = ascii_hex_value(s.ptr[i * each + each - 1]);
		if (high < 0 || low < 0)
			return unknown;
		v[i] = (uint8_t)(high << 4 | low);
	}
	return (struct html_colour){ HTML_COLOUR_IS, v[0], v[1], v[2], v[3] };
}

/* --- rgb() and hsl() ------------------------------------------------------------------ */

static uint8_t
to_byte(double share)
{
	if (!(share > 0))
		return 0;
	return share >= 1 ? 255 : (uint8_t)(share * 255 + 0.5);
}

/* What stands in the brackets: three numbers and perhaps how opaque it is. */
static bool
arguments(struct slice s, struct html_length ret[4], size_t *ret_count)
{
	struct slice word;
	size_t at = 0, n = 0, slash;
	bool has_slash = false;

	while (html_css_next(s, &at, &word)) {
		/* "0 / 50%", "0/50%" */
		slash = slice_chr(word, '/', 0);
		if (slash != SLICE_NPOS) {
			if (has_slash || n != (slash == 0 ? 3u : 2u))
				return false;
			has_slash = true;
			if (slash > 0)
				ret[n++] = html_length(slice_sub(word, 0,
				    slash));
			word = slice_from(word, slash + 1);
			if (word.len == 0)
				continue;
		}
		if (n == 4)
			return false;
		ret[n++] = html_length(word);
	}
	*ret_count = n;
	return n >= 3;
}

static bool
is_number(struct html_length l)
{
	return l.kind == HTML_LENGTH_NUMBER || l.kind == HTML_LENGTH_SHARE;
}

/* One of the three of hsl(): CSS Color 4, 7.1. */
static double
hsl_part(double n, double h, double s, double l)
{
	double k = n + h / 30, a = s * (l < 1 - l ? l : 1 - l), m;

	while (k >= 12)
		k -= 12;
	m = k - 3 < 9 - k ? k - 3 : 9 - k;
	m = m < 1 ? m : 1;
	return l - a * (m > -1 ? m : -1);
}

static double
clamp(double n)
{
	return n < 0 ? 0 : n > 1 ? 1 : n;
}

static struct html_colour
from_arguments(struct slice s, bool is_hsl)
{
	struct html_colour c = { .kind = HTML_COLOUR_IS, .a = 255 };
	struct html_length v[4];
	double h, part[3];
	size_t i, n;

	if (!arguments(s, v, &n))
		return unknown;
	for (i = 0; i < n; i++)
		if (!is_number(v[i]))
			return unknown;
	if (n == 4)
		c.a = to_byte(v[3].n);
	for (i = 0; i < 3; i++)
		part[i] = v[i].kind == HTML_LENGTH_SHARE ? v[i].n :
		    v[i].n / 255;
	if (is_hsl) {
		h = v[0].n;
		if (h < 0 || h > 360 || v[0].kind != HTML_LENGTH_NUMBER ||
		    v[1].kind != HTML_LENGTH_SHARE ||
		    v[2].kind != HTML_LENGTH_SHARE)
			return unknown;
		part[0] = hsl_part(0, h, clamp(v[1].n), clamp(v[2].n));
		part[1] = hsl_part(8, h, clamp(v[1].n), clamp(v[2].n));
		part[2] = hsl_part(4, h, clamp(v[1].n), clamp(v[2].n));
	}
	c.r = to_byte(part[0]);
	c.g = to_byte(part[1]);
	c.b = to_byte(part[2]);
	return c;
}

static bool
is_function(struct slice s, const char *name, struct slice *ret)
{
	size_t n = strlen(name);

	if (s.len < n + 2 || !slice_starts(s, slice_str(name)) ||
	    s.ptr[n] != '(' || s.ptr[s.len - 1] != ')')
		return false;
	*ret = slice_sub(s, n + 1, s.len - 1);
	return true;
}

struct html_colour
html_colour(struct slice s)
{
	static const char *const above[] = { "inherit", "currentcolor",
	    "unset", "revert", "revert-layer", NULL };
	struct html_colour c;
	struct slice in;

	s = html_css_trim(s);
	if (s.len > 0 && s.ptr[0] == '#')
		return hex(slice_from(s, 1));
	if (is_function(s, "rgb", &in) || is_function(s, "rgba", &in))
		return from_arguments(in, false);
	if (is_function(s, "hsl", &in) || is_function(s, "hsla", &in))
		return from_arguments(in, true);
	if (slice_eq(s, SLICE("transparent")))
		return (struct html_colour){ .kind = HTML_COLOUR_IS };
	if (html_css_is_any(s, above))
		return (struct html_colour){ .kind = HTML_COLOUR_ABOVE };
	return named(s, &c) ? c : unknown;
}

/* --- before there were styles --------------------------------------------------------- */

static uint8_t
old_digits(const char *digits, size_t len)
{
	int high = 0;

	if (len > 1)
		high = ascii_hex_value((uint8_t)*digits++);
	return (uint8_t)(high << 4 | ascii_hex_value((uint8_t)*digits));
}

/* Three equal pieces, of each the first two digits that say something. */
static struct html_colour
old_hex(struct slice s)
{
	char digits[132];
	size_t n, len, skip, most;

	for (n = 0; n < s.len && n < 128; n++)
		digits[n] = ascii_hex_value(s.ptr[n]) >= 0 ?
		    (char)s.ptr[n] : '0';
	while (n == 0 || n % 3 != 0)
		digits[n++] = '0';
	len = n / 3;
	skip = len > 8 ? len - 8 : 0;
	for (most = len - skip; most > 2 && digits[skip] == '0' &&
	    digits[len + skip] == '0' && digits[2 * len + skip] == '0'; most--)
		skip++;
	return HTML_COLOUR(old_digits(digits + skip, most),
	    old_digits(digits + len + skip, most),
	    old_digits(digits + 2 * len + skip, most));
}

struct html_colour
html_colour_old(struct slice value)
{
	struct html_colour c = { .kind = HTML_COLOUR_UNSET };
	uint8_t low[32];
	size_t i;

	value = html_css_trim(value);
	if (value.len == 0 || slice_ieq(value, SLICE("transparent")))
		return c;
	if (value.len <= sizeof low) {
		for (i = 0; i < value.len; i++)
			low[i] = ascii_lower(value.ptr[i]);
		if (named(slice_of(low, value.len), &c))
			return c;
	}
	if (value.ptr[0] == '#' && value.len == 4) {
		c = hex(slice_from(value, 1));
		if (c.kind == HTML_COLOUR_IS)
			return c;
	}
	return old_hex(slice_from(value, value.ptr[0] == '#'));
}

/* --- one on another ------------------------------------------------------------------- */

static uint8_t
mix(uint8_t top, uint8_t below, unsigned a)
{
	return (uint8_t)((top * a + below * (255 - a) + 127) / 255);
}

struct html_colour
html_colour_over(struct html_colour top, struct html_colour below)
{
	if (top.kind != HTML_COLOUR_IS || top.a == 255)
		return top;
	if (below.kind != HTML_COLOUR_IS)
		return top.a == 0 ? below : unknown;
	return HTML_COLOUR(mix(top.r, below.r, top.a),
	    mix(top.g, below.g, top.a), mix(top.b, below.b, top.a));
}

/* How much light it gives, of 1; a square is near enough to sRGB's curve. */
static double
light(struct html_colour c)
{
	double r = c.r / 255.0, g = c.g / 255.0, b = c.b / 255.0;

	return 0.2126 * r * r + 0.7152 * g * g + 0.0722 * b * b;
}

/*
 * The contrast of WCAG 2: 21 is black on white, 2.6 #999999 on white, of which
 * small print is often made; below 2 one has to look for it.
 */
bool
html_colour_is_readable(struct html_colour ink, struct html_colour paper)
{
	double a, b;

	ink = html_colour_over(ink, paper);
	if (ink.kind != HTML_COLOUR_IS || paper.kind != HTML_COLOUR_IS)
		return false;
	a = light(ink) + 0.05;
	b = light(paper) + 0.05;
	return a > b ? a >= 2 * b : b >= 2 * a;
}
