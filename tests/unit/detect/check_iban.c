#include "scan.h"

static const struct scan_case cases[] = {
	/* personal-data reference 6.2 */
	{ "a British one is certain alone",	"GB85TEST12345612345678", 3 },
	{ "an Irish one",			"IE10TEST99000012345678", 3 },
	{ "a German one",			"DE37999999990123456789", 3 },
	{ "a wrong check",			"GB86TEST12345612345678", 0 },
	{ "a wrong length",			"GB85TEST1234561234567", 0 },
	{ "groups of four",
	  "to GB85 TEST 1234 5612 3456 78 please", 3 },
	{ "hyphens",				"GB85-TEST-1234-5612-3456-78", 3 },
	{ "lower case",				"gb85test12345612345678", 3 },
	{ "over a line end",
	  "GB85 TEST 1234\n5612 3456 78", 3 },
	{ "groups of another size are none",
	  "GB85TE ST1234 5612 3456 78", 0 },
	{ "letters may not touch",		"XGB85TEST12345612345678", 0 },
	{ "nor follow",				"GB85TEST12345612345678X", 0 },
	{ "no such country",			"ZZ85TEST12345612345678", 0 },
	{ "not in a URL",
	  "https://x.example/GB85TEST12345612345678", 0 },
	{ "an example is possible",
	  "e.g. GB85TEST12345612345678", 1 },
	{ "its own label is nearer",
	  "e.g. IBAN GB85TEST12345612345678", 3 },
	{ "words do not make one",
	  "the ie10 test was run", 0 },
};

START_TEST(test_iban)
{
	scan_check(&cases[_i], "iban");
}
END_TEST

START_TEST(test_own)
{
	static const char conf[] = "list ours of values {\n"
	    "gb85 test 1234 5612 3456 78\n}\nset own ours\n";

	ck_assert_int_eq(scan_tier(conf, "iban",
	    SLICE("GB85TEST12345612345678"), NULL), 0);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "iban", test_iban, N_OF(cases) },
		{ "own", test_own, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("iban", suite);
}
