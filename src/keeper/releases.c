#include "keeper/releases.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/fault.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"

#define LOOK_MS		500	/* while something is waiting for its time */
/* While a separate copy waits for word: no later than that. */
#define LOOK_COPIES_MS	FAULT_HURRY(60000)
#define LOOK_FAILED_MS	60000	/* after one that cannot be begun at all */
#define CLOCK_STEP_MS	2000	/* put back, and not led back slowly */

enum slot_state {
	SLOT_FREE,
	SLOT_NEW,		/* its ticket is in the open transaction */
	SLOT_RUNNING,
	SLOT_ENDED,		/* waits for a transaction */
	SLOT_WRITTEN		/* its end is in the open transaction */
};

struct slot {
	enum slot_state state;
	struct handover *handover;
	struct slice ended_as;
};

struct releases {
	struct custody *custody;
	struct slot slot[RELEASES_MAX];
	bool some_wait;		/* there may be cases in RELEASING */
	int64_t look_ms;	/* monotonic: when to look for them */
	bool some_failed;
	bool begins;		/* look in this transaction */
	int64_t wall_ahead;	/* of the monotonic clock, at the last look */
	void (*told)(void *arg, const char *ref, struct slice state);
	void *told_arg;
};

struct releases *
releases_new(struct custody *c)
{
	struct releases *r = mem_zalloc(sizeof *r);

	r->custody = c;
	r->wall_ahead = clock_wall_ms() - clock_mono_ms();
	return r;
}

static void
slot_clear(struct slot *s)
{
	handover_free(s->handover);
	memset(s, 0, sizeof *s);
}

void
releases_free(struct releases *r)
{
	size_t i;

	for (i = 0; i < RELEASES_MAX; i++)
		slot_clear(&r->slot[i]);
	free(r);
}

void
releases_on_end(struct releases *r, void (*told)(void *arg, const char *ref,
    struct slice state), void *arg)
{
	r->told = told;
	r->told_arg = arg;
}

void
releases_wake(struct releases *r)
{
	r->some_wait = true;
	r->look_ms = 0;
}

void
releases_begin(struct releases *r, bool is_draining)
{
	/* While draining nothing begins: the next keeper looks at its start. */
	if (is_draining)
		return;
	releases_wake(r);
	r->begins = true;
}

void
releases_expect(struct releases *r)
{
	int64_t at = clock_mono_ms() + LOOK_COPIES_MS;

	if (!r->some_wait || r->look_ms > at)
		r->look_ms = at;
	r->some_wait = true;
}

/* --- the loop ------------------------------------------------------------------ */

void
releases_poll(const struct releases *r, struct pollfd *at, size_t *n)
{
	const struct slot *s;
	size_t i;

	for (i = 0; i < RELEASES_MAX; i++) {
		s = &r->slot[i];
		if (s->state == SLOT_RUNNING && handover_fd(s->handover) != -1)
			at[(*n)++] = (struct pollfd){
			    handover_fd(s->handover),
			    handover_events(s->handover), 0 };
	}
}

int64_t
releases_wait_ms(const struct releases *r)
{
	int64_t now = clock_mono_ms(), wait = INT32_MAX, left;
	const struct slot *s;
	size_t i;

	if (r->some_wait)
		wait = r->look_ms - now;
	for (i = 0; i < RELEASES_MAX; i++) {
		s = &r->slot[i];
		if (s->state != SLOT_RUNNING)
			continue;
		left = handover_deadline(s->handover) - now;
		if (left < wait)
			wait = left;
	}
	return wait;
}

bool
releases_can_go_on(const struct releases *r)
{
	size_t i;

	for (i = 0; i < RELEASES_MAX; i++)
		if (r->slot[i].state == SLOT_ENDED ||
		    (r->slot[i].state == SLOT_RUNNING &&
		    handover_fd(r->slot[i].handover) == -1))
			return true;
	return false;
}

