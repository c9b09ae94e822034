#include "mime/codec.h"

#include "base/err.h"

#define BAD	64

/* xxencode's alphabet: "+-0..9A..Za..z". */
static uint8_t
xx_value(uint8_t c)
{
	if (c == '+' || c == '-')
		return c == '+' ? 0 : 1;
	if (ascii_is_digit(c))
		return (uint8_t)(c - '0' + 2);
	if (c >= 'A' && c <= 'Z')
		return (uint8_t)(c - 'A' + 12);
	return c >= 'a' && c <= 'z' ? (uint8_t)(c - 'a' + 38) : BAD;
}

static uint8_t
value(uint8_t c, bool is_xx)
{
	if (is_xx)
		return xx_value(c);
	return c >= 32 && c <= 96 ? (uint8_t)((c - 32) & 63) : BAD;
}

static uint8_t
six(struct slice s, size_t i, bool is_xx)
{
	/* Blanks at the end of a line are often lost: read them as zero. */
	return i < s.len ? value(s.ptr[i], is_xx) & 63 : 0;
}

/*
 * The first character tells how many bytes the line holds.  It may be some
 * characters short (lost blanks) or one longer (a checksum); words in
 * capitals are mostly far shorter than they would have to be.
 */
bool
uu_is_data(struct slice s, bool is_xx, bool is_lax, size_t *ret_n)
{
	size_t n, want, i;

	if (s.len == 0 || value(s.ptr[0], is_xx) == BAD)
		return false;
	n = six(s, 0, is_xx);
	want = (n + 2) / 3 * 4;
	if ((want > 4 && (s.len - 1) * 2 < want) ||
	    (!is_lax && s.len - 1 > want + 1))
		return false;
	/* What stands behind the data is nothing, whatever it is. */
	if (is_lax && n > 0)
		s = slice_sub(s, 0, 1 + want);
	for (i = 0; i < s.len; i++)
		if (value(s.ptr[i], is_xx) == BAD)
			return false;
	*ret_n = n;
	return true;
}

int
uu_line_decode(struct slice s, bool is_xx, size_t n, struct buf *out)
{
	uint8_t q[3];
	size_t i, take;
	int r;

	for (i = 1; n > 0; i += 4, n -= take) {
		q[0] = (uint8_t)(six(s, i, is_xx) << 2 |
		    six(s, i + 1, is_xx) >> 4);
		q[1] = (uint8_t)(six(s, i + 1, is_xx) << 4 |
		    six(s, i + 2, is_xx) >> 2);
		q[2] = (uint8_t)(six(s, i + 2, is_xx) << 6 |
		    six(s, i + 3, is_xx));
		take = n < 3 ? n : 3;
		r = buf_put(out, q, take);
		if (r < 0)
			return r;
	}
	return 0;
}

int
uuencode_decode(struct slice raw, struct buf *out, unsigned *notes)
{
	struct mime_block b;
	size_t at;
	int r;

	for (at = 0; mime_block_find(raw, at, &b); at = b.to) {
		if (b.kind != MIME_BLOCK_UU && b.kind != MIME_BLOCK_XX)
			continue;
		if (!b.has_end)
			*notes |= MIME_NOTE_NO_END;
		r = mime_block_decode(raw, &b, out);
		if (r < 0)
			return r;
	}
	return 0;
}
