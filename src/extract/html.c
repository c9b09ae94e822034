/*
 * html -- a tokenizer of our own for what mail programs show of markup.
 *
 * Tags go, with nothing in their place between inline elements; block and
 * cell elements part the text, so that two cells never make one number.
 * Hidden text is kept, and the text is read once more without it; attributes,
 * comments, style sheets and scripts are texts of their own.  Where Outlook
 * reads a page otherwise than browsers do, it is read twice, and what differs
 * is given out as well.  Never fails on bad markup: readers do not either.
 */
#include "extract/html.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "extract/attribute.h"
#include "extract/bare.h"
#include "extract/dataurl.h"
#include "extract/element.h"
#include "extract/engine.h"
#include "extract/entity.h"
#include "extract/flow.h"
#include "extract/grid.h"
#include "extract/markup.h"
#include "extract/quote.h"
#include "extract/script.h"
#include "extract/seen.h"
#include "extract/style.h"
#include "extract/text.h"

#define FLOWS_MAX	4			/* hidden blocks inside hidden blocks */
#define OPEN_TAGS_MAX	16		/* tags without end that are searched for it */
#define OPEN_TAG_SEARCH	((size_t)512)	/* afterwards, only so far */
#define CODE_MIN	((size_t)16)	/* letters in a row that may be base64 */
#define CODE_KEEP	(4 * MIB)	/* of it, collected over blocks */

/* Markup inside the markup, to be read by itself afterwards. */
struct nested {
	struct nested *next;
	struct slice text;
	unsigned depth;
	bool is_quoted;
};

/* One part, however often it is read. */
struct page {
	struct extract_job *job;
	bool is_xml;
	bool is_body;
	bool is_again;			/* give out only what is new */
	bool remembers;			/* it will be read again */
	bool is_outlook;		/* read as Outlook does */
	struct seen seen;
	struct style_sheet sheet;
	struct nested *nested, **nested_end;
	size_t nested_count;
	bool too_nested;
	struct buf scratch;		/* an attribute being decoded */
	struct buf view;
	struct buf code;		/* blocks that may be base64 */
};

/* One reading of one text. */
struct html {
	struct page *page;
	unsigned depth;
	struct flow flows[FLOWS_MAX];
	size_t flow_count;
	struct grid grid;
	struct elements elements;
	struct quote quote;
	bool await_quote;		/* "On ... wrote:" was the last line */
	unsigned blockquotes;
	unsigned foreign;		/* svg and math that are open */
	bool is_pre;
	bool no_condition_ends;
	unsigned open_tags;		/* seen so far */
};

static struct flow *
this_flow(struct html *h)
{
	return &h->flows[h->flow_count - 1];
}

/* --- text out ------------------------------------------------------------------- */

/* Is it to be left out, because an earlier reading gave it already? */
static bool
is_known(struct page *p, enum seen_as as, struct slice text)
{
	return p->remembers && seen_before(&p->seen, p->job, as, text) &&
	    p->is_again;
}

static int
put_unit(struct html *h, struct slice text, enum finding_where where)
{
	struct extract_job *j = h->page->job;
	struct slice header;
	uint32_t row;
	int r;

	text = slice_trim(text);
	if (text.len == 0)
		return 0;
	r = grid_place(&h->grid, j, text, &header, &row);
	if (r < 0 || is_known(h->page, SEEN_TEXT, text))
		return r;
	extract_unit_where(j, where);
	r = extract_unit_begin(j, SLICE_NONE, header, row);
	if (r == 0)
		r = extract_unit_add(j, text);
	if (r == 0)
		r = extract_unit_end(j);
	return r;
}

/* Did the author write the line that begins here? */
static enum finding_where
line_where(struct html *h, struct slice rest)
{
	struct slice line = slice_trim(quote_first_line(rest)), value;
	bool before = h->quote.rest, quoted;

	if (!h->page->is_body)
		return h->page->job->where;
	if (h->blockquotes > 0)
		return FINDING_QUOTED;
	if (line.len > 0 && h->await_quote) {
		h->quote.rest = true;
		h->await_quote = false;
	}
	quoted = quote_line(&h->quote, rest);
	/* A quotation element may follow, and the author's words after it. */
	if (!before && h->quote.rest && line.len > 0 &&
	    line.ptr[line.len - 1] == ':' && !quote_is_separator(line) &&
	    !quote_is_header_block(rest, &value)) {
		h->quote.rest = false;
		h->await_quote = true;
	}
	return quoted ? FINDING_QUOTED : FINDING_BODY;
}

