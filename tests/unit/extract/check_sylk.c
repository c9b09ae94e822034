#include "unit/unit.h"

#include "base/limits.h"
#include "probe.h"

static const struct {
	const char *name, *file, *bytes, *text, *place, *header;
} cases[] = {
	{ "cells", "a.slk", "ID;PWXL;N;E\r\nC;Y1;X1;K\"Name\"\r\nC;X2;K\"NHS"
	    "\"\r\nC;Y2;X1;K\"Ann\"\r\nC;X2;K9434765919\r\nE\r\n",
	    "9434765919", "cell B2", "NHS" },
	{ "under another name", "a.xls", "ID;P\nC;Y1;X1;K\"zanzibar\"\nE\n",
	    "zanzibar", "cell A1", "" },
	{ "a semicolon in a text", "a.slk", "ID;P\nC;Y1;X1;K\"a;;b\"\nE\n",
	    "a;b", "cell A1", "" },
	{ "a formula", "a.slk", "ID;P\nC;Y1;X1;K1;E\"zan\"&\"zibar\"\nE\n",
	    "\"zan\"&\"zibar\"", "cell A1", "" },
	{ "a comment", "a.slk", "ID;P\nC;Y7;X3;Azanzibar\nE\n", "zanzibar",
	    "cell C7", "" },
	{ "a place given before", "a.slk", "ID;P\nF;Y3;X2\nC;K\"zanzibar\"\nE"
	    "\n", "zanzibar", "cell B3", "" },
	{ "a record of another kind", "a.slk", "ID;P\nNN;Nzanzibar;ER1C1\nE\n",
	    "NN;Nzanzibar;ER1C1", "", "" },
	{ "behind the end", "a.slk", "ID;P\nE\nzanzibar\n", "zanzibar", "",
	    "" },
	{ "a table that is text", "a.txt", "ID;Product\n1;zanzibar\n",
	    "ID;Product\n1;zanzibar", "", "" },

	{ "DIF", "a.dif", "TABLE\r\n0,1\r\n\"EXCEL\"\r\nDATA\r\n0,0\r\n\"\""
	    "\r\n-1,0\r\nBOT\r\n1,0\r\n\"Name\"\r\n1,0\r\n\"NHS\"\r\n-1,0\r\n"
	    "BOT\r\n1,0\r\n\"Ann\"\r\n0,9434765919\r\nV\r\n-1,0\r\nEOD\r\n",
	    "9434765919", "cell B2", "NHS" },
	{ "DIF under another name", "a.xls", "TABLE\n0,1\n\"x\"\nDATA\n0,0\n\""
	    "\"\n-1,0\nBOT\n1,0\n\"zanzibar\"\n-1,0\nEOD\n", "zanzibar",
	    "cell A1", "" },
	{ "its title", "a.dif", "TABLE\n0,1\n\"zanzibar\"\nDATA\n0,0\n\"\"\n",
	    "\"zanzibar\"", "", "" },
	{ "behind its end", "a.dif", "TABLE\n0,1\n\"x\"\nDATA\n0,0\n\"\"\n-1,0"
	    "\nEOD\nzan\nzibar\n", "zibar", "cell A0", "" },
	{ "a text about a table", "a.txt", "TABLE\n0 of 1 zanzibar\n",
	    "TABLE\n0 of 1 zanzibar", "", "" },
};

START_TEST(test_case)
{
	const struct probe_unit *u;
	struct probe p;

	probe_open(&p);
	probe_file(&p, cases[_i].file, "application/octet-stream",
	    slice_str(cases[_i].bytes));
	u = probe_unit(&p, cases[_i].text);
	ck_assert_msg(u != NULL, "%s", cases[_i].name);
	ck_assert_msg(slice_eq_str(u->place, cases[_i].place), "%s: %.*s",
	    cases[_i].name, (int)u->place.len, (const char *)u->place.ptr);
	ck_assert_msg(slice_eq_str(u->header, cases[_i].header), "%s",
	    cases[_i].name);
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

static const char *const slow[] = {
	"ID;P\nC;", "ID;P\n;;", "ID;P\nC;Y1;X1;K1\n", "TABLE\n0,1\n",
	"TABLE\n0,1\n\"\"\nDATA\n0,0\n\"\"\n1,0\n\"a\"\n",
};

START_TEST(test_hostile_repetition)
{
	struct buf b = BUF_INIT(MIB);
	struct probe p;

	while (b.len < 256 * KIB)
		buf_puts(&b, slow[_i]);
	probe_open(&p);
	probe_file(&p, "a.slk", "application/octet-stream", buf_slice(&b));
	ck_assert_int_eq(p.result, 0);
	ck_assert(!probe_raised(&p, ANOMALY_TIMEOUT));
	probe_close(&p);
	buf_free(&b);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "case", test_case, N_OF(cases) },
		{ "repetition", test_hostile_repetition, N_OF(slow) },
		{ NULL, NULL, 0 },
	};

	return unit_main("sylk", tests);
}
