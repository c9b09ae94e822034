/*
 * register -- rows of tables: a column of names and a column of the kind.
 */
#include <string.h>

#include "base/limits.h"
#include "detect/about.h"
#include "detect/terms.h"
#include "detect/value.h"

#define NOTE_BYTES	70	/* a cell so short is about its row's person */

/* What the judge needs of one row. */
struct row {
	struct span span;
	struct span person;	/* the cell of the name; empty if none */
	struct span filled;	/* the cell that says something; empty if none */
};

/* What the header of a column says to the asking judge. */
struct heading {
	const uint8_t *ptr;
	bool is_ours, is_weak, is_general;
};

static bool
is_empty(const struct span *span)
{
	return span->to == span->from;
}

/*
 * "Condition" is also that of a car: a header with only a weak term in it
 * needs a term in the cell.  "Disability training" is none of ours.
 */
static void
heading_read(const struct scene *s, struct slice text, struct heading *ret)
{
	const struct header *h;
	unsigned strongest = 0;
	size_t i;
	uint32_t tag;

	ret->ptr = text.ptr;
	ret->is_ours = ret->is_weak = ret->is_general = false;
	h = text.len > 0 ? run_header(s->run, text) : NULL;
	for (i = 0; h != NULL && i < h->tag_count; i++) {
		tag = h->tags[i];
		if (LABEL_KIND(tag) == LABEL_CLASS &&
		    (LABEL_EXTRA(tag) == MARK_GENERAL ||
		    LABEL_EXTRA(tag) == MARK_SERVICE))
			ret->is_general = true;
		if (LABEL_SOURCE(tag) != s->source)
			continue;
		if (LABEL_KIND(tag) == LABEL_HEADER)
			ret->is_ours = true;
		else if (LABEL_KIND(tag) == LABEL_TERM &&
		    LABEL_EXTRA(tag) != TERM_HEADER &&
		    (LABEL_EXTRA(tag) & TERM_WEIGHT) > strongest)
			strongest = LABEL_EXTRA(tag) & TERM_WEIGHT;
	}
	ret->is_weak = strongest == 1;
	if (ret->is_general)
		ret->is_ours = false;
}

static bool
has_term(const struct scene *s, const struct span *cell, unsigned weight)
{
	size_t i;

	for (i = cell->first; i < cell->last; i++)
		if (s->marks[i].kind == MARK_TERM &&
		    s->marks[i].source == s->source &&
		    s->marks[i].weight >= weight)
			return true;
	return false;
}

/* Under "Officer" and "Trainer" stand those who do the work. */
static bool
names_person(const struct scene *s, const struct scene_cell *cell)
{
	struct slice text = slice_trim(slice_sub(s->text, cell->span.from,
	    cell->span.to));
	struct heading heading;

	if ((cell->columns & (1u << COLUMN_PERSON | 1u << COLUMN_GIVEN |
	    1u << COLUMN_SURNAME)) != 0)
		return value_is_filled(text) && !value_is_yes(text);
	heading_read(s, cell->unit->header, &heading);
	return text.len < NOTE_BYTES && !heading.is_general &&
	    scene_find(s, &cell->span, MARK_PERSON, SIZE_MAX) != NULL;
}

/* Does a cell under no header of ours say it: "Notes: has dementia"? */
static bool
note_says(const struct scene *s, const struct span *cell)
{
	struct about_term t;
	size_t i;

	for (i = cell->first; i < cell->last; i++) {
		if (s->marks[i].kind != MARK_TERM ||
		    s->marks[i].source != s->source ||
		    s->marks[i].weight < 2)
			continue;
		memset(&t, 0, sizeof t);
		t.sentence = *cell;
		t.from = s->marks[i].from;
		t.to = s->marks[i].to;
		t.weight = s->marks[i].weight;
		if (!about_topic(s, &t) && (t.weight == 3 ||
		    cell->to - cell->from <= NOTE_BYTES ||
		    scene_find(s, cell, MARK_PREDICATE, SIZE_MAX) != NULL))
			return true;
	}
	return false;
}

