/*
 * image -- pictures that pass as such: what they tell about themselves (place
 * and time, author, comments) is read; what hangs on behind them is no
 * picture.
 */
#include "extract/engine.h"
#include "extract/le.h"
#include "extract/meta.h"
#include "extract/strings.h"
#include "extract/trailer.h"

#define MORE_MAX	32	/* pictures behind a picture */

static const struct {
	size_t at;
	const char *bytes;
	int (*read)(struct extract_job *j, struct slice s, size_t *ret_end);
} kinds[] = {
	{ 0, "\xff\xd8\xff", jpeg_meta },
	{ 0, "\x89PNG", png_meta },
	{ 0, "GIF8", gif_meta },
	{ 0, "RIFF", riff_meta },
	{ 4, "ftyp", bmff_meta },
	{ 4, "jP  ", bmff_meta },
	{ 4, "JXL ", bmff_meta },
};

static int
image_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	static const char *const mimes[] = {
		"image/jpeg", "image/png", "image/gif", "image/webp",
		"image/heic", "image/heif", "image/avif", "image/tiff",
		"image/bmp", "image/jp2", "image/jxl",
	};
	size_t i;

	(void)bytes;
	(void)name;
	for (i = 0; i < sizeof mimes / sizeof mimes[0]; i++)
		if (slice_eq_str(detected, mimes[i]))
			return 20;
	return 0;
}

/* Where the pixels end; the size in the head is often wrong. */
static size_t
bitmap_end(struct slice s)
{
	uint64_t width = le32(s, 18), height = le32(s, 22), bits;
	size_t pixels = le32(s, 10);

	/* Packed ones say how long they are. */
	bits = le32(s, 34);
	if (le32(s, 14) >= 40 && le32(s, 30) == 0) {
		if (height > INT32_MAX)
			height = UINT32_MAX - height + 1;
		bits = (width * le16(s, 28) + 31) / 32 * 4;
		if (height > 0 && bits > s.len / height)
			return s.len;
		bits *= height;
	}
	return bits > 0 && pixels < s.len && bits < s.len - pixels ?
	    pixels + (size_t)bits : s.len;
}

static int
read_kind(struct extract_job *j, struct slice s, size_t *ret_end)
{
	size_t i;

	*ret_end = s.len;
	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (slice_starts(slice_from(s, kinds[i].at),
		    slice_str(kinds[i].bytes)))
			return kinds[i].read(j, s, ret_end);
	if (slice_starts(s, SLICE("II")) || slice_starts(s, SLICE("MM")))
		return tiff_meta(j, s, false);
	*ret_end = bitmap_end(s);
	return 0;
}

/* Phones hang a short film on a picture, and say so in its XMP. */
static bool
is_motion_picture(struct slice s)
{
	return slice_find(s, SLICE("MotionPhoto"), 0) != SLICE_NPOS ||
	    slice_find(s, SLICE("MicroVideo"), 0) != SLICE_NPOS;
}

/* Second pictures of a pair, previews, films: parts of the picture. */
static int
read_more(struct extract_job *j, struct slice rest)
{
	bool is_motion = is_motion_picture(extract_bytes(j));
	size_t end;
	int i, r = 0;

	for (i = 0; i < MORE_MAX && r == 0; i++) {
		rest = trailer_without_padding(rest);
		if (slice_starts(rest, SLICE("\xff\xd8\xff")))
			r = jpeg_meta(j, rest, &end);
		else if (is_motion &&
		    slice_starts(slice_from(rest, 4), SLICE("ftyp")))
			r = bmff_meta(j, rest, &end);
		else
			break;
		rest = slice_from(rest, end);
	}
	return r < 0 ? r : trailer_read(j, rest);
}

static int
image_read(struct extract_job *j)
{
	struct slice s = extract_bytes(j);
	size_t end;
	int r;

	extract_set_flag(j, PART_IS_OPAQUE);
	r = read_kind(j, s, &end);
	if (r == 0)
		r = read_more(j, slice_from(s, end));
	/* What the readers know no place for. */
	return r < 0 ? r : strings_put(j, SLICE_NONE, s);
}

const struct extract_format format_image = {
	"image", image_can_read, image_read
};
