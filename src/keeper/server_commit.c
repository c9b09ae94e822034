/*
 * server_commit -- requests on their way through the one transaction that all
 * who are ready share; no yes goes out before its commit.  What nobody waits
 * for rides along: closes, notes, releases, the daily work of registers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/fault.h"
#include "base/hex.h"
#include "base/limits.h"
#include "base/log.h"
#include "keeper/balance.h"
#include "keeper/protocol.h"
#include "keeper/server_parts.h"
#include "privsep/lifeline.h"
#include "register/revisions.h"

#define LAZY_MAX	1000
#define GATHER_BUSY	4	/* peers at once, from which waiting pays */
#define GATHER_MAX_MS	8
#define BUSY_MS		100
#define HOLD_OFF_MS	1000	/* after a full disk, what nobody waits for */
#define EXPIRE_STEP	200	/* rows of each register in one transaction */
#define EXPIRE_EVERY_MS	((int64_t)24 * 3600 * 1000)
#define EXPIRE_AGAIN_MS	((int64_t)3600 * 1000)
#define EXPIRE_ARENA	(16 * MIB)

/* --- requests --------------------------------------------------------------------- */

static void
answer(struct server *s, struct request *r, int err)
{
	(void)s;
	FAULT_POINT("before-answer");
	r->stage = REQUEST_DONE;
	if (r->conn->is_dead)
		return;
	r->conn->is_secret = r->is_secret;
	conn_answer(r->conn, err, r->words, buf_slice(&r->answer));
	if (conn_flush(r->conn) < 0)
		r->conn->is_dead = true;
}

static void
fail(struct server *s, struct request *r, int err)
{
	if (r->words[0] == '\0')
		snprintf(r->words, sizeof r->words, "%s", err_text(err));
	if (err == ERR_STORE || err == ERR_SYSTEM || err == ERR_CRYPTO ||
	    err == ERR_FULL || err == ERR_CORRUPT)
		LOG_EVENT(LOG_LEVEL_ERROR, r->ref[0] != '\0' ? r->ref : NULL,
		    "request-failed", KV_STR("request", r->kind->name),
		    KV_ERR(err), KV_STR("why", r->words));
	answer(s, r, err);
}

bool
prepare_all(struct server *s)
{
	struct request *r;
	bool again = false;
	int e;

	for (r = s->requests; r != NULL; r = r->next) {
		if (r->stage != REQUEST_PREPARE)
			continue;
		e = r->kind->prepare(&s->x, r);
		if (e == 1)
			r->stage = r->kind->run != NULL ? REQUEST_RUN :
			    REQUEST_AFTER;
		else if (e == 0)
			again = true;
		else
			fail(s, r, e);
	}
	return again;
}

bool
after_all(struct server *s)
{
	struct request *r;
	bool again = false;
	int e;

	for (r = s->requests; r != NULL; r = r->next) {
		if (r->stage != REQUEST_AFTER)
			continue;
		if (r->conn->is_dead) {
			r->stage = REQUEST_DONE;
			continue;
		}
		e = r->kind->after == NULL ? 1 : r->kind->after(&s->x, r);
		if (e == 1)
			answer(s, r, 0);
		else if (e < 0)
			fail(s, r, e);
		else if (r->walk != NULL)
			again = true;	/* it can go on at once */
	}
	return again;
}

void
requests_sweep(struct server *s)
{
	struct request **at = &s->requests, *r;

	while ((r = *at) != NULL) {
		if (r->stage != REQUEST_DONE) {
			at = &r->next;
			continue;
		}
		*at = r->next;
		request_free(r);
	}
	s->requests_end = at;
}

unsigned
count_ready(const struct server *s)
{
	const struct request *r;
	unsigned n = 0;

	for (r = s->requests; r != NULL; r = r->next)
		n += r->stage == REQUEST_RUN;
	return n;
}

/* --- the shared transaction --------------------------------------------------------- */

/* One act in it; false when the transaction as a whole is broken. */
static bool
run_request(struct server *s, struct request *r)
{
	int e;

	if (custody_mark(s->o.custody) < 0)
		return false;
	e = r->kind->run(&s->x, r);
	if (custody_settle(s->o.custody, e) < 0) {
		s->broken = e == ERR_FULL ? ERR_FULL : ERR_STORE;
		return false;
	}
	if (e == 0) {
		r->stage = REQUEST_AFTER;
		return true;
	}
	buf_reset(&r->answer);
	fail(s, r, e);
	return true;
}

static bool
run_closes(struct server *s)
{
	struct quarantine *q = s->o.custody->quarantine;
	char ref[REFERENCE_SIZE];
	size_t i;
	int e;

	for (i = 0; i < s->close_count; i++) {
		if (custody_mark(s->o.custody) < 0)
			return false;
		e = quarantine_answered(q, &s->closes[i], ref);
		if (e == 0 && !s->closes[i].applied)
			e = balance_given_up(&s->x, ref);
		if (custody_settle(s->o.custody, e) < 0)
			return false;
	}
	/* What they let go sets out in this transaction. */
	if (s->closes_a_copy)
		releases_begin(s->releases, s->is_draining);
	return true;
}

/* "digest=..." of rules that are in force now: a revision of its own number. */
static int
note_revision(struct server *s, const char *text)
{
	uint8_t digest[REVISION_DIGEST_SIZE];
	struct register_context c;
	struct arena *a;
	int e;

	if (strncmp(text, "digest=", 7) != 0 ||
	    hex_get(slice_str(text + 7), digest, sizeof digest) < 0)
		return 0;
	a = arena_new(EXPIRE_ARENA);
	c = custody_registers(s->o.custody, &s->x.registers, a,
	    clock_wall_ms(), "");
	e = revisions_load(&c, digest);
	arena_free(a);
	return e;
}

