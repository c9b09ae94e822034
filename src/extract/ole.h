/*
 * ole -- compound files ([MS-CFB]): the directory and single streams.
 *
 * Enough to say what a file is and whether it is encrypted; it does not yet
 * read text.  Bounded by the size of the file.
 */
#ifndef EXTRACT_OLE_H
#define EXTRACT_OLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"

struct ole {
	struct slice bytes;
	uint32_t sector;	/* bytes of one */
	uint32_t fat_sectors;
	uint32_t dir_first;
	uint32_t mini_fat_first;
	uint32_t mini_limit;	/* streams below it live in the mini stream */
	uint32_t difat_first;
};

struct ole_entry {
	char name[32];		/* ASCII; other characters as '?' */
	uint8_t kind;		/* 1 storage, 2 stream, 5 root */
	uint8_t class[16];
	uint32_t first;
	uint64_t size;
};

int	ole_open(struct slice bytes, struct ole *ret);	/* 0 or ERR_SYNTAX */
/* 0; ERR_NOTFOUND past the end; ERR_SYNTAX. */
int	ole_entry(const struct ole *o, uint32_t index, struct ole_entry *ret);
bool	ole_find(const struct ole *o, const char *name, struct ole_entry *ret);
/* Append at most max bytes of a stream.  0, ERR_SYNTAX or ERR_LIMIT. */
int	ole_stream(const struct ole *o, const struct ole_entry *e, size_t max,
	    struct buf *out);

/* The MIME type of a compound file by what is in its directory. */
const char *ole_type(struct slice bytes);

#endif
