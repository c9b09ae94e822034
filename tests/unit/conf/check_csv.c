#include "conf/csv.h"

#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "unit/unit.h"

#define BYTES(lit)	{ (const uint8_t *)(lit), sizeof(lit) - 1 }

static const struct {
	const char *name;
	struct slice bytes;
	const char *rows;	/* fields with '|', rows with '\n', lines first */
} cases[] = {
	{ "commas", BYTES("a,b\nc, d \n"),
	    "1:a|b\n2:c|d\n" },
	{ "semicolons", BYTES("a;b,x;\nc;d"),
	    "1:a|b,x|\n2:c|d\n" },
	{ "tabs and CR LF", BYTES("a\tb\r\nc\td\r\n"),
	    "1:a|b\n2:c|d\n" },
	{ "bars", BYTES("a|b\nc|\n"), "1:a|b\n2:c|\n" },
	{ "quotes", BYTES("a,b\n\"c, \"\"d\"\"\",e\n"),
	    "1:a|b\n2:c, \"d\"|e\n" },
	{ "a line end in quotes",
	    BYTES("a,b\n\"c\nd\",e\nf,g\n"),
	    "1:a|b\n2:c\nd|e\n4:f|g\n" },
	{ "blank rows", BYTES("a,b\n\n,\n \nc,d\n"),
	    "1:a|b\n5:c|d\n" },
	{ "a byte order mark", BYTES("\xef\xbb\xbf""a,b\n"),
	    "1:a|b\n" },
	{ "Windows-1252", BYTES("a,M\xfcller\x80\n"),
	    "1:a|M\xc3\xbcller\xe2\x82\xac\n" },
	{ "UTF-8", BYTES("a,M\xc3\xbcller\n"),
	    "1:a|M\xc3\xbcller\n" },
	{ "UTF-16", BYTES("\xff\xfe""a\0\t\0\xfc\0\n\0"),
	    "1:a|\xc3\xbc\n" },
	{ "UTF-16, the other way",
	    BYTES("\xfe\xff\0a\0\t\xd8\x3d\xde\0\0\n"),
	    "1:a|\xf0\x9f\x98\x80\n" },
	{ "one column", BYTES("a\nb\n"), "1:a\n2:b\n" },
	{ "a quote within", BYTES("a,5\" pipe\n"),
	    "1:a|5\" pipe\n" },
	{ "after a quote", BYTES("\"a\"x,b\n"), "1:ax|b\n" },
};

START_TEST(test_rows)
{
	struct buf out = BUF_INIT(1 * KIB);
	struct csv c;
	size_t i;

	ck_assert_int_eq(csv_open_bytes(&c, cases[_i].bytes), 0);
	while (csv_next(&c) == 1) {
		(void)buf_printf(&out, "%zu:", c.line);
		for (i = 0; i < c.count; i++) {
			if (i > 0)
				(void)buf_puts(&out, "|");
			(void)buf_put_slice(&out, c.fields[i]);
		}
		(void)buf_puts(&out, "\n");
	}
	ck_assert_msg(strcmp(buf_cstr(&out), cases[_i].rows) == 0, "%s: %s",
	    cases[_i].name, buf_cstr(&out));
	csv_close(&c);
	buf_free(&out);
}
END_TEST

START_TEST(test_wrong)
{
	struct buf b = BUF_INIT(1 * MIB);
	struct csv c;
	size_t i;

	ck_assert_int_eq(csv_open_bytes(&c, SLICE("")), ERR_SHORT);
	csv_close(&c);
	ck_assert_int_eq(csv_open_bytes(&c, SLICE("a,b\nc,\"d\ne,f\n")), 0);
	ck_assert_int_eq(csv_next(&c), 1);
	ck_assert_int_eq(csv_next(&c), ERR_SYNTAX);
	ck_assert_uint_eq(c.line, 2);
	csv_close(&c);
	for (i = 1; i < CSV_FIELDS_MAX; i++)
		(void)buf_puts(&b, "x,");
	(void)buf_puts(&b, "x\n");
	ck_assert_int_eq(csv_open_bytes(&c, buf_slice(&b)), 0);
	ck_assert_int_eq(csv_next(&c), 1);
	ck_assert_uint_eq(c.count, CSV_FIELDS_MAX);
	csv_close(&c);
	b.ptr[b.len - 1] = ',';
	ck_assert_int_eq(csv_open_bytes(&c, buf_slice(&b)), 0);
	ck_assert_int_eq(csv_next(&c), ERR_LIMIT);
	csv_close(&c);
	ck_assert_int_eq(csv_open(&c, "/nonexistent/x.csv"), ERR_SYSTEM);
	csv_close(&c);
	buf_free(&b);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "rows", test_rows, N_OF(cases) },
		{ "wrong", test_wrong, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("csv", suite);
}
