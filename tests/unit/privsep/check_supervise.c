#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "privsep/sandbox.h"
#include "privsep/supervise.h"
#include "unit/unit.h"

static const struct {
	const char *name;
	int64_t lived[12];	/* -1 ends */
	int64_t delay[12];
} backoffs[] = {
	{ "doubles to ten seconds and stays",
	    { 0, 5, 0, 10, 0, 0, 0, 0, 0, 0, -1 },
	    { 100, 200, 400, 800, 1600, 3200, 6400, 10000, 10000, 10000 } },
	{ "a healthy life begins afresh",
	    { 0, 0, 0, 500, 0, 499, 501, -1 },
	    { 100, 200, 400, 100, 200, 400, 100 } },
};

START_TEST(test_backoff)
{
	struct backoff b = { 0 };
	int i;

	for (i = 0; backoffs[_i].lived[i] != -1; i++)
		ck_assert_msg(backoff_next(&b, backoffs[_i].lived[i]) ==
		    backoffs[_i].delay[i], "%s: step %d", backoffs[_i].name,
		    i);
}
END_TEST

static int starts, ends, strays;

static int
start_child(void *arg, pid_t *ret_pid)
{
	int *mode = arg;
	pid_t pid;

	starts++;
	if (*mode == 0)
		return ERR_SYSTEM;
	pid = fork();
	if (pid == 0) {
		if (*mode == 2)
			raise(SIGSYS);
		_exit(0);
	}
	*ret_pid = pid;
	return 0;
}

static bool
ended(void *arg, int wait_status)
{
	(void)arg;
	(void)wait_status;
	ends++;
	return ends < 3;
}

static void
on_stray(void *arg, pid_t pid, int wait_status)
{
	(void)arg;
	(void)pid;
	(void)wait_status;
	strays++;
}

/* Wait until the supervisor has seen so many ends. */
static void
reap_until(struct supervisor *s, int wanted)
{
	int64_t deadline = clock_mono_ms() + UNIT_PATIENCE_MS;

	while (ends < wanted && clock_mono_ms() < deadline) {
		supervise_run(s);
		supervise_reap(s, on_stray, NULL);
		usleep(2000);
	}
	ck_assert_int_eq(ends, wanted);
}

START_TEST(test_restarts)
{
	static const struct supervise_ops ops = { start_child, ended };
	struct supervisor *s = supervisor_new();
	struct supervised *one;
	int64_t began = clock_mono_ms();
	int mode = 1;

	one = supervise_add(s, "role", &ops, &mode);
	ck_assert_int_eq(supervise_pid(one), 0);
	reap_until(s, 3);
	/* 100 ms and 200 ms were waited; the third end was the last. */
	ck_assert_int_ge(clock_mono_ms() - began, 300);
	ck_assert_int_eq(supervise_run(s), -1);
	ck_assert_int_eq(starts, 3);
	ck_assert_uint_eq(supervise_running(s), 0);
	supervise_remove(s, one);
	supervisor_free(s);
}
END_TEST

START_TEST(test_failed_start_is_retried)
{
	static const struct supervise_ops ops = { start_child, ended };
	struct supervisor *s = supervisor_new();
	int mode = 0, wait;

	supervise_add(s, "role", &ops, &mode);
	wait = supervise_run(s);
	ck_assert_int_eq(starts, 1);
	/* 0: it took us as long to come back from there. */
	ck_assert_int_ge(wait, 0);
	ck_assert_int_le(wait, 100);
	supervise_stop(s);
	ck_assert_int_eq(supervise_run(s), -1);
	supervisor_free(s);
}
END_TEST

START_TEST(test_strays)
{
	struct supervisor *s = supervisor_new();
	pid_t pid;

	pid = fork();
	if (pid == 0)
		_exit(0);
	while (strays == 0)
		supervise_reap(s, on_stray, NULL);
	ck_assert_int_eq(strays, 1);
	supervisor_free(s);
}
END_TEST

static const struct {
	int signal;
	enum sandbox_end end;
} signals[] = {
	{ SIGSYS, SANDBOX_END_VIOLATION }, { SIGXCPU, SANDBOX_END_CPU },
	{ SIGALRM, SANDBOX_END_WALL }, { SIGXFSZ, SANDBOX_END_OUTPUT },
	{ SIGKILL, SANDBOX_END_KILLED }, { SIGSEGV, SANDBOX_END_CRASH },
	{ SIGABRT, SANDBOX_END_CRASH }, { SIGBUS, SANDBOX_END_CRASH },
};

START_TEST(test_ends)
{
	int status;
	pid_t pid;

	pid = fork();
	if (pid == 0) {
		signal(signals[_i].signal, SIG_DFL);
		kill(getpid(), signals[_i].signal);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(sandbox_end_of(status), signals[_i].end);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "backoff", test_backoff, N_OF(backoffs) },
		{ "restarts", test_restarts, 0 },
		{ "failed start", test_failed_start_is_retried, 0 },
		{ "strays", test_strays, 0 },
		{ "ends", test_ends, N_OF(signals) },
		{ NULL, NULL, 0 },
	};

	return unit_main("supervise", cases);
}
