/*
 * odftext -- text of OpenDocument's XML: paragraphs with their notes and
 * comments beside them, tables with the names of their columns, text that was
 * deleted put back where it stood.
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "extract/attrs.h"
#include "extract/book.h"
#include "extract/embed.h"
#include "extract/engine.h"
#include "extract/html.h"
#include "extract/odf.h"
#include "extract/para.h"
#include "extract/xml.h"

#define PARAGRAPHS_MAX	6	/* a comment in a frame in a note ... */
#define TABLES_MAX	8
#define DEPTH_MAX	258	/* xml.c allows 256 */
#define BLANKS_MAX	256	/* of one text:s */
#define ROWS_MAX	10000000u

/* What the text right inside an element is. */
enum place {
	PLACE_NONE,		/* nobody's: a text of its own */
	PLACE_RUN,		/* of the paragraph */
	PLACE_APART,		/* a text of its own inside a paragraph */
	PLACE_BLANK,		/* holds other things: blanks are layout */
	PLACE_DATA		/* base64 */
};

struct change {
	struct slice id;
	struct slice deleted;	/* text; empty: something else changed */
	bool is_insertion;
};

struct odf_table {
	uint32_t row, column;
	uint32_t repeat_row, repeat_column;
	struct slice value;	/* of the cell, in the arena */
	bool has_text, is_value_shown;
	struct cell_table cells;
};

struct odftext {
	struct extract_job *job;
	struct attrs *attrs;
	enum place place[DEPTH_MAX];
	size_t level;
	struct para paragraph[PARAGRAPHS_MAX];
	size_t depth;			/* paragraphs that are open */
	bool after_blank;		/* further ones are one with it */
	struct buf other;		/* text that is no paragraph's */
	struct odf_table *tables;	/* TABLES_MAX of them */
	size_t table_depth;
	bool is_sheet;
	struct change *changes;		/* in the arena */
	size_t change_count, change_cap;
	bool in_changes;		/* where they are listed */
	unsigned inserted;
	unsigned annotations;		/* comments that are open */
};

static bool
is(const char *name, const char *word)
{
	return strcmp(name, word) == 0;
}

static bool
is_one_of(const char *name, const char *const *words)
{
	for (; *words != NULL; words++)
		if ((*words)[0] == name[0] && strcmp(*words, name) == 0)
			return true;
	return false;
}

/* --- text out ------------------------------------------------------------------- */

static struct para *
open_paragraph(struct odftext *o)
{
	size_t top = o->depth > 0 ? o->depth - 1 : 0;

	return &o->paragraph[top < PARAGRAPHS_MAX ? top : PARAGRAPHS_MAX - 1];
}

static struct odf_table *
open_table(struct odftext *o)
{
	if (o->table_depth == 0 || o->table_depth > TABLES_MAX)
		return NULL;
	return &o->tables[o->table_depth - 1];
}

static int
put_unit(struct odftext *o, struct slice text)
{
	struct odf_table *t = open_table(o);
	struct slice header = SLICE_NONE, at = SLICE_NONE;
	char place[CELL_PLACE_SIZE];
	uint32_t row = 0;
	int r = 0;

	if (text.len == 0)
		return 0;
	/* A comment hangs on a cell, and is not in it. */
	if (t != NULL && t->column > 0 && o->annotations == 0) {
		row = t->row;
		t->has_text = true;
		t->is_value_shown = t->is_value_shown ||
		    !book_is_hiding(text, t->value);
		r = cell_header(o->job, &t->cells, t->column, row, text,
		    &header);
		if (o->is_sheet)
			at = cell_place(t->column, row, place);
	}
	if (r == 0)
		r = extract_unit_begin(o->job, at, header, row);
	if (r == 0)
		r = extract_unit_add(o->job, text);
	return r < 0 ? r : extract_unit_end(o->job);
}

/* --- tracked changes --------------------------------------------------------------- */

static int
add_change(struct odftext *o, const char *id)
{
	struct arena *a = extract_arena(o->job);

	if (id == NULL || o->change_count >= ODF_CHANGES_MAX)
		return 0;	/* what was deleted is read all the same */
	o->changes = arena_grow(a, o->changes, o->change_count,
	    &o->change_cap, sizeof *o->changes);
	if (o->changes == NULL)
		return engine_exhausted(o->job->engine);
	o->changes[o->change_count] = (struct change){
		.id = arena_dup(a, slice_str(id))
	};
	if (o->changes[o->change_count].id.ptr == NULL)
		return engine_exhausted(o->job->engine);
	o->change_count++;
	return 0;
}

