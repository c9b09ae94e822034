#include "nursery.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "ipc/frame.h"
#include "privsep/lifeline.h"
#include "unit/unit.h"

static const uint8_t digest[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };

struct zygote_limits
nursery_limits(void)
{
	struct zygote_limits l = zygote_default_limits();

	l.wall_ms = 2 * UNIT_PATIENCE_MS;
	l.cpu_s = 60;
	return l;
}

void
nursery_start(struct nursery_test *t, const struct zygote_limits *l,
    nursery_work work, void *arg)
{
	nursery_start_before(t, l, work, arg, NULL);
}

void
nursery_start_before(struct nursery_test *t, const struct zygote_limits *l,
    nursery_work work, void *arg, const struct nursery_test *reader)
{
	static const uint16_t legal[] = { LIFELINE_READY };
	static struct frame_store store;
	int life[2], requests[2], output[2];
	struct frame f;

	memset(t, 0, sizeof *t);
	ck_assert_int_eq(frame_pair(life), 0);
	ck_assert_int_eq(frame_pair(requests), 0);
	ck_assert_int_eq(pipe2(output, O_CLOEXEC), 0);
	t->pid = fork();
	ck_assert_int_ne(t->pid, -1);
	if (t->pid == 0) {
		struct zygote z = { .name = "exeat-inspector",
		    .requests = requests[1], .lifeline = life[1],
		    .reader = { .lifeline = -1, .requests = reader != NULL ?
		    dup(reader->channel) : -1 },
		    .limits = *l, .work = work, .arg = arg };

		close(life[0]);
		close(requests[0]);
		dup2(output[1], STDERR_FILENO);
		log_open("exeat-inspector", LOG_TO_STDERR, false);
		memcpy(z.digest, digest, sizeof digest);
		_exit(zygote_serve(&z));
	}
	close(life[1]);
	close(requests[1]);
	close(output[1]);
	t->lifeline = life[0];
	t->log = output[0];
	t->channel = requests[0];
	t->inspector = inspector_new(requests[0], digest);
	t->arena = arena_new(64 * MIB);
	ck_assert_int_eq(frame_recv(t->lifeline, &store, legal, 1,
	    clock_mono_ms() + UNIT_PATIENCE_MS, &f), 0);
}

int
nursery_stop(struct nursery_test *t, struct slice *ret_log)
{
	struct buf log = BUF_INIT(4 * MIB);
	char piece[4096];
	int status;
	ssize_t n;

	inspector_unref(t->inspector);
	close(t->lifeline);
	/* Open until the zygote and its last child have ended. */
	while ((n = read(t->log, piece, sizeof piece)) > 0)
		buf_put(&log, piece, (size_t)n);
	close(t->log);
	while (waitpid(t->pid, &status, 0) == -1 && errno == EINTR)
		;
	if (ret_log != NULL)
		*ret_log = arena_dup(t->arena, buf_slice(&log));
	buf_free(&log);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

int
nursery_spool(struct slice message)
{
	int fd;

	fd = memfd_create("message", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	ck_assert_int_ne(fd, -1);
	ck_assert(write(fd, message.ptr, message.len) ==
	    (ssize_t)message.len);
	ck_assert_int_eq(fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW |
	    F_SEAL_WRITE | F_SEAL_SEAL), 0);
	return fd;
}

int
nursery_ask(struct nursery_test *t, struct slice message, int64_t patience_ms,
    struct report **ret, struct inspection **ret_inspection)
{
	int64_t deadline = clock_mono_ms() + patience_ms;
	struct envelope e;
	int fd, r;

	envelope_init(&e, MAIL_CLASS_SUBMISSION);
	fd = nursery_spool(message);
	r = inspection_start(t->inspector, fd, message.len, &e, deadline,
	    ret_inspection);
	close(fd);
	if (r == 0)
		r = inspection_report(*ret_inspection, t->arena, deadline,
		    NULL, NULL, ret);
	return r;
}

int
nursery_inspect(struct nursery_test *t, struct slice message,
    int64_t patience_ms, struct report **ret)
{
	struct inspection *n = NULL;
	int r;

	r = nursery_ask(t, message, patience_ms, ret, &n);
	inspection_free(n);
	return r;
}

unsigned
nursery_zombies(const struct nursery_test *t)
{
	char path[64], line[512], *state;
	unsigned found = 0;
	long children[256];
	size_t n = 0, i;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)t->pid,
	    (int)t->pid);
	f = fopen(path, "re");
	if (f == NULL)
		return 0;
	while (n < 256 && fscanf(f, "%ld", &children[n]) == 1)
		n++;
	fclose(f);
	for (i = 0; i < n; i++) {
		snprintf(path, sizeof path, "/proc/%ld/stat", children[i]);
		f = fopen(path, "re");
		if (f == NULL)
			continue;
		if (fgets(line, sizeof line, f) != NULL) {
			state = strrchr(line, ')');
			found += state != NULL && state[2] == 'Z';
		}
		fclose(f);
	}
	return found;
}
