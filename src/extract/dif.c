/*
 * dif -- data interchange format (.dif): a header of three lines an item, then
 * two lines a value.  Excel opens it under the name of any sheet.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "extract/cell.h"
#include "extract/engine.h"
#include "extract/quote.h"
#include "extract/text.h"

struct dif {
	struct extract_job *job;
	struct cell_table *table;
	uint32_t row, column;
};

static int
dif_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	char head[16];
	size_t n, at = 5;

	(void)name;
	if (!slice_starts(detected, SLICE("text/")))
		return 0;
	n = text_head(bytes, head, sizeof head);
	if (n < 12 || memcmp(head, "table", 5) != 0)
		return 0;
	at += head[at] == '\r';
	return memcmp(head + at, "\n0,1", 4) == 0 ? 50 : 0;
}

static struct slice
next_line(struct slice *rest)
{
	struct slice line = slice_trim(quote_first_line(*rest));

	*rest = quote_next(*rest);
	return line;
}

/* "0,12" and "V", or "1,0" and a text in quotes; -1 begins a row, or ends all. */
static int
put_value(struct dif *d, struct slice first, struct slice second)
{
	size_t comma = slice_chr(first, ',', 0);

	if (slice_starts(first, SLICE("-1"))) {
		if (slice_ieq_str(second, "BOT")) {
			d->row++;
			d->column = 0;
			return 0;
		}
		return slice_ieq_str(second, "EOD") ? 0 :
		    extract_unit(d->job, SLICE_NONE, second);
	}
	d->column++;
	if (slice_starts(first, SLICE("0,")))
		return cell_put(d->job, d->table, d->column, d->row,
		    slice_from(first, comma + 1));
	if (second.len >= 2 && second.ptr[0] == '"' &&
	    second.ptr[second.len - 1] == '"')
		second = slice_sub(second, 1, second.len - 1);
	return cell_put(d->job, d->table, d->column, d->row, second);
}

static int
put_lines(struct dif *d, struct slice rest)
{
	struct slice line, second;
	int r = 0;

	while (rest.len > 0 && r == 0) {
		line = next_line(&rest);
		if (slice_ieq_str(line, "DATA"))
			break;
		r = extract_unit(d->job, SLICE_NONE, line);
	}
	/* The two other lines of the item DATA itself. */
	next_line(&rest);
	next_line(&rest);
	while (rest.len > 0 && r == 0) {
		line = next_line(&rest);
		second = next_line(&rest);
		r = put_value(d, line, second);
		/* What is no number of a kind is no value, but leaves too. */
		if (r == 0 && !slice_starts(line, SLICE("-1")) &&
		    !slice_starts(line, SLICE("0,")) &&
		    !slice_starts(line, SLICE("1,")))
			r = extract_unit(d->job, SLICE_NONE, line);
	}
	return r;
}

static int
dif_read(struct extract_job *j)
{
	struct buf out = BUF_INIT(TEXT_TOTAL_MAX);
	struct dif d = { .job = j };
	int r;

	d.table = mem_zalloc(sizeof *d.table);
	r = text_to_utf8(j, extract_bytes(j), &out);
	if (r == 0)
		r = put_lines(&d, buf_slice(&out));
	free(d.table);
	buf_free(&out);
	return r;
}

const struct extract_format format_dif = { "dif", dif_can_read, dif_read };
