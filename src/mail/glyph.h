/*
 * glyph -- text as the eye takes it: in the small ASCII letters that its
 * characters are, or look like, without their accents.
 *
 * For telling domains and names of people that are alike.  Latin letters lose
 * their marks, Greek, Cyrillic and Armenian ones that pass for Latin become
 * those; characters that show nothing are left out, others become "?".  Pure;
 * any bytes will do.
 */
#ifndef MAIL_GLYPH_H
#define MAIL_GLYPH_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

#define GLYPH_LETTERS_MAX	2	/* of one character: "ae", "ss", "th" */

/*
 * The first character of s, which is not empty: its length in bytes, and in
 * *ret the letters that it stands for, NUL-ended, none for one that shows
 * nothing.
 */
size_t	glyph_get(struct slice s, const char **ret);

/* All of s, as far as cap bytes hold it: how many were written. */
size_t	glyph_fold(struct slice s, uint8_t *out, size_t cap);

#endif
