/*
 * wrap -- a bare file as a message that carries it, so that one that lies in a
 * folder is read as one that was sent.
 */
#ifndef CTL_WRAP_H
#define CTL_WRAP_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"

/*
 * Does it begin as a message does: a header of which some field is one that
 * mail programs write?  A text that begins "Note: x" is none.
 */
bool	wrap_is_message(struct slice bytes);

/*
 * A message whose only part is the file, in base64, with the last component
 * of path as its name ("-" has none); appended to out.  0 or ERR_LIMIT.
 */
int	wrap_attachment(const char *path, struct slice bytes, struct buf *out);
/* The same without the message's own first line: one part of several. */
int	wrap_part(const char *path, struct slice bytes, struct buf *out);
/* Lines of 76 characters (RFC 2045 6.8), the last one open. */
int	wrap_base64(struct buf *out, struct slice s);

#endif
