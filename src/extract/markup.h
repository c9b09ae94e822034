/*
 * markup -- one tag and its attributes, as browsers take them apart (HTML
 * 13.2.5), in HTML and XML alike.
 */
#ifndef EXTRACT_MARKUP_H
#define EXTRACT_MARKUP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

#define MARKUP_NAME_MAX	24

struct markup_tag {
	char name[MARKUP_NAME_MAX];	/* lower case */
	bool is_end;
	struct slice attributes;
};

/*
 * Parse the tag at the beginning of s ("<" included): its end, or 0 if this
 * is no tag.  A ">" inside a quoted value does not end it.  is_xml: prefixes
 * of names are cut off.
 */
size_t	markup_tag(struct slice s, bool is_xml, struct markup_tag *ret);

/* Take one attribute off the front; false at the end. */
bool	markup_attribute(struct slice *s, struct slice *ret_name,
	    struct slice *ret_value);

#endif
