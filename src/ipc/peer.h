/*
 * peer -- who is at the other end of a local socket (SO_PEERCRED).
 */
#ifndef IPC_PEER_H
#define IPC_PEER_H

#include <sys/types.h>

struct peer {
	pid_t pid;
	uid_t uid;
	gid_t gid;
};

/* The credentials at the time of connect() or socketpair(); 0 or ERR_SYSTEM. */
int	peer_of(int sock, struct peer *ret);

#endif
