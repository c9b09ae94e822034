/*
 * number -- groups of digits as people write long numbers.
 */
#ifndef DETECT_NUMBER_H
#define DETECT_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

#define NUMBER_DIGITS_MAX	24
#define NUMBER_GROUPS_MAX	8

/*
 * Digit groups that follow one another over one separator each: a blank, '-'
 * or '.'; a line break (with the blanks around it) counts as a blank, and a
 * line may break after a '-'.
 */
struct number {
	size_t from;				/* in the shadow */
	size_t group_count;
	size_t total;				/* digits */
	uint8_t digits[NUMBER_DIGITS_MAX];	/* values 0..9 */
	uint8_t upto[NUMBER_GROUPS_MAX];	/* digits up to this group's end */
	size_t end[NUMBER_GROUPS_MAX];		/* byte after the group */
	uint8_t sep[NUMBER_GROUPS_MAX];		/* ' ' '-' '.' after it, or 0 */
	bool is_broken[NUMBER_GROUPS_MAX];	/* that separator holds a line break */
	bool is_cut;				/* more digits follow than fit */
};

/* Does a telephone prefix stand right before: "+" or "(0)"? */
bool	number_is_dialled(struct slice text, size_t at);

/* Read at a digit. */
void	number_read(struct slice text, size_t at, struct number *ret);

/*
 * One separator at `at`: its kind, or 0 if there is none; *ret_at is the byte
 * after it.
 */
uint8_t	number_separator(struct slice text, size_t at, size_t *ret_at,
	    bool *ret_is_broken);

/*
 * The group that ends with exactly that many digits, such that the number
 * does not go on in the same line; SIZE_MAX if there is none.
 */
size_t	number_group_at(const struct number *n, size_t digits);

/* Are groups 0..last of these lengths ("\3\3\4")?  */
bool	number_is_grouped(const struct number *n, size_t last,
	    const char *lengths);

/* One kind of separator (or none) up to group `last`, and one of `kinds`? */
bool	number_is_uniform(const struct number *n, size_t last,
	    const char *kinds);

#endif
