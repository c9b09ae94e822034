/*
 * csv -- tables of separated values (RFC 4180, and what spreadsheets make of
 * it): comma, semicolon, tab or bar; quotes with line breaks inside; a row of
 * column names or none.
 */
#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "extract/cell.h"
#include "extract/dataurl.h"
#include "extract/engine.h"
#include "extract/text.h"

#include <stdlib.h>

#define SAMPLE_LINES	20

static int
csv_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)bytes;
	(void)name;
	return slice_eq_str(detected, "text/csv") ? 40 : 0;
}

/* How often does it stand outside quotes in each of the first lines? */
static size_t
steadiness(struct slice s, uint8_t separator)
{
	size_t i, n = 0, lines = 0, steady = 0, first = 0;
	bool quoted = false;

	for (i = 0; i < s.len && lines < SAMPLE_LINES; i++) {
		if (s.ptr[i] == '"')
			quoted = !quoted;
		else if (!quoted && s.ptr[i] == separator)
			n++;
		else if (!quoted && s.ptr[i] == '\n') {
			first = lines == 0 ? n : first;
			steady += n > 0 && n == first ? n + 1 : 0;
			lines++;
			n = 0;
		}
	}
	return lines == 0 ? n : steady;
}

static uint8_t
find_separator(struct slice s)
{
	static const uint8_t separators[] = { ',', ';', '\t', '|' };
	size_t i, score, best_score = 0;
	uint8_t best = ',';

	for (i = 0; i < sizeof separators; i++) {
		score = steadiness(s, separators[i]);
		if (score > best_score) {
			best = separators[i];
			best_score = score;
		}
	}
	return best;
}

/* A line end: "\n", or the bare "\r" of old Macs. */
static bool
ends_row(struct slice s, size_t i)
{
	return s.ptr[i] == '\n' || (s.ptr[i] == '\r' &&
	    (i + 1 == s.len || s.ptr[i + 1] != '\n'));
}

/*
 * Take one value off the front: text in out (quotes undone), *ret_end is the
 * byte that ended it, 0 at the end of all.  *ret_open: a quote did not end.
 */
static int
next_value(struct slice *s, uint8_t separator, bool may_quote,
    struct buf *out, uint8_t *ret_end, bool *ret_open)
{
	bool quoted = false;
	size_t i;
	uint8_t c;
	int r = 0;

	buf_reset(out);
	for (i = 0; i < s->len && r == 0; i++) {
		c = s->ptr[i];
		if (quoted) {
			if (c != '"')
				r = buf_putc(out, c);
			else if (i + 1 < s->len && s->ptr[i + 1] == '"')
				r = buf_putc(out, s->ptr[i++]);
			else
				quoted = false;
		} else if (c == '"' && out->len == 0 && may_quote) {
			quoted = true;
		} else if (c == separator || ends_row(*s, i)) {
			break;
		} else {
			r = buf_putc(out, c);
		}
	}
	*ret_open = quoted;
	*ret_end = i < s->len ? s->ptr[i] : 0;
	*s = slice_from(*s, i + 1);
	return r;
}

static int
put_rows(struct extract_job *j, struct slice s, struct cell_table *t)
{
	struct buf value = BUF_INIT(TEXT_TOTAL_MAX);
	uint8_t separator = find_separator(s), end;
	uint32_t row = 1, column = 1;
	bool may_quote = true, is_open;
	struct slice before;
	int r = 0;

	/* Excel's own first line: it names the separator. */
	if (slice_istarts(s, SLICE("sep=")) && s.len > 4 && s.ptr[4] < 0x80)
		separator = s.ptr[4];
	while (s.len > 0 && r == 0) {
		before = s;
		r = next_value(&s, separator, may_quote, &value, &end,
		    &is_open);
		if (r == 0)
			r = cell_put(j, t, column, row, buf_slice(&value));
		/* One cell to Excel; others take the quote for a letter. */
		if (is_open) {
			s = before;
			may_quote = false;
			continue;
		}
		column = end == separator ? column + 1 : 1;
		row += end != separator;
	}
	buf_free(&value);
	return r;
}

static int
csv_read(struct extract_job *j)
{
	struct buf out = BUF_INIT(TEXT_TOTAL_MAX);
	struct cell_table *t;
	int r;

	r = text_to_utf8(j, extract_bytes(j), &out);
	t = mem_zalloc(sizeof *t);
	if (r == 0)
		r = put_rows(j, buf_slice(&out), t);
	if (r == 0)
		r = dataurl_scan(j, buf_slice(&out));
	free(t);
	buf_free(&out);
	return r;
}

const struct extract_format format_csv = { "csv", csv_can_read, csv_read };
