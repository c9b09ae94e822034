/*
 * zipcrypt -- what a password does to a zip entry: the old cipher of PKWARE
 * (APPNOTE 6.1), and AES as WinZip has it (its AE-1 and AE-2).
 */
#ifndef EXTRACT_ZIPCRYPT_H
#define EXTRACT_ZIPCRYPT_H

#include "base/buf.h"
#include "extract/trial.h"
#include "extract/zipdir.h"

/*
 * A lock for trial_find(); e stays.  False: its cipher or its method is none
 * that a password can be proven on.
 */
bool	zipcrypt_lock(const struct zip_entry *e, struct trial_lock *ret);

/* Append the packed bytes as they were before; 0, ERR_LIMIT or ERR_CRYPTO. */
int	zipcrypt_decrypt(const struct zip_entry *e, struct slice password,
	    struct buf *out);

#endif
