#include "scan.h"

#define ID	"uk_brp"

static const struct scan_case cases[] = {
	/* personal-data reference 5.7 */
	{ "a permit with its label",	"BRP ZXX012345", 3 },
	{ "with a digit in the middle",	"BRP no ZX0012345", 3 },
	{ "the label in words",
	  "Biometric Residence Permit number ZXX012345", 3 },
	{ "an eVisa",	"eVisa ZX0012345", 3 },
	{ "other letters are likely",	"BRP no RZ0123456", 2 },
	{ "with a name certain",	"BRP no RZ0123456, Mrs Okafor", 3 },
	{ "Z alone is possible",	"see ZXX012345", 1 },
	{ "others alone are nothing",	"see RZ0123456", 0 },
	{ "a letter that is no X",	"BRP ZXA012345", 0 },
	{ "five digits",	"BRP ZXX01234", 0 },
	{ "seven digits",	"BRP ZXX0123456", 0 },
	{ "letters may not touch",	"BRP ZXX012345A", 0 },
	{ "a blank",	"BRP ZXX 012345", 3 },
	{ "asylum makes it likely",	"asylum claim ZXX012345", 2 },
	{ "a Polish label",	"karta pobytu ZXX012345", 3 },
	{ "a part number",	"BRP part ZXX012345", 1 },
	{ "invisible characters",	"BRP ZXX\xe2\x80\x8b" "012345", 3 },
	/* share codes */
	{ "a share code and the birthday",
	  "share code W7X 4K2 9PQ, DOB 12/03/1987", 2 },
	{ "without the birthday possible",	"share code W7X 4K2 9PQ", 1 },
	{ "letters before its first digit",
	  "share code SAB CDE F12, born 12/03/1987", 2 },
	{ "solid",	"share code R7X4K29PQ dob 12/03/1987", 2 },
	{ "another first letter",
	  "share code K7X 4K2 9PQ, DOB 12/03/1987", 0 },
	{ "no share code",	"code W7X 4K2 9PQ, DOB 12/03/1987", 0 },
	/* Home Office references */
	{ "with its label",	"Home Office ref M1234567", 2 },
	{ "with a name",
	  "Home Office reference M1234567 for Mr Khan", 3 },
	{ "alone",	"see M1234567", 0 },
	{ "an invoice",	"Home Office invoice M1234567", 0 },
};

START_TEST(test_text)
{
	scan_check(&cases[_i], ID);
}
END_TEST

static const struct scan_column columns[] = {
	{ "a header is context",	"BRP number",	"ZXX012345", 3 },
	{ "for other letters too",	"BRP",	"RZ0123456", 3 },
	{ "none",	"",	"RZ0123456", 0 },
	{ "another one",	"Asset",	"ZXX012345", 0 },
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
