/*
 * tokens -- inside policy: the words of a name or of the local part of an
 * address, in small ASCII letters, as mail/glyph.h folds them.
 */
#ifndef POLICY_TOKENS_H
#define POLICY_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

#define TOKENS_MAX	16
#define TOKENS_LETTERS_MAX	128

/* Letters in words, parted by what is no letter. */
struct tokens {
	uint8_t letters[TOKENS_LETTERS_MAX];
	struct slice word[TOKENS_MAX];
	size_t count;
	struct slice all;	/* the words without what parts them */
	uint32_t has;		/* letters that are in it, a bit each */
};

/* Lists of words that are no name by themselves. */
enum token_list {
	TOKEN_TITLE,		/* "mrs" */
	TOKEN_ROLE,		/* "info": of a post or a firm */
	TOKEN_PARTICLE		/* "mac", "van": of a family name */
};

bool	token_is_letter(uint8_t c);
bool	token_is(enum token_list list, struct slice s);
/* A bit for each letter of a name. */
uint32_t token_letters(struct slice s);

/* Words of s, in letters alone; an apostrophe parts nothing. */
void	tokens_make(struct tokens *t, struct slice folded);
bool	tokens_have(const struct tokens *t, enum token_list list);
/* Drop all words that say nothing of who it is; was there one? */
bool	tokens_undecorate(struct tokens *t);
/* The same of what is glued on: "mrjohnsmith", "johnsmithuk". */
bool	tokens_unglue(struct tokens *t);

#endif
