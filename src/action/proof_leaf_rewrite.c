/*
 * Leaves of an edited message that are not as they were: the text stands in
 * them once, whole, where it is seen, and nothing that was there is gone.
 */
#include "action/proof_rewrite.h"

#include <string.h>

#include "action/charset_rewrite.h"
#include "action/encode_rewrite.h"
#include "action/html_rewrite.h"
#include "action/leaf_rewrite.h"
#include "base/err.h"
#include "disclaimer/quote.h"

#define SLIDES_MAX	4096	/* places at which one insertion can be told */

/* --- bytes that two have in common ---------------------------------------------------- */

/* Is `is` the old bytes with something put in at that place? */
static bool
is_inserted(struct slice was, struct slice is, size_t place)
{
	return is.len > was.len && place <= was.len &&
	    slice_eq(slice_sub(is, 0, place), slice_sub(was, 0, place)) &&
	    slice_eq(slice_from(is, place + (is.len - was.len)),
	    slice_from(was, place));
}

/* --- letters: what is read, without line ends and blanks ----------------------------------- */

static bool
is_blank_at(struct slice s, size_t i, size_t *ret_len)
{
	/* No-break space in UTF-8. */
	*ret_len = s.len - i > 1 && s.ptr[i] == 0xc2 && s.ptr[i + 1] == 0xa0 ?
	    2 : 1;
	return *ret_len == 2 || ascii_is_space(s.ptr[i]);
}

static int
put_letters(struct slice s, struct buf *out)
{
	size_t i, n;
	int r = 0;

	for (i = 0; i < s.len && r == 0; i += n)
		if (!is_blank_at(s, i, &n))
			r = buf_putc(out, s.ptr[i]);
	return r;
}

/* Are these the letters of `was` with those of `text` in one place? */
static bool
has_once_more(struct slice was, struct slice is, struct slice text)
{
	size_t k, from, slides;

	if (text.len == 0 || is.len != was.len + text.len)
		return false;
	from = was.len - proof_same_end(was, is);
	k = proof_same_start(was, is);
	for (slides = 0; k + 1 > from && slides < SLIDES_MAX; k--, slides++) {
		if (slice_eq(slice_sub(is, k, k + text.len), text))
			return true;
		if (k == 0)
			break;
	}
	return false;
}

/* --- plain text --------------------------------------------------------------------------- */

static struct slice
next_line(struct slice *rest)
{
	size_t lf = slice_chr(*rest, '\n', 0);
	struct slice line = slice_sub(*rest, 0, lf);

	*rest = slice_from(*rest, lf == SLICE_NPOS ? rest->len : lf + 1);
	if (line.len > 0 && line.ptr[line.len - 1] == '\r')
		line.len--;
	return line;
}

/* Lines that a mailer on the way would change, or a reader of flowed text. */
static bool
wants_blank(struct slice line, bool is_flowed)
{
	return is_flowed || slice_starts(line, SLICE("From ")) ||
	    slice_eq(line, SLICE("."));
}

/*
 * Line by line the text, each with a blank in front at most where lines are
 * stuffed (RFC 3676 4.4).
 */
static bool
lines_are(struct slice block, struct slice text, bool is_flowed)
{
	struct slice a, b;

	while (block.len > 0 && text.len > 0) {
		a = next_line(&block);
		b = next_line(&text);
		if (wants_blank(b, is_flowed) && a.len == b.len + 1 &&
		    a.ptr[0] == ' ')
			a = slice_from(a, 1);
		if (!slice_eq(a, b))
			return false;
	}
	return block.len == 0 && text.len == 0;
}

/* Line ends in front (end false) or behind; they are taken off. */
static size_t
take_ends(struct slice *s, bool behind)
{
	size_t n = 0;

	while (behind ? slice_ends(*s, SLICE("\r\n")) :
	    slice_starts(*s, SLICE("\r\n"))) {
		*s = behind ? slice_sub(*s, 0, s->len - 2) : slice_from(*s, 2);
		n++;
	}
	return n;
}

static bool
ends_line(struct slice s)
{
	return s.len == 0 || s.ptr[s.len - 1] == '\n';
}

