/*
 * odf -- readers for OpenDocument (ISO/IEC 26300): its packages and its flat
 * files.  For this folder.
 */
#ifndef EXTRACT_ODF_H
#define EXTRACT_ODF_H

#include "base/slice.h"
#include "extract/extract.h"

/*
 * Any XML of OpenDocument: content, styles, properties, settings, macros, or
 * all of it in one.  XML that is refused is an anomaly, and its bytes are
 * then read as markup of no particular kind.
 */
int	odf_read_xml(struct extract_job *j, struct slice xml);

#endif
