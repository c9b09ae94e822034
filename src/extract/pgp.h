/*
 * pgp -- OpenPGP messages (RFC 9580): is it really ciphertext?
 */
#ifndef EXTRACT_PGP_H
#define EXTRACT_PGP_H

#include "extract/extract.h"

/*
 * Do these packets make an encrypted message: session keys, then encrypted
 * data, and nothing else?
 */
bool	pgp_is_encrypted(struct slice packets);

/*
 * Look for armour in text.  A proven message sets the encryption of the part
 * (partly, if there is other text beside it) and raises ENCRYPTED; one that
 * is compressed or signed only is readable by anyone, and UNSUPPORTED here.
 * Clear-signed text marks the part as signed.
 */
int	pgp_read_armour(struct extract_job *j, struct slice text);

#endif
