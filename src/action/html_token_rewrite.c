#include "action/html_token_rewrite.h"

#include <string.h>

/* --- small things ---------------------------------------------------------------- */

bool
html_is_blank(uint8_t c)
{
	return ascii_is_space(c) || c == '\f';
}

static bool
ends_name(uint8_t c)
{
	return html_is_blank(c) || c == '/' || c == '>';
}

static uint8_t
byte_at(const struct html_lexer *l, size_t at)
{
	return at < l->s.len ? l->s.ptr[at] : 0;
}

static bool
stands_at(const struct html_lexer *l, size_t at, struct slice word)
{
	return slice_istarts(slice_from(l->s, at), word);
}

/* Up to to; a page that ends before is cut. */
static void
token_ends(struct html_lexer *l, struct html_token *t, size_t to)
{
	if (to == SLICE_NPOS) {
		l->is_cut = true;
		to = l->s.len;
	}
	t->to = l->at = to;
}

/* --- attributes --------------------------------------------------------------------- */

static size_t
skip_blanks(struct slice s, size_t at)
{
	while (at < s.len && html_is_blank(s.ptr[at]))
		at++;
	return at;
}

/* Over a value; SLICE_NPOS if its quote never closes. */
static size_t
take_value(struct slice s, size_t at, struct slice *ret)
{
	uint8_t quote = at < s.len ? s.ptr[at] : 0;
	size_t end;

	if (quote == '"' || quote == '\'') {
		end = slice_chr(s, quote, at + 1);
		if (end == SLICE_NPOS)
			return SLICE_NPOS;
		*ret = slice_sub(s, at + 1, end);
		return end + 1;
	}
	for (end = at; end < s.len && s.ptr[end] != '>' &&
	    !html_is_blank(s.ptr[end]); )
		end++;
	*ret = slice_sub(s, at, end);
	return end;
}

/*
 * One attribute from at on: where it ends, or SLICE_NPOS if the page ends in
 * a quoted value.  At ">" or the end nothing is taken and ret_name is empty.
 */
static size_t
take_attribute(struct slice s, size_t at, struct slice *ret_name,
    struct slice *ret_value)
{
	size_t from;

	*ret_name = SLICE("");
	*ret_value = SLICE("");
	while (at < s.len && (html_is_blank(s.ptr[at]) || s.ptr[at] == '/'))
		at++;
	if (at >= s.len || s.ptr[at] == '>')
		return at;
	/* A "=" here begins a name (13.2.5.32). */
	for (from = at++; at < s.len && s.ptr[at] != '=' &&
	    !ends_name(s.ptr[at]); )
		at++;
	*ret_name = slice_sub(s, from, at);
	from = skip_blanks(s, at);
	if (from >= s.len || s.ptr[from] != '=')
		return at;
	return take_value(s, skip_blanks(s, from + 1), ret_value);
}

bool
html_attribute_next(struct slice s, size_t *at, struct slice *ret_name,
    struct slice *ret_value)
{
	size_t end;

	end = take_attribute(s, *at, ret_name, ret_value);
	if (end == SLICE_NPOS || ret_name->len == 0)
		return false;
	*at = end;
	return true;
}

struct slice
html_attribute(struct slice s, const char *wanted)
{
	struct slice name, value;
	size_t at = 0;

	while (html_attribute_next(s, &at, &name, &value))
		if (slice_ieq_str(name, wanted))
			return value.ptr == NULL ? SLICE("") : value;
	return SLICE_NONE;
}

/* --- tags ------------------------------------------------------------------------------ */

static void
take_tag(struct html_lexer *l, struct html_token *t, size_t at)
{
	struct slice name, value;
	size_t from, end;

	for (from = at; at < l->s.len && !ends_name(l->s.ptr[at]); )
		at++;
	t->name = slice_sub(l->s, from, at);
	t->e = html_element(t->name);
	for (from = at;; at = end) {
		end = take_attribute(l->s, at, &name, &value);
		if (end == SLICE_NPOS || end >= l->s.len) {
			token_ends(l, t, SLICE_NPOS);
			return;
		}
		if (name.len == 0)
			break;
	}
	t->attributes = slice_sub(l->s, from, end);
	/* The "/" of "a=b/>" belongs to the value. */
	t->is_closed = end > at && l->s.ptr[end - 1] == '/';
	token_ends(l, t, end + 1);
}

