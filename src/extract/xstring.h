/*
 * xstring -- characters that Office writes as _xHHHH_ (ST_Xstring, ECMA-376
 * 22.9.2.19).  Pure.
 */
#ifndef EXTRACT_XSTRING_H
#define EXTRACT_XSTRING_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"

/*
 * Put text with these characters in their place into out, which is emptied
 * first.  False, and out is empty, if there are none.
 */
bool	xstring_decode(struct slice text, struct buf *out);

#endif
