/*
 * code -- codes of letters and digits as people write them: solid, or with
 * single separators between their characters.
 */
#ifndef DETECT_CODE_H
#define DETECT_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

#define CODE_MAX	40	/* characters of a shape */

struct code {
	uint8_t value[CODE_MAX];	/* upper case, without separators */
	size_t len;
	size_t to;			/* byte of the text after it */
	uint64_t gaps;			/* bit n: a separator after n characters */
	unsigned breaks;		/* separators that hold a line break */
};

/*
 * Read one character for each of shape: 'a' a letter, 'n' a digit, 'x' either
 * of them; other characters stand for themselves.  Between two of them one
 * separator may stand (number.h); what ends the code is for the caller to
 * look at.  The text is a shadow: lower case.
 */
bool	code_read(struct slice text, size_t at, const char *shape,
	    struct code *ret);

/* Bit n: a separator may stand after n characters. */
#define CODE_GAP(n)	((uint64_t)1 << (n))

/* Solid, or with separators after these characters and nowhere else? */
bool	code_is_grouped(const struct code *c, uint64_t gaps);

/* Characters from..from+n, which are digits, as values 0..9. */
void	code_digits(const struct code *c, size_t from, size_t n,
	    uint8_t *ret);

#endif
