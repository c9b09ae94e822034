#include "extract/grid.h"

#include <string.h>

#include "extract/engine.h"

#define HEADER_CELL_MAX	60
#define VALUE_CELL_MAX	40
#define HEADING_ROWS	4	/* of th cells, at the top */

static struct grid_table *
this_table(struct grid *g)
{
	if (g->depth == 0 || g->depth > GRID_DEPTH_MAX)
		return NULL;
	return &g->tables[g->depth - 1];
}

/* The next column that no cell from above reaches into. */
static void
next_cell(struct grid_table *t, size_t column_span, size_t row_span)
{
	size_t i;

	if (t->row == 0)
		t->row = 1;	/* cells without a row */
	t->column = t->column == 0 ? 1 : t->column + t->span;
	while (t->column <= GRID_COLUMNS_MAX &&
	    t->taken[t->column - 1] >= t->row)
		t->column++;
	t->span = column_span;
	for (i = t->column; i < t->column + column_span &&
	    i <= GRID_COLUMNS_MAX && row_span > 1; i++)
		t->taken[i - 1] = t->row + (uint32_t)row_span - 1;
}

void
grid_tag(struct grid *g, const char *name, bool is_end, size_t column_span,
    size_t row_span)
{
	bool is_heading = strcmp(name, "th") == 0;
	struct grid_table *t;

	if (strcmp(name, "table") == 0) {
		if (is_end)
			g->depth -= g->depth > 0;
		else if (++g->depth <= GRID_DEPTH_MAX)
			memset(this_table(g), 0, sizeof(struct grid_table));
		return;
	}
	t = this_table(g);
	if (t == NULL)
		return;
	if (strcmp(name, "tr") == 0) {
		t->row += !is_end;
		t->column = t->span = 0;
		t->has_data = false;
	} else if ((is_heading || strcmp(name, "td") == 0) && !is_end) {
		next_cell(t, column_span, row_span);
		t->is_heading = is_heading;
		t->has_data |= !is_heading;
	}
}

static bool
has_long_number(struct slice s)
{
	size_t i, run = 0;

	for (i = 0; i < s.len; i++) {
		run = ascii_is_digit(s.ptr[i]) ? run + 1 : 0;
		if (run >= 5)
			return true;
	}
	return false;
}

/* Is this the name of a column, or of several? */
static int
note_header(struct grid_table *t, struct extract_job *j, struct slice text)
{
	bool is_head = t->is_heading && !t->has_data &&
	    t->row <= HEADING_ROWS;
	struct slice copy = SLICE_NONE;
	size_t i;

	if ((t->row != 1 && !is_head) || t->column == 0)
		return 0;
	if (text.len > HEADER_CELL_MAX || has_long_number(text))
		t->is_header_bad = true;
	if (t->is_header_bad)
		return 0;
	for (i = t->column; i < t->column + t->span &&
	    i <= GRID_COLUMNS_MAX; i++) {
		/* A heading below a wider one says it better. */
		if (t->header[i - 1].len > 0 && !(is_head && t->row > 1))
			continue;
		if (copy.ptr == NULL)
			copy = arena_dup(extract_arena(j), text);
		if (copy.ptr == NULL)
			return engine_exhausted(j->engine);
		t->header_count += t->header[i - 1].len == 0;
		t->header[i - 1] = copy;
	}
	return 0;
}

static struct slice
column_header(const struct grid_table *t, struct slice text)
{
	if (t->row < 2 || t->is_header_bad || t->header_count == 0 ||
	    t->column == 0 || t->column > GRID_COLUMNS_MAX)
		return SLICE_NONE;
	/* One column is mostly layout: only what may be a value is under it. */
	if (t->header_count == 1 &&
	    (text.len > VALUE_CELL_MAX || !has_long_number(text)))
		return SLICE_NONE;
	return t->header[t->column - 1];
}

int
grid_place(struct grid *g, struct extract_job *j, struct slice text,
    struct slice *ret_header, uint32_t *ret_row)
{
	struct grid_table *t = this_table(g);
	int r;

	*ret_header = SLICE_NONE;
	*ret_row = 0;
	if (t == NULL || t->column == 0)
		return 0;
	/* A heading has none itself: it would head its own column. */
	if (!t->is_heading || t->has_data)
		*ret_header = column_header(t, text);
	*ret_row = t->row;
	r = note_header(t, j, text);
	return r;
}
