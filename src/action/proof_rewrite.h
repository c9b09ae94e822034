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
#include "base/err.h"

struct proof {
	const struct rewrite_job *job;
	const struct edit_list *list;		/* as it stands for old */
	const struct mime_message *old, *new;	/* maybe both shortened */
	/* The disclaimer that was carried out, or NULL. */
	const struct edit_request *notice;
	enum edit_otherwise otherwise;		/* what was done in its place */
	const struct disclaimer *text;		/* looked up anew */
	/* Of an edit with a logo; MIME_NONE, NULL without. */
	const uint32_t *map;			/* old node to new */
	uint32_t picture, container;		/* new nodes */
};

/* Children of one parent stand together, before what is below them. */
uint32_t proof_map(const struct proof *p, uint32_t old);
/* What the rewriter tells of this leaf, or NULL. */
const struct rewrite_leaf *proof_touched(const struct proof *p, uint32_t old);

/* --- a logo: all of these are for every proof, and know if there is none ------- */

bool	proof_has_picture(const struct proof *p);
/* Find the new nodes; 0, ERR_MISMATCH or ERR_LIMIT.  First of all. */
int	proof_picture_map(struct proof *p);
/* The text gets the reference that the picture's part has. */
int	proof_picture_text(struct proof *p);
/* Is splice i not the page's own?  How many are not? */
bool	proof_is_of_picture(const struct proof *p, size_t i);
size_t	proof_picture_splices(const struct proof *p);
/* Is it the delimiter before one behind the others? */
bool	proof_is_before_picture(const struct proof *p,
	    const struct mime_range *g);
int	proof_picture(const struct proof *p);

/* Every header block: as it was but for what was asked for. */
bool	proof_headers(const struct proof *p);

/* One leaf, before and after. */
struct proof_pair {
	const struct mime_node *a, *b;
	struct buf was, is;		/* decoded */
	size_t place, len;		/* of the insertion into was */
	bool is_html;
};

/*
 * Are its raw bytes the old ones but for the insertion, and its labels true?
 * 0, ERR_MISMATCH or ERR_LIMIT.
 */
int	proof_encoding(const struct proof *p, const struct proof_pair *t);

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

static inline struct slice
proof_raw(const struct mime_message *m, const struct mime_node *n)
{
	return slice_sub(m->bytes, n->body_from, n->body_to);
}

static inline int
proof_check(bool fine)
{
	return fine ? 0 : ERR_MISMATCH;
}

/* How many bytes two have in common at the start, and at the end. */
static inline size_t
proof_same_start(struct slice a, struct slice b)
{
	size_t n, max = a.len < b.len ? a.len : b.len;

	for (n = 0; n < max && a.ptr[n] == b.ptr[n]; n++)
		;
	return n;
}

static inline size_t
proof_same_end(struct slice a, struct slice b)
{
	size_t n, max = a.len < b.len ? a.len : b.len;

	for (n = 0; n < max && a.ptr[a.len - n - 1] == b.ptr[b.len - n - 1];
	    n++)
		;
	return n;
}

#endif
