/*
 * png -- chunks of a PNG file: its texts, plain and compressed, EXIF, XMP.
 */
#include "base/err.h"
#include "base/limits.h"
#include "extract/be.h"
#include "extract/inflate.h"
#include "extract/meta.h"

#define CHUNK_FRAME	12	/* length, type, checksum */
#define KEYWORD_MAX	79
#define PROFILE		SLICE("Raw profile type ")

/* How ImageMagick keeps what has no chunk: name, size, digits, in lines. */
static int
read_profile(struct extract_job *j, struct slice kind, struct slice text)
{
	struct buf raw = BUF_INIT(UNPACK_MEMBER_MAX);
	size_t i, line;
	int high = -1, v, r = 0;

	for (i = line = 0; i < text.len && line < 3; i++)
		line += text.ptr[i] == '\n';
	for (; i < text.len && r == 0; i++) {
		v = ascii_hex_value(text.ptr[i]);
		if (v < 0)
			continue;
		if (high >= 0)
			r = buf_putc(&raw, (uint8_t)(high << 4 | v));
		high = high >= 0 ? -1 : v;
	}
	if (r == 0 && (slice_eq_str(kind, "iptc") ||
	    slice_eq_str(kind, "8bim")))
		r = photoshop_meta(j, buf_slice(&raw));
	else if (r == 0 && slice_starts(buf_slice(&raw), SLICE("Exif")))
		r = exif_meta(j, buf_slice(&raw), false);
	else if (r == 0 && !slice_starts(kind, SLICE("ic")))
		r = xmp_meta(j, buf_slice(&raw));
	buf_free(&raw);
	return r;
}

static int
put_text(struct extract_job *j, struct slice keyword, struct slice text)
{
	if (slice_starts(keyword, PROFILE))
		return read_profile(j, slice_from(keyword, PROFILE.len), text);
	if (slice_eq_str(keyword, "XML:com.adobe.xmp"))
		return xmp_meta(j, text);
	return meta_text(j, keyword, text);
}

static int
put_packed(struct extract_job *j, struct slice keyword, struct slice packed)
{
	struct buf text = BUF_INIT(UNPACK_MEMBER_MAX);
	struct inflate_end end;
	int r;

	r = inflate_stream(j, packed, INFLATE_ZLIB, &text, &end);
	if (r == ERR_LIMIT)
		r = extract_anomaly(j, ANOMALY_LIMIT,
		    "unpacked text of a picture over 64 MB");
	else if (r < 0 || !end.finished)
		r = extract_anomaly(j, ANOMALY_MALFORMED,
		    "text of a picture cannot be unpacked");
	if (r == 0)
		r = put_text(j, keyword, buf_slice(&text));
	buf_free(&text);
	return r;
}

/* PNG 11.3.4.5: flags, language, the keyword translated, the text. */
static int
read_itxt(struct extract_job *j, struct slice keyword, struct slice rest)
{
	bool is_packed = rest.len > 0 && rest.ptr[0] == 1;
	size_t end;
	int r = 0;
	int i;

	rest = slice_from(rest, 2);
	for (i = 0; i < 2 && r == 0; i++) {
		end = slice_chr(rest, 0, 0);
		r = meta_text(j, SLICE("keyword"), slice_sub(rest, 0, end));
		rest = slice_from(rest, end == SLICE_NPOS ? rest.len :
		    end + 1);
	}
	if (r < 0)
		return r;
	return is_packed ? put_packed(j, keyword, rest) :
	    put_text(j, keyword, rest);
}

static int
read_chunk(struct extract_job *j, struct slice type, struct slice data)
{
	size_t end = slice_chr(data, 0, 0);
	struct slice keyword, rest;
	int r;

	if (slice_eq_str(type, "eXIf"))
		return exif_meta(j, data, false);
	if (!slice_eq_str(type, "tEXt") && !slice_eq_str(type, "zTXt") &&
	    !slice_eq_str(type, "iTXt"))
		return 0;
	keyword = slice_sub(slice_sub(data, 0, end), 0, KEYWORD_MAX);
	rest = end == SLICE_NPOS ? data : slice_from(data, end + 1);
	r = meta_text(j, SLICE("keyword"), keyword);
	if (r < 0)
		return r;
	if (slice_eq_str(type, "tEXt"))
		return put_text(j, keyword, rest);
	/* A byte for the method: there is but one. */
	if (slice_eq_str(type, "zTXt"))
		return put_packed(j, keyword, slice_from(rest, 1));
	return read_itxt(j, keyword, rest);
}

int
png_meta(struct extract_job *j, struct slice s, size_t *ret_end)
{
	struct slice type;
	size_t at = 8, size;
	int r = 0;

	*ret_end = s.len;
	while (r == 0 && at < s.len && s.len - at >= CHUNK_FRAME) {
		size = be32(s, at);
		type = slice_sub(s, at + 4, at + 8);
		r = read_chunk(j, type, slice_sub(s, at + 8, at + 8 + size));
		at += CHUNK_FRAME + size;
		if (slice_eq_str(type, "IEND") && at <= s.len) {
			*ret_end = at;
			break;
		}
	}
	return r;
}
