/*
 * literal -- what the strings of a script say.
 *
 * No interpreter: strings that are written out, with their escapes undone,
 * joined where the script joins them ("+", "+=", concat(), letters in a list
 * that is joined), and letters that are written as their numbers.
 */
#ifndef EXTRACT_LITERAL_H
#define EXTRACT_LITERAL_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"

/*
 * Each string on a line of its own, appended to out, which needs room for
 * four times the source and 64 bytes more.  *ret_differs: the source as it is
 * written does not say the same.  Linear in the source; 0 or ERR_LIMIT.
 */
int	literal_read(struct slice source, struct buf *out, bool *ret_differs);

#endif
