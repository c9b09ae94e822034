/*
 * authorise -- who may ask what.  One table; a request that is not in it for
 * the one who asks does not exist for him.
 */
#ifndef KEEPER_AUTHORISE_H
#define KEEPER_AUTHORISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Kinds of peers; people's roles follow here when there are accounts. */
enum peer_kind {
	PEER_LINK,		/* a milter, through the link channel */
	PEER_ADMIN,		/* root, or the user that runs exeat */
	PEER_OTHER,		/* any other local user */
	PEER_KIND_COUNT
};

/* Of a process on the control socket, by its credentials. */
enum peer_kind authorise_uid(uid_t uid);
/* "milter", "root", "uid:1000": the actor in the record. */
void	authorise_name(enum peer_kind kind, uid_t uid, char *out, size_t size);

/* May a peer of this kind make this request (enum keeper_frame)? */
bool	authorise_permits(enum peer_kind kind, uint16_t type);

#endif
