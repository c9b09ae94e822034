/*
 * html_style -- do declarations let a reader see what stands in an element?
 *
 * Inside action.  What is not known to leave it visible may hide it.
 */
#ifndef ACTION_HTML_STYLE_REWRITE_H
#define ACTION_HTML_STYLE_REWRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "action/html_colour_rewrite.h"
#include "base/buf.h"
#include "base/slice.h"

enum {
	HTML_HIDES = 1,		/* its content is not seen at all */
	HTML_BARS = 2,		/* it is seen, but not as anything of its own */
	HTML_QUOTES = 4,	/* an older message */
	HTML_RULE_OVER = 8,	/* Outlook's line over an older message */
	HTML_INDENTS = 16,	/* a margin round the author's own words */
	HTML_DOUBTS = 32,	/* nobody can be certain that it is seen */
	HTML_CUTS = 64,		/* what does not fit into its box is cut off */
	HTML_ONE_LINE = 128,	/* its lines are not broken */
	HTML_LIES_OVER = 256,	/* it is not in the flow of the page */
	HTML_DARKENS = 512	/* the page may be a dark one */
};

#define HTML_LETTERS_MIN	4.5	/* px: smaller ones nobody reads */
#define HTML_OPACITY_MIN	0.4
#define HTML_SHIFT_MAX		100	/* px that words may stand off their place */

/* What one element says of its letters. */
struct html_look {
	unsigned flags;
	struct html_colour ink, paper;
	bool ink_wins, paper_wins;	/* "!important" */
	bool ink_is_old, paper_is_old;	/* of an attribute: any style wins */
	double size;	/* px; 0: not said; below 0: times what is above */
	double shift;	/* px that it stands off its place */
	double opacity;	/* of 1 */
};

#define HTML_LOOK_PLAIN	((struct html_look){ .opacity = 1 })

/* Declarations: a style attribute's value, references resolved. */
struct html_look html_style(struct slice declarations);

/* The same of text that html_css_clean() made. */
struct html_look html_style_clean(struct slice declarations);

/*
 * Is it painted, and not where it would stand, so that it may lie over other
 * words?  above: flags of what is round it.
 */
bool html_look_covers(const struct html_look *look, unsigned above);

#endif
