/*
 * sqlite -- what only the durable backend has: a folder that may have been
 * tampered with, modes that may have been changed, a database that may be
 * gone, replaced or damaged (C5, C6).
 */
#include "store/sqlite.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/limits.h"
#include "store/backend.h"
#include "unit/store/scratch.h"
#include "unit/store/version1.h"
#include "unit/unit.h"

struct place {
	struct scratch dir;
	char folder[96];
	struct store *s;
};

static int
place_open(struct place *p, bool may_create)
{
	struct store_options o = { .folder = p->folder,
	    .may_create = may_create };

	p->s = NULL;
	return store_open(&sqlite_store, &o, &p->s);
}

static void
place_close(struct place *p)
{
	store_close(p->s);
	p->s = NULL;
}

/* A store with rows in it, closed. */
static void
place_make(struct place *p)
{
	struct store_decision d = { .at_ms = 1 };
	uint8_t bytes[600];
	unsigned i;

	scratch_make(&p->dir);
	snprintf(p->folder, sizeof p->folder, "%s/store", p->dir.path);
	ck_assert_int_eq(place_open(p, true), 0);
	memset(bytes, 'x', sizeof bytes);
	ck_assert_int_eq(store_begin(p->s), 0);
	for (i = 0; i < 500; i++) {
		snprintf(d.ref, sizeof d.ref, "EX-0000-%04u", i % 500);
		d.sealed = slice_of(bytes, sizeof bytes);
		ck_assert_int_eq(store_decision_put(p->s, &d), 0);
	}
	ck_assert_int_eq(store_commit(p->s), 0);
	place_close(p);
}

static void
place_end(struct place *p)
{
	place_close(p);
	scratch_remove(&p->dir);
}

