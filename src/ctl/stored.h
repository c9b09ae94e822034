/*
 * stored -- whose a stored message was, to whom it went and when, as far as
 * its own header says: the envelope is gone.
 *
 *   sender	Return-Path; else the first address of From
 *   recipients	all of To, Cc and Bcc; where these name nobody X-Original-To,
 *		else Delivered-To (the mailbox that the message came to)
 *   time	the first Received (the last server's); else Date; else the
 *		From_ line
 *
 * It reads these fields' bytes and nothing else: no MIME, no encoded words
 * (an address has none).  Hostile text; bounded by HEADER_BYTES_MAX and
 * ENVELOPE_RECIPIENTS_MAX.
 */
#ifndef CTL_STORED_H
#define CTL_STORED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"

struct stored {
	const char *from;	/* "<>" for the null sender; NULL: not said */
	const char **to;
	size_t to_count;	/* 0: nobody is named */
	bool has_time;
	int64_t at_ms;
};

/*
 * A date after now_ms and a day is not believed.  Strings are in the arena.
 * 0, or ERR_LIMIT when it is exhausted.
 */
int	stored_read(struct slice message, struct slice from_line,
	    int64_t now_ms, struct arena *a, struct stored *ret);

/*
 * The addresses of a field such as To: those in angle brackets, and those that
 * stand alone; not in comments and quoted names.  Appended, NUL-ended; what an
 * MTA would not take as it is (address_is_plain) is left out.
 */
int	stored_addresses(struct slice value, struct arena *a,
	    const char ***list, size_t *count, size_t *cap);

#endif
