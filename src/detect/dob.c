/*
 * dob -- dates of birth (personal-data reference 7): a date beside a label, in
 * a column of them, in a contact card.  A date alone is nothing.
 *
 * The scan marks them; the judge looks whose they are.
 */
#include "detect/context.h"
#include "detect/date.h"
#include "detect/scene.h"

#define LABEL_GAP	30	/* characters between label and date */
#define CLOSE_GAP	3	/* after "b.", which is much else */
#define WHOSE_REACH	400	/* characters in which the person stands */

static const struct detect_label labels[] = {
	{ "dob", DETECT_TRIGGER },
	{ "d.o.b", DETECT_TRIGGER },
	{ "d.o.b.", DETECT_TRIGGER },
	{ "d o b", DETECT_TRIGGER },
	{ "d/o/b", DETECT_TRIGGER },
	{ "date of birth", DETECT_TRIGGER },
	{ "date-of-birth", DETECT_TRIGGER },
	{ "dates of birth", DETECT_TRIGGER },
	{ "dobs", DETECT_TRIGGER },
	{ "dateofbirth", DETECT_TRIGGER },
	{ "birth date", DETECT_TRIGGER },
	{ "birthdate", DETECT_TRIGGER },
	{ "birthday", DETECT_TRIGGER },
	{ "bday", DETECT_TRIGGER },
	{ "born", DETECT_TRIGGER },
	{ "b.", DETECT_TRIGGER },
	{ "dyddiad geni", DETECT_TRIGGER },
	{ "ganwyd", DETECT_TRIGGER },
	{ "ganed", DETECT_TRIGGER },
	{ "ceann-latha breith", DETECT_TRIGGER },
	{ "ceann latha breith", DETECT_TRIGGER },
	{ "ceann-latha-breith", DETECT_TRIGGER },
	{ "rugadh", DETECT_TRIGGER },
	{ "data urodzenia", DETECT_TRIGGER },
	{ "data ur.", DETECT_TRIGGER },
	{ "urodzony", DETECT_TRIGGER },
	{ "urodzona", DETECT_TRIGGER },
	{ "ur.", DETECT_TRIGGER },
	{ NULL, DETECT_LABEL }
};

/* --- marks ---------------------------------------------------------------- */

static int
mark(struct detect_context *c, size_t from, size_t to, const struct date *d)
{
	uint8_t value[DATE_DIGITS];

	date_digits(d, value);
	return detect_mark(c, MARK_BIRTH, from, to,
	    slice_of(value, sizeof value));
}

/* Labels that are words of their own: the date follows at once. */
static size_t
gap_of(const struct detect_context *c)
{
	struct slice label = slice_sub(c->text, c->at, c->word_to);

	return slice_eq_str(label, "b.") || slice_eq_str(label, "ur.") ||
	    slice_eq_str(label, "birthday") ? CLOSE_GAP : LABEL_GAP;
}

/* "born out of", "born again": nobody was. */
static bool
is_figure(struct slice t, size_t at)
{
	struct slice rest = slice_from(t, at);

	return slice_starts(rest, SLICE(" out ")) ||
	    slice_starts(rest, SLICE(" of ")) ||
	    slice_starts(rest, SLICE(" from ")) ||
	    slice_starts(rest, SLICE(" again"));
}

/* May a date begin at that byte? */
static bool
is_start(struct slice t, size_t at)
{
	return (ascii_is_digit(t.ptr[at]) || ascii_is_alpha(t.ptr[at])) &&
	    (at == 0 || !(ascii_is_digit(t.ptr[at - 1]) ||
	    ascii_is_alpha(t.ptr[at - 1]) || t.ptr[at - 1] >= 0x80 ||
	    t.ptr[at - 1] == '/' || t.ptr[at - 1] == '.'));
}

/* No date without digits: most labels have none near by. */
static bool
has_digit(struct slice t, size_t from, size_t to)
{
	for (; from < to && from < t.len; from++)
		if (ascii_is_digit(t.ptr[from]))
			return true;
	return false;
}

/*
 * The first date within `gap` characters of `at`.  Not beyond the end of a
 * sentence or another date's label: that is another matter.
 */
static size_t
find_date(struct slice t, size_t at, size_t gap, size_t *ret_from,
    struct date *d)
{
	size_t chars, end;

