/*
 * infile -- a file that a command reads as a whole.
 */
#ifndef CTL_INFILE_H
#define CTL_INFILE_H

#include "base/buf.h"

/*
 * Append its bytes; "-" is standard input.  0, ERR_SYSTEM with errno, or
 * ERR_LIMIT: more than the buffer takes.
 */
int	infile_read(const char *path, struct buf *out);

#endif
