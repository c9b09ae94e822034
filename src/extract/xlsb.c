/*
 * xlsb -- the records of a binary workbook (MS-XLSB): shared texts, styles,
 * cells, and every text in any other record.
 */
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/le.h"
#include "extract/ooxml.h"
#include "mime/mime.h"

#define STRING_MIN	3	/* UTF-16 units in a row that make a text */

enum record {			/* MS-XLSB 2.3 */
	ROW_HEADER = 0,
	CELL_RK = 2,
	CELL_REAL = 5,
	CELL_TEXT = 6,
	CELL_SHARED = 7,
	FORMULA_TEXT = 8,
	FORMULA_NUMBER = 9,
	SHARED_ITEM = 19,
	NUMBER_FORMAT = 44,
	CELL_FORMAT = 47,
	CELL_RICH_TEXT = 62,
	BOOK_BEGIN = 131,
	BOOK_PROPERTIES = 153,
	SHARED_BEGIN = 159,
	STYLES_BEGIN = 278,
	CELL_FORMATS_BEGIN = 617,
	CELL_FORMATS_END = 618
};

struct reader {
	struct extract_job *job;
	struct book *book;
	uint32_t row;
	bool is_shared;			/* its texts were read before */
	bool in_cell_formats;
};

static double
real(struct slice s, size_t at)
{
	uint64_t bits = le64(s, at);
	double v;

	memcpy(&v, &bits, sizeof v);
	return v;
}

/* --- records ----------------------------------------------------------------------- */

/* A number in groups of seven bits; false at the end. */
static bool
take_number(struct slice *s, size_t most, uint32_t *ret)
{
	uint32_t v = 0;
	size_t i;

	for (i = 0; i < most && i < s->len; i++) {
		v |= (uint32_t)(s->ptr[i] & 0x7f) << (7 * i);
		if ((s->ptr[i] & 0x80) == 0 || i + 1 == most) {
			*s = slice_from(*s, i + 1);
			*ret = v;
			return true;
		}
	}
	return false;
}

/* A type of one or two bytes: the second has its group above the first's. */
static bool
take_record(struct slice *s, uint32_t *ret_type, struct slice *ret_body)
{
	uint32_t size;

	if (!take_number(s, 2, ret_type) || !take_number(s, 4, &size) ||
	    size > s->len)
		return false;
	*ret_body = slice_sub(*s, 0, size);
	*s = slice_from(*s, size);
	return true;
}

/* A count of UTF-16 units, and these, as UTF-8; empty if it does not fit. */
static struct slice
wide_string(struct slice body, size_t at, struct buf *out)
{
	uint32_t count;
	bool invalid;

	buf_reset(out);
	if (body.len < at + 4)
		return SLICE_NONE;
	count = le32(body, at);
	if (count > (body.len - at - 4) / 2)
		return SLICE_NONE;
	(void)mime_to_utf8(slice_sub(body, at + 4, at + 4 + 2 * (size_t)count),
	    SLICE("utf-16le"), out, &invalid);
	return buf_slice(out);
}

/* --- any text ----------------------------------------------------------------------- */

static bool
is_text_unit(const uint8_t *p)
{
	unsigned c = (unsigned)p[0] | (unsigned)p[1] << 8;

	/* Letters of the scripts that offices write, and their marks. */
	return (c >= 0x20 && c < 0x7f) || (c >= 0xa0 && c < 0x600) ||
	    (c >= 0x1e00 && c < 0x2070) || (c >= 0xff00 && c < 0xff60);
}

/* Runs of UTF-16 wherever they begin: names, formulas, prompts, links. */
static int
put_texts(struct reader *rd, struct slice body, struct buf *out)
{
	size_t at = 0, end;
	bool invalid;
	int r = 0;

	while (at + 2 * STRING_MIN <= body.len && r == 0) {
		for (end = at; end + 2 <= body.len &&
		    is_text_unit(body.ptr + end); end += 2)
			;
		if (end - at < 2 * STRING_MIN) {
			at++;
			continue;
		}
		buf_reset(out);
		(void)mime_to_utf8(slice_sub(body, at, end),
		    SLICE("utf-16le"), out, &invalid);
		r = sheet_put_header(rd->job, buf_slice(out));
		if (r == 0 && slice_chr(buf_slice(out), '&', 0) != SLICE_NPOS)
			r = extract_unit(rd->job, SLICE_NONE, buf_slice(out));
		at = end;
	}
	return r;
}

/* --- cells ---------------------------------------------------------------------------- */

static int
put_number(struct reader *rd, uint32_t column, uint32_t format, double v)
{
	char text[64];
	int n;

	if (v > -1e18 && v < 1e18 && v == (double)(int64_t)v)
		n = snprintf(text, sizeof text, "%lld", (long long)v);
	else
		n = snprintf(text, sizeof text, "%.15g", v);
	return n < 0 ? 0 : book_put_number(rd->job, rd->book, column, rd->row,
	    format, slice_of(text, (size_t)n));
}

/* 30 bits of a number, or the upper ones of a double; maybe times 100. */
static double
rk_number(uint32_t rk)
{
	uint64_t bits = (uint64_t)(rk & ~3u) << 32;
	double v;

	if ((rk & 2) != 0)
		v = (double)((int32_t)rk >> 2);
	else
		memcpy(&v, &bits, sizeof v);
	return (rk & 1) != 0 ? v / 100 : v;
}

