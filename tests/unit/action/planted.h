/*
 * planted -- one message, rightly edited, and the same edit with a bug in it:
 * what stands between a rewriter and its proof.
 */
#ifndef UNIT_ACTION_PLANTED_H
#define UNIT_ACTION_PLANTED_H

#include "action/proof_rewrite.h"
#include "base/err.h"
#include "unit/action/edited.h"

#define PLANTED_REQUESTS	4

struct planted {
	const char *name;		/* of the message */
	const struct disclaimers *texts;
	struct arena *arena;
	struct mime_message *m;
	struct edit_disclaimer how;
	struct edit_request requests[PLANTED_REQUESTS];
	struct edit_outcome outcomes[PLANTED_REQUESTS];
	size_t request_count;
	struct rewrite_env env;
	struct rewrite_job job;
	struct edit_list list;
	struct buf right;		/* the message as it should be */
	size_t mutants, caught, same;
	const char *missed[16];		/* kinds of bugs that got through */
	size_t missed_count;
};

/* Edit the message as the child would; false if nothing is done to it. */
bool	planted_make(struct planted *t, const struct disclaimers *d,
	    const char *name, struct slice bytes, const char *text,
	    enum edit_place place, enum edit_otherwise otherwise);
void	planted_free(struct planted *t);

/*
 * Hand a job and a list to the proof: refused, or as right as can be?  Then
 * once more with a rewriter that believes in what it did.
 */
void	planted_try(struct planted *t, const struct rewrite_job *j,
	    const struct edit_list *l, const char *kind);

/* Every kind of bug, wherever it can be. */
void	planted_splices(struct planted *t);
void	planted_body(struct planted *t);
void	planted_headers(struct planted *t);
void	planted_job(struct planted *t);

#endif
