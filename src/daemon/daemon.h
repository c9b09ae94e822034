/*
 * daemon -- the state of exeatd while it runs: who lives, how they are wired.
 *
 * The links, all of them:
 *
 *   MTA            -> milter      listening socket of its class (descriptor 4)
 *   milter         -> inspector   request channel, one for all milters (5)
 *   milter         -> keeper      link channel, one for all milters (6)
 *   exeatctl       -> keeper      control socket (5)
 *   every role    <-> exeatd      its lifeline (3)
 *
 * What is not here cannot happen.  One thread, one poll loop (main.c); nothing
 * here reads mail.
 */
#ifndef DAEMON_DAEMON_H
#define DAEMON_DAEMON_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/limits.h"
#include "daemon/revision.h"
#include "daemon/settings.h"
#include "ipc/frame.h"
#include "privsep/spawn.h"
#include "privsep/supervise.h"

#define ROLES_MAX	(4 * 16 * 2 + 4)	/* milters, twice; the others */
#define NOTES_MAX	64			/* waiting for a keeper */

#define EXIT_SERVED	5	/* another instance serves the socket */

struct daemon;

struct role {
	struct daemon *d;
	enum role_kind kind;
	enum socket_class socket_class;	/* milters */
	unsigned number;		/* milters of one class */
	char name[40];
	struct supervised *supervised;
	int lifeline;			/* our end; -1 */
	bool is_ready;
	bool is_draining;		/* does not come back */
	bool is_gone;			/* ended for good: to be removed */
	bool has_digest;
	uint8_t digest[LIFELINE_DIGEST_SIZE];
	bool has_answered;		/* in the reload that runs */
	int64_t kill_ms;		/* draining: patience ends; else 0 */
	/* inspector, keeper: the milters' end of their channel; -1 */
	int channel;
};

enum reload_stage {
	RELOAD_IDLE,
	RELOAD_CHECKING,	/* each role's -n on the new files */
	RELOAD_INSPECTOR,	/* the second inspector starts */
	RELOAD_SENDING		/* every milter and the keeper prepare */
};

struct reload {
	enum reload_stage stage;
	struct revision *next;
	struct role *inspector;		/* the second one */
	unsigned checking;		/* enum role_kind */
	pid_t check_pid;
	bool check_ended;
	int check_status;
	int check_fd;			/* its output */
	struct buf said;
	int64_t deadline_ms;
	bool again;			/* asked for while one runs */
	bool is_rollback;		/* next was in force before */
};

enum stop_stage {
	STOP_NOT,
	STOP_MILTERS,
	STOP_INSPECTOR,
	STOP_KEEPER,
	STOP_DONE
};

struct options {
	const char *config;
	const char *pidfile;
	const char *libexec;
	bool foreground;
	bool check_only;
	bool insecure;
	bool debug;
	uint32_t grace_ms;
};

struct daemon {
	struct options options;
	char libexec[4096];
	struct revision *revision;	/* in force */
	/* Were in force, the latest first: to go back to. */
	struct revision *kept[REVISIONS_KEPT];
	bool drops_ids;			/* started as root */
	struct spawn_ids ids[ROLE_KIND_COUNT];
	unsigned missing;		/* sandbox layers, with insecure */

	int lock[CLASS_COUNT + 1];
	int listen[CLASS_COUNT];	/* -1: class not set */
	int control;

	struct supervisor *supervisor;
	struct role *roles[ROLES_MAX];
	size_t role_count;
	struct role *keeper;
	struct role *inspector;
	int64_t milters_due_ms;		/* start them by then, ready or not */
	int64_t late_ms;		/* to be ready by then */
	bool milters_started;
	bool told_ready;

	struct reload reload;
	enum stop_stage stop;
	int64_t stop_deadline_ms;

	char *notes[NOTES_MAX];		/* texts for the audit */
	size_t note_count;
	struct frame_store store;
};

/* --- roles.c ---------------------------------------------------------------- */

/* Make a role; supervise_run() starts it.  NULL when there are too many. */
struct role *role_add(struct daemon *d, enum role_kind kind,
	    enum socket_class c, unsigned number);
/* Take away the roles that ended for good. */
void	roles_sweep(struct daemon *d);
/* Every milter of every class that is set. */
void	milters_add(struct daemon *d);
/* Replace the milters one for one, on fresh sockets (SIGUSR1). */
void	milters_replace(struct daemon *d);
bool	roles_ready(const struct daemon *d);
/* Take what a role says on its lifeline. */
void	role_read(struct role *r);
/* Tell a role to finish; it is not started again. */
void	role_drain(struct role *r, uint32_t grace_ms);
/* One line for the audit record; kept until a keeper can take it. */
void	daemon_note(struct daemon *d, const char *role, const char *text);
/* Kill the draining ones past their time; ms until the next, or -1. */
int	roles_press(struct daemon *d);

/* --- launch.c --------------------------------------------------------------- */

/* What differs from role to role at its start. */
struct launch {
	enum role_kind kind;
	const char *socket_class;	/* milter */
	bool check_only;		/* -n */
	int fd[3];			/* become 4, 5, 6; -1 ends the list */
	int output;			/* stdout and stderr; -1: ours */
	const struct revision *revision;
};

/*
 * Start a role and hand it the files of its revision.  ret_lifeline is our
 * end.  0 or negative; why it failed is logged.
 */
int	launch(struct daemon *d, const struct launch *l, pid_t *ret_pid,
	    int *ret_lifeline);
/*
 * Run every role's -n on a revision and wait; what they say goes to said.
 * 0, or ERR_SYNTAX when one refuses, ERR_SYSTEM when one cannot run.
 */
int	launch_checks(struct daemon *d, const struct revision *rev,
	    struct buf *said);

/* --- reload.c --------------------------------------------------------------- */

void	reload_begin(struct daemon *d);
/* The same with the files of a revision that was in force before. */
void	reload_rollback(struct daemon *d,
	    const uint8_t digest[LIFELINE_DIGEST_SIZE]);
/* Go on after an event or a passed deadline. */
void	reload_step(struct daemon *d);
/* A milter or the keeper answered; error is NULL for RELOAD_OK. */
void	reload_answer(struct daemon *d, struct role *r, const char *error);
void	reload_role_ended(struct daemon *d, const struct role *r);
void	reload_stray(struct daemon *d, pid_t pid, int wait_status);
void	reload_cancel(struct daemon *d, const char *why);

/* --- stop.c ----------------------------------------------------------------- */

void	stop_begin(struct daemon *d);
void	stop_step(struct daemon *d);

#endif
