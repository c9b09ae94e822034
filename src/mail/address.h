/*
 * address -- one mail address, split and comparable (RFC 5321, RFC 6531).
 *
 * Pure, no I/O.  ASCII letters of the domain are folded; internationalised
 * domains are compared as given (turning U-labels into A-labels is policy's,
 * which has the library for it).
 */
#ifndef MAIL_ADDRESS_H
#define MAIL_ADDRESS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/slice.h"

struct address {
	struct slice full;	/* "local@domain", domain in lower case */
	struct slice local;	/* as given; quotes kept */
	struct slice domain;	/* lower case; empty if there was no "@" */
};

/*
 * Parse an envelope path or a bare address: angle brackets and source routes
 * are taken off, blanks around it ignored.  The null path "<>" gives an empty
 * address.  The result is copied into the arena.
 *
 * Returns 0, ERR_SYNTAX (control bytes, no local part, two unquoted "@" parts
 * that cannot be told apart) or ERR_LIMIT.
 */
int	address_parse(struct arena *a, struct slice text, struct address *ret);

/*
 * Is this path written as RFC 5321 4.1.2 writes one, without a source route,
 * and is it the same mailbox to every MTA?  Comments, blanks, bang paths and
 * "%" are not: a lenient MTA rewrites them, and would then deliver to somebody
 * else than was judged, or not find again whom it is to take off.
 */
bool	address_is_plain(struct slice path);

/* Same mailbox: domains folded, local parts folded (as every real MTA does). */
bool	address_same(const struct address *a, const struct address *b);

/*
 * Does the domain meet one entry of a domain list?  "x.example" matches only
 * itself; "*.x.example" matches every subdomain but not x.example.
 */
bool	address_domain_matches(struct slice domain, struct slice entry);

#endif
