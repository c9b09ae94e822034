#include "ipc/frame.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "unit/unit.h"

#define FDS_HOSTILE_MAX	8

static struct frame_store store;
static const uint16_t legal[] = { 7, 0x1234 };

static void
pair_of(int sv[2])
{
	ck_assert_int_eq(frame_pair(sv), 0);
}

static int
recv_now(int sock, struct frame *f)
{
	return frame_recv_now(sock, &store, legal, N_OF(legal), f);
}

/* Open descriptors of this process; to prove that none is left behind. */
static int
fds_open(void)
{
	int fd, n;

	for (fd = 0, n = 0; fd < 256; fd++)
		if (fcntl(fd, F_GETFD) != -1)
			n++;
	return n;
}

/*
 * What a hostile process may do: any bytes, any count of descriptors, past
 * frame_send().
 */
static void
send_raw(int sock, const void *bytes, size_t n, size_t nfds)
{
	_Alignas(struct cmsghdr) char control[
	    CMSG_SPACE(sizeof(int) * FDS_HOSTILE_MAX)] = { 0 };
	struct iovec iov = { (void *)(uintptr_t)bytes, n };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr *c;
	size_t i;

	if (nfds > 0) {
		msg.msg_control = control;
		msg.msg_controllen = CMSG_SPACE(sizeof(int) * nfds);
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int) * nfds);
		for (i = 0; i < nfds; i++)
			memcpy(CMSG_DATA(c) + i * sizeof(int), &sock,
			    sizeof(int));
	}
	ck_assert_int_eq(sendmsg(sock, &msg, 0), (ssize_t)n);
}

static const size_t lengths[] = { 0, 1, 100, FRAME_BODY_MAX - 1, FRAME_BODY_MAX };

START_TEST(test_a_body_arrives_as_it_was_sent)
{
	static uint8_t body[FRAME_BODY_MAX];
	struct frame f;
	int sv[2];
	size_t i;

	for (i = 0; i < sizeof body; i++)
		body[i] = (uint8_t)(i * 31 >> 3);
	pair_of(sv);
	ck_assert_int_eq(frame_send(sv[0], 0x1234, slice_of(body, lengths[_i]),
	    NULL, 0, 0), 0);
	ck_assert_int_eq(recv_now(sv[1], &f), 0);
	ck_assert_uint_eq(f.type, 0x1234);
	ck_assert(slice_eq(f.body, slice_of(body, lengths[_i])));
	ck_assert(f.fd[0] == -1 && f.fd[1] == -1);
}
END_TEST

START_TEST(test_frames_stay_apart_and_in_order)
{
	struct frame f;
	int sv[2];

	pair_of(sv);
	ck_assert_int_eq(frame_send(sv[0], 7, SLICE("one"), NULL, 0, 0), 0);
	ck_assert_int_eq(frame_send(sv[0], 7, SLICE(""), NULL, 0, 0), 0);
	ck_assert_int_eq(frame_send(sv[0], 7, SLICE("three"), NULL, 0, 0), 0);
	ck_assert_int_eq(recv_now(sv[1], &f), 0);
	ck_assert(slice_eq_str(f.body, "one"));
	ck_assert_int_eq(recv_now(sv[1], &f), 0);
	ck_assert_uint_eq(f.body.len, 0);
	ck_assert_int_eq(recv_now(sv[1], &f), 0);
	ck_assert(slice_eq_str(f.body, "three"));
	ck_assert_int_eq(recv_now(sv[1], &f), ERR_TIMEOUT);
}
END_TEST

START_TEST(test_descriptors_arrive_and_close_on_exec)
{
	int sv[2], own[FRAME_FDS_MAX], before, i;
	struct frame f;
	struct stat a, b;

	pair_of(sv);
	for (i = 0; i < FRAME_FDS_MAX; i++) {
		own[i] = memfd_create("check", MFD_CLOEXEC);
		ck_assert_int_ne(own[i], -1);
	}
	before = fds_open();
	ck_assert_int_eq(frame_send(sv[0], 7, SLICE("x"), own, (size_t)_i, 0), 0);
	ck_assert_int_eq(recv_now(sv[1], &f), 0);
	ck_assert_int_eq(fds_open(), before + _i);
	for (i = 0; i < FRAME_FDS_MAX; i++) {
		if (i >= _i) {
			ck_assert_int_eq(f.fd[i], -1);
			continue;
		}
		/* The same file, in the same order. */
		ck_assert_int_eq(fstat(own[i], &a), 0);
		ck_assert_int_eq(fstat(f.fd[i], &b), 0);
		ck_assert_uint_eq(a.st_ino, b.st_ino);
		ck_assert_int_eq(fcntl(f.fd[i], F_GETFD), FD_CLOEXEC);
	}
	frame_close_fds(&f);
	ck_assert(f.fd[0] == -1 && f.fd[1] == -1);
	ck_assert_int_eq(fds_open(), before);
	frame_close_fds(&f);
	ck_assert_int_eq(fds_open(), before);
}
END_TEST