/* A block's lines, parted where own text and quotes meet. */
static int
put_lines(struct html *h, struct slice all, enum finding_where *ret_where)
{
	enum finding_where where, now;
	struct slice rest;
	size_t from = 0, at;
	int r = 0;

	*ret_where = where = line_where(h, all);
	for (rest = quote_next(all); rest.len > 0 && r == 0;
	    rest = quote_next(rest)) {
		at = all.len - rest.len;
		now = line_where(h, rest);
		if (now == where)
			continue;
		r = put_unit(h, slice_sub(all, from, at), where);
		from = at;
		where = now;
	}
	return r < 0 ? r : put_unit(h, slice_from(all, from), where);
}

/* The other ways to see the same block. */
static int
put_views(struct html *h, struct flow *f, enum finding_where where)
{
	struct buf *view = &h->page->view;
	struct slice all = slice_trim(buf_slice(&f->text));
	enum flow_view v;
	bool differs;
	int r = 0;

	for (v = 0; v < FLOW_VIEW_COUNT && r == 0; v++) {
		buf_reset(view);
		r = flow_read(f, v, view, &differs);
		if (r == 0 && differs &&
		    !slice_eq(slice_trim(buf_slice(view)), all))
			r = put_unit(h, buf_slice(view), where);
	}
	if (r == 0 && f->is_full)
		r = extract_anomaly(h->page->job, ANOMALY_LIMIT,
		    "more than 200000 tags inside words");
	return r;
}

/* --- base64 on the page ------------------------------------------------------------ */

static bool
may_be_code(struct slice s)
{
	size_t i, run = 0;
	uint8_t c;

	for (i = 0; i < s.len && run < CODE_MIN; i++) {
		c = s.ptr[i];
		run = ascii_is_alpha(c) || ascii_is_digit(c) || c == '+' ||
		    c == '/' || c == '-' || c == '_' ? run + 1 : 0;
	}
	return run >= CODE_MIN;
}

static int
end_code(struct page *p)
{
	int r = 0;

	if (p->code.len > 0)
		r = bare_read(p->job, buf_slice(&p->code));
	buf_reset(&p->code);
	return r;
}

/* Lines of it may stand in a block each. */
static int
note_code(struct page *p, struct slice text)
{
	bool is_code = may_be_code(text);
	int r = 0;

	if (p->is_again || (!is_code && p->code.len == 0))
		return 0;
	if (text.len > CODE_KEEP || p->code.len + text.len > CODE_KEEP)
		r = end_code(p);
	if (r == 0 && text.len > CODE_KEEP)
		return bare_read(p->job, text);
	if (r == 0)
		r = buf_put_slice(&p->code, text);
	if (r == 0)
		r = buf_putc(&p->code, '\n');
	/* A short line may be the last of it; what follows is not. */
	return r == 0 && !is_code ? end_code(p) : r;
}

/* The block ends: its text goes out. */
static int
flush_block(struct html *h)
{
	struct flow *f = this_flow(h);
	struct slice all = buf_slice(&f->text);
	enum finding_where where;
	int r = 0;

	if (slice_trim(all).len > 0) {
		r = put_lines(h, all, &where);
		if (r == 0)
			r = put_views(h, f, where);
		if (r == 0)
			r = note_code(h->page, slice_trim(all));
	}
	flow_reset(f);
	return r;
}

/* --- texts beside the text ------------------------------------------------------------ */

/* A text of its own: attribute, comment, script. */
static int
put_aside(struct html *h, struct slice text)
{
	struct page *p = h->page;
	enum finding_where where = p->job->where;

	text = slice_trim(text);
	if (text.len == 0 || is_known(p, SEEN_TEXT, text))
		return 0;
	if (p->is_body && (h->quote.rest || h->blockquotes > 0))
		where = FINDING_QUOTED;
	extract_unit_where(p->job, where);
	return extract_unit(p->job, SLICE_NONE, text);
}

/* References decoded; in the page's scratch until the next call. */
static int
decoded(struct html *h, struct slice raw, struct slice *ret)
{
	int r;

	buf_reset(&h->page->scratch);
	r = entity_decode(raw, &h->page->scratch);
	*ret = buf_slice(&h->page->scratch);
	return r;
}

static int
put_data_urls(struct html *h, struct slice text)
{
	if (slice_ifind(text, SLICE("data:"), 0) == SLICE_NPOS ||
	    is_known(h->page, SEEN_FILES, text))
		return 0;
	return dataurl_scan(h->page->job, text);
}

