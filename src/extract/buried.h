/*
 * buried -- files and texts inside a text that is read already: whoever gets
 * it can take them out, and some programs do so by themselves.
 */
#ifndef EXTRACT_BURIED_H
#define EXTRACT_BURIED_H

#include "extract/extract.h"

/*
 * Look through a job that is text.  Files in uuencode and its kin are
 * members; base64, quoted-printable and messages without a label are further
 * readings of the part.  0, or an error that ends the work.
 */
int	buried_read(struct extract_job *j);

#endif
