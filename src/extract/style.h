/*
 * style -- as much of CSS as tells what a reader sees: what is hidden, what
 * stands in one line, which words a style sheet adds.
 *
 * No cascade: a rule counts for whatever its last selector names, and both
 * outcomes are read in any case.  Wrong guesses only add a reading.
 */
#ifndef EXTRACT_STYLE_H
#define EXTRACT_STYLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/slice.h"

enum style_flag {
	STYLE_GONE = 1 << 0,		/* takes no room: display none */
	STYLE_IN_LINE = 1 << 1,		/* a block that parts no text */
	STYLE_REVERSED = 1 << 2,	/* right to left, letter by letter */
	/* Room, but nothing to see; and what undoes it further inside. */
	STYLE_HIDE_SIZE = 1 << 3,
	STYLE_HIDE_INK = 1 << 4,
	STYLE_HIDE_PLACE = 1 << 5,
	STYLE_SHOW_SIZE = 1 << 6,
	STYLE_SHOW_INK = 1 << 7,
	STYLE_SHOW_PLACE = 1 << 8,
	/* Blocks side by side: this one; those inside this one. */
	STYLE_FLOATS = 1 << 9,
	STYLE_IS_ROW = 1 << 10
};
#define STYLE_HIDE_ALL \
	(STYLE_HIDE_SIZE | STYLE_HIDE_INK | STYLE_HIDE_PLACE)
#define STYLE_SHOW_SHIFT	3	/* from a HIDE bit to its SHOW bit */

/* What declarations say ("color: red; display: none"). */
unsigned style_flags(struct slice declarations);

#define STYLE_RULES_MAX	256
#define STYLE_KEY_MAX	32

struct style_rule {
	char kind;			/* '.', '#' or 0 for an element */
	char key[STYLE_KEY_MAX];	/* lower case */
	unsigned flags;
};

struct style_sheet {
	struct style_rule rules[STYLE_RULES_MAX];
	size_t count;
};

/* Remember the rules of a sheet that hide or join; the rest says nothing. */
void	style_read(struct style_sheet *sheet, struct slice css);
/* Flags of an element; id and class as written, either may be empty. */
unsigned style_of(const struct style_sheet *sheet, const char *element,
	    struct slice id, struct slice class);

/*
 * The words that a sheet shows: the strings of each declaration joined, with
 * escapes undone, one line a declaration.  0 or ERR_LIMIT.
 */
int	style_strings(struct slice css, struct buf *out);

#endif
