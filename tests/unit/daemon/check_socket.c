/*
 * Listening sockets: whose they are, what is never touched.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "daemon/socket.h"
#include "unit/unit.h"

static char dir[64], path[100];
static struct socket_setting setting;

static void
setup(void)
{
	snprintf(dir, sizeof dir, "/tmp/exeat-socket-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/s", dir);
	setting = (struct socket_setting){ .is_set = true, .path = path,
	    .mode = 0660 };
	umask(077);
}

static void
teardown(void)
{
	char name[120];

	unlink(path);
	snprintf(name, sizeof name, "%s.lock", path);
	unlink(name);
	snprintf(name, sizeof name, "%s.new", path);
	ck_assert_int_eq(unlink(name), -1);	/* nothing is left beside */
	rmdir(dir);
}

static int
dial(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd;

	snprintf(a.sun_path, sizeof a.sun_path, "%s", path);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	ck_assert_int_ne(fd, -1);
	if (connect(fd, (struct sockaddr *)&a, sizeof a) == 0)
		return fd;
	close(fd);
	return -1;
}

START_TEST(test_opens)
{
	char why[SOCKET_WHY_SIZE] = "";
	struct stat st;
	int lock, fd, client;

	setup();
	ck_assert_msg(socket_lock(&setting, &lock, why) == 0, "%s", why);
	ck_assert_msg(socket_open(&setting, SOCK_STREAM, &fd, why) == 0,
	    "%s", why);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0660);
	client = dial();
	ck_assert_int_ne(client, -1);
	close(client);
	socket_unlink(&setting);
	ck_assert_int_eq(stat(path, &st), -1);
	close(fd);
	close(lock);
	teardown();
}
END_TEST

/* The next socket over the old path: both live, new calls reach the new. */
START_TEST(test_renames_over)
{
	char why[SOCKET_WHY_SIZE] = "";
	int lock, old, new, first, second, got;

	setup();
	ck_assert_int_eq(socket_lock(&setting, &lock, why), 0);
	ck_assert_int_eq(socket_open(&setting, SOCK_STREAM, &old, why), 0);
	first = dial();
	ck_assert_int_eq(socket_open(&setting, SOCK_STREAM, &new, why), 0);
	second = dial();
	ck_assert(first != -1 && second != -1);
	fcntl(old, F_SETFL, O_NONBLOCK);
	fcntl(new, F_SETFL, O_NONBLOCK);
	got = accept(old, NULL, NULL);
	ck_assert_int_ne(got, -1);
	close(got);
	ck_assert_int_eq(accept(old, NULL, NULL), -1);
	got = accept(new, NULL, NULL);
	ck_assert_int_ne(got, -1);
	close(got);
	close(old);
	close(new);
	close(lock);
	close(first);
	close(second);
	teardown();
}
END_TEST

START_TEST(test_lock_is_exclusive)
{
	char why[SOCKET_WHY_SIZE] = "";
	int lock, other, status;
	pid_t pid;

	setup();
	ck_assert_int_eq(socket_lock(&setting, &lock, why), 0);
	pid = fork();
	if (pid == 0)
		_exit(-socket_lock(&setting, &other, why));
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(WEXITSTATUS(status), -ERR_EXISTS);
	close(lock);
	ck_assert_int_eq(socket_lock(&setting, &lock, why), 0);
	close(lock);
	teardown();
}
END_TEST

enum thing { A_FILE, A_LINK, A_FOLDER, A_FIFO };

START_TEST(test_untouched)
{
	char why[SOCKET_WHY_SIZE] = "";
	struct stat before, after;
	int lock, fd;

	setup();
	switch ((enum thing)_i) {
	case A_FILE:
		fd = open(path, O_CREAT | O_WRONLY, 0600);
		ck_assert_int_ne(fd, -1);
		close(fd);
		break;
	case A_LINK:
		ck_assert_int_eq(symlink("/etc/passwd", path), 0);
		break;
	case A_FOLDER:
		ck_assert_int_eq(mkdir(path, 0700), 0);
		break;
	case A_FIFO:
		ck_assert_int_eq(mkfifo(path, 0600), 0);
		break;
	}
	ck_assert_int_eq(lstat(path, &before), 0);
	ck_assert_int_eq(socket_lock(&setting, &lock, why), ERR_DENIED);
	ck_assert_ptr_nonnull(strstr(why, "not touched"));
	ck_assert_int_eq(lstat(path, &after), 0);
	ck_assert(before.st_ino == after.st_ino &&
	    before.st_ctim.tv_nsec == after.st_ctim.tv_nsec);
	rmdir(path);
	teardown();
}
END_TEST

START_TEST(test_unsafe_folder)
{
	char why[SOCKET_WHY_SIZE] = "";
	int lock;

	setup();
	ck_assert_int_eq(chmod(dir, 0777), 0);
	ck_assert_int_eq(socket_lock(&setting, &lock, why), ERR_DENIED);
	ck_assert_int_eq(chmod(dir, 0770), 0);
	ck_assert_int_eq(socket_lock(&setting, &lock, why), ERR_DENIED);
	if (geteuid() == 0) {
		ck_assert_int_eq(chmod(dir, 0700), 0);
		ck_assert_int_eq(chown(dir, 12345, 12345), 0);
		ck_assert_int_eq(socket_lock(&setting, &lock, why),
		    ERR_DENIED);
	}
	teardown();
}
END_TEST

START_TEST(test_long_path)
{
	char why[SOCKET_WHY_SIZE] = "", name[300];
	int lock;

	setup();
	memset(name, 'x', sizeof name);
	memcpy(name, dir, strlen(dir));
	name[strlen(dir)] = '/';
	name[130] = '\0';
	setting.path = name;
	ck_assert_int_eq(socket_lock(&setting, &lock, why), ERR_LIMIT);
	ck_assert_ptr_nonnull(strstr(why, "too long"));
	snprintf(name + 130, sizeof name - 130, ".lock");
	unlink(name);
	teardown();
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "opens", test_opens, 0 },
		{ "renames over", test_renames_over, 0 },
		{ "exclusive", test_lock_is_exclusive, 0 },
		{ "untouched", test_untouched, 4 },
		{ "unsafe folder", test_unsafe_folder, 0 },
		{ "long path", test_long_path, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("socket", cases);
}
