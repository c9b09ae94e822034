/*
 * shadow -- the normalised copy of a text that detectors read
 * (personal-data reference, section 3), with the way back to the original.
 *
 * Compatibility forms, decimal digits of any script, dashes and blanks become
 * their ASCII twins; letters are folded to lower case; what cannot be seen is
 * left out; a line break is one '\n' (and the quote marks that begin the next
 * line are left out).  The result is UTF-8 without control characters other
 * than '\n', '\t' and SHADOW_UNIT, which stands between units.
 *
 * Long texts pass through in windows, so that memory does not depend on them.
 */
#ifndef DETECT_SHADOW_H
#define DETECT_SHADOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"

#define SHADOW_UNIT	0x1e

/* From here on (to the next run) shadow and original go in step. */
struct shadow_run {
	uint32_t at;		/* byte of the shadow */
	uint32_t origin;	/* byte of the original */
};

struct shadow {
	uint8_t *bytes;
	size_t len;
	size_t cap;
	struct shadow_run *runs; /* both ascending; the first at 0 */
	size_t run_count;
	size_t run_cap;
	struct arena *arena;
	/* While building. */
	uint32_t last;		/* last character written, for composition */
	size_t last_at;
};

/* Room for a window of that many original bytes; 0 or ERR_LIMIT. */
int	shadow_init(struct shadow *s, struct arena *a, size_t window);
void	shadow_reset(struct shadow *s);

/*
 * Append text[from..to).  Stops early, between two characters, when the
 * window is full.  *ret_at is the original offset reached.  0 or ERR_LIMIT
 * (arena).
 */
int	shadow_append(struct shadow *s, struct slice text, size_t from,
	    size_t to, size_t *ret_at);
/* Append SHADOW_UNIT, standing for the original offset; 0 or ERR_LIMIT. */
int	shadow_break(struct shadow *s, size_t origin);

/* Original offset of shadow byte `at` (at may be the length). */
size_t	shadow_origin(const struct shadow *s, size_t at);
/* The first shadow byte whose original offset is at or past origin. */
size_t	shadow_at(const struct shadow *s, size_t origin);

/*
 * The same folding for short texts (words, labels, values) with a shadow of
 * its own: *ret is borrowed until the next use.  0, or ERR_LIMIT if text does
 * not fit.
 */
int	shadow_fold(struct shadow *s, struct slice text, struct slice *ret);

#endif
