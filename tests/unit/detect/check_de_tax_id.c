#include "scan.h"

#define ID	"de_tax_id"
#define CONF	"set packs eu-us\n"

static const struct scan_case cases[] = {
	/* personal-data reference 12 */
	{ "a label",	"Steuer-ID 12234567899", 3 },
	{ "a wrong digit",	"Steuer-ID 12234567898", 0 },
	{ "of the known library",	"IdNr. 36 574 261 809", 3 },
	{ "its wrong one",	"IdNr. 36574261890", 0 },
	{ "its one with two digits thrice",	"IdNr. 36554266806", 0 },
	{ "a zero first",	"Steuer-ID 02234567897", 0 },
	{ "no digit twice",	"Steuer-ID 12345678903", 0 },
	{ "a digit four times",	"Steuer-ID 11112345678", 0 },
	{ "in English",	"German tax number 12234567899", 3 },
	{ "a topic",	"an das Finanzamt: 12234567899", 2 },
	{ "no label",	"12234567899", 0 },
	{ "ten digits",	"Steuer-ID 1223456789", 0 },
	{ "other groups",	"Steuer-ID 1223 4567 899", 0 },
	{ "a telephone",	"Finanzamt tel 12234567899", 0 },
	{ "an order",	"Steuer-ID order 12234567899", 1 },
	{ "invisible characters",	"Steuer-ID 1223\xc2\xad" "4567899", 3 },
};

START_TEST(test_text)
{
	scan_check_with(CONF, &cases[_i], ID);
}
END_TEST

static const struct scan_column columns[] = {
	{ "a header",	"Steuer-ID",	"12234567899", 3 },
	{ "none",	"",	"12234567899", 0 },
	{ "another one",	"Order",	"12234567899", 0 },
};

START_TEST(test_column)
{
	scan_check_column(CONF, &columns[_i], ID);
}
END_TEST

/* The pack is not set: nothing looks. */
START_TEST(test_off)
{
	ck_assert_int_eq(scan_tier(CONF, ID, slice_str("Steuer-ID 12234567899"), NULL), 3);
	ck_assert_int_eq(scan_tier("", ID, slice_str("Steuer-ID 12234567899"), NULL), 0);
	ck_assert_int_eq(scan_tier("set packs none\n", ID, slice_str("Steuer-ID 12234567899"),
	    NULL), 0);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "text", test_text, N_OF(cases) },
		{ "column", test_column, N_OF(columns) },
		{ "off", test_off, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main(ID, suite);
}
