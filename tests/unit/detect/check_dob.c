#include "scan.h"

static const struct scan_case cases[] = {
	{ "a label, and whose it is", "Tenant: Ngozi Okafor, DOB 04/03/1981", 3 },
	{ "in words", "Mrs Smith, date of birth 4 March 1981.", 3 },
	{ "born", "Ian MacLeod was born on 4 March 1981 in Leith.", 3 },
	{ "short", "b. 4/3/81, Mr Campbell", 3 },
	{ "with points", "Ryan McGhee d.o.b. 4.3.81", 3 },
	{ "in ISO form", "Jane Smith (birth date 1981-03-04)", 3 },
	{ "before its label", "Jane Smith 04/03/1981 (DOB)", 3 },
	{ "in Welsh", "Ganwyd Mrs Mair Vaughan ar 12 Hydref 1949.", 3 },
	{ "in Gaelic", "Ceann-latha breith: 4/3/1981. Iain MacLeod", 3 },
	{ "in Polish", "Data urodzenia pani Marii Nowak: 04.03.1981", 3 },
	{ "in the next line", "Name: Jane Smith\nDate of birth:\n04/03/1981", 3 },
	{ "of somebody who is not named", "DOB 04/03/1981", 1 },
	{ "of somebody named in part", "Siobhan's DOB is 04/03/1981", 2 },
	{ "hidden by what cannot be seen",
	  "Jane Smith D\xe2\x80\x8bOB 04/03/19\xc2\xad" "81", 3 },
	/* Nothing. */
	{ "a date without a label", "Jane Smith came on 04/03/1981", 0 },
	{ "a blank field", "Jane Smith\nDate of birth: __/__/____", 0 },
	{ "a day that will be", "Jane Smith, born 04/03/2181", 0 },
	{ "a day that was long ago", "Robert Burns, born 25/01/1759", 0 },
	{ "a year", "the author Jane Smith, born in 1954", 0 },
	{ "a building", "Jane Smith: the company was established 04/03/1981", 0 },
	{ "too far from the label",
	  "Jane Smith: the date of birth is missing on many of the records, "
	  "says the report of 04/03/2021", 0 },
	{ "another sentence",
	  "Jane Smith gave a date of birth. Meeting on 04/03/2021", 0 },
	{ "a birthday party", "Jane Smith: our birthday party is on 04/03/2021",
	  0 },
	{ "a company", "DOB Consulting, Jane Smith, drawing of 11/02/2026 C",
	  0 },
	{ "no such day", "Jane Smith DOB 31/02/1981", 0 },
};

START_TEST(test_dob)
{
	scan_check(&cases[_i], "dob");
}
END_TEST

START_TEST(test_distinct)
{
	size_t n;

	ck_assert_int_eq(scan_tier("", "dob", SLICE("Jane Smith DOB "
	    "04/03/1981\nIan Black DOB 5 March 1982\nJane Smith, born "
	    "4 March 1981\n"), &n), 3);
	ck_assert_uint_eq(n, 2);
}
END_TEST

/* A column says what its cells are; spreadsheets count days. */
START_TEST(test_column)
{
	static const char *const cells[] = {
		"Jane Smith", "04/03/1981", "Ian Black", "29649", "Ann Bell",
		"not given", "Eva Reid", "12"
	};
	struct buf bytes = BUF_INIT(KIB);
	struct text_unit units[N_OF(cells)];
	struct scan s;
	size_t i, n;

	memset(units, 0, sizeof units);
	for (i = 0; i < N_OF(cells); i++) {
		units[i].from = bytes.len;
		buf_put_slice(&bytes, slice_str(cells[i]));
		units[i].to = bytes.len;
		buf_putc(&bytes, '\n');
		units[i].header = slice_str(i % 2 == 0 ? "Name" :
		    "Date of Birth");
		units[i].row = (uint32_t)(2 + i / 2);
		units[i].where = FINDING_ATTACHMENT;
	}
	scan_begin(&s, "");
	scan_units(&s, buf_slice(&bytes), units, N_OF(cells), "1");
	for (i = n = 0; i < s.count; i++)
		if (slice_eq_str(s.list[i].detector, "dob")) {
			n++;
			ck_assert_uint_eq(s.list[i].tier, 3);
		}
	/* The same day in both forms. */
	ck_assert_uint_eq(n, 1);
	scan_end(&s);
	buf_free(&bytes);
}
END_TEST

START_TEST(test_drawn)
{
	size_t n;

	ck_assert_int_eq(scan_tier("", "dob", SLICE("Name\tDOB\tTeam\n"
	    "Jane Smith\t04/03/1981\tA\nIan Black\t05/03/1982\tB\n"), &n), 3);
	ck_assert_uint_eq(n, 2);
	ck_assert_int_eq(scan_tier("", "dob", SLICE("Name\tVisit\tTeam\n"
	    "Jane Smith\t04/03/1981\tA\nIan Black\t05/03/1982\tB\n"), &n), 0);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "dob", test_dob, N_OF(cases) },
		{ "distinct", test_distinct, 0 },
		{ "column", test_column, 0 },
		{ "drawn", test_drawn, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("dob", suite);
}
