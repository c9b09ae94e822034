#include "mail/ledger.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "hostile.h"
#include "mail/memory.h"
#include "unit/unit.h"

static int
decode_files(struct slice body, struct arena *a)
{
	struct ledger_file *f;
	struct wire_in w;
	size_t n;
	int r;

	wire_in_init(&w, body);
	r = ledger_files_get(&w, a, &f, &n);
	return r < 0 ? r : wire_end(&w);
}

static int
decode_entries(struct slice body, struct arena *a)
{
	struct ledger_entry *e;
	struct wire_in w;
	size_t n;
	int r;

	wire_in_init(&w, body);
	r = ledger_entries_get(&w, a, &e, &n);
	return r < 0 ? r : wire_end(&w);
}

START_TEST(test_files)
{
	static struct ledger_file many[REPORT_PARTS_MAX + 1];
	struct ledger_file f[2], *got;
	struct buf b = BUF_INIT(MIB);
	struct arena *a = arena_new(8 * MIB);
	struct wire_out w;
	struct wire_in in;
	size_t n;

	memset(f, 0, sizeof f);
	memset(f[0].digest, 0x42, sizeof f[0].digest);
	f[1].signature.least[31] = 7;
	wire_out_init(&w, &b);
	ledger_files_put(&w, f, 2);
	ck_assert_int_eq(wire_out_err(&w), 0);
	wire_in_init(&in, buf_slice(&b));
	ck_assert_int_eq(ledger_files_get(&in, a, &got, &n), 0);
	ck_assert_int_eq(wire_end(&in), 0);
	ck_assert_uint_eq(n, 2);
	ck_assert_mem_eq(got, f, sizeof f);
	hostile_cut(decode_files, buf_slice(&b));
	hostile_trailing(decode_files, buf_slice(&b));
	hostile_noise(decode_files, buf_slice(&b), 5000);
	b.len = 0;
	wire_out_init(&w, &b);
	ledger_files_put(&w, many, REPORT_PARTS_MAX);
	ck_assert_int_eq(wire_out_err(&w), 0);
	ck_assert_int_eq(decode_files(buf_slice(&b), a), 0);
	b.len = 0;
	wire_out_init(&w, &b);
	ledger_files_put(&w, many, REPORT_PARTS_MAX + 1);
	ck_assert_int_eq(wire_out_err(&w), ERR_LIMIT);
	buf_free(&b);
	arena_free(a);
}
END_TEST

START_TEST(test_entries)
{
	struct ledger_entry e = { .seen = MEMORY_SEEN_APPROVED, .first_ms = 1,
	    .last_ms = 2, .count = 3, .approver = SLICE("officer"),
	    .reason = SLICE("why"), .approved_ms = 4 }, *got;
	struct buf b = BUF_INIT(MIB);
	struct arena *a = arena_new(MIB);
	struct wire_out w;
	struct wire_in in;
	size_t n;

	memset(e.digest, 0x42, sizeof e.digest);
	wire_out_init(&w, &b);
	ledger_entries_put(&w, &e, 1);
	ck_assert_int_eq(wire_out_err(&w), 0);
	wire_in_init(&in, buf_slice(&b));
	ck_assert_int_eq(ledger_entries_get(&in, a, &got, &n), 0);
	ck_assert_uint_eq(n, 1);
	ck_assert_mem_eq(got->digest, e.digest, sizeof e.digest);
	ck_assert_int_eq(got->first_ms, 1);
	ck_assert_int_eq(got->last_ms, 2);
	ck_assert_uint_eq(got->count, 3);
	ck_assert_int_eq(got->approved_ms, 4);
	ck_assert(slice_eq_str(got->approver, "officer"));
	ck_assert(slice_eq_str(got->reason, "why"));
	hostile_cut(decode_entries, buf_slice(&b));
	hostile_trailing(decode_entries, buf_slice(&b));
	hostile_noise(decode_entries, buf_slice(&b), 5000);
	e.seen = MEMORY_SEEN_ALL + 1;
	b.len = 0;
	wire_out_init(&w, &b);
	ledger_entries_put(&w, &e, 1);
	ck_assert_int_eq(decode_entries(buf_slice(&b), a), ERR_RANGE);
	buf_free(&b);
	arena_free(a);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "files", test_files, 0 },
		{ "entries", test_entries, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("ledger", all);
}
