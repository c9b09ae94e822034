/*
 * lzfu -- compressed RTF of Outlook ([MS-OXRTFCP]), in .msg and TNEF.
 */
#ifndef EXTRACT_LZFU_H
#define EXTRACT_LZFU_H

#include "base/buf.h"
#include "extract/extract.h"

/*
 * Unpack the value of PidTagRtfCompressed, appending to out, on the budget of
 * the job (j may be NULL: then only out's ceiling counts).  Returns 0; or
 * with what came before standing in out: ERR_SYNTAX (no such head), ERR_SHORT
 * (ends before its end mark), ERR_MISMATCH (wrong checksum) or ERR_LIMIT (out
 * is full, or the budget, which is reported).
 */
int	lzfu_unpack(struct extract_job *j, struct slice in, struct buf *out);

#endif
