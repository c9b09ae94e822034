/*
 * sheet -- a table of text: what reports show, as a page and for spreadsheets.
 */
#ifndef CTL_SHEET_H
#define CTL_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct sheet_column {
	const char *name;		/* NULL ends the columns */
	bool is_number;
};

struct sheet {
	const struct sheet_column *columns;
	size_t width;
	char **cells;			/* row by row */
	size_t rows, cap;
	size_t most;			/* rows that are kept */
	uint64_t left_out;		/* those past it */
};

void	sheet_init(struct sheet *s, const struct sheet_column *columns,
	    size_t most);
void	sheet_free(struct sheet *s);

/* A cell for each column; copied. */
void	sheet_add(struct sheet *s, const char *const *cells);

/*
 * A row for spreadsheets (RFC 4180): every field in quotes, CRLF at the end.
 * Text that a spreadsheet would take for a formula gets a ' before it, and
 * what is no UTF-8 or cannot be seen is shown as \xNN or <U+202E>.
 */
void	sheet_put_csv(FILE *out, const struct sheet_column *columns,
	    const char *const *cells);
/* The names of the columns, as such a row. */
void	sheet_put_head(FILE *out, const struct sheet_column *columns);

#endif
