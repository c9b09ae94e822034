#include "ipc/peer.h"

#include <sys/socket.h>

#include "base/err.h"

int
peer_of(int sock, struct peer *ret)
{
	struct ucred cred;
	socklen_t len = sizeof cred;

	if (getsockopt(sock, SOL_SOCKET, SO_PEERCRED, &cred, &len) == -1)
		return ERR_SYSTEM;
	*ret = (struct peer){ cred.pid, cred.uid, cred.gid };
	return 0;
}