/* Is there anything in this markup that reading it as such would show? */
static bool
holds_markup(struct slice s)
{
	size_t at, end;

	at = slice_chr(s, '<', 0);
	if (at != SLICE_NPOS && slice_trim(slice_sub(s, 0, at)).len > 0)
		return slice_chr(s, '>', at) != SLICE_NPOS;
	for (at = 0;; at = end + 1) {
		at = slice_chr(s, '<', at);
		if (at == SLICE_NPOS)
			return false;
		end = slice_chr(s, '>', at);
		if (end == SLICE_NPOS)
			return false;
		if (slice_trim(slice_sub(s, end + 1, slice_chr(s, '<',
		    end + 1))).len > 0)
			return true;
		/* Words and files in attributes. */
		if (slice_chr(slice_sub(s, at, end), '=', 0) != SLICE_NPOS)
			return true;
	}
}

static int
add_nested(struct html *h, struct slice text)
{
	struct page *p = h->page;
	struct nested *n;

	if (!holds_markup(text) || is_known(p, SEEN_PAGE, text))
		return 0;
	if (h->depth >= HTML_NESTED_DEPTH ||
	    p->nested_count >= HTML_NESTED_MAX) {
		if (!p->too_nested)
			extract_anomaly(p->job, ANOMALY_LIMIT,
			    "too many pages inside a page");
		p->too_nested = true;
		return p->job->engine->fatal;
	}
	n = arena_zalloc(extract_arena(p->job), sizeof *n);
	if (n == NULL)
		return engine_exhausted(p->job->engine);
	n->text = text;
	n->depth = h->depth + 1;
	n->is_quoted = h->quote.rest || h->blockquotes > 0;
	*p->nested_end = n;
	p->nested_end = &n->next;
	p->nested_count++;
	return 0;
}

/* --- scripts and styles ------------------------------------------------------------------ */

static int
put_script(struct html *h, struct slice s, bool runs)
{
	struct buf plain = BUF_INIT(s.len + 64);
	int r = put_aside(h, s);

	/* In a drawing its references count. */
	if (r == 0 && (h->page->is_xml || h->foreign > 0) &&
	    slice_chr(s, '&', 0) != SLICE_NPOS) {
		r = entity_decode(s, &plain);
		s = buf_slice(&plain);
		if (r == 0)
			r = put_aside(h, s);
	}
	if (r == 0)
		r = put_data_urls(h, s);
	if (r == 0 && may_be_code(s) && !h->page->is_again)
		r = bare_read(h->page->job, s);
	if (r == 0 && runs && script_builds_file(s))
		r = extract_anomaly(h->page->job, ANOMALY_UNSUPPORTED,
		    "script that builds a file");
	buf_free(&plain);
	return r;
}

/* A sheet, or the style of one element. */
static int
put_style(struct html *h, struct slice css, bool is_sheet)
{
	struct buf words = BUF_INIT(TEXT_TOTAL_MAX);
	int r = 0;

	if (is_sheet) {
		style_read(&h->page->sheet, css);
		r = put_aside(h, css);
	} else if (slice_find(css, SLICE("/*"), 0) != SLICE_NPOS) {
		r = put_aside(h, css);
	}
	if (r == 0)
		r = put_data_urls(h, css);
	if (r == 0)
		r = style_strings(css, &words);
	/* Names of fonts and the like say nothing by themselves. */
	if (r == 0 && (is_sheet ? slice_ifind(css, SLICE("content"), 0) !=
	    SLICE_NPOS : slice_find(css, SLICE("--"), 0) != SLICE_NPOS))
		r = put_aside(h, buf_slice(&words));
	buf_free(&words);
	return r;
}

/* --- attributes ---------------------------------------------------------------------------- */

/* What the element is about to be, of all its attributes. */
struct traits {
	struct slice id, class, type, download;	/* as written */
	unsigned flags;
	size_t column_span, row_span;
	bool has_download;
};

static size_t
number(struct slice s)
{
	size_t i, n = 0;

	s = slice_trim(s);
	for (i = 0; i < s.len && ascii_is_digit(s.ptr[i]) && n < 1000; i++)
		n = n * 10 + (size_t)(s.ptr[i] - '0');
	return n == 0 ? 1 : n > 1000 ? 1000 : n;
}

static unsigned
colour_flags(struct slice value)
{
	static const char *const white[] = {
		"white", "#fff", "#ffffff", "ffffff", NULL
	};
	size_t i;

	for (i = 0; white[i] != NULL; i++)
		if (slice_ieq_str(slice_trim(value), white[i]))
			return STYLE_HIDE_INK;
	return STYLE_SHOW_INK;
}

