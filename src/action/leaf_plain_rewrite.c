#include "action/leaf_plain_rewrite.h"

#include "action/charset_rewrite.h"
#include "base/err.h"

/* Does the text end in a line that flows on (RFC 3676 4.1)? */
static bool
ends_flowed(struct slice s)
{
	size_t lf;

	while (s.len > 0 && (s.ptr[s.len - 1] == '\n' ||
	    s.ptr[s.len - 1] == '\r'))
		s.len--;
	lf = slice_rchr(s, '\n');
	s = slice_from(s, lf == SLICE_NPOS ? 0 : lf + 1);
	return s.len > 0 && s.ptr[s.len - 1] == ' ' &&
	    !slice_eq(s, SLICE("-- "));
}

/* RFC 3676 4.4: fixed lines that would be read as something else. */
static bool
wants_stuffing(struct slice line)
{
	return line.len > 0 && (line.ptr[0] == ' ' || line.ptr[0] == '>' ||
	    slice_starts(line, SLICE("From ")));
}

static int
put_lines(struct slice text, bool is_flowed, struct buf *out)
{
	struct slice line;
	size_t at, lf;
	int r;

	for (at = 0, r = 0; r == 0; at = lf + 1) {
		lf = slice_chr(text, '\n', at);
		line = slice_sub(text, at, lf == SLICE_NPOS ? text.len : lf);
		if (is_flowed && wants_stuffing(line))
			r = buf_putc(out, ' ');
		if (r == 0)
			r = buf_put_slice(out, line);
		if (r < 0 || lf == SLICE_NPOS)
			break;
		r = buf_puts(out, "\r\n");
	}
	return r;
}

/*
 * What goes behind the text, as lines: an empty line, the disclaimer, and a
 * line end if the text had one.  seen is the text in an ASCII-compatible
 * form.
 */
static int
plain_block(const struct mime_node *n, struct slice seen, struct slice text,
    struct buf *out)
{
	bool is_flowed, has_end, is_last;
	int r;

	is_flowed = slice_ieq(mime_param(&n->type, "format"),
	    SLICE("flowed"));
	has_end = seen.len > 0 && seen.ptr[seen.len - 1] == '\n';
	is_last = n->parent == MIME_NONE;
	r = 0;
	if (seen.len > 0)
		r = buf_puts(out, has_end ? "\r\n" : "\r\n\r\n");
	if (r == 0 && is_flowed && ends_flowed(seen))
		r = buf_puts(out, "\r\n");
	if (r == 0)
		r = put_lines(text, is_flowed, out);
	if (r == 0 && (has_end || (seen.len == 0 && is_last)))
		r = buf_puts(out, "\r\n");
	return r;
}

/* UTF-16: the same lines, two bytes a character (only under base64). */
static int
wide_plan(struct rewrite_job *j, const struct disclaimer *d,
    const struct mime_node *n, struct leaf_plan *p)
{
	struct buf seen = BUF_INIT(SIZE_MAX / 2), block = BUF_INIT(SIZE_MAX / 2);
	struct buf wide = BUF_INIT(SIZE_MAX / 2);
	bool is_little, invalid;
	int r;

	if (n->encoding != MIME_ENCODING_BASE64 ||
	    !charset_is_utf16(n->charset, buf_slice(&p->decoded),
	    &is_little)) {
		p->reason = "charset";
		return 0;
	}
	r = mime_to_utf8(buf_slice(&p->decoded), n->charset, &seen, &invalid);
	if (r == 0 && invalid)
		p->reason = "charset";
	if (r == 0)
		r = plain_block(n, buf_slice(&seen), d->text, &block);
	if (r == 0)
		r = charset_encode_utf16(buf_slice(&block), is_little, &wide);
	if (r == 0)
		r = rewrite_keep(j, &wide, &p->inserted);
	buf_free(&seen);
	buf_free(&block);
	buf_free(&wide);
	return r;
}

static bool
is_ascii_name(struct slice charset)
{
	return charset.len == 0 || slice_ieq(charset, SLICE("us-ascii")) ||
	    slice_ieq(charset, SLICE("ascii")) ||
	    slice_ieq(charset, SLICE("ansi_x3.4-1968"));
}

static bool
is_utf8_name(struct slice charset)
{
	return slice_ieq(charset, SLICE("utf-8")) ||
	    slice_ieq(charset, SLICE("utf8"));
}

/* Is the parameter absent, or in a form that can be replaced? */
static bool
can_set_charset(const struct mime_node *n, struct arena *a)
{
	const struct mime_field *f = mime_field(n, "Content-Type");
	struct slice place;

	return f == NULL || mime_param(&n->type, "charset").ptr == NULL ||
	    mime_param_place(f->value, "charset", a, &place);
}

/*
 * The disclaimer in bytes of the part's charset, or in ASCII (section 7, in
 * its order).
 */
static int
plain_bytes(const struct disclaimer *d, const struct mime_node *n,
    bool is_valid, struct arena *a, struct leaf_plan *p, struct buf *out)
{
	int r;

	if (slice_eq(d->text, d->ascii) || !is_valid)
		return buf_put_slice(out, d->ascii);
	if (is_utf8_name(n->charset))
		return buf_put_slice(out, d->text);
	if (is_ascii_name(n->charset)) {
		if (!charset_is_ascii(buf_slice(&p->decoded)) ||
		    !can_set_charset(n, a))
			return buf_put_slice(out, d->ascii);
		p->is_utf8 = true;
		return buf_put_slice(out, d->text);
	}
	r = charset_encode(d->text, n->charset, out);
	if (r != ERR_RANGE)
		return r;
	buf_reset(out);
	return buf_put_slice(out, d->ascii);
}

int
leaf_plain_plan(struct rewrite_job *j, const struct disclaimer *d,
    const struct edit_disclaimer *how, bool is_valid, struct leaf_plan *p)
{
	const struct mime_node *n = &j->m->nodes[p->node];
	struct buf text = BUF_INIT(SIZE_MAX / 2), block = BUF_INIT(SIZE_MAX / 2);
	struct slice decoded = buf_slice(&p->decoded);
	bool is_known;
	int r;

	(void)how;
	p->place = decoded.len;
	if (slice_istarts(n->charset, SLICE("utf-16")))
		return wide_plan(j, d, n, p);
	is_known = mime_charset_known(n->charset);
	if (is_known ? !charset_takes_ascii(n->charset, decoded) :
	    !charset_is_ascii(decoded)) {
		p->reason = "charset";
		return 0;
	}
	r = plain_bytes(d, n, is_valid && is_known, j->arena, p,
	    &text);
	if (r == 0)
		r = plain_block(n, decoded, buf_slice(&text), &block);
	if (r == 0)
		r = rewrite_keep(j, &block, &p->inserted);
	buf_free(&text);
	buf_free(&block);
	return r;
}
