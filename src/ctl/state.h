/*
 * state -- a store of this command's own (--state DIR), with a keeper of its
 * own in the daemon's sandbox: what rules remember, for what-if questions and
 * for stories told in order.
 */
#ifndef CTL_STATE_H
#define CTL_STATE_H

#include <stdbool.h>
#include <sys/types.h>

#include "ctl/command.h"
#include "ctl/judge.h"
#include "keeper/client.h"

struct state {
	pid_t pid;			/* 0: there is none */
	int lifeline;
	int dir;			/* what control is named through */
	char *folder, *control;
	struct keeper *milter;		/* asks and decides */
	uint8_t mark_key[KEEPER_MARK_KEY_SIZE];	/* the keeper's */
	struct keeper *people;		/* what people may ask of a keeper */
};

/*
 * Start exeat-keeper on the folder, which is made (owner only) if it is
 * missing, with the settings of the configuration file but for store and
 * key.  It does no daily work: rows go by the times of the messages.  What is
 * wrong is told on standard error.  CTL_OK, CTL_INVALID, CTL_UNREACHABLE or
 * CTL_INTERNAL; state_close() in any case.
 */
enum ctl_exit state_open(const char *verb, const char *conf_path,
	    const char *folder, struct state *ret);
/*
 * For commands of people that may work on such a store instead of the running
 * daemon's: with a folder as above, else control_open().  *ret_keeper borrows
 * from the state; state_close() in any case.
 */
enum ctl_exit state_or_daemon(const char *verb, const char *config,
	    const char *control, const char *folder, struct state *ret,
	    struct keeper **ret_keeper);
/* Tell it to go, and wait until what it knows is on the disk. */
void	state_close(struct state *s);		/* all zero is fine */

/*
 * What the store remembers, to judge_ask()'s question, in the place of the
 * answer of nothing; without a store that stands.  As judge_finish().
 */
int	state_ask(const struct state *s, struct judged *j);

/*
 * judge_finish() with what the store remembers; with record the store learns
 * from it as from a real message.  Without a store (pid 0) an answer of
 * nothing is judged by.  As judge_finish().
 */
int	state_judge(const struct state *s, bool record, struct judged *j,
	    const struct policy *p);

#endif
