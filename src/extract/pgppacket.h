/*
 * pgppacket -- the packets of OpenPGP (RFC 9580 4), one after the other.
 *
 * Knows no jobs: lengths, tags, and whether bytes are packets at all.
 */
#ifndef EXTRACT_PGPPACKET_H
#define EXTRACT_PGPPACKET_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/slice.h"

enum pgp_tag {
	PGP_SESSION_KEY = 1,	/* to a public key */
	PGP_SIGNATURE = 2,
	PGP_PASSWORD_KEY = 3,
	PGP_ONE_PASS = 4,	/* a signature follows */
	PGP_SECRET_KEY = 5,
	PGP_PUBLIC_KEY = 6,
	PGP_SECRET_SUBKEY = 7,
	PGP_COMPRESSED = 8,
	PGP_ENCRYPTED = 9,	/* without protection against changes */
	PGP_MARKER = 10,
	PGP_LITERAL = 11,
	PGP_TRUST = 12,
	PGP_USER_ID = 13,
	PGP_PUBLIC_SUBKEY = 14,
	PGP_USER_ATTRIBUTE = 17,
	PGP_ENCRYPTED_MDC = 18,
	PGP_ENCRYPTED_AEAD = 20,
	PGP_PADDING = 21
};

struct pgp_packet {
	unsigned tag;
	struct slice body;	/* of the input, or joined in the arena */
};

/*
 * Take one packet off.  a may be NULL: the body of a packet in pieces is then
 * only its first piece.  0; ERR_NOTFOUND: no packet begins here; ERR_SHORT: it
 * is cut (what there is, is in body); ERR_LIMIT: arena.
 */
int	pgp_next(struct slice *s, struct arena *a, struct pgp_packet *ret);

/* Is the body what its tag asks for?  By versions and numbers in it. */
bool	pgp_is_sane(const struct pgp_packet *p);

/*
 * What these bytes are, if their first packet makes sense and a second one or
 * the end follows: "application/pgp-encrypted", "application/pgp-keys",
 * "application/x-pgp-secret-keys", "application/pgp-signature",
 * "application/x-pgp-message" for what anybody can read; or NULL.
 */
const char *pgp_type(struct slice bytes);

#endif
