#include "mime/codec.h"

#include "base/err.h"
#include "mime/line.h"

/* "begin 644 name": three or four octal digits and a name. */
static bool
is_begin(struct slice s, struct slice *ret_name)
{
	size_t i, digits;

	if (!slice_istarts(s, SLICE("begin ")))
		return false;
	i = 6;
	while (i < s.len && s.ptr[i] == ' ')
		i++;
	for (digits = 0; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '7'; i++)
		digits++;
	if (digits < 3 || digits > 6 || i >= s.len || s.ptr[i] != ' ')
		return false;
	*ret_name = slice_trim(slice_from(s, i));
	return ret_name->len > 0;
}

static uint8_t
six(struct slice s, size_t i)
{
	/* Blanks at the end of a line are often lost: read them as zero. */
	return i < s.len ? (uint8_t)((s.ptr[i] - 32) & 63) : 0;
}

/*
 * A data line: its first character tells how many bytes it holds.  A line
 * may be some characters short (lost blanks) or one longer (a checksum).
 */
static bool
is_data(struct slice s, size_t *ret_n)
{
	size_t n, want, i;

	if (s.len == 0 || s.ptr[0] < 32 || s.ptr[0] > 96)
		return false;
	n = six(s, 0);
	want = (n + 2) / 3 * 4;
	if (s.len - 1 > want + 1)
		return false;
	for (i = 1; i < s.len; i++)
		if (s.ptr[i] < 32 || s.ptr[i] > 96)
			return false;
	*ret_n = n;
	return true;
}

static int
data_put(struct slice s, size_t n, struct buf *out)
{
	uint8_t q[3];
	size_t i, take;
	int r;

	for (i = 1; n > 0; i += 4, n -= take) {
		q[0] = (uint8_t)(six(s, i) << 2 | six(s, i + 1) >> 4);
		q[1] = (uint8_t)(six(s, i + 1) << 4 | six(s, i + 2) >> 2);
		q[2] = (uint8_t)(six(s, i + 2) << 6 | six(s, i + 3));
		take = n < 3 ? n : 3;
		r = buf_put(out, q, take);
		if (r < 0)
			return r;
	}
	return 0;
}

bool
mime_uu_find(struct slice text, size_t at, struct mime_uu *ret)
{
	struct slice s;
	struct line l;
	size_t n;

	for (; at < text.len; at = l.to) {
		l = line_at(text, at, text.len, LINE_CR);
		s = slice_sub(text, l.from, l.text_to);
		if (!is_begin(s, &ret->name))
			continue;
		ret->from = l.from;
		ret->data_from = ret->data_to = ret->to = l.to;
		ret->has_end = false;
		/* Words such as "begin 100 metres from ..." carry no data. */
		for (at = l.to, n = 0; at < text.len; at = l.to) {
			l = line_at(text, at, text.len, LINE_CR);
			s = slice_sub(text, l.from, l.text_to);
			if (slice_ieq(slice_trim(s), SLICE("end"))) {
				ret->to = l.to;
				ret->has_end = true;
				break;
			}
			if (!is_data(s, &n))
				break;
			ret->data_to = ret->to = l.to;
		}
		if (ret->data_to > ret->data_from || ret->has_end)
			return true;
		l.to = ret->data_from;
	}
	return false;
}

int
mime_uu_decode(struct slice text, const struct mime_uu *u, struct buf *out)
{
	struct slice s;
	struct line l;
	size_t at, n;
	int r;

	for (at = u->data_from; at < u->data_to; at = l.to) {
		l = line_at(text, at, u->data_to, LINE_CR);
		s = slice_sub(text, l.from, l.text_to);
		if (!is_data(s, &n))
			continue;
		r = data_put(s, n, out);
		if (r < 0)
			return r;
	}
	return 0;
}

int
uuencode_decode(struct slice raw, struct buf *out, unsigned *notes)
{
	struct mime_uu u;
	size_t at;
	int r;

	for (at = 0; mime_uu_find(raw, at, &u); at = u.to) {
		if (!u.has_end)
			*notes |= MIME_NOTE_NO_END;
		r = mime_uu_decode(raw, &u, out);
		if (r < 0)
			return r;
	}
	return 0;
}
