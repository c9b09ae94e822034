/*
 * der -- certificates, keys and the like in DER, told by their outline.
 */
#ifndef EXTRACT_DER_H
#define EXTRACT_DER_H

#include <stdbool.h>

#include "base/slice.h"

/* One element: its tag and content; what stands behind it stays in *s. */
bool	der_next(struct slice *s, uint8_t *ret_tag, struct slice *ret);

/*
 * "application/pkix-cert", "application/pkix-crl", "application/pkcs10",
 * "application/pkcs8", "application/x-pkcs12", "application/x-der-key"; or
 * NULL.  Nothing is verified.
 */
const char *der_type(struct slice bytes);

#endif
