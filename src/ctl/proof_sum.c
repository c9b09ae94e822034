#include "ctl/proof_sum.h"

#include <stdlib.h>

#include "base/err.h"

static struct proof_line *
line_of(const struct proof_account *a, const struct proof_line *like)
{
	struct proof_line *l;
	size_t i;

	for (i = 0; i < a->line_count; i++) {
		l = &a->lines[i];
		if (l->kind == like->kind && l->how == like->how &&
		    slice_eq(l->reason, like->reason))
			return l;
	}
	return NULL;
}

/* Room for all lines of a sum: what is different is a kind, how and reason. */
static int
add_line(struct proof_account *to, const struct proof_line *l,
    struct arena *a)
{
	struct proof_line *at = line_of(to, l);
	size_t cap = to->line_count;

	if (at == NULL) {
		/* As if full: these are few, and a sum is made once. */
		at = arena_grow(a, to->lines, to->line_count, &cap,
		    sizeof *at);
		if (at == NULL)
			return ERR_LIMIT;
		to->lines = at;
		at = &to->lines[to->line_count++];
		*at = *l;
		return 0;
	}
	at->count += l->count;
	return 0;
}

static int
add(struct proof_account *to, const struct proof_account *from,
    struct arena *a)
{
	size_t i;
	int r = 0;

	to->total += from->total;
	to->partly_held += from->partly_held;
	to->given_up += from->given_up;
	for (i = 0; r == 0 && i < from->line_count; i++)
		r = add_line(to, &from->lines[i], a);
	return r;
}

static int
add_sum(struct proof_sum *to, const struct proof_account *from,
    struct arena *a)
{
	if (from->is_confidential)
		to->confidential += from->total;
	return add(from->is_release ? &to->released : &to->sent, from, a);
}

static int
by_name(const void *p, const void *q)
{
	const struct proof_sum *a = p, *b = q;

	if ((a->association.len == 0) != (b->association.len == 0))
		return a->association.len == 0 ? 1 : -1;
	return slice_cmp(a->association, b->association);
}

static struct proof_sum *
sum_for(struct proof_sums *s, struct slice association)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (slice_eq(s->list[i].association, association))
			return &s->list[i];
	s->list[s->count] = (struct proof_sum){ .association = association,
	    .released = { .is_release = true } };
	return &s->list[s->count++];
}

int
proof_sums_make(const struct proof_account *list, size_t n,
    const struct slice *only, struct arena *a, struct proof_sums *ret)
{
	struct proof_sums s = { .all = { .released = { .is_release = true } } };
	size_t i;
	int r = 0;

	s.list = arena_array(a, n + 1, sizeof *s.list);
	if (s.list == NULL)
		return ERR_LIMIT;
	for (i = 0; r == 0 && i < n; i++) {
		if (only != NULL && !slice_eq(list[i].association, *only))
			continue;
		r = add_sum(sum_for(&s, list[i].association), &list[i], a);
		if (r == 0)
			r = add_sum(&s.all, &list[i], a);
	}
	if (r < 0)
		return r;
	if (s.count > 1)
		qsort(s.list, s.count, sizeof *s.list, by_name);
	*ret = s;
	return 0;
}

static uint64_t
size_of(int64_t gap)
{
	return gap < 0 ? (uint64_t)-gap : (uint64_t)gap;
}

uint64_t
proof_sum_gap(const struct proof_sum *s)
{
	return size_of(proof_account_gap(&s->sent)) +
	    size_of(proof_account_gap(&s->released));
}

uint64_t
proof_sums_gap(const struct proof_sums *s)
{
	uint64_t gap = 0;
	size_t i;

	for (i = 0; i < s->count; i++)
		gap += proof_sum_gap(&s->list[i]);
	return gap;
}

/* --- counted again ---------------------------------------------------------------- */

struct comparison {
	struct proof_difference *list;
	size_t n, cap;
	struct arena *a;
};

static int
differ(struct comparison *c, const struct proof_account *a, const char *what,
    const struct proof_line *l, uint64_t counted, uint64_t found)
{
	struct proof_difference *d;

	if (counted == found)
		return 0;
	d = arena_grow(c->a, c->list, c->n, &c->cap, sizeof *d);
	if (d == NULL)
		return ERR_LIMIT;
	c->list = d;
	c->list[c->n++] = (struct proof_difference){
	    .association = a->association, .is_release = a->is_release,
	    .what = what, .reason = l != NULL ? l->reason : SLICE_NONE,
	    .how = l != NULL ? l->how : PROOF_WITHOUT, .counted = counted,
	    .found = found };
	return 0;
}

static int
compare_lines(struct comparison *c, const struct proof_account *counted,
    const struct proof_account *found)
{
	const struct proof_line *l, *other;
	size_t i;
	int r = 0;

	for (i = 0; r == 0 && i < counted->line_count; i++) {
		l = &counted->lines[i];
		other = line_of(found, l);
		r = differ(c, counted, proof_kind_name(l->kind), l, l->count,
		    other != NULL ? other->count : 0);
	}
	for (i = 0; r == 0 && i < found->line_count; i++) {
		l = &found->lines[i];
		if (line_of(counted, l) == NULL)
			r = differ(c, found, proof_kind_name(l->kind), l, 0,
			    l->count);
	}
	return r;
}

static int
compare(struct comparison *c, const struct proof_account *counted,
    const struct proof_account *found)
{
	int r;

	r = differ(c, counted, "external", NULL, counted->total,
	    found->total);
	if (r == 0)
		r = differ(c, counted, "given_up", NULL, counted->given_up,
		    found->given_up);
	if (r == 0)
		r = differ(c, counted, "partly_held", NULL,
		    counted->partly_held, found->partly_held);
	return r == 0 ? compare_lines(c, counted, found) : r;
}

static const struct proof_account *
same_account(const struct proof_account *list, size_t n,
    const struct proof_account *a)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (list[i].is_release == a->is_release &&
		    !list[i].is_confidential &&
		    slice_eq(list[i].association, a->association))
			return &list[i];
	return NULL;
}

int
proof_compare(const struct proof_account *counted, size_t counted_n,
    const struct proof_account *found, size_t found_n,
    const struct slice *only, struct arena *a, struct proof_difference **ret,
    size_t *ret_n)
{
	struct comparison c = { .a = a };
	const struct proof_account *x, *other;
	struct proof_account none;
	size_t i;
	int r = 0;

	for (i = 0; r == 0 && i < counted_n + found_n; i++) {
		x = i < counted_n ? &counted[i] : &found[i - counted_n];
		if (x->is_confidential ||
		    (only != NULL && !slice_eq(x->association, *only)))
			continue;
		none = (struct proof_account){
		    .association = x->association,
		    .is_release = x->is_release };
		other = i < counted_n ? same_account(found, found_n, x) :
		    same_account(counted, counted_n, x);
		if (i < counted_n)
			r = compare(&c, x, other != NULL ? other : &none);
		else if (other == NULL)
			r = compare(&c, &none, x);
	}
	if (r == 0) {
		*ret = c.list;
		*ret_n = c.n;
	}
	return r;
}
