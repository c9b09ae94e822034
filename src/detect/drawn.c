#include "detect/drawn.h"

#include <string.h>

#include "base/err.h"
#include "detect/grid.h"
#include "detect/peoplecell.h"
#include "detect/profile.h"
#include "detect/scene.h"

#define NAME_COLUMNS	(1 << COLUMN_PERSON | 1 << COLUMN_GIVEN | \
			1 << COLUMN_SURNAME)

/* One line of a table, while it is read. */
struct row {
	struct detect_run *run;
	struct grid *grid;
	struct slice given;		/* its cell */
	size_t surname_from, surname_to;	/* until the given name is seen */
};

static bool
is_bar(uint8_t c)
{
	return c == '\t' || c == '|';
}

static int
read_cell(struct row *row, size_t from, size_t to)
{
	struct detect_run *run = row->run;
	struct slice text = slice_of(run->shadow.bytes, run->shadow.len);
	struct slice header;
	size_t header_from, header_to;
	uint32_t columns;

	while (from < to && text.ptr[from] == ' ')
		from++;
	while (to > from && text.ptr[to - 1] == ' ')
		to--;
	if (from == to || !grid_header(row->grid, text, from, &header_from,
	    &header_to))
		return 0;
	header = slice_sub(text, header_from, header_to);
	columns = run_columns_of(run, header);
	if ((columns & 1 << COLUMN_BIRTH) != 0)
		return profile_mark_birth(run, from, to);
	if ((columns & 1 << COLUMN_SURNAME) != 0) {
		row->surname_from = from;
		row->surname_to = to;
	}
	if ((columns & 1 << COLUMN_GIVEN) != 0)
		row->given = slice_sub(text, from, to);
	return (columns & 1 << COLUMN_PERSON) != 0 ?
	    peoplecell_mark(run, from, to, header) : 0;
}

static int
read_line(struct row *row, size_t from, size_t to)
{
	const uint8_t *p = row->run->shadow.bytes;
	size_t at, end;
	int r;

	row->given = SLICE_NONE;
	row->surname_to = 0;
	r = 0;
	for (at = from; at <= to && r == 0; at = end + 1) {
		for (end = at; end < to && !is_bar(p[end]); end++)
			;
		r = read_cell(row, at, end);
	}
	if (r == 0 && row->surname_to > 0)
		r = peoplecell_mark_surname(row->run, row->surname_from,
		    row->surname_to, row->given);
	return r;
}

static bool
has_bar(const uint8_t *p, size_t n)
{
	return memchr(p, '\t', n) != NULL || memchr(p, '|', n) != NULL;
}

int
drawn_mark(struct detect_run *run)
{
	struct grid grid;
	struct row row = { run, &grid, { NULL, 0 }, 0, 0 };
	const uint8_t *p = run->shadow.bytes, *nl;
	const struct segment *s;
	size_t i, at, end;
	int r;

	memset(&grid, 0, sizeof grid);
	r = 0;
	for (i = 0; i < run->segment_count && r == 0; i++) {
		s = &run->segments[i];
		if (run->text->units[s->unit].row != 0 ||
		    !has_bar(p + s->from, s->to - s->from))
			continue;
		for (at = s->from; at < s->to && r == 0; at = end + 1) {
			nl = memchr(p + at, '\n', s->to - at);
			end = nl != NULL ? (size_t)(nl - p) : s->to;
			if (has_bar(p + at, end - at))
				r = read_line(&row, at, end);
		}
	}
	return r;
}
