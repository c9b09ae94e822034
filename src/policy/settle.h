/*
 * settle -- inside policy: a disclaimer that could not be added.
 */
#ifndef POLICY_SETTLE_H
#define POLICY_SETTLE_H

#include "policy/view.h"

/* Is there a recipient who gets the message now? */
bool	settle_reaches_someone(const struct verdict *v);

/* Do what `otherwise` says; 0, or ERR_LIMIT when the arena is exhausted. */
int	settle_fallback(const struct policy *p, const struct view *view,
	    const char *ref, struct arena *a, struct verdict *v);

#endif
