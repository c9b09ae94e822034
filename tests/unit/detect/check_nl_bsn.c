#include "scan.h"

#define ID	"nl_bsn"
#define CONF	"set packs eu-us\n"

static const struct scan_case cases[] = {
	/* personal-data reference 12 */
	{ "a label",	"BSN 000012348", 3 },
	{ "of the known library",	"BSN 1112.22.333", 3 },
	{ "its wrong one",	"BSN 1112.52.333", 0 },
	{ "in full",	"Burgerservicenummer 111222333", 3 },
	{ "eight digits lack a zero",	"BSN 12345684", 3 },
	{ "not in groups",	"BSN 12 345 684", 0 },
	{ "no label",	"111222333", 0 },
	{ "equal digits",	"BSN 111111111", 0 },
	{ "ten digits",	"BSN 1112223330", 0 },
	{ "other groups",	"BSN 11 122 2333", 0 },
	{ "an order",	"BSN order 111222333", 1 },
	{ "a telephone",	"BSN helpdesk, tel 111222333", 1 },
	{ "invisible characters",	"BSN 1112\xe2\x80\x8b" "22333", 3 },
};

START_TEST(test_text)
{
	scan_check_with(CONF, &cases[_i], ID);
}
END_TEST

static const struct scan_column columns[] = {
	{ "a header",	"BSN",	"111222333", 3 },
	{ "a header, a zero lost",	"BSN",	"12345684", 3 },
	{ "none",	"",	"111222333", 0 },
	{ "another one",	"Order",	"111222333", 0 },
};

START_TEST(test_column)
{
	scan_check_column(CONF, &columns[_i], ID);
}
END_TEST

/* The pack is not set: nothing looks. */
START_TEST(test_off)
{
	ck_assert_int_eq(scan_tier(CONF, ID, slice_str("BSN 111222333"), NULL), 3);
	ck_assert_int_eq(scan_tier("", ID, slice_str("BSN 111222333"), NULL), 0);
	ck_assert_int_eq(scan_tier("set packs none\n", ID, slice_str("BSN 111222333"),
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
