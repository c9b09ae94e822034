/*
 * fold -- characters as ASCII: for fallback texts, and for comparing.
 *
 * Internal to src/disclaimer.
 */
#ifndef DISCLAIMER_FOLD_H
#define DISCLAIMER_FOLD_H

#include "base/buf.h"
#include "base/slice.h"

/*
 * The character at the start of s: its bytes' number in *ret_len (at least 1)
 * and its code; 0xfffd for a byte that is no UTF-8.
 */
uint32_t fold_char(struct slice s, size_t *ret_len);

/* ASCII for a character, or NULL if nothing comes near it. */
const char *fold_ascii(uint32_t c);

/* Text in ASCII; ERR_RANGE if a character has no such form. */
int	fold_text(struct slice utf8, struct buf *out);

/* Letters and digits only, lower case, accents dropped. */
int	fold_letters(struct slice utf8, struct buf *out);

/*
 * The same as words, one blank between two and after the last.  What mail
 * programs put beside words ("<https://...>", "[cid:...]") is left out.
 */
int	fold_words(struct slice utf8, struct buf *out);

#endif
