/*
 * peoplecell -- people in cells of tables and forms, and in contact cards: the
 * header, the cell beside or the property says that it is a name.
 */
#ifndef DETECT_PEOPLECELL_H
#define DETECT_PEOPLECELL_H

#include "detect/named.h"

/* 1: it was a name, and there is nothing else; 0: read on; or ERR_LIMIT. */
int	peoplecell_read(struct named *rd, size_t segment);

/*
 * For tables drawn in text: from..to of the window is a cell under a header
 * of persons, or of family names (given: the cell of the given name, if any).
 * 0 or ERR_LIMIT.
 */
int	peoplecell_mark(struct detect_run *run, size_t from, size_t to,
	    struct slice header);
int	peoplecell_mark_surname(struct detect_run *run, size_t from, size_t to,
	    struct slice given);

#endif
