/*
 * checkdigit -- the sums by which long numbers show a slip of the pen.
 * Digits are values 0..9, the first one first.
 */
#ifndef DETECT_CHECKDIGIT_H
#define DETECT_CHECKDIGIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Each digit times its weight, added up. */
unsigned checkdigit_sum(const uint8_t *digits, const uint8_t *weights,
	    size_t n);

/* What the number leaves when divided; modulus below 10000. */
unsigned checkdigit_rest(const uint8_t *digits, size_t n, unsigned modulus);

/* Every second digit from the right doubled (ISO/IEC 7812-1, annex B). */
bool	checkdigit_luhn(const uint8_t *digits, size_t n);

/*
 * Is there such a day?  Of the year only the last two digits are known: the
 * 29th of February stands if 19YY or 20YY had one.
 */
bool	checkdigit_is_day(unsigned day, unsigned month, unsigned yy);

/* Two digits as a number. */
unsigned checkdigit_pair(const uint8_t *digits);

#endif
