#include "action/html_rewrite.h"

#include <stdlib.h>
#include <string.h>

#include "action/html_traits_rewrite.h"
#include "action/html_tree_rewrite.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"

#define INTRO_MAX	400	/* bytes of "On ... wrote:" */

/* What stands open at a place. */
struct mark {
	bool is_set;
	size_t at;
	size_t own_text;	/* author's words above it */
	bool is_conditional;	/* between "<![if" and its end */
	struct html_tree tree;
};

/* A block whose end was the last thing that was read. */
struct latest {
	size_t from, to;
	size_t depth;
	size_t text;		/* bytes of words in it */
	bool is_intro;		/* says who wrote what follows */
};

struct page {
	struct html_lexer lexer;
	struct html_tree tree;
	struct html_page *ret;
	struct buf *shown;
	bool own_only;
	bool is_rest_quoted;	/* Outlook's separator: all that follows */
	bool is_left_out;	/* of shown, and said so */
	bool is_conditional;
	bool is_uncertain;

	struct mark body_end, html_end, end, quote, signature;
	size_t end_count;
	bool has_quote;		/* the first older message was met */
	struct slice sheets[PAGE_SHEETS_MAX];
	size_t sheet_count;
	size_t noscript_end;

	/* Own words only: would a reader see them? */
	struct buf hiding;	/* what the sheets may hide */
	bool has_inks, has_papers;	/* the sheets set colours */
	size_t work;
	unsigned asked_id;	/* the element that was last asked for */
	bool is_asked_hidden;

	/* For the line over a quotation. */
	size_t begun[PAGE_OPEN_MAX + 1];	/* offset + 1 of a block there */
	size_t begun_text[PAGE_OPEN_MAX + 1];
	struct latest block, rule;
	size_t text_to;		/* end of the last word */
	uint8_t text_last;
	bool has_date;		/* in the last text: digits or "@" */
	size_t own_text, all_text;
};

/* --- what is shown ----------------------------------------------------------------------- */

static bool
is_quoted(const struct page *p, const struct html_look *look)
{
	return p->is_rest_quoted || (look->flags & HTML_QUOTES) != 0;
}

/* May a style sheet hide what stands here? */
static bool
sheets_hide(struct page *p)
{
	struct html_element_seen seen[PAGE_OPEN_MAX];
	const struct html_tree *t = &p->tree;
	size_t i;

	if (p->hiding.len == 0)
		return false;
	if (p->asked_id == t->open[t->depth - 1].id)
		return p->is_asked_hidden;
	p->asked_id = t->open[t->depth - 1].id;
	p->work += p->hiding.len * (t->depth + 4);
	for (i = 0; i < t->depth; i++)
		seen[i] = (struct html_element_seen){ t->open[i].name,
		    t->open[i].attributes };
	p->is_asked_hidden = p->work > PAGE_HIDING_WORK_MAX ||
	    html_sheet(buf_slice(&p->hiding), seen, t->depth, seen,
	    t->depth) != 0;
	return p->is_asked_hidden;
}

/*
 * Words that are there but not seen are no notice: white on white, hidden by a
 * style sheet, or what Outlook leaves out.
 */
static bool
is_unseen(struct page *p, const struct html_look *look)
{
	bool is_known;

	if ((look->flags & HTML_HIDES) != 0 || !p->own_only)
		return (look->flags & HTML_HIDES) != 0;
	/* What the page itself does not say, a sheet may. */
	is_known = !(p->has_papers && look->paper == HTML_COLOUR_UNSET) &&
	    !(p->has_inks && look->ink == HTML_COLOUR_UNSET);
	return p->is_conditional || (is_known && html_is_unreadable(look)) ||
	    sheets_hide(p);
}

/* Is text here for shown?  Where an older message begins it says so. */
static int
is_wanted(struct page *p, bool *ret)
{
	struct html_look look;
	bool was = p->is_left_out;

	*ret = false;
	if (p->shown == NULL)
		return 0;
	look = html_stack_now(&p->tree);
	if (is_unseen(p, &look))
		return 0;
	p->is_left_out = p->own_only && is_quoted(p, &look);
	*ret = !p->is_left_out;
	return p->is_left_out && !was ? buf_puts(p->shown, "\n>\n") : 0;
}

static int
show(struct page *p, const char *s)
{
	bool wanted;
	int r = is_wanted(p, &wanted);

	return r == 0 && wanted ? buf_puts(p->shown, s) : r;
}

static bool
is_blank(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (!html_is_blank(s.ptr[i]) && s.ptr[i] != '\0')
			return false;
	return true;
}

