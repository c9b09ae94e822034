/*
 * bare -- base64 that stands in a text without a label: whoever gets it can
 * decode it.
 */
#ifndef EXTRACT_BARE_H
#define EXTRACT_BARE_H

#include "extract/extract.h"

/*
 * Look for lines of base64 in UTF-8 text.  What decodes to text is given out
 * as text of this part, what has the mark of a known format as a member;
 * anything else says nothing that could be read.  yEnc and BinHex are
 * anomalies.  0 or ERR_LIMIT.
 */
int	bare_read(struct extract_job *j, struct slice text);

#endif
