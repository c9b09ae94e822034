#include "extract/entity.h"

#include <stdint.h>

#define NAME_LEN_MAX	31	/* CounterClockwiseContourIntegral */
#define LEGACY_LEN_MAX	6	/* Aacute and the like: no semicolon needed */
#define REPLACEMENT	0xfffd
#define ZERO_WIDTH	0x200b

/* HTML 13.2.5.80: what pages written for Windows mean by these numbers. */
static const uint16_t windows_1252[32] = {
	0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021,
	0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f,
	0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
};

int
entity_put(struct buf *out, uint32_t c)
{
	uint8_t b[4];
	size_t n;

	if (c >= 0x80 && c < 0xa0)
		c = windows_1252[c - 0x80];
	if (c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		c = REPLACEMENT;
	/* A control character is nothing that anybody sees. */
	if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
		c = ' ';
	if (c < 0x80) {
		b[0] = (uint8_t)c;
		n = 1;
	} else if (c < 0x800) {
		b[0] = (uint8_t)(0xc0 | c >> 6);
		b[1] = (uint8_t)(0x80 | (c & 0x3f));
		n = 2;
	} else if (c < 0x10000) {
		b[0] = (uint8_t)(0xe0 | c >> 12);
		b[1] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
		b[2] = (uint8_t)(0x80 | (c & 0x3f));
		n = 3;
	} else {
		b[0] = (uint8_t)(0xf0 | c >> 18);
		b[1] = (uint8_t)(0x80 | (c >> 12 & 0x3f));
		b[2] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
		b[3] = (uint8_t)(0x80 | (c & 0x3f));
		n = 4;
	}
	return buf_put(out, b, n);
}

static int
digit_of(uint8_t c, uint32_t base)
{
	if (ascii_is_digit(c))
		return c - '0';
	c = ascii_lower(c);
	return base == 16 && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "#49", "#x31": returns bytes taken after the "&", 0 if it is none. */
static size_t
numeric(struct slice s, uint32_t *ret)
{
	uint32_t base = 10, code = 0;
	size_t at = 1, from;
	int d;

	if (s.len > 1 && (s.ptr[1] | 0x20) == 'x') {
		base = 16;
		at = 2;
	}
	for (from = at; at < s.len; at++) {
		d = digit_of(s.ptr[at], base);
		if (d < 0)
			break;
		/* Past the last code point it stays past it. */
		if (code <= 0x10ffff)
			code = code * base + (uint32_t)d;
	}
	if (at == from)
		return 0;
	if (at < s.len && s.ptr[at] == ';')
		at++;
	*ret = code;
	return at;
}

/*
 * A name and its semicolon; or, of the old ones, the longest that stands at
 * the beginning ("&nbsp5" is a blank and a five).
 */
static size_t
by_name(struct slice s, const struct entity_name **ret)
{
	size_t len, n;

	for (len = 0; len < s.len && len < NAME_LEN_MAX &&
	    (ascii_is_alpha(s.ptr[len]) || ascii_is_digit(s.ptr[len])); len++)
		;
	if (len < s.len && s.ptr[len] == ';') {
		*ret = entity_name(slice_sub(s, 0, len));
		if (*ret != NULL)
			return len + 1;
	}
	for (n = len < LEGACY_LEN_MAX ? len : LEGACY_LEN_MAX; n >= 2; n--) {
		*ret = entity_name(slice_sub(s, 0, n));
		if (*ret != NULL && (*ret)->is_legacy)
			return n;
	}
	return 0;
}

static int
put_name(struct buf *out, const struct entity_name *n)
{
	int r = entity_put(out, n->code);

	return r == 0 && n->second != 0 ? entity_put(out, n->second) : r;
}

/* In a page not even a blank is seen of a control character. */
static int
put_number(struct buf *out, uint32_t c)
{
	bool is_control = c == 0x7f || (c > 0 && c < 0x20 &&
	    !ascii_is_space((uint8_t)c));

	return entity_put(out, is_control ? ZERO_WIDTH : c);
}

int
entity_decode(struct slice s, struct buf *out)
{
	const struct entity_name *name = NULL;
	uint32_t code = 0;
	size_t amp, n;
	int r = 0;

	while (s.len > 0 && r == 0) {
		amp = slice_chr(s, '&', 0);
		r = buf_put_slice(out, slice_sub(s, 0, amp));
		if (r < 0 || amp == SLICE_NPOS)
			break;
		s = slice_from(s, amp + 1);
		if (s.len > 0 && s.ptr[0] == '#') {
			n = numeric(s, &code);
			r = n > 0 ? put_number(out, code) :
			    buf_putc(out, '&');
		} else {
			n = by_name(s, &name);
			r = n > 0 ? put_name(out, name) :
			    buf_putc(out, '&');
		}
		s = slice_from(s, n);
	}
	return r;
}
