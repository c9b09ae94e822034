#include "scan.h"

#define ID	"uk_chi_number"

static const struct scan_case cases[] = {
	/* personal-data reference 5.3 */
	{ "with its label",			"CHI 0101901232", 3 },
	{ "29 February 2004",			"CHI number 290204 4577", 3 },
	{ "29 February of no leap year",	"CHI number 290203 4563", 0 },
	{ "the end of a century",		"CHI 3112798880", 3 },
	{ "a wrong digit",			"CHI 0101901233", 0 },
	{ "no day 32",				"CHI 3201901237", 0 },
	{ "no month 13",			"CHI 0113901232", 0 },
	{ "no day 0",				"CHI 0001901230", 0 },
	{ "a number that is no day",		"CHI 9990123454", 0 },
	{ "a Gaelic label",
	  "\xc3\x80ireamh CHI: 0101901232", 3 },
	{ "the index in full",
	  "Community Health Index: 010190 1232", 3 },
	{ "3-3-4",				"CHI no 010 190 1232", 3 },
	{ "hyphens",				"CHI no 010-190-1232", 3 },
	{ "other groups",			"CHI no 01 01 90 1232", 0 },
	{ "a label behind",			"0101901232 (CHI)", 3 },
	{ "a Scottish board",
	  "NHS Greater Glasgow and Clyde: 0101901232", 3 },
	{ "a partnership",
	  "HSCP meeting, number 0101901232", 3 },
	{ "nothing Scottish: the other detector", "hospital 0101901232", 0 },
	{ "nothing at all: the other detector",	"0101901232", 0 },
	/* boundaries */
	{ "its name without a blank",		"CHI0101901232.pdf", 3 },
	{ "its name with an underline",		"CHI_0101901232.pdf", 3 },
	{ "its name, but a wrong digit",	"CHI0101901233.pdf", 0 },
	{ "another name without a blank",	"SHI0101901232.pdf", 0 },
	{ "letters may not touch",		"CHI x0101901232", 0 },
	{ "it may not go on",			"CHI 0101901232 45", 0 },
	{ "nor over a slash",			"CHI 0101901232/45", 0 },
	{ "not in an address",
	  "CHI 0101901232@nhs.example", 0 },
	{ "over a line end",			"CHI 010190\n1232", 3 },
	{ "zero-width characters are nothing",
	  "CHI 0101\xe2\x80\x8b" "901232", 3 },
	/* negative context */
	{ "an order number",
	  "HSCP order no 0101901232", 1 },
	{ "a telephone",			"HSCP tel 0101901232", 1 },
	{ "a label nearer than the order",
	  "HSCP order for CHI 0101901232", 3 },
};

START_TEST(test_chi)
{
	scan_check(&cases[_i], ID);
}
END_TEST

/* Whatever stands near, one value is never both. */
static const char *const either[] = {
	"0101901232", "CHI 0101901232", "NHS number 0101901232",
	"NHS/CHI 0101901232", "patient 0101901232 NHS Fife",
	"NHS Lothian CHI 0101901232 patient", "order 0101901232 HSCP",
};

START_TEST(test_either)
{
	int nhs, chi;

	nhs = scan_tier("", "uk_nhs_number", slice_str(either[_i]), NULL);
	chi = scan_tier("", ID, slice_str(either[_i]), NULL);
	ck_assert_msg((nhs == 0) != (chi == 0), "%s: %d %d", either[_i], nhs,
	    chi);
}
END_TEST

static const struct scan_column columns[] = {
	{ "a header is context",		"CHI",		"0101901232", 3 },
	{ "in any case and words",		"CHI Number",	"010190 1232", 3 },
	{ "leading zeros are put back",		"CHI",		"101901232", 3 },
	{ "two of them only before a day 00",	"CHI",		"10190123", 0 },
	{ "not without a header",		"",		"101901232", 0 },
	{ "a padded number must pass too",	"CHI",		"101901233", 0 },
	{ "another column",			"Job no",	"0101901232", 0 },
};

START_TEST(test_column)
{
	scan_check_column("", &columns[_i], ID);
}
END_TEST

/* Three without any word are a list, if most numbers of that shape pass. */
static const struct {
	const char *name, *text;
	int tier;
} lists[] = {
	{ "two are none",	"0101901232\n2902044577\n", 1 },
	{ "three are a list",	"0101901232\n2902044577\n3112798880\n", 2 },
	{ "the same one thrice", "0101901232\n0101901232\n0101901232\n", 1 },
	{ "among arbitrary ones",
	  "0101901232\n2902044577\n3112798880\n5550000001\n5550000002\n", 1 },
};

START_TEST(test_list)
{
	int tier;

	tier = scan_tier("", "uk_nhs_number", slice_str(lists[_i].text), NULL);
	ck_assert_msg(tier == lists[_i].tier, "%s: %d", lists[_i].name, tier);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "chi", test_chi, N_OF(cases) },
		{ "either", test_either, N_OF(either) },
		{ "column", test_column, N_OF(columns) },
		{ "list", test_list, N_OF(lists) },
		{ NULL, NULL, 0 },
	};

	return unit_main(ID, suite);
}
