/*
 * Is the edited message what was meant, and nothing else?  Applies the list to
 * a copy, reads it with the same reader, and compares (disclaimer-safety 12).
 */
#include "action/job_rewrite.h"

#include <string.h>

#include "action/leaf_rewrite.h"
#include "base/err.h"

#define LINE_MAX_MAIL	998

struct proof {
	const struct rewrite_job *job;
	const struct edit_list *list;
	const struct mime_message *old, *new;
	struct buf bytes;	/* of the new one */
};

/* --- which node is which ----------------------------------------------------------- */

/* Children of one parent stand together, before what is below them. */
static uint32_t
map(const struct proof *p, uint32_t old)
{
	switch (p->job->shape) {
	case REWRITE_SAME:
		return old;
	case REWRITE_FIRST_CHILD:
		return old == 0 ? 0 : old + 1;
	case REWRITE_ENCLOSED:
		return old + 2;
	}
	return old;
}

static size_t
nodes_added(const struct proof *p)
{
	return map(p, 1) - 1;
}

static const struct rewrite_leaf *
touched(const struct proof *p, uint32_t old)
{
	size_t i;

	for (i = 0; i < p->job->leaf_count; i++)
		if (p->job->leaves[i].node == old)
			return &p->job->leaves[i];
	return NULL;
}

/* --- the tree ------------------------------------------------------------------------- */

static bool
same_node(const struct proof *p, uint32_t i)
{
	const struct mime_node *a = &p->old->nodes[i];
	const struct mime_node *b = &p->new->nodes[map(p, i)];
	const struct rewrite_leaf *l = touched(p, i);

	if (!slice_eq(a->type.token, b->type.token) ||
	    !slice_eq(a->boundary, b->boundary) ||
	    !slice_eq(a->disposition.token, b->disposition.token) ||
	    a->is_multipart != b->is_multipart ||
	    a->is_message != b->is_message || a->is_leaf != b->is_leaf ||
	    a->closed != b->closed || a->is_extra != b->is_extra ||
	    a->name_count != b->name_count)
		return false;
	if (a->encoding != b->encoding && (l == NULL || !l->has_new_encoding))
		return false;
	if (a->parent != MIME_NONE && map(p, a->parent) != b->parent)
		return false;
	return slice_eq(a->charset, b->charset) ||
	    (l != NULL && l->has_new_charset &&
	    slice_eq(b->charset, SLICE("utf-8")));
}

static bool
same_tree(const struct proof *p)
{
	uint32_t i;

	if (p->new->node_count != p->old->node_count + nodes_added(p) ||
	    p->new->anomaly_count != p->old->anomaly_count ||
	    p->new->reading_count != p->old->reading_count)
		return false;
	for (i = 0; i < p->old->anomaly_count; i++)
		if (p->new->anomalies[i].class != p->old->anomalies[i].class)
			return false;
	for (i = 0; i < p->old->node_count; i++)
		if (!same_node(p, i))
			return false;
	return true;
}

/* --- header blocks ----------------------------------------------------------------------- */

static const struct header_change *
change_of(const struct proof *p, const struct mime_field *f)
{
	const struct header_change *h, *found;
	size_t i;

	for (i = 0, found = NULL; i < p->list->header_count; i++) {
		h = &p->list->headers[i];
		if ((h->op == HEADER_CHANGE || h->op == HEADER_DELETE) &&
		    h->index == f->occurrence && slice_ieq(h->name, f->name))
			found = h;
	}
	return found;
}

static struct slice
field_bytes(const struct mime_message *m, const struct mime_field *f)
{
	return slice_sub(m->bytes, f->from, f->to);
}

static bool
is_planned(const struct mime_field *f, const struct header_change *h)
{
	return slice_ieq(f->name, h->name) &&
	    slice_eq(slice_trim(f->value), slice_trim(h->value));
}

