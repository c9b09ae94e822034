#include "unit/unit.h"

#include <string.h>

#include "base/limits.h"
#include "probe.h"
#include "zipmaker.h"

/* --- records ------------------------------------------------------------------------ */

static void
le(struct buf *b, uint64_t v, size_t n)
{
	for (; n > 0; n--, v >>= 8)
		buf_putc(b, (uint8_t)v);
}

static void
wide(struct buf *b, const char *s)
{
	le(b, strlen(s), 4);
	for (; *s != '\0'; s++)
		le(b, (uint8_t)*s, 2);
}

static void
record(struct buf *out, unsigned type, const struct buf *body)
{
	size_t size = body == NULL ? 0 : body->len;

	buf_putc(out, (uint8_t)(type < 128 ? type : (type & 0x7f) | 0x80));
	if (type >= 128)
		buf_putc(out, (uint8_t)(type >> 7));
	for (; size >= 128; size >>= 7)
		buf_putc(out, (uint8_t)(size | 0x80));
	buf_putc(out, (uint8_t)size);
	if (body != NULL)
		buf_put_slice(out, buf_slice(body));
}

/* A record that begins with a cell's column and format. */
static void
cell(struct buf *out, unsigned type, unsigned column, unsigned format,
    const void *value, size_t n)
{
	struct buf b = BUF_INIT(KIB);

	le(&b, column, 4);
	le(&b, format, 4);
	buf_put(&b, value, n);
	record(out, type, &b);
	buf_free(&b);
}

static void
text_record(struct buf *out, unsigned type, size_t before, const char *text)
{
	struct buf b = BUF_INIT(KIB);

	le(&b, 0, before);
	wide(&b, text);
	record(out, type, &b);
	buf_free(&b);
}

static void
row(struct buf *out, unsigned n)
{
	struct buf b = BUF_INIT(KIB);

	le(&b, n, 4);
	le(&b, 0, 13);
	record(out, 0, &b);
	buf_free(&b);
}

/* --- a workbook ------------------------------------------------------------------------ */

struct workbook {
	struct buf strings, styles, sheet, comments;
};

static void
make_shared(struct workbook *w)
{
	struct buf b = BUF_INIT(KIB);

	le(&b, 0, 8);
	record(&w->strings, 159, &b);
	text_record(&w->strings, 19, 1, "Name");
	text_record(&w->strings, 19, 1, "NHS number");
	text_record(&w->strings, 19, 1, "unused 12");
	record(&w->strings, 160, NULL);

	record(&w->styles, 278, NULL);
	buf_reset(&b);
	le(&b, 164, 2);
	wide(&b, "0000000000");
	record(&w->styles, 44, &b);
	record(&w->styles, 617, NULL);
	buf_reset(&b);
	le(&b, 0, 2);
	le(&b, 0, 2);
	le(&b, 0, 12);
	record(&w->styles, 47, &b);
	b.ptr[2] = 164;
	record(&w->styles, 47, &b);
	record(&w->styles, 618, NULL);
	buf_free(&b);
}

static void
make_sheet(struct workbook *w)
{
	const uint32_t name = 0, number = 1, rk = 94347659u << 2 | 2;
	const double real = 434765919;
	struct buf b = BUF_INIT(KIB);

	record(&w->sheet, 129, NULL);
	row(&w->sheet, 0);
	cell(&w->sheet, 7, 0, 0, &name, 4);
	cell(&w->sheet, 7, 1, 0, &number, 4);
	row(&w->sheet, 6);
	wide(&b, "text 94");
	cell(&w->sheet, 6, 0, 0, b.ptr, b.len);
	cell(&w->sheet, 5, 1, 1, &real, 8);
	row(&w->sheet, 7);
	cell(&w->sheet, 2, 1, 0, &rk, 4);
	buf_reset(&b);
	wide(&b, "result 94");
	le(&b, 0, 2);
	buf_put(&b, "l\0i\0t\0e\0r\0a\0l\0 \0" "9\0", 18);
	cell(&w->sheet, 8, 2, 0, b.ptr, b.len);
	text_record(&w->sheet, 479, 2, "&LPage 94");
	record(&w->sheet, 130, NULL);
	text_record(&w->comments, 637, 1, "note 94");
	buf_free(&b);
}

