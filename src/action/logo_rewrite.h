/*
 * logo -- the picture that goes with a text in HTML (D40): a part of its own,
 * in a multipart/related with the page.
 *
 * Inside action.  The page's related container, if it has one, gets a last
 * child; a page without gets one round it.
 */
#ifndef ACTION_LOGO_REWRITE_H
#define ACTION_LOGO_REWRITE_H

#include "action/job_rewrite.h"

/* Of the container: "multipart/" and this; then its boundary. */
#define LOGO_ROOT_TYPE	"related; type=\"text/html\""

/*
 * Can the picture go with this page?  Then the job knows where, and ret is
 * the text with its reference.  0, ERR_UNSUPPORTED (without the picture,
 * then) or ERR_LIMIT.
 */
int	logo_plan(struct rewrite_job *j, const struct disclaimer *d,
	    uint32_t page, struct disclaimer *ret);

/* What comes before the page's own edit, and what after it. */
int	logo_open(struct rewrite_job *j);
int	logo_close(struct rewrite_job *j);

/*
 * The closing delimiter of a related container, where the picture goes
 * before; SIZE_MAX: none.
 */
size_t	logo_before(const struct mime_message *m, uint32_t related);

/* The text with "cid:logo" as this Content-ID. */
int	logo_html(const struct disclaimer *d, struct slice id,
	    struct arena *a, struct slice *ret);

/* Header and body of the picture's part, without a line end at its end. */
int	logo_part(const struct disclaimer *d, struct slice id,
	    struct buf *out);

#endif
