#include "action/charset_rewrite.h"

#include "base/err.h"

#define ESC	0x1b
#define SO	0x0e
#define SI	0x0f

bool
charset_is_ascii(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.ptr[i] >= 0x80)
			return false;
	return true;
}

/* ISO-2022: "ESC ( B" and "ESC ( J" come back to ASCII, SI to one byte. */
static bool
ends_in_ascii(struct slice s)
{
	size_t i;
	bool two, shifted;

	for (i = 0, two = shifted = false; i < s.len; i++) {
		if (s.ptr[i] == SO || s.ptr[i] == SI)
			shifted = s.ptr[i] == SO;
		if (s.ptr[i] != ESC || s.len - i < 3)
			continue;
		two = !(s.ptr[i + 1] == '(' &&
		    (s.ptr[i + 2] == 'B' || s.ptr[i + 2] == 'J'));
		/* A designation of a further set switches nothing yet. */
		if (s.ptr[i + 1] == '$' && s.ptr[i + 2] == ')')
			two = false;
	}
	return !two && !shifted;
}

bool
charset_takes_ascii(struct slice charset, struct slice data)
{
	struct buf in = BUF_INIT(256), out = BUF_INIT(1024);
	bool invalid, same;
	unsigned c;

	/* "+A" and "~{" mean something else in UTF-7 and HZ. */
	(void)buf_puts(&in, "+A-~{!!~}\r\n\t");
	for (c = 32; c < 127; c++)
		(void)buf_putc(&in, (uint8_t)c);
	same = mime_to_utf8(buf_slice(&in), charset, &out, &invalid) == 0 &&
	    !invalid && slice_eq(buf_slice(&in), buf_slice(&out));
	buf_free(&in);
	buf_free(&out);
	return same && (slice_chr(data, ESC, 0) == SLICE_NPOS ||
	    ends_in_ascii(data)) && (slice_chr(data, SO, 0) == SLICE_NPOS ||
	    ends_in_ascii(data));
}

bool
charset_is_utf16(struct slice charset, struct slice data, bool *ret_is_little)
{
	if (!slice_istarts(charset, SLICE("utf-16")) || data.len % 2 != 0)
		return false;
	if (slice_starts(data, SLICE("\xff\xfe")) ||
	    slice_ieq(charset, SLICE("utf-16le"))) {
		*ret_is_little = true;
		return true;
	}
	*ret_is_little = false;
	return slice_starts(data, SLICE("\xfe\xff")) ||
	    slice_ieq(charset, SLICE("utf-16be"));
}

/* The byte for one character, or 0. */
static uint8_t
byte_of(struct slice ch, struct slice charset)
{
	struct buf out = BUF_INIT(16);
	bool invalid, found;
	unsigned first, c;
	uint8_t byte;

	/* Latin-1 is read as windows-1252, but must not be written so. */
	first = slice_istarts(charset, SLICE("iso-8859-")) ? 0xa0 : 0x80;
	for (c = first, found = false; c < 256 && !found; c++) {
		byte = (uint8_t)c;
		buf_reset(&out);
		found = mime_to_utf8(slice_of(&byte, 1), charset, &out,
		    &invalid) == 0 && !invalid &&
		    slice_eq(buf_slice(&out), ch);
	}
	buf_free(&out);
	return found ? (uint8_t)(c - 1) : 0;
}

int
charset_encode(struct slice text, struct slice charset, struct buf *out)
{
	size_t i, n;
	uint8_t byte;
	int r;

	for (i = 0, r = 0; i < text.len && r == 0; i += n) {
		for (n = 1; i + n < text.len &&
		    (text.ptr[i + n] & 0xc0) == 0x80; n++)
			;
		byte = n == 1 ? text.ptr[i] :
		    byte_of(slice_sub(text, i, i + n), charset);
		if (byte == 0 || (n == 1 && byte >= 0x80))
			return ERR_RANGE;
		r = buf_putc(out, byte);
	}
	return r;
}

static int
put_unit(uint32_t u, bool is_little, struct buf *out)
{
	uint8_t hi = (uint8_t)(u >> 8), lo = (uint8_t)u;
	int r;

	r = buf_putc(out, is_little ? lo : hi);
	return r == 0 ? buf_putc(out, is_little ? hi : lo) : r;
}

int
charset_encode_utf16(struct slice s, bool is_little, struct buf *out)
{
	size_t i, k, n;
	uint32_t c;
	int r;

	for (i = 0, r = 0; i < s.len && r == 0; i += n) {
		c = s.ptr[i];
		n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
		if (n > s.len - i)
			return ERR_RANGE;
		if (n > 1)
			c &= 0xffu >> (n + 1);
		for (k = 1; k < n; k++)
			c = c << 6 | (s.ptr[i + k] & 0x3f);
		if (c >= 0x10000) {
			r = put_unit(0xd800 + ((c - 0x10000) >> 10), is_little,
			    out);
			c = 0xdc00 + ((c - 0x10000) & 0x3ff);
		}
		if (r == 0)
			r = put_unit(c, is_little, out);
	}
	return r;
}

int
charset_mask(struct slice s, struct buf *out)
{
	size_t i;
	bool two;
	int r;

	for (i = 0, two = false, r = 0; i < s.len && r == 0; i++) {
		if (s.ptr[i] == SO || s.ptr[i] == SI)
			two = s.ptr[i] == SO;
		if (s.ptr[i] == ESC && s.len - i > 2) {
			two = s.ptr[i + 1] == '$' && s.ptr[i + 2] != ')';
			r = buf_puts(out, "xxx");
			i += 2;
			continue;
		}
		r = buf_putc(out, two && s.ptr[i] > 32 ? 'x' : s.ptr[i]);
	}
	return r;
}