static int
note_trait(struct html *h, const struct markup_tag *g, struct traits *t,
    struct slice name, struct slice value)
{
	struct slice css;
	int r;

	if (slice_ieq_str(name, "id"))
		t->id = value;
	else if (slice_ieq_str(name, "class"))
		t->class = value;
	else if (slice_ieq_str(name, "type"))
		t->type = value;
	else if (slice_ieq_str(name, "download"))
		t->download = value;
	else if (slice_ieq_str(name, "colspan"))
		t->column_span = number(value);
	else if (slice_ieq_str(name, "rowspan"))
		t->row_span = number(value);
	else if (slice_ieq_str(name, "hidden"))
		t->flags |= STYLE_GONE;
	else if (slice_ieq_str(name, "color") && strcmp(g->name, "font") == 0)
		t->flags |= colour_flags(value);
	else if (slice_ieq_str(name, "dir") && strcmp(g->name, "bdo") == 0)
		t->flags |= slice_ieq_str(value, "rtl") ? STYLE_REVERSED : 0;
	else if (slice_ieq_str(name, "style")) {
		r = decoded(h, value, &css);
		if (r < 0)
			return r;
		t->flags |= style_flags(css);
	}
	return 0;
}

static int
read_traits(struct html *h, const struct markup_tag *g, struct traits *t)
{
	struct slice s = g->attributes, name, value;
	int r = 0;

	*t = (struct traits){ .column_span = 1, .row_span = 1 };
	while (r == 0 && markup_attribute(&s, &name, &value))
		r = note_trait(h, g, t, name, value);
	if (element_is_unshown(g->name))
		t->flags |= STYLE_GONE;
	t->flags |= style_of(&h->page->sheet, g->name, t->id, t->class);
	return r;
}

/* Marks that mail programs put over the text of the message before. */
static void
note_old_text(struct html *h, struct slice name, struct slice value)
{
	static const char *const marks[] = {
		"divrplyfwdmsg", "appendonsend", "olk_src_body_section",
		"yahoo_quoted", "outlookmessageheader", NULL
	};
	size_t i;

	if (!slice_ieq_str(name, "id") && !slice_ieq_str(name, "class"))
		return;
	for (i = 0; marks[i] != NULL; i++)
		if (slice_iends(value, slice_str(marks[i])))
			h->quote.rest = true;
}

/* A URL loses tabs and line ends before anybody looks at it. */
static int
put_url(struct html *h, struct slice raw, const struct traits *t)
{
	struct buf url = BUF_INIT(raw.len + 1), words;
	struct page *p = h->page;
	size_t i;
	int r = 0;

	buf_init(&words, 4 * raw.len + 64);
	for (i = 0; i < raw.len && r == 0; i++)
		if (!ascii_is_space(raw.ptr[i]) || raw.ptr[i] == ' ')
			r = buf_putc(&url, raw.ptr[i]);
	raw = slice_trim(buf_slice(&url));
	if (r == 0 && dataurl_is(raw)) {
		if (!is_known(p, SEEN_FILES, raw))
			r = dataurl_read(p->job, raw, t->download);
	} else if (r == 0 && !slice_istarts(raw, SLICE("cid:")) &&
	    !slice_starts(raw, SLICE("#"))) {
		r = put_aside(h, raw);
		if (r == 0)
			r = attribute_url_words(raw, &words);
		if (r == 0)
			r = put_aside(h, buf_slice(&words));
	}
	buf_free(&url);
	buf_free(&words);
	return r;
}

static int
put_attribute(struct html *h, const struct traits *t, struct slice name,
    struct slice raw)
{
	struct slice value, copy;
	int r = decoded(h, raw, &value);

	value = slice_trim(value);
	if (r < 0 || value.len == 0)
		return r;
	note_old_text(h, name, value);
	switch (attribute_kind(name, value)) {
	case ATTRIBUTE_NOTHING:
		return 0;
	case ATTRIBUTE_WORDS:
		r = put_aside(h, value);
		return r < 0 ? r : put_data_urls(h, value);
	case ATTRIBUTE_URL:
		return put_url(h, value, t);
	case ATTRIBUTE_URLS:
		return put_data_urls(h, value);
	case ATTRIBUTE_STYLE:
		return put_style(h, value, false);
	case ATTRIBUTE_SCRIPT:
		return put_script(h, value, true);
	case ATTRIBUTE_PAGE:
		copy = arena_dup(extract_arena(h->page->job), value);
		if (copy.ptr == NULL)
			return engine_exhausted(h->page->job->engine);
		r = put_aside(h, copy);
		return r < 0 ? r : add_nested(h, copy);
	}
	return r;
}

