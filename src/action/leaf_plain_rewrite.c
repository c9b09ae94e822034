#include "action/leaf_plain_rewrite.h"

#include <string.h>
#include <unistr.h>

#include "action/charset_rewrite.h"
#include "action/place_rewrite.h"
#include "base/err.h"

/* A text part while it is planned. */
struct plain {
	const struct mime_node *n;
	const struct disclaimer *d;
	const struct edit_disclaimer *how;
	struct charset_form form;
	struct slice view;	/* the text as UTF-8 */
	bool is_valid;		/* its bytes may be what its label says */
	bool is_doubtful;	/* or be something else, UTF-8 for instance */
	bool is_flowed;
	bool is_last;		/* no delimiter follows, which has a line end */
	size_t place;		/* in view */
};

/* --- lines ---------------------------------------------------------------------------- */

static struct slice
last_line(struct slice s)
{
	size_t lf;

	if (slice_ends(s, SLICE("\n")))
		s.len--;
	if (slice_ends(s, SLICE("\r")))
		s.len--;
	lf = slice_rchr(s, '\n');
	return slice_from(s, lf == SLICE_NPOS ? 0 : lf + 1);
}

/*
 * Empty lines at the end; *ret_rest is what stands above them.  That a text
 * is empty makes no empty line.
 */
static size_t
empty_lines(struct slice s, struct slice *ret_rest)
{
	size_t n;

	for (n = 0; s.len > 0 && s.ptr[s.len - 1] == '\n' &&
	    last_line(s).len == 0; n++)
		s.len -= slice_ends(s, SLICE("\r\n")) ? 2 : 1;
	*ret_rest = s;
	return n;
}

/* RFC 3676 4.1: does the line flow on into what follows it? */
static bool
is_flowing(struct slice line)
{
	return slice_ends(line, SLICE(" ")) && !slice_eq(line, SLICE("-- "));
}

/* RFC 3676 4.4: what would be read as something else; a dot is not safe. */
static bool
wants_blank(struct slice line, bool is_flowed)
{
	if (slice_starts(line, SLICE("From ")) || slice_eq(line, SLICE(".")))
		return true;
	return is_flowed && line.len > 0 &&
	    (line.ptr[0] == ' ' || line.ptr[0] == '>');
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
		/* A fixed line: a blank at its end would make it flow on. */
		while (line.len > 0 && ascii_is_space(line.ptr[line.len - 1]))
			line.len--;
		if (wants_blank(line, is_flowed))
			r = buf_putc(out, ' ');
		if (r == 0)
			r = buf_put_slice(out, line);
		if (r < 0 || lf == SLICE_NPOS)
			break;
		r = buf_puts(out, "\r\n");
	}
	return r;
}

static int
put_ends(size_t n, struct buf *out)
{
	int r;

	for (r = 0; n > 0 && r == 0; n--)
		r = buf_puts(out, "\r\n");
	return r;
}

/*
 * Behind the text: an empty line, the disclaimer, and a line end if the text
 * had one.  A line that flows on takes the empty line for itself.
 */
static int
block_end(const struct plain *t, struct slice text, struct buf *out)
{
	struct slice view = t->view;
	bool has_end;
	size_t ends;
	int r;

	has_end = slice_ends(view, SLICE("\n"));
	ends = view.len == 0 ? 0 : has_end ? 1 : 2;
	if (t->is_flowed && is_flowing(last_line(view)))
		ends++;
	r = put_ends(ends, out);
	if (r == 0)
		r = put_lines(text, t->is_flowed, out);
	return r == 0 ? put_ends(has_end || t->is_last ? 1 : 0, out) : r;
}

/* Above a line: one empty line on each side, those that are there counted. */
static int
block_above(const struct plain *t, struct slice text, struct buf *out)
{
	struct slice above;
	size_t have, want;
	int r;

	have = empty_lines(slice_sub(t->view, 0, t->place), &above);
	want = above.len == 0 ? 0 :
	    t->is_flowed && is_flowing(last_line(above)) ? 2 : 1;
	r = put_ends(want > have ? want - have : 0, out);
	if (r == 0)
		r = put_lines(text, t->is_flowed, out);
	return r == 0 ? put_ends(2, out) : r;
}

/* --- bytes ------------------------------------------------------------------------------ */

/* One form of the text as bytes; false if it does not fit into the part. */
static int
try_form(struct rewrite_job *j, struct plain *t, struct slice text,
    struct leaf_plan *p, bool *ret_fits)
{
	struct buf block = BUF_INIT(SIZE_MAX / 2), bytes = BUF_INIT(SIZE_MAX / 2);
	struct slice decoded = buf_slice(&p->decoded);
	int r;

	*ret_fits = false;
	r = t->place == t->view.len ? block_end(t, text, &block) :
	    block_above(t, text, &block);
	if (r == 0)
		r = p->is_utf8 ? buf_put_slice(&bytes, buf_slice(&block)) :
		    charset_write(&t->form, buf_slice(&block), &bytes);
	*ret_fits = r == 0 && (charset_is_ascii(buf_slice(&bytes)) ||
	    leaf_takes_wide(j, t->how, p));
	/* Among bytes that are wrong already, only ASCII is certain. */
	if (*ret_fits && t->is_valid && !t->is_doubtful && !p->is_utf8)
		r = charset_holds(&t->form, decoded, p->place,
		    buf_slice(&bytes), t->view, t->place, buf_slice(&block),
		    ret_fits);
	if (r == 0 && *ret_fits)
		r = rewrite_keep(j, &bytes, &p->inserted);
	buf_free(&block);
	buf_free(&bytes);
	return r == ERR_RANGE ? 0 : r;
}

