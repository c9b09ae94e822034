/*
 * strings -- runs of printable bytes in what nothing reads as text: comments
 * and tags of media, what hangs on behind an end.
 */
#ifndef EXTRACT_STRINGS_H
#define EXTRACT_STRINGS_H

#include <stdbool.h>

#include "extract/extract.h"

#define STRINGS_MIN	8	/* as short as a number that a rule looks for */

/* Each run a unit of its own, with that place.  0 or an error. */
int	strings_put(struct extract_job *j, struct slice place,
	    struct slice bytes);
/*
 * The same for ASCII characters in UTF-16, beginning at any byte; where runs
 * are shorter than STRINGS_MIN, its cost is a few looks at each byte.
 */
int	strings_wide(struct extract_job *j, struct slice place,
	    struct slice bytes, bool is_big);

#endif
