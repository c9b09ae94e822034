/*
 * shrink -- an edited message for its proof, without the bulk that no edit
 * comes near: memory must not grow with the attachments.
 *
 * Inside action.
 */
#ifndef ACTION_PROOF_SHRINK_REWRITE_H
#define ACTION_PROOF_SHRINK_REWRITE_H

#include "action/job_rewrite.h"

struct shrunk {
	struct edit_list list;		/* for old's offsets */
	const struct mime_message *old;	/* the job's own if nothing is left out */
	const struct mime_message *new;
	struct buf before, after;	/* bytes of old, unless it is the job's */
};

/*
 * Read what the list makes of the job's message.  0; ERR_MISMATCH: the list
 * does not fit, or cannot be shown to; ERR_FULL: that would need a whole copy,
 * and the message is over PROOF_COPY_MAX; ERR_LIMIT (arena).
 */
int	shrunk_make(const struct rewrite_job *j, const struct edit_list *l,
	    struct shrunk *ret);
void	shrunk_free(struct shrunk *s);

#endif
