/*
 * pdflines -- pieces of text and where they stand on a page, to lines and
 * cells.
 *
 * A PDF knows neither words nor lines.  Pieces that follow one another, in
 * the order of the file or from left to right, join; a gap too wide for a
 * blank parts them for good, so that neighbouring cells never join to a
 * number that is not there.
 */
#ifndef EXTRACT_PDFLINES_H
#define EXTRACT_PDFLINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "extract/extract.h"

struct pdf_piece {
	double from, to;	/* along the line of writing */
	double across;		/* distance of that line from the origin */
	double size;		/* of the letters */
	int turn;		/* direction of writing, as one number */
	uint32_t clip;		/* which window it is seen through; 0: the page */
	bool is_moved;		/* put in its place, not just written on */
	size_t start, end;	/* bytes of the text */
};

struct pdf_lines {
	struct buf text;
	struct pdf_piece *pieces;
	size_t count, cap;
	size_t blanks;		/* in the text itself, not seen as gaps */
};

void	pdflines_init(struct pdf_lines *l);
void	pdflines_free(struct pdf_lines *l);
/* p's start and end are set here.  0 or ERR_LIMIT. */
int	pdflines_put(struct pdf_lines *l, struct pdf_piece p,
	    struct slice utf8);
/* Too much for one page? */
bool	pdflines_is_full(const struct pdf_lines *l);
/* Give out what was put, top to bottom, as units; then it is empty. */
int	pdflines_flush(struct pdf_lines *l, struct extract_job *j,
	    struct slice place);

#endif
