/*
 * rewrite -- edit requests to proven splices; runs in the inspector child.
 */
#ifndef ACTION_REWRITE_H
#define ACTION_REWRITE_H

#include "base/arena.h"
#include "disclaimer/disclaimer.h"
#include "mail/edit.h"
#include "mail/report.h"
#include "mime/mime.h"

struct rewrite_env {
	const struct disclaimers *disclaimers;	/* loaded in the zygote */
	bool has_structural_anomaly;	/* never edit what is not understood */
};

/*
 * Work out the edits for all requests on one message, apply them to a copy,
 * read the result again and compare (disclaimer-safety 12).  A request whose
 * proof fails is EDIT_FAILED with reason "selfcheck-failed" and leaves
 * nothing in the list.  0, or ERR_LIMIT when the arena is exhausted.
 */
int	rewrite_message(const struct rewrite_env *env,
	    const struct mime_message *m, const struct edit_request *requests,
	    size_t n, struct arena *a, struct edit_list *ret);

/* The message with a list applied: edit_apply(), mail/edit.h. */

#endif
