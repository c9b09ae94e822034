/*
 * riff -- chunks of WebP, WAV and AVI: EXIF, XMP, the INFO list, and what
 * broadcasters add.
 */
#include "base/limits.h"
#include "extract/le.h"
#include "extract/meta.h"
#include "extract/strings.h"

#define HEAD		12	/* RIFF, size, form */

static int
read_chunk(struct extract_job *j, struct slice id, struct slice data)
{
	if (slice_eq_str(id, "EXIF"))
		return exif_meta(j, data, false);
	if (slice_eq_str(id, "XMP ") || slice_eq_str(id, "_PMX") ||
	    slice_eq_str(id, "iXML") || slice_eq_str(id, "axml"))
		return xmp_meta(j, data);
	if (slice_ieq_str(id, "id3 "))
		return id3_meta(j, data);
	/* INFO's names begin with I; bext, labels and notes are texts too. */
	if (id.ptr[0] == 'I' && !slice_eq_str(id, "ICCP") &&
	    !slice_starts(id, SLICE("IDIT")))
		return meta_text(j, SLICE("tag"), data);
	if (slice_eq_str(id, "bext") || slice_eq_str(id, "strn"))
		return strings_put(j, SLICE("tag"), data);
	if (slice_eq_str(id, "labl") || slice_eq_str(id, "note"))
		return meta_text(j, SLICE("tag"), slice_from(data, 4));
	return 0;
}

int
riff_meta(struct extract_job *j, struct slice s, size_t *ret_end)
{
	size_t whole = 8 + (size_t)le32(s, 4), at = HEAD, size;
	struct slice id;
	int r = 0;

	*ret_end = s.len;
	whole += whole & 1;
	/* AVI goes on in further RIFFs; sizes of 0 are written by streams. */
	if (whole > HEAD && whole < s.len &&
	    !slice_starts(slice_from(s, whole), SLICE("RIFF")))
		*ret_end = whole;
	while (r == 0 && at < *ret_end && *ret_end - at >= 8) {
		id = slice_sub(s, at, at + 4);
		size = le32(s, at + 4);
		/* A list's chunks follow its name: its end is not needed. */
		if (slice_eq_str(id, "LIST") || slice_eq_str(id, "RIFF")) {
			at += HEAD;
			continue;
		}
		r = read_chunk(j, id, slice_sub(s, at + 8, at + 8 + size));
		at += 8 + size + (size & 1);
	}
	return r;
}
