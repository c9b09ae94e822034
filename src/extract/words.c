/*
 * words -- text of WordprocessingML and DrawingML (paragraphs, tables), and
 * of every other XML member of an office file.
 *
 * Runs inside a paragraph join with nothing between them, however they are
 * formatted, tracked or linked; where readers are shown different texts, each
 * is given out.  In members that are no prose, each element is a text of its
 * own.  Binary data in a flat file is a member.
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "extract/attrs.h"
#include "extract/embed.h"
#include "extract/engine.h"
#include "extract/html.h"
#include "extract/ooxml.h"
#include "extract/para.h"
#include "extract/xml.h"
#include "extract/xstring.h"

#define PARAGRAPHS_MAX	6	/* text boxes inside text boxes */
#define TABLES_MAX	8
#define SPAN_MAX	1024	/* columns that one cell may cover */

struct word_table {
	uint32_t row, column;
	struct cell_table cells;
};

struct words {
	struct extract_job *job;
	struct attrs *attrs;
	bool is_prose;			/* text stands in t elements only */
	bool trims;			/* blanks around a text do not count */
	bool has_own;			/* text since the last element began */
	struct para paragraph[PARAGRAPHS_MAX];
	size_t depth;			/* paragraphs that are open */
	struct word_table *tables;	/* TABLES_MAX of them */
	size_t table_depth;

	struct buf run;			/* text of the element that is open */
	struct buf *into;		/* run, instruction or other */
	struct buf instruction;		/* of a field, over its runs */
	struct buf other;		/* text where none belongs */
	bool keeps_blanks;		/* xml:space */
	bool is_unread;			/* numbers of the layout */