static bool
has_digit(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (ascii_is_digit(s.ptr[i]) || s.ptr[i] == '@')
			return true;
	return false;
}

static void
count_text(struct page *p, const struct html_token *t)
{
	struct html_look look = html_stack_now(&p->tree);
	struct slice s = slice_trim(t->text);

	if ((look.flags & HTML_HIDES) != 0 ||
	    slice_ieq(s, SLICE("&nbsp;")))
		return;
	p->all_text += s.len;
	if (is_quoted(p, &look))
		return;
	p->own_text += s.len;
	p->text_to = t->to;
	p->text_last = s.ptr[s.len - 1];
	p->has_date = p->has_date || has_digit(s);
}

static int
take_text(struct page *p, const struct html_token *t)
{
	bool blank = is_blank(t->text), wanted;
	int r;

	html_tree_text(&p->tree, blank);
	if (!blank)
		count_text(p, t);
	r = is_wanted(p, &wanted);
	if (r < 0 || !wanted)
		return r;
	return t->is_raw ? buf_put_slice(p->shown, t->text) :
	    html_resolve(t->text, false, p->shown);
}

/* --- places ---------------------------------------------------------------------------------- */

static void
set_mark(struct page *p, struct mark *m, size_t at, size_t own_text)
{
	m->is_set = true;
	m->at = at;
	m->own_text = own_text;
	m->is_conditional = p->is_conditional;
	html_tree_copy(&p->tree, &m->tree);
}

/* Did a block end right above, with nothing but white space since? */
static bool
stands_above(const struct page *p, const struct latest *l)
{
	return l->to > 0 && l->depth == p->tree.depth && p->text_to <= l->to;
}

/* Where the older message begins that this tag opens, if a block may go there. */
static void
meet_quote(struct page *p, const struct html_token *t, bool is_separator)
{
	bool is_block = slice_ieq(t->name, SLICE("blockquote"));
	bool has_intro = is_block && stands_above(p, &p->block) &&
	    p->block.is_intro;

	/* Without any of these it may be the author's own quotation. */
	if (p->has_quote || (is_block && !has_intro &&
	    !slice_ieq(html_attribute(t->attributes, "type"), SLICE("cite")) &&
	    html_attribute(t->attributes, "class").len == 0))
		return;
	p->has_quote = true;
	if (!html_stack_is_flow(&p->tree))
		return;
	if (has_intro)
		set_mark(p, &p->quote, p->block.from,
		    p->own_text - p->block.text);
	else if (is_separator && stands_above(p, &p->rule))
		set_mark(p, &p->quote, p->rule.from, p->own_text);
	else if (!is_block || p->text_last != ':')
		set_mark(p, &p->quote, t->from, p->own_text);
}

static void
meet(struct page *p, const struct html_token *t, const struct html_traits *x)
{
	struct html_look look = html_stack_now(&p->tree);

	if ((look.flags & HTML_HIDES) != 0 || is_quoted(p, &look))
		return;
	if (x->is_separator || (x->look.flags & HTML_QUOTES) != 0)
		meet_quote(p, t, x->is_separator);
	else if (x->is_signature && !p->signature.is_set && !p->has_quote &&
	    html_stack_is_flow(&p->tree))
		set_mark(p, &p->signature, t->from, p->own_text);
	if (x->is_separator && t->from > 0)
		p->is_rest_quoted = true;
}

/* What began in an element that has ended is no neighbour of what follows. */
static void
forget_inner(struct page *p, size_t depth_before)
{
	size_t i;

	for (i = p->tree.depth + 1; i <= depth_before; i++)
		p->begun[i] = 0;
	if (p->block.depth > p->tree.depth)
		p->block.to = 0;
	if (p->rule.depth > p->tree.depth)
		p->rule.to = 0;
}

/* A paragraph opened that may turn out to be "On ... wrote:". */
static void
block_begins(struct page *p, const struct html_token *t, size_t depth_before,
    bool was_flow)
{
	size_t depth = p->tree.depth - 1;

	if (!slice_ieq(t->name, SLICE("div")) &&
	    !slice_ieq(t->name, SLICE("p")))
		return;
	p->begun[depth] = 0;
	if (!was_flow || depth != depth_before)
		return;
	p->begun[depth] = t->from + 1;
	p->begun_text[depth] = p->own_text;
	p->has_date = false;
}

