/*
 * pdfmaker -- small PDF files, honest ones and broken ones.
 *
 * Objects 1 to 5 are the catalog, the page tree, one page, its content and
 * its font (/F1); a test adds to them, or puts others in their place.
 */
#ifndef UNIT_EXTRACT_PDFMAKER_H
#define UNIT_EXTRACT_PDFMAKER_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"

struct pdf_made {
	const char *content;	/* of the page; NULL for one word */
	const char *page;	/* more keys of the page */
	const char *catalog;	/* more keys of the catalog */
	const char *font;	/* the dictionary of /F1; NULL for Helvetica */
	const char *fonts;	/* more entries of the page's fonts */
	const char *xobjects;	/* entries of the page's XObjects */
	const char *objects;	/* whole objects, from 6 on */
	const char *trailer;	/* more keys of the trailer */
	const char *before;	/* bytes before the header */
	const char *behind;	/* bytes behind the end */
	bool no_xref;
};

void	pdfmaker(const struct pdf_made *m, struct buf *out);
/* One object that is a stream; dict holds its keys but /Length. */
void	pdfmaker_stream(struct buf *out, unsigned num, const char *dict,
	    struct slice data);
void	pdfmaker_deflate(struct slice data, struct buf *out);

#endif
