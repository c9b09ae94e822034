#include "extract/rtftext.h"

#include <string.h>

#include "base/limits.h"
#include "extract/engine.h"

void
rtftext_init(struct rtf_text *t, struct extract_job *j)
{
	size_t i;

	memset(t, 0, sizeof *t);
	t->job = j;
	for (i = 0; i < RTF_STREAMS_MAX; i++) {
		buf_init(&t->streams[i].shown, TEXT_TOTAL_MAX);
		buf_init(&t->streams[i].hidden, TEXT_TOTAL_MAX);
		buf_init(&t->streams[i].all, TEXT_TOTAL_MAX);
	}
	buf_init(&t->html, TEXT_TOTAL_MAX);
	for (i = 0; i < RTF_TABLES_MAX; i++)
		t->tables[i].row = t->tables[i].column = 1;
}

void
rtftext_free(struct rtf_text *t)
{
	size_t i;

	for (i = 0; i < RTF_STREAMS_MAX; i++) {
		buf_free(&t->streams[i].shown);
		buf_free(&t->streams[i].hidden);
		buf_free(&t->streams[i].all);
	}
	buf_free(&t->html);
}

static struct rtf_stream *
open_stream(struct rtf_text *t)
{
	return &t->streams[t->top];
}

/* --- tables ------------------------------------------------------------------- */

static struct rtf_table *
table_of(struct rtf_text *t, unsigned level)
{
	/* Only the body has tables; in a footnote they are paragraphs. */
	if (level == 0 || t->top != 0)
		return NULL;
	return &t->tables[level < RTF_TABLES_MAX ? level - 1 :
	    RTF_TABLES_MAX - 1];
}

static void
end_table(struct rtf_table *table)
{
	if (table->cells != NULL)
		memset(table->cells, 0, sizeof *table->cells);
	table->row = table->column = 1;
}

static int
put_cell(struct rtf_text *t, struct rtf_table *table, struct slice text)
{
	if (table->cells == NULL)
		table->cells = arena_zalloc(extract_arena(t->job),
		    sizeof *table->cells);
	if (table->cells == NULL)
		return engine_exhausted(t->job->engine);
	return cell_put(t->job, table->cells, table->column, table->row, text);
}

/* --- paragraphs ------------------------------------------------------------------- */

/* Separators of tables of colours and levels are no text. */
static bool
has_text(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.ptr[i] >= 0x80 || ascii_is_digit(s.ptr[i]) ||
		    ascii_is_alpha(s.ptr[i]))
			return true;
	return false;
}

int
rtftext_paragraph(struct rtf_text *t, unsigned level)
{
	struct rtf_stream *s = open_stream(t);
	struct rtf_table *table = table_of(t, level);
	struct slice shown = slice_trim(buf_slice(&s->shown));
	int r = 0;

	if (level == 0 && t->top == 0) {
		end_table(&t->tables[0]);
		end_table(&t->tables[1]);
	}
	if (has_text(shown))
		r = table != NULL ? put_cell(t, table, shown) :
		    extract_unit(t->job, s->place, shown);
	/* With what is hidden in its place, and that alone. */
	if (r == 0 && s->hidden.len > 0) {
		if (has_text(shown))
			r = extract_unit(t->job, SLICE("with hidden text"),
			    slice_trim(buf_slice(&s->all)));
		if (r == 0)
			r = extract_unit(t->job, SLICE("hidden text"),
			    slice_trim(buf_slice(&s->hidden)));
	}
	buf_reset(&s->shown);
	buf_reset(&s->hidden);
	buf_reset(&s->all);
	return r;
}

int
rtftext_cell(struct rtf_text *t, unsigned level)
{
	struct rtf_table *table = table_of(t, level);
	int r = rtftext_paragraph(t, level);

	if (table != NULL)
		table->column++;
	return r;
}

int
rtftext_row(struct rtf_text *t, unsigned level)
{
	struct rtf_table *table = table_of(t, level);
	int r = rtftext_paragraph(t, level);

	if (table != NULL) {
		table->row++;
		table->column = 1;
	}
	/* What stood inside a cell of that row is over. */
	if (table == &t->tables[0])
		end_table(&t->tables[1]);
	return r;
}

/* --- streams ---------------------------------------------------------------------------- */

int
rtftext_push(struct rtf_text *t, struct slice place)
{
	/* Past the last, texts share one: still parted. */
	if (t->top + 1 == RTF_STREAMS_MAX) {
		t->over++;
		return rtftext_paragraph(t, 0);
	}
	t->top++;
	open_stream(t)->place = place;
	return 0;
}

int
rtftext_pop(struct rtf_text *t)
{
	int r = rtftext_paragraph(t, 0);

	if (t->over > 0)
		t->over--;
	else
		t->top -= t->top > 0;
	return r;
}

/* --- characters --------------------------------------------------------------------------- */

static int
put_hidden(struct rtf_stream *s, struct slice utf8)
{
	int r = 0;

	if (s->all.len == 0 && s->hidden.len == 0)
		r = buf_put_slice(&s->all, buf_slice(&s->shown));
	if (r == 0)
		r = buf_put_slice(&s->all, utf8);
	return r < 0 ? r : buf_put_slice(&s->hidden, utf8);
}

static int
put_shown(struct rtf_stream *s, struct slice utf8)
{
	int r = 0;

	if (s->hidden.len > 0) {
		r = buf_put_slice(&s->all, utf8);
		if (r == 0 && s->hidden.ptr[s->hidden.len - 1] != '\n')
			r = buf_putc(&s->hidden, '\n');
	}
	return r < 0 ? r : buf_put_slice(&s->shown, utf8);
}

int
rtftext_put(struct rtf_text *t, struct rtf_sink to, struct slice utf8)
{
	int r = 0;

	if (utf8.len == 0)
		return 0;
	if (to.to_html)
		r = buf_put_slice(&t->html, utf8);
	if (r == 0 && to.to_text)
		r = to.is_hidden ? put_hidden(open_stream(t), utf8) :
		    put_shown(open_stream(t), utf8);
	return r;
}
