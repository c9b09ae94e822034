/*
 * pdffont -- what letters the strings of a PDF show, and how wide they are
 * (ISO 32000-2, 9.5 to 9.10).
 */
#ifndef EXTRACT_PDFFONT_H
#define EXTRACT_PDFFONT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "extract/pdffile.h"

struct pdf_font;

struct pdf_glyph {
	size_t bytes;		/* of the code */
	double width;		/* in text space units of size 1 */
	bool is_space;		/* the one-byte code 32: word spacing counts */
	bool is_known;		/* its text was appended */
};

/*
 * A font by its dictionary; an empty one for a font that is not there.  NULL
 * when the arena is exhausted.
 */
struct pdf_font *pdffont_new(struct pdf_file *f, struct slice dict);

/*
 * The glyph of the code that s begins with, s not empty; its text is
 * appended.
 */
struct pdf_glyph pdffont_glyph(struct pdf_font *font, struct slice s,
	    struct buf *utf8);

/*
 * Did the font show letters that it does not tell?  Not where there were a
 * few: bullets and signs often have no name.
 */
bool	pdffont_is_dumb(const struct pdf_font *font);

#endif
