#include "mime/mime.h"

#include "base/limits.h"
#include "unit/unit.h"

static const struct {
	const char *name, *value, *is;
} cases[] = {
	{ "plain text", " hello ", "hello" },
	{ "a fold is a blank", "a\r\n b", "a b" },
	{ "base64", "=?utf-8?B?w6k=?=", "\xc3\xa9" },
	{ "Q with underscores", "=?iso-8859-1?q?caf=E9_x?=",
	    "caf\xc3\xa9 x" },
	{ "text on both sides", "a =?utf-8?q?b?= c", "a b c" },
	{ "the blank between two words goes",
	    "=?utf-8?q?a?= \r\n =?utf-8?q?b?=", "ab" },
	{ "words glued together", "=?utf-8?q?a?==?utf-8?q?b?=", "ab" },
	{ "the first ends in padding",
	    "=?utf-8?B?cGxhbg==?= =?utf-8?B?LmV4ZQ==?=", "plan.exe" },
	{ "a character cut by two words",
	    "=?utf-8?q?=C3?= =?utf-8?q?=A9?=", "\xc3\xa9" },
	{ "two charsets", "=?iso-8859-1?q?=E9?= =?utf-8?q?=C3=A9?=",
	    "\xc3\xa9\xc3\xa9" },
	{ "a language", "=?us-ascii*en?q?a?=", "a" },
	{ "in quotes", "\"=?utf-8?q?a?=\"", "\"a\"" },
	{ "blanks inside", "=?utf-8?q?a b?=", "a b" },
	{ "an unknown charset", "=?x-none?q?a?=", "a" },
	{ "an unknown encoding stays", "=?utf-8?x?a?=", "=?utf-8?x?a?=" },
	{ "no end stays", "=?utf-8?q?abc", "=?utf-8?q?abc" },
	{ "an empty word", "a =?utf-8?q?" "?= b", "a  b" },
	{ "raw UTF-8", "\xc3\xa9", "\xc3\xa9" },
	{ "raw bytes of Latin-1", "\xe9", "\xc3\xa9" },
	{ "controls become blanks", "=?utf-8?q?a=00b=07c?=", "a b c" },
};

START_TEST(test_decode)
{
	struct arena *a = arena_new(MIB);
	struct slice s;

	ck_assert_int_eq(mime_decode_words(slice_str(cases[_i].value), a, &s),
	    0);
	ck_assert_msg(slice_eq_str(s, cases[_i].is), "%s: %.*s",
	    cases[_i].name, (int)s.len, (const char *)s.ptr);
	arena_free(a);
}
END_TEST

START_TEST(test_words_are_bounded)
{
	struct arena *a = arena_new(64 * MIB);
	struct buf b = BUF_INIT(4 * MIB);
	struct slice s;
	size_t i;

	for (i = 0; i < ENCODED_WORDS_MAX; i++)
		buf_puts(&b, "=?utf-8?q?=61?= ");
	ck_assert_int_eq(mime_decode_words(buf_slice(&b), a, &s), 0);
	ck_assert_uint_eq(s.len, ENCODED_WORDS_MAX);
	buf_puts(&b, "=?utf-8?q?=62?=");
	ck_assert_int_eq(mime_decode_words(buf_slice(&b), a, &s), 0);
	ck_assert(slice_ends(s, SLICE("=?utf-8?q?=62?=")));
	buf_free(&b);
	arena_free(a);
}
END_TEST

START_TEST(test_openings_without_end_cost_little)
{
	struct arena *a = arena_new(64 * MIB);
	struct buf b = BUF_INIT(4 * MIB);
	struct slice s;
	size_t i;

	for (i = 0; i < 50000; i++)
		buf_puts(&b, "=?a?q?");
	ck_assert_int_eq(mime_decode_words(buf_slice(&b), a, &s), 0);
	ck_assert(slice_eq(s, buf_slice(&b)));
	buf_free(&b);
	arena_free(a);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "decode", test_decode, N_OF(cases) },
		{ "many", test_words_are_bounded, 0 },
		{ "openings", test_openings_without_end_cost_little, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("words", all);
}
