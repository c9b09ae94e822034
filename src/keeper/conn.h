/*
 * conn -- one connection of a peer: requests come in piece by piece, answers
 * go out as the peer takes them.  Never waits.
 */
#ifndef KEEPER_CONN_H
#define KEEPER_CONN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/slice.h"
#include "ipc/frame.h"
#include "keeper/authorise.h"

struct conn {
	int fd;
	enum peer_kind kind;
	uid_t uid;
	char name[32];		/* the actor in the record */
	struct buf in;		/* pieces of the request being read */
	uint16_t type;		/* of a whole request */
	int passed;		/* the descriptor that came with it, or -1 */
	bool is_busy;		/* a request of its is being worked on */
	bool is_dead;
	struct buf out;		/* answer still to be sent */
	size_t sent;
	bool is_secret;		/* out is to be wiped when it is sent */
	bool is_answer;		/* out ends with an answer, not only pieces */
	int err;
	char words[401];
	int64_t asked_ms;	/* monotonic: when it last asked */
	uint32_t polled;	/* events that the loop watches for */
	struct conn *next;
};

/* Takes the descriptor; link connections pass uid 0. */
struct conn *conn_new(int fd, enum peer_kind kind, uid_t uid);
void	conn_free(struct conn *c);

/*
 * Read one frame.  1: a whole request is there (type, in, passed); 0: more to
 * come; ERR_TIMEOUT: nothing there; else the connection is to be closed.
 */
int	conn_read(struct conn *c, struct frame_store *store);
/* The request is done with: forget its bytes and its descriptor. */
void	conn_clear(struct conn *c);

/* Pieces before the answer; sent by conn_flush(). */
int	conn_piece(struct conn *c, struct slice body);
/* The answer: error, words for it, and the rest. */
void	conn_answer(struct conn *c, int err, const char *words,
	    struct slice rest);
/* Send what can be sent; 0, or an error: close it. */
int	conn_flush(struct conn *c);
bool	conn_has_output(const struct conn *c);

/* Bytes that all connections together hold of unfinished requests. */
size_t	conn_held_bytes(void);

#endif
