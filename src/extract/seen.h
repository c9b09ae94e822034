/*
 * seen -- which texts of a part were given out already, when it is read in
 * more than one way: only what differs is given out again.
 */
#ifndef EXTRACT_SEEN_H
#define EXTRACT_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "extract/extract.h"

#define SEEN_KEY_SIZE	16	/* of a SHA-256: nobody makes two texts meet */

/* What a text was given out as. */
enum seen_as { SEEN_TEXT, SEEN_FILES, SEEN_PAGE };

struct seen {
	uint8_t (*slots)[SEEN_KEY_SIZE];
	size_t count, size;		/* size: a power of two, or 0 */
};

void	seen_free(struct seen *s);
/*
 * Is the text in the set?  Puts it there.  When it cannot tell (the set is
 * full), it says no: a text may then come twice, never not at all.
 */
bool	seen_before(struct seen *s, struct extract_job *j,
	    enum seen_as as, struct slice text);

#endif
