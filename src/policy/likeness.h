/*
 * likeness -- inside policy: does a private address look like somebody's?
 *
 * Measured on names: given name and family name, in either order, glued or
 * parted, with digits, initials, pet names, letters left off; never on a
 * given name or a common family name alone, since a tenant may have the same.
 * Pure; the arena holds what is made.
 */
#ifndef POLICY_LIKENESS_H
#define POLICY_LIKENESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"
#include "policy/tokens.h"

/* --- somebody ---------------------------------------------------------------------- */

/* Small ASCII letters, as mail/glyph.h folds them. */
struct given {
	struct slice name;
	bool is_own;		/* not a pet name that we thought of */
};

struct family {
	struct slice name;
	uint32_t letters;	/* that are in it, a bit each */
};

struct likeness {
	struct given *given;
	size_t given_count, given_cap;
	uint32_t given_first;	/* letters that they begin with */
	struct family *family;
	size_t family_count, family_cap;
	uint32_t family_common;	/* letters that are in all of them */
	struct slice *locals;	/* local parts of addresses here */
	size_t local_count, local_cap;
	uint32_t local_first;	/* letters that they begin with */
	bool has_name;		/* more than a local part is known */
};

/*
 * Add to who a person is; text is hostile or a directory's UTF-8.  0 or
 * ERR_LIMIT.  A name: "John Smith", "Smith, John", "Mary Anne O'Brien-Ross";
 * one word alone is a given name or a family name, as `part` says.
 */
enum name_part {
	NAME_WHOLE,
	NAME_GIVEN,
	NAME_FAMILY,
	NAME_ANY		/* a whole one, or one word that may be either */
};

int	likeness_add_name(struct likeness *l, struct arena *a,
	    struct slice name, enum name_part part);
/* The local part of an address inside: j.smith, johnsmith, jsmith2. */
int	likeness_add_local(struct likeness *l, struct arena *a,
	    struct slice local);
bool	likeness_is_empty(const struct likeness *l);

/* --- an address ---------------------------------------------------------------------- */

#define LIKENESS_READINGS_MAX	4

struct private_address {
	/* as written; digits as letters; without "mr", "home" and the like */
	struct tokens reading[LIKENESS_READINGS_MAX];
	size_t reading_count;
	struct tokens shown;	/* the display name; may have no words */
	struct slice local;	/* folded, without a plus tag */
	bool is_role;		/* info@, office@ */
	bool is_titled;		/* "Mrs J Smith": how one writes to tenants */
};

/* shown: decoded, may be empty.  0 or ERR_LIMIT. */
int	private_address_make(struct private_address *x, struct arena *a,
	    struct slice local, struct slice shown);

/*
 * Does it look like that person's?  is_sender: of the sender less will do:
 * "john.s", a rare family name alone.
 */
bool	likeness_is(const struct likeness *l,
	    const struct private_address *x, bool is_sender);

#endif
