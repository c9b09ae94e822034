#include "audit/audit.h"

#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>
#include <sqlite3.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/hex.h"
#include "base/limits.h"
#include "unit/store/scratch.h"
#include "unit/unit.h"

static const uint8_t salt[KEY_SALT_SIZE] = { 1, 2, 3 };

struct place {
	struct scratch dir;
	struct store *s;
	struct keyring *k;
	struct audit *a;
	struct audit_found found;
};

static int
place_open(struct place *p)
{
	struct store_options o = { .folder = scratch_path(&p->dir, "store"),
	    .may_create = true };
	int r;

	ck_assert_int_eq(store_open(store_backend("sqlite"), &o, &p->s), 0);
	ck_assert_int_eq(keyring_open(scratch_path(&p->dir, "key"), salt,
	    &p->k), 0);
	ck_assert_int_eq(store_begin(p->s), 0);
	p->a = NULL;
	r = audit_open(p->s, p->k, "boot-1", &p->a, &p->found);
	if (r == 0)
		r = audit_seal(p->a);
	ck_assert_int_eq(store_commit(p->s), 0);
	return r;
}

static void
place_close(struct place *p)
{
	audit_free(p->a);
	keyring_free(p->k);
	store_close(p->s);
}

static void
place_make(struct place *p)
{
	scratch_make(&p->dir);
	ck_assert_int_eq(keyring_create(scratch_path(&p->dir, "key")), 0);
	ck_assert_int_eq(place_open(p), 0);
}

static void
place_end(struct place *p)
{
	place_close(p);
	scratch_remove(&p->dir);
}

static void
fill(struct place *p, unsigned n)
{
	char detail[32];
	unsigned i;

	ck_assert_int_eq(store_begin(p->s), 0);
	for (i = 0; i < n; i++) {
		snprintf(detail, sizeof detail, "number=%u", i);
		ck_assert_int_eq(audit_append(p->a, &(struct audit_act){
		    SLICE("milter"), SLICE("decided"),
		    i % 2 == 0 ? SLICE("EX-0000-0001") : SLICE("EX-0000-0002"),
		    SLICE_NONE, SLICE("accept"), slice_str(detail) }), 0);
	}
	ck_assert_int_eq(audit_seal(p->a), 0);
	ck_assert_int_eq(store_commit(p->s), 0);
}

/* 0, or the first bad number. */
static uint64_t
first_bad(struct place *p)
{
	struct audit_walk *w = audit_walk_new(p->a);
	uint64_t bad;
	int r;

	while ((r = audit_walk_step(w, 7)) == 0)
		;
	bad = audit_walk_bad(w);
	ck_assert(r == 1 ? bad == 0 : r == ERR_CORRUPT && bad > 0);
	audit_walk_free(w);
	return bad;
}

static void
sql(struct place *p, const char *text)
{
	sqlite3 *db;
	char *words = NULL;

	place_close(p);
	ck_assert_int_eq(sqlite3_open(scratch_path(&p->dir, "store/exeat.db"),
	    &db), SQLITE_OK);
	ck_assert_msg(sqlite3_exec(db, text, NULL, NULL, &words) ==
	    SQLITE_OK, "%s", words);
	sqlite3_close(db);
}

START_TEST(test_chain)
{
	struct place p;

	place_make(&p);
	ck_assert_uint_eq(first_bad(&p), 0);
	fill(&p, 20);
	ck_assert_uint_eq(audit_last(p.a), 20);
	ck_assert_uint_eq(first_bad(&p), 0);
	place_close(&p);
	ck_assert_int_eq(place_open(&p), 0);
	ck_assert(!p.found.tail_lost);
	fill(&p, 5);
	ck_assert_uint_eq(audit_last(p.a), 25);
	ck_assert_uint_eq(first_bad(&p), 0);
	place_end(&p);
}
END_TEST

/* H10: the MAC key moves on; the chain verifies across. */
START_TEST(test_epochs)
{
	struct place p;

	place_make(&p);
	fill(&p, 10 * AUDIT_EPOCH_RECORDS + 3);
	ck_assert_uint_eq(first_bad(&p), 0);
	place_close(&p);
	ck_assert_int_eq(place_open(&p), 0);
	fill(&p, 3);
	ck_assert_uint_eq(first_bad(&p), 0);
	place_end(&p);
}
END_TEST

