/*
 * tiff -- tags of TIFF 6.0 files and of EXIF (CIPA DC-008), which has the
 * same form: every text, what stands in it of other kinds, and the position.
 *
 * Own code: the well-kept library for EXIF reads no TIFF file and nothing
 * past 64 kB, and one walk serves all.
 */
#include <string.h>

#include "base/limits.h"
#include "extract/meta.h"

#define IFDS_MAX	256	/* pages, thumbnails and parts of them */
#define ENTRIES_MAX	20000	/* of all of them */
#define ENTRY_SIZE	12
#define VALUES_SHARE	8	/* honest ones do not overlap */

enum {
	TAG_GPS_LATITUDE_REF = 1, TAG_GPS_LATITUDE, TAG_GPS_LONGITUDE_REF,
	TAG_GPS_LONGITUDE,
	TAG_SUB_IFDS = 0x014a, TAG_THUMBNAIL = 0x0201,
	TAG_THUMBNAIL_SIZE = 0x0202, TAG_XMP = 0x02bc, TAG_IPTC = 0x83bb,
	TAG_PHOTOSHOP = 0x8649, TAG_EXIF = 0x8769, TAG_GPS = 0x8825,
	TAG_USER_COMMENT = 0x9286, TAG_XP_FIRST = 0x9c9b,
	TAG_XP_LAST = 0x9c9f, TAG_INTEROP = 0xa005
};

enum { TYPE_BYTE = 1, TYPE_ASCII = 2, TYPE_UNDEFINED = 7, TYPE_UTF8 = 129 };

struct tiff {
	struct extract_job *job;
	struct slice bytes;
	bool is_big;			/* big-endian */
	bool is_inner;
	uint32_t ifds[IFDS_MAX];	/* in the order they were found */
	bool is_gps[IFDS_MAX];
	size_t ifd_count;
	size_t entries;
	size_t spent;			/* bytes of all values */
	struct slice latitude, longitude;
	uint8_t north, east;		/* the letters; 0: not said */
	uint32_t thumbnail, thumbnail_size;
};

struct entry {
	uint16_t tag, type;
	uint32_t count;
	uint32_t number;		/* first value, if it is an integer */
	struct slice value;
};

static uint32_t
number(const struct tiff *t, struct slice s, size_t at, size_t size)
{
	uint32_t n = 0;
	size_t i;

	if (at > s.len || s.len - at < size)
		return 0;
	for (i = 0; i < size; i++)
		n = n << 8 | s.ptr[at + (t->is_big ? i : size - 1 - i)];
	return n;
}

static void
add_ifd(struct tiff *t, uint32_t at, bool is_gps)
{
	size_t i;

	if (at < 8 || at >= t->bytes.len || t->ifd_count == IFDS_MAX)
		return;
	for (i = 0; i < t->ifd_count; i++)
		if (t->ifds[i] == at)
			return;
	t->is_gps[t->ifd_count] = is_gps;
	t->ifds[t->ifd_count++] = at;
}

static size_t
size_of_type(uint16_t type)
{
	static const uint8_t sizes[] = {
		0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4
	};

	if (type == TYPE_UTF8)
		return 1;
	return type < sizeof sizes ? sizes[type] : 0;
}

static struct entry
entry_at(const struct tiff *t, size_t at)
{
	struct entry e = {
		.tag = (uint16_t)number(t, t->bytes, at, 2),
		.type = (uint16_t)number(t, t->bytes, at + 2, 2),
		.count = number(t, t->bytes, at + 4, 4),
	};
	size_t size = size_of_type(e.type);
	uint64_t total = (uint64_t)size * e.count;
	size_t from = at + 8;

	if (total > 4)
		from = number(t, t->bytes, at + 8, 4);
	if (total > t->bytes.len)
		total = t->bytes.len;
	e.value = slice_sub(t->bytes, from, from + (size_t)total);
	if (size <= 4)
		e.number = number(t, e.value, 0, size);
	return e;
}

/* --- texts ---------------------------------------------------------------------- */

