/*
 * shown -- units of text as a child hands them out when its zygote was started
 * to show what is read (exeatctl text), never in the daemon.
 *
 * A record holds one or more items; a unit longer than one item comes in
 * several, all but the last of which say that it goes on.  The child may be
 * the attacker's: the reader takes valid UTF-8 and known places only.
 */
#ifndef MAIL_SHOWN_H
#define MAIL_SHOWN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"
#include "mail/finding.h"

/* Container of a page as such, tags and all; its text comes by itself too. */
#define SHOWN_PAGE	SLICE("page")
#define SHOWN_PIECE_MAX	((size_t)32 * 1024)	/* text of one item */

struct shown_unit {
	struct slice part;	/* path; "0" for the message's own header */
	struct slice container;	/* "text", "docx", "header" */
	enum finding_where where;
	struct slice place;	/* "cell B7"; may be empty */
	struct slice header;	/* header cell of its column; may be empty */
	uint32_t row;		/* 0: not of a table */
	struct slice bytes;	/* UTF-8; of this item, or of the whole unit */
	bool goes_on;		/* the next item has more of it */
};

/* Append one item to out; ERR_LIMIT when it has no room for it. */
int	shown_put(struct buf *out, const struct shown_unit *u);

/*
 * Take the first item off *rest; strings are borrowed from it.  0, or why the
 * record is refused.
 */
int	shown_get(struct slice *rest, struct shown_unit *ret);

#endif
