#include "conf/conf.h"

#include <sys/stat.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/limits.h"
#include "unit/unit.h"

static char folder[] = "/tmp/check_source.XXXXXX";

static void
put_file(const char *name, const char *bytes, mode_t mode)
{
	char path[200];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fputs(bytes, f);
	fclose(f);
	ck_assert_int_eq(chmod(path, mode), 0);
}

static int
get_file(const char *name, struct buf *out)
{
	char path[200];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return conf_source_disk.read(NULL, path, out);
}

static const struct {
	const char *name;
	mode_t mode;
	int r;
} mode_cases[] = {
	{ "only the owner writes", 0644, 0 },
	{ "nobody else reads", 0600, 0 },
	{ "the group may write", 0664, ERR_DENIED },
	{ "everyone may write", 0646, ERR_DENIED },
};

static void
clean(void)
{
	char cmd[100];
	static const char *const names[] = { "a.rules", "b.rules", "c.txt",
	    "big", "fifo" };
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		snprintf(cmd, sizeof cmd, "%s/%s", folder, names[i]);
		unlink(cmd);
	}
	rmdir(folder);
}

START_TEST(test_modes)
{
	struct buf b = BUF_INIT(100);

	ck_assert_ptr_nonnull(mkdtemp(folder));
	put_file("a.rules", "set a 1\n", mode_cases[_i].mode);
	ck_assert_msg(get_file("a.rules", &b) == mode_cases[_i].r, "%s",
	    mode_cases[_i].name);
	ck_assert_str_eq(buf_cstr(&b), mode_cases[_i].r == 0 ?
	    "set a 1\n" : "");
	buf_free(&b);
	clean();
}
END_TEST

START_TEST(test_somebody_elses_file_is_refused)
{
	struct buf b = BUF_INIT(100);
	char path[200];

	ck_assert_ptr_nonnull(mkdtemp(folder));
	put_file("a.rules", "x", 0644);
	snprintf(path, sizeof path, "%s/a.rules", folder);
	/* Only root can give a file away: others have nothing to try. */
	if (geteuid() == 0) {
		ck_assert_int_eq(chown(path, 12345, (gid_t)-1), 0);
		ck_assert_int_eq(get_file("a.rules", &b), ERR_DENIED);
	}
	clean();
}
END_TEST

START_TEST(test_only_files_are_read)
{
	struct buf b = BUF_INIT(100);
	char path[200];

	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/fifo", folder);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	/* A pipe without a writer would stop a reader for ever. */
	ck_assert_int_eq(get_file("fifo", &b), ERR_TYPE);
	ck_assert_int_eq(get_file(".", &b), ERR_TYPE);
	ck_assert_int_eq(get_file("none", &b), ERR_SYSTEM);
	clean();
}
END_TEST

START_TEST(test_a_file_may_fill_the_buffer_but_not_more)
{
	struct buf b = BUF_INIT(10);

	ck_assert_ptr_nonnull(mkdtemp(folder));
	put_file("a.rules", "0123456789", 0600);
	put_file("b.rules", "0123456789+", 0600);
	ck_assert_int_eq(get_file("a.rules", &b), 0);
	ck_assert_uint_eq(b.len, 10);
	buf_reset(&b);
	ck_assert_int_eq(get_file("b.rules", &b), ERR_LIMIT);
	buf_free(&b);
	clean();
}
END_TEST

START_TEST(test_a_record_answers_like_the_disk)
{
	struct arena *a = arena_new(MIB);
	struct conf_files *f = conf_files_new();
	struct conf_source rec, mem;
	struct buf b = BUF_INIT(100);
	char pattern[200], **p, **q;
	const char *path;
	struct slice bytes;
	size_t i, n, m;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	put_file("b.rules", "second", 0600);
	put_file("a.rules", "first", 0600);
	put_file("c.txt", "other", 0600);
	snprintf(pattern, sizeof pattern, "%s/*.rules", folder);
	rec = conf_files_record(f, &conf_source_disk, a);
	ck_assert_int_eq(rec.glob(rec.arg, pattern, a, &p, &n), 0);
	ck_assert_uint_eq(n, 2);
	for (i = 0; i < n; i++)
		ck_assert_int_eq(rec.read(rec.arg, p[i], &b), 0);
	ck_assert_str_eq(buf_cstr(&b), "firstsecond");
	clean();
	/* The files are gone; the record is not. */
	mem = conf_files_source(f);
	ck_assert_int_eq(mem.glob(mem.arg, pattern, a, &q, &m), 0);
	ck_assert_uint_eq(m, n);
	for (i = 0; i < n; i++)
		ck_assert_str_eq(p[i], q[i]);
	buf_reset(&b);
	ck_assert_int_eq(mem.read(mem.arg, q[1], &b), 0);
	ck_assert_str_eq(buf_cstr(&b), "second");
	ck_assert_int_eq(mem.read(mem.arg, "c.txt", &b), ERR_NOTFOUND);
	ck_assert_uint_eq(conf_files_count(f), 2);
	conf_files_get(f, 0, &path, &bytes);
	ck_assert_str_eq(path, p[0]);
	ck_assert(slice_eq_str(bytes, "first"));
	buf_free(&b);
	conf_files_free(f);
	arena_free(a);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "modes", test_modes, N_OF(mode_cases) },
		{ "owner", test_somebody_elses_file_is_refused, 0 },
		{ "kind", test_only_files_are_read, 0 },
		{ "size", test_a_file_may_fill_the_buffer_but_not_more, 0 },
		{ "record", test_a_record_answers_like_the_disk, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("source", cases);
}
