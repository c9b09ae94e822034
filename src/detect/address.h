/*
 * address -- postal addresses of the United Kingdom (personal-data
 * reference 7): a number, a street, a town, a postcode.
 */
#ifndef DETECT_ADDRESS_H
#define DETECT_ADDRESS_H

#include <stddef.h>

#include "base/slice.h"
#include "detect/plan.h"
#include "detect/run.h"

/*
 * The postcode at byte `at` of folded text, with a blank in it or without:
 * the byte behind it, or `at` if there is none.  out: at least 8 bytes; its
 * letters and digits, *ret_n of them.
 */
size_t	address_postcode(struct slice text, size_t at, uint8_t *out,
	    size_t *ret_n);

/*
 * "14 kiln street", "2/1, 63 harbour rise", "9 heol y capel": a number and
 * words of which one is a street's (rules/lists/name-words.terms).  The byte
 * behind them, or `at`.
 */
size_t	address_street(const struct detect_plan *p, struct slice text,
	    size_t at);

/* MARK_ADDRESS for each postcode of the window that a street precedes. */
int	address_mark(struct detect_run *run);

#endif
