#include "privsep/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"

/* Descriptors are moved here first, so that from and to never collide. */
#define STAGING_FD	64
#define ENV_MAX		24
#define CLOSE_ON_EXEC	4U	/* CLOSE_RANGE_CLOEXEC, linux/close_range.h */

enum spawn_step {
	STEP_SESSION,
	STEP_DESCRIPTORS,
	STEP_OUTPUT,
	STEP_IDS,
	STEP_NO_NEW_PRIVS,
	STEP_PARENT_GONE,
	STEP_EXEC,
	STEP_FORK,
	STEP_COUNT
};

static const char *const step_words[STEP_COUNT] = {
	[STEP_SESSION] = "session",
	[STEP_DESCRIPTORS] = "descriptors",
	[STEP_OUTPUT] = "output",
	[STEP_IDS] = "ids",
	[STEP_NO_NEW_PRIVS] = "no_new_privs",
	[STEP_PARENT_GONE] = "parent gone",
	[STEP_EXEC] = "exec",
	[STEP_FORK] = "fork",
};

struct failure {
	int step;
	int error;
};

/* The variables a role may see; the rest could steer libraries. */
static void
clean_environment(char **env)
{
	extern char **environ;
	static char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
	static char lang[] = "LC_ALL=C";
	/* The last three mean something to builds made to find bugs only. */
	static const char *const kept[] = {
		"TZ=", "EXEAT_", "ASAN_OPTIONS=", "UBSAN_OPTIONS=",
		"TSAN_OPTIONS=",
	};
	size_t n = 0, i;
	char **p;

	env[n++] = path;
	env[n++] = lang;
	for (p = environ; *p != NULL && n < ENV_MAX - 1; p++)
		for (i = 0; i < sizeof kept / sizeof kept[0]; i++)
			if (strncmp(*p, kept[i], strlen(kept[i])) == 0 &&
			    n < ENV_MAX - 1)
				env[n++] = *p;
	env[n] = NULL;
}

static void
clean_signals(void)
{
	struct sigaction sa = { 0 };
	sigset_t none;
	int sig;

	sa.sa_handler = SIG_DFL;
	for (sig = 1; sig < NSIG; sig++)
		sigaction(sig, &sa, NULL);	/* fails for two; no matter */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static int
place_descriptors(const struct spawn *s)
{
	int staged[SPAWN_FDS_MAX];
	size_t i;

	for (i = 0; i < s->n_fds; i++) {
		staged[i] = fcntl(s->fd[i].from, F_DUPFD_CLOEXEC, STAGING_FD);
		if (staged[i] == -1)
			return -1;
	}
	/* Whatever is open ends with exec; dup2() makes the exceptions. */
	if (syscall(SYS_close_range, 3U, ~0U, CLOSE_ON_EXEC) == -1)
		return -1;
	for (i = 0; i < s->n_fds; i++)
		if (dup2(staged[i], s->fd[i].to) == -1)
			return -1;
	return 0;
}

static int
place_output(const struct spawn *s)
{
	int null;

	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null == -1 || dup2(null, STDIN_FILENO) == -1)
		return -1;
	close(null);
	if (s->output_fd == -1)
		return 0;
	if (dup2(s->output_fd, STDOUT_FILENO) == -1 ||
	    dup2(s->output_fd, STDERR_FILENO) == -1)
		return -1;
	return 0;
}

/* In the new process: everything between fork and exec. */
static enum spawn_step
become(const struct spawn *s, int exe, pid_t parent, char **env)
{
	clean_signals();
	if (setsid() == -1)
		return STEP_SESSION;
	umask(077);
	if (place_output(s) == -1)
		return STEP_OUTPUT;
	if (s->ids != NULL && drop_to(s->ids) < 0)
		return STEP_IDS;
	/* After the ids: changing them clears the death signal. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) == -1 || getppid() != parent)
		return STEP_PARENT_GONE;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return STEP_NO_NEW_PRIVS;
	if (place_descriptors(s) == -1)
		return STEP_DESCRIPTORS;
	/*
	 * By descriptor: the account need not be able to walk to the folder
	 * (a build tree in somebody's home).
	 */
	syscall(SYS_execveat, exe, "", s->argv, env, AT_EMPTY_PATH);
	return STEP_EXEC;
}

static _Noreturn void
child(const struct spawn *s, int exe, int report, pid_t parent, char **env)
{
	struct failure f;
	ssize_t n;

	f.step = (int)become(s, exe, parent, env);
	f.error = errno;
	n = write(report, &f, sizeof f);
	(void)n;
	_exit(127);
}

/* 0 when exec closed the pipe; else the step that failed, and its errno. */
static int
await_exec(int report, pid_t pid, const char **ret_step)
{
	struct failure f;
	ssize_t n;

	do
		n = read(report, &f, sizeof f);
	while (n == -1 && errno == EINTR);
	if (n == 0)
		return 0;
	while (waitpid(pid, NULL, 0) == -1 && errno == EINTR)
		continue;
	if (n == (ssize_t)sizeof f && f.step >= 0 && f.step < STEP_COUNT) {
		*ret_step = step_words[f.step];
		errno = f.error;
	} else {
		*ret_step = step_words[STEP_FORK];
	}
	return ERR_SYSTEM;
}

int
spawn_role(const struct spawn *s, pid_t *ret_pid, const char **ret_step)
{
	int report[2] = { -1, -1 }, exe = -1, high = -1, r, saved;
	char *env[ENV_MAX];
	pid_t pid, self;

	*ret_step = step_words[STEP_EXEC];
	exe = open(s->path, O_PATH | O_CLOEXEC);
	if (exe == -1)
		return ERR_SYSTEM;
	r = ERR_SYSTEM;
	if (pipe2(report, O_CLOEXEC) == -1) {
		*ret_step = step_words[STEP_FORK];
		goto out;
	}
	/* Out of the way of the numbers that the role expects. */
	high = fcntl(exe, F_DUPFD_CLOEXEC, STAGING_FD);
	saved = fcntl(report[1], F_DUPFD_CLOEXEC, STAGING_FD);
	if (high == -1 || saved == -1)
		goto out;
	close(report[1]);
	report[1] = saved;
	clean_environment(env);
	self = getpid();
	pid = fork();
	if (pid == 0)
		child(s, high, report[1], self, env);
	*ret_step = step_words[STEP_FORK];
	if (pid == -1)
		goto out;
	close(report[1]);
	report[1] = -1;
	r = await_exec(report[0], pid, ret_step);
	if (r == 0)
		*ret_pid = pid;
out:
	saved = errno;
	close(exe);
	if (high != -1)
		close(high);
	if (report[0] != -1)
		close(report[0]);
	if (report[1] != -1)
		close(report[1]);
	errno = saved;
	return r;
}

int
spawn_own_directory(char *out, size_t size)
{
	ssize_t n;
	char *slash;

	n = readlink("/proc/self/exe", out, size);
	if (n == -1)
		return ERR_SYSTEM;
	if ((size_t)n >= size)
		return ERR_LIMIT;
	out[n] = '\0';
	slash = strrchr(out, '/');
	if (slash == NULL)
		return ERR_SYNTAX;
	slash[slash == out ? 1 : 0] = '\0';
	return 0;
}
