#include "action/encode_rewrite.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"

#define WIDTH	76	/* RFC 2045 6.7, 6.8 */

/* --- quoted-printable ------------------------------------------------------------------ */

/* Must this byte be escaped?  at_start, at_end: of its line. */
static bool
is_escaped(struct slice s, size_t i, bool at_start, bool at_end)
{
	uint8_t c = s.ptr[i];

	if (c == '=' || c >= 127 || (c < 32 && c != '\t'))
		return true;
	if (at_end && (c == ' ' || c == '\t'))
		return true;
	/* A lone dot, "From " and what looks like a delimiter. */
	return at_start && (c == '.' ||
	    slice_starts(slice_from(s, i), SLICE("From ")) ||
	    slice_starts(slice_from(s, i), SLICE("--")));
}

static bool
is_line_end(struct slice s, size_t i)
{
	return s.len - i > 1 && s.ptr[i] == '\r' && s.ptr[i + 1] == '\n';
}

int
encode_quoted(struct slice s, struct buf *out)
{
	size_t i, col, n;
	bool at_end, escaped;
	int r;

	for (i = col = 0, r = 0; i < s.len && r == 0; i++) {
		if (is_line_end(s, i)) {
			r = buf_puts(out, "\r\n");
			i++;
			col = 0;
			continue;
		}
		at_end = i + 1 == s.len || is_line_end(s, i + 1);
		escaped = is_escaped(s, i, col == 0, at_end);
		n = escaped ? 3 : 1;
		if (col + n > WIDTH - (at_end ? 0 : 1)) {
			r = buf_puts(out, "=\r\n");
			col = 0;
			escaped = is_escaped(s, i, true, at_end);
			n = escaped ? 3 : 1;
		}
		if (r == 0)
			r = escaped ? buf_printf(out, "=%02X", s.ptr[i]) :
			    buf_putc(out, s.ptr[i]);
		col += n;
	}
	return r;
}

/* Length of the soft break at `at`, which is "="; 0 if it is none. */
static size_t
soft_break(struct slice raw, size_t at)
{
	size_t i;

	for (i = at + 1; i < raw.len &&
	    (raw.ptr[i] == ' ' || raw.ptr[i] == '\t'); i++)
		;
	if (i == raw.len || raw.ptr[i] == '\n')
		return (i < raw.len ? i + 1 : i) - at;
	if (raw.ptr[i] != '\r')
		return 0;
	i++;
	return (i < raw.len && raw.ptr[i] == '\n' ? i + 1 : i) - at;
}

/*
 * Where the encoded form of decoded byte `place` starts, soft breaks before
 * it left behind.  *ret_is_open: the data end in a soft break that lacks its
 * line end.
 */
static size_t
quoted_place(struct slice raw, size_t place, size_t decoded_len,
    bool *ret_is_open)
{
	size_t i, n, soft;

	*ret_is_open = false;
	for (i = n = 0; i < raw.len; ) {
		if (raw.ptr[i] != '=') {
			if (n == place && place < decoded_len)
				return i;
			i++;
			n++;
			continue;
		}
		if (raw.len - i > 2 && ascii_hex_value(raw.ptr[i + 1]) >= 0 &&
		    ascii_hex_value(raw.ptr[i + 2]) >= 0) {
			if (n == place && place < decoded_len)
				return i;
			i += 3;
			n++;
			continue;
		}
		soft = soft_break(raw, i);
		if (soft == 0) {
			if (n == place && place < decoded_len)
				return i;
			n++;
			i++;
			continue;
		}
		i += soft;
		*ret_is_open = i == raw.len && raw.ptr[i - 1] != '\n' &&
		    raw.ptr[i - 1] != '\r';
	}
	return raw.len;
}

/*
 * In the middle of a line as it is written: after "=0D=0A", and after a blank,
 * which at the end of its line would count for nothing (RFC 2045 6.7, rule 3).
 */