static bool
run_notes(struct server *s)
{
	struct note *n;
	size_t i;

	for (i = 0; i < s->note_count; i++) {
		n = &s->notes[i];
		if (custody_record(s->o.custody, n->actor, n->act,
		    slice_str(n->text)) < 0 ||
		    (strcmp(n->act, "rules") == 0 &&
		    note_revision(s, n->text) < 0))
			return false;
	}
	return true;
}

static void
forget_notes(struct server *s)
{
	size_t i;

	for (i = 0; i < s->note_count; i++) {
		free(s->notes[i].actor);
		free(s->notes[i].act);
		free(s->notes[i].text);
	}
	s->note_count = 0;
	s->close_count = 0;
	s->closes_a_copy = false;
}

static bool
expiry_is_due(const struct server *s)
{
	return !s->is_draining && clock_mono_ms() >= s->expire_at_ms;
}

/*
 * What registers need not remember any more, a step at a time: mail must not
 * wait for a long night's work.
 */
static bool
run_expiry(struct server *s)
{
	struct register_context c;
	struct arena *a;
	int e;

	if (!expiry_is_due(s))
		return true;
	if (custody_mark(s->o.custody) < 0)
		return false;
	a = arena_new(EXPIRE_ARENA);
	c = custody_registers(s->o.custody, &s->x.registers, a,
	    clock_wall_ms(), "");
	e = register_expire(register_kinds, &c, EXPIRE_STEP);
	arena_free(a);
	s->expire_at_ms = clock_mono_ms();
	if (e < 0) {
		LOG_EVENT(LOG_LEVEL_ERROR, NULL, "expiry-failed", KV_ERR(e));
		s->expire_at_ms += EXPIRE_AGAIN_MS;
	} else if (e == 0)
		s->expire_at_ms += EXPIRE_EVERY_MS;
	if (custody_settle(s->o.custody, e) < 0) {
		s->broken = e == ERR_FULL ? ERR_FULL : ERR_STORE;
		return false;
	}
	return true;
}

static bool
run_all(struct server *s)
{
	struct request *r;

	for (r = s->requests; r != NULL; r = r->next)
		if (r->stage == REQUEST_RUN && !run_request(s, r))
			return false;
	return run_closes(s) && run_notes(s) && releases_run(s->releases) &&
	    run_expiry(s);
}

/* The end of a transaction that failed: nobody in it hears a yes. */
static void
commit_failed(struct server *s, int e)
{
	struct request *r;

	LOG_EVENT(LOG_LEVEL_ERROR, NULL, "commit-failed", KV_ERR(e),
	    KV_STR("store", store_words(s->o.custody->store)));
	for (r = s->requests; r != NULL; r = r->next) {
		if (r->stage != REQUEST_RUN && r->stage != REQUEST_AFTER)
			continue;
		/* What waits after an earlier commit is not concerned. */
		if (r->stage == REQUEST_AFTER && !r->is_fresh)
			continue;
		buf_reset(&r->answer);
		r->words[0] = '\0';
		fail(s, r, e == ERR_FULL ? ERR_FULL : ERR_STORE);
	}
	releases_settle(s->releases, false);
	s->hold_off_ms = clock_mono_ms() + HOLD_OFF_MS;
	/* A full disk empties again; anything else needs a fresh start. */
	if (e != ERR_FULL) {
		s->exit_status = ROLE_EXIT_FAILED;
		s->is_over = true;
	}
}

void
transact(struct server *s)
{
	struct request *r;
	unsigned ready = count_ready(s);
	int e;

	for (r = s->requests; r != NULL; r = r->next)
		r->is_fresh = r->stage == REQUEST_RUN;
	s->broken = ERR_STORE;
	e = custody_begin(s->o.custody);
	if (e == 0) {
		if (run_all(s))
			e = custody_commit(s->o.custody);
		else {
			custody_rollback(s->o.custody);
			e = s->broken;
		}
	}
	if (e < 0) {
		commit_failed(s, e);
		return;
	}
	if (ready > s->x.largest_commit)
		s->x.largest_commit = ready;
	forget_notes(s);
	releases_settle(s->releases, true);
}

static bool
closes_are_due(const struct server *s)
{
	return s->close_count > 0 && (s->close_count >= LAZY_MAX ||
	    s->closes_a_copy || s->is_draining ||
	    clock_mono_ms() - s->close_since_ms >= LAZY_MS);
}

static unsigned
count_busy(const struct server *s, int64_t now)
{
	const struct conn *c;
	unsigned n = 0;

	for (c = s->conns; c != NULL; c = c->next)
		n += c->asked_ms != 0 && now - c->asked_ms < BUSY_MS;
	return n;
}

/*
 * Many peers ask at once: wait a moment for half of them, so that they share
 * a flush.  A lone peer never waits.
 */
bool
gathers(struct server *s, unsigned ready)
{
	int64_t now = clock_mono_ms();
	unsigned busy;

	if (ready == 0 || s->is_draining) {
		s->gather_since_ms = 0;
		return false;
	}
	busy = count_busy(s, now);
	if (busy < GATHER_BUSY || ready >= busy / 2) {
		s->gather_since_ms = 0;
		return false;
	}
	if (s->gather_since_ms == 0)
		s->gather_since_ms = now;
	if (now - s->gather_since_ms < GATHER_MAX_MS)
		return true;
	s->gather_since_ms = 0;
	return false;
}

/* What no peer waits for: may and should it be written now? */
bool
has_own_work(struct server *s)
{
	return clock_mono_ms() >= s->hold_off_ms && (closes_are_due(s) ||
	    s->note_count > 0 ||
	    releases_are_due(s->releases, s->is_draining) ||
	    expiry_is_due(s));
}
