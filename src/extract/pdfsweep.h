/*
 * pdfsweep -- what a PDF carries beside its pages: strings of every object,
 * streams that nothing draws, files inside it, bytes between and behind its
 * objects.
 */
#ifndef EXTRACT_PDFSWEEP_H
#define EXTRACT_PDFSWEEP_H

#include "extract/pdffile.h"
#include "extract/pdfshow.h"

/* All return 0 or an error; anomalies are raised. */
int	pdfsweep_strings(struct pdf_file *f);
/* After the pages: what they drew is done. */
int	pdfsweep_streams(struct pdf_file *f, struct pdf_show *s);
int	pdfsweep_gaps(struct pdf_file *f);

#endif
