/*
 * Leaves of an edited message that are not as they were: the text stands in
 * them once, whole, where it is seen, and nothing that was there is gone.
 */
#include "action/proof_rewrite.h"

#include <string.h>

#include "action/charset_rewrite.h"
#include "action/html_rewrite.h"
#include "action/leaf_rewrite.h"
#include "base/err.h"

#define LINE_MAX_MAIL	998	/* RFC 5322 2.1.1 */
#define SLIDES_MAX	4096	/* places at which one insertion can be told */
#define TINY_PAGE	20	/* tags only, fewer bytes: no page at all */

/* One leaf, before and after. */
struct pair {
	const struct mime_node *a, *b;
	struct buf was, is;		/* decoded */
	size_t place, len;		/* of the insertion into was */
	bool is_html;
};

static struct slice
raw_body(const struct mime_message *m, const struct mime_node *n)
{
	return slice_sub(m->bytes, n->body_from, n->body_to);
}

static int
mismatch(bool fine)
{
	return fine ? 0 : ERR_MISMATCH;
}

/* --- bytes that two have in common ---------------------------------------------------- */

static size_t
same_start(struct slice a, struct slice b)
{
	size_t n, max = a.len < b.len ? a.len : b.len;

	for (n = 0; n < max && a.ptr[n] == b.ptr[n]; n++)
		;
	return n;
}

