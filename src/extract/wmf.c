/*
 * wmf -- Windows metafiles ([MS-WMF]), with or without the placeable head:
 * the text that is drawn, and the enhanced metafile in their comments.
 */
#include "base/limits.h"
#include "extract/codepage.h"
#include "extract/engine.h"
#include "extract/le.h"
#include "extract/metafile.h"
#include "extract/strings.h"

#define PLACEABLE_SIZE	22
#define HEAD_SIZE	18
#define ESCAPE_COMMENT	15

enum function {
	META_CREATEFONT = 0x02fb, META_TEXTOUT = 0x0521,
	META_ESCAPE = 0x0626, META_EXTTEXTOUT = 0x0a32
};

struct wmf {
	struct metafile m;
	struct buf enhanced;	/* an EMF in pieces ([MS-WMF] 2.3.6.1) */
};

static int
put_text_out(struct wmf *w, struct slice data)
{
	size_t n = le16(data, 0), padded = n + (n & 1);

	return metafile_bytes(&w->m, (int16_t)le16(data, 2 + padded + 2),
	    (int16_t)le16(data, 2 + padded), 0, slice_sub(data, 2, 2 + n));
}

static int
put_ext_text_out(struct wmf *w, struct slice data)
{
	size_t n = le16(data, 4), at = (le16(data, 6) & 6) != 0 ? 16 : 8;
	size_t dx = at + n + (n & 1), i;
	int32_t advance = 0;

	for (i = 0; i < n && dx + 2 * i + 2 <= data.len; i++)
		advance += (int16_t)le16(data, dx + 2 * i);
	return metafile_bytes(&w->m, (int16_t)le16(data, 2),
	    (int16_t)le16(data, 0), advance, slice_sub(data, at, at + n));
}

static int
read_escape(struct wmf *w, struct slice data)
{
	struct slice s = slice_sub(data, 4, 4 + (size_t)le16(data, 2));

	if (le16(data, 0) != ESCAPE_COMMENT)
		return 0;
	/* Head of 34 bytes, then a piece of the enhanced one. */
	if (slice_starts(s, SLICE("WMFC")))
		return buf_put_slice(&w->enhanced, slice_from(s, 34));
	return strings_put(w->m.job, SLICE("comment"), s);
}

static int
read_record(struct wmf *w, uint16_t function, struct slice data)
{
	uint32_t page;

	switch (function) {
	case META_CREATEFONT:
		/* Selected right away by those who write these files. */
		page = codepage_of_charset(le8(data, 13));
		w->m.page = page != 0 ? page : 1252;
		return 0;
	case META_TEXTOUT:
		return put_text_out(w, data);
	case META_EXTTEXTOUT:
		return put_ext_text_out(w, data);
	case META_ESCAPE:
		return read_escape(w, data);
	default:
		return 0;
	}
}

static int
read_records(struct wmf *w, struct slice s)
{
	size_t size;
	uint16_t function;
	int r = 0;

	while (!metafile_is_padding(s)) {
		size = (size_t)le32(s, 0) * 2;
		function = le16(s, 4);
		if (s.len < 6 || size < 6 || size > s.len)
			return extract_anomaly(w->m.job, ANOMALY_TRUNCATED,
			    "metafile ends too early");
		if (function == 0)
			return 0;
		r = read_record(w, function, slice_sub(s, 6, size));
		if (r < 0)
			return r;
		s = slice_from(s, size);
	}
	return 0;
}

static int
wmf_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)bytes;
	(void)name;
	return slice_eq_str(detected, "image/wmf") ? 20 : 0;
}

static int
wmf_read(struct extract_job *j)
{
	struct slice s = extract_bytes(j);
	struct wmf w = {
		.m = { .job = j, .page = 1252,
		    .line = BUF_INIT(TEXT_TOTAL_MAX) },
		.enhanced = BUF_INIT(UNPACK_MEMBER_MAX),
	};
	int r;

	extract_set_flag(j, PART_IS_OPAQUE);
	if (slice_starts(s, SLICE("\xd7\xcd\xc6\x9a")))
		s = slice_from(s, PLACEABLE_SIZE);
	r = read_records(&w, slice_from(s, HEAD_SIZE));
	if (r == 0)
		r = metafile_end_line(&w.m);
	if (r == 0 && w.enhanced.len > 0)
		r = emf_records(&w.m, buf_slice(&w.enhanced));
	if (r == 0)
		r = metafile_end_line(&w.m);
	buf_free(&w.m.line);
	buf_free(&w.enhanced);
	return r;
}

const struct extract_format format_wmf = { "wmf", wmf_can_read, wmf_read };
