#include "scan.h"

#define ID	"be_national_number"
#define CONF	"set packs eu-us\n"

static const struct scan_case cases[] = {
	/* personal-data reference 12 */
	{ "a label",	"Rijksregisternummer 99010100118", 3 },
	{ "a wrong digit",	"Rijksregisternummer 99010100119", 0 },
	{ "of the known library",	"NISS 85.07.30-033 28", 3 },
	{ "its one of 2017",	"NISS 17 07 30 033 84", 3 },
	{ "its wrong one",	"NISS 12345678901", 0 },
	{ "no month 13",	"NISS 85133003370", 0 },
	{ "31 February",	"NISS 85023103360", 0 },
	{ "in French",	"Num\xc3\xa9ro national 85073003328", 3 },
	{ "no label",	"85073003328", 0 },
	{ "ten digits",	"NISS 8507300332", 0 },
	{ "other groups",	"NISS 8507 3003 328", 0 },
	{ "an order",	"NISS order 85073003328", 1 },
	{ "invisible characters",	"NISS 850730\xe2\x80\x8b" "03328", 3 },
};

START_TEST(test_text)
{
	scan_check_with(CONF, &cases[_i], ID);
}
END_TEST

static const struct scan_column columns[] = {
	{ "a header",	"NISS",	"85073003328", 3 },
	{ "none",	"",	"85073003328", 0 },
	{ "another one",	"Order",	"85073003328", 0 },
};

START_TEST(test_column)
{
	scan_check_column(CONF, &columns[_i], ID);
}
END_TEST

/* The pack is not set: nothing looks. */
START_TEST(test_off)
{
	ck_assert_int_eq(scan_tier(CONF, ID, slice_str("NISS 85073003328"), NULL), 3);
	ck_assert_int_eq(scan_tier("", ID, slice_str("NISS 85073003328"), NULL), 0);
	ck_assert_int_eq(scan_tier("set packs none\n", ID, slice_str("NISS 85073003328"),
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
