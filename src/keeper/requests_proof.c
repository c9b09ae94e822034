/*
 * requests_proof -- what people ask of the account of notices.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "keeper/balance.h"
#include "keeper/protocol.h"
#include "keeper/recount.h"
#include "keeper/request.h"
#include "register/proofs.h"

static int
say(struct request *r, int e, const char *words)
{
	snprintf(r->words, sizeof r->words, "%s", words);
	return e;
}

/* In words, for who has to mend it. */
static int
failed(struct request *r, const struct register_context *c, int e)
{
	if (e == ERR_CORRUPT && c->at_work != NULL)
		snprintf(r->words, sizeof r->words,
		    "a row of register %s is damaged", c->at_work);
	else if (e == ERR_LIMIT)
		snprintf(r->words, sizeof r->words, "the month has more than "
		    "%d accounts", PROOF_ACCOUNTS_MAX);
	return e;
}

/* --- accounts, lists, a count anew --------------------------------------------- */

struct wish {
	struct recount_wish recount;
	unsigned what;
};

static int
wish_read(struct request *r, struct wish *ret)
{
	struct slice association, word;
	uint32_t month = 0;
	struct wire_in w;
	bool is_of_one;
	int e;

	wire_in_init(&w, buf_slice(&r->conn->in));
	if ((e = wire_enum(&w, KEEPER_PROOF_WHAT_COUNT, &ret->what)) < 0 ||
	    (e = wire_u32(&w, &month)) < 0 ||
	    (e = wire_bool(&w, &is_of_one)) < 0 ||
	    (e = wire_str(&w, PROOF_NAME_MAX, &association)) < 0 ||
	    (e = wire_str(&w, PROOF_REASON_MAX, &word)) < 0 ||
	    (e = wire_end(&w)) < 0)
		return e;
	if (month > 999912 || (month == 0 ?
	    ret->what != KEEPER_PROOF_ACCOUNTS : month < 197001 ||
	    month % 100 < 1 || month % 100 > 12))
		return say(r, ERR_RANGE, "this is no month");
	ret->recount = (struct recount_wish){ .month = (int)month,
	    .is_list = ret->what == KEEPER_PROOF_LIST,
	    .is_of_one = is_of_one,
	    .association = arena_dup(r->arena, association),
	    .word = arena_dup(r->arena, word) };
	return 0;
}

static int
put_accounts(struct request_context *x, struct request *r, int month)
{
	struct proof_account *list;
	struct register_context c;
	struct wire_out w;
	size_t i, n;
	int e;

	c = custody_registers(x->custody, &x->registers, r->arena,
	    clock_wall_ms(), "");
	e = proofs_list(&c, month, &list, &n);
	if (e < 0)
		return failed(r, &c, e);
	wire_out_init(&w, &r->answer);
	wire_put_u32(&w, (uint32_t)n);
	for (i = 0; i < n; i++)
		proof_account_put(&w, &list[i]);
	e = wire_out_err(&w);
	return e < 0 ? e : 1;
}

int
proof_prepare(struct request_context *x, struct request *r)
{
	struct register_context c = { .at_work = proofs_kind.name };
	struct wish *wish;
	int e;

	if (r->recount == NULL) {
		wish = arena_zalloc(r->arena, sizeof *wish);
		if (wish == NULL)
			return ERR_LIMIT;
		e = wish_read(r, wish);
		if (e < 0)
			return e;
		if (wish->what == KEEPER_PROOF_ACCOUNTS)
			return put_accounts(x, r, wish->recount.month);
		r->recount = recount_new(&wish->recount);
	}
	if (r->conn->is_dead)
		return ERR_CLOSED;
	e = recount_step(r->recount, x);
	if (e == 1) {
		e = recount_put(r->recount, &r->answer);
		return e < 0 ? e : 1;
	}
	return e < 0 ? failed(r, &c, e) : 0;
}

/* --- "did my mail carry it?" ------------------------------------------------------ */

/*
 * Of a disclosure it is known what became of the notice, but not to whom it
 * went; and a rule may ask for one inside.
 */
static void
tell_unseen(struct verdict *v, struct proof *p)
{
	size_t i;

	if (p->kind != PROOF_NONE || v->disclaimer == DISCLAIMER_NONE)
		return;
	for (i = 0; i < v->recipient_count; i++) {
		/* The second decision of a message whose copies go apart. */
		if (v->recipients[i].is_separate)
			return;
		v->recipients[i].is_outside = true;
	}
	proof_of_verdict(v, p);
}

