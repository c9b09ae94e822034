/*
 * entity -- what the Content-* fields of one header block say (RFC 2045).
 *
 * Internal to src/mime.  Fills the node with the first reading and keeps the
 * other ones beside it: readers differ on which of two fields counts.
 */
#ifndef MIME_ENTITY_H
#define MIME_ENTITY_H

#include "mime/mime.h"
#include "mime/value.h"

#define ENTITY_TYPES_MAX	4

struct entity {
	struct value types[ENTITY_TYPES_MAX];	/* [0] is in the node */
	size_t type_count;
	bool types_differ;
	bool encodings_differ;
	bool dispositions_differ;
	bool has_limit;
};

/*
 * Read the node's fields.  in_digest: the default type is message/rfc822
 * (RFC 2046 5.1.5).  0 or ERR_LIMIT (arena).
 */
int	entity_read(struct mime_node *n, bool in_digest, struct arena *a,
	    struct entity *ret);

/* Let the node have another of its types. */
void	entity_use_type(struct mime_node *n, const struct value *v);

/*
 * Look at a leaf's raw body: is it really what its label says?  Adds
 * encodings worth trying to the node's readings.  *ret_plausible is false if
 * nothing that we can do makes sense of it.
 */
int	entity_weigh(struct mime_node *n, struct slice body, struct arena *a,
	    bool *ret_plausible);

#endif
