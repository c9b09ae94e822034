/*
 * enclose -- a text part where there was no body (disclaimer-safety 8, D17).
 *
 * Inside action.
 */
#ifndef ACTION_ENCLOSE_REWRITE_H
#define ACTION_ENCLOSE_REWRITE_H

#include "action/job_rewrite.h"

/* All return 0, ERR_UNSUPPORTED (it cannot be done here) or ERR_LIMIT. */

/* A first child of the multipart at the root. */
int	enclose_child(struct rewrite_job *j, const struct disclaimer *d);

/* The whole entity becomes the second part of a new multipart/mixed. */
int	enclose_whole(struct rewrite_job *j, const struct disclaimer *d);

/* --- for other containers ----------------------------------------------------- */

/* A boundary that occurs nowhere in the message, nor in what goes in. */
int	enclose_boundary(struct rewrite_job *j, struct slice *ret);

/*
 * Header and body of a part that holds the text, without a line end at its
 * end.
 */
int	enclose_text(const struct disclaimer *d, struct buf *out);

/* The root's Content-* fields, as a part has them, and an empty line. */
int	enclose_moved(const struct rewrite_job *j, struct buf *out);

/*
 * The root becomes a multipart of this type ("mixed"): its type is changed
 * where it stands, further ones go, an encoding stays only if `encoding` (or
 * an empty slice) says that parts need it.
 */
int	enclose_root(struct rewrite_job *j, const char *type,
	    struct slice boundary, struct slice encoding);

/* Put this before the body, and the closing delimiter after it. */
int	enclose_body(struct rewrite_job *j, struct buf *before,
	    struct slice boundary);

/* "8bit" or "binary" if the field says so, else empty. */
struct slice enclose_wide(const struct mime_node *n);

/* Does the field move into the part that the root becomes? */
bool	enclose_moves(const struct mime_field *f);

#endif
