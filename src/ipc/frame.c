#include "ipc/frame.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"

#define FRAME_VERSION	1

int
frame_pair(int ret_fd[2])
{
	int sv[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sv) == -1)
		return ERR_SYSTEM;
	ret_fd[0] = sv[0];
	ret_fd[1] = sv[1];
	return 0;
}

/* Wait for an event until the deadline; ERR_TIMEOUT when it passes. */
static int
wait_for(int sock, short events, int64_t deadline_ms)
{
	struct pollfd p = { .fd = sock, .events = events };
	int64_t left;
	int n;

	for (;;) {
		left = -1;
		if (deadline_ms != FRAME_NO_DEADLINE) {
			left = deadline_ms - clock_mono_ms();
			if (left < 0)
				left = 0;
			if (left > 3600000)
				left = 3600000;
		}
		n = poll(&p, 1, (int)left);
		if (n > 0)
			return 0;
		if (n == 0 && clock_mono_ms() >= deadline_ms)
			return ERR_TIMEOUT;
		if (n == -1 && errno != EINTR)
			return ERR_SYSTEM;
	}
}

static void
header_put(uint8_t *h, uint16_t type, uint32_t len, size_t nfds)
{
	h[0] = FRAME_VERSION;
	h[1] = (uint8_t)nfds;
	h[2] = (uint8_t)(type >> 8);
	h[3] = (uint8_t)type;
	h[4] = (uint8_t)(len >> 24);
	h[5] = (uint8_t)(len >> 16);
	h[6] = (uint8_t)(len >> 8);
	h[7] = (uint8_t)len;
}

int
frame_send(int sock, uint16_t type, struct slice body, const int *fds,
    size_t nfds, int64_t deadline_ms)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int) * FRAME_FDS_MAX)];
	uint8_t header[FRAME_HEADER_SIZE];
	struct iovec iov[2];
	struct msghdr msg = { 0 };
	struct cmsghdr *c;
	int r;

	if (body.len > FRAME_BODY_MAX || nfds > FRAME_FDS_MAX)
		return ERR_LIMIT;
	header_put(header, type, (uint32_t)body.len, nfds);
	iov[0] = (struct iovec){ header, sizeof header };
	iov[1] = (struct iovec){ (void *)(uintptr_t)body.ptr, body.len };
	msg.msg_iov = iov;
	msg.msg_iovlen = body.len > 0 ? 2 : 1;
	if (nfds > 0) {
		memset(control, 0, sizeof control);
		msg.msg_control = control;
		msg.msg_controllen = CMSG_SPACE(sizeof(int) * nfds);
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int) * nfds);
		memcpy(CMSG_DATA(c), fds, sizeof(int) * nfds);
	}
	for (;;) {
		if (sendmsg(sock, &msg, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0)
			return 0;
		if (errno == EPIPE || errno == ECONNRESET || errno == ENOTCONN)
			return ERR_CLOSED;
		if (errno == EINTR)
			continue;
		/* Too many descriptors in flight is congestion as well. */
		if (errno != EAGAIN && errno != ENOBUFS && errno != ETOOMANYREFS)
			return ERR_SYSTEM;
		r = wait_for(sock, POLLOUT, deadline_ms);
		if (r < 0)
			return r;
	}
}

/* Take the descriptors out of the control data; those too many are closed. */
static size_t
take_fds(struct msghdr *msg, struct frame *f)
{
	struct cmsghdr *c;
	size_t i, n, count;
	int fd;

	count = 0;
	for (c = CMSG_FIRSTHDR(msg); c != NULL; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (i = 0; i < n; i++) {
			memcpy(&fd, CMSG_DATA(c) + i * sizeof fd, sizeof fd);
			if (count < FRAME_FDS_MAX)
				f->fd[count] = fd;
			else
				close(fd);
			count++;
		}
	}
	return count;
}

static int
frame_check(const uint8_t *p, size_t n, size_t nfds, int flags,
    const uint16_t *legal, size_t n_legal, struct frame *f)
{
	uint32_t len;
	size_t i;

	if (n < FRAME_HEADER_SIZE || p[0] != FRAME_VERSION || p[1] != nfds ||
	    nfds > FRAME_FDS_MAX || (flags & (MSG_TRUNC | MSG_CTRUNC)) != 0)
		return ERR_SYNTAX;
	len = (uint32_t)p[4] << 24 | (uint32_t)p[5] << 16 |
	    (uint32_t)p[6] << 8 | p[7];
	if (len != n - FRAME_HEADER_SIZE)
		return ERR_SYNTAX;
	f->type = (uint16_t)(p[2] << 8 | p[3]);
	f->body = slice_of(p + FRAME_HEADER_SIZE, len);
	for (i = 0; i < n_legal; i++)
		if (legal[i] == f->type)
			return 0;
	return ERR_TYPE;
}

static int
receive(int sock, struct frame_store *store, const uint16_t *legal,
    size_t n_legal, int flags, struct frame *ret)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int) * (FRAME_FDS_MAX + 2))];
	struct iovec iov = { store->bytes, sizeof store->bytes };
	struct msghdr msg = { 0 };
	struct frame f = { .fd = { -1, -1 } };
	size_t nfds;
	ssize_t n;
	int r;

	msg.msg_iov = &iov;
	msg.msg_iovlen = 1;
	msg.msg_control = control;
	msg.msg_controllen = sizeof control;
	do
		n = recvmsg(sock, &msg, MSG_CMSG_CLOEXEC | flags);
	while (n == -1 && errno == EINTR);
	if (n == -1) {
		if (errno == EAGAIN)
			return ERR_TIMEOUT;
		return errno == ECONNRESET ? ERR_CLOSED : ERR_SYSTEM;
	}
	nfds = take_fds(&msg, &f);
	if (n == 0 && nfds == 0)
		return ERR_CLOSED;
	r = frame_check(store->bytes, (size_t)n, nfds, msg.msg_flags, legal,
	    n_legal, &f);
	if (r < 0) {
		frame_close_fds(&f);
		return r;
	}
	*ret = f;
	return 0;
}

int
frame_recv_now(int sock, struct frame_store *store, const uint16_t *legal,
    size_t n_legal, struct frame *ret)
{
	return receive(sock, store, legal, n_legal, MSG_DONTWAIT, ret);
}

int
frame_recv_exclusive(int sock, struct frame_store *store,
    const uint16_t *legal, size_t n_legal, struct frame *ret)
{
	return receive(sock, store, legal, n_legal, 0, ret);
}

int
frame_recv(int sock, struct frame_store *store, const uint16_t *legal,
    size_t n_legal, int64_t deadline_ms, struct frame *ret)
{
	int r;

	for (;;) {
		r = frame_recv_now(sock, store, legal, n_legal, ret);
		if (r != ERR_TIMEOUT)
			return r;
		r = wait_for(sock, POLLIN, deadline_ms);
		if (r < 0)
			return r;
	}
}

void
frame_close_fds(struct frame *f)
{
	size_t i;

	for (i = 0; i < FRAME_FDS_MAX; i++) {
		if (f->fd[i] != -1)
			close(f->fd[i]);
		f->fd[i] = -1;
	}
}
