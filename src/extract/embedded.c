#include "extract/embedded.h"

#include <zlib.h>

#include "extract/engine.h"
#include "extract/le.h"

/* The checksum of the start header is right: no chance does that. */
static bool
is_sevenzip(struct slice s)
{
	return s.len >= 32 && slice_starts(s, SLICE("7z\xbc\xaf\x27\x1c")) &&
	    (uint32_t)crc32(0, s.ptr + 12, 20) == le32(s, 8);
}

static bool
is_rar(struct slice s)
{
	size_t size;

	if (s.len < 20)
		return false;
	if (slice_starts(s, SLICE("Rar!\x1a\x07\x01\0"))) {
		/* Size of a first header, in one byte, and its sum. */
		size = (size_t)s.ptr[12] + 1;
		return s.ptr[12] < 0x80 && size <= s.len - 12 &&
		    (uint32_t)crc32(0, s.ptr + 12, (uInt)size) ==
		    le32(s, 8);
	}
	size = le16(s, 12);
	return slice_starts(s, SLICE("Rar!\x1a\x07\0")) && size >= 13 &&
	    size <= s.len - 7 && s.ptr[9] == 0x73 &&
	    (uint16_t)crc32(0, s.ptr + 9, (uInt)(size - 2)) == le16(s, 7);
}

/* mark stands at `back` in the archive's first bytes, and is rare. */
static size_t
find(struct slice s, uint8_t mark, size_t back, bool (*is)(struct slice))
{
	size_t at;

	for (at = slice_chr(s, mark, back + 1); at != SLICE_NPOS;
	    at = slice_chr(s, mark, at + 1))
		if (is(slice_from(s, at - back)))
			return at - back;
	return SLICE_NPOS;
}

int
embedded_read(struct extract_job *j)
{
	struct slice s = extract_bytes(j);
	size_t at[2], i;
	int r = 0;

	at[0] = find(s, 0x1c, 5, is_sevenzip);
	at[1] = find(s, 0x1a, 4, is_rar);
	for (i = 0; i < 2 && r == 0; i++) {
		if (at[i] == SLICE_NPOS)
			continue;
		if (j->part->type != FILETYPE_PROGRAM &&
		    j->part->type != FILETYPE_INSTALLER)
			r = extract_anomaly(j, ANOMALY_AMBIGUOUS,
			    "an archive is hidden at its end");
		if (r == 0)
			r = extract_member(j, SLICE_NONE, slice_from(s, at[i]));
	}
	return r;
}
