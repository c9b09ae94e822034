/*
 * bodyhash -- was a body signed as it stands: is the hash in a signature of
 * DKIM the hash of this body (RFC 6376 3.4, 3.7)?
 *
 * Inside action.  Says nothing of who signed, nor of the header.
 */
#ifndef ACTION_BODYHASH_REWRITE_H
#define ACTION_BODYHASH_REWRITE_H

#include "mime/mime.h"

/*
 * Could one of the root's signatures be over this body, or over as much of it
 * as its l= says?  True where that cannot be told: an algorithm that is not
 * known or not said, no hash, or more than BODY_HASHED_MAX bytes to go through for all of them.
 */
bool	bodyhash_may_fit(const struct mime_message *m);

#endif