/* H1, H2: each of these is seen, and the first bad number is named. */
static const struct {
	const char *name, *sql;
	uint64_t bad;
	bool tail;
} attacks[] = {
	{ "one word changed",
	  "UPDATE audit SET line = CAST(replace(CAST(line AS TEXT),"
	  " 'number=6', 'number=9') AS BLOB) WHERE number = 7", 7, false },
	{ "an actor changed",
	  "UPDATE audit SET line = CAST(replace(CAST(line AS TEXT),"
	  " 'milter', 'root') AS BLOB) WHERE number = 1", 1, false },
	{ "the object column changed",
	  "UPDATE audit SET object = 'EX-9999-9999' WHERE number = 5", 5,
	  false },
	{ "one removed", "DELETE FROM audit WHERE number = 12", 12, false },
	{ "the first removed", "DELETE FROM audit WHERE number = 1", 1,
	  false },
	{ "two swapped",
	  "UPDATE audit SET number = -1 WHERE number = 4;"
	  "UPDATE audit SET number = 4 WHERE number = 9;"
	  "UPDATE audit SET number = 9 WHERE number = -1;", 4, false },
	{ "one added in the middle by renumbering",
	  "UPDATE audit SET number = -number WHERE number > 10;"
	  "INSERT INTO audit SELECT 11, object, line, hash, mac FROM audit"
	  " WHERE number = 10;"
	  "UPDATE audit SET number = 1 - number WHERE number < 0;", 11,
	  true },
	{ "a MAC changed", "UPDATE audit SET mac = zeroblob(32)"
	  " WHERE number = 15", 15, false },
	{ "a hash changed", "UPDATE audit SET hash = zeroblob(32)"
	  " WHERE number = 15", 15, false },
	{ "the last cut off", "DELETE FROM audit WHERE number = 20", 20,
	  true },
	{ "five cut off", "DELETE FROM audit WHERE number > 15", 16, true },
	{ "all cut off", "DELETE FROM audit", 1, true },
	{ "the last one changed",
	  "UPDATE audit SET line = CAST(replace(CAST(line AS TEXT),"
	  " 'accept', 'reject') AS BLOB) WHERE number = 20", 20, true },
};

START_TEST(test_attacks)
{
	struct place p;

	place_make(&p);
	fill(&p, 20);
	sql(&p, attacks[_i].sql);
	ck_assert_int_eq(place_open(&p), 0);
	ck_assert_msg(p.found.tail_lost == attacks[_i].tail, "%s",
	    attacks[_i].name);
	ck_assert_msg(first_bad(&p) == attacks[_i].bad, "%s: %llu",
	    attacks[_i].name, (unsigned long long)first_bad(&p));
	/* Going on does not heal it. */
	fill(&p, 3);
	ck_assert_uint_eq(first_bad(&p), attacks[_i].bad);
	place_close(&p);
	ck_assert_int_eq(place_open(&p), 0);
	ck_assert(!p.found.tail_lost);
	ck_assert_uint_eq(first_bad(&p), attacks[_i].bad);
	place_end(&p);
}
END_TEST

/* The head itself gone or forged: the chain is not opened at all. */
static const char *const beheadings[] = {
	"DELETE FROM meta WHERE key = 'audit-head'",
	"UPDATE meta SET value = zeroblob(72) WHERE key = 'audit-head'",
	"UPDATE meta SET value = x'00' WHERE key = 'audit-head'",
};

START_TEST(test_beheaded)
{
	struct place p;

	place_make(&p);
	fill(&p, 3);
	sql(&p, beheadings[_i]);
	ck_assert_int_eq(place_open(&p), ERR_CORRUPT);
	place_end(&p);
}
END_TEST

