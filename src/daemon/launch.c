#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/log.h"
#include "daemon/daemon.h"

#define ARGS_MAX		12
#define RULES_PATIENCE_MS	10000
#define CHECK_PATIENCE_MS	60000

static const char *
log_word(const struct daemon *d)
{
	const struct settings *s = d->revision != NULL ?
	    &d->revision->settings : NULL;

	if (s != NULL && s->has_log)
		return s->log_syslog ? "syslog" : "stderr";
	return d->options.foreground ? "stderr" : "syslog";
}

static void
arguments(const struct daemon *d, const struct launch *l, const char **argv)
{
	size_t n = 0;

	argv[n++] = role_word(l->kind);
	argv[n++] = "--config";
	argv[n++] = l->revision->path;
	argv[n++] = "--rules-on-lifeline";
	if (l->socket_class != NULL) {
		argv[n++] = "--class";
		argv[n++] = l->socket_class;
	}
	argv[n++] = "--foreground-log";
	argv[n++] = l->check_only ? "stderr" : log_word(d);
	if (d->options.insecure)
		argv[n++] = "--insecure-no-sandbox";
	if (d->options.debug)
		argv[n++] = "-d";
	if (l->check_only)
		argv[n++] = "-n";
	argv[n] = NULL;
}

int
launch(struct daemon *d, const struct launch *l, pid_t *ret_pid,
    int *ret_lifeline)
{
	const char *argv[ARGS_MAX], *step = NULL;
	char path[sizeof d->libexec + 32];
	struct spawn s = { .path = path, .argv = argv };
	int pair[2], r;
	size_t i;

	snprintf(path, sizeof path, "%s/%s", d->libexec, role_word(l->kind));
	arguments(d, l, argv);
	r = frame_pair(pair);
	if (r < 0)
		return r;
	s.fd[s.n_fds++] = (struct spawn_fd){ pair[1], ROLE_FD_LIFELINE };
	for (i = 0; i < 3 && l->fd[i] != -1; i++)
		s.fd[s.n_fds++] = (struct spawn_fd){ l->fd[i],
		    ROLE_FD_LIFELINE + 1 + (int)i };
	s.ids = d->drops_ids ? &d->ids[l->kind] : NULL;
	s.output_fd = l->output;
	r = spawn_role(&s, ret_pid, &step);
	if (r < 0)
		LOG_EVENT(LOG_LEVEL_ERROR, NULL, "role-start-failed",
		    KV_STR("role", role_word(l->kind)), KV_STR("path", path),
		    KV_STR("step", step), KV_ERR(r));
	close(pair[1]);
	if (r < 0) {
		close(pair[0]);
		return r;
	}
	/* A role that ends early is noticed when it is reaped. */
	r = (l->kind == ROLE_INSPECTOR ? rules_files_send_all :
	    rules_files_send)(pair[0], &l->revision->files,
	    clock_mono_ms() + RULES_PATIENCE_MS);
	if (r < 0 && r != ERR_CLOSED)
		LOG_EVENT(LOG_LEVEL_ERROR, NULL, "rules-not-taken",
		    KV_STR("role", role_word(l->kind)), KV_ERR(r));
	*ret_lifeline = pair[0];
	return 0;
}

/* Everything the process says, until it closes its end or time is up. */
static void
collect(int fd, struct buf *said)
{
	int64_t deadline = clock_mono_ms() + CHECK_PATIENCE_MS;
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char chunk[4096];
	int64_t left;
	ssize_t n;

	for (;;) {
		left = deadline - clock_mono_ms();
		if (left <= 0 || poll(&p, 1, (int)left) == 0)
			return;
		n = read(fd, chunk, sizeof chunk);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		/* Past the ceiling the rest is read and dropped. */
		(void)buf_put(said, chunk, (size_t)n);
	}
}

static int
check_one(struct daemon *d, const struct launch *l, struct buf *said)
{
	struct launch mine = *l;
	int pipefd[2], lifeline, status, r;
	pid_t pid;

	if (pipe2(pipefd, O_CLOEXEC) == -1)
		return ERR_SYSTEM;
	mine.output = pipefd[1];
	r = launch(d, &mine, &pid, &lifeline);
	close(pipefd[1]);
	if (r == 0) {
		close(lifeline);
		collect(pipefd[0], said);
		while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
			continue;
		if (!WIFEXITED(status) || WEXITSTATUS(status) != ROLE_EXIT_OK)
			r = ERR_SYNTAX;
		if (r < 0 && said->len == 0)
			buf_printf(said, "%s: %s refuses it without a word\n",
			    l->revision->path, role_word(l->kind));
	}
	close(pipefd[0]);
	return r;
}

int
launch_checks(struct daemon *d, const struct revision *rev, struct buf *said)
{
	struct launch l = { .check_only = true, .fd = { -1, -1, -1 },
	    .revision = rev };
	int r = 0;
	unsigned k;

	for (k = 0; k < ROLE_KIND_COUNT && r == 0; k++) {
		l.kind = (enum role_kind)k;
		r = check_one(d, &l, said);
	}
	return r;
}
