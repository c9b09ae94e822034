/*
 * seen -- a mail that is brought again is learnt once.  For src/register.
 */
#ifndef REGISTER_SEEN_H
#define REGISTER_SEEN_H

#include "register/register.h"

/*
 * [transaction] What of the note is new, and note that it was told: *ret, in
 * the arena, is the note without the recipients that got this mail before and
 * without uses for anybody who does not get it now.  1, or 0 when nothing is
 * new; an error.
 */
int	seen_take(struct register_context *x, const struct memory_note *n,
	    struct memory_note *ret);

#endif
