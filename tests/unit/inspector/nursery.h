/*
 * nursery -- a real zygote in a process of its own, asked through the real
 * client.  What its children do with a message is the test's.
 */
#ifndef UNIT_INSPECTOR_NURSERY_H
#define UNIT_INSPECTOR_NURSERY_H

#include <sys/types.h>

#include "base/arena.h"
#include "base/slice.h"
#include "inspector/client.h"
#include "inspector/zygote.h"

struct nursery_test {
	pid_t pid;
	int lifeline;
	int log;		/* what the zygote says */
	int channel;		/* the inspector's, borrowed */
	struct inspector *inspector;
	struct arena *arena;	/* of the reports */
};

typedef int (*nursery_work)(void *arg, const struct inspection_job *job);

/* As in use, with clocks that no busy machine runs into by chance. */
struct zygote_limits nursery_limits(void);

/* Fails the test if the zygote does not get ready. */
void	nursery_start(struct nursery_test *t, const struct zygote_limits *l,
	    nursery_work work, void *arg);
/* The same; its children can hand messages on to those of the other. */
void	nursery_start_before(struct nursery_test *t,
	    const struct zygote_limits *l, nursery_work work, void *arg,
	    const struct nursery_test *reader);
/*
 * Close the line and the channel, wait for the zygote to end by itself, and
 * return its exit status.  *ret_log is all that it said, in the arena.
 */
int	nursery_stop(struct nursery_test *t, struct slice *ret_log);

/* A sealed memory file with these bytes. */
int	nursery_spool(struct slice message);
/* Hand a message over and wait for the report; the inspection is kept. */
int	nursery_ask(struct nursery_test *t, struct slice message,
	    int64_t patience_ms, struct report **ret,
	    struct inspection **ret_inspection);
/* The same, and let the child go. */
int	nursery_inspect(struct nursery_test *t, struct slice message,
	    int64_t patience_ms, struct report **ret);

/* Children of the zygote that ended and were not waited for. */
unsigned nursery_zombies(const struct nursery_test *t);

#endif
