#include "extract/pdflines.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"

/* All in heights of the letters. */
#define GAP_BLANK	0.17	/* from here on the eye sees a blank */
#define GAP_WORD	0.35	/* between pieces: as wide as blanks are */
#define GAP_CELL	0.65	/* no blank is so wide */
#define GAP_RUN		0.85	/* inside a line that is written in one go */
#define OVERLAP		0.4	/* kerning, slanted letters */
#define GAP_NONE	0.03	/* written on, to the point */
#define RAISED		0.4	/* raised and lowered letters are of the line */
#define LINE		0.5	/* between the highest and the lowest of a line */
#define LEVEL		0.1	/* letters that are not raised */
#define LEADING		1.8	/* from a line of a paragraph to the next */
#define INDENT		4.0	/* of its first line, or of the others */
#define SMALLER		0.85	/* letters of notes, for one that stands in the line */

#define FEW		((size_t)4)	/* bytes: a group of a number */
#define PIECES_MAX	((size_t)200000)
#define HEADER_MAX	60
#define COLUMNS_MAX	32

void
pdflines_init(struct pdf_lines *l)
{
	memset(l, 0, sizeof *l);
	buf_init(&l->text, TEXT_TOTAL_MAX);
}

void
pdflines_free(struct pdf_lines *l)
{
	buf_free(&l->text);
	free(l->pieces);
	memset(l, 0, sizeof *l);
}

bool
pdflines_is_full(const struct pdf_lines *l)
{
	return l->count >= PIECES_MAX;
}

/* --- joining ------------------------------------------------------------ */

static bool
has_blank(struct slice before, struct slice after)
{
	return before.len == 0 || after.len == 0 ||
	    ascii_is_space(before.ptr[before.len - 1]) ||
	    ascii_is_space(after.ptr[0]);
}

static double
larger(double a, double b)
{
	return a > b ? a : b;
}

static double
distance(double a, double b)
{
	return a > b ? a - b : b - a;
}

/* Does q stand right behind p on its line?  widest: gap that still joins. */
static bool
follows(const struct pdf_piece *p, const struct pdf_piece *q, double widest)
{
	double size = larger(p->size, q->size), gap = q->from - p->to;

	return p->turn == q->turn &&
	    distance(p->across, q->across) <= RAISED * size &&
	    gap >= -OVERLAP * size && gap <= widest * size;
}

static size_t
count_blanks(struct slice s)
{
	size_t i, n = 0;

	for (i = 0; i + 1 < s.len; i++)
		n += s.ptr[i] == ' ';
	return n;
}

/*
 * How wide a gap may be that still joins.  Who writes blanks as letters
 * leaves wider gaps only where two cells are parted.
 */
static double
widest_gap(struct slice before, struct slice after, bool writes_blanks)
{
	return !writes_blanks || has_blank(before, after) ? GAP_CELL :
	    GAP_BLANK;
}

int
pdflines_put(struct pdf_lines *l, struct pdf_piece p, struct slice utf8)
{
	struct pdf_piece *last = l->count > 0 ? &l->pieces[l->count - 1] : NULL;
	struct slice before = last == NULL ? SLICE_NONE :
	    slice_sub(buf_slice(&l->text), last->start, last->end);
	int r = 0;

	if (utf8.len == 0)
		return 0;
	p.start = l->text.len;
	p.end = p.start + utf8.len;
	l->blanks += count_blanks(utf8);
	if (last != NULL && (last->clip == p.clip || !p.is_moved) &&
	    distance(last->across, p.across) <= LEVEL * p.size &&
	    follows(last, &p, p.is_moved ? widest_gap(before, utf8, true) :
	    GAP_RUN)) {
		if (p.from - last->to > GAP_BLANK * p.size &&
		    !has_blank(before, utf8))
			r = buf_putc(&l->text, ' ');
		if (r == 0)
			r = buf_put_slice(&l->text, utf8);
		last->end = l->text.len;
		last->to = larger(last->to, p.to);
		return r;
	}
	r = buf_put_slice(&l->text, utf8);
	if (r < 0)
		return r;
	l->pieces = mem_grow(l->pieces, l->count, &l->cap, sizeof *l->pieces);
	l->pieces[l->count++] = p;
	return r;
}