/* --- comments and declarations ------------------------------------------------------------ */

static void
take_comment(struct html_lexer *l, struct html_token *t)
{
	size_t from = l->at + 4, end, bang;

	t->kind = HTML_COMMENT;
	if (byte_at(l, from) == '>') {			/* "<!-->" */
		token_ends(l, t, from + 1);
		return;
	}
	if (byte_at(l, from) == '-' && byte_at(l, from + 1) == '>') {
		token_ends(l, t, from + 2);		/* "<!--->" */
		return;
	}
	end = slice_find(l->s, SLICE("-->"), from);
	bang = slice_find(slice_sub(l->s, 0, end), SLICE("--!>"), from);
	if (bang != SLICE_NPOS)
		end = bang;
	t->text = slice_sub(l->s, from, end);
	token_ends(l, t, end == SLICE_NPOS ? SLICE_NPOS :
	    slice_chr(l->s, '>', end) + 1);
}

static void
take_to_angle(struct html_lexer *l, struct html_token *t, enum html_kind kind)
{
	size_t end = slice_chr(l->s, '>', l->at);

	t->kind = kind;
	t->text = slice_sub(l->s, l->at + 2, end);
	token_ends(l, t, end == SLICE_NPOS ? SLICE_NPOS : end + 1);
}

static void
take_cdata(struct html_lexer *l, struct html_token *t)
{
	size_t from = l->at + 9, end;

	end = slice_find(l->s, SLICE("]]>"), from);
	t->kind = HTML_TEXT;
	t->is_raw = true;
	t->text = slice_sub(l->s, from, end);
	token_ends(l, t, end == SLICE_NPOS ? SLICE_NPOS : end + 3);
}

static void
take_declaration(struct html_lexer *l, struct html_token *t)
{
	if (stands_at(l, l->at, SLICE("<!--")))
		take_comment(l, t);
	else if (stands_at(l, l->at, SLICE("<!doctype")))
		take_to_angle(l, t, HTML_DOCTYPE);
	else if (l->is_foreign &&
	    slice_starts(slice_from(l->s, l->at), SLICE("<![CDATA[")))
		take_cdata(l, t);
	else
		take_to_angle(l, t, HTML_COMMENT);
}

static void
take_text(struct html_lexer *l, struct html_token *t)
{
	size_t end;

	/* A "<" that starts nothing is text. */
	end = slice_chr(l->s, '<', l->at + 1);
	t->kind = HTML_TEXT;
	if (end == SLICE_NPOS)
		end = l->s.len;
	t->text = slice_sub(l->s, l->at, end);
	t->to = l->at = end;
}

void
html_next(struct html_lexer *l, struct html_token *t)
{
	uint8_t next, third;

	memset(t, 0, sizeof *t);
	t->from = t->to = l->at;
	t->kind = HTML_END;
	if (l->at >= l->s.len)
		return;
	next = byte_at(l, l->at + 1);
	third = byte_at(l, l->at + 2);
	if (l->s.ptr[l->at] != '<') {
		take_text(l, t);
	} else if (ascii_is_alpha(next)) {
		t->kind = HTML_START;
		take_tag(l, t, l->at + 1);
	} else if (next == '/' && ascii_is_alpha(third)) {
		t->kind = HTML_END_TAG;
		take_tag(l, t, l->at + 2);
	} else if (next == '!') {
		take_declaration(l, t);
	} else if (next == '?' || (next == '/' && l->at + 2 < l->s.len)) {
		take_to_angle(l, t, HTML_COMMENT);
	} else {
		take_text(l, t);
	}
}

/* --- raw text ----------------------------------------------------------------------------- */

/* Does a whole word stand there: "</style>", but not "</styles>"? */
static bool
word_stands(const struct html_lexer *l, size_t at, struct slice name)
{
	return stands_at(l, at, name) && at + name.len < l->s.len &&
	    ends_name(l->s.ptr[at + name.len]);
}

static size_t
raw_end(const struct html_lexer *l, struct slice name)
{
	size_t at;

	for (at = slice_find(l->s, SLICE("</"), l->at); at != SLICE_NPOS;
	    at = slice_find(l->s, SLICE("</"), at + 1))
		if (word_stands(l, at + 2, name))
			return at;
	return SLICE_NPOS;
}

