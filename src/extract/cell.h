/*
 * cell -- what tables have in common: the name of a place, and the row of
 * column names.
 */
#ifndef EXTRACT_CELL_H
#define EXTRACT_CELL_H

#include "extract/extract.h"

#define CELL_COLUMNS_MAX	1024	/* with a name of their own */
#define CELL_PLACE_SIZE		32
#define CELL_HEADER_MAX		100	/* a longer text names no column */

struct cell_table {
	struct slice header[CELL_COLUMNS_MAX];	/* in the arena */
	uint32_t header_row;		/* 0: not found yet */
	uint32_t row;			/* being collected as a possible header */
	size_t named;			/* texts in that row so far */
	bool has_number;		/* a row with long numbers names nothing */
	/* A lone text names its column as long as there is no such row. */
	struct slice lone;		/* in the arena */
	uint32_t lone_column, lone_row;	/* 0: none */
	bool lone_has_values;		/* under it: later texts are no names */
};

/* "cell B7" for column 2, row 7.  out holds CELL_PLACE_SIZE bytes. */
struct slice cell_place(uint32_t column, uint32_t row, char *out);
/* "B7" to its numbers; false if it is none. */
bool	cell_parse(struct slice ref, uint32_t *ret_column, uint32_t *ret_row);

/*
 * Take note of a text in a cell; *ret is the name of its column, if there is
 * one.  Several texts of one cell are one name.  0 or ERR_LIMIT.
 */
int	cell_header(struct extract_job *j, struct cell_table *t,
	    uint32_t column, uint32_t row, struct slice text,
	    struct slice *ret);

/*
 * Give out one cell, column and row from 1, rows in order.  The first row
 * with two texts or more is the row of column names; a title above it is not,
 * unless the table has but one column.
 */
int	cell_put(struct extract_job *j, struct cell_table *t, uint32_t column,
	    uint32_t row, struct slice text);

#endif