static int
put_attributes(struct html *h, struct slice s, const struct traits *t)
{
	struct slice name, value;
	int r = 0;

	while (r == 0 && markup_attribute(&s, &name, &value)) {
		r = put_attribute(h, t, name, value);
		/* A name without a value, of letters that are no name. */
		if (r == 0 && value.len == 0 && attribute_kind(name, name) ==
		    ATTRIBUTE_WORDS)
			r = put_aside(h, name);
	}
	return r;
}

/* --- elements -------------------------------------------------------------------------------- */

static void
settle_flow(struct html *h)
{
	const struct element *top = element_top(&h->elements);
	struct flow *f = this_flow(h);

	flow_hide(f, top->hide != 0 || top->gone > 0);
	flow_turn(f, top->is_turned);
}

/* Open elements up to and with this one are closed. */
static int
close_to(struct html *h, const struct element *last)
{
	struct elements *e = &h->elements;
	bool is_last = false;
	int r = 0;

	while (e->count > 0 && r == 0 && !is_last) {
		is_last = &e->open[e->count - 1] == last;
		if (e->open[e->count - 1].is_aside) {
			r = flush_block(h);
			h->flow_count--;
		}
		e->count--;
	}
	settle_flow(h);
	return r;
}

static int
open_element(struct html *h, const struct markup_tag *g,
    const struct traits *t)
{
	const struct element *top = element_top(&h->elements);
	bool is_block = element_is_block(g->name, h->page->is_xml);
	bool is_aside;
	int r = 0;

	if (element_ends_itself(g->name) && strcmp(top->name, g->name) == 0)
		r = close_to(h, top);
	top = element_top(&h->elements);
	/* What is gone leaves no gap: the text around it closes up. */
	is_aside = is_block && h->flow_count < FLOWS_MAX &&
	    ((t->flags & STYLE_GONE) != 0 || top->gone > 0) &&
	    !element_is_void(g->name);
	if (r == 0 && is_block && ((!is_aside &&
	    (t->flags & STYLE_IN_LINE) == 0) || element_is_cell(g->name)))
		r = flush_block(h);
	flow_tag(this_flow(h));
	if (r < 0 || element_is_void(g->name) || h->page->is_xml)
		return r;
	if (!element_push(&h->elements, g->name, t->flags, is_aside))
		return 0;
	if (is_aside)
		flow_reset(&h->flows[h->flow_count++]);
	settle_flow(h);
	return 0;
}

static int
close_element(struct html *h, const struct markup_tag *g)
{
	const struct element *e = element_find(&h->elements, g->name);
	bool is_quiet = e != NULL && (e->is_in_line || e->is_aside) &&
	    !element_is_cell(g->name);
	int r = 0;

	flow_tag(this_flow(h));
	if (element_is_block(g->name, h->page->is_xml) && !is_quiet)
		r = flush_block(h);
	if (r == 0 && e != NULL)
		r = close_to(h, e);
	return r;
}

static void
count_quote(struct html *h, bool is_end)
{
	h->await_quote = false;
	if (is_end)
		h->blockquotes -= h->blockquotes > 0;
	else
		h->blockquotes++;
}

static void
note_element(struct html *h, const struct markup_tag *g,
    const struct traits *t)
{
	if (strcmp(g->name, "pre") == 0 || strcmp(g->name, "listing") == 0)
		h->is_pre = !g->is_end;
	else if (strcmp(g->name, "blockquote") == 0)
		count_quote(h, g->is_end);
	else if (strcmp(g->name, "svg") == 0 || strcmp(g->name, "math") == 0)
		h->foreign += g->is_end ? (h->foreign > 0 ? UINT32_MAX : 0) : 1;
	grid_tag(&h->grid, g->name, g->is_end, t->column_span, t->row_span);
}

static int
handle_tag(struct html *h, const struct markup_tag *g, struct traits *t)
{
	int r;

	if (strcmp(g->name, "br") == 0)
		return flow_break(this_flow(h));
	r = read_traits(h, g, t);
	if (r == 0)
		r = g->is_end ? close_element(h, g) : open_element(h, g, t);
	if (r < 0)
		return r;
	note_element(h, g, t);
	return g->attributes.len > 0 ? put_attributes(h, g->attributes, t) : 0;
}

/* --- comments and declarations ------------------------------------------------------------------ */