/*
 * A script's end: "<!--" in it begins a stretch in which "<script" has to be
 * closed by a "</script>" of its own (13.2.5.17 to 31).
 */
static size_t
script_end(const struct html_lexer *l)
{
	enum { PLAIN, ESCAPED, TWICE } state = PLAIN;
	struct slice rest;
	size_t at;

	for (at = l->at; at < l->s.len; at++) {
		rest = slice_from(l->s, at);
		if (state != PLAIN && slice_starts(rest, SLICE("-->"))) {
			state = PLAIN;
		} else if (rest.ptr[0] != '<') {
			continue;
		} else if (state == PLAIN && slice_starts(rest, SLICE("<!--"))) {
			state = ESCAPED;
			at++;		/* its "--" may be that of "-->" */
		} else if (state == ESCAPED &&
		    word_stands(l, at + 1, SLICE("script"))) {
			state = TWICE;
		} else if (byte_at(l, at + 1) == '/' &&
		    word_stands(l, at + 2, SLICE("script"))) {
			if (state != TWICE)
				return at;
			state = ESCAPED;
		}
	}
	return SLICE_NPOS;
}

bool
html_raw(struct html_lexer *l, struct slice name, enum html_raw kind,
    struct html_token *t)
{
	size_t end = SLICE_NPOS;

	memset(t, 0, sizeof *t);
	t->kind = HTML_TEXT;
	t->is_raw = true;
	t->from = l->at;
	switch (kind) {
	case HTML_RAW_TEXT:
		end = raw_end(l, name);
		break;
	case HTML_RAW_SCRIPT:
		end = script_end(l);
		break;
	case HTML_RAW_ALL:
		break;
	}
	t->text = slice_sub(l->s, l->at, end);
	token_ends(l, t, end);
	return end != SLICE_NPOS;
}

/* --- character references --------------------------------------------------------------- */

int
html_put_char(uint32_t c, struct buf *out)
{
	uint8_t u[4];
	size_t n;

	if (c < 0x80) {
		u[0] = (uint8_t)c;
		n = 1;
	} else if (c < 0x800) {
		u[0] = (uint8_t)(0xc0 | c >> 6);
		u[1] = (uint8_t)(0x80 | (c & 63));
		n = 2;
	} else if (c < 0x10000) {
		u[0] = (uint8_t)(0xe0 | c >> 12);
		u[1] = (uint8_t)(0x80 | (c >> 6 & 63));
		u[2] = (uint8_t)(0x80 | (c & 63));
		n = 3;
	} else {
		u[0] = (uint8_t)(0xf0 | (c >> 18 & 7));
		u[1] = (uint8_t)(0x80 | (c >> 12 & 63));
		u[2] = (uint8_t)(0x80 | (c >> 6 & 63));
		u[3] = (uint8_t)(0x80 | (c & 63));
		n = 4;
	}
	return buf_put(out, u, n);
}

/* 0x80 to 0x9f are what Windows-1252 has there (13.2.5.80). */
static uint32_t
numbered(uint32_t c)
{
	static const uint16_t windows[32] = {
		0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
		0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d, 0x017d, 0x8f,
		0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
		0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d, 0x017e, 0x0178
	};

	if (c >= 0x80 && c < 0xa0)
		return windows[c - 0x80];
	if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0xfffd;
	return c;
}

static size_t
number(struct slice s, uint32_t *ret)
{
	bool is_hex = s.len > 2 && ascii_lower(s.ptr[2]) == 'x';
	size_t i, from;
	uint32_t c;
	int digit;

	from = is_hex ? 3 : 2;
	for (c = 0, i = from; i < s.len; i++) {
		digit = ascii_hex_value(s.ptr[i]);
		if (digit < 0 || (!is_hex && digit > 9))
			break;
		if (c <= 0x10ffff)
			c = c * (is_hex ? 16 : 10) + (uint32_t)digit;
	}
	if (i == from)
		return 0;
	*ret = numbered(c);
	return i + (i < s.len && s.ptr[i] == ';');
}

