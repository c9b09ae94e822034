/*
 * pdfkey -- is a PDF closed by a password (ISO 32000-2, 7.6)?
 *
 * A PDF that says it is encrypted often opens for everybody: the password
 * that it asks of a reader is the empty one.  Only where that one is proven
 * wrong is the file ciphertext.
 */
#ifndef EXTRACT_PDFKEY_H
#define EXTRACT_PDFKEY_H

#include <stdbool.h>

#include "base/slice.h"
#include "mail/part.h"

/*
 * ENCRYPTION_WEAK or _STRONG with *ret_reason ("AES-256", static) when it is
 * closed; ENCRYPTION_NO when it is open, or when nothing can be said.
 */
enum encryption pdfkey_look(struct slice pdf, struct slice *ret_reason);

#endif