static bool
wants_soft_break(struct slice raw, size_t at, struct slice inserted)
{
	if (!slice_starts(inserted, SLICE("\r\n")))
		return true;
	return at < raw.len &&
	    (raw.ptr[at - 1] == ' ' || raw.ptr[at - 1] == '\t');
}

static int
quoted_splice(struct rewrite_job *j, size_t base, struct slice raw,
    size_t place, size_t decoded_len, struct slice inserted)
{
	struct buf out = BUF_INIT(inserted.len * 4 + 64);
	struct slice bytes;
	bool is_open;
	size_t at;
	int r;

	at = quoted_place(raw, place, decoded_len, &is_open);
	r = is_open && at == raw.len ? buf_puts(&out, "\r\n") : 0;
	if (r == 0 && out.len == 0 && at > 0 && raw.ptr[at - 1] != '\n' &&
	    wants_soft_break(raw, at, inserted))
		r = buf_puts(&out, "=\r\n");
	if (r == 0)
		r = encode_quoted(inserted, &out);
	if (r == 0)
		r = rewrite_keep(j, &out, &bytes);
	buf_free(&out);
	return r == 0 ? rewrite_splice(j, base + at, base + at, bytes) : r;
}

/* --- base64 ------------------------------------------------------------------------------ */

int
encode_base64(struct slice s, size_t col, size_t width, struct buf *out)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	uint8_t q[4];
	uint32_t v;
	size_t i, k;
	int r;

	for (i = 0, r = 0; i < s.len && r == 0; i += 3) {
		v = (uint32_t)s.ptr[i] << 16;
		v |= i + 1 < s.len ? (uint32_t)s.ptr[i + 1] << 8 : 0;
		v |= i + 2 < s.len ? s.ptr[i + 2] : 0;
		q[0] = (uint8_t)digit[v >> 18];
		q[1] = (uint8_t)digit[v >> 12 & 63];
		q[2] = i + 1 < s.len ? (uint8_t)digit[v >> 6 & 63] : '=';
		q[3] = i + 2 < s.len ? (uint8_t)digit[v & 63] : '=';
		for (k = 0; k < 4 && r == 0; k++, col++) {
			if (col >= width) {
				r = buf_puts(out, "\r\n");
				col = 0;
			}
			if (r == 0)
				r = buf_putc(out, q[k]);
		}
	}
	return r;
}

struct quanta {
	size_t at;		/* raw place of the quantum that is replaced */
	size_t col;		/* characters before it on its line */
	size_t end;		/* after the last character of the data */
	size_t width;		/* of the first full line */
};

/*
 * Find the quantum that holds a decoded byte.  False if there is anything but
 * base64 and line ends, or the padding is not at the end.
 */
static bool
quanta_find(struct slice raw, size_t quantum, struct quanta *q)
{
	size_t i, chars, col, last, pad, first;
	uint8_t c;

	first = last = 0;
	*q = (struct quanta){ raw.len, 0, 0, 0 };
	for (i = chars = col = pad = 0; i < raw.len; i++) {
		c = raw.ptr[i];
		if (c == '\r' || c == '\n') {
			if (first == 0)
				first = col;
			col = 0;
			continue;
		}
		if (c == ' ' || c == '\t')
			continue;
		/* A line is full if another one follows. */
		if (q->width == 0)
			q->width = first;
		if (c == '=')
			pad++;
		else if ((!ascii_is_alpha(c) && !ascii_is_digit(c) &&
		    c != '+' && c != '/') || pad > 0)
			return false;
		if (chars == quantum * 4) {
			q->at = i;
			q->col = col;
		}
		chars++;
		col++;
		last = col;
		q->end = i + 1;
	}
	/* What is put behind the last line fills it first. */
	if (quantum * 4 == chars) {
		q->at = q->end;
		q->col = last;
	}
	if (q->width == 0 || q->width > WIDTH || q->width < 4)
		q->width = WIDTH;
	return chars % 4 == 0 && pad <= 2;
}

