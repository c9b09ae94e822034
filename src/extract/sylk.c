/*
 * sylk -- Microsoft's symbolic link files (.slk): a record a line, fields
 * parted by semicolons.  Excel opens them under the name of any sheet.
 *
 * No standard but the manual of Multiplan; what spreadsheets write is read,
 * and records that hold no cell are texts of their own.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "extract/cell.h"
#include "extract/engine.h"
#include "extract/quote.h"
#include "extract/text.h"

#define HEAD	((size_t)64 * 1024)

struct sylk {
	struct extract_job *job;
	struct cell_table *table;
	struct buf value;
	uint32_t row, column;
};

static int
sylk_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	char head[4];

	(void)name;
	if (!slice_starts(detected, SLICE("text/")) ||
	    text_head(bytes, head, sizeof head) < sizeof head ||
	    memcmp(head, "id;p", sizeof head) != 0)
		return 0;
	/* "ID;Product" heads many a table; it has no cell records. */
	bytes = slice_sub(bytes, 0, HEAD);
	return text_look(bytes) != TEXT_LOOK_8BIT ||
	    slice_find(bytes, SLICE("\nC;"), 0) != SLICE_NPOS ||
	    slice_find(bytes, SLICE("\nE"), 0) != SLICE_NPOS ? 50 : 0;
}

/* Up to the next single semicolon; two of them are one in the text. */
static int
next_field(struct sylk *y, struct slice *rest, struct slice *ret)
{
	size_t i;
	int r = 0;

	buf_reset(&y->value);
	for (i = 0; i < rest->len && r == 0; i++) {
		if (rest->ptr[i] == ';') {
			if (i + 1 == rest->len || rest->ptr[i + 1] != ';')
				break;
			i++;
		}
		r = buf_putc(&y->value, rest->ptr[i]);
	}
	*rest = slice_from(*rest, i + 1);
	*ret = buf_slice(&y->value);
	return r;
}

static uint32_t
number(struct slice s)
{
	uint32_t n = 0;
	size_t i;

	for (i = 0; i < s.len && ascii_is_digit(s.ptr[i]) && n < 10000000; i++)
		n = n * 10 + (uint32_t)(s.ptr[i] - '0');
	return n;
}

static struct slice
unquoted(struct slice s)
{
	if (s.len >= 2 && s.ptr[0] == '"' && s.ptr[s.len - 1] == '"')
		return slice_sub(s, 1, s.len - 1);
	return s;
}

/* "C;Y2;X1;K\"text\"": a cell; what is not said stays as it was. */
static int
put_cell(struct sylk *y, struct slice rest)
{
	struct slice field;
	int r = 0;

	while (rest.len > 0 && r == 0) {
		r = next_field(y, &rest, &field);
		if (r < 0 || field.len == 0)
			continue;
		switch (field.ptr[0]) {
		case 'X':
			y->column = number(slice_from(field, 1));
			break;
		case 'Y':
			y->row = number(slice_from(field, 1));
			break;
		case 'K':	/* the value */
			r = cell_put(y->job, y->table, y->column, y->row,
			    unquoted(slice_from(field, 1)));
			break;
		case 'A':	/* a comment */
		case 'E':	/* a formula */
			r = cell_put(y->job, y->table, y->column, y->row,
			    slice_from(field, 1));
			break;
		default:
			if (field.len > 4)
				r = extract_unit(y->job, SLICE_NONE, field);
		}
	}
	return r;
}

/* A place without a value: where the next cell is counted from. */
static int
put_place(struct sylk *y, struct slice rest)
{
	struct slice field;
	int r = 0;

	while (rest.len > 0 && r == 0) {
		r = next_field(y, &rest, &field);
		if (r < 0 || field.len == 0)
			continue;
		if (field.ptr[0] == 'X')
			y->column = number(slice_from(field, 1));
		else if (field.ptr[0] == 'Y')
			y->row = number(slice_from(field, 1));
		else if (field.len > 4)
			r = extract_unit(y->job, SLICE_NONE, field);
	}
	return r;
}

static int
put_record(struct sylk *y, struct slice line)
{
	if (slice_starts(line, SLICE("C;")))
		return put_cell(y, slice_from(line, 2));
	if (slice_starts(line, SLICE("F;")))
		return put_place(y, slice_from(line, 2));
	return extract_unit(y->job, SLICE_NONE, slice_trim(line));
}

static int
sylk_read(struct extract_job *j)
{
	struct sylk y = {
		.job = j, .value = BUF_INIT(TEXT_TOTAL_MAX),
		.row = 1, .column = 1,
	};
	struct buf out = BUF_INIT(TEXT_TOTAL_MAX);
	struct slice rest;
	int r;

	y.table = mem_zalloc(sizeof *y.table);
	r = text_to_utf8(j, extract_bytes(j), &out);
	for (rest = buf_slice(&out); rest.len > 0 && r == 0;
	    rest = quote_next(rest))
		r = put_record(&y, quote_first_line(rest));
	free(y.table);
	buf_free(&out);
	buf_free(&y.value);
	return r;
}

const struct extract_format format_sylk = { "sylk", sylk_can_read, sylk_read };
