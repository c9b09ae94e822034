#include "inspector/zygote.h"

#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/log.h"
#include "inspector/child.h"
#include "privsep/lifeline.h"
#include "privsep/sandbox.h"

/* A child that cannot even start is not tried again at once. */
#define RESPAWN_PAUSE_MS	100

struct nursery {
	const struct zygote *z;
	uint64_t address_space;
	int signals;		/* signalfd of SIGCHLD */
	int nowhere;		/* /dev/null, for what children might print */
	sigset_t old_mask;
	unsigned alive;
	unsigned failed_in_a_row;
	bool finishing;		/* no more children */
	bool reader_ended;
	int64_t end_ms;		/* the grace ends; 0: not draining */
};

struct zygote_limits
zygote_default_limits(void)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	return (struct zygote_limits){
		.children = cores > 0 ? 2 * (unsigned)cores : 2,
		.wall_ms = CHILD_WALL_MAX_MS,
		.cpu_s = CHILD_CPU_MAX_S,
		.memory = CHILD_MEMORY_MAX,
	};
}

static void
fork_one(struct nursery *n)
{
	pid_t pid;

	pid = fork();
	if (pid == -1) {
		n->failed_in_a_row++;
		return;
	}
	if (pid == 0) {
		sigprocmask(SIG_SETMASK, &n->old_mask, NULL);
		close(n->signals);
		if (n->z->lifeline != -1)
			close(n->z->lifeline);
		if (n->z->reader.lifeline != -1)
			close(n->z->reader.lifeline);
		/* One taken over must not write our log. */
		if (dup3(n->nowhere, STDOUT_FILENO, O_CLOEXEC) == -1 ||
		    dup3(n->nowhere, STDERR_FILENO, O_CLOEXEC) == -1)
			_exit(1);
		child_serve(n->z, n->address_space);
	}
	n->alive++;
}

static void
refill(struct nursery *n)
{
	while (!n->finishing && n->alive < n->z->limits.children &&
	    n->failed_in_a_row == 0)
		fork_one(n);
}

/* How a child ended; the ordinary end is not worth a line. */
static void
log_end(pid_t pid, int status)
{
	enum sandbox_end end = sandbox_end_of(status);

	if (end == SANDBOX_END_EXIT && WEXITSTATUS(status) == 0)
		return;
	LOG_EVENT(end == SANDBOX_END_VIOLATION ? LOG_LEVEL_ERROR :
	    LOG_LEVEL_WARN, NULL,
	    end == SANDBOX_END_VIOLATION ? "sandbox-violation" : "child-died",
	    KV_STR("role", "inspector-child"), KV_INT("child", pid),
	    KV_STR("end", sandbox_end_word(end)),
	    KV_INT("signal", WIFSIGNALED(status) ? WTERMSIG(status) : 0));
}

static void
reap(struct nursery *n)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid == n->z->reader.pid) {
			n->reader_ended = true;
			continue;
		}
		if (n->alive > 0)
			n->alive--;
		/* One that exits by itself with a failure could not start. */
		if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
			n->failed_in_a_row++;
		else
			n->failed_in_a_row = 0;
		log_end(pid, status);
	}
}

static void
read_signals(struct nursery *n)
{
	struct signalfd_siginfo si;

	while (read(n->signals, &si, sizeof si) == (ssize_t)sizeof si)
		;
	reap(n);
}

/*
 * DRAIN: clients may still finish what they began, so children go on being
 * made until every client has closed its end, or until the grace is over.
 * Without a DRAIN the parent is gone, and so are the clients soon.
 */
static void
read_lifeline(struct nursery *n)
{
	static struct frame_store store;
	uint32_t grace = 0;
	struct frame f;
	int r;

	r = frame_recv_now(n->z->lifeline, &store, lifeline_to_role,
	    lifeline_to_role_count, &f);
	if (r == ERR_TIMEOUT)
		return;
	if (r < 0) {
		n->finishing = true;
		return;
	}
	if (f.type == LIFELINE_DRAIN) {
		(void)lifeline_drain_grace(&f, &grace);
		n->end_ms = clock_mono_ms() + grace;
		if (n->z->reader.lifeline != -1)
			lifeline_drain(n->z->reader.lifeline, grace);
	}
	frame_close_fds(&f);
}

