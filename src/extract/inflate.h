/*
 * inflate -- deflate streams (RFC 1951), gzip members (RFC 1952): real output
 * is counted as it comes, never a declared size.
 */
#ifndef EXTRACT_INFLATE_H
#define EXTRACT_INFLATE_H

#include "base/buf.h"
#include "extract/extract.h"

enum inflate_kind {
	INFLATE_RAW,
	INFLATE_ZLIB,		/* RFC 1950 */
	INFLATE_GZIP
};

struct inflate_end {
	size_t used;		/* bytes of the input that were taken */
	bool finished;		/* the stream came to its end */
};

/*
 * Unpack one stream, appending to out, on the budget of the job (j may be
 * NULL: then only out's ceiling counts).  Returns 0 with the stream finished
 * or not, ERR_SYNTAX (damaged: what came before stands), or ERR_LIMIT (out is
 * full, or the budget, which is reported).
 */
int	inflate_stream(struct extract_job *j, struct slice in,
	    enum inflate_kind kind, struct buf *out, struct inflate_end *ret);

#endif
