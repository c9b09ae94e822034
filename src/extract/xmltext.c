/*
 * xmltext -- XML of any kind: text, attributes, comments and instructions,
 * each with the name of its element before it; of Excel's XML of 2003 the
 * cells as cells.
 *
 * Read by tags and not by grammar, so that damage hides nothing.  No entity
 * is expanded: a document that declares some is an anomaly, and so is a
 * reference to what a document type elsewhere may declare.
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "extract/bare.h"
#include "extract/cell.h"
#include "extract/dataurl.h"
#include "extract/engine.h"
#include "extract/entity.h"
#include "extract/flow.h"
#include "extract/html.h"
#include "extract/markup.h"
#include "extract/seen.h"
#include "extract/text.h"
#include "extract/xml.h"

#define EXCEL_2003	"application/vnd.ms-excel.2003+xml"
#define HEAD		((size_t)4096)
#define OPEN_TAGS_MAX	16		/* tags without end that are searched for it */
#define OPEN_TAG_SEARCH	((size_t)512)	/* afterwards, only so far */

struct xml_page {
	struct extract_job *job;
	bool is_sheet;
	bool is_again;
	bool remembers;
	bool has_doctype;
	struct seen seen;
	struct flow flow;
	struct buf scratch;
	char (*names)[MARKUP_NAME_MAX];	/* of the elements that are open */
	unsigned open_tags;		/* seen so far */
	size_t depth;			/* may be more than are kept */
	struct cell_table *cells;
	uint32_t row, column;
	uint32_t cell_row, cell_column;	/* 0 outside of cells */
};

static int
xml_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	char head[16];
	size_t n;

	if (slice_eq_str(detected, "text/xml"))
		return 45;
	if (slice_eq_str(detected, EXCEL_2003))
		return 85;
	if (!slice_starts(detected, SLICE("text/")) ||
	    slice_eq_str(detected, "text/html"))
		return 0;
	n = text_head(bytes, head, sizeof head);
	if (n >= 5 && memcmp(head, "<?xml", 5) == 0)
		return 45;
	if (n >= 9 && memcmp(head, "<!doctype", 9) == 0)
		return 41;
	return n >= 2 && head[0] == '<' && (head[1] == '!' ||
	    ascii_is_alpha((uint8_t)head[1])) &&
	    (text_is_named(name, "xml") || text_is_named(name, "rdf") ||
	    text_is_named(name, "xsl") || text_is_named(name, "plist")) ?
	    45 : 0;
}

/* --- text out -------------------------------------------------------------------- */

static bool
is_known(struct xml_page *p, struct slice text)
{
	return p->remembers && seen_before(&p->seen, p->job, SEEN_TEXT,
	    text) && p->is_again;
}

/* What somebody packed into a text: files, pages, base64. */
static int
look_inside(struct xml_page *p, struct slice text)
{
	int r = 0;

	if (p->is_again)
		return 0;
	if (slice_ifind(text, SLICE("data:"), 0) != SLICE_NPOS)
		r = dataurl_scan(p->job, text);
	if (r == 0 && text.len > 24)
		r = bare_read(p->job, text);
	if (r == 0 && slice_chr(text, '<', 0) != SLICE_NPOS &&
	    slice_chr(text, '>', 0) != SLICE_NPOS)
		r = html_text(p->job, text, false);
	return r;
}

static int
put_unit(struct xml_page *p, struct slice text, const char *name)
{
	struct extract_job *j = p->job;
	int r;

	text = slice_trim(text);
	if (text.len == 0 || is_known(p, text))
		return 0;
	if (p->cell_row != 0)
		return cell_put(j, p->cells, p->cell_column, p->cell_row,
		    text);
	r = extract_unit_begin(j, SLICE_NONE, slice_str(name), 0);
	if (r == 0)
		r = extract_unit_add(j, text);
	return r < 0 ? r : extract_unit_end(j);
}

static const char *
element_name(const struct xml_page *p)
{
	return p->depth == 0 || p->depth > HTML_OPEN_MAX ? "" :
	    p->names[p->depth - 1];
}

