/*
 * quote -- which lines of a message its author wrote, and which came along:
 * lines marked ">", what follows "On ... wrote:", the header block that
 * Outlook puts over the old text, forwarded blocks, and what stands below
 * the signature mark.
 *
 * Looks at layout only; a mail program's habits, no grammar.
 */
#ifndef EXTRACT_QUOTE_H
#define EXTRACT_QUOTE_H

#include <stdbool.h>

#include "base/slice.h"

struct quote {
	bool rest;		/* all that follows came along */
};

/*
 * Does the line that begins here belong to what came along?  rest is the
 * text from this line to the end (UTF-8, any line ends).  Call for each line
 * in turn.
 */
bool	quote_line(struct quote *q, struct slice rest);

/* The line at the beginning of rest, without its end. */
struct slice quote_first_line(struct slice rest);
/* What follows that line. */
struct slice quote_next(struct slice rest);
/* Without ">" marks and the blanks among them. */
struct slice quote_unmark(struct slice line);

/* Is this line "---- Original/Forwarded message ----" in some language? */
bool	quote_is_separator(struct slice line);
/* The same, and it says that the message was sent on. */
bool	quote_is_forward(struct slice line);
/*
 * Does a block "From: .../Sent: .../Subject: ..." begin here?  *ret_from is
 * then the text after "From:".
 */
bool	quote_is_header_block(struct slice rest, struct slice *ret_from);

#endif
