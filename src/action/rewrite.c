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

bool
rewrite_deletes(const struct rewrite_job *j, const struct mime_field *f)
{
	size_t i;

	for (i = 0; i < j->header_count; i++)
		if (j->headers[i].op == HEADER_DELETE &&
		    j->headers[i].index == f->occurrence &&
		    slice_ieq(j->headers[i].name, f->name))
			return true;
	return false;
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

/*
 * By their places, and at one place in the order in which they were added.
 * There are few, and most are in order.
 */
static void
splices_sort(struct splice *s, size_t n)
{
	struct splice one;
	size_t i, k;

	for (i = 1; i < n; i++) {
		one = s[i];
		for (k = i; k > 0 && s[k - 1].from > one.from; k--)
			s[k] = s[k - 1];
		s[k] = one;
	}
}

static void
list_fill(struct rewrite_job *j, struct edit_list *l)
{
	splices_sort(j->splices, j->splice_count);
	l->splices = j->splices;
	l->splice_count = j->splice_count;
	l->headers = j->headers;
	l->header_count = j->header_count;
}

struct rewrite_mark
rewrite_mark(const struct rewrite_job *j)
{
	return (struct rewrite_mark){ j->splice_count, j->header_count,
	    j->leaf_count, j->shape, j->text };
}

void
rewrite_back(struct rewrite_job *j, struct rewrite_mark m)
{
	j->splice_count = m.splices;
	j->header_count = m.headers;
	j->leaf_count = m.leaves;
	j->shape = m.shape;
	j->text = m.text;
}

/* Bytes of the field that a change is about. */
static size_t
field_size(const struct rewrite_job *j, const struct header_change *h)
{
	const struct mime_node *root = &j->m->nodes[0];
	size_t i;

	for (i = 0; i < root->field_count; i++)
		if (root->fields[i].occurrence == h->index &&
		    slice_ieq(root->fields[i].name, h->name))
			return root->fields[i].to - root->fields[i].from;
	return 0;
}

uint64_t
rewrite_size(const struct rewrite_job *j)
{
	const struct header_change *h;
	uint64_t n = j->m->bytes.len;
	size_t i;

	for (i = 0; i < j->splice_count; i++)
		n += j->splices[i].bytes.len - (j->splices[i].to -
		    j->splices[i].from);
	for (i = 0; i < j->header_count; i++) {
		h = &j->headers[i];
		if (h->op == HEADER_CHANGE || h->op == HEADER_DELETE)
			n -= field_size(j, h);
		if (h->op != HEADER_DELETE)
			n += h->name.len + 1 + h->value.len + 2;
	}
	return n;
}

/* Was anything changed for this request? */
static bool
has_acted(const struct edit_outcome *outcome)
{
	return outcome->result == EDIT_DONE ||
	    outcome->otherwise != EDIT_OTHERWISE_NONE;
}

static int
run_one(struct rewrite_job *j, const struct edit_request *q,
    struct edit_outcome *outcome)
{
	const struct rewriter *w;
	struct rewrite_mark before;
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
	before = rewrite_mark(j);
	r = w->rewrite(j, q, outcome);
	if (r < 0 || !has_acted(outcome))
		rewrite_back(j, before);
	return r;
}

/* How much of a request is still tried; each failed proof takes one step. */
enum stage {
	STAGE_ALL,
	STAGE_NO_PICTURE,	/* the text without its logo */
	STAGE_OTHERWISE,	/* not the edit, but what goes in its place */
	STAGE_NOTHING
};

/*
 * All requests that are not ruled out, in one list.  Disclaimers come last:
 * a message that others changed must not be wrapped as it came.
 */
static int
run_all(struct rewrite_job *j, const struct edit_request *requests, size_t n,
    const enum stage *stages, struct edit_list *l)
{
	struct rewrite_mark none = { .shape = REWRITE_SAME };
	int r = 0, last;
	size_t i;

	rewrite_back(j, none);
	for (last = 0; last < 2; last++)
		for (i = 0; i < n && r == 0; i++) {
			if (stages[i] == STAGE_NOTHING ||
			    (requests[i].kind == EDIT_DISCLAIMER) != last)
				continue;
			j->has_no_picture = stages[i] != STAGE_ALL;
			j->failed = stages[i] == STAGE_OTHERWISE ?
			    l->outcomes[i].reason : SLICE("");
			r = run_one(j, &requests[i], &l->outcomes[i]);
		}
	list_fill(j, l);
	return r;
}

/* A disclaimer may have another way; why it went the other way stays said. */
static void
step_down(const struct rewrite_job *j, const struct edit_request *q,
    enum stage *stage, const char *reason, struct edit_outcome *outcome)
{
	bool has_picture = j->shape == REWRITE_PICTURE_LAST ||
	    j->shape == REWRITE_PICTURE_BESIDE ||
	    j->shape == REWRITE_PICTURE_ROOT;
	bool has_other = q->kind == EDIT_DISCLAIMER && q->disclaimer != NULL &&
	    q->disclaimer->otherwise != EDIT_OTHERWISE_NONE;

	if (q->kind == EDIT_DISCLAIMER && outcome->result == EDIT_DONE &&
	    has_picture && *stage == STAGE_ALL) {
		*stage = STAGE_NO_PICTURE;
		return;
	}
	if (outcome->result == EDIT_DONE) {
		outcome->result = EDIT_FAILED;
		outcome->reason = slice_str(reason);
		*stage = has_other ? STAGE_OTHERWISE : STAGE_NOTHING;
		return;
	}
	outcome->otherwise = EDIT_OTHERWISE_NONE;
	*stage = STAGE_NOTHING;
}

/*
 * Which requests to give up after a failed proof: the disclaimers first, the
 * rest if there was none.  False when nothing is left.
 */
static bool
give_up(const struct rewrite_job *j, const char *reason, enum stage *stages,
    struct edit_list *l)
{
	const struct edit_request *requests = j->requests;
	size_t i, n = j->request_count;
	bool found;

	for (i = 0, found = false; i < n; i++) {
		if (stages[i] == STAGE_NOTHING ||
		    !has_acted(&l->outcomes[i]) ||
		    requests[i].kind != EDIT_DISCLAIMER)
			continue;
		step_down(j, &requests[i], &stages[i], reason,
		    &l->outcomes[i]);
		found = true;
	}
	for (i = 0; i < n && !found; i++)
		if (stages[i] != STAGE_NOTHING && has_acted(&l->outcomes[i]))
			step_down(j, &requests[i], &stages[i], reason,
			    &l->outcomes[i]);
	return found;
}

int
rewrite_message(const struct rewrite_env *env, const struct mime_message *m,
    const struct edit_request *requests, size_t n, struct arena *a,
    struct edit_list *ret)
{
	struct rewrite_job j = { .env = env, .m = m, .arena = a };
	struct edit_list l = { 0 };
	enum stage *stages;
	bool again;
	int r;

	stages = arena_array(a, n, sizeof *stages);
	l.outcomes = arena_array(a, n, sizeof *l.outcomes);
	if (stages == NULL || l.outcomes == NULL)
		return ERR_LIMIT;
	l.outcome_count = n;
	j.requests = requests;
	j.request_count = n;
	j.outcomes = l.outcomes;
	l.body_offset = m->nodes[0].body_from;
	do {
		again = false;
		r = run_all(&j, requests, n, stages, &l);
		if (r < 0 || l.splice_count + l.header_count == 0)
			break;
		r = edit_list_is_modest(&l) ? proof_rewrite(&j, &l) : ERR_FULL;
		if (r == ERR_MISMATCH || r == ERR_FULL) {
			again = give_up(&j, r == ERR_FULL ? "size" :
			    "selfcheck-failed", stages, &l);
			r = 0;
			l.splice_count = l.header_count = 0;
		}
	} while (again);
	if (r == 0)
		*ret = l;
	return r;
}