START_TEST(test_our_own_sender_keeps_the_limits)
{
	static uint8_t body[FRAME_BODY_MAX + 1];
	int sv[2], fds[3] = { 0, 0, 0 };
	struct frame f;

	pair_of(sv);
	ck_assert_int_eq(frame_send(sv[0], 7, slice_of(body, sizeof body), NULL,
	    0, 0), ERR_LIMIT);
	ck_assert_int_eq(frame_send(sv[0], 7, SLICE("x"), fds, 3, 0), ERR_LIMIT);
	ck_assert_int_eq(recv_now(sv[1], &f), ERR_TIMEOUT);
}
END_TEST

START_TEST(test_a_dead_descriptor_is_not_sent)
{
	int sv[2], fds[1];
	struct frame f;

	pair_of(sv);
	fds[0] = 200;
	close(200);
	ck_assert_int_eq(frame_send(sv[0], 7, SLICE("x"), fds, 1, 0), ERR_SYSTEM);
	ck_assert_int_eq(errno, EBADF);
	ck_assert_int_eq(recv_now(sv[1], &f), ERR_TIMEOUT);
}
END_TEST

/* version, descriptors, type (2), length (4), then the body */
#define RAW(lit)	(lit), sizeof(lit) - 1

static const struct {
	const char *name, *bytes;
	size_t n, nfds;
	int r;
} raw_cases[] = {
	{ "a good frame",	RAW("\1\0\0\7\0\0\0\2ab"), 0,	0 },
	{ "a good frame with two descriptors",
				RAW("\1\2\0\7\0\0\0\2ab"), 2,	0 },
	{ "no header",		RAW("\1"), 0,			ERR_SYNTAX },
	{ "a header cut short",	RAW("\1\0\0\7\0\0\0"), 0,	ERR_SYNTAX },
	{ "version 0",		RAW("\0\0\0\7\0\0\0\0"), 0,	ERR_SYNTAX },
	{ "version 2",		RAW("\2\0\0\7\0\0\0\0"), 0,	ERR_SYNTAX },
	{ "a body too short",	RAW("\1\0\0\7\0\0\0\3ab"), 0,	ERR_SYNTAX },
	{ "a body too long",	RAW("\1\0\0\7\0\0\0\1ab"), 0,	ERR_SYNTAX },
	{ "the largest length",	RAW("\1\0\0\7\377\377\377\377ab"), 0, ERR_SYNTAX },
	{ "type 0",		RAW("\1\0\0\0\0\0\0\0"), 0,	ERR_TYPE },
	{ "a type not legal now", RAW("\1\0\0\10\0\0\0\0"), 0,	ERR_TYPE },
	{ "the type's bytes turned round",
				RAW("\1\0\7\0\0\0\0\0"), 0,	ERR_TYPE },
	{ "a promised descriptor missing",
				RAW("\1\1\0\7\0\0\0\0"), 0,	ERR_SYNTAX },
	{ "one of two missing",	RAW("\1\2\0\7\0\0\0\0"), 1,	ERR_SYNTAX },
	{ "a descriptor nobody spoke of",
				RAW("\1\0\0\7\0\0\0\0"), 1,	ERR_SYNTAX },
	{ "three, and three promised",
				RAW("\1\3\0\7\0\0\0\0"), 3,	ERR_SYNTAX },
	{ "three, two promised", RAW("\1\2\0\7\0\0\0\0"), 3,	ERR_SYNTAX },
	{ "more than the reader has room for",
				RAW("\1\10\0\7\0\0\0\0"), 8,	ERR_SYNTAX },
	{ "a wrong type with descriptors",
				RAW("\1\2\0\10\0\0\0\0"), 2,	ERR_TYPE },
	{ "a wrong length with descriptors",
				RAW("\1\2\0\7\0\0\0\1"), 2,	ERR_SYNTAX },
};

