/*
 * stage -- run one act under a real profile, in a process of its own, and say
 * how that ended.
 */
#ifndef SANDBOX_STAGE_H
#define SANDBOX_STAGE_H

#include <stdbool.h>

/* A sanitizer's run time needs calls that the profiles deny, and memory. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define STAGE_SANITIZED	true
#else
#define STAGE_SANITIZED	false
#endif
#define STAGE_SKIPPED	77		/* exit status, for the test harness */

enum stage {
	STAGE_MILTER,
	STAGE_ZYGOTE,
	STAGE_CHILD,		/* zygote, fork, bounds, child */
	STAGE_KEEPER,
	STAGE_CTL,
	STAGE_COUNT
};

#define STAGE_MEMORY	((uint64_t)64 << 20)	/* what a child may add */
#define STAGE_CPU_S	1
#define STAGE_WALL_MS	60000		/* no busy machine comes near it */

struct outcome {
	int signal;		/* that ended it; 0: it exited */
	int status;		/* exit status: 0 the act worked */
	int error;		/* errno of an act that failed */
};

/*
 * What stands open before the profile is entered: descriptor 4 listens (as
 * the milter's and the keeper's do), the rest is named here.
 */
struct stage_things {
	int pair[2];		/* connected, SEQPACKET */
	int tcp;		/* not connected, loopback */
	int memfd;
	char folder[64];	/* the keeper's */
	char outside[64];	/* another one, same owner, same rights */
	char bait[80];		/* a file there */
	unsigned short port;	/* the keeper's; something listens */
	unsigned short other;	/* listens too; nobody's */
	unsigned wall_ms;	/* a child's time; 0: STAGE_WALL_MS */
};
extern struct stage_things stage_things;

/* An act returns 0, or -1 with errno. */
typedef int act_fn(void);

/* prepare runs before the sandbox, in the same process; may be NULL. */
struct outcome stage_run(enum stage stage, act_fn *prepare, act_fn *act);

const char *stage_word(enum stage stage);

/* Folders and listening ports for the keeper; removed at exit. */
void	stage_setup(void);

#endif
