/*
 * pgp -- OpenPGP messages, keys and signatures (RFC 9580), binary and armoured:
 * what is only compressed or signed is opened, what is ciphertext is told.
 */
#ifndef EXTRACT_PGP_H
#define EXTRACT_PGP_H

#include "extract/extract.h"

/*
 * Look for armour in text.  A proven message sets the encryption of the part
 * (partly, if there is other text beside it) and raises ENCRYPTED; what
 * anybody can read becomes a member.  Clear-signed text marks the part as
 * signed.
 */
int	pgp_read_armour(struct extract_job *j, struct slice text);

#endif