/* Does the text end in a line that flows on (RFC 3676 4.1)? */
static bool
ends_flowed(struct slice s)
{
	size_t lf;

	/* An empty line below it has ended the paragraph. */
	if (slice_ends(s, SLICE("\n")))
		s.len--;
	if (slice_ends(s, SLICE("\r")))
		s.len--;
	lf = slice_rchr(s, '\n');
	s = slice_from(s, lf == SLICE_NPOS ? 0 : lf + 1);
	return s.len > 0 && s.ptr[s.len - 1] == ' ' &&
	    !slice_eq(s, SLICE("-- "));
}

/* What this text may look like in a plain part. */
static bool
is_text(const struct proof *p, struct slice block, bool is_flowed)
{
	return lines_are(block, p->text->text, is_flowed) ||
	    lines_are(block, p->text->ascii, is_flowed);
}

/*
 * A block at the end: one empty line above it (two if a flowed paragraph
 * would take the first), and a line end if the text had one.
 */
static bool
closes_text(const struct proof *p, const struct proof_pair *t, struct slice was,
    struct slice block, bool is_flowed)
{
	size_t lead, tail, want;

	lead = take_ends(&block, false);
	tail = take_ends(&block, true);
	want = was.len == 0 ? 0 : ends_line(was) ? 1 : 2;
	if (is_flowed && ends_flowed(was))
		want++;
	/* The line end before a delimiter belongs to that. */
	return lead == want && tail == ((was.len > 0 && ends_line(was)) ||
	    t->a->body_to == p->old->bytes.len) &&
	    is_text(p, block, is_flowed);
}

/* Empty lines at the end of lines, which are taken off. */
static size_t
take_empty(struct slice *s)
{
	struct slice up;
	size_t n;

	for (n = 0; slice_ends(*s, SLICE("\n")); n++) {
		up = slice_sub(*s, 0, s->len - 1);
		if (slice_ends(up, SLICE("\r")))
			up.len--;
		if (!ends_line(up))
			break;
		*s = up;
	}
	return n;
}

/*
 * A block in the middle: whole lines, one empty line below and one above,
 * with those that are there; two if a flowed paragraph would take the first.
 */
static bool
stands_between(const struct proof *p, struct slice above, struct slice block,
    struct slice below, bool is_flowed)
{
	size_t lead, tail, have, want;

	lead = take_ends(&block, false);
	tail = take_ends(&block, true);
	if (!ends_line(above) || tail != 2 || below.len == 0)
		return false;
	have = take_empty(&above);
	want = above.len == 0 ? 0 : is_flowed && ends_flowed(above) ? 2 : 1;
	return lead == (want > have ? want - have : 0) &&
	    is_text(p, block, is_flowed);
}

static enum edit_place
place_asked(const struct proof *p)
{
	return p->notice->disclaimer == NULL ? EDIT_PLACE_END :
	    p->notice->disclaimer->place;
}

/* A place in the middle: over the words that were asked for. */
static bool
may_stand_at(const struct proof *p, struct slice was, size_t at)
{
	struct slice below = slice_from(was, at);

	switch (place_asked(p)) {
	case EDIT_PLACE_END:
	case EDIT_PLACE_COUNT:
		return false;
	case EDIT_PLACE_ABOVE_SIGNATURE:
		return at < quote_start(was) &&
		    (slice_starts(below, SLICE("-- \r\n")) ||
		    slice_starts(below, SLICE("-- \n")) ||
		    slice_eq(below, SLICE("-- ")));
	case EDIT_PLACE_ABOVE_QUOTE:
		return at == quote_start(was);
	}
	return false;
}

/* The same in UTF-8, where every charset's insertion reads alike. */
static bool
plain_is_fine(const struct proof *p, const struct proof_pair *t, struct slice was,
    struct slice is)
{
	size_t added = is.len - was.len, k, slides;
	bool is_flowed;

	is_flowed = slice_ieq(mime_param(&t->b->type, "format"),
	    SLICE("flowed"));
	if (is.len <= was.len)
		return false;
	if (t->place == t->was.len)
		return is_inserted(was, is, was.len) && closes_text(p, t, was,
		    slice_from(is, was.len), is_flowed);
	/* Where one line end is like the next, the place has several names. */
	k = proof_same_start(was, is);
	for (slides = 0; slides < SLIDES_MAX; slides++, k--) {
		if (is_inserted(was, is, k) && stands_between(p,
		    slice_sub(was, 0, k), slice_sub(is, k, k + added),
		    slice_from(was, k), is_flowed))
			return may_stand_at(p, was, k) &&
			    disclaimer_present(p->text, is);
		if (k == 0)
			break;
	}
	return false;
}

