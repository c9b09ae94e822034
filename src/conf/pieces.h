/*
 * pieces -- inside conf: a file as tokens and comments, each with its bytes
 * and what stood before it.
 */
#ifndef CONF_PIECES_H
#define CONF_PIECES_H

#include "conf/lexer.h"

struct piece {
	bool is_comment;
	enum lex_kind kind;		/* of a token */
	struct slice raw;		/* its bytes; a comment with its "#" */
	struct slice text;		/* of a token, decoded */
	struct slice gap;		/* blanks before it in the same line */
	bool starts_line;
	bool after_blank_line;
};

struct pieces {
	struct piece *list;		/* ends with LEX_END */
	size_t count, cap;
};

/* All of a file; 0, ERR_SYNTAX (see diag) or ERR_LIMIT. */
int	pieces_read(struct slice bytes, const char *file,
	    struct conf_diag *diag, struct arena *a, struct pieces *ret);

#endif
