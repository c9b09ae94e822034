#include <stdio.h>

#include "detect/date.h"
#include "unit/unit.h"

static const struct {
	const char *text, *date, *rest;
} forms[] = {
	{ "04/03/1981 and", "1981-03-04", " and" },
	{ "4.3.81", "1981-03-04", "" },
	{ "4-3-1981,", "1981-03-04", "," },
	{ "4 / 3 / 1981", "1981-03-04", "" },
	{ "1981-03-04t00", "1981-03-04", "t00" },
	{ "19810304", "1981-03-04", "" },
	{ "04031981", "1981-03-04", "" },
	{ "4 march 1981", "1981-03-04", "" },
	{ "4th mar 81", "1981-03-04", "" },
	{ "21st of june, 1999", "1999-06-21", "" },
	{ "4-mar-1981", "1981-03-04", "" },
	{ "4 mar. 1981", "1981-03-04", "" },
	{ "march 4, 1981.", "1981-03-04", "." },
	{ "4 mawrth 1971", "1971-03-04", "" },
	{ "12 hydref 1949", "1949-10-12", "" },
	{ "3 an t-sultain 1960", "1960-09-03", "" },
	{ "4 marca 1981", "1981-03-04", "" },
	{ "03/25/1981", "1981-03-25", "" },
	{ "29/02/2004", "2004-02-29", "" },
	{ "1/1/05", "2005-01-01", "" },
	/* none */
	{ "29/02/2003", "", "" },
	{ "32/01/1981", "", "" },
	{ "00/01/1981", "", "" },
	{ "13/13/1981", "", "" },
	{ "4/3", "", "" },
	{ "4/3.1981", "", "" },
	{ "4/3/198", "", "" },
	{ "4/3/19811", "", "" },
	{ "1981", "", "" },
	{ "4 marching 1981", "", "" },
	{ "may 1981", "", "" },
	{ "__/__/____", "", "" },
	{ "", "", "" },
};

START_TEST(test_forms)
{
	struct slice text = slice_str(forms[_i].text);
	struct date d;
	char out[32];
	size_t end;

	end = date_read(text, 0, &d);
	out[0] = '\0';
	if (end > 0)
		snprintf(out, sizeof out, "%04u-%02u-%02u", d.year, d.month,
		    d.day);
	ck_assert_str_eq(out, forms[_i].date);
	if (end > 0)
		ck_assert(slice_eq_str(slice_from(text, end),
		    forms[_i].rest));
}
END_TEST

/* The epoch of Unix is 25569; day 60 is a day that was not. */
START_TEST(test_serial)
{
	struct date d;

	ck_assert(date_of_serial(25569, &d));
	ck_assert_uint_eq(d.year, 1970);
	ck_assert_uint_eq(d.month, 1);
	ck_assert_uint_eq(d.day, 1);
	ck_assert(date_of_serial(29649, &d));
	ck_assert_uint_eq(d.year, 1981);
	ck_assert_uint_eq(d.month, 3);
	ck_assert_uint_eq(d.day, 4);
	ck_assert_uint_eq(date_days(&d) + 1, 29649);
	ck_assert(!date_of_serial(12, &d));
	ck_assert(!date_of_serial(100000, &d));
}
END_TEST

START_TEST(test_past)
{
	struct date d = { 1900, 1, 1 };

	ck_assert_uint_eq(date_days(&d), 1);
	ck_assert(date_is_past(&d));
	d.year = 1899;
	ck_assert(!date_is_past(&d));
	d.year = 2199;
	ck_assert(!date_is_past(&d));
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "forms", test_forms, N_OF(forms) },
		{ "serial", test_serial, 0 },
		{ "past", test_past, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("date", suite);
}
