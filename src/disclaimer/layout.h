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

/*
 * LF line ends, no blanks at line ends, no empty lines at either end, long
 * lines broken at words.  *ret_bad is set to what makes a line unsafe
 * ("From ", a lone dot), else NULL.  0 or ERR_LIMIT.
 */
int	layout_lines(struct slice text, struct buf *out, const char **ret_bad);

#endif
