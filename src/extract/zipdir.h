/*
 * zipdir -- the directory of a zip file, read both ways (APPNOTE 6.3.10).
 *
 * The central directory and the local headers are read independently and
 * compared.  Where they differ, overlap, or leave room for something else,
 * readers can disagree: the union of both is listed, and is_ambiguous says
 * why.  Knows nothing of jobs and budgets; inflating is the caller's.
 */
#ifndef EXTRACT_ZIPDIR_H
#define EXTRACT_ZIPDIR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"
#include "mail/part.h"

enum zip_method {
	ZIP_STORED = 0,
	ZIP_DEFLATED = 8,
	ZIP_DEFLATED64 = 9,
	ZIP_BZIP2 = 12,
	ZIP_LZMA = 14,
	ZIP_ZSTD = 93,
	ZIP_XZ = 95,
	ZIP_PPMD = 98,
	ZIP_AES = 99		/* the real one is in an extra field */
};

struct zip_entry {
	struct slice name;	/* as stored */
	struct slice other_name;	/* of the other header, if it differs */
	struct slice unicode_name;	/* extra field 0x7075; empty if none */
	struct slice comment;
	uint16_t method;	/* AES: the one inside */
	uint16_t flags;
	uint16_t time;		/* as MS-DOS has it; the old cipher needs it */
	uint32_t crc;
	uint64_t packed_size;	/* by the directory, or by the local header */
	uint64_t size;
	struct slice data;	/* packed bytes; empty if they are not there */
	enum encryption encryption;	/* by its flags, not yet proven */
	struct slice reason;	/* "AES-256"; static */
	bool is_folder;
	bool has_data;		/* false: it points outside the file */
	bool is_aes;
	bool crc_known;		/* AE-2 leaves it out */
};

struct zip_directory {
	struct zip_entry *entries;
	size_t count;
	struct slice comment;
	const char *ambiguous;	/* first reason, or NULL */
	const char *broken;	/* damaged or cut short: reason, or NULL */
	bool is_cut;		/* broken because the end is missing */
	bool too_many;		/* more than ARCHIVE_ENTRIES_MAX */
	bool is_encrypted;	/* the directory itself is ciphertext */
};

/* 0, ERR_SYNTAX when it is no zip at all, or ERR_LIMIT (arena). */
int	zip_directory_read(struct slice bytes, struct arena *a,
	    struct zip_directory *ret);

#endif
