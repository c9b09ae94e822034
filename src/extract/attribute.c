#include "extract/attribute.h"

#include <stddef.h>

#include "extract/dataurl.h"

#define PROSE_MIN	24	/* so many letters and a blank are a sentence */
#define DIGITS_MIN	6	/* fewer are no number of anybody */
#define LETTERS_MAX	8	/* more, and the digits belong to a name */

static bool
is_among(struct slice name, const char *const *list)
{
	for (; *list != NULL; list++)
		if (slice_ieq_str(name, *list))
			return true;
	return false;
}

/* Layout, and names that pages give their own elements. */
static bool
is_dull(struct slice name)
{
	static const char *const dull[] = {
		"class", "id", "name", "for", "headers", "rel", "rev",
		"target", "type", "media", "width", "height", "align",
		"valign", "border", "cellpadding", "cellspacing", "bgcolor",
		"color", "face", "size", "sizes", "lang", "xml:lang", "dir",
		"role", "charset", "http-equiv", "colspan", "rowspan",
		"shape", "coords", "method", "enctype", "accept",
		"tabindex", "language", "http", "integrity", "nonce", "itemid",
		"itemprop", "itemtype", "clear", "hspace", "vspace", NULL
	};

	return is_among(name, dull) || slice_istarts(name, SLICE("xmlns"));
}

/* Curves and colours of drawings: numbers, but of nothing. */
static bool
is_geometry(struct slice name)
{
	static const char *const geometry[] = {
		"d", "points", "transform", "viewbox", "gradienttransform",
		"patterntransform", "values", "keytimes", "keysplines", "x",
		"y", "x1", "y1", "x2", "y2", "dx", "dy", "cx", "cy", "r",
		"rx", "ry", "stroke-dasharray", "path", "fill", "stroke",
		"adj", "coordsize", "coordorigin", "from", "to", NULL
	};

	return is_among(name, geometry);
}

/* A number may hide anywhere; a name with digits in it is none. */
static bool
may_be_value(struct slice s)
{
	size_t i, digits = 0, letters = 0, points = 0;

	for (i = 0; i < s.len; i++) {
		digits += ascii_is_digit(s.ptr[i]);
		letters += ascii_is_alpha(s.ptr[i]);
		points += s.ptr[i] == '.' || s.ptr[i] == '_';
	}
	return digits >= DIGITS_MIN && letters <= LETTERS_MAX && points == 0;
}

static bool
is_prose(struct slice s)
{
	return s.len >= PROSE_MIN && slice_chr(s, ' ', 0) != SLICE_NPOS;
}

static bool
is_url(struct slice name)
{
	static const char *const urls[] = {
		"href", "src", "action", "formaction", "background", "cite",
		"longdesc", "poster", "data", "ping", "manifest", "codebase",
		"archive", "usemap", "xlink:href", "icon", "lowsrc", "dynsrc",
		NULL
	};

	return is_among(name, urls);
}

enum attribute_kind
attribute_kind(struct slice name, struct slice value)
{
	static const char *const words[] = {
		"alt", "title", "value", "placeholder", "summary", "label",
		"content", "standby", "abbr", "prompt", "srclang",
		"download", "desc", "description", "accesskey", "datetime",
		"o:title", "string", NULL
	};

	if (is_among(name, words) || slice_istarts(name, SLICE("aria-")) ||
	    slice_istarts(name, SLICE("data-")))
		return ATTRIBUTE_WORDS;
	if (slice_ieq_str(name, "style"))
		return ATTRIBUTE_STYLE;
	if (slice_ieq_str(name, "srcdoc"))
		return ATTRIBUTE_PAGE;
	if (slice_ieq_str(name, "srcset") ||
	    slice_ieq_str(name, "imagesrcset"))
		return ATTRIBUTE_URLS;
	if (slice_istarts(name, SLICE("on")) && name.len > 4)
		return ATTRIBUTE_SCRIPT;
	if (is_url(name))
		return slice_istarts(slice_trim(value),
		    SLICE("javascript:")) ? ATTRIBUTE_SCRIPT : ATTRIBUTE_URL;
	if (dataurl_is(value))
		return ATTRIBUTE_URL;
	if (is_geometry(name) && !is_prose(value))
		return ATTRIBUTE_NOTHING;
	if (is_dull(name))
		return may_be_value(value) ? ATTRIBUTE_WORDS :
		    ATTRIBUTE_NOTHING;
	/* Names that nobody knows: what looks like something is something. */
	return is_prose(value) || may_be_value(value) ? ATTRIBUTE_WORDS :
	    ATTRIBUTE_NOTHING;
}

