/*
 * html_style -- do a page's styles let a reader see what stands in it?
 *
 * Inside action.  No cascade is worked out: what may hide counts as hiding.
 */
#ifndef ACTION_HTML_STYLE_REWRITE_H
#define ACTION_HTML_STYLE_REWRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"

enum {
	HTML_HIDES = 1,		/* its content is not seen at all */
	HTML_BARS = 2,		/* it is seen, but not as anything of its own */
	HTML_QUOTES = 4,	/* an older message */
	HTML_RULE_OVER = 8,	/* Outlook's line over an older message */
	HTML_INDENTS = 16,	/* a margin round the author's own words */
	HTML_COLOURS = 32	/* it sets a colour */
};

#define HTML_COLOUR_UNSET	UINT32_MAX
#define HTML_COLOUR_UNKNOWN	(UINT32_MAX - 1)

struct html_look {
	unsigned flags;
	uint32_t ink, paper;	/* 0xrrggbb, UNSET or UNKNOWN */
};

/* Declarations: a style attribute's value, references resolved. */
struct html_look html_style(struct slice declarations);

/* "#fff", "white", "rgb(255,255,255)". */
uint32_t html_colour(struct slice word);

/* An element as a selector sees it; attributes as in html_token. */
struct html_element_seen {
	struct slice name;
	struct slice attributes;
};

/*
 * What a style sheet may do to one of the targets: HIDES, BARS and COLOURS.
 * Selectors may name any of the path (the targets' ancestors and the targets
 * themselves).
 */
unsigned html_sheet(struct slice sheet,
	    const struct html_element_seen *path, size_t path_count,
	    const struct html_element_seen *targets, size_t target_count);

/*
 * Of a style sheet what may hide something, as a sheet for html_sheet();
 * on_white: nothing in the page sets a background, white letters are hidden.
 * 0 or ERR_LIMIT (out is full).
 */
int	html_sheet_hiding(struct slice sheet, bool on_white, struct buf *out);

/* White on white, or black on black: what is not said is black on white. */
bool	html_is_unreadable(const struct html_look *look);

#endif
