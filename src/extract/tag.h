/*
 * tag -- what a tag of a page does: to the text around it, to the table that
 * it stands in, and with its attributes.
 */
#ifndef EXTRACT_TAG_H
#define EXTRACT_TAG_H

#include "extract/markup.h"
#include "extract/page.h"

/* What the element is about to be, of all its attributes. */
struct traits {
	struct slice id, class, type, download;	/* as written */
	unsigned flags;
	size_t column_span, row_span;
	bool has_download;
};

/* A tag of any kind; *ret_traits is filled.  0, or an error that ends the part. */
int	tag_handle(struct html *h, const struct markup_tag *g,
	    struct traits *ret_traits);
/* Close the elements up to and with this one; NULL: all. */
int	tag_close_to(struct html *h, const struct element *last);

#endif
