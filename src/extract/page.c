#include "extract/page.h"

#include "base/limits.h"
#include "extract/bare.h"
#include "extract/dataurl.h"
#include "extract/engine.h"
#include "extract/entity.h"
#include "extract/literal.h"
#include "extract/script.h"

#define STRIP_MIN	3	/* pieces that make a word */
#define STRIP_PIECE	3	/* letters of one */
#define CODE_MIN	((size_t)16)	/* letters in a row that may be base64 */

struct flow *
page_flow(struct html *h)
{
	return &h->flows[h->flow_count - 1];
}

/* --- text out -------------------------------------------------------------- */

bool
page_knows(struct page *p, enum seen_as as, struct slice text)
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
	if (r < 0 || page_knows(h->page, SEEN_TEXT, text))
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

/* --- base64 on the page ---------------------------------------------------- */

bool
page_may_be_code(struct slice s)
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

int
page_end_code(struct page *p)
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
	bool is_code = page_may_be_code(text);
	int r = 0;

	if (p->is_again || (!is_code && p->code.len == 0))
		return 0;
	if (text.len > PAGE_CODE_KEEP || p->code.len + text.len > PAGE_CODE_KEEP)
		r = page_end_code(p);
	if (r == 0 && text.len > PAGE_CODE_KEEP)
		return bare_read(p->job, text);
	if (r == 0)
		r = buf_put_slice(&p->code, text);
	if (r == 0)
		r = buf_putc(&p->code, '\n');
	/* A short line may be the last of it; what follows is not. */
	return r == 0 && !is_code ? page_end_code(p) : r;
}

int
page_end_strip(struct html *h)
{
	int r = 0;

	if (h->strip_count >= STRIP_MIN)
		r = page_put_aside(h, buf_slice(&h->strip));
	buf_reset(&h->strip);
	h->strip_count = 0;
	return r;
}

/*
 * A letter or two in a block that floats beside the next: nobody writes so
 * but to hide a word.  Longer pieces are columns, and stay apart.
 */
static int
note_strip(struct html *h, struct slice text)
{
	int r;

	if (!element_top(&h->elements)->is_beside || text.len > STRIP_PIECE ||
	    slice_chr(text, ' ', 0) != SLICE_NPOS)
		return page_end_strip(h);
	if (h->strip.len >= PAGE_STRIP_MAX - STRIP_PIECE &&
	    (r = page_end_strip(h)) < 0)
		return r;
	h->strip_count++;
	return buf_put_slice(&h->strip, text);
}

/* The block ends: its text goes out. */
int
page_flush(struct html *h)
{
	struct flow *f = page_flow(h);
	struct slice all = buf_slice(&f->text);
	enum finding_where where;
	int r = 0;

	if (slice_trim(all).len > 0) {
		r = put_lines(h, all, &where);
		if (r == 0)
			r = put_views(h, f, where);
		if (r == 0)
			r = note_code(h->page, slice_trim(all));
		if (r == 0)
			r = note_strip(h, slice_trim(all));
	}
	flow_reset(f);
	return r;
}

/* --- texts beside the text ------------------------------------------------- */

int
page_put_at(struct html *h, struct slice place, struct slice text)
{
	struct page *p = h->page;
	enum finding_where where = p->job->where;

	text = slice_trim(text);
	if (text.len == 0 || page_knows(p, SEEN_TEXT, text))
		return 0;
	if (p->is_body && (h->quote.rest || h->blockquotes > 0))
		where = FINDING_QUOTED;
	extract_unit_where(p->job, where);
	return extract_unit(p->job, place, text);
}

int
page_put_aside(struct html *h, struct slice text)
{
	return page_put_at(h, SLICE_NONE, text);
}

/* References decoded; in the page's scratch until the next call. */
int
page_decode(struct html *h, struct slice raw, struct slice *ret)
{
	int r;

	buf_reset(&h->page->scratch);
	r = entity_decode(raw, &h->page->scratch);
	*ret = buf_slice(&h->page->scratch);
	return r;
}

int
page_put_files(struct html *h, struct slice text)
{
	if (slice_ifind(text, SLICE("data:"), 0) == SLICE_NPOS ||
	    page_knows(h->page, SEEN_FILES, text))
		return 0;
	return dataurl_scan(h->page->job, text);
}

bool
page_holds_markup(struct slice s)
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

int
page_add_nested(struct html *h, struct slice text)
{
	struct page *p = h->page;
	struct nested *n;

	if (!page_holds_markup(text) || page_knows(p, SEEN_PAGE, text))
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

/* --- scripts and styles ---------------------------------------------------- */

/* Its strings, where they say more than what is written. */
static int
put_literals(struct html *h, struct slice s)
{
	struct buf out = BUF_INIT(4 * s.len + 64);
	bool differs;
	int r = literal_read(s, &out, &differs);

	if (r == 0 && differs)
		r = page_put_aside(h, buf_slice(&out));
	if (r == 0 && differs && !h->page->is_again &&
	    slice_find(s, SLICE("atob"), 0) != SLICE_NPOS &&
	    page_may_be_code(buf_slice(&out)))
		r = bare_read(h->page->job, buf_slice(&out));
	buf_free(&out);
	return r;
}

int
page_put_script(struct html *h, struct slice s, bool runs)
{
	struct buf plain = BUF_INIT(s.len + 64);
	struct buf joined = BUF_INIT(s.len + 64);
	int r = page_put_aside(h, s);

	/* In a drawing its references count. */
	if (r == 0 && (h->page->is_xml || h->foreign > 0) &&
	    slice_chr(s, '&', 0) != SLICE_NPOS) {
		r = entity_decode(s, &plain);
		s = buf_slice(&plain);
		if (r == 0)
			r = page_put_aside(h, s);
	}
	if (r == 0)
		r = script_join(s, &joined);
	if (r == 0 && joined.len != s.len)
		r = page_put_aside(h, buf_slice(&joined));
	if (r == 0)
		r = put_literals(h, s);
	if (r == 0)
		r = page_put_files(h, s);
	if (r == 0 && page_may_be_code(s) && !h->page->is_again)
		r = bare_read(h->page->job, s);
	if (r == 0 && runs && script_builds_file(s))
		r = extract_anomaly(h->page->job, ANOMALY_UNSUPPORTED,
		    "script that builds a file");
	buf_free(&plain);
	buf_free(&joined);
	return r;
}

/* A sheet, or the style of one element. */
int
page_put_style(struct html *h, struct slice css, bool is_sheet)
{
	struct buf words = BUF_INIT(TEXT_TOTAL_MAX);
	int r = 0;

	if (is_sheet) {
		style_read(&h->page->sheet, css);
		r = page_put_aside(h, css);
	} else if (slice_find(css, SLICE("/*"), 0) != SLICE_NPOS) {
		r = page_put_aside(h, css);
	}
	if (r == 0)
		r = page_put_files(h, css);
	if (r == 0)
		r = style_strings(css, &words);
	/* Names of fonts and the like say nothing by themselves. */
	if (r == 0 && (is_sheet ? slice_ifind(css, SLICE("content"), 0) !=
	    SLICE_NPOS : slice_find(css, SLICE("--"), 0) != SLICE_NPOS))
		r = page_put_aside(h, buf_slice(&words));
	buf_free(&words);
	return r;
}
