#include <stdio.h>

#include "scan.h"

static const struct scan_case cases[] = {
	/* personal-data reference 5.2 */
	{ "the check alone is possible",	"number 999 012 3454 here", 1 },
	{ "its second line",			"9998765439", 1 },
	{ "a check digit of eleven is 0",	"999 123 4500", 1 },
	{ "a check digit of ten is never issued", "NHS 410 220 3010", 0 },
	{ "nor written as 1",			"NHS 410 220 3011", 0 },
	{ "a wrong check digit",		"NHS 999 012 3455", 0 },
	{ "hyphens",				"999-012-3454", 1 },
	{ "points",				"999.012.3454", 1 },
	{ "a label makes it certain",		"NHS no: 999 012 3454", 3 },
	{ "a Welsh label counts",		"Rhif GIG 999 012 3454", 3 },
	{ "a topic makes it certain",
	  "The patient was seen on Monday. 9990123454", 3 },
	{ "a label after it counts",		"999 012 3454 (NHS)", 3 },
	/* 5.3: a day in front, and nothing Scottish near */
	{ "a day in front alone is possible",	"0101901232", 1 },
	{ "a day in front with our label",	"NHS no 0101901232", 3 },
	{ "with theirs it is a CHI number",	"CHI 0101901232", 0 },
	{ "in hospital, not in Scotland",	"hospital 0101901232", 3 },
	{ "in hospital in Scotland",
	  "NHS Lothian hospital 0101901232", 0 },
	/* other shapes of ten digits */
	{ "seconds since 1970 in a clinic's log",
	  "clinic backup at 1700000004", 1 },
	{ "a telephone abroad",
	  "Hospital +44 (0)943 476 5919", 0 },
	{ "a telephone behind a plus",		"Hospital +943 476 5919", 0 },
	{ "a taxpayer's label right before",	"patient UTR 9434765919", 1 },
	{ "a learner's label right before",	"patient ULN 9434765919", 1 },
	{ "a telephone's label has its number",
	  "patient, tel 07700 900123, 943 476 5919", 3 },
	/* P1 */
	{ "9999999999 is none",			"NHS number 9999999999", 0 },
	{ "0000000000 is none",			"NHS number 0000000000", 0 },
	{ "4444444444 is none",			"NHS number 4444444444", 0 },
	{ "the published sample is none",	"NHS 485 777 3456", 0 },
	/* boundaries, section 3 */
	{ "it may not go on",			"12 943 476 5919 22", 0 },
	{ "nor to the right",			"NHS 943 476 5919 22", 0 },
	{ "nor to the left",			"NHS 12 943 476 5919", 0 },
	{ "nor over a slash",			"NHS 943 476 5919/22", 0 },
	{ "nor as a decimal",			"NHS 9434765919.50", 0 },
	{ "nor as a decimal's end",		"NHS 3.9434765919", 0 },
	{ "the end of a sentence is fine",	"NHS 943 476 5919.", 3 },
	{ "its name without a blank",		"NHS9434765919", 3 },
	{ "of another detector's name",		"CHI0101901232", 0 },
	{ "a Zoom meeting at the clinic",
	  "clinic on Zoom 943 476 5919", 1 },
	{ "letters may not touch",		"NHS x9434765919", 0 },
	{ "nor letters of other scripts",	"NHS 9434765919\xd0\xb6", 0 },
	{ "a comma list is fine",		"NHS,9434765919,22", 3 },
	{ "not in a URL query",
	  "NHS https://x.example/p?id=9434765919", 0 },
	{ "not in a URL path without scheme",	"NHS nhs.example/9434765919", 0 },
	{ "not in an e-mail address",		"NHS 9434765919@nhs.example", 0 },
	{ "not in a UUID",
	  "NHS 12345678-1234-1234-1234-943476591912", 0 },
	{ "not as the groups of a UUID",
	  "NHS 94347659-1234-4234-8234-943476591900", 0 },
	{ "eleven digits are another number",	"NHS 94347659191", 0 },
	{ "wrong groups are another number",	"NHS 94 347 65919", 0 },
	{ "over a line end",			"NHS 943 476\n5919", 3 },
	{ "over a blank and a line end",	"NHS 943 476 \r\n 5919", 3 },
	{ "not over an empty line",		"NHS 943 476\n\n5919", 0 },
	{ "a list, one on a line",		"NHS\n9434765919\n9990123454", 3 },
	{ "no-break spaces",
	  "NHS 943\xc2\xa0" "476\xc2\xa0" "5919", 3 },
	{ "figure dashes",
	  "NHS 943\xe2\x80\x92" "476\xe2\x80\x92" "5919", 3 },
	{ "Arabic digits",
	  "NHS \xd9\xa9\xd9\xa4\xd9\xa3\xd9\xa4\xd9\xa7\xd9\xa6\xd9\xa5"
	  "\xd9\xa9\xd9\xa1\xd9\xa9", 3 },
	/* negative context, section 4 */
	{ "an order number far from any label",	"Order no 943 476 5919", 0 },
	{ "the nearest label wins",
	  "Order no 943 476 5919 for the NHS", 1 },
	{ "a label nearer than the order",
	  "Order for NHS no 943 476 5919", 3 },
	{ "a reference is none",		"ref 9434765919", 0 },
	{ "an id in a query string",		"id=9434765919", 0 },
	{ "a telephone label right before",	"Tel 9434765919 surgery", 1 },
};

