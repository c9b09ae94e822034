/*
 * oleart -- pictures of OfficeArt ([MS-ODRAW]) in a stream of their own.
 */
#include "base/err.h"
#include "base/limits.h"
#include "extract/inflate.h"
#include "extract/le.h"
#include "extract/olefile.h"
#include "extract/rawtext.h"

#define RECORD_HEAD	8
#define BLIP_FIRST	0xf01a		/* 2.2.24 and on */
#define BLIP_LAST	0xf02a
#define BLIP_METAFILES	0xf01c		/* up to this: EMF, WMF, PICT */
#define DIGEST_SIZE	16
#define METAFILE_HEAD	34

/* 2.2.31: sizes and bounds, then the drawing, packed or not. */
static int
read_metafile(struct extract_job *j, struct slice s)
{
	struct buf out = BUF_INIT(UNPACK_MEMBER_MAX);
	bool is_packed = le8(s, METAFILE_HEAD - 2) == 0;
	struct inflate_end end;
	int r = 0;

	s = slice_from(s, METAFILE_HEAD);
	if (is_packed)
		r = inflate_stream(j, s, INFLATE_ZLIB, &out, &end);
	if (r == ERR_LIMIT)
		(void)extract_anomaly(j, ANOMALY_LIMIT,
		    "picture of a document over 64 MB");
	/* A drawing that is damaged is not drawn: what there is, is read. */
	if (r != ERR_LIMIT)
		r = rawtext_put(j, is_packed ? buf_slice(&out) : s,
		    RAWTEXT_MEDIUM);
	buf_free(&out);
	return r;
}

int
oleart_read_blips(struct extract_job *j, struct ole *o, uint32_t index)
{
	struct buf out = BUF_INIT(o->bytes.len + 1);
	struct slice s;
	size_t at, n, skip;
	uint16_t kind, instance;
	int r;

	r = olefile_stream(j, o, index, &out);
	s = buf_slice(&out);
	for (at = 0; r == 0 && s.len - at >= RECORD_HEAD; at += n) {
		instance = le16(s, at) >> 4;
		kind = le16(s, at + 2);
		n = le32(s, at + 4);
		at += RECORD_HEAD;
		if (kind < BLIP_FIRST || kind > BLIP_LAST || n > s.len - at) {
			at -= RECORD_HEAD;
			break;
		}
		/* An odd instance has two digests before the picture. */
		skip = (instance & 1) != 0 ? 2 * DIGEST_SIZE : DIGEST_SIZE;
		if (kind <= BLIP_METAFILES)
			r = read_metafile(j, slice_sub(s, at + skip, at + n));
		else if (n > skip + 1)
			r = olefile_member_range(j, o, index, SLICE_NONE,
			    at + skip + 1, n - skip - 1);
	}
	if (r == 0)
		r = rawtext_put(j, slice_from(s, at), RAWTEXT_LONG);
	buf_free(&out);
	return r;
}
