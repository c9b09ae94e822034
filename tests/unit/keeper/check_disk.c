/*
 * disk -- the n-th write or flush of the keeper fails, for each n (C2, C3):
 * nothing is acknowledged that is not there afterwards, nothing is there by
 * half, and after a failed flush the keeper ends instead of trusting the next.
 * What is learnt stands or falls with its decision.
 */
#include "unit/keeper/remember.h"

#define TIMES	8

static const struct {
	const char *call, *error;
	bool is_flush;
	int skip;		/* so many of them belong to the start */
} faults[] = {
	{ "fsync", "EIO", true, 0 },
	{ "fdatasync", "EIO", true, 0 },
	{ "write", "ENOSPC", false, 0 },
	{ "pwrite64", "ENOSPC", false, 0 },
	{ "pwrite64", "ENOSPC", false, TIMES },
	{ "pwrite64", "EIO", false, 2 * TIMES },
	{ "renameat2", "ENOSPC", false, 0 },
};

static bool
can_inject(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		execlp("strace", "strace", "-qq", "-o", "/dev/null", "-e",
		    "inject=getppid:error=EIO:when=99", "true", (char *)NULL);
		_exit(1);
	}
	return waitpid(pid, &status, 0) == pid && status == 0;
}

/* A fresh held message, then one that is let through; how many said yes. */
static void
decide_both(struct rig *g, struct mail m[2], int answer[2])
{
	struct keeper_receipt got;
	int i;

	for (i = 0; i < 2; i++)
		answer[i] = mail_decide(g, &m[i], 10 + (unsigned)i, &got);
}

START_TEST(test_faults)
{
	int kind = _i / TIMES, n = _i % TIMES + 1, answer[2], status;
	struct keeper_receipt got;
	struct keeper_answer ans;
	char inject[80], ref[REFERENCE_SIZE];
	struct mail m[2];
	struct rig g;
	bool started;

	if (!can_inject()) {
		printf("# skipped: strace cannot trace here\n");
		return;
	}
	rig_make(&g);
	rig_start(&g, NULL);
	hold_one(&g, "before", 1000, 1, ref);
	ck_assert_int_eq(rig_drain(&g), 0);
	mail_make(&g, &m[0], "disk", 100000, 2, 2);
	mail_make(&g, &m[1], "disk too", 1000, 2, 0);
	note_make(&g, &m[1]);
	/* What strace makes of the call must be one that the sandbox knows. */
	snprintf(inject, sizeof inject,
	    "inject=%s:error=%s:when=%d:syscall=getpid",
	    faults[kind].call, faults[kind].error, n + faults[kind].skip);
	g.inject = inject;
	answer[0] = answer[1] = ERR_CLOSED;
	started = rig_try_start(&g, NULL) == 0;
	if (started) {
		decide_both(&g, m, answer);
		status = rig_drain(&g);
		ck_assert_msg(status == 0 || status == ROLE_EXIT_FAILED,
		    "%s: ended with %d", inject, status);
		/* A flush that failed is the end of this process. */
		if (faults[kind].is_flush && (answer[0] < 0 || answer[1] < 0))
			ck_assert_int_eq(status, ROLE_EXIT_FAILED);
	}
	g.inject = NULL;
	if (answer[1] == 0)
		ck_assert_uint_eq(learnt(&g), 1);
	/* A flush that failed may have reached the disk all the same. */
	else if (!faults[kind].is_flush)
		ck_assert_uint_eq(learnt(&g), 0);

	rig_start(&g, NULL);
	audit_is_right(&g);
	ref_make(10, ref);
	if (answer[0] == 0)
		ck_assert_int_eq(keeper_explain(g.people, ref, g.a, &ans), 0);
	ref_make(11, ref);
	if (answer[1] == 0)
		ck_assert_int_eq(keeper_explain(g.people, ref, g.a, &ans), 0);
	/* One case of it, whether its first try had come through or not. */
	ck_assert_int_eq(mail_decide(&g, &m[0], 20, &got), 0);
	if (answer[0] == 0)
		ck_assert(got.joined);
	ck_assert_uint_eq(held_count(&g, "HELD"), 2);
	ck_assert_int_eq(store_grep(&g, "canary-"), 0);
	mail_end(&m[0]);
	mail_end(&m[1]);
	rig_end(&g);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "faults", test_faults, TIMES * N_OF(faults) },
		{ NULL, NULL, 0 },
	};

	return unit_main("disk", cases);
}