/* Planned fields of one kind stand at *at, one after the other. */
static bool
take_added(const struct proof *p, enum header_op op, size_t *at)
{
	const struct mime_node *b = &p->new->nodes[0];
	size_t i;

	for (i = 0; i < p->list->header_count; i++) {
		if (p->list->headers[i].op != op)
			continue;
		if (*at == b->field_count ||
		    !is_planned(&b->fields[*at], &p->list->headers[i]))
			return false;
		(*at)++;
	}
	return true;
}

/* The root's block: every field as it was, but for the planned ones. */
static bool
same_header(const struct proof *p)
{
	const struct mime_node *a = &p->old->nodes[0];
	const struct mime_node *b = &p->new->nodes[0];
	const struct header_change *h;
	size_t i, at;

	at = 0;
	if (!take_added(p, HEADER_INSERT, &at))
		return false;
	for (i = 0; i < a->field_count; i++) {
		h = change_of(p, &a->fields[i]);
		if (h != NULL && h->op == HEADER_DELETE)
			continue;
		if (at == b->field_count)
			return false;
		if (h != NULL ? !is_planned(&b->fields[at], h) :
		    !slice_eq(field_bytes(p->old, &a->fields[i]),
		    field_bytes(p->new, &b->fields[at])))
			return false;
		at++;
	}
	return take_added(p, HEADER_ADD, &at) && at == b->field_count;
}

static bool
is_convertible(struct slice name)
{
	return slice_ieq(name, SLICE("Content-Type")) ||
	    slice_ieq(name, SLICE("Content-Transfer-Encoding"));
}

/* A part's block: only a converted leaf has other fields, and only these. */
static bool
same_part_header(const struct proof *p, uint32_t i)
{
	const struct mime_node *a = &p->old->nodes[i];
	const struct mime_node *b = &p->new->nodes[map(p, i)];
	const struct rewrite_leaf *l = touched(p, i);
	size_t x, y;

	if (l == NULL || (!l->has_new_charset && !l->has_new_encoding))
		return slice_eq(slice_sub(p->old->bytes, a->header_from,
		    a->body_from), slice_sub(p->new->bytes, b->header_from,
		    b->body_from));
	for (x = y = 0; x < a->field_count && y < b->field_count; x++, y++) {
		if (is_convertible(a->fields[x].name) &&
		    slice_ieq(a->fields[x].name, b->fields[y].name))
			continue;
		if (!slice_eq(field_bytes(p->old, &a->fields[x]),
		    field_bytes(p->new, &b->fields[y])))
			return false;
	}
	for (; y < b->field_count; y++)
		if (!is_convertible(b->fields[y].name))
			return false;
	return x == a->field_count;
}

/* The enclosed part has exactly the root's old Content-* fields. */
static bool
moved_header(const struct proof *p)
{
	const struct mime_node *a = &p->old->nodes[0];
	const struct mime_node *b = &p->new->nodes[map(p, 0)];
	size_t x, y;

	for (x = y = 0; x < a->field_count; x++) {
		if (!slice_istarts(a->fields[x].name, SLICE("Content-")) ||
		    slice_ieq(a->fields[x].name, SLICE("Content-Length")))
			continue;
		if (y == b->field_count ||
		    !slice_eq(field_bytes(p->old, &a->fields[x]),
		    field_bytes(p->new, &b->fields[y])))
			return false;
		y++;
	}
	return y == b->field_count;
}

static bool
same_headers(const struct proof *p)
{
	uint32_t i;

	if (!same_header(p))
		return false;
	if (p->job->shape == REWRITE_ENCLOSED)
		return moved_header(p);
	for (i = 1; i < p->old->node_count; i++)
		if (!same_part_header(p, i))
			return false;
	return true;
}

/* --- bodies -------------------------------------------------------------------------------- */

static struct slice
raw_body(const struct mime_message *m, const struct mime_node *n)
{
	return slice_sub(m->bytes, n->body_from, n->body_to);
}

