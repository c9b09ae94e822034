/*
 * exceptions -- the register of exceptions: a controlled record of who may
 * send to whom although one rule says otherwise.
 *
 * Rules are lifted by live entries (register.h); people add and end them
 * here.  Every change and use is in the audit chain, in the transaction of
 * the act.  Days begin and end at local midnight.
 */
#ifndef REGISTER_EXCEPTIONS_H
#define REGISTER_EXCEPTIONS_H

#include "mail/exception.h"
#include "register/register.h"

extern const struct register_kind exceptions_kind;

/* NULL if the configuration has no such block. */
const struct exception_terms *exceptions_terms(
	    const struct register_settings *s, struct slice name);

/*
 * [transaction] Enter e, whose sender, recipient and approver are folded, and
 * whose reg, days, reason, role and actor are given (from_day 0: today; role
 * empty: the one that the block asks for).  Sets the rest of *e.
 *
 * 0; ERR_NOTFOUND: no such block; ERR_DENIED: who approves may not;
 * ERR_RANGE: the terms are not met; ERR_EXISTS: it is there already; then
 * *ret_why says in words what is wrong, in the arena or for ever.
 */
int	exceptions_add(struct register_context *x, struct exception_entry *e,
	    struct slice *ret_why);

/*
 * [transaction] End an entry before its time.  ERR_NOTFOUND; ERR_WRONG_STATE:
 * it is over, or was ended.
 */
int	exceptions_end(struct register_context *x, uint64_t number,
	    struct slice actor, struct slice reason,
	    struct exception_entry *ret, struct slice *ret_why);

/* Up to max entries with number > after, the oldest first. */
int	exceptions_list(struct register_context *x, uint64_t after, size_t max,
	    struct exception_entry **ret, size_t *ret_n);

#endif
