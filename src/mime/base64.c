#include "mime/codec.h"

#include "base/err.h"
#include "mime/line.h"

#define BAD	64	/* no base64 character */
#define PAD	65
#define SPACE	66

#define ROW4(n)		(n), (n) + 1, (n) + 2, (n) + 3
#define ROW8(n)		ROW4(n), ROW4((n) + 4)
#define BAD8		BAD, BAD, BAD, BAD, BAD, BAD, BAD, BAD
#define BAD32		BAD8, BAD8, BAD8, BAD8

/* RFC 4648 4, by byte. */
static const uint8_t sextet[256] = {
	BAD, BAD, BAD, BAD, BAD, BAD, BAD, BAD,
	BAD, SPACE, SPACE, BAD, BAD, SPACE, BAD, BAD, BAD8, BAD8,
	SPACE, BAD, BAD, BAD, BAD, BAD, BAD, BAD,
	BAD, BAD, BAD, 62, BAD, BAD, BAD, 63,
	ROW8(52), 60, 61, BAD, BAD, BAD, PAD, BAD, BAD,
	BAD, ROW8(0), ROW8(8), ROW8(16), 24, 25, BAD, BAD, BAD, BAD, BAD,
	BAD, ROW8(26), ROW8(34), ROW8(42), 50, 51, BAD, BAD, BAD, BAD, BAD,
	BAD32, BAD32, BAD32, BAD32
};

struct base64 {
	uint32_t bits;
	unsigned held;		/* characters in bits, 0 to 3 */
	bool padded;		/* padding was seen */
	unsigned notes;
};

/* Four characters as 24 bits; *bad gets the top bits of any other byte. */
static inline uint32_t
quantum(const uint8_t *p, uint32_t *bad)
{
	uint32_t a, b, c, d;

	a = sextet[p[0]];
	b = sextet[p[1]];
	c = sextet[p[2]];
	d = sextet[p[3]];
	*bad = a | b | c | d;
	return a << 18 | b << 12 | c << 6 | d;
}

static inline uint8_t *
put24(uint8_t *o, uint32_t v)
{
	o[0] = (uint8_t)(v >> 16);
	o[1] = (uint8_t)(v >> 8);
	o[2] = (uint8_t)v;
	return o + 3;
}

/*
 * Whole quanta, and the line ends between them; returns where anything else
 * begins.  Nearly all data are read here, two quanta at a time.
 */
static size_t
quanta(struct slice raw, size_t i, uint8_t **out)
{
	const uint8_t *p = raw.ptr;
	uint8_t *o = *out;
	uint32_t v, w, bad, worse;

	while (raw.len - i >= 8) {
		v = quantum(p + i, &bad);
		w = quantum(p + i + 4, &worse);
		if (bad < BAD && worse < BAD) {
			o = put24(put24(o, v), w);
			i += 8;
		} else if (bad < BAD) {
			o = put24(o, v);
			i += 4;
		} else if (p[i] == '\r' && p[i + 1] == '\n') {
			i += 2;
		} else {
			break;
		}
	}
	*out = o;
	return i;
}

/* End a quantum early: two characters give one byte, three give two. */
static uint8_t *
flush(struct base64 *b, uint8_t *o)
{
	if (b->held == 3) {
		*o++ = (uint8_t)(b->bits >> 10);
		*o++ = (uint8_t)(b->bits >> 2);
	} else if (b->held == 2) {
		*o++ = (uint8_t)(b->bits >> 4);
	} else if (b->held == 1) {
		b->notes |= MIME_NOTE_CUT;
	}
	b->held = 0;
	b->bits = 0;
	return o;
}

static uint8_t *
take(struct base64 *b, uint32_t value, uint8_t *o)
{
	if (b->padded)
		b->notes |= MIME_NOTE_INNER_PADDING;
	b->bits = b->bits << 6 | value;
	if (++b->held < 4)
		return o;
	*o++ = (uint8_t)(b->bits >> 16);
	*o++ = (uint8_t)(b->bits >> 8);
	*o++ = (uint8_t)b->bits;
	b->held = 0;
	b->bits = 0;
	return o;
}

static int
decode(struct slice raw, enum base64_padding padding, struct buf *out,
    unsigned *notes)
{
	struct base64 b = { 0, 0, false, 0 };
	uint8_t *o, c;
	size_t i;

	if (buf_reserve(out, raw.len / 4 * 3 + 3) < 0)
		return ERR_LIMIT;
	o = out->ptr + out->len;
	for (i = 0; i < raw.len; i++) {
		if (b.held == 0 && !b.padded) {
			i = quanta(raw, i, &o);
			if (i == raw.len)
				break;
		}
		c = sextet[raw.ptr[i]];
		if (c < BAD) {
			o = take(&b, c, o);
		} else if (c == PAD) {
			b.padded = true;
			if (padding == BASE64_STOP)
				break;
			if (padding == BASE64_EACH && b.held > 1)
				o = flush(&b, o);
		} else if (c == BAD) {
			b.notes |= MIME_NOTE_JUNK;
		} else if (raw.ptr[i] == ' ') {
			b.notes |= MIME_NOTE_BLANK;
		}
	}
	o = flush(&b, o);
	out->len = (size_t)(o - out->ptr);
	*notes |= b.notes;
	return 0;
}

/* Characters of base64 for the most part, and no words. */
static bool
is_data_line(struct slice line)
{
	size_t i, bad;

	line = slice_trim(line);
	/* A delimiter of some kind, whatever word it has. */
	if (slice_starts(line, SLICE("--")))
		return false;
	for (i = bad = 0; i < line.len; i++) {
		if (line.ptr[i] == ' ')
			return false;
		bad += sextet[line.ptr[i]] == BAD;
	}
	return bad * 2 <= line.len;
}

/* Does anything follow an empty line? */
static bool
has_gap(struct slice s)
{
	s = slice_trim(s);
	return slice_find(s, SLICE("\n\r\n"), 0) != SLICE_NPOS ||
	    slice_find(s, SLICE("\n\n"), 0) != SLICE_NPOS;
}

/*
 * Without the lines that hold none, a footer or a heading, and without what
 * follows an empty line.
 */
static int
decode_lines(struct slice raw, struct buf *out, unsigned *notes)
{
	struct buf kept = BUF_INIT(raw.len);
	struct line l;
	size_t at;
	int r;

	for (at = 0, r = 0; at < raw.len && r == 0; at = l.to) {
		l = line_at(raw, at, raw.len, LINE_CR);
		if (l.text_to == l.from && kept.len > 0)
			break;
		if (is_data_line(slice_sub(raw, l.from, l.text_to)))
			r = buf_put_slice(&kept, slice_sub(raw, l.from, l.to));
	}
	if (r == 0)
		r = decode(buf_slice(&kept), BASE64_EACH, out, notes);
	buf_free(&kept);
	return r;
}

int
base64_decode(struct slice raw, enum base64_padding padding, struct buf *out,
    unsigned *notes)
{
	if (padding == BASE64_LINES)
		return decode_lines(raw, out, notes);
	if (padding == BASE64_EACH && has_gap(raw))
		*notes |= MIME_NOTE_BLANK;
	return decode(raw, padding, out, notes);
}
