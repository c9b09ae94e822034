/*
 * Whole lines from the middle of long bodies are left out of the old and of
 * the new message before they are read and compared.  Why that proves the
 * messages as they are:
 *
 * - A cut begins and ends at the beginning of a line, inside one range that
 *   the reader calls a body, a preamble or an epilogue, and no splice reaches
 *   into that range (is_clear): these bytes are the same in the result, because
 *   edit_apply() copies them.  No new line comes about by the cut.
 * - A line inside such a range changes what is read only if it is a delimiter
 *   of a multipart round it.  In the old message it is not: the whole of it
 *   was read.  The new message has the same boundaries in scope there, which
 *   the proof compares for every node, and at most one more: a boundary that
 *   the edit made up, which is looked for in all bytes (is_fresh).
 * - What a reader does with a body otherwise depends on its header block and
 *   the body's own bytes.  Both are compared, or the same by construction.
 * - That the shortened old message is read as the whole one is not assumed
 *   but seen: same nodes, headers, boundaries, anomalies, readings
 *   (is_faithful).  If it is not, the whole message is copied, up to a limit.
 */
#include "action/proof_shrink_rewrite.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"

struct cut {
	size_t from, to;	/* bytes of the job's message */
};

/* --- what is left out ------------------------------------------------------------------- */

static bool
is_bulk(const struct mime_range *g)
{
	return (g->kind == MIME_RANGE_BODY || g->kind == MIME_RANGE_PREAMBLE ||
	    g->kind == MIME_RANGE_EPILOGUE) &&
	    g->to - g->from > 2 * PROOF_KEEP;
}

/* Does no edit reach into the range, nor mean the leaf that it is of? */
static bool
is_clear(const struct rewrite_job *j, const struct edit_list *l,
    const struct mime_range *g)
{
	size_t i;

	for (i = 0; i < j->leaf_count; i++)
		if (j->leaves[i].node == g->node)
			return false;
	for (i = 0; i < l->splice_count; i++)
		if (l->splices[i].to > g->from && l->splices[i].from < g->to)
			return false;
	return true;
}

/*
 * A version of a text that is edited may have the notice already, anywhere in
 * it, and the proof looks for it there: it stays whole.
 */
static bool
is_version(const struct mime_message *m, const struct mime_range *g)
{
	const struct mime_node *n = &m->nodes[g->node];
	uint32_t i;

	if (!n->is_leaf || !slice_istarts(n->type.token, SLICE("text/")) ||
	    slice_ieq(n->disposition.token, SLICE("attachment")))
		return false;
	for (i = n->parent; i != MIME_NONE; i = m->nodes[i].parent)
		if (slice_eq(m->nodes[i].type.token,
		    SLICE("multipart/alternative")))
			return true;
	return false;
}

/*
 * Lines of one length, as base64 has them: by fours, so that what is left is
 * whole quanta if all of it was, whatever that length.
 */
static void
keep_rhythm(struct slice all, struct cut *c)
{
	size_t lf = slice_chr(all, '\n', c->from), line, lines, to;

	line = lf + 1 - c->from;
	lines = (c->to - c->from) / line;
	to = c->from + (lines - lines % 4) * line;
	if (to > c->from && all.ptr[to - 1] == '\n')
		c->to = to;
}

/* Its middle: whole lines. */
static bool
cut_of(struct slice all, const struct mime_range *g, struct cut *ret)
{
	size_t lf;

	lf = slice_chr(slice_sub(all, 0, g->to), '\n', g->from + PROOF_KEEP);
	if (lf == SLICE_NPOS)
		return false;
	ret->from = lf + 1;
	lf = slice_rchr(slice_sub(all, ret->from, g->to - PROOF_KEEP), '\n');
	if (g->to - PROOF_KEEP <= ret->from || lf == SLICE_NPOS)
		return false;
	ret->to = ret->from + lf + 1;
	keep_rhythm(all, ret);
	return true;
}

static int
cuts_find(const struct rewrite_job *j, const struct edit_list *l,
    struct cut **ret, size_t *ret_n)
{
	const struct mime_range *g;
	size_t i, whole = 0;

