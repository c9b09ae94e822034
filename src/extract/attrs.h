/*
 * attrs -- values of XML attributes in office files that people wrote.
 *
 * Alternative texts, names, prompts, addresses of links and the like are
 * known by name.  Of all others a value counts when it does not look like
 * the maker's own: measures, colours, identifiers, words of the schema.
 */
#ifndef EXTRACT_ATTRS_H
#define EXTRACT_ATTRS_H

#include "base/slice.h"
#include "extract/extract.h"

#define ATTRS_SEEN	256

/* Values given out already; zeroed at the start of a member. */
struct attrs {
	struct slice seen[ATTRS_SEEN];	/* in the arena */
};

/* Give out each value that counts, as a unit, once. */
int	attrs_put(struct attrs *a, struct extract_job *j, const char *element,
	    const char **attributes);

#endif
