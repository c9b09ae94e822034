#include "unit/unit.h"

#include "base/err.h"
#include "base/limits.h"
#include "extract/lzfu.h"

/* The two examples of [MS-OXRTFCP] 3, and what becomes of them when damaged. */
#define HELLO_BODY "\x03\0\x0a\0rcpg125\x42\x32\x0a\xf3\x20hel\x09\0\x20" \
	"bw\x05\xb0ld}\x0a\x80\x0f\xa0"
#define HELLO "\x2d\0\0\0\x2b\0\0\0LZFu\xf1\xc5\xc7\xa7" HELLO_BODY
#define CROSS "\x1a\0\0\0\x1c\0\0\0LZFu\xe2\xd4\x4bQ" \
	"A\0\x04 WXYZ\x0dn}\x01\x0e\xb0"

static const struct {
	const char *name;
	const char *in;
	size_t len;
	const char *out;
	int result;
} cases[] = {
#define CASE(name, in, out, result) { name, in, sizeof(in) - 1, out, result }
	CASE("the simple example", HELLO,
	    "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n", 0),
	CASE("a reference into itself", CROSS,
	    "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}", 0),
	CASE("not compressed at all", "\x11\0\0\0\5\0\0\0MELA\0\0\0\0{abc}",
	    "{abc}", 0),
	CASE("behind its end is nothing", HELLO "zanzibar",
	    "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n", 0),
	CASE("a plain one that is cut", "\x11\0\0\0\7\0\0\0MELA\0\0\0\0{abc}",
	    "{abc}", ERR_SHORT),
	CASE("no end mark", "\x1a\0\0\0\x1c\0\0\0LZFu\xe2\xd4\x4bQ"
	    "A\0\x04 WXYZ\x0dn", "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ", ERR_SHORT),
	CASE("a wrong checksum", "\x1a\0\0\0\x1c\0\0\0LZFu\xe2\xd4\x4bR"
	    "A\0\x04 WXYZ\x0dn}\x01\x0e\xb0",
	    "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}", ERR_MISMATCH),
	CASE("another kind", "\x1a\0\0\0\x1c\0\0\0LZFx\xe2\xd4\x4bQ", "",
	    ERR_SYNTAX),
	CASE("less than a head", "\x1a\0\0", "", ERR_SYNTAX),
#undef CASE
};

START_TEST(test_unpack)
{
	struct buf out = BUF_INIT(64 * KIB);

	ck_assert_msg(lzfu_unpack(NULL, slice_of(cases[_i].in, cases[_i].len),
	    &out) == cases[_i].result, "%s", cases[_i].name);
	ck_assert_msg(slice_eq_str(buf_slice(&out), cases[_i].out), "%s: %s",
	    cases[_i].name, buf_cstr(&out));
	buf_free(&out);
}
END_TEST

START_TEST(test_ceiling)
{
	struct buf out = BUF_INIT(28), less = BUF_INIT(27);

	ck_assert_int_eq(lzfu_unpack(NULL, SLICE(CROSS), &out), 0);
	ck_assert_int_eq(lzfu_unpack(NULL, SLICE(CROSS), &less), ERR_LIMIT);
	ck_assert_uint_eq(less.len, 27);
	buf_free(&out);
	buf_free(&less);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "unpack", test_unpack, N_OF(cases) },
		{ "ceiling", test_ceiling, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("lzfu", tests);
}
