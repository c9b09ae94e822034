/*
 * le -- little-endian numbers out of hostile bytes: zero past the end.
 *
 * For formats whose numbers are looked at before they are trusted.  Where the
 * end matters, the caller compares lengths first.
 */
#ifndef EXTRACT_LE_H
#define EXTRACT_LE_H

#include <stdint.h>

#include "base/slice.h"

static inline uint8_t
le8(struct slice s, size_t at)
{
	return at < s.len ? s.ptr[at] : 0;
}

static inline uint16_t
le16(struct slice s, size_t at)
{
	if (s.len < 2 || at > s.len - 2)
		return 0;
	return (uint16_t)(s.ptr[at] | s.ptr[at + 1] << 8);
}

static inline uint32_t
le32(struct slice s, size_t at)
{
	if (s.len < 4 || at > s.len - 4)
		return 0;
	return (uint32_t)s.ptr[at] | (uint32_t)s.ptr[at + 1] << 8 |
	    (uint32_t)s.ptr[at + 2] << 16 | (uint32_t)s.ptr[at + 3] << 24;
}

static inline uint64_t
le64(struct slice s, size_t at)
{
	if (s.len < 8 || at > s.len - 8)
		return 0;
	return (uint64_t)le32(s, at) | (uint64_t)le32(s, at + 4) << 32;
}

#endif