static void
block_ends(struct page *p, const struct html_token *t, size_t depth_before)
{
	size_t depth = p->tree.depth;

	forget_inner(p, depth_before);
	if (depth >= depth_before || p->begun[depth] == 0)
		return;
	p->block = (struct latest){ p->begun[depth] - 1, t->to, depth,
	    p->own_text - p->begun_text[depth], false };
	p->block.is_intro = p->text_last == ':' && p->has_date &&
	    p->block.text > 0 && p->block.text <= INTRO_MAX &&
	    p->text_to > p->block.from;
	p->begun[depth] = 0;
}

/* --- tags -------------------------------------------------------------------------------------- */

static void
keep_sheet(struct page *p, const struct html_token *tag, struct slice sheet)
{
	struct slice media = html_attribute(tag->attributes, "media");

	if (slice_ieq(slice_trim(media), SLICE("print")))
		return;
	if (p->sheet_count == PAGE_SHEETS_MAX) {
		p->is_uncertain = true;
		return;
	}
	p->sheets[p->sheet_count++] = sheet;
}

/* The content of a <style>, <title>, <script> and the like: not shown. */
static void
take_raw(struct page *p, const struct html_token *tag)
{
	struct html_token content;
	enum html_raw kind = HTML_RAW_TEXT;

	if (slice_ieq(tag->name, SLICE("script")))
		kind = HTML_RAW_SCRIPT;
	else if (slice_ieq(tag->name, SLICE("plaintext")))
		kind = HTML_RAW_ALL;
	(void)html_raw(&p->lexer, tag->name, kind, &content);
	if (slice_ieq(tag->name, SLICE("style")))
		keep_sheet(p, tag, content.text);
}

/*
 * Who has scripting takes the content of a <noscript> for text, up to the
 * first end tag; who has not reads its tags.  Both have to come out alike.
 */
static void
begin_noscript(struct page *p)
{
	if (p->lexer.at < p->noscript_end) {
		p->is_uncertain = true;
		return;
	}
	p->noscript_end = slice_ifind(p->lexer.s, SLICE("</noscript"),
	    p->lexer.at);
}

static int
take_start(struct page *p, const struct html_token *t)
{
	const struct html_element *e = html_element(t->name);
	struct html_traits x = html_traits(t);
	bool was_flow = html_stack_is_flow(&p->tree);
	size_t depth = p->tree.depth;
	int r;

	p->ret->has_tags = true;
	if (slice_ieq(t->name, SLICE("frameset")))
		p->ret->is_frameset = true;
	if (slice_ieq(t->name, SLICE("noscript")))
		begin_noscript(p);
	/* A style sheet of SVG is one of the page. */
	if (slice_ieq(t->name, SLICE("style")) &&
	    html_stack_is_foreign(&p->tree))
		p->is_uncertain = true;
	meet(p, t, &x);
	if (was_flow && slice_ieq(t->name, SLICE("hr")))
		p->rule = (struct latest){ t->from, t->to, depth, 0, false };
	r = (e->flags & HE_LINE) != 0 ? show(p, "\n") : 0;
	if (html_tree_start(&p->tree, t, &x.look) == HTML_CONTENT_RAW)
		take_raw(p, t);
	forget_inner(p, depth);
	block_begins(p, t, depth, was_flow);
	return r;
}

static int
take_end(struct page *p, const struct html_token *t)
{
	const struct html_element *e = html_element(t->name);
	size_t depth = p->tree.depth;

	p->ret->has_tags = true;
	/* In a template it ends nothing. */
	if (p->tree.templates == 0 && (slice_ieq(t->name, SLICE("body")) ||
	    slice_ieq(t->name, SLICE("html")))) {
		p->is_uncertain = p->is_uncertain ||
		    ++p->end_count > PAGE_ENDS_MAX;
		if (p->end_count <= PAGE_ENDS_MAX)
			set_mark(p, slice_ieq(t->name, SLICE("body")) ?
			    &p->body_end : &p->html_end, t->from, p->own_text);
	}
	if (slice_ieq(t->name, SLICE("noscript")) && p->noscript_end > 0) {
		p->is_uncertain = p->is_uncertain ||
		    t->from != p->noscript_end;
		p->noscript_end = 0;
	}
	html_tree_end(&p->tree, t);
	block_ends(p, t, depth);
	return (e->flags & HE_LINE) != 0 ? show(p, "\n") : 0;
}

