#include "detect/code.h"

#include "unit/unit.h"

static const struct {
	const char *name, *text, *shape, *value;	/* NULL: none */
	uint64_t gaps;
	size_t to;
} cases[] = {
	{ "solid",		"ab12c", "aann", "AB12", 0, 4 },
	{ "a letter too many",	"abc1", "aann", NULL, 0, 0 },
	{ "too short",		"ab1", "aann", NULL, 0, 0 },
	{ "either",		"a1", "xx", "A1", 0, 2 },
	{ "itself",		"a/1", "a/n", "A/1", 0, 3 },
	{ "a blank",		"ab 12", "aann", "AB12", CODE_GAP(2), 5 },
	{ "a hyphen and a point", "a-b.1", "aan", "AB1",
	  CODE_GAP(1) | CODE_GAP(2), 5 },
	{ "two blanks are none", "ab  12", "aann", NULL, 0, 0 },
	{ "a line end",		"ab\n12", "aann", "AB12", CODE_GAP(2), 5 },
	{ "an empty line is none", "ab\n\n12", "aann", NULL, 0, 0 },
	{ "no separator behind it", "ab 12 ", "aann", "AB12", CODE_GAP(2), 5 },
	{ "nothing",		"", "a", NULL, 0, 0 },
};

START_TEST(test_read)
{
	struct code c;
	bool found;

	found = code_read(slice_str(cases[_i].text), 0, cases[_i].shape, &c);
	ck_assert_msg(found == (cases[_i].value != NULL), "%s",
	    cases[_i].name);
	if (!found)
		return;
	ck_assert(slice_eq_str(slice_of(c.value, c.len), cases[_i].value));
	ck_assert_uint_eq(c.gaps, cases[_i].gaps);
	ck_assert_uint_eq(c.to, cases[_i].to);
	ck_assert(code_is_grouped(&c, c.gaps));
	ck_assert(c.gaps == 0 || !code_is_grouped(&c, c.gaps << 1));
}
END_TEST

START_TEST(test_digits)
{
	uint8_t digits[3];
	struct code c;

	ck_assert(code_read(SLICE("a 123"), 0, "annn", &c));
	code_digits(&c, 1, 3, digits);
	ck_assert_uint_eq(digits[0], 1);
	ck_assert_uint_eq(digits[2], 3);
}
END_TEST

/* More line ends than one are a column, no code. */
START_TEST(test_breaks)
{
	struct code c;

	ck_assert(code_read(SLICE("a\n1\n2"), 0, "ann", &c));
	ck_assert_uint_eq(c.breaks, 2);
	ck_assert(!code_is_grouped(&c, c.gaps));
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "read", test_read, N_OF(cases) },
		{ "digits", test_digits, 0 },
		{ "breaks", test_breaks, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("code", suite);
}
