#include "scan.h"

#define ID	"us_ssn"
#define CONF	"set packs eu-us\n"

static const struct scan_case cases[] = {
	/* personal-data reference 12 */
	{ "a label",	"SSN 001-01-0001", 3 },
	{ "in words",	"Social Security number: 536-22-8145", 3 },
	{ "blanks",	"SSN 536 22 8145", 3 },
	{ "solid with a label",	"SSN 536228145", 3 },
	{ "solid without one",	"536228145", 0 },
	{ "its print alone is possible",	"536-22-8145", 1 },
	{ "its print beside a name",	"Mr Smith 536-22-8145", 2 },
	{ "area 000",	"SSN 000-12-3456", 0 },
	{ "area 666",	"SSN 666-12-3456", 0 },
	{ "area 9xx",	"SSN 900-12-3456", 0 },
	{ "group 00",	"SSN 123-00-4567", 0 },
	{ "serial 0000",	"SSN 123-45-0000", 0 },
	{ "the card for show",	"SSN 078-05-1120", 0 },
	{ "the leaflet's",	"SSN 219-09-9999", 0 },
	{ "the other sample",	"SSN 457-55-5462", 0 },
	{ "equal digits",	"SSN 111-11-1111", 0 },
	{ "of the known library",	"SSN 111-22-3333", 3 },
	{ "wrong groups",	"SSN 1112-23-333", 0 },
	{ "eight digits",	"SSN 536-22-814", 0 },
	{ "going on",	"SSN 536-22-8145 12", 0 },
	{ "letters may not touch",	"SSN x536-22-8145", 0 },
	{ "a telephone",	"SSN helpdesk tel 536-22-8145", 1 },
	{ "an order",	"order 536-22-8145", 0 },
	{ "full-width",	"SSN \xef\xbc\x95\xef\xbc\x93\xef\xbc\x96-22-8145", 3 },
};

START_TEST(test_text)
{
	scan_check_with(CONF, &cases[_i], ID);
}
END_TEST

static const struct scan_column columns[] = {
	{ "a header",	"SSN",	"536228145", 3 },
	{ "none",	"",	"536228145", 0 },
	{ "another one",	"Order",	"536-22-8145", 0 },
};

START_TEST(test_column)
{
	scan_check_column(CONF, &columns[_i], ID);
}
END_TEST

/* The pack is not set: nothing looks. */
START_TEST(test_off)
{
	ck_assert_int_eq(scan_tier(CONF, ID, slice_str("SSN 536-22-8145"), NULL), 3);
	ck_assert_int_eq(scan_tier("", ID, slice_str("SSN 536-22-8145"), NULL), 0);
	ck_assert_int_eq(scan_tier("set packs none\n", ID, slice_str("SSN 536-22-8145"),
	    NULL), 0);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "text", test_text, N_OF(cases) },
		{ "column", test_column, N_OF(columns) },
		{ "off", test_off, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main(ID, suite);
}