static int
note_deleted(struct odftext *o, struct slice text)
{
	struct change *c;

	if (o->change_count == 0 || text.len == 0)
		return 0;
	c = &o->changes[o->change_count - 1];
	c->deleted = c->deleted.len == 0 ?
	    arena_dup(extract_arena(o->job), text) :
	    arena_printf(extract_arena(o->job), "%.*s\n%.*s",
	    (int)c->deleted.len, (const char *)c->deleted.ptr,
	    (int)text.len, (const char *)text.ptr);
	return c->deleted.ptr == NULL ? engine_exhausted(o->job->engine) : 0;
}

static const struct change *
find_change(const struct odftext *o, const char **attributes)
{
	struct slice id = slice_str(xml_attribute(attributes, "change-id"));
	size_t i;

	for (i = 0; i < o->change_count; i++)
		if (slice_eq(o->changes[i].id, id))
			return &o->changes[i];
	return NULL;
}

static unsigned
kinds(const struct odftext *o)
{
	return o->inserted > 0 ? PARA_INSERTED : 0;
}

static int
start_change(struct odftext *o, const char *name, const char **attributes)
{
	const struct change *c;
	const char *id;

	if (is(name, "tracked-changes")) {
		o->in_changes = true;
		return 0;
	}
	if (is(name, "changed-region")) {
		id = xml_attribute(attributes, "id");
		return add_change(o, id);
	}
	if (is(name, "insertion") && o->in_changes && o->change_count > 0)
		o->changes[o->change_count - 1].is_insertion = true;
	if (!is(name, "change") && !is(name, "change-start") &&
	    !is(name, "change-end"))
		return 0;
	c = find_change(o, attributes);
	if (c == NULL)
		return 0;
	if (is(name, "change")) {
		para_part(open_paragraph(o));
		return para_add(open_paragraph(o), PARA_DELETED, c->deleted);
	}
	if (c->is_insertion && is(name, "change-start"))
		o->inserted++;
	else if (c->is_insertion)
		o->inserted -= o->inserted > 0;
	return 0;
}

static int
flush(struct odftext *o)
{
	struct para *p = open_paragraph(o);
	struct para_cursor c = { .view = 0 };
	struct slice text;
	int r = 0;

	if (o->in_changes)
		r = note_deleted(o, para_shown(p));
	while (r == 0 && para_next(p, &c, &text))
		r = put_unit(o, text);
	para_reset(p);
	return r;
}

static int
put_other(struct odftext *o)
{
	int r = put_unit(o, slice_trim(buf_slice(&o->other)));

	buf_reset(&o->other);
	return r;
}

/* --- tables ---------------------------------------------------------------------------- */

static uint32_t
repeated(const char **attributes, const char *name)
{
	const char *v = xml_attribute(attributes, name);
	unsigned long n = v == NULL ? 1 : strtoul(v, NULL, 10);

	return n == 0 ? 1 : n > ROWS_MAX ? ROWS_MAX : (uint32_t)n;
}

static void
start_table(struct odftext *o)
{
	if (o->tables == NULL)
		o->tables = mem_zalloc(TABLES_MAX * sizeof *o->tables);
	if (++o->table_depth <= TABLES_MAX)
		memset(open_table(o), 0, sizeof *o->tables);
}

static int
start_cell(struct odftext *o, struct odf_table *t, const char **attributes)
{
	const char *value = xml_attribute(attributes, "value");
	const char *formula = xml_attribute(attributes, "formula");

	if (value == NULL)
		value = xml_attribute(attributes, "string-value");
	if (value == NULL)
		value = xml_attribute(attributes, "date-value");
	t->column++;
	t->repeat_column = repeated(attributes, "number-columns-repeated") - 1;
	t->has_text = t->is_value_shown = false;
	t->value = arena_dup(extract_arena(o->job), slice_str(value));
	if (value != NULL && t->value.ptr == NULL)
		return engine_exhausted(o->job->engine);
	return formula == NULL ? 0 :
	    book_put_formula(o->job, slice_str(formula));
}

