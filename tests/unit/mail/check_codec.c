#include "mail/codec.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "unit/unit.h"

static const struct {
	const char *name, *text;
	bool valid;
} texts[] = {
	{ "nothing", "", true },
	{ "ASCII", "abc\x7f", true },
	{ "two bytes", "\xc2\x80", true },
	{ "the last of three", "\xef\xbf\xbf", true },
	{ "the last of all", "\xf4\x8f\xbf\xbf", true },
	{ "past the last", "\xf4\x90\x80\x80", false },
	{ "overlong two", "\xc1\xbf", false },
	{ "overlong three", "\xe0\x9f\xbf", false },
	{ "overlong four", "\xf0\x8f\xbf\xbf", false },
	{ "a surrogate", "\xed\xa0\x80", false },
	{ "cut short", "\xe2\x82", false },
	{ "a tail alone", "\x80", false },
	{ "a wrong tail", "\xc3(", false },
	{ "five bytes", "\xf8\x88\x80\x80\x80", false },
};

START_TEST(test_utf8)
{
	ck_assert_msg(codec_is_utf8(slice_str(texts[_i].text)) ==
	    texts[_i].valid, "%s", texts[_i].name);
}
END_TEST

START_TEST(test_printable)
{
	ck_assert(codec_is_printable(SLICE("a ~")));
	ck_assert(!codec_is_printable(SLICE("a\n")));
	ck_assert(!codec_is_printable(SLICE("\x7f")));
	ck_assert(!codec_is_printable(SLICE("\xc3\xa9")));
}
END_TEST

/* A count is refused before anything is allocated for it. */
START_TEST(test_count)
{
	static const uint8_t three[] = { 0, 0, 0, 3, 1, 2, 3, 4, 5, 6 };
	struct wire_in w;
	size_t n;

	wire_in_init(&w, slice_of(three, sizeof three));
	ck_assert_int_eq(codec_count(&w, 3, 2, &n), 0);
	ck_assert_uint_eq(n, 3);
	wire_in_init(&w, slice_of(three, sizeof three));
	ck_assert_int_eq(codec_count(&w, 2, 2, &n), ERR_LIMIT);
	wire_in_init(&w, slice_of(three, sizeof three));
	ck_assert_int_eq(codec_count(&w, 3, 3, &n), ERR_SHORT);
}
END_TEST

START_TEST(test_items)
{
	static const uint8_t three[] = { 0, 0, 0, 3, 1, 2, 3, 4, 5, 6 };
	struct arena *a = arena_new(64), *full = arena_new(8);
	struct wire_in w;
	uint64_t *p;
	size_t n = 7;

	wire_in_init(&w, slice_of(three, sizeof three));
	p = codec_items(&w, a, 3, 2, sizeof *p, &n);
	ck_assert_uint_eq(n, 3);
	ck_assert(p != NULL && p[2] == 0);
	/* A loop to the count does nothing after any failure. */
	wire_in_init(&w, slice_of(three, sizeof three));
	ck_assert_ptr_null(codec_items(&w, a, 2, 2, sizeof *p, &n));
	ck_assert(w.err == ERR_LIMIT && n == 0);
	n = 7;
	wire_in_init(&w, slice_of(three, sizeof three));
	ck_assert_ptr_null(codec_items(&w, full, 3, 2, sizeof *p, &n));
	ck_assert(w.err == ERR_LIMIT && n == 0);
	n = 7;
	wire_in_init(&w, slice_of(three, 3));
	ck_assert_ptr_null(codec_items(&w, a, 3, 2, sizeof *p, &n));
	ck_assert(w.err == ERR_SHORT && n == 0);
	arena_free(a);
	arena_free(full);
}
END_TEST

static const struct {
	const char *name;
	uint8_t first;
	int want;
} times[] = {
	{ "the last", 0x7f, 0 },
	{ "past it", 0x80, ERR_RANGE },
	{ "what was written as -1", 0xff, ERR_RANGE },
};

START_TEST(test_time)
{
	uint8_t at[8];
	struct wire_in w;
	int64_t ms = -7;

	memset(at, 0xff, sizeof at);
	at[0] = times[_i].first;
	wire_in_init(&w, slice_of(at, sizeof at));
	ck_assert_msg(codec_time(&w, &ms) == times[_i].want &&
	    w.err == times[_i].want, "%s", times[_i].name);
	ck_assert(ms == (times[_i].want == 0 ? INT64_MAX : -7));
}
END_TEST

START_TEST(test_list)
{
	struct slice in[2] = { SLICE("ab"), SLICE("") }, *out;
	struct wire_out o;
	struct wire_in w;
	struct arena *a;
	struct buf b;
	size_t n;

	a = arena_new(MIB);
	buf_init(&b, KIB);
	wire_out_init(&o, &b);
	codec_put_list(&o, in, 2, 2, 2);
	ck_assert_int_eq(wire_out_err(&o), 0);
	wire_in_init(&w, buf_slice(&b));
	ck_assert_int_eq(codec_list(&w, a, 2, 2, &out, &n), 0);
	ck_assert_uint_eq(n, 2);
	ck_assert(slice_eq(out[0], in[0]) && out[1].len == 0);
	wire_in_init(&w, buf_slice(&b));
	ck_assert_int_eq(codec_list(&w, a, 2, 1, &out, &n), ERR_LIMIT);
	wire_out_init(&o, &b);
	codec_put_list(&o, in, 2, 1, 2);
	ck_assert_int_eq(wire_out_err(&o), ERR_LIMIT);
	wire_out_init(&o, &b);
	codec_put_list(&o, in, 2, 2, 1);
	ck_assert_int_eq(wire_out_err(&o), ERR_LIMIT);
	buf_free(&b);
	arena_free(a);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "utf8", test_utf8, N_OF(texts) },
		{ "printable", test_printable, 0 },
		{ "count", test_count, 0 },
		{ "items", test_items, 0 },
		{ "time", test_time, N_OF(times) },
		{ "list", test_list, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("codec", tests);
}
