/*
 * guess -- words of a message that may be a password, the likely ones first.
 *
 * What stands behind "password:" comes before what only looks like one, and
 * that before all other words.  Pure: no I/O, no logging.  Runs in the
 * inspector child on hostile text; cost is linear in it, and what is kept is
 * bounded (GUESS_WORDS_MAX, GUESS_RANK_MAX).
 */
#ifndef EXTRACT_GUESS_H
#define EXTRACT_GUESS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"

/* Why a word may be one, the best reason first. */
enum guess_rank {
	GUESS_TOLD,	/* behind a label, as a reader would type it */
	GUESS_FORM,	/* the same in other forms, and the phrase it begins */
	GUESS_NEAR,	/* looks like one, near a label */
	GUESS_QUOTED,	/* in quotes, or alone on its line */
	GUESS_MIXED,	/* letters and digits, signs inside */
	GUESS_NAME,	/* of a file */
	GUESS_NUMBER,	/* dates, numbers, also without their blanks */
	GUESS_CAPITAL,
	GUESS_WORD,
	GUESS_RANKS
};

enum guess_kind {
	GUESS_TEXT,
	GUESS_FILENAME,
	GUESS_HEADER	/* full of words that a program wrote */
};

struct guess_rank_list {
	struct slice *words;
	size_t count, cap;
};

struct guess_list {
	struct arena *arena;		/* where the words live */
	struct guess_rank_list ranks[GUESS_RANKS];
	struct guess_seen *seen;	/* table; NULL until the first word */
	size_t total;
};

/* Where one is in a list; zero before the first. */
struct guess_cursor {
	size_t rank, at;
};

void	guess_init(struct guess_list *g, struct arena *a);
void	guess_free(struct guess_list *g);

/*
 * Add the words of a text: UTF-8, lines ended by '\n'.  Words over a bound
 * are left out.  0, or ERR_LIMIT when the arena is exhausted.
 */
int	guess_text(struct guess_list *g, struct slice utf8,
	    enum guess_kind kind);

/*
 * The next word, each once; false after the last.  Words that are added while
 * one goes through the list may be left out.
 */
bool	guess_next(const struct guess_list *g, struct guess_cursor *c,
	    struct slice *ret);

#endif
