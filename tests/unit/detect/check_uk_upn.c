#include "scan.h"

#define ID	"uk_upn"

static const struct scan_case cases[] = {
	/* personal-data reference 5.8 */
	{ "the check alone is possible",	"D801200012001", 1 },
	{ "a label makes it certain",	"UPN D801200012001", 3 },
	{ "its second line",	"UPN: U382400019045", 3 },
	{ "a wrong letter",	"UPN A801200012001", 0 },
	{ "a wrong digit",	"UPN D801200012002", 0 },
	{ "no letter I",	"UPN I801200012001", 0 },
	{ "a temporary one",	"UPN P80120001200A", 3 },
	{ "a wrong temporary one",	"UPN A80120001200A", 0 },
	{ "no letter S at the end",	"UPN D80120001200S", 0 },
	{ "lower case",	"upn d801200012001", 3 },
	{ "a topic makes it likely",	"pupil D801200012001", 2 },
	{ "a label behind",	"D801200012001 (UPN)", 3 },
	{ "a Welsh label",	"rhif disgybl D801200012001", 3 },
	{ "groups with a label",	"UPN D 801 2000 12 001", 3 },
	{ "groups without one",	"pupil D 801 2000 12 001", 0 },
	{ "twelve digits and more",	"UPN D8012000120011", 0 },
	{ "eleven digits",	"UPN D80120001200", 0 },
	{ "letters before",	"UPN XD801200012001", 0 },
	{ "zero-width characters are nothing",
	  "UPN D8012\xe2\x80\x8b" "00012001", 3 },
	{ "a serial number",	"serial D801200012001", 0 },
	{ "an asset of a school",	"school asset D801200012001", 0 },
};

START_TEST(test_text)
{
	scan_check(&cases[_i], ID);
}
END_TEST

static const struct scan_column columns[] = {
	{ "a header is context",	"UPN",	"D801200012001", 3 },
	{ "none",	"",	"D801200012001", 1 },
	{ "another one",	"Part",	"D801200012001", 0 },
};

START_TEST(test_column)
{
	scan_check_column("", &columns[_i], ID);
}
END_TEST

/* Ten distinct ones without a word are a list. */
START_TEST(test_list)
{
	static const char page[] =
	    "D801200012001\n"
	    "R801200012038\n"
	    "B801200012075\n"
	    "T801200012112\n"
	    "F801200012149\n"
	    "Q801200012186\n"
	    "G801200012223\n"
	    "R801200012260\n"
	    "E801200012297\n"
	    "W801200012334\n";
	size_t count;

	ck_assert_int_eq(scan_tier("", ID, slice_str(page), &count), 2);
	ck_assert_uint_eq(count, 10);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "text", test_text, N_OF(cases) },
		{ "column", test_column, N_OF(columns) },
		{ "list", test_list, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main(ID, suite);
}
