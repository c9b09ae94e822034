#include "scan.h"

#define ID	"es_nif"
#define CONF	"set packs eu-us\n"

static const struct scan_case cases[] = {
	/* personal-data reference 12 */
	{ "a label",	"DNI 00000999X", 3 },
	{ "of the known library",	"NIF 54362315-K", 3 },
	{ "its wrong one",	"NIF 54362315Z", 0 },
	{ "a foreigner's",	"NIE x-2482300w", 3 },
	{ "its wrong one",	"NIE x-2482300a", 0 },
	{ "a Y",	"NIE Y1234567X", 3 },
	{ "a W first is none",	"NIE W2482300W", 0 },
	{ "points",	"DNI 54.362.315-K", 3 },
	{ "a Spanish label",
	  "Documento Nacional de Identidad 54362315K", 3 },
	{ "no label",	"54362315K", 0 },
	{ "seven digits",	"DNI 5436231K", 0 },
	{ "letters may not touch",	"DNI 54362315KA", 0 },
	{ "equal digits",	"DNI 11111111H", 0 },
	{ "a part",	"DNI part 54362315K", 1 },
	{ "invisible characters",	"DNI 5436\xe2\x80\x8b" "2315K", 3 },
};

START_TEST(test_text)
{
	scan_check_with(CONF, &cases[_i], ID);
}
END_TEST

static const struct scan_column columns[] = {
	{ "a header",	"NIF",	"54362315K", 3 },
	{ "none",	"",	"54362315K", 0 },
	{ "another one",	"Part",	"54362315K", 0 },
};

START_TEST(test_column)
{
	scan_check_column(CONF, &columns[_i], ID);
}
END_TEST

/* The pack is not set: nothing looks. */
START_TEST(test_off)
{
	ck_assert_int_eq(scan_tier(CONF, ID, slice_str("DNI 54362315K"), NULL), 3);
	ck_assert_int_eq(scan_tier("", ID, slice_str("DNI 54362315K"), NULL), 0);
	ck_assert_int_eq(scan_tier("set packs none\n", ID, slice_str("DNI 54362315K"),
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
