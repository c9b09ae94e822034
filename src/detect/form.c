/*
 * form -- labelled fields: "Religion: Sikh", in a mail or a form, over lines
 * or cells, where a person is named near by.
 */
#include <string.h>

#include "base/limits.h"
#include "detect/about.h"
#include "detect/value.h"

#define TAIL_BYTES	48	/* "Religion (optional) of tenant:" */
#define CELL_TAIL	3	/* after a label that is its cell: " :" */
#define VALUE_BYTES	240	/* of a value looked at */
#define VALUE_WORDS	14	/* a longer value is a sentence */
#define FORM_REACH	900	/* bytes to the name of the person */
#define GAP_BLANKS	3	/* that many blanks part two fields of a line */
#define OPTIONS_MAX	2	/* terms in a value; more are choices to tick */

/* A label and what was written to it. */
struct field {
	const struct mark *label;
	size_t from, to;	/* the value */
	bool is_question;	/* "Do you have a disability?" */
};

static bool
is_bullet(uint8_t c)
{
	return c <= ' ' || c == '-' || c == '*' || c == '.' || c == '|' ||
	    c == '#' || c == '>' || c == ')' || c == '(' || c == ',' ||
	    c == ';' || c == '[' || c == ']' || ascii_is_digit(c) ||
	    c >= 0x80;
}

/* "NOTE:" of a card, "DESCRIPTION:" of an appointment: the text follows. */
static bool
is_property(const struct scene *s, const struct span *unit, size_t colon)
{
	size_t i;

	for (i = colon; i > unit->from && ascii_is_alpha(s->text.ptr[i - 1]);
	    i--)
		;
	return i < colon && (i == unit->from || s->text.ptr[i - 1] == '\n');
}

/*
 * Is the label the first word of its line, or of what follows a separator?
 * "patient's medical history:" begins with no label of ours.
 */
static bool
begins_field(const struct scene *s, const struct span *unit, size_t at)
{
	size_t i;

	for (i = at; i > unit->from && s->text.ptr[i - 1] != '\n'; i--) {
		if (strchr(";|\t", s->text.ptr[i - 1]) != NULL ||
		    (strchr(",.", s->text.ptr[i - 1]) != NULL && i == at - 1))
			return true;
		if (s->text.ptr[i - 1] == ':')
			return is_property(s, unit, i - 1);
		if (!is_bullet(s->text.ptr[i - 1]))
			return at - i >= GAP_BLANKS;
	}
	return true;
}

/* Where the label's own text ends: at ":", "?", "-", "=", or the line's end. */
static size_t
label_end(const struct scene *s, const struct span *unit, size_t at)
{
	const uint8_t *p = s->text.ptr;
	size_t i;

	for (i = at; i < unit->to && i - at <= TAIL_BYTES; i++) {
		if (p[i] == ':' || p[i] == '=' || p[i] == '?' || p[i] == '\t' ||
		    p[i] == '|')
			return i + 1;
		if (p[i] == '-' && i > at && p[i - 1] == ' ')
			return i + 1;
		if (p[i] == '\n')
			return i;
		if (p[i] == '.' || p[i] == ';' || p[i] == ',')
			return SIZE_MAX;
	}
	return i == unit->to ? i : SIZE_MAX;
}

/* Where a value ends: at the line's end or the next field of the line. */
static size_t
value_end(const struct scene *s, size_t from, size_t to)
{
	const uint8_t *p = s->text.ptr;
	size_t i;

	if (to - from > VALUE_BYTES)
		to = from + VALUE_BYTES;
	for (i = from; i < to; i++) {
		if (p[i] == '\n' || p[i] == ';' || p[i] == '|' || p[i] == '\t')
			break;
		if (p[i] == ' ' && i + 2 < to && p[i + 1] == ' ' &&
		    p[i + 2] == ' ')
			break;
	}
	return i;
}

static size_t
skip_blanks(const struct scene *s, size_t at, size_t to)
{
	while (at < to && (s->text.ptr[at] == ' ' || s->text.ptr[at] == '\t' ||
	    s->text.ptr[at] == ':' || s->text.ptr[at] == '|'))
		at++;
	return at;
}