/* --- pages ---------------------------------------------------------------------------------- */

/* Is each of these bytes itself, as it is read: ASCII without controls? */
static bool
reads_bytes(struct slice charset, struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.ptr[i] >= 0x7f ||
		    (s.ptr[i] < ' ' && !ascii_is_space(s.ptr[i])))
			return false;
	return charset.len == 0 || slice_ieq(charset, SLICE("us-ascii")) ||
	    slice_ieq(charset, SLICE("utf-8")) ||
	    slice_istarts(charset, SLICE("iso-8859-")) ||
	    slice_istarts(charset, SLICE("windows-12"));
}

/*
 * What the reader saw before, and the page as bytes.  Of a page in ASCII one
 * reading tells both; *ret_page is NULL where it cannot be told.
 */
static int
page_before(const struct proof_pair *t, struct buf *seen,
    struct html_reading **ret_page)
{
	struct slice was = buf_slice(&t->was);
	bool invalid;
	int r;

	*ret_page = NULL;
	if (reads_bytes(t->a->charset, was))
		return html_reading(was, false, seen, ret_page);
	r = leaf_text(t->a, was, false, seen, &invalid);
	/* Two-byte stretches hide tags from the tokenizer. */
	if (r < 0 || slice_chr(was, 0x1b, 0) != SLICE_NPOS)
		return r;
	return html_reading(was, false, NULL, ret_page);
}

/*
 * The block as its template has it, where a block like it may stand and
 * nowhere else; in colours of its own only if it would not be read without,
 * and then always.
 */
static int
page_block(const struct proof *p, const struct proof_pair *t,
    struct html_reading *page, struct slice x)
{
	struct slice html = p->text->html;
	struct buf own = BUF_INIT(SIZE_MAX / 2), want = BUF_INIT(SIZE_MAX / 2);
	enum edit_place at;
	size_t place = t->place;
	bool fits = true;
	int r;

	at = page != NULL && t->place == html_reading_page(page)->place ?
	    EDIT_PLACE_END : place_asked(p);
	r = html_defend(html, &own);
	if (page != NULL && r == 0) {
		fits = html_reading_place(page, html, at, &place);
		if (!fits)
			r = proof_check(html_reading_place(page,
			    buf_slice(&own), at, &place));
	}
	if (r == 0)
		r = proof_check(place == t->place);
	if (r == 0)
		r = leaf_crlf(fits ? html : buf_slice(&own), &want);
	if (r == 0)
		r = proof_check(slice_eq(x, buf_slice(&want)));
	buf_free(&own);
	buf_free(&want);
	return r;
}

/* The block on lines of its own. */
static int
page_lines(const struct proof *p, const struct proof_pair *t,
    struct html_reading *page)
{
	struct slice was = buf_slice(&t->was), x;
	size_t ends;
	bool fine;

	x = slice_sub(buf_slice(&t->is), t->place, t->place + t->len);
	ends = ends_line(slice_sub(was, 0, t->place)) ? 0 : 1;
	fine = take_ends(&x, false) == ends;
	fine = take_ends(&x, true) == (t->place < was.len ||
	    (was.len > 0 && ends_line(was)) ||
	    t->a->parent == MIME_NONE) && fine;
	return fine ? page_block(p, t, page, x) : ERR_MISMATCH;
}

/* Above an older message, and not in it. */
static int
page_owns(const struct proof *p, const struct proof_pair *t)
{
	struct buf seen = BUF_INIT(SIZE_MAX / 2);
	bool invalid;
	int r;

	r = leaf_text(t->b, buf_slice(&t->is), true, &seen, &invalid);
	if (r == 0)
		r = proof_check(disclaimer_present(p->text, buf_slice(&seen)));
	buf_free(&seen);
	return r;
}

