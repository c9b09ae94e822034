/*
 * separate -- the copy that recipients inside get when a message is split:
 * taken into custody with the decision, kept until it is known how the
 * message ended at the MTA, then on its way like any case.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/fault.h"
#include "base/limits.h"
#include "base/mem.h"
#include "quarantine/case.h"

#define CASE_ARENA	(16 * MIB)
#define DUE_ARENA	(64 * MIB)
#define SEPARATED_SEEN	100	/* that wait, when a mail is decided anew */

/*
 * It is known that the message went, or too late to ask: the same mail again
 * is another mail, and finds nothing here that it could join.
 */
static int
confirm(struct held_case *c)
{
	c->is_confirmed = true;
	return random_bytes(c->row.retry, sizeof c->row.retry);
}

/* --- into custody -------------------------------------------------------------- */

static int
put_new(struct quarantine *q, const struct decided *d,
    const struct taking *t, struct arena *a, char ret[REFERENCE_SIZE])
{
	struct held_case c = { .row = { .state = HOLD_SEPARATED,
	    .next_ms = d->now_ms + FAULT_HURRY(SEPARATE_WAIT_MS) },
	    .role = SLICE("officer"), .of = slice_str(d->ref) };
	struct case_act act = { SLICE("milter"), SLICE("separated"),
	    SLICE_NONE };
	char ref[REFERENCE_SIZE];
	uint64_t random;
	int r;

	r = random_bytes((uint8_t *)&random, sizeof random);
	if (r < 0)
		return r;
	reference_make(random, ref);
	/* By this name the rest of quarantine finds envelope and verdict. */
	r = decision_put(q, d, ref, a, &c.row.id);
	if (r == 0)
		r = case_fill(q, d, t, PART_SEPARATE, ref, a, &c);
	c.rule = SLICE("mixed-recipients split");
	memcpy(c.mail, d->envelope->retry_digest, sizeof c.mail);
	q->none_separated = false;
	if (r == 0)
		r = case_put(q, &c, a);
	act.detail = arena_printf(a, "of=%s recipients=%zu", d->ref,
	    c.recipient_count);
	if (r == 0)
		r = case_record(q, &act, slice_str(ref), SLICE_NONE,
		    SLICE("SEPARATED"));
	if (r == 0)
		memcpy(ret, ref, sizeof ref);
	return r;
}

/*
 * The same mail again, and nobody knows what became of the first.  Its copy
 * serves both; it waits anew, for this attempt may be the one that goes.
 */
static int
join(struct quarantine *q, const struct decided *d, struct held_case *c,
    struct arena *a, char ret[REFERENCE_SIZE])
{
	struct case_act act = { SLICE("milter"), SLICE("joined"),
	    SLICE_NONE };
	struct slice state;
	int r;

	c->row.attempts++;
	if (c->row.state == HOLD_SEPARATED)
		c->row.next_ms = d->now_ms + FAULT_HURRY(SEPARATE_WAIT_MS);
	act.detail = arena_printf(a, "of=%s attempts=%u", d->ref,
	    c->row.attempts);
	state = slice_str(hold_state_name((enum hold_state)c->row.state));
	r = case_save(q, c, a);
	if (r == 0)
		r = case_record(q, &act, slice_str(c->row.ref), state, state);
	if (r == 0)
		memcpy(ret, c->row.ref, REFERENCE_SIZE);
	return r;
}

/*
 * Whoever tries again does so within hours.  Later the same bytes are rather
 * a second mail of a program that writes no Message-ID, and must not be lost.
 */
bool
separate_is_too_old(const struct store_hold *row, int64_t now_ms)
{
	return row->state == HOLD_RELEASED &&
	    now_ms - row->held_ms > SEPARATE_JOIN_MS;
}

int
separate_put(struct quarantine *q, const struct decided *d,
    struct taking *t, struct arena *a, char ret[REFERENCE_SIZE])
{
	uint8_t retry[KEY_MAC_SIZE];
	struct store_hold row;
	struct held_case c;
	int r;

	r = retry_key(q, d, PART_SEPARATE, retry);
	if (r == 0)
		r = store_hold_by_retry(q->o.store, retry, a, &row);
	if (r == 0) {
		r = case_open(q, &row, a, &c);
		if (r == ERR_CORRUPT && !t->joins) {
			r = damage_set_aside(q, &row);
			r = r == 0 ? ERR_NOTFOUND : r;
		}
	}
	if (r == 0 && separate_is_too_old(&row, d->now_ms)) {
		r = confirm(&c);
		if (r == 0)
			r = case_save(q, &c, a);
		if (r == 0)
			r = ERR_NOTFOUND;
	}
	if (r == ERR_NOTFOUND)
		/* Without a blob it cannot be new: the sender tries again. */
		return t->joins ? ERR_WRONG_STATE : put_new(q, d, t, a, ret);
	if (r == 0)
		r = join(q, d, &c, a, ret);
	if (r == 0)
		t->joins = true;
	return r;
}

