/*
 * recode -- the other character sets that a text may be meant in
 * (mime-traps 3.10): a mark against the label, a label against the bytes,
 * sets that hide ASCII or full-width digits and carry no label.
 */
#ifndef EXTRACT_RECODE_H
#define EXTRACT_RECODE_H

#include "extract/extract.h"

/*
 * Queue each other reading of a job that is text.  Only what the bytes speak
 * for: ordinary text has none.  0, or an error that ends the work.
 */
int	recode_read(struct extract_job *j);

#endif
