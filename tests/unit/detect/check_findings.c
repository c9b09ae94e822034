#include "detect/findings.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "unit/unit.h"

static struct finding
make(uint64_t value, uint8_t tier)
{
	struct finding f;

	memset(&f, 0, sizeof f);
	f.value_hash = value;
	f.tier = tier;
	f.part = SLICE("1");
	return f;
}

START_TEST(test_same)
{
	struct arena *a;
	struct findings *fs;
	struct finding f;
	size_t i, first;
	bool is_new;

	a = arena_new(MIB);
	fs = findings_new(a, 2);
	f = make(7, 1);
	ck_assert_int_eq(findings_add(fs, 0, &f, &first, &is_new), 0);
	ck_assert(is_new);
	ck_assert_int_eq(findings_add(fs, 0, &f, &i, &is_new), 0);
	ck_assert(!is_new);
	ck_assert_uint_eq(i, first);
	ck_assert_uint_eq(findings_at(fs, i)->occurrences, 2);
	/* Another source, tier, place or part is another finding. */
	ck_assert_int_eq(findings_add(fs, 1, &f, &i, &is_new), 0);
	ck_assert(is_new);
	f.tier = 2;
	ck_assert_int_eq(findings_add(fs, 0, &f, &i, &is_new), 0);
	ck_assert(is_new);
	f.where = FINDING_QUOTED;
	ck_assert_int_eq(findings_add(fs, 0, &f, &i, &is_new), 0);
	ck_assert(is_new);
	f.part = SLICE("2");
	ck_assert_int_eq(findings_add(fs, 0, &f, &i, &is_new), 0);
	ck_assert(is_new);
	ck_assert_uint_eq(findings_count(fs), 5);
	arena_free(a);
}
END_TEST

START_TEST(test_limit)
{
	struct arena *a;
	struct findings *fs;
	struct finding f;
	size_t i, at;
	bool is_new;

	a = arena_new(64 * MIB);
	fs = findings_new(a, 1);
	for (i = 0; i < REPORT_FINDINGS_MAX; i++) {
		f = make(i * 0x9e3779b97f4a7c15ULL, 1);
		ck_assert_int_eq(findings_add(fs, 0, &f, &at, &is_new), 0);
		ck_assert_uint_eq(at, i);
	}
	f = make(1, 1);
	ck_assert_int_eq(findings_add(fs, 0, &f, &at, &is_new), ERR_LIMIT);
	/* What is known already still counts. */
	f = make(0, 1);
	ck_assert_int_eq(findings_add(fs, 0, &f, &at, &is_new), 0);
	ck_assert_uint_eq(findings_at(fs, 0)->occurrences, 2);
	arena_free(a);
}
END_TEST

START_TEST(test_memory)
{
	struct arena *a;
	struct findings *fs;
	struct finding f;
	size_t i, at;
	bool is_new;
	int r;

	a = arena_new(64 * KIB);
	fs = findings_new(a, 1);
	r = 0;
	for (i = 1; r == 0 && i < 100000; i++) {
		f = make(i, 1);
		r = findings_add(fs, 0, &f, &at, &is_new);
	}
	ck_assert_int_eq(r, ERR_LIMIT);
	f = make(1, 1);
	findings_add(fs, 0, &f, &at, &is_new);
	arena_free(a);
}
END_TEST

/* Candidates in a scope: shapes, of which so many good; where they stand. */
static const struct {
	const char *name;
	unsigned shapes, good, units, columns;
	bool bulk;
} bulks[] = {
	{ "ten in a unit",			10, 10, 1, 0, true },
	{ "nine in a unit",			9, 9, 1, 0, false },
	{ "ten in ten units of a text",		10, 10, 10, 0, true },
	{ "ten in a column",			10, 10, 10, 1, true },
	{ "twelve of fifteen",			15, 12, 1, 0, true },
	{ "twelve of sixteen",			16, 12, 1, 0, false },
};

