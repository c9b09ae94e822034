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
#include "extract/engine.h"
#include "extract/markup.h"
#include "extract/page.h"
#include "extract/script.h"
#include "extract/tag.h"
#include "extract/text.h"

#define OPEN_TAGS_MAX	16	/* tags without end that are searched for it */
#define OPEN_TAG_SEARCH	((size_t)512)	/* afterwards, only so far */

/* --- comments and declarations --------------------------------------------- */

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
	r = page_decode(h, text, &plain);
	if (r == 0)
		r = page_put_aside(h, plain);
	if (r == 0)
		r = page_put_files(h, plain);
	if (r == 0 && page_may_be_code(text) && !h->page->is_again)
		r = bare_read(h->page->job, text);
	return r < 0 ? r : page_add_nested(h, text);
}

static int
put_cdata(struct html *h, struct slice s, size_t *ret_end)
{
	size_t end = slice_find(s, SLICE("]]>"), 9);

	*ret_end = end == SLICE_NPOS ? s.len : end + 3;
	return flow_put(page_flow(h), slice_sub(s, 9, end), h->is_pre);
}

static int
put_declaration(struct html *h, struct slice s, size_t *ret_end)
{
	struct page *p = h->page;
	size_t end;

	flow_tag(page_flow(h));
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
	    ATTRIBUTE_WORDS ? page_put_aside(h, s) : 0;
}

/* --- elements that hold no markup ------------------------------------------ */

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
		r = page_put_script(h, s, script_runs(t->type));
		break;
	case RAW_STYLE:
		r = page_put_style(h, s, true);
		break;
	case RAW_TITLE:
		r = page_decode(h, s, &plain);
		if (r == 0)
			r = page_put_aside(h, plain);
		break;
	case RAW_TEXT:
		r = page_decode(h, s, &plain);
		if (r == 0)
			r = flow_put(page_flow(h), plain, true);
		break;
	case RAW_LITERAL:
		r = flow_put(page_flow(h), s, true);
		break;
	case RAW_UNSHOWN:
		/* What holds markup is read as a page; the rest is a text. */
		if (!page_holds_markup(s))
			r = page_decode(h, s, &plain);
		else
			plain = SLICE_NONE;
		if (r == 0)
			r = page_put_aside(h, plain);
		break;
	case RAW_NONE:
		break;
	}
	return r < 0 ? r : page_add_nested(h, s);
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

/* --- one text after the other ---------------------------------------------- */

/* A reference that decoding left: to a text that the page declares. */
static bool
refers_to_own(struct slice s)
{
	size_t amp, end;

	for (amp = 0;; amp++) {
		amp = slice_chr(s, '&', amp);
		if (amp == SLICE_NPOS)
			return false;
		for (end = amp + 1; end < s.len && s.ptr[end] != ';' &&
		    s.ptr[end] != '&' && !ascii_is_space(s.ptr[end]); end++)
			;
		if (end > amp + 1 && end < s.len && s.ptr[end] == ';')
			return true;
	}
}

static int
put_text(struct html *h, struct slice raw)
{
	struct slice s;
	int r = page_decode(h, raw, &s);

	if (r == 0 && h->page->has_entities && refers_to_own(s))
		r = extract_anomaly(h->page->job, ANOMALY_MALFORMED,
		    "XML with a document type");
	return r < 0 ? r : flow_put(page_flow(h), s, h->is_pre);
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
	r = tag_handle(h, &g, &t);
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
	buf_init(&h->strip, PAGE_STRIP_MAX);
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
		r = page_flush(h);
	if (r == 0)
		r = tag_close_to(h, NULL);
	if (r == 0)
		r = page_flush(h);
	if (r == 0)
		r = page_end_strip(h);
	if (r == 0)
		r = page_end_code(p);
	buf_free(&h->strip);
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

	p->sheet.count = 0;
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
	p->has_entities = slice_find(s, SLICE("<!ENTITY"), 0) != SLICE_NPOS;
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
	buf_init(&p->code, 2 * PAGE_CODE_KEEP);
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

/* --- the format ------------------------------------------------------------ */

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
