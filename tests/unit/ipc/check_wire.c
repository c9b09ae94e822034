#include "ipc/wire.h"

#include <string.h>

#include "base/err.h"
#include "unit/unit.h"

/* One of everything, as a sender writes it. */
static void
write_all(struct wire_out *w)
{
	wire_put_u8(w, 0xfe);
	wire_put_u16(w, 0x0102);
	wire_put_u32(w, 0xfffefdfc);
	wire_put_u64(w, 0x0102030405060708);
	wire_put_bool(w, true);
	wire_put_bool(w, false);
	wire_put_bytes(w, "raw", 3);
	wire_put_str(w, SLICE("a\0b"));
	wire_put_str(w, SLICE_NONE);
	wire_put_u8(w, 2);
}

struct all {
	uint8_t u8;
	uint16_t u16;
	uint32_t u32;
	uint64_t u64;
	bool yes, no;
	char raw[3];
	struct slice str, none;
	unsigned choice;
};

static int
read_all(struct wire_in *w, struct all *a)
{
	wire_u8(w, &a->u8);
	wire_u16(w, &a->u16);
	wire_u32(w, &a->u32);
	wire_u64(w, &a->u64);
	wire_bool(w, &a->yes);
	wire_bool(w, &a->no);
	wire_bytes(w, a->raw, sizeof a->raw);
	wire_str(w, 3, &a->str);
	wire_str(w, 0, &a->none);
	wire_enum(w, 3, &a->choice);
	return wire_end(w);
}

START_TEST(test_what_is_written_reads_back)
{
	struct buf b = BUF_INIT(1000);
	struct wire_out out;
	struct wire_in in;
	struct all a = { .no = true };

	wire_out_init(&out, &b);
	write_all(&out);
	ck_assert_int_eq(wire_out_err(&out), 0);
	wire_in_init(&in, buf_slice(&b));
	ck_assert_int_eq(read_all(&in, &a), 0);
	ck_assert(a.u8 == 0xfe && a.u16 == 0x0102 && a.u32 == 0xfffefdfc &&
	    a.u64 == 0x0102030405060708 && a.yes && !a.no && a.choice == 2);
	ck_assert(memcmp(a.raw, "raw", 3) == 0);
	ck_assert(slice_eq(a.str, SLICE("a\0b")));
	ck_assert_uint_eq(a.none.len, 0);
	buf_free(&b);
}
END_TEST

START_TEST(test_integers_are_big_endian)
{
	struct buf b = BUF_INIT(100);
	struct wire_out out;

	wire_out_init(&out, &b);
	wire_put_u16(&out, 0x0102);
	wire_put_u32(&out, 0x03040506);
	wire_put_u64(&out, 0x0708090a0b0c0d0e);
	wire_put_str(&out, SLICE("x"));
	ck_assert(slice_eq(buf_slice(&b), SLICE("\1\2\3\4\5\6\7\10\11\12\13"
	    "\14\15\16" "\0\0\0\1x")));
	buf_free(&b);
}
END_TEST

START_TEST(test_every_shorter_length_is_short)
{
	struct buf b = BUF_INIT(1000);
	struct wire_out out;
	struct wire_in in;
	uint8_t *exact;
	struct all a;
	size_t n;

	wire_out_init(&out, &b);
	write_all(&out);
	for (n = 0; n < b.len; n++) {
		/* A block of its own size, so that ASan sees one byte more. */
		exact = malloc(n > 0 ? n : 1);
		ck_assert_ptr_nonnull(exact);
		memcpy(exact, b.ptr, n);
		wire_in_init(&in, slice_of(exact, n));
		ck_assert_msg(read_all(&in, &a) == ERR_SHORT, "%zu bytes", n);
		free(exact);
	}
	buf_free(&b);
}
END_TEST

START_TEST(test_a_byte_more_is_trailing)
{
	struct buf b = BUF_INIT(1000);
	struct wire_out out;
	struct wire_in in;
	struct all a;

	wire_out_init(&out, &b);
	write_all(&out);
	wire_put_u8(&out, 0);
	wire_in_init(&in, buf_slice(&b));
	ck_assert_int_eq(read_all(&in, &a), ERR_TRAILING);
	ck_assert_int_eq(wire_end(&in), ERR_TRAILING);
	buf_free(&b);
}
END_TEST

static const struct {
	const char *name;
	const char *bytes;
	size_t n;
	size_t max;
	int r;
} str_cases[] = {
	{ "empty",			"\0\0\0\0", 4, 0,	0 },
	{ "at its bound",		"\0\0\0\3abc", 7, 3,	0 },
	{ "one past its bound",		"\0\0\0\4abcd", 8, 3,	ERR_LIMIT },
	{ "longer than the body",	"\0\0\0\4abc", 7, 99,	ERR_SHORT },
	{ "the longest, in few bytes",	"\377\377\377\377abc", 7, 99, ERR_LIMIT },
	{ "the longest, no bound",	"\377\377\377\377abc", 7, SIZE_MAX, ERR_SHORT },
	{ "a length cut short",		"\0\0\0", 3, 99,	ERR_SHORT },
	{ "nothing",			"", 0, 99,		ERR_SHORT },
};

