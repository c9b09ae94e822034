#include "action/html_rewrite.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "action/html_sight_rewrite.h"
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

struct html_reading {
	struct html_lexer lexer;
	struct html_page page;
	struct buf *shown;
	bool own_only;
	bool is_rest_quoted;	/* Outlook's separator: all that follows */
	bool is_left_out;	/* of shown, and said so */
	bool is_conditional;
	bool is_uncertain;
	bool is_shadowed;	/* a shadow tree: who knows what is shown */

	size_t end_count;
	bool has_quote;		/* the first older message was met */
	size_t noscript_end;

	struct html_sight sight;
	bool has_rules;		/* all of them, from an earlier reading */
	bool has_asked;		/* for what is seen: by the rules so far */
	bool is_late;		/* a sheet stands below */

	/* For the line over a quotation. */
	size_t begun[PAGE_OPEN_MAX + 1];	/* offset + 1 of a block there */
	struct latest block, rule;
	size_t text_to;		/* end of the last word */
	uint8_t text_last;
	bool has_date;		/* in the last text: digits or "@" */
	size_t own_text, all_text;

	/* From here on large, and not cleared: marks say if they are set. */
	size_t begun_text[PAGE_OPEN_MAX + 1];
	struct html_tree tree;
	struct mark body_end, html_end, end, quote, signature;
	struct mark ignored_end;	/* by browsers; nothing stands below it */
};

/* --- what is shown ----------------------------------------------------------------------- */

static bool
is_quoted(const struct html_reading *p, unsigned flags)
{
	return p->is_rest_quoted || (flags & HTML_QUOTES) != 0;
}

/* Words that are there but not sure to be seen are no notice. */
static bool
is_unseen(struct html_reading *p, unsigned flags)
{
	if ((flags & HTML_HIDES) != 0 || !p->own_only)
		return (flags & HTML_HIDES) != 0;
	if ((flags & HTML_DOUBTS) != 0 || p->is_conditional)
		return true;
	return (html_sight(&p->sight, &p->tree) &
	    (HTML_HIDES | HTML_DOUBTS)) != 0;
}

/* Is text here for shown?  Where an older message begins it says so. */
static int
is_wanted(struct html_reading *p, bool *ret)
{
	bool was = p->is_left_out;
	unsigned flags;

	*ret = false;
	if (p->shown == NULL)
		return 0;
	flags = html_stack_now(&p->tree);
	if (is_unseen(p, flags))
		return 0;
	p->is_left_out = p->own_only && is_quoted(p, flags);
	*ret = !p->is_left_out;
	return p->is_left_out && !was ? buf_puts(p->shown, "\n>\n") : 0;
}

static int
show(struct html_reading *p, const char *s)
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
count_text(struct html_reading *p, const struct html_token *t)
{
	unsigned flags = html_stack_now(&p->tree);
	struct slice s = slice_trim(t->text);

	if ((flags & HTML_HIDES) != 0 ||
	    slice_ieq(s, SLICE("&nbsp;")))
		return;
	p->all_text += s.len;
	p->ignored_end.is_set = false;
	if (is_quoted(p, flags))
		return;
	p->own_text += s.len;
	p->text_to = t->to;
	p->text_last = s.ptr[s.len - 1];
	p->has_date = p->has_date || has_digit(s);
}

static int
take_text(struct html_reading *p, const struct html_token *t)
{
	bool blank = is_blank(t->text), wanted;
	int r;

	html_tree_text(&p->tree, blank);
	if (!blank)
		count_text(p, t);
	/* Blank ones are shown or not, nobody sees the difference. */
	p->has_asked = p->has_asked ||
	    (!blank && p->own_only && p->shown != NULL);
	r = is_wanted(p, &wanted);
	if (r < 0 || !wanted)
		return r;
	return t->is_raw ? buf_put_slice(p->shown, t->text) :
	    html_resolve(t->text, false, p->shown);
}

/* --- places ---------------------------------------------------------------------------------- */

static void
set_mark(struct html_reading *p, struct mark *m, size_t at, size_t own_text)
{
	m->is_set = true;
	m->at = at;
	m->own_text = own_text;
	m->is_conditional = p->is_conditional;
	html_tree_copy(&p->tree, &m->tree);
}

