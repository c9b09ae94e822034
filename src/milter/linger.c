#include "milter/linger.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* MI_RD_CMD_TO of libmilter's engine.c: ms that a worker lingers. */
#define LINGER_MS	1

/* Set and used by one thread between a callback and its next wait. */
static _Thread_local bool leaves;
static _Thread_local void (*written)(void *arg);
static _Thread_local void *written_arg;

void
linger_leave(void (*fn)(void *arg), void *arg)
{
	leaves = true;
	written = fn;
	written_arg = arg;
}

void
linger_forget(const void *arg)
{
	if (written_arg != arg)
		return;
	written = NULL;
	written_arg = NULL;
}

/* Cleared first: whoever is told may wait for somebody himself. */
static void
tell_written(void)
{
	void (*fn)(void *arg) = written;
	void *arg = written_arg;

	written = NULL;
	written_arg = NULL;
	if (fn != NULL)
		fn(arg);
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
	/* glibc's header says of poll() that it reads nothing from there. */
	const struct pollfd *volatile asked = fds;
	bool leave;

	/* The answer itself, on its way out: libmilter asks before it writes. */
	if (n == 1 && asked->events == POLLOUT)
		return real_poll(fds, n, timeout_ms);
	leave = leaves && n == 1 && timeout_ms == LINGER_MS;
	leaves = false;
	tell_written();
	if (leave) {
		fds[0].revents = 0;
		return 0;
	}
	return real_poll(fds, n, timeout_ms);
}
