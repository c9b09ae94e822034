/*
 * html -- a tokenizer of our own for what mail programs show of markup.
 *
 * Tags go, with nothing in their place between inline elements; block and
 * cell elements part the text, so that two cells never make one number.
 * Hidden text is kept, some attributes, comments and scripts are texts of
 * their own.  Never fails on bad markup: readers do not either.
 */
#include "extract/html.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/entity.h"
#include "extract/markup.h"
#include "extract/quote.h"
#include "extract/text.h"

#define TABLES_MAX	8
#define COLUMNS_MAX	64
#define HEADER_CELL_MAX	60
#define VALUE_CELL_MAX	40
#define OPEN_TAGS_MAX	16		/* tags without end that are searched for it */
#define OPEN_TAG_SEARCH	((size_t)512)	/* afterwards, only so far */

struct table {
	uint32_t row;			/* from 1 */
	size_t column;			/* of the cell that is open, from 1 */
	struct slice header[COLUMNS_MAX];
	size_t header_count;
	bool is_header_bad;		/* the first row is no row of names */
};

struct html {
	struct extract_job *job;
	bool is_xml;
	bool is_body;
	bool is_pre;
	bool last_blank;		/* collapse what follows */
	struct buf block;		/* text of the block that is open */
	struct quote quote;
	bool await_quote;		/* "On ... wrote:" was the last line */
	unsigned blockquotes;
	struct table tables[TABLES_MAX];
	size_t table_depth;		/* may be more than TABLES_MAX */
	struct buf scratch;		/* an attribute being decoded */
	unsigned open_tags;		/* seen so far */
};

/* --- which elements part the text --------------------------------------------- */

static const char *const blocks[] = {
	"address", "article", "aside", "blockquote", "body", "button",
	"caption", "center", "dd", "details", "dialog", "dir", "div", "dl",
	"dt", "fieldset", "figcaption", "figure", "footer", "form", "frame",
	"frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header",
	"hgroup", "hr", "html", "iframe", "legend", "li", "link", "main",
	"menu", "meta", "nav", "noframes", "noscript", "object", "ol",
	"optgroup", "option", "p", "param", "pre", "script", "section",
	"select", "style", "summary", "table", "tbody", "td", "template",
	"textarea", "tfoot", "th", "thead", "title", "tr", "ul", NULL
};

static const char *const inlines[] = {
	"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code",
	"data", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "label",
	"mark", "nobr", "o", "q", "s", "samp", "small", "span", "strike",
	"strong", "sub", "sup", "time", "tspan", "tt", "u", "var", "wbr", NULL
};

static bool
is_among(const char *name, const char *const *list)
{
	for (; *list != NULL; list++)
		if ((*list)[0] == name[0] && strcmp(*list, name) == 0)
			return true;
	return false;
}

static bool
is_block(const struct html *h, const char *name)
{
	if (h->is_xml)
		return !is_among(name, inlines);
	return is_among(name, blocks);
}

/* --- text out --------------------------------------------------------------------- */

static struct table *
this_table(struct html *h)
{
	if (h->table_depth == 0 || h->table_depth > TABLES_MAX)
		return NULL;
	return &h->tables[h->table_depth - 1];
}

static bool
has_long_number(struct slice s)
{
	size_t i, run = 0;

	for (i = 0; i < s.len; i++) {
		run = ascii_is_digit(s.ptr[i]) ? run + 1 : 0;
		if (run >= 5)
			return true;
	}
	return false;
}

/* In the first row: is this the name of a column? */
static int
note_header(struct html *h, struct table *t, struct slice text)
{
	if (t->row != 1 || t->column == 0 || t->column > COLUMNS_MAX)
		return 0;
	if (text.len > HEADER_CELL_MAX || has_long_number(text))
		t->is_header_bad = true;
	if (t->is_header_bad || t->header[t->column - 1].len > 0)
		return 0;
	t->header[t->column - 1] = arena_dup(extract_arena(h->job), text);
	if (t->header[t->column - 1].ptr == NULL)
		return engine_exhausted(h->job->engine);
	t->header_count++;
	return 0;
}

static struct slice
column_header(const struct table *t, struct slice text)
{
	if (t->row < 2 || t->is_header_bad || t->header_count == 0 ||
	    t->column == 0 || t->column > COLUMNS_MAX)
		return SLICE_NONE;
	/* One column is mostly layout: only what may be a value is under it. */
	if (t->header_count == 1 &&
	    (text.len > VALUE_CELL_MAX || !has_long_number(text)))
		return SLICE_NONE;
	return t->header[t->column - 1];
}

