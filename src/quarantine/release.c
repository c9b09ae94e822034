/*
 * release -- a person's decision on a case, what is due to be handed over,
 * and the question of the release door.
 */
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/fault.h"
#include "base/limits.h"
#include "mail/codec.h"
#include "quarantine/case.h"
#include "quarantine/ticket.h"

#define CASE_ARENA	(16 * MIB)

int
quarantine_release(struct quarantine *q, const char *ref,
    struct slice actor, struct slice reason, int64_t now_ms)
{
	struct case_act act = { actor, SLICE("release"), reason };
	struct arena *a = arena_new(CASE_ARENA);
	struct held_case c;
	int r;

	r = case_get(q, ref, a, &c);
	if (r == 0 && c.row.state != HOLD_HELD)
		r = ERR_WRONG_STATE;
	if (r == 0) {
		case_recipients_move(&c, HOLD_HELD, HOLD_RELEASING);
		c.row.tries = 0;
		c.row.next_ms = now_ms;
		r = case_move(q, &c, HOLD_RELEASING, &act, a);
	}
	arena_free(a);
	return r;
}

int
quarantine_refuse(struct quarantine *q, const char *ref, struct slice actor,
    struct slice reason)
{
	struct case_act act = { actor, SLICE("refuse"), reason };
	struct arena *a = arena_new(CASE_ARENA);
	struct held_case c;
	int r;

	r = case_get(q, ref, a, &c);
	/* What is damaged nobody can send: a person may put it behind him. */
	if (r == 0 && c.row.state != HOLD_HELD &&
	    c.row.state != HOLD_CORRUPT)
		r = ERR_WRONG_STATE;
	if (r == 0) {
		case_recipients_move(&c, HOLD_HELD, HOLD_REFUSED);
		case_recipients_move(&c, HOLD_CORRUPT, HOLD_REFUSED);
		r = case_move(q, &c, HOLD_REFUSED, &act, a);
	}
	arena_free(a);
	return r;
}

int
quarantine_due(struct quarantine *q, int64_t now_ms, size_t max,
    char (*ret)[REFERENCE_SIZE], size_t *ret_n)
{
	struct arena *a = arena_new(64 * MIB);
	struct store_hold *rows;
	size_t i, n = 0;
	int r;

	r = case_due(q, HOLD_RELEASING, now_ms, max, a, &rows, &n);
	for (i = 0; r == 0 && i < n; i++)
		memcpy(ret[i], rows[i].ref, REFERENCE_SIZE);
	if (r == 0)
		*ret_n = n;
	arena_free(a);
	return r;
}

/* --- after a start ----------------------------------------------------------------- */

/*
 * The door took the ticket and we never heard the end of it: the MTA may have
 * the message.  Evidence is in its queue and log; a guess is no evidence.  A
 * separate copy, which no person asked to be careful with, goes again as any
 * SMTP client's would: rather twice than never.  1: in doubt; 0; or an error.
 */
static int
recover_one(struct quarantine *q, const struct store_hold *row,
    int64_t now_ms, struct arena *a)
{
	struct case_act act = { SLICE("keeper"), SLICE("in-doubt"),
	    SLICE("ended between the offer and its answer") };
	struct held_case c;
	int r;

	r = case_open(q, row, a, &c);
	if (r < 0)
		return r;
	if (case_is_separate(&c)) {
		memset(c.row.nonce, 0, sizeof c.row.nonce);
		c.row.next_ms = now_ms;
		act.act = SLICE("release-unsure");
		return case_move(q, &c, HOLD_RELEASING, &act, a);
	}
	case_recipients_move(&c, HOLD_RELEASING, HOLD_IN_DOUBT);
	r = case_move(q, &c, HOLD_IN_DOUBT, &act, a);
	return r < 0 ? r : 1;
}

/* A ticket that a dead try has left must open no door. */
static int
kill_ticket(struct quarantine *q, const struct store_hold *row,
    int64_t now_ms, struct arena *a)
{
	struct held_case c;
	int r;

	r = case_open(q, row, a, &c);
	if (r < 0)
		return r;
	memset(c.row.nonce, 0, sizeof c.row.nonce);
	c.row.next_ms = now_ms;
	return case_save(q, &c, a);
}

int
quarantine_recover(struct quarantine *q, int64_t now_ms)
{
	struct arena *a = arena_new(256 * MIB);
	struct store_hold *rows;
	size_t i, n;
	int doubt = 0, r;

	r = store_hold_list(q->o.store, HOLD_OFFERED, 0, HELD_LIST_MAX, a,
	    &rows, &n);
	/* A damaged row cannot be moved; it lets no ticket pass either. */
	for (i = 0; r == 0 && i < n; i++) {
		r = recover_one(q, &rows[i], now_ms, a);
		doubt += r == 1;
		if (r == ERR_CORRUPT)
			damage_note(q, &rows[i]);
		r = r == ERR_CORRUPT || r > 0 ? 0 : r;
	}
	if (r == 0)
		r = store_hold_list(q->o.store, HOLD_RELEASING, 0,
		    HELD_LIST_MAX, a, &rows, &n);
	for (i = 0; r == 0 && i < n; i++) {
		r = kill_ticket(q, &rows[i], now_ms, a);
		if (r == ERR_CORRUPT)
			damage_note(q, &rows[i]);
		r = r == ERR_CORRUPT ? 0 : r;
	}
	arena_free(a);
	if (r == 0)
		r = separate_recover(q, now_ms);
	return r < 0 ? r : doubt;
}

