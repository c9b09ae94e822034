/*
 * record -- the decision to the keeper, and one line to the log.
 */
#ifndef MILTER_RECORD_H
#define MILTER_RECORD_H

#include "milter/transaction.h"

/* A fresh reference into t->ref; 0 or ERR_SYSTEM. */
int	record_reference(struct transaction *t);

/*
 * Durable, or an own error.  If the reference is taken, the verdict is made
 * again with another one; a retry that joins an open case keeps its own.
 */
int	record_decision(struct transaction *t, uint64_t *ret_id);

/* queue id: ref=... verdict=... rules=... (no content). */
void	record_log(const struct transaction *t,
	    const struct session_answer *a, int err);

#endif