/* HTML 13.2.5.43 and on: "<!-->" and "<!--->" are whole ones. */
static size_t
comment_end(struct slice s, size_t *ret_text_end)
{
	size_t plain, odd;

	*ret_text_end = 4;
	if (slice_starts(s, SLICE("<!-->")))
		return 5;
	if (slice_starts(s, SLICE("<!--->")))
		return 6;
	plain = slice_find(s, SLICE("-->"), 4);
	odd = slice_find(slice_sub(s, 0, plain), SLICE("--!>"), 4);
	*ret_text_end = odd < plain ? odd : plain;
	if (odd < plain)
		return odd + 4;
	return plain == SLICE_NPOS ? s.len : plain + 3;
}

/*
 * "[if gte mso 9]>" behind "<!--" or "<!": the end of its opening; 0 if it
 * is none.  *ret_others: it is for those that are not Outlook.
 */
static size_t
condition(struct slice s, bool *ret_others)
{
	size_t start = slice_starts(s, SLICE("<!--")) ? 4 : 2, end;

	if (!slice_istarts(slice_from(s, start), SLICE("[if")))
		return 0;
	end = slice_find(slice_sub(s, 0, 256), SLICE("]>"), start);
	if (end == SLICE_NPOS)
		return 0;
	*ret_others = slice_chr(slice_sub(s, start, end), '!', 0) !=
	    SLICE_NPOS;
	return end + 2;
}

/* As Outlook reads it: what is meant for it, and not what is for others. */
static size_t
outlook_condition(struct html *h, struct slice s)
{
	bool is_for_others;
	size_t end = condition(s, &is_for_others), close;

	if (end == 0 || !is_for_others)
		return end;
	end = h->no_condition_ends ? SLICE_NPOS :
	    slice_find(s, SLICE("<![endif]"), end);
	if (end == SLICE_NPOS) {
		h->no_condition_ends = true;	/* nor for one behind it */
		return 0;
	}
	close = slice_chr(s, '>', end);
	return close == SLICE_NPOS ? s.len : close + 1;
}

static int
put_comment(struct html *h, struct slice s, size_t *ret_end)
{
	struct slice text, plain;
	bool is_for_others;
	size_t end;
	int r;

	*ret_end = comment_end(s, &end);
	/* The reading for Outlook shows what stands inside. */
	if (h->page->remembers && condition(s, &is_for_others) > 0 &&
	    condition(s, &is_for_others) < *ret_end)
		return 0;
	text = slice_sub(s, 4, end);
	r = decoded(h, text, &plain);
	if (r == 0)
		r = put_aside(h, plain);
	if (r == 0)
		r = put_data_urls(h, plain);
	if (r == 0 && may_be_code(text) && !h->page->is_again)
		r = bare_read(h->page->job, text);
	return r < 0 ? r : add_nested(h, text);
}

static int
put_cdata(struct html *h, struct slice s, size_t *ret_end)
{
	size_t end = slice_find(s, SLICE("]]>"), 9);

	*ret_end = end == SLICE_NPOS ? s.len : end + 3;
	return flow_put(this_flow(h), slice_sub(s, 9, end), h->is_pre);
}

static int
put_declaration(struct html *h, struct slice s, size_t *ret_end)
{
	struct page *p = h->page;
	size_t end;

	flow_tag(this_flow(h));
	if (p->is_outlook) {
		*ret_end = outlook_condition(h, s);
		if (*ret_end > 0)
			return 0;
	}
	if (slice_starts(s, SLICE("<!--")))
		return put_comment(h, s, ret_end);
	/* In a page it is text only inside drawings and formulas. */
	if (slice_starts(s, SLICE("<![CDATA[")) &&
	    (p->is_xml || p->is_outlook || h->foreign > 0 || !p->remembers))
		return put_cdata(h, s, ret_end);
	end = slice_chr(s, '>', 0);
	*ret_end = end == SLICE_NPOS ? s.len : end + 1;
	/* "<!ENTITY a 'text'>" and other words for nobody. */
	s = slice_sub(s, 2, end);
	return *ret_end > 32 || attribute_kind(SLICE("x"), s) ==
	    ATTRIBUTE_WORDS ? put_aside(h, s) : 0;
}

/* --- elements that hold no markup ------------------------------------------------------------------ */

enum raw_kind { RAW_NONE, RAW_SCRIPT, RAW_STYLE, RAW_TITLE, RAW_TEXT,
	RAW_LITERAL, RAW_UNSHOWN };

