/*
 * talk -- one request and its answer on a connection of the client's pool.
 * For src/keeper/client.c and talk.c only.
 */
#ifndef KEEPER_TALK_H
#define KEEPER_TALK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"
#include "ipc/frame.h"
#include "keeper/client.h"

/* One request being made: its connection, and what came back. */
struct talk {
	int fd;
	unsigned generation;
	bool was_idle;
	struct frame_store *store;
	bool is_secret;			/* wipe what came when it is read */
	struct buf answer;		/* joined, without error and words */
	int (*piece)(void *arg, struct slice body);	/* or NULL: joined */
	void *piece_arg;
};

/*
 * Ask and wait; the answer is in t->answer, to be freed by talk_end().  The
 * error of an answer is returned, its words are keeper_last_error().
 */
int	talk_ask(struct keeper *k, struct talk *t, uint16_t type,
	    struct slice body, int fd, int64_t deadline);
int	talk_ask_buf(struct keeper *k, struct talk *t, uint16_t type,
	    const struct buf *body, int64_t deadline);
void	talk_end(struct talk *t);

/* A connection alone, for what gets no answer. */
int	talk_open(struct keeper *k, struct talk *t, int64_t deadline,
	    bool fresh);
void	talk_close(struct keeper *k, struct talk *t, bool is_usable);

#endif
