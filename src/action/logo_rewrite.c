#include "action/logo_rewrite.h"

#include "action/encode_rewrite.h"
#include "action/enclose_rewrite.h"
#include "action/shape_rewrite.h"
#include "action/wrap_rewrite.h"
#include "base/err.h"

#define LINE_WIDTH	76	/* RFC 2045 6.8 */

static bool
type_is(const struct mime_node *n, const char *type)
{
	return slice_ieq_str(n->type.token, type);
}

/* --- the part ---------------------------------------------------------------------- */

int
logo_html(const struct disclaimer *d, struct slice id, struct arena *a,
    struct slice *ret)
{
	static const char word[] = "cid:logo";
	size_t at = slice_find(d->html_logo, slice_str(word), 0);

	if (at == SLICE_NPOS)
		return ERR_UNSUPPORTED;
	*ret = arena_printf(a, "%.*scid:%.*s%.*s", (int)at,
	    (const char *)d->html_logo.ptr, (int)id.len,
	    (const char *)id.ptr,
	    (int)(d->html_logo.len - at - (sizeof word - 1)),
	    (const char *)d->html_logo.ptr + at + sizeof word - 1);
	return ret->ptr == NULL ? ERR_LIMIT : 0;
}

int
logo_part(const struct disclaimer *d, struct slice id, struct buf *out)
{
	int r;

	r = buf_printf(out, "Content-Type: %.*s\r\n"
	    "Content-Transfer-Encoding: base64\r\nContent-ID: <%.*s>\r\n"
	    "Content-Disposition: inline\r\n\r\n", (int)d->logo_type.len,
	    (const char *)d->logo_type.ptr, (int)id.len,
	    (const char *)id.ptr);
	return r == 0 ? encode_base64(d->logo, 0, LINE_WIDTH, out) : r;
}

/* --- where ----------------------------------------------------------------------------- */

size_t
logo_before(const struct mime_message *m, uint32_t related)
{
	const struct mime_range *g;
	size_t at = SIZE_MAX, i;

	for (i = 0; i < m->range_count; i++) {
		g = &m->ranges[i];
		if (g->kind != MIME_RANGE_DELIMITER || g->node != related)
			continue;
		/* The line end before it stays where it is. */
		for (at = g->from; at < g->to &&
		    ascii_is_space(m->bytes.ptr[at]); )
			at++;
	}
	return m->nodes[related].closed ? at : SIZE_MAX;
}

/* The related container whose root the page is, or is a version of. */
static uint32_t
related_above(const struct mime_message *m, uint32_t page)
{
	uint32_t i;

	for (i = m->nodes[page].parent; i != MIME_NONE &&
	    type_is(&m->nodes[i], "multipart/alternative");
	    i = m->nodes[i].parent)
		;
	return i != MIME_NONE && type_is(&m->nodes[i], "multipart/related") ?
	    i : MIME_NONE;
}

/* Programs that read an invitation may look for the page where it stands. */
static bool
has_invitation(const struct mime_message *m)
{
	size_t i;

	for (i = 0; i < m->node_count; i++)
		if (shape_is_calendar(&m->nodes[i]) ||
		    shape_is_tnef(&m->nodes[i]))
			return true;
	return false;
}

static int
place_find(struct rewrite_job *j, uint32_t page)
{
	uint32_t related = related_above(j->m, page);

	j->picture_boundary = SLICE("");
	if (related != MIME_NONE) {
		j->shape = REWRITE_PICTURE_LAST;
		j->picture_at = related;
		return logo_before(j->m, related) == SIZE_MAX ?
		    ERR_UNSUPPORTED : 0;
	}
	if (has_invitation(j->m))
		return ERR_UNSUPPORTED;
	j->shape = page == 0 ? REWRITE_PICTURE_ROOT : REWRITE_PICTURE_BESIDE;
	j->picture_at = page;
	return enclose_boundary(j, &j->picture_boundary);
}

int
logo_plan(struct rewrite_job *j, const struct disclaimer *d, uint32_t page,
    struct disclaimer *ret)
{
	int r;

	if (d->logo.len == 0 || d->html_logo.len == 0)
		return ERR_UNSUPPORTED;
	r = wrap_make_id(j, "exeat logo", d->version, "logo", &j->picture_id);
	if (r == 0 &&
	    slice_find(j->m->bytes, j->picture_id, 0) != SLICE_NPOS)
		r = ERR_UNSUPPORTED;
	*ret = *d;
	if (r == 0)
		r = logo_html(d, j->picture_id, j->arena, &ret->html);
	if (r == 0)
		r = place_find(j, page);
	if (r < 0)
		j->shape = REWRITE_SAME;
	return r;
}

/* --- splices ------------------------------------------------------------------------------ */

/* The root becomes the container; its Content-* fields go to the page. */
static int
open_root(struct rewrite_job *j, struct buf *out)
{
	int r;

	r = buf_printf(out, "--%.*s\r\n", (int)j->picture_boundary.len,
	    (const char *)j->picture_boundary.ptr);
	if (r == 0)
		r = enclose_moved(j, out);
	return r == 0 ? enclose_root(j, LOGO_ROOT_TYPE, j->picture_boundary,
	    enclose_wide(&j->m->nodes[0])) : r;
}

int
logo_open(struct rewrite_job *j)
{
	const struct mime_node *n = &j->m->nodes[j->picture_at];
	struct buf out = BUF_INIT(SIZE_MAX / 2);
	struct slice bytes;
	size_t at = n->body_from;
	int r = 0;

	if (j->shape == REWRITE_PICTURE_ROOT) {
		r = open_root(j, &out);
	} else if (j->shape == REWRITE_PICTURE_BESIDE) {
		at = n->header_from;
		r = buf_printf(&out, "Content-Type: multipart/%s; "
		    "boundary=\"%.*s\"\r\n\r\n--%.*s\r\n", LOGO_ROOT_TYPE,
		    (int)j->picture_boundary.len,
		    (const char *)j->picture_boundary.ptr,
		    (int)j->picture_boundary.len,
		    (const char *)j->picture_boundary.ptr);
	}
	if (r == 0 && out.len > 0)
		r = rewrite_keep(j, &out, &bytes);
	if (r == 0 && out.len > 0)
		r = rewrite_splice(j, at, at, bytes);
	buf_free(&out);
	return r;
}

int
logo_close(struct rewrite_job *j)
{
	bool is_last = j->shape == REWRITE_PICTURE_LAST;
	const struct mime_node *n = &j->m->nodes[j->picture_at];
	struct slice b = is_last ? n->boundary : j->picture_boundary, bytes;
	size_t at = is_last ? logo_before(j->m, j->picture_at) : n->body_to;
	struct buf out = BUF_INIT(SIZE_MAX / 2);
	int r;

	/* Before the closing line, or behind the page's last byte. */
	r = buf_printf(&out, "%s--%.*s\r\n", is_last ? "" : "\r\n",
	    (int)b.len, (const char *)b.ptr);
	if (r == 0)
		r = logo_part(j->text, j->picture_id, &out);
	if (r == 0)
		r = buf_puts(&out, "\r\n");
	if (r == 0 && !is_last)
		r = buf_printf(&out, "--%.*s--\r\n", (int)b.len,
		    (const char *)b.ptr);
	if (r == 0)
		r = rewrite_keep(j, &out, &bytes);
	buf_free(&out);
	return r == 0 ? rewrite_splice(j, at, at, bytes) : r;
}
