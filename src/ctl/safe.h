/*
 * safe -- hostile bytes on a person's terminal.
 */
#ifndef CTL_SAFE_H
#define CTL_SAFE_H

#include "base/buf.h"
#include "base/slice.h"

/* Printable ASCII as it is, any other byte as \xNN. */
void	safe_put(struct buf *out, struct slice s);

/*
 * UTF-8 as it is, but what moves the cursor, turns the direction of writing or
 * cannot be seen as <U+202E>.  Tabs stay; a byte that is no UTF-8 is \xNN.
 */
void	safe_put_text(struct buf *out, struct slice s);

#endif