/* --- lines -------------------------------------------------------------- */

static int
reading_order(const void *a, const void *b)
{
	const struct pdf_piece *p = a, *q = b;

	if (p->turn != q->turn)
		return p->turn < q->turn ? -1 : 1;
	if (p->across != q->across)
		return p->across > q->across ? -1 : 1;
	return p->from < q->from ? -1 : p->from > q->from;
}

static int
line_order(const void *a, const void *b)
{
	const struct pdf_piece *p = a, *q = b;

	return p->from < q->from ? -1 : p->from > q->from;
}

/* The cell of one unit: pieces first..last of a line. */
struct cell {
	size_t first, last;
	double from, to;
};

struct table {
	struct slice header[COLUMNS_MAX];
	double from[COLUMNS_MAX], to[COLUMNS_MAX];
	size_t columns;
	uint32_t row;
};

struct out {
	struct extract_job *job;
	struct slice text, place;
	bool writes_blanks;
	struct table table;
	/* The line before, if it was one cell: its unit is open. */
	const struct pdf_piece *above;
};

static struct slice
piece_text(const struct out *o, const struct pdf_piece *p)
{
	return slice_sub(o->text, p->start, p->end);
}

static bool
has_digit(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (ascii_is_digit(s.ptr[i]))
			return true;
	return false;
}

/*
 * The words above a cell, in the last line of cells without a digit; else the
 * label in front of it.
 */
static struct slice
cell_header(const struct out *o, const struct cell *c, size_t at, size_t n,
    struct slice before)
{
	const struct table *t = &o->table;
	double shared, best = 0;
	size_t i, found = COLUMNS_MAX;

	for (i = 0; i < t->columns; i++) {
		shared = -larger(-c->to, -t->to[i]) -
		    larger(c->from, t->from[i]);
		if (shared > best) {
			best = shared;
			found = i;
		}
	}
	/* A number at the right of its column may stand under no letter. */
	if (found == COLUMNS_MAX && t->columns == n && at < n)
		found = at;
	if (found < COLUMNS_MAX)
		return t->header[found];
	before = slice_trim(before);
	return before.len <= HEADER_MAX && slice_ends(before, SLICE(":")) ?
	    before : SLICE_NONE;
}

/* Cells that are words only, and few of them, may head those below. */
static void
learn_header(struct out *o, const struct pdf_piece *pieces,
    const struct cell *cells, size_t n)
{
	struct slice s;
	size_t i;

	for (i = 0; i < n; i++) {
		s = piece_text(o, &pieces[cells[i].first]);
		if (has_digit(s) || s.len > HEADER_MAX)
			return;
	}
	for (i = 0; i < n && i < COLUMNS_MAX; i++) {
		o->table.header[i] = slice_trim(piece_text(o,
		    &pieces[cells[i].first]));
		o->table.from[i] = cells[i].from;
		o->table.to[i] = cells[i].to;
	}
	o->table.columns = i;
	o->table.row = 1;
}

/* A note's number or an exponent, not one of the line's own letters. */
static bool
is_raised(const struct pdf_piece *p, const struct pdf_piece *base)
{
	return p->size < SMALLER * base->size &&
	    distance(p->across, base->across) > LEVEL * base->size;
}

static int
put_pieces(struct out *o, const struct pdf_piece *pieces, const struct cell *c,
    const struct pdf_piece *base)
{
	struct slice s, before = SLICE_NONE;
	const struct pdf_piece *last = NULL;
	size_t i;
	int r = 0;

	for (i = c->first; i <= c->last && r == 0; i++) {
		if (base != NULL && is_raised(&pieces[i], base))
			continue;
		s = piece_text(o, &pieces[i]);
		if (last != NULL && pieces[i].from - last->to >
		    GAP_BLANK * pieces[i].size && !has_blank(before, s))
			r = extract_unit_add(o->job, SLICE(" "));
		if (r == 0)
			r = extract_unit_add(o->job, s);
		before = s;
		last = &pieces[i];
	}
	return r;
}

