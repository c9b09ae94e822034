/*
 * The builder: which calls a table lets through, by value, mask, half and
 * order of lines.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "privsep/filter.h"
#include "privsep/sandbox.h"
#include "sandbox/stage.h"
#include "unit/unit.h"

#define ALLOW(nr, ...)	{ #nr, nr, { __VA_ARGS__ }, FILTER_ALLOW, 0, "test" }
#define EQ(i, v)	{ i, FILTER_LOW, 0xffffffffu, v }
#define BITS(i, m, v)	{ i, FILTER_LOW, m, v }
#define HIGH(i, v)	{ i, FILTER_HIGH, 0xffffffffu, v }
#define SELF(i)		{ i, FILTER_SELF, 0xffffffffu, 0 }

/* fsync is harmless with any arguments: -1 EBADF when it gets through. */
#define PROBE	SYS_fsync

static const struct filter_rule rules[] = {
	ALLOW(SYS_exit_group, { 0 }),
	{ "absent", -1, { { 0 } }, FILTER_ALLOW, 0, "skipped" },
	{ "refused", PROBE, { EQ(0, 7777) }, FILTER_ERRNO, EDOM, "test" },
	ALLOW(PROBE, EQ(0, 1000), EQ(1, 5)),
	ALLOW(PROBE, BITS(0, 0xff00, 0x2a00)),
	ALLOW(PROBE, EQ(0, 1001), HIGH(1, 0)),
	ALLOW(PROBE, EQ(0, 1002), SELF(1)),
	ALLOW(PROBE, EQ(0, 1003), EQ(1, 1), EQ(2, 2)),
	/* The first line that fits decides. */
	{ "killed", PROBE, { EQ(0, 1004) }, FILTER_KILL, 0, "test" },
	ALLOW(PROBE, EQ(0, 1004)),
};

static const struct {
	const char *name;
	long a, b, c;
	int end;		/* errno, or 0: killed */
} probes[] = {
	{ "an errno is given",		7777, 0, 0,	EDOM },
	{ "both conditions hold",	1000, 5, 0,	EBADF },
	{ "one does not",		1000, 6, 0,	0 },
	{ "the other does not",		1005, 5, 0,	0 },
	{ "bits under a mask",		0x12a34, 0, 0,	EBADF },
	{ "other bits",			0x12b34, 0, 0,	0 },
	{ "the high half is zero",	1001, 0x7fffffff, 0, EBADF },
	{ "the high half is not",	1001, 0x100000000, 0, 0 },
	{ "another process",		1002, 1, 0,	0 },
	{ "three conditions",		1003, 1, 2,	EBADF },
	{ "two of three",		1003, 1, 3,	0 },
	{ "the first line wins",	1004, 0, 0,	0 },
	{ "no line at all",		4, 0, 0,	0 },
};

static int
probe(long a, long b, long c)
{
	const struct filter_table t = { rules, N_OF(rules) };
	int status;
	pid_t pid;

	pid = fork();
	if (pid == 0) {
		if (b == -1)
			b = getpid();
		if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 ||
		    filter_install(&t, 1, FILTER_KILL) < 0)
			_exit(250);
		_exit(syscall(PROBE, a, b, c) == -1 ? errno : 251);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	if (WIFSIGNALED(status)) {
		ck_assert_int_eq(WTERMSIG(status), SIGSYS);
		return 0;
	}
	return WEXITSTATUS(status);
}

START_TEST(test_probe)
{
	int end;

	end = probe(probes[_i].a, probes[_i].b, probes[_i].c);
	ck_assert_msg(end == probes[_i].end, "%s: %d", probes[_i].name, end);
}
END_TEST

START_TEST(test_self)
{
	ck_assert_int_eq(probe(1002, -1, 0), EBADF);
}
END_TEST

/* Run under a filter that makes a layer's call fail, as an old kernel does. */
static int
enter_without(int nr, int err, bool insecure)
{
	const struct filter_rule rule = { "layer", nr, { { 0 } },
	    FILTER_ERRNO, err, "test" };
	const struct filter_table t = { &rule, 1 };
	struct sandbox_options opt = { .insecure = insecure };
	int status;
	pid_t pid;

	pid = fork();
	if (pid == 0) {
		if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 ||
		    filter_install(&t, 1, FILTER_ALLOW) < 0)
			_exit(250);
		if (nr != 446 && sandbox_available() == SANDBOX_LAYERS)
			_exit(251);
		_exit(-sandbox_enter(SANDBOX_MILTER, &opt));
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	return -WEXITSTATUS(status);
}

START_TEST(test_missing_layer)
{
	ck_assert_int_eq(enter_without(SYS_seccomp, ENOSYS, false),
	    ERR_UNSUPPORTED);
	ck_assert_int_eq(enter_without(SYS_seccomp, EPERM, false),
	    ERR_UNSUPPORTED);
	ck_assert_int_eq(enter_without(444, ENOSYS, false), ERR_UNSUPPORTED);
	ck_assert_int_eq(enter_without(444, EOPNOTSUPP, false),
	    ERR_UNSUPPORTED);
	ck_assert_int_eq(enter_without(SYS_seccomp, ENOSYS, true), 0);
	ck_assert_int_eq(enter_without(444, ENOSYS, true), 0);
	/* A layer that is there and then fails is no missing layer. */
	ck_assert_int_eq(enter_without(446, EPERM, true), ERR_SYSTEM);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "probes", test_probe, N_OF(probes) },
		{ "self", test_self, 0 },
		{ "missing layer", test_missing_layer, 0 },
		{ NULL, NULL, 0 },
	};

	if (STAGE_SANITIZED) {
		puts("skip: a sanitizer's exit needs more calls");
		return STAGE_SKIPPED;
	}
	return unit_main("filter", cases);
}
