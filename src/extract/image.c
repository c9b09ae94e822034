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

static const struct {
	const char *mime;
	int (*read)(struct extract_job *j, struct slice s, size_t *ret_end);
} kinds[] = {
	{ "image/jpeg", jpeg_meta },
	{ "image/png", png_meta },
	{ "image/gif", gif_meta },
	{ "image/webp", riff_meta },
	{ "image/heic", bmff_meta },
	{ "image/heif", bmff_meta },
	{ "image/avif", bmff_meta },
};

static int
image_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	size_t i;

	(void)bytes;
	(void)name;
	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (slice_eq_str(detected, kinds[i].mime))
			return 20;
	return slice_eq_str(detected, "image/tiff") ||
	    slice_eq_str(detected, "image/bmp") ? 20 : 0;
}

/* A bitmap says its size; some write 0, or the size of the pixels. */
static size_t
bitmap_end(struct slice s)
{
	size_t size = le32(s, 2), pixels = le32(s, 10), bits = le32(s, 34);

	if (size < pixels + bits)
		size = pixels + bits;
	return size > 26 && size < s.len && bits > 0 ? size : s.len;
}

static int
read_kind(struct extract_job *j, struct slice s, size_t *ret_end)
{
	struct slice detected = extract_part(j)->detected;
	size_t i;

	*ret_end = s.len;
	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (slice_eq_str(detected, kinds[i].mime))
			return kinds[i].read(j, s, ret_end);
	if (slice_eq_str(detected, "image/tiff"))
		return tiff_meta(j, s, false);
	*ret_end = bitmap_end(s);
	return 0;
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
		r = trailer_read(j, slice_from(s, end));
	/* What the readers know no place for. */
	return r < 0 ? r : strings_put(j, SLICE_NONE, s);
}

const struct extract_format format_image = {
	"image", image_can_read, image_read
};
