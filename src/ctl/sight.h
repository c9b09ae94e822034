/*
 * sight -- what a configuration has the inspector look for.
 *
 * Two sets of rules that differ only in what is done about what is seen need
 * one inspection of a message, not two.
 */
#ifndef CTL_SIGHT_H
#define CTL_SIGHT_H

#include <stdbool.h>

#include "conf/conf.h"

/*
 * Would an inspector see the same under both, and make the same edits?  When
 * in doubt the answer is no.  Of rules only the words, phrases and patterns in
 * their conditions are looked for; texts, tests, registers and times are not
 * the inspector's; everything else has to be equal, in the same order.
 */
bool	sight_is_same(const struct conf_tree *a, const struct conf_tree *b);

#endif
