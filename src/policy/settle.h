/*
 * settle -- inside policy: what follows from a disclaimer that was added, or
 * could not be.
 */
#ifndef POLICY_SETTLE_H
#define POLICY_SETTLE_H

#include "policy/view.h"

/* Is there a recipient who gets the message now?  One outside? */
bool	settle_reaches_someone(const struct verdict *v);
bool	settle_reaches_outside(const struct view *view,
	    const struct verdict *v);

/* Do settings and class let recipients inside have a copy of their own? */
bool	settle_may_split(const struct policy *p, const struct envelope *e);

/* Do what `otherwise` says; 0, or ERR_LIMIT when the arena is exhausted. */
int	settle_fallback(const struct policy *p, const struct view *view,
	    const char *ref, struct arena *a, struct verdict *v);

#endif
