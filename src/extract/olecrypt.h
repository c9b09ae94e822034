/*
 * olecrypt -- passwords of Office files ([MS-OFFCRYPTO], [MS-XLS] 2.2.10):
 * what a file is locked with, and the one password that everybody has.
 */
#ifndef EXTRACT_OLECRYPT_H
#define EXTRACT_OLECRYPT_H

#include <stdbool.h>

#include "extract/extract.h"

/*
 * Say that the job is locked, by its EncryptionInfo or EncryptionHeader: the
 * versions, then what belongs to them.  A cipher that is not known is said to
 * be unsupported.  0, or an error of the engine.
 */
int	olecrypt_tell(struct extract_job *j, struct slice info);
/* The same for a lock that is known: "XOR". */
int	olecrypt_tell_weak(struct extract_job *j, struct slice reason);

/*
 * Is any piece of the bytes text, in 8 bits or 16, or rows of zeros?  Then it
 * is not all ciphertext, whatever a flag says.
 */
bool	olecrypt_has_plain(struct slice bytes);

#endif
