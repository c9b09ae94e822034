/*
 * mark -- the field that says that a message has its text: set here, made
 * and checked outside the child, which has no key.
 *
 * Inside action.
 */
#ifndef ACTION_MARK_REWRITE_H
#define ACTION_MARK_REWRITE_H

#include "action/job_rewrite.h"

#define MARK_FIELD	"X-Exeat-Notice"

/* This mark (or none, if it is empty) and no other.  0 or ERR_LIMIT. */
int	mark_rewrite(struct rewrite_job *j, struct slice mark);

/*
 * Does a signature over the message cover fields of this name, so that one
 * more or less breaks it (RFC 6376 5.4, RFC 8617 4.1.2)?
 */
bool	mark_is_sealed(const struct mime_message *m, struct slice name);

#endif
