/*
 * jpeg -- segments of a JPEG file (ITU T.81 annex B): comments, EXIF, XMP,
 * Photoshop's resources.
 */
#include "base/limits.h"
#include "extract/be.h"
#include "extract/meta.h"

#define XMP_MARK	SLICE("http://ns.adobe.com/xap/1.0/\0")
#define XMP_MORE_MARK	SLICE("http://ns.adobe.com/xmp/extension/\0")
#define XMP_MORE_HEAD	(35 + 32 + 4 + 4)	/* mark, digest, size, offset */

enum {
	MARKER_TEM = 0x01, MARKER_RST0 = 0xd0, MARKER_SOI = 0xd8,
	MARKER_EOI = 0xd9, MARKER_SOS = 0xda,
	MARKER_COM = 0xfe
};

/* XMP over 64 kB goes on in more segments. */
static int
add_xmp(struct buf *more, struct slice data)
{
	return buf_put_slice(more, slice_from(data, XMP_MORE_HEAD));
}

static int
read_segment(struct extract_job *j, uint8_t marker, struct slice data,
    struct buf *more)
{
	if (marker == MARKER_COM)
		return meta_text(j, SLICE("comment"), data);
	if (slice_starts(data, SLICE("Exif\0")))
		return exif_meta(j, data, false);
	if (slice_starts(data, XMP_MARK))
		return xmp_meta(j, slice_from(data, XMP_MARK.len));
	if (slice_starts(data, XMP_MORE_MARK))
		return add_xmp(more, data);
	if (slice_starts(data, SLICE("Photoshop 3.0\0")))
		return photoshop_meta(j, slice_from(data, 14));
	return 0;
}

/* Behind the head of a scan: up to a marker that is none of its own. */
static size_t
skip_scan(struct slice s, size_t at)
{
	uint8_t c;

	for (;; at++) {
		at = slice_chr(s, 0xff, at);
		if (at == SLICE_NPOS || at + 1 >= s.len)
			return s.len;
		c = s.ptr[at + 1];
		if (c != 0 && c != 0xff && (c < MARKER_RST0 || c > 0xd7))
			return at;
	}
}

int
jpeg_meta(struct extract_job *j, struct slice s, size_t *ret_end)
{
	struct buf more = BUF_INIT(UNPACK_MEMBER_MAX);
	uint8_t marker;
	size_t at = 2, size;
	int r = 0;

	*ret_end = s.len;
	while (r == 0) {
		at = slice_chr(s, 0xff, at);
		if (at == SLICE_NPOS || at + 1 >= s.len)
			break;
		marker = s.ptr[at + 1];
		if (marker == MARKER_EOI) {
			*ret_end = at + 2;
			break;
		}
		/* Fill bytes, and markers that stand alone. */
		if (marker == 0xff || marker == 0 || marker == MARKER_TEM ||
		    (marker >= MARKER_RST0 && marker <= MARKER_SOI)) {
			at += marker == 0xff ? 1 : 2;
			continue;
		}
		size = be16(s, at + 2);
		r = read_segment(j, marker, slice_sub(s, at + 4,
		    at + 2 + size), &more);
		at += 2 + (size < 2 ? 2 : size);
		if (marker == MARKER_SOS)
			at = skip_scan(s, at);
	}
	if (r == 0 && more.len > 0)
		r = xmp_meta(j, buf_slice(&more));
	buf_free(&more);
	return r;
}