void
releases_step(struct releases *r)
{
	size_t i;

	for (i = 0; i < RELEASES_MAX; i++)
		if (r->slot[i].state == SLOT_RUNNING &&
		    handover_step(r->slot[i].handover) == 1)
			r->slot[i].state = SLOT_ENDED;
}

bool
releases_are_active(const struct releases *r)
{
	size_t i;

	for (i = 0; i < RELEASES_MAX; i++)
		if (r->slot[i].state != SLOT_FREE)
			return true;
	return false;
}

/* --- transactions ----------------------------------------------------------------- */

bool
releases_are_due(struct releases *r, bool is_draining)
{
	size_t i;

	r->begins = !is_draining && r->some_wait &&
	    clock_mono_ms() >= r->look_ms;
	for (i = 0; i < RELEASES_MAX; i++)
		if (r->slot[i].state == SLOT_ENDED)
			return true;
	return r->begins;
}

static bool
is_under_way(const struct releases *r, const char *ref)
{
	size_t i;

	for (i = 0; i < RELEASES_MAX; i++)
		if (r->slot[i].state != SLOT_FREE &&
		    strcmp(handover_ref(r->slot[i].handover), ref) == 0)
			return true;
	return false;
}

static struct slot *
slot_free(struct releases *r)
{
	size_t i;

	for (i = 0; i < RELEASES_MAX; i++)
		if (r->slot[i].state == SLOT_FREE)
			return &r->slot[i];
	return NULL;
}

/* Stored things are damaged: said once, and nobody tries again. */
static bool
spoilt(struct releases *r, const char *ref)
{
	struct slice state;
	int e;

	if (custody_mark(r->custody) < 0)
		return false;
	e = quarantine_spoilt(r->custody->quarantine, ref, &state);
	if (custody_settle(r->custody, e) < 0)
		return false;
	if (e < 0 || state.len > 0)
		LOG_EVENT(LOG_LEVEL_ERROR, ref, "release-not-begun",
		    KV_ERR(e < 0 ? e : ERR_CORRUPT),
		    KV_STR("state", e < 0 ? "unknown" : "CORRUPT"));
	return true;
}

/* false: the transaction is broken. */
static bool
begin_one(struct releases *r, const char *ref)
{
	struct slot *s = slot_free(r);
	int e;

	if (s == NULL || is_under_way(r, ref))
		return true;
	if (custody_mark(r->custody) < 0)
		return false;
	e = handover_new(r->custody->quarantine, ref, clock_wall_ms(),
	    &s->handover);
	if (custody_settle(r->custody, e) < 0)
		return false;
	if (e == 0)
		s->state = SLOT_NEW;
	else if (e == ERR_CORRUPT)
		return spoilt(r, ref);
	else {
		LOG_EVENT(LOG_LEVEL_ERROR, ref, "release-not-begun",
		    KV_ERR(e));
		r->some_failed = true;
	}
	return true;
}

/* Copies of which nobody told how their message ended. */
static bool
release_copies(struct releases *r)
{
	size_t n = 0;
	int e;

	if (custody_mark(r->custody) < 0)
		return false;
	e = quarantine_copies_release(r->custody->quarantine,
	    clock_wall_ms(), 2 * RELEASES_MAX, &n);
	if (custody_settle(r->custody, e) < 0)
		return false;
	if (e < 0)
		LOG_EVENT(LOG_LEVEL_ERROR, NULL, "copies-not-released",
		    KV_ERR(e));
	else if (n > 0)
		LOG_EVENT(LOG_LEVEL_WARN, NULL, "copies-released-unheard",
		    KV_UINT("copies", n));
	return true;
}

/* Is there any whose time is yet to come, and when? */
static bool
look_ahead(struct releases *r)
{
	char ref[1][REFERENCE_SIZE];
	int64_t next, left;
	size_t n;

	r->look_ms = clock_mono_ms() +
	    (r->some_failed ? LOOK_FAILED_MS : LOOK_MS);
	if (quarantine_due(r->custody->quarantine, INT64_MAX, 1, ref, &n) < 0)
		return false;
	r->some_wait = n > 0;
	if (n > 0)
		return true;
	if (quarantine_copies_next(r->custody->quarantine, &next) < 0)
		return false;
	if (next == INT64_MAX)
		return true;
	left = next - clock_wall_ms();
	if (left > LOOK_MS)
		r->look_ms = clock_mono_ms() +
		    (left < LOOK_COPIES_MS ? left : LOOK_COPIES_MS);
	r->some_wait = true;
	return true;
}

