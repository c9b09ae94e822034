/*
 * socket -- the listening sockets: lock, bind, mode, group; never steal one.
 *
 * An instance lock (flock) stands beside each socket path.  Nothing at the
 * path is touched without it, so a second exeatd fails before it could harm
 * the first.  A new socket is bound beside its path and renamed over it, so
 * there is no moment without one.
 */
#ifndef DAEMON_SOCKET_H
#define DAEMON_SOCKET_H

#include <stddef.h>

#include "daemon/settings.h"

#define SOCKET_BACKLOG	1024
#define SOCKET_WHY_SIZE	400

/*
 * Take the lock of a socket, keep it until the process ends.  The folder must
 * belong to root or to us and be writable by nobody else; what stands at the
 * path must be a socket that nobody serves, or nothing.
 *
 * Returns 0 with the lock's descriptor (-1 for inet), or ERR_EXISTS (served by
 * another), ERR_DENIED (something there that we do not touch), ERR_SYSTEM;
 * why (SOCKET_WHY_SIZE bytes) says it for people.
 */
int	socket_lock(const struct socket_setting *s, int *ret_fd,
	    char *why);

/*
 * Bind, set group and mode, listen; for unix rename over the path.  Only
 * under the lock.
 *
 *   type   SOCK_STREAM for a milter socket, SOCK_SEQPACKET for control.
 */
int	socket_open(const struct socket_setting *s, int type, int *ret_fd,
	    char *why);

/* Take the path away (unix); the descriptor is the caller's. */
void	socket_unlink(const struct socket_setting *s);

#endif
