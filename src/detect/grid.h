/*
 * grid -- tables drawn in plain text: columns between tabs, bars, or runs of
 * blanks, as they are pasted into a message.
 */
#ifndef DETECT_GRID_H
#define DETECT_GRID_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

/* What is known of the line that was looked at last; zero at first. */
struct grid {
	size_t line;		/* where it begins, +1; 0: none */
	size_t header;		/* where the first line of its table begins */
	size_t columns;		/* separators in it */
	int kind;
	size_t at;		/* the place that was asked about last */
	size_t cell_from, cell_to;	/* its answer; cell_to 0: none */
};

/*
 * The cell of the first line that stands above byte `at`: false if its line
 * is in no table, or is the first one.  Places asked for in ascending order
 * cost one walk over the text altogether.
 */
bool	grid_header(struct grid *g, struct slice text, size_t at,
	    size_t *ret_from, size_t *ret_to);

#endif
