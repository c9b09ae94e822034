/*
 * correspondents -- who inside has written to which outside address.
 *
 * Learnt from mail that left, from a sender who is signed in, one of `set
 * systems` or, if an officer released it, inside, and that a person wrote: an out-of-office answer makes nobody
 * known, or every spammer would be.  Never learnt from mail coming in.
 */
#ifndef REGISTER_CORRESPONDENTS_H
#define REGISTER_CORRESPONDENTS_H

#include "register/register.h"

extern const struct register_kind correspondents;

/*
 * Is this person known: inside (but on the way in, where anybody may say so),
 * listed, or written to?  1, 0 or an error.
 */
int	correspondents_know(struct register_context *x,
	    const struct memory_question *q, enum memory_place who);
/* May what this mail says of its sender be believed? */
bool	register_trusts_sender(const struct memory_question *q);
/* Until when something that was seen now is remembered. */
int64_t	register_until(const struct register_context *x);

#endif
