/*
 * bmff -- boxes of the ISO base media format (ISO 14496-12): MP4 and
 * QuickTime with their tags, HEIC, AVIF and JPEG 2000 with EXIF and XMP.
 */
#include "base/limits.h"
#include "extract/be.h"
#include "extract/meta.h"

#define DEPTH_MAX	12	/* boxes in boxes; files have seven or so */
#define ITEMS_MAX	64	/* of EXIF and XMP; pictures are not kept */
#define ITEMS_SHARE	8	/* honest ones do not overlap */
#define EXIF_UUID	SLICE("JpgTiffExif->JP2")
#define XMP_UUID	SLICE("\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8" \
	"\x9c\x71\x99\x94\x91\xe3\xaf\xac")

struct item {
	uint32_t id;
	bool is_exif;		/* else XMP */
};

struct bmff {
	struct extract_job *job;
	struct slice bytes;
	struct item items[ITEMS_MAX];
	size_t item_count;
	size_t spent;		/* bytes of items */
	size_t ends[DEPTH_MAX];	/* of the boxes that are open */
	size_t depth;
};

struct box {
	struct slice type;
	size_t from, to;	/* of its content */
};

/* False when no box stands there. */
static bool
box_at(const struct bmff *b, size_t at, size_t end, struct box *ret)
{
	uint64_t size;
	size_t head = 8;

	if (at >= end || end - at < 8)
		return false;
	size = be32(b->bytes, at);
	if (size == 1) {
		size = be64(b->bytes, at + 8);
		head = 16;
	} else if (size == 0) {
		size = end - at;
	}
	if (size < head || size > end - at)
		return false;
	ret->type = slice_sub(b->bytes, at + 4, at + 8);
	ret->from = at + head;
	ret->to = at + (size_t)size;
	return true;
}

static struct slice
content(const struct bmff *b, const struct box *x)
{
	return slice_sub(b->bytes, x->from, x->to);
}

/* --- texts ----------------------------------------------------------------------- */

/* iTunes' value: its kind, a locale, the value. */
static int
put_data(struct bmff *b, struct slice s)
{
	uint32_t kind = be32(s, 0) & 0xffffff;

	s = slice_from(s, 8);
	if (kind == 2)
		return meta_wide(b->job, SLICE("tag"), s, true);
	return kind == 1 || kind == 0 ?
	    meta_text(b->job, SLICE("tag"), s) : 0;
}

/* QuickTime's own: size and language, then the text; perhaps several. */
static int
put_quicktime(struct bmff *b, struct slice type, struct slice s)
{
	struct slice place = slice_eq_str(type, "\xa9xyz") ?
	    SLICE("GPS") : SLICE("tag");
	size_t n;
	int r = 0;

	while (s.len > 4 && r == 0) {
		n = be16(s, 0);
		r = meta_text(b->job, place, slice_sub(s, 4, 4 + n));
		s = slice_from(s, 4 + n);
	}
	return r;
}

/* 3GPP TS 26.244 8: version, language, the text in UTF-8 or UTF-16. */
static int
put_3gpp(struct bmff *b, struct slice s)
{
	s = slice_from(s, 6);
	if (slice_starts(s, SLICE("\xfe\xff")))
		return meta_wide(b->job, SLICE("tag"), slice_from(s, 2), true);
	return meta_text(b->job, SLICE("tag"), s);
}

/* --- items of HEIC ------------------------------------------------------------------ */

/* One entry of iinf: remember those that tell something. */
static void
note_item(struct bmff *b, struct slice s)
{
	uint8_t version = s.len > 0 ? s.ptr[0] : 0;
	size_t at = version == 3 ? 8 : 6;
	struct slice type = slice_sub(s, at + 2, at + 6);
	bool is_exif = slice_eq_str(type, "Exif");

	if (version < 2 || b->item_count == ITEMS_MAX ||
	    (!is_exif && !slice_eq_str(type, "mime")))
		return;
	b->items[b->item_count++] = (struct item){
		version == 3 ? be32(s, 4) : be16(s, 4), is_exif
	};
}

