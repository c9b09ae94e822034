/*
 * record -- what of a site's own records (tenants, patients) is compared with
 * mail, and in which form: the builder of an index and the detector that
 * reads it must agree on every byte (personal-data reference 14).
 *
 * Pure.  Raw values are UTF-8, and may be anything.
 */
#ifndef MAIL_RECORD_H
#define MAIL_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

/* The numbers stand in index files: new ones go to the end. */
enum record_type {
	RECORD_REFERENCE,	/* letters and digits, with a digit */
	RECORD_NINO,		/* without its suffix letter, which may be missing */
	RECORD_HEALTH,		/* NHS and CHI numbers: ten digits, check right */
	RECORD_PHONE,		/* 44... for a British number */
	RECORD_EMAIL,		/* lower case, without a plus tag */
	RECORD_SURNAME,
	RECORD_GIVEN_NAME,
	RECORD_FULL_NAME,	/* given name, then surname */
	RECORD_POSTCODE,
	RECORD_HOUSE,		/* number or name, '|', postcode */
	RECORD_BIRTH,		/* YYYYMMDD */
	RECORD_NAME_WORD,	/* one word of any name: in the filter only */
	RECORD_TYPE_COUNT
};

#define RECORD_VALUE_MAX	128	/* bytes; what is longer is no value */
#define RECORD_SIGNIFICANT_MIN	5	/* characters; what is shorter proves nothing */

/* The words of `--columns`: "ni" and "nino" are one type.  False: no such. */
bool	record_type_of(struct slice word, enum record_type *ret);
const char *record_type_name(enum record_type t);	/* "postcode" */
/* For error messages: every word, with commas. */
const char *record_type_words(void);

/* A value as compared. */
struct record_value {
	enum record_type type;
	size_t len;
	uint8_t bytes[RECORD_VALUE_MAX];
};

/*
 * Bring raw into the form of its type.
 *
 * 0; ERR_NOTFOUND: empty; ERR_SYNTAX: no such value (a wrong check digit, no
 * real date, no digit in a reference); ERR_RANGE: under
 * RECORD_SIGNIFICANT_MIN characters, or too long.
 */
int	record_value(enum record_type t, struct slice raw,
	    struct record_value *ret);

/* A house at a postcode that record_value() made.  0, ERR_NOTFOUND, ERR_RANGE. */
int	record_house(struct slice raw, const struct record_value *postcode,
	    struct record_value *ret);
/* Given name and surname in one.  0, ERR_NOTFOUND (one lacks), ERR_RANGE. */
int	record_full_name(struct slice given, struct slice surname,
	    struct record_value *ret);

/* Letters and digits folded, the rest left out; bytes written, at most max. */
size_t	record_fold(struct slice raw, uint8_t *out, size_t max);
/*
 * The next word of a name from *at on: letters only, folded.  False: no more.
 */
bool	record_name_word(struct slice raw, size_t *at,
	    struct record_value *ret);

struct record_date {
	unsigned year, month, day;
	bool is_short;		/* a year of two digits: year is below 100 */
	size_t end;		/* byte after it */
};

/*
 * A date that begins at `at`: 09/03/1974, 9.3.74, 1974-03-09, "9th March
 * 1974", "March 9, 1974"; days before months.  False: none.
 */
bool	record_date_read(struct slice text, size_t at,
	    struct record_date *ret);
/* False: no such day, or not between 1880 and 2099. */
bool	record_birth(unsigned year, unsigned month, unsigned day,
	    struct record_value *ret);

#endif