static enum raw_kind
raw_kind(const struct html *h, const struct markup_tag *g)
{
	static const struct { const char *name; enum raw_kind kind; } raw[] = {
		{ "script", RAW_SCRIPT }, { "style", RAW_STYLE },
		{ "title", RAW_TITLE }, { "textarea", RAW_TEXT },
		{ "xmp", RAW_LITERAL }, { "plaintext", RAW_LITERAL },
		{ "iframe", RAW_UNSHOWN }, { "noembed", RAW_UNSHOWN },
		{ "noframes", RAW_UNSHOWN }, { "noscript", RAW_UNSHOWN },
	};
	size_t i;

	for (i = 0; i < sizeof raw / sizeof raw[0]; i++) {
		if (strcmp(g->name, raw[i].name) != 0 || g->is_end)
			continue;
		/* Of these, drawings and XML have scripts and styles only. */
		if ((h->page->is_xml || h->foreign > 0) &&
		    raw[i].kind != RAW_SCRIPT && raw[i].kind != RAW_STYLE)
			return RAW_NONE;
		return raw[i].kind;
	}
	return RAW_NONE;
}

/* The end tag, with a blank, "/" or ">" behind its name. */
static size_t
find_closing(struct slice s, struct slice closing)
{
	size_t at, end;

	for (at = 0;; at++) {
		at = slice_chr(s, '<', at);
		if (at == SLICE_NPOS)
			return at;
		if (!slice_istarts(slice_from(s, at), closing))
			continue;
		end = at + closing.len;
		if (end < s.len && (ascii_is_space(s.ptr[end]) ||
		    s.ptr[end] == '/' || s.ptr[end] == '>'))
			return at;
	}
}

static int
put_raw(struct html *h, enum raw_kind kind, struct slice s,
    const struct traits *t)
{
	struct slice plain;
	int r = 0;

	switch (kind) {
	case RAW_SCRIPT:
		r = put_script(h, s, script_runs(t->type));
		break;
	case RAW_STYLE:
		r = put_style(h, s, true);
		break;
	case RAW_TITLE:
		r = decoded(h, s, &plain);
		if (r == 0)
			r = put_aside(h, plain);
		break;
	case RAW_TEXT:
		r = decoded(h, s, &plain);
		if (r == 0)
			r = flow_put(this_flow(h), plain, true);
		break;
	case RAW_LITERAL:
		r = flow_put(this_flow(h), s, true);
		break;
	case RAW_UNSHOWN:
	case RAW_NONE:
		break;
	}
	return r < 0 ? r : add_nested(h, s);
}

/* Elements whose content is no markup, up to their end tag. */
static int
put_raw_element(struct html *h, const struct markup_tag *g, enum raw_kind kind,
    const struct traits *t, struct slice s, size_t *ret_end)
{
	char closing[MARKUP_NAME_MAX + 2] = "</";
	size_t end;

	memcpy(closing + 2, g->name, strlen(g->name) + 1);
	end = strcmp(g->name, "plaintext") == 0 ? SLICE_NPOS :
	    find_closing(s, slice_str(closing));
	*ret_end = end == SLICE_NPOS ? s.len : end;
	return put_raw(h, kind, slice_sub(s, 0, end), t);
}

/* --- one text after the other ------------------------------------------------------------------------ */

static int
put_text(struct html *h, struct slice raw)
{
	struct slice s;
	int r = decoded(h, raw, &s);

	return r < 0 ? r : flow_put(this_flow(h), s, h->is_pre);
}

/* "<?php", "</ x": a comment up to its ">" (HTML 13.2.5.41). */
static bool
is_bogus(struct slice s)
{
	return s.len > 1 && (s.ptr[1] == '!' || s.ptr[1] == '?' ||
	    (s.ptr[1] == '/' && s.len > 2 && !ascii_is_alpha(s.ptr[2])));
}

static int
step(struct html *h, struct slice *s)
{
	struct markup_tag g = { .name = "" };
	struct traits t = { .column_span = 1, .row_span = 1 };
	enum raw_kind kind;
	size_t end, raw_end;
	int r;

	if (is_bogus(*s)) {
		r = put_declaration(h, *s, &end);
		*s = slice_from(*s, end);
		return r;
	}
	end = markup_tag(h->open_tags < OPEN_TAGS_MAX ? *s :
	    slice_sub(*s, 0, OPEN_TAG_SEARCH), h->page->is_xml, &g);
	if (end == 0) {
		h->open_tags += s->len > 1 && (ascii_is_alpha(s->ptr[1]) ||
		    s->ptr[1] == '/');
		*s = slice_from(*s, 1);
		return put_text(h, SLICE("<"));
	}
	*s = slice_from(*s, end);
	r = handle_tag(h, &g, &t);
	kind = raw_kind(h, &g);
	if (r == 0 && kind != RAW_NONE) {
		r = put_raw_element(h, &g, kind, &t, *s, &raw_end);
		*s = slice_from(*s, raw_end);
	}
	return r;
}

