#include "scan.h"

#define ID	"uk_bank_account"

static const struct scan_case cases[] = {
	/* personal-data reference 6.1 */
	{ "both labels",	"Sort code 80-12-34, account 12345678", 2 },
	{ "a verb of payment makes it certain",
	  "Please pay sort code 80-12-34, account 12345678", 3 },
	{ "so does a person",
	  "Mrs Okafor, sort code 80-12-34, account 12345678", 3 },
	{ "blanks",	"sort code 80 12 34 account no 12345678", 2 },
	{ "points",	"sort code 80.12.34 account no 12345678", 2 },
	{ "4-4",	"sort code 80-12-34 account no 1234 5678", 2 },
	{ "solid with both labels",
	  "sort code 801234 account no 12345678", 2 },
	{ "solid without the account's label",
	  "sort code 801234 12345678", 0 },
	{ "solid without the sort code's label",
	  "801234, account no 12345678", 0 },
	{ "side by side behind one label",
	  "sort code 80-12-34 12345678", 2 },
	{ "the other way round",	"account 12345678, s/c 80-12-34", 2 },
	{ "side by side the other way round",	"a/c 12345678 80-12-34", 2 },
	{ "abbreviations",	"S/C 80-12-34 A/C 12345678", 2 },
	{ "bank details",	"Bank details: 80-12-34 12345678", 2 },
	{ "BACS",	"by BACS to 80-12-34 12345678", 3 },
	{ "a Welsh label",
	  "Cod didoli 80-12-34, rhif cyfrif 12345678", 2 },
	{ "a slash between",			"Bank: 80-12-34/12345678", 2 },
	{ "a slash between, behind labels",
	  "Sort code/account: 80-12-34/12345678", 2 },
	{ "a slash and no label",		"80-12-34/12345678", 0 },
	{ "a slash and a longer number",	"Bank: 80-12-34/123456789", 0 },
	{ "the digits of another number",
	  "NI no JX 80 12 34 C, account 12345678", 0 },
	{ "no label at all",	"80-12-34 12345678", 0 },
	{ "seven digits behind their label",
	  "sort code 80-12-34 account no 1234567", 2 },
	{ "six digits behind their label",
	  "sort code 80-12-34 account no 123456", 2 },
	{ "seven digits without it",	"sort code 80-12-34 for 1234567", 0 },
	{ "nine digits",	"sort code 80-12-34 account 123456789", 0 },
	{ "over lines",	"Sort code: 80-12-34\nAccount number: 12345678", 2 },
	{ "one below the other",
	  "sort code\n80-12-34\naccount\n12345678", 2 },
	{ "sixty characters apart",
	  "sort code 80-12-34 "
	  "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx account 12345678", 2 },
	{ "more than sixty",
	  "sort code 80-12-34 "
	  "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx account "
	  "12345678", 0 },
	{ "figure dashes",
	  "sort code 80\xe2\x80\x92" "12\xe2\x80\x92" "34 account 12345678", 2 },
	{ "invisible characters",
	  "sort code 80-12\xe2\x80\x8b-34 account 1234\xe2\x80\x8b" "5678", 2 },
	{ "full-width digits",
	  "sort code \xef\xbc\x98\xef\xbc\x90-12-34 account 12345678", 2 },
	/* dates beside numbers */
	{ "a date and a job number",	"12-11-25 job 12345678", 0 },
	{ "a date and an account",	"Account 12345678, 12-11-25", 0 },
	{ "a date in a remittance",	"BACS 12-11-25 00012345", 0 },
	{ "a sort code that could be one",
	  "sort code 12-11-25 account 12345678", 2 },
	{ "bank details that could be one",
	  "bank details 12-11-25, account 12345678", 2 },
	{ "a direct debit of council tax",
	  "Council tax account 12345678; direct debit on 01-12-25", 0 },
	{ "bank details in the line above",
	  "My bank details are\n80-12-34\n12345678", 2 },
	{ "two dates",	"sort code list of 12-11-25 and 2025-11-12", 0 },
	{ "a telephone",	"sort code desk 80-12-34, tel 12345678", 0 },
	{ "a job number",	"sort code 80-12-34, job no 12345678", 0 },
	{ "a payment reference",
	  "sort code 80-12-34, payment reference 12345678", 0 },
	{ "a longer run is none",
	  "sort code 80-12-34-56 account 12345678", 0 },
	{ "a sentence about them",
	  "Have your sort code and account number ready.", 0 },
	{ "a blank form",
	  "Sort code __-__-__ Account number ________", 0 },
};

START_TEST(test_text)
{
	scan_check(&cases[_i], ID);
}
END_TEST

/* Cells "a|b|c" of rows of a table, under a header "x|y|z". */
static void
scan_table(struct scan *s, const char *conf, const char *header,
    const char *rows)
{
	struct text_unit units[16];
	const char *p, *h, *end;
	uint32_t row;
	size_t n;

	memset(units, 0, sizeof units);
	n = 0;
	row = 1;
	for (p = rows, h = header; *p != '\0'; p = *end == '\0' ? end : end + 1) {
		end = p + strcspn(p, "|\n");
		units[n].from = (size_t)(p - rows);
		units[n].to = (size_t)(end - rows);
		units[n].where = FINDING_ATTACHMENT;
		units[n].header = slice_of((const uint8_t *)h,
		    strcspn(h, "|"));
		units[n++].row = row;
		h += strcspn(h, "|");
		h += *h == '|';
		if (*end == '\n') {
			row++;
			h = header;
		}
	}
	scan_begin(s, conf);
	scan_units(s, slice_str(rows), units, n, "2");
	ck_assert_int_eq(s->r, 0);
}