/* H1 at random: any byte of any record. */
START_TEST(test_random_edits)
{
	char text[256];
	struct place p;
	unsigned i, number, at;

	place_make(&p);
	fill(&p, 50);
	srandom(3);
	for (i = 0; i < 200; i++) {
		number = (unsigned)random() % 50 + 1;
		at = (unsigned)random() % 150 + 1;
		snprintf(text, sizeof text, "CREATE TABLE kept AS SELECT *"
		    " FROM audit WHERE number = %u;"
		    "UPDATE audit SET line = CAST(substr(line, 1, %u) ||"
		    " x'01' || substr(line, %u) AS BLOB) WHERE number = %u;",
		    number, at, at + 2, number);
		sql(&p, text);
		ck_assert_int_eq(place_open(&p), 0);
		ck_assert_uint_eq(first_bad(&p), number);
		snprintf(text, sizeof text, "DELETE FROM audit WHERE number ="
		    " %u OR number > 50; INSERT INTO audit SELECT * FROM kept;"
		    "DROP TABLE kept;", number);
		sql(&p, text);
		ck_assert_int_eq(place_open(&p), 0);
	}
	place_end(&p);
}
END_TEST

/* --- the canonical form, by a second hand ------------------------------------------ */

struct reader {
	char before[65];
	unsigned n;
};

static void
check_line(struct reader *rd, struct slice line)
{
	unsigned char hash[32];
	struct slice field[15];
	char hex[65], number[32];
	size_t at = 0, end, i, signed_len = 0;

	for (i = 0; i < 15; i++) {
		end = slice_chr(line, '\t', at);
		ck_assert((end == SLICE_NPOS) == (i == 14));
		field[i] = slice_sub(line, at, end);
		ck_assert_uint_gt(field[i].len, 0);
		if (i == 11)
			signed_len = end;
		at = end + 1;
	}
	EVP_Digest(line.ptr, signed_len, hash, NULL, EVP_sha256(), NULL);
	hex_put(hash, 32, hex);
	ck_assert(slice_eq_str(field[13], hex));
	ck_assert(slice_eq_str(field[11], rd->before));
	snprintf(number, sizeof number, "%u", ++rd->n);
	ck_assert(slice_eq_str(field[1], number));
	memcpy(rd->before, hex, sizeof hex);
	for (i = 0; i < line.len; i++)
		ck_assert(line.ptr[i] == '\t' ||
		    (line.ptr[i] >= 0x20 && line.ptr[i] < 0x7f));
}

/* H6: whatever is put in, one record is one line of fifteen fields. */
START_TEST(test_hostile_fields)
{
	static const struct slice payloads[] = {
		SLICE("a\r\nexeat-audit-1\t7\tforged"), SLICE("\033[31mred"),
		SLICE("=1+1"), SLICE("+cmd"), SLICE("-2"), SLICE("@x"),
		SLICE("tab\there"), SLICE("nul\0in it"), SLICE("\\x41"),
		SLICE("\xff\xfe\x80"), SLICE("{\"json\":1}"), SLICE(""),
		SLICE("\"quoted,csv\""), SLICE("\xe2\x80\xae reversed"),
	};
	struct reader rd = { .n = 0 };
	struct buf out = BUF_INIT(4 * MIB);
	struct place p;
	uint64_t from = 1;
	size_t i, at, end;

	place_make(&p);
	memset(rd.before, '0', 64);
	ck_assert_int_eq(store_begin(p.s), 0);
	for (i = 0; i < sizeof payloads / sizeof payloads[0]; i++)
		ck_assert_int_eq(audit_append(p.a, &(struct audit_act){
		    payloads[i], payloads[i], payloads[i], payloads[i],
		    payloads[i], payloads[i] }), 0);
	ck_assert_int_eq(audit_seal(p.a), 0);
	ck_assert_int_eq(store_commit(p.s), 0);
	ck_assert_uint_eq(first_bad(&p), 0);
	while (audit_export(p.a, &from, 5, &out) > 0)
		;
	for (at = 0, i = 0; at < out.len; at = end + 1, i++) {
		end = slice_chr(buf_slice(&out), '\n', at);
		check_line(&rd, slice_sub(buf_slice(&out), at, end));
	}
	ck_assert_uint_eq(i, sizeof payloads / sizeof payloads[0]);
	ck_assert(slice_find(buf_slice(&out), SLICE("\t="), 0) == SLICE_NPOS);
	buf_free(&out);
	place_end(&p);
}
END_TEST

