#include "base/buf.h"

#include <string.h>

#include "base/err.h"
#include "unit/unit.h"

/* Append len bytes of x by every way there is; each must answer r. */
static void
expect_all(size_t max, size_t have, size_t len, int r, const char *name)
{
	char text[64];
	struct buf b;
	int way, got;

	memset(text, 'x', sizeof text);
	text[len] = '\0';
	for (way = 0; way < 5; way++) {
		buf_init(&b, max);
		ck_assert_int_eq(buf_put(&b, "0123456789", have), 0);
		got = way == 0 ? buf_put(&b, text, len) :
		    way == 1 ? buf_puts(&b, text) :
		    way == 2 ? buf_put_slice(&b, slice_of(text, len)) :
		    way == 3 ? buf_printf(&b, "%s", text) :
		    buf_reserve(&b, len);
		ck_assert_msg(got == r, "%s, way %d", name, way);
		ck_assert_msg(b.len == have + (r == 0 && way < 4 ? len : 0),
		    "%s, way %d: length", name, way);
		if (have > 0)
			ck_assert_msg(memcmp(b.ptr, "0123456789", have) == 0,
			    "%s, way %d: content", name, way);
		buf_free(&b);
	}
}

static const struct {
	const char *name;
	size_t max, have, len;
	int r;
} limit_cases[] = {
	{ "nothing into nothing",	0, 0, 0,	0 },
	{ "one byte into nothing",	0, 0, 1,	ERR_LIMIT },
	{ "up to the ceiling",		10, 4, 6,	0 },
	{ "one past the ceiling",	10, 4, 7,	ERR_LIMIT },
	{ "a full buffer takes nothing", 10, 10, 1,	ERR_LIMIT },
	{ "a full buffer takes no bytes", 10, 10, 0,	0 },
};

START_TEST(test_limit)
{
	expect_all(limit_cases[_i].max, limit_cases[_i].have,
	    limit_cases[_i].len, limit_cases[_i].r, limit_cases[_i].name);
}
END_TEST

START_TEST(test_a_huge_request_does_not_wrap)
{
	struct buf b = BUF_INIT(SIZE_MAX / 2);

	ck_assert_int_eq(buf_puts(&b, "abc"), 0);
	ck_assert_int_eq(buf_reserve(&b, SIZE_MAX), ERR_LIMIT);
	ck_assert_int_eq(buf_reserve(&b, SIZE_MAX - 2), ERR_LIMIT);
	ck_assert(slice_eq_str(buf_slice(&b), "abc"));
	buf_free(&b);
}
END_TEST

START_TEST(test_byte_by_byte_equals_whole)
{
	struct buf one = BUF_INIT(1000), all = BUF_INIT(1000);
	uint8_t bytes[1000];
	size_t i;

	for (i = 0; i < sizeof bytes; i++) {
		bytes[i] = (uint8_t)(i * 7);
		ck_assert_int_eq(buf_putc(&one, bytes[i]), 0);
	}
	ck_assert_int_eq(buf_put(&all, bytes, sizeof bytes), 0);
	ck_assert(slice_eq(buf_slice(&one), buf_slice(&all)));
	ck_assert_int_eq(buf_putc(&one, 'x'), ERR_LIMIT);
	ck_assert_uint_eq(one.len, 1000);
	buf_free(&one);
	buf_free(&all);
}
END_TEST

START_TEST(test_cstr_of_a_full_buffer_keeps_the_ceiling)
{
	struct buf b = BUF_INIT(64);
	int i;

	for (i = 0; i < 64; i++)
		ck_assert_int_eq(buf_putc(&b, 'a'), 0);
	ck_assert_uint_eq(strlen(buf_cstr(&b)), 64);
	ck_assert_uint_eq(b.len, 64);
	ck_assert_int_eq(buf_putc(&b, 'a'), ERR_LIMIT);
	ck_assert_int_eq(buf_put(&b, "", 0), 0);
	buf_free(&b);
}
END_TEST

START_TEST(test_cstr_of_an_empty_buffer)
{
	struct buf b = BUF_INIT(0);

	ck_assert_str_eq(buf_cstr(&b), "");
	ck_assert_int_eq(buf_putc(&b, 'a'), ERR_LIMIT);
	buf_free(&b);
}
END_TEST

START_TEST(test_reset_and_free_leave_it_usable)
{
	struct buf b = BUF_INIT(8);

	ck_assert_int_eq(buf_puts(&b, "12345678"), 0);
	buf_reset(&b);
	ck_assert_uint_eq(b.len, 0);
	ck_assert_int_eq(buf_puts(&b, "abc"), 0);
	ck_assert(slice_eq_str(buf_slice(&b), "abc"));
	buf_free(&b);
	ck_assert_uint_eq(buf_slice(&b).len, 0);
	ck_assert_int_eq(buf_puts(&b, "123456789"), ERR_LIMIT);
	ck_assert_int_eq(buf_puts(&b, "12345678"), 0);
	buf_free(&b);
	buf_free(&b);
}
END_TEST

START_TEST(test_reserved_room_is_there)
{
	struct buf b = BUF_INIT(100000);

	ck_assert_int_eq(buf_reserve(&b, 100000), 0);
	ck_assert_uint_eq(b.len, 0);
	memset(b.ptr, 'r', 100000);
	b.len = 100000;
	ck_assert_int_eq(buf_reserve(&b, 0), 0);
	ck_assert_int_eq(buf_reserve(&b, 1), ERR_LIMIT);
	buf_free(&b);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "limit", test_limit, N_OF(limit_cases) },
		{ "huge", test_a_huge_request_does_not_wrap, 0 },
		{ "byte by byte", test_byte_by_byte_equals_whole, 0 },
		{ "cstr full", test_cstr_of_a_full_buffer_keeps_the_ceiling, 0 },
		{ "cstr empty", test_cstr_of_an_empty_buffer, 0 },
		{ "reset", test_reset_and_free_leave_it_usable, 0 },
		{ "reserve", test_reserved_room_is_there, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("buf", cases);
}