static int
tell(struct request_context *x, struct request *r, const char *ref,
    struct proof_told *ret)
{
	struct store_decision d;
	struct balance_of b;
	int e;

	e = store_decision_get(x->custody->store, ref, r->arena, &d);
	if (e == 0)
		e = balance_read(x, &d, r->arena, &b);
	if (e == ERR_CORRUPT)
		snprintf(r->words, sizeof r->words,
		    "the decision %s cannot be read", ref);
	if (e < 0)
		return e;
	*ret = (struct proof_told){ .at_ms = b.at_ms, .proof = b.proof,
	    .day = zone_day(&x->registers.zone, b.at_ms),
	    .is_release = b.is_release, .is_given_up = b.is_given_up };
	memcpy(ret->ref, ref, REFERENCE_SIZE);
	memcpy(ret->revision, b.verdict.revision, sizeof ret->revision);
	tell_unseen(&b.verdict, &ret->proof);
	e = quarantine_state(x->custody->quarantine, ref, &ret->state);
	return e == ERR_NOTFOUND ? 0 : e;
}

static int
tell_all(struct request_context *x, struct request *r,
    const struct proof_ref *refs, size_t n, const char *but, bool releases,
    struct proof_told *list, size_t *count)
{
	size_t i;
	int e = 0;

	for (i = 0; e == 0 && i < n; i++) {
		if (strcmp(refs[i].ref, but) == 0)
			continue;
		e = tell(x, r, refs[i].ref, &list[*count]);
		/* Its decision was purged before the index was. */
		if (e == ERR_NOTFOUND)
			e = 0;
		else if (e == 0 && (!releases || list[*count].is_release))
			++*count;
	}
	return e;
}

static int
by_ref(struct request_context *x, struct request *r,
    struct register_context *c, struct proof_told *list, size_t *count)
{
	struct proof_ref *refs;
	size_t n;
	int e;

	e = tell(x, r, r->ref, &list[0]);
	if (e < 0)
		return e;
	*count = 1;
	e = proofs_beside(c, &refs, &n);
	return e < 0 ? failed(r, c, e) :
	    tell_all(x, r, refs, n, r->ref, true, list, count);
}

int
proof_of_prepare(struct request_context *x, struct request *r)
{
	struct proof_told *list;
	struct proof_ref *refs;
	struct register_context c;
	struct slice ref, id;
	struct wire_out w;
	struct wire_in in;
	size_t i, n, count = 0;
	bool more = false;
	int e;

	wire_in_init(&in, buf_slice(&r->conn->in));
	if ((e = wire_str(&in, REFERENCE_SIZE, &ref)) < 0 ||
	    (e = wire_str(&in, PROOF_ID_MAX + 2, &id)) < 0 ||
	    (e = wire_end(&in)) < 0)
		return e;
	if (ref.len > 0 && reference_parse(ref, r->ref) < 0)
		return say(r, ERR_SYNTAX, "this is no reference");
	id = proof_id(id);
	if (ref.len == 0 && id.len == 0)
		return say(r, ERR_SYNTAX, "this is no Message-ID");
	list = arena_array(r->arena, PROOF_TOLD_MAX + 1, sizeof *list);
	if (list == NULL)
		return ERR_LIMIT;
	c = custody_registers(x->custody, &x->registers, r->arena,
	    clock_wall_ms(), r->ref);
	if (ref.len > 0) {
		e = by_ref(x, r, &c, list, &count);
	} else {
		e = proofs_of_id(&c, id, &refs, &n, &more);
		if (e == 0)
			e = tell_all(x, r, refs, n, "", false, list, &count);
		else
			e = failed(r, &c, e);
	}
	if (e == 0 && count == 0)
		e = ERR_NOTFOUND;
	if (e < 0)
		return e;
	wire_out_init(&w, &r->answer);
	wire_put_bool(&w, more);
	wire_put_u32(&w, (uint32_t)count);
	for (i = 0; i < count; i++)
		proof_told_put(&w, &list[i]);
	e = wire_out_err(&w);
	return e < 0 ? e : 1;
}