	unsigned inserted, deleted, choice, fallback;	/* depths */
	unsigned properties;		/* of a paragraph */
	bool is_hidden;			/* the run */
	bool mark_is_gone;		/* the paragraph ends on paper only */
	struct buf carried;		/* text before such ends */
	size_t carried_count;
	struct buf decoded;
	char line[16];			/* of print: where the last one stood */
	size_t line_len;
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

/* In members that are no prose, the ends of these do not part a text. */
static const char *const run_elements[] = {
	"t", "r", "cp", "pp", "tp",
	"\xe6\x96\x87\xe6\x9c\xac\xe4\xb8\xb2", "\xe5\x8f\xa5",	/* of UOF */
	NULL
};

/* Places on the page, in numbers. */
static const char *const unread_elements[] = {
	"posOffset", "pctWidth", "pctHeight", "pctPosHOffset",
	"pctPosVOffset", "align", "sizeRelH", "sizeRelV", NULL
};

static const char *const data_elements[] = {
	"binaryData", "binData", "docOleData", NULL
};

/* --- text out ------------------------------------------------------------------ */

static struct para *
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
put_unit(struct words *w, struct slice text)
{
	struct word_table *t = open_table(w);
	struct slice header = SLICE_NONE;
	uint32_t row = 0;
	int r = 0;

	if (text.len == 0)
		return 0;
	if (t != NULL && t->column > 0) {
		row = t->row;
		r = cell_header(w->job, &t->cells, t->column, row, text,
		    &header);
	}
	if (r == 0)
		r = extract_unit_begin(w->job, SLICE_NONE, header, row);
	if (r == 0)
		r = extract_unit_add(w->job, text);
	if (r == 0)
		r = extract_unit_end(w->job);
	/* Only workbooks decode it: elsewhere it is shown as it is. */
	if (r == 0 && xstring_decode(text, &w->decoded))
		r = extract_unit(w->job, SLICE_NONE, buf_slice(&w->decoded));
	return r;
}

/* A buffer of its own, as one unit; empty afterwards. */
static int
put_buffer(struct words *w, struct buf *b)
{
	int r = extract_unit(w->job, SLICE_NONE, slice_trim(buf_slice(b)));

	buf_reset(b);
	return r;
}

/*
 * The paragraph's mark is deleted or hidden: on the page the next one goes on
 * in the same line.  Each is read alone, and all of them joined.
 */
static int
carry(struct words *w, struct slice text)
{
	int r = 0;

	if (text.len > 0) {
		w->carried_count++;
		r = buf_put_slice(&w->carried, text);
	}
	if (r < 0 || w->mark_is_gone)
		return r;
	if (w->carried_count > 1)
		r = extract_unit(w->job, SLICE_NONE, buf_slice(&w->carried));
	buf_reset(&w->carried);
	w->carried_count = 0;
	return r;
}

static int
flush(struct words *w)
{
	struct para *p = open_paragraph(w);
	struct para_cursor c = { .view = 0 };
	struct slice text;
	int r = 0;

	while (r == 0 && para_next(p, &c, &text))
		r = put_unit(w, text);
	if (r == 0 && (w->mark_is_gone || w->carried_count > 0))
		r = carry(w, para_shown(p));
	w->mark_is_gone = false;
	para_reset(p);
	return r;
}

/* --- runs ---------------------------------------------------------------------------- */

static unsigned
kinds(const struct words *w)
{
	return (w->inserted > 0 ? PARA_INSERTED : 0u) |
	    (w->deleted > 0 ? PARA_DELETED : 0u) |
	    (w->is_hidden ? PARA_HIDDEN : 0u) |
	    (w->choice > 0 ? PARA_CHOICE : 0u) |
	    (w->fallback > 0 ? PARA_FALLBACK : 0u);
}

static int
put_char(struct words *w, char c)
{
	return para_putc(open_paragraph(w), kinds(w), c);
}

/* Word leaves out the blanks around a text that does not say to keep them. */
static int
end_text(struct words *w, unsigned extra)
{
	struct para *p = open_paragraph(w);
	struct slice text = buf_slice(&w->run), core = slice_trim(text);
	unsigned k = kinds(w) | extra;
	size_t lead;
	int r;

	if (w->keeps_blanks || core.len == text.len || core.len == 0) {
		r = para_add(p, k, text);
	} else {
		lead = (size_t)(core.ptr - text.ptr);
		r = para_add(p, k | (lead > 0 ? PARA_HIDDEN : 0u),
		    slice_sub(text, 0, lead));
		if (r == 0)
			r = para_add(p, k, core);
		if (r == 0 && lead + core.len < text.len)
			r = para_add(p, k | PARA_HIDDEN,
			    slice_from(text, lead + core.len));
	}
	buf_reset(&w->run);
	return r;
}

/* <w:sym w:font="Symbol" w:char="F041"/> */
static int
put_symbol(struct words *w, const char **attributes)
{
	const char *code = xml_attribute(attributes, "char");
	unsigned long c = code == NULL ? 0 : strtoul(code, NULL, 16);

	/* Fonts of symbols stand in a private area, over ASCII. */
	if (c >= 0xf020 && c < 0xf07f)
		c -= 0xf000;
	return c >= 0x20 && c < 0x7f ? put_char(w, (char)c) :
	    put_char(w, ' ');
}

static bool
is_off(const char **attributes)
{
	const char *v = xml_attribute(attributes, "val");

	return v != NULL && (is(v, "0") || is(v, "false") || is(v, "off"));
}

/* Deeper and shallower: elements that say what is special about text. */
static void
count_kind(struct words *w, const char *name, unsigned step)
{
	if (is(name, "ins") || is(name, "moveTo"))
		w->inserted += step;
	else if (is(name, "del") || is(name, "moveFrom"))
		w->deleted += step;
	else if (is(name, "Choice"))
		w->choice += step;
	else if (is(name, "Fallback"))
		w->fallback += step;
	else if (is(name, "pPr"))
		w->properties += step;
	else
		return;
	/* Two changes side by side were made one after the other. */
	if (w->properties == 0)
		para_part(open_paragraph(w));
}

static void
start_property(struct words *w, const char *name, const char **attributes)
{
	bool hides = (is(name, "vanish") || is(name, "specVanish") ||
	    is(name, "webHidden")) && !is_off(attributes);

	if (is(name, "r"))
		w->is_hidden = false;
	else if (w->properties > 0 && (hides || is(name, "del") ||
	    is(name, "moveFrom")))
		w->mark_is_gone = true;
	else if (hides)
		w->is_hidden = true;
}

/* --- tables ------------------------------------------------------------------------------ */

static uint32_t
number_of(const char **attributes, const char *name, uint32_t most)
{
	const char *v = xml_attribute(attributes, name);
	unsigned long n = v == NULL ? 0 : strtoul(v, NULL, 10);

	return n > most ? most : (uint32_t)n;
}

static int
start_table(struct words *w)
{
	int r = flush(w);

	if (w->tables == NULL)
		w->tables = mem_zalloc(TABLES_MAX * sizeof *w->tables);
	if (++w->table_depth <= TABLES_MAX)
		memset(open_table(w), 0, sizeof *w->tables);
	return r;
}

static int
start_table_element(struct words *w, const char *name,
    const char **attributes)
{
	struct word_table *t;
	uint32_t n;
	int r = 0;

	if (is(name, "tbl") || is(name, "Table"))
		return start_table(w);
	t = open_table(w);
	if (t == NULL)
		return 0;
	if (is(name, "tr") || is(name, "Row")) {
		n = number_of(attributes, "Index", 10000000);
		t->row = n > 0 ? n : t->row + 1;
		t->column = 0;
	} else if (is(name, "tc") || is(name, "Cell")) {
		r = flush(w);
		n = number_of(attributes, "Index", 100000);
		t->column = n > 0 ? n : t->column + 1;
	}
	return r;
}

/* The next cell stands as many columns further on as this one covers. */
static void
span_columns(struct words *w, const char *name, const char **attributes)
{
	struct word_table *t = open_table(w);
	uint32_t n = 0;

	if (t == NULL)
		return;
	if (is(name, "gridSpan"))
		n = number_of(attributes, "val", SPAN_MAX);
	if (n > 1)
		t->column += n - 1;
}

static int
end_table_element(struct words *w, const char *name)
{
	int r = flush(w);

	if (is(name, "tbl") || is(name, "Table"))
		w->table_depth -= w->table_depth > 0;
	return r;
}

/* --- elements ------------------------------------------------------------------------- */

static int
start_in_paragraph(struct words *w, const char *name,
    const char **attributes)
{
	int r;

	if (is(name, "tab") || is(name, "ptab"))
		return w->properties > 0 ? 0 : put_char(w, '\t');
	if (is(name, "br") || is(name, "cr"))
		return put_char(w, '\n');
	if (is(name, "noBreakHyphen"))
		return put_char(w, '-');
	if (is(name, "sym"))
		return put_symbol(w, attributes);
	/* How it is pronounced stands over the text, not in it. */
	if (is(name, "p") || is(name, "rt") || is(name, "rPh")) {
		/* Past the last buffer, paragraphs share it: still parted. */
		r = w->depth >= PARAGRAPHS_MAX ? flush(w) : 0;
		w->depth++;
		return r;
	}
	span_columns(w, name, attributes);
	return start_table_element(w, name, attributes);
}

static void
choose_buffer(struct words *w, const char *name, const char **attributes)
{
	const char *space;

	w->is_unread = is_one_of(name, unread_elements);
	if (is(name, "t") || is(name, "delText")) {
		space = xml_attribute(attributes, "space");
		w->keeps_blanks = !w->trims ||
		    (space != NULL && is(space, "preserve"));
		w->into = &w->run;
	} else if (is(name, "instrText") || is(name, "delInstrText")) {
		w->into = &w->instruction;
	} else {
		w->into = &w->other;
	}
}

/*
 * A page for print: strings with their places.  Those on one line are read
 * each alone, and joined.
 */
static int
put_glyphs(struct words *w, const char **attributes)
{
	const char *text = xml_attribute(attributes, "UnicodeString");
	const char *line = xml_attribute(attributes, "OriginY");
	struct slice y = slice_sub(slice_str(line), 0, sizeof w->line);
	int r = 0;

	if (text == NULL)
		return 0;
	if (!slice_eq(y, slice_of(w->line, w->line_len))) {
		r = flush(w);
		w->line_len = y.len;
		if (y.len > 0)
			memcpy(w->line, y.ptr, y.len);
	}
	/* A brace in front would be markup; "{}" keeps it from that. */
	if (strncmp(text, "{}", 2) == 0)
		text += 2;
	return r < 0 ? r : para_add(open_paragraph(w), 0, slice_str(text));
}

static int
put_macros(struct words *w, const char *name, const char **attributes)
{
	const char *type;

	if (!is(name, "Override") && !is(name, "Default"))
		return 0;
	type = xml_attribute(attributes, "ContentType");
	if (type != NULL && strstr(type, "vbaProject") != NULL)
		extract_set_flag(w->job, PART_HAS_MACROS);
	return 0;
}

static int
words_start(void *arg, const char *name, const char **attributes)
{
	struct words *w = arg;
	const char *type;
	int r = 0;

	w->has_own = false;
	count_kind(w, name, 1);
	start_property(w, name, attributes);
	if (is(name, "fldChar")) {
		type = xml_attribute(attributes, "fldCharType");
		if (type != NULL && !is(type, "begin"))
			r = put_buffer(w, &w->instruction);
	}
	if (r == 0)
		r = start_in_paragraph(w, name, attributes);
	if (w->is_prose || is_one_of(name, data_elements))
		choose_buffer(w, name, attributes);
	if (r == 0)
		r = is(name, "Glyphs") ? put_glyphs(w, attributes) :
		    put_macros(w, name, attributes);
	return r < 0 ? r : attrs_put(w->attrs, w->job, name, attributes);
}

static int
end_text_element(struct words *w, const char *name)
{
	int r;

	w->into = NULL;
	w->is_unread = false;
	if (is(name, "t"))
		return end_text(w, 0);
	if (is(name, "delText"))
		return end_text(w, PARA_DELETED);
	if (is_one_of(name, data_elements)) {
		r = embed_base64(w->job, buf_slice(&w->other));
		buf_reset(&w->other);
		return r;
	}
	return w->other.len > 0 ? put_buffer(w, &w->other) : 0;
}

static int
words_end(void *arg, const char *name)
{
	struct words *w = arg;
	int r = 0;

	count_kind(w, name, UINT32_MAX);
	if (w->into != NULL)
		r = end_text_element(w, name);
	if (r < 0)
		return r;
	if (is(name, "p") || is(name, "rt") || is(name, "rPh")) {
		r = put_buffer(w, &w->instruction);
		if (r == 0)
			r = flush(w);
		w->depth -= w->depth > 0;
	} else if (is(name, "tc") || is(name, "si") || is(name, "comment") ||
	    is(name, "tbl") || is(name, "Table") || is(name, "Cell")) {
		r = end_table_element(w, name);
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

	/* Between the ends of two elements it belongs to neither. */
	if (w->into == NULL && w->is_prose && slice_trim(utf8).len > 0)
		w->into = &w->other;
	if (w->is_prose && (w->into == NULL || w->is_unread))
		return 0;
	if (w->into != NULL)
		return buf_put_slice(w->into, utf8);
	if (slice_trim(utf8).len > 0)
		w->has_own = true;
	return para_add(open_paragraph(w), kinds(w), utf8);
}

static int
words_note(void *arg, struct slice utf8)
{
	struct words *w = arg;

	return extract_unit(w->job, SLICE_NONE, slice_trim(utf8));
}

/* --- a member ------------------------------------------------------------------------------- */

static bool
is_root(struct slice xml, const char *const *roots)
{
	struct slice root = xml_root(slice_sub(xml, 0, 4096));

	for (; *roots != NULL; roots++)
		if (slice_eq_str(root, *roots))
			return true;
	return false;
}

/* WordprocessingML, where xml:space counts; slides keep every blank. */
static const char *const word_roots[] = {
	"document", "hdr", "ftr", "footnotes", "endnotes", "comments",
	"glossaryDocument", "package", "wordDocument", NULL
};

static const char *const prose_roots[] = {
	"sld", "sldLayout", "sldMaster", "notes", "notesMaster",
	"handoutMaster", "wsDr", NULL
};

/* What the makers put into every file. */
static const char *const quiet_roots[] = {
	"styles", "styleSheet", "theme", "themeOverride", "fonts",
	"webSettings", "tblStyleLst", "presProps", "viewPr", "Types", NULL
};

static void
words_init(struct words *w, struct extract_job *j, struct slice xml)
{
	size_t i;

	*w = (struct words){ .job = j, .trims = is_root(xml, word_roots) };
	w->is_prose = w->trims || is_root(xml, prose_roots);
	w->attrs = mem_zalloc(sizeof *w->attrs);
	w->attrs->is_quiet = is_root(xml, quiet_roots);
	for (i = 0; i < PARAGRAPHS_MAX; i++)
		para_init(&w->paragraph[i]);
	buf_init(&w->run, TEXT_TOTAL_MAX);
	buf_init(&w->instruction, TEXT_TOTAL_MAX);
	buf_init(&w->other, UNPACK_MEMBER_MAX);
	buf_init(&w->carried, TEXT_TOTAL_MAX);
	buf_init(&w->decoded, TEXT_TOTAL_MAX);
}

static void
words_free(struct words *w)
{
	size_t i;

	for (i = 0; i < PARAGRAPHS_MAX; i++)
		para_free(&w->paragraph[i]);
	buf_free(&w->run);
	buf_free(&w->instruction);
	buf_free(&w->other);
	buf_free(&w->carried);
	buf_free(&w->decoded);
	free(w->tables);
	free(w->attrs);
}

int
words_read(struct extract_job *j, struct slice xml)
{
	static const struct xml_ops ops = {
		words_start, words_end, words_text
	};
	struct words w;
	bool refused;
	int r;

	words_init(&w, j, xml);
	r = xml_parse_noting(j, xml, &ops, words_note, &w, &refused);
	if (r == 0)
		r = put_buffer(&w, &w.instruction);
	if (r == 0)
		r = flush(&w);
	words_free(&w);
	if (r == 0 && refused)
		r = html_of_refused(j, xml);
	return r;
}
