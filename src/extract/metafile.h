/*
 * metafile -- what EMF and WMF have in common: pieces of text with a place on
 * the page, joined to lines.  For the two of them only.
 */
#ifndef EXTRACT_METAFILE_H
#define EXTRACT_METAFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "extract/extract.h"

struct metafile {
	struct extract_job *job;
	struct buf line;
	bool is_open;
	int32_t x, y;		/* where the next piece would go on */
	int32_t width;		/* of a character of the last piece; 0: unknown */
	uint32_t page;		/* code page of the font */
	size_t spent;		/* bytes of all pieces */
};

/*
 * One piece at x, y.  advance: how wide it is, 0 for unknown.  Pieces of one
 * line join, with a blank where there is a gap between them.
 */
int	metafile_text(struct metafile *m, int32_t x, int32_t y,
	    int32_t advance, struct slice utf8);
int	metafile_wide(struct metafile *m, int32_t x, int32_t y,
	    int32_t advance, struct slice utf16);
int	metafile_bytes(struct metafile *m, int32_t x, int32_t y,
	    int32_t advance, struct slice bytes);
int	metafile_end_line(struct metafile *m);

/* Nothing, or a few zeros: some forget the record that ends the file. */
bool	metafile_is_padding(struct slice s);

/* Records of EMF ([MS-EMF]) from the first on. */
int	emf_records(struct metafile *m, struct slice s);

#endif
