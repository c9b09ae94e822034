#include "policy/sense.h"

#include <string.h>

#include "base/err.h"

/*
 * A fact as a proposition.  Bound: of the one recipient or attachment that the
 * whole condition is tried with; else of the message, or of any at all.
 */
struct atom {
	struct slice words;
	bool bound;
	bool free;		/* nothing is known of it, not even its words */
	bool never;		/* it asks for a list without entries */
};

enum law {
	LAW_IMPLIES,		/* a, then b */
	LAW_EXCLUDES,		/* not both */
	LAW_ONE			/* one of them at least */
};

struct bond {
	enum law law;
	uint8_t a, b;
};

#define BONDS_MAX	(2 * SENSE_FACTS_MAX * SENSE_FACTS_MAX)

struct sense {
	const struct rule *rule;
	struct atom atoms[SENSE_FACTS_MAX];
	size_t count;
	uint8_t *of_fact;	/* by condition.index: its atom */
	struct bond bonds[BONDS_MAX];
	size_t bond_count;
	bool too_many;
};

/* --- facts to propositions ---------------------------------------------------------- */

static bool
is_words(struct slice s, const char *words)
{
	return slice_eq_str(s, words);
}

static size_t
add_atom(struct sense *s, struct atom a)
{
	size_t i;

	for (i = 0; i < s->count && !a.free; i++)
		if (!s->atoms[i].free && s->atoms[i].bound == a.bound &&
		    slice_eq(s->atoms[i].words, a.words))
			return i;
	if (s->count == SENSE_FACTS_MAX) {
		s->too_many = true;
		return 0;
	}
	s->atoms[s->count] = a;
	return s->count++;
}

/* Facts about recipients, or attachments, that share one below this. */
static size_t
shared(const struct expr *e, enum subject subject)
{
	size_t i, n = 0;

	if (e->kind == EXPR_FACT)
		return e->fact->subject == subject;
	for (i = 0; e->kind != EXPR_NOT && i < e->count; i++)
		n += shared(e->kids[i], subject);
	return n;
}

/* How the facts of one round are taken. */
struct round {
	bool bound_recipient, bound_attachment;
	bool free_recipient, free_attachment;
};

static void
take_facts(struct sense *s, const struct expr *e, const struct round *r)
{
	struct round below = { false, false, false, false };
	struct atom a = { .free = false };
	size_t i;

	switch (e->kind) {
	case EXPR_FACT:
		a.words = e->fact->words;
		a.bound = (e->fact->subject == SUBJECT_RECIPIENT &&
		    r->bound_recipient) || (e->fact->subject ==
		    SUBJECT_ATTACHMENT && r->bound_attachment);
		a.free = (e->fact->subject == SUBJECT_RECIPIENT &&
		    r->free_recipient) || (e->fact->subject ==
		    SUBJECT_ATTACHMENT && r->free_attachment);
		s->of_fact[e->fact->index] = (uint8_t)add_atom(s, a);
		return;
	case EXPR_NOT:
		/* Below a "not" another one may be meant; two share theirs. */
		below.free_recipient = shared(e->kids[0],
		    SUBJECT_RECIPIENT) > 1;
		below.free_attachment = shared(e->kids[0],
		    SUBJECT_ATTACHMENT) > 1;
		take_facts(s, e->kids[0], &below);
		return;
	case EXPR_AND:
	case EXPR_OR:
		break;
	}
	for (i = 0; i < e->count; i++)
		take_facts(s, e->kids[i], r);
}

/* --- what is known of them ------------------------------------------------------------ */

static void
bond(struct sense *s, enum law law, size_t a, size_t b)
{
	size_t i;

	/* The same the other way round says nothing new. */
	for (i = 0; law != LAW_IMPLIES && i < s->bond_count; i++)
		if (s->bonds[i].law == law && s->bonds[i].a == b &&
		    s->bonds[i].b == a)
			return;
	if (s->bond_count < BONDS_MAX)
		s->bonds[s->bond_count++] = (struct bond){ law, (uint8_t)a,
		    (uint8_t)b };
}

/* "recipients over 8" and "recipients over 5": the number, or false. */
static bool
split_over(struct slice words, struct slice *ret_what, uint64_t *ret_n)
{
	size_t at = slice_find(words, SLICE(" over "), 0), i;

	if (at == SLICE_NPOS)
		return false;
	*ret_what = slice_sub(words, 0, at);
	*ret_n = 0;
	for (i = at + 6; i < words.len; i++) {
		if (!ascii_is_digit(words.ptr[i]))
			return false;
		*ret_n = *ret_n * 10 + (uint64_t)(words.ptr[i] - '0');
	}
	return true;
}

