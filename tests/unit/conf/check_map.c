#include "conf/conf.h"

#include <sys/stat.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/limits.h"
#include "unit/unit.h"

static char folder[] = "/tmp/check_map.XXXXXX";

static const char *
path_of(const char *name)
{
	static char path[200];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static void
put_file(const char *name, size_t n, uint8_t byte, mode_t mode)
{
	FILE *f;

	unlink(path_of(name));
	f = fopen(path_of(name), "w");
	ck_assert_ptr_nonnull(f);
	for (; n > 0; n--)
		fputc(byte, f);
	fclose(f);
	ck_assert_int_eq(chmod(path_of(name), mode), 0);
}

static void
clean(void)
{
	unlink(path_of("a"));
	unlink(path_of("b"));
	rmdir(folder);
}

static const struct {
	const char *name;
	size_t size;
	mode_t mode;
	int map, key;
} cases[] = {
	{ "a key",			32, 0400, 0, 0 },
	{ "one that its owner may change", 32, 0600, 0, 0 },
	{ "others may read it",		32, 0444, 0, ERR_DENIED },
	{ "the group may",		32, 0440, 0, ERR_DENIED },
	{ "others may write",		32, 0622, ERR_DENIED, ERR_DENIED },
	{ "nothing",			0, 0400, ERR_SHORT, 0 },
};

START_TEST(test_modes)
{
	struct slice bytes = SLICE_NONE;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	put_file("a", cases[_i].size, 'k', cases[_i].mode);
	ck_assert_msg(conf_map(path_of("a"), &bytes) == cases[_i].map, "%s",
	    cases[_i].name);
	ck_assert_msg(conf_key_private(path_of("a")) == cases[_i].key, "%s",
	    cases[_i].name);
	if (cases[_i].map == 0) {
		ck_assert_uint_eq(bytes.len, cases[_i].size);
		ck_assert_uint_eq(bytes.ptr[0], 'k');
		conf_unmap(bytes);
	}
	clean();
}
END_TEST

START_TEST(test_other_files)
{
	struct slice bytes;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(conf_map(path_of("a"), &bytes), ERR_SYSTEM);
	ck_assert_int_eq(errno, ENOENT);
	ck_assert_int_eq(conf_key_private(path_of("a")), ERR_SYSTEM);
	ck_assert_int_eq(mkfifo(path_of("a"), 0600), 0);
	ck_assert_int_eq(conf_map(path_of("a"), &bytes), ERR_TYPE);
	clean();
}
END_TEST

/* Load `a`, which names the index `b`; as the parent does, and as a role. */
static void
load_both(uint8_t digest[32], size_t expected)
{
	static const char conf[] = "list x of records from \"b\"\n";
	struct conf_files *files = conf_files_new();
	struct conf_diag *d = conf_diag_new();
	struct conf_tree *t = NULL, *again = NULL;
	struct arena *a = arena_new(1 * MIB);
	struct conf_source src, memory;
	FILE *f;

	unlink(path_of("a"));
	f = fopen(path_of("a"), "w");
	fputs(conf, f);
	fclose(f);
	chmod(path_of("a"), 0600);
	src = conf_files_record(files, &conf_source_disk, a);
	ck_assert_int_eq(conf_load(&src, path_of("a"), d, &t), 0);
	ck_assert_uint_eq(t->blocks[0].from_bytes.len, expected);
	ck_assert_str_eq(t->blocks[0].from_file, path_of("b"));
	memory = conf_files_source(files);
	ck_assert_int_eq(conf_load(&memory, path_of("a"), d, &again), 0);
	ck_assert_mem_eq(t->digest, again->digest, sizeof t->digest);
	ck_assert(slice_eq(t->blocks[0].from_bytes,
	    again->blocks[0].from_bytes));
	memcpy(digest, t->digest, 32);
	conf_free(t);
	conf_free(again);
	conf_diag_free(d);
	conf_files_free(files);
	arena_free(a);
}

/* Of an index the head is part of the rules: no text, and no more than that. */
START_TEST(test_head)
{
	uint8_t one[32], other[32];

	ck_assert_ptr_nonnull(mkdtemp(folder));
	put_file("b", CONF_HEAD_MAX, 0xff, 0600);
	load_both(one, CONF_HEAD_MAX);
	put_file("b", 2 * CONF_FILE_MAX, 0xff, 0600);
	load_both(other, CONF_HEAD_MAX);
	ck_assert_mem_eq(one, other, sizeof one);
	put_file("b", CONF_HEAD_MAX, 0xfe, 0600);
	load_both(other, CONF_HEAD_MAX);
	ck_assert_mem_ne(one, other, sizeof one);
	put_file("b", 3, 0xff, 0600);
	load_both(other, 3);
	clean();
}
END_TEST

START_TEST(test_key_path)
{
	static const char conf[] = "list x of records from \"i/x.edm\"\n"
	    "list y of documents from \"y\"\nlist z of words { a }\n";
	struct conf_files *files = conf_files_new();
	struct conf_diag *d = conf_diag_new();
	struct arena *a = arena_new(1 * MIB);
	struct buf text = BUF_INIT(1 * KIB);
	struct conf_source src = conf_files_source(files);
	struct conf_tree *t = NULL;

	(void)buf_puts(&text, conf);
	if (_i == 1)
		(void)buf_puts(&text, "set records-key \"keys/k\"\n");
	conf_files_add(files, "etc/main", buf_slice(&text));
	conf_files_add(files, "etc/i/x.edm", SLICE("x"));
	conf_files_add(files, "etc/y", SLICE("y"));
	ck_assert_int_eq(conf_load(&src, "etc/main", d, &t), 0);
	ck_assert_str_eq(conf_key_path(t, &t->blocks[0], a), _i == 1 ?
	    "etc/keys/k" : "etc/i/x.edm.key");
	ck_assert_str_eq(conf_key_path(t, &t->blocks[1], a), "etc/y.key");
	ck_assert_ptr_null(conf_key_path(t, &t->blocks[2], a));
	conf_free(t);
	conf_diag_free(d);
	conf_files_free(files);
	arena_free(a);
	buf_free(&text);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "modes", test_modes, N_OF(cases) },
		{ "other files", test_other_files, 0 },
		{ "head", test_head, 0 },
		{ "key path", test_key_path, 2 },
		{ NULL, NULL, 0 },
	};

	return unit_main("map", suite);
}
