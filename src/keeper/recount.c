#include "keeper/recount.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "keeper/balance.h"
#include "register/proofs.h"

#define STEP		100		/* decisions before others get their turn */
#define STEP_ARENA	(STEP * VERDICT_BYTES_MAX)
#define ONE_ARENA	(4 * KEEPER_REQUEST_MAX)
#define KEPT_ARENA	(64 * MIB)
#define DAY_MS		((int64_t)24 * 3600 * 1000)
#define TRIES		3

struct recount {
	const struct recount_wish *wish;
	struct arena *arena;
	uint64_t after;			/* id of the last one read */
	uint64_t changes;		/* x->recounts at the beginning */
	unsigned tries;
	bool is_changing;
	struct proof_account *counted, *found;
	size_t counted_n, found_n, found_cap;
	struct proof_told *list;
	size_t list_n, list_cap;
	bool more;
	uint64_t damaged;
	char damaged_refs[PROOF_TOLD_MAX][REFERENCE_SIZE];
};

struct recount *
recount_new(const struct recount_wish *w)
{
	struct recount *c = mem_zalloc(sizeof *c);

	c->wish = w;
	c->arena = arena_new(KEPT_ARENA);
	return c;
}

void
recount_free(struct recount *c)
{
	if (c == NULL)
		return;
	arena_free(c->arena);
	free(c);
}

/* From the first row again. */
static void
begin(struct recount *c, const struct request_context *x)
{
	arena_free(c->arena);
	*c = (struct recount){ .wish = c->wish, .tries = c->tries + 1,
	    .changes = x->recounts };
	c->arena = arena_new(KEPT_ARENA);
}

static void
note_damage(struct recount *c, const char *ref)
{
	if (c->damaged < PROOF_TOLD_MAX)
		memcpy(c->damaged_refs[c->damaged], ref, REFERENCE_SIZE);
	c->damaged++;
}

static int
keep(struct arena *a, struct slice *s)
{
	struct slice copy = SLICE_NONE;

	if (s->len > 0) {
		copy = arena_dup(a, *s);
		if (copy.ptr == NULL)
			return ERR_LIMIT;
	}
	*s = copy;
	return 0;
}

/* What outlives the step. */
static int
keep_proof(struct arena *a, struct proof *p)
{
	int r;

	r = keep(a, &p->reason);
	if (r == 0)
		r = keep(a, &p->association);
	return r < 0 ? r : keep(a, &p->text);
}

static struct proof_account *
account_for(struct recount *c, const struct balance_of *b)
{
	struct proof_account *a;
	size_t i;

	for (i = 0; i < c->found_n; i++) {
		a = &c->found[i];
		if (a->is_release == b->is_release &&
		    slice_eq(a->association, b->proof.association))
			return a;
	}
	if (c->found_n == PROOF_ACCOUNTS_MAX)
		return NULL;
	a = arena_grow(c->arena, c->found, c->found_n, &c->found_cap,
	    sizeof *a);
	if (a == NULL)
		return NULL;
	c->found = a;
	a = &c->found[c->found_n++];
	*a = (struct proof_account){ .month = c->wish->month,
	    .association = b->proof.association,
	    .is_release = b->is_release };
	return a;
}

static int
count_one(struct recount *c, struct balance_of *b)
{
	struct proof_account *a;
	int r;

	r = keep_proof(c->arena, &b->proof);
	if (r < 0)
		return r;
	a = account_for(c, b);
	if (a == NULL)
		return ERR_LIMIT;
	if (b->is_given_up) {
		a->given_up++;
		return 0;
	}
	a->total++;
	return proof_account_note(a, c->arena, &b->proof, true);
}

static int
list_one(struct recount *c, struct request_context *x,
    const struct store_decision *d, struct balance_of *b, int day)
{
	const struct recount_wish *w = c->wish;
	struct proof_told *t;
	int r;

	if (b->is_given_up || (w->is_of_one &&
	    !slice_eq(b->proof.association, w->association)) ||
	    (!slice_eq_str(w->word, proof_kind_name(b->proof.kind)) &&
	    !slice_eq(w->word, b->proof.reason)))
		return 0;
	if (c->list_n == PROOF_LIST_MAX) {
		c->more = true;
		return 0;
	}
	t = arena_grow(c->arena, c->list, c->list_n, &c->list_cap, sizeof *t);
	if (t == NULL)
		return ERR_LIMIT;
	c->list = t;
	t = &c->list[c->list_n++];
	*t = (struct proof_told){ .at_ms = b->at_ms, .day = day,
	    .is_release = b->is_release, .proof = b->proof };
	memcpy(t->ref, d->ref, sizeof d->ref);
	memcpy(t->revision, b->verdict.revision, sizeof t->revision);
	r = quarantine_state(x->custody->quarantine, d->ref, &t->state);
	if (r < 0 && r != ERR_NOTFOUND)
		return r;
	return keep_proof(c->arena, &t->proof);
}

