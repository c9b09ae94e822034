/*
 * html -- where a block may be put into a page, and what its reader sees.
 *
 * Inside action.  The page is read as a browser without scripting reads it;
 * nothing is repaired.  Bytes are in an ASCII-compatible charset.
 */
#ifndef ACTION_HTML_REWRITE_H
#define ACTION_HTML_REWRITE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"
#include "mail/edit.h"

struct html_page {
	size_t place;		/* where a block at the end of the page goes */
	bool is_closed;		/* what stands there would not surely be seen */
	bool is_frameset;
	bool has_content;	/* anything but white space and tags */
	bool has_tags;
};

/*
 * Read a page.  shown receives what a reader sees, a line for each block; with
 * own_only older messages in it are left out, and a line ">" says where one
 * was.  NULL if it is not wanted.  0 or ERR_LIMIT (shown is full).
 */
int	html_read(struct slice page, bool own_only, struct buf *shown,
	    struct html_page *ret);

/*
 * Where this block goes if it is to be seen as a block of its own: not hidden
 * by what stands open there or by a style sheet, no part of a link, of a
 * quotation, of a button or of a table's cell.  Above the older message or
 * the signature only where one is marked, the author's words stand above it
 * and a block may stand there; else at the end.  False: nowhere for certain.
 */
bool	html_place(struct slice page, struct slice block, enum edit_place wanted,
	    size_t *ret);

#endif