/* Section 7, in its order. */
static int
put_text(struct rewrite_job *j, struct plain *t, struct leaf_plan *p)
{
	const char *known = t->form.known;
	bool fits = false;
	int r = 0;

	p->is_utf8 = t->is_valid && !t->is_doubtful && !t->how->ascii_only &&
	    (t->n->charset.len == 0 ||
	    (known != NULL && strcmp(known, "us-ascii") == 0)) &&
	    charset_is_ascii(buf_slice(&p->decoded)) &&
	    !charset_may_switch(buf_slice(&p->decoded)) &&
	    !slice_eq(t->d->text, t->d->ascii) && leaf_can_be_utf8(j, p);
	if (t->is_valid && !t->is_doubtful)
		r = try_form(j, t, t->d->text, p, &fits);
	if (r < 0 || fits)
		return r;
	p->is_utf8 = false;
	r = try_form(j, t, t->d->ascii, p, &fits);
	if (r == 0 && !fits)
		p->reason = "charset";
	return r;
}

/* --- the part ----------------------------------------------------------------------------- */

/* The place in the bytes; at the end if the lines of both do not agree. */
static void
place_map(struct plain *t, struct leaf_plan *p)
{
	struct slice above = slice_sub(t->view, 0, t->place);
	size_t at, lines;

	p->place = p->decoded.len;
	if (t->place == t->view.len)
		return;
	at = SLICE_NPOS;
	if (above.len == 0 || slice_ends(above, SLICE("\n"))) {
		for (at = lines = 0; at < above.len; lines++)
			at = slice_chr(above, '\n', at) + 1;
		at = charset_line(&t->form, buf_slice(&p->decoded), lines);
	}
	if (at == SLICE_NPOS)
		t->place = t->view.len;
	else
		p->place = at;
}

/* What stands against it, whatever the text; NULL: nothing. */
static const char *
refused(const struct plain *t, const struct leaf_plan *p)
{
	struct slice decoded = buf_slice(&p->decoded);

	if (t->form.way == CHARSET_UNITS &&
	    t->n->encoding != MIME_ENCODING_BASE64)
		return "charset";
	if (t->form.width == 1 && slice_chr(decoded, '\0', 0) != SLICE_NPOS)
		return "binary";
	if (!t->is_valid && t->n->charset.len > 0 &&
	    (t->n->encoding == MIME_ENCODING_BASE64 ||
	    t->form.way != CHARSET_BYTES || slice_starts(slice_str(
	    t->form.known), SLICE("iso-2022-"))))
		return "charset";
	return place_refused(t->view, t->how->after_armour);
}

static int
plan(struct rewrite_job *j, struct plain *t, struct leaf_plan *p)
{
	int r;

	p->reason = refused(t, p);
	if (p->reason != NULL)
		return 0;
	t->place = place_find(t->view, t->how->place);
	/* Behind a mark that is none by the label a character may be cut. */
	if (t->form.is_doubtful && t->place == 0)
		t->place = t->view.len;
	place_map(t, p);
	r = put_text(j, t, p);
	/* The lines of the bytes may be other ones than those of the text. */
	if (r == 0 && p->reason != NULL && t->place < t->view.len) {
		p->reason = NULL;
		t->place = t->view.len;
		place_map(t, p);
		r = put_text(j, t, p);
	}
	return r;
}

/* Words beyond ASCII that are UTF-8 are so by chance in no other charset. */
static bool
is_utf8_after_all(const struct charset_form *f, struct slice decoded)
{
	return f->way == CHARSET_BYTES && !charset_is_ascii(decoded) &&
	    !slice_eq_str(slice_str(f->known), "utf-8") &&
	    u8_check(decoded.ptr, decoded.len) == NULL;
}

int
leaf_plain_plan(struct rewrite_job *j, const struct disclaimer *d,
    const struct edit_disclaimer *how, struct leaf_plan *p)
{
	const struct mime_node *n = &j->m->nodes[p->node];
	struct plain t = { .n = n, .d = d, .how = how };
	struct buf view = BUF_INIT(SIZE_MAX / 2);
	bool invalid;
	int r;

	if (!charset_form(n->charset, buf_slice(&p->decoded), &t.form)) {
		p->reason = "charset";
		return 0;
	}
	r = mime_to_utf8(buf_slice(&p->decoded), t.form.name, &view, &invalid);
	t.view = buf_slice(&view);
	/* 8-bit bytes without a charset may be anything. */
	t.is_valid = !invalid && (n->charset.len > 0 ||
	    charset_is_ascii(buf_slice(&p->decoded)));
	/* "text/plain charset=x" is read in one way or the other. */
	t.is_doubtful = t.form.is_doubtful || n->type.damaged ||
	    is_utf8_after_all(&t.form, buf_slice(&p->decoded));
	t.is_flowed = slice_ieq(slice_trim(mime_param(&n->type, "format")),
	    SLICE("flowed"));
	t.is_last = n->body_to == j->m->bytes.len;
	if (r == 0)
		r = plan(j, &t, p);
	buf_free(&view);
	return r;
}
