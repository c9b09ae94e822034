#include "detect/checkdigit.h"

#include "unit/unit.h"

static size_t
digits_of(const char *text, uint8_t *digits)
{
	size_t i;

	for (i = 0; text[i] != '\0'; i++)
		digits[i] = (uint8_t)(text[i] - '0');
	return i;
}

START_TEST(test_sum)
{
	static const uint8_t weights[] = { 10, 9, 8, 7, 6, 5, 4, 3, 2 };
	uint8_t digits[16];

	/* personal-data reference 5.2 */
	digits_of("999012345", digits);
	ck_assert_uint_eq(checkdigit_sum(digits, weights, 9), 293);
	digits_of("410220301", digits);
	ck_assert_uint_eq(checkdigit_sum(digits, weights, 9), 89);
	ck_assert_uint_eq(checkdigit_sum(digits, weights, 0), 0);
}
END_TEST

START_TEST(test_rest)
{
	uint8_t digits[16];
	size_t n;

	/* 12 */
	n = digits_of("1990175001001", digits);
	ck_assert_uint_eq(97 - checkdigit_rest(digits, n, 97), 43);
	n = digits_of("990101001", digits);
	ck_assert_uint_eq(97 - checkdigit_rest(digits, n, 97), 18);
}
END_TEST

static const struct {
	const char *digits;
	bool valid;
} luhns[] = {
	{ "4111110000001235", true }, { "5555000011112222", true },
	{ "379000000001233", true }, { "4111110000001236", false },
	{ "4111100000001235", false }, { "0", true }, { "18", true },
	{ "81", false },
};

START_TEST(test_luhn)
{
	uint8_t digits[32];
	size_t n;

	n = digits_of(luhns[_i].digits, digits);
	ck_assert_int_eq(checkdigit_luhn(digits, n), luhns[_i].valid);
}
END_TEST

static const struct {
	unsigned day, month, yy;
	bool is;
} days[] = {
	{ 1, 1, 0, true }, { 31, 12, 99, true }, { 0, 1, 90, false },
	{ 32, 1, 90, false }, { 31, 4, 90, false }, { 1, 0, 90, false },
	{ 1, 13, 90, false }, { 29, 2, 4, true }, { 29, 2, 3, false },
	/* 1900 had none, 2000 had one. */
	{ 29, 2, 0, true }, { 30, 2, 0, false },
};

START_TEST(test_day)
{
	ck_assert_int_eq(checkdigit_is_day(days[_i].day, days[_i].month,
	    days[_i].yy), days[_i].is);
}
END_TEST

START_TEST(test_pair)
{
	const uint8_t digits[] = { 4, 2 };

	ck_assert_uint_eq(checkdigit_pair(digits), 42);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "sum", test_sum, 0 },
		{ "rest", test_rest, 0 },
		{ "luhn", test_luhn, N_OF(luhns) },
		{ "day", test_day, N_OF(days) },
		{ "pair", test_pair, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("checkdigit", suite);
}
