/*
 * Where the bytes of the configuration come from: the disk, for a role that
 * may still open files, or memory, for one that may not.
 */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "conf/conf.h"
#include "conf/loader.h"

#define READ_STEP	((size_t)16 * 1024)

/* --- disk ------------------------------------------------------------------ */

/* Who may write the rules decides what may leave. */
int
source_check_owner(int fd)
{
	struct stat st;

	if (fstat(fd, &st) == -1)
		return ERR_SYSTEM;
	if (!S_ISREG(st.st_mode))
		return ERR_TYPE;
	if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0 ||
	    (st.st_uid != 0 && st.st_uid != geteuid()))
		return ERR_DENIED;
	return 0;
}

/* Past the buffer's ceiling there must be nothing. */
static int
read_end(int fd)
{
	uint8_t byte;
	ssize_t n;

	do
		n = read(fd, &byte, 1);
	while (n == -1 && errno == EINTR);
	if (n == -1)
		return ERR_SYSTEM;
	return n == 0 ? 0 : ERR_LIMIT;
}

static int
read_all(int fd, struct buf *out)
{
	ssize_t n;
	size_t room;
	int r;

	while (out->len < out->max) {
		room = out->max - out->len;
		if (room > READ_STEP)
			room = READ_STEP;
		r = buf_reserve(out, room);
		if (r < 0)
			return r;
		n = read(fd, out->ptr + out->len, room);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return ERR_SYSTEM;
		if (n == 0)
			return 0;
		out->len += (size_t)n;
	}
	return read_end(fd);
}

static int
disk_read(void *arg, const char *path, struct buf *out)
{
	int fd, r;

	(void)arg;
	/* O_NONBLOCK: a pipe put in a file's place must not stop a reload. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd == -1)
		return ERR_SYSTEM;
	r = source_check_owner(fd);
	if (r == 0)
		r = read_all(fd, out);
	close(fd);
	return r;
}

static int
path_order(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

static int
disk_glob(void *arg, const char *pattern, struct arena *a, char ***ret,
    size_t *ret_n)
{
	glob_t g = { 0 };
	char **paths = NULL;
	size_t i;
	int r = 0;

	(void)arg;
	/* Sorted below: glob(3) would sort by the locale. */
	switch (glob(pattern, GLOB_NOSORT | GLOB_ERR, NULL, &g)) {
	case 0:
	case GLOB_NOMATCH:
		break;
	default:
		r = ERR_SYSTEM;
		goto out;
	}
	paths = arena_array(a, g.gl_pathc, sizeof *paths);
	for (i = 0; paths != NULL && i < g.gl_pathc; i++) {
		paths[i] = arena_str(a, slice_str(g.gl_pathv[i]));
		if (paths[i] == NULL)
			paths = NULL;
	}
	if (paths == NULL) {
		r = ERR_LIMIT;
		goto out;
	}
	qsort(paths, g.gl_pathc, sizeof *paths, path_order);
	*ret = paths;
	*ret_n = g.gl_pathc;
out:
	globfree(&g);
	return r;
}

const struct conf_source conf_source_disk = { disk_read, disk_glob, NULL };

/* --- memory ---------------------------------------------------------------- */

struct conf_file {
	char *path;
	uint8_t *bytes;
	size_t len;
};

struct conf_files {
	struct conf_file *files;
	size_t count, cap;
};

struct conf_files *
conf_files_new(void)
{
	return mem_zalloc(sizeof(struct conf_files));
}

void
conf_files_free(struct conf_files *f)
{
	size_t i;

	if (f == NULL)
		return;
	for (i = 0; i < f->count; i++) {
		free(f->files[i].path);
		free(f->files[i].bytes);
	}
	free(f->files);
	free(f);
}

static struct conf_file *
find(const struct conf_files *f, const char *path)
{
	size_t i;

	for (i = 0; i < f->count; i++)
		if (strcmp(f->files[i].path, path) == 0)
			return &f->files[i];
	return NULL;
}

int
conf_files_add(struct conf_files *f, const char *path, struct slice bytes)
{
	struct conf_file *file;

	file = find(f, path);
	if (file == NULL) {
		f->files = mem_grow(f->files, f->count, &f->cap,
		    sizeof *f->files);
		file = &f->files[f->count++];
		*file = (struct conf_file){ mem_str(path), NULL, 0 };
	}
	free(file->bytes);
	file->bytes = mem_alloc(bytes.len + 1);
	if (bytes.len > 0)
		memcpy(file->bytes, bytes.ptr, bytes.len);
	file->len = bytes.len;
	return 0;
}

size_t
conf_files_count(const struct conf_files *f)
{
	return f->count;
}

void
conf_files_get(const struct conf_files *f, size_t i, const char **ret_path,
    struct slice *ret_bytes)
{
	*ret_path = f->files[i].path;
	*ret_bytes = slice_of(f->files[i].bytes, f->files[i].len);
}

static int
memory_read(void *arg, const char *path, struct buf *out)
{
	const struct conf_file *file;

	size_t room = out->max - out->len;

	file = find(arg, path);
	if (file == NULL)
		return ERR_NOTFOUND;
	if (file->len <= room)
		return buf_put(out, file->bytes, file->len);
	(void)buf_put(out, file->bytes, room);
	return ERR_LIMIT;
}

static int
memory_glob(void *arg, const char *pattern, struct arena *a, char ***ret,
    size_t *ret_n)
{
	const struct conf_files *f = arg;
	char **paths;
	size_t i, n = 0;

	paths = arena_array(a, f->count, sizeof *paths);
	if (paths == NULL)
		return ERR_LIMIT;
	for (i = 0; i < f->count; i++) {
		if (fnmatch(pattern, f->files[i].path,
		    FNM_PATHNAME | FNM_PERIOD) != 0)
			continue;
		paths[n] = arena_str(a, slice_str(f->files[i].path));
		if (paths[n++] == NULL)
			return ERR_LIMIT;
	}
	qsort(paths, n, sizeof *paths, path_order);
	*ret = paths;
	*ret_n = n;
	return 0;
}

struct conf_source
conf_files_source(struct conf_files *f)
{
	return (struct conf_source){ memory_read, memory_glob, f };
}

/* --- a record of what was read --------------------------------------------- */

struct record {
	struct conf_files *into;
	const struct conf_source *from;
};

static int
record_read(void *arg, const char *path, struct buf *out)
{
	struct record *rec = arg;
	size_t start = out->len;
	int r;

	r = rec->from->read(rec->from->arg, path, out);
	/* The head of an index: whoever reads the record wants no more. */
	if (r == 0 || (r == ERR_LIMIT && out->max == CONF_HEAD_MAX &&
	    out->len == out->max))
		(void)conf_files_add(rec->into, path,
		    slice_sub(buf_slice(out), start, out->len));
	return r;
}

static int
record_glob(void *arg, const char *pattern, struct arena *a, char ***ret,
    size_t *ret_n)
{
	struct record *rec = arg;

	return rec->from->glob(rec->from->arg, pattern, a, ret, ret_n);
}

struct conf_source
conf_files_record(struct conf_files *into, const struct conf_source *from,
    struct arena *a)
{
	struct record *rec;

	rec = arena_alloc(a, sizeof *rec);
	if (rec == NULL)
		mem_exhausted();
	*rec = (struct record){ into, from };
	return (struct conf_source){ record_read, record_glob, rec };
}
