#include "scan.h"

#define ID	"ie_pps"
#define CONF	"set packs eu-us\n"

static const struct scan_case cases[] = {
	/* personal-data reference 12 */
	{ "a label",	"PPS no 0000123P", 3 },
	{ "a wrong letter",	"PPS no 0000123Q", 0 },
	{ "of the known library",	"PPSN: 6433435F", 3 },
	{ "its wrong one",	"PPSN: 6433435E", 0 },
	{ "a second letter counts",	"PPSN 6433435OA", 3 },
	{ "it must be the right one",	"PPSN 6433435OB", 0 },
	{ "W counts nothing",	"PPSN 6433435FW", 3 },
	{ "a blank",	"PPSN 6433435 F", 3 },
	{ "lower case",	"ppsn 6433435f", 3 },
	{ "an Irish label",	"Uimhir PPS 6433435F", 3 },
	{ "a topic",	"to Revenue: 6433435F", 2 },
	{ "no label",	"6433435F", 0 },
	{ "six digits",	"PPSN 643343F", 0 },
	{ "eight digits",	"PPSN 64334350F", 0 },
	{ "three letters",	"PPSN 6433435FAA", 0 },
	{ "a job",	"PPSN, job 6433435F", 1 },
	{ "invisible characters",	"PPSN 6433\xe2\x80\x8b" "435F", 3 },
};

START_TEST(test_text)
{
	scan_check_with(CONF, &cases[_i], ID);
}
END_TEST

static const struct scan_column columns[] = {
	{ "a header",	"PPSN",	"6433435F", 3 },
	{ "none",	"",	"6433435F", 0 },
	{ "another one",	"Part",	"6433435F", 0 },
};

START_TEST(test_column)
{
	scan_check_column(CONF, &columns[_i], ID);
}
END_TEST

/* The pack is not set: nothing looks. */
START_TEST(test_off)
{
	ck_assert_int_eq(scan_tier(CONF, ID, slice_str("PPSN 6433435F"), NULL), 3);
	ck_assert_int_eq(scan_tier("", ID, slice_str("PPSN 6433435F"), NULL), 0);
	ck_assert_int_eq(scan_tier("set packs none\n", ID, slice_str("PPSN 6433435F"),
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