/* The largest piece of a cell: the others may be raised. */
static const struct pdf_piece *
base_of(const struct pdf_piece *pieces, const struct cell *c)
{
	const struct pdf_piece *base = &pieces[c->first];
	size_t i;

	for (i = c->first; i <= c->last; i++)
		if (pieces[i].size > base->size)
			base = &pieces[i];
	return base;
}

/*
 * Does a line go on with the paragraph of the line above it?  Letters of the
 * same size, right below, from about the same edge on.
 */
static bool
goes_on(const struct pdf_piece *above, const struct pdf_piece *first,
    const struct pdf_piece *base)
{
	double size = larger(above->size, base->size);

	return above->turn == first->turn && above->clip == first->clip &&
	    distance(above->size, base->size) <= LEVEL * size &&
	    above->across - first->across <= LEADING * size &&
	    distance(above->from, first->from) <= INDENT * size;
}

/*
 * Raised numbers would run into those that they stand at: a cell that has
 * some is given out once more without them.
 */
static int
put_cell(struct out *o, const struct pdf_piece *pieces, const struct cell *c,
    struct slice header, uint32_t row)
{
	const struct pdf_piece *base = base_of(pieces, c);
	bool has_raised = false;
	size_t i;
	int r;

	for (i = c->first; i <= c->last; i++)
		has_raised = has_raised || is_raised(&pieces[i], base);
	o->above = NULL;
	r = extract_unit_begin(o->job, o->place, header, row);
	if (r == 0)
		r = put_pieces(o, pieces, c, NULL);
	if (r == 0 && has_raised)
		r = extract_unit_begin(o->job, o->place, header, row);
	if (r == 0 && has_raised)
		r = put_pieces(o, pieces, c, base);
	return r == 0 ? extract_unit_end(o->job) : r;
}

/*
 * A line that is no row of a table.  Those of one paragraph are one unit: a
 * label and its number, or the pieces of one, may stand in two of them.
 */
static int
put_plain(struct out *o, const struct pdf_piece *pieces, const struct cell *c)
{
	const struct pdf_piece *base = base_of(pieces, c);
	const struct pdf_piece *above = o->above;
	size_t i;
	int r;

	for (i = c->first; i <= c->last; i++)
		if (is_raised(&pieces[i], base))
			return put_cell(o, pieces, c, SLICE_NONE, 0);
	if (above != NULL && goes_on(above, &pieces[c->first], base))
		r = extract_unit_add(o->job, SLICE("\n"));
	else
		r = extract_unit_begin(o->job, o->place, SLICE_NONE, 0);
	if (r == 0)
		r = put_pieces(o, pieces, c, NULL);
	o->above = &pieces[c->first];
	return r;
}

static int
put_cells(struct out *o, const struct pdf_piece *pieces,
    const struct cell *cells, size_t n)
{
	struct slice header = SLICE_NONE, before = SLICE_NONE;
	uint32_t row;
	size_t i;
	int r = 0;

	if (n == 1)
		return put_plain(o, pieces, &cells[0]);
	row = ++o->table.row;
	for (i = 0; i < n && r == 0; i++) {
		header = cell_header(o, &cells[i], i, n, before);
		before = piece_text(o, &pieces[cells[i].last]);
		r = put_cell(o, pieces, &cells[i], header, row);
	}
	learn_header(o, pieces, cells, n);
	return r;
}

/*
 * Each cell of a table is often seen through a window of its own.  A few
 * digits to the point behind others are no cell.
 */
