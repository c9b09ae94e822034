#include "ctl/sheet.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "ctl/safe.h"

#define CELL_MAX	(64 * KIB)

void
sheet_init(struct sheet *s, const struct sheet_column *columns, size_t most)
{
	memset(s, 0, sizeof *s);
	s->columns = columns;
	s->most = most;
	while (columns[s->width].name != NULL)
		s->width++;
}

void
sheet_free(struct sheet *s)
{
	size_t i;

	for (i = 0; i < s->rows * s->width; i++)
		free(s->cells[i]);
	free(s->cells);
	memset(s, 0, sizeof *s);
}

void
sheet_add(struct sheet *s, const char *const *cells)
{
	size_t i, at = s->rows * s->width;

	if (s->rows == s->most) {
		s->left_out++;
		return;
	}
	s->cells = mem_grow(s->cells, at + s->width - 1, &s->cap,
	    sizeof *s->cells);
	for (i = 0; i < s->width; i++)
		s->cells[at + i] = mem_str(cells[i]);
	s->rows++;
}

/* What a spreadsheet begins a formula with; it passes over blanks. */
static bool
is_formula(const char *text)
{
	text += strspn(text, " \t\r\n");
	return *text != '\0' && strchr("=+-@|%", *text) != NULL;
}

static void
put_field(FILE *out, const char *text, bool is_number)
{
	struct buf safe = BUF_INIT(CELL_MAX);
	size_t i;

	safe_put_text(&safe, slice_str(text));
	putc('"', out);
	if (!is_number && is_formula(text))
		putc('\'', out);
	for (i = 0; i < safe.len; i++) {
		if (safe.ptr[i] == '"')
			putc('"', out);
		putc(safe.ptr[i], out);
	}
	putc('"', out);
	buf_free(&safe);
}

void
sheet_put_csv(FILE *out, const struct sheet_column *columns,
    const char *const *cells)
{
	size_t i;

	for (i = 0; columns[i].name != NULL; i++) {
		if (i > 0)
			putc(',', out);
		put_field(out, cells[i], columns[i].is_number);
	}
	fputs("\r\n", out);
}

void
sheet_put_head(FILE *out, const struct sheet_column *columns)
{
	size_t i;

	for (i = 0; columns[i].name != NULL; i++) {
		if (i > 0)
			putc(',', out);
		put_field(out, columns[i].name, false);
	}
	fputs("\r\n", out);
}
