#include "scan.h"

#define ID	"uk_driving_licence"

static const struct scan_case cases[] = {
	/* personal-data reference 5.6 */
	{ "a man, likely alone",	"see WEAVE803127JB9KZ", 2 },
	{ "a woman",	"see LEE99761304A99TR", 2 },
	{ "month 13",	"WEAVE813127JB9KZ", 0 },
	{ "month 50",	"WEAVE850127JB9KZ", 0 },
	{ "month 63",	"WEAVE863127JB9KZ", 0 },
	{ "day 00",	"WEAVE803007JB9KZ", 0 },
	{ "day 32",	"WEAVE803327JB9KZ", 0 },
	{ "31 June",	"WEAVE806317JB9KZ", 0 },
	{ "29 February of a leap year",	"WEAVE802298JB9KZ", 2 },
	{ "29 February of another",	"WEAVE802297JB9KZ", 0 },
	{ "a letter behind a nine",	"AB9C9803127JB9KZ", 0 },
	{ "five nines",	"99999803127JB9KZ", 0 },
	{ "a digit in the surname",	"WEA8E803127JB9KZ", 0 },
	{ "an initial behind a nine",	"WEAVE8031279B9KZ", 0 },
	{ "one initial",	"WEAVE803127J99KZ", 2 },
	{ "a digit among the last letters",	"WEAVE803127JB99Z", 0 },
	{ "5-6-5",	"WEAVE 803127 JB9KZ", 2 },
	{ "an issue number",	"WEAVE803127JB9KZ 01", 2 },
	{ "an issue number without a blank",	"WEAVE803127JB9KZ01", 2 },
	{ "one more letter",	"WEAVE803127JB9KZA", 0 },
	{ "one before",	"XWEAVE803127JB9KZ", 0 },
	{ "lower case",	"weave803127jb9kz", 2 },
	{ "a label makes it certain",	"driving licence WEAVE803127JB9KZ", 3 },
	{ "DVLA",	"DVLA record WEAVE803127JB9KZ", 3 },
	{ "a Welsh label",	"trwydded yrru WEAVE803127JB9KZ", 3 },
	{ "the surname makes it certain",
	  "Tom Weaver: WEAVE803127JB9KZ", 3 },
	{ "a short surname",	"Ann Lee, LEE99761304A99TR", 3 },
	{ "a longer word is no short surname",
	  "Ann Leeson, LEE99761304A99TR", 2 },
	{ "a word in lower case is no surname",
	  "weavers: WEAVE803127JB9KZ", 2 },
	{ "Mac is written Mc",	"Iain MacDonald MCDON803127JB9KZ", 3 },
	{ "an apostrophe",	"Niamh O'Hara OHARA803127JB9KZ", 3 },
	{ "in a file name",	"WEAVE803127JB9KZ.pdf", 2 },
	{ "in a URL",	"https://x.example/WEAVE803127JB9KZ", 0 },
	{ "a serial number",	"serial WEAVE803127JB9KZ", 0 },
	{ "an example",	"for example WEAVE803127JB9KZ", 0 },
	{ "over a line end",	"WEAVE803127\nJB9KZ", 2 },
	{ "a soft hyphen",	"WEAVE80\xc2\xad" "3127JB9KZ", 2 },
	/* Northern Ireland */
	{ "eight digits behind a label",
	  "driving licence no 12345670", 2 },
	{ "eight digits far from it",
	  "driving licence enclosed, please call about the matter 12345670", 0 },
	{ "eight digits alone",	"12345670", 0 },
	{ "equal digits",	"driving licence no 11111111", 0 },
};

START_TEST(test_text)
{
	scan_check(&cases[_i], ID);
}
END_TEST

static const struct scan_column columns[] = {
	{ "a header is context",
	  "Driving licence", "WEAVE803127JB9KZ", 3 },
	{ "a header of one word",	"Licence",	"WEAVE803127JB9KZ", 3 },
	{ "none",	"",	"WEAVE803127JB9KZ", 2 },
	{ "another one",	"Serial",	"WEAVE803127JB9KZ", 0 },
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
