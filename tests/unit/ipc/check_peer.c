#include "ipc/peer.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/err.h"
#include "ipc/frame.h"
#include "unit/unit.h"

START_TEST(test_a_pair_is_ourselves)
{
	struct peer p = { 0 };
	int sv[2];

	ck_assert_int_eq(frame_pair(sv), 0);
	ck_assert_int_eq(peer_of(sv[0], &p), 0);
	ck_assert_int_eq(p.pid, getpid());
	ck_assert_uint_eq(p.uid, geteuid());
	ck_assert_uint_eq(p.gid, getegid());
}
END_TEST

/* A listening socket under an abstract name; its address in *ret. */
static int
listener(struct sockaddr_un *ret, socklen_t *ret_len)
{
	int sock;

	*ret = (struct sockaddr_un){ .sun_family = AF_UNIX };
	sock = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	ck_assert_int_ne(sock, -1);
	/* An address of no length lets the kernel choose a free name. */
	ck_assert_int_eq(bind(sock, (struct sockaddr *)ret,
	    sizeof ret->sun_family), 0);
	ck_assert_int_eq(listen(sock, 1), 0);
	*ret_len = sizeof *ret;
	ck_assert_int_eq(getsockname(sock, (struct sockaddr *)ret, ret_len), 0);
	return sock;
}

START_TEST(test_who_connects_is_named)
{
	struct sockaddr_un sun;
	struct peer p;
	socklen_t len;
	pid_t pid;
	int sock, conn;

	sock = listener(&sun, &len);
	pid = fork();
	ck_assert_int_ne(pid, -1);
	if (pid == 0) {
		/* As nobody when we may; the answer must say so. */
		if (geteuid() == 0 &&
		    (setgid(65534) == -1 || setuid(65534) == -1))
			_exit(1);
		conn = socket(AF_UNIX, SOCK_SEQPACKET, 0);
		if (connect(conn, (struct sockaddr *)&sun, len) == -1)
			_exit(1);
		/* Stays until the other side has looked and closes. */
		_exit(read(conn, &(char){ 0 }, 1) == 0 ? 0 : 1);
	}
	conn = accept(sock, NULL, NULL);
	ck_assert_int_ne(conn, -1);
	ck_assert_int_eq(peer_of(conn, &p), 0);
	ck_assert_int_eq(p.pid, pid);
	ck_assert_uint_eq(p.uid, geteuid() == 0 ? 65534 : geteuid());
	ck_assert_uint_eq(p.gid, geteuid() == 0 ? 65534 : getegid());
}
END_TEST

START_TEST(test_no_socket_is_an_error_and_no_answer)
{
	struct peer p = { 1, 2, 3 };

	ck_assert_int_eq(peer_of(-1, &p), ERR_SYSTEM);
	ck_assert_int_eq(errno, EBADF);
	ck_assert_int_eq(peer_of(STDIN_FILENO, &p), ERR_SYSTEM);
	ck_assert(p.pid == 1 && p.uid == 2 && p.gid == 3);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "pair", test_a_pair_is_ourselves, 0 },
		{ "connect", test_who_connects_is_named, 0 },
		{ "no socket", test_no_socket_is_an_error_and_no_answer, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("peer", cases);
}
