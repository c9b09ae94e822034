#include "extract/pdfxref.h"

#include <string.h>

#include "base/limits.h"

#define SECTIONS_MAX	256	/* one a revision */
#define SAME_MAX	100	/* objects of one number looked at */
#define STREAM_MAX	(16 * MIB)

struct xref {
	struct pdf_file *f;
	size_t base;		/* offsets count from the header, or from 0 */
	size_t next[SECTIONS_MAX];
	size_t count, at;
	bool differs;
};

static void
queue(struct xref *x, struct pdf_value v)
{
	size_t i, offset;

	if (v.kind != PDF_NUMBER || v.number < 0 || x->count == SECTIONS_MAX)
		return;
	offset = (size_t)pdf_integer(v) + x->base;
	for (i = 0; i < x->count; i++)
		if (x->next[i] == offset)
			return;
	x->next[x->count++] = offset;
}

/* Of all objects of a number, that one; unless a later table named another. */
static void
list(struct xref *x, uint32_t num, uint64_t where, bool is_packed)
{
	const struct pdf_table *t = &x->f->t;
	struct pdf_object *o, *found = NULL;
	size_t n, latest = SAME_MAX;

	for (n = 0; n < SAME_MAX && (o = pdf_find_nth(t, num, n)) != NULL;
	    n++) {
		if (o->is_listed)
			return;
		if (latest == SAME_MAX && !o->is_inside)
			latest = n;
		if (found == NULL && o->is_packed == is_packed &&
		    (is_packed ? o->holder == where :
		    o->start == where + x->base)) {
			found = o;
			x->differs = x->differs || n != latest;
		}
	}
	if (found != NULL)
		found->is_listed = true;
}

/* --- tables ------------------------------------------------------------- */

static void
read_table(struct xref *x, struct slice s)
{
	struct pdf_value first, count, offset, gen, kind;
	int64_t i;

	while (pdf_next(&s, &first) && first.kind == PDF_NUMBER &&
	    pdf_next(&s, &count))
		for (i = 0; i < pdf_integer(count) && pdf_next(&s, &offset) &&
		    pdf_next(&s, &gen) && pdf_next(&s, &kind); i++)
			if (kind.raw.len == 1 && kind.raw.ptr[0] == 'n')
				list(x, (uint32_t)(pdf_integer(first) + i),
				    (uint64_t)pdf_integer(offset), false);
	/* What ended it is the word trailer. */
	if (first.kind != PDF_WORD || !pdf_next(&s, &first) ||
	    first.kind != PDF_DICT)
		return;
	queue(x, pdf_key(first.raw, "XRefStm"));
	queue(x, pdf_key(first.raw, "Prev"));
}

/* --- streams ------------------------------------------------------------ */

static uint64_t
field(struct slice *s, size_t bytes)
{
	uint64_t n = 0;
	size_t i;

	for (i = 0; i < bytes && i < s->len; i++)
		n = n << 8 | s->ptr[i];
	*s = slice_from(*s, bytes);
	return n;
}

static void
read_entries(struct xref *x, const size_t width[3], uint32_t num,
    int64_t count, struct slice *s)
{
	uint64_t kind, where;

	for (; count > 0 && s->len >= width[0] + width[1] + width[2];
	    count--, num++) {
		kind = width[0] > 0 ? field(s, width[0]) : 1;
		where = field(s, width[1]);
		(void)field(s, width[2]);
		if (kind == 1 || kind == 2)
			list(x, num, where, kind == 2);
	}
}

static bool
read_width(struct slice dict, size_t width[3])
{
	struct pdf_value w = pdf_key(dict, "W"), v;
	size_t i;

	for (i = 0; i < 3; i++) {
		if (w.kind != PDF_ARRAY || !pdf_next(&w.raw, &v) ||
		    v.kind != PDF_NUMBER || v.number < 0 || v.number > 8)
			return false;
		width[i] = (size_t)v.number;
	}
	return width[0] + width[1] + width[2] > 0;
}

static void
read_stream(struct xref *x, const struct pdf_object *o)
{
	struct buf bytes = BUF_INIT(STREAM_MAX);
	struct slice dict = o->value.raw, s;
	struct pdf_value index = pdf_key(dict, "Index"), first, count;
	size_t width[3];

	if (read_width(dict, width)) {
		(void)pdffile_stream(x->f->job, x->f, o, &bytes);
		s = buf_slice(&bytes);
		if (index.kind != PDF_ARRAY)
			read_entries(x, width, 0, INT32_MAX, &s);
		while (index.kind == PDF_ARRAY && pdf_next(&index.raw, &first) &&
		    pdf_next(&index.raw, &count))
			read_entries(x, width, (uint32_t)pdf_integer(first),
			    pdf_integer(count), &s);
	}
	queue(x, pdf_key(dict, "Prev"));
	buf_free(&bytes);
}

/* --- the chain ---------------------------------------------------------- */

static void
read_section(struct xref *x, size_t offset)
{
	struct slice s = slice_from(x->f->bytes, offset);
	struct pdf_value v;
	size_t i;

	if (!pdf_next(&s, &v))
		return;
	if (v.kind == PDF_WORD && slice_eq_str(v.raw, "xref")) {
		read_table(x, s);
		return;
	}
	for (i = 0; i < x->f->t.count; i++)
		if (x->f->t.objects[i].start == offset &&
		    x->f->t.objects[i].is_stream) {
			read_stream(x, &x->f->t.objects[i]);
			return;
		}
}

static size_t
last_start(struct slice s)
{
	size_t at, found = SLICE_NPOS;

	at = s.len > 64 * KIB ? s.len - 64 * KIB : 0;
	while ((at = slice_find(s, SLICE("startxref"), at)) != SLICE_NPOS) {
		at += 9;
		found = at;
	}
	return found;
}

bool
pdfxref_list(struct pdf_file *f)
{
	struct xref x = { .f = f };
	struct pdf_value v;
	struct slice s;
	size_t at = last_start(f->bytes);

	if (at == SLICE_NPOS)
		return false;
	x.base = slice_find(slice_sub(f->bytes, 0, 1024), SLICE("%PDF-"), 0);
	if (x.base == SLICE_NPOS)
		x.base = 0;
	s = slice_from(f->bytes, at);
	if (pdf_next(&s, &v))
		queue(&x, v);
	while (x.at < x.count)
		read_section(&x, x.next[x.at++]);
	return x.differs;
}