static int
flush(struct xml_page *p)
{
	struct slice all = slice_trim(buf_slice(&p->flow.text));
	const char *name = element_name(p);
	struct buf view;
	bool differs;
	int r = 0;

	if (all.len > 0) {
		r = put_unit(p, all, name);
		buf_init(&view, 2 * all.len + 1);
		if (r == 0)
			r = flow_read(&p->flow, FLOW_SPACED, &view, &differs);
		if (r == 0 && differs)
			r = put_unit(p, buf_slice(&view), name);
		buf_free(&view);
		if (r == 0)
			r = look_inside(p, all);
	}
	flow_reset(&p->flow);
	return r;
}

/* --- references ------------------------------------------------------------------- */

static int
refuse_doctype(struct xml_page *p)
{
	return extract_anomaly(p->job, ANOMALY_MALFORMED,
	    "XML with a document type");
}

/* "&name;" that decoding leaves: the document type says what stands there. */
static bool
refers_elsewhere(struct slice raw)
{
	struct slice one;
	struct buf out = BUF_INIT(2 * MARKUP_NAME_MAX);
	size_t amp, end;
	bool found = false;

	for (amp = slice_chr(raw, '&', 0); amp != SLICE_NPOS && !found;
	    amp = slice_chr(raw, '&', amp + 1)) {
		for (end = amp + 1; end < raw.len && end - amp <
		    MARKUP_NAME_MAX && raw.ptr[end] != ';' &&
		    raw.ptr[end] != '&' && !ascii_is_space(raw.ptr[end]); end++)
			;
		if (end == amp + 1 || end == raw.len)
			continue;
		one = slice_sub(raw, amp, end + 1);
		buf_reset(&out);
		found = end - amp >= MARKUP_NAME_MAX ||
		    (raw.ptr[end] == ';' && (entity_decode(one, &out) < 0 ||
		    slice_eq(buf_slice(&out), one)));
	}
	buf_free(&out);
	return found;
}

/* References decoded; in scratch until the next call. */
static int
decode(struct xml_page *p, struct slice raw)
{
	int r = 0;

	if (p->has_doctype && refers_elsewhere(raw))
		r = refuse_doctype(p);
	buf_reset(&p->scratch);
	return r < 0 ? r : entity_decode(raw, &p->scratch);
}

/* --- attributes ------------------------------------------------------------------- */

static const char *
local(struct slice name, char *out, size_t size)
{
	size_t colon = slice_rchr(name, ':'), i;

	if (colon != SLICE_NPOS)
		name = slice_from(name, colon + 1);
	for (i = 0; i < name.len && i + 1 < size; i++)
		out[i] = (char)name.ptr[i];
	out[i] = '\0';
	return out;
}

static uint32_t
number(struct slice s)
{
	uint32_t n = 0;
	size_t i;

	for (i = 0; i < s.len && ascii_is_digit(s.ptr[i]) && n < 10000000; i++)
		n = n * 10 + (uint32_t)(s.ptr[i] - '0');
	return n;
}

/* "ss:Index", "ss:MergeAcross": where the next cell or row is. */
static uint32_t
index_of(const struct markup_tag *g, const char *wanted)
{
	struct slice s = g->attributes, name, value;
	char plain[MARKUP_NAME_MAX];

	while (markup_attribute(&s, &name, &value))
		if (strcmp(local(name, plain, sizeof plain), wanted) == 0)
			return number(value);
	return 0;
}

/* Layout of office documents: thousands of numbers of no meaning. */
static bool
is_silent(const struct xml_page *p, struct slice name, struct slice value)
{
	size_t i, letters = 0;

	if (slice_istarts(name, SLICE("xmlns")))
		return true;
	if (!p->is_sheet)
		return false;
	for (i = 0; i < value.len; i++)
		letters += ascii_is_alpha(value.ptr[i]) ||
		    value.ptr[i] >= 0x80 || value.ptr[i] == ' ';
	return letters < 4 && value.len < 9;
}

static int
put_attributes(struct xml_page *p, struct slice s)
{
	char plain[MARKUP_NAME_MAX];
	struct slice name, value;
	int r = 0;

	while (r == 0 && markup_attribute(&s, &name, &value)) {
		if (value.len == 0 || is_silent(p, name, value))
			continue;
		r = decode(p, value);
		if (r == 0)
			r = put_unit(p, buf_slice(&p->scratch),
			    local(name, plain, sizeof plain));
		if (r == 0)
			r = look_inside(p, buf_slice(&p->scratch));
	}
	return r;
}

