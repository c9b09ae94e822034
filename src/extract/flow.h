/*
 * flow -- the text of one block of a page while it is collected, and the ways
 * to read it: as it stands, with a blank where a tag stood inside a word, as
 * the eye sees it without what is hidden, turned round where it is reversed.
 */
#ifndef EXTRACT_FLOW_H
#define EXTRACT_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"

enum flow_view {
	FLOW_SPACED,		/* tags replaced by a blank */
	FLOW_VISIBLE,		/* without what is hidden */
	FLOW_TURNED,		/* reversed text in the order of the eye */
	FLOW_VIEW_COUNT
};

struct flow_span {
	uint32_t from, to;
};

struct flow_spans {
	struct flow_span *at;
	size_t count, cap;
	bool is_open;
};

struct flow {
	struct buf text;		/* UTF-8 */
	bool last_blank;		/* collapse what follows */
	bool is_seam;			/* a tag stood since the last letter */
	bool is_full;			/* more seams or spans than are kept */
	struct flow_spans seams, hidden, turned;
};

void	flow_init(struct flow *f);
void	flow_free(struct flow *f);
void	flow_reset(struct flow *f);	/* empty; what is open stays open */

/*
 * Add text; blanks collapse as when shown, unless is_pre.  0 or ERR_LIMIT.
 */
int	flow_put(struct flow *f, struct slice utf8, bool is_pre);
int	flow_break(struct flow *f);	/* a line ends here */
void	flow_tag(struct flow *f);	/* a tag or comment stood here */
/* What follows is hidden, or reversed, until it is told otherwise. */
void	flow_hide(struct flow *f, bool on);
void	flow_turn(struct flow *f, bool on);

/*
 * Append the view to out.  *ret_differs: it is another text than the plain
 * one, and not empty.  0 or ERR_LIMIT.
 */
int	flow_read(struct flow *f, enum flow_view v, struct buf *out,
	    bool *ret_differs);
/* UTF-8 letter by letter from its end, appended. */
int	flow_reverse(struct slice utf8, struct buf *out);

#endif
