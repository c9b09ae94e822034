/*
 * candidates -- what in a text may be a value of a known record: references,
 * numbers, telephone numbers, mail addresses, dates, postcodes; each brought
 * into the form that an index has (mail/record.h).
 *
 * Pure and linear: what has a digit or an "@" is looked at, a few words
 * either side at most.
 */
#ifndef DETECT_CANDIDATES_H
#define DETECT_CANDIDATES_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "mail/record.h"

struct candidates {
	uint32_t types;			/* bits of enum record_type that are wanted */
	uint32_t reference_lengths;	/* bit n: n characters; 31: that or more */
	/* from..to of the text; a negative answer ends the walk. */
	int (*put)(void *arg, const struct record_value *v, size_t from,
	    size_t to);
	void *arg;
};

/*
 * All that begin in from..to of a shadow text.  0, or the negative answer of
 * put().
 */
int	candidates_find(const struct candidates *c, struct slice text,
	    size_t from, size_t to);

/*
 * Over one letter or digit of any script: the byte after it (or before it, on
 * the way back), or `at` if there is none.
 */
size_t	candidates_letter_on(struct slice s, size_t at);
size_t	candidates_letter_back(struct slice s, size_t at);

#endif
