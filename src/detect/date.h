/*
 * date -- dates as people write them (personal-data reference 7).
 */
#ifndef DETECT_DATE_H
#define DETECT_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct date {
	unsigned year;		/* four digits */
	unsigned month;		/* 1..12 */
	unsigned day;		/* 1..31, one that the month has */
};

/*
 * Read the date that begins at byte `at` of folded text: 04/03/1981, 4.3.81,
 * 4-3-1981, 1981-03-04, 19810304, 4 March 1981, 4th of Mar 81, March 4, 1981;
 * months in English, Welsh, Gaelic and Polish.  A year of two digits is the
 * last one that is not in the future.  Returns the byte behind it, or `at` if
 * there is none.
 */
size_t	date_read(struct slice text, size_t at, struct date *ret);

/* A day of the 1900 system of spreadsheets, 1 being 1900-01-01. */
bool	date_of_serial(unsigned serial, struct date *ret);

/* All of a cell: a date, or such a number.  Blanks around it do not count. */
bool	date_cell(struct slice cell, struct date *ret);

/* YYYYMMDD */
#define DATE_DIGITS	8
void	date_digits(const struct date *d, uint8_t *out);

/* Days since 1900-01-01, that being 1. */
uint32_t date_days(const struct date *d);

/* Was it before tomorrow, and after 1900? */
bool	date_is_past(const struct date *d);

#endif
