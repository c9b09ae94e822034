/*
 * ole -- compound files ([MS-CFB]): sectors, directory and streams.
 *
 * Reads what is there, whatever the tables say: a chain ends at its first
 * impossible or repeated sector, an entry that no storage reaches is listed
 * like any other, and the bytes that nobody asked for are known at the end.
 * Bounded by the size of the file.  Everything lives in the caller's arena.
 */
#ifndef EXTRACT_OLE_H
#define EXTRACT_OLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"

#define OLE_MAGIC	SLICE("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
#define OLE_NONE	0xffffffffu	/* no such entry */
#define OLE_ROOT	0u

enum ole_kind {			/* 2.6.1 */
	OLE_KIND_UNUSED = 0,
	OLE_KIND_STORAGE = 1,
	OLE_KIND_STREAM = 2,
	OLE_KIND_ROOT = 5
};

struct ole_entry {
	struct slice name;	/* UTF-8, control characters kept */
	uint8_t kind;
	uint8_t class[16];
	uint32_t first;		/* sector */
	uint64_t size;
	uint32_t parent;	/* OLE_NONE: no storage reaches it */
	uint32_t child;		/* the first one in it; each the next: */
	uint32_t next;		/* beside it; OLE_NONE ends */
	uint8_t depth;		/* below the root */
	bool is_read;		/* some reader has dealt with it */
};

struct ole {
	struct slice bytes;
	struct arena *arena;
	uint32_t sector;	/* bytes of one */
	uint32_t sector_count;
	uint32_t *fat;		/* next sectors */
	uint32_t fat_count;
	uint32_t *mini;		/* next sectors of the small streams */
	uint32_t mini_count;
	uint32_t *mini_home;	/* sectors that hold the small streams */
	uint32_t mini_home_count;
	uint32_t mini_limit;	/* streams below it are small */
	struct ole_entry *entries;
	uint32_t count;
	uint8_t *seen;		/* a bit for every byte */
	bool is_broken;		/* tables or directory contradict themselves */
	bool is_cut;		/* or lead past the end of the file */
	bool has_too_many;	/* entries: over OLE_ENTRIES_MAX */
};

/* 0; ERR_SYNTAX: no compound file; ERR_LIMIT: the arena is exhausted. */
int	ole_open(struct slice bytes, struct arena *a, struct ole **ret);

/* Child of a storage by its name, ASCII letters folded; or OLE_NONE. */
uint32_t ole_child(const struct ole *o, uint32_t parent, const char *name);
/* The same anywhere in the file. */
uint32_t ole_find(const struct ole *o, const char *name);
/* Is `index` the entry `storage`, or below it? */
bool	ole_is_below(const struct ole *o, uint32_t index, uint32_t storage);

/*
 * Append a stream, and note its bytes as seen (out NULL: only that).  0;
 * ERR_SHORT: it ends before its size, what there is has been appended;
 * ERR_LIMIT: out is full.
 */
int	ole_stream(struct ole *o, uint32_t index, struct buf *out);

/* The same for some bytes of it: as many as there are. */
int	ole_range(struct ole *o, uint32_t index, uint64_t from, uint64_t size,
	    struct buf *out);

/* The next run of bytes at or after *at that nobody has asked for; moves *at. */
bool	ole_unseen(const struct ole *o, size_t *at, struct slice *ret);

/*
 * Append a compound file of its own with everything below a storage, which
 * becomes the root.  0, or ERR_LIMIT.
 */
int	ole_copy(struct ole *o, uint32_t storage, struct buf *out);

/* What a storage with these children is by its own; NULL: no file of a kind. */
const char *ole_storage_type(const struct ole *o, uint32_t storage);
/* The MIME type of a compound file by what is in its directory. */
const char *ole_type(struct slice bytes);

#endif
