/*
 * quote -- what the author of a message wrote in a plain text, and which older
 * mail came along below, above or between it.
 *
 * Knows what mail programs write: lines that begin with ">", "On ... wrote:"
 * in many languages, "-----Original Message-----" and its kin, and blocks of
 * From, Sent, To and Subject.  What stands below lines with ">" is the
 * author's again (an answer below or between the quoted lines); what follows
 * the other forms without any ">" is older to the end.  A page that was turned
 * to text shows a line ">" where an older message was left out.
 *
 * Pure.  Text is UTF-8 or another charset that holds ASCII, with LF or CRLF;
 * nothing is certain about what people type, so a wrong guess must do no more
 * than put a notice to another place.  Cost is linear in the text.
 */
#ifndef DISCLAIMER_QUOTE_H
#define DISCLAIMER_QUOTE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

/*
 * Where the older message below the author's last word begins: at the start of
 * a line, that of the words over it ("On ... wrote:") if there are any, empty
 * lines before it not counted in.  0 if nothing but older mail is there;
 * text.len if the author has the last word (no quote, or an answer below or
 * between the lines of one).
 */
size_t	quote_start(struct slice text);

struct quote_reader {
	struct slice text;
	size_t at;
	size_t intro_to;	/* lines up to here are words over a quote */
	size_t colon;		/* the next ":" from at on; text.len: none */
	size_t marked;		/* bytes of the line before, if it has a ">" */
	bool is_rest;		/* older to the end */
};

void	quote_reader_init(struct quote_reader *q, struct slice text);
/*
 * The next line, with its end; *ret_is_own: the author's (empty lines among
 * older ones are older).  False at the end.
 */
bool	quote_read(struct quote_reader *q, struct slice *ret_line,
	    bool *ret_is_own);

#endif