/* New decoded bytes are the old ones with the insertion at its place. */
static int
same_text(const struct proof *p, const struct rewrite_leaf *l)
{
	const struct mime_node *b = &p->new->nodes[map(p, l->node)];
	struct buf was = BUF_INIT(SIZE_MAX / 2), is = BUF_INIT(SIZE_MAX / 2);
	struct slice a, n;
	size_t end;
	int r;

	r = leaf_decode(p->old, &p->old->nodes[l->node], &was);
	if (r == 0)
		r = leaf_decode(p->new, b, &is);
	a = buf_slice(&was);
	n = buf_slice(&is);
	end = l->place + l->inserted.len;
	if (r == 0 && (l->place > a.len || n.len != a.len + l->inserted.len ||
	    !slice_eq(slice_sub(n, 0, l->place), slice_sub(a, 0, l->place)) ||
	    !slice_eq(slice_sub(n, l->place, end), l->inserted) ||
	    !slice_eq(slice_from(n, end), slice_from(a, l->place))))
		r = ERR_MISMATCH;
	buf_free(&was);
	buf_free(&is);
	return r == ERR_UNSUPPORTED ? ERR_MISMATCH : r;
}

/* Does its reader see the text? */
static int
is_shown(const struct proof *p, uint32_t new)
{
	const struct mime_node *n = &p->new->nodes[new];
	struct buf decoded = BUF_INIT(SIZE_MAX / 2), seen = BUF_INIT(SIZE_MAX / 2);
	bool invalid;
	int r;

	r = leaf_decode(p->new, n, &decoded);
	if (r == 0)
		r = leaf_text(n, buf_slice(&decoded), false, &seen, &invalid);
	if (r == 0 && !disclaimer_shown(p->job->text, buf_slice(&seen)))
		r = ERR_MISMATCH;
	buf_free(&decoded);
	buf_free(&seen);
	return r == ERR_UNSUPPORTED ? ERR_MISMATCH : r;
}

static int
same_bodies(const struct proof *p)
{
	const struct rewrite_leaf *l;
	const struct mime_node *a;
	uint32_t i;
	int r;

	for (i = 0, r = 0; i < p->old->node_count && r == 0; i++) {
		a = &p->old->nodes[i];
		l = touched(p, i);
		if (l != NULL) {
			r = same_text(p, l);
			if (r == 0)
				r = is_shown(p, map(p, i));
		} else if (a->is_leaf && !slice_eq(raw_body(p->old, a),
		    raw_body(p->new, &p->new->nodes[map(p, i)]))) {
			r = ERR_MISMATCH;
		}
	}
	if (r == 0 && p->job->shape != REWRITE_SAME)
		r = is_shown(p, 1);
	return r;
}

/* --- what is between parts -------------------------------------------------------------------- */

static bool
is_between(const struct mime_range *g)
{
	return g->kind == MIME_RANGE_PREAMBLE ||
	    g->kind == MIME_RANGE_DELIMITER ||
	    g->kind == MIME_RANGE_EPILOGUE;
}

static const struct mime_range *
next_between(const struct mime_message *m, size_t *at)
{
	while (*at < m->range_count)
		if (is_between(&m->ranges[(*at)++]))
			return &m->ranges[*at - 1];
	return NULL;
}

/*
 * Preambles, delimiters and epilogues, one by one.  A new first child brings
 * one delimiter with it; the first of the two may stand at the very start of
 * the body, without a line end before it.
 */
static bool
same_between(const struct proof *p)
{
	const struct mime_range *a, *b;
	struct slice x, y;
	size_t i, k;
	bool is_new;

	if (p->job->shape == REWRITE_ENCLOSED)
		return true;
	is_new = p->job->shape == REWRITE_FIRST_CHILD;
	for (i = k = 0;; ) {
		a = next_between(p->old, &i);
		b = next_between(p->new, &k);
		if (is_new && b != NULL && b->kind == MIME_RANGE_DELIMITER) {
			is_new = false;
			b = next_between(p->new, &k);
		}
		if (a == NULL || b == NULL)
			return a == b;
		x = slice_sub(p->old->bytes, a->from, a->to);
		y = slice_sub(p->new->bytes, b->from, b->to);
		if (a->kind != b->kind ||
		    !slice_eq(slice_trim(x), slice_trim(y)) ||
		    (p->job->shape == REWRITE_SAME && !slice_eq(x, y)))
			return false;
	}
}

