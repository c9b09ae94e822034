/*
 * rtflex -- RTF (1.9.1) cut into tokens, as forgiving as the programs that
 * show it.  Pure; never goes back, so cost is linear.
 */
#ifndef EXTRACT_RTFLEX_H
#define EXTRACT_RTFLEX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

enum rtf_kind {
	RTF_END,
	RTF_OPEN,		/* { */
	RTF_CLOSE,		/* } */
	RTF_WORD,		/* \word, \word12: word, param */
	RTF_SYMBOL,		/* \ and one sign: byte */
	RTF_HEX,		/* \'xx: byte */
	RTF_TEXT,		/* plain bytes without line ends: text */
	RTF_BIN			/* \binN and its bytes: text */
};

struct rtf_token {
	enum rtf_kind kind;
	struct slice word;
	bool has_param;
	int32_t param;
	uint8_t byte;
	struct slice text;
	bool is_cut;		/* RTF_BIN: the file ends before its count */
};

struct rtf_lexer {
	struct slice bytes;
	size_t at;
};

void	rtf_next(struct rtf_lexer *l, struct rtf_token *ret);

/* Asked many times for every word: most answers need one letter. */
static inline bool
rtf_word_is(const struct rtf_token *t, const char *word)
{
	return t->word.ptr[0] == (uint8_t)word[0] &&
	    slice_eq_str(t->word, word);
}

#endif