/* --- elements ------------------------------------------------------------------------ */

/* Does text stand right beside the tag?  Then it is a mark inside a text. */
static bool
is_mixed(const struct xml_page *p, const struct markup_tag *g,
    struct slice after)
{
	struct slice text = buf_slice(&p->flow.text);

	if (g->is_end)
		return after.len > 0 && after.ptr[0] != '<' &&
		    !ascii_is_space(after.ptr[0]) && text.len > 0;
	return text.len > 0 && !p->flow.is_seam &&
	    !ascii_is_space(text.ptr[text.len - 1]);
}

/* Marks inside a cell join; elsewhere a mark is what stands in a text. */
static bool
parts(const struct xml_page *p, const struct markup_tag *g,
    struct slice after)
{
	static const char *const marks[] = {
		"b", "i", "u", "s", "sup", "sub", "span", "font", NULL
	};
	size_t i;

	if (!p->is_sheet)
		return !is_mixed(p, g, after);
	for (i = 0; marks[i] != NULL; i++)
		if (strcmp(g->name, marks[i]) == 0)
			return false;
	return true;
}

static void
sheet_tag(struct xml_page *p, const struct markup_tag *g)
{
	uint32_t index = g->is_end ? 0 : index_of(g, "Index");

	if (strcmp(g->name, "worksheet") == 0 && !g->is_end) {
		memset(p->cells, 0, sizeof *p->cells);
		p->row = 0;
	} else if (strcmp(g->name, "row") == 0) {
		p->column = p->cell_row = 0;
		if (!g->is_end)
			p->row = index != 0 ? index : p->row + 1;
	} else if (strcmp(g->name, "cell") == 0) {
		p->cell_row = 0;
		if (g->is_end)
			return;
		p->column = index != 0 ? index : p->column + 1;
		p->cell_row = p->row;
		p->cell_column = p->column;
		p->column += index_of(g, "MergeAcross");
	}
}

static void
count_element(struct xml_page *p, const struct markup_tag *g)
{
	size_t n = g->attributes.len;

	if (g->is_end) {
		p->depth -= p->depth > 0;
		return;
	}
	if (n > 0 && g->attributes.ptr[n - 1] == '/')
		return;
	if (p->depth++ < HTML_OPEN_MAX)
		memcpy(p->names[p->depth - 1], g->name, sizeof g->name);
}

static int
handle_tag(struct xml_page *p, const struct markup_tag *g,
    struct slice after)
{
	uint32_t cell_row;
	int r = 0;

	if (parts(p, g, after))
		r = flush(p);
	flow_tag(&p->flow);
	if (p->is_sheet)
		sheet_tag(p, g);
	count_element(p, g);
	/* Attributes are not in the cell. */
	cell_row = p->cell_row;
	p->cell_row = 0;
	if (r == 0 && !g->is_end)
		r = put_attributes(p, g->attributes);
	p->cell_row = cell_row;
	return r;
}

/* --- declarations -------------------------------------------------------------------- */

/*
 * A document type that only names one that stands elsewhere: it is not
 * fetched, and adds nothing to the text but what references would stand for.
 */
static bool
is_plain_doctype(struct slice s)
{
	return slice_istarts(s, SLICE("<!DOCTYPE")) &&
	    slice_chr(s, '[', 0) == SLICE_NPOS &&
	    slice_find(s, SLICE("<!ENTITY"), 0) == SLICE_NPOS;
}

/* To the ">" of a document type; its own declarations stand in brackets. */
static size_t
doctype_end(struct slice s)
{
	size_t end = slice_chr(s, '>', 0);
	size_t bracket = slice_chr(slice_sub(s, 0, end), '[', 0);

	if (bracket != SLICE_NPOS) {
		end = slice_find(s, SLICE("]"), bracket);
		end = end == SLICE_NPOS ? end : slice_chr(s, '>', end);
	}
	return end == SLICE_NPOS ? s.len : end + 1;
}

