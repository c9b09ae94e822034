/*
 * without -- run a command as on a kernel that lacks a layer of the sandbox.
 *
 * usage: without seccomp|landlock|both COMMAND [ARGUMENT...]
 *
 * A filter makes the layer's calls fail: seccomp with EPERM, Landlock with
 * ENOSYS.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "privsep/filter.h"

static const struct filter_rule no_seccomp[] = {
	{ "seccomp", __NR_seccomp, { { 0 } }, FILTER_ERRNO, EPERM, "test" },
};

static const struct filter_rule no_landlock[] = {
	{ "create", 444, { { 0 } }, FILTER_ERRNO, ENOSYS, "test" },
	{ "add", 445, { { 0 } }, FILTER_ERRNO, ENOSYS, "test" },
	{ "restrict", 446, { { 0 } }, FILTER_ERRNO, ENOSYS, "test" },
};

int
main(int argc, char **argv)
{
	struct filter_table t[2];
	size_t n = 0;

	if (argc < 3)
		return 2;
	if (strcmp(argv[1], "seccomp") != 0)
		t[n++] = (struct filter_table){ no_landlock, 3 };
	if (strcmp(argv[1], "landlock") != 0)
		t[n++] = (struct filter_table){ no_seccomp, 1 };
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 ||
	    filter_install(t, n, FILTER_ALLOW) < 0) {
		perror("without");
		return 2;
	}
	execvp(argv[2], argv + 2);
	perror(argv[2]);
	return 2;
}
