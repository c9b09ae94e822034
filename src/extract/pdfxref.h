/*
 * pdfxref -- which objects the cross-reference of a PDF names (ISO 32000-2,
 * 7.5.4 and 7.5.8).
 */
#ifndef EXTRACT_PDFXREF_H
#define EXTRACT_PDFXREF_H

#include <stdbool.h>

#include "extract/pdffile.h"

/*
 * Mark the objects that are listed, the latest table first.  True when one of
 * them is not the latest of its number: then readers can differ.
 */
bool	pdfxref_list(struct pdf_file *f);

#endif
