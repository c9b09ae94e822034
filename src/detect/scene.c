#include "detect/scene.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "detect/people.h"

#define STRIKE_REACH	48	/* bytes of a term before what forbids it */

/* --- spans ---------------------------------------------------------------- */

static struct span
span_of(const struct scene *s, size_t from, size_t to)
{
	struct span span;

	span.from = from;
	span.to = to;
	span.first = run_marks_from(s->run, from);
	span.last = run_marks_from(s->run, to);
	return span;
}

/* The segment that holds the byte; the one before it at a break. */
static size_t
segment_at(const struct scene *s, size_t at)
{
	const struct detect_run *run = s->run;
	size_t low, high, mid;

	low = 0;
	high = run->segment_count;
	while (high - low > 1) {
		mid = low + (high - low) / 2;
		if (run->segments[mid].from <= at)
			low = mid;
		else
			high = mid;
	}
	return low;
}

struct span
scene_unit(const struct scene *s, size_t at)
{
	const struct segment *seg = &s->run->segments[segment_at(s, at)];

	return span_of(s, seg->from, seg->to);
}

/*
 * Does a sentence end before byte `at`?  After a full stop and a blank, not
 * after an initial or a short form; at an empty line; at a line's end after
 * a full stop or a colon.
 */
static bool
ends_before(struct slice t, size_t at, size_t low)
{
	size_t i, n;
	uint8_t c;

	if (at <= low + 1)
		return false;
	c = t.ptr[at - 1];
	if (c == '\n')
		return t.ptr[at - 2] == '\n' || t.ptr[at] == '\n' ||
		    t.ptr[at - 2] == '.' || t.ptr[at - 2] == '?' ||
		    t.ptr[at - 2] == '!' || t.ptr[at - 2] == ':';
	if (c != ' ')
		return false;
	c = t.ptr[at - 2];
	if (c == '?' || c == '!')
		return true;
	if (c != '.')
		return false;
	/* "Mr. Khan", "J. Smith", "e.g. this": no end. */
	for (i = at - 2, n = 0; i > low && n < 4; i--, n++)
		if (!ascii_is_alpha(t.ptr[i - 1]))
			break;
	if (n == 1 || (n > 0 && i > low && t.ptr[i - 1] == '.'))
		return false;
	return !(n == 2 && (memcmp(t.ptr + i, "mr", 2) == 0 ||
	    memcmp(t.ptr + i, "dr", 2) == 0 ||
	    memcmp(t.ptr + i, "ms", 2) == 0 ||
	    memcmp(t.ptr + i, "st", 2) == 0 ||
	    memcmp(t.ptr + i, "no", 2) == 0)) &&
	    !(n == 3 && (memcmp(t.ptr + i, "mrs", 3) == 0 ||
	    memcmp(t.ptr + i, "rev", 3) == 0));
}

/*
 * A sentence so full of marks is none: what stands nearest to `at` is kept, or
 * each term of it would be held against all the others.
 */
static struct span
sentence_of(const struct scene *s, size_t from, size_t to, size_t at)
{
	struct span span = span_of(s, from, to);
	size_t i, middle;

	if (span.last - span.first <= SENTENCE_MARKS_MAX)
		return span;
	middle = run_marks_from(s->run, at);
	if (middle - span.first > SENTENCE_MARKS_MAX / 2) {
		span.first = middle - SENTENCE_MARKS_MAX / 2;
		span.from = s->marks[span.first].from;
	}
	if (span.last - span.first > SENTENCE_MARKS_MAX) {
		span.last = span.first + SENTENCE_MARKS_MAX;
		span.to = s->marks[span.last].from;
	}
	if (span.to <= at)
		span.to = at + 1;
	for (i = middle; i < span.last && s->marks[i].from == at; i++)
		if (s->marks[i].to > span.to)
			span.to = s->marks[i].to;
	return span;
}

