/*
 * textline -- the parts of one `disclaimer` line of an association block:
 *
 *	disclaimer [LANGUAGE] [for FACT] FORM { "," FORM }
 *	FORM = ( "text" | "html" | "header" | "logo" ) STRING
 *
 * Two processes read such a line: policy its language and its fact, to choose
 * a text, and the inspector its files, to put it in.  Here is what both must
 * agree on: where each part is, and what the text is called.  What a fact or
 * a file holds is theirs.
 *
 * Pure: no I/O, no state.  All that is given back is borrowed from the line.
 */
#ifndef CONF_TEXTLINE_H
#define CONF_TEXTLINE_H

#include "conf/conf.h"

struct textline {
	struct slice language;		/* as written; empty: none */
	bool has_fact;			/* "for" stands there */
	size_t fact_from, fact_to;	/* its tokens, without "for" */
	bool is_default;		/* neither a language nor "for" */
	size_t forms_at;		/* token */
	/* The string of each form; NULL: it is not there. */
	const struct conf_token *text, *html, *header, *logo;
	/*
	 * The stem of the text's file ("disclaimers/kirk-view-gd.txt"), which
	 * is the text's name unless it is the default; empty without a text.
	 */
	struct slice name;
};

/*
 * Where the parts of a line are, as far as it has any: for a line whose
 * errors are told elsewhere.  Of a form that stands there twice, the last.
 */
void	textline_split(const struct conf_line *line, struct textline *ret);

/*
 * Are the forms after the parts as they must be: each at most once, text and
 * html among them, nothing behind them, and a name that can stand in records,
 * marks and answers (DISCLAIMER_NAME_MAX)?  line must be the one that t was
 * split from.  0, or ERR_SYNTAX with one message.
 */
int	textline_check(const struct conf_line *line, const struct textline *t,
	    struct conf_diag *diag);

/* The language in lower case, in the arena; ptr is NULL past its ceiling. */
struct slice textline_language(const struct textline *t, struct arena *a);

#endif
