/*
 * pdffilter -- what a stream of a PDF unpacks to (ISO 32000-2, 7.4).
 */
#ifndef EXTRACT_PDFFILTER_H
#define EXTRACT_PDFFILTER_H

#include "base/buf.h"
#include "extract/extract.h"
#include "extract/pdfobj.h"

enum pdffilter_end {
	PDFFILTER_WHOLE,
	PDFFILTER_DAMAGED,	/* what came before the damage is there */
	PDFFILTER_PICTURE,	/* picture or sound data: not unpacked */
	PDFFILTER_UNKNOWN,	/* a filter that there is not */
	PDFFILTER_FULL		/* out's ceiling, or the budget (reported) */
};

/*
 * Unpack data by /Filter and /DecodeParms of the stream's dictionary,
 * appending to out.  j: whose budget it is; NULL in tests.
 */
enum pdffilter_end pdffilter_run(struct extract_job *j,
	    const struct pdf_table *t, struct slice dict, struct slice data,
	    struct buf *out);

/* Is the outermost filter one of ciphers, and which is its name? */
bool	pdffilter_crypt(const struct pdf_table *t, struct slice dict,
	    struct slice *ret_name);

#endif
