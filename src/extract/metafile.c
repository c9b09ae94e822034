#include "extract/metafile.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/codepage.h"
#include "mime/mime.h"

int
metafile_end_line(struct metafile *m)
{
	struct slice line = slice_trim(buf_slice(&m->line));
	int r;

	r = extract_unit(m->job, SLICE("text"), line);
	buf_reset(&m->line);
	m->is_open = false;
	return r;
}

bool
metafile_is_padding(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len && i < 8; i++)
		if (s.ptr[i] != 0)
			return false;
	return s.len <= 8;
}

static size_t
characters(struct slice utf8)
{
	size_t i, n = 0;

	for (i = 0; i < utf8.len; i++)
		n += (utf8.ptr[i] & 0xc0) != 0x80;
	return n;
}

static int64_t
distance(int32_t a, int32_t b)
{
	return llabs((int64_t)a - b);
}

/* Is there room for a blank between the last piece and this one? */
static bool
has_gap(const struct metafile *m, int32_t x, size_t n)
{
	/* Letters drawn one by one, with no word of how wide they are. */
	if (m->width == 0)
		return n > 1;
	return distance(x, m->x) > m->width / 3 + 1;
}

/* Records may point at one text many times. */
static int
spend(struct metafile *m, size_t n)
{
	m->spent += n;
	if (m->spent <= TEXT_TOTAL_MAX)
		return 0;
	extract_anomaly(m->job, ANOMALY_LIMIT, "text over 64 MB");
	return ERR_LIMIT;
}

int
metafile_text(struct metafile *m, int32_t x, int32_t y, int32_t advance,
    struct slice utf8)
{
	size_t n = characters(utf8);
	int r = 0;

	if (utf8.len == 0)
		return 0;
	if (m->is_open && m->y != y)
		r = metafile_end_line(m);
	if (r == 0 && m->is_open && has_gap(m, x, n))
		r = buf_putc(&m->line, ' ');
	if (r == 0)
		r = buf_put_slice(&m->line, utf8);
	m->is_open = true;
	m->y = y;
	m->x = (int32_t)((uint32_t)x + (uint32_t)advance);
	m->width = n > 0 ? (int32_t)(advance / (int64_t)n) : 0;
	return r;
}

int
metafile_wide(struct metafile *m, int32_t x, int32_t y, int32_t advance,
    struct slice utf16)
{
	struct buf utf8 = BUF_INIT(TEXT_TOTAL_MAX);
	bool invalid;
	int r;

	r = spend(m, utf16.len);
	if (r == 0)
		r = mime_to_utf8(utf16, SLICE("utf-16le"), &utf8, &invalid);
	if (r == 0)
		r = metafile_text(m, x, y, advance, buf_slice(&utf8));
	buf_free(&utf8);
	return r;
}

int
metafile_bytes(struct metafile *m, int32_t x, int32_t y, int32_t advance,
    struct slice bytes)
{
	struct buf utf8 = BUF_INIT(TEXT_TOTAL_MAX);
	int r;

	r = spend(m, bytes.len);
	if (r == 0)
		r = codepage_text(m->job, m->page, bytes, &utf8);
	if (r == 0)
		r = metafile_text(m, x, y, advance, buf_slice(&utf8));
	buf_free(&utf8);
	return r;
}
