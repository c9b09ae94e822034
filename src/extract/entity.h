/*
 * entity -- character references of HTML and XML, with or without semicolon.
 */
#ifndef EXTRACT_ENTITY_H
#define EXTRACT_ENTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"

/* A code point as UTF-8, appended; what is none becomes U+FFFD. */
int	entity_put(struct buf *out, uint32_t code);

/*
 * Append text with its references decoded (HTML 13.2.5.72 and on); what is
 * no known reference stays as it is.  0 or ERR_LIMIT.
 */
int	entity_decode(struct slice text, struct buf *out);

/* One name that HTML knows. */
struct entity_name {
	const char *name;
	uint32_t code, second;		/* second: 0 for most */
	bool is_legacy;			/* also without its semicolon */
};

/* NULL if there is no such name. */
const struct entity_name *entity_name(struct slice name);

#endif
