#include "unit/unit.h"

#include <string.h>

#include "extract/cell.h"
#include "probe.h"

static const struct {
	const char *name, *csv, *text, *place, *header;
} cases[] = {
	{ "commas", "Name,NHS\r\nJoe,9434\r\n", "9434", "cell B2", "NHS" },
	{ "semicolons", "Name;NHS\nJoe, Ann;9434\n", "9434", "cell B2",
	    "NHS" },
	{ "tabs", "Name\tNHS\nJoe\t9434\n", "9434", "cell B2", "NHS" },
	{ "bars", "Name|NHS\nJoe|9434\n", "9434", "cell B2", "NHS" },
	{ "a comma inside quotes parts nothing", "Name,NHS\n\"A, B\",9434\n",
	    "A, B", "cell A2", "Name" },
	{ "a line break inside quotes", "Name,NHS\n\"A\nB\",9434\n", "9434",
	    "cell B2", "NHS" },
	{ "a doubled quote is one", "Name,NHS\n\"A \"\"B\"\"\",9434\n",
	    "A \"B\"", "cell A2", "Name" },
	{ "Excel's own line names the separator",
	    "sep=;\nName;NHS\nA,B;9434\n", "9434", "cell B3", "NHS" },
	{ "a title above names no column",
	    "Tenants\nName,NHS\nJoe,9434\n", "9434", "cell B3", "NHS" },
	{ "the only column has a name", "NHS\n9434\n9998765439\n",
	    "9998765439", "cell A3", "NHS" },
	{ "the text nearest above names an only column",
	    "Patients\nNHS\n9998765439\nnone\n4010232137\n", "4010232137",
	    "cell A5", "NHS" },
	{ "rows of numbers have no names", "Joe,9434765919\nAnn,4010232137\n",
	    "4010232137", "cell B2", "" },
	{ "empty cells keep the place", "Name,,NHS\n,,9434\n", "9434",
	    "cell C2", "NHS" },
	{ "a quote that never closes hides nothing",
	    "Name,NHS\n\"Joe,9434\n", "Joe,9434", "cell A2", "Name" },
	{ "and the rest is read by cells as well",
	    "Name,NHS\n\"Joe,9434\nAnn,4010232137\n", "4010232137",
	    "cell B3", "NHS" },
	{ "rows end as on old Macs", "Name,NHS\rJoe,9434\r", "9434",
	    "cell B2", "NHS" },
	{ "a quote inside a value is a letter", "Name,NHS\nJ\"o\"e,9434\n",
	    "9434", "cell B2", "NHS" },
	{ "a file in a URL", "Name,URL\nJoe,\"data:text/plain,zanzibar\"\n",
	    "data:text/plain,zanzibar", "cell B2", "URL" },
};

START_TEST(test_case)
{
	const struct probe_unit *u;
	struct probe p;

	probe_open(&p);
	/* Whatever the label says: the name alone makes it a table. */
	probe_file(&p, "a.csv", "image/png", slice_str(cases[_i].csv));
	u = probe_unit(&p, cases[_i].text);
	ck_assert_msg(u != NULL, "%s", cases[_i].name);
	ck_assert_msg(slice_eq_str(u->place, cases[_i].place), "%s: %.*s",
	    cases[_i].name, (int)u->place.len, (const char *)u->place.ptr);
	ck_assert_msg(slice_eq_str(u->header, cases[_i].header), "%s: %.*s",
	    cases[_i].name, (int)u->header.len,
	    (const char *)u->header.ptr);
	ck_assert(slice_eq_str(u->container, "csv"));
	probe_close(&p);
}
END_TEST

static const struct { uint32_t column, row; const char *text; } places[] = {
	{ 1, 1, "cell A1" },
	{ 26, 9, "cell Z9" },
	{ 27, 10, "cell AA10" },
	{ 702, 1, "cell ZZ1" },
	{ 703, 1, "cell AAA1" },
	{ 16384, 1048576, "cell XFD1048576" },
};

START_TEST(test_place)
{
	char out[CELL_PLACE_SIZE];
	uint32_t column, row;
	struct slice s;

	s = cell_place(places[_i].column, places[_i].row, out);
	ck_assert(slice_eq_str(s, places[_i].text));
	ck_assert(cell_parse(slice_from(s, 5), &column, &row));
	ck_assert(column == places[_i].column && row == places[_i].row);
}
END_TEST

static const char *const no_places[] = {
	"", "A", "7", "A0", "AB1x", "A-1", "ABCDE1",
};

START_TEST(test_no_place)
{
	uint32_t column, row;

	ck_assert(!cell_parse(slice_str(no_places[_i]), &column, &row));
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "case", test_case, N_OF(cases) },
		{ "place", test_place, N_OF(places) },
		{ "no place", test_no_place, N_OF(no_places) },
		{ NULL, NULL, 0 },
	};

	return unit_main("csv", tests);
}
