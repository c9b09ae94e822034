/*
 * spawn -- start a role: its descriptors, its account, an empty environment.
 *
 * The new process gets the descriptors listed and no others, a signal mask and
 * dispositions as after boot, a fixed environment (PATH, LC_ALL=C, TZ if set,
 * and names beginning EXEAT_), SIGKILL when the parent dies, umask 077, and the
 * ids of its account, which it cannot leave again.
 */
#ifndef PRIVSEP_SPAWN_H
#define PRIVSEP_SPAWN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define SPAWN_FDS_MAX	8

struct spawn_fd {
	int from;		/* open here; stays open here */
	int to;			/* its number there */
};

struct spawn_ids {
	uid_t uid;
	gid_t gid;
};

struct spawn {
	const char *path;		/* executable, absolute */
	const char *const *argv;	/* NULL-terminated, argv[0] included */
	const struct spawn_ids *ids;	/* NULL: as the caller */
	struct spawn_fd fd[SPAWN_FDS_MAX];
	size_t n_fds;
	int output_fd;			/* stdout and stderr; -1: the caller's */
};

/*
 * Start it.  Waits until exec has succeeded or failed, so that a missing
 * executable is told at once.
 *
 * Returns 0 with the pid; ERR_SYSTEM with errno of the step that failed in
 * either process, and its name in ret_step ("fork", "setresuid", "exec").
 */
int	spawn_role(const struct spawn *s, pid_t *ret_pid,
	    const char **ret_step);

/*
 * Give up root for the ids, for good: groups, gid, uid, capabilities.  Then
 * tries to get them back; if that works, ERR_DENIED.  For a caller that is
 * not root, only ids equal to its own are possible.
 *
 * Returns 0, ERR_SYSTEM or ERR_DENIED.
 */
int	drop_to(const struct spawn_ids *ids);

/*
 * The account of a role; ERR_NOTFOUND when it does not exist, ERR_DENIED when
 * it is root under another name.
 */
int	drop_lookup(const char *account, struct spawn_ids *ret);

/*
 * Keep only what a parent needs to bind, give away and signal: CHOWN, FOWNER,
 * DAC_OVERRIDE, KILL, SETUID, SETGID; the rest is gone, from the bounding set
 * too.  Does nothing for an ordinary user.  0 or ERR_SYSTEM.
 */
int	drop_parent_capabilities(void);

/* Directory of the running executable, without a slash at the end. */
int	spawn_own_directory(char *out, size_t size);

#endif