static int
put_beside(struct xml_page *p, struct slice text)
{
	uint32_t cell_row = p->cell_row;
	int r;

	p->cell_row = 0;
	r = put_unit(p, text, "");
	if (r == 0)
		r = look_inside(p, text);
	p->cell_row = cell_row;
	return r;
}

static int
put_declaration(struct xml_page *p, struct slice s, size_t *ret_end)
{
	size_t end;
	int r = 0;

	flow_tag(&p->flow);
	if (slice_starts(s, SLICE("<!--"))) {
		end = slice_find(s, SLICE("-->"), 4);
		*ret_end = end == SLICE_NPOS ? s.len : end + 3;
		return put_beside(p, slice_sub(s, 4, end));
	}
	if (slice_starts(s, SLICE("<![CDATA["))) {
		end = slice_find(s, SLICE("]]>"), 9);
		*ret_end = end == SLICE_NPOS ? s.len : end + 3;
		return flow_put(&p->flow, slice_sub(s, 9, end), true);
	}
	if (slice_starts(s, SLICE("<?"))) {
		end = slice_find(s, SLICE("?>"), 2);
		*ret_end = end == SLICE_NPOS ? s.len : end + 2;
		return slice_istarts(s, SLICE("<?xml ")) ? 0 :
		    put_beside(p, slice_sub(s, 2, end));
	}
	*ret_end = doctype_end(s);
	s = slice_sub(s, 0, *ret_end);
	if (is_plain_doctype(s))
		p->has_doctype = true;
	else
		r = refuse_doctype(p);
	return r < 0 ? r : put_beside(p, slice_from(s, 2));
}

/* --- the document -------------------------------------------------------------------------- */

static int
put_text(struct xml_page *p, struct slice raw)
{
	int r = decode(p, raw);

	return r < 0 ? r : flow_put(&p->flow, buf_slice(&p->scratch), true);
}

static int
step(struct xml_page *p, struct slice *s)
{
	struct markup_tag g = { .name = "" };
	size_t end;
	int r;

	if (s->len > 1 && (s->ptr[1] == '!' || s->ptr[1] == '?')) {
		r = put_declaration(p, *s, &end);
		*s = slice_from(*s, end);
		return r;
	}
	end = markup_tag(p->open_tags < OPEN_TAGS_MAX ? *s :
	    slice_sub(*s, 0, OPEN_TAG_SEARCH), true, &g);
	if (end == 0) {
		p->open_tags++;
		*s = slice_from(*s, 1);
		return put_text(p, SLICE("<"));
	}
	*s = slice_from(*s, end);
	return handle_tag(p, &g, *s);
}

static int
on_reading(void *arg, struct slice s, bool has_more)
{
	struct xml_page *p = arg;
	size_t at;
	int r = 0;

	p->remembers |= has_more;
	p->is_sheet = slice_eq_str(xml_root(slice_sub(s, 0, HEAD)),
	    "Workbook");
	p->depth = 0;
	p->cell_row = p->row = p->column = 0;
	memset(p->cells, 0, sizeof *p->cells);
	while (s.len > 0 && r == 0) {
		at = slice_chr(s, '<', 0);
		if (at == SLICE_NPOS)
			at = s.len;
		if (at > 0)
			r = put_text(p, slice_sub(s, 0, at));
		s = slice_from(s, at);
		if (r == 0 && s.len > 0)
			r = step(p, &s);
	}
	if (r == 0)
		r = flush(p);
	p->is_again = true;
	return r;
}

static int
xml_read(struct extract_job *j)
{
	struct xml_page p = { .job = j };
	int r;

	flow_init(&p.flow);
	buf_init(&p.scratch, TEXT_TOTAL_MAX);
	p.cells = mem_zalloc(sizeof *p.cells);
	p.names = mem_array(NULL, HTML_OPEN_MAX, MARKUP_NAME_MAX);
	r = text_each_reading(j, extract_bytes(j), on_reading, &p);
	free(p.names);
	free(p.cells);
	buf_free(&p.scratch);
	flow_free(&p.flow);
	seen_free(&p.seen);
	return r;
}

const struct extract_format format_xml = { "xml", xml_can_read, xml_read };
