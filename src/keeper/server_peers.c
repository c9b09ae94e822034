/*
 * server_peers -- connections: who comes, what he asks, until a request is
 * whole.
 */
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "ipc/peer.h"
#include "keeper/protocol.h"
#include "keeper/server_parts.h"
#include "privsep/lifeline.h"

/* Whoever may open the control socket must not take the milters' places. */
static bool
has_room(const struct server *s, enum peer_kind kind)
{
	const struct conn *c;
	size_t people = 0;

	if (s->conn_count >= KEEPER_CLIENTS_MAX)
		return false;
	if (kind == PEER_LINK)
		return true;
	for (c = s->conns; c != NULL; c = c->next)
		people += c->kind != PEER_LINK;
	return people < KEEPER_PEOPLE_MAX;
}

static void
conn_add(struct server *s, int fd, enum peer_kind kind, uid_t uid)
{
	struct conn *c;

	if (!has_room(s, kind)) {
		LOG_EVENT(LOG_LEVEL_WARN, NULL, "too-many-connections");
		close(fd);
		return;
	}
	c = conn_new(fd, kind, uid);
	c->next = s->conns;
	s->conns = c;
	s->conn_count++;
}

void
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

void
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

void
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
	struct decided_end k = { .applied = false };
	struct slice copy = SLICE_NONE;
	struct wire_in w;

	wire_in_init(&w, buf_slice(&c->in));
	wire_u64(&w, &k.id);
	wire_bool(&w, &k.applied);
	wire_str(&w, REFERENCE_SIZE - 1, &copy);
	if (wire_end(&w) < 0 || (copy.len > 0 &&
	    reference_parse(copy, k.copy) < 0)) {
		c->is_dead = true;
		return;
	}
	k.now_ms = clock_wall_ms();
	s->closes_a_copy = s->closes_a_copy || copy.len > 0;
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

void
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