static void
sql(struct place *p, const char *text)
{
	sqlite3 *db;

	ck_assert_int_eq(sqlite3_open(scratch_path(&p->dir,
	    "store/" SQLITE_DB_NAME), &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

START_TEST(test_modes)
{
	struct place p;
	struct stat st;

	place_make(&p);
	ck_assert_int_eq(place_open(&p, false), 0);
	ck_assert_int_eq(stat(p.folder, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0700);
	ck_assert_int_eq(stat(scratch_path(&p.dir, "store/" SQLITE_DB_NAME),
	    &st), 0);
	ck_assert_uint_eq(st.st_mode & 077, 0);
	place_end(&p);
}
END_TEST

START_TEST(test_no_store)
{
	struct place p;

	scratch_make(&p.dir);
	snprintf(p.folder, sizeof p.folder, "%s/store", p.dir.path);
	ck_assert_int_eq(place_open(&p, false), ERR_NOTFOUND);
	ck_assert_int_eq(mkdir(p.folder, 0700), 0);
	ck_assert_int_eq(place_open(&p, false), ERR_NOTFOUND);
	ck_assert_int_eq(place_open(&p, true), 0);
	place_end(&p);
}
END_TEST

START_TEST(test_second_keeper)
{
	struct store_options o;
	struct store *other;
	struct place p;

	place_make(&p);
	ck_assert_int_eq(place_open(&p, false), 0);
	o = (struct store_options){ .folder = p.folder, .may_create = true };
	ck_assert_int_eq(store_open(&sqlite_store, &o, &other), ERR_EXISTS);
	place_end(&p);
}
END_TEST

/* C5: the journal mode is kept in the file; a changed one is refused. */
START_TEST(test_journal_mode)
{
	struct place p;

	place_make(&p);
	sql(&p, "PRAGMA journal_mode = DELETE");
	ck_assert_int_eq(place_open(&p, true), ERR_UNSUPPORTED);
	sql(&p, "PRAGMA journal_mode = WAL");
	ck_assert_int_eq(place_open(&p, true), 0);
	place_end(&p);
}
END_TEST

/* C6: missing, empty, another store's, another application's. */
START_TEST(test_missing)
{
	struct place p;

	place_make(&p);
	ck_assert_int_eq(unlink(scratch_path(&p.dir,
	    "store/" SQLITE_DB_NAME)), 0);
	ck_assert_int_eq(place_open(&p, true), ERR_MISMATCH);
	scratch_write(scratch_path(&p.dir, "store/" SQLITE_DB_NAME), "", 0);
	ck_assert_int_eq(place_open(&p, true), ERR_MISMATCH);
	/* And it was not made again. */
	ck_assert_int_eq(place_open(&p, true), ERR_MISMATCH);
	place_end(&p);
}
END_TEST

START_TEST(test_no_instance)
{
	struct place p;

	place_make(&p);
	ck_assert_int_eq(unlink(scratch_path(&p.dir, "store/instance")), 0);
	ck_assert_int_eq(place_open(&p, true), ERR_MISMATCH);
	ck_assert_int_eq(unlink(scratch_path(&p.dir,
	    "store/" SQLITE_DB_NAME)), 0);
	/* Both gone, but stored messages are there. */
	ck_assert_int_eq(mkdir(scratch_path(&p.dir, "store/blobs"), 0700), 0);
	ck_assert_int_eq(place_open(&p, true), ERR_MISMATCH);
	place_end(&p);
}
END_TEST

START_TEST(test_replaced)
{
	struct place p, q;

	place_make(&p);
	place_make(&q);
	ck_assert_int_eq(rename(scratch_path(&q.dir, "store/" SQLITE_DB_NAME),
	    scratch_path(&p.dir, "store/" SQLITE_DB_NAME)), 0);
	ck_assert_int_eq(place_open(&p, true), ERR_MISMATCH);
	place_end(&p);
	place_end(&q);
}
END_TEST

START_TEST(test_other_application)
{
	struct place p;

	place_make(&p);
	sql(&p, "PRAGMA application_id = 7");
	ck_assert_int_eq(place_open(&p, true), ERR_MISMATCH);
	place_end(&p);
}
END_TEST

START_TEST(test_newer_version)
{
	struct place p;

	place_make(&p);
	sql(&p, "PRAGMA user_version = 99");
	ck_assert_int_eq(place_open(&p, true), ERR_UNSUPPORTED);
	place_end(&p);
}
END_TEST

/* A folder with the store of an earlier version in it, closed. */
static void
place_make_version1(struct place *p)
{
	scratch_make(&p->dir);
	snprintf(p->folder, sizeof p->folder, "%s/store", p->dir.path);
	p->s = NULL;
	ck_assert_int_eq(mkdir(p->folder, 0700), 0);
	scratch_write(scratch_path(&p->dir, "store/instance"),
	    VERSION1_INSTANCE, sizeof VERSION1_INSTANCE - 1);
	sql(p, version1_sql);
	ck_assert_int_eq(chmod(scratch_path(&p->dir, "store/"
	    SQLITE_DB_NAME), 0600), 0);
}

/* Every row of before is there, and what came since works beside it. */
START_TEST(test_older_version)
{
	struct store_entry e = { .reg = 3, .at_ms = 5, .count = 1 }, got;
	struct store_decision d;
	struct store_audit rec;
	struct store_hold h;
	struct slice report;
	struct place p;
	struct arena *a;
	int twice;

	place_make_version1(&p);
	a = arena_new(MIB);
	for (twice = 0; twice < 2; twice++) {
		ck_assert_int_eq(place_open(&p, false), 0);
		ck_assert_int_eq(store_decision_get(p.s, "EX-0000-0001", a,
		    &d), 0);
		ck_assert_uint_eq(d.id, 1);
		ck_assert_uint_eq(d.answered, STORE_ANSWER_APPLIED);
		ck_assert(slice_eq(d.sealed, SLICE("sealed one")));
		ck_assert_int_eq(store_hold_get(p.s, "EX-0000-0002", a, &h),
		    0);
		ck_assert_uint_eq(h.size, 77);
		ck_assert_int_eq(store_evidence_get(p.s, h.id, a, &report),
		    0);
		ck_assert(slice_eq(report, SLICE("report")));
		ck_assert_int_eq(store_audit_tail(p.s, a, &rec), 0);
		ck_assert_uint_eq(rec.number, 1);
		ck_assert_uint_eq(rec.mac[0], 6);
		ck_assert_int_eq(store_entry_get(p.s, &e, a, &got),
		    twice == 0 ? ERR_NOTFOUND : 0);
		ck_assert_int_eq(store_begin(p.s), 0);
		ck_assert_int_eq(store_entry_put(p.s, &e), 0);
		ck_assert_int_eq(store_commit(p.s), 0);
		place_close(&p);
	}
	arena_free(a);
	place_end(&p);
}
END_TEST

/* A migration that fails half-way leaves the store as it was. */
START_TEST(test_migration_fails_whole)
{
	struct place p;

	place_make_version1(&p);
	/* Takes the name of what the last step of the migration makes. */
	sql(&p, "CREATE TABLE entry_until (x INTEGER)");
	ck_assert_int_lt(place_open(&p, false), 0);
	/* Nothing of it stands: with the obstacle gone it runs from the start. */
	sql(&p, "DROP TABLE entry_until");
	ck_assert_int_eq(place_open(&p, false), 0);
	place_end(&p);
}
END_TEST

START_TEST(test_not_a_database)
{
	struct place p;

	place_make(&p);
	scratch_write(scratch_path(&p.dir, "store/" SQLITE_DB_NAME),
	    "this is no database, but it is long enough to be looked at", 58);
	ck_assert_int_lt(place_open(&p, true), 0);
	place_end(&p);
}
END_TEST

/* Damaged structure is seen at the start; content has seals and hashes. */
START_TEST(test_damaged_pages)
{
	static uint8_t file[8 * 1024 * 1024];
	struct store_decision d;
	struct arena *a;
	struct place p;
	char ref[REFERENCE_SIZE];
	size_t n, page;
	unsigned i;
	int seen = 0, r;

	place_make(&p);
	n = scratch_read(scratch_path(&p.dir, "store/" SQLITE_DB_NAME), file,
	    sizeof file);
	for (page = 0; page < n / 4096; page++) {
		uint8_t saved[16];

		/* The head of a page: kind, cells, free space. */
		memcpy(saved, file + page * 4096, sizeof saved);
		memset(file + page * 4096, 0xa5, sizeof saved);
		scratch_write(scratch_path(&p.dir, "store/" SQLITE_DB_NAME),
		    file, n);
		a = arena_new(8 * MIB);
		r = place_open(&p, true);
		for (i = 0; r == 0 && i < 500; i++) {
			snprintf(ref, sizeof ref, "EX-0000-%04u", i % 500);
			r = store_decision_get(p.s, ref, a, &d);
		}
		seen += r < 0;
		ck_assert_msg(r < 0, "damage in page %zu of %zu", page, n / 4096);
		place_close(&p);
		arena_free(a);
		memcpy(file + page * 4096, saved, sizeof saved);
	}
	ck_assert_int_gt(seen, 20);
	scratch_write(scratch_path(&p.dir, "store/" SQLITE_DB_NAME), file, n);
	ck_assert_int_eq(place_open(&p, true), 0);
	place_end(&p);
}
END_TEST

/* A start that ended half-way through making the store is made good. */
/* As a hand does it: the row of a case, one column of it no longer its size. */
static const char *const cut_columns[] = { "item", "retry", "nonce", "mac" };

START_TEST(test_cut_row)
{
	struct store_hold h = { .ref = "EX-0000-0001", .state = 1,
	    .open = true, .version = 1 }, *all, one;
	struct arena *a = arena_new(1 * MIB);
	uint8_t none[KEY_MAC_SIZE] = { 0 };
	char text[96];
	struct place p;
	size_t n;

	place_make(&p);
	ck_assert_int_eq(place_open(&p, false), 0);
	ck_assert_int_eq(store_begin(p.s), 0);
	for (h.id = 2; h.id < 4; h.id++) {
		memset(h.item, (int)h.id, sizeof h.item);
		memset(h.retry, (int)h.id, sizeof h.retry);
		memset(h.mac, 0x55, sizeof h.mac);
		snprintf(h.ref, sizeof h.ref, "EX-0000-000%u", (unsigned)h.id);
		ck_assert_int_eq(store_hold_put(p.s, &h), 0);
	}
	ck_assert_int_eq(store_commit(p.s), 0);
	place_close(&p);
	snprintf(text, sizeof text, "UPDATE hold SET %s = x'00' WHERE id = 2;",
	    cut_columns[_i]);
	sql(&p, text);
	ck_assert_int_eq(place_open(&p, false), 0);
	ck_assert_int_eq(store_hold_list(p.s, STORE_HOLD_OPEN, 0, 9, a, &all,
	    &n), 0);
	ck_assert_uint_eq(n, 2);
	ck_assert_str_eq(all[0].ref, "EX-0000-0002");
	ck_assert_mem_eq(all[0].mac, none, sizeof none);
	ck_assert_mem_eq(all[1].mac, h.mac, sizeof h.mac);
	ck_assert_int_eq(store_hold_due(p.s, 1, 1, 9, a, &all, &n), 0);
	ck_assert_uint_eq(n, 2);
	ck_assert_int_eq(store_hold_get(p.s, "EX-0000-0002", a, &one), 0);
	ck_assert_mem_eq(one.mac, none, sizeof none);
	arena_free(a);
	place_end(&p);
}
END_TEST

START_TEST(test_half_made)
{
	struct place p;

	scratch_make(&p.dir);
	snprintf(p.folder, sizeof p.folder, "%s/store", p.dir.path);
	ck_assert_int_eq(mkdir(p.folder, 0700), 0);
	scratch_write(scratch_path(&p.dir, "store/creating"), "\n", 1);
	scratch_write(scratch_path(&p.dir, "store/" SQLITE_DB_NAME), "half",
	    4);
	scratch_write(scratch_path(&p.dir, "store/" SQLITE_DB_NAME "-wal"),
	    "half", 4);
	ck_assert_int_eq(place_open(&p, true), 0);
	place_close(&p);
	ck_assert_int_ne(access(scratch_path(&p.dir, "store/creating"), F_OK),
	    0);
	/* Named already: only the mark is left over. */
	scratch_write(scratch_path(&p.dir, "store/creating"), "\n", 1);
	ck_assert_int_eq(place_open(&p, false), 0);
	ck_assert_int_ne(access(scratch_path(&p.dir, "store/creating"), F_OK),
	    0);
	place_end(&p);
}
END_TEST

START_TEST(test_unsafe_folder)
{
	struct store_options o;
	struct place p;

	place_make(&p);
	ck_assert_int_eq(chmod(p.folder, 0750), 0);
	ck_assert_int_eq(place_open(&p, true), ERR_DENIED);
	ck_assert_int_eq(chmod(p.folder, 0700), 0);
	ck_assert_int_eq(chmod(p.dir.path, 0777), 0);
	ck_assert_int_eq(place_open(&p, true), ERR_DENIED);
	/* A store of a person's own: he knows where he put it. */
	o = (struct store_options){ .folder = p.folder, .is_private = true };
	ck_assert_int_eq(store_open(&sqlite_store, &o, &p.s), 0);
	place_close(&p);
	ck_assert_int_eq(chmod(p.folder, 0750), 0);
	ck_assert_int_eq(store_open(&sqlite_store, &o, &p.s), ERR_DENIED);
	p.s = NULL;
	ck_assert_int_eq(chmod(p.folder, 0700), 0);
	ck_assert_int_eq(chmod(p.dir.path, 0755), 0);
	ck_assert_int_eq(place_open(&p, true), 0);
	place_end(&p);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "modes", test_modes, 0 },
		{ "no store", test_no_store, 0 },
		{ "second keeper", test_second_keeper, 0 },
		{ "journal mode", test_journal_mode, 0 },
		{ "missing", test_missing, 0 },
		{ "no instance", test_no_instance, 0 },
		{ "replaced", test_replaced, 0 },
		{ "other application", test_other_application, 0 },
		{ "newer version", test_newer_version, 0 },
		{ "older version", test_older_version, 0 },
		{ "a migration fails whole", test_migration_fails_whole, 0 },
		{ "not a database", test_not_a_database, 0 },
		{ "damaged pages", test_damaged_pages, 0 },
		{ "cut row", test_cut_row, N_OF(cut_columns) },
		{ "half made", test_half_made, 0 },
		{ "unsafe folder", test_unsafe_folder, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("sqlite", cases);
}
