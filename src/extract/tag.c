#include "extract/tag.h"

#include <string.h>

#include "extract/attribute.h"
#include "extract/dataurl.h"
#include "extract/engine.h"

/* What would make another text of what is around it. */
#define SEEN_FLAGS	(STYLE_GONE | STYLE_HIDE_ALL | STYLE_REVERSED | \
	STYLE_IN_LINE)

/* --- attributes ------------------------------------------------------------ */

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
		r = page_decode(h, value, &css);
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

/* Inside the page it names a place: what looks like a value is one. */
static bool
says_nothing(struct slice url)
{
	return slice_istarts(url, SLICE("cid:")) ||
	    (slice_starts(url, SLICE("#")) && attribute_kind(SLICE("id"),
	    slice_from(url, 1)) == ATTRIBUTE_NOTHING);
}

/* As written, with its escapes read, and the words that it carries. */
static int
put_link(struct html *h, struct slice place, struct slice url)
{
	struct buf plain = BUF_INIT(url.len + 1), words;
	int r = page_put_at(h, place, url);

	buf_init(&words, 4 * url.len + 64);
	if (r == 0 && slice_chr(url, '%', 0) != SLICE_NPOS) {
		r = attribute_url_plain(url, &plain);
		if (r == 0 && plain.len != url.len)
			r = page_put_at(h, place, buf_slice(&plain));
	}
	if (r == 0)
		r = attribute_url_words(url, &words);
	if (r == 0)
		r = page_put_at(h, place, buf_slice(&words));
	buf_free(&plain);
	buf_free(&words);
	return r;
}

/* A URL loses tabs and line ends before anybody looks at it. */
static int
put_url(struct html *h, struct slice place, struct slice raw,
    const struct traits *t)
{
	struct buf url = BUF_INIT(raw.len + 1);
	struct page *p = h->page;
	size_t i;
	int r = 0;

	for (i = 0; i < raw.len && r == 0; i++)
		if (!ascii_is_space(raw.ptr[i]) || raw.ptr[i] == ' ')
			r = buf_putc(&url, raw.ptr[i]);
	raw = slice_trim(buf_slice(&url));
	if (r == 0 && dataurl_is(raw)) {
		if (!page_knows(p, SEEN_FILES, raw))
			r = dataurl_read(p->job, raw, t->download);
	} else if (r == 0 && !says_nothing(raw)) {
		r = put_link(h, place, raw);
	}
	buf_free(&url);
	return r;
}

/* Where the usual ones stand, for whoever reads of a finding. */
static struct slice
url_place(struct slice name)
{
	return slice_ieq_str(name, "href") ? SLICE("attribute href") :
	    slice_ieq_str(name, "action") ? SLICE("attribute action") :
	    slice_ieq_str(name, "src") ? SLICE("attribute src") : SLICE_NONE;
}

static int
put_attribute(struct html *h, const struct traits *t, struct slice name,
    struct slice raw)
{
	struct slice value, copy;
	int r = page_decode(h, raw, &value);

	value = slice_trim(value);
	if (r < 0 || value.len == 0)
		return r;
	note_old_text(h, name, value);
	switch (attribute_kind(name, value)) {
	case ATTRIBUTE_NOTHING:
		return 0;
	case ATTRIBUTE_WORDS:
		r = page_put_aside(h, value);
		return r < 0 ? r : page_put_files(h, value);
	case ATTRIBUTE_URL:
		return put_url(h, url_place(name), value, t);
	case ATTRIBUTE_URLS:
		return page_put_files(h, value);
	case ATTRIBUTE_STYLE:
		return page_put_style(h, value, false);
	case ATTRIBUTE_SCRIPT:
		return page_put_script(h, value, true);
	case ATTRIBUTE_PAGE:
		copy = arena_dup(extract_arena(h->page->job), value);
		if (copy.ptr == NULL)
			return engine_exhausted(h->page->job->engine);
		r = page_put_aside(h, copy);
		return r < 0 ? r : page_add_nested(h, copy);
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
			r = page_put_aside(h, name);
	}
	return r;
}

/* --- elements -------------------------------------------------------------- */

static void
settle_flow(struct html *h)
{
	const struct element *top = element_top(&h->elements);
	struct flow *f = page_flow(h);

	flow_hide(f, top->hide != 0 || top->gone > 0);
	flow_turn(f, top->is_turned);
}

/* Open elements up to and with this one are closed. */
int
tag_close_to(struct html *h, const struct element *last)
{
	struct elements *e = &h->elements;
	bool is_last = false;
	int r = 0;

	while (e->count > 0 && r == 0 && !is_last) {
		is_last = &e->open[e->count - 1] == last;
		if (e->open[e->count - 1].is_aside) {
			r = page_flush(h);
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
		r = tag_close_to(h, top);
	top = element_top(&h->elements);
	/* What is gone leaves no gap: the text around it closes up. */
	is_aside = is_block && h->flow_count < FLOWS_MAX &&
	    ((t->flags & STYLE_GONE) != 0 || top->gone > 0) &&
	    !element_is_void(g->name);
	if (r == 0 && is_block && ((!is_aside &&
	    (t->flags & STYLE_IN_LINE) == 0) || element_is_cell(g->name)))
		r = page_flush(h);
	flow_tag(page_flow(h));
	if (r < 0 || element_is_void(g->name) || h->page->is_xml)
		return r;
	if (!element_push(&h->elements, g->name, t->flags, is_aside))
		return (t->flags & SEEN_FLAGS) == 0 ? 0 :
		    extract_anomaly(h->page->job, ANOMALY_LIMIT,
		    "hidden text nested too deep");
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

	flow_tag(page_flow(h));
	if (element_is_block(g->name, h->page->is_xml) && !is_quiet)
		r = page_flush(h);
	if (r == 0 && e != NULL)
		r = tag_close_to(h, e);
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

int
tag_handle(struct html *h, const struct markup_tag *g, struct traits *t)
{
	int r;

	if (strcmp(g->name, "br") == 0)
		return flow_break(page_flow(h));
	r = read_traits(h, g, t);
	if (r == 0)
		r = g->is_end ? close_element(h, g) : open_element(h, g, t);
	if (r < 0)
		return r;
	note_element(h, g, t);
	return g->attributes.len > 0 ? put_attributes(h, g->attributes, t) : 0;
}
