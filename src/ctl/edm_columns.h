/*
 * edm_columns -- which column of a table is what: `--columns SPEC` of
 * exeatctl edm build.
 *
 *   SPEC    = COLUMN { "," COLUMN }
 *   COLUMN  = [ HEADER "=" ] [ "primary:" ] TYPE
 *
 * HEADER is the name of the column in the table's first line, letters and
 * digits compared; without it, the type's own word.
 */
#ifndef CTL_EDM_COLUMNS_H
#define CTL_EDM_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"
#include "mail/recordset.h"

struct edm_column {
	struct slice header;	/* of the SPEC */
	struct slice word;	/* of the type: "mobile" */
	enum record_type type;
	bool is_primary;
	size_t field;		/* of a row, once the first line is known */
	uint32_t index;		/* column of the index */
	/* While the table is read. */
	size_t filled, short_ones, wrong, own;
	size_t first_short, first_wrong;	/* lines */
};

struct edm_columns {
	struct edm_column list[RECORDSET_COLUMNS_MAX];
	size_t count;
};

/*
 * Read SPEC; it must outlive the columns.  0, or ERR_SYNTAX with words in
 * `why`: what is wrong, and what to write instead.
 */
int	edm_columns_read(const char *spec, struct edm_columns *ret,
	    struct buf *why);

/* Find the columns in the table's first line.  0 or ERR_SYNTAX, as above. */
int	edm_columns_match(struct edm_columns *c, const struct slice *fields,
	    size_t n, struct buf *why);

/* The column of a type, or NULL. */
const struct edm_column *edm_columns_find(const struct edm_columns *c,
	    enum record_type t);

/*
 * With the whole table read: may the primary columns stand for a person?  0,
 * or ERR_SYNTAX, as above; no value of the table is in the words.
 */
int	edm_columns_judge(const struct edm_columns *c,
	    const struct recordset_info *info, struct buf *why);

#endif
