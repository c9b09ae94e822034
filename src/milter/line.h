/*
 * line -- the milter's end of its lifeline: reloads, new channels, the drain.
 */
#ifndef MILTER_LINE_H
#define MILTER_LINE_H

#include "milter/engine.h"

struct line {
	int sock;			/* the lifeline */
	const char *config;		/* main file's path, for a reload */
	struct engine *engine;
};

/*
 * Serve the lifeline in a thread of its own; ends the process when it is told
 * to drain or when the parent is gone.  The struct must live on.
 * 0 or ERR_SYSTEM.
 */
int	line_start(struct line *l);

/* What waits in the policy before it is anybody's: for -n and the start. */
int	line_compile(const struct conf_source *src, const char *path,
	    struct buf *said, struct policy **ret_policy,
	    struct milter_settings *ret_settings);

#endif
