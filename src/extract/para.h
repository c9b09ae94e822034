/*
 * para -- the text of one paragraph, as its different readers see it.
 *
 * Tracked changes, hidden runs and alternatives for older programs stand
 * between the visible runs.  Who accepts the changes, who rejects them and
 * who sees the alternative reads another text: each is a text of its own.
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

#define PARA_VIEWS	5	/* the last one: what is left out of the first, alone */

struct para {
	struct buf view[PARA_VIEWS];
	unsigned kinds;			/* seen in it; 0: one view is all */
	bool is_aside;			/* the last view's text goes on */
};

void	para_init(struct para *p);
void	para_free(struct para *p);
void	para_reset(struct para *p);

/* Add text of these kinds.  0 or ERR_LIMIT. */
int	para_add(struct para *p, unsigned kinds, struct slice utf8);
int	para_putc(struct para *p, unsigned kinds, char c);

/*
 * View i without blanks around it; empty when an earlier view is the same.
 * The first is the text as most readers are shown it.
 */
struct slice para_view(const struct para *p, size_t i);

#endif
