/*
 * embedded -- rar and 7z archives somewhere in a file of another kind:
 * programs that unpack themselves, films and sounds with something behind.
 */
#ifndef EXTRACT_EMBEDDED_H
#define EXTRACT_EMBEDDED_H

#include "extract/extract.h"

/*
 * Queue the first archive of each kind whose header holds together, from its
 * first byte to the end.  A program may have one; elsewhere it is AMBIGUOUS.
 * 0 or an error.
 */
int	embedded_read(struct extract_job *j);

#endif