static struct slice
place_of(uint16_t tag)
{
	static const struct { uint16_t tag; const char *place; } places[] = {
		{ 0x010e, "EXIF description" }, { 0x010f, "EXIF maker" },
		{ 0x0110, "EXIF model" },	{ 0x0131, "EXIF software" },
		{ 0x013b, "EXIF author" },	{ 0x8298, "EXIF copyright" },
		{ 0x9286, "EXIF comment" },	{ 0x9c9b, "EXIF title" },
		{ 0x9c9c, "EXIF comment" },	{ 0x9c9d, "EXIF author" },
		{ 0x9c9e, "EXIF keywords" },	{ 0x9c9f, "EXIF subject" },
		{ 0xa430, "EXIF owner" },	{ 0x010d, "EXIF name" },
		{ 0x013c, "EXIF computer" },
	};
	size_t i;

	for (i = 0; i < sizeof places / sizeof places[0]; i++)
		if (places[i].tag == tag)
			return slice_str(places[i].place);
	return SLICE("EXIF");
}

/* Several texts may stand in one tag, each ended by NUL. */
static int
put_texts(struct tiff *t, struct slice place, struct slice s)
{
	size_t end;
	int r = 0;

	while (s.len > 0 && r == 0) {
		end = slice_chr(s, 0, 0);
		if (end == SLICE_NPOS)
			end = s.len;
		r = meta_text(t->job, place, slice_sub(s, 0, end));
		s = slice_from(s, end + 1);
	}
	return r;
}

/* CIPA DC-008 4.6.6: eight bytes name the character code. */
static int
put_user_comment(struct tiff *t, struct slice s)
{
	struct slice text = slice_from(s, 8), place = SLICE("EXIF comment");

	if (slice_starts(s, SLICE("UNICODE\0")) ||
	    (text.len > 2 && (text.ptr[0] == 0 || text.ptr[1] == 0)))
		return meta_wide(t->job, place, text, text.len > 1 &&
		    text.ptr[0] == 0 ? true : text.len > 1 &&
		    text.ptr[1] == 0 ? false : t->is_big);
	return meta_text(t->job, place, text);
}

/* --- position ------------------------------------------------------------------------ */

/* Degrees, minutes and seconds, each a fraction, in millionths of a degree. */
static bool
degrees(const struct tiff *t, struct slice s, uint64_t *ret)
{
	static const uint32_t parts[] = { 1, 60, 3600 };
	uint64_t sum = 0;
	uint32_t over, under;
	size_t i;

	for (i = 0; i < 3; i++) {
		over = number(t, s, i * 8, 4);
		under = number(t, s, i * 8 + 4, 4);
		if (under != 0)
			sum += (uint64_t)over * 1000000 / under / parts[i];
		else if (i == 0)
			return false;
	}
	*ret = sum + 5;		/* the sixth digit is rounded away */
	return sum <= 360ull * 1000000;
}

static int
put_position(struct tiff *t)
{
	struct buf words = BUF_INIT(200);
	uint64_t lat, lon;
	int r;

	if (!degrees(t, t->latitude, &lat) || !degrees(t, t->longitude, &lon) ||
	    (lat < 10 && lon < 10))
		return 0;
	r = buf_printf(&words, "GPS position %u.%05u %c %u.%05u %c",
	    (unsigned)(lat / 1000000), (unsigned)(lat % 1000000 / 10),
	    t->north == 'S' ? 'S' : 'N', (unsigned)(lon / 1000000),
	    (unsigned)(lon % 1000000 / 10), t->east == 'W' ? 'W' : 'E');
	if (r == 0)
		r = extract_unit(t->job, SLICE("EXIF GPS"),
		    buf_slice(&words));
	buf_free(&words);
	return r;
}

static int
read_gps_entry(struct tiff *t, const struct entry *e)
{
	uint8_t letter = e->value.len > 0 ? e->value.ptr[0] : 0;

	switch (e->tag) {
	case TAG_GPS_LATITUDE_REF:
		t->north = letter;
		return 0;
	case TAG_GPS_LONGITUDE_REF:
		t->east = letter;
		return 0;
	case TAG_GPS_LATITUDE:
		t->latitude = e->value;
		return 0;
	case TAG_GPS_LONGITUDE:
		t->longitude = e->value;
		return 0;
	default:
		return e->type == TYPE_ASCII || e->type == TYPE_UTF8 ?
		    put_texts(t, SLICE("EXIF GPS"), e->value) : 0;
	}
}

/* --- tags ------------------------------------------------------------------------------ */

