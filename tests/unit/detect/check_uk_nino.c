#include "scan.h"

static const struct scan_case cases[] = {
	/* personal-data reference 5.1 */
	{ "pairs in upper case are likely",	"see JX 12 34 56 C now", 2 },
	{ "solid lower case is possible",	"see jx123456c now", 1 },
	{ "a label in one word",		"\"niNumber\":\"jx123456c\"", 3 },
	{ "NI near by makes it certain",	"my NI is jx123456c", 3 },
	{ "hyphens are separators",		"AE-00-11-22-D", 2 },
	{ "prefix BG is never issued",		"BG 12 34 56 A", 0 },
	{ "letter Q is never issued",		"QQ 12 34 56 C", 0 },
	{ "the official example is none",	"NI number QQ123456C", 0 },
	{ "O is never second",			"JO 12 34 56 A", 0 },
	{ "suffix E does not exist",		"JX 12 34 56 E", 0 },
	{ "D is never first",			"DF123456A", 0 },
	{ "solid upper case is likely",		"AE001122D", 2 },
	/* P2 */
	{ "GB is refused",			"GB 12 34 56 A", 0 },
	{ "KN is refused",			"KN 12 34 56 A", 0 },
	{ "NK is refused",			"NK 12 34 56 A", 0 },
	{ "NT is refused",			"NT 12 34 56 A", 0 },
	{ "TN, temporary, is refused",		"TN 12 34 56 A", 0 },
	{ "ZZ is refused",			"ZZ 12 34 56 A", 0 },
	{ "OO is administrative",		"OO 12 34 56 A", 0 },
	{ "CR is administrative",		"CR 12 34 56 A", 0 },
	{ "FY is administrative",		"FY 12 34 56 A", 0 },
	{ "MW is administrative",		"MW 12 34 56 A", 0 },
	{ "NC is administrative",		"NC 12 34 56 A", 0 },
	{ "F is never first",			"FA 12 34 56 A", 0 },
	{ "I is never first",			"IA 12 34 56 A", 0 },
	{ "U is never first",			"UA 12 34 56 A", 0 },
	{ "V is never first",			"VA 12 34 56 A", 0 },
	{ "I is never second",			"AI 12 34 56 A", 0 },
	{ "U is never second",			"AU 12 34 56 A", 0 },
	{ "V is never second",			"AV 12 34 56 A", 0 },
	{ "D is never second",			"AD 12 34 56 A", 0 },
	{ "a temporary reference is none",	"NI no 11 A1 11 11", 0 },
	/* context */
	{ "a label makes it certain",
	  "National Insurance number: jx 12 34 56 c", 3 },
	{ "NI no makes it certain",		"NI no JX123456C", 3 },
	{ "a Welsh label counts",
	  "Rhif Yswiriant Gwladol: JX 12 34 56 C", 3 },
	{ "a Gaelic label counts, accents apart",
	  "A\xcc\x80ireamh A\xcc\x80rachais Na\xcc\x80iseanta JX123456C", 3 },
	{ "a topic within 300 characters counts",
	  "Universal Credit claim.\n\nThe number is jx123456c.", 3 },
	{ "a title and a name make it certain",
	  "Mrs Okafor, JX 12 34 56 C", 3 },
	{ "a title alone is no name",		"mr okafor JX123456C", 2 },
	{ "a label after it counts",		"JX123456C (NINO)", 3 },
	{ "odd spacing without context is possible", "JX 123456 C", 1 },
	{ "odd spacing with a label is certain", "NINO JX 123456 C", 3 },
	/* separators of habit: possible alone, certain with a label */
	{ "tabs",				"NINO JX\t12\t34\t56\tC", 3 },
	{ "tabs without a label",		"see JX\t12\t34\t56\tC", 1 },
	{ "two blanks",				"NINO JX  12  34  56  C", 3 },
	{ "points",				"NINO JX.12.34.56.C", 3 },
	{ "points without a label",		"see JX.12.34.56.C", 1 },
	{ "slashes",				"NINO JX/12/34/56/C", 3 },
	{ "middle dots",
	  "NINO JX\xc2\xb7" "12\xc2\xb7" "34\xc2\xb7" "56\xc2\xb7" "C", 3 },
	{ "a blank after every character",	"NINO J X 1 2 3 4 5 6 C", 3 },
	{ "without a label",			"see J X 1 2 3 4 5 6 C", 1 },
	{ "the letters apart",			"NINO J X 12 34 56 C", 3 },
	{ "threes",				"NINO JX 123 456 C", 3 },
	{ "threes without a label",		"see JX 123 456 C", 1 },
	{ "blanks anywhere else are none",	"NINO JX 1 23456 C", 0 },
	{ "three blanks are none",		"NINO JX   12   34   56   C", 0 },
	{ "a name does not raise it",		"Mrs Okafor, JX.12.34.56.C", 1 },
	{ "longer words before are none",	"NINO AJ X 12 34 56 C", 0 },
	/* without suffix */
	{ "eight characters need a label",	"old file JX 12 34 56 lost", 0 },
	{ "eight characters with one are likely", "NINO JX 12 34 56 only", 2 },
	{ "the label may be far in the unit",
	  "NINO of tenant below\n........................................"
	  "................................................................"
	  "................................................................"
	  "................................................................"
	  "................................................................"
	  "................................................................"
	  "\nJX123456", 2 },
	/* boundaries */
	{ "a longer code hides none",		"XJX123456C", 0 },
	{ "letters may not follow",		"JX123456CD", 0 },
	{ "digits may not follow",		"JX123456C1", 0 },
	{ "more digits make another number",	"NINO JX 12 34 56 78", 0 },
	{ "not in a URL path",
	  "https://intranet.example/people/JX123456C", 0 },
	{ "not in an address",			"JX123456C@mail.example", 0 },
	{ "in brackets",			"(JX123456C)", 2 },
	{ "in a file name",			"claim_JX123456C.pdf", 2 },
	{ "over a line end",			"JX 12 34\n56 C", 2 },
	{ "over a quoted line end",		"> JX 12 34\n> 56 C", 2 },
	{ "not down a column",			"JX\n12\n34\n56\nC", 0 },
	{ "full-width forms",
	  "\xef\xbc\xaa\xef\xbc\xb8\xef\xbc\x91\xef\xbc\x92\xef\xbc\x93"
	  "\xef\xbc\x94\xef\xbc\x95\xef\xbc\x96\xef\xbc\xa3", 2 },
	{ "soft hyphens are invisible",
	  "JX12\xc2\xad" "34\xc2\xad" "56C", 2 },
	/* tables drawn in text */
	{ "a column of its own",
	  "Name\tOffice\tNI\nA Okafor\tAirdrie\tjx123456c", 3 },
	{ "a column of serial numbers",
	  "Meter\tSerial\tPlace\nGas meter, first floor of the close "
	  "\tJX123456C\tclose", 0 },
	{ "between bars",
	  "| Name | Number | NI |\n|---|---|---|\n| A | 1 | jx123456c |", 3 },
	/* negative context */
	{ "a part number is none",		"part JX123456C", 0 },
	{ "a part with a label after is possible", "part JX123456C payroll", 1 },
	{ "a label nearer than the negative wins",
	  "ref: NI no JX123456C", 3 },
	{ "an example is none",			"for example JX123456C", 0 },
};

START_TEST(test_nino)
{
	scan_check(&cases[_i], "uk_nino");
}
END_TEST

START_TEST(test_mask)
{
	struct scan s;

	scan_begin(&s, "");
	scan_body(&s, SLICE("NI no\njx 12 34 56 c"));
	ck_assert_uint_eq(s.count, 1);
	ck_assert(slice_eq_str(s.list[0].mask, "******56C"));
	ck_assert(slice_eq_str(s.list[0].place, "line 2"));
	scan_end(&s);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "nino", test_nino, N_OF(cases) },
		{ "mask", test_mask, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("uk_nino", suite);
}
