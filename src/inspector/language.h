/*
 * language -- in which language a message says that it is written.
 */
#ifndef INSPECTOR_LANGUAGE_H
#define INSPECTOR_LANGUAGE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/slice.h"
#include "mime/mime.h"

/*
 * The first tag of Content-Language (RFC 3282), else `lang` of the html
 * element of the first page of the body: a tag of RFC 5646's characters, in
 * lower case, at most REPORT_LANGUAGE_MAX bytes.  Empty if it says none.
 * 0, or ERR_LIMIT (the arena).
 */
int	language_find(const struct mime_message *m, struct arena *a,
	    struct slice *ret);

/* A page of the body: no attachment, and in no attached message. */
bool	language_is_page(const struct mime_message *m,
	    const struct mime_node *n);

#endif