/* "<![if !mso]>" and "<!--[if !mso]><!-->": Outlook leaves out what follows. */
static void
take_comment(struct page *p, const struct html_token *t)
{
	struct slice s = slice_trim(t->text);

	if (slice_ifind(s, SLICE("[endif]"), 0) != SLICE_NPOS) {
		if (!slice_istarts(s, SLICE("[if")))
			p->is_conditional = false;
	} else if (slice_istarts(s, SLICE("[if"))) {
		p->is_conditional = true;
	}
}

static int
take(struct page *p, const struct html_token *t)
{
	switch (t->kind) {
	case HTML_TEXT:
		return take_text(p, t);
	case HTML_START:
		return take_start(p, t);
	case HTML_END_TAG:
		return take_end(p, t);
	case HTML_COMMENT:
		take_comment(p, t);
		return 0;
	case HTML_DOCTYPE:
	case HTML_END:
		return 0;
	}
	return 0;
}

static int
page_read(struct page *p, struct slice s)
{
	struct html_token t;
	int r;

	p->lexer.s = s;
	/* A byte order mark is no text. */
	p->lexer.at = slice_starts(s, SLICE("\xef\xbb\xbf")) ? 3 : 0;
	html_tree_init(&p->tree);
	for (r = 0; r == 0; ) {
		p->lexer.is_foreign = html_stack_is_foreign(&p->tree);
		html_next(&p->lexer, &t);
		/* A tag that the page cuts off is dropped. */
		if (t.kind == HTML_END || p->lexer.is_cut)
			break;
		r = take(p, &t);
	}
	set_mark(p, &p->end, s.len, p->own_text);
	p->ret->has_content = p->all_text > 0;
	return r;
}

/* --- would a block be seen there? ----------------------------------------------------------------- */

struct block {
	struct html_element_seen seen[PAGE_OPEN_MAX + PAGE_BLOCK_MAX];
	size_t count;
	bool has_colour;
	bool is_too_large;
};

static void
block_read(struct slice html, struct block *b)
{
	struct html_lexer l = { .s = html };
	struct html_token t;

	for (html_next(&l, &t); t.kind != HTML_END; html_next(&l, &t)) {
		if (t.kind != HTML_START)
			continue;
		if (b->count == PAGE_BLOCK_MAX) {
			b->is_too_large = true;
			return;
		}
		b->seen[b->count++] = (struct html_element_seen){ t.name,
		    t.attributes };
		b->has_colour = b->has_colour ||
		    slice_ifind(t.attributes, SLICE("color"), 0) != SLICE_NPOS;
	}
}

/* Does nothing in the page set a background? */
static bool
is_on_white(struct slice page)
{
	return slice_ifind(page, SLICE("background"), 0) == SLICE_NPOS &&
	    slice_ifind(page, SLICE("bgcolor"), 0) == SLICE_NPOS;
}

/* With "body{color:#fff}" a block without a colour would not be read. */
static unsigned
sheet_does(const struct page *p, struct slice sheet, const struct block *b,
    size_t n)
{
	struct buf hiding = BUF_INIT(PAGE_HIDING_MAX);
	unsigned flags = html_sheet(sheet, b->seen, n, b->seen, n);

	if ((flags & HTML_COLOURS) != 0 && !b->has_colour &&
	    (html_sheet_hiding(sheet, is_on_white(p->lexer.s), &hiding) < 0 ||
	    html_sheet(buf_slice(&hiding), b->seen, n, b->seen, n) != 0))
		flags |= HTML_HIDES;
	buf_free(&hiding);
	return flags;
}

/* What the sheets do to the elements open there and to those of the block. */
static unsigned
sheets_do(const struct page *p, const struct mark *m, struct block *b)
{
	unsigned flags = 0;
	size_t i, n;

	for (i = 0, n = b->count; i < m->tree.depth; i++)
		b->seen[n++] = (struct html_element_seen){
		    m->tree.open[i].name, m->tree.open[i].attributes };
	for (i = 0; i < p->sheet_count; i++)
		flags |= sheet_does(p, p->sheets[i], b, n);
	return flags;
}

/* With the formatting that a text there would take up again. */
static struct html_look
look_at(const struct mark *m)
{
	const struct html_open *pending[PAGE_FORMATTING_MAX];
	struct html_look look = html_stack_now(&m->tree);
	size_t i, n;

	n = html_stack_pending(&m->tree, pending);
	for (i = 0; i < n; i++) {
		look.flags |= pending[i]->own.flags;
		if (pending[i]->own.ink != HTML_COLOUR_UNSET)
			look.ink = pending[i]->own.ink;
		if (pending[i]->own.paper != HTML_COLOUR_UNSET)
			look.paper = pending[i]->own.paper;
	}
	return look;
}

