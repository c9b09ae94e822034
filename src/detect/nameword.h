/*
 * nameword -- the words of a text as a reader of names sees them: how they
 * are written, what stands between them, what the lists of names say.
 */
#ifndef DETECT_NAMEWORD_H
#define DETECT_NAMEWORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "detect/run.h"

enum nameword_case {
	NAMEWORD_LOWER,
	NAMEWORD_CAPITAL,	/* "Okafor" */
	NAMEWORD_UPPER,		/* "OKAFOR" */
	NAMEWORD_INITIAL,	/* "N" */
	NAMEWORD_NONE		/* part of an address or a number: no word */
};

/* What stands before a word. */
enum nameword_gap {
	NAMEWORD_START,		/* nothing: a unit, a paragraph, a sentence's mark */
	NAMEWORD_BLANK,
	NAMEWORD_LINE,		/* one line break */
	NAMEWORD_COMMA,
	NAMEWORD_POINT,		/* "." as after a title or an initial */
	NAMEWORD_AND,		/* "&" */
	NAMEWORD_COLON,
	NAMEWORD_APART		/* anything else, a tab, many blanks */
};

struct nameword {
	uint32_t from, to;	/* bytes of the window, without "'s" */
	uint16_t kinds;		/* bits of enum name_kind */
	uint8_t written;	/* enum nameword_case */
	uint8_t gap;		/* enum nameword_gap */
};

/*
 * The words of from..to of the window, in run->name_words.  Only those are
 * looked up that may belong to a name: all words of lines that have no
 * capitals, else capitalised ones.  0 or ERR_LIMIT.
 */
int	namewords_read(struct detect_run *run, size_t from, size_t to);

/* What the lists say of a folded word: also of its parts and endings. */
unsigned nameword_kinds(const struct detect_plan *p, struct slice folded);

/* --- what a word is -------------------------------------------------------- */

static inline bool
nameword_is(const struct nameword *w, unsigned kinds)
{
	return (w->kinds & kinds) != 0;
}

static inline bool
nameword_is_capital(const struct nameword *w)
{
	return w->written == NAMEWORD_CAPITAL || w->written == NAMEWORD_UPPER;
}

static inline bool
nameword_is_given(const struct nameword *w)
{
	return nameword_is(w, NAME_GIVEN) && !nameword_is(w, NAME_WEAK_GIVEN) &&
	    !nameword_is(w, NAME_OTHER);
}

static inline bool
nameword_is_surname(const struct nameword *w)
{
	return nameword_is(w, NAME_SURNAME) && !nameword_is(w, NAME_WEAK_SURNAME) &&
	    !nameword_is(w, NAME_OTHER);
}

/* No list knows it: it may be the name of somebody. */
static inline bool
nameword_is_unknown(const struct nameword *w)
{
	return w->kinds == 0 && w->to - w->from >= 3;
}

#endif
