#include "milter/linger.h"

#include <dlfcn.h>
#include <libmilter/mfapi.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit/unit.h"

/* A descriptor with a byte waiting. */
static struct pollfd
ready(void)
{
	int fd[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	ck_assert_int_eq(write(fd[1], "x", 1), 1);
	return (struct pollfd){ .fd = fd[0], .events = POLLIN };
}

/* Only the short wait right after a message is cut, and only once. */
START_TEST(test_leave)
{
	struct pollfd p = ready();

	ck_assert_int_eq(poll(&p, 1, 1), 1);
	linger_leave(NULL, NULL);
	p.revents = POLLIN;
	ck_assert_int_eq(poll(&p, 1, 1), 0);
	ck_assert_int_eq(p.revents, 0);
	ck_assert_int_eq(poll(&p, 1, 1), 1);
}
END_TEST

START_TEST(test_other_waits)
{
	struct pollfd p[2] = { ready(), ready() };

	linger_leave(NULL, NULL);
	ck_assert_int_eq(poll(p, 1, 1000), 1);
	ck_assert_int_eq(poll(p, 1, 1), 1);	/* the mark is gone by now */
	linger_leave(NULL, NULL);
	ck_assert_int_eq(poll(p, 2, 1), 2);
	linger_leave(NULL, NULL);
	ck_assert_int_eq(poll(p, 1, -1), 1);
	ck_assert_int_eq(poll(p, 1, 0), 1);
}
END_TEST

static unsigned told;

static void
count(void *arg)
{
	struct pollfd p = ready();

	/* Whoever is told may wait too; it is no second time. */
	ck_assert_int_eq(poll(&p, 1, 1), 1);
	told += *(unsigned *)arg;
}

/* Not while libmilter waits to write, but when it waits to read again. */
START_TEST(test_written)
{
	struct pollfd in = ready(), out = in;
	unsigned seven = 7;

	out.events = POLLOUT;
	told = 0;
	linger_leave(count, &seven);
	ck_assert_int_eq(poll(&out, 1, 300000), 1);
	ck_assert_uint_eq(told, 0);
	ck_assert_int_eq(poll(&in, 1, 1), 0);
	ck_assert_uint_eq(told, 7);
	ck_assert_int_eq(poll(&in, 1, 1), 1);
	ck_assert_uint_eq(told, 7);
	/* A libmilter that does not linger. */
	linger_leave(count, &seven);
	ck_assert_int_eq(poll(&in, 1, 300000), 1);
	ck_assert_uint_eq(told, 14);
	/* The answer could not be written, and its session is gone. */
	linger_leave(count, &seven);
	linger_forget(&told);
	linger_forget(&seven);
	ck_assert_int_eq(poll(&in, 1, 300000), 1);
	ck_assert_uint_eq(told, 14);
}
END_TEST

/* A program with libmilter gives it ours: else nothing of this has effect. */
START_TEST(test_seen_by_libmilter)
{
	unsigned major, minor, patch;
	void *found;

	ck_assert_int_eq(smfi_version(&major, &minor, &patch), MI_SUCCESS);
	found = dlsym(RTLD_DEFAULT, "poll");
	ck_assert_ptr_nonnull(found);
	ck_assert_ptr_eq(found, (void *)(uintptr_t)&poll);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "seen by libmilter", test_seen_by_libmilter, 0 },
		{ "leave", test_leave, 0 },
		{ "other waits", test_other_waits, 0 },
		{ "written", test_written, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("linger", tests);
}
