/*
 * wordlist -- short lists of words in the code, and the words of a text.
 *
 * A list is a string of folded words, each ended by a blank; "expir*" stands
 * for all words that begin so.
 */
#ifndef DETECT_WORDLIST_H
#define DETECT_WORDLIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

bool	wordlist_has(const char *list, struct slice word);

/* Letters, digits, "'" and all beyond ASCII make words. */
bool	wordlist_is_byte(uint8_t b);

/* The next word of s from *at on; empty at the end. */
struct slice wordlist_next(struct slice s, size_t *at);

/* Is a word of the list in s? */
bool	wordlist_meets(struct slice s, const char *list);

#endif