static int
start_table_element(struct odftext *o, const char *name,
    const char **attributes)
{
	struct odf_table *t = open_table(o);

	if (is(name, "table")) {
		start_table(o);
		return 0;
	}
	if (is(name, "spreadsheet"))
		o->is_sheet = true;
	if (t == NULL)
		return 0;
	if (is(name, "table-row")) {
		if (t->row < ROWS_MAX)
			t->row++;
		t->column = 0;
		t->repeat_row = repeated(attributes, "number-rows-repeated") -
		    1;
	} else if (is(name, "table-cell") || is(name, "covered-table-cell")) {
		return start_cell(o, t, attributes);
	}
	return 0;
}

/* The value, where no text shows it, or shows less of it. */
static int
end_cell(struct odftext *o, struct odf_table *t)
{
	int r = 0;

	if (t->value.len > 0 && (!t->has_text || !t->is_value_shown))
		r = put_unit(o, t->value);
	t->column += t->repeat_column < ROWS_MAX - t->column ?
	    t->repeat_column : 0;
	t->repeat_column = 0;
	t->value = SLICE_NONE;
	return r;
}

static int
end_table_element(struct odftext *o, const char *name)
{
	struct odf_table *t = open_table(o);

	if (is(name, "table"))
		o->table_depth -= o->table_depth > 0;
	if (t == NULL)
		return 0;
	if (is(name, "table-cell") || is(name, "covered-table-cell"))
		return end_cell(o, t);
	if (is(name, "table-row")) {
		t->row += t->repeat_row < ROWS_MAX - t->row ?
		    t->repeat_row : 0;
		t->column = 0;
	}
	return 0;
}

/* --- elements ------------------------------------------------------------------------------ */

/* Inside a paragraph and yet not of it. */
static const char *const apart[] = {
	"note-citation", "creator", "date", "creator-initials",
	"sender-initials", "title", "desc", "initials", NULL
};

/* They hold paragraphs, and blanks between these. */
static const char *const holders[] = {
	"annotation", "note", "note-body", "frame", "text-box", "object",
	"g", "custom-shape", "rect", "ellipse", "line", "connector", "caption",
	"list", "list-item", "table", "table-row", "table-cell", "image",
	"tracked-changes", "changed-region", "deletion", "insertion",
	"object-ole", "control", "page-thumbnail", "event-listeners",
	"plugin", "applet", "ruby", "index-body", "polygon", "path", "polyline",
	"measure", "circle", "regular-polygon", "scene", NULL
};

static enum place
place_of(struct odftext *o, const char *name)
{
	enum place holder = o->level > 1 ? o->place[o->level - 2] :
	    PLACE_NONE;

	if (is(name, "p") || is(name, "h") || is(name, "ruby-base") ||
	    is(name, "ruby-text"))
		return PLACE_RUN;
	if (is(name, "binary-data"))
		return PLACE_DATA;
	/* Right inside a paragraph they are fields, which show the same. */
	if (holder != PLACE_RUN && is_one_of(name, apart))
		return PLACE_APART;
	if (is_one_of(name, holders))
		return PLACE_BLANK;
	return holder == PLACE_RUN ? PLACE_RUN : PLACE_NONE;
}

static int
put_blanks(struct odftext *o, const char **attributes)
{
	uint32_t n = repeated(attributes, "c");
	int r = 0;

	for (n = n > BLANKS_MAX ? BLANKS_MAX : n; n > 0 && r == 0; n--)
		r = para_putc(open_paragraph(o), kinds(o), ' ');
	return r;
}

static int
start_in_paragraph(struct odftext *o, const char *name,
    const char **attributes)
{
	int r;

	if (is(name, "p") || is(name, "h") || is(name, "ruby-text")) {
		/* Past the last buffer, paragraphs share it: still parted. */
		r = o->depth >= PARAGRAPHS_MAX ? flush(o) : 0;
		o->depth++;
		o->after_blank = true;
		return r;
	}
	if (is(name, "s"))
		return put_blanks(o, attributes);
	if (is(name, "tab"))
		return para_putc(open_paragraph(o), kinds(o), '\t');
	if (is(name, "line-break"))
		return para_putc(open_paragraph(o), kinds(o), '\n');
	return start_change(o, name, attributes);
}

