/*
 * flush -- see flush.h.  The counter is this process's only mutable global
 * here: it is a statistic.
 */
#include "store/flush.h"

#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"

static uint64_t flushes;

int
flush_fd(int fd)
{
	flushes++;
	return fsync(fd) == 0 ? 0 : ERR_SYSTEM;
}

uint64_t
flush_count(void)
{
	return flushes;
}

int
flush_folder_of(const char *path)
{
	char copy[PATH_MAX];
	int fd, r;

	if (snprintf(copy, sizeof copy, "%s", path) >= (int)sizeof copy)
		return ERR_LIMIT;
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1)
		return ERR_SYSTEM;
	r = flush_fd(fd);
	close(fd);
	return r;
}

int
flush_file_put(int dirfd, const char *name, const void *bytes, uint32_t n)
{
	char tmp[NAME_MAX + 1];
	int fd, r = ERR_SYSTEM;

	if (snprintf(tmp, sizeof tmp, "%s.new", name) >= (int)sizeof tmp)
		return ERR_LIMIT;
	/* What an earlier start left half written is of no use. */
	(void)unlinkat(dirfd, tmp, 0);
	fd = openat(dirfd, tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC |
	    O_NOFOLLOW, 0600);
	if (fd == -1)
		return ERR_SYSTEM;
	if (write(fd, bytes, n) == (ssize_t)n && flush_fd(fd) == 0 &&
	    renameat(dirfd, tmp, dirfd, name) == 0)
		r = flush_fd(dirfd);
	else
		(void)unlinkat(dirfd, tmp, 0);
	close(fd);
	return r;
}
