/*
 * secrets -- what is a secret, or none, by the parts that its message has.
 *
 * That a password opens a file of the same message is known when the message
 * has been read to its end: until then detectors have candidates only.  And a
 * file may be a private key without a word of text in it.
 */
#ifndef INSPECTOR_SECRETS_H
#define INSPECTOR_SECRETS_H

#include "base/arena.h"
#include "mail/report.h"

/*
 * Settle the candidates among the report's findings (see archive_password.c)
 * by its parts, its subject and what is known of passwords that opened one;
 * add what the parts alone say.  Findings may move to a new place in the
 * arena.  0 or ERR_LIMIT.
 */
int	secrets_settle(struct report *r, struct arena *a);

#endif
