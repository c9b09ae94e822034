#include "scan.h"

#define ID	"pl_pesel"
#define CONF	"set packs eu-us\n"

static const struct scan_case cases[] = {
	/* personal-data reference 12 */
	{ "a label",	"PESEL 99010101232", 3 },
	{ "a wrong digit",	"PESEL 99010101233", 0 },
	{ "of the known library",	"PESEL: 44051401359", 3 },
	{ "its wrong one",	"PESEL: 44051401358", 0 },
	{ "born from 2000 on",	"PESEL 02070803628", 3 },
	{ "a month raised",	"PESEL 02241501351", 3 },
	{ "no month 13",	"PESEL 81133201359", 0 },
	{ "30 February",	"PESEL 81023001351", 0 },
	{ "in Polish",	"Numer PESEL 44051401359", 3 },
	{ "no label",	"44051401359", 0 },
	{ "ten digits",	"PESEL 4405140135", 0 },
	{ "going on",	"PESEL 44051401359 1", 0 },
	{ "a telephone",	"PESEL helpdesk, tel 44051401359", 1 },
	{ "an order",	"order 44051401359", 0 },
	{ "invisible characters",	"PESEL 440514\xe2\x80\x8b" "01359", 3 },
};

START_TEST(test_text)
{
	scan_check_with(CONF, &cases[_i], ID);
}
END_TEST

static const struct scan_column columns[] = {
	{ "a header",	"PESEL",	"44051401359", 3 },
	{ "none",	"",	"44051401359", 0 },
	{ "another one",	"Order",	"44051401359", 0 },
};

START_TEST(test_column)
{
	scan_check_column(CONF, &columns[_i], ID);
}
END_TEST

/* The pack is not set: nothing looks. */
START_TEST(test_off)
{
	ck_assert_int_eq(scan_tier(CONF, ID, slice_str("PESEL 44051401359"), NULL), 3);
	ck_assert_int_eq(scan_tier("", ID, slice_str("PESEL 44051401359"), NULL), 0);
	ck_assert_int_eq(scan_tier("set packs none\n", ID, slice_str("PESEL 44051401359"),
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
