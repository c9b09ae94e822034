/*
 * typed -- tables typed into a text: lines whose columns are parted by tabs,
 * bars or several blanks, under a line of headers.
 */
#include <string.h>

#include "base/limits.h"
#include "detect/about.h"
#include "detect/value.h"

#define COLUMNS_MAX	16
#define BLANKS_MIN	3	/* so many part two columns */
#define LINE_MAX_BYTES	400
#define TYPED_TABLES_MAX 32	/* lines of headers in a window */

/* The columns of one line. */
struct line {
	size_t from, to;
	struct slice cells[COLUMNS_MAX];
	size_t at[COLUMNS_MAX];		/* where each begins in the window */
	size_t count;
};

static bool
parts(const struct scene *s, size_t at, size_t to, size_t *ret_len)
{
	const uint8_t *p = s->text.ptr;
	size_t n;

	for (n = 0; at + n < to && p[at + n] == ' '; n++)
		;
	if (n >= BLANKS_MIN) {
		*ret_len = n;
		return true;
	}
	*ret_len = 1;
	return p[at] == '\t' || p[at] == '|';
}

static void
line_read(const struct scene *s, size_t from, size_t high, struct line *ret)
{
	size_t i, start, len;
	const uint8_t *end;

	end = memchr(s->text.ptr + from, '\n', high - from);
	ret->from = from;
	ret->to = end != NULL ? (size_t)(end - s->text.ptr) : high;
	ret->count = 0;
	if (ret->to - from > LINE_MAX_BYTES)
		return;
	for (i = start = from; i <= ret->to; i += len) {
		len = 1;
		if (i < ret->to && !parts(s, i, ret->to, &len))
			continue;
		if ((i > start || i > from) && ret->count < COLUMNS_MAX) {
			ret->at[ret->count] = start;
			ret->cells[ret->count++] =
			    slice_trim(slice_sub(s->text, start, i));
		}
		start = i + len;
	}
}

/* Which columns of a line of headers hold the person and what is ours. */
struct heads {
	size_t person, ours;
	bool is_number;		/* a number is enough to fill it */
};

static bool
heads_read(const struct scene *s, const struct line *l, uint32_t columns,
    struct heads *ret)
{
	const struct header *h;
	size_t c, i;
	uint32_t tag;

	ret->person = ret->ours = SIZE_MAX;
	ret->is_number = columns != 0;
	for (c = 0; c < l->count; c++) {
		h = l->cells[c].len > 0 ? run_header(s->run, l->cells[c]) :
		    NULL;
		for (i = 0; h != NULL && i < h->tag_count; i++) {
			tag = h->tags[i];
			if (LABEL_KIND(tag) == LABEL_COLUMN &&
			    LABEL_EXTRA(tag) <= COLUMN_SURNAME &&
			    ret->person == SIZE_MAX && ret->ours != c)
				ret->person = c;
			if ((LABEL_KIND(tag) == LABEL_HEADER &&
			    LABEL_SOURCE(tag) == s->source) ||
			    (LABEL_KIND(tag) == LABEL_COLUMN &&
			    (columns >> LABEL_EXTRA(tag) & 1) != 0))
				if (ret->ours == SIZE_MAX && ret->person != c)
					ret->ours = c;
		}
	}
	return ret->person != SIZE_MAX && ret->ours != SIZE_MAX;
}

static bool
has_digit(struct slice s)
{
	size_t i;

	if (slice_chr(s, '%', 0) != SLICE_NPOS)
		return false;
	for (i = 0; i < s.len; i++)
		if (s.ptr[i] >= '1' && s.ptr[i] <= '9')
			return true;
	return false;
}

static bool
is_filled(const struct line *l, const struct heads *h)
{
	if (l->count <= h->person || l->count <= h->ours)
		return false;
	return value_is_filled(l->cells[h->person]) &&
	    !value_is_yes(l->cells[h->person]) &&
	    (value_is_filled(l->cells[h->ours]) ||
	    (h->is_number && has_digit(l->cells[h->ours])));
}

/* A title is no name: the last word counts, as in a sentence. */
static struct slice
surname(struct slice name)
{
	size_t blank = slice_rchr(name, ' ');

	return blank != SLICE_NPOS ? slice_from(name, blank + 1) : name;
}

/* The rows under a line of headers; *ret_to is the end of the last. */
static int
rows_judge(struct scene *s, const struct heads *h, size_t from, size_t high,
    size_t *ret_to)
{
	struct line l;
	size_t n, at, pass;
	int r;

	r = 0;
	n = 0;
	for (pass = 0; pass < 2 && r == 0; pass++)
		for (at = from; at < high && r == 0; at = l.to + 1) {
			line_read(s, at, high, &l);
			/* A line of dashes may stand below the headers. */
			if (l.count < 2 && l.to > l.from)
				break;
			*ret_to = l.to;
			if (!is_filled(&l, h))
				continue;
			if (pass == 0)
				n++;
			else
				r = scene_put(s, l.at[h->ours], l.to,
				    n >= TABLE_ROWS_MIN ? 3 : 2,
				    surname(l.cells[h->person]), false);
		}
	return r;
}

/* Where the line of a byte begins; SIZE_MAX in a cell of a table. */
static size_t
line_start(const struct scene *s, size_t at, size_t *ret_high)
{
	struct span unit, row;

	if (scene_row(s, at, &row))
		return SIZE_MAX;
	unit = scene_unit(s, at);
	*ret_high = unit.to;
	while (at > unit.from && s->text.ptr[at - 1] != '\n')
		at--;
	return at;
}

int
typed_judge(struct scene *s, uint32_t columns)
{
	const struct mark *m;
	struct heads heads;
	struct line l;
	size_t i, from, high, done, tables;
	int r;

	r = 0;
	done = tables = 0;
	for (i = 0; i < s->count && tables < TYPED_TABLES_MAX && r == 0; i++) {
		m = &s->marks[i];
		if (m->kind != MARK_LABEL || m->source != s->source ||
		    m->from < done)
			continue;
		from = line_start(s, m->from, &high);
		if (from == SIZE_MAX)
			continue;
		line_read(s, from, high, &l);
		done = l.to;
		if (l.count < 2)
			continue;
		tables++;
		if (l.to < high && heads_read(s, &l, columns, &heads))
			r = rows_judge(s, &heads, l.to + 1, high, &done);
	}
	return r;
}
