/*
 * docprops -- where in a Word document ([MS-DOC]) text is hidden, deleted or
 * inserted, stands in a table, or ends a row: from the pages that say how
 * characters and paragraphs look.
 */
#ifndef EXTRACT_DOCPROPS_H
#define EXTRACT_DOCPROPS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

enum docprops_kind {
	DOCPROPS_HIDDEN,
	DOCPROPS_DELETED,	/* and not yet accepted */
	DOCPROPS_INSERTED,	/* likewise */
	DOCPROPS_IN_TABLE,
	DOCPROPS_ROW_END,
	DOCPROPS_KINDS
};

struct docprops_range {
	uint32_t from, to;	/* bytes of the main stream */
};

struct docprops {
	struct docprops_range *ranges[DOCPROPS_KINDS];	/* ordered */
	size_t count[DOCPROPS_KINDS], cap[DOCPROPS_KINDS];
};

/*
 * Read the pages that the two tables (PlcBteChpx, PlcBtePapx) name.  p begins
 * as zeros; docprops_free() afterwards.
 */
void	docprops_read(struct docprops *p, struct slice main,
	    struct slice chpx, struct slice papx);
void	docprops_free(struct docprops *p);

/* Is the byte at fc of that kind?  */
bool	docprops_has(const struct docprops *p, enum docprops_kind kind,
	    uint32_t fc);

#endif
