#include "store/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "store/flush.h"

/* Nobody else may be able to put another folder in our place. */
static int
parents_check(const char *path)
{
	char real[PATH_MAX], *slash;
	struct stat st;

	if (realpath(path, real) == NULL)
		return ERR_SYSTEM;
	while (strcmp(real, "/") != 0) {
		slash = strrchr(real, '/');
		slash[slash == real ? 1 : 0] = '\0';
		if (stat(real, &st) == -1)
			return ERR_SYSTEM;
		if (st.st_uid != 0 && st.st_uid != geteuid())
			return ERR_DENIED;
		if ((st.st_mode & 022) != 0 && (st.st_mode & S_ISVTX) == 0)
			return ERR_DENIED;
	}
	return 0;
}

static int
folder_check(const char *path, int fd, bool is_private)
{
	struct stat st;

	if (fstat(fd, &st) == -1)
		return ERR_SYSTEM;
	if (st.st_uid != geteuid() || (st.st_mode & 077) != 0)
		return ERR_DENIED;
	return is_private ? 0 : parents_check(path);
}

int
folder_open(const char *path, bool may_create, bool is_private,
    int *ret_fd)
{
	int fd, r;

	if (may_create && mkdir(path, 0700) == 0) {
		r = flush_folder_of(path);
		if (r < 0)
			return r;
	}
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1)
		return errno == ENOENT ? ERR_NOTFOUND :
		    errno == EACCES ? ERR_DENIED : ERR_SYSTEM;
	r = folder_check(path, fd, is_private);
	if (r == 0 && flock(fd, LOCK_EX | LOCK_NB) == -1)
		r = errno == EWOULDBLOCK ? ERR_EXISTS : ERR_SYSTEM;
	if (r < 0)
		close(fd);
	else
		*ret_fd = fd;
	return r;
}

bool
folder_has(int dirfd, const char *name)
{
	struct stat st;

	return fstatat(dirfd, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}