/* Those that mail programs write for what a notice is made of. */
static const struct {
	const char *name;
	uint32_t c;
	bool wants_semicolon;
} named[] = {
	{ "AElig", 0xc6, false }, { "Aacute", 0xc1, false },
	{ "Acirc", 0xc2, false }, { "Agrave", 0xc0, false },
	{ "Auml", 0xc4, false }, { "Ccedil", 0xc7, false },
	{ "Eacute", 0xc9, false }, { "Ecirc", 0xca, false },
	{ "Egrave", 0xc8, false }, { "Ntilde", 0xd1, false },
	{ "Ouml", 0xd6, false }, { "Uuml", 0xdc, false },
	{ "aacute", 0xe1, false }, { "acirc", 0xe2, false },
	{ "aelig", 0xe6, false }, { "agrave", 0xe0, false },
	{ "amp", '&', false }, { "apos", '\'', true },
	{ "aring", 0xe5, false }, { "atilde", 0xe3, false },
	{ "auml", 0xe4, false }, { "bull", 0x2022, true },
	{ "ccedil", 0xe7, false }, { "colon", ':', true },
	{ "copy", 0xa9, false }, { "deg", 0xb0, false },
	{ "eacute", 0xe9, false }, { "ecirc", 0xea, false },
	{ "egrave", 0xe8, false }, { "euml", 0xeb, false },
	{ "euro", 0x20ac, true }, { "gt", '>', false },
	{ "hellip", 0x2026, true }, { "iacute", 0xed, false },
	{ "icirc", 0xee, false }, { "igrave", 0xec, false },
	{ "iuml", 0xef, false }, { "laquo", 0xab, false },
	{ "ldquo", 0x201c, true }, { "lpar", '(', true },
	{ "lsquo", 0x2018, true }, { "lt", '<', false },
	{ "mdash", 0x2014, true }, { "middot", 0xb7, false },
	{ "nbsp", ' ', false }, { "ndash", 0x2013, true },
	{ "ntilde", 0xf1, false }, { "oacute", 0xf3, false },
	{ "ocirc", 0xf4, false }, { "oelig", 0x153, true },
	{ "ograve", 0xf2, false }, { "oslash", 0xf8, false },
	{ "otilde", 0xf5, false }, { "ouml", 0xf6, false },
	{ "pound", 0xa3, false }, { "quot", '"', false },
	{ "raquo", 0xbb, false }, { "rdquo", 0x201d, true },
	{ "reg", 0xae, false }, { "rpar", ')', true },
	{ "rsquo", 0x2019, true }, { "sect", 0xa7, false },
	{ "semi", ';', true }, { "shy", 0xad, false },
	{ "szlig", 0xdf, false }, { "trade", 0x2122, true },
	{ "uacute", 0xfa, false }, { "ucirc", 0xfb, false },
	{ "ugrave", 0xf9, false }, { "uuml", 0xfc, false },
	{ "yacute", 0xfd, false }, { "yuml", 0xff, false },
	{ "zwj", 0x200d, true }, { "zwnj", 0x200c, true },
};

size_t
html_reference(struct slice s, bool in_attribute, uint32_t *ret)
{
	struct slice rest = slice_from(s, 1);
	size_t i, n;
	uint8_t next;

	if (rest.len > 0 && rest.ptr[0] == '#')
		return number(s, ret);
	for (i = 0; rest.len > 0 && i < sizeof named / sizeof named[0]; i++) {
		if (rest.ptr[0] != (uint8_t)named[i].name[0] ||
		    !slice_starts(rest, slice_str(named[i].name)))
			continue;
		n = strlen(named[i].name);
		next = n < rest.len ? rest.ptr[n] : 0;
		if (next != ';' && (named[i].wants_semicolon || (in_attribute &&
		    (next == '=' || ascii_is_alpha(next) ||
		    ascii_is_digit(next)))))
			continue;
		*ret = named[i].c;
		return 1 + n + (next == ';');
	}
	return 0;
}

int
html_resolve(struct slice s, bool in_attribute, struct buf *out)
{
	size_t i, n;
	uint32_t c = 0;
	int r;

	for (i = 0, r = 0; i < s.len && r == 0; i += n) {
		n = s.ptr[i] == '&' ? html_reference(slice_from(s, i),
		    in_attribute, &c) : 0;
		if (n > 0) {
			r = html_put_char(c, out);
		} else {
			n = 1;
			r = buf_putc(out, s.ptr[i]);
		}
	}
	return r;
}
