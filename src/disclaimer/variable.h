/*
 * variable -- "%{name}" in a template: the fixed set, and values that can do
 * no harm where they are put.
 *
 * Internal to src/disclaimer.
 */
#ifndef DISCLAIMER_VARIABLE_H
#define DISCLAIMER_VARIABLE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"

/* Known when the configuration is loaded. */
#define VARIABLE_ASSOCIATION	"association"
#define VARIABLE_DOMAIN		"domain"

/* All of them, and those of mail/textvariable.h, for people: "%{association}, %{domain}, ...". */
int	variable_list(struct buf *out);

/*
 * The next "%{name}" from `at` on: its offset and name, and *ret_end just
 * after it.  SLICE_NPOS: there is none.  One without end goes to the end.
 */
size_t	variable_next(struct slice s, size_t at, struct slice *ret_name,
	    size_t *ret_end);

/*
 * A value as one line of plain words: no control characters, line ends or
 * marks of direction, single blanks, DISCLAIMER_VALUE_MAX bytes of UTF-8.
 * Nothing is put out of one that has no letter or digit, a word over
 * DISCLAIMER_WORD_MAX or a beginning that mailers read as more than text.
 * ascii: folded, letters that have no such form left out.
 */
int	variable_clean(struct slice value, bool ascii, struct buf *out);

#endif
