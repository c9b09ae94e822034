/*
 * html -- where a block may be put into a page, and what its reader sees.
 *
 * Inside action.  A tokenizer that knows comments, declarations, raw text
 * elements and quoted attributes; no tree is built and nothing is repaired.
 */
#ifndef ACTION_HTML_REWRITE_H
#define ACTION_HTML_REWRITE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"

struct html_page {
	size_t place;		/* where the block goes */
	bool is_closed;		/* what stands there would not be shown */
	bool is_frameset;
	bool has_content;	/* anything but white space and tags */
};

/*
 * Read a page (bytes in an ASCII-compatible charset).  shown receives what a
 * reader sees, a line for each block; with own_only older messages in it are
 * left out.  NULL if it is not wanted.  0 or ERR_LIMIT (shown is full).
 */
int	html_read(struct slice page, bool own_only, struct buf *shown,
	    struct html_page *ret);

#endif
