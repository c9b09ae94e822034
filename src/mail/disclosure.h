/*
 * disclosure -- what may be kept of a message to those whom people tell of
 * wrongdoing (`set whistleblowing`).
 *
 * That there was one, when, for which of those addresses, and whether it had
 * our notice.  Nothing that leads to who sent it: no sender, login, machine,
 * queue id, size or digest, no other recipient, and no rule, since rules ask
 * about the sender.
 */
#ifndef MAIL_DISCLOSURE_H
#define MAIL_DISCLOSURE_H

#include "base/arena.h"
#include "mail/envelope.h"
#include "mail/verdict.h"

/*
 * e and v (v->is_disclosure) as they may be kept; the copies borrow from them
 * and live in the arena.  0 or ERR_LIMIT.
 */
int	disclosure_hide(const struct envelope *e, const struct verdict *v,
	    struct arena *a, struct envelope *ret_e, struct verdict *ret_v);

#endif
