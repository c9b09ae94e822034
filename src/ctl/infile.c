#include "ctl/infile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/limits.h"

static int
read_all(int fd, struct buf *out)
{
	ssize_t n;
	int r;

	for (;;) {
		r = buf_reserve(out, 64 * KIB);
		if (r < 0)
			return r;
		n = read(fd, out->ptr + out->len, 64 * KIB);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return ERR_SYSTEM;
		if (n == 0)
			return 0;
		out->len += (size_t)n;
	}
}

int
infile_read(const char *path, struct buf *out)
{
	int fd, r;

	if (strcmp(path, "-") == 0)
		return read_all(STDIN_FILENO, out);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return ERR_SYSTEM;
	r = read_all(fd, out);
	close(fd);
	return r;
}
