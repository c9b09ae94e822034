#include "keeper/server.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/fault.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "ipc/frame.h"
#include "ipc/peer.h"
#include "keeper/conn.h"
#include "keeper/protocol.h"
#include "keeper/releases.h"
#include "keeper/request.h"
#include "keeper/reload.h"
#include "privsep/lifeline.h"

#define LAZY_MS		1000	/* closes wait so long for a commit of others */
#define LAZY_MAX	1000
#define FRAMES_A_TURN	32	/* of one connection */
#define GATHER_BUSY	4	/* peers at once, from which waiting pays */
#define GATHER_MAX_MS	8
#define BUSY_MS		100
#define IDLE_MS		60000
#define HOLD_OFF_MS	1000	/* after a full disk, what nobody waits for */
#define ORPHAN_GRACE_MS	3000

struct closing {
	uint64_t id;
	bool applied;
};

struct note {
	char *actor, *act, *text;
};

struct server {
	struct server_options o;
	struct request_context x;
	struct conn *conns;
	size_t conn_count;
	struct request *requests;
	struct request **requests_end;
	struct closing *closes;		/* noted, waiting for a commit */
	size_t close_count, close_cap;
	int64_t close_since_ms;
	struct note *notes;
	size_t note_count, note_cap;
	struct releases *releases;
	struct reload reload;
	int64_t gather_since_ms;	/* 0: not waiting for more */
	int64_t hold_off_ms;		/* a commit failed: not before then */
	int broken;			/* why the open transaction is */
	bool is_draining;
	int64_t drain_until_ms;
	int exit_status;
	bool is_over;
	struct pollfd *polls;
	size_t poll_cap;
	struct frame_store store;
};

/* --- life ----------------------------------------------------------------------- */

static int
ask_reload(void *arg)
{
	struct server *s = arg;

	return lifeline_ask_reload(s->o.lifeline);
}

static void
note_release(void *arg)
{
	struct server *s = arg;

	releases_wake(s->releases);
}

struct server *
server_new(const struct server_options *o)
{
	struct server *s = mem_zalloc(sizeof *s);

	s->o = *o;
	s->x = (struct request_context){ o->custody, ask_reload, note_release,
	    0, s };
	s->requests_end = &s->requests;
	s->releases = releases_new(o->custody);
	reload_init(&s->reload, o->settings);
	return s;
}

void
server_free(struct server *s)
{
	struct request *r;
	struct conn *c;

	while ((r = s->requests) != NULL) {
		s->requests = r->next;
		request_free(r);
	}
	while ((c = s->conns) != NULL) {
		s->conns = c->next;
		conn_free(c);
	}
	releases_free(s->releases);
	reload_end(&s->reload);
	free(s->closes);
	free(s->notes);
	free(s->polls);
	free(s);
}

static char *
slice_cstr(struct slice text)
{
	char *p = mem_zalloc(text.len + 1);

	if (text.len > 0)
		memcpy(p, text.ptr, text.len);
	return p;
}

void
server_note(struct server *s, const char *actor, const char *act,
    struct slice text)
{
	s->notes = mem_grow(s->notes, s->note_count, &s->note_cap,
	    sizeof *s->notes);
	s->notes[s->note_count++] = (struct note){ mem_str(actor),
	    mem_str(act), slice_cstr(text) };
}

static void
begin_drain(struct server *s, int64_t grace_ms)
{
	struct request *r;

	if (s->is_draining)
		return;
	s->is_draining = true;
	s->drain_until_ms = clock_mono_ms() + grace_ms;
	/* Who waits for a hand-over hears now where it stands. */
	for (r = s->requests; r != NULL; r = r->next) {
		r->deadline_ms = clock_mono_ms();
		r->is_told = true;
	}
	LOG_EVENT(LOG_LEVEL_INFO, NULL, "draining");
}

/* --- connections --------------------------------------------------------------- */

static void
conn_add(struct server *s, int fd, enum peer_kind kind, uid_t uid)
{
	struct conn *c;

	if (s->conn_count >= KEEPER_CLIENTS_MAX) {
		LOG_EVENT(LOG_LEVEL_WARN, NULL, "too-many-connections");
		close(fd);
		return;
	}
	c = conn_new(fd, kind, uid);
	c->next = s->conns;
	s->conns = c;
	s->conn_count++;
}

static void
conns_sweep(struct server *s)
{
	struct conn **at = &s->conns, *c;

	while ((c = *at) != NULL) {
		if (!c->is_dead || c->is_busy) {
			at = &c->next;
			continue;
		}
		*at = c->next;
		conn_free(c);
		s->conn_count--;
	}
}

