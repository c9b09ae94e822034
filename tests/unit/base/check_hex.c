#include "base/hex.h"

#include <string.h>

#include "base/err.h"
#include "unit/unit.h"

static const struct {
	const char *name, *digits;
	int r;
	uint8_t bytes[4];
	size_t n;
} get_cases[] = {
	{ "nothing is nothing",		"",		0, { 0 }, 0 },
	{ "lower case",			"00ff10ab",	0, { 0, 255, 16, 171 }, 4 },
	{ "upper case reads the same",	"00FF10AB",	0, { 0, 255, 16, 171 }, 4 },
	{ "a digit too few",		"00ff10a",	ERR_SYNTAX, { 0 }, 4 },
	{ "a digit too many",		"00ff10ab0",	ERR_SYNTAX, { 0 }, 4 },
	{ "a letter past f",		"00fg10ab",	ERR_SYNTAX, { 0 }, 4 },
	{ "the byte before 0",		"/0",		ERR_SYNTAX, { 0 }, 1 },
	{ "the byte after 9",		":0",		ERR_SYNTAX, { 0 }, 1 },
	{ "a blank",			" 0",		ERR_SYNTAX, { 0 }, 1 },
};

START_TEST(test_get)
{
	uint8_t out[4] = { 0 };

	ck_assert_msg(hex_get(slice_str(get_cases[_i].digits), out,
	    get_cases[_i].n) == get_cases[_i].r, "%s", get_cases[_i].name);
	if (get_cases[_i].r == 0)
		ck_assert_msg(memcmp(out, get_cases[_i].bytes,
		    get_cases[_i].n) == 0, "%s", get_cases[_i].name);
}
END_TEST

START_TEST(test_every_byte_comes_back)
{
	uint8_t in[256], back[256];
	char out[513];
	size_t i;

	for (i = 0; i < sizeof in; i++)
		in[i] = (uint8_t)i;
	hex_put(in, sizeof in, out);
	ck_assert_uint_eq(strlen(out), 512);
	ck_assert(memcmp(out, "000102", 6) == 0);
	ck_assert_str_eq(out + 506, "fdfeff");
	ck_assert_int_eq(hex_get(slice_str(out), back, sizeof back), 0);
	ck_assert_mem_eq(in, back, sizeof in);
}
END_TEST

START_TEST(test_put_nothing_is_the_empty_string)
{
	char out[1] = { 'x' };

	hex_put(NULL, 0, out);
	ck_assert_int_eq(out[0], '\0');
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "get", test_get, N_OF(get_cases) },
		{ "round trip", test_every_byte_comes_back, 0 },
		{ "nothing", test_put_nothing_is_the_empty_string, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("hex", cases);
}
