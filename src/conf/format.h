/*
 * format -- the one layout of a file of settings and rules.
 *
 * Comments, blank lines (one at a time), where lines are broken, texts and
 * meaning stay; blanks, indents and line ends become ours:
 *
 *   rule name {
 *       policy  "29", "Why."		keys side by side, in four blanks
 *       when    any recipient outside
 *               and not message is reply	under the first fact
 *   }
 *
 * A block in one line stays in one while it fits.  Where a `set` line has two
 * blanks or more, its values begin; those of neighbouring lines stand side by
 * side.
 */
#ifndef CONF_FORMAT_H
#define CONF_FORMAT_H

#include "base/buf.h"
#include "conf/conf.h"

/* Columns of a block that is written in one line. */
#define FORMAT_WIDTH_MAX	100

/*
 * Append the text in our layout to out.  The result has been read again: it
 * means the same and comes out of here unchanged.
 *
 *   name	of the file, for messages.
 *
 * 0; ERR_SYNTAX if the text does not parse (see diag); ERR_LIMIT; ERR_MISMATCH
 * if the result would not be the same, which is a fault of ours.
 */
int	conf_format(struct slice text, const char *name, struct conf_diag *diag,
	    struct buf *out);

#endif
