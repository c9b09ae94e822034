/*
 * encode -- put bytes into a body under its transfer encoding, touching as
 * little of what is there as can be (disclaimer-safety 6).
 *
 * Inside action.
 */
#ifndef ACTION_ENCODE_REWRITE_H
#define ACTION_ENCODE_REWRITE_H

#include "action/job_rewrite.h"

/* Lines of at most 76, nothing in them that a mailer on the way may change. */
int	encode_quoted(struct slice s, struct buf *out);
/*
 * Lines of width; the first one has col characters already.  No line end
 * after the last character.
 */
int	encode_base64(struct slice s, size_t col, size_t width,
	    struct buf *out);

/*
 * Splice inserted into a node's body before decoded byte `place`.  Returns 0,
 * ERR_UNSUPPORTED if the data are not clean enough for that, or ERR_LIMIT.
 */
int	encode_splice(struct rewrite_job *j, uint32_t node,
	    struct slice decoded, size_t place, struct slice inserted);

/*
 * Replace the whole body: encoded anew as quoted-printable, or base64 if more
 * than a third is not ASCII, with the field that says so.
 */
int	encode_anew(struct rewrite_job *j, uint32_t node, struct slice decoded,
	    size_t place, struct slice inserted);

#endif
