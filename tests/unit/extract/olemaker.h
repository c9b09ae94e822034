/*
 * olemaker -- write compound files ([MS-CFB]) for tests, byte by byte.
 */
#ifndef UNIT_EXTRACT_OLEMAKER_H
#define UNIT_EXTRACT_OLEMAKER_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"

struct ole_item {
	const char *name;	/* Latin-1; "\1Ole10Native" and the like */
	int parent;		/* index of a storage in the list; -1: the root */
	struct slice content;
	int is_storage;
};

/*
 * Streams of less than 4096 bytes become small ones.  shift: 9 or 12.  The
 * directory begins in the sector whose number is in the header at 48, the
 * entries stand in the order of the list behind that of the root.
 */
void	olemaker(const struct ole_item *items, size_t n, unsigned shift,
	    struct buf *out);

/* Numbers in the order of bytes that such files have. */
void	put16(struct buf *out, unsigned v);
void	put32(struct buf *out, uint32_t v);
/* ASCII as UTF-16LE, without an end mark. */
void	put_wide(struct buf *out, const char *text);

#endif
