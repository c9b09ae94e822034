#include "mail/shown.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "unit/unit.h"

static const struct shown_unit cell = {
	.part = { (const uint8_t *)"2/1", 3 },
	.container = { (const uint8_t *)"xlsx", 4 },
	.where = FINDING_ATTACHMENT,
	.place = { (const uint8_t *)"cell B7", 7 },
	.header = { (const uint8_t *)"N\xc3\xa4me", 5 },
	.row = 7,
	.bytes = { (const uint8_t *)"a\0b\n\xc3\xa9", 6 },
	.goes_on = true,
};

START_TEST(test_two_come_back)
{
	struct buf b = BUF_INIT(1000);
	struct shown_unit u, second = { .part = SLICE("0"),
	    .container = SLICE("header"), .where = FINDING_SUBJECT,
	    .bytes = SLICE("hello") };
	struct slice rest;

	ck_assert_int_eq(shown_put(&b, &cell), 0);
	ck_assert_int_eq(shown_put(&b, &second), 0);
	rest = buf_slice(&b);
	ck_assert_int_eq(shown_get(&rest, &u), 0);
	ck_assert(slice_eq(u.part, cell.part));
	ck_assert(slice_eq(u.container, cell.container));
	ck_assert(slice_eq(u.place, cell.place));
	ck_assert(slice_eq(u.header, cell.header));
	ck_assert(slice_eq(u.bytes, cell.bytes));
	ck_assert(u.where == cell.where && u.row == 7 && u.goes_on);
	ck_assert_int_eq(shown_get(&rest, &u), 0);
	ck_assert(slice_eq_str(u.bytes, "hello") && !u.goes_on);
	ck_assert_uint_eq(rest.len, 0);
	buf_free(&b);
}
END_TEST

/* Text at the limit of an item goes, and fits beside the longest places. */
START_TEST(test_limits)
{
	static char longest[REPORT_STRING_MAX], bytes[SHOWN_PIECE_MAX];
	struct buf b = BUF_INIT(FRAME_BODY_MAX);
	struct shown_unit u = cell, got;
	struct slice rest;
	size_t before;

	memset(longest, 'x', sizeof longest);
	memset(bytes, 'y', sizeof bytes);
	u.part = u.container = u.place = u.header =
	    slice_of(longest, sizeof longest);
	u.bytes = slice_of(bytes, sizeof bytes);
	ck_assert_int_eq(shown_put(&b, &u), 0);
	rest = buf_slice(&b);
	ck_assert_int_eq(shown_get(&rest, &got), 0);
	ck_assert(slice_eq(got.bytes, u.bytes));
	/* No room: what stood there before stands alone. */
	before = b.len;
	ck_assert_int_eq(shown_put(&b, &u), ERR_LIMIT);
	ck_assert_uint_eq(b.len, before);
	buf_free(&b);
}
END_TEST

START_TEST(test_past_limits)
{
	static char bytes[SHOWN_PIECE_MAX + 1];
	struct buf b = BUF_INIT(2 * FRAME_BODY_MAX);
	struct shown_unit u = cell;

	memset(bytes, 'y', sizeof bytes);
	u.bytes = slice_of(bytes, sizeof bytes);
	ck_assert_int_eq(shown_put(&b, &u), ERR_LIMIT);
	u = cell;
	u.place = slice_of(bytes, REPORT_STRING_MAX + 1);
	ck_assert_int_eq(shown_put(&b, &u), ERR_LIMIT);
	ck_assert_uint_eq(b.len, 0);
	buf_free(&b);
}
END_TEST

/* A child that lies: each prefix is short, each damage refused or harmless. */
START_TEST(test_hostile)
{
	struct buf b = BUF_INIT(1000);
	struct shown_unit u;
	struct slice rest;
	size_t i;

	ck_assert_int_eq(shown_put(&b, &cell), 0);
	for (i = 0; i < b.len; i++) {
		rest = slice_sub(buf_slice(&b), 0, i);
		ck_assert_int_lt(shown_get(&rest, &u), 0);
	}
	b.ptr[4] = 0x1b;		/* in the path */
	rest = buf_slice(&b);
	ck_assert_int_eq(shown_get(&rest, &u), ERR_SYNTAX);
	b.ptr[4] = '2';
	b.ptr[b.len - 1] = 'x';		/* a character cut short */
	rest = buf_slice(&b);
	ck_assert_int_eq(shown_get(&rest, &u), ERR_SYNTAX);
	b.ptr[b.len - 1] = 0xa9;
	b.ptr[4 + 3 + 4 + 4] = FINDING_WHERE_COUNT;
	rest = buf_slice(&b);
	ck_assert_int_eq(shown_get(&rest, &u), ERR_RANGE);
	buf_free(&b);
}
END_TEST

/* A writer that cut in the middle of a character costs no answer. */
START_TEST(test_no_utf8)
{
	struct buf b = BUF_INIT(1000);
	struct shown_unit u = cell;
	struct slice rest;

	u.bytes = SLICE("a\xc3");
	ck_assert_int_eq(shown_put(&b, &u), 0);
	rest = buf_slice(&b);
	ck_assert_int_eq(shown_get(&rest, &u), 0);
	ck_assert(slice_eq_str(u.bytes, "a?"));
	buf_free(&b);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "two come back", test_two_come_back, 0 },
		{ "limits", test_limits, 0 },
		{ "past limits", test_past_limits, 0 },
		{ "hostile", test_hostile, 0 },
		{ "no utf8", test_no_utf8, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("shown", cases);
}