static void
accept_control(struct server *s)
{
	struct peer p;
	int fd;

	fd = accept4(s->o.control, NULL, NULL, SOCK_CLOEXEC);
	if (fd == -1)
		return;
	if (peer_of(fd, &p) < 0) {
		close(fd);
		return;
	}
	conn_add(s, fd, authorise_uid(p.uid), p.uid);
}

static void
accept_links(struct server *s)
{
	static const uint16_t legal[] = { KEEPER_CONNECT };
	struct frame f;
	int i, r;

	for (i = 0; i < FRAMES_A_TURN; i++) {
		r = frame_recv_now(s->o.links, &s->store, legal, 1, &f);
		if (r == ERR_TIMEOUT)
			return;
		if (r == ERR_CLOSED || r == ERR_SYSTEM) {
			/* No milter is left; the lifeline says what is next. */
			close(s->o.links);
			s->o.links = -1;
			return;
		}
		if (r < 0)
			continue;
		if (f.fd[0] != -1 && f.fd[1] == -1)
			conn_add(s, f.fd[0], PEER_LINK, 0);
		else
			frame_close_fds(&f);
	}
}

static void
note_close(struct server *s, struct conn *c)
{
	struct closing k = { 0, false };
	struct wire_in w;

	wire_in_init(&w, buf_slice(&c->in));
	wire_u64(&w, &k.id);
	wire_bool(&w, &k.applied);
	if (wire_end(&w) < 0) {
		c->is_dead = true;
		return;
	}
	if (s->close_count == 0)
		s->close_since_ms = clock_mono_ms();
	s->closes = mem_grow(s->closes, s->close_count, &s->close_cap,
	    sizeof *s->closes);
	s->closes[s->close_count++] = k;
}

/* A whole request has come. */
static void
dispatch(struct server *s, struct conn *c)
{
	struct request *r;

	c->asked_ms = clock_mono_ms();
	if (!authorise_permits(c->kind, c->type)) {
		LOG_EVENT(LOG_LEVEL_WARN, NULL, "request-refused",
		    KV_STR("peer", c->name), KV_UINT("type", c->type));
		conn_clear(c);
		conn_answer(c, ERR_DENIED, "not permitted", SLICE_NONE);
		/* A milter that asks what it may not is no milter of ours. */
		c->is_dead = c->kind == PEER_LINK;
		return;
	}
	if (c->type == KEEPER_CLOSE) {
		note_close(s, c);
		conn_clear(c);
		return;
	}
	r = request_new(c, request_kind_of(c->type));
	*s->requests_end = r;
	s->requests_end = &r->next;
}

static void
conn_serve(struct server *s, struct conn *c)
{
	int i, r;

	for (i = 0; i < FRAMES_A_TURN && !c->is_busy && !c->is_dead &&
	    !conn_has_output(c); i++) {
		r = conn_read(c, &s->store);
		if (r == ERR_TIMEOUT)
			return;
		if (r < 0) {
			if (r != ERR_CLOSED)
				LOG_EVENT(LOG_LEVEL_WARN, NULL,
				    "connection-dropped",
				    KV_STR("peer", c->name), KV_ERR(r));
			c->is_dead = true;
		} else if (r == 1)
			dispatch(s, c);
	}
}

/* --- requests --------------------------------------------------------------------- */

static void
answer(struct server *s, struct request *r, int err)
{
	(void)s;
	FAULT_POINT("before-answer");
	r->stage = REQUEST_DONE;
	if (r->conn->is_dead)
		return;
	conn_answer(r->conn, err, r->words, buf_slice(&r->answer));
	if (conn_flush(r->conn) < 0)
		r->conn->is_dead = true;
}

static void
fail(struct server *s, struct request *r, int err)
{
	if (err == ERR_STORE || err == ERR_SYSTEM || err == ERR_CRYPTO ||
	    err == ERR_FULL)
		LOG_EVENT(LOG_LEVEL_ERROR, r->ref[0] != '\0' ? r->ref : NULL,
		    "request-failed", KV_STR("request", r->kind->name),
		    KV_ERR(err));
	if (r->words[0] == '\0')
		snprintf(r->words, sizeof r->words, "%s", err_text(err));
	answer(s, r, err);
}

static bool
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
			r->stage = REQUEST_RUN;
		else if (e == 0)
			again = true;
		else
			fail(s, r, e);
	}
	return again;
}

static bool
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

static void
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

static unsigned
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
	size_t i;
	int e;

	for (i = 0; i < s->close_count; i++) {
		if (custody_mark(s->o.custody) < 0)
			return false;
		e = quarantine_answered(q, s->closes[i].id,
		    s->closes[i].applied);
		if (custody_settle(s->o.custody, e) < 0)
			return false;
	}
	return true;
}