	if (!has_digit(t, at, at + 4 * gap))
		return 0;
	for (chars = 0; at < t.len && chars <= gap; at++) {
		if ((t.ptr[at] & 0xc0) == 0x80)
			continue;
		chars++;
		/* "D.O.B. 4/3/81" goes on, "born here. On 4/3/81" does not. */
		if (t.ptr[at] == ';' || (t.ptr[at] == '.' && at + 2 < t.len &&
		    t.ptr[at + 1] == ' ' && !ascii_is_digit(t.ptr[at + 2])))
			return 0;
		if (!is_start(t, at))
			continue;
		end = date_read(t, at, d);
		if (end > at && date_is_past(d)) {
			*ret_from = at;
			return end;
		}
	}
	return 0;
}

/* "12/05/1980 (DOB)": right before the label. */
static size_t
find_before(struct slice t, size_t at, size_t *ret_from, struct date *d)
{
	size_t from, end;

	if (at < 8 || !has_digit(t, at > 24 ? at - 24 : 0, at) ||
	    (t.ptr[at - 1] != '(' && t.ptr[at - 1] != ' '))
		return 0;
	for (from = at > 24 ? at - 24 : 0; from < at; from++) {
		if (!is_start(t, from))
			continue;
		end = date_read(t, from, d);
		if (end > from && end <= at && at - end <= 2 &&
		    t.ptr[end] != '.' && date_is_past(d)) {
			*ret_from = from;
			return end;
		}
	}
	return 0;
}

/* The value stands in the next cell, or in the line below the label. */
static int
scan_beside(struct detect_context *c)
{
	const struct detect_run *run = c->run;
	const struct segment *next;
	struct slice t;
	struct date d;
	size_t i, from, end, shift;

	for (i = c->word_to; i < c->text.len; i++)
		if (ascii_is_alpha(c->text.ptr[i]) ||
		    ascii_is_digit(c->text.ptr[i]))
			return 0;
	if (run->segment + 1 >= run->segment_count)
		return 0;
	next = &run->segments[run->segment + 1];
	if (run->text->units[next->unit].row != c->unit->row)
		return 0;
	t = slice_of(run->shadow.bytes + next->from, next->to - next->from);
	end = find_date(t, 0, CLOSE_GAP, &from, &d);
	if (end == 0)
		return 0;
	shift = next->from - c->unit_at;
	return mark(c, shift + from, shift + end, &d);
}

static int
scan(struct detect_context *c)
{
	size_t from, end;
	struct date d;

	if (is_figure(c->text, c->word_to))
		return 0;
	end = find_date(c->text, c->word_to, gap_of(c), &from, &d);
	if (end == 0)
		end = find_before(c->text, c->at, &from, &d);
	return end == 0 ? scan_beside(c) : mark(c, from, end, &d);
}

/* --- whose ---------------------------------------------------------------- */

/* 3: somebody's; 2: of somebody who is not named in full; 1: nobody's. */
static int
whose(struct scene *s, const struct mark *m)
{
	struct span row, around;

	if (scene_row(s, m->from, &row) &&
	    scene_find(s, &row, MARK_PERSON, SIZE_MAX) != NULL)
		return 3;
	around = scene_around(s, m->from, m->to, WHOSE_REACH);
	if (scene_find(s, &around, MARK_PERSON, SIZE_MAX) != NULL)
		return 3;
	around = scene_unit(s, m->from);
	if (scene_find(s, &around, MARK_PERSON, SIZE_MAX) != NULL)
		return 3;
	around = scene_around(s, m->from, m->to, WHOSE_REACH);
	if (scene_find(s, &around, MARK_NAME, SIZE_MAX) != NULL ||
	    scene_find(s, &around, MARK_PRONOUN, SIZE_MAX) != NULL ||
	    scene_find(s, &around, MARK_NUMBER, SIZE_MAX) != NULL)
		return 2;
	return 1;
}

static int
judge(struct scene *s)
{
	uint8_t value[DATE_DIGITS];
	const struct mark *m;
	struct date d;
	size_t i;
	int r;

	r = 0;
	for (i = 0; i < s->count && r == 0; i++) {
		m = &s->marks[i];
		if (m->kind != MARK_BIRTH ||
		    !date_cell(slice_sub(s->text, m->from, m->to), &d))
			continue;
		date_digits(&d, value);
		r = scene_put(s, m->from, m->to, whose(s, m),
		    slice_of(value, sizeof value), true);
	}
	return r;
}

const struct detector dob_detector = {
	.on = DETECT_ON_WORD,
	.labels = labels,
	.scan = scan,
	.judge = judge,
};
