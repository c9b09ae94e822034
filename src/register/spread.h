/*
 * spread -- who sent nearly the same text, and when it came in: what a chain
 * letter does that no word of it tells.
 *
 * A text is a row with its signature; those that are nearly alike share one.
 * Under it lie a row for each inside sender, and one for mail from outside:
 * the last time of each.  One sender who sends to a thousand is one.
 */
#ifndef REGISTER_SPREAD_H
#define REGISTER_SPREAD_H

#include "register/register.h"

extern const struct register_kind spread;

/* Hashes that two signatures share at least, to be of one text. */
#define SPREAD_ALIKE_MIN	18

#endif