/* Did a block end right above, with nothing but white space since? */
static bool
stands_above(const struct html_reading *p, const struct latest *l)
{
	return l->to > 0 && l->depth == p->tree.depth && p->text_to <= l->to;
}

/* Where the older message begins that this tag opens, if a block may go there. */
static void
meet_quote(struct html_reading *p, const struct html_token *t, bool is_separator)
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
meet(struct html_reading *p, const struct html_token *t, const struct html_traits *x)
{
	unsigned flags = html_stack_now(&p->tree);

	if ((flags & HTML_HIDES) != 0 || is_quoted(p, flags))
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
forget_inner(struct html_reading *p, size_t depth_before)
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
block_begins(struct html_reading *p, const struct html_token *t, size_t depth_before,
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
block_ends(struct html_reading *p, const struct html_token *t, size_t depth_before)
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

/* In a template, for instance, it is none; what is no CSS is none either. */
static bool
is_loose_sheet(const struct html_reading *p, const struct html_token *tag)
{
	struct slice type = html_attribute(tag->attributes, "type");

	return p->tree.templates > 0 || p->tree.selects > 0 ||
	    p->noscript_end > 0 || p->is_conditional ||
	    html_attribute(tag->attributes, "title").ptr != NULL ||
	    (type.len > 0 && !slice_ieq(type, SLICE("text/css")));
}

static void
keep_sheet(struct html_reading *p, const struct html_token *tag, struct slice sheet)
{
	if (p->has_rules)
		return;
	html_rules_add(&p->sight.rules, sheet,
	    html_attribute(tag->attributes, "media"), is_loose_sheet(p, tag));
	html_sight_forget(&p->sight);
	p->is_late = p->is_late || p->has_asked;
}

/* A sheet that is in the link, or in the message. */
static void
take_link(struct html_reading *p, const struct html_token *tag)
{
	struct slice href = slice_trim(html_attribute(tag->attributes, "href"));

	if (!slice_istarts(href, SLICE("data:")) &&
	    !slice_istarts(href, SLICE("cid:")))
		return;
	p->is_late = p->is_late || (p->has_asked && !p->has_rules);
	p->sight.rules.is_unclear = true;
}

/* The content of a <style>, <title>, <script> and the like: not shown. */
static void
take_raw(struct html_reading *p, const struct html_token *tag)
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
begin_noscript(struct html_reading *p)
{
	if (p->lexer.at < p->noscript_end) {
		p->is_uncertain = true;
		return;
	}
	p->noscript_end = slice_ifind(p->lexer.s, SLICE("</noscript"),
	    p->lexer.at);
}

/* What one element says of the whole page. */
static void
note_page(struct html_reading *p, const struct html_token *t,
    const struct html_look *look)
{
	struct html_rules *r = &p->sight.rules;
	bool was_dark = r->is_dark, did_cover = r->covers;

	if ((look->flags & HTML_DARKENS) != 0 ||
	    (slice_ieq(t->name, SLICE("meta")) &&
	    slice_ieq(slice_trim(html_attribute(t->attributes, "name")),
	    SLICE("color-scheme")) && slice_ifind(html_attribute(t->attributes,
	    "content"), SLICE("dark"), 0) != SLICE_NPOS))
		r->is_dark = true;
	/* What Word draws for programs that know no VML is a picture's. */
	r->covers = r->covers || (!p->is_conditional && html_look_covers(look,
	    html_stack_now(&p->tree)));
	if (!p->has_rules && (was_dark != r->is_dark || did_cover != r->covers))
		p->is_late = p->is_late || p->has_asked;
}

static int
take_start(struct html_reading *p, const struct html_token *t)
{
	const struct html_element *e = t->e;
	struct html_traits x = html_traits(t);
	bool was_flow = html_stack_is_flow(&p->tree);
	size_t depth = p->tree.depth;
	int r;

	p->page.has_tags = true;
	if (slice_ieq(t->name, SLICE("frameset")))
		p->page.is_frameset = true;
	if (slice_ieq(t->name, SLICE("noscript")))
		begin_noscript(p);
	else if (slice_ieq(t->name, SLICE("link")))
		take_link(p, t);
	/* What stands beside it is not shown, but what it says instead. */
	else if (slice_ieq(t->name, SLICE("template")) &&
	    html_attribute(t->attributes, "shadowrootmode").ptr != NULL)
		p->is_shadowed = p->is_uncertain = true;
	/* A style sheet of SVG is one of the page. */
	if (slice_ieq(t->name, SLICE("style")) &&
	    html_stack_is_foreign(&p->tree))
		p->is_uncertain = true;
	note_page(p, t, &x.look);
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

/* In a template it ends nothing, and nothing in a table or a cell. */
static void
page_ends(struct html_reading *p, const struct html_token *t)
{
	bool is_body = slice_ieq(t->name, SLICE("body"));

	if (p->tree.templates > 0)
		return;
	if (++p->end_count > PAGE_ENDS_MAX)
		p->is_uncertain = true;
	else if (!p->tree.has_body || html_in_scope(&p->tree, SLICE("body"),
	    0) != SLICE_NPOS)
		set_mark(p, is_body ? &p->body_end : &p->html_end, t->from,
		    p->own_text);
	else if (is_body || !p->ignored_end.is_set)
		set_mark(p, &p->ignored_end, t->from, p->own_text);
}

static int
take_end(struct html_reading *p, const struct html_token *t)
{
	const struct html_element *e = t->e;
	size_t depth = p->tree.depth;

	p->page.has_tags = true;
	if (slice_ieq(t->name, SLICE("body")) ||
	    slice_ieq(t->name, SLICE("html")))
		page_ends(p, t);
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
take_comment(struct html_reading *p, const struct html_token *t)
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
take(struct html_reading *p, const struct html_token *t)
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
page_read(struct html_reading *p, struct slice s)
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
	p->page.has_content = p->all_text > 0;
	return r;
}

/* --- would a block be seen there? ----------------------------------------------------------------- */

/* With the formatting that a text there would take up again. */
static unsigned
flags_at(const struct mark *m)
{
	const struct html_open *pending[PAGE_FORMATTING_MAX];
	unsigned flags = html_stack_now(&m->tree);
	size_t i, n;

	n = html_stack_pending(&m->tree, pending);
	for (i = 0; i < n; i++)
		flags |= pending[i]->own.flags;
	return flags;
}

/* A text that is put in at the tree's place. */
static bool
is_text_seen(struct html_sight *sight, struct html_tree *t)
{
	html_tree_text(t, false);
	return (html_stack_now(t) & (HTML_HIDES | HTML_DOUBTS)) == 0 &&
	    (html_sight(sight, t) & (HTML_HIDES | HTML_DOUBTS |
	    HTML_BARS)) == 0;
}

/* The block is read on from there, as a browser would. */
static bool
is_block_seen(struct html_sight *sight, struct html_tree *t, struct slice html)
{
	struct html_lexer l = { .s = html };
	struct html_token token;
	struct html_traits x;
	size_t count = 0;

	if (html.len == 0)
		return is_text_seen(sight, t);
	for (html_next(&l, &token); token.kind != HTML_END;
	    html_next(&l, &token)) {
		if (token.kind == HTML_START) {
			if (++count > PAGE_BLOCK_MAX)
				return false;
			x = html_traits(&token);
			(void)html_tree_start(t, &token, &x.look);
		} else if (token.kind == HTML_END_TAG) {
			html_tree_end(t, &token);
		} else if (token.kind == HTML_TEXT && !is_blank(token.text) &&
		    !is_text_seen(sight, t)) {
			return false;
		}
	}
	return true;
}

static bool
is_fit(struct html_reading *p, const struct mark *m, struct slice html)
{
	struct html_tree *t;
	bool is_seen;

	if ((flags_at(m) & (HTML_HIDES | HTML_DOUBTS | HTML_BARS |
	    HTML_QUOTES)) != 0 || html_stack_is_in_cell(&m->tree) ||
	    m->is_conditional)
		return false;
	t = mem_alloc(sizeof *t);
	html_tree_copy(&m->tree, t);
	html_sight_forget(&p->sight);
	is_seen = is_block_seen(&p->sight, t, html);
	html_sight_forget(&p->sight);
	free(t);
	return is_seen;
}

static const struct mark *
last_place(const struct html_reading *p)
{
	if (p->ignored_end.is_set && p->ignored_end.at > (p->body_end.is_set ?
	    p->body_end.at : p->html_end.is_set ? p->html_end.at : 0))
		return &p->ignored_end;
	return p->body_end.is_set ? &p->body_end :
	    p->html_end.is_set ? &p->html_end : &p->end;
}

static bool
is_sure(const struct html_reading *p)
{
	return !p->lexer.is_cut && !p->is_uncertain && !p->tree.is_too_deep &&
	    !p->tree.is_uncertain && !p->page.is_frameset;
}

static const struct mark *
wanted_place(const struct html_reading *p, enum edit_place wanted)
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

/*
 * A page that is quoted whole has ends of its own; if what is open there is
 * closed again below, the page that quotes it goes on, and ends with its data.
 */
static bool
is_end_quoted(const struct html_reading *p, const struct mark *m)
{
	return (m == &p->body_end || m == &p->html_end) &&
	    (flags_at(m) & HTML_QUOTES) != 0 &&
	    (flags_at(&p->end) & HTML_QUOTES) == 0;
}

bool
html_reading_place(struct html_reading *p, struct slice html,
    enum edit_place wanted, size_t *ret)
{
	const struct mark *m = wanted_place(p, wanted), *last = last_place(p);
	bool fits;

	if (!is_sure(p))
		return false;
	fits = m->is_set && (m == last || (m->own_text > 0 &&
	    m->at < last->at)) && is_fit(p, m, html);
	if (!fits && m != last) {
		m = last;
		fits = is_fit(p, m, html);
	}
	if (!fits && is_end_quoted(p, last)) {
		m = &p->end;
		fits = is_fit(p, m, html);
	}
	if (fits)
		*ret = m->at;
	return fits;
}

/* --- readings ------------------------------------------------------------------------------------ */

static struct html_reading *
reading_new(bool own_only, struct buf *shown)
{
	struct html_reading *p = mem_alloc(sizeof *p);

	memset(p, 0, offsetof(struct html_reading, begun_text));
	p->body_end.is_set = p->html_end.is_set = p->end.is_set =
	    p->quote.is_set = p->signature.is_set =
	    p->ignored_end.is_set = false;
	p->own_only = own_only;
	p->shown = shown;
	html_sight_init(&p->sight);
	return p;
}

void
html_reading_free(struct html_reading *p)
{
	if (p == NULL)
		return;
	html_sight_free(&p->sight);
	free(p);
}

/* A sheet below what it is for: once more, with all sheets. */
static struct html_reading *
again(struct html_reading *p)
{
	struct html_reading *new = reading_new(p->own_only, p->shown);

	new->sight = p->sight;
	html_sight_forget(&new->sight);
	new->has_rules = true;
	free(p);
	return new;
}

int
html_reading(struct slice s, bool own_only, struct buf *shown,
    struct html_reading **ret)
{
	struct html_reading *p = reading_new(own_only, shown);
	size_t len = shown == NULL ? 0 : shown->len;
	int r;

	r = page_read(p, s);
	if (r == 0 && p->is_late) {
		shown->len = len;
		p = again(p);
		r = page_read(p, s);
	}
	/* Beside a shadow tree nobody knows. */
	if (r == 0 && p->is_shadowed && own_only && shown != NULL)
		shown->len = len;
	p->page.place = is_end_quoted(p, last_place(p)) ? s.len :
	    last_place(p)->at;
	if (r < 0)
		html_reading_free(p);
	else
		*ret = p;
	return r;
}

const struct html_page *
html_reading_page(const struct html_reading *p)
{
	return &p->page;
}

int
html_read(struct slice s, bool own_only, struct buf *shown,
    struct html_page *ret)
{
	struct html_reading *p;
	int r;

	r = html_reading(s, own_only, shown, &p);
	if (r < 0)
		return r;
	*ret = p->page;
	html_reading_free(p);
	return 0;
}

bool
html_place(struct slice s, struct slice block, enum edit_place wanted,
    size_t *ret)
{
	struct html_reading *p;
	bool fits;

	if (html_reading(s, false, NULL, &p) < 0)
		return false;
	fits = html_reading_place(p, block, wanted, ret);
	html_reading_free(p);
	return fits;
}

int
html_defend(struct slice block, struct buf *out)
{
	return buf_printf(out, "<div style=\"clear:both; color:#000000; "
	    "background-color:#ffffff\">\n%.*s\n</div>", (int)block.len,
	    (const char *)block.ptr);
}
