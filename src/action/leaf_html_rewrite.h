/*
 * leaf_html -- a disclaimer in a text/html leaf: as which bytes, and where.
 *
 * Inside action; part of leaf.
 */
#ifndef ACTION_LEAF_HTML_REWRITE_H
#define ACTION_LEAF_HTML_REWRITE_H

#include "action/leaf_rewrite.h"

/*
 * Fill in place and inserted, or reason; node and decoded are there.  0 or
 * ERR_LIMIT.
 */
int	leaf_html_plan(struct rewrite_job *j, const struct disclaimer *d,
	    const struct edit_disclaimer *how, struct leaf_plan *p);

#endif
