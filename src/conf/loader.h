/*
 * loader -- inside conf: the state of one conf_load(), shared by the part
 * that reads files and the part that reads their grammar.
 */
#ifndef CONF_LOADER_H
#define CONF_LOADER_H

#include "base/limits.h"
#include "base/sha256.h"
#include "conf/conf.h"
#include "conf/lexer.h"

struct loader {
	const struct conf_source *src;	/* NULL: no other files */
	struct conf_diag *diag;
	struct conf_tree *tree;
	struct sha256 digest;
	size_t root_len;		/* of the first file's folder */
	size_t bytes;
	size_t setting_cap, block_cap;
	size_t depth;
	const char *open[CONF_DEPTH_MAX]; /* files being read */
	int fatal;			/* ERR_LIMIT, ERR_SYSTEM */
};

/* Out of arena or count: nothing more can be read. */
void	loader_fail(struct loader *ld, int err);

/* Read one file of grammar into the tree; at: who names it, or NULL. */
void	loader_file(struct loader *ld, const char *path,
	    const struct conf_place *at);

/*
 * Read a file that holds items or text, not grammar, named by a string.  It
 * must be UTF-8 too.  False, with a message, if it could not be.
 */
bool	loader_beside(struct loader *ld, const struct lex_token *name,
	    const char **ret_file, struct slice *ret);

/* The same for an index: its first bytes only, and they are no text. */
bool	loader_head_beside(struct loader *ld, const struct lex_token *name,
	    const char **ret_file, struct slice *ret);

/* An ordinary file that nobody else may write to: 0, or ERR_* (source.c). */
int	source_check_owner(int fd);

/* The grammar of one file (parse.c). */
void	loader_parse(struct loader *ld, const char *path, struct slice bytes);

#endif
