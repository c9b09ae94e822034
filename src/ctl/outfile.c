#include "ctl/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"

int
outfile_open(struct outfile *f, const char *path)
{
	struct buf name = BUF_INIT(64 * KIB);
	int fd;

	memset(f, 0, sizeof *f);
	f->path = mem_str(path);
	buf_printf(&name, "%s.XXXXXX", path);
	f->partial = mem_str(buf_cstr(&name));
	buf_free(&name);
	fd = mkostemp(f->partial, O_CLOEXEC);	/* mode 0600 */
	f->out = fd == -1 ? NULL : fdopen(fd, "w");
	if (f->out != NULL)
		return 0;
	if (fd != -1) {
		close(fd);
		unlink(f->partial);
	}
	free(f->path);
	free(f->partial);
	memset(f, 0, sizeof *f);
	return ERR_SYSTEM;
}

int
outfile_commit(struct outfile *f)
{
	int bad, saved;

	bad = fflush(f->out) != 0 || ferror(f->out) ||
	    rename(f->partial, f->path) == -1;
	saved = errno;
	if (bad)
		unlink(f->partial);
	fclose(f->out);
	free(f->path);
	free(f->partial);
	memset(f, 0, sizeof *f);
	errno = saved;
	return bad ? ERR_SYSTEM : 0;
}

void
outfile_drop(struct outfile *f)
{
	if (f->out == NULL)
		return;
	unlink(f->partial);
	fclose(f->out);
	free(f->path);
	free(f->partial);
	memset(f, 0, sizeof *f);
}
