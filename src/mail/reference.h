/*
 * reference -- the hold id that people read out: EX-7K3M-2QPX.
 *
 * Seven random symbols and one check symbol (Luhn mod 32) of the alphabet
 * 0-9 A-Z without I, L, O, U.  Reading is forgiving: lower case, blanks and
 * dashes anywhere, I and L for 1, O for 0; one wrong symbol or two swapped
 * neighbours are caught by the check symbol.
 */
#ifndef MAIL_REFERENCE_H
#define MAIL_REFERENCE_H

#include <stdint.h>

#include "base/slice.h"

#define REFERENCE_SIZE	13		/* "EX-7K3M-2QPX" and a NUL */

/* From 35 bits of randomness. */
void	reference_make(uint64_t random, char out[REFERENCE_SIZE]);
/* Canonical form; 0, ERR_SYNTAX, or ERR_CORRUPT if the check symbol is wrong. */
int	reference_parse(struct slice text, char out[REFERENCE_SIZE]);

#endif
