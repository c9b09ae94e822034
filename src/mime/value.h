/*
 * value -- structured field values: a token and parameters.
 *
 * Internal to src/mime: beside what mime.h promises, the pieces as written,
 * for the candidate boundaries and file names of readers that differ.
 */
#ifndef MIME_VALUE_H
#define MIME_VALUE_H

#include "mime/mime.h"

struct value_piece {
	struct slice name;	/* lower case, stars removed; in the arena */
	struct slice raw;	/* after "=" up to ";" or the end, trimmed */
	struct slice text;	/* unquoted, unescaped, bytes as they were */
	struct slice literal;	/* without its quotes, escapes left in */
	int section;		/* RFC 2231 "*N", else -1 */
	bool starred;		/* percent-encoded: name* or name*N* */
	bool damaged;
};

struct value {
	struct mime_value v;
	struct value_piece *pieces;
	size_t piece_count;
	bool has_limit;		/* more parameters or comments than we follow */
};

/* 0 or ERR_LIMIT (arena). */
int	value_read(struct slice text, struct arena *a, struct value *ret);

/*
 * All numbered pieces of a parameter, in the order of their numbers whatever
 * is missing among them; empty if there is none.  In the arena.
 */
int	value_pieces_join(const struct value *v, const char *name,
	    struct arena *a, struct slice *ret);

/*
 * Skip blanks, line ends and (nested (comments)).  A comment that never ends
 * or nests too deep is not skipped: *at stops at its bracket.
 */
void	value_skip_cfws(struct slice s, size_t *at);

/* Without blanks, line ends and comments outside quotes; in the arena. */
int	value_strip(struct slice s, struct arena *a, struct slice *ret);

/* %XX decoded; in the arena. */
int	value_percent(struct slice s, struct arena *a, struct slice *ret);

#endif
