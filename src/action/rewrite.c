#include "action/rewrite.h"

#include <stdlib.h>
#include <string.h>

#include "action/job_rewrite.h"
#include "base/err.h"

/* --- what rewriters add ------------------------------------------------------------ */

int
rewrite_splice(struct rewrite_job *j, size_t from, size_t to,
    struct slice bytes)
{
	j->splices = arena_grow(j->arena, j->splices, j->splice_count,
	    &j->splice_cap, sizeof *j->splices);
	if (j->splices == NULL)
		return ERR_LIMIT;
	j->splices[j->splice_count++] = (struct splice){ from, to, bytes };
	return 0;
}

int
rewrite_header(struct rewrite_job *j, enum header_op op, uint32_t index,
    struct slice name, struct slice value)
{
	j->headers = arena_grow(j->arena, j->headers, j->header_count,
	    &j->header_cap, sizeof *j->headers);
	if (j->headers == NULL)
		return ERR_LIMIT;
	j->headers[j->header_count++] =
	    (struct header_change){ op, index, name, value };
	return 0;
}

int
rewrite_leaf_add(struct rewrite_job *j, const struct rewrite_leaf *l)
{
	j->leaves = arena_grow(j->arena, j->leaves, j->leaf_count,
	    &j->leaf_cap, sizeof *j->leaves);
	if (j->leaves == NULL)
		return ERR_LIMIT;
	j->leaves[j->leaf_count++] = *l;
	return 0;
}

int
rewrite_keep(struct rewrite_job *j, const struct buf *b, struct slice *ret)
{
	*ret = arena_dup(j->arena, buf_slice(b));
	return ret->ptr == NULL ? ERR_LIMIT : 0;
}

/* A part's field: only its value is replaced, the rest of it stays. */
static int
part_field(struct rewrite_job *j, const struct mime_node *n,
    const struct mime_field *f, const char *name, struct slice value)
{
	struct slice line;
	size_t from;

	if (f != NULL) {
		from = (size_t)(f->value.ptr - j->m->bytes.ptr);
		return rewrite_splice(j, from, from + f->value.len, value);
	}
	line = arena_printf(j->arena, "%s:%.*s\r\n", name, (int)value.len,
	    (const char *)value.ptr);
	return line.ptr == NULL ? ERR_LIMIT :
	    rewrite_splice(j, n->header_to, n->header_to, line);
}

int
rewrite_field(struct rewrite_job *j, uint32_t node, const char *name,
    struct slice value)
{
	const struct mime_node *n = &j->m->nodes[node];
	const struct mime_field *f;

	f = mime_field(n, name);
	if (node != 0)
		return part_field(j, n, f, name, value);
	if (f == NULL)
		return rewrite_header(j, HEADER_ADD, 0, slice_str(name), value);
	return rewrite_header(j, HEADER_CHANGE, f->occurrence, f->name, value);
}

/* --- the list ------------------------------------------------------------------------- */

static int
splice_order(const void *a, const void *b)
{
	const struct splice *x = a, *y = b;

	return x->from < y->from ? -1 : x->from > y->from;
}

/*
 * At one place, what was added first comes first: qsort keeps no order, but
 * no rewriter adds two splices at one place.
 */
static void
list_fill(struct rewrite_job *j, struct edit_list *l)
{
	if (j->splice_count > 1)
		qsort(j->splices, j->splice_count, sizeof *j->splices,
		    splice_order);
	l->splices = j->splices;
	l->splice_count = j->splice_count;
	l->headers = j->headers;
	l->header_count = j->header_count;
}

/* What one request added is taken back. */
struct mark {
	size_t splices, headers, leaves;
	enum rewrite_shape shape;
	const struct disclaimer *text;
};

static struct mark
mark_set(const struct rewrite_job *j)
{
	return (struct mark){ j->splice_count, j->header_count, j->leaf_count,
	    j->shape, j->text };
}

static void
mark_back(struct rewrite_job *j, struct mark m)
{
	j->splice_count = m.splices;
	j->header_count = m.headers;
	j->leaf_count = m.leaves;
	j->shape = m.shape;
	j->text = m.text;
}

static int
run_one(struct rewrite_job *j, const struct edit_request *q,
    struct edit_outcome *outcome)
{
	const struct rewriter *w;
	struct mark before;
	int r;

	*outcome = (struct edit_outcome){ .result = EDIT_DONE,
	    .reason = SLICE(""), .text = SLICE("") };
	for (w = rewrite_table; w->rewrite != NULL && w->kind != q->kind; w++)
		;
	if (w->rewrite == NULL) {
		outcome->result = EDIT_FAILED;
		outcome->reason = SLICE("unknown-edit");
		return 0;
	}
	before = mark_set(j);
	r = w->rewrite(j, q, outcome);
	if (r < 0 || outcome->result != EDIT_DONE)
		mark_back(j, before);
	return r;
}

/* All requests that are not ruled out, in one list. */
static int
run_all(struct rewrite_job *j, const struct edit_request *requests, size_t n,
    const bool *is_out, struct edit_list *l)
{
	struct mark none = { 0, 0, 0, REWRITE_SAME, NULL };
	size_t i;
	int r;

	mark_back(j, none);
	for (i = 0, r = 0; i < n && r == 0; i++)
		if (!is_out[i])
			r = run_one(j, &requests[i], &l->outcomes[i]);
	list_fill(j, l);
	return r;
}

static void
rule_out(bool *is_out, struct edit_outcome *outcome, const char *reason)
{
	*is_out = true;
	outcome->result = EDIT_FAILED;
	outcome->reason = slice_str(reason);
}

/*
 * Which requests to give up after a failed proof: the disclaimers first, the
 * rest if there was none.  False when nothing is left.
 */
static bool
give_up(const struct edit_request *requests, size_t n, const char *reason,
    bool *is_out, struct edit_list *l)
{
	bool found;
	size_t i;

	for (i = 0, found = false; i < n; i++) {
		if (is_out[i] || l->outcomes[i].result != EDIT_DONE ||
		    requests[i].kind != EDIT_DISCLAIMER)
			continue;
		rule_out(&is_out[i], &l->outcomes[i], reason);
		found = true;
	}
	for (i = 0; i < n && !found; i++)
		if (!is_out[i] && l->outcomes[i].result == EDIT_DONE)
			rule_out(&is_out[i], &l->outcomes[i], reason);
	return found;
}

int
rewrite_message(const struct rewrite_env *env, const struct mime_message *m,
    const struct edit_request *requests, size_t n, struct arena *a,
    struct edit_list *ret)
{
	struct rewrite_job j = { .env = env, .m = m, .arena = a };
	struct edit_list l = { 0 };
	bool *is_out, again;
	int r;

	is_out = arena_array(a, n, sizeof *is_out);
	l.outcomes = arena_array(a, n, sizeof *l.outcomes);
	if (is_out == NULL || l.outcomes == NULL)
		return ERR_LIMIT;
	l.outcome_count = n;
	j.requests = requests;
	j.request_count = n;
	j.outcomes = l.outcomes;
	l.body_offset = m->nodes[0].body_from;
	do {
		again = false;
		r = run_all(&j, requests, n, is_out, &l);
		if (r < 0 || l.splice_count + l.header_count == 0)
			break;
		r = proof_rewrite(&j, &l);
		if (r == ERR_MISMATCH || r == ERR_FULL) {
			again = give_up(requests, n, r == ERR_FULL ? "size" :
			    "selfcheck-failed", is_out, &l);
			r = 0;
			l.splice_count = l.header_count = 0;
		}
	} while (again);
	if (r == 0)
		*ret = l;
	return r;
}