/* A detail is cut at its bound, and a record of four times that fits. */
START_TEST(test_long_detail)
{
	static uint8_t bytes[AUDIT_DETAIL_MAX + 1];
	struct place p;

	place_make(&p);
	memset(bytes, 1, sizeof bytes);
	ck_assert_int_eq(store_begin(p.s), 0);
	ck_assert_int_eq(audit_append(p.a, &(struct audit_act){
	    .detail = slice_of(bytes, AUDIT_DETAIL_MAX) }), 0);
	ck_assert_int_eq(audit_append(p.a, &(struct audit_act){
	    .detail = slice_of(bytes, sizeof bytes) }), 0);
	ck_assert_int_eq(audit_seal(p.a), 0);
	ck_assert_int_eq(store_commit(p.s), 0);
	ck_assert_uint_eq(first_bad(&p), 0);
	place_end(&p);
}
END_TEST

/* What is rolled back leaves no hole in the numbers. */
START_TEST(test_rolled_back)
{
	struct audit_act act = { .act = SLICE("decided") };
	struct place p;

	place_make(&p);
	fill(&p, AUDIT_EPOCH_RECORDS - 1);
	ck_assert_int_eq(store_begin(p.s), 0);
	ck_assert_int_eq(audit_append(p.a, &act), 0);
	ck_assert_int_eq(audit_append(p.a, &act), 0);
	store_rollback(p.s);
	ck_assert_int_eq(audit_reload(p.a), 0);
	ck_assert_uint_eq(audit_last(p.a), AUDIT_EPOCH_RECORDS - 1);
	/* The same with one act of several. */
	ck_assert_int_eq(store_begin(p.s), 0);
	ck_assert_int_eq(audit_append(p.a, &act), 0);
	ck_assert_int_eq(store_mark(p.s), 0);
	ck_assert_int_eq(audit_append(p.a, &act), 0);
	ck_assert_int_eq(store_undo(p.s), 0);
	ck_assert_int_eq(audit_reload(p.a), 0);
	ck_assert_int_eq(audit_append(p.a, &act), 0);
	ck_assert_int_eq(audit_seal(p.a), 0);
	ck_assert_int_eq(store_commit(p.s), 0);
	ck_assert_uint_eq(audit_last(p.a), AUDIT_EPOCH_RECORDS + 1);
	ck_assert_uint_eq(first_bad(&p), 0);
	place_end(&p);
}
END_TEST

static int
count_history(void *arg, struct slice line)
{
	unsigned *n = arg;

	ck_assert(slice_find(line, SLICE("Z decided by milter: accept "
	    "(number="), 0) == 19);
	(*n)++;
	return 0;
}

START_TEST(test_history)
{
	struct place p;
	unsigned n = 0;

	place_make(&p);
	fill(&p, 9);
	ck_assert_int_eq(audit_history(p.a, SLICE("EX-0000-0001"),
	    count_history, &n), 0);
	ck_assert_uint_eq(n, 5);
	place_end(&p);
}
END_TEST

/* H8 in small: 20,000 records well inside their share of 15 s a million. */
START_TEST(test_speed)
{
	struct place p;
	int64_t began;

	place_make(&p);
	fill(&p, 20000);
	began = clock_mono_ms();
	ck_assert_uint_eq(first_bad(&p), 0);
	printf("# 20000 records verified in %lld ms\n",
	    (long long)(clock_mono_ms() - began));
	place_end(&p);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "chain", test_chain, 0 },
		{ "epochs", test_epochs, 0 },
		{ "attacks", test_attacks, N_OF(attacks) },
		{ "beheaded", test_beheaded, N_OF(beheadings) },
		{ "random edits", test_random_edits, 0 },
		{ "hostile fields", test_hostile_fields, 0 },
		{ "long detail", test_long_detail, 0 },
		{ "rolled back", test_rolled_back, 0 },
		{ "history", test_history, 0 },
		{ "speed", test_speed, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("audit", cases);
}
