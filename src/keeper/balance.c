#include "keeper/balance.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "register/proofs.h"

#define TELL_EVERY_MS	60000
#define GIVEN_UP_ARENA	(4 * KEEPER_REQUEST_MAX)

static bool
counts(const struct envelope *e, const struct verdict *v)
{
	switch (e->class) {
	case MAIL_CLASS_SUBMISSION:
	case MAIL_CLASS_LOCAL:
		return true;
	case MAIL_CLASS_RELEASE:
		/* Whoever knocks without a ticket has sent nothing. */
		return v->disposition != DISPOSITION_REJECT;
	case MAIL_CLASS_INBOUND:
	case MAIL_CLASS_COUNT:
		break;
	}
	return false;
}

/* --- stored decisions ------------------------------------------------------------ */

/*
 * A message whose copies inside went apart has a second decision, which says
 * the same, for them.
 */
static int
is_copy(struct request_context *x, const char *ref, const struct verdict *v,
    struct arena *a)
{
	size_t i;

	for (i = 0; i < v->recipient_count; i++)
		if (v->recipients[i].is_separate)
			return quarantine_is_copy(x->custody->quarantine,
			    ref, a);
	return 0;
}

int
balance_read(struct request_context *x, const struct store_decision *d,
    struct arena *a, struct balance_of *ret)
{
	struct register_context c;
	struct stored_answer ans;
	int r;

	*ret = (struct balance_of){ .counts = false };
	r = quarantine_stored(x->custody->quarantine, d, a, &ans);
	if (r < 0)
		return r;
	if (envelope_decode(ans.envelope, a, &ret->envelope) < 0 ||
	    verdict_decode(ans.verdict, a, &ret->verdict) < 0)
		return ERR_CORRUPT;
	ret->at_ms = ret->envelope.at_ms;
	ret->is_release = ret->envelope.class == MAIL_CLASS_RELEASE;
	proof_of_verdict(&ret->verdict, &ret->proof);
	ret->counts = counts(&ret->envelope, &ret->verdict) &&
	    ret->proof.kind != PROOF_NONE;
	/* What is held for somebody is ours, whatever the MTA heard. */
	ret->is_given_up = d->answered == STORE_ANSWER_ABANDONED &&
	    proof_left(ret->proof.kind) && !ret->proof.is_partly_held;
	r = is_copy(x, d->ref, &ret->verdict, a);
	if (r < 0)
		return r;
	if (r == 1) {
		ret->counts = ret->is_given_up = false;
		ret->proof = (struct proof){ .kind = PROOF_NONE };
	}
	if (!ret->proof.is_partly_held)
		return 0;
	c = custody_registers(x->custody, &x->registers, a, ret->at_ms,
	    d->ref);
	r = proofs_amended(&c, &ret->proof);
	return r == ERR_NOTFOUND ? 0 : r;
}

/* --- deciding ---------------------------------------------------------------------- */

/* The better first. */
static int
rank(enum proof_kind k)
{
	return k == PROOF_UNACCOUNTED ? 2 : k == PROOF_SKIPPED ? 1 : 0;
}

/*
 * A mail that is held for some is brought again, joins its case and leaves to
 * the others once more.  It is one message; of the two times the worse counts.
 */
static int
brought_again(struct request_context *x, const struct proof *p,
    struct register_context *c)
{
	struct store_decision d;
	struct balance_of was;
	int r;

	if (!proof_left(p->kind))
		return 0;
	r = store_decision_get(c->store, c->ref, c->arena, &d);
	if (r == 0)
		r = balance_read(x, &d, c->arena, &was);
	if (r < 0 || !was.counts || !proof_left(was.proof.kind) ||
	    rank(p->kind) <= rank(was.proof.kind))
		return r;
	c->at_ms = was.at_ms;
	x->recounts++;
	return proofs_amend(c, &was.proof, p);
}

/*
 * What the milter claims it is, if its own verdict says the same; else it has
 * no place in the account, and that shows.
 */
static void
check_claim(struct request *r)
{
	struct proof seen;

	if (r->proof.is_confidential)
		return;
	proof_of_verdict(&r->verdict, &seen);
	if (r->proof.kind == seen.kind && r->proof.how == seen.how &&
	    slice_eq(r->proof.reason, seen.reason) &&
	    slice_eq(r->proof.association, seen.association))
		return;
	r->proof.kind = PROOF_NONE;
	r->proof.how = PROOF_WITHOUT;
	r->proof.reason = SLICE_NONE;
	r->proof.association = seen.association;
	r->proof.is_partly_held = seen.is_partly_held;
}

int
balance_decided(struct request_context *x, struct request *r,
    const struct decided_receipt *receipt, struct register_context *c)
{
	bool is_external, is_accounted = true;
	struct proof *p = &r->proof;
	int e;

	/* What-ifs of exeatctl send nothing to count. */
	if ((x->is_private && !r->has_proof) ||
	    !counts(&r->envelope, &r->verdict))
		return 0;
	check_claim(r);
	/* Of a disclosure the keeper is shown nobody, and believes. */
	is_external = p->is_confidential ? p->kind != PROOF_NONE :
	    verdict_goes_outside(&r->verdict);
	/* With a separate copy each attempt is a decision of its own. */
	if (receipt->copy[0] != '\0')
		c->ref = r->ref;
	else if (receipt->joined) {
		r->is_unaccounted = p->kind == PROOF_UNACCOUNTED;
		return brought_again(x, p, c);
	}
	e = proofs_count(c, p, r->envelope.class == MAIL_CLASS_RELEASE,
	    is_external, &is_accounted);
	r->is_unaccounted = !is_accounted;
	/* What goes out of the door to people inside has been told before. */
	if (e == 0 && !p->is_confidential &&
	    (r->envelope.class != MAIL_CLASS_RELEASE ||
	    p->kind != PROOF_NONE))
		e = proofs_index(c, p);
	return e;
}

int
balance_given_up(struct request_context *x, const char *ref)
{
	struct arena *a = arena_new(GIVEN_UP_ARENA);
	struct register_context c;
	struct store_decision d;
	struct balance_of b;
	int r;

	r = store_decision_get(x->custody->store, ref, a, &d);
	if (r == 0)
		r = balance_read(x, &d, a, &b);
	if (r == 0 && !x->is_private && b.counts && b.is_given_up) {
		c = custody_registers(x->custody, &x->registers, a, b.at_ms,
		    ref);
		x->recounts++;
		r = proofs_give_up(&c, &b.proof, b.is_release);
	}
	arena_free(a);
	return r;
}

void
balance_tell(struct request_context *x, const struct request *r)
{
	int64_t now = clock_mono_ms();
	char name[64];

	x->unbalanced++;
	if (x->unbalanced_told_ms != 0 &&
	    now - x->unbalanced_told_ms < TELL_EVERY_MS)
		return;
	snprintf(name, sizeof name, "%.*s", (int)(r->proof.association.len <
	    sizeof name ? r->proof.association.len : sizeof name - 1),
	    r->proof.association.len > 0 ?
	    (const char *)r->proof.association.ptr : "");
	LOG_EVENT(LOG_LEVEL_ERROR, r->proof.is_confidential ? NULL : r->ref,
	    "disclaimer-unbalanced", KV_STR("association",
	    name[0] != '\0' ? name : "-"),
	    KV_UINT("messages", x->unbalanced));
	x->unbalanced = 0;
	x->unbalanced_told_ms = now;
}
