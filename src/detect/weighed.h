/*
 * weighed -- lists of words that are judged where they stand.
 *
 * A `list NAME of words` whose first entry is `weights` has a key before each
 * word, and `words from NAME` then finds only what is said in earnest:
 *
 *	3 you will regret this	wherever it stands, unless it is quoted or told
 *	2 bastard		the same, unless the text is about such words
 *	1 muppet		only where it is said to the reader
 *	0 blue tit		never: what is in it is not the word
 *	told he called me	what others said is told in this sentence
 *	about lyrics		the text near by is about such words
 *	you you			speaks to the reader
 *	link are		may stand between that and the word
 *
 * Text that came along (quoted, forwarded) is always told.  Words of weight 2
 * and more are seen through light disguise: "sh1t", "b*stard", "f u c k".
 */
#ifndef DETECT_WEIGHED_H
#define DETECT_WEIGHED_H

#include <stdint.h>

#include "detect/plan.h"
#include "detect/run.h"
#include "detect/words.h"

enum weighed_key {
	WEIGHED_NEVER,		/* 0 */
	WEIGHED_LIGHT,		/* 1 */
	WEIGHED_PLAIN,		/* 2 */
	WEIGHED_GRAVE,		/* 3 */
	WEIGHED_TOLD,
	WEIGHED_ABOUT,
	WEIGHED_YOU,
	WEIGHED_LINK,
	WEIGHED_KEY_COUNT
};

/* The extra of a LABEL_LIST; 0 for lists without weights. */
#define WEIGHED_EXTRA(key)	(0x80 | (uint32_t)(key))
#define WEIGHED_IS(extra)	(((extra) & 0x80) != 0)
#define WEIGHED_KEY(extra)	((enum weighed_key)((extra) & 0x0f))

/* Is it the entry that says so? */
bool	weighed_is_mark(struct slice item);
/* One entry, "2 bastard".  0, ERR_SYNTAX or ERR_LIMIT. */
int	weighed_add(struct detect_plan *p, uint32_t source, struct slice item);

/* Of the window: a hit of a weighed list is kept until its words are known. */
int	weighed_keep(struct detect_run *run, const struct words_hit *h);
/* Then all are judged.  0 or ERR_LIMIT. */
int	weighed_judge(struct detect_run *run);

#endif
