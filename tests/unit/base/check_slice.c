#include "base/slice.h"

#include "unit/unit.h"

#define NPOS	SLICE_NPOS
#define BYTES(lit)	{ (const uint8_t *)(lit), sizeof(lit) - 1 }

static const struct {
	const char *name;
	size_t from, to;
	const char *is;
} sub_cases[] = {
	{ "a middle",			1, 3,		"bc" },
	{ "all",			0, 5,		"abcde" },
	{ "an end past the length is cut", 3, 99,	"de" },
	{ "the largest end is cut",	0, SIZE_MAX,	"abcde" },
	{ "a start past the length",	6, 99,		"" },
	{ "the largest start",		SIZE_MAX, SIZE_MAX, "" },
	{ "an end before the start",	3, 1,		"" },
	{ "start equals end",		2, 2,		"" },
};

START_TEST(test_sub)
{
	struct slice s;

	s = slice_sub(SLICE("abcde"), sub_cases[_i].from, sub_cases[_i].to);
	ck_assert_msg(slice_eq_str(s, sub_cases[_i].is), "%s",
	    sub_cases[_i].name);
	if (sub_cases[_i].to == SIZE_MAX)
		ck_assert(slice_eq(s, slice_from(SLICE("abcde"),
		    sub_cases[_i].from)));
}
END_TEST

static const struct {
	const char *name;
	struct slice a, b;
	bool eq, ieq;
} eq_cases[] = {
	{ "the same",		BYTES("abc"), BYTES("abc"),	true, true },
	{ "other case",		BYTES("aBc"), BYTES("AbC"),	false, true },
	{ "shorter",		BYTES("abc"), BYTES("ab"),	false, false },
	{ "both empty",		BYTES(""), { NULL, 0 },		true, true },
	{ "a NUL counts",	BYTES("a\0b"), BYTES("a\0c"),	false, false },
	{ "@ is no small `",	BYTES("@"), BYTES("`"),		false, false },
	{ "[ is no small {",	BYTES("["), BYTES("{"),		false, false },
	{ "only ASCII is folded", BYTES("\xc4"), BYTES("\xe4"),	false, false },
};

START_TEST(test_eq)
{
	ck_assert_msg(slice_eq(eq_cases[_i].a, eq_cases[_i].b) ==
	    eq_cases[_i].eq, "%s", eq_cases[_i].name);
	ck_assert_msg(slice_ieq(eq_cases[_i].a, eq_cases[_i].b) ==
	    eq_cases[_i].ieq, "%s, folded", eq_cases[_i].name);
}
END_TEST

static const struct {
	const char *name, *s, *affix;
	bool starts, istarts, ends, iends;
} affix_cases[] = {
	{ "both ends",		"abab", "ab",	true, true, true, true },
	{ "other case",		"AbaB", "ab",	false, true, false, true },
	{ "longer than all",	"ab", "abc",	false, false, false, false },
	{ "all of it",		"ab", "ab",	true, true, true, true },
	{ "empty fits always",	"ab", "",	true, true, true, true },
	{ "empty in empty",	"", "",		true, true, true, true },
	{ "only the middle",	"xabx", "ab",	false, false, false, false },
};

START_TEST(test_affix)
{
	struct slice s, a;

	s = slice_str(affix_cases[_i].s);
	a = slice_str(affix_cases[_i].affix);
	ck_assert_msg(slice_starts(s, a) == affix_cases[_i].starts &&
	    slice_istarts(s, a) == affix_cases[_i].istarts &&
	    slice_ends(s, a) == affix_cases[_i].ends &&
	    slice_iends(s, a) == affix_cases[_i].iends,
	    "%s", affix_cases[_i].name);
}
END_TEST

static const struct {
	const char *name, *s, *needle;
	size_t from, find, ifind;
} find_cases[] = {
	{ "the first of two",	"xabyab", "ab", 0,	1, 1 },
	{ "the second, from",	"xabyab", "ab", 2,	4, 4 },
	{ "at the very end",	"xxab", "ab", 0,	2, 2 },
	{ "from past the last",	"xxab", "ab", 3,	NPOS, NPOS },
	{ "from at the end",	"ab", "ab", 2,		NPOS, NPOS },
	{ "from past the end",	"ab", "ab", 99,		NPOS, NPOS },
	{ "from the largest",	"ab", "ab", SIZE_MAX,	NPOS, NPOS },
	{ "other case",		"xxAB", "ab", 0,	NPOS, 2 },
	{ "longer than all",	"a", "ab", 0,		NPOS, NPOS },
	{ "empty is where we look", "ab", "", 1,	1, 1 },
	{ "a half match first",	"aab", "ab", 0,		1, 1 },
};

START_TEST(test_find)
{
	struct slice s, n;
	size_t from;

	s = slice_str(find_cases[_i].s);
	n = slice_str(find_cases[_i].needle);
	from = find_cases[_i].from;
	ck_assert_msg(slice_find(s, n, from) == find_cases[_i].find, "%s",
	    find_cases[_i].name);
	ck_assert_msg(slice_ifind(s, n, from) == find_cases[_i].ifind,
	    "%s, folded", find_cases[_i].name);
}
END_TEST

START_TEST(test_find_sees_past_a_nul)
{
	ck_assert_uint_eq(slice_find(SLICE("a\0b"), SLICE("b"), 0), 2);
	ck_assert_uint_eq(slice_find(SLICE("a\0b"), SLICE("\0b"), 0), 1);
	ck_assert_uint_eq(slice_chr(SLICE("a\0b"), '\0', 0), 1);
}
END_TEST

