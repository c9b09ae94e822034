/*
 * leaf -- one text part into which a disclaimer goes: is it there already,
 * may it be put in, as which bytes, and where.
 *
 * Inside action.  First all leaves of a body are planned, then all or none
 * are edited.
 */
#ifndef ACTION_LEAF_REWRITE_H
#define ACTION_LEAF_REWRITE_H

#include "action/job_rewrite.h"

struct leaf_plan {
	uint32_t node;
	struct buf decoded;
	bool is_html;
	bool is_present;	/* in the author's part, or by our mark below it */
	bool is_in_thread;	/* in an older message, and once is enough */
	const char *reason;	/* why it may not be edited; NULL: it may */
	size_t place;
	struct slice inserted;	/* decoded bytes; in the arena */
	bool is_anew;		/* its encoding has to change */
	bool is_utf8;		/* its charset becomes utf-8 */

	/* While it is planned: */
	struct buf own;			/* what the author's readers see */
	struct html_reading *page;	/* of the decoded bytes, or NULL */
};

/* All return 0 or ERR_LIMIT. */

/*
 * how: places and options, never NULL.
 */
int	leaf_plan(struct rewrite_job *j, const struct disclaimer *d,
	    const struct edit_disclaimer *how, uint32_t node,
	    struct leaf_plan *ret);
int	leaf_edit(struct rewrite_job *j, struct leaf_plan *p);
void	leaf_plan_free(struct leaf_plan *p);

/* The word of its transfer encoding, lower case, no comments; maybe empty. */
struct slice leaf_label(const struct mime_node *n, struct arena *a);

/* Decode a leaf under its one reading; ERR_UNSUPPORTED: not cleanly. */
int	leaf_decode(const struct mime_message *m, const struct mime_node *n,
	    struct buf *out);

/* What its reader sees, of a page on request only the author's own, in UTF-8. */
int	leaf_text(const struct mime_node *n, struct slice decoded,
	    bool own_only, struct buf *out, bool *ret_invalid);

/*
 * May bytes that are not ASCII go into it: as they are, or by a conversion of
 * its encoding (and the options allow for that)?
 */
bool	leaf_takes_wide(const struct rewrite_job *j,
	    const struct edit_disclaimer *how, const struct leaf_plan *p);

/* Can the charset be set in its field, and nothing else of it change? */
bool	leaf_can_be_utf8(struct rewrite_job *j, const struct leaf_plan *p);

/* NUL, or CR or LF without the other: bytes that are no lines of mail. */
bool	leaf_needs_binary(struct slice s);

/* LF line ends to CRLF. */
int	leaf_crlf(struct slice s, struct buf *out);

#endif