/* Until the next thing that time alone brings; -1: nothing. */
static int
patience(const struct nursery *n)
{
	int64_t left;

	if (n->failed_in_a_row > 0)
		return RESPAWN_PAUSE_MS;
	if (n->end_ms == 0)
		return -1;
	left = n->end_ms - clock_mono_ms();
	return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

/* A client may hand a message over and go: exeat-inspector's children do. */
static bool
has_requests(int channel)
{
	uint8_t byte;
	struct iovec iov = { &byte, 1 };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1 };

	return recvmsg(channel, &m, MSG_PEEK | MSG_DONTWAIT) > 0;
}

/*
 * Children that wait see the channel close when the last client has closed
 * its end; those at work finish.  The zygote itself waits for all of them,
 * but not past the grace.
 */
static int
loop(struct nursery *n)
{
	struct pollfd p[3] = {
		{ .fd = n->signals, .events = POLLIN },
		{ .fd = n->z->lifeline, .events = POLLIN },
		{ .fd = n->z->requests, .events = 0 },
	};

	while (!n->finishing || n->alive > 0) {
		refill(n);
		if (poll(p, 3, patience(n)) == 0) {
			n->failed_in_a_row = 0;
			if (n->end_ms != 0 && clock_mono_ms() >= n->end_ms)
				return ROLE_EXIT_OK;
			continue;
		}
		if (p[0].revents != 0)
			read_signals(n);
		if (p[1].fd != -1 && p[1].revents != 0)
			read_lifeline(n);
		if ((p[2].revents & POLLHUP) != 0)
			p[2].fd = -1;
		if (p[2].fd == -1 && !has_requests(n->z->requests))
			n->finishing = true;
		if (n->finishing)
			p[1].fd = -1;
		/* Two are one: the parent starts both again. */
		if (n->reader_ended) {
			LOG_EVENT(LOG_LEVEL_ERROR, NULL, "reader-ended",
			    KV_INT("finishing", n->finishing));
			return ROLE_EXIT_FAILED;
		}
	}
	return ROLE_EXIT_OK;
}

/*
 * The reader ends when nobody holds its channel any more and its children are
 * done, or at the end of its grace.  It dies with us, so it is waited for.
 */
static void
wait_reader(struct nursery *n)
{
	struct pollfd p = { .fd = n->signals, .events = POLLIN };

	if (n->z->reader.pid == 0)
		return;
	close(n->z->reader.requests);
	while (!n->reader_ended && poll(&p, 1, patience(n)) != 0)
		read_signals(n);
}

static int
compare_bytes(const void *a, const void *b)
{
	return *(const uint8_t *)a - *(const uint8_t *)b;
}

/*
 * glibc asks the kernel for the size of the machine when it first sorts more
 * than a kilobyte, and remembers it; a child may not ask.
 */
static void
sort_once(void)
{
	uint8_t bytes[2048];

	memset(bytes, 1, sizeof bytes);
	qsort(bytes, sizeof bytes, 1, compare_bytes);
}

static int
signals_open(struct nursery *n)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	if (sigprocmask(SIG_BLOCK, &set, &n->old_mask) == -1)
		return ERR_SYSTEM;
	n->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return n->signals == -1 ? ERR_SYSTEM : 0;
}

int
zygote_serve(const struct zygote *z)
{
	struct sandbox_options opt = { .insecure = z->insecure };
	struct nursery n = { .z = z };
	unsigned missing = SANDBOX_LAYERS & ~sandbox_available();
	int r;

	sort_once();
	/* What loading left over: children would copy its pages to write. */
	malloc_trim(0);
	n.nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	r = n.nowhere == -1 ? ERR_SYSTEM : signals_open(&n);
	if (r == 0) {
		n.address_space = sandbox_address_space();
		r = sandbox_enter(SANDBOX_ZYGOTE, &opt);
	}
	if (r < 0) {
		LOG_EVENT(LOG_LEVEL_ERROR, NULL, "sandbox-missing", KV_ERR(r));
		return ROLE_EXIT_SANDBOX;
	}
	if (z->lifeline != -1) {
		lifeline_note_override(z->lifeline, missing);
		r = lifeline_ready(z->lifeline, z->digest);
		if (r < 0)
			return ROLE_EXIT_FAILED;
	}
	r = loop(&n);
	if (r == ROLE_EXIT_OK)
		wait_reader(&n);
	return r;
}
