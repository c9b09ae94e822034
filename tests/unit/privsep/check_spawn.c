/*
 * Spawn and drop: what a new process has, and that root cannot be had back.
 */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "privsep/spawn.h"
#include "unit/unit.h"

/* Run a shell line as a role would run; its output comes back. */
static void
run(const char *line, const struct spawn_ids *ids, const struct spawn_fd *fds,
    size_t n, char *out, size_t size)
{
	const char *argv[] = { "sh", "-c", line, NULL }, *step = NULL;
	struct spawn s = { .path = "/bin/sh", .argv = argv, .ids = ids };
	int pipefd[2], status, r;
	ssize_t got;
	size_t at = 0;
	pid_t pid;

	ck_assert_int_eq(pipe2(pipefd, O_CLOEXEC), 0);
	for (; s.n_fds < n; s.n_fds++)
		s.fd[s.n_fds] = fds[s.n_fds];
	s.output_fd = pipefd[1];
	r = spawn_role(&s, &pid, &step);
	ck_assert_msg(r == 0, "%s: %s", step, strerror(errno));
	close(pipefd[1]);
	while ((got = read(pipefd[0], out + at, size - 1 - at)) > 0)
		at += (size_t)got;
	out[at] = '\0';
	close(pipefd[0]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
}

START_TEST(test_descriptors)
{
	int a[2], b[2], leak;
	struct spawn_fd fds[2];
	char out[400];

	/* Numbers crossed on purpose, and one that is not meant to go. */
	leak = open("/dev/null", O_RDONLY);
	ck_assert_int_ne(leak, -1);
	ck_assert_int_eq(pipe(a), 0);
	ck_assert_int_eq(pipe(b), 0);
	ck_assert_int_eq(dup2(a[0], 24), 24);
	ck_assert_int_eq(dup2(b[0], 23), 23);
	ck_assert_int_eq(write(a[1], "A\n", 2), 2);
	ck_assert_int_eq(write(b[1], "B\n", 2), 2);
	fds[0] = (struct spawn_fd){ 24, 3 };
	fds[1] = (struct spawn_fd){ 23, 4 };
	run("read x <&3; read y <&4; echo $x$y; ls -x /proc/$$/fd", NULL, fds,
	    2, out, sizeof out);
	ck_assert_msg(strncmp(out, "AB\n0  1  2  3  4\n", 17) == 0,
	    "%s", out);
}
END_TEST

START_TEST(test_environment)
{
	char out[2000];

	setenv("LD_LIBRARY_PATH", "/tmp", 1);
	setenv("GCONV_PATH", "/tmp", 1);
	setenv("EXEAT_FAULT", "x", 1);
	setenv("TZ", "UTC", 1);
	umask(022);
	run("/usr/bin/env | sort; umask; ulimit -c", NULL, NULL, 0, out,
	    sizeof out);
	ck_assert_ptr_nonnull(strstr(out, "EXEAT_FAULT=x\n"));
	ck_assert_ptr_nonnull(strstr(out, "LC_ALL=C\n"));
	ck_assert_ptr_nonnull(strstr(out, "TZ=UTC\n"));
	ck_assert_ptr_nonnull(strstr(out, "0077\n"));
	ck_assert_ptr_null(strstr(out, "LD_LIBRARY_PATH"));
	ck_assert_ptr_null(strstr(out, "GCONV_PATH"));
	ck_assert_ptr_null(strstr(out, "HOME="));
}
END_TEST

START_TEST(test_no_executable)
{
	const char *argv[] = { "x", NULL }, *step = NULL;
	struct spawn s = { .path = "/nonexistent/role", .argv = argv,
	    .output_fd = -1 };
	pid_t pid;

	ck_assert_int_eq(spawn_role(&s, &pid, &step), ERR_SYSTEM);
	ck_assert_int_eq(errno, ENOENT);
	ck_assert_str_eq(step, "exec");
	s.path = "/etc/passwd";
	ck_assert_int_eq(spawn_role(&s, &pid, &step), ERR_SYSTEM);
	ck_assert_int_eq(errno, EACCES);
	ck_assert_str_eq(step, "exec");
}
END_TEST

START_TEST(test_ids)
{
	struct spawn_ids ids;
	char out[4000], want[64];

	if (geteuid() != 0) {
		puts("skip: dropping ids needs root");
		return;
	}
	ck_assert_int_eq(drop_lookup("nobody", &ids), 0);
	run("cat /proc/$$/status", &ids, NULL, 0, out, sizeof out);
	snprintf(want, sizeof want, "Uid:\t%u\t%u\t%u\t%u\n", ids.uid,
	    ids.uid, ids.uid, ids.uid);
	ck_assert_ptr_nonnull(strstr(out, want));
	snprintf(want, sizeof want, "Groups:\t%u \n", ids.gid);
	ck_assert_ptr_nonnull(strstr(out, want));
	ck_assert_ptr_nonnull(strstr(out, "CapPrm:\t0000000000000000\n"));
	ck_assert_ptr_nonnull(strstr(out, "CapEff:\t0000000000000000\n"));
	ck_assert_ptr_nonnull(strstr(out, "CapInh:\t0000000000000000\n"));
	ck_assert_ptr_nonnull(strstr(out, "CapAmb:\t0000000000000000\n"));
	ck_assert_ptr_nonnull(strstr(out, "NoNewPrivs:\t1\n"));
}
END_TEST

START_TEST(test_no_way_back)
{
	struct spawn_ids ids;

	if (geteuid() != 0) {
		puts("skip: dropping ids needs root");
		return;
	}
	ck_assert_int_eq(drop_lookup("nobody", &ids), 0);
	ck_assert_int_eq(drop_to(&ids), 0);
	ck_assert_int_eq(setuid(0), -1);
	ck_assert_int_eq(seteuid(0), -1);
	ck_assert_int_eq(setgid(0), -1);
	ck_assert_int_eq(setresuid(0, 0, 0), -1);
	ck_assert_int_eq(access("/etc/shadow", R_OK), -1);
	/* And an ordinary user cannot become another one. */
	ids.uid++;
	ck_assert_int_eq(drop_to(&ids), ERR_DENIED);
}
END_TEST

START_TEST(test_accounts)
{
	struct spawn_ids ids;

	ck_assert_int_eq(drop_lookup("_exeat-nobody-here", &ids),
	    ERR_NOTFOUND);
	ck_assert_int_eq(drop_lookup("root", &ids), ERR_DENIED);
	ck_assert_int_eq(drop_lookup("nobody", &ids), 0);
	ck_assert_uint_ne(ids.uid, 0);
}
END_TEST

START_TEST(test_parent_capabilities)
{
	char text[4000] = "";
	int fd;

	if (geteuid() != 0) {
		puts("skip: capabilities need root");
		return;
	}
	ck_assert_int_eq(drop_parent_capabilities(), 0);
	fd = open("/proc/self/status", O_RDONLY);
	ck_assert_int_ne(fd, -1);
	ck_assert_int_gt(read(fd, text, sizeof text - 1), 0);
	/* CHOWN DAC_OVERRIDE FOWNER KILL SETGID SETUID: 0, 1, 3, 5, 6, 7. */
	ck_assert_ptr_nonnull(strstr(text, "CapEff:\t00000000000000eb\n"));
	ck_assert_ptr_nonnull(strstr(text, "CapPrm:\t00000000000000eb\n"));
	ck_assert_ptr_nonnull(strstr(text, "CapBnd:\t00000000000000eb\n"));
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "descriptors", test_descriptors, 0 },
		{ "environment", test_environment, 0 },
		{ "no executable", test_no_executable, 0 },
		{ "ids", test_ids, 0 },
		{ "no way back", test_no_way_back, 0 },
		{ "accounts", test_accounts, 0 },
		{ "parent capabilities", test_parent_capabilities, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("spawn", cases);
}
