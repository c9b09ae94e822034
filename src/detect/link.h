/*
 * link -- what links a person and a term in one sentence.
 */
#ifndef DETECT_LINK_H
#define DETECT_LINK_H

#include <stdbool.h>
#include <stddef.h>

#include "detect/about.h"
#include "detect/subject.h"

enum link {
	LINK_NONE,
	LINK_WEAK,		/* is, has: right before the term */
	LINK_PLACE,		/* her epilepsy; Mr Kerr (schizophrenia) */
	LINK_STRONG		/* was diagnosed with */
};

/* How the sentence links them. */
enum link link_of(const struct scene *s, const struct subject *who,
	    const struct about_term *t);

/* How a predicate leads to the term, whoever is meant. */
enum link link_predicate(const struct scene *s, const struct mark *m,
	    const struct about_term *t);

/* The best predicate from `from` to the term, of a subject that ends at `to`. */
enum link link_best(const struct scene *s, const struct about_term *t,
	    size_t from, size_t to);

/* Is the predicate "is", "has" and the like, and no more? */
bool	link_is_weak(const struct scene *s, const struct mark *m);

/* The words of such predicates; ends with NULL. */
extern const char *const link_weak_words[];

#endif
