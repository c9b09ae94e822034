#include "scan.h"

#define ID	"uk_uln"

static const struct scan_case cases[] = {
	/* personal-data reference 5.8 */
	{ "a label makes it certain",	"ULN 1000200034", 3 },
	{ "its second line",	"Unique Learner Number: 3456000781", 3 },
	{ "a wrong digit",	"ULN 1000200035", 0 },
	{ "a stem without a number",	"ULN 2000000010", 0 },
	{ "the check alone is nothing",	"1000200034", 0 },
	{ "a zero first",	"ULN 0000200045", 0 },
	{ "ten equal digits",	"ULN 1111111111", 0 },
	{ "groups",	"ULN 1000 2000 34", 3 },
	{ "nine digits",	"ULN 100020003", 0 },
	{ "eleven digits",	"ULN 10002000341", 0 },
	{ "going on",	"ULN 1000200034 5", 0 },
	{ "a learner",	"the learner 1000200034", 3 },
	{ "a grant for learners",
	  "grant 1000200034 for learners", 0 },
	{ "a label behind it",			"1000200034 (ULN)", 3 },
	{ "a Welsh label",	"rhif dysgwr 1000200034", 3 },
	{ "an order",	"learner order 1000200034", 1 },
	{ "no order",	"order for learner no 1000200034", 3 },
	{ "an NHS number's label right before",
	  "learner, NHS no 1000200034", 1 },
	{ "a telephone",	"learner tel 1000200034", 1 },
	{ "over a line end",	"ULN 10002\n00034", 3 },
	{ "full-width digits",
	  "ULN \xef\xbc\x91" "\xef\xbc\x90" "\xef\xbc\x90" "\xef\xbc\x90" "\xef\xbc\x92" "\xef\xbc\x90" "\xef\xbc\x90" "\xef\xbc\x90" "\xef\xbc\x93" "\xef\xbc\x94" "", 3 },
};

START_TEST(test_text)
{
	scan_check(&cases[_i], ID);
}
END_TEST

static const struct scan_column columns[] = {
	{ "a header is context",	"ULN",	"1000200034", 3 },
	{ "in words",	"Learner number",	"1000200034", 3 },
	{ "none",	"",	"1000200034", 0 },
	{ "another one",	"Order",	"1000200034", 0 },
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
