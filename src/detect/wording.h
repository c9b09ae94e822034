/*
 * wording -- small looks at a stretch of a scene's text: its words, its marks
 * of punctuation.  Bounds are bytes of the window.
 */
#ifndef DETECT_WORDING_H
#define DETECT_WORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "detect/scene.h"

/* "his", "her" ...: ends with NULL. */
extern const char *const wording_owners[];

bool	wording_is_letter(uint8_t c);

/* How many words begin in the stretch? */
size_t	wording_words(const struct scene *s, size_t from, size_t to);

/* Does any of these bytes stand in it? */
bool	wording_has_byte(const struct scene *s, size_t from, size_t to,
	    const char *any);

/* Does any of these words stand in it?  The list ends with NULL. */
bool	wording_has(const struct scene *s, size_t from, size_t to,
	    const char *const *words);

/* Does it end with "'s"? */
bool	wording_is_owner(const struct scene *s, size_t from, size_t to);

/* Is the mark part of the name of a person, as "Black" of "Mr Black"? */
bool	wording_is_in_name(const struct scene *s, const struct span *in,
	    const struct mark *m);

#endif
