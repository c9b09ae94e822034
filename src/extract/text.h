/*
 * text -- bytes of a part to UTF-8, for the formats that are text.
 */
#ifndef EXTRACT_TEXT_H
#define EXTRACT_TEXT_H

#include "base/buf.h"
#include "extract/extract.h"

/*
 * By the part's declared charset, unless a mark or the pattern of the bytes
 * says UTF-16.  An unknown charset is an anomaly, and read as best as can be.
 * 0, or an error that ends the part.
 */
int	text_to_utf8(struct extract_job *j, struct slice bytes,
	    struct buf *out);

#endif
