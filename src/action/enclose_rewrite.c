#include "action/enclose_rewrite.h"

#include <string.h>

#include "action/charset_rewrite.h"
#include "action/encode_rewrite.h"
#include "action/leaf_rewrite.h"
#include "base/err.h"
#include "base/limits.h"

/* Header and body of the new text part, without a line end at its end. */
static int
put_part(const struct disclaimer *d, struct buf *out)
{
	struct buf lines = BUF_INIT(8 * CONF_STRING_MAX);
	bool ascii;
	int r;

	ascii = charset_is_ascii(d->text);
	r = buf_printf(out, "Content-Type: text/plain; charset=%s\r\n",
	    ascii ? "us-ascii" : "utf-8");
	if (r == 0)
		r = buf_printf(out, "Content-Transfer-Encoding: %s\r\n\r\n",
		    ascii ? "7bit" : "quoted-printable");
	if (r == 0)
		r = leaf_crlf(d->text, &lines);
	if (r == 0)
		r = ascii ? buf_put_slice(out, buf_slice(&lines)) :
		    encode_quoted(buf_slice(&lines), out);
	buf_free(&lines);
	return r;
}

int
enclose_child(struct rewrite_job *j, const struct disclaimer *d)
{
	const struct mime_node *root = &j->m->nodes[0];
	const struct mime_range *g;
	struct buf out = BUF_INIT(16 * CONF_STRING_MAX);
	struct slice bytes;
	size_t at, i;
	int r;

	for (i = 0; i < j->m->range_count; i++)
		if (j->m->ranges[i].kind == MIME_RANGE_DELIMITER &&
		    j->m->ranges[i].node == 0)
			break;
	if (i == j->m->range_count)
		return ERR_UNSUPPORTED;
	/* The line end before the delimiter stays where it is. */
	g = &j->m->ranges[i];
	for (at = g->from; at < g->to && ascii_is_space(j->m->bytes.ptr[at]); )
		at++;
	r = buf_printf(&out, "--%.*s\r\n", (int)root->boundary.len,
	    (const char *)root->boundary.ptr);
	if (r == 0)
		r = put_part(d, &out);
	if (r == 0)
		r = buf_puts(&out, "\r\n");
	if (r == 0)
		r = rewrite_keep(j, &out, &bytes);
	buf_free(&out);
	j->shape = REWRITE_FIRST_CHILD;
	return r == 0 ? rewrite_splice(j, at, at, bytes) : r;
}

/* --- enclosing ------------------------------------------------------------------------- */

/* A word that occurs nowhere in the message. */
static struct slice
fresh_boundary(struct rewrite_job *j)
{
	struct slice word;
	uint64_t x;
	size_t i;
	int tries;

	for (i = 0, x = 14695981039346656037u; i < j->m->bytes.len; i++)
		x = (x ^ j->m->bytes.ptr[i]) * 1099511628211u;
	for (tries = 0; tries < 16; tries++, x = x * 6364136223846793005u + 1) {
		word = arena_printf(j->arena, "=_exeat_%016llx",
		    (unsigned long long)x);
		if (word.ptr == NULL ||
		    slice_find(j->m->bytes, word, 0) == SLICE_NPOS)
			return word;
	}
	return SLICE_NONE;
}

static bool
is_content(const struct mime_field *f)
{
	return slice_istarts(f->name, SLICE("Content-")) &&
	    !slice_ieq(f->name, SLICE("Content-Length"));
}

/* The Content-* fields move to the child byte for byte. */
static int
move_fields(struct rewrite_job *j, struct buf *out)
{
	const struct mime_node *root = &j->m->nodes[0];
	const struct mime_field *f;
	size_t i;
	int r;

	for (i = 0, r = 0; i < root->field_count && r == 0; i++) {
		f = &root->fields[i];
		if (!is_content(f))
			continue;
		r = buf_put_slice(out, slice_sub(j->m->bytes, f->from, f->to));
		if (r == 0 && !slice_ieq(f->name, SLICE("Content-Type")) &&
		    !slice_ieq(f->name, SLICE("Content-Transfer-Encoding")))
			r = rewrite_header(j, HEADER_DELETE, f->occurrence,
			    f->name, SLICE(""));
	}
	return r;
}

/* The root's own fields: its new type, and an encoding that its child needs. */
static int
root_fields(struct rewrite_job *j, struct slice boundary)
{
	const struct mime_node *root = &j->m->nodes[0];
	const struct mime_field *f;
	struct slice type;
	bool is_wide;
	int r;

	type = arena_printf(j->arena, " multipart/mixed; boundary=\"%.*s\"",
	    (int)boundary.len, (const char *)boundary.ptr);
	if (type.ptr == NULL)
		return ERR_LIMIT;
	r = rewrite_field(j, 0, "Content-Type", type);
	f = mime_field(root, "Content-Transfer-Encoding");
	if (r == 0 && f != NULL) {
		is_wide = slice_ieq(slice_trim(f->value), SLICE("8bit")) ||
		    slice_ieq(slice_trim(f->value), SLICE("binary"));
		if (!is_wide)
			r = rewrite_header(j, HEADER_DELETE, f->occurrence,
			    f->name, SLICE(""));
	}
	if (r == 0 && mime_field(root, "MIME-Version") == NULL)
		r = rewrite_header(j, HEADER_ADD, 0, SLICE("MIME-Version"),
		    SLICE(" 1.0"));
	return r;
}

int
enclose_whole(struct rewrite_job *j, const struct disclaimer *d)
{
	const struct mime_node *root = &j->m->nodes[0];
	struct buf out = BUF_INIT(16 * CONF_STRING_MAX + HEADER_BYTES_MAX);
	struct slice boundary, before, after;
	int r;

	boundary = fresh_boundary(j);
	if (boundary.ptr == NULL)
		return ERR_LIMIT;
	r = buf_printf(&out, "--%.*s\r\n", (int)boundary.len,
	    (const char *)boundary.ptr);
	if (r == 0)
		r = put_part(d, &out);
	if (r == 0)
		r = buf_printf(&out, "\r\n--%.*s\r\n", (int)boundary.len,
		    (const char *)boundary.ptr);
	if (r == 0)
		r = move_fields(j, &out);
	if (r == 0)
		r = buf_puts(&out, "\r\n");
	if (r == 0)
		r = rewrite_keep(j, &out, &before);
	buf_free(&out);
	after = arena_printf(j->arena, "\r\n--%.*s--\r\n", (int)boundary.len,
	    (const char *)boundary.ptr);
	if (r == 0 && after.ptr == NULL)
		r = ERR_LIMIT;
	if (r == 0)
		r = root_fields(j, boundary);
	j->shape = REWRITE_ENCLOSED;
	/* Both at one place if the body is empty: then in one splice. */
	if (r == 0 && root->body_from == root->body_to) {
		before = arena_printf(j->arena, "%.*s%.*s", (int)before.len,
		    (const char *)before.ptr, (int)after.len,
		    (const char *)after.ptr);
		return before.ptr == NULL ? ERR_LIMIT : rewrite_splice(j,
		    root->body_from, root->body_from, before);
	}
	if (r == 0)
		r = rewrite_splice(j, root->body_from, root->body_from,
		    before);
	return r == 0 ? rewrite_splice(j, root->body_to, root->body_to,
	    after) : r;
}
