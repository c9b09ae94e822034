#include "extract/pdfvalue.h"

#include <string.h>
#include <unistr.h>

#include "base/limits.h"
#include "extract/entity.h"
#include "mime/mime.h"

#define NESTING_MAX	500	/* brackets skipped over; deeper is no document */

/* --- characters --------------------------------------------------------- */

bool
pdf_is_space(uint8_t c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' ||
	    c == '\0';
}

bool
pdf_is_regular(uint8_t c)
{
	return c > ' ' && c != '(' && c != ')' && c != '<' && c != '>' &&
	    c != '[' && c != ']' && c != '{' && c != '}' && c != '/' &&
	    c != '%';
}

size_t
pdf_skip_blanks(struct slice s, size_t at)
{
	while (at < s.len) {
		if (s.ptr[at] == '%')
			while (at < s.len && s.ptr[at] != '\n' &&
			    s.ptr[at] != '\r')
				at++;
		else if (pdf_is_space(s.ptr[at]))
			at++;
		else
			break;
	}
	return at;
}

/* --- tokens ------------------------------------------------------------- */

/* Behind the bracket that closes the string whose inside begins at at. */
static size_t
end_of_string(struct slice s, size_t at)
{
	size_t depth = 1;

	for (; at < s.len; at++) {
		if (s.ptr[at] == '\\')
			at++;
		else if (s.ptr[at] == '(')
			depth++;
		else if (s.ptr[at] == ')' && --depth == 0)
			return at + 1;
	}
	return s.len;
}

/*
 * The end of the token at at, which is no blank.  Brackets are tokens of one
 * or two bytes; a string is one token.
 */
static size_t
end_of_token(struct slice s, size_t at)
{
	size_t end;

	switch (s.ptr[at]) {
	case '(':
		return end_of_string(s, at + 1);
	case '<':
		if (at + 1 < s.len && s.ptr[at + 1] == '<')
			return at + 2;
		end = slice_chr(s, '>', at);
		return end == SLICE_NPOS ? s.len : end + 1;
	case '>':
		return at + 1 < s.len && s.ptr[at + 1] == '>' ? at + 2 : at + 1;
	case '[': case ']': case '{': case '}': case ')':
		return at + 1;
	default:
		for (end = at + 1; end < s.len && pdf_is_regular(s.ptr[end]);)
			end++;
		return end;
	}
}

static bool
opens(struct slice token)
{
	return slice_eq_str(token, "[") || slice_eq_str(token, "<<");
}

static bool
closes(struct slice token)
{
	return slice_eq_str(token, "]") || slice_eq_str(token, ">>");
}

/* Behind the bracket that closes what was opened before at. */
static size_t
end_of_nest(struct slice s, size_t at, size_t *ret_inside_end)
{
	struct slice token;
	size_t depth = 1, end;

	for (;;) {
		at = pdf_skip_blanks(s, at);
		if (at >= s.len || depth > NESTING_MAX)
			break;
		end = end_of_token(s, at);
		token = slice_sub(s, at, end);
		/* A value never runs on into the next object. */
		if (token.ptr[0] == 'e' && (slice_eq_str(token, "endobj") ||
		    slice_eq_str(token, "endstream")))
			break;
		depth += opens(token);
		depth -= closes(token);
		if (depth == 0) {
			*ret_inside_end = at;
			return end;
		}
		at = end;
	}
	*ret_inside_end = at < s.len ? at : s.len;
	return *ret_inside_end;
}

bool
pdf_looks_numeric(uint8_t c)
{
	return ascii_is_digit(c) || c == '-' || c == '+' || c == '.';
}

static double
number_of(struct slice s, bool *ret_is_integer)
{
	double n = 0, unit = 1;
	bool negative = false, fraction = false;
	size_t i;

	*ret_is_integer = true;
	for (i = 0; i < s.len; i++) {
		if (s.ptr[i] == '-') {
			/* "12-34" is taken as 12, as readers do. */
			if (i > 0 && ascii_is_digit(s.ptr[i - 1]))
				break;
			negative = true;
		} else if (s.ptr[i] == '.') {
			if (fraction)
				break;
			fraction = true;
		} else if (ascii_is_digit(s.ptr[i])) {
			if (fraction)
				unit /= 10;
			n = fraction ? n + unit * (s.ptr[i] - '0') :
			    n * 10 + (s.ptr[i] - '0');
		} else if (s.ptr[i] != '+') {
			break;
		}
	}
	*ret_is_integer = !fraction && !negative;
	/* Nothing here means more than this, and sums stay finite. */
	if (n > 1e9)
		n = 1e9;
	return negative ? -n : n;
}

