#include "keeper/server.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "keeper/server_parts.h"

#define IDLE_MS		60000

/* --- life ----------------------------------------------------------------------- */

static int
ask_rollback(void *arg, const uint8_t *digest)
{
	struct server *s = arg;

	if (s->o.lifeline == -1)
		return ERR_CLOSED;
	return lifeline_ask_rollback(s->o.lifeline, digest);
}

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

static void
note_separated(void *arg)
{
	struct server *s = arg;

	releases_expect(s->releases);
}

struct server *
server_new(const struct server_options *o)
{
	struct server *s = mem_zalloc(sizeof *s);

	s->o = *o;
	s->x = (struct request_context){ .custody = o->custody,
	    .reload = ask_reload, .rollback = ask_rollback, .released = note_release,
	    .separated = note_separated, .arg = s,
	    .registers = o->settings->registers,
	    .is_private = o->is_private };
	s->expire_at_ms = o->is_private ? INT64_MAX : clock_mono_ms();
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

char *
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

void
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

/* --- releases and those who wait for them ---------------------------------------- */

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

/* --- the loop --------------------------------------------------------------------- */

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
	/* The daily work is not begun any more then. */
	t = s->is_draining ? sooner(t, 20) : sooner(t, s->expire_at_ms - now);
	for (r = s->requests; r != NULL; r = r->next)
		if (r->stage == REQUEST_AFTER && r->deadline_ms != 0)
			t = sooner(t, r->deadline_ms - now);
	if (s->note_count > 0 || s->closes_a_copy)
		t = 0;
	t = sooner(t, releases_wait_ms(s->releases));
	return now < s->hold_off_ms && t < 100 ? 100 : t;
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
	/* The last step of a long intake may have been taken just now. */
	again = again || (count_ready(s) > 0 && s->gather_since_ms == 0);
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
