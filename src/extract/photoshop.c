/*
 * photoshop -- image resources ("8BIM") and the IPTC-IIM records in them:
 * captions, names and places of press photographs.
 */
#include "base/limits.h"
#include "extract/be.h"
#include "extract/meta.h"
#include "extract/strings.h"

enum {
	RESOURCE_CAPTION = 0x03f0, RESOURCE_IPTC = 0x0404,
	RESOURCE_COPYRIGHT_URL = 0x040b, RESOURCE_EXIF = 0x0422,
	RESOURCE_EXIF_3 = 0x0423, RESOURCE_XMP = 0x0424,
	RESOURCE_THUMBNAIL_OLD = 0x0409, RESOURCE_THUMBNAIL = 0x040c,
	RESOURCE_PROFILE = 0x040f
};

int
iptc_meta(struct extract_job *j, struct slice s)
{
	size_t size, head;
	int r = 0;

	while (s.len > 5 && r == 0) {
		if (s.ptr[0] != 0x1c) {
			s = slice_from(s, 1);
			continue;
		}
		size = be16(s, 3);
		head = 5;
		/* IIM 1.5.2: the length of a long length. */
		if (size >= 0x8000) {
			if (size != 0x8004)
				return 0;
			size = be32(s, 5);
			head = 9;
		}
		/* Record 1 is the envelope; its texts are numbers. */
		if (s.ptr[1] >= 2)
			r = meta_text(j, SLICE("IPTC"),
			    slice_sub(s, head, head + size));
		s = slice_from(s, head + size);
	}
	return r;
}

static int
read_resource(struct extract_job *j, uint16_t id, struct slice data)
{
	switch (id) {
	case RESOURCE_IPTC:
		return iptc_meta(j, data);
	case RESOURCE_EXIF:
	case RESOURCE_EXIF_3:
		return exif_meta(j, data, true);
	case RESOURCE_XMP:
		return xmp_meta(j, data);
	case RESOURCE_CAPTION:
		return meta_text(j, SLICE("Photoshop"), slice_from(data, 1));
	case RESOURCE_COPYRIGHT_URL:
		return meta_text(j, SLICE("Photoshop"), data);
	case RESOURCE_THUMBNAIL:
	case RESOURCE_THUMBNAIL_OLD:
	case RESOURCE_PROFILE:
		return 0;
	default:
		return strings_wide(j, SLICE("Photoshop"), data, true);
	}
}

int
photoshop_meta(struct extract_job *j, struct slice s)
{
	size_t name, size, head;
	uint16_t id;
	int r = 0;

	while (r == 0 && s.len >= 12 && (slice_starts(s, SLICE("8BIM")) ||
	    slice_starts(s, SLICE("MeSa")) || slice_starts(s, SLICE("AgHg")) ||
	    slice_starts(s, SLICE("PHUT")) || slice_starts(s, SLICE("DCSR")))) {
		id = be16(s, 4);
		/* A counted name, then the data, both padded to even. */
		name = (size_t)s.ptr[6];
		r = meta_text(j, SLICE("Photoshop"), slice_sub(s, 7, 7 + name));
		head = 6 + ((1 + name + 1) & ~(size_t)1);
		size = be32(s, head);
		if (r == 0)
			r = read_resource(j, id, slice_sub(s, head + 4,
			    head + 4 + size));
		s = slice_from(s, head + 4 + ((size + 1) & ~(size_t)1));
	}
	return r;
}
