/*
 * How a leaf of an edited message is written down: old bytes kept as they are,
 * new ones encoded in the one way that we encode, under labels that are true.
 */
#include "action/proof_rewrite.h"

#include "action/charset_rewrite.h"
#include "action/encode_rewrite.h"
#include "action/leaf_rewrite.h"
#include "base/err.h"

#define LINE_MAX_MAIL	998	/* RFC 5322 2.1.1 */
#define WIDTH		76	/* RFC 2045 6.7, 6.8 */

static bool
has_long_line(struct slice s)
{
	size_t at, lf;

	for (at = 0; at < s.len; at = lf + 1) {
		lf = slice_chr(s, '\n', at);
		if (lf == SLICE_NPOS)
			lf = s.len;
		if (lf - at > LINE_MAX_MAIL + 1)
			return true;
	}
	return false;
}

static bool
says_8bit(const struct proof *p, const struct mime_node *n)
{
	struct slice v = leaf_label(n, p->job->arena);

	return slice_eq(v, SLICE("8bit")) || slice_eq(v, SLICE("binary"));
}

static size_t
count_digits(struct slice raw)
{
	size_t i, n;

	for (i = n = 0; i < raw.len; i++)
		n += !ascii_is_space(raw.ptr[i]);
	return n;
}

/* White space behind the last digit. */
static struct slice
digits_tail(struct slice raw)
{
	size_t n = raw.len;

	while (n > 0 && ascii_is_space(raw.ptr[n - 1]))
		n--;
	return slice_from(raw, n);
}

/* A new encoding only where section 6 or 7 asks for it. */
static bool
may_convert(const struct proof *p, const struct proof_pair *t)
{
	struct slice x;

	x = slice_sub(buf_slice(&t->is), t->place, t->place + t->len);
	return t->a->encoding == MIME_ENCODING_IDENTITY &&
	    (t->b->encoding == MIME_ENCODING_QUOTED_PRINTABLE ||
	    t->b->encoding == MIME_ENCODING_BASE64) &&
	    (has_long_line(buf_slice(&t->was)) || (!charset_is_ascii(x) &&
	    (!says_8bit(p, t->a) || charset_is_ascii(slice_from(
	    p->job->m->bytes, p->job->m->nodes[0].body_from)))));
}

/* The splice that goes into this leaf's body: proof_rewrite.c counted one. */
static struct splice
splice_of(const struct proof *p, const struct mime_node *n)
{
	const struct splice *s;
	size_t i;

	for (i = 0; i < p->list->splice_count; i++) {
		s = &p->list->splices[i];
		if (s->from >= n->body_from && s->to <= n->body_to &&
		    !proof_is_of_picture(p, i))
			return *s;
	}
	return (struct splice){ n->body_from, n->body_from, SLICE("") };
}

/*
 * The line break that has to come first where the text goes behind a soft
 * break without its line end, or into a written line; it is no text.  A blank
 * must not become the end of a line, where readers drop it.
 */
static struct slice
break_before(const struct proof *p, const struct mime_node *n,
    const struct splice *s, struct slice text)
{
	struct slice raw = slice_sub(p->old->bytes, n->body_from, s->from);
	struct slice bare = raw;

	while (slice_ends(bare, SLICE(" ")) || slice_ends(bare, SLICE("\t")))
		bare.len--;
	if (s->from == n->body_to && slice_ends(bare, SLICE("=")))
		return SLICE("\r\n");
	if (raw.len > 0 && !slice_ends(raw, SLICE("\n")) &&
	    (!slice_starts(text, SLICE("\r\n")) ||
	    (s->from < n->body_to && bare.len < raw.len)))
		return SLICE("=\r\n");
	return SLICE("");
}

/* Encoded as section 6 says, byte for byte. */
static int
is_quoted_well(const struct proof *p, const struct mime_node *n,
    struct slice text, bool is_whole)
{
	struct splice s = splice_of(p, n);
	struct buf want = BUF_INIT(SIZE_MAX / 2);
	int r = 0;

	if (!is_whole)
		r = buf_put_slice(&want, break_before(p, n, &s, text));
	if (r == 0)
		r = encode_quoted(text, &want);
	if (r == 0)
		r = proof_check(slice_eq(s.bytes, buf_slice(&want)));
	buf_free(&want);
	return r;
}

/* Of the first line that another one follows; what we write if there is none. */
static size_t
line_width(struct slice raw)
{
	size_t lf, width;

	while (raw.len > 0 && ascii_is_space(raw.ptr[0]))
		raw = slice_from(raw, 1);
	lf = slice_chr(raw, '\n', 0);
	if (lf == SLICE_NPOS || slice_trim(slice_from(raw, lf)).len == 0)
		return WIDTH;
	width = slice_trim(slice_sub(raw, 0, lf)).len;
	return width > WIDTH || width < 4 ? WIDTH : width;
}

