/*
 * inflate64 -- Deflate64, as Windows and 7-Zip make it in large zips.
 *
 * Deflate (RFC 1951) with a window of 64 KiB, two more distances, and a last
 * length code that stands for 3 to 65,538 bytes.  zlib does not read it.
 */
#ifndef EXTRACT_INFLATE64_H
#define EXTRACT_INFLATE64_H

#include "base/buf.h"
#include "extract/extract.h"

/*
 * Inflate in, appending to out; each piece goes through extract_spend(), j may
 * be NULL.  0 with the bytes taken; ERR_SHORT: it ends too early; ERR_SYNTAX:
 * damaged; ERR_LIMIT: out is full or the budget is (told).
 */
int	inflate64(struct extract_job *j, struct slice in, struct buf *out,
	    size_t *ret_used);

#endif
