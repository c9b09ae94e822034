/*
 * proof -- inside action: is the edited message what was asked for, and
 * nothing else (disclaimer-safety 12)?
 *
 * What a rewriter says of its own work is compared with the two messages and
 * with the request; it is never the reason to believe anything.
 */
#ifndef ACTION_PROOF_REWRITE_H
#define ACTION_PROOF_REWRITE_H

#include "action/job_rewrite.h"

struct proof {
	const struct rewrite_job *job;
	const struct edit_list *list;		/* as it stands for old */
	const struct mime_message *old, *new;	/* maybe both shortened */
	/* The disclaimer that was carried out, or NULL. */
	const struct edit_request *notice;
	enum edit_otherwise otherwise;		/* what was done in its place */
	const struct disclaimer *text;		/* looked up anew */
};

/* Children of one parent stand together, before what is below them. */
uint32_t proof_map(const struct proof *p, uint32_t old);
/* What the rewriter tells of this leaf, or NULL. */
const struct rewrite_leaf *proof_touched(const struct proof *p, uint32_t old);

/* Every header block: as it was but for what was asked for. */
bool	proof_headers(const struct proof *p);

/*
 * A leaf whose bytes are not the old ones: has it the text, once, where it is
 * seen, and all that it had?  0, ERR_MISMATCH or ERR_LIMIT.
 */
int	proof_leaf(const struct proof *p, uint32_t node);
/* A part that is new: the text and nothing else. */
int	proof_part(const struct proof *p, uint32_t new);
/* Does a leaf of the new message show the text? */
int	proof_is_shown(const struct proof *p, uint32_t new, bool *ret);
/* May a text go into this leaf at all, and into these together? */
int	proof_places(const struct proof *p);

#endif
