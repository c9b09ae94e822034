/*
 * pdfglyph -- names of glyphs and the encodings that every reader knows
 * (ISO 32000-2, annex D; the names are Adobe's).
 */
#ifndef EXTRACT_PDFGLYPH_H
#define EXTRACT_PDFGLYPH_H

#include <stdint.h>

#include "base/slice.h"

#define PDFGLYPH_TEXT_MAX	4	/* characters of one glyph */

/*
 * The characters of a glyph's name; their number, 0 if the name tells none.
 */
unsigned pdfglyph_text(struct slice name, uint32_t out[PDFGLYPH_TEXT_MAX]);

enum pdf_encoding {
	PDF_ENCODING_STANDARD,
	PDF_ENCODING_WIN,
	PDF_ENCODING_MAC,
	PDF_ENCODING_DOC,
	PDF_ENCODING_SYMBOL,
	PDF_ENCODING_DINGBATS
};

/* 0 where the encoding has nothing. */
uint32_t pdfglyph_encoded(enum pdf_encoding e, uint8_t code);

/* Width of a letter in the fonts that need not tell, in thousandths. */
unsigned pdfglyph_width(struct slice font, uint32_t letter);

#endif