static int
look_with(struct recount *c, struct request_context *x,
    const struct store_decision *d, struct arena *a)
{
	struct register_context rc;
	struct balance_of b;
	int r;

	r = balance_read(x, d, a, &b);
	if (r == ERR_CORRUPT) {
		note_damage(c, d->ref);
		return 0;
	}
	if (r < 0 || !b.counts)
		return r;
	rc = custody_registers(x->custody, &x->registers, a, b.at_ms, "");
	if (proofs_month_of(&rc, b.at_ms) != c->wish->month)
		return 0;
	return c->wish->is_list ? list_one(c, x, d, &b, zone_day(
	    &x->registers.zone, b.at_ms)) : count_one(c, &b);
}

static int
look_at(struct recount *c, struct request_context *x,
    const struct store_decision *d)
{
	struct arena *a = arena_new(ONE_ARENA);
	int r;

	r = look_with(c, x, d, a);
	arena_free(a);
	return r;
}

/* In this very moment, so that what was read and what is counted are one. */
static int
take_counted(struct recount *c, struct request_context *x)
{
	struct register_context rc;

	rc = custody_registers(x->custody, &x->registers, c->arena, 0, "");
	return proofs_list(&rc, c->wish->month, &c->counted, &c->counted_n);
}

static int
finish(struct recount *c, struct request_context *x)
{
	int r;

	if (c->wish->is_list)
		return 1;
	/* A message that was counted before is another one by now. */
	if (x->recounts != c->changes) {
		if (c->tries < TRIES) {
			begin(c, x);
			return 0;
		}
		c->is_changing = true;
	}
	r = take_counted(c, x);
	return r < 0 ? r : 1;
}

int
recount_step(struct recount *c, struct request_context *x)
{
	const struct zone *z = &x->registers.zone;
	int month = c->wish->month;
	int next = month % 100 == 12 ? month + 89 : month + 1;
	struct store_decision *rows;
	uint64_t before;
	struct arena *a;
	size_t i, n = 0;
	int r;

	if (c->tries == 0)
		begin(c, x);
	a = arena_new(STEP_ARENA);
	before = c->after;
	/* A row's time is a little after its message's. */
	r = store_decision_list(x->custody->store, &c->after,
	    zone_midnight(z, month * 100 + 1) - DAY_MS,
	    zone_midnight(z, next * 100 + 1) + DAY_MS, STEP, a, &rows, &n);
	for (i = 0; r == 0 && i < n; i++)
		r = look_at(c, x, &rows[i]);
	arena_free(a);
	if (r < 0)
		return r;
	return c->after == before ? finish(c, x) : 0;
}

/* --- the answer -------------------------------------------------------------------- */

static void
put_accounts(struct wire_out *w, const struct proof_account *a, size_t n)
{
	size_t i;

	wire_put_u32(w, (uint32_t)n);
	for (i = 0; i < n; i++)
		proof_account_put(w, &a[i]);
}

int
recount_put(const struct recount *c, struct buf *out)
{
	struct wire_out w;
	size_t i;

	wire_out_init(&w, out);
	if (c->wish->is_list) {
		wire_put_bool(&w, c->more);
		wire_put_u32(&w, (uint32_t)c->list_n);
		for (i = 0; i < c->list_n; i++)
			proof_told_put(&w, &c->list[i]);
		return wire_out_err(&w);
	}
	put_accounts(&w, c->counted, c->counted_n);
	put_accounts(&w, c->found, c->found_n);
	wire_put_bool(&w, c->is_changing);
	wire_put_u64(&w, c->damaged);
	for (i = 0; i < PROOF_TOLD_MAX; i++)
		wire_put_str(&w, i < c->damaged ?
		    slice_str(c->damaged_refs[i]) : SLICE_NONE);
	return wire_out_err(&w);
}
