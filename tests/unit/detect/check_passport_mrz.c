#include "scan.h"

#define ID	"passport_mrz"

static const struct scan_case cases[] = {
	/* personal-data reference 5.5 */
	{ "two lines of 44",
	  "P<GBROKAFOR<<CHIDI<<<<<<<<<<<<<<<<<<<<<<<<<<\n1234567897GBR8001014F3501014<<<<<<<<<<<<<<<8", 3 },
	{ "the second line alone",
	  "1234567897GBR8001014F3501014<<<<<<<<<<<<<<<8", 3 },
	{ "the first line alone",
	  "P<GBROKAFOR<<CHIDI<<<<<<<<<<<<<<<<<<<<<<<<<<", 0 },
	{ "a wrong number",
	  "P<GBROKAFOR<<CHIDI<<<<<<<<<<<<<<<<<<<<<<<<<<\n1235567897GBR8001014F3501014<<<<<<<<<<<<<<<8", 0 },
	{ "a wrong birthday",
	  "P<GBROKAFOR<<CHIDI<<<<<<<<<<<<<<<<<<<<<<<<<<\n1234567897GBR8011014F3501014<<<<<<<<<<<<<<<8", 0 },
	{ "a wrong expiry",
	  "P<GBROKAFOR<<CHIDI<<<<<<<<<<<<<<<<<<<<<<<<<<\n1234567897GBR8001014F3502014<<<<<<<<<<<<<<<8", 0 },
	{ "a wrong check over all",
	  "P<GBROKAFOR<<CHIDI<<<<<<<<<<<<<<<<<<<<<<<<<<\n1234567897GBR8001014F3501014<<<<<<<<<<<<<<<9", 0 },
	{ "lower case",
	  "p<gbrokafor<<chidi<<<<<<<<<<<<<<<<<<<<<<<<<<\n1234567897gbr8001014f3501014<<<<<<<<<<<<<<<8", 3 },
	{ "in a sentence",
	  "The reader "
	  "gave\nP<GBROKAFOR<<CHIDI<<<<<<<<<<<<<<<<<<<<<<<<<<\n1234567897GBR8001014F3501014<<<<<<<<<<<<<<<8\nfor "
	  "her.", 3 },
	{ "indented",
	  "  P<GBROKAFOR<<CHIDI<<<<<<<<<<<<<<<<<<<<<<<<<<\n  "
	  "1234567897GBR8001014F3501014<<<<<<<<<<<<<<<8", 3 },
	{ "quoted",
	  "> P<GBROKAFOR<<CHIDI<<<<<<<<<<<<<<<<<<<<<<<<<<\n> "
	  "1234567897GBR8001014F3501014<<<<<<<<<<<<<<<8", 3 },
	{ "a man",
	  "P<GBROKAFOR<<CHIDI<<<<<<<<<<<<<<<<<<<<<<<<<<\n1234567897GBR8001014M3501014<<<<<<<<<<<<<<<8", 3 },
	{ "no sex stated",
	  "P<GBROKAFOR<<CHIDI<<<<<<<<<<<<<<<<<<<<<<<<<<\n1234567897GBR8001014<3501014<<<<<<<<<<<<<<<8", 3 },
	{ "letters in the number",
	  "P<NLDOKAFOR<<CHIDI<<<<<<<<<<<<<<<<<<<<<<<<<<\nAB12C34566NLD8001014F3501014<<<<<<<<<<<<<<<0", 3 },
	{ "a short number",
	  "P<D<<OKAFOR<<CHIDI<<<<<<<<<<<<<<<<<<<<<<<<<<\nAB12345<<6D<<8001014F3501014<<<<<<<<<<<<<<<0", 3 },
	{ "month 13",
	  "P<GBROKAFOR<<CHIDI<<<<<<<<<<<<<<<<<<<<<<<<<<\n1234567897GBR8013019F3501014<<<<<<<<<<<<<<<6", 0 },
	{ "a birthday not known",
	  "P<GBROKAFOR<<CHIDI<<<<<<<<<<<<<<<<<<<<<<<<<<\n1234567897GBR80<<<<6F3501014<<<<<<<<<<<<<<<4", 3 },
	{ "an optional field",
	  "P<GBROKAFOR<<CHIDI<<<<<<<<<<<<<<<<<<<<<<<<<<\n1234567897GBR8001014F3501014ZE184226B<<<<<10", 3 },
	{ "a full one",
	  "P<GBROKAFOR<<CHIDI<<<<<<<<<<<<<<<<<<<<<<<<<<\n1234567897GBR8001014F3501014ZE184226B1234508", 3 },
	{ "a wrong full one",
	  "P<GBROKAFOR<<CHIDI<<<<<<<<<<<<<<<<<<<<<<<<<<\n1234567897GBR8001014F3501014ZE184226B1234509", 0 },
	{ "the specimen of the standard",
	  "P<UTOOKAFOR<<CHIDI<<<<<<<<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10", 0 },
	{ "43 characters",
	  "P<GBROKAFOR<<CHIDI<<<<<<<<<<<<<<<<<<<<<<<<<<\n1234567897GBR8001014F3501014<<<<<<<<<<<<<<8", 0 },
	{ "45 characters",
	  "P<GBROKAFOR<<CHIDI<<<<<<<<<<<<<<<<<<<<<<<<<<\n1234567897GBR8001014F3501014<<<<<<<<<<<<<<<8<", 0 },
	{ "a card",
	  "IRGBRZX00123457<<<<<<<<<<<<<<<\n8001014M3501014NGA<<<<<<<<<<<8\nOKAFOR<<CHIDI<<<<<<<<<<<<<<<<<", 3 },
	{ "a card without its first line",
	  "8001014M3501014NGA<<<<<<<<<<<8\nOKAFOR<<CHIDI<<<<<<<<<<<<<<<<<", 0 },
	{ "a card with a wrong number",
	  "IRGBRZX00223457<<<<<<<<<<<<<<<\n8001014M3501014NGA<<<<<<<<<<<8\nOKAFOR<<CHIDI<<<<<<<<<<<<<<<<<", 0 },
	{ "two lines of 36",
	  "I<GBROKAFOR<<CHIDI<<<<<<<<<<<<<<<<<<\nC123456788GBR8001014F3501014<<<<<<<6", 3 },
	{ "a visa",
	  "V<GBROKAFOR<<CHIDI<<<<<<<<<<<<<<<<<<<<<<<<<<\nV123456781NGA8001014F3501014<<<<<<<<<<<<<<<<", 3 },
	{ "a visa's second line alone",
	  "V123456781NGA8001014F3501014<<<<<<<<<<<<<<<<", 0 },
	{ "arrows are none",
	  "a << b << c <<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<", 0 },
	{ "invisible characters",
	  "P<GBROKAFOR<<CHIDI<<<<<<<<<<<<<<<<<<<<<<<<<<\n1234567897GBR8001014F3501014<<\xe2\x80\x8b<<<<<<<<<<<<<8", 3 },
};