/* What waits for a time of day waits no longer because that was put back. */
static bool
mind_clock(struct releases *r)
{
	int64_t ahead = clock_wall_ms() - clock_mono_ms();
	bool back = ahead < r->wall_ahead - CLOCK_STEP_MS;
	int e;

	r->wall_ahead = ahead;
	if (!back)
		return true;
	if (custody_mark(r->custody) < 0)
		return false;
	e = quarantine_clock_back(r->custody->quarantine, clock_wall_ms());
	if (e < 0)
		LOG_EVENT(LOG_LEVEL_ERROR, NULL, "clock-not-followed",
		    KV_ERR(e));
	return custody_settle(r->custody, e) == 0;
}

static bool
begin_due(struct releases *r)
{
	char refs[2 * RELEASES_MAX][REFERENCE_SIZE];
	size_t i, n;

	if (!mind_clock(r) || !release_copies(r) ||
	    quarantine_due(r->custody->quarantine, clock_wall_ms(),
	    2 * RELEASES_MAX, refs, &n) < 0)
		return false;
	r->some_failed = false;
	for (i = 0; i < n; i++)
		if (!begin_one(r, refs[i]))
			return false;
	return look_ahead(r);
}

static bool
write_end(struct releases *r, struct slot *s)
{
	int e;

	if (custody_mark(r->custody) < 0)
		return false;
	e = handover_finish(s->handover, clock_wall_ms(), &s->ended_as);
	if (custody_settle(r->custody, e) < 0)
		return false;
	if (e < 0)
		LOG_EVENT(LOG_LEVEL_ERROR, handover_ref(s->handover),
		    "release-not-written", KV_ERR(e));
	s->state = SLOT_WRITTEN;
	return true;
}

bool
releases_run(struct releases *r)
{
	size_t i;

	for (i = 0; i < RELEASES_MAX; i++)
		if (r->slot[i].state == SLOT_ENDED &&
		    !write_end(r, &r->slot[i]))
			return false;
	return !r->begins || begin_due(r);
}

static void
ended(struct releases *r, struct slot *s)
{
	char state[24] = "unknown";

	if (s->ended_as.len > 0 && s->ended_as.len < sizeof state) {
		memcpy(state, s->ended_as.ptr, s->ended_as.len);
		state[s->ended_as.len] = '\0';
	}
	if (handover_is_copy(s->handover) && (strcmp(state, "HELD") == 0 ||
	    strcmp(state, "CORRUPT") == 0))
		LOG_EVENT(LOG_LEVEL_ERROR, handover_ref(s->handover),
		    "copy-not-delivered", KV_STR("state", state),
		    KV_UINT("code", handover_code(s->handover)));
	else
		LOG_EVENT(LOG_LEVEL_INFO, handover_ref(s->handover), "release",
		    KV_STR("state", state));
	if (r->told != NULL && s->ended_as.len > 0)
		r->told(r->told_arg, handover_ref(s->handover), s->ended_as);
	r->some_wait = true;
}

void
releases_settle(struct releases *r, bool committed)
{
	struct slot *s;
	size_t i;

	r->begins = false;
	for (i = 0; i < RELEASES_MAX; i++) {
		s = &r->slot[i];
		if (s->state == SLOT_NEW && committed)
			s->state = SLOT_RUNNING;
		else if (s->state == SLOT_NEW)
			slot_clear(s);
		else if (s->state == SLOT_WRITTEN && committed) {
			ended(r, s);
			slot_clear(s);
		} else if (s->state == SLOT_WRITTEN)
			s->state = SLOT_ENDED;
	}
}
