#include "ctl/engine.h"

#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit/unit.h"

/* A process that holds its end of the lifeline and does nothing else. */
static pid_t
spawn(struct engine *e, int *ret_other_end)
{
	int life[2];
	pid_t pid;

	memset(e, 0, sizeof *e);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, life), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		pause();
		_exit(0);
	}
	e->inspector.pid = pid;
	e->inspector.lifeline = life[0];
	*ret_other_end = life[1];
	return pid;
}

static void
end(struct engine *e, pid_t pid)
{
	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	close(e->inspector.lifeline);
}

START_TEST(test_alive)
{
	struct engine e;
	int other;
	pid_t pid = spawn(&e, &other);

	ck_assert(engine_is_alive(&e));
	/* What it says by the lifeline is no end. */
	ck_assert_int_eq(send(other, "note", 4, 0), 4);
	ck_assert(engine_is_alive(&e));
	close(other);
	end(&e, pid);
}
END_TEST

START_TEST(test_dead)
{
	struct engine e;
	siginfo_t si;
	int other;
	pid_t pid = spawn(&e, &other);

	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	ck_assert_int_eq(waitid(P_PID, (id_t)pid, &si, WEXITED | WNOWAIT), 0);
	ck_assert(!engine_is_alive(&e));
	/* Nobody has taken its end from whoever waits for it. */
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	close(other);
	close(e.inspector.lifeline);
}
END_TEST

/* Its descriptors are closed; it cannot be waited for yet. */
START_TEST(test_dying)
{
	struct engine e;
	int other;
	pid_t pid = spawn(&e, &other);

	/* As when both its copies are closed. */
	ck_assert_int_eq(shutdown(other, SHUT_RDWR), 0);
	ck_assert(!engine_is_alive(&e));
	close(other);
	end(&e, pid);
}
END_TEST

START_TEST(test_none)
{
	struct engine e;

	memset(&e, 0, sizeof e);
	ck_assert(!engine_is_alive(&e));
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "alive", test_alive, 0 },
		{ "dead", test_dead, 0 },
		{ "dying", test_dying, 0 },
		{ "none", test_none, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("engine", tests);
}
