/*
 * table -- the registers, and the calls that go to all of them.
 */
#include "base/err.h"
#include "register/correspondents.h"
#include "register/exceptions.h"
#include "register/incidents.h"
#include "register/ledger.h"
#include "register/proofs.h"
#include "register/register.h"
#include "register/revisions.h"
#include "register/seen.h"
#include "register/spread.h"

/* A register that neither answers nor learns by itself; seen.c. */
static const struct register_kind seen = {
	.id = REGISTER_SEEN, .name = "seen"
};

const struct register_kind *const register_kinds[] = {
	&seen,
	&ledger,
	&correspondents,
	&exceptions_kind,
	&revisions_kind,
	&spread,
	&incidents,
	&proofs_kind,
	&proof_ids_kind,
	NULL
};

int
register_answer(const struct register_kind *const *kinds,
    struct register_context *x, const struct memory_question *q,
    struct memory_answer *ret)
{
	struct memory_answer m;
	int r;

	r = memory_answer_empty(q, x->arena, &m);
	for (; r == 0 && *kinds != NULL; kinds++) {
		x->at_work = (*kinds)->name;
		if ((*kinds)->answer != NULL)
			r = (*kinds)->answer(x, q, &m);
	}
	if (r == 0)
		*ret = m;
	return r;
}

/* What is held on the way in has come in all the same. */
static bool
came_in_held(const struct memory_note *n)
{
	size_t i;

	for (i = 0; i < n->question.party_count; i++)
		if (n->is_let_go[i])
			return false;
	return n->question.class == MAIL_CLASS_INBOUND;
}

int
register_learn(const struct register_kind *const *kinds,
    struct register_context *x, const struct memory_note *n)
{
	struct memory_note fresh;
	size_t i;
	int r = 0;

	for (i = 0; r == 0 && kinds[i] != NULL; i++) {
		x->at_work = kinds[i]->name;
		if (kinds[i]->decided != NULL)
			r = kinds[i]->decided(x, n);
	}
	if (r < 0)
		return r;
	x->at_work = seen.name;
	r = seen_take(x, n, &fresh);
	if (r < 0 || (r == 0 && !came_in_held(n)))
		return r;
	for (r = 0; r == 0 && *kinds != NULL; kinds++) {
		x->at_work = (*kinds)->name;
		if ((*kinds)->learn != NULL)
			r = (*kinds)->learn(x, &fresh);
	}
	return r;
}

int
register_expire(const struct register_kind *const *kinds,
    struct register_context *x, size_t max)
{
	int r, total = 0;

	for (; *kinds != NULL; kinds++) {
		r = store_entry_expire(x->store, (*kinds)->id, x->at_ms, max);
		if (r >= 0) {
			total += r;
			r = (*kinds)->expire == NULL ? 0 :
			    (*kinds)->expire(x, max);
		}
		if (r < 0)
			return r;
		total += r;
	}
	return total;
}
