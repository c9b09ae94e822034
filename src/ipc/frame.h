/*
 * frame -- one typed message on a local socket, with at most two descriptors.
 *
 * Sockets are AF_UNIX SOCK_SEQPACKET: one frame is one packet, so sends by
 * several threads do not mix and a reader never sees half a frame.  A frame
 * is an 8-byte header (version, descriptor count, type, body length) and a
 * body of at most FRAME_BODY_MAX bytes.  It knows no message meanings.
 *
 * The reader says which types are legal now; any other, a wrong length, or a
 * descriptor too many fails, and the caller closes the socket.  Descriptors
 * received are close-on-exec and belong to the caller.
 */
#ifndef IPC_FRAME_H
#define IPC_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"
#include "base/slice.h"

#define FRAME_HEADER_SIZE	8
#define FRAME_NO_DEADLINE	INT64_MAX

struct frame {
	uint16_t type;
	struct slice body;		/* borrowed from the reader's storage */
	int fd[FRAME_FDS_MAX];		/* -1 where there is none */
};

/* Storage of one reader; reused for each frame. */
struct frame_store {
	uint8_t bytes[FRAME_HEADER_SIZE + FRAME_BODY_MAX];
};

/* A connected pair, close-on-exec.  0 or ERR_SYSTEM. */
int	frame_pair(int ret_fd[2]);

/*
 * Send one frame; waits for room until deadline (monotonic ms).
 *
 *   fds   nfds descriptors to pass (at most FRAME_FDS_MAX); they stay open.
 *
 * Returns 0, ERR_LIMIT (body too long), ERR_CLOSED, ERR_TIMEOUT, ERR_SYSTEM.
 */
int	frame_send(int sock, uint16_t type, struct slice body, const int *fds,
	    size_t nfds, int64_t deadline_ms);

/*
 * Receive one frame, waiting until deadline_ms.
 *
 *   legal   the types legal now, n_legal of them.
 *
 * Returns 0; ERR_CLOSED at the end; ERR_TIMEOUT; ERR_TYPE for a type not
 * listed; ERR_SYNTAX for a malformed frame; ERR_SYSTEM.  On failure no
 * descriptor is left open.
 */
int	frame_recv(int sock, struct frame_store *store, const uint16_t *legal,
	    size_t n_legal, int64_t deadline_ms, struct frame *ret);

/* The same without waiting; ERR_TIMEOUT when nothing is there. */
int	frame_recv_now(int sock, struct frame_store *store,
	    const uint16_t *legal, size_t n_legal, struct frame *ret);

/*
 * The same, blocking without a deadline: of several processes that wait on one
 * socket the kernel wakes just one for each frame.
 */
int	frame_recv_exclusive(int sock, struct frame_store *store,
	    const uint16_t *legal, size_t n_legal, struct frame *ret);

/* Close the descriptors that a frame brought. */
void	frame_close_fds(struct frame *f);

#endif