START_TEST(test_bulk)
{
	struct arena *a;
	struct findings *fs;
	struct finding f;
	unsigned i;
	size_t at;
	bool is_new;

	a = arena_new(MIB);
	fs = findings_new(a, 1);
	for (i = 0; i < bulks[_i].shapes; i++) {
		findings_shape(fs, 0, bulks[_i].columns);
		if (i < bulks[_i].good) {
			f = make(i + 1, 1);
			findings_add(fs, 0, &f, &at, &is_new);
			findings_pass(fs, 0, bulks[_i].columns, at, 1);
		}
		if (bulks[_i].units > 1)
			findings_end_unit(fs);
	}
	findings_end_text(fs);
	for (i = 0; i < bulks[_i].good; i++)
		ck_assert_msg(findings_at(fs, i)->bulk == bulks[_i].bulk,
		    "%s", bulks[_i].name);
	arena_free(a);
}
END_TEST

/* A good column beside a bad one is a list; the bad one is none. */
START_TEST(test_columns)
{
	struct arena *a;
	struct findings *fs;
	struct finding f;
	size_t i, at, bad;
	bool is_new;

	a = arena_new(MIB);
	fs = findings_new(a, 1);
	for (i = 1; i <= 20; i++) {
		findings_shape(fs, 0, 11);
		f = make(i, 1);
		findings_add(fs, 0, &f, &at, &is_new);
		findings_pass(fs, 0, 11, at, 1);
		findings_shape(fs, 0, 22);
		findings_end_unit(fs);
	}
	f = make(999, 1);
	findings_add(fs, 0, &f, &bad, &is_new);
	findings_pass(fs, 0, 22, bad, 1);
	findings_end_text(fs);
	ck_assert(findings_at(fs, 0)->bulk);
	ck_assert(!findings_at(fs, bad)->bulk);
	arena_free(a);
}
END_TEST

/* Columns past the bound are not counted alone; others are as before. */
START_TEST(test_column_limit)
{
	struct arena *a;
	struct findings *fs;
	struct finding f;
	uint64_t column;
	size_t i, at;
	bool is_new;

	a = arena_new(64 * MIB);
	fs = findings_new(a, 1);
	/* So many bad ones that the whole text is no list. */
	for (column = 1; column <= BULK_COLUMNS_MAX - 1 + (unsigned)_i;
	    column++)
		ck_assert_int_eq(findings_shape(fs, 0, column), 0);
	findings_end_unit(fs);
	for (i = 1; i <= BULK_COUNT; i++) {
		ck_assert_int_eq(findings_shape(fs, 0, 1 << 20), 0);
		f = make(i, 1);
		findings_add(fs, 0, &f, &at, &is_new);
		ck_assert_int_eq(findings_pass(fs, 0, 1 << 20, at, 1), 0);
		findings_end_unit(fs);
	}
	findings_end_text(fs);
	ck_assert(findings_at(fs, 0)->bulk == (_i == 0));
	/* That some were not is told, once. */
	ck_assert(findings_lost_columns(fs) == (_i != 0));
	ck_assert(!findings_lost_columns(fs));
	arena_free(a);
}
END_TEST

/* One text's numbers do not make another's a list. */
START_TEST(test_texts)
{
	struct arena *a;
	struct findings *fs;
	struct finding f;
	size_t i, at;
	bool is_new;

	a = arena_new(MIB);
	fs = findings_new(a, 1);
	for (i = 1; i <= 16; i++) {
		findings_shape(fs, 0, 0);
		f = make(i, 1);
		findings_add(fs, 0, &f, &at, &is_new);
		findings_pass(fs, 0, 0, at, 1);
		if (i == 8)
			findings_end_text(fs);
	}
	findings_end_text(fs);
	for (i = 0; i < 16; i++)
		ck_assert(!findings_at(fs, i)->bulk);
	arena_free(a);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "same", test_same, 0 },
		{ "limit", test_limit, 0 },
		{ "memory", test_memory, 0 },
		{ "bulk", test_bulk, N_OF(bulks) },
		{ "columns", test_columns, 0 },
		{ "column limit", test_column_limit, 2 },
		{ "texts", test_texts, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("findings", suite);
}
