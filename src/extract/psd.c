/*
 * psd -- Photoshop's own files: the image resources, names of layers, and the
 * text of text layers.
 */
#include "base/limits.h"
#include "extract/be.h"
#include "extract/engine.h"
#include "extract/meta.h"
#include "extract/strings.h"

#define HEAD_SIZE	26

static int
psd_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)bytes;
	(void)name;
	return slice_eq_str(detected, "image/vnd.adobe.photoshop") ? 20 : 0;
}

/* Behind each mark: how many characters, and these as UTF-16. */
static int
put_counted(struct extract_job *j, struct slice s, struct slice mark,
    size_t skip, const char *place)
{
	size_t at = 0, n;
	int r = 0;

	while (r == 0 && (at = slice_find(s, mark, at)) != SLICE_NPOS) {
		at += mark.len + skip;
		n = be32(s, at);
		if (n > s.len / 2)
			continue;
		r = meta_wide(j, slice_str(place),
		    slice_sub(s, at + 4, at + 4 + 2 * n), true);
		at += 4 + 2 * n;
	}
	return r;
}

static int
psd_layers(struct extract_job *j, struct slice s)
{
	int r;

	r = put_counted(j, s, SLICE("8BIMluni"), 4, "layer");
	return r < 0 ? r : put_counted(j, s, SLICE("Txt TEXT"), 0, "text");
}

static int
psd_read(struct extract_job *j)
{
	struct slice s = extract_bytes(j);
	bool is_large = be16(s, 4) == 2;
	size_t colours = be32(s, HEAD_SIZE), resources, at, layers;
	int r;

	extract_set_flag(j, PART_IS_OPAQUE);
	at = HEAD_SIZE + 4 + colours;
	resources = be32(s, at);
	r = photoshop_meta(j, slice_sub(s, at + 4, at + 4 + resources));
	at += 4 + resources;
	layers = is_large ? (size_t)be64(s, at) : be32(s, at);
	if (layers > s.len)
		layers = s.len;
	if (r == 0)
		r = psd_layers(j, slice_sub(s, at, at + 8 + layers));
	return r < 0 ? r : strings_put(j, SLICE_NONE, s);
}

const struct extract_format format_psd = { "psd", psd_can_read, psd_read };
