/*
 * judge -- inspect, ask, decide, edit: steps 2 to 7 of a message's life, and the
 * release door before them.
 */
#include <openssl/evp.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "keeper/client.h"
#include "milter/record.h"
#include "milter/transaction.h"

/* Time to wait for the keeper, however late the child was. */
#define KEEPER_WAIT_MIN_MS	5000

static int64_t
deadline(const struct transaction *t)
{
	return t->eom_ms + engine_settings(t->engine)->deadline_ms;
}

int64_t
transaction_keeper_deadline(const struct transaction *t)
{
	int64_t at = deadline(t), least = clock_mono_ms() + KEEPER_WAIT_MIN_MS;

	return at > least ? at : least;
}

static int
inspect(struct transaction *t, int64_t until, void (*beat)(void *),
    void *beat_arg)
{
	int r;

	r = inspection_start(t->inspector, spool_fd(t->spool),
	    spool_size(t->spool), &t->envelope, until, &t->inspection);
	if (r == 0)
		r = inspection_report(t->inspection, t->arena, until, beat,
		    beat_arg, &t->report);
	return r;
}

/*
 * The inspector of our MAIL FROM may be gone, replaced after a crash or a
 * reload.  Nothing was judged yet, so the message may take the ruleset and
 * the inspector of now, both together.
 */
static bool
newer_inspector(struct transaction *t)
{
	struct inspector *now;
	struct policy *policy;
	bool newer;

	engine_current(t->engine, &policy, &now);
	newer = now != t->inspector;
	inspector_unref(newer ? t->inspector : now);
	policy_unref(newer ? t->policy : policy);
	if (newer) {
		t->inspector = now;
		t->policy = policy;
		inspection_free(t->inspection);
		t->inspection = NULL;
	}
	return newer;
}

/*
 * Rules that need no memory cost no question.  The answer is that of one
 * moment: a verdict that is made again takes the same.
 */
static int
remember(struct transaction *t)
{
	int r;

	if (!policy_needs_memory(t->policy))
		return 0;
	r = policy_question(t->policy, &t->envelope, t->report, t->arena,
	    &t->question);
	if (r == 0)
		r = keeper_ask(engine_keeper(t->engine), &t->question,
		    transaction_keeper_deadline(t), t->arena, &t->memory);
	t->is_asked = r == 0;
	/* Trouble in the talk with the keeper says nothing of the message. */
	return r == ERR_SYNTAX ? ERR_PEER : r;
}

/* Our own marks: made and checked here, for the child has no key. */
static int
mark(struct transaction *t)
{
	enum mail_class class = engine_class(t->engine);
	uint8_t key[MARK_KEY_SIZE];
	int r;

	if (!mark_matters(&t->marks, class, t->verdict))
		return 0;
	r = engine_mark_key(t->engine, transaction_keeper_deadline(t), key);
	/* Trouble in the talk with the keeper says nothing of the message. */
	if (r < 0)
		return r == ERR_SYNTAX || r == ERR_LIMIT ? ERR_PEER : r;
	r = mark_plan(key, &t->marks, class, t->arena, t->verdict);
	explicit_bzero(key, sizeof key);
	return r;
}

static int
evaluate(struct transaction *t)
{
	int r;

	r = policy_evaluate(t->policy, &t->envelope, t->report,
	    t->is_asked ? &t->memory : NULL, t->ref, t->arena, &t->verdict);
	return r == 0 ? mark(t) : r;
}

/* Does at least one copy leave now, so that edits are of use? */
static bool
something_leaves(const struct verdict *v)
{
	size_t i;

	for (i = 0; i < v->recipient_count; i++)
		if (v->recipients[i].disposition == DISPOSITION_ACCEPT)
			return true;
	return false;
}

static void
settle(struct transaction *t, bool answered)
{
	policy_settle(t->policy, &t->envelope, t->ref, t->arena, t->verdict,
	    answered ? t->edits.outcomes : NULL,
	    answered ? t->edits.outcome_count : 0);
}

static void
edit(struct transaction *t, int64_t until)
{
	struct verdict *v = t->verdict;
	int r;

	if (v->edit_count == 0 || !something_leaves(v))
		return;
	r = inspection_edit(t->inspection, v->edits, v->edit_count, until,
	    t->arena, &t->edits);
	if (r == 0 && (t->edits.body_offset != t->body_from ||
	    !edit_list_is_asked_for(&t->edits, v->edits, v->edit_count)))
		r = ERR_MISMATCH;
	/* A list that is not carried out has no outcomes either. */
	if (r < 0)
		t->edits = (struct edit_list){ .outcomes = NULL };
	t->edited = r == 0 &&
	    (t->edits.splice_count > 0 || t->edits.header_count > 0);
	settle(t, r == 0);
}

int
transaction_judge(struct transaction *t, void (*beat)(void *),
    void *beat_arg)
{
	int64_t until = deadline(t);
	int r;

	r = record_reference(t);
	if (r == 0)
		r = inspect(t, until, beat, beat_arg);
	if (r == ERR_CLOSED && newer_inspector(t))
		r = inspect(t, until, beat, beat_arg);
	if (r == 0)
		r = remember(t);
	if (r == 0)
		r = evaluate(t);
	/* What does not fit in the arena is ours, not the sender's. */
	if (r == ERR_LIMIT)
		r = ERR_FULL;
	if (r < 0)
		return r;
	edit(t, until);
	inspection_free(t->inspection);
	t->inspection = NULL;
	return 0;
}

int
transaction_rejudge(struct transaction *t)
{
	bool asked = t->edits.outcome_count > 0;
	int r;

	if (t->refused)
		return 0;	/* its words name no reference */
	r = evaluate(t);
	if (r == ERR_LIMIT)
		return ERR_FULL;
	if (r == 0 && t->verdict->edit_count > 0 &&
	    something_leaves(t->verdict))
		settle(t, asked && t->edits.outcome_count ==
		    t->verdict->edit_count);
	return r;
}

/* --- the release door ------------------------------------------------------------- */

/* SHA-256 of the message without the ticket field. */
static int
digest_without_ticket(struct transaction *t,
    uint8_t digest[MAIL_DIGEST_SIZE])
{
	struct slice all, before, after;
	EVP_MD_CTX *c;
	int ok;

	if (spool_view(t->spool, &all) < 0)
		return ERR_SYSTEM;
	before = slice_sub(all, 0, t->ticket_from);
	after = slice_from(all, t->ticket_to);
	c = EVP_MD_CTX_new();
	ok = c != NULL && EVP_DigestInit_ex(c, EVP_sha256(), NULL) == 1 &&
	    EVP_DigestUpdate(c, before.ptr, before.len) == 1 &&
	    EVP_DigestUpdate(c, after.ptr, after.len) == 1 &&
	    EVP_DigestFinal_ex(c, digest, NULL) == 1;
	EVP_MD_CTX_free(c);
	return ok ? 0 : ERR_CRYPTO;
}

int
door_check(struct transaction *t)
{
	uint8_t digest[MAIL_DIGEST_SIZE];
	int r;

	/* Exactly one, and before anything that the message brought. */
	if (t->ticket_fields != 1 || t->first_ticket_field != 1 ||
	    t->ticket.len == 0)
		return ERR_DENIED;
	r = digest_without_ticket(t, digest);
	if (r < 0)
		return r;
	r = keeper_ticket(engine_keeper(t->engine), t->ticket, &t->envelope,
	    digest, deadline(t));
	/* Trouble in the talk with the keeper says nothing of the message. */
	return r == ERR_LIMIT || r == ERR_SYNTAX ? ERR_PEER : r;
}