static const struct {
	const char *name, *header, *rows;
	size_t count;
	int tier;
} tables[] = {
	{ "two columns",
	  "Sort code|Account", "80-12-34|12345678", 1, 2 },
	{ "solid, both labelled",
	  "Sort code|Account no", "801234|12345678", 1, 2 },
	{ "one label suffices with hyphens",
	  "|Account no", "80-12-34|12345678", 1, 2 },
	{ "solid with one label",
	  "|Account no", "801234|12345678", 0, 0 },
	{ "far apart in one row",
	  "Sort code|Notes|Account no", "80-12-34|a note that is longer than "
	  "sixty characters, which says nothing at all|12345678", 1, 2 },
	{ "a name beside",
	  "Name|Sort code|Account", "Mrs Okafor|80-12-34|12345678", 1, 3 },
	{ "a payee's column",
	  "Payee|Sort code|Account", "Okafor|80-12-34|12345678", 1, 3 },
	{ "two rows are two",
	  "Sort code|Account", "80-12-34|12345678\n80-12-35|23456789", 2, 2 },
	{ "one account twice is one",
	  "Sort code|Account", "80-12-34|12345678\n801234|12345678", 1, 2 },
	{ "an old account is padded",
	  "Sort code|Account", "80-12-34|1234567\n80-12-34|01234567", 1, 2 },
	{ "labels in cells, values beside",
	  "", "Sort code|80-12-34\nAccount number|12345678", 1, 2 },
	{ "other rows of a table are strangers",
	  "Sort code|Branch|Town", "80-12-34|High Street|Airdrie\n"
	  "12345678||", 0, 0 },
	{ "a zero lost by the spreadsheet",
	  "Sort code|Account", "12345|12345678\n01-23-45|12345678", 1, 2 },
	{ "five digits of anything else",
	  "Branch|Account", "12345|12345678", 0, 0 },
	{ "the account of its own cell comes first",
	  "Text|Account", "sort code 80-12-34, a/c 12345678|87654321", 1, 2 },
	{ "dates and job numbers",
	  "Date|Job no", "12-11-25|12345678", 0, 0 },
	{ "amounts and documents",
	  "Date|Document", "12-11-25|00012345", 0, 0 },
};

START_TEST(test_table)
{
	const struct finding *f;
	struct scan s;
	size_t n;

	scan_table(&s, "", tables[_i].header, tables[_i].rows);
	for (n = 0; (f = scan_nth(&s, ID, n)) != NULL; n++)
		ck_assert_msg(f->tier == tables[_i].tier, "%s: %d",
		    tables[_i].name, f->tier);
	ck_assert_msg(n == tables[_i].count, "%s: %zu", tables[_i].name, n);
	scan_end(&s);
}
END_TEST

/* Paragraphs of their own, as mail programs make them of lines. */
START_TEST(test_paragraphs)
{
	static const char text[] =
	    "Sort code:\n80-12-34\nAccount number:\n12345678";
	struct text_unit units[4];
	struct scan s;
	size_t i, at;

	memset(units, 0, sizeof units);
	for (i = at = 0; i < 4; i++) {
		units[i].from = at;
		at += strcspn(text + at, "\n");
		units[i].to = at++;
	}
	scan_begin(&s, "");
	scan_units(&s, slice_str(text), units, 4, "1");
	ck_assert_ptr_nonnull(scan_nth(&s, ID, 0));
	ck_assert(slice_eq_str(scan_nth(&s, ID, 0)->mask, "**********5678"));
	scan_end(&s);
}
END_TEST

/* Section 18: our own account is none, whichever way it is listed. */
static const char *const own[] = {
	"list ours of values {\n 80-12-34 12345678\n}\nset own ours\n",
	"list ours of values {\n 12345678\n}\nset own ours\n",
};

START_TEST(test_own)
{
	ck_assert_int_eq(scan_tier(own[_i], ID,
	    SLICE("Sort code 80-12-34 account 12345678"), NULL), 0);
	ck_assert_int_eq(scan_tier(own[_i], ID,
	    SLICE("Sort code 80-12-34 account 12345679"), NULL), 2);
}
END_TEST

/* In a cell that holds ours beside a stranger's only the stranger's counts. */
START_TEST(test_own_cell)
{
	struct scan s;

	scan_table(&s, own[0], "", "Our account is 80-12-34 12345678, sort "
	    "code first. Repay it to Mr Lyle, sort code 40-90-46, account "
	    "number 33901712.");
	ck_assert_ptr_nonnull(scan_nth(&s, ID, 0));
	ck_assert_ptr_null(scan_nth(&s, ID, 1));
	scan_end(&s);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "text", test_text, N_OF(cases) },
		{ "table", test_table, N_OF(tables) },
		{ "paragraphs", test_paragraphs, 0 },
		{ "own", test_own, N_OF(own) },
		{ "own cell", test_own_cell, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main(ID, suite);
}
