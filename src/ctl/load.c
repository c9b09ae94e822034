#include "ctl/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "privsep/spawn.h"

static char *
conf_path(const char *where)
{
	struct buf b = BUF_INIT(64 * KIB);
	struct stat st;
	char *path;

	if (where == NULL)
		where = EXEAT_SYSCONFDIR;
	if (stat(where, &st) == 0 && S_ISDIR(st.st_mode))
		buf_printf(&b, "%s/%s", where, CONF_DEFAULT_FILE);
	else
		buf_puts(&b, where);
	path = mem_str(buf_cstr(&b));
	buf_free(&b);
	return path;
}

enum ctl_exit
loaded_open(struct loaded *l, const char *where, int64_t now_ms)
{
	memset(l, 0, sizeof *l);
	l->path = conf_path(where);
	l->diag = conf_diag_new();
	if (conf_load(&conf_source_disk, l->path, l->diag, &l->tree) < 0)
		return CTL_INVALID;
	if (policy_new(l->tree, l->diag, now_ms, &l->policy) < 0)
		return CTL_INVALID;
	return CTL_OK;
}

void
loaded_free(struct loaded *l)
{
	policy_unref(l->policy);
	if (l->tree != NULL)
		conf_free(l->tree);
	if (l->diag != NULL)
		conf_diag_free(l->diag);
	free(l->path);
	memset(l, 0, sizeof *l);
}

void
loaded_print_diag(const struct loaded *l)
{
	struct buf b = BUF_INIT(16 * MIB);

	conf_diag_print(l->diag, &b);
	if (b.len > 0)
		fwrite(b.ptr, 1, b.len, stderr);
	buf_free(&b);
}

const char *
loaded_short(const struct loaded *l, const char *file)
{
	const char *slash = strrchr(l->path, '/');
	size_t n = slash != NULL ? (size_t)(slash - l->path) + 1 : 0;

	return strncmp(file, l->path, n) == 0 ? file + n : file;
}

int
loaded_sibling(const char *name, char *out, size_t size)
{
	char dir[4096];
	int n;

	if (spawn_own_directory(dir, sizeof dir) < 0)
		return ERR_SYSTEM;
	n = snprintf(out, size, "%s/%s", dir, name);
	return n < 0 || (size_t)n >= size ? ERR_SYSTEM : 0;
}
