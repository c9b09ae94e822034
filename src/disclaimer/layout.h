/*
 * layout -- a template's text as lines that are safe in any mail.
 *
 * Internal to src/disclaimer.
 */
#ifndef DISCLAIMER_LAYOUT_H
#define DISCLAIMER_LAYOUT_H

#include "base/buf.h"
#include "base/slice.h"

#define LAYOUT_WIDTH_MAX	76	/* bytes of a line, where words allow */
#define LAYOUT_LINE_MAX		900	/* of any: RFC 5322 2.1.1 leaves 998 */

/*
 * LF line ends, no blanks at line ends, no empty lines at either end, long
 * lines broken at words.  *ret_bad is set to what makes a line unsafe
 * ("From ", a lone dot, a word that fills more than a line), else NULL.  0 or ERR_LIMIT.
 */
int	layout_lines(struct slice text, struct buf *out, const char **ret_bad);

/*
 * The first line of a template's own text that is unsafe, as a part of it,
 * and why it is; false if there is none.
 */
bool	layout_fault(struct slice text, struct slice *ret_line,
	    const char **ret_bad);

#endif
