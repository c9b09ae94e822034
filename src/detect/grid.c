#include "detect/grid.h"

#include "detect/shadow.h"

#define LINE_MAX_BYTES	512	/* a longer line is no row */

enum kind {
	KIND_NONE,
	KIND_TAB,
	KIND_BAR,
	KIND_BLANKS		/* two or more */
};

static bool
ends_line(uint8_t c)
{
	return c == '\n' || c == SHADOW_UNIT;
}

/* SIZE_MAX if the line is too long. */
static size_t
line_begin(struct slice text, size_t at)
{
	size_t i;

	for (i = at; i > 0 && !ends_line(text.ptr[i - 1]); i--)
		if (at - i > LINE_MAX_BYTES)
			return SIZE_MAX;
	return i;
}

/* Is there a separator at `at`?  Where it ends, or `at`. */
static size_t
separator_end(struct slice text, size_t at, enum kind kind)
{
	size_t i;

	switch (kind) {
	case KIND_TAB:
		return at + (text.ptr[at] == '\t');
	case KIND_BAR:
		return at + (text.ptr[at] == '|');
	case KIND_BLANKS:
		for (i = at; i < text.len && text.ptr[i] == ' '; i++)
			;
		return i - at > 1 ? i : at;
	case KIND_NONE:
		break;
	}
	return at;
}

/* Separators of the line from its begin on, up to byte `to` or its end. */
static size_t
count(struct slice text, size_t begin, size_t to, enum kind kind)
{
	size_t at, end, n;

	for (at = begin, n = 0; at < text.len && at < to &&
	    at - begin <= LINE_MAX_BYTES && !ends_line(text.ptr[at]); ) {
		end = separator_end(text, at, kind);
		n += end > at && end < text.len && !ends_line(text.ptr[end]);
		at = end > at ? end : at + 1;
	}
	return n;
}

static enum kind
kind_of(struct slice text, size_t begin, size_t *ret_columns)
{
	enum kind kind;
	size_t at;

	/* One look at the line tells what it may be: most are no rows. */
	kind = KIND_NONE;
	for (at = begin; at < text.len && at - begin <= LINE_MAX_BYTES &&
	    !ends_line(text.ptr[at]); at++) {
		if (text.ptr[at] == '\t') {
			kind = KIND_TAB;
			break;
		}
		if (text.ptr[at] == '|')
			kind = KIND_BAR;
		else if (kind == KIND_NONE && text.ptr[at] == ' ' &&
		    at > begin && text.ptr[at - 1] == ' ')
			kind = KIND_BLANKS;
	}
	*ret_columns = kind == KIND_NONE ? 0 :
	    count(text, begin, SIZE_MAX, kind);
	return *ret_columns > 0 ? kind : KIND_NONE;
}

/* "|---|---|", "=====": drawn under the first line. */
static bool
is_ruler(struct slice text, size_t begin, size_t end)
{
	size_t i;

	for (i = begin; i < end; i++)
		if (text.ptr[i] != '-' && text.ptr[i] != '=' &&
		    text.ptr[i] != '|' && text.ptr[i] != '+' &&
		    text.ptr[i] != ':' && text.ptr[i] != '_' &&
		    text.ptr[i] != ' ' && text.ptr[i] != '\t')
			return false;
	return end > begin;
}

/* Up from the line at `begin`, as long as the lines look alike. */
static size_t
first_line(const struct grid *g, struct slice text, size_t begin,
    enum kind kind, size_t columns)
{
	size_t above, top;

	for (top = begin; begin > 0 && text.ptr[begin - 1] == '\n';
	    begin = above) {
		above = line_begin(text, begin - 1);
		if (above == SIZE_MAX)
			break;
		if (is_ruler(text, above, begin - 1))
			continue;
		if (g->line == above + 1 && g->kind == (int)kind &&
		    g->columns == columns)
			return g->header;
		if (count(text, above, SIZE_MAX, kind) != columns)
			break;
		top = above;
	}
	return top;
}

/* The cell after n separators. */
static void
cell(struct slice text, size_t begin, size_t n, enum kind kind,
    size_t *ret_from, size_t *ret_to)
{
	size_t at, end;

	for (at = begin; at < text.len && !ends_line(text.ptr[at]); ) {
		end = separator_end(text, at, kind);
		if (end > at && n-- == 0)
			break;
		if (end > at)
			begin = end;
		at = end > at ? end : at + 1;
	}
	*ret_from = begin;
	*ret_to = at;
}

bool
grid_header(struct grid *g, struct slice text, size_t at, size_t *ret_from,
    size_t *ret_to)
{
	size_t begin, columns, header;
	enum kind kind;

	/* Several detectors ask about one place. */
	if (g->line > 0 && g->at == at) {
		*ret_from = g->cell_from;
		*ret_to = g->cell_to;
		return g->cell_to > 0;
	}
	g->at = at;
	g->cell_to = 0;
	begin = line_begin(text, at);
	if (begin == SIZE_MAX) {
		g->line = SIZE_MAX;
		return false;
	}
	if (g->line != begin + 1) {
		kind = kind_of(text, begin, &columns);
		header = kind == KIND_NONE ? begin :
		    first_line(g, text, begin, kind, columns);
		g->line = begin + 1;
		g->header = header;
		g->columns = columns;
		g->kind = (int)kind;
	}
	if (g->header == begin)
		return false;
	cell(text, g->header, count(text, begin, at, (enum kind)g->kind),
	    (enum kind)g->kind, &g->cell_from, &g->cell_to);
	*ret_from = g->cell_from;
	*ret_to = g->cell_to;
	return true;
}
