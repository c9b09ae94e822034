#include "action/leaf_html_rewrite.h"

#include "action/charset_rewrite.h"
#include "action/html_rewrite.h"

#define TINY_PAGE	20	/* tags only, fewer bytes: no page at all */

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

/* The place in page; false: none that is certain. */
static int
find_place(struct slice page, struct slice html, enum edit_place wanted,
    struct leaf_plan *p)
{
	struct html_page read;
	int r;

	r = html_read(page, false, NULL, &read);
	if (r == 0 && (is_no_page(page, &read) ||
	    !html_place(page, html, wanted, &p->place)))
		p->reason = "html";
	return r;
}

int
leaf_html_plan(struct rewrite_job *j, const struct disclaimer *d,
    const struct edit_disclaimer *how, struct leaf_plan *p)
{
	const struct mime_node *n = &j->m->nodes[p->node];
	struct buf masked = BUF_INIT(SIZE_MAX / 2), block = BUF_INIT(SIZE_MAX / 2);
	struct slice page = buf_slice(&p->decoded);
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
	if (r == 0)
		r = find_place(masked.len > 0 ? buf_slice(&masked) : page,
		    d->html, how->place, p);
	if (r == 0 && p->reason == NULL && is_known &&
	    !charset_takes_ascii(n->charset, slice_sub(page, 0, p->place)))
		p->reason = "charset";
	if (r == 0 && p->reason == NULL)
		r = html_block(n, page, p->place, d->html, &block);
	if (r == 0)
		r = rewrite_keep(j, &block, &p->inserted);
	buf_free(&masked);
	buf_free(&block);
	return r;
}
