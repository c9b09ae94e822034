/*
 * pdfcmap -- character maps of a PDF (ISO 32000-2, 9.7.5 and 9.10.3): which
 * bytes are a code, and what text a code stands for.
 */
#ifndef EXTRACT_PDFCMAP_H
#define EXTRACT_PDFCMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"

struct pdf_cmap;

/* From the unpacked stream; NULL when the arena is exhausted. */
struct pdf_cmap *pdfcmap_new(struct arena *a, struct slice bytes);

/* Does it map anything to text? */
bool	pdfcmap_has_text(const struct pdf_cmap *m);
/* Append the text of a code; false if the map has none for it. */
bool	pdfcmap_text(const struct pdf_cmap *m, uint32_t code,
	    struct buf *utf8);
/* Bytes of the code that s begins with, by the code space; 1 to 4. */
size_t	pdfcmap_length(const struct pdf_cmap *m, struct slice s);

#endif
