#include "fuzz/replay.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "unit/mime/corpus.h"

#define INPUT_MAX	(16 * MIB)
#define COPIES_MS	1500	/* of one folder: a sanitizer makes some slow */

static const char *const kinds[] = { "seeds", "regressions" };

static char *
path_of(const char *kind, const char *name, const char *file)
{
	const char *src = getenv("EXEAT_SRC");
	struct buf b = BUF_INIT(64 * KIB);
	char *path;

	buf_printf(&b, "%s/tests/fuzz/%s/%s%s%s", src != NULL ? src : ".",
	    kind, name, file[0] != '\0' ? "/" : "", file);
	path = mem_str(buf_cstr(&b));
	buf_free(&b);
	return path;
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* Of seeds only: what tells about them is none. */
static int
is_shown(const struct dirent *d)
{
	static const char *const others[] = { "README", "README.md", "ALSO" };
	size_t i;

	for (i = 0; i < sizeof others / sizeof others[0]; i++)
		if (strcmp(d->d_name, others[i]) == 0)
			return false;
	return d->d_name[0] != '.';
}

/* --- damage ------------------------------------------------------------------- */

static void
put_number(struct buf *b, size_t at, uint64_t *state)
{
	static const uint32_t lies[] = { 0, 1, 0x7f, 0xff, 0x7fff, 0xffff,
	    0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff };
	uint32_t v = lies[corpus_random(state) %
	    (sizeof lies / sizeof lies[0])];
	size_t width = (size_t)1 << corpus_random(state) % 3, i;
	bool is_big = (corpus_random(state) & 1) != 0;

	if (corpus_random(state) % 4 == 0)
		v = (uint32_t)b->len - 2 + corpus_random(state) % 5;
	for (i = 0; i < width && at + i < b->len; i++)
		b->ptr[at + i] = (uint8_t)(v >> 8 *
		    (is_big ? width - 1 - i : i));
}

/* Put n bytes at `at`, which moves what stands there. */
static void
put_piece(struct buf *b, size_t at, struct slice piece)
{
	if (b->len > INPUT_MAX || buf_reserve(b, piece.len) < 0)
		return;
	memmove(b->ptr + at + piece.len, b->ptr + at, b->len - at);
	memcpy(b->ptr + at, piece.ptr, piece.len);
	b->len += piece.len;
}

static struct slice
some_piece(struct slice s, size_t max, uint64_t *state)
{
	size_t at;

	if (s.len == 0)
		return SLICE_NONE;
	at = corpus_random(state) % s.len;
	return slice_sub(s, at, at + 1 + corpus_random(state) % max);
}

void
replay_damage(struct buf *b, struct slice other, uint64_t *state)
{
	uint8_t copy[64];
	struct slice s;
	size_t at, n;

	if (b->len == 0)
		return;
	at = corpus_random(state) % b->len;
	switch (corpus_random(state) % 7) {
	case 0:
		b->ptr[at] ^= (uint8_t)(1 << corpus_random(state) % 8);
		break;
	case 1:
		b->ptr[at] = (uint8_t)corpus_random(state);
		break;
	case 2:
		put_number(b, at, state);
		break;
	case 3:		/* the end goes, most of the time not much of it */
		n = corpus_random(state) % (corpus_random(state) % 4 == 0 ?
		    b->len : b->len / 8 + 1);
		b->len -= n;
		break;
	case 4:		/* a piece goes */
		n = 1 + corpus_random(state) % 64;
		n = n > b->len - at ? b->len - at : n;
		memmove(b->ptr + at, b->ptr + at + n, b->len - at - n);
		b->len -= n;
		break;
	case 5:		/* a piece is there twice */
		s = some_piece(buf_slice(b), sizeof copy, state);
		memcpy(copy, s.ptr, s.len);
		put_piece(b, at, slice_of(copy, s.len));
		break;
	default:	/* a piece of another file */
		s = some_piece(other, 400, state);
		if (s.len > 0)
			put_piece(b, at, s);
		break;
	}
}

/* --- kept inputs ----------------------------------------------------------------- */

struct inputs {
	struct buf *files;
	size_t count, cap, seeds;
};

static bool
is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static void
load_file(const char *path, struct inputs *in)
{
	in->files = mem_grow(in->files, in->count, &in->cap,
	    sizeof *in->files);
	buf_init(&in->files[in->count], 4 * INPUT_MAX);
	if (!corpus_load(path, &in->files[in->count++])) {
		fprintf(stderr, "replay: cannot read %s\n", path);
		exit(EXIT_FAILURE);
	}
}

/*
 * Damaged cabinets now and then end libarchive 3.6.2 by a signal.  That is for
 * the child's sandbox (such mail is held), and no finding about code of ours.
 */
static bool
is_cabinet(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot != NULL && strcmp(dot, ".cab") == 0;
}

/* Every file of a folder; none if there is no such folder. */
static void
load_folder(const char *folder, struct inputs *in)
{
	struct buf path = BUF_INIT(64 * KIB);
	struct dirent **list;
	int i, n;

	n = scandir(folder, &list, is_shown, by_name);
	for (i = 0; i < n; i++) {
		buf_reset(&path);
		buf_printf(&path, "%s/%s", folder, list[i]->d_name);
		if (is_file(buf_cstr(&path)) && !is_cabinet(list[i]->d_name))
			load_file(buf_cstr(&path), in);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
	buf_free(&path);
}

/* The folders of fixtures that ALSO names: seeds as they are. */
static void
load_also(const char *name, struct inputs *in)
{
	char *path = path_of(kinds[0], name, "ALSO"), line[512], *other;
	struct buf up = BUF_INIT(1024);
	FILE *f = fopen(path, "r");

	free(path);
	while (f != NULL && fgets(line, sizeof line, f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		buf_reset(&up);
		buf_printf(&up, "../%s", line);
		other = path_of(buf_cstr(&up), "", "");
		load_folder(other, in);
		free(other);
	}
	if (f != NULL)
		fclose(f);
	buf_free(&up);
}

static void
load_kind(const char *kind, const char *name, struct inputs *in)
{
	char *folder = path_of(kind, name, "");

	load_folder(folder, in);
	free(folder);
}

/* The first copies of a seed, as many as there is time for. */
static void
replay_damaged(const struct inputs *in, size_t i, unsigned copies,
    replay_one one, uint64_t *state)
{
	int64_t end = clock_mono_ms() + COPIES_MS / (int64_t)in->seeds;
	struct buf b = BUF_INIT(8 * INPUT_MAX);
	unsigned c, k;

	for (c = 0; c < copies && clock_mono_ms() < end; c++) {
		buf_reset(&b);
		buf_put_slice(&b, buf_slice(&in->files[i]));
		for (k = 0; k <= c % 6; k++)
			replay_damage(&b, buf_slice(&in->files[
			    corpus_random(state) % in->count]), state);
		(void)one(b.ptr, b.len);
	}
	buf_free(&b);
}

size_t
replay_folder(const char *name, unsigned copies, replay_one one)
{
	struct inputs in = { 0 };
	uint64_t state = 7;
	size_t i, count;

	load_kind(kinds[0], name, &in);
	load_also(name, &in);
	in.seeds = in.count;
	load_kind(kinds[1], name, &in);
	for (i = 0; i < in.count; i++)
		(void)one(in.files[i].ptr, in.files[i].len);
	for (i = 0; copies > 0 && i < in.seeds; i++)
		replay_damaged(&in, i, copies / (unsigned)in.seeds + 1, one,
		    &state);
	count = in.count;
	for (i = 0; i < in.count; i++)
		buf_free(&in.files[i]);
	free(in.files);
	return count;
}

/* --- folders ------------------------------------------------------------------------ */

static int
name_order(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static size_t
add_names(const char *kind, char ***names, size_t count, size_t *cap)
{
	char *folder = path_of(kind, "", "");
	struct dirent **list;
	int i, n;

	n = scandir(folder, &list, is_shown, by_name);
	free(folder);
	for (i = 0; i < n; i++) {
		*names = mem_grow(*names, count + 1, cap, sizeof **names);
		(*names)[count++] = mem_str(list[i]->d_name);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
	return count;
}

char **
replay_names(void)
{
	size_t count = 0, cap = 0, i, kept;
	char **names = NULL;

	names = mem_grow(names, 0, &cap, sizeof *names);
	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		count = add_names(kinds[i], &names, count, &cap);
	qsort(names, count, sizeof *names, name_order);
	for (i = 0, kept = 0; i < count; i++)
		if (kept > 0 && strcmp(names[kept - 1], names[i]) == 0)
			free(names[i]);
		else
			names[kept++] = names[i];
	names[kept] = NULL;
	return names;
}

void
replay_names_free(char **names)
{
	size_t i;

	for (i = 0; names[i] != NULL; i++)
		free(names[i]);
	free(names);
}