START_TEST(test_nhs)
{
	scan_check(&cases[_i], "uk_nhs_number");
}
END_TEST

/* A ten-digit number whose check digit is right (or, shifted, wrong). */
static void
make_number(unsigned stem, unsigned shift, char *out)
{
	unsigned digits[9], sum, check, i, v;

	for (;; stem++) {
		for (i = 9, v = stem; i > 0; i--, v /= 10)
			digits[i - 1] = v % 10;
		sum = 0;
		for (i = 0; i < 9; i++)
			sum += digits[i] * (10 - i);
		check = (11 - sum % 11) % 11;
		if (check < 10)
			break;
	}
	snprintf(out, 16, "%09u%u", stem, (check + shift) % 10);
}

static size_t
make_page(char *page, unsigned good, unsigned bad)
{
	char number[16];
	unsigned i;
	size_t n;

	n = 0;
	for (i = 0; i < good + bad; i++) {
		make_number(600000000 + i * 7919, i < good ? 0 : 1, number);
		n += (size_t)snprintf(page + n, 32, "row %s\n", number);
	}
	return n;
}

/* Section 4: ten distinct ones that make most of the page. */
static const struct {
	const char *name;
	unsigned good, bad;
	int tier;
} pages[] = {
	{ "P1: a page of arbitrary ids is no list",	9, 90, 1 },
	{ "even with more that pass by chance",		20, 200, 1 },
	{ "nine are too few",				9, 0, 1 },
	{ "ten are a list",				10, 0, 2 },
	{ "four in five suffice",			40, 10, 2 },
	{ "three in four do not",			30, 10, 1 },
};

START_TEST(test_bulk)
{
	static char page[8192];
	size_t n, count;
	int tier;

	n = make_page(page, pages[_i].good, pages[_i].bad);
	tier = scan_tier("", "uk_nhs_number", slice_of(page, n), &count);
	ck_assert_msg(tier == pages[_i].tier, "%s: %d", pages[_i].name, tier);
	ck_assert_uint_eq(count, pages[_i].good);
}
END_TEST

START_TEST(test_bulk_distinct)
{
	const struct finding *f;
	struct slice page;
	struct buf b;
	struct scan s;
	int i;

	/* P4: one value a hundred times is one value, and no list. */
	buf_init(&b, 8192);
	for (i = 0; i < 100; i++)
		buf_puts(&b, "id 9990123454\n");
	page = buf_slice(&b);
	scan_begin(&s, "");
	scan_body(&s, page);
	f = scan_nth(&s, "uk_nhs_number", 0);
	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(f->tier, 1);
	ck_assert(!f->bulk);
	ck_assert_uint_eq(f->occurrences, 100);
	ck_assert_ptr_null(scan_nth(&s, "uk_nhs_number", 1));
	scan_end(&s);
	buf_free(&b);
}
END_TEST