struct span
scene_sentence(const struct scene *s, size_t at)
{
	struct span unit = scene_unit(s, at);
	size_t from, to, low, high;

	low = at - unit.from > SENTENCE_REACH ? at - SENTENCE_REACH :
	    unit.from;
	high = unit.to - at > SENTENCE_REACH ? at + SENTENCE_REACH : unit.to;
	for (from = at; from > low && !ends_before(s->text, from, low); from--)
		;
	for (to = at + 1; to < high && !ends_before(s->text, to, low); to++)
		;
	return sentence_of(s, from, to < high ? to : high, at);
}

/* Cells of other rows and tables are no neighbours. */
static bool
is_neighbour(const struct detect_run *run, size_t a, size_t b)
{
	return run->text->units[run->segments[a].unit].row ==
	    run->text->units[run->segments[b].unit].row;
}

struct span
scene_around(const struct scene *s, size_t from, size_t to, size_t chars)
{
	const struct detect_run *run = s->run;
	size_t first, last, low, high;

	first = last = segment_at(s, from);
	low = from > chars ? from - chars : 0;
	high = s->text.len - to > chars ? to + chars : s->text.len;
	while (first > 0 && run->segments[first].from > low &&
	    is_neighbour(run, first, first - 1))
		first--;
	while (last + 1 < run->segment_count && run->segments[last].to < high &&
	    is_neighbour(run, last, last + 1))
		last++;
	if (low < run->segments[first].from)
		low = run->segments[first].from;
	if (high > run->segments[last].to)
		high = run->segments[last].to;
	return span_of(s, low, high);
}

/* --- marks ---------------------------------------------------------------- */

const struct mark *
scene_find(const struct scene *s, const struct span *in, enum mark_kind kind,
    size_t source)
{
	size_t i;

	for (i = in->first; i < in->last; i++)
		if (s->marks[i].kind == kind &&
		    (source == SIZE_MAX || s->marks[i].source == source))
			return &s->marks[i];
	return NULL;
}

size_t
scene_count(const struct scene *s, const struct span *in, enum mark_kind kind)
{
	size_t i, n;

	for (i = in->first, n = 0; i < in->last; i++)
		n += s->marks[i].kind == kind;
	return n;
}

/* By place; the longer first; what forbids before what it forbids. */
static int
mark_order(const void *a, const void *b)
{
	const struct mark *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	if (x->to != y->to)
		return x->to > y->to ? -1 : 1;
	return x->kind - y->kind;
}

/* "a stroke" of "a stroke of luck": its end is in what forbids it. */
static void
strike_before(struct mark *marks, size_t never)
{
	size_t j;

	for (j = never; j > 0 && marks[never].from - marks[j - 1].from <=
	    STRIKE_REACH; j--)
		if (marks[j - 1].kind == MARK_TERM &&
		    marks[j - 1].source == marks[never].source &&
		    marks[j - 1].to > marks[never].from &&
		    marks[j - 1].to < marks[never].to)
			marks[j - 1].kind = MARK_KIND_COUNT;
}

/* "stroke of luck": the stroke in it is none. */
static void
strike_terms(struct mark *marks, size_t *count)
{
	size_t i, j, n;

	for (i = 0; i < *count; i++) {
		if (marks[i].kind != MARK_NEVER)
			continue;
		strike_before(marks, i);
		for (j = i + 1; j < *count && marks[j].from < marks[i].to; j++)
			if (marks[j].kind == MARK_TERM &&
			    marks[j].source == marks[i].source &&
			    marks[j].to <= marks[i].to)
				marks[j].kind = MARK_KIND_COUNT;
	}
	for (i = n = 0; i < *count; i++)
		if (marks[i].kind != MARK_KIND_COUNT &&
		    marks[i].kind != MARK_NEVER)
			marks[n++] = marks[i];
	*count = n;
}

/* --- rows ----------------------------------------------------------------- */

static uint32_t
row_of(const struct detect_run *run, size_t segment)
{
	return run->text->units[run->segments[segment].unit].row;
}