START_TEST(test_raw)
{
	struct frame f = { .type = 99, .fd = { -7, -7 } };
	int sv[2], before, r;

	pair_of(sv);
	send_raw(sv[0], raw_cases[_i].bytes, raw_cases[_i].n,
	    raw_cases[_i].nfds);
	before = fds_open();
	r = recv_now(sv[1], &f);
	ck_assert_msg(r == raw_cases[_i].r, "%s: %d", raw_cases[_i].name, r);
	if (r == 0) {
		ck_assert(f.type == 7 && slice_eq_str(f.body, "ab"));
		ck_assert_int_eq(fds_open(), before + (int)raw_cases[_i].nfds);
		return;
	}
	ck_assert_msg(fds_open() == before, "%s: a descriptor stays open",
	    raw_cases[_i].name);
	ck_assert_msg(f.type == 99 && f.fd[0] == -7 && f.fd[1] == -7,
	    "%s: the result was touched", raw_cases[_i].name);
}
END_TEST

START_TEST(test_a_packet_past_the_largest_frame_is_refused)
{
	static uint8_t bytes[FRAME_HEADER_SIZE + FRAME_BODY_MAX + 1] = {
		/* Says what would fit: the cut itself must be seen. */
		1, 2, 0, 7, 0, 1, 0, 0
	};
	struct frame f;
	int sv[2], before;

	ck_assert_uint_eq(FRAME_BODY_MAX, 0x10000);
	pair_of(sv);
	send_raw(sv[0], bytes, sizeof bytes, 2);
	before = fds_open();
	ck_assert_int_eq(recv_now(sv[1], &f), ERR_SYNTAX);
	ck_assert_int_eq(fds_open(), before);
}
END_TEST

START_TEST(test_an_empty_packet_is_no_frame)
{
	struct frame f;
	int sv[2], before;

	/* With descriptors it must not pass for the end, or they would leak. */
	pair_of(sv);
	send_raw(sv[0], "", 0, (size_t)_i);
	before = fds_open();
	ck_assert_int_lt(recv_now(sv[1], &f), 0);
	ck_assert_int_eq(fds_open(), before);
}
END_TEST

START_TEST(test_no_type_is_legal)
{
	struct frame f;
	int sv[2];

	pair_of(sv);
	ck_assert_int_eq(frame_send(sv[0], 7, SLICE(""), NULL, 0, 0), 0);
	ck_assert_int_eq(frame_recv_now(sv[1], &store, NULL, 0, &f), ERR_TYPE);
}
END_TEST

START_TEST(test_a_closed_peer_ends_the_reader_after_the_last_frame)
{
	struct frame f;
	int sv[2];

	pair_of(sv);
	ck_assert_int_eq(frame_send(sv[0], 7, SLICE("last"), NULL, 0, 0), 0);
	close(sv[0]);
	ck_assert_int_eq(recv_now(sv[1], &f), 0);
	ck_assert(slice_eq_str(f.body, "last"));
	ck_assert_int_eq(recv_now(sv[1], &f), ERR_CLOSED);
	ck_assert_int_eq(frame_recv(sv[1], &store, legal, N_OF(legal),
	    FRAME_NO_DEADLINE, &f), ERR_CLOSED);
}
END_TEST

START_TEST(test_a_closed_peer_ends_the_writer_without_a_signal)
{
	int sv[2];

	pair_of(sv);
	close(sv[1]);
	signal(SIGPIPE, SIG_DFL);
	ck_assert_int_eq(frame_send(sv[0], 7, SLICE("x"), NULL, 0, 0),
	    ERR_CLOSED);
}
END_TEST

START_TEST(test_a_reader_waits_until_its_deadline)
{
	int64_t start;
	struct frame f;
	int sv[2];

	pair_of(sv);
	start = clock_mono_ms();
	ck_assert_int_eq(frame_recv(sv[1], &store, legal, N_OF(legal),
	    start + _i, &f), ERR_TIMEOUT);
	ck_assert_int_ge(clock_mono_ms() - start, _i);
}
END_TEST

START_TEST(test_a_deadline_past_still_takes_what_is_there)
{
	struct frame f;
	int sv[2];

	pair_of(sv);
	ck_assert_int_eq(frame_send(sv[0], 7, SLICE("x"), NULL, 0, 0), 0);
	ck_assert_int_eq(frame_recv(sv[1], &store, legal, N_OF(legal), 0, &f),
	    0);
	ck_assert_int_eq(frame_recv(sv[1], &store, legal, N_OF(legal), 0, &f),
	    ERR_TIMEOUT);
}
END_TEST

/* Send until there is no room left; how many went in. */
static size_t
fill(int sock)
{
	static uint8_t body[FRAME_BODY_MAX];
	size_t n;
	int r;

	for (n = 0; n < 10000; n++) {
		r = frame_send(sock, 7, slice_of(body, sizeof body), NULL, 0, 0);
		if (r == ERR_TIMEOUT)
			return n;
		ck_assert_int_eq(r, 0);
	}
	ck_abort_msg("a socket nobody reads took %zu frames", n);
}

