/*
 * exception_print -- entries of the exceptions register, for people, programs
 * and spreadsheets.
 */
#ifndef CTL_EXCEPTION_PRINT_H
#define CTL_EXCEPTION_PRINT_H

#include "base/buf.h"
#include "keeper/client.h"

/* Appended to out; 0 or ERR_LIMIT. */
int	exception_human(const struct exception_item *x, struct buf *out);
/* An array of all of them. */
int	exceptions_json(const struct exception_item *x, size_t n,
	    struct buf *out);
/*
 * RFC 4180, with a line of titles.  A field that a spreadsheet would take for
 * a formula begins with an apostrophe.
 */
int	exceptions_csv(const struct exception_item *x, size_t n,
	    struct buf *out);

#endif
