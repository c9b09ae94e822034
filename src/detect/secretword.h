/*
 * secretword -- inside phrase: can this value be a secret, by what it is made
 * of?
 */
#ifndef DETECT_SECRETWORD_H
#define DETECT_SECRETWORD_H

#include "detect/reading.h"

struct made {
	size_t len, digits, lower, upper, symbols, hyphens, slashes, dots;
	bool has_inner_upper;
};

struct made secret_look(const struct reading *r, size_t from, size_t to);

/* As no word of a sentence is. */
bool	secret_is_strong(const struct made *m);

/*
 * Is the value something else: too short, a word of forms, an address, a
 * file's name, a figure, a piece of a program, a placeholder?
 */
bool	secret_is_none(const struct reading *r, const struct made *m);

#endif
