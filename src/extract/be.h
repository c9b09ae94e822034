/*
 * be -- big-endian numbers out of hostile bytes: zero past the end.  The
 * other half of le.h.
 */
#ifndef EXTRACT_BE_H
#define EXTRACT_BE_H

#include <stdint.h>

#include "base/slice.h"

static inline uint16_t
be16(struct slice s, size_t at)
{
	if (s.len < 2 || at > s.len - 2)
		return 0;
	return (uint16_t)(s.ptr[at] << 8 | s.ptr[at + 1]);
}

static inline uint32_t
be32(struct slice s, size_t at)
{
	if (s.len < 4 || at > s.len - 4)
		return 0;
	return (uint32_t)s.ptr[at] << 24 | (uint32_t)s.ptr[at + 1] << 16 |
	    (uint32_t)s.ptr[at + 2] << 8 | (uint32_t)s.ptr[at + 3];
}

static inline uint64_t
be64(struct slice s, size_t at)
{
	if (s.len < 8 || at > s.len - 8)
		return 0;
	return (uint64_t)be32(s, at) << 32 | be32(s, at + 4);
}

#endif
