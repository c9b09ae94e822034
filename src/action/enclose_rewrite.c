#include "action/enclose_rewrite.h"

#include <string.h>

#include "action/charset_rewrite.h"
#include "action/encode_rewrite.h"
#include "action/leaf_rewrite.h"
#include "base/err.h"

#define LINE_MAX_MAIL	998	/* RFC 5322 2.1.1 */

/* --- the text as a part of its own ----------------------------------------------------- */

/* A line that on its way could be read as something else. */
static bool
has_risky_line(struct slice text)
{
	struct slice rest;
	size_t at, lf;

	for (at = 0; at < text.len; at = lf + 1) {
		rest = slice_from(text, at);
		if (rest.ptr[0] == '.' || slice_starts(rest, SLICE("--")) ||
		    slice_starts(rest, SLICE("From ")))
			return true;
		lf = slice_chr(text, '\n', at);
		if ((lf == SLICE_NPOS ? text.len : lf) - at > LINE_MAX_MAIL)
			return true;
		if (lf == SLICE_NPOS)
			break;
	}
	return false;
}

int
enclose_text(const struct disclaimer *d, struct buf *out)
{
	struct buf lines = BUF_INIT(SIZE_MAX / 2);
	bool ascii, plain;
	int r;

	ascii = charset_is_ascii(d->text);
	plain = ascii && !has_risky_line(d->text);
	r = buf_printf(out, "Content-Type: text/plain; charset=%s\r\n",
	    ascii ? "us-ascii" : "utf-8");
	if (r == 0)
		r = buf_printf(out, "Content-Transfer-Encoding: %s\r\n\r\n",
		    plain ? "7bit" : "quoted-printable");
	if (r == 0)
		r = leaf_crlf(d->text, &lines);
	if (r == 0)
		r = plain ? buf_put_slice(out, buf_slice(&lines)) :
		    encode_quoted(buf_slice(&lines), out);
	buf_free(&lines);
	return r;
}

int
enclose_child(struct rewrite_job *j, const struct disclaimer *d)
{
	const struct mime_node *root = &j->m->nodes[0];
	const struct mime_range *g;
	struct buf out = BUF_INIT(SIZE_MAX / 2);
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
		r = enclose_text(d, &out);
	if (r == 0)
		r = buf_puts(&out, "\r\n");
	if (r == 0)
		r = rewrite_keep(j, &out, &bytes);
	buf_free(&out);
	j->shape = REWRITE_FIRST_CHILD;
	return r == 0 ? rewrite_splice(j, at, at, bytes) : r;
}

/* --- a new container round it all -------------------------------------------------------- */

/*
 * No boundary may begin with another one either: some readers take the
 * beginning of a line for the whole of it.
 */
static bool
is_prefix_of_one(const struct mime_message *m, struct slice word)
{
	struct slice b;
	size_t i;

	for (i = 0; i < m->node_count; i++) {
		b = m->nodes[i].boundary;
		if (b.len > 0 && (slice_starts(word, b) ||
		    slice_starts(b, word)))
			return true;
	}
	return false;
}

int
enclose_boundary(struct rewrite_job *j, struct slice *ret)
{
	struct slice word;
	uint64_t x;
	size_t i;
	int tries;

	for (i = 0, x = 14695981039346656037u; i < j->m->bytes.len; i++)
		x = (x ^ j->m->bytes.ptr[i]) * 1099511628211u;
	for (tries = 0; tries < 16; tries++) {
		x = x * 6364136223846793005u + 1442695040888963407u;
		word = arena_printf(j->arena, "=_exeat_%016llx",
		    (unsigned long long)x);
		if (word.ptr == NULL)
			return ERR_LIMIT;
		if (slice_find(j->m->bytes, word, 0) != SLICE_NPOS ||
		    slice_find(j->text->text, word, 0) != SLICE_NPOS ||
		    is_prefix_of_one(j->m, word))
			continue;
		*ret = word;
		return 0;
	}
	return ERR_UNSUPPORTED;
}

struct slice
enclose_wide(const struct mime_node *n)
{
	const struct mime_field *f = mime_field(n,
	    "Content-Transfer-Encoding");
	struct slice value;

	if (f == NULL)
		return SLICE("");
	value = slice_trim(f->value);
	if (slice_istarts(value, SLICE("binary")))
		return SLICE(" binary");
	return slice_istarts(value, SLICE("8bit")) ? SLICE(" 8bit") :
	    SLICE("");
}

bool
enclose_moves(const struct mime_field *f)
{
	return slice_istarts(f->name, SLICE("Content-")) &&
	    !slice_ieq(f->name, SLICE("Content-Length"));
}

