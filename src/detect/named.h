/*
 * named -- words that make a name, and the marks of persons that they leave:
 * what people.c and peoplecell.c share.
 */
#ifndef DETECT_NAMED_H
#define DETECT_NAMED_H

#include <stdbool.h>
#include <stddef.h>

#include "detect/nameword.h"
#include "detect/scene.h"

#define NAME_WORDS_MAX	6	/* given names, particles and a family name */
#define NAME_BYTES_MAX	160	/* of all of them */
#define NAME_CELL_MAX	80	/* bytes of a cell that may be a name */

/* The words of a unit, or of a stretch of one, while they are read. */
struct named {
	struct detect_run *run;
	const struct text_unit *unit;	/* NULL: of no matter */
	const struct nameword *words;
	size_t count;
	size_t from, to;		/* bytes of the window */
};

/* A name as it counts: one blank between its words. */
struct named_name {
	uint8_t bytes[NAME_BYTES_MAX];
	size_t len;
};

/* Read the words of from..to; the unit is the caller's to set. */
int	named_read(struct named *rd, struct detect_run *run, size_t from,
	    size_t to);

struct slice named_text(const struct named *rd, size_t i);
/* Words past the room are left out. */
void	named_add(struct named_name *n, struct slice word);

/* A mark, unless it is our own's name or in a signature.  0 or ERR_LIMIT. */
int	named_mark(struct named *rd, enum mark_kind kind, size_t from,
	    size_t to, const struct named_name *name);
/* Words first.. as a name, of which those from name_first on count. */
int	named_mark_words(struct named *rd, enum mark_kind kind, size_t first,
	    size_t last, size_t name_first);
/* What named_end() found: "Okafor, Ngozi" turned round, titles left out. */
int	named_mark_found(struct named *rd, size_t first, size_t end);

/* Does word i follow the one before it as words of one name do? */
bool	named_follows(const struct named *rd, size_t i);
/* "john smith ltd", "john smith street": named after somebody. */
bool	named_is_namesake(const struct named *rd, size_t first, size_t last);
/*
 * Words from `first` on as they stand behind a label or in a cell of names:
 * where the name ends; `first` if it is none.  alone: one word will do.
 */
size_t	named_end(const struct named *rd, size_t first, bool alone);
/* "Product name", "Company": what has such a label is no person. */
bool	named_is_thing(struct slice header);
/* "surname", in any of our languages. */
bool	named_is_surname(struct slice label);

#endif
