/*
 * reply -- the lines that a refusing answer carries (ux 2, threats A9).
 *
 * A fixed template: printable ASCII, at most REPLY_LINES_MAX lines (one on
 * class local) of REPLY_LINE_MAX bytes with code and status, each a full
 * sentence, the first able to stand alone.
 */
#ifndef POLICY_REPLY_H
#define POLICY_REPLY_H

#include "base/arena.h"
#include "base/limits.h"
#include "base/slice.h"
#include "mail/verdict.h"

/* What a line holds beside "550-5.7.1 " before it and CRLF after it. */
#define REPLY_TEXT_MAX	(REPLY_LINE_MAX - 12)

struct reply_parts {
	const char *ref;		/* "EX-7K3M-2QPX"; may be NULL */
	struct slice text;		/* the message's reply */
	struct slice found;		/* kinds and counts; may be empty */
	struct slice next;		/* what to do; may be empty */
	struct slice help_address;	/* `set contact`; may be empty */
	struct slice help_phone;
	bool one_line;
};

/*
 * Put code, status and lines into the verdict.  Whatever the parts hold, the
 * lines keep to the template.  0, or ERR_LIMIT when the arena is exhausted.
 */
int	reply_make(const struct reply_parts *parts, uint16_t code,
	    const char *status, struct arena *a, struct verdict *v);

#endif