/* One of the fields that the new root may need: as it is, changed, or gone. */
static int
root_field(struct rewrite_job *j, const struct mime_field *f,
    struct slice type, struct slice encoding)
{
	bool is_type = slice_ieq(f->name, SLICE("Content-Type"));
	bool is_coding = slice_ieq(f->name,
	    SLICE("Content-Transfer-Encoding"));

	if (is_type && f->occurrence == 1)
		return rewrite_header(j, HEADER_CHANGE, 1, f->name, type);
	if (is_coding && f->occurrence == 1 && encoding.len > 0)
		return slice_ieq(slice_trim(f->value), slice_trim(encoding)) ?
		    0 : rewrite_header(j, HEADER_CHANGE, 1, f->name, encoding);
	return rewrite_header(j, HEADER_DELETE, f->occurrence, f->name,
	    SLICE(""));
}

int
enclose_root(struct rewrite_job *j, const char *type, struct slice boundary,
    struct slice encoding)
{
	const struct mime_node *root = &j->m->nodes[0];
	struct slice value;
	size_t i;
	int r;

	value = arena_printf(j->arena, " multipart/%s; boundary=\"%.*s\"",
	    type, (int)boundary.len, (const char *)boundary.ptr);
	if (value.ptr == NULL)
		return ERR_LIMIT;
	for (i = 0, r = 0; i < root->field_count && r == 0; i++)
		if (enclose_moves(&root->fields[i]))
			r = root_field(j, &root->fields[i], value, encoding);
	if (r == 0 && mime_field(root, "MIME-Version") == NULL)
		r = rewrite_header(j, HEADER_ADD, 0, SLICE("MIME-Version"),
		    SLICE(" 1.0"));
	if (r == 0 && mime_field(root, "Content-Type") == NULL)
		r = rewrite_header(j, HEADER_ADD, 0, SLICE("Content-Type"),
		    value);
	if (r == 0 && encoding.len > 0 &&
	    mime_field(root, "Content-Transfer-Encoding") == NULL)
		r = rewrite_header(j, HEADER_ADD, 0,
		    SLICE("Content-Transfer-Encoding"), encoding);
	return r;
}

int
enclose_body(struct rewrite_job *j, struct buf *before, struct slice boundary)
{
	size_t from = j->m->nodes[0].body_from, to = j->m->bytes.len;
	struct buf end = BUF_INIT(SIZE_MAX / 2);
	struct slice bytes;
	int r;

	r = buf_printf(from < to ? &end : before, "\r\n--%.*s--\r\n",
	    (int)boundary.len, (const char *)boundary.ptr);
	if (r == 0)
		r = rewrite_keep(j, before, &bytes);
	if (r == 0)
		r = rewrite_splice(j, from, from, bytes);
	if (r == 0 && end.len > 0)
		r = rewrite_keep(j, &end, &bytes);
	if (r == 0 && end.len > 0)
		r = rewrite_splice(j, to, to, bytes);
	buf_free(&end);
	return r;
}

/* --- enclosing ------------------------------------------------------------------------- */

/* The Content-* fields go to the child byte for byte. */
int
enclose_moved(const struct rewrite_job *j, struct buf *out)
{
	const struct mime_node *root = &j->m->nodes[0];
	const struct mime_field *f;
	size_t i;
	int r;

	for (i = 0, r = 0; i < root->field_count && r == 0; i++) {
		f = &root->fields[i];
		if (enclose_moves(f))
			r = buf_put_slice(out, slice_sub(j->m->bytes, f->from,
			    f->to));
	}
	return r == 0 ? buf_puts(out, "\r\n") : r;
}

int
enclose_whole(struct rewrite_job *j, const struct disclaimer *d)
{
	struct buf out = BUF_INIT(SIZE_MAX / 2);
	struct slice boundary;
	int r;

	r = enclose_boundary(j, &boundary);
	if (r < 0)
		return r;
	r = buf_printf(&out, "--%.*s\r\n", (int)boundary.len,
	    (const char *)boundary.ptr);
	if (r == 0)
		r = enclose_text(d, &out);
	if (r == 0)
		r = buf_printf(&out, "\r\n--%.*s\r\n", (int)boundary.len,
		    (const char *)boundary.ptr);
	if (r == 0)
		r = enclose_moved(j, &out);
	if (r == 0)
		r = enclose_root(j, "mixed", boundary,
		    enclose_wide(&j->m->nodes[0]));
	if (r == 0)
		r = enclose_body(j, &out, boundary);
	buf_free(&out);
	j->shape = REWRITE_ENCLOSED;
	return r;
}