int64_t
pdf_integer(struct pdf_value v)
{
	bool negative = v.raw.len > 0 && v.raw.ptr[0] == '-';
	int64_t n = 0;
	size_t i;

	if (v.kind != PDF_NUMBER)
		return 0;
	for (i = negative; i < v.raw.len && i < 13 &&
	    ascii_is_digit(v.raw.ptr[i]); i++)
		n = n * 10 + (v.raw.ptr[i] - '0');
	return negative ? -n : n;
}

/* "12 0 R" with the 12 before at: its end, or 0. */
static size_t
end_of_reference(struct slice s, size_t at, uint32_t *ret_gen)
{
	uint32_t gen = 0;
	size_t i;

	i = pdf_skip_blanks(s, at);
	if (i >= s.len || i == at || !ascii_is_digit(s.ptr[i]))
		return 0;
	for (; i < s.len && ascii_is_digit(s.ptr[i]); i++)
		if (gen < 100000)
			gen = gen * 10 + (uint32_t)(s.ptr[i] - '0');
	at = i;
	i = pdf_skip_blanks(s, at);
	if (i == at || i >= s.len || s.ptr[i] != 'R' ||
	    (i + 1 < s.len && pdf_is_regular(s.ptr[i + 1])))
		return 0;
	*ret_gen = gen;
	return i + 1;
}

static size_t
take_number(struct slice s, size_t at, size_t end, struct pdf_value *ret)
{
	bool is_integer;
	size_t reference;

	ret->kind = PDF_NUMBER;
	ret->raw = slice_sub(s, at, end);
	ret->number = number_of(ret->raw, &is_integer);
	if (!is_integer)
		return end;
	reference = end_of_reference(s, end, &ret->gen);
	if (reference == 0)
		return end;
	ret->kind = PDF_REF;
	ret->num = (uint32_t)ret->number;
	return reference;
}

bool
pdf_next(struct slice *rest, struct pdf_value *ret)
{
	struct slice s = *rest;
	size_t at = pdf_skip_blanks(s, 0), end, inside;
	uint8_t c;

	memset(ret, 0, sizeof *ret);
	if (at >= s.len) {
		*rest = slice_from(s, s.len);
		return false;
	}
	c = s.ptr[at];
	end = end_of_token(s, at);
	ret->raw = slice_sub(s, at, end);
	if (opens(ret->raw)) {
		ret->kind = c == '[' ? PDF_ARRAY : PDF_DICT;
		at = end;
		end = end_of_nest(s, at, &inside);
		ret->raw = slice_sub(s, at, inside);
	} else if (c == '(' || c == '<') {
		ret->kind = c == '(' ? PDF_STRING : PDF_HEX;
		inside = end;
		if (end > at + 1 && s.ptr[end - 1] == (c == '(' ? ')' : '>'))
			inside--;
		ret->raw = slice_sub(s, at + 1, inside);
	} else if (c == '/') {
		ret->kind = PDF_NAME;
		ret->raw = slice_sub(s, at + 1, end);
	} else if (pdf_looks_numeric(c)) {
		end = take_number(s, at, end, ret);
	} else {
		ret->kind = PDF_WORD;
	}
	*rest = slice_from(s, end);
	return true;
}

bool
pdf_token(struct slice *rest, struct pdf_value *ret)
{
	size_t at = pdf_skip_blanks(*rest, 0), end;
	uint8_t c;

	if (at >= rest->len) {
		*rest = slice_from(*rest, rest->len);
		return false;
	}
	c = rest->ptr[at];
	end = end_of_token(*rest, at);
	if (c != '[' && !(c == '<' && end - at == 2 &&
	    rest->ptr[at + 1] == '<'))
		return pdf_next(rest, ret);
	memset(ret, 0, sizeof *ret);
	ret->kind = PDF_WORD;
	ret->raw = slice_sub(*rest, at, end);
	*rest = slice_from(*rest, end);
	return true;
}

/* --- names, keys, strings ----------------------------------------------- */

/* One byte of a name, #xx decoded; moves on. */
static uint8_t
name_byte(struct slice raw, size_t *at)
{
	size_t i = (*at)++;

	if (raw.ptr[i] == '#' && i + 2 < raw.len &&
	    ascii_hex_value(raw.ptr[i + 1]) >= 0 && ascii_hex_value(raw.ptr[i + 2]) >= 0) {
		*at = i + 3;
		return (uint8_t)(ascii_hex_value(raw.ptr[i + 1]) << 4 |
		    ascii_hex_value(raw.ptr[i + 2]));
	}
	return raw.ptr[i];
}

bool
pdf_name_is(struct slice raw, const char *word)
{
	size_t at = 0;

	for (; *word != '\0'; word++)
		if (at >= raw.len || name_byte(raw, &at) != (uint8_t)*word)
			return false;
	return at >= raw.len;
}

bool
pdf_is_name(struct pdf_value v, const char *word)
{
	return v.kind == PDF_NAME && pdf_name_is(v.raw, word);
}

