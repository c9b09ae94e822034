/*
 * scratch -- a folder for one test, taken away at its end.
 */
#ifndef UNIT_STORE_SCRATCH_H
#define UNIT_STORE_SCRATCH_H

#include <check.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct scratch {
	char path[64];
};

static inline void
scratch_make(struct scratch *s)
{
	snprintf(s->path, sizeof s->path, "/tmp/exeat-check-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(s->path));
}

static inline int
scratch_remove_one(const char *path, const struct stat *st, int kind,
    struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static inline void
scratch_remove(struct scratch *s)
{
	(void)nftw(s->path, scratch_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* "PATH/name", in one of four buffers that take turns. */
static inline const char *
scratch_path(const struct scratch *s, const char *name)
{
	static char out[4][256];
	static unsigned turn;

	turn = (turn + 1) % 4;
	snprintf(out[turn], sizeof out[turn], "%s/%s", s->path, name);
	return out[turn];
}

/* The bytes of the file; how many come back, at most size. */
static inline size_t
scratch_read(const char *path, void *out, size_t size)
{
	FILE *f = fopen(path, "rb");
	size_t n;

	ck_assert_ptr_nonnull(f);
	n = fread(out, 1, size, f);
	fclose(f);
	return n;
}

static inline void
scratch_write(const char *path, const void *bytes, size_t n)
{
	FILE *f = fopen(path, "wb");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(bytes, 1, n, f), n);
	ck_assert_int_eq(fclose(f), 0);
}

#endif
