/*
 * zygote -- keeps children waiting, each for one message.
 *
 * Everything a child needs is loaded before the zygote closes its sandbox; a
 * child is forked ahead of need and waits, in its own tighter sandbox, for a
 * request on the channel that all of them share (the kernel wakes one).  It
 * serves that message, with bounds that it can no longer change, and exits.
 */
#ifndef INSPECTOR_ZYGOTE_H
#define INSPECTOR_ZYGOTE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/slice.h"
#include "mail/envelope.h"

/* One message in a child. */
struct inspection_job {
	int reply;			/* the client's socket */
	struct slice message;		/* the spool, mapped read-only */
	int spool;			/* what is mapped */
	struct slice envelope;		/* encoded; empty if it did not travel */
	int64_t soft_deadline_mono_ms;	/* stop by yourself by then */
	int64_t hard_deadline_mono_ms;	/* SIGALRM */
};

struct zygote_limits {
	unsigned children;		/* alive at once */
	unsigned wall_ms;		/* CHILD_WALL_MAX_MS */
	unsigned cpu_s;			/* CHILD_CPU_MAX_S */
	uint64_t memory;		/* CHILD_MEMORY_MAX */
};

/* The inspector that a message goes to when it needs a document library. */
struct zygote_reader {
	pid_t pid;			/* 0: none */
	int lifeline;			/* we are its parent; -1: none */
	int requests;			/* sending end of its channel; -1: none */
};

struct zygote {
	const char *name;		/* for the log: "exeat-inspector" */
	int requests;			/* receiving end of the channel */
	int lifeline;			/* -1: none */
	struct zygote_reader reader;
	uint8_t digest[8];		/* of the loaded ruleset */
	struct zygote_limits limits;
	bool insecure;			/* a missing layer is skipped */
	/*
	 * What a child does with its message, after BEGIN was sent.  The
	 * child exits when it returns; before that, ERR_ELSEWHERE has it hand
	 * the message to the reader.  Nothing of a report may have been sent
	 * then.  Other values mean nothing.
	 */
	int (*work)(void *arg, const struct inspection_job *job);
	void *arg;
};

/* The limits that are in force for real messages. */
struct zygote_limits zygote_default_limits(void);

/*
 * Enter the sandbox, say READY on the lifeline, and serve until told to drain
 * or until the lifeline closes.  Returns a role_exit status.
 */
int	zygote_serve(const struct zygote *z);

#endif
