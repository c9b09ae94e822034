#include "conf/utf8.h"

/* Length of a sequence by its first byte; 0 for a byte that starts none. */
static size_t
length(uint8_t b)
{
	if (b < 0x80)
		return 1;
	if (b >= 0xc2 && b <= 0xdf)
		return 2;
	if (b >= 0xe0 && b <= 0xef)
		return 3;
	return b >= 0xf0 && b <= 0xf4 ? 4 : 0;
}

/* 0 if the bytes are no character. */
static size_t
decode(struct slice s, uint32_t *ret)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	static const uint8_t mask[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	size_t n, i;
	uint32_t c;

	n = length(s.ptr[0]);
	if (n == 0 || n > s.len)
		return 0;
	c = s.ptr[0] & mask[n];
	for (i = 1; i < n; i++) {
		if ((s.ptr[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s.ptr[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*ret = c;
	return n;
}

size_t
utf8_get(struct slice s, uint32_t *ret)
{
	size_t n;

	n = decode(s, ret);
	if (n == 0)
		*ret = 0xfffd;
	return n > 0 ? n : 1;
}

size_t
utf8_check(struct slice s)
{
	size_t at, n;
	uint32_t c = 0;

	for (at = 0; at < s.len; at += n) {
		n = decode(slice_from(s, at), &c);
		if (n == 0 || c == 0)
			return at;
	}
	return s.len;
}

size_t
utf8_count(struct slice s)
{
	size_t at, count = 0;
	uint32_t c;

	for (at = 0; at < s.len; count++)
		at += utf8_get(slice_from(s, at), &c);
	return count;
}

bool
utf8_is_hidden(uint32_t c)
{
	return c == 0xa0 || c == 0xad || c == 0x1680 || c == 0x3000 ||
	    c == 0xfeff || c == 0x2028 || c == 0x2029 ||
	    (c >= 0x2000 && c <= 0x200f) || (c >= 0x202a && c <= 0x202f) ||
	    (c >= 0x205f && c <= 0x206f) || (c >= 0x80 && c <= 0x9f);
}
