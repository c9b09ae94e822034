#include "scan.h"

static const struct scan_case cases[] = {
	/* personal-data reference 6.3 */
	{ "four fours are likely",		"pay 4111 1100 0000 1235 now", 2 },
	{ "another issuer",			"5555 0000 1111 2222", 2 },
	{ "four, six, five",			"3790 000000 01233", 2 },
	{ "a wrong last digit",			"4111 1100 0000 1236", 0 },
	{ "another wrong last digit",		"5555 0000 1111 2223", 0 },
	{ "and a third",			"3790 000000 01234", 0 },
	{ "solid digits are possible",		"4111110000001235", 1 },
	{ "a label makes it certain",		"card 4111110000001235", 3 },
	{ "a security code makes it certain",
	  "4111110000001235 CVV 123", 3 },
	{ "the issuer's name makes it certain",	"Visa 4111 1100 0000 1235", 3 },
	{ "an expiry date makes it certain",
	  "4111 1100 0000 1235 12/27", 3 },
	{ "a date of three parts does not",
	  "4111 1100 0000 1235, 12/11/27", 2 },
	{ "month 13 does not, and it goes on",
	  "4111 1100 0000 1235 13/27", 0 },
	/* P3 */
	{ "hyphens",				"4111-1100-0000-1235", 2 },
	{ "over a line end",			"4111 1100\r\n0000 1235", 2 },
	{ "over a hyphen and a line end",	"4111-1100-\n0000-1235", 2 },
	{ "over a quoted line end",		"> 4111 1100\n> 0000 1235", 2 },
	{ "soft hyphens",
	  "4111\xc2\xad 1100\xc2\xad 0000 1235", 2 },
	{ "zero width spaces inside",
	  "41\xe2\x80\x8b" "11 1100 0000 1235", 2 },
	{ "full-width digits",
	  "\xef\xbc\x94\xef\xbc\x91\xef\xbc\x91\xef\xbc\x91\xe3\x80\x80"
	  "\xef\xbc\x91\xef\xbc\x91\xef\xbc\x90\xef\xbc\x90\xe3\x80\x80"
	  "\xef\xbc\x90\xef\xbc\x90\xef\xbc\x90\xef\xbc\x90\xe3\x80\x80"
	  "\xef\xbc\x91\xef\xbc\x92\xef\xbc\x93\xef\xbc\x95", 2 },
	{ "mathematical digits",
	  "\xf0\x9d\x9f\x92\xf0\x9d\x9f\x8f\xf0\x9d\x9f\x8f\xf0\x9d\x9f\x8f"
	  " 1100 0000 1235", 2 },
	{ "en dashes",
	  "4111\xe2\x80\x93" "1100\xe2\x80\x93" "0000\xe2\x80\x93" "1235", 2 },
	{ "one kind of separator only",		"4111 1100-0000 1235", 0 },
	{ "odd groups are possible",		"41111100 00001235", 1 },
	{ "points are no separators",		"4111.1100.0000.1235", 0 },
	{ "not down a column",			"4111\n1100\n0000\n1235", 0 },
	/* published sandbox numbers */
	{ "4242 4242 4242 4242 is nobody's",	"card 4242 4242 4242 4242", 0 },
	{ "4111 1111 1111 1111 is nobody's",	"card 4111111111111111", 0 },
	{ "5555 5555 5555 4444 is nobody's",	"card 5555-5555-5555-4444", 0 },
	{ "3782 822463 10005 is nobody's",	"card 3782 822463 10005", 0 },
	{ "another country's of the same maker",
	  "card 4000002500003155", 0 },
	{ "ten zeros are nobody's",		"card 4000 0000 0000 1927", 0 },
	{ "nine may be somebody's",		"card 4011 0000 0000 2344", 3 },
	/* issuers */
	{ "the second range of Mastercard",	"2221 0012 3456 7896", 2 },
	{ "Maestro of fifteen digits",		"card 675900123456787", 3 },
	{ "Visa of fifteen is none",		"card 411100123456784", 0 },
	{ "Mir",				"2200 1234 5678 9019", 2 },
	{ "Troy",				"9792 1234 5678 9018", 2 },
	{ "UnionPay",				"6228 1234 5678 9018", 2 },
	{ "JCB",				"3528 1234 5678 9012", 2 },
	{ "Diners",				"3612 345678 9013", 2 },
	{ "Discover",				"6011 2345 6789 0111", 0 },
	/* length and range agree */
	{ "an IMEI is no JCB card",		"353456789012348", 0 },
	{ "eleven digits are too few",		"card 41111100000", 0 },
	{ "no issuer",				"card 1234 5678 9012 3452", 0 },
	{ "zeros",				"card 0000 0000 0000 0000", 0 },
	{ "epoch milliseconds",			"card 1700000000000", 0 },
	{ "a longer run hides no card",		"10000000000000000000", 0 },
	{ "nor does a longer group",		"4111 1100 0000 12355", 0 },
	{ "nor one that goes on",		"4111 1100 0000 1235 4111", 0 },
	{ "nor one that began before",		"12 4111 1100 0000 1235", 0 },
	{ "a list, one on a line",
	  "4111 1100 0000 1235\n5555 0000 1111 2222\n", 2 },
	/* boundaries and negative context */
	{ "not in a URL",
	  "https://x.example/?n=4111110000001235", 0 },
	{ "not in an address",			"4111110000001235@x.example", 0 },
	{ "a tracking number is none",
	  "tracking 4111 1100 0000 1235", 0 },
	{ "a PVG scheme number is none",
	  "PVG number 4111 1100 0000 1235", 0 },
	{ "nor far behind the words",
	  "PVG scheme record of Jean McIlwraith, St Mungo's: "
	  "4111 1100 0000 1235", 0 },
	{ "an ORCID is none",
	  "orcid.org, ORCID of the author 4111 1100 0000 1235", 0 },
	{ "a label nearer than the order",
	  "order paid by card 4111 1100 0000 1235", 3 },
	{ "a postcard is no card",		"postcard 4111110000001235", 1 },
};

START_TEST(test_card)
{
	scan_check(&cases[_i], "payment_card");
}
END_TEST

/* P3: a site may list numbers of its own as harmless. */
START_TEST(test_own)
{
	static const char conf[] =
	    "list ours of values {\n 4111 1100 0000 1235\n}\nset own ours\n";

	ck_assert_int_eq(scan_tier(conf, "payment_card",
	    SLICE("card 4111-1100-0000-1235"), NULL), 0);
	ck_assert_int_eq(scan_tier(conf, "payment_card",
	    SLICE("card 5555 0000 1111 2222"), NULL), 3);
}
END_TEST

START_TEST(test_same_value)
{
	struct scan s;

	scan_begin(&s, "");
	scan_body(&s, SLICE("card 4111 1100 0000 1235\n"
	    "card 4111-1100-0000-1235\ncard 4111110000001235\n"));
	ck_assert_uint_eq(s.count, 1);
	ck_assert_uint_eq(s.list[0].occurrences, 3);
	ck_assert(slice_eq_str(s.list[0].mask, "************1235"));
	scan_end(&s);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "card", test_card, N_OF(cases) },
		{ "own", test_own, 0 },
		{ "same value", test_same_value, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("payment_card", suite);
}
