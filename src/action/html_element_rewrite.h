/*
 * html_element -- what the HTML standard says of each element, as far as it
 * decides what is open where (WHATWG HTML 13.2.4 and 13.2.6).
 *
 * Inside action.
 */
#ifndef ACTION_HTML_ELEMENT_REWRITE_H
#define ACTION_HTML_ELEMENT_REWRITE_H

#include "base/slice.h"

enum {
	HE_VOID = 1 << 0,	/* no content */
	HE_SPECIAL = 1 << 1,
	HE_SCOPE = 1 << 2,	/* bounds the default scope */
	HE_FORMATTING = 1 << 3,
	HE_BLOCK = 1 << 4,	/* closes a "p"; its end tag closes what it holds */
	HE_IMPLIED = 1 << 5,	/* its end tag may be left out */
	HE_RAW = 1 << 6,	/* text only, up to its end tag */
	HE_HEAD = 1 << 7,	/* may stand in the head without starting a body */
	HE_MARKER = 1 << 8,	/* formatting outside is not carried into it */
	HE_HEADING = 1 << 9,
	HE_TABLE = 1 << 10,	/* table, its rows and cells */
	HE_LINE = 1 << 11,	/* stands on lines of its own */
	HE_HIDES = 1 << 12,	/* content not shown, or not as text */
	HE_BARS = 1 << 13,	/* nothing of anybody else's may go in */
	HE_FLOW = 1 << 14,	/* a block may stand in it, whatever is round it */
	HE_BREAKS_OUT = 1 << 15,	/* ends SVG and MathML */
	HE_BUTTON = 1 << 16,	/* bounds the scope of "p", with HE_SCOPE */
	HE_ITEMS = 1 << 17,	/* and that of "li" */
	HE_SMALLER = 1 << 18,	/* its letters are smaller than those round it */
	HE_PAINTED = 1 << 19,	/* on a ground of its own */
	HE_DOUBTS = 1 << 20	/* words that run, stand backwards, are struck out */
};

struct html_element {
	const char *name;
	unsigned flags;
};

/* Of an unknown name all zero; never NULL. */
const struct html_element *html_element(struct slice name);

#endif