void
pdf_name(struct slice raw, struct buf *out)
{
	size_t at = 0;

	while (at < raw.len)
		if (buf_putc(out, name_byte(raw, &at)) < 0)
			return;
}

struct pdf_value
pdf_key(struct slice dict, const char *key)
{
	struct pdf_value name, value;

	while (pdf_next(&dict, &name)) {
		if (name.kind != PDF_NAME)
			continue;
		if (!pdf_next(&dict, &value))
			break;
		if (pdf_name_is(name.raw, key))
			return value;
	}
	return (struct pdf_value){ .kind = PDF_NONE };
}

static void
put_hex(struct slice s, struct buf *out)
{
	int high = -1, v;
	size_t i;

	for (i = 0; i < s.len; i++) {
		v = ascii_hex_value(s.ptr[i]);
		if (v < 0)
			continue;
		if (high < 0) {
			high = v;
			continue;
		}
		if (buf_putc(out, (uint8_t)(high << 4 | v)) < 0)
			return;
		high = -1;
	}
	if (high >= 0)
		(void)buf_putc(out, (uint8_t)(high << 4));
}

/* What stands behind a backslash; returns the bytes it took. */
static size_t
put_escape(struct slice s, struct buf *out)
{
	static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
	const char *known;
	unsigned value = 0;
	size_t i;

	if (s.len == 0)
		return 0;
	for (i = 0; i < 3 && i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '7';
	    i++)
		value = value * 8 + (unsigned)(s.ptr[i] - '0');
	if (i > 0) {
		(void)buf_putc(out, (uint8_t)value);
		return i;
	}
	if (s.ptr[0] == '\r')
		return s.len > 1 && s.ptr[1] == '\n' ? 2 : 1;
	if (s.ptr[0] == '\n')
		return 1;
	known = s.ptr[0] == 0 ? NULL : strchr(from, s.ptr[0]);
	(void)buf_putc(out, known == NULL ? s.ptr[0] :
	    (uint8_t)to[known - from]);
	return 1;
}

void
pdf_string(struct pdf_value v, struct buf *out)
{
	struct slice s = v.raw;
	size_t i;

	if (v.kind == PDF_HEX)
		put_hex(s, out);
	if (v.kind != PDF_STRING)
		return;
	for (i = 0; i < s.len && out->len < out->max; i++) {
		if (s.ptr[i] == '\\')
			i += put_escape(slice_from(s, i + 1), out);
		else
			(void)buf_putc(out, s.ptr[i]);
	}
}

/* --- text strings ------------------------------------------------------- */

uint32_t
pdf_doc_char(uint8_t byte)
{
	static const uint16_t low[] = {
		0x02d8, 0x02c7, 0x02c6, 0x02d9, 0x02dd, 0x02db, 0x02da, 0x02dc
	};
	static const uint16_t high[] = {
		0x2022, 0x2020, 0x2021, 0x2026, 0x2014, 0x2013, 0x0192, 0x2044,
		0x2039, 0x203a, 0x2212, 0x2030, 0x201e, 0x201c, 0x201d, 0x2018,
		0x2019, 0x201a, 0x2122, 0xfb01, 0xfb02, 0x0141, 0x0152, 0x0160,
		0x0178, 0x017d, 0x0131, 0x0142, 0x0153, 0x0161, 0x017e, 0xfffd,
		0x20ac
	};

	if (byte >= 0x18 && byte < 0x20)
		return low[byte - 0x18];
	if (byte >= 0x80 && byte <= 0xa0)
		return high[byte - 0x80];
	return byte;
}

/* Which of the three ways?  The marks are the standard's, but for the second. */
static struct slice
text_charset(struct slice s)
{
	if (slice_starts(s, SLICE("\xfe\xff")))
		return SLICE("utf-16be");
	if (slice_starts(s, SLICE("\xff\xfe")))
		return SLICE("utf-16le");
	if (slice_starts(s, SLICE("\xef\xbb\xbf")))
		return SLICE("utf-8");
	return SLICE_NONE;
}

static bool
has_high(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.ptr[i] >= 0x80)
			return true;
	return false;
}

/* Many writers store UTF-8 without its mark. */
static bool
is_bare_utf8(struct slice s)
{
	return has_high(s) && u8_check(s.ptr, s.len) == NULL;
}

void
pdf_text(struct slice s, struct buf *out)
{
	struct slice charset = text_charset(s);
	bool invalid;
	size_t i;

	if (charset.len == 0 && is_bare_utf8(s))
		charset = SLICE("utf-8");
	if (charset.len > 0) {
		(void)mime_to_utf8(s, charset, out, &invalid);
		return;
	}
	for (i = 0; i < s.len; i++)
		if (entity_put(out, s.ptr[i] == 0 ? ' ' :
		    pdf_doc_char(s.ptr[i])) < 0)
			return;
}
