/*
 * prefix -- what mail programs put before a subject: "Re:", "FW:", "AW:",
 * "RE[2]:", "Tr :", in the languages that programs come in, behind a tag in
 * brackets ("[External] Re:") too.
 */
#ifndef INSPECTOR_PREFIX_H
#define INSPECTOR_PREFIX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

struct prefixes {
	uint32_t forwards;	/* how often it was sent on */
	bool is_forward;	/* the outermost one says "sent on" */
	bool is_reply;		/* the outermost one says "answered" */
	struct slice rest;	/* the subject without them */
};

/* subject: decoded UTF-8. */
void	prefix_read(struct slice subject, struct prefixes *ret);

#endif