/*
 * All from the quantum at the place on is encoded anew: what stands behind an
 * insertion in the middle moves by a part of a quantum as a rule, and is the
 * same when decoded.
 */
static int
base64_splice(struct rewrite_job *j, size_t base, struct slice raw,
    struct slice decoded, size_t place, struct slice inserted)
{
	struct buf tail = BUF_INIT(decoded.len + inserted.len + 16);
	struct buf out = BUF_INIT((decoded.len + inserted.len) * 2 + 256);
	struct slice bytes;
	struct quanta q;
	int r;

	if (!quanta_find(raw, place / 3, &q))
		return ERR_UNSUPPORTED;
	r = buf_put_slice(&tail, slice_sub(decoded, place / 3 * 3, place));
	if (r == 0)
		r = buf_put_slice(&tail, inserted);
	if (r == 0)
		r = buf_put_slice(&tail, slice_from(decoded, place));
	if (r == 0)
		r = encode_base64(buf_slice(&tail), q.col, q.width, &out);
	if (r == 0)
		r = rewrite_keep(j, &out, &bytes);
	buf_free(&tail);
	buf_free(&out);
	return r == 0 ? rewrite_splice(j, base + q.at,
	    base + (q.end > q.at ? q.end : q.at), bytes) : r;
}

/* --- any ----------------------------------------------------------------------------------- */

int
encode_splice(struct rewrite_job *j, uint32_t node, struct slice decoded,
    size_t place, struct slice inserted)
{
	const struct mime_node *n = &j->m->nodes[node];
	struct slice raw;

	raw = slice_sub(j->m->bytes, n->body_from, n->body_to);
	switch (n->encoding) {
	case MIME_ENCODING_IDENTITY:
		return rewrite_splice(j, n->body_from + place,
		    n->body_from + place, inserted);
	case MIME_ENCODING_QUOTED_PRINTABLE:
		return quoted_splice(j, n->body_from, raw, place, decoded.len,
		    inserted);
	case MIME_ENCODING_BASE64:
		return base64_splice(j, n->body_from, raw, decoded, place,
		    inserted);
	case MIME_ENCODING_UUENCODE:
	case MIME_ENCODING_UNKNOWN:
	case MIME_ENCODING_COUNT:
		break;
	}
	return ERR_UNSUPPORTED;
}

static bool
is_mostly_ascii(struct slice s)
{
	size_t i, n;

	for (i = n = 0; i < s.len; i++)
		n += s.ptr[i] >= 0x80;
	return n <= s.len / 3;
}

int
encode_anew(struct rewrite_job *j, uint32_t node, struct slice decoded,
    size_t place, struct slice inserted)
{
	const struct mime_node *n = &j->m->nodes[node];
	struct buf all = BUF_INIT(decoded.len + inserted.len + 16);
	struct buf out = BUF_INIT((decoded.len + inserted.len) * 4 + 256);
	struct slice bytes;
	bool is_quoted;
	int r;

	r = buf_put_slice(&all, slice_sub(decoded, 0, place));
	if (r == 0)
		r = buf_put_slice(&all, inserted);
	if (r == 0)
		r = buf_put_slice(&all, slice_from(decoded, place));
	is_quoted = is_mostly_ascii(buf_slice(&all));
	if (r == 0)
		r = is_quoted ? encode_quoted(buf_slice(&all), &out) :
		    encode_base64(buf_slice(&all), 0, WIDTH, &out);
	if (r == 0 && !is_quoted && node == 0)
		r = buf_puts(&out, "\r\n");
	if (r == 0)
		r = rewrite_keep(j, &out, &bytes);
	buf_free(&all);
	buf_free(&out);
	if (r == 0)
		r = rewrite_splice(j, n->body_from, n->body_to, bytes);
	return r < 0 ? r : rewrite_field(j, node, "Content-Transfer-Encoding",
	    is_quoted ? SLICE(" quoted-printable") : SLICE(" base64"));
}