/* The unit that follows this one, if it is short text of the same kind. */
static bool
next_unit(const struct scene *s, const struct span *unit, struct span *ret)
{
	if (unit->to + 1 >= s->text.len)
		return false;
	*ret = scene_unit(s, unit->to + 1);
	return ret->from > unit->from && ret->to > ret->from;
}

/* Does the cell begin with a label, of this judge or another? */
static bool
is_label_cell(const struct scene *s, const struct span *cell)
{
	size_t i;

	for (i = cell->first; i < cell->last && s->marks[i].from <= cell->from;
	    i++)
		if (s->marks[i].kind == MARK_LABEL)
			return true;
	return false;
}

/*
 * Is the second unit the value of the label in the first?  In a table the next
 * cell of the row, unless it is the row of headers: there the next is a header
 * too.
 */
static bool
is_beside(const struct scene *s, const struct span *label, size_t mark_to,
    const struct span *value)
{
	const struct text_unit *a = scene_text_unit(s, label->from);
	const struct text_unit *b = scene_text_unit(s, value->from);
	struct scene_cell cell;
	struct scene copy = *s;
	struct span row;
	size_t at;

	if (a->row != b->row || is_label_cell(s, value))
		return false;
	if (a->row == 0)
		return true;
	if (!scene_row(s, label->from, &row))
		return false;
	/* "HIV support" of a list of teams is no label. */
	if (label->to - mark_to > CELL_TAIL)
		return false;
	for (at = 0; scene_cell(&copy, &row, &at, &cell) &&
	    cell.span.from < label->from;)
		;
	return at % 2 == 1 && (a->header.len > 0 ||
	    scene_find(s, value, MARK_TERM, s->source) != NULL);
}

/*
 * "Religion of applicant:" goes on as a label does; "Safeguarding officer:",
 * "HIV and hepatitis:" and "Ethnicity questions:" are about something else.
 */
static bool
is_tail(const struct scene *s, const struct mark *label, size_t end)
{
	size_t i;

	for (i = (size_t)(label - s->marks); i < s->count &&
	    s->marks[i].from < end; i++)
		if (s->marks[i].from >= label->to &&
		    (s->marks[i].kind == MARK_SERVICE ||
		    s->marks[i].kind == MARK_GENERAL))
			return false;
	return slice_find(slice_sub(s->text, label->to, end), SLICE(" and "),
	    0) == SLICE_NPOS;
}

static bool
read_field(const struct scene *s, const struct mark *m, struct field *ret)
{
	struct span unit, next;
	struct slice tail;
	size_t end, at;

	unit = scene_unit(s, m->from);
	if (!begins_field(s, &unit, m->from))
		return false;
	end = label_end(s, &unit, m->to);
	if (end == SIZE_MAX || !is_tail(s, m, end))
		return false;
	ret->label = m;
	ret->is_question = end > m->to && s->text.ptr[end - 1] == '?';
	at = skip_blanks(s, end, unit.to);
	if (at < unit.to && s->text.ptr[at] != '\n') {
		ret->from = at;
		ret->to = value_end(s, at, unit.to);
		return true;
	}
	/* The label is all of its line: the value stands below or beside. */
	tail = slice_trim(slice_sub(s->text, m->to, end));
	if (tail.len > 0 && tail.ptr[tail.len - 1] != ':' &&
	    tail.ptr[tail.len - 1] != '?' && at < unit.to)
		return false;
	if (at < unit.to) {
		ret->from = at + 1;
		ret->to = value_end(s, at + 1, unit.to);
		return true;
	}
	if (!next_unit(s, &unit, &next) || !is_beside(s, &unit, m->to, &next))
		return false;
	ret->from = next.from;
	ret->to = value_end(s, next.from, next.to);
	return true;
}

/*
 * "Condition" is also the condition of a roof: such labels are weak terms of
 * the lexicon, and count only with a term in the value.
 */
static bool
is_weak_label(const struct scene *s, const struct mark *label)
{
	size_t at, i;
	bool weak = false;

	at = (size_t)(label - s->marks);
	for (i = at; i > 0 && s->marks[i - 1].from == label->from; i--)
		;
	for (; i < s->count && s->marks[i].from < label->to; i++) {
		if (s->marks[i].kind != MARK_TERM ||
		    s->marks[i].source != s->source)
			continue;
		if (s->marks[i].weight > 1)
			return false;
		weak = true;
	}
	return weak;
}

