/*
 * dataurl -- files inside a text: "data:text/plain;base64,..." (RFC 2397),
 * wherever it stands, as members.
 */
#ifndef EXTRACT_DATAURL_H
#define EXTRACT_DATAURL_H

#include <stdbool.h>

#include "base/buf.h"
#include "extract/extract.h"

/*
 * Every data: URL in a text, UTF-8, becomes a member with the type that it
 * declares.  0, or an error that ends the part.
 */
int	dataurl_scan(struct extract_job *j, struct slice text);

/* Is the whole of it one, as the value of an attribute is? */
bool	dataurl_is(struct slice url);
/*
 * Such a one: blanks do not end it.  name: what it would be saved as, or
 * empty.  The same results.
 */
int	dataurl_read(struct extract_job *j, struct slice url,
	    struct slice name);

/* "%41" to "A", appended; what is no escape stays.  0 or ERR_LIMIT. */
int	percent_decode(struct slice s, struct buf *out);

#endif
