#include "extract/cell.h"

#include <stdio.h>
#include <string.h>

#include "extract/engine.h"

struct slice
cell_place(uint32_t column, uint32_t row, char *out)
{
	char letters[8];
	size_t n = sizeof letters;

	letters[--n] = '\0';
	for (; column > 0 && n > 0; column = (column - 1) / 26)
		letters[--n] = (char)('A' + (column - 1) % 26);
	snprintf(out, CELL_PLACE_SIZE, "cell %s%u", letters + n, row);
	return slice_str(out);
}

bool
cell_parse(struct slice ref, uint32_t *ret_column, uint32_t *ret_row)
{
	uint32_t column = 0, row = 0;
	size_t i;

	for (i = 0; i < ref.len && i < 4 && ascii_is_alpha(ref.ptr[i]); i++)
		column = column * 26 +
		    (uint32_t)(ascii_lower(ref.ptr[i]) - 'a' + 1);
	if (i == 0)
		return false;
	for (; i < ref.len && ascii_is_digit(ref.ptr[i]) && row < 10000000; i++)
		row = row * 10 + (uint32_t)(ref.ptr[i] - '0');
	if (i < ref.len || row == 0)
		return false;
	*ret_column = column;
	*ret_row = row;
	return true;
}

/* Five digits in a row: a value, not the name of a column. */
static bool
looks_like_value(struct slice s)
{
	size_t i, run = 0;

	for (i = 0; i < s.len; i++) {
		run = ascii_is_digit(s.ptr[i]) ? run + 1 : 0;
		if (run >= 5)
			return true;
	}
	return s.len > 0 && (ascii_is_digit(s.ptr[0]) || s.ptr[0] == '-' ||
	    s.ptr[0] == '+') && ascii_is_digit(s.ptr[s.len - 1]);
}

/* A row with one text: the name of the only column, or a title. */
static void
note_lone(struct cell_table *t)
{
	size_t i;

	if (t->has_number) {
		t->lone_has_values = true;
		return;
	}
	if (t->named != 1 || (t->lone_has_values && t->lone_column != 0))
		return;
	for (i = 0; t->header[i].len == 0; i++)
		;
	t->lone = t->header[i];
	t->lone_column = (uint32_t)i + 1;
	t->lone_row = t->row;
	t->lone_has_values = false;
}

/* Does the row that just ended name the columns? */
static void
end_row(struct cell_table *t)
{
	note_lone(t);
	if (t->named >= 2 && !t->has_number)
		t->header_row = t->row;
	else
		memset(t->header, 0, sizeof t->header);
	t->named = 0;
	t->has_number = false;
}

static int
collect(struct extract_job *j, struct cell_table *t, uint32_t column,
    uint32_t row, struct slice text)
{
	struct slice *slot;

	if (t->row != row && t->row != 0)
		end_row(t);
	if (t->header_row != 0)
		return 0;
	t->row = row;
	if (looks_like_value(text) || text.len > CELL_HEADER_MAX)
		t->has_number = true;
	if (t->has_number || column == 0 || column > CELL_COLUMNS_MAX)
		return 0;
	slot = &t->header[column - 1];
	t->named += slot->len == 0;
	if (slot->len == 0)
		*slot = arena_dup(extract_arena(j), text);
	else if (slot->len + text.len < CELL_HEADER_MAX)
		*slot = arena_printf(extract_arena(j), "%.*s %.*s",
		    (int)slot->len, (const char *)slot->ptr, (int)text.len,
		    (const char *)text.ptr);
	return slot->ptr == NULL ? engine_exhausted(j->engine) : 0;
}

int
cell_header(struct extract_job *j, struct cell_table *t, uint32_t column,
    uint32_t row, struct slice text, struct slice *ret)
{
	int r = 0;

	*ret = SLICE_NONE;
	if (t->header_row == 0)
		r = collect(j, t, column, row, text);
	if (t->header_row != 0 && row != t->header_row && column > 0 &&
	    column <= CELL_COLUMNS_MAX)
		*ret = t->header[column - 1];
	else if (t->header_row == 0 && column == t->lone_column &&
	    row != t->lone_row)
		*ret = t->lone;
	return r;
}

int
cell_put(struct extract_job *j, struct cell_table *t, uint32_t column,
    uint32_t row, struct slice text)
{
	char place[CELL_PLACE_SIZE];
	struct slice header;
	int r;

	text = slice_trim(text);
	if (text.len == 0)
		return 0;
	r = cell_header(j, t, column, row, text, &header);
	if (r == 0)
		r = extract_unit_begin(j, cell_place(column, row, place),
		    header, row);
	if (r == 0)
		r = extract_unit_add(j, text);
	if (r == 0)
		r = extract_unit_end(j);
	return r;
}