START_TEST(test_chr)
{
	ck_assert_uint_eq(slice_chr(SLICE("abab"), 'b', 0), 1);
	ck_assert_uint_eq(slice_chr(SLICE("abab"), 'b', 2), 3);
	ck_assert_uint_eq(slice_chr(SLICE("abab"), 'c', 0), NPOS);
	ck_assert_uint_eq(slice_chr(SLICE("abab"), 'b', 4), NPOS);
	ck_assert_uint_eq(slice_chr(SLICE_NONE, 'b', 0), NPOS);
	ck_assert_uint_eq(slice_rchr(SLICE("abab"), 'a'), 2);
	ck_assert_uint_eq(slice_rchr(SLICE("abab"), 'c'), NPOS);
	ck_assert_uint_eq(slice_rchr(SLICE_NONE, 'a'), NPOS);
}
END_TEST

static const struct {
	const char *name, *s, *is;
} trim_cases[] = {
	{ "both sides",			" \t\r\na b\n\r\t ",	"a b" },
	{ "nothing to do",		"ab",			"ab" },
	{ "blanks only",		" \t\r\n",		"" },
	{ "nothing at all",		"",			"" },
	{ "a form feed stays",		"\fa\v",		"\fa\v" },
};

START_TEST(test_trim)
{
	ck_assert_msg(slice_eq_str(slice_trim(slice_str(trim_cases[_i].s)),
	    trim_cases[_i].is), "%s", trim_cases[_i].name);
}
END_TEST

static const struct {
	const char *name;
	struct slice a, b;
	int sign;
} cmp_cases[] = {
	{ "equal",			BYTES("ab"), BYTES("ab"),	0 },
	{ "the shorter comes first",	BYTES("a"), BYTES("ab"),	-1 },
	{ "empty before all",		{ NULL, 0 }, BYTES("a"),	-1 },
	{ "nothing equals nothing",	{ NULL, 0 }, BYTES(""),		0 },
	{ "a byte decides",		BYTES("b"), BYTES("ab"),	1 },
	{ "high bytes are unsigned",	BYTES("\xff"), BYTES("a"),	1 },
};

START_TEST(test_cmp)
{
	int r, back;

	r = slice_cmp(cmp_cases[_i].a, cmp_cases[_i].b);
	back = slice_cmp(cmp_cases[_i].b, cmp_cases[_i].a);
	ck_assert_msg((r > 0) - (r < 0) == cmp_cases[_i].sign, "%s",
	    cmp_cases[_i].name);
	ck_assert_msg((back > 0) - (back < 0) == -cmp_cases[_i].sign,
	    "%s, turned round", cmp_cases[_i].name);
}
END_TEST

START_TEST(test_a_null_string_is_no_bytes)
{
	ck_assert_ptr_null(slice_str(NULL).ptr);
	ck_assert_uint_eq(slice_str(NULL).len, 0);
	ck_assert(slice_eq(slice_str(NULL), SLICE("")));
}
END_TEST

START_TEST(test_is_ascii_looks_at_every_byte)
{
	uint8_t text[20];
	size_t len, i;

	memset(text, 0x7f, sizeof text);
	for (len = 0; len <= sizeof text; len++) {
		ck_assert(slice_is_ascii(slice_of(text, len)));
		for (i = 0; i < len; i++) {
			text[i] = 0x80;
			ck_assert_msg(!slice_is_ascii(slice_of(text, len)),
			    "byte %zu of %zu", i, len);
			text[i] = 0x7f;
		}
	}
	ck_assert(slice_is_ascii(SLICE_NONE));
}
END_TEST

START_TEST(test_ascii_classes_ignore_the_locale)
{
	unsigned c;
	bool digit, alpha, space;
	int hex;

	for (c = 0; c < 256; c++) {
		digit = c >= 0x30 && c <= 0x39;
		alpha = (c >= 0x41 && c <= 0x5a) || (c >= 0x61 && c <= 0x7a);
		hex = digit ? (int)c - 0x30 : alpha && (c & 0x1f) <= 6 ?
		    (int)(c & 0x1f) + 9 : -1;
		space = c == 0x20 || c == 0x09 || c == 0x0d || c == 0x0a;
		ck_assert_msg(ascii_is_digit((uint8_t)c) == digit &&
		    ascii_is_alpha((uint8_t)c) == alpha &&
		    ascii_hex_value((uint8_t)c) == hex &&
		    ascii_is_space((uint8_t)c) == space &&
		    ascii_lower((uint8_t)c) ==
		    (c >= 0x41 && c <= 0x5a ? c + 32 : c), "byte %u", c);
	}
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "sub", test_sub, N_OF(sub_cases) },
		{ "equal", test_eq, N_OF(eq_cases) },
		{ "affix", test_affix, N_OF(affix_cases) },
		{ "find", test_find, N_OF(find_cases) },
		{ "find past NUL", test_find_sees_past_a_nul, 0 },
		{ "chr", test_chr, 0 },
		{ "trim", test_trim, N_OF(trim_cases) },
		{ "compare", test_cmp, N_OF(cmp_cases) },
		{ "null", test_a_null_string_is_no_bytes, 0 },
		{ "plain ascii", test_is_ascii_looks_at_every_byte, 0 },
		{ "ascii", test_ascii_classes_ignore_the_locale, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("slice", cases);
}
