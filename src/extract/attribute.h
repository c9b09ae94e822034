/*
 * attribute -- what an attribute of a page is good for: words that somebody
 * may see or that leave with the page, addresses, programs, or nothing.
 */
#ifndef EXTRACT_ATTRIBUTE_H
#define EXTRACT_ATTRIBUTE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"

enum attribute_kind {
	ATTRIBUTE_NOTHING,	/* layout and names of the page's own */
	ATTRIBUTE_WORDS,
	ATTRIBUTE_URL,
	ATTRIBUTE_URLS,		/* several, with widths between them */
	ATTRIBUTE_STYLE,
	ATTRIBUTE_SCRIPT,
	ATTRIBUTE_PAGE		/* srcdoc */
};

/* Of a value whose references are decoded. */
enum attribute_kind attribute_kind(struct slice name, struct slice value);

/*
 * The words inside a URL, each on a line of its own: of mailto: and the like
 * all of it, of others the names in its path and the values of its query that
 * are more than one word; escapes undone.  Appended; 0 or ERR_LIMIT.
 */
int	attribute_url_words(struct slice url, struct buf *out);
/*
 * The URL with its escapes undone; a blank becomes "+", so that it stays one
 * URL to whoever reads it.  Appended; 0 or ERR_LIMIT.
 */
int	attribute_url_plain(struct slice url, struct buf *out);

#endif