/* --- decided anew, and otherwise ---------------------------------------------------- */

/*
 * The cases that wait, in the arena: few at any time, and where there were
 * none and none was put since, nobody looks.
 */
static int
separated(struct quarantine *q, struct arena *a, struct store_hold **ret,
    size_t *ret_n)
{
	int r;

	*ret_n = 0;
	if (q->none_separated)
		return 0;
	r = store_hold_list(q->o.store, HOLD_SEPARATED, 0, SEPARATED_SEEN, a,
	    ret, ret_n);
	q->none_separated = r == 0 && *ret_n == 0;
	return r;
}

/* What came of a row: one that is damaged is told of, and no failure. */
static int
passed_over(struct quarantine *q, const struct store_hold *row, int r)
{
	if (r == ERR_CORRUPT)
		damage_note(q, row);
	return r == ERR_CORRUPT ? 0 : r;
}

int
separate_supersede(struct quarantine *q, const struct decided *d,
    uint64_t id, const char *joined)
{
	struct arena *a = arena_new(DUE_ARENA);
	struct store_hold *rows = NULL;
	struct held_case c;
	size_t i, n;
	int r;

	r = separated(q, a, &rows, &n);
	for (i = 0; r == 0 && i < n; i++) {
		if (strcmp(rows[i].ref, joined) == 0)
			continue;
		r = case_open(q, &rows[i], a, &c);
		if (r == 0 && memcmp(c.mail, d->envelope->retry_digest,
		    sizeof c.mail) == 0) {
			c.by = id;
			r = case_save(q, &c, a);
		}
		/* A damaged row is nothing that this mail could be about. */
		r = passed_over(q, &rows[i], r);
	}
	arena_free(a);
	return r;
}

static int
drop(struct quarantine *q, struct held_case *c, struct slice why,
    struct arena *a)
{
	struct case_act act = { SLICE("milter"), SLICE("dropped"), why };

	case_recipients_move(c, HOLD_SEPARATED, HOLD_DROPPED);
	separate_finish(q, c);
	return case_move(q, c, HOLD_DROPPED, &act, a);
}

int
separate_superseded(struct quarantine *q, const struct decided_end *end)
{
	struct arena *a = arena_new(DUE_ARENA);
	struct store_hold *rows = NULL;
	struct held_case c;
	size_t i, n;
	int r;

	r = separated(q, a, &rows, &n);
	for (i = 0; r == 0 && i < n; i++) {
		r = case_open(q, &rows[i], a, &c);
		if (r == 0 && c.by == end->id) {
			c.by = 0;
			r = end->applied ? drop(q, &c, SLICE("the same mail "
			    "was decided anew"), a) : case_save(q, &c, a);
		}
		r = passed_over(q, &rows[i], r);
	}
	arena_free(a);
	return r;
}

/* --- how its message ended --------------------------------------------------------- */

static int
set_out(struct quarantine *q, struct held_case *c, int64_t now_ms,
    const struct case_act *act, struct arena *a)
{
	case_recipients_move(c, HOLD_SEPARATED, HOLD_RELEASING);
	c->row.tries = 0;
	c->row.next_ms = now_ms;
	return case_move(q, c, HOLD_RELEASING, act, a);
}

static int
applied(struct quarantine *q, struct held_case *c, int64_t now_ms,
    struct arena *a)
{
	struct case_act act = { SLICE("milter"), SLICE("release"),
	    SLICE("the other copies went") };

	int r;

	r = confirm(c);
	if (r < 0)
		return r;
	if (c->row.state == HOLD_SEPARATED)
		return set_out(q, c, now_ms, &act, a);
	return case_save(q, c, a);
}

static int
abandoned(struct quarantine *q, struct held_case *c, struct arena *a)
{
	/* It went already, for nobody told in time: a retry still joins it. */
	if (c->row.state != HOLD_SEPARATED)
		return 0;
	/* Another attempt may yet go, or may have gone unheard of. */
	if (c->row.attempts > 1) {
		c->row.attempts--;
		return case_save(q, c, a);
	}
	return drop(q, c, SLICE("no other copy went"), a);
}