/*
 * Lines of base64 from the one on that has the first new byte: all of them as
 * long as the first line of the part, but the last.
 */
static bool
has_even_lines(struct slice was, struct slice is, size_t start)
{
	size_t width = line_width(was), at, end, lf;
	struct slice line;

	end = is.len - digits_tail(is).len;
	lf = slice_rchr(slice_sub(is, 0, start), '\n');
	for (at = lf == SLICE_NPOS ? 0 : lf + 1; at < end; at = lf + 1) {
		lf = slice_chr(slice_sub(is, 0, end), '\n', at);
		line = slice_sub(is, at, lf == SLICE_NPOS ? end : lf - 1);
		if (line.len > width && at >= start)
			return false;
		if (lf == SLICE_NPOS)
			return true;
		if (line.len != width && lf > start + 1)
			return false;
	}
	return true;
}

/* Whole quanta, padded at the end where they have to be and nowhere else. */
static bool
is_exact_base64(struct slice raw)
{
	size_t i, digits, pad;

	for (i = digits = pad = 0; i < raw.len; i++) {
		if (ascii_is_space(raw.ptr[i]))
			continue;
		if (raw.ptr[i] != '=' && pad > 0)
			return false;
		pad += raw.ptr[i] == '=';
		digits++;
	}
	return digits % 4 == 0 && pad <= 2;
}

static bool
base64_is_fine(const struct proof_pair *t, struct slice was, struct slice is)
{
	size_t start = proof_same_start(was, is);

	return count_digits(slice_sub(was, 0, start)) / 4 >= t->place / 3 &&
	    slice_eq(digits_tail(was), digits_tail(is)) &&
	    has_even_lines(was, is, start) &&
	    is_exact_base64(is);
}

/* A whole body in another encoding. */
static int
converted_is_fine(const struct proof *p, const struct proof_pair *t)
{
	if (!may_convert(p, t))
		return ERR_MISMATCH;
	if (t->b->encoding == MIME_ENCODING_QUOTED_PRINTABLE)
		return is_quoted_well(p, t->a, buf_slice(&t->is), true);
	return proof_check(has_even_lines(SLICE(""), splice_of(p, t->a).bytes,
	    0));
}

/*
 * Raw bytes round the insertion are the old ones, but for a converted leaf
 * and for what follows the place in base64, which is cut anew.
 */
static int
keeps_raw(const struct proof *p, const struct proof_pair *t)
{
	struct slice was = proof_raw(p->old, t->a);
	struct slice is = proof_raw(p->new, t->b);
	struct slice x;

	if (t->a->encoding != t->b->encoding)
		return converted_is_fine(p, t);
	if (t->a->encoding == MIME_ENCODING_BASE64)
		return proof_check(base64_is_fine(t, was, is));
	if (is.len <= was.len ||
	    proof_same_start(was, is) + proof_same_end(was, is) < was.len)
		return ERR_MISMATCH;
	x = slice_sub(buf_slice(&t->is), t->place, t->place + t->len);
	if (t->a->encoding == MIME_ENCODING_QUOTED_PRINTABLE)
		return is_quoted_well(p, t->a, x, false);
	return proof_check(says_8bit(p, t->b) || charset_is_ascii(x));
}

static bool
is_unset(struct slice charset)
{
	return charset.len == 0 || slice_eq_str(slice_str(
	    mime_charset_name(charset)), "us-ascii");
}

/* The charset may become utf-8 where all was ASCII, for letters beyond it. */
static bool
keeps_charset(const struct proof_pair *t)
{
	struct slice x;

	x = slice_sub(buf_slice(&t->is), t->place, t->place + t->len);
	if (slice_eq(t->a->charset, t->b->charset))
		return charset_is_ascii(x) || !is_unset(t->a->charset);
	return is_unset(t->a->charset) &&
	    slice_eq(t->b->charset, SLICE("utf-8")) && !t->is_html &&
	    charset_is_ascii(buf_slice(&t->was)) && !charset_is_ascii(x);
}

/* Nothing that a strict reader would read otherwise than before. */
static int
same_notes(const struct proof *p, const struct proof_pair *t)
{
	struct buf scrap = BUF_INIT(SIZE_MAX / 2);
	unsigned was = 0, is = 0;
	int r;

	r = mime_decode(proof_raw(p->old, t->a), t->a->encoding, &scrap, &was);
	buf_reset(&scrap);
	if (r == 0)
		r = mime_decode(proof_raw(p->new, t->b), t->b->encoding, &scrap,
		    &is);
	buf_free(&scrap);
	return r < 0 ? r : proof_check((is & ~was) == 0);
}

int
proof_encoding(const struct proof *p, const struct proof_pair *t)
{
	int r;

	r = proof_check(keeps_charset(t));
	if (r == 0)
		r = keeps_raw(p, t);
	return r == 0 ? same_notes(p, t) : r;
}
