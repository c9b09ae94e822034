/*
 * domain -- domains and addresses in the form in which they are compared, and
 * sets of them.
 *
 * Domains: lower-case A-labels (RFC 5891), so that a name written in Unicode
 * is the same as its xn-- form.  Pure; looking up allocates only for names
 * that are not ASCII.
 */
#ifndef POLICY_DOMAIN_H
#define POLICY_DOMAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/slice.h"
#include "mail/address.h"

/*
 * The comparable form, in the arena (or `domain` itself, if that is it
 * already).  What is no proper international name is only folded: it then
 * matches nothing but itself.
 */
struct slice domain_fold(struct arena *a, struct slice domain);

/*
 * The same as people read it: U-labels, or the domain itself where it has
 * none or is no proper international name.
 */
struct slice domain_unicode(struct arena *a, struct slice domain);

/*
 * What its owner registered, by the public suffix list: "firm.co.uk" of
 * mail.firm.co.uk.  Part of `domain`, which is folded; empty for a public
 * suffix itself and what is no name.
 */
struct slice domain_registrable(struct slice domain);

/* "x.example", "*.x.example": plausible as an entry of a domain list? */
bool	domain_is_entry(struct slice text);

/* local@domain, local part without quoting and in lower case. */
struct slice address_fold(struct arena *a, const struct address *address);

/* Folded entries in order; `tag` is the caller's (an index), 0 otherwise. */
struct name_entry {
	struct slice name;
	size_t tag;
};

struct name_set {
	struct name_entry *entries;
	size_t count, cap;
};

/* 0 or ERR_LIMIT.  Folded by the caller, bytes owned by the arena. */
int	name_set_add(struct name_set *s, struct arena *a, struct slice name,
	    size_t tag);
void	name_set_sort(struct name_set *s);	/* before any look-up */

const struct name_entry *name_set_find(const struct name_set *s,
	    struct slice name);
/* The entry that a domain meets: its own, or the longest "*." above it. */
const struct name_entry *name_set_domain(const struct name_set *s,
	    struct slice domain);

#endif
