/*
 * value -- is a field of a form filled in, and does it say anything?
 */
#ifndef DETECT_VALUE_H
#define DETECT_VALUE_H

#include <stdbool.h>

#include "base/slice.h"

/*
 * Does a value (folded) say something of somebody?  Not a blank, a row of
 * dots, "none", "n/a", "prefer not to say", nor choices that are still open.
 */
bool	value_is_filled(struct slice value);

/* The value of a yes-or-no question: "yes", "y", a tick. */
bool	value_is_yes(struct slice value);

#endif
