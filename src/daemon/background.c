#include "daemon/background.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/log.h"
#include "privsep/lifeline.h"

static struct {
	int pipe;		/* -1: nobody waits */
	bool keep_output;
} waiting = { -1, false };

static _Noreturn void
wait_for_child(int fd)
{
	unsigned char status = ROLE_EXIT_FAILED;
	ssize_t n;

	do
		n = read(fd, &status, 1);
	while (n == -1 && errno == EINTR);
	/* No word at all: it died, and said why on standard error. */
	_exit(n == 1 ? status : ROLE_EXIT_FAILED);
}

void
background_begin(void)
{
	int pipefd[2];
	pid_t pid;

	if (pipe2(pipefd, O_CLOEXEC) == -1 || (pid = fork()) == -1) {
		fprintf(stderr, "exeatd: fork: %s\n", strerror(errno));
		exit(ROLE_EXIT_FAILED);
	}
	if (pid > 0) {
		close(pipefd[1]);
		wait_for_child(pipefd[0]);
	}
	close(pipefd[0]);
	waiting.pipe = pipefd[1];
	setsid();
	if (chdir("/") == -1)
		fprintf(stderr, "exeatd: /: %s\n", strerror(errno));
}

void
background_keep_output(bool keep)
{
	waiting.keep_output = keep;
}

static void
tell(unsigned char status)
{
	ssize_t n;

	n = write(waiting.pipe, &status, 1);
	(void)n;
	close(waiting.pipe);
	waiting.pipe = -1;
}

static void
leave_terminal(void)
{
	int null;

	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null == -1)
		return;
	dup2(null, STDIN_FILENO);
	if (!waiting.keep_output) {
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
	}
	close(null);
}

void
background_ready(void)
{
	if (waiting.pipe == -1)
		return;
	tell(ROLE_EXIT_OK);
	leave_terminal();
}

void
background_late(void)
{
	if (waiting.pipe == -1)
		return;
	fputs("exeatd: some roles are not ready yet; they are started again "
	    "and again, the log says why\n", stderr);
	tell(ROLE_EXIT_FAILED);
	leave_terminal();
}

void
background_fail(const char *why, int status)
{
	fprintf(stderr, "exeatd: %s\n", why);
	if (waiting.pipe != -1)
		tell((unsigned char)status);
	exit(status);
}

void
background_pidfile(const char *path)
{
	char line[24];
	int fd, n;

	if (path == NULL)
		return;
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
	    0644);
	n = snprintf(line, sizeof line, "%ld\n", (long)getpid());
	if (fd == -1 || write(fd, line, (size_t)n) != n || fchmod(fd, 0644))
		LOG_EVENT(LOG_LEVEL_WARN, NULL, "pidfile",
		    KV_STR("path", path), KV_ERR(ERR_SYSTEM));
	if (fd != -1)
		close(fd);
}

void
background_pidfile_remove(const char *path)
{
	if (path != NULL)
		unlink(path);
}