	*ret_n = 0;
	*ret = arena_array(j->arena, j->m->range_count, sizeof **ret);
	if (*ret == NULL)
		return ERR_LIMIT;
	for (i = 0; i < j->m->range_count; i++) {
		g = &j->m->ranges[i];
		if (!is_bulk(g) || !is_clear(j, l, g))
			continue;
		/* No more of them than an edit may decode. */
		if (is_version(j->m, g) &&
		    g->to - g->from <= EDIT_LEAF_MAX - whole)
			whole += g->to - g->from;
		else if (cut_of(j->m->bytes, g, *ret + *ret_n))
			(*ret_n)++;
	}
	return 0;
}

/* --- the shortened old message, and the list for it ------------------------------------------ */

static int
put_rest(struct slice all, const struct cut *cuts, size_t n, struct buf *out)
{
	size_t at, i, left;
	int r;

	for (i = 0, left = all.len; i < n; i++)
		left -= cuts[i].to - cuts[i].from;
	buf_init(out, left);
	r = buf_reserve(out, left);
	for (i = at = 0; i < n && r == 0; i++) {
		r = buf_put_slice(out, slice_sub(all, at, cuts[i].from));
		at = cuts[i].to;
	}
	return r == 0 ? buf_put_slice(out, slice_from(all, at)) : r;
}

static uint64_t
shift(uint64_t at, const struct cut *cuts, size_t n)
{
	uint64_t gone = 0;
	size_t i;

	for (i = 0; i < n && cuts[i].to <= at; i++)
		gone += cuts[i].to - cuts[i].from;
	return at - gone;
}

static int
list_shift(const struct rewrite_job *j, const struct edit_list *l,
    const struct cut *cuts, size_t n, struct edit_list *ret)
{
	size_t i;

	*ret = *l;
	ret->splices = arena_array(j->arena, l->splice_count + 1,
	    sizeof *ret->splices);
	if (ret->splices == NULL)
		return ERR_LIMIT;
	for (i = 0; i < l->splice_count; i++) {
		ret->splices[i] = l->splices[i];
		ret->splices[i].from = shift(l->splices[i].from, cuts, n);
		ret->splices[i].to = shift(l->splices[i].to, cuts, n);
	}
	return 0;
}

static bool
same_block(const struct mime_message *a, const struct mime_message *b,
    size_t i)
{
	const struct mime_node *x = &a->nodes[i], *y = &b->nodes[i];

	return slice_eq(slice_sub(a->bytes, x->header_from, x->body_from),
	    slice_sub(b->bytes, y->header_from, y->body_from)) &&
	    x->field_count == y->field_count;
}

static bool
same_node(const struct mime_node *x, const struct mime_node *y)
{
	return slice_eq(x->path, y->path) && x->parent == y->parent &&
	    x->first_child == y->first_child &&
	    x->next_sibling == y->next_sibling &&
	    slice_eq(x->type.token, y->type.token) &&
	    slice_eq(x->boundary, y->boundary) &&
	    slice_eq(x->charset, y->charset) && x->encoding == y->encoding &&
	    x->reading_count == y->reading_count && x->closed == y->closed &&
	    x->is_multipart == y->is_multipart &&
	    x->is_message == y->is_message && x->is_leaf == y->is_leaf &&
	    x->is_extra == y->is_extra;
}

/* Is the shortened message read as the whole one? */
static bool
is_faithful(const struct mime_message *all, const struct mime_message *some)
{
	size_t i;

	if (all->node_count != some->node_count ||
	    all->range_count != some->range_count ||
	    all->anomaly_count != some->anomaly_count ||
	    all->reading_count != some->reading_count)
		return false;
	for (i = 0; i < all->anomaly_count; i++)
		if (all->anomalies[i].class != some->anomalies[i].class ||
		    !slice_eq(all->anomalies[i].detail,
		    some->anomalies[i].detail))
			return false;
	for (i = 0; i < all->range_count; i++)
		if (all->ranges[i].kind != some->ranges[i].kind ||
		    all->ranges[i].node != some->ranges[i].node)
			return false;
	for (i = 0; i < all->node_count; i++)
		if (!same_node(&all->nodes[i], &some->nodes[i]) ||
		    !same_block(all, some, i))
			return false;
	return true;
}

