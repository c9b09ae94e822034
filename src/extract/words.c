/*
 * words -- text of WordprocessingML and DrawingML (paragraphs, tables), and
 * of every other XML member of an office file.
 *
 * Runs inside a paragraph join with nothing between them, however they are
 * formatted, tracked or linked; deleted text is read as well.  In members
 * that are no prose, each element is a text of its own.
 */
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/html.h"
#include "extract/ooxml.h"
#include "extract/xml.h"

#define PARAGRAPHS_MAX	6	/* text boxes inside text boxes */
#define TABLES_MAX	8
#define COLUMNS_MAX	64
#define HEADER_MAX	60

struct word_table {
	uint32_t row;
	size_t column;
	struct slice header[COLUMNS_MAX];
};

struct words {
	struct extract_job *job;
	bool is_prose;			/* text stands in t elements only */
	unsigned in_text;
	bool has_own;			/* text since the last element began */
	struct buf paragraph[PARAGRAPHS_MAX];
	size_t depth;			/* paragraphs that are open */
	struct word_table tables[TABLES_MAX];
	size_t table_depth;
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

static const char *const text_elements[] = {
	"t", "delText", "instrText", "delInstrText", "author", NULL
};

/* In members that are no prose, the ends of these do not part a text. */
static const char *const run_elements[] = { "t", "r", NULL };

/* --- text out ------------------------------------------------------------------ */

static struct buf *
open_paragraph(struct words *w)
{
	size_t top = w->depth > 0 ? w->depth - 1 : 0;

	return &w->paragraph[top < PARAGRAPHS_MAX ? top : PARAGRAPHS_MAX - 1];
}

static struct word_table *
open_table(struct words *w)
{
	if (w->table_depth == 0 || w->table_depth > TABLES_MAX)
		return NULL;
	return &w->tables[w->table_depth - 1];
}

static int
flush(struct words *w)
{
	struct buf *b = open_paragraph(w);
	struct slice text = slice_trim(buf_slice(b)), header = SLICE_NONE;
	struct word_table *t = open_table(w);
	struct slice *slot;
	uint32_t row = 0;
	int r = 0;

	if (text.len == 0) {
		buf_reset(b);
		return 0;
	}
	if (t != NULL && t->column > 0 && t->column <= COLUMNS_MAX) {
		slot = &t->header[t->column - 1];
		row = t->row;
		if (row > 1) {
			header = *slot;
		} else if (slot->len == 0 && text.len <= HEADER_MAX) {
			*slot = arena_dup(extract_arena(w->job), text);
			if (slot->ptr == NULL)
				return engine_exhausted(w->job->engine);
		}
	}
	r = extract_unit_begin(w->job, SLICE_NONE, header, row);
	if (r == 0)
		r = extract_unit_add(w->job, text);
	if (r == 0)
		r = extract_unit_end(w->job);
	buf_reset(b);
	return r;
}

/* --- attributes that people see or fill in ----------------------------------------- */

static const struct {
	const char *element, *attribute;
} shown[] = {
	{ "docPr", "descr" }, { "docPr", "title" },
	{ "cNvPr", "descr" }, { "cNvPr", "title" },
	{ "sheet", "name" }, { "tableColumn", "name" },
	{ "s", "v" }, { "n", "v" }, { "d", "v" },
	{ "hyperlink", "tooltip" }, { "hyperlink", "display" },
	{ "dataValidation", "prompt" }, { "dataValidation", "error" },
	{ "dataValidation", "promptTitle" },
	{ "dataValidation", "errorTitle" },
	{ "person", "displayName" }, { "textpath", "string" },
	{ "shape", "alt" }, { "imagedata", "title" },
	{ "listItem", "displayText" }, { "listItem", "value" },
};

static int
put_attributes(struct words *w, const char *name, const char **attributes)
{
	const char *value;
	size_t i;
	int r = 0;

	if (attributes[0] == NULL)
		return 0;
	for (i = 0; i < sizeof shown / sizeof shown[0] && r == 0; i++) {
		if (!is(name, shown[i].element))
			continue;
		value = xml_attribute(attributes, shown[i].attribute);
		if (value != NULL)
			r = extract_unit(w->job, SLICE_NONE, slice_str(value));
	}
	if (r == 0 && is(name, "Relationship") &&
	    xml_attribute(attributes, "TargetMode") != NULL) {
		value = xml_attribute(attributes, "Target");
		if (value != NULL)
			r = extract_unit(w->job, SLICE_NONE, slice_str(value));
	}
	return r;
}

/* --- elements ------------------------------------------------------------------------- */

static int
start_table_element(struct words *w, const char *name)
{
	struct word_table *t;
	int r = 0;

	if (is(name, "tbl")) {
		r = flush(w);
		if (++w->table_depth <= TABLES_MAX)
			memset(open_table(w), 0, sizeof(struct word_table));
		return r;
	}
	t = open_table(w);
	if (t == NULL)
		return 0;
	if (is(name, "tr")) {
		t->row++;
		t->column = 0;
	} else if (is(name, "tc")) {
		r = flush(w);
		t->column++;
	}
	return r;
}

static int
words_start(void *arg, const char *name, const char **attributes)
{
	struct words *w = arg;
	int r = 0;

	w->has_own = false;
	if (is_one_of(name, text_elements))
		w->in_text++;
	else if (is(name, "p"))
		w->depth++;
	else if (is(name, "tab") || is(name, "ptab"))
		r = buf_putc(open_paragraph(w), '\t');
	else if (is(name, "br") || is(name, "cr"))
		r = buf_putc(open_paragraph(w), '\n');
	else if (is(name, "noBreakHyphen"))
		r = buf_putc(open_paragraph(w), '-');
	else
		r = start_table_element(w, name);
	return r < 0 ? r : put_attributes(w, name, attributes);
}

static int
words_end(void *arg, const char *name)
{
	struct words *w = arg;
	int r = 0;

	if (is_one_of(name, text_elements)) {
		w->in_text -= w->in_text > 0;
		return is(name, "author") ? flush(w) : 0;
	}
	if (is(name, "p")) {
		r = flush(w);
		/* Past the last buffer, paragraphs share it: still parted. */
		w->depth -= w->depth > 0;
	} else if (is(name, "tc") || is(name, "si") || is(name, "comment")) {
		r = flush(w);
	} else if (is(name, "tbl")) {
		r = flush(w);
		w->table_depth -= w->table_depth > 0;
	} else if (!w->is_prose && w->has_own &&
	    !is_one_of(name, run_elements)) {
		/* Empty elements, of which formatting is full, part nothing. */
		r = flush(w);
		w->has_own = false;
	}
	return r;
}

static int
words_text(void *arg, struct slice utf8)
{
	struct words *w = arg;

	if (w->is_prose && w->in_text == 0)
		return 0;
	if (slice_trim(utf8).len > 0)
		w->has_own = true;
	return buf_put_slice(open_paragraph(w), utf8);
}

static bool
is_prose(struct slice xml)
{
	static const char *const roots[] = {
		"document", "hdr", "ftr", "footnotes", "endnotes", "comments",
		"glossaryDocument", "sld", "sldLayout", "sldMaster", "notes",
		"notesMaster", "handoutMaster", "wsDr", NULL
	};
	struct slice root = xml_root(slice_sub(xml, 0, 4096));
	size_t i;

	for (i = 0; roots[i] != NULL; i++)
		if (slice_eq_str(root, roots[i]))
			return true;
	return false;
}

int
words_read(struct extract_job *j, struct slice xml)
{
	static const struct xml_ops ops = {
		words_start, words_end, words_text
	};
	struct words w = { .job = j, .is_prose = is_prose(xml) };
	bool refused;
	size_t i;
	int r;

	for (i = 0; i < PARAGRAPHS_MAX; i++)
		buf_init(&w.paragraph[i], TEXT_TOTAL_MAX);
	r = xml_parse(j, xml, &ops, &w, &refused);
	if (r == 0)
		r = flush(&w);
	for (i = 0; i < PARAGRAPHS_MAX; i++)
		buf_free(&w.paragraph[i]);
	if (r == 0 && refused)
		r = html_of_refused(j, xml);
	return r;
}
