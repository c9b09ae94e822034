/*
 * html_css -- words, brackets and lengths of style sheets (CSS Syntax 3,
 * CSS Values 4), as far as a page's visibility depends on them.
 *
 * Inside action.
 */
#ifndef ACTION_HTML_CSS_REWRITE_H
#define ACTION_HTML_CSS_REWRITE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"

#define HTML_CSS_UNCLEAR	0x1a	/* an escaped character of no name */

/* Comments as a blank, escapes resolved; and all in lower case. */
void	html_css_uncomment(struct slice s, struct buf *out);
void	html_css_clean(struct slice s, struct buf *out);

struct slice html_css_trim(struct slice s);
bool	html_css_has(struct slice s, const char *word);
bool	html_css_is_any(struct slice s, const char *const *list);
bool	html_css_is_name_byte(uint8_t c);

/*
 * From at on to one of the bytes in ends, which does not stand in quotes or
 * brackets; s.len if there is none.
 */
size_t	html_css_find(struct slice s, size_t at, const char *ends);

/* The next word of a value, brackets and all; false: no more. */
bool	html_css_next(struct slice s, size_t *at, struct slice *ret);

enum html_length_kind {
	HTML_LENGTH_NONE,	/* a keyword, or nothing */
	HTML_LENGTH_PX,
	HTML_LENGTH_NUMBER,
	HTML_LENGTH_EM,		/* times the size of the letters */
	HTML_LENGTH_SHARE,	/* of one: "50%" is 0.5 */
	HTML_LENGTH_VIEW,	/* of the window, as px of a small one */
	HTML_LENGTH_UNCLEAR	/* calc(), var(), a unit that is not known */
};

struct html_length {
	enum html_length_kind kind;
	double n;
};

/* One word. */
struct html_length html_length(struct slice word);

/* The same in px, of a share what is left of a window. */
double	html_length_px(struct html_length n);

#endif
