/*
 * emf -- Windows' enhanced metafiles ([MS-EMF], [MS-EMFPLUS]): the text that
 * is drawn.  Glyphs that stand for no characters are a picture as any.
 */
#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/le.h"
#include "extract/metafile.h"
#include "extract/strings.h"

enum record {
	EMR_HEADER = 1, EMR_EOF = 14, EMR_GDICOMMENT = 70,
	EMR_EXTTEXTOUTA = 83, EMR_EXTTEXTOUTW = 84, EMR_POLYTEXTOUTA = 96,
	EMR_POLYTEXTOUTW = 97, EMR_SMALLTEXTOUT = 108
};

enum plus_record { PLUS_DRAW_STRING = 0x401c, PLUS_DRIVER_STRING = 0x4036 };

enum options {
	OPTION_GLYPHS = 0x10, OPTION_NO_RECT = 0x100, OPTION_SMALL = 0x200
};

/* --- text records ------------------------------------------------------------ */

static int32_t
sum_of_advances(struct slice s, size_t at, uint32_t count)
{
	int64_t sum = 0;
	uint32_t i;

	if (at == 0 || at > s.len || count > (s.len - at) / 4)
		return 0;
	for (i = 0; i < count; i++)
		sum += (int32_t)le32(s, at + (size_t)i * 4);
	return sum > INT32_MAX || sum < INT32_MIN ? 0 : (int32_t)sum;
}

/* An EmrText object at `at`; its offsets count from the record on. */
static int
put_emr_text(struct metafile *m, struct slice record, size_t at, bool is_wide)
{
	uint32_t count = le32(record, at + 8), from = le32(record, at + 12);
	int32_t x = (int32_t)le32(record, at), y = (int32_t)le32(record, at + 4);
	int32_t advance = sum_of_advances(record, le32(record, at + 36), count);
	struct slice text;

	if ((le32(record, at + 16) & OPTION_GLYPHS) != 0 ||
	    from > record.len || count > record.len)
		return 0;
	text = slice_sub(record, from, from + (size_t)count *
	    (is_wide ? 2 : 1));
	return is_wide ? metafile_wide(m, x, y, advance, text) :
	    metafile_bytes(m, x, y, advance, text);
}

static int
put_poly_text(struct metafile *m, struct slice record, bool is_wide)
{
	uint32_t count = le32(record, 36);
	size_t at = 40;
	int r = 0;

	for (; count > 0 && at < record.len && r == 0; count--, at += 40)
		r = put_emr_text(m, record, at, is_wide);
	return r;
}

static int
put_small_text(struct metafile *m, struct slice record)
{
	uint32_t count = le32(record, 16), options = le32(record, 20);
	int32_t x = (int32_t)le32(record, 8), y = (int32_t)le32(record, 12);
	size_t at = (options & OPTION_NO_RECT) != 0 ? 36 : 52;

	if ((options & OPTION_GLYPHS) != 0 || count > record.len)
		return 0;
	if ((options & OPTION_SMALL) != 0)
		return metafile_bytes(m, x, y, 0, slice_sub(record, at,
		    at + count));
	return metafile_wide(m, x, y, 0, slice_sub(record, at,
	    at + 2 * (size_t)count));
}

/* --- comments, EMF+ in them ----------------------------------------------------- */

/* [MS-EMFPLUS] 2.3.4.14, 2.3.4.6; behind the record's head of 12 bytes. */
static int
put_plus_text(struct metafile *m, uint16_t type, struct slice data)
{
	uint32_t count;
	int r;

	/* A string has a box of its own: a line by itself. */
	r = metafile_end_line(m);
	if (r < 0)
		return r;
	if (type == PLUS_DRAW_STRING) {
		count = le32(data, 8);
		r = count > data.len ? 0 : metafile_wide(m, 0, 0, 0,
		    slice_sub(data, 28, 28 + 2 * (size_t)count));
	} else if ((le32(data, 4) & 1) != 0) {
		/* Characters, not glyphs, by its flag. */
		count = le32(data, 12);
		r = count > data.len ? 0 : metafile_wide(m, 0, 0, 0,
		    slice_sub(data, 16, 16 + 2 * (size_t)count));
	}
	return r < 0 ? r : metafile_end_line(m);
}

static int
read_plus(struct metafile *m, struct slice s)
{
	uint16_t type;
	size_t size;
	int r = 0;

	while (s.len >= 12 && r == 0) {
		type = le16(s, 0);
		size = le32(s, 4);
		if (size < 12)
			return 0;
		if (type == PLUS_DRAW_STRING || type == PLUS_DRIVER_STRING)
			r = put_plus_text(m, type, slice_sub(s, 12, size));
		s = slice_from(s, size);
	}
	return r;
}

static int
read_comment(struct metafile *m, struct slice record)
{
	size_t size = le32(record, 8);
	struct slice data = slice_sub(record, 12, 12 + size);
	int r;

	if (slice_starts(data, SLICE("EMF+")))
		return read_plus(m, slice_from(data, 4));
	r = strings_put(m->job, SLICE("comment"), data);
	return r < 0 ? r : strings_wide(m->job, SLICE("comment"), data, false);
}

/* --- the file ------------------------------------------------------------------------ */

/* Program and title, each ended by NUL, where the head says. */
static int
read_header(struct metafile *m, struct slice record)
{
	size_t count = le32(record, 60), at = le32(record, 64);

	if (at < 88 || at > record.len || count > record.len)
		return 0;
	return strings_wide(m->job, SLICE("title"), slice_sub(record, at,
	    at + 2 * count), false);
}

static int
read_record(struct metafile *m, uint32_t type, struct slice record)
{
	switch (type) {
	case EMR_HEADER:
		return read_header(m, record);
	case EMR_EXTTEXTOUTA:
	case EMR_EXTTEXTOUTW:
		return put_emr_text(m, record, 36, type == EMR_EXTTEXTOUTW);
	case EMR_POLYTEXTOUTA:
	case EMR_POLYTEXTOUTW:
		return put_poly_text(m, record, type == EMR_POLYTEXTOUTW);
	case EMR_SMALLTEXTOUT:
		return put_small_text(m, record);
	case EMR_GDICOMMENT:
		return read_comment(m, record);
	default:
		return 0;
	}
}

int
emf_records(struct metafile *m, struct slice s)
{
	uint32_t type = 0;
	size_t size;
	int r = 0;

	while (type != EMR_EOF && r == 0 && !metafile_is_padding(s)) {
		type = le32(s, 0);
		size = le32(s, 4);
		if (s.len < 8 || size < 8 || size > s.len)
			return extract_anomaly(m->job, ANOMALY_TRUNCATED,
			    "metafile ends too early");
		r = read_record(m, type, slice_sub(s, 0, size));
		s = slice_from(s, size);
	}
	return r;
}

static int
emf_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)bytes;
	(void)name;
	return slice_eq_str(detected, "image/emf") ? 20 : 0;
}

static int
emf_read(struct extract_job *j)
{
	struct metafile m = {
		.job = j, .page = 1252, .line = BUF_INIT(TEXT_TOTAL_MAX),
	};
	int r;

	extract_set_flag(j, PART_IS_OPAQUE);
	r = emf_records(&m, extract_bytes(j));
	if (r == 0)
		r = metafile_end_line(&m);
	buf_free(&m.line);
	return r;
}

const struct extract_format format_emf = { "emf", emf_can_read, emf_read };
