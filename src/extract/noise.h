/*
 * noise -- do bytes look like ciphertext?
 *
 * A container that says it is encrypted proves nothing: what is readable
 * behind that word has to be read.  Good ciphertext has no pattern at all, so
 * that text, markup and most programs are told from it; compressed data is
 * not.
 */
#ifndef EXTRACT_NOISE_H
#define EXTRACT_NOISE_H

#include <stdbool.h>

#include "base/slice.h"

/* True also for so few bytes that nothing can be told. */
bool	noise_is(struct slice bytes);

#endif
