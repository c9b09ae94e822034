/*
 * lexer -- bytes of one file to tokens with their places.
 *
 * Inside conf only.  Text must be UTF-8; columns count characters.
 */
#ifndef CONF_LEXER_H
#define CONF_LEXER_H

#include "base/arena.h"
#include "conf/conf.h"

enum lex_kind {
	LEX_WORD,
	LEX_STRING,
	LEX_NUMBER,
	LEX_COMMA,
	LEX_OPEN,
	LEX_CLOSE,
	LEX_LBRACE,
	LEX_RBRACE,
	LEX_SEMICOLON,
	LEX_END
};

struct lex_token {
	enum lex_kind kind;
	struct slice text;	/* decoded; borrowed from the file or the arena */
	struct conf_place at;
	uint32_t end_line;	/* later than at.line for a block string */
};

struct lexer {
	struct arena *arena;
	struct conf_diag *diag;
	struct slice bytes;
	size_t pos;
	uint32_t line, column;
	const char *file;
};

/*
 * Start on a file.  ERR_SYNTAX, with a message, if the bytes are not UTF-8
 * or hold a NUL.
 */
int	lexer_init(struct lexer *lx, struct arena *a, struct conf_diag *diag,
	    const char *file, struct slice bytes);

/*
 * The next token; LEX_END at the end, for ever.  A broken token is reported
 * and passed over.
 */
struct lex_token lexer_next(struct lexer *lx);

#endif
