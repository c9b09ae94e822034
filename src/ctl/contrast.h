/*
 * contrast -- what two sets of rules do differently with one message, and
 * how often over many.  A change is told as what is gained and what is lost:
 * "+reject (personal-data-unencrypted)", "-quarantine (unreadable limit)".
 */
#ifndef CTL_CONTRAST_H
#define CTL_CONTRAST_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "ctl/result.h"

/* An act and by what: a rule, "unreadable CLASS", or "notice". */
struct contrast_act {
	char *act, *by;
	uint64_t gained, lost;		/* messages */
};

struct contrast {
	struct contrast_act *list;
	size_t count, cap;
};

/* A transient list is all zero. */
void	contrast_free(struct contrast *d);

/*
 * Add what new does and old does not, and the other way round.  With names
 * only of these rules.  Returns how many acts differ.
 */
size_t	contrast_add(struct contrast *d, const struct result *old,
	    const struct result *new, const char *const *names, size_t count);

/* The most frequent first. */
void	contrast_sort(struct contrast *d);

/* "+2 reject (x), -1 quarantine (y)": `most` of them, and how many more. */
void	contrast_words(const struct contrast *d, size_t most,
	    struct buf *out);
/* Of one message: "now x (a); no more y (b)". */
void	contrast_tell(const struct contrast *d, struct buf *out);

#endif
