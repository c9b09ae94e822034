#include "extract/pdfcmap.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "extract/entity.h"
#include "extract/pdfobj.h"

#define SPACES_MAX	64
#define TEXT_MAX	256	/* bytes of UTF-16 for one code */
#define BACKWARDS	8	/* ranges tried that begin before a code */

struct range {
	uint32_t low, high;
	uint32_t text, len;	/* UTF-16BE in the pool */
};

struct space {
	uint32_t low, high;
	uint8_t bytes;
};

struct pdf_cmap {
	struct arena *arena;
	struct range *ranges;
	size_t count, cap;
	struct buf pool;
	struct slice text;		/* the pool, in the arena */
	struct space spaces[SPACES_MAX];
	size_t space_count;
	bool is_exhausted;
};

/* A code's value and length in bytes; 0 if v is no string. */
static uint8_t
code_of(struct pdf_value v, uint32_t *ret)
{
	struct buf b = BUF_INIT(4);
	uint8_t n;
	size_t i;

	pdf_string(v, &b);
	*ret = 0;
	for (i = 0; i < b.len; i++)
		*ret = *ret << 8 | b.ptr[i];
	n = (uint8_t)b.len;
	buf_free(&b);
	return n;
}

static void
add_range(struct pdf_cmap *m, uint32_t low, uint32_t high, struct pdf_value v)
{
	struct buf b = BUF_INIT(TEXT_MAX);
	struct range *grown;

	if (m->count >= PDF_CMAP_RANGES_MAX || high < low)
		return;
	grown = arena_grow(m->arena, m->ranges, m->count, &m->cap,
	    sizeof *m->ranges);
	if (grown == NULL) {
		m->is_exhausted = true;
		return;
	}
	m->ranges = grown;
	pdf_string(v, &b);
	m->ranges[m->count++] = (struct range){ low, high,
	    (uint32_t)m->pool.len, (uint32_t)b.len };
	if (buf_put_slice(&m->pool, buf_slice(&b)) < 0)
		m->ranges[m->count - 1].len = 0;
	buf_free(&b);
}

static void
read_spaces(struct pdf_cmap *m, struct slice *rest)
{
	struct pdf_value low, high;
	struct space *s;

	while (pdf_next(rest, &low) && low.kind == PDF_HEX &&
	    pdf_next(rest, &high)) {
		if (m->space_count == SPACES_MAX)
			continue;
		s = &m->spaces[m->space_count++];
		s->bytes = code_of(low, &s->low);
		(void)code_of(high, &s->high);
		m->space_count -= s->bytes == 0;
	}
}

static void
read_chars(struct pdf_cmap *m, struct slice *rest)
{
	struct pdf_value from, to;
	uint32_t code;

	while (pdf_next(rest, &from) && from.kind == PDF_HEX &&
	    pdf_next(rest, &to))
		if (code_of(from, &code) > 0)
			add_range(m, code, code, to);
}

static void
read_ranges(struct pdf_cmap *m, struct slice *rest)
{
	struct pdf_value from, until, to, item;
	uint32_t low, high;

	while (pdf_next(rest, &from) && from.kind == PDF_HEX &&
	    pdf_next(rest, &until) && pdf_next(rest, &to)) {
		if (code_of(from, &low) == 0 || code_of(until, &high) == 0)
			continue;
		if (to.kind != PDF_ARRAY) {
			add_range(m, low, high, to);
			continue;
		}
		for (; low <= high && pdf_next(&to.raw, &item); low++)
			add_range(m, low, low, item);
	}
}

static int
range_order(const void *a, const void *b)
{
	const struct range *p = a, *q = b;

	if (p->low != q->low)
		return p->low < q->low ? -1 : 1;
	/* Of two for one code the later counts: it was put later. */
	return p->text < q->text ? -1 : p->text > q->text;
}

