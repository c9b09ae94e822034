/*
 * lookalike -- is a domain nearly, but not, another one?
 *
 * Two kinds: those that the eye takes for the other (gmaіl with a Cyrillic i,
 * c0uncil, exarnple, oak-vale for oakvale, oakvale.org.evil.example) and those
 * that a finger makes of it (gmial.com, gmail.con).  Neither can be told from
 * a firm that is really called so: who asks must leave out domains that are
 * known themselves.  Pure; no library, no list of suffixes but a short one.
 */
#ifndef MAIL_LOOKALIKE_H
#define MAIL_LOOKALIKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

/*
 * Whose the known domain is: how far from it another one must be to be
 * another one.  Strangers' names differ by a letter more often than one's own
 * is misspelt.
 */
enum lookalike_owner {
	LOOKALIKE_OURS,		/* also under another ending */
	LOOKALIKE_WELL_KNOWN,	/* mail providers: typed every day, by all */
	LOOKALIKE_WRITTEN_TO	/* any correspondent */
};

#define LOOKALIKE_LABEL_MAX	63	/* RFC 1035, in octets of the A-label */

/*
 * A domain made ready for being compared; borrows its bytes.  Make one of each
 * domain that is compared more than once.
 */
struct lookalike {
	struct slice domain;
	struct slice below;	/* labels before the name: "mail" of mail.x.org */
	struct slice label;	/* the name: "x" */
	struct slice suffix;	/* "org", "co.uk"; empty if there is none */
	bool is_ascii;		/* the name */
	uint8_t text_len, skeleton_len;
	uint8_t text[LOOKALIKE_LABEL_MAX];	/* the name in ASCII letters */
	uint8_t skeleton[LOOKALIKE_LABEL_MAX];	/* all that looks alike is equal */
};

/*
 * domain: lower case, without a dot at its end; U-labels in UTF-8.  False if
 * it is none that can be compared: an address literal, an empty or over-long
 * name.  Nothing looks like those.
 */
bool	lookalike_make(struct slice domain, struct lookalike *ret);

/* Is x nearly, but not, the known one or below it? */
bool	lookalike_is(const struct lookalike *x, const struct lookalike *known,
	    enum lookalike_owner owner);

#endif