/* --- bytes ---------------------------------------------------------------------------------------- */

struct census {
	size_t long_lines;
	size_t bare;		/* CR or LF without the other */
};

#define BLOCK	((size_t)4096)

/* Bytes at the end that are alike, from the beginning of a line on. */
static size_t
same_end(struct slice a, struct slice b)
{
	size_t max = a.len < b.len ? a.len : b.len;
	size_t n = 0, lf;

	while (max - n >= BLOCK && memcmp(a.ptr + (a.len - n - BLOCK),
	    b.ptr + (b.len - n - BLOCK), BLOCK) == 0)
		n += BLOCK;
	while (n < max && a.ptr[a.len - n - 1] == b.ptr[b.len - n - 1])
		n++;
	lf = slice_chr(a, '\n', a.len - n);
	return lf == SLICE_NPOS ? 0 : a.len - lf - 1;
}

static struct census
count(struct slice s)
{
	struct census c = { 0, 0 };
	size_t at, lf, cr;

	for (at = 0; at < s.len; at = lf + 1) {
		lf = slice_chr(s, '\n', at);
		if (lf == SLICE_NPOS)
			lf = s.len;
		else if (lf == at || s.ptr[lf - 1] != '\r')
			c.bare++;
		c.long_lines += lf - at > LINE_MAX_MAIL + 1;
	}
	for (cr = slice_chr(s, '\r', 0); cr != SLICE_NPOS;
	    cr = slice_chr(s, '\r', cr + 1))
		c.bare += cr + 1 == s.len || s.ptr[cr + 1] != '\n';
	return c;
}

static bool
has_wide(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.ptr[i] >= 0x80)
			return true;
	return false;
}

/*
 * No line grew too long, no line end broke, no eighth bit came in.  Lines are
 * counted one by one, so the lines that both end with count the same in both
 * and are left out: of a large message, nearly all.
 */
static bool
same_bytes(const struct proof *p)
{
	struct slice old = p->old->bytes, new = p->new->bytes;
	struct census a, b;
	size_t end = same_end(old, new);

	old.len -= end;
	new.len -= end;
	a = count(old);
	b = count(new);
	return b.long_lines <= a.long_lines && b.bare <= a.bare &&
	    (!has_wide(new) || has_wide(p->old->bytes));
}

/* --- all of it -------------------------------------------------------------------------------------- */

static size_t
result_size(const struct rewrite_job *j, const struct edit_list *l)
{
	size_t i, n;

	n = j->m->bytes.len + 16;
	for (i = 0; i < l->splice_count; i++)
		n += l->splices[i].bytes.len;
	for (i = 0; i < l->header_count; i++)
		n += l->headers[i].name.len + l->headers[i].value.len + 8;
	return n;
}

static int
compare(const struct proof *p)
{
	int r;

	if (!same_tree(p) || !same_headers(p) || !same_between(p) ||
	    !same_bytes(p))
		return ERR_MISMATCH;
	r = same_bodies(p);
	return r;
}

int
proof_rewrite(const struct rewrite_job *j, const struct edit_list *l)
{
	struct proof p = { .job = j, .list = l, .old = j->m };
	struct mime_message *m;
	size_t size;
	int r;

	size = result_size(j, l);
	buf_init(&p.bytes, size);
	r = buf_reserve(&p.bytes, size);
	if (r == 0)
		r = edit_apply(j->m->bytes, l, &p.bytes);
	if (r == ERR_RANGE)
		r = ERR_MISMATCH;
	/*
	 * Depth and path are those of the message itself; what is round it, if
	 * anything, is not edited.
	 */
	if (r == 0)
		r = mime_read(buf_slice(&p.bytes), SLICE(""), 0, j->arena, &m);
	if (r == 0) {
		p.new = m;
		r = compare(&p);
	}
	buf_free(&p.bytes);
	return r;
}
