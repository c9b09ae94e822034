/*
 * numfmt -- numbers as a cell's number format shows them (ECMA-376 18.8.31),
 * as far as identity numbers, cards and dates need it.
 *
 * Zeros in front, masks with blanks, dashes and words between the digits, and
 * dates.  Pure.
 */
#ifndef EXTRACT_NUMFMT_H
#define EXTRACT_NUMFMT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"

enum numfmt_shown {
	NUMFMT_PLAIN,		/* nothing of the kind: as it is stored */
	NUMFMT_MASK,
	NUMFMT_DATE
};

/*
 * Append what is shown of a stored number (decimal digits, a sign, a point).
 * code: the format; from_1904: which day is 1.
 */
enum numfmt_shown numfmt_show(struct slice code, struct slice number,
	    bool from_1904, struct buf *out);

/* The code of a format that has a number only (18.8.30); empty: plain. */
struct slice numfmt_builtin(uint32_t id);

#endif
