/*
 * html_token -- a page as tags and text, cut as the HTML standard cuts it
 * (WHATWG HTML 13.2.5), with scripting off as mail readers have it.
 *
 * Inside action.  Bytes in an ASCII-compatible charset; nothing is copied or
 * repaired.  Which start tags turn the rest into raw text, and where CDATA is
 * CDATA, depends on the tree: the caller says so between two tokens.
 */
#ifndef ACTION_HTML_TOKEN_REWRITE_H
#define ACTION_HTML_TOKEN_REWRITE_H

#include <stdbool.h>

#include "action/html_element_rewrite.h"
#include "base/buf.h"
#include "base/slice.h"

enum html_kind {
	HTML_TEXT,
	HTML_START,
	HTML_END_TAG,
	HTML_COMMENT,		/* comments, also bogus ones: "<![if !mso]>" */
	HTML_DOCTYPE,
	HTML_END
};

struct html_token {
	enum html_kind kind;
	size_t from, to;	/* in the page */
	struct slice name;	/* of a tag, as written */
	const struct html_element *e;	/* of a tag, never NULL there */
	struct slice attributes;
	struct slice text;	/* of text, or what is inside a comment */
	bool is_closed;		/* "<x />" */
	bool is_raw;		/* text in which "&" means "&" */
};

struct html_lexer {
	struct slice s;
	size_t at;
	bool is_foreign;	/* the current node is of SVG or MathML */
	/* The page ends inside a tag, a comment or raw text. */
	bool is_cut;
};

void	html_next(struct html_lexer *l, struct html_token *ret);

/*
 * After a start tag whose content is raw: the content as one text, up to the
 * end tag of that name.  False if that never comes.
 */
enum html_raw { HTML_RAW_TEXT, HTML_RAW_SCRIPT, HTML_RAW_ALL };

bool	html_raw(struct html_lexer *l, struct slice name, enum html_raw kind,
	    struct html_token *ret);

/* The next attribute in a tag's; at starts at 0.  False: no more. */
bool	html_attribute_next(struct slice attributes, size_t *at,
	    struct slice *ret_name, struct slice *ret_value);

/* The first of that name counts; ptr is NULL if it is not there. */
struct slice html_attribute(struct slice attributes, const char *name);

/* Space, tab, line feed, form feed, carriage return. */
bool	html_is_blank(uint8_t c);

/*
 * The character reference at the start of s (an "&"): its length, or 0 for
 * none, and the character.
 */
size_t	html_reference(struct slice s, bool in_attribute, uint32_t *ret);

/* A text with its references resolved, UTF-8.  0 or ERR_LIMIT. */
int	html_resolve(struct slice s, bool in_attribute, struct buf *out);

/* One character as UTF-8.  0 or ERR_LIMIT. */
int	html_put_char(uint32_t c, struct buf *out);

#endif