static int
put_text(struct reader *rd, uint32_t column, struct slice text)
{
	return cell_put(rd->job, &rd->book->table, column, rd->row, text);
}

/* Column, format and flags are eight bytes; the value follows. */
static int
read_cell(struct reader *rd, uint32_t type, struct slice body, struct buf *out)
{
	uint32_t column, format;
	struct slice rest;
	int r = 0;

	if (body.len < 12)
		return 0;
	column = le32(body, 0) & 0xffff;
	column++;
	format = le32(body, 4) & 0xffffff;
	if (type == CELL_RK)
		return put_number(rd, column, format,
		    rk_number(le32(body, 8)));
	if (type == CELL_SHARED)
		return book_put_shared(rd->job, rd->book, column, rd->row,
		    le32(body, 8));
	if (type == CELL_TEXT || type == FORMULA_TEXT) {
		r = put_text(rd, column, wide_string(body, 8, out));
		rest = slice_from(body, 12 + 2 * (size_t)le32(body, 8));
		return r < 0 || type == CELL_TEXT ? r :
		    put_texts(rd, rest, out);
	}
	if (type == CELL_RICH_TEXT)
		return put_text(rd, column, wide_string(body, 9, out));
	if (body.len < 16)
		return 0;
	r = put_number(rd, column, format, real(body, 8));
	return r < 0 || type != FORMULA_NUMBER ? r :
	    put_texts(rd, slice_from(body, 16), out);
}

static int
read_record(struct reader *rd, uint32_t type, struct slice body,
    struct buf *out)
{
	switch (type) {
	case ROW_HEADER:
		if (body.len >= 4)
			rd->row = (le32(body, 0) & 0xffffff) + 1;
		return 0;
	case CELL_RK:
	case CELL_REAL:
	case CELL_TEXT:
	case CELL_SHARED:
	case FORMULA_TEXT:
	case FORMULA_NUMBER:
	case CELL_RICH_TEXT:
		return read_cell(rd, type, body, out);
	case SHARED_ITEM:
		if (rd->is_shared)
			return 0;
		break;
	case SHARED_BEGIN:
		rd->is_shared = true;
		break;
	}
	return put_texts(rd, body, out);
}

/* What sheets point at; the rest is read in the second round. */
static int
read_shared_record(struct reader *rd, uint32_t type, struct slice body,
    struct buf *out)
{
	switch (type) {
	case SHARED_BEGIN:
		rd->is_shared = true;
		break;
	case SHARED_ITEM:
		return rd->is_shared ? book_add_string(rd->job, rd->book,
		    wide_string(body, 1, out)) : 0;
	case NUMBER_FORMAT:
		return body.len < 2 ? 0 : book_add_code(rd->job, rd->book,
		    (uint32_t)(body.ptr[0] | body.ptr[1] << 8),
		    wide_string(body, 2, out));
	case CELL_FORMATS_BEGIN:
		rd->in_cell_formats = true;
		break;
	case CELL_FORMATS_END:
		rd->in_cell_formats = false;
		break;
	case CELL_FORMAT:
		return !rd->in_cell_formats || body.len < 4 ? 0 :
		    book_add_format(rd->job, rd->book,
		    (uint32_t)(body.ptr[2] | body.ptr[3] << 8));
	case BOOK_PROPERTIES:
		if (body.len > 0)
			rd->book->from_1904 = (body.ptr[0] & 1) != 0;
		break;
	}
	return 0;
}

/* --- a member -------------------------------------------------------------------------- */

static int
read_all(struct reader *rd, struct slice bytes, bool tell,
    int (*read)(struct reader *, uint32_t, struct slice, struct buf *))
{
	struct buf out = BUF_INIT(TEXT_TOTAL_MAX);
	struct slice s = bytes, body;
	uint32_t type;
	int r = 0;

	while (s.len > 0 && r == 0) {
		if (!take_record(&s, &type, &body)) {
			if (tell)
				r = extract_anomaly(rd->job,
				    ANOMALY_MALFORMED,
				    "records of a binary workbook");
			/* What they are, nobody knows: look for texts. */
			if (tell && r == 0)
				r = put_texts(rd, s, &out);
			break;
		}
		r = read(rd, type, body, &out);
	}
	buf_free(&out);
	return r;
}

bool
xlsb_is_shared(struct slice head)
{
	struct slice body;
	uint32_t type;

	/* The first record of each of them is short. */
	return take_record(&head, &type, &body) && (type == SHARED_BEGIN ||
	    type == STYLES_BEGIN || type == BOOK_BEGIN);
}

int
xlsb_read_shared(struct extract_job *j, struct slice bytes, struct book *b)
{
	struct reader rd = { .job = j, .book = b };

	return read_all(&rd, bytes, false, read_shared_record);
}

int
xlsb_read(struct extract_job *j, struct slice bytes, struct book *b)
{
	struct reader rd = { .job = j, .book = b };

	memset(&b->table, 0, sizeof b->table);
	return read_all(&rd, bytes, true, read_record);
}
