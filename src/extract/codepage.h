/*
 * codepage -- Windows' numbers of character sets, as Office files give them,
 * to the names that mime_to_utf8() knows.
 */
#ifndef EXTRACT_CODEPAGE_H
#define EXTRACT_CODEPAGE_H

#include <stdint.h>

#include "extract/extract.h"

/* Static storage.  A number that we do not know gives a name that is none. */
struct slice codepage_charset(uint32_t number);

/* The code page of a font's character set (\fcharset, LOGFONT); 0: none. */
uint32_t codepage_of_charset(int32_t charset);

/*
 * Bytes of a code page to UTF-8, appended.  A code page that is not read is
 * an anomaly if there are other bytes than ASCII.  0 or ERR_LIMIT.
 */
int	codepage_text(struct extract_job *j, uint32_t number,
	    struct slice bytes, struct buf *out);
/* The same for UTF-16, little endian; ends at the first NUL. */
int	codepage_wide(struct slice bytes, struct buf *out);

#endif