/* Terms of ours in the value. */
static size_t
terms_in(const struct scene *s, size_t at, size_t from, size_t to,
    bool *ret_general)
{
	size_t i, n, covered;

	*ret_general = false;
	covered = 0;
	for (i = at, n = 0; i < s->count && s->marks[i].from < to; i++) {
		if (s->marks[i].from < from)
			continue;
		if (s->marks[i].kind == MARK_GENERAL)
			*ret_general = true;
		if (s->marks[i].kind == MARK_TERM &&
		    s->marks[i].source == s->source &&
		    s->marks[i].to > covered) {
			covered = s->marks[i].to;
			n++;
		}
	}
	return n;
}

/* "Name: Agnieszka": a field of a name that no list of names knows. */
static bool
has_name_field(const struct scene *s, size_t at)
{
	static const char *const words[] = { "name", "patient", "tenant",
		"client", "service user", "enw", "ainm", "nazwisko", NULL };
	struct slice near, rest;
	size_t low, i, found, end;

	low = at > FORM_REACH ? at - FORM_REACH : 0;
	near = slice_sub(s->text, low, at);
	for (i = 0; words[i] != NULL; i++)
		for (found = slice_find(near, slice_str(words[i]), 0);
		    found != SLICE_NPOS;
		    found = slice_find(near, slice_str(words[i]), found + 1)) {
			end = found + strlen(words[i]);
			while (end < near.len && near.ptr[end] != ':' &&
			    near.ptr[end] > SHADOW_UNIT &&
			    end - found < TAIL_BYTES / 2)
				end++;
			if (end >= near.len || (near.ptr[end] != ':' &&
			    near.ptr[end] != SHADOW_UNIT &&
			    near.ptr[end] != '\t'))
				continue;
			rest = slice_from(near, end + 1);
			end = value_end(s, low + end + 1, at) - low - end - 1;
			rest = slice_sub(rest, 0, end);
			if (value_is_filled(rest) && !value_is_yes(rest))
				return true;
		}
	return false;
}

/* A sentence is judged as one; shares and counts are of many. */
static bool
is_statement(struct slice value)
{
	size_t i, words;

	words = 0;
	for (i = 0; i < value.len; i++) {
		if (value.ptr[i] == '%')
			return true;
		words += value.ptr[i] == ' ';
	}
	return words > VALUE_WORDS ||
	    slice_find(value, SLICE("per cent"), 0) != SLICE_NPOS;
}

static int
field_judge(struct scene *s, const struct field *f)
{
	struct slice value = slice_sub(s->text, f->from, f->to);
	const struct mark *named;
	size_t terms;
	bool general;
	int tier;

	terms = terms_in(s, (size_t)(f->label - s->marks), f->from, f->to,
	    &general);
	if (!value_is_filled(value) || terms > OPTIONS_MAX * 2 ||
	    (general && terms == 0) || (f->is_question && terms == 0 &&
	    !slice_starts(value, SLICE("yes")) && !value_is_yes(value)) ||
	    (terms == 0 && is_weak_label(s, f->label)) ||
	    is_statement(value))
		return 0;
	named = subject_named(s, f->label->from, FORM_REACH);
	tier = named != NULL || has_name_field(s, f->label->from) ? 3 :
	    subject_is_known(s, f->label->from, FORM_REACH) ? 2 : 0;
	return scene_put(s, f->label->from, f->label->to, tier,
	    subject_value(s, named), false);
}

int
form_judge(struct scene *s)
{
	const struct mark *m;
	struct field f;
	size_t i, covered;
	int r;

	covered = 0;
	r = 0;
	for (i = 0; i < s->count && r == 0; i++) {
		m = &s->marks[i];
		if (m->kind != MARK_LABEL || m->source != s->source ||
		    m->to <= covered)
			continue;
		covered = m->to;
		if (read_field(s, m, &f))
			r = field_judge(s, &f);
	}
	return r;
}
