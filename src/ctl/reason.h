/*
 * reason -- why an email has no notice: the fixed words of exeat.rules(5),
 * said out for people.
 */
#ifndef CTL_REASON_H
#define CTL_REASON_H

#include "base/slice.h"

struct reason {
	const char *word;	/* "signed" */
	const char *noun;	/* in a sum: "6 signed" */
	const char *clause;	/* "it is signed, and not ..." */
	const char *remedy;	/* what can be done, one or two sentences */
};

/* NULL for a word that is none of them. */
const struct reason *reason_find(struct slice word);
/* All of them, in alphabetical order; NULL past the end. */
const struct reason *reason_at(size_t i);

#endif
