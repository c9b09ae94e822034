#include "privsep/supervise.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "privsep/sandbox.h"

struct supervised {
	struct supervised *next;
	char *name;
	const struct supervise_ops *ops;
	void *arg;
	struct backoff backoff;
	pid_t pid;		/* 0: not running */
	int64_t started_ms;
	int64_t due_ms;		/* when to start, if wanted */
	bool wanted;
};

struct supervisor {
	struct supervised *first;
	bool stopped;
};

int64_t
backoff_next(struct backoff *b, int64_t lived_ms)
{
	int64_t delay;

	if (lived_ms >= SUPERVISE_HEALTHY_MS || b->delay_ms == 0)
		b->delay_ms = SUPERVISE_DELAY_FIRST_MS;
	delay = b->delay_ms;
	b->delay_ms = delay < SUPERVISE_DELAY_MAX_MS / 2 ? delay * 2 :
	    SUPERVISE_DELAY_MAX_MS;
	return delay;
}

struct supervisor *
supervisor_new(void)
{
	return mem_zalloc(sizeof(struct supervisor));
}

static void
one_free(struct supervised *one)
{
	free(one->name);
	free(one);
}

void
supervisor_free(struct supervisor *s)
{
	struct supervised *one, *next;

	if (s == NULL)
		return;
	for (one = s->first; one != NULL; one = next) {
		next = one->next;
		one_free(one);
	}
	free(s);
}

struct supervised *
supervise_add(struct supervisor *s, const char *name,
    const struct supervise_ops *ops, void *arg)
{
	struct supervised *one, **end;

	one = mem_zalloc(sizeof *one);
	one->name = mem_str(name);
	one->ops = ops;
	one->arg = arg;
	one->wanted = true;
	for (end = &s->first; *end != NULL; end = &(*end)->next)
		continue;
	*end = one;
	return one;
}

void
supervise_remove(struct supervisor *s, struct supervised *one)
{
	struct supervised **at;

	for (at = &s->first; *at != NULL; at = &(*at)->next) {
		if (*at == one) {
			*at = one->next;
			one_free(one);
			return;
		}
	}
}

pid_t
supervise_pid(const struct supervised *one)
{
	return one->pid;
}

int64_t
supervise_started_ms(const struct supervised *one)
{
	return one->started_ms;
}

unsigned
supervise_running(const struct supervisor *s)
{
	const struct supervised *one;
	unsigned n = 0;

	for (one = s->first; one != NULL; one = one->next)
		n += one->pid != 0;
	return n;
}

void
supervise_stop(struct supervisor *s)
{
	s->stopped = true;
}

static void
start_one(struct supervised *one, int64_t now)
{
	pid_t pid;

	if (one->ops->start(one->arg, &pid) < 0) {
		one->due_ms = now + backoff_next(&one->backoff, 0);
		return;
	}
	one->pid = pid;
	one->started_ms = now;
}

int
supervise_run(struct supervisor *s)
{
	struct supervised *one;
	int64_t now, wait = -1;

	if (s->stopped)
		return -1;
	for (one = s->first; one != NULL; one = one->next) {
		if (one->pid != 0 || !one->wanted)
			continue;
		now = clock_mono_ms();
		if (one->due_ms <= now)
			start_one(one, now);
		if (one->pid == 0 && (wait == -1 || one->due_ms - now < wait))
			wait = one->due_ms > now ? one->due_ms - now : 0;
	}
	return (int)wait;
}

void
supervise_log_end(const char *role, pid_t pid, int wait_status,
    bool expected)
{
	enum sandbox_end end = sandbox_end_of(wait_status);

	if (end == SANDBOX_END_EXIT) {
		LOG_EVENT(WEXITSTATUS(wait_status) == 0 || expected ?
		    LOG_LEVEL_INFO : LOG_LEVEL_ERROR, NULL, "role-ended",
		    KV_STR("role", role), KV_INT("role-pid", pid),
		    KV_INT("status", WEXITSTATUS(wait_status)));
		return;
	}
	if (end == SANDBOX_END_VIOLATION) {
		LOG_EVENT(LOG_LEVEL_ERROR, NULL, "sandbox-violation",
		    KV_STR("role", role), KV_INT("role-pid", pid));
		return;
	}
	LOG_EVENT(expected ? LOG_LEVEL_INFO : LOG_LEVEL_ERROR, NULL,
	    "role-ended", KV_STR("role", role), KV_INT("role-pid", pid),
	    KV_STR("how", sandbox_end_word(end)),
	    KV_INT("signal", WTERMSIG(wait_status)));
}

static struct supervised *
find(struct supervisor *s, pid_t pid)
{
	struct supervised *one;

	for (one = s->first; one != NULL; one = one->next)
		if (one->pid == pid)
			return one;
	return NULL;
}

static void
one_ended(struct supervisor *s, struct supervised *one, int wait_status)
{
	int64_t now = clock_mono_ms(), delay;

	supervise_log_end(one->name, one->pid, wait_status, s->stopped);
	one->pid = 0;
	delay = backoff_next(&one->backoff, now - one->started_ms);
	one->due_ms = now + delay;
	one->wanted = one->ops->ended(one->arg, wait_status);
	if (one->wanted && !s->stopped)
		LOG_EVENT(LOG_LEVEL_NOTICE, NULL, "role-restart",
		    KV_STR("role", one->name), KV_INT("in-ms", delay));
}

void
supervise_reap(struct supervisor *s,
    void (*stray)(void *arg, pid_t pid, int wait_status), void *arg)
{
	struct supervised *one;
	int status;
	pid_t pid;

	for (;;) {
		pid = waitpid(-1, &status, WNOHANG);
		if (pid == -1 && errno == EINTR)
			continue;
		if (pid <= 0)
			return;
		one = find(s, pid);
		if (one != NULL)
			one_ended(s, one, status);
		else if (stray != NULL)
			stray(arg, pid, status);
	}
}
