/*
 * subjecttag -- what a sender writes into a subject for us: the reason for an
 * override, "[reason: tenant asked for it]", or the word that a rule names.
 *
 * The child finds and removes it, policy acts on it: both must see the same.
 * Pure; linear in the subject.  Case does not matter, and a run of blanks,
 * with the line end of a fold or without, is one blank.
 */
#ifndef MAIL_SUBJECTTAG_H
#define MAIL_SUBJECTTAG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

struct subject_tag {
	size_t from, to;	/* bytes of the subject, to be taken out */
	struct slice inside;	/* the reason, trimmed; may be empty */
};

/*
 * The next "[reason: ...]" from `at` on.  It ends with the bracket that closes
 * it; without one, or past SUBJECT_TAG_MAX bytes, it is none.
 */
bool	subject_tag_reason(struct slice s, size_t at, struct subject_tag *ret);
/* The next place of the word; inside is the word as it stands there. */
bool	subject_tag_word(struct slice s, struct slice word, size_t at,
	    struct subject_tag *ret);

/*
 * Is it a reason?  Two letters or digits at least, and not the words that our
 * own advice shows in its place.
 */
bool	subject_reason_says(struct slice reason);
/* The same words, whatever their case and blanks. */
bool	subject_reason_same(struct slice a, struct slice b);

#endif
