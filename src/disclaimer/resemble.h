/*
 * resemble -- is it an older or reworded version of a text of ours?
 *
 * Internal to src/disclaimer.  Both are given as words: lower case, one blank
 * between two (fold_words()).  Every three words in a row of the text are
 * looked for; enough of them must stand close together, and a name of the
 * association among them: everybody's notices are alike but for the name.
 * A copy in which words say the contrary ("are NOT confidential") is none.
 * Cost is linear in both.
 */
#ifndef DISCLAIMER_RESEMBLE_H
#define DISCLAIMER_RESEMBLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

/*
 * Of made pairs (tests/unit/disclaimer/check_resemble.c) notices of ours keep
 * 68 percent of their threes and more when a paragraph, an address or a word
 * all through is another; what is not ours has 23 at most.
 */
#define RESEMBLE_PERCENT	45

/*
 * pieces: of the text, as words, between its variables.  names: as words too;
 * an empty one counts as none.
 */
bool	resemble(const struct slice *pieces, size_t piece_count,
	    const struct slice *names, size_t name_count, struct slice words);

/* How much of the text, in percent, stands closest together; for tests. */
unsigned resemble_percent(const struct slice *pieces, size_t piece_count,
	    const struct slice *names, size_t name_count, struct slice words);

#endif
