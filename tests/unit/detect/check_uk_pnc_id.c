#include "scan.h"

#define ID	"uk_pnc_id"

static const struct scan_case cases[] = {
	/* personal-data reference 5.9 */
	{ "likely alone",	"1999/0001234X", 2 },
	{ "two digits of the year",	"99/0001234X", 2 },
	{ "a wrong letter",	"1999/0001234A", 0 },
	{ "a wrong digit",	"1999/0001235X", 0 },
	{ "a label makes it certain",	"PNC 1999/0001234X", 3 },
	{ "a topic makes it certain",
	  "arrested by police, 1999/0001234X", 3 },
	{ "zeros dropped with a label",	"PNC ID 15/42Y", 3 },
	{ "zeros dropped without one",	"15/42Y", 0 },
	{ "a house is none",	"12/34U Church Road", 0 },
	{ "lower case",	"pnc 1999/0001234x", 3 },
	{ "a year before 1900",	"1899/0001234X", 0 },
	{ "eight digits",	"1999/00001234X", 0 },
	{ "letters may not touch",	"PNC 1999/0001234XY", 0 },
	{ "digits may not go before",	"PNC 11999/0001234X", 0 },
	{ "nor over a slash",	"PNC 01/1999/0001234X", 0 },
	{ "in a URL",	"https://x.example/1999/0001234X", 0 },
	{ "a serial zero",	"PNC 1999/0000000F", 0 },
	{ "an order",	"order 1999/0001234X", 0 },
	{ "full-width",
	  "PNC "
	  "\xef\xbc\x91\xef\xbc\x99\xef\xbc\x99\xef\xbc\x99/0001234\xef\xbc\xb8", 3 },
	{ "invisible characters",	"PNC 1999/000\xe2\x80\x8b" "1234X", 3 },
	/* CRO */
	{ "with its label",	"CRO 123456/99A", 3 },
	{ "a short one",	"CRO number: 12/05K", 3 },
	{ "alone",	"123456/99A", 0 },
	{ "with another label",	"PNC 123456/99A", 0 },
	{ "a flat",	"flat 12/05K", 0 },
};

START_TEST(test_text)
{
	scan_check(&cases[_i], ID);
}
END_TEST

static const struct scan_column columns[] = {
	{ "a header is context",	"PNC ID",	"1999/0001234X", 3 },
	{ "for short ones too",	"PNC",	"15/42Y", 3 },
	{ "CRO",	"CRO",	"12345/99A", 3 },
	{ "none",	"",	"15/42Y", 0 },
	{ "another one",	"Ref",	"1999/0001234X", 0 },
};

START_TEST(test_column)
{
	scan_check_column("", &columns[_i], ID);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "text", test_text, N_OF(cases) },
		{ "column", test_column, N_OF(columns) },
		{ NULL, NULL, 0 },
	};

	return unit_main(ID, suite);
}