START_TEST(test_a_writer_waits_for_room_until_its_deadline)
{
	int64_t start;
	int sv[2];

	pair_of(sv);
	ck_assert_uint_gt(fill(sv[0]), 0);
	start = clock_mono_ms();
	ck_assert_int_eq(frame_send(sv[0], 7, SLICE("x"), NULL, 0, start + 40),
	    ERR_TIMEOUT);
	ck_assert_int_ge(clock_mono_ms() - start, 40);
}
END_TEST

START_TEST(test_a_waiting_writer_goes_on_when_there_is_room)
{
	struct frame f;
	int sv[2], status;
	size_t n, i;
	pid_t pid;

	pair_of(sv);
	n = fill(sv[0]);
	pid = fork();
	ck_assert_int_ne(pid, -1);
	if (pid == 0)
		_exit(frame_send(sv[0], 0x1234, SLICE("late"), NULL, 0,
		    FRAME_NO_DEADLINE) == 0 ? 0 : 1);
	for (i = 0; i <= n; i++)
		ck_assert_int_eq(frame_recv(sv[1], &store, legal, N_OF(legal),
		    clock_mono_ms() + UNIT_PATIENCE_MS, &f), 0);
	ck_assert(f.type == 0x1234 && slice_eq_str(f.body, "late"));
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}
END_TEST

static void
on_alarm(int sig)
{
	(void)sig;
}

START_TEST(test_a_signal_does_not_end_the_wait)
{
	struct sigaction sa = { .sa_handler = on_alarm };	/* no SA_RESTART */
	struct itimerspec every = { { 0, 2000000 }, { 0, 2000000 } };
	struct frame f;
	int64_t start;
	timer_t timer;
	int sv[2];

	pair_of(sv);
	ck_assert_int_eq(sigaction(SIGALRM, &sa, NULL), 0);
	ck_assert_int_eq(timer_create(CLOCK_MONOTONIC, NULL, &timer), 0);
	ck_assert_int_eq(timer_settime(timer, 0, &every, NULL), 0);
	start = clock_mono_ms();
	ck_assert_int_eq(frame_recv(sv[1], &store, legal, N_OF(legal),
	    start + 60, &f), ERR_TIMEOUT);
	ck_assert_int_ge(clock_mono_ms() - start, 60);
	timer_delete(timer);
}
END_TEST

START_TEST(test_a_pair_closes_on_exec)
{
	int sv[2], type;
	socklen_t len = sizeof type;

	pair_of(sv);
	ck_assert_int_eq(fcntl(sv[0], F_GETFD), FD_CLOEXEC);
	ck_assert_int_eq(fcntl(sv[1], F_GETFD), FD_CLOEXEC);
	ck_assert_int_eq(getsockopt(sv[0], SOL_SOCKET, SO_TYPE, &type, &len), 0);
	ck_assert_int_eq(type, SOCK_SEQPACKET);
}
END_TEST

START_TEST(test_no_socket_is_a_system_error)
{
	struct frame f;

	ck_assert_int_eq(frame_send(-1, 7, SLICE(""), NULL, 0, 0), ERR_SYSTEM);
	ck_assert_int_eq(recv_now(-1, &f), ERR_SYSTEM);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "body", test_a_body_arrives_as_it_was_sent, N_OF(lengths) },
		{ "order", test_frames_stay_apart_and_in_order, 0 },
		{ "descriptors", test_descriptors_arrive_and_close_on_exec,
		    FRAME_FDS_MAX + 1 },
		{ "sender", test_our_own_sender_keeps_the_limits, 0 },
		{ "dead fd", test_a_dead_descriptor_is_not_sent, 0 },
		{ "raw", test_raw, N_OF(raw_cases) },
		{ "too big", test_a_packet_past_the_largest_frame_is_refused, 0 },
		{ "empty", test_an_empty_packet_is_no_frame, 3 },
		{ "no type", test_no_type_is_legal, 0 },
		{ "closed reader",
		    test_a_closed_peer_ends_the_reader_after_the_last_frame, 0 },
		{ "closed writer",
		    test_a_closed_peer_ends_the_writer_without_a_signal, 0 },
		{ "read deadline", test_a_reader_waits_until_its_deadline, 40 },
		{ "past deadline",
		    test_a_deadline_past_still_takes_what_is_there, 0 },
		{ "write deadline",
		    test_a_writer_waits_for_room_until_its_deadline, 0 },
		{ "room", test_a_waiting_writer_goes_on_when_there_is_room, 0 },
		{ "signal", test_a_signal_does_not_end_the_wait, 0 },
		{ "pair", test_a_pair_closes_on_exec, 0 },
		{ "no socket", test_no_socket_is_a_system_error, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("frame", cases);
}