/* --- URLs --------------------------------------------------------------------- */

/* "body=Dear+all%0a": its words, with "+" for a blank. */
static int
put_value(struct slice s, bool is_plus_blank, struct buf *out)
{
	size_t before = out->len, i;
	int r;

	r = percent_decode(s, out);
	for (i = before; i < out->len && is_plus_blank; i++)
		if (out->ptr[i] == '+')
			out->ptr[i] = ' ';
	return r < 0 ? r : buf_putc(out, '\n');
}

static bool
holds_blank(struct slice s)
{
	return slice_chr(s, '+', 0) != SLICE_NPOS ||
	    slice_chr(s, ' ', 0) != SLICE_NPOS ||
	    slice_find(s, SLICE("%20"), 0) != SLICE_NPOS ||
	    slice_ifind(s, SLICE("%0a"), 0) != SLICE_NPOS;
}

/* "/Shared%20Documents/": names that somebody wrote, and no numbers of links. */
static int
put_names(struct slice path, struct buf *out)
{
	struct slice one;
	size_t end;
	int r = 0;

	for (; path.len > 0 && r == 0; path = slice_from(path, end + 1)) {
		end = slice_chr(path, '/', 0);
		if (end == SLICE_NPOS)
			end = path.len;
		one = slice_sub(path, 0, end);
		if (slice_find(one, SLICE("%20"), 0) != SLICE_NPOS)
			r = put_value(one, false, out);
	}
	return r;
}

int
attribute_url_plain(struct slice url, struct buf *out)
{
	size_t before = out->len, i;
	int r = percent_decode(url, out);

	for (i = before; i < out->len; i++)
		if (out->ptr[i] <= ' ' || out->ptr[i] == 127)
			out->ptr[i] = '+';
	return r;
}

int
attribute_url_words(struct slice url, struct buf *out)
{
	static const char *const spoken[] = {
		"mailto:", "tel:", "sms:", "smsto:", "callto:", "sip:",
		"whatsapp:", "im:", "facetime:", "skype:", NULL
	};
	bool is_spoken = false;
	struct slice rest, one;
	size_t i, query, end, equals;
	int r = 0;

	url = slice_trim(url);
	for (i = 0; spoken[i] != NULL; i++)
		is_spoken |= slice_istarts(url, slice_str(spoken[i]));
	query = slice_chr(url, '?', 0);
	if (query == SLICE_NPOS)
		query = slice_chr(url, '#', 0);
	if (is_spoken)
		r = put_value(slice_sub(slice_from(url,
		    slice_chr(url, ':', 0) + 1), 0, query == SLICE_NPOS ?
		    query : query - slice_chr(url, ':', 0) - 1), false, out);
	else
		r = put_names(slice_sub(url, 0, query), out);
	if (query == SLICE_NPOS)
		return r;
	for (rest = slice_from(url, query + 1); rest.len > 0 && r == 0;
	    rest = slice_from(rest, end + 1)) {
		end = slice_chr(rest, '&', 0);
		if (end == SLICE_NPOS)
			end = rest.len;
		one = slice_sub(rest, 0, end);
		equals = slice_chr(one, '=', 0);
		one = equals == SLICE_NPOS ? one : slice_from(one, equals + 1);
		if (is_spoken || holds_blank(one))
			r = put_value(one, !is_spoken, out);
	}
	return r;
}
