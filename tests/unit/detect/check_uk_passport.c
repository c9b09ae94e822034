#include "scan.h"

#define ID	"uk_passport"

static const struct scan_case cases[] = {
	/* personal-data reference 5.5 */
	{ "nine digits are nothing",	"see 201234567", 0 },
	{ "a label makes it likely",	"passport 201234567", 2 },
	{ "a label in words",	"Passport number: 201234567", 2 },
	{ "3-3-3",	"passport no 201 234 567", 2 },
	{ "other groups",	"passport no 20 1234 567", 0 },
	{ "a word of its page makes it certain",
	  "passport 201234567, expires 04/2031", 3 },
	{ "a name makes it certain",
	  "Passport of Mrs Okafor: 201234567", 3 },
	{ "a travel document",	"travel document 201234567", 2 },
	{ "a Welsh label",	"Rhif pasbort: 201234567", 2 },
	{ "a Gaelic label",	"Cead-siubhail: 201234567", 2 },
	{ "two letters and seven digits",	"passport no AB1234567", 2 },
	{ "a letter and eight digits",	"passport no C20123456", 2 },
	{ "an old one, letter first",	"passport no C201234", 2 },
	{ "an old one, letter last",	"passport no 201234C", 2 },
	{ "a short code far from its label",
	  "bring the passport on Monday to room office number C201234", 0 },
	{ "without a label none",	"no AB1234567", 0 },
	{ "the sample",	"passport no 123456789", 0 },
	{ "equal digits",	"passport no 111111111", 0 },
	{ "rising digits behind letters",	"passport no AB1234567", 2 },
	{ "eight digits",	"passport no 20123456", 0 },
	{ "ten digits",	"passport no 2012345670", 0 },
	{ "letters may not touch",	"passport no 201234567x", 0 },
	{ "going on",	"passport no 201234567 12", 0 },
	{ "a telephone",	"passport office tel 201234567", 0 },
	{ "a booking",	"passport appointment booking 201234567", 0 },
	{ "a label nearer than the booking",
	  "booking with passport no 201234567", 2 },
	{ "in a URL",	"passport https://x.example/201234567", 0 },
	{ "over a line end",	"passport no 2012\n34567", 0 },
	{ "a label as a line of its own",
	  "Passport number\n201234567", 2 },
	{ "full-width digits",
	  "passport no "
	  "\xef\xbc\x92\xef\xbc\x90\xef\xbc\x91\xef\xbc\x92\xef\xbc\x93\xef\xbc\x94\xef\xbc\x95\xef\xbc\x96\xef\xbc\x97", 2 },
	{ "invisible characters",	"passport no 2012\xc2\xad" "34567", 2 },
};

START_TEST(test_text)
{
	scan_check(&cases[_i], ID);
}
END_TEST

static const struct scan_column columns[] = {
	{ "a header is context",	"Passport No",	"201234567", 3 },
	{ "none",	"",	"201234567", 0 },
	{ "another one",	"Invoice",	"201234567", 0 },
	{ "the sample in a column",	"Passport No",	"123456789", 0 },
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
