#include "scan.h"

#define ID	"fr_nir"
#define CONF	"set packs eu-us\n"

static const struct scan_case cases[] = {
	/* personal-data reference 12 */
	{ "likely alone",	"199017500100143", 2 },
	{ "a label",
	  "Num\xc3\xa9ro de s\xc3\xa9" "curit\xc3\xa9 sociale 1 99 01 75 001 "
	  "001 43", 3 },
	{ "of the known library",	"NIR 2 95 10 99 126 111 93", 3 },
	{ "its wrong one",	"NIR 295109912611199", 0 },
	{ "Corsica",	"NIR 253072B07300470", 3 },
	{ "Corsica, the key of the other half",	"NIR 253072A07300470", 0 },
	{ "Corsica, the known library's 2A",	"NIR 253072A07300443", 3 },
	{ "no department 2C",	"NIR 253072C07300443", 0 },
	{ "sex 5",	"NIR 599017500100137", 0 },
	{ "month 13",	"NIR 199137500100141", 0 },
	{ "an unknown month needs the label",	"199207500100156", 0 },
	{ "and has it",	"NIR 199207500100156", 3 },
	{ "fourteen digits",	"NIR 19901750010014", 0 },
	{ "sixteen",	"NIR 1990175001001430", 0 },
	{ "other groups",	"NIR 19 90 17 50 01 00 143", 0 },
	{ "an IMEI",	"IMEI 199017500100143", 0 },
	{ "a part",	"part 199017500100143", 0 },
	{ "letters may not touch",	"NIR 199017500100143x", 0 },
};

START_TEST(test_text)
{
	scan_check_with(CONF, &cases[_i], ID);
}
END_TEST

static const struct scan_column columns[] = {
	{ "a header",	"NIR",	"199017500100143", 3 },
	{ "none",	"",	"199017500100143", 2 },
	{ "another one",	"Serial",	"199017500100143", 0 },
};

START_TEST(test_column)
{
	scan_check_column(CONF, &columns[_i], ID);
}
END_TEST

/* The pack is not set: nothing looks. */
START_TEST(test_off)
{
	ck_assert_int_eq(scan_tier(CONF, ID, slice_str("NIR 199017500100143"), NULL), 3);
	ck_assert_int_eq(scan_tier("", ID, slice_str("NIR 199017500100143"), NULL), 0);
	ck_assert_int_eq(scan_tier("set packs none\n", ID, slice_str("NIR 199017500100143"),
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
