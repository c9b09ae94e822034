/*
 * sense -- inside policy: can a rule ever act?
 *
 * Its facts are taken as propositions, each true or false as it likes but for
 * what is known of them: a recipient is inside or outside and never both, a
 * message over 8 recipients is over 5, a list without entries holds nobody.
 * If no way of answering them makes the rule match, it never will.  What is
 * told is certain; what is not told may still be nonsense.
 */
#ifndef POLICY_SENSE_H
#define POLICY_SENSE_H

#include "policy/check.h"

/* Facts of a rule that are looked through; with more it is not judged. */
#define SENSE_FACTS_MAX	14

/*
 * Can the rule match?  If not: why, in words, in the arena.  is_empty tells
 * whether a list has no entry (arg is handed to it).
 */
bool	sense_can_match(const struct rule *r,
	    bool (*is_empty)(void *arg, struct slice list), void *arg,
	    struct arena *a, struct slice *ret_why);

#endif
