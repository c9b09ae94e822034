/*
 * turn -- words that turn what a notice says: "not", "may", "freely".
 *
 * Internal to src/disclaimer.  Words come as digests, made of what
 * fold_words() gives.  For English, Gaelic and Welsh, and negations of some
 * neighbours.
 */
#ifndef DISCLAIMER_TURN_H
#define DISCLAIMER_TURN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

uint32_t turn_digest(struct slice word);

/*
 * A few words in a text and those that stand there instead: do they say the
 * contrary?  Of short stretches one negation or permission more or less is
 * enough; of longer ones, which may be another sentence, only "may copy" and
 * "not confidential" are.
 */
bool	turn_differs(const uint32_t *text, size_t text_count,
	    const uint32_t *copy, size_t copy_count);

#endif
