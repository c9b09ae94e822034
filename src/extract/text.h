/*
 * text -- bytes of a part to UTF-8, for the formats that are text.
 */
#ifndef EXTRACT_TEXT_H
#define EXTRACT_TEXT_H

#include <stdbool.h>

#include "base/buf.h"
#include "extract/extract.h"

/*
 * By the part's declared charset, unless a mark or the pattern of the bytes
 * says UTF-16.  An unknown charset is an anomaly, and read as best as can be.
 * 0, or an error that ends the part.
 */
int	text_to_utf8(struct extract_job *j, struct slice bytes,
	    struct buf *out);

/*
 * The beginning of a text without marks, NULs and leading blanks, lower case:
 * for can_read(), whatever UTF it is in.  Returns the bytes in out.
 */
size_t	text_head(struct slice bytes, char *out, size_t size);
/* Has one of the names (each ended by '\n') this ending? */
bool	text_is_named(struct slice names, const char *ending);

/*
 * text_to_utf8() for markup, which may name its character set itself: where
 * that says another text than the label, read() gets both.  has_more: the
 * other one follows.  0, or an error that ends the part.
 */
int	text_each_reading(struct extract_job *j, struct slice bytes,
	    int (*read)(void *arg, struct slice utf8, bool has_more),
	    void *arg);

#endif
