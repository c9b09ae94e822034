#include "action/leaf_html_rewrite.h"

#include <string.h>

#include "action/charset_rewrite.h"
#include "action/html_rewrite.h"
#include "action/place_rewrite.h"

#define LINE_MAX_MAIL	998	/* RFC 5322 2.1.1 */
#define TINY_PAGE	20	/* tags only, fewer bytes: no page at all */

/* A page while it is planned. */
struct page {
	const struct mime_node *n;
	const struct disclaimer *d;
	const struct edit_disclaimer *how;
	struct slice bytes;
	struct slice view;	/* where two bytes make a letter, of that "x" */
};

static int
html_block(const struct mime_node *n, struct slice page, size_t place,
    struct slice html, struct buf *out)
{
	bool has_end;
	int r;

	has_end = page.len > 0 && page.ptr[page.len - 1] == '\n';
	r = place == 0 || page.ptr[place - 1] == '\n' ? 0 :
	    buf_puts(out, "\r\n");
	if (r == 0)
		r = leaf_crlf(html, out);
	if (r == 0 && (place < page.len || has_end ||
	    n->parent == MIME_NONE))
		r = buf_puts(out, "\r\n");
	return r;
}

/* Tags and nothing else, and few of them: not what anybody sees. */
static bool
is_no_page(struct slice page, const struct html_page *read)
{
	return page.len < TINY_PAGE && read->has_tags && !read->has_content;
}

/* Armour in what the author wrote (D19); a uuencoded file is none here. */
static const char *
armour(struct slice own, bool after_armour)
{
	const char *why = place_refused(own, after_armour);

	return why == NULL || strcmp(why, "uuencode") == 0 ? NULL : why;
}

/* Would a line that is too long already become two? */
static bool
cuts_long_line(const struct mime_node *n, struct slice page, size_t place)
{
	size_t from, to;

	if (n->encoding != MIME_ENCODING_IDENTITY)
		return false;
	from = slice_rchr(slice_sub(page, 0, place), '\n');
	to = slice_chr(page, '\n', place);
	from = from == SLICE_NPOS ? 0 : from + 1;
	to = to == SLICE_NPOS ? page.len : to;
	return to - from > LINE_MAX_MAIL;
}

/*
 * Is a block there the author's, and not below words over an older message
 * that the page does not mark?
 */
static bool
is_own_place(const struct page *t, struct slice html, size_t place)
{
	struct buf all = BUF_INIT(SIZE_MAX / 2), own = BUF_INIT(SIZE_MAX / 2);
	bool invalid, is_own;
	int r;

	r = buf_put_slice(&all, slice_sub(t->bytes, 0, place));
	if (r == 0)
		r = buf_put_slice(&all, html);
	if (r == 0)
		r = buf_put_slice(&all, slice_from(t->bytes, place));
	if (r == 0)
		r = leaf_text(t->n, buf_slice(&all), true, &own, &invalid);
	is_own = r == 0 && disclaimer_present(t->d, buf_slice(&own));
	buf_free(&all);
	buf_free(&own);
	return is_own;
}

/* Where it was asked for, or else at the end. */
static bool
place_of(struct html_reading *read, const struct page *t, struct slice html,
    size_t *ret)
{
	enum edit_place wanted = t->how->place;

	if (!html_reading_place(read, html, wanted, ret))
		return false;
	return wanted == EDIT_PLACE_END ||
	    *ret == html_reading_page(read)->place ||
	    (!cuts_long_line(t->n, t->bytes, *ret) &&
	    is_own_place(t, html, *ret)) ||
	    html_reading_place(read, html, EDIT_PLACE_END, ret);
}

/* As it is, or else in colours of its own: html becomes that. */
static int
place_or_defend(struct html_reading *read, const struct page *t,
    struct buf *html, struct leaf_plan *p)
{
	struct buf own = BUF_INIT(SIZE_MAX / 2);
	int r;

	if (place_of(read, t, buf_slice(html), &p->place))
		return 0;
	/* Nobody could prove it: two-byte stretches hide tags. */
	if (slice_chr(t->bytes, 0x1b, 0) != SLICE_NPOS) {
		p->reason = "html";
		return 0;
	}
	r = html_defend(buf_slice(html), &own);
	if (r == 0 && !place_of(read, t, buf_slice(&own), &p->place))
		p->reason = "html";
	buf_reset(html);
	if (r == 0)
		r = buf_put_slice(html, buf_slice(&own));
	buf_free(&own);
	return r;
}

/* The place in the page, or why there is none; html may get colours. */
static int
find_place(struct html_reading *read, struct slice own, const struct page *t,
    struct buf *html, struct leaf_plan *p)
{
	p->reason = armour(own, t->how->after_armour);
	if (p->reason == NULL && is_no_page(t->bytes, html_reading_page(read)))
		p->reason = "html";
	return p->reason != NULL ? 0 : place_or_defend(read, t, html, p);
}

/* The same of a page that was not read yet as these bytes. */
static int
read_and_find(const struct page *t, struct buf *html, struct leaf_plan *p)
{
	struct buf own = BUF_INIT(SIZE_MAX / 2);
	struct html_reading *read;
	int r;

	r = html_reading(t->view, true, &own, &read);
	if (r == 0) {
		r = find_place(read, buf_slice(&own), t, html, p);
		html_reading_free(read);
	}
	buf_free(&own);
	return r;
}

int
leaf_html_plan(struct rewrite_job *j, const struct disclaimer *d,
    const struct edit_disclaimer *how, struct leaf_plan *p)
{
	const struct mime_node *n = &j->m->nodes[p->node];
	struct buf masked = BUF_INIT(SIZE_MAX / 2), block = BUF_INIT(SIZE_MAX / 2);
	struct buf html = BUF_INIT(SIZE_MAX / 2);
	struct slice page = buf_slice(&p->decoded);
	struct page t = { n, d, how, page, page };
	bool is_known;
	int r;

	/* "ESC $ B" may stand before the place: only the place matters. */
	is_known = mime_charset_known(n->charset);
	if (is_known ? !charset_takes_ascii(n->charset, SLICE("")) :
	    !charset_is_ascii(page)) {
		p->reason = "charset";
		return 0;
	}
	r = slice_chr(page, 0x1b, 0) == SLICE_NPOS ? 0 :
	    charset_mask(page, &masked);
	if (masked.len > 0)
		t.view = buf_slice(&masked);
	if (r == 0)
		r = buf_put_slice(&html, d->html);
	if (r == 0)
		r = p->page != NULL ? find_place(p->page, buf_slice(&p->own),
		    &t, &html, p) : read_and_find(&t, &html, p);
	if (r == 0 && p->reason == NULL && is_known &&
	    !charset_takes_ascii(n->charset, slice_sub(page, 0, p->place)))
		p->reason = "charset";
	if (r == 0 && p->reason == NULL)
		r = html_block(n, page, p->place, buf_slice(&html),
		    &block);
	if (r == 0)
		r = rewrite_keep(j, &block, &p->inserted);
	buf_free(&html);
	buf_free(&masked);
	buf_free(&block);
	return r;
}
