/*
 * textsignature -- what of a text is kept so that nearly the same text is
 * known again: the least hashes of its runs of words (MinHash; Broder 1997).
 *
 * Plain value, no I/O.  Made in the inspector child, compared anywhere.  It
 * tells whether two texts are alike, and gives no word of either back; it
 * never leaves the machine all the same.
 */
#ifndef MAIL_TEXTSIGNATURE_H
#define MAIL_TEXTSIGNATURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ipc/wire.h"

#define TEXT_SIGNATURE_HASHES	32

/* All zero: the text is too short to be told from others, or was not read. */
struct text_signature {
	uint32_t least[TEXT_SIGNATURE_HASHES];
};

bool	text_signature_is_none(const struct text_signature *s);
/*
 * How many of the hashes are equal: of two texts that share the part x of
 * their runs about x * TEXT_SIGNATURE_HASHES.  0 if either is none.
 */
size_t	text_signature_alike(const struct text_signature *a,
	    const struct text_signature *b);

void	text_signature_put(struct wire_out *w, const struct text_signature *s);
int	text_signature_get(struct wire_in *w, struct text_signature *ret);

#endif
