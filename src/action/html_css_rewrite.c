#include "action/html_css_rewrite.h"

#include <string.h>

#include "action/html_token_rewrite.h"

/* --- words ---------------------------------------------------------------------------- */

/* "\64 isplay" is "display": over the escape, its character to out. */
static size_t
unescape(struct slice s, size_t at, struct buf *out)
{
	uint32_t c = 0;
	size_t i;

	for (i = at + 1; i < s.len && i < at + 7 &&
	    ascii_hex_value(s.ptr[i]) >= 0; i++)
		c = c * 16 + (uint32_t)ascii_hex_value(s.ptr[i]);
	if (i == at + 1 && i < s.len)
		c = s.ptr[i++];
	else if (i < s.len && html_is_blank(s.ptr[i]))
		i++;
	/* ".a\:b" is a class, but no pseudo class. */
	(void)buf_putc(out, c < 0x80 && html_css_is_name_byte((uint8_t)c) ?
	    (uint8_t)c : HTML_CSS_UNCLEAR);
	return i;
}

void
html_css_uncomment(struct slice s, struct buf *out)
{
	size_t at, end;

	for (at = 0; at < s.len; ) {
		if (s.ptr[at] == '/' && at + 1 < s.len &&
		    s.ptr[at + 1] == '*') {
			end = slice_find(s, SLICE("*/"), at + 2);
			at = end == SLICE_NPOS ? s.len : end + 2;
			(void)buf_putc(out, ' ');
		} else if (s.ptr[at] == '\\') {
			at = unescape(s, at, out);
		} else {
			(void)buf_putc(out, s.ptr[at++]);
		}
	}
}

void
html_css_clean(struct slice s, struct buf *out)
{
	size_t i, from = out->len;

	html_css_uncomment(s, out);
	for (i = from; i < out->len; i++)
		out->ptr[i] = ascii_lower(out->ptr[i]);
}

struct slice
html_css_trim(struct slice s)
{
	while (s.len > 0 && html_is_blank(s.ptr[0]))
		s = slice_from(s, 1);
	while (s.len > 0 && html_is_blank(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

bool
html_css_has(struct slice s, const char *word)
{
	return slice_find(s, slice_str(word), 0) != SLICE_NPOS;
}

bool
html_css_is_any(struct slice s, const char *const *list)
{
	for (; *list != NULL; list++)
		if (slice_eq_str(s, *list))
			return true;
	return false;
}

bool
html_css_is_name_byte(uint8_t c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) || c == '-' ||
	    c == '_' || c >= 0x80;
}

size_t
html_css_find(struct slice s, size_t at, const char *ends)
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

bool
html_css_next(struct slice s, size_t *at, struct slice *ret)
{
	size_t from;

	while (*at < s.len && (html_is_blank(s.ptr[*at]) || s.ptr[*at] == ','))
		(*at)++;
	from = *at;
	*at = html_css_find(s, from, " \t\r\n\f,");
	*ret = slice_sub(s, from, *at);
	return ret->len > 0;
}

/* --- lengths -------------------------------------------------------------------------- */

/* A number as CSS writes it; its bytes, 0 for none. */
static size_t
number(struct slice s, double *ret)
{
	double n = 0, digit = 1;
	size_t i = 0, digits = 0;
	bool is_negative;

	is_negative = s.len > 0 && s.ptr[0] == '-';
	if (s.len > 0 && (s.ptr[0] == '-' || s.ptr[0] == '+'))
		i++;
	for (; i < s.len && ascii_is_digit(s.ptr[i]); i++, digits++)
		n = n > 1e9 ? n : n * 10 + (s.ptr[i] - '0');
	if (i + 1 < s.len && s.ptr[i] == '.' && ascii_is_digit(s.ptr[i + 1]))
		for (i++; i < s.len && ascii_is_digit(s.ptr[i]); i++, digits++)
			n += (s.ptr[i] - '0') * (digit /= 10);
	*ret = is_negative ? -n : n;
	/* "12.": some programs write it. */
	if (digits > 0 && i + 1 == s.len && s.ptr[i] == '.')
		i++;
	return digits > 0 ? i : 0;
}

struct html_length
html_length(struct slice s)
{
	static const struct {
		const char *unit;
		enum html_length_kind kind;
		double n;
	} units[] = {
		{ "", HTML_LENGTH_NUMBER, 1 }, { "px", HTML_LENGTH_PX, 1 },
		{ "pt", HTML_LENGTH_PX, 4.0 / 3 }, { "em", HTML_LENGTH_EM, 1 },
		{ "%", HTML_LENGTH_SHARE, 0.01 }, { "rem", HTML_LENGTH_PX, 16 },
		{ "ex", HTML_LENGTH_EM, 0.5 }, { "ch", HTML_LENGTH_EM, 0.5 },
		{ "pc", HTML_LENGTH_PX, 16 }, { "cm", HTML_LENGTH_PX, 37.8 },
		{ "mm", HTML_LENGTH_PX, 3.78 }, { "in", HTML_LENGTH_PX, 96 },
		{ "q", HTML_LENGTH_PX, 0.945 }, { "vw", HTML_LENGTH_VIEW, 3.2 },
		{ "vh", HTML_LENGTH_VIEW, 3.2 },
		{ "vmin", HTML_LENGTH_VIEW, 3.2 },
		{ "vmax", HTML_LENGTH_VIEW, 6 },
	};
	struct html_length l = { HTML_LENGTH_NONE, 0 };
	struct slice unit;
	size_t i, n;

	n = number(s, &l.n);
	if (n == 0) {
		if (slice_chr(s, '(', 0) != SLICE_NPOS)
			l.kind = HTML_LENGTH_UNCLEAR;
		return l;
	}
	unit = slice_from(s, n);
	l.kind = HTML_LENGTH_UNCLEAR;
	for (i = 0; i < sizeof units / sizeof units[0]; i++)
		if (slice_eq_str(unit, units[i].unit)) {
			l.kind = units[i].kind;
			l.n *= units[i].n;
			break;
		}
	return l;
}

double
html_length_px(struct html_length l)
{
	switch (l.kind) {
	case HTML_LENGTH_EM:
		return l.n * 16;
	case HTML_LENGTH_SHARE:
		return l.n * 320;
	case HTML_LENGTH_NONE:
	case HTML_LENGTH_PX:
	case HTML_LENGTH_NUMBER:
	case HTML_LENGTH_VIEW:
	case HTML_LENGTH_UNCLEAR:
		break;
	}
	return l.n;
}
