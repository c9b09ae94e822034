/*
 * pattern -- one regular expression of the site (PCRE2, JIT), bounded.
 *
 * Patterns see the shadow text: lower case, ASCII digits.  They ignore case,
 * `^` and `$` fit at line breaks, and nothing of length 0 is a match.  Match,
 * depth and heap limits and the stack of compiled code are set at compile
 * time, so that matching allocates nothing and ends.
 */
#ifndef DETECT_PATTERN_H
#define DETECT_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

struct pattern;

/*
 * 0; or ERR_SYNTAX with *ret_at the offset in the source and words in
 * message (which holds size bytes).
 */
int	pattern_new(struct slice source, struct pattern **ret, size_t *ret_at,
	    char *message, size_t size);
void	pattern_free(struct pattern *p);

/*
 * The first match in subject that begins at or after `at`: 1 and its place,
 * 0 if there is none, ERR_LIMIT if that could not be told (limit reached,
 * subject not UTF-8, any other error of the matcher): *ret_why then has a
 * few words.  is_checked: the subject is known to be UTF-8 and `at` the start
 * of a character.  Not to be used by two threads at once.
 */
int	pattern_find(const struct pattern *p, struct slice subject, size_t at,
	    bool is_checked, size_t *ret_from, size_t *ret_to,
	    const char **ret_why);

/* What an answer of pcre2_match() means: 1, 0 or ERR_LIMIT. */
int	pattern_answer(int rc, const char **ret_why);

/* Shorter subjects cannot match. */
size_t	pattern_shortest(const struct pattern *p);

#endif
