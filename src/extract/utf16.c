#include "extract/utf16.h"

#include "extract/le.h"

#define NO_CHARACTER	0xfffdu

static size_t
encode(uint32_t c, uint8_t out[4])
{
	if (c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		c = NO_CHARACTER;
	if (c < 0x80) {
		out[0] = (uint8_t)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (uint8_t)(0xc0 | c >> 6);
		out[1] = (uint8_t)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (uint8_t)(0xe0 | c >> 12);
		out[1] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
		out[2] = (uint8_t)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (uint8_t)(0xf0 | c >> 18);
	out[1] = (uint8_t)(0x80 | (c >> 12 & 0x3f));
	out[2] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
	out[3] = (uint8_t)(0x80 | (c & 0x3f));
	return 4;
}

int
utf16_put_char(struct buf *out, uint32_t c)
{
	uint8_t bytes[4];

	if ((c < 0x20 && c != '\t' && c != '\r' && c != '\n') ||
	    (c >= 0x7f && c < 0xa0))
		c = ' ';
	return buf_put(out, bytes, encode(c, bytes));
}

uint32_t
utf16_next(struct slice s, size_t *at)
{
	uint32_t c = le16(s, *at), low;

	*at += 2;
	if (c < 0xd800 || c >= 0xe000)
		return c;
	low = le16(s, *at);
	if (c >= 0xdc00 || low < 0xdc00 || low >= 0xe000)
		return NO_CHARACTER;
	*at += 2;
	return 0x10000 + ((c & 0x3ff) << 10) + (low & 0x3ff);
}

int
utf16_put(struct buf *out, struct slice s)
{
	size_t at = 0;
	int r = 0;

	while (r == 0 && s.len - at >= 2)
		r = utf16_put_char(out, utf16_next(s, &at));
	return r;
}

size_t
utf16_raw(struct slice s, uint8_t *out)
{
	size_t at = 0, n = 0;

	while (s.len - at >= 2)
		n += encode(utf16_next(s, &at), out + n);
	return n;
}