static int
put_unit(struct html *h, struct slice text, enum finding_where where)
{
	struct table *t = this_table(h);
	struct slice header = SLICE_NONE;
	uint32_t row = 0;
	int r = 0;

	text = slice_trim(text);
	if (text.len == 0)
		return 0;
	if (t != NULL && t->column > 0) {
		r = note_header(h, t, text);
		header = column_header(t, text);
		row = t->row;
	}
	extract_unit_where(h->job, where);
	if (r == 0)
		r = extract_unit_begin(h->job, SLICE_NONE, header, row);
	if (r == 0)
		r = extract_unit_add(h->job, text);
	if (r == 0)
		r = extract_unit_end(h->job);
	return r;
}

/* Did the author write the line that begins here? */
static enum finding_where
line_where(struct html *h, struct slice rest)
{
	struct slice line = slice_trim(quote_first_line(rest)), value;
	bool before = h->quote.rest, quoted;

	if (!h->is_body)
		return h->job->where;
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

/* The block ends: its lines go out, parted where own text and quotes meet. */
static int
flush_block(struct html *h)
{
	struct slice all = buf_slice(&h->block), rest;
	enum finding_where where, now;
	size_t from, at;
	int r = 0;

	h->last_blank = true;
	if (slice_trim(all).len == 0) {
		buf_reset(&h->block);
		return 0;
	}
	where = line_where(h, all);
	from = 0;
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
	if (r == 0)
		r = put_unit(h, slice_from(all, from), where);
	buf_reset(&h->block);
	return r;
}

/* Text between tags: references decoded, blanks collapsed as when shown. */
static int
put_text(struct html *h, struct slice raw)
{
	struct slice s;
	size_t i, from;
	bool blank;
	int r;

	buf_reset(&h->scratch);
	r = entity_decode(raw, &h->scratch);
	s = buf_slice(&h->scratch);
	if (h->is_pre)
		return r < 0 ? r : buf_put_slice(&h->block, s);
	for (i = from = 0; i < s.len && r == 0; i++) {
		blank = ascii_is_space(s.ptr[i]) || s.ptr[i] == '\f';
		if (!blank) {
			h->last_blank = false;
			continue;
		}
		r = buf_put_slice(&h->block, slice_sub(s, from, i));
		if (r == 0 && !h->last_blank)
			r = buf_putc(&h->block, ' ');
		h->last_blank = true;
		from = i + 1;
	}
	if (r == 0)
		r = buf_put_slice(&h->block, slice_from(s, from));
	return r;
}

/* A text of its own: attribute, comment, script. */
static int
put_aside(struct html *h, struct slice raw, bool decode)
{
	enum finding_where where = h->job->where;
	struct slice text = raw;
	int r = 0;

	if (slice_trim(raw).len == 0)
		return 0;
	if (h->is_body && (h->quote.rest || h->blockquotes > 0))
		where = FINDING_QUOTED;
	if (decode) {
		buf_reset(&h->scratch);
		r = entity_decode(raw, &h->scratch);
		text = buf_slice(&h->scratch);
	}
	extract_unit_where(h->job, where);
	return r < 0 ? r : extract_unit(h->job, SLICE_NONE, slice_trim(text));
}

/* --- attributes ----------------------------------------------------------------------- */

/* "data:image/png;base64,...": content inside the page. */
static int
put_data_url(struct html *h, struct slice url)
{
	struct extract_job *j = h->job;
	struct slice payload, head, copy;
	struct buf out;
	unsigned notes;
	size_t comma;
	int r;

	comma = slice_chr(url, ',', 0);
	if (comma == SLICE_NPOS)
		return 0;
	head = slice_sub(url, 0, comma);
	payload = slice_from(url, comma + 1);
	if (slice_ifind(head, SLICE("base64"), 0) == SLICE_NPOS)
		return put_aside(h, payload, true);
	if (extract_spend(j, payload.len, payload.len) < 0)
		return ERR_LIMIT;
	buf_init(&out, payload.len + 16);
	r = mime_decode(payload, MIME_ENCODING_BASE64, &out, &notes);
	copy = r < 0 ? SLICE_NONE : arena_dup(extract_arena(j),
	    buf_slice(&out));
	buf_free(&out);
	if (copy.ptr == NULL)
		return engine_exhausted(j->engine);
	return extract_member(j, SLICE_NONE, copy);
}

static int
one_attribute(struct html *h, struct slice name, struct slice value)
{
	static const char *const shown[] = {
		"alt", "title", "value", "placeholder", "aria-label",
		"summary", "label", "content", NULL
	};
	static const char *const old_text[] = {
		"divrplyfwdmsg", "appendonsend", "olk_src_body_section",
		"yahoo_quoted", "outlookmessageheader", NULL
	};
	size_t i;

	value = slice_trim(value);
	if (value.len == 0)
		return 0;
	for (i = 0; shown[i] != NULL; i++)
		if (slice_ieq_str(name, shown[i]))
			return put_aside(h, value, true);
	if (slice_istarts(value, SLICE("data:")))
		return put_data_url(h, value);
	if (!slice_ieq_str(name, "id") && !slice_ieq_str(name, "class"))
		return 0;
	for (i = 0; old_text[i] != NULL; i++)
		if (slice_iends(value, slice_str(old_text[i])))
			h->quote.rest = true;
	return 0;
}

static int
put_attributes(struct html *h, struct slice s)
{
	struct slice name, value;
	int r = 0;

	while (r == 0 && markup_attribute(&s, &name, &value))
		r = one_attribute(h, name, value);
	return r;
}

/* --- tags ---------------------------------------------------------------------------------- */

static void
table_tag(struct html *h, const struct markup_tag *g)
{
	struct table *t;

	if (strcmp(g->name, "table") == 0) {
		if (g->is_end)
			h->table_depth -= h->table_depth > 0;
		else if (++h->table_depth <= TABLES_MAX)
			memset(this_table(h), 0, sizeof(struct table));
		return;
	}
	t = this_table(h);
	if (t == NULL)
		return;
	if (strcmp(g->name, "tr") == 0) {
		t->row += !g->is_end;
		t->column = 0;
	} else if (strcmp(g->name, "td") == 0 || strcmp(g->name, "th") == 0) {
		if (!g->is_end)
			t->column++;
		if (t->row == 0)
			t->row = 1;	/* cells without a row */
	}
}

static int
handle_tag(struct html *h, const struct markup_tag *g)
{
	int r = 0;

	if (strcmp(g->name, "br") == 0) {
		h->last_blank = true;
		r = buf_putc(&h->block, '\n');
	} else if (is_block(h, g->name)) {
		r = flush_block(h);
	}
	if (r < 0)
		return r;
	if (strcmp(g->name, "pre") == 0)
		h->is_pre = !g->is_end;
	if (strcmp(g->name, "blockquote") == 0) {
		h->await_quote = false;
		if (g->is_end)
			h->blockquotes -= h->blockquotes > 0;
		else
			h->blockquotes++;
	}
	table_tag(h, g);
	return g->attributes.len > 0 ? put_attributes(h, g->attributes) : 0;
}

/* --- comments, scripts and the like ------------------------------------------------------------ */

static int
put_comment(struct html *h, struct slice s, size_t *ret_end)
{
	size_t end;

	/* "<!--[if mso]>": Outlook reads what stands inside. */
	if (slice_istarts(s, SLICE("<!--[if")) &&
	    (end = slice_find(s, SLICE("]>"), 0)) != SLICE_NPOS &&
	    end < slice_find(s, SLICE("-->"), 4)) {
		*ret_end = end + 2;
		return 0;
	}
	end = slice_find(s, SLICE("-->"), 4);
	*ret_end = end == SLICE_NPOS ? s.len : end + 3;
	return put_aside(h, slice_sub(s, 4, end), true);
}

static int
put_declaration(struct html *h, struct slice s, size_t *ret_end)
{
	size_t end;

	if (slice_starts(s, SLICE("<!--")))
		return put_comment(h, s, ret_end);
	if (slice_starts(s, SLICE("<![CDATA["))) {
		end = slice_find(s, SLICE("]]>"), 9);
		*ret_end = end == SLICE_NPOS ? s.len : end + 3;
		return buf_put_slice(&h->block, slice_sub(s, 9, end));
	}
	end = slice_chr(s, '>', 0);
	*ret_end = end == SLICE_NPOS ? s.len : end + 1;
	/* "<!ENTITY a 'text'>" and other words for nobody. */
	return *ret_end > 32 ? put_aside(h, slice_sub(s, 2, end), false) : 0;
}

static bool
contains(struct slice s, const char *word)
{
	return slice_find(s, slice_str(word), 0) != SLICE_NPOS;
}

/* A script that makes a file out of itself: nobody sees it before it is saved. */
static bool
builds_file(struct slice s)
{
	return contains(s, "createObjectURL") || contains(s, "msSaveBlob") ||
	    contains(s, "msSaveOrOpenBlob") ||
	    (contains(s, ".download") && contains(s, "data:"));
}

static size_t
find_closing(struct slice s, struct slice closing)
{
	size_t at;

	for (at = 0;; at++) {
		at = slice_chr(s, '<', at);
		if (at == SLICE_NPOS || slice_istarts(slice_from(s, at),
		    closing))
			return at;
	}
}

/* Elements whose content is no markup, up to their end tag. */
static int
put_raw_element(struct html *h, const struct markup_tag *g, struct slice s,
    size_t *ret_end)
{
	char closing[MARKUP_NAME_MAX + 2] = "</";
	size_t end;
	int r;

	memcpy(closing + 2, g->name, strlen(g->name) + 1);
	end = find_closing(s, slice_str(closing));
	*ret_end = end == SLICE_NPOS ? s.len : end;
	s = slice_sub(s, 0, end);
	if (strcmp(g->name, "title") == 0 || strcmp(g->name, "textarea") == 0 ||
	    strcmp(g->name, "xmp") == 0)
		return put_text(h, s);
	r = put_aside(h, s, false);
	if (r == 0 && strcmp(g->name, "script") == 0 && builds_file(s))
		r = extract_anomaly(h->job, ANOMALY_UNSUPPORTED,
		    "script that builds a file");
	return r;
}

static bool
is_raw(const struct html *h, const struct markup_tag *g)
{
	static const char *const raw[] = {
		"script", "style", "title", "textarea", "xmp", NULL
	};

	return !h->is_xml && !g->is_end && is_among(g->name, raw);
}

static int
step(struct html *h, struct slice *s)
{
	struct markup_tag g = { .name = "" };
	size_t end, raw_end;
	int r;

	if (s->len > 1 && (s->ptr[1] == '!' || s->ptr[1] == '?')) {
		r = put_declaration(h, *s, &end);
		*s = slice_from(*s, end);
		return r;
	}
	end = markup_tag(h->open_tags < OPEN_TAGS_MAX ? *s :
	    slice_sub(*s, 0, OPEN_TAG_SEARCH), h->is_xml, &g);
	if (end == 0) {
		h->open_tags++;
		*s = slice_from(*s, 1);
		return put_text(h, SLICE("<"));
	}
	*s = slice_from(*s, end);
	r = handle_tag(h, &g);
	if (r == 0 && is_raw(h, &g)) {
		r = put_raw_element(h, &g, *s, &raw_end);
		*s = slice_from(*s, raw_end);
	}
	return r;
}

int
html_text(struct extract_job *j, struct slice s, bool is_xml)
{
	struct html h = {
		.job = j, .is_xml = is_xml, .last_blank = true,
		.is_body = j->where == FINDING_BODY,
	};
	size_t at;
	int r = 0;

	buf_init(&h.block, TEXT_TOTAL_MAX);
	buf_init(&h.scratch, TEXT_TOTAL_MAX);
	while (s.len > 0 && r == 0) {
		at = slice_chr(s, '<', 0);
		if (at == SLICE_NPOS)
			at = s.len;
		if (at > 0)
			r = put_text(&h, slice_sub(s, 0, at));
		s = slice_from(s, at);
		if (r == 0 && s.len > 0)
			r = step(&h, &s);
	}
	if (r == 0)
		r = flush_block(&h);
	buf_free(&h.block);
	buf_free(&h.scratch);
	extract_unit_where(j, j->where);
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
	(void)bytes;
	(void)name;
	return slice_eq_str(detected, "text/html") ||
	    slice_eq_str(detected, "text/xml") ||
	    slice_eq_str(detected, "image/svg+xml") ? 40 : 0;
}

/* charset=... in the first bytes of a page whose label names none. */
static struct slice
charset_inside(struct slice s)
{
	size_t at, end;

	s = slice_sub(s, 0, 1024);
	at = slice_ifind(s, SLICE("charset="), 0);
	if (at == SLICE_NPOS) {
		at = slice_ifind(s, SLICE("encoding="), 0);
		if (at == SLICE_NPOS)
			return SLICE_NONE;
		at++;
	}
	at += 8;
	if (at < s.len && (s.ptr[at] == '"' || s.ptr[at] == '\''))
		at++;
	for (end = at; end < s.len && (ascii_is_alpha(s.ptr[end]) ||
	    ascii_is_digit(s.ptr[end]) || s.ptr[end] == '-' ||
	    s.ptr[end] == '_'); end++)
		;
	s = slice_sub(s, at, end);
	/* A page that says UTF-16 in ASCII letters is not. */
	return slice_istarts(s, SLICE("utf-16")) || !mime_charset_known(s) ?
	    SLICE_NONE : s;
}

static int
html_read(struct extract_job *j)
{
	struct slice detected = extract_part(j)->detected;
	struct buf out = BUF_INIT(TEXT_TOTAL_MAX);
	int r;

	if (j->layout.charset.len == 0)
		j->layout.charset = charset_inside(extract_bytes(j));
	r = text_to_utf8(j, extract_bytes(j), &out);
	if (r == 0)
		r = html_text(j, buf_slice(&out),
		    !slice_eq_str(detected, "text/html"));
	buf_free(&out);
	return r;
}

const struct extract_format format_html = { "html", html_can_read, html_read };
