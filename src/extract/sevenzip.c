#include "extract/sevenzip.h"

#include <zlib.h>

#include "extract/engine.h"
#include "extract/le.h"
#include "extract/noise.h"

#define HEAD		32
#define ENCODED		0x17	/* the header is packed */
#define AES_CODER	SLICE("\x06\xf1\x07\x01")	/* AES-256, SHA-256 */

/* Behind the header is nothing, or something that 7z does not look at. */
static int
look_behind(struct extract_job *j, struct slice tail)
{
	size_t i;
	int r;

	for (i = 0; i < tail.len && tail.ptr[i] == 0; i++)
		;
	tail = slice_from(tail, i);
	if (tail.len == 0)
		return 0;
	r = extract_anomaly(j, ANOMALY_AMBIGUOUS,
	    "data after the end of an archive");
	return r < 0 ? r : extract_member(j, SLICE_NONE, tail);
}

static int
told(int r)
{
	return r < 0 ? r : 1;
}

/*
 * The header at the end is plain, or packed with its coders named.  AES among
 * the coders of a packed header means that even the names are ciphertext; in
 * a plain one, that the content is, and the names stand there as UTF-16.
 */
int
sevenzip_look(struct extract_job *j)
{
	struct slice s = extract_bytes(j), header, packed;
	uint64_t at, size;
	int r;

	if (s.len < HEAD)
		return told(extract_anomaly(j, ANOMALY_TRUNCATED,
		    "7z archive ends in its head"));
	at = le64(s, 12);
	size = le64(s, 20);
	if ((uint32_t)crc32(0, s.ptr + 12, 20) != le32(s, 8))
		return told(extract_anomaly(j, ANOMALY_MALFORMED,
		    "7z archive with a damaged head"));
	if (at > s.len - HEAD || size > s.len - HEAD - at)
		return told(extract_anomaly(j, ANOMALY_TRUNCATED,
		    "7z archive ends too early"));
	packed = slice_sub(s, HEAD, HEAD + (size_t)at);
	header = slice_sub(s, HEAD + (size_t)at,
	    HEAD + (size_t)at + (size_t)size);
	r = look_behind(j, slice_from(s, HEAD + (size_t)at + (size_t)size));
	if (r < 0 || header.len == 0 || header.ptr[0] != ENCODED ||
	    slice_find(header, AES_CODER, 0) == SLICE_NPOS)
		return r;
	if (!noise_is(packed))
		return told(extract_anomaly(j, ANOMALY_AMBIGUOUS,
		    "7z archive that says it is encrypted, and is not"));
	extract_set_encryption(j, ENCRYPTION_STRONG, SLICE("AES-256"));
	return told(extract_anomaly(j, ANOMALY_ENCRYPTED,
	    "7z archive with encrypted names"));
}
