/*
 * vba -- macros of office files ([MS-OVBA]): the source of each module.
 */
#ifndef EXTRACT_VBA_H
#define EXTRACT_VBA_H

#include "base/buf.h"
#include "extract/extract.h"
#include "extract/ole.h"

/*
 * Unpack one compressed container (2.4.1), appending to out.  0; ERR_SYNTAX:
 * it is none, or is damaged: what came before stands; ERR_LIMIT: out is full.
 */
int	vba_unpack(struct slice in, struct buf *out);

/*
 * Give out everything in a storage named "VBA": source texts, and the words
 * in what was compiled from them, which may say something else.
 */
int	vba_read(struct extract_job *j, struct ole *o, uint32_t storage);

#endif
