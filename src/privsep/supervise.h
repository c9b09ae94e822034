/*
 * supervise -- keep roles running: start, reap, start again with back-off.
 *
 * The back-off begins at 100 ms and doubles to 10 s; a role that lived for half
 * a second starts afresh: it can live, and mail waits for it.  A role is never
 * given up: while it is down the milters answer 451.  Runs in exeatd, one
 * thread; the caller owns the event loop.
 */
#ifndef PRIVSEP_SUPERVISE_H
#define PRIVSEP_SUPERVISE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define SUPERVISE_DELAY_FIRST_MS	100
#define SUPERVISE_DELAY_MAX_MS		10000
#define SUPERVISE_HEALTHY_MS		500

/* Pure: how long to wait after a death, and the state for the next one. */
struct backoff {
	int64_t delay_ms;	/* 0 at first */
};
int64_t	backoff_next(struct backoff *b, int64_t lived_ms);

struct supervisor;
struct supervised;

struct supervise_ops {
	/* Start the role; 0 with its pid, or negative (then it is retried). */
	int (*start)(void *arg, pid_t *ret_pid);
	/*
	 * It ended (and is logged).  Return false: do not start it again.
	 * May not add or remove roles: do that after supervise_reap().
	 */
	bool (*ended)(void *arg, int wait_status);
};

struct supervisor *supervisor_new(void);
void	supervisor_free(struct supervisor *s);	/* kills nothing */

/* name is copied and stands in log lines; the role is due at once. */
struct supervised *supervise_add(struct supervisor *s, const char *name,
	    const struct supervise_ops *ops, void *arg);
/* Forget a role that is not running. */
void	supervise_remove(struct supervisor *s, struct supervised *one);

pid_t	supervise_pid(const struct supervised *one);	/* 0: not running */
int64_t	supervise_started_ms(const struct supervised *one);
unsigned supervise_running(const struct supervisor *s);

/* No more starts from now on (draining). */
void	supervise_stop(struct supervisor *s);

/* Start what is due; returns ms until the next is due, -1 if none waits. */
int	supervise_run(struct supervisor *s);

/*
 * Reap every ended child (after SIGCHLD).  Each end is logged: exit 0 at INFO,
 * other ends at ERROR, SIGSYS as event=sandbox-violation.  A child that is not
 * supervised is handed to stray, which may be NULL.
 */
void	supervise_reap(struct supervisor *s,
	    void (*stray)(void *arg, pid_t pid, int wait_status), void *arg);

/* The log line for an end; also for the zygote's children. */
void	supervise_log_end(const char *role, pid_t pid, int wait_status,
	    bool expected);

#endif