int
separate_answered(struct quarantine *q, const struct decided_end *end)
{
	struct arena *a = arena_new(CASE_ARENA);
	struct store_hold row;
	struct held_case c;
	int r;

	r = store_hold_get(q->o.store, end->copy, a, &row);
	if (r < 0)
		goto out;
	/* How the message itself ended is true all the same. */
	r = case_open(q, &row, a, &c);
	if (r < 0)
		r = passed_over(q, &row, r);
	else if (!case_is_separate(&c))
		r = ERR_MISMATCH;
	else
		r = end->applied ? applied(q, &c, end->now_ms, a) :
		    abandoned(q, &c, a);
out:
	arena_free(a);
	FAULT_POINT("separate-answered");
	return r;
}

/* --- nobody told --------------------------------------------------------------------- */

static int
release_one(struct quarantine *q, const struct store_hold *row,
    int64_t now_ms, struct arena *a)
{
	struct case_act act = { SLICE("keeper"), SLICE("release"),
	    SLICE("nobody told how the other copies ended") };
	struct held_case c;
	int r;

	r = case_open(q, row, a, &c);
	if (r == 0 && !case_is_separate(&c))
		r = ERR_CORRUPT;
	return r < 0 ? r : set_out(q, &c, now_ms, &act, a);
}

int
quarantine_copies_release(struct quarantine *q, int64_t now_ms, size_t max,
    size_t *ret_n)
{
	struct arena *a = arena_new(DUE_ARENA);
	struct store_hold *rows;
	size_t i, n = 0;
	int r;

	r = case_due(q, HOLD_SEPARATED, now_ms, max, a, &rows, &n);
	*ret_n = 0;
	for (i = 0; r == 0 && i < n; i++) {
		r = release_one(q, &rows[i], now_ms, a);
		*ret_n += r == 0;
		/* A damaged row cannot be moved; the others can. */
		r = passed_over(q, &rows[i], r);
	}
	arena_free(a);
	return r;
}

int
quarantine_copies_next(struct quarantine *q, int64_t *ret_ms)
{
	struct arena *a = arena_new(CASE_ARENA);
	struct store_hold *rows;
	size_t n = 0;
	int r;

	r = case_due(q, HOLD_SEPARATED, INT64_MAX, 1, a, &rows, &n);
	if (r == 0)
		*ret_ms = n > 0 ? rows[0].next_ms : INT64_MAX;
	arena_free(a);
	return r;
}

int
separate_recover(struct quarantine *q, int64_t now_ms)
{
	int64_t latest = now_ms + FAULT_HURRY(SEPARATE_WAIT_MS);
	struct arena *a = arena_new(4 * DUE_ARENA);
	struct store_hold *rows;
	struct held_case c;
	size_t i, n;
	int r;

	r = store_hold_list(q->o.store, HOLD_SEPARATED, 0, HELD_LIST_MAX, a,
	    &rows, &n);
	for (i = 0; r == 0 && i < n; i++) {
		r = case_open(q, &rows[i], a, &c);
		if (r == 0 && c.row.next_ms > latest) {
			c.row.next_ms = latest;
			r = case_save(q, &c, a);
		}
		r = passed_over(q, &rows[i], r);
	}
	arena_free(a);
	return r;
}

/* --- the end ---------------------------------------------------------------------------- */

void
separate_finish(struct quarantine *q, struct held_case *c)
{
	/* Without its key the copy is nothing but noise, on any backup too. */
	c->row.key = SLICE_NONE;
	q->finished = mem_grow(q->finished, q->finished_count,
	    &q->finished_cap, sizeof *q->finished);
	memcpy(q->finished[q->finished_count++], c->row.ref, REFERENCE_SIZE);
}

int
separate_sweep(struct quarantine *q, const struct store_hold *row,
    struct arena *a)
{
	struct held_case c;
	int r;

	if (row->key.len > 0)
		return 0;
	/* The usual one, of which there may be many. */
	if ((row->state == HOLD_RELEASED || row->state == HOLD_DROPPED) &&
	    !blob_exists(q->o.blobs, row->item))
		return 1;
	r = case_open(q, row, a, &c);
	if (r == 0 && !case_is_separate(&c))
		r = ERR_CORRUPT;
	if (r < 0)
		return r;
	if (blob_exists(q->o.blobs, row->item))
		(void)blob_remove(q->o.blobs, row->item);
	return 1;
}

void
quarantine_copies_settle(struct quarantine *q, bool committed)
{
	struct store_hold row;
	struct arena *a;
	size_t i;

	if (q->finished_count == 0)
		return;
	a = arena_new(CASE_ARENA);
	/*
	 * What the store says now counts: an act that was undone within the
	 * transaction has finished nothing.  A blob that stays for a failure
	 * here is found at the next start.
	 */
	for (i = 0; committed && i < q->finished_count; i++)
		if (store_hold_get(q->o.store, q->finished[i], a, &row) == 0)
			(void)separate_sweep(q, &row, a);
	q->finished_count = 0;
	arena_free(a);
	FAULT_POINT("separate-swept");
}
