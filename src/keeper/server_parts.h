/*
 * server_parts -- what the files of the server share.  For
 * src/keeper/server*.c only.
 *
 *   server.c         its life and the loop
 *   server_peers.c   connections, and requests until they are whole
 *   server_commit.c  requests from then on, and the transaction they share
 *   server_parent.c  the lifeline
 */
#ifndef KEEPER_SERVER_PARTS_H
#define KEEPER_SERVER_PARTS_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ipc/frame.h"
#include "keeper/conn.h"
#include "keeper/releases.h"
#include "keeper/reload.h"
#include "keeper/request.h"
#include "keeper/server.h"

#define FRAMES_A_TURN	32	/* of one connection */
#define LAZY_MS		1000	/* closes wait so long for a commit of others */

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
	struct decided_end *closes;	/* noted, waiting for a commit */
	bool closes_a_copy;		/* which goes on as soon as it is written */
	size_t close_count, close_cap;
	int64_t close_since_ms;
	struct note *notes;
	size_t note_count, note_cap;
	struct releases *releases;
	int64_t expire_at_ms;		/* daily work of registers; monotonic */
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

/* server.c */
char	*slice_cstr(struct slice text);		/* malloc'd */
void	begin_drain(struct server *s, int64_t grace_ms);

/* server_peers.c */
void	accept_links(struct server *s);
void	accept_control(struct server *s);
void	conn_serve(struct server *s, struct conn *c);
void	conns_sweep(struct server *s);

/* server_commit.c.  The first two: is there something to go on with at once? */
bool	prepare_all(struct server *s);
bool	after_all(struct server *s);
void	requests_sweep(struct server *s);
unsigned count_ready(const struct server *s);
/* Is it worth waiting for more requests before the commit? */
bool	gathers(struct server *s, unsigned ready);
/* Closes, notes and releases: what no peer waits for. */
bool	has_own_work(struct server *s);
void	transact(struct server *s);

/* server_parent.c */
void	serve_lifeline(struct server *s);

#endif
