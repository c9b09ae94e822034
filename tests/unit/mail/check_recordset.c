#include "mail/recordset.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "unit/unit.h"

#define ROWS	1500

static const uint8_t key[RECORDSET_KEY_SIZE] = "0123456789abcdef0123456789abcde";

static struct record_value
value_of(enum record_type t, const char *raw)
{
	struct record_value v;

	ck_assert_int_eq(record_value(t, slice_str(raw), &v), 0);
	return v;
}

static struct record_value
reference(unsigned n)
{
	char raw[16];

	snprintf(raw, sizeof raw, "TN%06u", n);
	return value_of(RECORD_REFERENCE, raw);
}

static int
append(void *arg, const void *ptr, size_t n)
{
	return buf_put(arg, ptr, n);
}

/* Row n has the reference TN n; a surname is in every so manieth row. */
static void
make(struct buf *out, unsigned rows, unsigned common, unsigned rare,
    struct recordset_info *info)
{
	struct recordset_column c = { .type = RECORD_REFERENCE,
	    .is_primary = true, .counts = 1 };
	struct recordset_maker *m = recordset_maker_new(key, 1700000000);
	struct record_value v;
	uint32_t row;
	unsigned i;

	ck_assert_int_eq(recordset_maker_column(m, &c), 0);
	c = (struct recordset_column){ .type = RECORD_SURNAME, .counts = 2 };
	ck_assert_int_eq(recordset_maker_column(m, &c), 1);
	for (i = 0; i < rows; i++) {
		ck_assert_int_eq(recordset_maker_row(m, &row), 0);
		ck_assert_uint_eq(row, i);
		v = reference(i);
		recordset_maker_put(m, row, 0, &v);
		v = value_of(RECORD_SURNAME, i < common ? "Common" :
		    i < common + rare ? "Barely" : "Okafor-Byrne");
		if (i < common + rare || i == rows - 1)
			recordset_maker_put(m, row, 1, &v);
	}
	recordset_maker_name(m, SLICE("Okafor-Byrne"));
	recordset_maker_finish(m, info);
	*out = BUF_INIT(64 * MIB);
	ck_assert_int_eq(recordset_maker_write(m, append, out), 0);
	recordset_maker_free(m);
}

static struct recordset *
open_it(const struct buf *file)
{
	struct recordset *s = NULL;

	ck_assert_int_eq(recordset_open(buf_slice(file), key, &s), 0);
	return s;
}

START_TEST(test_round)
{
	struct recordset_info info;
	const struct recordset_info *seen;
	struct recordset_range r;
	struct record_value v;
	struct recordset *s;
	struct buf file;
	uint32_t column;
	unsigned i;

	make(&file, ROWS, 0, 0, &info);
	ck_assert_uint_eq(file.len, info.size);
	s = open_it(&file);
	seen = recordset_info(s);
	ck_assert_uint_eq(seen->rows, ROWS);
	ck_assert_uint_eq(seen->entries, ROWS + 1);
	ck_assert_uint_eq(seen->made_s, 1700000000);
	ck_assert_uint_eq(seen->columns[0].values, ROWS);
	ck_assert(seen->columns[0].is_primary);
	ck_assert(recordset_has_type(s, RECORD_SURNAME));
	ck_assert(!recordset_has_type(s, RECORD_NINO));
	ck_assert_uint_eq(recordset_reference_lengths(s), 1u << 8);
	for (i = 0; i < ROWS; i++) {
		v = reference(i);
		ck_assert(recordset_may_hold(s, recordset_hash(s, &v)));
		r = recordset_find(s, &v);
		ck_assert_uint_eq(r.to - r.from, 1);
		ck_assert_uint_eq(recordset_row(s, r.from, &column), i);
		ck_assert_uint_eq(column, 0);
	}
	v = value_of(RECORD_SURNAME, "okafor byrne");
	r = recordset_find(s, &v);
	ck_assert_uint_eq(r.to - r.from, 1);
	ck_assert_uint_eq(recordset_row(s, r.from, &column), ROWS - 1);
	ck_assert_uint_eq(column, 1);
	/* The same letters as another type are another value. */
	v.type = RECORD_GIVEN_NAME;
	r = recordset_find(s, &v);
	ck_assert_uint_eq(r.to - r.from, 0);
	recordset_free(s);
	buf_free(&file);
}
END_TEST

/* Of what is not in it, the filter lets few pass. */
START_TEST(test_filter)
{
	struct recordset_info info;
	struct recordset_range r;
	struct record_value v;
	struct recordset *s;
	struct buf file;
	unsigned i, passed = 0;

	make(&file, ROWS, 0, 0, &info);
	s = open_it(&file);
	for (i = ROWS; i < ROWS + 20000; i++) {
		v = reference(i);
		passed += recordset_may_hold(s, recordset_hash(s, &v));
		r = recordset_find(s, &v);
		ck_assert_uint_eq(r.to - r.from, 0);
	}
	ck_assert_uint_lt(passed, 400);
	v.type = RECORD_NAME_WORD;
	v.len = 6;
	memcpy(v.bytes, "OKAFOR", 6);
	ck_assert(recordset_may_hold(s, recordset_hash(s, &v)));
	recordset_free(s);
	buf_free(&file);
}
END_TEST

