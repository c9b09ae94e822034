/*
 * gist -- what a message says, without what programs and offices put around
 * it: quote marks, header blocks of older messages, greetings, signatures,
 * notices.  Two people who send on the same text send the same gist; two who
 * write different mails under one notice do not.
 */
#ifndef INSPECTOR_GIST_H
#define INSPECTOR_GIST_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/slice.h"
#include "mail/textsignature.h"

/*
 * The signature of a message of these texts (UTF-8).  What came along counts
 * in a forward, and where the author wrote nothing; below an answer it does
 * not: all who answer a circular have it.  0 or ERR_LIMIT.
 */
int	gist_signature(struct slice own, struct slice quoted, bool is_forward,
	    bool is_reply, struct arena *a, struct text_signature *ret);

#endif
