/*
 * unicode -- Unicode's rarer forms: UTF-7, and what old readers take for
 * UTF-8 though it is none.
 */
#include "mime/charset.h"

#include <unistr.h>

#include "mime/mime.h"

#define NOT_BASE64	64

int
charset_put(struct buf *out, uint32_t c)
{
	uint8_t u[4];
	int n;

	if (c < 0x80)
		return buf_putc(out, (uint8_t)c);
	n = u8_uctomb(u, c, sizeof u);
	if (n < 0)
		return buf_puts(out, "\xef\xbf\xbd");
	return buf_put(out, u, (size_t)n);
}

/* --- UTF-7 (RFC 2152) ---------------------------------------------------------- */

static uint32_t
sextet(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return (uint32_t)(c - 'A');
	if (c >= 'a' && c <= 'z')
		return (uint32_t)(c - 'a' + 26);
	if (ascii_is_digit(c))
		return (uint32_t)(c - '0' + 52);
	return c == '+' ? 62 : c == '/' ? 63 : NOT_BASE64;
}

struct utf7 {
	struct buf *out;
	uint32_t bits;
	unsigned held;		/* bits not used yet */
	uint32_t high;		/* first half of a pair, or 0 */
};

static int
utf7_unit(struct utf7 *u, uint32_t c)
{
	int r = 0;

	if (u->high != 0 && c >= 0xdc00 && c < 0xe000) {
		c = 0x10000 + ((u->high - 0xd800) << 10) + (c - 0xdc00);
		u->high = 0;
		return charset_put(u->out, c);
	}
	if (u->high != 0)
		r = charset_put(u->out, 0xfffd);
	u->high = c >= 0xd800 && c < 0xdc00 ? c : 0;
	return r < 0 || u->high != 0 ? r : charset_put(u->out, c);
}

/* The run behind a "+"; returns where it ends. */
static size_t
utf7_run(struct utf7 *u, struct slice s, size_t at, int *ret)
{
	uint32_t v;

	u->bits = u->high = 0;
	u->held = 0;
	for (*ret = 0; at < s.len && *ret == 0; at++) {
		v = sextet(s.ptr[at]);
		if (v == NOT_BASE64)
			break;
		u->bits = u->bits << 6 | v;
		u->held += 6;
		if (u->held < 16)
			continue;
		u->held -= 16;
		*ret = utf7_unit(u, u->bits >> u->held & 0xffff);
	}
	return at < s.len && s.ptr[at] == '-' ? at + 1 : at;
}

int
charset_utf7(struct slice s, struct buf *out)
{
	struct utf7 u = { .out = out };
	size_t at;
	int r;

	for (at = 0, r = 0; at < s.len && r == 0; ) {
		if (s.ptr[at] != '+') {
			r = charset_put(out, s.ptr[at++]);
		} else if (at + 1 < s.len && s.ptr[at + 1] == '-') {
			r = buf_putc(out, '+');
			at += 2;
		} else {
			at = utf7_run(&u, s, at + 1, &r);
		}
	}
	return r;
}

/* Letters and digits of ASCII, full-width ones too, or blanks between them. */
static bool
is_hidden(uint32_t c)
{
	return (c >= 0x20 && c < 0x7f) || c == '\t' || c == '\r' ||
	    c == '\n' || (c >= 0xff01 && c <= 0xff5e);
}

/*
 * How many such characters a run holds, and nothing else; *ret_end is where
 * it ends.
 */
static size_t
hidden_run(struct slice s, size_t at, size_t *ret_end)
{
	uint32_t bits = 0, v;
	unsigned held = 0;
	size_t n = 0;
	bool is_good = true;

	for (; at < s.len; at++) {
		v = sextet(s.ptr[at]);
		if (v == NOT_BASE64)
			break;
		bits = bits << 6 | v;
		held += 6;
		if (held < 16)
			continue;
		held -= 16;
		is_good = is_good && is_hidden(bits >> held & 0xffff);
		n++;
	}
	*ret_end = at;
	/* What is left over is padding, less than a character of base64. */
	return is_good && held < 6 && (bits & ((1u << held) - 1)) == 0 ? n : 0;
}

bool
mime_looks_utf7(struct slice s)
{
	size_t at, end, n, all;

	for (at = slice_chr(s, '+', 0), all = 0; at != SLICE_NPOS;
	    at = slice_chr(s, '+', end)) {
		n = hidden_run(s, at + 1, &end);
		/* A short one without its end may be chance. */
		if (n >= 3 || (n > 0 && end < s.len && s.ptr[end] == '-'))
			all += n;
		if (all >= 3)
			return true;
	}
	return false;
}

/* --- what is no UTF-8 ---------------------------------------------------------------- */

/* A sequence by its lead byte alone, as the first specification had them. */
static size_t
sequence(struct slice s, size_t at, uint32_t *ret)
{
	size_t n, i;
	uint8_t c = s.ptr[at];

	if (c >= 0xc0 && c < 0xe0)
		n = 2;
	else if (c >= 0xe0 && c < 0xf0)
		n = 3;
	else if (c >= 0xf0 && c < 0xf8)
		n = 4;
	else if (c >= 0xf8 && c < 0xfc)
		n = 5;
	else if (c >= 0xfc && c < 0xfe)
		n = 6;
	else
		return 0;
	if (s.len - at < n)
		return 0;
	*ret = c & (0x7fu >> n);
	for (i = 1; i < n; i++) {
		if ((s.ptr[at + i] & 0xc0) != 0x80)
			return 0;
		*ret = *ret << 6 | (s.ptr[at + i] & 0x3f);
	}
	return n;
}

size_t
charset_lenient(struct slice s, size_t at, uint32_t *ret)
{
	uint32_t c, low;
	size_t n, m;

	n = sequence(s, at, &c);
	if (n == 0)
		return 0;
	/* CESU-8: the halves of a UTF-16 pair, each a sequence of its own. */
	if (c >= 0xd800 && c < 0xdc00 && at + n < s.len) {
		m = sequence(s, at + n, &low);
		if (m > 0 && low >= 0xdc00 && low < 0xe000) {
			*ret = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
			return n + m;
		}
	}
	if (c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0;
	*ret = c;
	return n;
}