int
quarantine_clock_back(struct quarantine *q, int64_t now_ms)
{
	struct arena *a = arena_new(256 * MIB);
	struct store_hold *rows;
	struct held_case c;
	size_t i, n;
	int r;

	r = store_hold_list(q->o.store, HOLD_RELEASING, 0, HELD_LIST_MAX, a,
	    &rows, &n);
	for (i = 0; r == 0 && i < n; i++) {
		if (rows[i].next_ms <= now_ms + HANDOVER_WAIT_MAX_MS)
			continue;
		r = case_open(q, &rows[i], a, &c);
		if (r == ERR_CORRUPT)
			damage_note(q, &rows[i]);
		c.row.next_ms = now_ms;
		if (r == 0)
			r = case_save(q, &c, a);
		r = r == ERR_CORRUPT ? 0 : r;
	}
	arena_free(a);
	return r < 0 ? r : separate_recover(q, now_ms);
}

/* --- the release door --------------------------------------------------------------- */

static int
ticket_matches(struct quarantine *q, const struct ticket *t,
    const struct envelope *e, const uint8_t digest[MAIL_DIGEST_SIZE],
    struct arena *a)
{
	struct slice *addresses;
	size_t i;

	addresses = arena_array(a, e->recipient_count + 1, sizeof *addresses);
	if (addresses == NULL)
		return ERR_LIMIT;
	for (i = 0; i < e->recipient_count; i++)
		addresses[i] = e->recipients[i].address.full;
	return ticket_check(q->o.keys, t, &(struct ticket_about){ digest,
	    addresses, e->recipient_count });
}

/* Is this nonce the one that lives?  Says why not. */
static int
ticket_lives(const struct held_case *c, const struct ticket *t,
    int64_t now_ms, struct slice *ret_why)
{
	static const uint8_t none[STORE_NONCE_SIZE];

	if (memcmp(c->row.nonce, none, sizeof none) == 0 ||
	    !secret_eq(c->row.nonce, t->nonce, sizeof t->nonce))
		*ret_why = SLICE("this ticket was replaced or withdrawn");
	else if (c->row.state != HOLD_RELEASING)
		*ret_why = SLICE("this ticket was used");
	else if (now_ms >= c->row.expires_ms || now_ms >= t->expires_ms)
		*ret_why = SLICE("this ticket has expired");
	else
		return 0;
	return ERR_DENIED;
}

static int
offered(struct quarantine *q, struct held_case *c, const struct envelope *e,
    struct arena *a)
{
	struct case_act act = { SLICE("milter"), SLICE("offered"),
	    SLICE_NONE };
	int r;

	act.detail = arena_printf(a, "queue=%.*s",
	    (int)(e->queue_id.len < 64 ? e->queue_id.len : 64),
	    e->queue_id.len > 0 ? (const char *)e->queue_id.ptr : "");
	r = case_move(q, c, HOLD_OFFERED, &act, a);
	FAULT_POINT("release-offered");
	return r;
}

/* A used ticket's answer names what it led to. */
static void
why_used(const struct held_case *c, struct arena *a, struct slice *ret_why)
{
	if (c->row.state != HOLD_RELEASING)
		*ret_why = arena_printf(a, "%.*s: the case is %s",
		    (int)ret_why->len, (const char *)ret_why->ptr,
		    hold_state_name((enum hold_state)c->row.state));
}

int
quarantine_ticket(struct quarantine *q, struct slice text,
    const struct envelope *e, const uint8_t digest[MAIL_DIGEST_SIZE],
    int64_t now_ms, struct arena *a, struct slice *ret_why)
{
	struct held_case c;
	struct ticket t;
	int r;

	*ret_why = SLICE("no valid ticket");
	if (ticket_read(text, &t) < 0)
		return ERR_DENIED;
	r = ticket_matches(q, &t, e, digest, a);
	if (r == ERR_DENIED)
		*ret_why = SLICE("this ticket is not for this message and "
		    "these recipients");
	if (r < 0)
		return r;
	r = case_get(q, t.ref, a, &c);
	if (r == ERR_NOTFOUND) {
		*ret_why = SLICE("this ticket is for no case");
		return ERR_DENIED;
	}
	if (r == 0)
		r = ticket_lives(&c, &t, now_ms, ret_why);
	if (r == ERR_DENIED)
		why_used(&c, a, ret_why);
	return r < 0 ? r : offered(q, &c, e, a);
}
