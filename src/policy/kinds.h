/*
 * kinds -- what was found, in the words of staff: "1 National Insurance number
 * and 2 payment card numbers".  Kinds and counts only, never a value.
 */
#ifndef POLICY_KINDS_H
#define POLICY_KINDS_H

#include "policy/view.h"

/*
 * "Found in the message text: 1 National Insurance number." of the findings
 * that any of the rules counts; empty if there are none.  In the view's arena.
 */
struct slice kinds_found(const struct rule *const *rules, size_t n,
	    struct view *v);

#endif
