/*
 * wrap -- what is done if the body may not be edited: a field of the text's
 * own at the top, or a new message that holds the text and the original, whole
 * and untouched (disclaimer-safety 8 and 9, D20).
 *
 * Inside action.
 */
#ifndef ACTION_WRAP_REWRITE_H
#define ACTION_WRAP_REWRITE_H

#include "action/job_rewrite.h"

/*
 * The outcome says why the body stays as it is (SKIPPED or FAILED); it gets
 * what was done instead, if anything.  0 or ERR_LIMIT.
 */
int	wrap_otherwise(struct rewrite_job *j, const struct disclaimer *d,
	    enum edit_otherwise otherwise, struct edit_outcome *outcome);

/* Where the original begins that stands inside, to the message's end. */
size_t	wrap_original(const struct mime_message *m);

/* The Message-ID of the wrapped message, without brackets; as wrap_make_id(). */
int	wrap_new_id(const struct rewrite_job *j, struct slice *ret);

/*
 * The left and right of an "@" for a Message-ID or Content-ID: of this
 * purpose, of the message's own Message-ID (or of all its bytes) and of extra;
 * the same at each attempt.  0, ERR_UNSUPPORTED (no domain for it) or
 * ERR_LIMIT.
 */
int	wrap_make_id(const struct rewrite_job *j, const char *purpose,
	    struct slice extra, const char *suffix, struct slice *ret);

#endif
