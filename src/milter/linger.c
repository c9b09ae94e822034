#include "milter/linger.h"

#include <poll.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* MI_RD_CMD_TO of libmilter's engine.c: ms that a worker lingers. */
#define LINGER_MS	1

/* Set and used by one thread between a callback and its next wait. */
static _Thread_local bool leaves;

void
linger_leave(void)
{
	leaves = true;
}

static int
real_poll(struct pollfd *fds, nfds_t n, int timeout_ms)
{
#ifdef SYS_poll
	return (int)syscall(SYS_poll, fds, n, timeout_ms);
#else
	struct timespec t = { timeout_ms / 1000,
	    (timeout_ms % 1000) * 1000000L };

	return ppoll(fds, n, timeout_ms < 0 ? NULL : &t, NULL);
#endif
}

/* Stands before libc's for libmilter too: ELF looks in the program first. */
#undef poll
int
poll(struct pollfd *fds, nfds_t n, int timeout_ms)
{
	bool leave;

	leave = leaves && n == 1 && timeout_ms == LINGER_MS;
	leaves = false;
	if (leave) {
		fds[0].revents = 0;
		return 0;
	}
	return real_poll(fds, n, timeout_ms);
}
