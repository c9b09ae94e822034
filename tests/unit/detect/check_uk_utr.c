#include "scan.h"

#define ID	"uk_utr"

static const struct scan_case cases[] = {
	/* personal-data reference 5.4 */
	{ "the check alone is possible",	"6123400077", 1 },
	{ "a label makes it certain",	"UTR 6123400077", 3 },
	{ "its second line",	"UTR: 2000111222", 3 },
	{ "its third line",	"Unique Taxpayer Reference 3987650001", 3 },
	{ "a wrong first digit",	"UTR 5123400077", 0 },
	{ "a wrong last digit",	"UTR 6123400078", 0 },
	{ "nine digits",	"UTR 612340007", 0 },
	{ "eleven digits",	"UTR 61234000771", 0 },
	{ "5-5",	"UTR 61234 00077", 3 },
	{ "5-5 over a line end",	"UTR 61234\n00077", 3 },
	{ "other groups are none",	"UTR 6123 400077", 0 },
	{ "a K before",	"UTR K6123400077", 3 },
	{ "a K behind",	"UTR 6123400077K", 3 },
	{ "its name without a blank",	"UTR6123400077", 3 },
	{ "another name",	"UTS6123400077", 0 },
	{ "another letter behind",	"UTR 6123400077A", 0 },
	{ "thirteen digits, by their last ten",	"UTR 1236123400077", 3 },
	{ "not without a label",	"1236123400077", 0 },
	{ "self assessment",	"my self assessment number is 6123400077", 3 },
	{ "a topic",	"sent to HMRC: 6123400077", 3 },
	{ "a Welsh label",
	  "Cyfeirnod Unigryw y Trethdalwr 6123400077", 3 },
	{ "ten equal digits",	"UTR 3333333333", 0 },
	{ "no-break spaces",	"UTR 61234\xc2\xa0" "00077", 3 },
	/* a company's reference is nobody's */
	{ "a company",	"Foundry Row Ltd, UTR 6123400077", 1 },
	{ "corporation tax",	"UTR 6123400077 for corporation tax", 1 },
	{ "a director of one",	"Mrs Okafor of Row Ltd, UTR 6123400077", 3 },
	{ "a company in another line",
	  "J Okafor UTR 6123400077\nFoundry Row Ltd", 3 },
	/* other numbers */
	{ "an order number",	"HMRC order no 6123400077", 1 },
	{ "an invoice",	"invoice 6123400077", 0 },
	{ "a telephone",	"HMRC tel 6123400077", 1 },
	{ "a telephone abroad",	"HMRC +44 (0)6123400077", 0 },
	{ "a VAT number's label right before",	"HMRC VAT no 6123400077", 1 },
	{ "in a URL",	"UTR https://x.example/6123400077", 0 },
	{ "going on",	"UTR 6123400077 55", 0 },
};

START_TEST(test_text)
{
	scan_check(&cases[_i], ID);
}
END_TEST

static const struct scan_column columns[] = {
	{ "a header is context",	"UTR",	"6123400077", 3 },
	{ "in words",	"Unique Taxpayer Reference",	"61234 00077", 3 },
	{ "short",	"SA",	"6123400077", 3 },
	{ "none",	"",	"6123400077", 1 },
	{ "another one",	"Invoice",	"6123400077", 0 },
};

START_TEST(test_column)
{
	scan_check_column("", &columns[_i], ID);
}
END_TEST

/* Ten distinct ones without a word are a list. */
START_TEST(test_list)
{
	static const char page[] =
	    "5100000000\n"
	    "3107654321\n"
	    "5115308642\n"
	    "6122962963\n"
	    "1130617284\n"
	    "2138271605\n"
	    "1145925926\n"
	    "7153580247\n"
	    "9161234568\n"
	    "7168888889\n";
	size_t count;

	ck_assert_int_eq(scan_tier("", ID, slice_str(page), &count), 2);
	ck_assert_uint_eq(count, 10);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "text", test_text, N_OF(cases) },
		{ "column", test_column, N_OF(columns) },
		{ "list", test_list, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main(ID, suite);
}
