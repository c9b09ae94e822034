/*
 * sevenkey -- 7z archives with a password: the archive again, without its
 * cipher, for a library that knows all of 7z but that.
 */
#ifndef EXTRACT_SEVENKEY_H
#define EXTRACT_SEVENKEY_H

#include "base/arena.h"
#include "base/buf.h"
#include "extract/trial.h"

struct sevenkey;

/*
 * Look for ciphertext in an archive.  *ret is NULL where there is none, or
 * none that a password can be tried on.  It lives in the arena and borrows
 * the bytes.  0, or ERR_LIMIT (arena).
 */
int	sevenkey_look(struct slice bytes, struct arena *a,
	    struct sevenkey **ret);
/* For trial_find(). */
struct trial_lock sevenkey_lock(struct sevenkey *k);
/* Make the archive again, once a password opened it; 0 or an error. */
int	sevenkey_rebuild(const struct sevenkey *k, struct buf *out);
#endif