static int
odftext_start(void *arg, const char *name, const char **attributes)
{
	struct odftext *o = arg;
	int r;

	/* What came before a child is a text of its own. */
	r = o->other.len > 0 && o->level > 0 &&
	    o->place[o->level - 1] != PLACE_DATA ? put_other(o) : 0;
	o->level++;
	if (o->level < DEPTH_MAX)
		o->place[o->level - 1] = place_of(o, name);
	o->annotations += is(name, "annotation");
	if (is(name, "module"))
		extract_set_flag(o->job, PART_HAS_MACROS);
	if (r == 0)
		r = start_in_paragraph(o, name, attributes);
	if (r == 0)
		r = start_table_element(o, name, attributes);
	if (r < 0 || is(name, "table-cell"))
		return r;
	return attrs_put(o->attrs, o->job, name, attributes);
}

static int
odftext_end(void *arg, const char *name)
{
	struct odftext *o = arg;
	int r = 0;

	if (is(name, "binary-data")) {
		r = embed_base64(o->job, buf_slice(&o->other));
		buf_reset(&o->other);
	} else if (o->other.len > 0) {
		r = put_other(o);
	}
	if (r == 0 && (is(name, "p") || is(name, "h") ||
	    is(name, "ruby-text"))) {
		r = flush(o);
		o->depth -= o->depth > 0;
		o->after_blank = false;
	}
	if (is(name, "tracked-changes"))
		o->in_changes = false;
	o->annotations -= is(name, "annotation");
	o->level--;
	return r < 0 ? r : end_table_element(o, name);
}

/* Blanks in a row are one, and none at the beginning (19.6 of part 3). */
static int
put_run(struct odftext *o, struct slice s)
{
	struct para *p = open_paragraph(o);
	size_t from = 0, i;
	int r = 0;

	for (i = 0; i < s.len && r == 0; i++) {
		if (!ascii_is_space(s.ptr[i])) {
			o->after_blank = false;
			continue;
		}
		r = para_add(p, kinds(o), slice_sub(s, from, i));
		if (r == 0 && !o->after_blank)
			r = para_putc(p, kinds(o), ' ');
		o->after_blank = true;
		from = i + 1;
	}
	return r < 0 ? r : para_add(p, kinds(o), slice_from(s, from));
}

static int
odftext_text(void *arg, struct slice utf8)
{
	struct odftext *o = arg;
	enum place place = o->level > 0 && o->level < DEPTH_MAX ?
	    o->place[o->level - 1] : PLACE_NONE;

	switch (place) {
	case PLACE_RUN:
		return put_run(o, utf8);
	case PLACE_BLANK:
	case PLACE_NONE:
	case PLACE_APART:
		if (o->other.len == 0 && slice_trim(utf8).len == 0)
			return 0;
		break;
	case PLACE_DATA:
		break;
	}
	return buf_put_slice(&o->other, utf8);
}

static int
odftext_note(void *arg, struct slice utf8)
{
	struct odftext *o = arg;

	return extract_unit(o->job, SLICE_NONE, slice_trim(utf8));
}

int
odf_read_xml(struct extract_job *j, struct slice xml)
{
	static const struct xml_ops ops = {
		odftext_start, odftext_end, odftext_text
	};
	struct odftext *o = mem_zalloc(sizeof *o);
	bool refused;
	size_t i;
	int r;

	o->job = j;
	o->attrs = mem_zalloc(sizeof *o->attrs);
	for (i = 0; i < PARAGRAPHS_MAX; i++)
		para_init(&o->paragraph[i]);
	buf_init(&o->other, UNPACK_MEMBER_MAX);
	r = xml_parse_noting(j, xml, &ops, odftext_note, o, &refused);
	if (r == 0)
		r = put_other(o);
	if (r == 0)
		r = flush(o);
	for (i = 0; i < PARAGRAPHS_MAX; i++)
		para_free(&o->paragraph[i]);
	buf_free(&o->other);
	free(o->tables);
	free(o->attrs);
	free(o);
	return r == 0 && refused ? html_of_refused(j, xml) : r;
}
