/*
 * media -- sound and film: their tags are read, they themselves pass as such.
 */
#include "base/limits.h"
#include "extract/be.h"
#include "extract/engine.h"
#include "extract/le.h"
#include "extract/meta.h"
#include "extract/strings.h"
#include "extract/trailer.h"

#define ID3V1_SIZE	128
#define OGG_HEAD	27
#define OGG_PAGES_MAX	512	/* of headers; covers stand in them too */
#define OGG_HEADERS_MAX	((size_t)1024 * 1024)
#define ASF_HEAD	((size_t)64 * 1024)	/* tags stand in front */

static int
media_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)bytes;
	(void)name;
	return slice_starts(detected, SLICE("audio/")) ||
	    slice_starts(detected, SLICE("video/")) ||
	    slice_eq_str(detected, "application/ogg") ||
	    slice_eq_str(detected, "application/vnd.ms-asf") ||
	    slice_eq_str(detected, "application/x-matroska") ? 20 : 0;
}

/* --- Vorbis comments: FLAC, Ogg -------------------------------------------------- */

static int
put_vorbis(struct extract_job *j, struct slice s)
{
	size_t n = le32(s, 0);
	uint32_t count;
	int r;

	r = meta_text(j, SLICE("tag"), slice_sub(s, 4, 4 + n));
	s = slice_from(s, 4 + n);
	count = le32(s, 0);
	s = slice_from(s, 4);
	for (; count > 0 && s.len >= 4 && r == 0; count--) {
		n = le32(s, 0);
		/* A cover is base64: no text, and a picture as any. */
		if (!slice_istarts(slice_from(s, 4),
		    SLICE("METADATA_BLOCK_PICTURE=")))
			r = meta_text(j, SLICE("tag"),
			    slice_sub(s, 4, 4 + n));
		s = slice_from(s, 4 + n);
	}
	return r;
}

static int
read_flac(struct extract_job *j, struct slice s)
{
	size_t size;
	bool is_last = false;
	int r = 0;

	for (s = slice_from(s, 4); s.len > 4 && !is_last && r == 0;
	    s = slice_from(s, 4 + size)) {
		is_last = (s.ptr[0] & 0x80) != 0;
		size = be32(s, 0) & 0xffffff;
		if ((s.ptr[0] & 0x7f) == 4)
			r = put_vorbis(j, slice_sub(s, 4, 4 + size));
	}
	return r;
}

/* The bodies of the first pages, joined: packets go over several. */
static int
join_pages(struct slice s, struct buf *out)
{
	size_t page, segments, size, i;
	int r = 0;

	for (page = 0; page < OGG_PAGES_MAX && r == 0 &&
	    slice_starts(s, SLICE("OggS")) && s.len > OGG_HEAD; page++) {
		segments = s.ptr[26];
		for (i = size = 0; i < segments; i++)
			size += le8(s, OGG_HEAD + i);
		r = buf_put_slice(out, slice_sub(s, OGG_HEAD + segments,
		    OGG_HEAD + segments + size));
		s = slice_from(s, OGG_HEAD + segments + size);
	}
	return r;
}

static int
read_ogg(struct extract_job *j, struct slice s)
{
#define MARK(lit)	{ lit, sizeof(lit) - 1 }
	static const struct { const char *bytes; size_t len; } marks[] = {
		MARK("\3vorbis"), MARK("OpusTags"), MARK("\x81theora"),
	};
#undef MARK
	struct buf headers = BUF_INIT(OGG_HEADERS_MAX);
	size_t i, at;
	int r = 0;

	(void)join_pages(s, &headers);
	for (i = 0; i < sizeof marks / sizeof marks[0] && r == 0; i++) {
		at = slice_find(buf_slice(&headers),
		    slice_of(marks[i].bytes, marks[i].len), 0);
		if (at != SLICE_NPOS)
			r = put_vorbis(j, slice_from(buf_slice(&headers),
			    at + marks[i].len));
	}
	buf_free(&headers);
	return r;
}

/* --- tags at the end ---------------------------------------------------------------- */

static int
read_id3v1(struct extract_job *j, struct slice s)
{
	static const uint8_t from[] = { 3, 33, 63, 93, 97, 127 };
	struct slice tag;
	size_t i;
	int r = 0;

	if (s.len < ID3V1_SIZE)
		return 0;
	tag = slice_from(s, s.len - ID3V1_SIZE);
	if (!slice_starts(tag, SLICE("TAG")))
		return 0;
	for (i = 0; i + 1 < sizeof from && r == 0; i++)
		r = meta_text(j, SLICE("tag"),
		    slice_sub(tag, from[i], from[i + 1]));
	return r;
}

/* --- the file -------------------------------------------------------------------------- */

static int
read_kind(struct extract_job *j, struct slice s, size_t *ret_end)
{
	int r;

	*ret_end = s.len;
	if (slice_starts(s, SLICE("fLaC")))
		return read_flac(j, s);
	if (slice_starts(s, SLICE("OggS")))
		return read_ogg(j, s);
	if (slice_starts(s, SLICE("RIFF")))
		return riff_meta(j, s, ret_end);
	if (slice_starts(slice_from(s, 4), SLICE("ftyp")) ||
	    slice_starts(slice_from(s, 4), SLICE("moov")))
		return bmff_meta(j, s, ret_end);
	if (slice_starts(s, SLICE("\x30\x26\xb2\x75\x8e\x66\xcf\x11")))
		return strings_wide(j, SLICE("tag"),
		    slice_sub(s, 0, ASF_HEAD), false);
	r = id3_meta(j, s);
	return r < 0 ? r : read_id3v1(j, s);
}

static int
media_read(struct extract_job *j)
{
	struct slice s = extract_bytes(j);
	size_t end;
	int r;

	extract_set_flag(j, PART_IS_OPAQUE);
	r = read_kind(j, s, &end);
	if (r == 0)
		r = trailer_read(j, slice_from(s, end));
	/* What the readers know no place for. */
	return r < 0 ? r : strings_put(j, SLICE_NONE, s);
}

const struct extract_format format_media = {
	"media", media_can_read, media_read
};