/* At the end of the page, unless something else was asked for. */
static int
page_place(const struct proof *p, const struct proof_pair *t,
    const struct html_reading *page)
{
	size_t end;

	if (page == NULL)
		return 0;
	end = html_reading_page(page)->place;
	if (t->place == end)
		return 0;
	return t->place < end && place_asked(p) != EDIT_PLACE_END ?
	    page_owns(p, t) : ERR_MISMATCH;
}

/* Does its reader see what he saw, and the text where it belongs? */
static int
page_check(const struct proof *p, const struct proof_pair *t)
{
	struct buf seen = BUF_INIT(SIZE_MAX / 2), was = BUF_INIT(SIZE_MAX / 2);
	struct buf is = BUF_INIT(SIZE_MAX / 2), text = BUF_INIT(SIZE_MAX / 2);
	struct html_reading *before;
	struct html_page page;
	bool invalid;
	int r;

	r = page_before(t, &seen, &before);
	if (r == 0)
		r = page_place(p, t, before);
	if (r == 0)
		r = page_lines(p, t, before);
	html_reading_free(before);
	if (r == 0)
		r = put_letters(buf_slice(&seen), &was);
	buf_reset(&seen);
	if (r == 0)
		r = leaf_text(t->b, buf_slice(&t->is), false, &seen, &invalid);
	if (r == 0)
		r = put_letters(buf_slice(&seen), &is);
	buf_reset(&seen);
	if (r == 0)
		r = html_read(p->text->html, false, &seen, &page);
	if (r == 0)
		r = put_letters(buf_slice(&seen), &text);
	if (r == 0)
		r = proof_check(has_once_more(buf_slice(&was), buf_slice(&is),
		    buf_slice(&text)));
	buf_free(&seen);
	buf_free(&was);
	buf_free(&is);
	buf_free(&text);
	return r;
}

/* Units of two or four bytes: nothing below a blank but line ends. */
static bool
is_wide_text(struct slice s, size_t unit)
{
	size_t i, k, others;
	uint8_t c;

	for (i = 0; i + unit <= s.len; i += unit) {
		for (k = others = c = 0; k < unit; k++) {
			others += s.ptr[i + k] != 0;
			c |= s.ptr[i + k];
		}
		if (others < 2 && c < ' ' && c != '\r' && c != '\n')
			return false;
	}
	return i == s.len;
}

/* Bytes that mime_to_utf8() would forgive, or read as a blank. */
static bool
has_controls(struct slice s, bool is_shifting)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.ptr[i] < ' ' && s.ptr[i] != '\r' && s.ptr[i] != '\n' &&
		    (!is_shifting || (s.ptr[i] != 0x1b && s.ptr[i] != 0x0e &&
		    s.ptr[i] != 0x0f)))
			return true;
	return false;
}

/* Nothing may be put in that a reader has to guess at. */
static bool
is_clean(const struct proof_pair *t, bool was_invalid, bool is_invalid)
{
	struct slice x;

	x = slice_sub(buf_slice(&t->is), t->place, t->place + t->len);
	if (slice_istarts(t->b->charset, SLICE("utf-16")) ||
	    slice_istarts(t->b->charset, SLICE("utf-32")))
		return is_wide_text(x, slice_istarts(t->b->charset,
		    SLICE("utf-16")) ? 2 : 4) && is_invalid <= was_invalid;
	if (has_controls(x, slice_istarts(t->b->charset, SLICE("iso-2022"))))
		return false;
	return charset_is_ascii(x) || (!is_invalid && !was_invalid);
}

static int
plain_check(const struct proof *p, const struct proof_pair *t)
{
	struct buf was = BUF_INIT(SIZE_MAX / 2), is = BUF_INIT(SIZE_MAX / 2);
	bool was_invalid, is_invalid;
	int r;

	r = leaf_text(t->a, buf_slice(&t->was), false, &was, &was_invalid);
	if (r == 0)
		r = leaf_text(t->b, buf_slice(&t->is), false, &is,
		    &is_invalid);
	if (r == 0)
		r = proof_check(is_clean(t, was_invalid, is_invalid) &&
		    plain_is_fine(p, t, buf_slice(&was), buf_slice(&is)));
	buf_free(&was);
	buf_free(&is);
	return r;
}

/* --- one leaf -------------------------------------------------------------------------------- */

