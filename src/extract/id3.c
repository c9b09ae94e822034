/*
 * id3 -- ID3v2 tags (2.2 to 2.4): every frame of text, comments, lyrics.
 */
#include "base/limits.h"
#include "extract/be.h"
#include "extract/meta.h"

#define HEAD		10

enum { ENCODING_LATIN, ENCODING_UTF16, ENCODING_UTF16BE, ENCODING_UTF8 };

static uint32_t
synchsafe(struct slice s, size_t at)
{
	uint32_t n = be32(s, at);

	return (n & 0x7f) | (n >> 1 & 0x3f80) | (n >> 2 & 0x1fc000) |
	    (n >> 3 & 0xfe00000);
}

static int
put_piece(struct extract_job *j, uint8_t encoding, struct slice s)
{
	bool is_big = encoding == ENCODING_UTF16BE;

	if (encoding != ENCODING_UTF16 && encoding != ENCODING_UTF16BE)
		return meta_text(j, SLICE("tag"), s);
	if (s.len >= 2 && s.ptr[0] == 0xfe && s.ptr[1] == 0xff)
		is_big = true;
	if (s.len >= 2 && (s.ptr[0] ^ s.ptr[1]) == 1 && s.ptr[0] >= 0xfe)
		s = slice_from(s, 2);
	return meta_wide(j, SLICE("tag"), s, is_big);
}

/* The end of the first text; that of UTF-16 is two NULs at an even place. */
static size_t
text_end(uint8_t encoding, struct slice s)
{
	size_t i;

	if (encoding != ENCODING_UTF16 && encoding != ENCODING_UTF16BE)
		return slice_chr(s, 0, 0);
	for (i = 0; i + 1 < s.len; i += 2)
		if (s.ptr[i] == 0 && s.ptr[i + 1] == 0)
			return i;
	return SLICE_NPOS;
}

static int
put_texts(struct extract_job *j, uint8_t encoding, struct slice s)
{
	bool is_wide = encoding == ENCODING_UTF16 ||
	    encoding == ENCODING_UTF16BE;
	size_t end;
	int r = 0;

	while (s.len > 0 && r == 0) {
		end = text_end(encoding, s);
		if (end == SLICE_NPOS)
			end = s.len;
		r = put_piece(j, encoding, slice_sub(s, 0, end));
		s = slice_from(s, end + (is_wide ? 2 : 1));
	}
	return r;
}

/* Pictures and binary frames have texts only in front. */
static int
read_frame(struct extract_job *j, struct slice id, struct slice data)
{
	uint8_t encoding;

	if (data.len < 2)
		return 0;
	encoding = data.ptr[0];
	if (id.ptr[0] == 'W' && !slice_starts(id, SLICE("WX")))
		return meta_text(j, SLICE("tag"), data);
	if (id.ptr[0] == 'T' || id.ptr[0] == 'W')
		return put_texts(j, encoding, slice_from(data, 1));
	/* Behind the encoding, a language. */
	if (slice_starts(id, SLICE("COM")) || slice_starts(id, SLICE("ULT")) ||
	    slice_starts(id, SLICE("USLT")) || slice_starts(id, SLICE("USER")))
		return put_texts(j, encoding, slice_from(data, 4));
	if (slice_starts(id, SLICE("PRIV")))
		return meta_text(j, SLICE("tag"), data);
	return 0;
}

/* ID3v2.4 5: 0xff is followed by a 0 that means nothing. */
static int
resync(struct slice s, struct buf *out)
{
	size_t i;
	int r = 0;

	for (i = 0; i < s.len && r == 0; i++) {
		r = buf_putc(out, s.ptr[i]);
		if (s.ptr[i] == 0xff && i + 1 < s.len && s.ptr[i + 1] == 0)
			i++;
	}
	return r;
}

static int
read_frames(struct extract_job *j, struct slice s, uint8_t version)
{
	size_t id_size = version == 2 ? 3 : 4, head, size;
	int r = 0;

	head = version == 2 ? 6 : 10;
	while (r == 0 && s.len > head && s.ptr[0] != 0) {
		size = version == 2 ? be32(s, 2) & 0xffffff :
		    version == 4 ? synchsafe(s, 4) : be32(s, 4);
		r = read_frame(j, slice_sub(s, 0, id_size),
		    slice_sub(s, head, head + size));
		s = slice_from(s, head + size);
	}
	return r;
}

int
id3_meta(struct extract_job *j, struct slice s)
{
	struct buf plain = BUF_INIT(UNPACK_MEMBER_MAX);
	uint8_t version, flags;
	struct slice body;
	size_t skip = 0;
	int r = 0;

	if (!slice_starts(s, SLICE("ID3")) || s.len < HEAD)
		return 0;
	version = s.ptr[3];
	flags = s.ptr[5];
	body = slice_sub(s, HEAD, HEAD + (size_t)synchsafe(s, 6));
	if ((flags & 0x80) != 0 && version < 4) {
		r = resync(body, &plain);
		body = buf_slice(&plain);
	}
	if ((flags & 0x40) != 0 && version >= 3)
		skip = version == 4 ? synchsafe(body, 0) :
		    (size_t)be32(body, 0) + 4;
	if (r == 0)
		r = read_frames(j, slice_from(body, skip), version);
	buf_free(&plain);
	return r;
}
