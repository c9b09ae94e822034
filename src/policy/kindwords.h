/*
 * kindwords -- what a detector finds, in the words of staff.
 */
#ifndef POLICY_KINDWORDS_H
#define POLICY_KINDWORDS_H

#include "base/slice.h"

struct kind_words {
	const char *id;
	const char *one;	/* after "1"; alone if many is NULL */
	const char *many;	/* after a larger number; NULL: never counted */
};

/* NULL if there are none: then the name in rules has to do. */
const struct kind_words *kind_words(struct slice id);

#endif
