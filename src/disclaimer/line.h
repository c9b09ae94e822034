/*
 * line -- one `disclaimer` line of an association block, as far as its files
 * and words go; `for FACT` is policy's.
 *
 * Internal to src/disclaimer.
 */
#ifndef DISCLAIMER_LINE_H
#define DISCLAIMER_LINE_H

#include <stdbool.h>

#include "base/arena.h"
#include "conf/conf.h"

struct text_line {
	struct slice language;		/* as written; empty: none */
	bool is_default;		/* no language and no `for` */
	const struct conf_token *text, *html;
	const struct conf_token *header, *logo;	/* NULL: none */
	struct slice name;		/* stem of the text's file */
};

/* 0, or ERR_SYNTAX with a message. */
int	line_read(const struct conf_line *line, struct conf_diag *diag,
	    struct text_line *ret);

/* In lower case; empty for empty. */
struct slice line_language(struct slice word, struct arena *a);

/*
 * "X-Name: value", checked; the value as in a message, folded.  0, ERR_LIMIT,
 * or ERR_SYNTAX with a message.
 */
int	line_header(const struct conf_token *token, struct conf_diag *diag,
	    struct arena *a, struct slice *ret_name, struct slice *ret_value);

#endif