static bool
is_one_number(const struct out *o, const struct pdf_piece *p,
    const struct pdf_piece *q)
{
	struct slice before = piece_text(o, p), after = piece_text(o, q);

	return (before.len <= FEW || after.len <= FEW) && before.len > 0 &&
	    after.len > 0 && ascii_is_digit(before.ptr[before.len - 1]) &&
	    ascii_is_digit(after.ptr[0]);
}

/*
 * A gap as wide as a blank, though blanks are written as letters: cells that
 * stand close, or a writer who does both.
 */
static bool
may_join(const struct out *o, const struct pdf_piece *p,
    const struct pdf_piece *q)
{
	struct slice before = piece_text(o, p), after = piece_text(o, q);

	return (p->clip == q->clip || !q->is_moved) && before.len > 0 &&
	    after.len > 0 && (ascii_is_digit(before.ptr[before.len - 1]) ||
	    ascii_is_digit(after.ptr[0])) && follows(p, q, GAP_WORD);
}

/* Are two neighbours of a line in one cell? */
static bool
joins(const struct out *o, const struct pdf_piece *p,
    const struct pdf_piece *q)
{
	if (p->clip != q->clip && q->is_moved)
		return is_one_number(o, p, q) && follows(p, q, GAP_NONE);
	return follows(p, q, widest_gap(piece_text(o, p), piece_text(o, q),
	    o->writes_blanks));
}

/* Cells that may be one are given out as one as well. */
static int
put_doubtful(struct out *o, const struct pdf_piece *pieces,
    const struct cell *cells, size_t n)
{
	struct cell all;
	size_t i, k;
	int r = 0;

	for (i = 0; i < n && r == 0; i = k) {
		for (k = i + 1; k < n && may_join(o,
		    &pieces[cells[k - 1].last], &pieces[cells[k].first]); k++)
			;
		if (k == i + 1)
			continue;
		all = (struct cell){ cells[i].first, cells[k - 1].last,
		    cells[i].from, cells[k - 1].to };
		r = put_cell(o, pieces, &all, cell_header(o, &all, i, n,
		    SLICE_NONE), o->table.row);
	}
	return r;
}

/* One line: pieces from left to right, to cells. */
static int
put_line(struct out *o, struct pdf_piece *pieces, size_t n)
{
	struct cell *cells = mem_array(NULL, n, sizeof *cells);
	size_t i, count = 0;
	int r;

	qsort(pieces, n, sizeof *pieces, line_order);
	for (i = 0; i < n; i++) {
		if (i > 0 && joins(o, &pieces[i - 1], &pieces[i])) {
			cells[count - 1].last = i;
			cells[count - 1].to = larger(cells[count - 1].to,
			    pieces[i].to);
			continue;
		}
		cells[count++] = (struct cell){ i, i, pieces[i].from,
		    pieces[i].to };
	}
	r = put_cells(o, pieces, cells, count);
	if (r == 0)
		r = put_doubtful(o, pieces, cells, count);
	free(cells);
	return r;
}

int
pdflines_flush(struct pdf_lines *l, struct extract_job *j, struct slice place)
{
	struct out o = { .job = j, .text = buf_slice(&l->text),
	    .place = place, .writes_blanks = l->blanks * 4 > l->count };
	struct pdf_piece *p = l->pieces;
	size_t i, n;
	int r = 0;

	if (l->count > 0)
		qsort(p, l->count, sizeof *p, reading_order);
	for (i = 0; i < l->count && r == 0; i += n) {
		for (n = 1; i + n < l->count && p[i + n].turn == p[i].turn &&
		    p[i].across - p[i + n].across <= LINE *
		    larger(p[i].size, p[i + n].size); n++)
			;
		if (i > 0 && p[i].turn != p[i - 1].turn)
			memset(&o.table, 0, sizeof o.table);
		r = put_line(&o, p + i, n);
	}
	if (r == 0 && o.above != NULL)
		r = extract_unit_end(j);
	l->count = l->blanks = 0;
	buf_reset(&l->text);
	return r;
}
