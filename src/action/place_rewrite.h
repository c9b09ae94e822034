/*
 * place -- where in a plain text a disclaimer goes (disclaimer-safety 4), and
 * where it must not.
 *
 * Inside action.  Text is UTF-8 with LF or CRLF; pure.
 */
#ifndef ACTION_PLACE_REWRITE_H
#define ACTION_PLACE_REWRITE_H

#include "base/slice.h"
#include "mail/edit.h"

/*
 * Why nothing may go into it: "signed", "encrypted", "armour" (OpenPGP's, in
 * the text itself; after_armour: only what is left open), "uuencode" (a block
 * that does not end).  NULL: something may.
 */
const char *place_refused(struct slice text, bool after_armour);

/*
 * Where the disclaimer goes: text.len, or the start of the line that it goes
 * above.  Never between a file's or an armour's first and last line.
 */
size_t	place_find(struct slice text, enum edit_place place);

#endif
