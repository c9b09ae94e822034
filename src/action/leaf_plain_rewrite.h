/*
 * leaf_plain -- a disclaimer in a text/plain leaf: as which bytes, and where.
 *
 * Inside action; part of leaf.
 */
#ifndef ACTION_LEAF_PLAIN_REWRITE_H
#define ACTION_LEAF_PLAIN_REWRITE_H

#include "action/leaf_rewrite.h"

/*
 * Fill in place, inserted and is_utf8, or reason; node and decoded are
 * there.  0 or ERR_LIMIT.
 */
int	leaf_plain_plan(struct rewrite_job *j, const struct disclaimer *d,
	    const struct edit_disclaimer *how, struct leaf_plan *p);

#endif