START_TEST(test_str)
{
	struct slice s = SLICE("untouched");
	struct wire_in in;
	int r;

	wire_in_init(&in, slice_of(str_cases[_i].bytes, str_cases[_i].n));
	r = wire_str(&in, str_cases[_i].max, &s);
	ck_assert_msg(r == str_cases[_i].r, "%s: %d", str_cases[_i].name, r);
	if (r == 0)
		ck_assert_uint_eq(s.len, str_cases[_i].n - 4);
	else
		ck_assert(slice_eq_str(s, "untouched"));
	ck_assert_int_eq(wire_end(&in), r);
}
END_TEST

static const struct {
	const char *name;
	uint8_t byte;
	unsigned limit;
	int r;
} enum_cases[] = {
	{ "the first",			0, 3,	0 },
	{ "the last",			2, 3,	0 },
	{ "one past the last",		3, 3,	ERR_RANGE },
	{ "the largest byte",		255, 3,	ERR_RANGE },
	{ "none is legal",		0, 0,	ERR_RANGE },
	{ "a bool of 1",		1, 2,	0 },
	{ "a bool of 2",		2, 2,	ERR_RANGE },
};

START_TEST(test_enum)
{
	struct wire_in in;
	unsigned v = 77;
	bool b;
	int r;

	wire_in_init(&in, slice_of(&enum_cases[_i].byte, 1));
	r = wire_enum(&in, enum_cases[_i].limit, &v);
	ck_assert_msg(r == enum_cases[_i].r, "%s: %d", enum_cases[_i].name, r);
	ck_assert_uint_eq(v, r == 0 ? enum_cases[_i].byte : 77);
	if (enum_cases[_i].limit == 2) {
		wire_in_init(&in, slice_of(&enum_cases[_i].byte, 1));
		ck_assert_int_eq(wire_bool(&in, &b), enum_cases[_i].r);
	}
}
END_TEST

START_TEST(test_a_failed_reader_stays_failed)
{
	struct wire_in in;
	struct slice s = SLICE("untouched");
	uint8_t v = 77, out[1] = { 77 };
	uint64_t u64 = 77;
	bool b = true;
	unsigned e = 77;

	wire_in_init(&in, SLICE("\5\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1"));
	ck_assert_int_eq(wire_enum(&in, 5, &e), ERR_RANGE);
	ck_assert_int_eq(wire_u8(&in, &v), ERR_RANGE);
	ck_assert_int_eq(wire_u64(&in, &u64), ERR_RANGE);
	ck_assert_int_eq(wire_bool(&in, &b), ERR_RANGE);
	ck_assert_int_eq(wire_bytes(&in, out, 1), ERR_RANGE);
	ck_assert_int_eq(wire_str(&in, 99, &s), ERR_RANGE);
	ck_assert_int_eq(wire_end(&in), ERR_RANGE);
	ck_assert(v == 77 && u64 == 77 && b && e == 77 && out[0] == 77);
	ck_assert(slice_eq_str(s, "untouched"));
}
END_TEST

START_TEST(test_a_writer_remembers_its_first_failure)
{
	struct buf b = BUF_INIT(5);
	struct wire_out out;

	wire_out_init(&out, &b);
	wire_put_u32(&out, 1);
	wire_put_u16(&out, 2);
	ck_assert_int_eq(wire_out_err(&out), ERR_LIMIT);
	/* This one would fit: a gap in the middle must not look whole. */
	wire_put_u8(&out, 3);
	ck_assert_int_eq(wire_out_err(&out), ERR_LIMIT);
	ck_assert_uint_eq(b.len, 4);
	buf_free(&b);
}
END_TEST

START_TEST(test_a_string_that_the_length_cannot_hold)
{
	struct buf b = BUF_INIT(100);
	struct wire_out out;

	wire_out_init(&out, &b);
	/* Never read: refused before a byte of it is touched. */
	wire_put_str(&out, slice_of("", (size_t)UINT32_MAX + 1));
	ck_assert_int_eq(wire_out_err(&out), ERR_LIMIT);
	ck_assert_uint_eq(b.len, 0);
	buf_free(&b);
}
END_TEST

START_TEST(test_nothing_in_nothing_out)
{
	struct wire_in in;
	uint8_t v;

	wire_in_init(&in, SLICE_NONE);
	ck_assert_int_eq(wire_end(&in), 0);
	ck_assert_int_eq(wire_bytes(&in, NULL, 0), 0);
	ck_assert_int_eq(wire_u8(&in, &v), ERR_SHORT);
	ck_assert_int_eq(wire_end(&in), ERR_SHORT);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "both ways", test_what_is_written_reads_back, 0 },
		{ "big-endian", test_integers_are_big_endian, 0 },
		{ "short", test_every_shorter_length_is_short, 0 },
		{ "trailing", test_a_byte_more_is_trailing, 0 },
		{ "str", test_str, N_OF(str_cases) },
		{ "enum", test_enum, N_OF(enum_cases) },
		{ "failed reader", test_a_failed_reader_stays_failed, 0 },
		{ "failed writer", test_a_writer_remembers_its_first_failure, 0 },
		{ "huge string", test_a_string_that_the_length_cannot_hold, 0 },
		{ "nothing", test_nothing_in_nothing_out, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("wire", cases);
}
