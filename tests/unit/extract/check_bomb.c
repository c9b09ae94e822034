#include "unit/unit.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/limits.h"
#include "probe.h"

/*
 * Small files that become large ones: each is stopped in good time, and told.
 */

#define GOOD_TIME_MS	2000	/* of a processor; a slow one is given more */

struct shape {
	const char *format, *filter;
	size_t members;
	size_t each;		/* bytes of each, all alike */
	size_t hole;		/* unwritten before them */
};

/* An archive in memory; NULL filter: none; format "raw": one member alone. */
static void
make(const struct shape *s, struct buf *out)
{
	struct archive *a = archive_write_new();
	struct archive_entry *e;
	static const uint8_t zeros[64 * 1024];
	size_t i, n, used = 0, room = out->max;
	char name[32];

	ck_assert_int_eq(buf_reserve(out, room), 0);
	ck_assert_int_eq(archive_write_set_format_by_name(a, s->format), 0);
	if (s->filter != NULL)
		ck_assert_int_eq(archive_write_add_filter_by_name(a,
		    s->filter), 0);
	archive_write_set_bytes_in_last_block(a, 1);
	ck_assert_int_eq(archive_write_open_memory(a, out->ptr, room, &used),
	    0);
	for (i = 0; i < s->members; i++) {
		e = archive_entry_new();
		snprintf(name, sizeof name, "m%zu", i);
		archive_entry_set_pathname(e, name);
		archive_entry_set_filetype(e, AE_IFREG);
		archive_entry_set_size(e, (la_int64_t)(s->hole + s->each));
		if (s->hole > 0)
			archive_entry_sparse_add_entry(e,
			    (la_int64_t)s->hole, (la_int64_t)s->each);
		ck_assert_int_eq(archive_write_header(a, e), 0);
		if (s->hole > 0)
			for (n = s->hole; n > 0; n -= n < sizeof zeros ? n :
			    sizeof zeros)
				archive_write_data(a, zeros, n < sizeof zeros ?
				    n : sizeof zeros);
		for (n = s->each; n > 0; n -= n < sizeof zeros ? n :
		    sizeof zeros)
			archive_write_data(a, zeros, n < sizeof zeros ? n :
			    sizeof zeros);
		archive_entry_free(e);
	}
	ck_assert_int_eq(archive_write_close(a), 0);
	archive_write_free(a);
	out->len = used;
}

static const struct {
	const char *name;
	struct shape shape;
	bool told;
} bombs[] = {
	{ "a gzip of 80 MB", { "raw", "gzip", 1, 80 * MIB, 0 }, true },
	{ "a bzip2 of 80 MB", { "raw", "bzip2", 1, 80 * MIB, 0 }, true },
	{ "an xz of 80 MB", { "raw", "xz", 1, 80 * MIB, 0 }, true },
	{ "a zstd of 80 MB", { "raw", "zstd", 1, 80 * MIB, 0 }, true },
	{ "an lz4 of 80 MB", { "raw", "lz4", 1, 80 * MIB, 0 }, true },
	{ "a .Z of 80 MB", { "raw", "compress", 1, 80 * MIB, 0 }, true },
	{ "a tar.gz of 80 MB", { "ustar", "gzip", 1, 80 * MIB, 0 }, true },
	{ "a 7z of 80 MB", { "7zip", NULL, 1, 80 * MIB, 0 }, true },
	{ "a 7z of 10 times 30 MB", { "7zip", NULL, 10, 30 * MIB, 0 }, true },
	{ "a zip of 80 MB", { "zip", NULL, 1, 80 * MIB, 0 }, true },
	{ "a xar of 80 MB", { "xar", NULL, 1, 80 * MIB, 0 }, true },
	{ "a hole of 100 MB in a tar", { "pax", NULL, 1, 4096, 100 * MIB },
	    true },
	{ "a hole of 1 MB in a tar", { "pax", NULL, 1, 4096, MIB }, false },
	{ "2,100 members", { "ustar", NULL, 2100, 1, 0 }, true },
	{ "1,900 members", { "ustar", NULL, 1900, 1, 0 }, false },
	{ "a gzip of 9 MB", { "raw", "gzip", 1, 9 * MIB, 0 }, false },
};

static bool
is_told(const struct probe *p)
{
	return probe_raised(p, ANOMALY_LIMIT);
}

START_TEST(test_bomb)
{
	struct buf file = BUF_INIT(8 * MIB);
	clock_t before;
	int64_t took;
	struct probe p;

	make(&bombs[_i].shape, &file);
	probe_open(&p);
	before = clock();
	probe_file(&p, "a.bin", "application/octet-stream",
	    buf_slice(&file));
	took = (int64_t)(clock() - before) * 1000 / CLOCKS_PER_SEC;
	ck_assert_int_eq(p.result, 0);
	ck_assert_msg(is_told(&p) == bombs[_i].told, "%s", bombs[_i].name);
	ck_assert(p.budget.out_bytes <= UNPACK_TOTAL_MAX);
	/* Four times what is asked for; our own time only. */
	ck_assert_msg(took < 4 * GOOD_TIME_MS, "%s: %d ms", bombs[_i].name,
	    (int)took);
	probe_close(&p);
	buf_free(&file);
}
END_TEST

/* --- one in the other -------------------------------------------------------------- */

static void
wrap(const char *filter, struct buf *b)
{
	struct archive *a = archive_write_new();
	struct archive_entry *e = archive_entry_new();
	struct buf out = BUF_INIT(64 * KIB);
	size_t used = 0;

	buf_reserve(&out, 64 * KIB);
	archive_write_set_format_by_name(a, filter == NULL ? "ustar" : "raw");
	if (filter != NULL)
		archive_write_add_filter_by_name(a, filter);
	archive_write_set_bytes_in_last_block(a, 1);
	ck_assert_int_eq(archive_write_open_memory(a, out.ptr, 64 * KIB,
	    &used), 0);
	archive_entry_set_pathname(e, "in");
	archive_entry_set_filetype(e, AE_IFREG);
	archive_entry_set_size(e, (la_int64_t)b->len);
	archive_write_header(a, e);
	archive_write_data(a, b->ptr, b->len);
	archive_entry_free(e);
	ck_assert_int_eq(archive_write_close(a), 0);
	archive_write_free(a);
	buf_reset(b);
	buf_put(b, out.ptr, used);
	buf_free(&out);
}

static const struct {
	size_t levels;
	bool told;
} nests[] = {
	{ 15, false }, { 16, true }, { 50, true },
};

/* The attachment is at depth 1 itself; kinds are mixed. */
START_TEST(test_nest)
{
	static const char *const filters[] = { "gzip", "bzip2", "xz", "zstd" };
	struct buf file = BUF_INIT(64 * KIB);
	struct probe p;
	size_t i;

	buf_puts(&file, "planted 943 476 5919");
	for (i = 0; i < nests[_i].levels; i++)
		wrap(filters[i % 4], &file);
	probe_open(&p);
	probe_file(&p, "a.bin", "application/octet-stream",
	    buf_slice(&file));
	ck_assert(is_told(&p) == nests[_i].told);
	ck_assert(probe_reads(&p, "planted 943 476 5919") != nests[_i].told);
	ck_assert(p.part_count < 25);
	probe_close(&p);
	buf_free(&file);
}
END_TEST

int
main(void)
{
	const struct unit_case list[] = {
		{ "bomb", test_bomb, N_OF(bombs) },
		{ "nest", test_nest, N_OF(nests) },
		{ NULL, NULL, 0 },
	};

	return unit_main("bomb", list);
}
