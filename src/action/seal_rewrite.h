/*
 * seal -- parts of which not one byte may change: signed or encrypted
 * (disclaimer-safety 9).
 *
 * Inside action.  What is not certainly signed counts as encrypted, which
 * allows less.
 */
#ifndef ACTION_SEAL_REWRITE_H
#define ACTION_SEAL_REWRITE_H

#include "mime/mime.h"

/* "signed" or "encrypted"; NULL for a part that is neither. */
const char *seal_of(const struct mime_message *m, const struct mime_node *n);

/*
 * Is it a file that somebody attached (contract.pdf.p7m), and not a message
 * that a program sealed?
 */
bool	seal_is_file(const struct mime_node *n);

/* May something in it be encrypted, as a part or as armour in text? */
bool	seal_hides(const struct mime_message *m);

#endif