static bool
run_notes(struct server *s)
{
	struct note *n;
	size_t i;

	for (i = 0; i < s->note_count; i++) {
		n = &s->notes[i];
		if (custody_record(s->o.custody, n->actor, n->act,
		    slice_str(n->text)) < 0)
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
}

static bool
run_all(struct server *s)
{
	struct request *r;

	for (r = s->requests; r != NULL; r = r->next)
		if (r->stage == REQUEST_RUN && !run_request(s, r))
			return false;
	return run_closes(s) && run_notes(s) && releases_run(s->releases);
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

static void
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
	    s->is_draining ||
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
static bool
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

/* --- releases and those who wait for them --------------------------------------------- */

static void
tell_waiting(void *arg, const char *ref, struct slice state)
{
	struct server *s = arg;
	struct request *r;

	/* While it is still on its way they wait on. */
	if (slice_eq_str(state, "RELEASING"))
		return;
	for (r = s->requests; r != NULL; r = r->next)
		if (r->kind->type == KEEPER_RELEASE &&
		    r->stage == REQUEST_AFTER && strcmp(r->ref, ref) == 0)
			r->state = state;
}

/* --- the lifeline ------------------------------------------------------------------------ */

static void
take_record(struct server *s, const struct frame *f)
{
	struct slice role, text;
	char *actor;

	if (lifeline_record_read(f, &role, &text) < 0)
		return;
	actor = slice_cstr(slice_sub(role, 0, 64));
	server_note(s, actor, "note", text);
	free(actor);
}

static void
tell_reload(struct server *s, const struct frame *f)
{
	struct request *r;

	for (r = s->requests; r != NULL; r = r->next) {
		if (r->kind->type != KEEPER_RELOAD || r->is_told)
			continue;
		r->state = f->body.len > 0 ? arena_dup(r->arena, f->body) :
		    SLICE_NONE;
		r->is_told = true;
	}
}

static void
take_frame(struct server *s, const struct frame *f)
{
	char digest[2 * LIFELINE_DIGEST_SIZE + 16];
	uint32_t grace = 0;

	switch (f->type) {
	case LIFELINE_DRAIN:
		(void)lifeline_drain_grace(f, &grace);
		begin_drain(s, grace);
		break;
	case LIFELINE_RULES_BEGIN:
	case LIFELINE_RULES_FILE:
	case LIFELINE_RULES_END:
		reload_feed(&s->reload, f, s->o.lifeline);
		break;
	case LIFELINE_RULES_COMMIT:
		if (reload_commit(&s->reload, digest, sizeof digest))
			server_note(s, "exeatd", "rules", slice_str(digest));
		break;
	case LIFELINE_RULES_ABORT:
		reload_abort(&s->reload);
		break;
	case LIFELINE_RECORD:
		take_record(s, f);
		break;
	case LIFELINE_RELOAD_DONE:
		tell_reload(s, f);
		break;
	default:
		break;
	}
}

static void
serve_lifeline(struct server *s)
{
	struct frame f;
	int i, r;

	for (i = 0; i < FRAMES_A_TURN; i++) {
		r = frame_recv_now(s->o.lifeline, &s->store, lifeline_to_role,
		    lifeline_to_role_count, &f);
		if (r == ERR_TIMEOUT)
			return;
		if (r < 0) {
			/* The parent is gone: nobody will come any more. */
			begin_drain(s, ORPHAN_GRACE_MS);
			close(s->o.lifeline);
			s->o.lifeline = -1;
			return;
		}
		take_frame(s, &f);
		frame_close_fds(&f);
	}
}

/* --- the loop ------------------------------------------------------------------------------ */

static struct pollfd *
poll_add(struct server *s, size_t *n, int fd, short events)
{
	s->polls = mem_grow(s->polls, *n, &s->poll_cap, sizeof *s->polls);
	s->polls[*n] = (struct pollfd){ fd, events, 0 };
	return &s->polls[(*n)++];
}

static short
conn_events(const struct conn *c)
{
	if (conn_has_output(c))
		return POLLOUT;
	return c->is_busy ? 0 : POLLIN;
}

static int
sooner(int timeout, int64_t ms)
{
	if (ms < 0)
		ms = 0;
	return ms < timeout ? (int)ms : timeout;
}

static int
wait_ms(const struct server *s)
{
	int64_t now = clock_mono_ms();
	const struct request *r;
	int t = IDLE_MS;

	if (s->gather_since_ms != 0)
		return 1;
	if (s->close_count > 0)
		t = sooner(t, s->close_since_ms + LAZY_MS - now);
	if (s->is_draining)
		t = sooner(t, 20);
	for (r = s->requests; r != NULL; r = r->next)
		if (r->stage == REQUEST_AFTER && r->deadline_ms != 0)
			t = sooner(t, r->deadline_ms - now);
	if (s->note_count > 0)
		t = 0;
	t = sooner(t, releases_wait_ms(s->releases));
	return now < s->hold_off_ms && t < 100 ? 100 : t;
}

/* What no peer waits for: may and should it be written now? */
static bool
has_own_work(struct server *s)
{
	return clock_mono_ms() >= s->hold_off_ms && (closes_are_due(s) ||
	    s->note_count > 0 ||
	    releases_are_due(s->releases, s->is_draining));
}

/* Where the pollfds of one turn begin. */
struct places {
	size_t releases, conns, count;
};

static void
poll_build(struct server *s, struct places *p)
{
	struct conn *c;
	size_t n = 0;

	poll_add(s, &n, s->o.lifeline, POLLIN);
	poll_add(s, &n, s->o.links, POLLIN);
	poll_add(s, &n, s->is_draining ? -1 : s->o.control, POLLIN);
	p->releases = n;
	s->polls = mem_grow(s->polls, n + RELEASES_MAX, &s->poll_cap,
	    sizeof *s->polls);
	releases_poll(s->releases, s->polls, &n);
	p->conns = n;
	/* A dead one would go on being reported until its request is done. */
	for (c = s->conns; c != NULL; c = c->next)
		poll_add(s, &n, c->is_dead ? -1 : c->fd, conn_events(c));
	p->count = n;
}

static void
serve_conns(struct server *s, const struct places *p)
{
	struct conn *c, *next;
	size_t i = p->conns;
	short got;

	for (c = s->conns; c != NULL && i < p->count; c = next, i++) {
		next = c->next;
		got = s->polls[i].revents;
		if ((got & POLLOUT) != 0 && conn_flush(c) < 0)
			c->is_dead = true;
		if ((got & POLLIN) != 0)
			conn_serve(s, c);
		else if ((got & (POLLHUP | POLLERR | POLLNVAL)) != 0)
			c->is_dead = true;
	}
}

static void
serve(struct server *s, const struct places *p)
{
	/* The connections first: later ones are put before them in the list. */
	serve_conns(s, p);
	releases_step(s->releases);
	if (s->polls[1].revents != 0)
		accept_links(s);
	if (s->polls[2].revents != 0)
		accept_control(s);
	if (s->polls[0].revents != 0)
		serve_lifeline(s);
}

static bool
has_finished(const struct server *s)
{
	if (!s->is_draining)
		return false;
	if (clock_mono_ms() >= s->drain_until_ms)
		return true;
	return s->requests == NULL && s->close_count == 0 &&
	    s->note_count == 0 && !releases_are_active(s->releases);
}

static void
turn(struct server *s)
{
	struct places p;
	bool again;
	unsigned ready;

	again = prepare_all(s);
	again = after_all(s) || again;
	requests_sweep(s);
	conns_sweep(s);
	poll_build(s, &p);
	again = again || (releases_can_go_on(s->releases) &&
	    clock_mono_ms() >= s->hold_off_ms);
	if (poll(s->polls, p.count, again ? 0 : wait_ms(s)) == -1 &&
	    errno != EINTR) {
		LOG_EVENT(LOG_LEVEL_ERROR, NULL, "poll-failed",
		    KV_ERR(ERR_SYSTEM));
		s->exit_status = ROLE_EXIT_FAILED;
		s->is_over = true;
		return;
	}
	serve(s, &p);
	(void)prepare_all(s);
	ready = count_ready(s);
	if (gathers(s, ready))
		return;
	if (ready > 0 || has_own_work(s))
		transact(s);
	after_all(s);
	requests_sweep(s);
}

int
server_run(struct server *s)
{
	struct conn *c;

	releases_on_end(s->releases, tell_waiting, s);
	releases_wake(s->releases);
	while (!s->is_over && !has_finished(s)) {
		turn(s);
		if (!s->is_over && custody_is_unwell(s->o.custody)) {
			LOG_EVENT(LOG_LEVEL_ERROR, NULL, "store-unwell");
			s->exit_status = ROLE_EXIT_FAILED;
			s->is_over = true;
		}
	}
	if (s->exit_status == ROLE_EXIT_OK) {
		server_note(s, "keeper", "stop", SLICE_NONE);
		transact(s);
	}
	for (c = s->conns; c != NULL; c = c->next)
		(void)conn_flush(c);
	return s->exit_status;
}
