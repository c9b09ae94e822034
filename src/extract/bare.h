/*
 * bare -- base64 and hexadecimal that stand in a text without a label:
 * whoever gets them can decode them.
 */
#ifndef EXTRACT_BARE_H
#define EXTRACT_BARE_H

#include "extract/extract.h"

/*
 * Look for lines and long words of them in a text (UTF-8 or a superset of
 * ASCII).  What decodes to text is another reading of the part, what has the
 * mark of a known format a member; anything else says nothing that could be
 * read.  0 or ERR_LIMIT.
 */
int	bare_read(struct extract_job *j, struct slice text);

#endif