static int
read_item(struct bmff *b, uint32_t id, struct slice data)
{
	size_t i, skip;

	for (i = 0; i < b->item_count; i++) {
		if (b->items[i].id != id)
			continue;
		if (!b->items[i].is_exif)
			return xmp_meta(b->job, data);
		/* ISO 23008-12 A.2.1: where the TIFF head stands. */
		skip = 4 + (size_t)be32(data, 0);
		return exif_meta(b->job, slice_from(data,
		    skip < data.len ? skip : 4), false);
	}
	return 0;
}

struct cursor {
	struct slice s;
	size_t at;
};

static uint64_t
take(struct cursor *c, size_t size)
{
	uint64_t n = 0;

	for (; size > 0; size--, c->at++)
		n = n << 8 | (c->at < c->s.len ? c->s.ptr[c->at] : 0);
	return n;
}

/* One item of iloc: its extents, of which texts have one. */
static int
read_location(struct bmff *b, struct cursor *c, uint8_t version,
    const uint8_t sizes[4])
{
	uint32_t id = (uint32_t)take(c, version == 2 ? 4 : 2), extents, i;
	unsigned method = 0;
	uint64_t base, at, size;
	int r = 0;

	if (version > 0)
		method = (unsigned)take(c, 2) & 15;
	(void)take(c, 2);
	base = take(c, sizes[2]);
	extents = (uint32_t)take(c, 2);
	for (i = 0; i < extents && r == 0 && c->at < c->s.len; i++) {
		if (version > 0)
			(void)take(c, sizes[3]);
		at = base + take(c, sizes[0]);
		size = take(c, sizes[1]);
		/* In the file itself, not in a box of the description. */
		if (method != 0 || at >= b->bytes.len ||
		    size > b->bytes.len - at)
			continue;
		b->spent += (size_t)size;
		if (b->spent / ITEMS_SHARE > b->bytes.len) {
			c->at = c->s.len;
			return extract_anomaly(b->job, ANOMALY_LIMIT,
			    "items of a picture that share their bytes");
		}
		r = read_item(b, id, slice_sub(b->bytes, (size_t)at,
		    (size_t)(at + size)));
	}
	return r;
}

static int
read_locations(struct bmff *b, struct slice s)
{
	struct cursor c = { s, 4 };
	uint8_t version = s.len > 0 ? s.ptr[0] : 0;
	unsigned packed = (unsigned)take(&c, 2);
	uint8_t sizes[4] = {
		(uint8_t)(packed >> 12), (uint8_t)(packed >> 8 & 15),
		(uint8_t)(packed >> 4 & 15), (uint8_t)(packed & 15)
	};
	uint32_t count = (uint32_t)take(&c, version == 2 ? 4 : 2);
	int r = 0;

	for (; count > 0 && r == 0 && c.at < s.len; count--)
		r = read_location(b, &c, version, sizes);
	return r;
}

/* --- boxes -------------------------------------------------------------------------------- */

/* How many bytes before the boxes inside it; -1: it holds none. */
static int
inside(const struct bmff *b, const struct box *x)
{
	static const char *const plain[] = {
		"moov", "udta", "trak", "mdia", "minf", "ilst", "iprp",
		"moof", "traf",
	};
	struct slice first;
	size_t i;

	for (i = 0; i < sizeof plain / sizeof plain[0]; i++)
		if (slice_eq_str(x->type, plain[i]))
			return 0;
	/* QuickTime's meta is no full box: its first box begins at once. */
	if (slice_eq_str(x->type, "meta"))
		return slice_eq_str(slice_sub(b->bytes, x->from + 4,
		    x->from + 8), "hdlr") ? 0 : 4;
	if (slice_eq_str(x->type, "iinf"))
		return b->bytes.ptr[x->from] == 0 ? 6 : 8;
	/* Entries of ilst have any name, and a value in a box "data". */
	first = slice_sub(b->bytes, x->from + 4, x->from + 8);
	return slice_eq_str(first, "data") ||
	    slice_eq_str(first, "mean") ? 0 : -1;
}

