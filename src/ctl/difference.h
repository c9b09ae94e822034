/*
 * difference -- two texts line by line, in the unified form that diff(1) and
 * patch(1) know.
 */
#ifndef CTL_DIFFERENCE_H
#define CTL_DIFFERENCE_H

#include "base/buf.h"
#include "base/slice.h"

/*
 * Append what turns a into b, under its two names; nothing if they are equal.
 * Texts that differ in very many lines are shown as all old, then all new.
 */
void	difference_put(struct slice a, struct slice b, const char *name_a,
	    const char *name_b, struct buf *out);

#endif