/* 0 with ret->old shortened; 1: it cannot be, or need not. */
static int
shorten(const struct rewrite_job *j, const struct edit_list *l,
    struct shrunk *ret)
{
	struct mime_message *m;
	struct cut *cuts;
	size_t n;
	int r;

	r = cuts_find(j, l, &cuts, &n);
	if (r < 0 || n == 0)
		return r < 0 ? r : 1;
	r = put_rest(j->m->bytes, cuts, n, &ret->before);
	if (r == 0)
		r = mime_read(buf_slice(&ret->before), SLICE(""), 0, j->arena,
		    &m);
	if (r == 0 && !is_faithful(j->m, m)) {
		buf_free(&ret->before);
		return 1;
	}
	if (r == 0)
		r = list_shift(j, l, cuts, n, &ret->list);
	if (r == 0)
		ret->old = m;
	return r;
}

/* --- the new one --------------------------------------------------------------------------------- */

static size_t
result_size(const struct shrunk *s)
{
	const struct edit_list *l = &s->list;
	size_t i, n;

	n = s->old->bytes.len + 16;
	for (i = 0; i < l->splice_count; i++)
		n += l->splices[i].bytes.len;
	for (i = 0; i < l->header_count; i++)
		n += l->headers[i].name.len + l->headers[i].value.len + 8;
	return n;
}

/* A boundary that the edit brings may stand nowhere in what was there. */
static bool
is_fresh(const struct rewrite_job *j, const struct mime_message *new)
{
	struct slice word = new->nodes[0].boundary;

	if (j->shape == REWRITE_PICTURE_BESIDE ||
	    j->shape == REWRITE_PICTURE_ROOT)
		word = j->picture_boundary;
	else if (j->shape != REWRITE_ENCLOSED && j->shape != REWRITE_WRAPPED)
		return true;
	return word.len > 0 &&
	    slice_find(j->m->bytes, word, 0) == SLICE_NPOS;
}

/* Ordered and in the body: a list that is not cannot be shifted either. */
static bool
is_ordered(const struct rewrite_job *j, const struct edit_list *l)
{
	uint64_t at = l->body_offset;
	size_t i;

	if (at != j->m->nodes[0].body_from)
		return false;
	for (i = 0; i < l->splice_count; i++) {
		if (l->splices[i].from < at ||
		    l->splices[i].to < l->splices[i].from ||
		    l->splices[i].to > j->m->bytes.len)
			return false;
		at = l->splices[i].to;
	}
	return true;
}

int
shrunk_make(const struct rewrite_job *j, const struct edit_list *l,
    struct shrunk *ret)
{
	struct mime_message *m;
	size_t size;
	int r;

	*ret = (struct shrunk){ .list = *l, .old = j->m };
	buf_init(&ret->before, 0);
	buf_init(&ret->after, 0);
	if (!is_ordered(j, l))
		return ERR_MISMATCH;
	r = shorten(j, l, ret);
	if (r < 0)
		return r;
	if (r == 1 && j->m->bytes.len > PROOF_COPY_MAX)
		return ERR_FULL;
	size = result_size(ret);
	buf_init(&ret->after, size);
	r = buf_reserve(&ret->after, size);
	if (r == 0)
		r = edit_apply(ret->old->bytes, &ret->list, &ret->after);
	if (r == 0)
		r = mime_read(buf_slice(&ret->after), SLICE(""), 0, j->arena,
		    &m);
	if (r == 0 && !is_fresh(j, m))
		r = ERR_MISMATCH;
	if (r == 0)
		ret->new = m;
	return r;
}

void
shrunk_free(struct shrunk *s)
{
	buf_free(&s->before);
	buf_free(&s->after);
}