START_TEST(test_text)
{
	scan_check(&cases[_i], ID);
}
END_TEST

static const struct scan_column columns[] = {
	{ "a cell",
	  "Code", "1234567897GBR8001014F3501014<<<<<<<<<<<<<<<8", 3 },
};

START_TEST(test_column)
{
	scan_check_column("", &columns[_i], ID);
}
END_TEST

/* Each line a paragraph of its own, as PDF and HTML give them. */
START_TEST(test_units)
{
	static const char text[] =
	    "IRGBRZX00123457<<<<<<<<<<<<<<<\n"
	    "8001014M3501014NGA<<<<<<<<<<<8\n"
	    "OKAFOR<<CHIDI<<<<<<<<<<<<<<<<<";
	struct text_unit units[3];
	struct scan s;
	size_t i;

	memset(units, 0, sizeof units);
	for (i = 0; i < 3; i++) {
		units[i].from = i * 31;
		units[i].to = i * 31 + 30;
		units[i].where = FINDING_ATTACHMENT;
	}
	scan_begin(&s, "");
	scan_units(&s, slice_str(text), units, 3, "2");
	ck_assert_ptr_nonnull(scan_nth(&s, ID, 0));
	ck_assert_ptr_null(scan_nth(&s, ID, 1));
	scan_end(&s);
}
END_TEST

/* The same holder twice is one. */
START_TEST(test_distinct)
{
	size_t count;

	scan_tier("", ID, SLICE(
	    "1234567897GBR8001014F3501014<<<<<<<<<<<<<<<8\n"
	    "and\n"
	    "1234567897GBR8001014F3501014<<<<<<<<<<<<<<<8\n"
	    "2234567894GBR8001014F3501014<<<<<<<<<<<<<<<4\n"), &count);
	ck_assert_uint_eq(count, 2);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "text", test_text, N_OF(cases) },
		{ "column", test_column, N_OF(columns) },
		{ "units", test_units, 0 },
		{ "distinct", test_distinct, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main(ID, suite);
}