static size_t
same_end(struct slice a, struct slice b)
{
	size_t n, max = a.len < b.len ? a.len : b.len;

	for (n = 0; n < max && a.ptr[a.len - n - 1] == b.ptr[b.len - n - 1];
	    n++)
		;
	return n;
}

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
	from = was.len - same_end(was, is);
	k = same_start(was, is);
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
closes_text(const struct proof *p, const struct pair *t, struct slice was,
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

/* A block in the middle: whole lines, an empty one above and below. */
static bool
stands_between(const struct proof *p, struct slice above, struct slice block,
    struct slice below, bool is_flowed)
{
	size_t lead, tail;

	lead = take_ends(&block, false);
	tail = take_ends(&block, true);
	if (!ends_line(above) || lead > 2 || tail != 2 || below.len == 0)
		return false;
	if (lead == 0 && above.len > 0 && !slice_ends(above, SLICE("\n\r\n")) &&
	    !slice_ends(above, SLICE("\n\n")) && !slice_eq(above, SLICE("\r\n")))
		return false;
	return is_text(p, block, is_flowed);
}

static enum edit_place
place_asked(const struct proof *p)
{
	return p->notice->disclaimer == NULL ? EDIT_PLACE_END :
	    p->notice->disclaimer->place;
}

static bool
may_stand_above(const struct proof *p, struct slice below)
{
	switch (place_asked(p)) {
	case EDIT_PLACE_END:
	case EDIT_PLACE_COUNT:
		return false;
	case EDIT_PLACE_ABOVE_SIGNATURE:
		return slice_starts(below, SLICE("-- \r\n")) ||
		    slice_starts(below, SLICE("-- \n"));
	case EDIT_PLACE_ABOVE_QUOTE:
		return true;
	}
	return false;
}

/* The same in UTF-8, where every charset's insertion reads alike. */
static bool
plain_is_fine(const struct proof *p, const struct pair *t, struct slice was,
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
	k = same_start(was, is);
	for (slides = 0; slides < SLIDES_MAX; slides++, k--) {
		if (is_inserted(was, is, k) && stands_between(p,
		    slice_sub(was, 0, k), slice_sub(is, k, k + added),
		    slice_from(was, k), is_flowed))
			return may_stand_above(p, slice_from(was, k)) &&
			    disclaimer_present(p->text, is);
		if (k == 0)
			break;
	}
	return false;
}

/* --- pages ---------------------------------------------------------------------------------- */

/* The block as its template has it, on lines of its own. */
static int
page_block(const struct proof *p, const struct pair *t)
{
	struct slice was = buf_slice(&t->was), x;
	struct buf want = BUF_INIT(SIZE_MAX / 2);
	bool fine;
	int r;

	x = slice_sub(buf_slice(&t->is), t->place, t->place + t->len);
	r = leaf_crlf(p->text->html, &want);
	if (r == 0) {
		if (!ends_line(slice_sub(was, 0, t->place)))
			fine = take_ends(&x, false) == 1;
		else
			fine = take_ends(&x, false) == 0;
		fine = take_ends(&x, true) == (t->place < was.len ||
		    (was.len > 0 && ends_line(was)) ||
		    t->a->parent == MIME_NONE) && fine;
		r = mismatch(fine && slice_eq(x, buf_slice(&want)));
	}
	buf_free(&want);
	return r;
}

/* At the end of the page, unless something else was asked for. */
static int
page_place(const struct proof *p, const struct pair *t)
{
	struct html_page where;
	int r;

	/* Two-byte stretches hide tags from the tokenizer. */
	if (slice_chr(buf_slice(&t->was), 0x1b, 0) != SLICE_NPOS)
		return 0;
	r = html_read(buf_slice(&t->was), false, NULL, &where);
	return r < 0 ? r : mismatch(t->place == where.place ||
	    (t->place < where.place && place_asked(p) != EDIT_PLACE_END));
}

/* Does its reader see what he saw, and the text? */
static int
page_shows(const struct proof *p, const struct pair *t)
{
	struct buf seen = BUF_INIT(SIZE_MAX / 2), was = BUF_INIT(SIZE_MAX / 2);
	struct buf is = BUF_INIT(SIZE_MAX / 2), text = BUF_INIT(SIZE_MAX / 2);
	struct html_page page;
	bool invalid;
	int r;

	r = leaf_text(t->a, buf_slice(&t->was), false, &seen, &invalid);
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
		r = mismatch(has_once_more(buf_slice(&was), buf_slice(&is),
		    buf_slice(&text)));
	buf_free(&seen);
	buf_free(&was);
	buf_free(&is);
	buf_free(&text);
	return r;
}

static int
page_check(const struct proof *p, const struct pair *t)
{
	int r;

	r = page_block(p, t);
	if (r == 0)
		r = page_place(p, t);
	return r == 0 ? page_shows(p, t) : r;
}

static int
plain_check(const struct proof *p, const struct pair *t)
{
	struct buf was = BUF_INIT(SIZE_MAX / 2), is = BUF_INIT(SIZE_MAX / 2);
	bool invalid;
	int r;

	r = leaf_text(t->a, buf_slice(&t->was), false, &was, &invalid);
	if (r == 0)
		r = leaf_text(t->b, buf_slice(&t->is), false, &is, &invalid);
	if (r == 0)
		r = mismatch(plain_is_fine(p, t, buf_slice(&was),
		    buf_slice(&is)));
	buf_free(&was);
	buf_free(&is);
	return r;
}

/* --- the encoding ------------------------------------------------------------------------- */

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
may_convert(const struct proof *p, const struct pair *t)
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

/*
 * Raw bytes round the insertion are the old ones, but for a converted leaf
 * and for what follows the place in base64, which is cut anew.
 */
static bool
keeps_raw(const struct proof *p, const struct pair *t)
{
	struct slice was = raw_body(p->old, t->a);
	struct slice is = raw_body(p->new, t->b);
	size_t start;

	if (t->a->encoding != t->b->encoding)
		return may_convert(p, t);
	start = same_start(was, is);
	if (t->a->encoding == MIME_ENCODING_BASE64)
		return count_digits(slice_sub(was, 0, start)) / 4 >=
		    t->place / 3 && slice_eq(digits_tail(was),
		    digits_tail(is));
	if (is.len <= was.len || start + same_end(was, is) < was.len)
		return false;
	return t->a->encoding != MIME_ENCODING_IDENTITY || says_8bit(p, t->b) ||
	    charset_is_ascii(slice_sub(buf_slice(&t->is), t->place,
	    t->place + t->len));
}

static bool
is_unset(struct slice charset)
{
	return charset.len == 0 || slice_ieq(charset, SLICE("us-ascii")) ||
	    slice_ieq(charset, SLICE("ascii")) ||
	    slice_ieq(charset, SLICE("ansi_x3.4-1968"));
}

/* The charset may become utf-8 where all was ASCII, for letters beyond it. */
static bool
keeps_charset(const struct pair *t)
{
	struct slice x;

	if (slice_eq(t->a->charset, t->b->charset))
		return true;
	x = slice_sub(buf_slice(&t->is), t->place, t->place + t->len);
	return is_unset(t->a->charset) &&
	    slice_eq(t->b->charset, SLICE("utf-8")) && !t->is_html &&
	    charset_is_ascii(buf_slice(&t->was)) && !charset_is_ascii(x);
}

/* Nothing that a strict reader would read otherwise than before. */
static int
same_notes(const struct proof *p, const struct pair *t)
{
	struct buf scrap = BUF_INIT(SIZE_MAX / 2);
	unsigned was = 0, is = 0;
	int r;

	r = mime_decode(raw_body(p->old, t->a), t->a->encoding, &scrap, &was);
	buf_reset(&scrap);
	if (r == 0)
		r = mime_decode(raw_body(p->new, t->b), t->b->encoding, &scrap,
		    &is);
	buf_free(&scrap);
	return r < 0 ? r : mismatch((is & ~was) == 0);
}

/* --- one leaf -------------------------------------------------------------------------------- */

static int
pair_check(const struct proof *p, const struct rewrite_leaf *l,
    const struct pair *t)
{
	struct slice was = buf_slice(&t->was), is = buf_slice(&t->is);
	int r;

	if (!is_inserted(was, is, t->place) ||
	    !slice_eq(slice_sub(is, t->place, t->place + t->len),
	    l->inserted) || l->is_html != t->is_html ||
	    !keeps_raw(p, t) || !keeps_charset(t))
		return ERR_MISMATCH;
	r = same_notes(p, t);
	if (r == 0)
		r = t->is_html ? page_check(p, t) : plain_check(p, t);
	return r;
}

int
proof_leaf(const struct proof *p, uint32_t node)
{
	const struct rewrite_leaf *l = proof_touched(p, node);
	struct pair t = {
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

int
proof_part(const struct proof *p, uint32_t new)
{
	const struct mime_node *n = &p->new->nodes[new];
	struct buf decoded = BUF_INIT(SIZE_MAX / 2), seen = BUF_INIT(SIZE_MAX / 2);
	struct slice s;
	bool invalid;
	int r;

	if (p->text == NULL || !n->is_leaf || n->name_count != 0 ||
	    !slice_eq(n->type.token, SLICE("text/plain")) ||
	    n->disposition.token.len != 0 || n->field_count != 2 ||
	    mime_field(n, "Content-Type") == NULL ||
	    mime_field(n, "Content-Transfer-Encoding") == NULL)
		return ERR_MISMATCH;
	r = leaf_decode(p->new, n, &decoded);
	if (r == 0)
		r = leaf_text(n, buf_slice(&decoded), false, &seen, &invalid);
	if (r == 0) {
		s = buf_slice(&seen);
		r = mismatch(!invalid && is_text(p, s, false) &&
		    (charset_is_ascii(raw_body(p->new, n))));
	}
	buf_free(&decoded);
	buf_free(&seen);
	return r == ERR_UNSUPPORTED ? ERR_MISMATCH : r;
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

/* --- which leaves ----------------------------------------------------------------------------------- */

static bool
type_is(const struct mime_node *n, const char *type)
{
	return slice_ieq_str(n->type.token, type);
}

/* Could this be what a reader takes for the message's own words? */
static bool
is_body(const struct mime_node *n)
{
	return n->is_leaf && (type_is(n, "text/plain") ||
	    type_is(n, "text/html")) &&
	    mime_param(&n->type, "name").len == 0 &&
	    mime_param(&n->disposition, "filename").len == 0 &&
	    !slice_ieq(n->disposition.token, SLICE("attachment"));
}

/* Nobody's text goes into what is signed, sealed, or another message. */
static bool
is_closed_to_all(const struct mime_node *n)
{
	return n->is_message || slice_istarts(n->type.token, SLICE("message/")) ||
	    type_is(n, "multipart/signed") ||
	    type_is(n, "multipart/encrypted") ||
	    type_is(n, "multipart/report") || type_is(n, "multipart/digest") ||
	    slice_ieq(n->disposition.token, SLICE("attachment"));
}

/* The child of `above` through which `node` is reached; MIME_NONE if none. */
static uint32_t
branch(const struct mime_message *m, uint32_t node, uint32_t above)
{
	uint32_t i = node;

	while (i != MIME_NONE && m->nodes[i].parent != above)
		i = m->nodes[i].parent;
	return i;
}

/* A related part has one root: that it names, or the first. */
static bool
is_related_root(const struct mime_message *m, uint32_t above, uint32_t child)
{
	const struct mime_node *n = &m->nodes[above];

	return child == n->first_child ||
	    mime_param(&n->type, "start").len > 0;
}

/* In a mixed, the last leaf that counts as a body has the text (D13). */
static bool
is_last_body(const struct mime_message *m, uint32_t child)
{
	const struct mime_node *n;
	uint32_t i;

	for (i = m->nodes[child].next_sibling; i != MIME_NONE;
	    i = n->next_sibling) {
		n = &m->nodes[i];
		if (is_body(n) && slice_trim(raw_body(m, n)).len > 0)
			return false;
	}
	return true;
}

static bool
is_open(const struct proof *p, uint32_t node)
{
	const struct mime_message *m = p->old;
	uint32_t i, child;

	if (!is_body(&m->nodes[node]))
		return false;
	for (child = node, i = m->nodes[node].parent; i != MIME_NONE;
	    child = i, i = m->nodes[i].parent) {
		if (is_closed_to_all(&m->nodes[i]))
			return false;
		if (type_is(&m->nodes[i], "multipart/alternative"))
			continue;
		if (type_is(&m->nodes[i], "multipart/related") ?
		    !is_related_root(m, i, child) : !is_last_body(m, child))
			return false;
	}
	return true;
}

/* Two leaves have the text only as versions of one another. */
static bool
are_versions(const struct mime_message *m, uint32_t a, uint32_t b)
{
	uint32_t i;

	for (i = m->nodes[a].parent; i != MIME_NONE; i = m->nodes[i].parent)
		if (branch(m, b, i) != MIME_NONE)
			return type_is(&m->nodes[i], "multipart/alternative");
	return false;
}

/* Words in a member of an alternative: is one of its leaves with the text? */
static int
member_shows(const struct proof *p, uint32_t member, bool *ret)
{
	const struct mime_message *m = p->old;
	bool has_body = false, shown = false;
	uint32_t i, k;
	int r = 0;

	for (i = member; i < m->node_count && r == 0 && !shown; i++) {
		if ((i != member && branch(m, i, member) == MIME_NONE) ||
		    !is_body(&m->nodes[i]) ||
		    (type_is(&m->nodes[i], "text/html") &&
		    raw_body(m, &m->nodes[i]).len < TINY_PAGE))
			continue;
		for (k = m->nodes[i].parent; k != MIME_NONE &&
		    !is_closed_to_all(&m->nodes[k]); k = m->nodes[k].parent)
			;
		if (k != MIME_NONE)
			continue;
		has_body = true;
		r = proof_is_shown(p, proof_map(p, i), &shown);
	}
	*ret = !has_body || shown;
	return r;
}

static int
alternatives_are_whole(const struct proof *p, uint32_t node)
{
	const struct mime_message *m = p->old;
	bool shown = true;
	uint32_t i, c;
	int r = 0;

	for (i = m->nodes[node].parent; i != MIME_NONE; i = m->nodes[i].parent) {
		if (!type_is(&m->nodes[i], "multipart/alternative"))
			continue;
		for (c = m->nodes[i].first_child; c != MIME_NONE && r == 0 &&
		    shown; c = m->nodes[c].next_sibling)
			if (proof_touched(p, c) == NULL)
				r = member_shows(p, c, &shown);
	}
	return r < 0 ? r : mismatch(shown);
}

int
proof_places(const struct proof *p)
{
	const struct rewrite_job *j = p->job;
	size_t i, k;
	int r = 0;

	for (i = 0; i < j->leaf_count && r == 0; i++) {
		if (j->leaves[i].node >= p->old->node_count ||
		    !is_open(p, j->leaves[i].node))
			return ERR_MISMATCH;
		for (k = 0; k < i; k++)
			if (j->leaves[k].node == j->leaves[i].node ||
			    !are_versions(p->old, j->leaves[k].node,
			    j->leaves[i].node))
				return ERR_MISMATCH;
		r = alternatives_are_whole(p, j->leaves[i].node);
	}
	return r;
}
