/*
 * para -- the text of one paragraph, as its different readers see it.
 *
 * Tracked changes, hidden runs and alternatives for older programs stand
 * between the visible runs.  Who accepts the changes, who rejects them and
 * who sees the alternative reads another text: each is a text of its own, and
 * so is each stretch that is not shown.
 */
#ifndef EXTRACT_PARA_H
#define EXTRACT_PARA_H

#include <stdbool.h>

#include "base/buf.h"
#include "extract/extract.h"

/* What is special about a run; several may be. */
enum para_kind {
	PARA_INSERTED = 1 << 0,		/* tracked; or moved here */
	PARA_DELETED = 1 << 1,		/* tracked; or moved away */
	PARA_HIDDEN = 1 << 2,
	PARA_CHOICE = 1 << 3,		/* what newer programs take */
	PARA_FALLBACK = 1 << 4		/* what older programs take */
};

#define PARA_JOINED	4	/* views of the whole paragraph, from the first on */
#define PARA_VIEWS	6	/* and what is not shown: by stretches, by runs */

struct para {
	struct buf view[PARA_VIEWS];
	unsigned kinds;			/* seen in it; 0: one view is all */
	unsigned unseen;		/* the kinds of a stretch that goes on */
	bool is_parted;			/* another run begins */
};

/* Which of the texts comes next; begins as zeros. */
struct para_cursor {
	struct slice joined[PARA_JOINED];
	struct slice rest;		/* of the view: not yet given */
	size_t view;			/* the next one */
};

void	para_init(struct para *p);
void	para_free(struct para *p);
void	para_reset(struct para *p);

/* Add text of these kinds.  0 or ERR_LIMIT. */
int	para_add(struct para *p, unsigned kinds, struct slice utf8);
int	para_putc(struct para *p, unsigned kinds, char c);

/*
 * What comes is of another change than what came: found alone as well as
 * together with it, where both are not shown.
 */
void	para_part(struct para *p);

/* The text as most readers are shown it, without blanks around it. */
struct slice para_shown(const struct para *p);
/*
 * The next text, without blanks around it, none of them empty and those of the
 * whole paragraph all different; false at their end.  c->view > PARA_JOINED
 * then for a stretch that is not shown, 1 for the first text: para_shown().
 */
bool	para_next(const struct para *p, struct para_cursor *c,
	    struct slice *ret);

#endif
