#include "scan.h"

#define ID	"it_fiscal_code"
#define CONF	"set packs eu-us\n"

static const struct scan_case cases[] = {
	/* personal-data reference 12 */
	{ "certain alone",	"RCCMNL83S18D969H", 3 },
	{ "a wrong letter",	"RCCMNL83S18D969A", 0 },
	{ "a wrong digit",	"RCCMNL83S18D967H", 0 },
	{ "a woman",	"RSSMRA80A41H501Y", 3 },
	{ "a letter for a digit",	"RSSMRAU0A41H501V", 3 },
	{ "31 December of a woman",	"RSSMRA80T71H501O", 3 },
	{ "32 December of a woman",	"RSSMRA80T72H501T", 0 },
	{ "30 February",	"RSSMRA80B30H501X", 0 },
	{ "no month F",	"RSSMRA80F01H501G", 0 },
	{ "groups",	"RCCMNL 83S18 D969 H", 3 },
	{ "lower case",	"rccmnl83s18d969h", 3 },
	{ "letters may not touch",	"XRCCMNL83S18D969H", 0 },
	{ "nor behind",	"RCCMNL83S18D969HX", 0 },
	{ "a serial number",	"serial RCCMNL83S18D969H", 1 },
	{ "no serial but the label",
	  "serial, codice fiscale RCCMNL83S18D969H", 3 },
	{ "invisible characters",	"RCCMNL\xe2\x80\x8b" "83S18D969H", 3 },
};

START_TEST(test_text)
{
	scan_check_with(CONF, &cases[_i], ID);
}
END_TEST

static const struct scan_column columns[] = {
	{ "a header",	"Codice fiscale",	"RCCMNL83S18D969H", 3 },
	{ "none",	"",	"RCCMNL83S18D969H", 3 },
	{ "another one",	"Serial",	"RCCMNL83S18D969H", 1 },
};

START_TEST(test_column)
{
	scan_check_column(CONF, &columns[_i], ID);
}
END_TEST

/* The pack is not set: nothing looks. */
START_TEST(test_off)
{
	ck_assert_int_eq(scan_tier(CONF, ID, slice_str("RCCMNL83S18D969H"), NULL), 3);
	ck_assert_int_eq(scan_tier("", ID, slice_str("RCCMNL83S18D969H"), NULL), 0);
	ck_assert_int_eq(scan_tier("set packs none\n", ID, slice_str("RCCMNL83S18D969H"),
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
