/*
 * given -- the `given` lines of a rule test as the answer that a keeper would
 * have made of what it remembers.
 */
#ifndef CTL_GIVEN_H
#define CTL_GIVEN_H

#include "mail/memory.h"
#include "policy/test.h"

/*
 * Put what one line says into an answer that fits the question.
 *
 *   exception  a live entry for this sender and every recipient
 *   known      written to before, by this sender too; a domain that is nearly
 *              its domain is a lookalike then
 *   source     of every file of the message
 *   same text  nearly the same text from so many inside senders, this one
 *              among them, or received from outside, a minute ago
 *
 * 0; ERR_LIMIT when the arena is full; ERR_SYNTAX with *ret_why for what no
 * memory can say.
 */
int	given_apply(const struct rule_test_memory *g,
	    const struct memory_question *q, struct arena *a,
	    struct memory_answer *m, const char **ret_why);

#endif