struct pdf_cmap *
pdfcmap_new(struct arena *a, struct slice bytes)
{
	struct pdf_cmap *m = arena_zalloc(a, sizeof *m);
	struct pdf_value v;

	if (m == NULL)
		return NULL;
	m->arena = a;
	buf_init(&m->pool, PDF_CMAP_RANGES_MAX * (size_t)16);
	while (pdf_next(&bytes, &v)) {
		if (v.kind != PDF_WORD)
			continue;
		if (slice_eq_str(v.raw, "begincodespacerange"))
			read_spaces(m, &bytes);
		else if (slice_eq_str(v.raw, "beginbfchar"))
			read_chars(m, &bytes);
		else if (slice_eq_str(v.raw, "beginbfrange"))
			read_ranges(m, &bytes);
	}
	m->text = arena_dup(a, buf_slice(&m->pool));
	if (m->text.ptr == NULL)
		m->is_exhausted = true;
	buf_free(&m->pool);
	if (m->count > 0)
		qsort(m->ranges, m->count, sizeof *m->ranges, range_order);
	return m->is_exhausted ? NULL : m;
}

bool
pdfcmap_has_text(const struct pdf_cmap *m)
{
	return m->count > 0;
}

static const struct range *
find_range(const struct pdf_cmap *m, uint32_t code)
{
	size_t low = 0, high = m->count, mid, tries;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (m->ranges[mid].low <= code)
			low = mid + 1;
		else
			high = mid;
	}
	for (tries = 0; low > 0 && tries < BACKWARDS; tries++, low--)
		if (m->ranges[low - 1].high >= code)
			return &m->ranges[low - 1];
	return NULL;
}

/* What writers put where they do not know the letter. */
static bool
is_no_letter(uint32_t c)
{
	return c == 0 || c == 0xfffd || c == 0xffff ||
	    (c >= 0xe000 && c <= 0xefff) || (c >= 0xf100 && c <= 0xf8ff);
}

/* Symbol fonts keep ASCII in the private area. */
static uint32_t
unmask(uint32_t c)
{
	return c >= 0xf020 && c <= 0xf07e ? c - 0xf000 : c;
}

bool
pdfcmap_text(const struct pdf_cmap *m, uint32_t code, struct buf *utf8)
{
	const struct range *r = find_range(m, code);
	struct slice s;
	uint32_t unit, high = 0, c;
	size_t i, from = utf8->len;

	if (r == NULL)
		return false;
	s = slice_sub(m->text, r->text, r->text + r->len);
	for (i = 0; i < s.len; i += 2) {
		/* One byte alone is a Latin letter. */
		unit = i + 1 < s.len ? (uint32_t)s.ptr[i] << 8 |
		    s.ptr[i + 1] : s.ptr[i];
		if (i + 2 >= s.len)
			unit = (unit + (code - r->low)) & 0xffff;
		if (unit >= 0xd800 && unit < 0xdc00) {
			high = unit;
			continue;
		}
		c = unit;
		if (unit >= 0xdc00 && unit < 0xe000 && high != 0)
			c = 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00);
		high = 0;
		if (!is_no_letter(c))
			(void)entity_put(utf8, unmask(c));
	}
	return utf8->len > from;
}

size_t
pdfcmap_length(const struct pdf_cmap *m, struct slice s)
{
	const struct space *sp;
	uint32_t code = 0;
	size_t n, i, shift;
	bool fits;

	for (n = 1; n <= 4 && n <= s.len; n++) {
		code = code << 8 | s.ptr[n - 1];
		for (sp = m->spaces; sp < m->spaces + m->space_count; sp++) {
			if (sp->bytes != n)
				continue;
			/* 9.7.6.2: each byte in its own range. */
			for (i = 0, fits = true; i < n; i++) {
				shift = 8 * i;
				fits = fits && (code >> shift & 0xff) >=
				    (sp->low >> shift & 0xff) &&
				    (code >> shift & 0xff) <=
				    (sp->high >> shift & 0xff);
			}
			if (fits)
				return n;
		}
	}
	return m->space_count > 0 ? m->spaces[0].bytes : 2;
}