static bool
has_number(struct slice text)
{
	size_t i;

	/* A share is of many. */
	if (slice_chr(text, '%', 0) != SLICE_NPOS)
		return false;
	for (i = 0; i < text.len; i++)
		if (text.ptr[i] >= '1' && text.ptr[i] <= '9')
			return true;
	return false;
}

static bool
cell_says(struct scene *s, const struct scene_cell *cell, uint32_t columns)
{
	struct heading heading;
	struct slice text;

	heading_read(s, cell->unit->header, &heading);
	text = slice_sub(s->text, cell->span.from, cell->span.to);
	if ((cell->columns & columns) != 0 && has_number(text))
		return true;
	if (heading.is_ours)
		return (value_is_filled(text) ||
		    (columns != 0 && has_number(text))) &&
		    (!heading.is_weak || columns != 0 ||
		    has_term(s, &cell->span, 1));
	return !heading.is_general && note_says(s, &cell->span);
}

static void
row_read(struct scene *s, struct row *row, uint32_t columns)
{
	struct scene_cell cell;
	size_t at = 0;

	memset(&row->person, 0, sizeof row->person);
	row->filled = row->person;
	while (scene_cell(s, &row->span, &at, &cell)) {
		if (is_empty(&row->person) && names_person(s, &cell)) {
			row->person = cell.span;
			continue;
		}
		if (is_empty(&row->filled) && cell_says(s, &cell, columns))
			row->filled = cell.span;
	}
}

static int
row_put(struct scene *s, const struct row *row, int tier)
{
	const struct mark *named;
	struct slice name;

	named = scene_find(s, &row->person, MARK_PERSON, SIZE_MAX);
	name = named != NULL ? subject_value(s, named) :
	    slice_trim(slice_sub(s->text, row->person.from, row->person.to));
	return scene_put(s, row->filled.from, row->filled.to, tier, name,
	    false);
}

/* Is there anything for this judge in the window's tables? */
static bool
has_matter(const struct scene *s, uint32_t columns)
{
	const struct detect_run *run = s->run;
	const struct text_unit *unit;
	struct heading heading;
	const uint8_t *last[2] = { NULL, NULL };
	size_t i;
	uint32_t row;

	row = 0;
	for (i = 0; i < run->segment_count; i++) {
		unit = &run->text->units[run->segments[i].unit];
		if (unit->row == 0)
			continue;
		/* The columns of one row are those of its table. */
		if (row == 0)
			row = unit->row;
		if (unit->header.len == 0 || unit->header.ptr == last[0] ||
		    unit->header.ptr == last[1])
			continue;
		last[1] = last[0];
		last[0] = unit->header.ptr;
		heading_read(s, unit->header, &heading);
		if (heading.is_ours)
			return true;
	}
	if (row == 0)
		return false;
	if (columns != 0)
		return true;
	for (i = 0; i < s->count; i++)
		if (s->marks[i].kind == MARK_TERM &&
		    s->marks[i].source == s->source)
			return true;
	return false;
}

int
register_judge(struct scene *s, uint32_t columns)
{
	const struct detect_run *run = s->run;
	struct row row;
	size_t i, n, pass;
	int r;

	if (!has_matter(s, columns))
		return 0;
	r = 0;
	n = 0;
	for (pass = 0; pass < 2 && r == 0; pass++)
		for (i = 0; i < run->segment_count && r == 0; i++) {
			if (run->text->units[run->segments[i].unit].row == 0 ||
			    !scene_row(s, run->segments[i].from, &row.span) ||
			    row.span.from != run->segments[i].from)
				continue;
			row_read(s, &row, columns);
			if (is_empty(&row.person) || is_empty(&row.filled))
				continue;
			if (pass == 0)
				n++;
			else
				r = row_put(s, &row, n >= TABLE_ROWS_MIN ? 3 : 2);
		}
	return r;
}
