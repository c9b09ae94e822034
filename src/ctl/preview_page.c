/*
 * The page that --html writes: what the inspector gave of it, closed to
 * everything from elsewhere, and with the notice's own picture in it.
 */
#include "ctl/preview.h"

#include "base/err.h"
#include "base/limits.h"

/* The picture that went in with the notice, as its part has it. */
struct picture {
	struct slice type, id;
	struct slice data;		/* base64, in lines */
};

/* What stands in s from *at up to `end`, and *at behind that. */
static bool
take_until(struct slice s, size_t *at, struct slice end, struct slice *ret)
{
	size_t to = slice_find(s, end, *at);

	if (to == SLICE_NPOS)
		return false;
	*ret = slice_sub(s, *at, to);
	*at = to + end.len;
	return true;
}

/* Only what exeat itself puts in is looked for, and in its own words. */
static bool
find_picture(const struct edit_list *edits, struct picture *ret)
{
	struct slice bytes, skipped;
	size_t i, at;

	for (i = 0; i < edits->splice_count; i++) {
		bytes = edits->splices[i].bytes;
		at = 0;
		if (!take_until(bytes, &at, SLICE("Content-Type: image/"),
		    &skipped) ||
		    !take_until(bytes, &at, SLICE("\r\n"
		    "Content-Transfer-Encoding: base64\r\nContent-ID: <"),
		    &ret->type) ||
		    !take_until(bytes, &at, SLICE(">\r\n"), &ret->id) ||
		    !take_until(bytes, &at, SLICE("\r\n\r\n"), &skipped))
			continue;
		if (!take_until(bytes, &at, SLICE("\r\n--"), &ret->data))
			ret->data = slice_from(bytes, at);
		return ret->id.len > 0;
	}
	return false;
}

/* RFC 2397. */
static int
put_data(const struct picture *p, struct buf *out)
{
	size_t i;
	int r;

	r = buf_puts(out, "data:image/");
	if (r == 0)
		r = buf_put_slice(out, p->type);
	if (r == 0)
		r = buf_puts(out, ";base64,");
	for (i = 0; i < p->data.len && r == 0; i++)
		if (!ascii_is_space(p->data.ptr[i]))
			r = buf_putc(out, p->data.ptr[i]);
	return r;
}

/*
 * A browser knows no other parts of a message: the notice's picture goes into
 * the page.  Pictures of the mail itself stay away.
 */
static int
put_page(const struct edit_list *edits, struct slice page, struct buf *out)
{
	static const struct slice cid = { (const uint8_t *)"cid:", 4 };
	struct picture p;
	size_t at, from = 0;
	int r = 0;

	if (!find_picture(edits, &p))
		return buf_put_slice(out, page);
	for (at = 0; r == 0 && (at = slice_find(page, cid, at)) != SLICE_NPOS; ) {
		at += cid.len;
		if (!slice_starts(slice_from(page, at), p.id))
			continue;
		r = buf_put_slice(out, slice_sub(page, from, at - cid.len));
		if (r == 0)
			r = put_data(&p, out);
		from = at + p.id.len;
	}
	return r == 0 ? buf_put_slice(out, slice_from(page, from)) : r;
}

int
preview_page(const struct edit_list *edits, struct slice page, struct buf *out)
{
	int r;

	r = buf_puts(out, "<!doctype html><meta charset=\"utf-8\">"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\""
	    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
	    "form-action 'none'; base-uri 'none'\">\n");
	return r == 0 ? put_page(edits, page, out) : r;
}
