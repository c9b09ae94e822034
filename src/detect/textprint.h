/*
 * textprint -- making the signature of a text (mail/textsignature.h).
 *
 * The text counts as its runs of TEXTPRINT_RUN words, folded (shadow.h), with
 * plain letters for those that look like them (disguise.h);
 * whatever has a figure in it is no word, so that dates, amounts and
 * references may differ.  The hashes of the runs fall into 32 bins, and each
 * bin keeps the least: A. Broder, "On the resemblance and containment of
 * documents" (1997), with one permutation for all, as P. Li, A. Owen and
 * C. Zhang, "One Permutation Hashing" (2012).  The hashes are fixed:
 * signatures that were stored stay comparable.
 */
#ifndef DETECT_TEXTPRINT_H
#define DETECT_TEXTPRINT_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "detect/shadow.h"
#include "mail/textsignature.h"

#define TEXTPRINT_RUN	3

struct textprint {
	uint32_t least[TEXT_SIGNATURE_HASHES];
	uint64_t last[TEXTPRINT_RUN];	/* hashes of the latest words */
	size_t words;
	size_t bytes;			/* looked at so far */
};

void	textprint_init(struct textprint *t);

/*
 * Go on with these words; none goes over the end of a call.  What is past
 * TEXT_SIGNATURE_BYTES_MAX is not looked at.  fold: scratch, of any size.
 * 0 or ERR_LIMIT (the arena).
 */
int	textprint_add(struct textprint *t, struct shadow *fold,
	    struct slice text);

/* None below TEXT_SIGNATURE_WORDS_MIN words. */
void	textprint_end(const struct textprint *t, struct text_signature *ret);

#endif
