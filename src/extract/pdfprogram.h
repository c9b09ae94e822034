/*
 * pdfprogram -- which letters the glyphs of a font program are: TrueType,
 * OpenType and CFF, as they stand embedded in a PDF.
 *
 * Pure: no output, no state.  Cost is linear in the program's length.
 */
#ifndef EXTRACT_PDFPROGRAM_H
#define EXTRACT_PDFPROGRAM_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

#define PDFPROGRAM_CODES	256

struct pdf_program {
	uint32_t *letters;		/* by glyph; 0: it does not tell */
	size_t count;			/* of glyphs */
	/* Glyphs of the one-byte codes, in the program's own encoding; 0: none. */
	uint16_t glyphs[PDFPROGRAM_CODES];
};

/* p is empty where the program is of no known kind. */
void	pdfprogram_read(struct pdf_program *p, struct slice program);
void	pdfprogram_free(struct pdf_program *p);
/* 0: not told. */
uint32_t pdfprogram_letter(const struct pdf_program *p, size_t glyph);

#endif
