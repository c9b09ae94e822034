/*
 * csv -- a table as other programs export it: separated by `,` `;` TAB or
 * `|`, quoted or not, with line breaks inside quotes; UTF-8, UTF-16 with a
 * byte order mark, or Windows-1252.
 *
 * What it holds is personal data: it stays in memory, which csv_close() wipes,
 * and no message of ours shows any of it.
 */
#ifndef CONF_CSV_H
#define CONF_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

#define CSV_FIELDS_MAX	4096	/* of one row */

struct csv {
	uint8_t *bytes;		/* UTF-8 */
	size_t len;
	size_t at;
	uint8_t separator;
	/* The row that was read last. */
	struct slice *fields;	/* blanks trimmed; valid until the next row */
	size_t count;
	size_t line;		/* it begins on, from 1 */
	size_t next_line;
};

/*
 * Read all of a file; "-" is standard input.  0, ERR_SYSTEM, ERR_LIMIT (over
 * CSV_BYTES_MAX), ERR_SHORT (it is empty).
 */
int	csv_open(struct csv *c, const char *path);
/* The same of bytes that are there already. */
int	csv_open_bytes(struct csv *c, struct slice bytes);
void	csv_close(struct csv *c);

/*
 * The next row that is not blank: 1; 0 at the end; ERR_SYNTAX: a quote that is
 * never closed; ERR_LIMIT: too many fields.  c->line says where.
 */
int	csv_next(struct csv *c);

#endif