bool
scene_row(const struct scene *s, size_t at, struct span *ret)
{
	const struct detect_run *run = s->run;
	size_t first, last, n;
	uint32_t row;

	first = last = segment_at(s, at);
	row = row_of(run, first);
	if (row == 0)
		return false;
	for (n = 0; n < ROW_CELLS_MAX && first > 0 &&
	    row_of(run, first - 1) == row; n++)
		first--;
	for (n = 0; n < ROW_CELLS_MAX && last + 1 < run->segment_count &&
	    row_of(run, last + 1) == row; n++)
		last++;
	*ret = span_of(s, run->segments[first].from, run->segments[last].to);
	return true;
}

bool
scene_cell(struct scene *s, const struct span *row, size_t *at,
    struct scene_cell *ret)
{
	struct detect_run *run = s->run;
	const struct header *h;
	const struct segment *seg;
	size_t segment, i;

	segment = segment_at(s, row->from) + *at;
	if (segment >= run->segment_count ||
	    run->segments[segment].from >= row->to)
		return false;
	(*at)++;
	seg = &run->segments[segment];
	memset(ret, 0, sizeof *ret);
	ret->span = span_of(s, seg->from, seg->to);
	ret->unit = &run->text->units[seg->unit];
	h = ret->unit->header.len > 0 ? run_header(run, ret->unit->header) :
	    NULL;
	for (i = 0; h != NULL && i < h->tag_count; i++) {
		if (LABEL_KIND(h->tags[i]) == LABEL_COLUMN)
			ret->columns |= UINT32_C(1) << LABEL_EXTRA(h->tags[i]);
		else if (LABEL_KIND(h->tags[i]) == LABEL_HEADER &&
		    LABEL_SOURCE(h->tags[i]) == s->source)
			ret->is_ours = true;
	}
	return true;
}

/* --- findings ------------------------------------------------------------- */

uint64_t
scene_value(const struct scene *s, struct slice value)
{
	return siphash(s->run->plan->key, value);
}

int
scene_put(struct scene *s, size_t from, size_t to, int tier,
    struct slice value, bool masked)
{
	struct detect_run *run = s->run;
	size_t ignored;

	(void)to;
	if (tier < 1 || from < run->zone_from || from >= run->zone_to)
		return 0;
	run->segment = segment_at(s, from);
	return run_found(run, s->source, from, tier, value, masked, &ignored);
}

int
scene_put_hashed(struct scene *s, size_t from, int tier, uint64_t value)
{
	uint8_t bytes[sizeof value];

	memcpy(bytes, &value, sizeof bytes);
	return scene_put(s, from, from, tier, slice_of(bytes, sizeof bytes),
	    false);
}

const struct text_unit *
scene_text_unit(const struct scene *s, size_t at)
{
	return &s->run->text->units[s->run->segments[segment_at(s, at)].unit];
}

/* A column of names or dates is worth a look without any mark. */
static bool
has_columns(struct detect_run *run)
{
	const struct text_unit *unit;
	size_t i;

	for (i = 0; i < run->segment_count; i++) {
		unit = &run->text->units[run->segments[i].unit];
		if (unit->row != 0 && run_columns(run, unit) != 0)
			return true;
	}
	return false;
}

int
scene_judge(struct detect_run *run)
{
	const struct detect_plan *p = run->plan;
	struct scene s;
	size_t i;
	int r;

	if (!run->has_terms && !has_columns(run))
		return 0;
	if (run->segment_count == 0)
		return 0;
	memset(&s, 0, sizeof s);
	s.run = run;
	s.text = slice_of(run->shadow.bytes, run->shadow.len);
	r = people_mark(run);
	if (r < 0)
		return r;
	if (run->mark_count > 0)
		qsort(run->marks, run->mark_count, sizeof *run->marks,
		    mark_order);
	strike_terms(run->marks, &run->mark_count);
	s.marks = run->marks;
	s.count = run->mark_count;
	for (i = 0; i < p->caller_count && r == 0; i++) {
		if (p->callers[i].detector->judge == NULL)
			continue;
		s.source = p->callers[i].source;
		r = p->callers[i].detector->judge(&s);
	}
	return r;
}