static int
read_box(struct bmff *b, const struct box *x)
{
	static const char *const texts[] = {
		"titl", "dscp", "cprt", "auth", "perf", "gnre", "albm",
		"kywd", "loci",
	};
	struct slice s = content(b, x);
	size_t i;

	if (slice_eq_str(x->type, "data"))
		return put_data(b, s);
	if (slice_eq_str(x->type, "mean") || slice_eq_str(x->type, "name"))
		return meta_text(b->job, SLICE("tag"), slice_from(s, 4));
	if (x->type.ptr[0] == 0xa9)
		return put_quicktime(b, x->type, s);
	/* JPEG 2000 and JPEG XL, of the same form. */
	if (slice_eq_str(x->type, "Exif"))
		return exif_meta(b->job, slice_from(s, 4), false);
	if (slice_eq_str(x->type, "XMP_") || slice_eq_str(x->type, "xml "))
		return xmp_meta(b->job, s);
	if (slice_eq_str(x->type, "uuid") && slice_starts(s, XMP_UUID))
		return xmp_meta(b->job, slice_from(s, 16));
	if (slice_eq_str(x->type, "uuid") && slice_starts(s, EXIF_UUID))
		return exif_meta(b->job, slice_from(s, 16), false);
	if (slice_eq_str(x->type, "iloc"))
		return read_locations(b, s);
	for (i = 0; i < sizeof texts / sizeof texts[0]; i++)
		if (slice_eq_str(x->type, texts[i]))
			return put_3gpp(b, s);
	return 0;
}

/* Does a box begin here whose end is cut off? */
static bool
is_cut_box(const struct bmff *b, size_t at)
{
	static const char *const tops[] = {
		"ftyp", "moov", "moof", "mdat", "meta", "free", "skip",
		"wide", "uuid", "mfra", "sidx", "udta", "jp2h", "jp2c",
		"jxlc", "jxlp",
	};
	struct slice type = slice_sub(b->bytes, at + 4, at + 8);
	size_t i;

	for (i = 0; i < sizeof tops / sizeof tops[0]; i++)
		if (slice_eq_str(type, tops[i]))
			return true;
	return false;
}

/* iloc may stand before iinf: a first round only notes the items. */
static int
walk(struct bmff *b, bool is_first, size_t *ret_end)
{
	struct box x;
	size_t at = 0;
	int skip, r = 0;

	b->depth = 0;
	b->ends[0] = b->bytes.len;
	while (r == 0) {
		if (!box_at(b, at, b->ends[b->depth], &x)) {
			if (b->depth == 0)
				break;
			at = b->ends[b->depth--];
			continue;
		}
		skip = x.to - x.from < 8 ? -1 : inside(b, &x);
		if (skip >= 0 && b->depth + 1 < DEPTH_MAX) {
			b->ends[++b->depth] = x.to;
			at = x.from + (size_t)skip;
			continue;
		}
		if (!is_first)
			r = read_box(b, &x);
		else if (slice_eq_str(x.type, "infe"))
			note_item(b, content(b, &x));
		at = x.to;
	}
	*ret_end = is_cut_box(b, at) ? b->bytes.len : at;
	return r;
}

int
bmff_meta(struct extract_job *j, struct slice s, size_t *ret_end)
{
	struct bmff b = { .job = j, .bytes = s };
	size_t end;
	int r;

	r = walk(&b, true, &end);
	if (r == 0)
		r = walk(&b, false, &end);
	/* Data that is no box: only where boxes were read at all. */
	*ret_end = end > 0 ? end : s.len;
	return r;
}
