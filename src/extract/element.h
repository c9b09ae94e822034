/*
 * element -- the elements of a page that are open, and what each does to the
 * text inside it.
 */
#ifndef EXTRACT_ELEMENT_H
#define EXTRACT_ELEMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/limits.h"
#include "extract/markup.h"

struct element {
	char name[MARKUP_NAME_MAX];
	unsigned hide;		/* STYLE_HIDE_* in force here */
	unsigned gone;		/* elements around it that take no room */
	bool is_turned;		/* right to left by letters */
	bool is_row;		/* its blocks stand side by side */
	bool is_beside;		/* it or one around it stands so */
	bool is_in_line;	/* parts no text, whatever its name */
	bool is_aside;		/* its text is collected by itself */
};

struct elements {
	struct element open[HTML_OPEN_MAX];
	size_t count;
};

/* The innermost one; of nothing, if none is open. */
const struct element *element_top(const struct elements *e);
/*
 * Open one with the flags of its style (style.h).  False if too many are
 * open: it then changes nothing.
 */
bool	element_push(struct elements *e, const char *name, unsigned flags,
	    bool is_aside);
/* The innermost open one of that name, or NULL. */
const struct element *element_find(const struct elements *e,
	    const char *name);

/* Has it no content and no end tag? */
bool	element_is_void(const char *name);
/* Does it end the text before it? */
bool	element_is_block(const char *name, bool is_xml);
/* Is its content never shown? */
bool	element_is_unshown(const char *name);
/* A table's: parts the text whatever its style is. */
bool	element_is_cell(const char *name);
/* Does one of that name end where the next begins? */
bool	element_ends_itself(const char *name);

#endif
