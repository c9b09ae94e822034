/*
 * ticket -- the proof that a message at the release door comes from us.
 *
 * Text: "1.REF.REVISION.EXPIRY.NONCE.MAC", in letters, digits, '-' and '.',
 * carried in one header field.  The MAC (HMAC-SHA-256 under the ticket key)
 * is over all of it and over the message's digest and its recipients, in byte
 * order: for another message or other recipients it is worth nothing.  That a
 * ticket is used once, and that a later one kills it, is the case's doing:
 * its row names the one nonce that lives.
 */
#ifndef QUARANTINE_TICKET_H
#define QUARANTINE_TICKET_H

#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"
#include "mail/envelope.h"
#include "mail/reference.h"
#include "store/keyring.h"
#include "store/store.h"

#define TICKET_REVISION_SIZE	8

struct ticket {
	char ref[REFERENCE_SIZE];
	uint8_t revision[TICKET_REVISION_SIZE];	/* of the rules */
	int64_t expires_ms;			/* wall clock */
	uint8_t nonce[STORE_NONCE_SIZE];
	uint8_t mac[KEY_MAC_SIZE];
};

/* What a ticket is good for. */
struct ticket_about {
	const uint8_t *digest;		/* MAIL_DIGEST_SIZE bytes */
	const struct slice *recipients;	/* addresses, in any order */
	size_t recipient_count;
};

/* Set t->mac.  0, ERR_CRYPTO or ERR_LIMIT. */
int	ticket_sign(const struct keyring *k, struct ticket *t,
	    const struct ticket_about *about);
/* ERR_DENIED if the MAC is not right for it; same time either way. */
int	ticket_check(const struct keyring *k, const struct ticket *t,
	    const struct ticket_about *about);

int	ticket_write(const struct ticket *t, struct buf *out);
/* Strict; the MAC is only read.  0 or ERR_SYNTAX. */
int	ticket_read(struct slice text, struct ticket *ret);

#endif
