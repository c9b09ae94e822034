/*
 * attrs -- values of XML attributes in office files that people wrote.
 *
 * Alternative texts, names, prompts, addresses of links and the like are
 * known by name.  Of all others a value counts when it does not look like
 * the maker's own: measures, colours, identifiers, words of the schema.
 */
#ifndef EXTRACT_ATTRS_H
#define EXTRACT_ATTRS_H

#include <stdbool.h>

#include "base/slice.h"
#include "extract/extract.h"

#define ATTRS_SEEN	256

/* Zeroed at the start of a member. */
struct attrs {
	struct slice seen[ATTRS_SEEN];	/* given out already; in the arena */
	/* Styles, fonts, themes: names are the maker's, but for a number. */
	bool is_quiet;
};

/* Give out each value that counts, as a unit, once. */
int	attrs_put(struct attrs *a, struct extract_job *j, const char *element,
	    const char **attributes);

#endif