static void
add_sub_ifds(struct tiff *t, const struct entry *e)
{
	size_t i;

	for (i = 0; i < e->count && i < IFDS_MAX && i * 4 < e->value.len; i++)
		add_ifd(t, number(t, e->value, i * 4, 4), false);
}

static int
read_entry(struct tiff *t, const struct entry *e)
{
	switch (e->tag) {
	case TAG_EXIF:
	case TAG_INTEROP:
		add_ifd(t, e->number, false);
		return 0;
	case TAG_GPS:
		add_ifd(t, e->number, true);
		return 0;
	case TAG_SUB_IFDS:
		add_sub_ifds(t, e);
		return 0;
	case TAG_THUMBNAIL:
		t->thumbnail = e->number;
		return 0;
	case TAG_THUMBNAIL_SIZE:
		t->thumbnail_size = e->number;
		return 0;
	case TAG_XMP:
		return xmp_meta(t->job, e->value);
	case TAG_IPTC:
		return iptc_meta(t->job, e->value);
	case TAG_PHOTOSHOP:
		return t->is_inner ? 0 : photoshop_meta(t->job, e->value);
	case TAG_USER_COMMENT:
		return put_user_comment(t, e->value);
	default:
		break;
	}
	if (e->tag >= TAG_XP_FIRST && e->tag <= TAG_XP_LAST)
		return meta_wide(t->job, place_of(e->tag), e->value, false);
	if (e->type == TYPE_ASCII || e->type == TYPE_UTF8)
		return put_texts(t, place_of(e->tag), e->value);
	return 0;
}

static int
read_ifd(struct tiff *t, uint32_t at, bool is_gps)
{
	uint32_t count = number(t, t->bytes, at, 2), i;
	struct entry e;
	size_t from;
	int r = 0;

	for (i = 0; i < count && r == 0; i++) {
		from = at + 2 + (size_t)i * ENTRY_SIZE;
		if (from > t->bytes.len || t->bytes.len - from < ENTRY_SIZE ||
		    ++t->entries > ENTRIES_MAX)
			return 0;
		e = entry_at(t, from);
		t->spent += e.value.len;
		if (t->spent / VALUES_SHARE > t->bytes.len) {
			t->ifd_count = 0;
			return extract_anomaly(t->job, ANOMALY_LIMIT,
			    "tags of a picture that share their values");
		}
		r = is_gps ? read_gps_entry(t, &e) : read_entry(t, &e);
	}
	if (!is_gps)
		add_ifd(t, number(t, t->bytes, at + 2 +
		    (size_t)count * ENTRY_SIZE, 4), false);
	return r;
}

/* A thumbnail has comments of its own. */
static int
read_thumbnail(struct tiff *t)
{
	struct slice s = slice_sub(t->bytes, t->thumbnail,
	    (size_t)t->thumbnail + t->thumbnail_size);
	size_t at, end;

	/* No EXIF in it: what was read for it would be read again in it. */
	if (!slice_starts(s, SLICE("\xff\xd8\xff")))
		return 0;
	at = slice_find(s, SLICE("\xff\xfe"), 0);
	if (at == SLICE_NPOS || s.len - at < 4)
		return 0;
	end = at + 2 + ((size_t)s.ptr[at + 2] << 8 | s.ptr[at + 3]);
	return meta_text(t->job, SLICE("comment of a thumbnail"),
	    slice_sub(s, at + 4, end));
}

int
tiff_meta(struct extract_job *j, struct slice bytes, bool is_inner)
{
	struct tiff t = {
		.job = j, .bytes = bytes, .is_inner = is_inner,
	};
	size_t i;
	int r = 0;

	if (slice_starts(bytes, SLICE("MM\0*")))
		t.is_big = true;
	else if (!slice_starts(bytes, SLICE("II*\0")))
		return 0;
	add_ifd(&t, number(&t, bytes, 4, 4), false);
	for (i = 0; i < t.ifd_count && r == 0; i++)
		r = read_ifd(&t, t.ifds[i], t.is_gps[i]);
	if (r == 0)
		r = put_position(&t);
	if (r == 0 && t.thumbnail_size > 0)
		r = read_thumbnail(&t);
	return r;
}

int
exif_meta(struct extract_job *j, struct slice bytes, bool is_inner)
{
	if (slice_starts(bytes, SLICE("Exif\0")))
		bytes = slice_from(bytes, 6);
	return tiff_meta(j, bytes, is_inner);
}
