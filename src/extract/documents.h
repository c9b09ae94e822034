/*
 * documents -- what only a process with the document libraries can do.
 *
 * Such libraries bring dozens of mappings, which every fork of a child copies
 * and every message would pay for.  So the code that calls them stands in
 * libdocuments.a, which exeat-reader and the tests link; exeat-inspector has
 * only the names of the formats, and hands a message that holds one on.
 */
#ifndef EXTRACT_DOCUMENTS_H
#define EXTRACT_DOCUMENTS_H

#include "extract/extract.h"

/*
 * What the libraries set up at their first use, set up now: before the
 * sandbox closes.  0, or a negative error.
 */
int	documents_load(void);

/* The readers of table.c's APART lines: <id>_read, as extract_format.read. */
int	archive_read(struct extract_job *j);

#endif