/* What "any X" is of "every X". */
static bool
is_any_of(struct slice any, struct slice every)
{
	return slice_starts(every, SLICE("every ")) &&
	    slice_starts(any, SLICE("any ")) &&
	    slice_eq(slice_from(every, 6), slice_from(any, 4));
}

/* One is about the opposite side of the other: inside and outside. */
static bool
are_sides(struct slice a, struct slice b, const char *who_a,
    const char *who_b)
{
	struct slice x = slice_str(who_a), y = slice_str(who_b);

	return slice_starts(a, x) && slice_starts(b, y) &&
	    ((is_words(slice_from(a, x.len), "inside") &&
	    is_words(slice_from(b, y.len), "outside")) ||
	    (is_words(slice_from(a, x.len), "outside") &&
	    is_words(slice_from(b, y.len), "inside")));
}

static void
bond_people(struct sense *s, size_t i, size_t k)
{
	const struct atom *a = &s->atoms[i], *b = &s->atoms[k];

	if (are_sides(a->words, b->words, "any recipient ",
	    "any recipient ")) {
		if (a->bound && b->bound)
			bond(s, LAW_EXCLUDES, i, k);
		/* Somebody gets it. */
		if (!a->bound && !b->bound)
			bond(s, LAW_ONE, i, k);
	}
	if (are_sides(a->words, b->words, "every recipient ",
	    "any recipient ") || are_sides(a->words, b->words,
	    "every recipient ", "every recipient ") ||
	    are_sides(a->words, b->words, "sender ", "sender "))
		bond(s, LAW_EXCLUDES, i, k);
}

static void
bond_files(struct sense *s, size_t i, size_t k)
{
	const struct atom *a = &s->atoms[i], *b = &s->atoms[k];

	if (is_words(a->words, "no attachment") &&
	    (slice_starts(b->words, SLICE("any attachment")) ||
	    slice_starts(b->words, SLICE("every attachment"))))
		bond(s, LAW_EXCLUDES, i, k);
	if (is_words(b->words, "any attachment") && (!b->bound || a->bound) &&
	    slice_starts(a->words, SLICE("any attachment ")))
		bond(s, LAW_IMPLIES, i, k);
}

static void
bond_pair(struct sense *s, size_t i, size_t k)
{
	const struct atom *a = &s->atoms[i], *b = &s->atoms[k];
	struct slice what_a, what_b;
	uint64_t n, m;

	if (i == k || a->free || b->free)
		return;
	if (a->bound && !b->bound && slice_eq(a->words, b->words))
		bond(s, LAW_IMPLIES, i, k);
	if (!b->bound && is_any_of(b->words, a->words))
		bond(s, LAW_IMPLIES, i, k);
	if (split_over(a->words, &what_a, &n) &&
	    split_over(b->words, &what_b, &m) && slice_eq(what_a, what_b) &&
	    n > m && (!b->bound || a->bound))
		bond(s, LAW_IMPLIES, i, k);
	bond_people(s, i, k);
	bond_files(s, i, k);
}

/* --- every way of answering ------------------------------------------------------------- */

static bool
holds(const struct bond *b, uint32_t bits)
{
	bool x = (bits >> b->a & 1) != 0, y = (bits >> b->b & 1) != 0;

	switch (b->law) {
	case LAW_IMPLIES:
		return !x || y;
	case LAW_EXCLUDES:
		return !x || !y;
	case LAW_ONE:
		return x || y;
	}
	return true;
}

/* skip: a bond that is left out; bond_count for none. */
static bool
is_possible(const struct sense *s, uint32_t bits, size_t skip,
    bool with_empty)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (with_empty && s->atoms[i].never && (bits >> i & 1) != 0)
			return false;
	for (i = 0; i < s->bond_count; i++)
		if (i != skip && !holds(&s->bonds[i], bits))
			return false;
	return true;
}

static bool
is_true(const struct sense *s, const struct expr *e, uint32_t bits)
{
	bool all = true, any = false, t;
	size_t i;

	if (e->kind == EXPR_FACT)
		return (bits >> s->of_fact[e->fact->index] & 1) != 0;
	for (i = 0; i < e->count; i++) {
		t = is_true(s, e->kids[i], bits);
		all = all && t;
		any = any || t;
	}
	switch (e->kind) {
	case EXPR_NOT:
		return !any;
	case EXPR_AND:
		return all;
	case EXPR_OR:
	case EXPR_FACT:
		break;
	}
	return any;
}

