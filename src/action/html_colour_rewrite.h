/*
 * html_colour -- colours of pages (CSS Color 4), and whether letters of one
 * can be read on another.
 *
 * Inside action.  What is not said here in so many numbers is not known.
 */
#ifndef ACTION_HTML_COLOUR_REWRITE_H
#define ACTION_HTML_COLOUR_REWRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

enum html_colour_kind {
	HTML_COLOUR_UNSET,	/* nothing says one */
	HTML_COLOUR_ABOVE,	/* that of the element round it */
	HTML_COLOUR_UNKNOWN,
	HTML_COLOUR_IS
};

struct html_colour {
	enum html_colour_kind kind;
	uint8_t r, g, b;
	uint8_t a;		/* 255: nothing is seen through it */
};

#define HTML_COLOUR(red, green, blue) \
	((struct html_colour){ HTML_COLOUR_IS, (red), (green), (blue), 255 })

/* A word of a style: "#fff", "white", "rgb(255, 255, 255)"; in lower case. */
struct html_colour html_colour(struct slice word);

/* The value of bgcolor, text and color: HTML 2.3.6, which takes anything. */
struct html_colour html_colour_old(struct slice value);

/* One on another, which nothing is seen through. */
struct html_colour html_colour_over(struct html_colour top,
	    struct html_colour below);

/* Are letters of ink on paper certain to be read?  Both must be known. */
bool	html_colour_is_readable(struct html_colour ink,
	    struct html_colour paper);

#endif
