/*
 * hops -- how often a message was sent on, by what its texts show: the header
 * blocks of the older messages in it, marks of forwards, quote marks.
 */
#ifndef INSPECTOR_HOPS_H
#define INSPECTOR_HOPS_H

#include <stdint.h>

#include "base/slice.h"
#include "inspector/prefix.h"

/*
 * subject: of the message itself.  What an older message in the texts is to
 * the one above it is told by the prefix of the one above, or by a mark: "Re:"
 * was answered and does not count.  A block that is there twice, in plain text
 * and in HTML, counts once.
 */
uint32_t hops_count(const struct prefixes *subject, struct slice own,
	    struct slice quoted);

#endif
