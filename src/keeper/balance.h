/*
 * balance -- decisions on their way into the account of notices
 * (register/proofs.h).
 */
#ifndef KEEPER_BALANCE_H
#define KEEPER_BALANCE_H

#include "keeper/request.h"

/*
 * [transaction] Count what was decided, once, and index its Message-IDs; sets
 * r->is_unaccounted.  c is of the message and its reference.
 */
int	balance_decided(struct request_context *x, struct request *r,
	    const struct decided_receipt *receipt, struct register_context *c);
/* [transaction] The MTA did not take the answer: nothing left. */
int	balance_given_up(struct request_context *x, const char *ref);
/* After the commit: a line in the log, not more often than once a minute. */
void	balance_tell(struct request_context *x, const struct request *r);

/* A stored decision, read for the account. */
struct balance_of {
	struct envelope envelope;
	struct verdict verdict;
	struct proof proof;
	bool is_release;
	/* It has a place in the account: no inbound mail, nobody at the door. */
	bool counts;
	bool is_given_up;
	int64_t at_ms;			/* of the message */
};
/* ERR_CORRUPT: it cannot be read. */
int	balance_read(struct request_context *x,
	    const struct store_decision *d, struct arena *a,
	    struct balance_of *ret);

#endif
