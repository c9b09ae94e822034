/*
 * grid -- the tables of a page: in which row and column the text stands, and
 * what heads its column.
 */
#ifndef EXTRACT_GRID_H
#define EXTRACT_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "extract/extract.h"

#define GRID_DEPTH_MAX		8	/* deeper tables have no columns */
#define GRID_COLUMNS_MAX	64

struct grid_table {
	uint32_t row;			/* from 1 */
	size_t column, span;		/* of the cell that is open, from 1 */
	bool is_heading;		/* the open cell is a th */
	bool has_data;			/* a td stood in this row */
	struct slice header[GRID_COLUMNS_MAX];	/* in the arena */
	uint32_t taken[GRID_COLUMNS_MAX];	/* by a cell of a row above, up to this row */
	size_t header_count;
	bool is_header_bad;		/* the first row is no row of names */
};

struct grid {
	struct grid_table tables[GRID_DEPTH_MAX];
	size_t depth;			/* may be more than GRID_DEPTH_MAX */
};

/* A tag table, tr, td or th; others say nothing.  Spans: 1 if not given. */
void	grid_tag(struct grid *g, const char *name, bool is_end,
	    size_t column_span, size_t row_span);

/*
 * Where this text stands: *ret_row 0 outside of tables.  A text in the first
 * row (or in a th above the data) is remembered as the head of its columns.
 * 0, or ERR_LIMIT when the arena is exhausted.
 */
int	grid_place(struct grid *g, struct extract_job *j, struct slice text,
	    struct slice *ret_header, uint32_t *ret_row);

#endif
