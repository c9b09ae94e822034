#include "scan.h"

#define ID	"uk_scn"

static const struct scan_case cases[] = {
	/* personal-data reference 5.8 */
	{ "a label makes it certain",	"SCN 120003453", 3 },
	{ "its second line",	"Scottish Candidate Number: 191230000", 3 },
	{ "a wrong digit",	"SCN 120003454", 0 },
	{ "the check alone is nothing",	"120003453", 0 },
	{ "groups",	"SCN 120 003 453", 3 },
	{ "a candidate",	"candidate number 120003453", 3 },
	{ "a candidate alone is no label",	"the candidate 120003453", 0 },
	{ "eight digits",	"SCN 12000345", 0 },
	{ "ten digits",	"SCN 1200034530", 0 },
	{ "letters may not touch",	"SCN 120003453x", 0 },
	{ "an invoice",	"SCN paid, invoice 120003453", 1 },
	{ "a VAT number",	"SCN, VAT no 120003453", 1 },
	{ "over a line end",	"SCN 12000\n3453", 3 },
	{ "zero-width characters are nothing",
	  "SCN 1200\xe2\x80\x8b" "03453", 3 },
};

START_TEST(test_text)
{
	scan_check(&cases[_i], ID);
}
END_TEST

static const struct scan_column columns[] = {
	{ "a header is context",	"SCN",	"120003453", 3 },
	{ "in words",	"Candidate No",	"120003453", 3 },
	{ "a leading zero is put back",	"SCN",	"98765433", 3 },
	{ "not if it fails",	"SCN",	"98765434", 0 },
	{ "not without a header",	"",	"98765433", 0 },
	{ "another one",	"Rent",	"120003453", 0 },
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