static int
pair_check(const struct proof *p, const struct rewrite_leaf *l,
    const struct proof_pair *t)
{
	struct slice was = buf_slice(&t->was), is = buf_slice(&t->is);
	int r;

	if (!is_inserted(was, is, t->place) ||
	    !slice_eq(slice_sub(is, t->place, t->place + t->len),
	    l->inserted) || l->is_html != t->is_html)
		return ERR_MISMATCH;
	r = proof_encoding(p, t);
	if (r == 0)
		r = t->is_html ? page_check(p, t) : plain_check(p, t);
	return r;
}

int
proof_leaf(const struct proof *p, uint32_t node)
{
	const struct rewrite_leaf *l = proof_touched(p, node);
	struct proof_pair t = {
		.a = &p->old->nodes[node],
		.b = &p->new->nodes[proof_map(p, node)],
	};
	int r;

	if (l == NULL || p->text == NULL)
		return ERR_MISMATCH;
	t.is_html = slice_eq(t.a->type.token, SLICE("text/html"));
	t.place = l->place;
	buf_init(&t.was, SIZE_MAX / 2);
	buf_init(&t.is, SIZE_MAX / 2);
	r = leaf_decode(p->old, t.a, &t.was);
	if (r == 0)
		r = leaf_decode(p->new, t.b, &t.is);
	if (r == 0) {
		t.len = t.is.len - t.was.len;
		r = pair_check(p, l, &t);
	}
	buf_free(&t.was);
	buf_free(&t.is);
	return r == ERR_UNSUPPORTED ? ERR_MISMATCH : r;
}

/* --- a part of its own ---------------------------------------------------------------------------- */

/*
 * Header and body of the new part, byte for byte.  ASCII too may be encoded:
 * then no line of it can be taken for a delimiter.
 */
static int
part_bytes(const struct proof *p, bool is_encoded, struct buf *out)
{
	struct buf lines = BUF_INIT(SIZE_MAX / 2);
	bool ascii = charset_is_ascii(p->text->text);
	int r;

	r = buf_puts(out, ascii ?
	    "Content-Type: text/plain; charset=us-ascii\r\n" :
	    "Content-Type: text/plain; charset=utf-8\r\n");
	is_encoded = is_encoded || !ascii;
	if (r == 0)
		r = buf_puts(out, is_encoded ?
		    "Content-Transfer-Encoding: quoted-printable\r\n\r\n" :
		    "Content-Transfer-Encoding: 7bit\r\n\r\n");
	if (r == 0)
		r = leaf_crlf(p->text->text, &lines);
	if (r == 0)
		r = !is_encoded ? buf_put_slice(out, buf_slice(&lines)) :
		    encode_quoted(buf_slice(&lines), out);
	buf_free(&lines);
	return r;
}

int
proof_part(const struct proof *p, uint32_t new)
{
	const struct mime_node *n = &p->new->nodes[new];
	struct buf want = BUF_INIT(SIZE_MAX / 2);
	bool shown = false;
	int r;

	if (p->text == NULL || !n->is_leaf || n->name_count != 0 ||
	    n->disposition.token.len != 0)
		return ERR_MISMATCH;
	r = part_bytes(p, n->encoding ==
	    MIME_ENCODING_QUOTED_PRINTABLE, &want);
	if (r == 0)
		r = proof_check(slice_eq(slice_sub(p->new->bytes, n->header_from,
		    n->body_to), buf_slice(&want)));
	if (r == 0)
		r = proof_is_shown(p, new, &shown);
	buf_free(&want);
	return r < 0 ? r : proof_check(shown);
}

int
proof_is_shown(const struct proof *p, uint32_t new, bool *ret)
{
	const struct mime_node *n = &p->new->nodes[new];
	struct buf decoded = BUF_INIT(SIZE_MAX / 2), seen = BUF_INIT(SIZE_MAX / 2);
	bool invalid;
	int r;

	*ret = false;
	r = leaf_decode(p->new, n, &decoded);
	if (r == 0)
		r = leaf_text(n, buf_slice(&decoded), false, &seen, &invalid);
	if (r == 0)
		*ret = disclaimer_shown(p->text, buf_slice(&seen));
	buf_free(&decoded);
	buf_free(&seen);
	return r == ERR_UNSUPPORTED ? 0 : r;
}
