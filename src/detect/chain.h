/*
 * chain -- the words of chain letters: what a text says that wants to be
 * passed on by whoever reads it.
 *
 * No phrase makes a chain letter.  What does is that a text urges its reader
 * to spread it, and why: luck or a threat, a prize, an alarm, money from those
 * who come next, a list of names that grows.  The words are in the lists
 * chain-*.terms (terms.h), which an officer can read and change; what is made
 * of them is in chain_letter.c.
 */
#ifndef DETECT_CHAIN_H
#define DETECT_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "detect/detect.h"
#include "detect/words.h"

/* What a word of the lists is.  The key or the list says it. */
enum chain_kind {
	/* chain-passing.terms: they urge only together. */
	CHAIN_PASS,		/* forward, pass on */
	CHAIN_SEND,		/* send, share */
	CHAIN_COUNT,		/* ten */
	CHAIN_PEOPLE,		/* friends; weight 1..3: some, many, all */
	CHAIN_CLOSED,		/* your team: a circle that an office has */
	CHAIN_REFUSED,		/* "do not": the verb after it is no urging */
	/* A list each; weight 1..3. */
	CHAIN_URGING,
	CHAIN_LUCK,
	CHAIN_THREAT,
	CHAIN_PRIZE,
	CHAIN_HOAX,
	CHAIN_MONEY,
	CHAIN_PETITION,
	CHAIN_FEELING,
	CHAIN_ABOUT,		/* it speaks of chain letters */
	CHAIN_ORDINARY,		/* a newsletter, a raffle, a vacancy */
	CHAIN_KIND_COUNT
};

/* The extra of a LABEL_CHAIN: kind and weight; weight 0: never. */
#define CHAIN_EXTRA(kind, weight)	((unsigned)(kind) << 2 | (weight))
#define CHAIN_EXTRA_KIND(extra)		((enum chain_kind)((extra) >> 2))
#define CHAIN_EXTRA_WEIGHT(extra)	((unsigned)(extra) & 3)

struct detect_run;

/* For the scan: a word of the window; 0 or ERR_LIMIT. */
int	chain_word(struct detect_run *run, const struct words_hit *h);
/* All words of the window were told: weigh them.  0 or ERR_LIMIT. */
int	chain_window(struct detect_run *run);
/* The text is over.  0 or ERR_LIMIT. */
int	chain_text_end(struct detect_run *run);
/* The message is over: the finding, if it is one.  0 or ERR_LIMIT. */
int	chain_end(struct detect_run *run);

#endif