static int
read_text(struct page *p, struct slice s, unsigned depth, bool is_quoted)
{
	struct html *h = mem_zalloc(sizeof *h);
	size_t at, i;
	int r = 0;

	h->page = p;
	h->depth = depth;
	h->quote.rest = is_quoted;
	for (i = 0; i < FLOWS_MAX; i++)
		flow_init(&h->flows[i]);
	h->flow_count = 1;
	while (s.len > 0 && r == 0) {
		at = slice_chr(s, '<', 0);
		if (at == SLICE_NPOS)
			at = s.len;
		if (at > 0)
			r = put_text(h, slice_sub(s, 0, at));
		s = slice_from(s, at);
		if (r == 0 && s.len > 0)
			r = step(h, &s);
	}
	if (r == 0)
		r = flush_block(h);
	if (r == 0)
		r = close_to(h, NULL);
	if (r == 0)
		r = flush_block(h);
	if (r == 0)
		r = end_code(p);
	for (i = 0; i < FLOWS_MAX; i++)
		flow_free(&h->flows[i]);
	free(h);
	return r;
}

/* The text, and what it holds inside. */
static int
read_all(struct page *p, struct slice s)
{
	struct nested *n;
	int r;

	p->nested = NULL;
	p->nested_end = &p->nested;
	r = read_text(p, s, 0, false);
	for (n = p->nested; n != NULL && r == 0; n = n->next)
		r = read_text(p, n->text, n->depth, n->is_quoted);
	return r;
}

/* One character set's reading: as browsers have it, and as Outlook does. */
static int
read_page(struct page *p, struct slice s, bool has_more)
{
	bool differs = !p->is_xml &&
	    (slice_ifind(s, SLICE("<!--[if"), 0) != SLICE_NPOS ||
	    slice_find(s, SLICE("<!["), 0) != SLICE_NPOS);
	int r;

	p->remembers |= differs || has_more;
	p->is_outlook = false;
	r = read_all(p, s);
	if (r == 0 && differs) {
		p->is_outlook = p->is_again = true;
		r = read_all(p, s);
	}
	p->is_again = true;
	return r;
}

static void
page_init(struct page *p, struct extract_job *j, bool is_xml)
{
	memset(p, 0, sizeof *p);
	p->job = j;
	p->is_xml = is_xml;
	p->is_body = j->where == FINDING_BODY;
	buf_init(&p->scratch, TEXT_TOTAL_MAX);
	buf_init(&p->view, TEXT_TOTAL_MAX);
	buf_init(&p->code, 2 * CODE_KEEP);
}

static void
page_free(struct page *p)
{
	seen_free(&p->seen);
	buf_free(&p->scratch);
	buf_free(&p->view);
	buf_free(&p->code);
	extract_unit_where(p->job, p->job->where);
}

int
html_text(struct extract_job *j, struct slice s, bool is_xml)
{
	struct page *p = mem_alloc(sizeof *p);
	int r;

	page_init(p, j, is_xml);
	r = read_page(p, s, false);
	page_free(p);
	free(p);
	return r;
}

int
html_of_refused(struct extract_job *j, struct slice bytes)
{
	struct buf out = BUF_INIT(TEXT_TOTAL_MAX);
	int r;

	r = text_to_utf8(j, bytes, &out);
	if (r == 0)
		r = html_text(j, buf_slice(&out), true);
	buf_free(&out);
	return r;
}

/* --- the format ------------------------------------------------------------------------------------ */

static int
html_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	char head[16];
	size_t n;

	(void)name;
	if (slice_eq_str(detected, "text/html") ||
	    slice_eq_str(detected, "image/svg+xml"))
		return 40;
	/* In UTF-16 it is not seen by its first bytes. */
	if (!slice_starts(detected, SLICE("text/")))
		return 0;
	n = text_head(bytes, head, sizeof head);
	return (n >= 5 && memcmp(head, "<html", 5) == 0) ||
	    (n >= 14 && memcmp(head, "<!doctype html", 14) == 0) ? 42 : 0;
}

static int
on_reading(void *arg, struct slice utf8, bool has_more)
{
	return read_page(arg, utf8, has_more);
}

static int
html_read(struct extract_job *j)
{
	struct page *p = mem_alloc(sizeof *p);
	int r;

	page_init(p, j, slice_eq_str(extract_part(j)->detected,
	    "image/svg+xml"));
	r = text_each_reading(j, extract_bytes(j), on_reading, p);
	page_free(p);
	free(p);
	return r;
}

const struct extract_format format_html = { "html", html_can_read, html_read };
