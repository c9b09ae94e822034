/*
 * rarkey -- RAR 5 archives with a password: the archive again, in plain, for a
 * library that knows all of it but the cipher.
 */
#ifndef EXTRACT_RARKEY_H
#define EXTRACT_RARKEY_H

#include "base/arena.h"
#include "base/buf.h"
#include "extract/trial.h"

struct rarkey;

/*
 * Look for ciphertext.  *ret is NULL where there is none, or none that a
 * password can be proven on.  It lives in the arena and borrows the bytes.  0,
 * or ERR_LIMIT (arena).
 */
int	rarkey_look(struct slice bytes, struct arena *a, struct rarkey **ret);
/* For trial_find(). */
struct trial_lock rarkey_lock(struct rarkey *k);
/*
 * Make the archive again with a password that opens it.  Members that it does
 * not open stay as they are.  0 or an error.
 */
int	rarkey_rebuild(struct extract_job *j, struct rarkey *k,
	    struct slice password, struct buf *out);

#endif
