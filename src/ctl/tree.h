/*
 * tree -- the parts and members of a message as the inspector saw them.
 */
#ifndef CTL_TREE_H
#define CTL_TREE_H

#include <jansson.h>

#include "base/buf.h"
#include "mail/report.h"

/* One line for each, indented beneath what holds it. */
void	tree_human(const struct report *r, struct buf *out);

/* The key "parts" of the machine-readable answers: a new array. */
json_t	*tree_json(const struct report *r);

#endif
