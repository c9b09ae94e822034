/*
 * words -- many words and phrases found in one walk over a folded text.
 *
 * Words begin where words begin: at each such place of the text its first
 * bytes are looked up in a small table, which refuses nearly all, and the rest
 * walk a tree.  The cost hardly depends on the number of words.  Any run of
 * blanks and line breaks is one space; a word that begins or ends with a letter
 * or digit is found only where none stands beside it.
 */
#ifndef DETECT_WORDS_H
#define DETECT_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct words;

struct words *words_new(void);
void	words_free(struct words *w);

/*
 * Add a word, folded by shadow_fold(); its bytes are copied.  0, ERR_SYNTAX
 * (nothing is left of it), ERR_LIMIT (too long, or too many altogether).
 */
int	words_add(struct words *w, struct slice word, uint32_t tag);
/* The same, but letters and digits may follow: the beginning of a word. */
int	words_add_stem(struct words *w, struct slice stem, uint32_t tag);
/* After the last word, before the first scan.  0 or ERR_LIMIT. */
int	words_compile(struct words *w);
size_t	words_count(const struct words *w);

/* The word as compared: blanks collapsed. */
struct slice words_text(const struct words *w, uint32_t word);

/*
 * Report every occurrence in text, by its place: where two begin together the
 * shorter first.  A negative answer of hit() ends the scan
 * and is returned.
 */
struct words_hit {
	uint32_t word;		/* index in the order of words_add() */
	uint32_t tag;
	size_t from, to;
};
int	words_scan(const struct words *w, struct slice text,
	    int (*hit)(void *arg, const struct words_hit *h), void *arg);

/* Is there a letter or digit (of any script) that ends at / starts at `at`? */
bool	words_alnum_before(struct slice text, size_t at);
bool	words_alnum_at(struct slice text, size_t at);

#endif
