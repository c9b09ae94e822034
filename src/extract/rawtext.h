/*
 * rawtext -- words of people among bytes that no reader understands: runs of
 * 8-bit text and of UTF-16LE, each a unit of its own.
 */
#ifndef EXTRACT_RAWTEXT_H
#define EXTRACT_RAWTEXT_H

#include "extract/extract.h"

#define RAWTEXT_SHORT	4	/* in records that are known to hold texts */
#define RAWTEXT_MEDIUM	6
#define RAWTEXT_LONG	8	/* as short as a number that a rule looks for */

/*
 * Give out every run of at least `least` characters; in UTF-16, where chance
 * makes fewer, four are enough.  0, or an error of the engine.
 */
int	rawtext_put(struct extract_job *j, struct slice bytes, size_t least);

#endif