static bool
matches(const struct sense *s, size_t skip, bool with_empty, bool with_unless)
{
	const struct rule *r = s->rule;
	uint32_t bits;

	for (bits = 0; bits < UINT32_C(1) << s->count; bits++)
		if (is_possible(s, bits, skip, with_empty) &&
		    is_true(s, r->when, bits) && !(with_unless &&
		    r->unless != NULL && is_true(s, r->unless, bits)))
			return true;
	return false;
}

/* --- and why not ------------------------------------------------------------------------- */

/* The name at the end of "... in list x" or "... words from x". */
static struct slice
list_of(struct slice words)
{
	static const char *const before[] = { " in list ", " words from ",
	    " records from ", " documents from " };
	struct slice name;
	size_t i, at;

	for (i = 0; i < 4; i++) {
		at = slice_find(words, slice_str(before[i]), 0);
		if (at == SLICE_NPOS)
			continue;
		name = slice_from(words, at + strlen(before[i]));
		/* One of several things that it may contain is not all. */
		return slice_chr(name, ',', 0) == SLICE_NPOS &&
		    slice_chr(slice_sub(words, 0, at), ',', 0) == SLICE_NPOS ?
		    slice_sub(name, 0, slice_chr(name, ' ', 0)) : SLICE_NONE;
	}
	return SLICE_NONE;
}

static struct slice
why_bond(const struct sense *s, const struct bond *b, struct arena *a)
{
	struct slice x = s->atoms[b->a].words, y = s->atoms[b->b].words;

	if (b->law == LAW_EXCLUDES && s->atoms[b->a].bound &&
	    s->atoms[b->b].bound)
		return arena_printf(a, "\"%.*s\" and \"%.*s\" in one condition "
		    "speak of the same one; write \"not every recipient "
		    "inside\" for a message that goes to both", (int)x.len,
		    (const char *)x.ptr, (int)y.len, (const char *)y.ptr);
	return arena_printf(a, "\"%.*s\" and \"%.*s\" contradict each other "
	    "here", (int)x.len, (const char *)x.ptr, (int)y.len,
	    (const char *)y.ptr);
}

static struct slice
explain(const struct sense *s, struct arena *a)
{
	size_t i;

	if (matches(s, s->bond_count, true, false))
		return SLICE("its \"unless\" lets go all that its \"when\" "
		    "catches");
	if (matches(s, s->bond_count, false, false))
		for (i = 0; i < s->count; i++)
			if (s->atoms[i].never)
				return arena_printf(a, "list \"%.*s\" has no "
				    "entries", (int)list_of(
				    s->atoms[i].words).len, (const char *)
				    list_of(s->atoms[i].words).ptr);
	for (i = 0; i < s->bond_count; i++)
		if (matches(s, i, true, false))
			return why_bond(s, &s->bonds[i], a);
	return SLICE("its facts contradict each other");
}

bool
sense_can_match(const struct rule *r,
    bool (*is_empty)(void *arg, struct slice list), void *arg,
    struct arena *a, struct slice *ret_why)
{
	struct round when = { .bound_recipient = true,
	    .bound_attachment = true }, unless = { .bound_recipient =
	    r->when->has_recipient };
	struct sense *s = arena_zalloc(a, sizeof *s);
	size_t i, k;

	if (s == NULL)
		return true;
	s->rule = r;
	s->of_fact = arena_zalloc(a, r->fact_count + 1);
	if (s->of_fact == NULL)
		return true;
	take_facts(s, r->when, &when);
	if (r->unless != NULL) {
		unless.free_recipient = !unless.bound_recipient &&
		    shared(r->unless, SUBJECT_RECIPIENT) > 1;
		unless.free_attachment =
		    shared(r->unless, SUBJECT_ATTACHMENT) > 1;
		take_facts(s, r->unless, &unless);
	}
	if (s->too_many)
		return true;
	for (i = 0; i < s->count; i++) {
		s->atoms[i].never = list_of(s->atoms[i].words).len > 0 &&
		    slice_find(s->atoms[i].words, SLICE("every"), 0) != 0 &&
		    is_empty(arg, list_of(s->atoms[i].words));
		for (k = 0; k < s->count; k++)
			bond_pair(s, i, k);
	}
	if (matches(s, s->bond_count, true, true))
		return true;
	*ret_why = explain(s, a);
	return false;
}
