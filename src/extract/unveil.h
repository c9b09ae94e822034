/*
 * unveil -- what a reader sees of a text whose bytes say it in another way:
 * the escapes of a URL, letters that run from the right.
 */
#ifndef EXTRACT_UNVEIL_H
#define EXTRACT_UNVEIL_H

#include "base/buf.h"
#include "base/slice.h"

/*
 * Append what is shown of such pieces of a text in UTF-8, each on a line of
 * its own; nothing for a text without them.  0 or ERR_LIMIT.
 */
int	unveil(struct slice text, struct buf *out);

#endif
