#include "unit/unit.h"

#include "extract/numfmt.h"

static const struct {
	const char *name, *code, *number, *shown;
	enum numfmt_shown kind;
	bool from_1904;
} cases[] = {
	{ "zeros in front", "0000000000", "434765919", "0434765919",
	    NUMFMT_MASK, false },
	{ "a card's groups", "0000 0000 0000 0000", "4111110000001235",
	    "4111 1100 0000 1235", NUMFMT_MASK, false },
	{ "a sort code", "00\\-00\\-00", "112233", "11-22-33", NUMFMT_MASK,
	    false },
	{ "letters around the digits", "\"AB\"000000\"C\"", "123456",
	    "AB123456C", NUMFMT_MASK, false },
	{ "more digits than places", "000 000", "1234567", "1234 567",
	    NUMFMT_MASK, false },
	{ "places for digits that may be missing", "###-###", "12", "-12",
	    NUMFMT_MASK, false },
	{ "colours and conditions show nothing", "[Red][>5]00000", "7",
	    "00007", NUMFMT_MASK, false },
	{ "the section for less than zero", "0000;\"minus\" 0000", "-7",
	    "minus 0007", NUMFMT_MASK, false },
	{ "the section for zero", "0000;0000;\"none\"", "0", "none",
	    NUMFMT_MASK, false },
	{ "nothing but words", "\"AB123456C\"", "1", "AB123456C",
	    NUMFMT_MASK, false },
	{ "a day", "dd/mm/yyyy", "32874", "01/01/1990", NUMFMT_DATE, false },
	{ "a day and a time", "yyyy-mm-dd hh:mm", "32874.5", "01/01/1990",
	    NUMFMT_DATE, false },
	{ "the first day", "d mmm yy", "1", "01/01/1900", NUMFMT_DATE,
	    false },
	{ "the day after the one that never was", "d/m/y", "61",
	    "01/03/1900", NUMFMT_DATE, false },
	{ "the other first day", "dd/mm/yyyy", "31412", "01/01/1990",
	    NUMFMT_DATE, true },
	{ "a time alone", "hh:mm", "0.5", "", NUMFMT_PLAIN, false },
	{ "a day past the year 10000", "d/m/y", "4111110000001235", "",
	    NUMFMT_PLAIN, false },
	{ "general", "General", "12345678", "", NUMFMT_PLAIN, false },
	{ "thousands", "#,##0", "12345678", "", NUMFMT_PLAIN, false },
	{ "decimals", "0.00", "12.5", "", NUMFMT_PLAIN, false },
	{ "a quote without end", "\"AB", "12345678", "", NUMFMT_MASK, false },
	{ "a backslash at the end", "0000\\", "12", "0012", NUMFMT_MASK,
	    false },
	{ "no code", "", "12", "", NUMFMT_PLAIN, false },
};

START_TEST(test_shown)
{
	struct buf out = BUF_INIT(1000);
	enum numfmt_shown kind;

	kind = numfmt_show(slice_str(cases[_i].code),
	    slice_str(cases[_i].number), cases[_i].from_1904, &out);
	ck_assert_msg(kind == cases[_i].kind, "%s: %d", cases[_i].name,
	    (int)kind);
	if (kind != NUMFMT_PLAIN && cases[_i].shown[0] != '\0')
		ck_assert_msg(slice_eq_str(buf_slice(&out), cases[_i].shown),
		    "%s: %s", cases[_i].name, buf_cstr(&out));
	buf_free(&out);
}
END_TEST

START_TEST(test_builtin)
{
	ck_assert(numfmt_builtin(14).len > 0);
	ck_assert(numfmt_builtin(0).len == 0);
	ck_assert(numfmt_builtin(49).len == 0);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "shown", test_shown, N_OF(cases) },
		{ "builtin", test_builtin, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("numfmt", tests);
}