/* Common: in over a thousandth of the rows, and in over ten. */
START_TEST(test_common)
{
	struct recordset_info info;
	struct recordset_range r;
	struct record_value v;
	struct recordset *s;
	struct buf file;
	unsigned rows = _i == 0 ? ROWS : 20000;
	unsigned most = _i == 0 ? RECORDS_COMMON_MIN :
	    20000 / RECORDS_COMMON_SHARE;

	make(&file, rows, most + 1, most, &info);
	ck_assert_uint_eq(info.common_from, most + 1);
	ck_assert_uint_eq(info.columns[1].common, most + 1);
	ck_assert_uint_eq(info.columns[1].values, most + 1);
	s = open_it(&file);
	v = value_of(RECORD_SURNAME, "Common");
	r = recordset_find(s, &v);
	ck_assert_uint_eq(r.to - r.from, 0);
	v = value_of(RECORD_SURNAME, "Barely");
	r = recordset_find(s, &v);
	ck_assert_uint_eq(r.to - r.from, most);
	recordset_free(s);
	buf_free(&file);
}
END_TEST

START_TEST(test_same_again)
{
	struct recordset_info info;
	struct buf a, b;

	make(&a, ROWS, 3, 3, &info);
	make(&b, ROWS, 3, 3, &info);
	ck_assert(slice_eq(buf_slice(&a), buf_slice(&b)));
	/* And nothing of it in clear. */
	ck_assert_uint_eq(slice_ifind(buf_slice(&a), SLICE("okafor"), 0),
	    SLICE_NPOS);
	ck_assert_uint_eq(slice_ifind(buf_slice(&a), SLICE("tn0000"), 0),
	    SLICE_NPOS);
	buf_free(&a);
	buf_free(&b);
}
END_TEST

START_TEST(test_refused)
{
	struct recordset_info info;
	struct recordset *s = NULL;
	uint8_t other[RECORDSET_KEY_SIZE] = { 1 };
	struct buf file;
	size_t i;

	make(&file, 100, 0, 0, &info);
	ck_assert_int_eq(recordset_open(buf_slice(&file), other, &s),
	    ERR_MISMATCH);
	ck_assert_int_eq(recordset_open(SLICE("surname,given"), key, &s),
	    ERR_SYNTAX);
	ck_assert_int_eq(recordset_open(SLICE_NONE, key, &s), ERR_SYNTAX);
	ck_assert_int_eq(recordset_open(slice_sub(buf_slice(&file), 0, 100),
	    key, &s), ERR_SHORT);
	ck_assert_int_eq(recordset_open(slice_sub(buf_slice(&file), 0,
	    file.len - 1), key, &s), ERR_CORRUPT);
	file.ptr[8]++;
	ck_assert_int_eq(recordset_open(buf_slice(&file), key, &s),
	    ERR_UNSUPPORTED);
	file.ptr[8]--;
	/* Any bit of it. */
	for (i = 16; i < file.len; i += i < RECORDSET_HEAD ? 1 : 97) {
		file.ptr[i] ^= 0x10;
		ck_assert_msg(recordset_open(buf_slice(&file), key, &s) < 0,
		    "byte %zu", i);
		file.ptr[i] ^= 0x10;
	}
	ck_assert_ptr_null(s);
	buf_free(&file);
}
END_TEST

/* A file may change under a map: answers may be wrong, and no more. */
START_TEST(test_changed_while_open)
{
	struct recordset_info info;
	struct recordset_range r;
	struct record_value v;
	struct recordset *s;
	struct buf file;
	uint32_t seed = 7, column, row;
	unsigned round, i;

	make(&file, 200, 0, 0, &info);
	s = open_it(&file);
	for (round = 0; round < 300; round++) {
		for (i = 0; i < 40; i++) {
			seed = seed * 1664525 + 1013904223;
			file.ptr[(seed >> 4) % file.len] =
			    round % 3 == 0 ? 0xff : (uint8_t)seed;
		}
		v = reference(round);
		(void)recordset_may_hold(s, recordset_hash(s, &v));
		r = recordset_find(s, &v);
		ck_assert_uint_le(r.to, info.entries);
		for (i = 0; i < info.entries; i++) {
			row = recordset_row(s, i, &column);
			ck_assert_uint_lt(column, info.column_count);
			ck_assert_uint_le(row, RECORDS_ROWS_MAX);
		}
	}
	recordset_free(s);
	buf_free(&file);
}
END_TEST

START_TEST(test_limits)
{
	struct recordset_column c = { .type = RECORD_NINO, .counts = 1 };
	struct recordset_maker *m = recordset_maker_new(key, 1);
	uint32_t row = 0, i;
	int n;

	for (n = 0; n < RECORDSET_COLUMNS_MAX; n++)
		ck_assert_int_eq(recordset_maker_column(m, &c), n);
	ck_assert_int_eq(recordset_maker_column(m, &c), ERR_LIMIT);
	for (i = 0; i < RECORDS_ROWS_MAX; i++)
		if (recordset_maker_row(m, &row) < 0)
			break;
	ck_assert_uint_eq(row, RECORDS_ROWS_MAX - 1);
	ck_assert_int_eq(recordset_maker_row(m, &row), ERR_LIMIT);
	recordset_maker_free(m);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "round", test_round, 0 },
		{ "filter", test_filter, 0 },
		{ "common", test_common, 2 },
		{ "same again", test_same_again, 0 },
		{ "refused", test_refused, 0 },
		{ "changed while open", test_changed_while_open, 0 },
		{ "limits", test_limits, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("recordset", suite);
}