static bool
is_fit(const struct page *p, const struct mark *m, struct block *b)
{
	const unsigned bad = HTML_HIDES | HTML_BARS;
	struct html_look look = look_at(m);
	unsigned sheets;

	if ((look.flags & (bad | HTML_QUOTES)) != 0 ||
	    html_stack_is_in_cell(&m->tree) || m->is_conditional)
		return false;
	sheets = sheets_do(p, m, b);
	/* Which colour wins in the end is not worked out. */
	return (sheets & bad) == 0 && (b->has_colour ||
	    (sheets & HTML_COLOURS) != 0 || !html_is_unreadable(&look));
}

static const struct mark *
last_place(const struct page *p)
{
	return p->body_end.is_set ? &p->body_end :
	    p->html_end.is_set ? &p->html_end : &p->end;
}

static bool
is_sure(const struct page *p)
{
	return !p->lexer.is_cut && !p->is_uncertain && !p->tree.is_too_deep &&
	    !p->tree.is_uncertain && !p->ret->is_frameset;
}

static const struct mark *
wanted_place(const struct page *p, enum edit_place wanted)
{
	switch (wanted) {
	case EDIT_PLACE_ABOVE_SIGNATURE:
		return &p->signature;
	case EDIT_PLACE_ABOVE_QUOTE:
		return &p->quote;
	case EDIT_PLACE_END:
	case EDIT_PLACE_COUNT:
		break;
	}
	return last_place(p);
}

static bool
find_place(const struct page *p, struct slice html, enum edit_place wanted,
    size_t *ret)
{
	const struct mark *m = wanted_place(p, wanted), *last = last_place(p);
	struct block *b;
	bool fits;

	if (!is_sure(p))
		return false;
	b = mem_zalloc(sizeof *b);
	block_read(html, b);
	fits = m->is_set && (m == last || (m->own_text > 0 &&
	    m->at < last->at)) && is_fit(p, m, b);
	if (!fits && m != last) {
		m = last;
		fits = is_fit(p, m, b);
	}
	fits = fits && !b->is_too_large;
	free(b);
	if (fits)
		*ret = m->at;
	return fits;
}

/* The sheets first, also those that stand below what they hide. */
static int
hiding_read(struct page *p, struct slice s)
{
	struct html_page ignored = { .place = 0 };
	struct page *first;
	bool on_white;
	size_t i;
	int r;

	buf_init(&p->hiding, PAGE_HIDING_MAX);
	if (!p->own_only || p->shown == NULL ||
	    slice_ifind(s, SLICE("<style"), 0) == SLICE_NPOS)
		return 0;
	on_white = is_on_white(s);
	first = mem_zalloc(sizeof *first);
	first->ret = &ignored;
	r = page_read(first, s);
	for (i = 0; i < first->sheet_count && r == 0; i++) {
		p->has_inks = p->has_inks || slice_ifind(first->sheets[i],
		    SLICE("color"), 0) != SLICE_NPOS;
		p->has_papers = p->has_papers || slice_ifind(first->sheets[i],
		    SLICE("background"), 0) != SLICE_NPOS;
		r = html_sheet_hiding(first->sheets[i], on_white,
		    &p->hiding);
	}
	/* More than is looked through: let it hide all. */
	if (r == ERR_LIMIT || first->sheet_count == PAGE_SHEETS_MAX) {
		p->work = PAGE_HIDING_WORK_MAX;
		r = p->hiding.len == 0 ? buf_puts(&p->hiding, "*{}") : 0;
	}
	free(first);
	return r;
}

int
html_read(struct slice s, bool own_only, struct buf *shown,
    struct html_page *ret)
{
	struct page *p;
	int r;

	memset(ret, 0, sizeof *ret);
	p = mem_zalloc(sizeof *p);
	p->ret = ret;
	p->own_only = own_only;
	p->shown = shown;
	r = hiding_read(p, s);
	if (r == 0)
		r = page_read(p, s);
	ret->place = last_place(p)->at;
	ret->is_closed = !find_place(p, SLICE(""), EDIT_PLACE_END,
	    &ret->place);
	buf_free(&p->hiding);
	free(p);
	return r;
}

bool
html_place(struct slice s, struct slice block, enum edit_place wanted,
    size_t *ret)
{
	struct html_page page = { .place = 0 };
	struct page *p;
	bool fits;

	p = mem_zalloc(sizeof *p);
	p->ret = &page;
	fits = page_read(p, s) == 0 && find_place(p, block, wanted, ret);
	free(p);
	return fits;
}