static void
read_workbook(struct probe *p, struct workbook *w)
{
	const struct made m[] = {
		{ .name = "[Content_Types].xml", .data = SLICE("<Types>"
		    "<Override PartName='/xl/workbook.bin' ContentType='"
		    "application/vnd.ms-excel.sheet.binary.macroEnabled.main'/>"
		    "</Types>") },
		{ .name = "xl/workbook.bin", .data = SLICE("\x83\x01\0") },
		{ .name = "xl/sharedStrings.bin",
		    .data = buf_slice(&w->strings) },
		{ .name = "xl/styles.bin", .data = buf_slice(&w->styles) },
		{ .name = "xl/worksheets/sheet1.bin",
		    .data = buf_slice(&w->sheet) },
		{ .name = "xl/comments1.bin", .data = buf_slice(&w->comments) },
	};
	struct buf zip = BUF_INIT(MIB);

	zipmaker(m, N_OF(m), &zip);
	probe_file(p, "a.xlsb", "application/octet-stream", buf_slice(&zip));
	buf_free(&zip);
}

static void
open_workbook(struct workbook *w)
{
	buf_init(&w->strings, 64 * KIB);
	buf_init(&w->styles, 64 * KIB);
	buf_init(&w->sheet, 64 * KIB);
	buf_init(&w->comments, 64 * KIB);
	make_shared(w);
	make_sheet(w);
}

static void
close_workbook(struct workbook *w)
{
	buf_free(&w->strings);
	buf_free(&w->styles);
	buf_free(&w->sheet);
	buf_free(&w->comments);
}

static const struct { const char *text, *place, *header; } cells[] = {
	{ "NHS number", "cell B1", "" },
	{ "text 94", "cell A7", "Name" },
	{ "0434765919", "cell B7", "NHS number" },
	{ "94347659", "cell B8", "NHS number" },
	{ "result 94", "cell C8", "" },
	{ "literal 9", "", "" },
	{ "Page 94", "", "" },
	{ "note 94", "", "" },
	{ "unused 12", "", "" },
};

START_TEST(test_cell)
{
	const struct probe_unit *u;
	struct workbook w;
	struct probe p;

	open_workbook(&w);
	probe_open(&p);
	read_workbook(&p, &w);
	u = probe_unit(&p, cells[_i].text);
	ck_assert_msg(u != NULL, "%s", cells[_i].text);
	ck_assert_msg(slice_eq_str(u->place, cells[_i].place), "%s: %.*s",
	    cells[_i].text, (int)u->place.len, (const char *)u->place.ptr);
	ck_assert(slice_eq_str(u->header, cells[_i].header));
	ck_assert(slice_eq_str(u->container, "xlsb"));
	ck_assert(probe_is_clean(&p));
	ck_assert(probe_part(&p, "2")->type == FILETYPE_SPREADSHEET);
	probe_close(&p);
	close_workbook(&w);
}
END_TEST

START_TEST(test_cut_short)
{
	struct workbook w;
	struct probe p;

	open_workbook(&w);
	w.sheet.len -= 5;
	probe_open(&p);
	read_workbook(&p, &w);
	ck_assert(probe_raised(&p, ANOMALY_MALFORMED));
	ck_assert(probe_unit(&p, "text 94") != NULL);
	probe_close(&p);
	close_workbook(&w);
}
END_TEST

START_TEST(test_every_length)
{
	struct workbook w;
	struct probe p;
	size_t whole;

	open_workbook(&w);
	whole = w.sheet.len;
	for (w.sheet.len = 0; w.sheet.len < whole; w.sheet.len += 3) {
		probe_open(&p);
		read_workbook(&p, &w);
		ck_assert(probe_unit(&p, "note 94") != NULL);
		probe_close(&p);
	}
	close_workbook(&w);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "cell", test_cell, N_OF(cells) },
		{ "cut short", test_cut_short, 0 },
		{ "every length", test_every_length, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("xlsb", tests);
}
