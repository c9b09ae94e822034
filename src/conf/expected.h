/*
 * expected -- what is told of a line in which something else should stand:
 * one wording for all readers of lines, here and in policy.
 */
#ifndef CONF_EXPECTED_H
#define CONF_EXPECTED_H

#include "conf/conf.h"

/* The place of token `at`, or just after the line's last one. */
struct conf_place conf_place_at(const struct conf_line *l, size_t at);

/*
 * An error there: 'expected WHAT, not "x"', or 'expected WHAT' past the end,
 * with the nearest of a NULL-ended word list suggested unless words is NULL.
 * ERR_SYNTAX, always.
 */
int	conf_expected(const struct conf_line *l, size_t at,
	    struct conf_diag *d, const char *what, const char *const *words);

#endif
