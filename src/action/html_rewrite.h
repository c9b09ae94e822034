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
	bool is_frameset;
	bool has_content;	/* anything but white space and tags */
	bool has_tags;
};

/* A page that was read; the page's bytes are borrowed. */
struct html_reading;

/*
 * Read a page.  shown receives what a reader sees, a line for each block; with
 * own_only older messages in it are left out, a line ">" says where one was,
 * and so is what is not certain to be seen.  NULL if it is not wanted.  0 or
 * ERR_LIMIT (shown is full); *ret is given.
 */
int	html_reading(struct slice page, bool own_only, struct buf *shown,
	    struct html_reading **ret);
void	html_reading_free(struct html_reading *p);
const struct html_page *html_reading_page(const struct html_reading *p);

/*
 * Where this block goes if it is certain to be seen as a block of its own: not
 * hidden by what stands open there or by a style sheet, in letters that can be
 * read, no part of a link, of a quotation, of a button or of a table's cell.
 * Above the older message or the signature only where one is marked, the
 * author's words stand above it and a block may stand there; else at the end.
 * False: nowhere for certain.
 */
bool	html_reading_place(struct html_reading *p, struct slice block,
	    enum edit_place wanted, size_t *ret);

/* Both at once. */
int	html_read(struct slice page, bool own_only, struct buf *shown,
	    struct html_page *ret);
bool	html_place(struct slice page, struct slice block,
	    enum edit_place wanted, size_t *ret);

/*
 * The block in colours of its own, for a page that has them so that nobody can
 * be certain to read it.  0 or ERR_LIMIT.
 */
int	html_defend(struct slice block, struct buf *out);

#endif
