/*
 * zipmaker -- zip files, honest ones and such as lie in any field.
 */
#ifndef UNIT_EXTRACT_ZIPMAKER_H
#define UNIT_EXTRACT_ZIPMAKER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"

struct made {
	const char *name;
	struct slice data;
	bool stored;		/* else deflated */

	/* Lies; zero tells the truth. */
	const char *local_name;
	uint16_t local_method;	/* + 1 */
	uint32_t local_size;
	uint16_t flags;		/* bits set in both headers */
	uint16_t local_flags;	/* bits changed in the local one */
	bool bad_crc;
	bool unlisted;		/* has no entry in the directory */
	bool descriptor;	/* sizes follow the data */
	int aes;		/* 1 to 3: strength; data is noise */
	size_t copy_of;		/* index + 1: data of that member, overlapping */
};

/* Appends a zip of n members, offsets counted from where it begins. */
void	zipmaker(const struct made *m, size_t n, struct buf *out);

/* One member is the whole of an archive: for short tests. */
void	zipmaker_one(const char *name, struct slice data, struct buf *out);

#endif
