/*
 * dkim -- who signed a message on its way here (RFC 6376 3.5).
 *
 * Nothing is verified: the policy only asks whether an edit would break a
 * signature that is somebody else's.
 */
#ifndef INSPECTOR_DKIM_H
#define INSPECTOR_DKIM_H

#include "base/arena.h"
#include "mime/mime.h"

/*
 * The d= of each DKIM-Signature that is one, in lower case and in the arena:
 * empty where it is no name in ASCII.  Past REPORT_SIGNERS_MAX the last one is
 * empty.  0 or ERR_LIMIT.
 */
int	dkim_signers(const struct mime_node *root, struct arena *a,
	    struct slice **ret, size_t *ret_n);

#endif
