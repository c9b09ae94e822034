/*
 * variant -- the same rules, a little different, for tests of rules: a rule
 * that can be left out, or loosened, without a test that notices is not
 * tested.
 */
#include <string.h>

#include "policy/ruleset.h"
#include "policy/test.h"

/* All but the rules themselves is shared with the one it was copied from. */
static struct policy *
shallow_copy(const struct policy *p, struct arena *a)
{
	struct policy *copy = arena_alloc(a, sizeof *copy);

	if (copy == NULL)
		return NULL;
	memcpy(copy, p, sizeof *copy);
	return copy;
}

struct policy *
policy_uncapped(const struct policy *p, struct arena *a)
{
	struct policy *copy = shallow_copy(p, a);

	if (copy != NULL)
		copy->ceiling = RULE_ENFORCE;
	return copy;
}

bool
policy_is_capped(const struct policy *p)
{
	return p->ceiling < RULE_ENFORCE;
}

struct policy *
policy_without(const struct policy *p, size_t rule, struct arena *a)
{
	struct policy *copy = shallow_copy(p, a);

	if (copy == NULL)
		return NULL;
	copy->rules = arena_array(a, p->rule_count, sizeof *copy->rules);
	if (copy->rules == NULL)
		return NULL;
	memcpy(copy->rules, p->rules, rule * sizeof *copy->rules);
	memcpy(copy->rules + rule, p->rules + rule + 1,
	    (p->rule_count - rule - 1) * sizeof *copy->rules);
	copy->rule_count--;
	return copy;
}

/* --- conditions with a term less ------------------------------------------------- */

static size_t
count_terms(const struct expr *e)
{
	size_t i, n = e->kind == EXPR_AND ? e->count : 0;

	for (i = 0; i < e->count; i++)
		n += count_terms(e->kids[i]);
	return n;
}

size_t
policy_terms(const struct policy *p, size_t rule)
{
	return count_terms(p->rules[rule].when);
}

/* "not message is reply"; of more than one fact the first. */
static struct slice
term_words(const struct expr *e, struct arena *a)
{
	struct slice words;

	if (e->kind == EXPR_FACT)
		return e->fact->words;
	words = term_words(e->kids[0], a);
	return arena_printf(a, e->kind == EXPR_NOT ? "not %.*s" :
	    "( %.*s ... )", (int)words.len, (const char *)words.ptr);
}

struct loosening {
	struct arena *arena;
	size_t term;			/* how many come before it */
	bool done;
	struct slice *words;
};

/* A copy of the expression without that term; NULL past the ceiling. */
static struct expr *
loosen(struct loosening *l, const struct expr *e)
{
	struct expr *copy, *kid;
	size_t i;

	if (e->kind == EXPR_FACT)
		return (struct expr *)(uintptr_t)e;
	copy = arena_zalloc(l->arena, sizeof *copy);
	if (copy == NULL)
		return NULL;
	copy->kind = e->kind;
	copy->kids = arena_array(l->arena, e->count, sizeof *copy->kids);
	for (i = 0; copy->kids != NULL && i < e->count; i++) {
		if (e->kind == EXPR_AND && !l->done && l->term-- == 0) {
			l->done = true;
			*l->words = term_words(e->kids[i], l->arena);
			continue;
		}
		kid = loosen(l, e->kids[i]);
		if (kid == NULL)
			return NULL;
		copy->kids[copy->count++] = kid;
		if (e->kind == EXPR_NOT)
			continue;
		copy->has_recipient |= kid->has_recipient;
		copy->has_attachment |= kid->has_attachment;
	}
	return copy->kids != NULL ? copy : NULL;
}

struct policy *
policy_without_term(const struct policy *p, size_t rule, size_t term,
    struct arena *a, struct slice *ret_words)
{
	struct loosening l = { .arena = a, .term = term,
	    .words = ret_words };
	struct policy *copy = shallow_copy(p, a);

	if (copy == NULL)
		return NULL;
	copy->rules = arena_array(a, p->rule_count, sizeof *copy->rules);
	if (copy->rules == NULL)
		return NULL;
	memcpy(copy->rules, p->rules, p->rule_count * sizeof *copy->rules);
	copy->rules[rule].when = loosen(&l, p->rules[rule].when);
	return copy->rules[rule].when != NULL ? copy : NULL;
}