/* A table of one column: row numbers from 1, header given. */
static void
scan_column(struct scan *s, const char *header, const char *const *cells,
    size_t n)
{
	static const char *const places[] = { "cell B2", "cell B3", "cell B4" };
	struct text_unit units[3];
	static char bytes[256];
	size_t i, at, len;

	memset(units, 0, sizeof units);
	for (i = at = 0; i < n; i++) {
		len = strlen(cells[i]);
		memcpy(bytes + at, cells[i], len);
		units[i].from = at;
		units[i].to = at + len;
		units[i].where = FINDING_ATTACHMENT;
		units[i].place = slice_str(places[i]);
		units[i].header = slice_str(header);
		units[i].row = (uint32_t)i + 2;
		at += len;
		bytes[at++] = '\n';
	}
	scan_units(s, slice_of(bytes, at), units, n, "2");
}

static const struct scan_column columns[] = {
	{ "a header is context for its cells",	"NHS No.",	"9990123454", 3 },
	{ "without one it is possible",		"",		"9990123454", 1 },
	{ "an order column is none",		"Order no",	"9990123454", 0 },
	{ "leading zeros are put back",		"NHS No",	"101901232", 3 },
	{ "not without a header",		"",		"101901232", 0 },
	{ "not under another one",		"Rent",		"101901232", 0 },
	{ "a padded number must pass too",	"NHS No",	"101901233", 0 },
	{ "a CHI number is none of ours",	"CHI",		"101901232", 0 },
};

START_TEST(test_column)
{
	scan_check_column("", &columns[_i], "uk_nhs_number");
}
END_TEST

/* No number runs from one unit into the next. */
START_TEST(test_units)
{
	static const char *const cells[] = { "999 012", "3454", "999" };
	struct scan s;

	scan_begin(&s, "");
	scan_column(&s, "NHS", cells, 3);
	ck_assert_uint_eq(s.count, 0);
	scan_end(&s);
}
END_TEST

START_TEST(test_left_cell)
{
	struct text_unit units[2];
	struct scan s;

	memset(units, 0, sizeof units);
	units[0].to = 10;
	units[0].row = units[1].row = 1;
	units[1].from = 11;
	units[1].to = 21;
	scan_begin(&s, "");
	scan_units(&s, SLICE("NHS number\n9990123454"), units, 2, "2");
	ck_assert_uint_eq(scan_nth(&s, "uk_nhs_number", 0)->tier, 3);
	/* Another row does not speak for this one. */
	units[1].row = 2;
	scan_units(&s, SLICE("NHS number\n9990123454"), units, 2, "3");
	ck_assert_uint_eq(scan_nth(&s, "uk_nhs_number", 1)->tier, 1);
	scan_end(&s);
}
END_TEST

START_TEST(test_ignored)
{
	ck_assert_int_eq(scan_tier("set test-numbers ignore\n",
	    "uk_nhs_number", SLICE("NHS 999 012 3454"), NULL), 0);
	ck_assert_int_eq(scan_tier("set test-numbers ignore\n",
	    "uk_nhs_number", SLICE("NHS 943 476 5919"), NULL), 3);
	ck_assert_int_eq(scan_tier("set test-numbers report\n",
	    "uk_nhs_number", SLICE("NHS 999 012 3454"), NULL), 3);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "nhs", test_nhs, N_OF(cases) },
		{ "bulk", test_bulk, N_OF(pages) },
		{ "bulk distinct", test_bulk_distinct, 0 },
		{ "column", test_column, N_OF(columns) },
		{ "units", test_units, 0 },
		{ "left cell", test_left_cell, 0 },
		{ "test numbers", test_ignored, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("uk_nhs_number", suite);
}
