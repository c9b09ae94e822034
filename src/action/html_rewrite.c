#include "action/html_rewrite.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define OPEN_MAX	256	/* elements open at once; deeper: not edited */

enum hides {
	SHOWN,
	HIDDEN,			/* display:none and its kin */
	QUOTED			/* an older message */
};

struct open {
	struct slice name;
	enum hides hides;
};

struct page {
	struct slice s;
	size_t at;
	struct open open[OPEN_MAX];
	size_t depth;
	size_t hidden, quoted;	/* how many of the open ones are */
	bool is_rest_quoted;	/* Outlook's separator: all that follows */
	bool is_too_deep;
	bool is_cut;		/* ends inside a tag, a comment or raw text */
	bool own_only;
	struct buf *shown;
	struct html_page *ret;
	size_t body_end, html_end;
	bool body_end_hidden, html_end_hidden;
	size_t text_bytes;
};

/* --- words ------------------------------------------------------------------------ */

static bool
word_is(struct slice w, const char *const *list)
{
	for (; *list != NULL; list++)
		if (slice_ieq_str(w, *list))
			return true;
	return false;
}

static bool
is_void(struct slice name)
{
	static const char *const list[] = {
		"area", "base", "basefont", "bgsound", "br", "col", "embed",
		"frame", "hr", "img", "input", "keygen", "link", "meta",
		"param", "source", "track", "wbr", NULL
	};

	return word_is(name, list);
}

/* Nothing inside is markup until their own end tag. */
static bool
is_raw(struct slice name)
{
	static const char *const list[] = {
		"script", "style", "title", "textarea", "xmp", "iframe",
		"noembed", "noframes", "plaintext", NULL
	};

	return word_is(name, list);
}

/* Content that is not shown as text, or not as text of the page. */
static bool
is_hiding(struct slice name)
{
	static const char *const list[] = {
		"head", "template", "select", "datalist", "svg", "math",
		"object", "audio", "video", "canvas", "applet", "map", NULL
	};

	return word_is(name, list);
}

static bool
is_block(struct slice name)
{
	static const char *const list[] = {
		"address", "blockquote", "body", "br", "center", "dd", "div",
		"dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "html",
		"li", "ol", "p", "pre", "section", "table", "td", "th", "tr",
		"ul", NULL
	};

	return word_is(name, list);
}

/* Does a style, blanks left out, hold this? */
static bool
style_has(struct slice style, const char *what)
{
	uint8_t bare[512];
	size_t i, n;

	for (i = n = 0; i < style.len && n < sizeof bare; i++)
		if (!ascii_is_space(style.ptr[i]))
			bare[n++] = ascii_lower(style.ptr[i]);
	return slice_find(slice_of(bare, n), slice_str(what), 0) != SLICE_NPOS;
}

/* "height:0", but neither "height:0.5em" nor "line-height:0". */
static bool
style_is_zero(struct slice style, const char *what)
{
	uint8_t bare[512];
	size_t at, end, i, n;
	struct slice s, w;

	for (i = n = 0; i < style.len && n < sizeof bare; i++)
		if (!ascii_is_space(style.ptr[i]))
			bare[n++] = ascii_lower(style.ptr[i]);
	s = slice_of(bare, n);
	w = slice_str(what);
	for (at = slice_find(s, w, 0); at != SLICE_NPOS;
	    at = slice_find(s, w, at + 1)) {
		end = at + w.len;
		if (at > 0 && bare[at - 1] != ';' && bare[at - 1] != '"')
			continue;
		while (end < n && bare[end] == '0')
			end++;
		if (end == at + w.len)
			continue;
		if (end == n || (bare[end] != '.' && !ascii_is_digit(bare[end])))
			return true;
	}
	return false;
}

/* --- the stack of open elements ---------------------------------------------------- */

static void
element_open(struct page *p, struct slice name, enum hides hides)
{
	if (p->depth == OPEN_MAX) {
		p->is_too_deep = true;
		return;
	}
	p->open[p->depth++] = (struct open){ name, hides };
	p->hidden += hides == HIDDEN;
	p->quoted += hides == QUOTED;
}

static void
element_close(struct page *p, struct slice name)
{
	size_t i;

	for (i = p->depth; i > 0; i--)
		if (slice_ieq(p->open[i - 1].name, name))
			break;
	if (i == 0)
		return;
	while (p->depth >= i) {
		p->depth--;
		p->hidden -= p->open[p->depth].hides == HIDDEN;
		p->quoted -= p->open[p->depth].hides == QUOTED;
	}
}

static bool
is_wanted(const struct page *p)
{
	return p->hidden == 0 && (!p->own_only ||
	    (p->quoted == 0 && !p->is_rest_quoted));
}

static int
show(struct page *p, const char *s)
{
	return p->shown == NULL || !is_wanted(p) ? 0 : buf_puts(p->shown, s);
}

/* --- text ------------------------------------------------------------------------------ */

static int
show_char(struct page *p, uint32_t c)
{
	uint8_t u[4];
	size_t n;

	if (c < 0x80) {
		u[0] = (uint8_t)c;
		n = 1;
	} else if (c < 0x800) {
		u[0] = (uint8_t)(0xc0 | c >> 6);
		u[1] = (uint8_t)(0x80 | (c & 63));
		n = 2;
	} else if (c < 0x10000) {
		u[0] = (uint8_t)(0xe0 | c >> 12);
		u[1] = (uint8_t)(0x80 | (c >> 6 & 63));
		u[2] = (uint8_t)(0x80 | (c & 63));
		n = 3;
	} else {
		u[0] = (uint8_t)(0xf0 | (c >> 18 & 7));
		u[1] = (uint8_t)(0x80 | (c >> 12 & 63));
		u[2] = (uint8_t)(0x80 | (c >> 6 & 63));
		u[3] = (uint8_t)(0x80 | (c & 63));
		n = 4;
	}
	return buf_put(p->shown, u, n);
}

/* A character reference; *ret_len is 0 if there is none. */
static uint32_t
reference(struct slice s, size_t at, size_t *ret_len)
{
	static const struct { const char *name; uint32_t c; } named[] = {
		{ "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' },
		{ "apos", '\'' }, { "nbsp", ' ' }, { "copy", 0xa9 },
		{ "pound", 0xa3 }, { "euro", 0x20ac }, { "reg", 0xae },
	};
	uint32_t c, digit;
	size_t i, n;
	bool is_hex;
	uint8_t b;

	*ret_len = 0;
	for (i = 0; i < sizeof named / sizeof named[0]; i++) {
		n = strlen(named[i].name);
		if (slice_starts(slice_from(s, at + 1),
		    slice_str(named[i].name))) {
			*ret_len = 1 + n;
			if (at + 1 + n < s.len && s.ptr[at + 1 + n] == ';')
				(*ret_len)++;
			return named[i].c;
		}
	}
	if (s.len - at < 3 || s.ptr[at + 1] != '#')
		return 0;
	i = at + 2;
	is_hex = ascii_lower(s.ptr[i]) == 'x';
	i += is_hex;
	for (c = 0, n = i; i < s.len && c <= 0x10ffff; i++) {
		b = ascii_lower(s.ptr[i]);
		if (ascii_is_digit(b))
			digit = (uint32_t)(b - '0');
		else if (is_hex && b >= 'a' && b <= 'f')
			digit = (uint32_t)(b - 'a' + 10);
		else
			break;
		c = c * (is_hex ? 16 : 10) + digit;
	}
	if (i == n || c > 0x10ffff)
		return 0;
	*ret_len = i - at + (i < s.len && s.ptr[i] == ';' ? 1 : 0);
	return c;
}

static int
take_text(struct page *p)
{
	size_t end, i, n;
	uint32_t c;
	int r;

	end = slice_chr(p->s, '<', p->at);
	if (end == SLICE_NPOS)
		end = p->s.len;
	/* A "<" that starts no tag is text. */
	if (end == p->at)
		end++;
	if (p->hidden == 0)
		p->text_bytes += slice_trim(slice_sub(p->s, p->at, end)).len;
	for (i = p->at, r = 0; p->shown != NULL && is_wanted(p) && i < end &&
	    r == 0; i += n) {
		n = 0;
		c = p->s.ptr[i] == '&' ? reference(p->s, i, &n) : 0;
		if (n > 0) {
			r = show_char(p, c);
		} else {
			n = 1;
			r = buf_putc(p->shown, p->s.ptr[i]);
		}
	}
	p->at = end;
	return r;
}

/* --- tags ---------------------------------------------------------------------------------- */

static bool
ends_name(uint8_t c)
{
	return ascii_is_space(c) || c == '/' || c == '>' || c == '\f';
}

static struct slice
take_name(struct page *p)
{
	size_t from = p->at;

	while (p->at < p->s.len && !ends_name(p->s.ptr[p->at]))
		p->at++;
	return slice_sub(p->s, from, p->at);
}

struct tag {
	enum hides hides;
	bool is_outlook_rule;	/* the line over a quoted message */
	bool is_closed;		/* "<x />" */
};

static void
attribute(struct tag *t, struct slice name, struct slice value)
{
	static const char *const zero[] = {
		"font-size:", "height:", "max-height:", "width:",
		"max-width:", "opacity:", NULL
	};
	size_t i;

	if (slice_ieq(name, SLICE("hidden")))
		t->hides = HIDDEN;
	if (slice_ieq(name, SLICE("class")) &&
	    (slice_ifind(value, SLICE("gmail_quote"), 0) != SLICE_NPOS ||
	    slice_ifind(value, SLICE("moz-cite-prefix"), 0) != SLICE_NPOS ||
	    slice_ifind(value, SLICE("yahoo_quoted"), 0) != SLICE_NPOS))
		t->hides = QUOTED;
	if (slice_ieq(name, SLICE("id")) &&
	    slice_ifind(value, SLICE("divRplyFwdMsg"), 0) != SLICE_NPOS)
		t->is_outlook_rule = true;
	if (!slice_ieq(name, SLICE("style")))
		return;
	if (style_has(value, "border-top:solid#e1e1e1") ||
	    style_has(value, "border-top:solid#b5c4df"))
		t->is_outlook_rule = true;
	if (style_has(value, "display:none") ||
	    style_has(value, "visibility:hidden") ||
	    style_has(value, "mso-hide:all"))
		t->hides = HIDDEN;
	for (i = 0; zero[i] != NULL; i++)
		if (style_is_zero(value, zero[i]))
			t->hides = HIDDEN;
}

static void
skip_blanks(struct page *p)
{
	while (p->at < p->s.len &&
	    (ascii_is_space(p->s.ptr[p->at]) || p->s.ptr[p->at] == '\f'))
		p->at++;
}

static struct slice
take_value(struct page *p)
{
	size_t from, end;
	uint8_t quote;

	quote = p->at < p->s.len ? p->s.ptr[p->at] : 0;
	if (quote == '"' || quote == '\'') {
		end = slice_chr(p->s, quote, p->at + 1);
		if (end == SLICE_NPOS) {
			p->at = p->s.len;
			return SLICE_NONE;
		}
		from = p->at + 1;
		p->at = end + 1;
		return slice_sub(p->s, from, end);
	}
	for (from = p->at; p->at < p->s.len && p->s.ptr[p->at] != '>' &&
	    !ascii_is_space(p->s.ptr[p->at]); )
		p->at++;
	return slice_sub(p->s, from, p->at);
}

/* Attributes up to and over ">"; false if the page ends before. */
static bool
take_attributes(struct page *p, struct tag *t)
{
	struct slice name;
	size_t from;

	for (;;) {
		skip_blanks(p);
		if (p->at >= p->s.len)
			return false;
		if (p->s.ptr[p->at] == '>') {
			p->at++;
			return true;
		}
		t->is_closed = p->s.ptr[p->at] == '/';
		if (t->is_closed) {
			p->at++;
			continue;
		}
		for (from = p->at++; p->at < p->s.len &&
		    p->s.ptr[p->at] != '=' && !ends_name(p->s.ptr[p->at]); )
			p->at++;
		name = slice_sub(p->s, from, p->at);
		skip_blanks(p);
		if (p->at >= p->s.len || p->s.ptr[p->at] != '=') {
			attribute(t, name, SLICE(""));
			continue;
		}
		p->at++;
		skip_blanks(p);
		attribute(t, name, take_value(p));
	}
}

/* Over a raw text element's content, up to its end tag. */
static void
skip_raw(struct page *p, struct slice name)
{
	struct slice after;
	size_t at;

	for (at = slice_find(p->s, SLICE("</"), p->at); at != SLICE_NPOS;
	    at = slice_find(p->s, SLICE("</"), at + 1)) {
		after = slice_from(p->s, at + 2);
		if (!slice_istarts(after, name) ||
		    (after.len > name.len && !ends_name(after.ptr[name.len])))
			continue;
		p->at = at;
		return;
	}
	p->at = p->s.len;
	p->is_cut = true;
}

static int
take_start(struct page *p)
{
	struct tag t = { SHOWN, false, false };
	struct slice name;
	size_t from;

	from = p->at++;
	name = take_name(p);
	if (!take_attributes(p, &t)) {
		p->at = p->s.len;
		p->is_cut = true;
		return 0;
	}
	if (slice_ieq(name, SLICE("frameset")))
		p->ret->is_frameset = true;
	if (t.is_outlook_rule && from > 0)
		p->is_rest_quoted = true;
	if (slice_ieq(name, SLICE("blockquote")) && t.hides == SHOWN)
		t.hides = QUOTED;
	/* A zero-height picture or rule hides nothing after it. */
	if (is_void(name))
		return slice_ieq(name, SLICE("br")) ? show(p, "\n") : 0;
	if (is_raw(name)) {
		skip_raw(p, name);
		return 0;
	}
	if (is_hiding(name))
		t.hides = HIDDEN;
	/* The browser starts the body by itself. */
	if (slice_ieq(name, SLICE("body")))
		element_close(p, SLICE("head"));
	element_open(p, name, t.hides);
	return is_block(name) ? show(p, "\n") : 0;
}

static int
take_end(struct page *p)
{
	struct tag ignored = { SHOWN, false, false };
	struct slice name;
	size_t from;

	from = p->at;
	p->at += 2;
	name = take_name(p);
	if (!take_attributes(p, &ignored)) {
		p->at = p->s.len;
		p->is_cut = true;
		return 0;
	}
	if (slice_ieq(name, SLICE("body"))) {
		p->body_end = from;
		p->body_end_hidden = p->hidden > 0;
	}
	if (slice_ieq(name, SLICE("html"))) {
		p->html_end = from;
		p->html_end_hidden = p->hidden > 0;
	}
	element_close(p, name);
	return is_block(name) ? show(p, "\n") : 0;
}

/* "<!-- -->", "<!doctype>", "<![if]>", "<?xml?>": nothing of it is shown. */
static void
skip_declaration(struct page *p)
{
	struct slice rest;
	size_t end;

	rest = slice_from(p->s, p->at);
	if (slice_starts(rest, SLICE("<!-->")) ||
	    slice_starts(rest, SLICE("<!--->"))) {
		p->at = slice_chr(p->s, '>', p->at) + 1;
		return;
	}
	if (!slice_starts(rest, SLICE("<!--"))) {
		end = slice_chr(p->s, '>', p->at);
		p->is_cut = end == SLICE_NPOS;
		p->at = p->is_cut ? p->s.len : end + 1;
		return;
	}
	end = slice_find(p->s, SLICE("-->"), p->at + 4);
	/* "--!>" ends a comment too, in browsers. */
	if (end == SLICE_NPOS)
		end = slice_find(p->s, SLICE("--!>"), p->at + 4);
	p->is_cut = end == SLICE_NPOS;
	p->at = p->is_cut ? p->s.len :
	    slice_chr(p->s, '>', end) + 1;
}

static int
take(struct page *p)
{
	uint8_t next, third;

	if (p->s.ptr[p->at] != '<')
		return take_text(p);
	next = p->at + 1 < p->s.len ? p->s.ptr[p->at + 1] : 0;
	third = p->at + 2 < p->s.len ? p->s.ptr[p->at + 2] : 0;
	if (ascii_is_alpha(next))
		return take_start(p);
	if (next == '/' && ascii_is_alpha(third))
		return take_end(p);
	if (next == '!' || next == '?' || next == '/') {
		skip_declaration(p);
		return 0;
	}
	return take_text(p);
}

int
html_read(struct slice s, bool own_only, struct buf *shown,
    struct html_page *ret)
{
	struct page *p;
	int r;

	memset(ret, 0, sizeof *ret);
	p = mem_zalloc(sizeof *p);
	p->s = s;
	p->own_only = own_only;
	p->shown = shown;
	p->ret = ret;
	p->body_end = p->html_end = SLICE_NPOS;
	for (r = 0; r == 0 && p->at < s.len; )
		r = take(p);
	if (p->body_end != SLICE_NPOS) {
		ret->place = p->body_end;
		ret->is_closed = p->body_end_hidden;
	} else if (p->html_end != SLICE_NPOS) {
		ret->place = p->html_end;
		ret->is_closed = p->html_end_hidden;
	} else {
		ret->place = s.len;
		ret->is_closed = p->hidden > 0;
	}
	ret->is_closed = ret->is_closed || p->is_cut || p->is_too_deep;
	ret->has_content = p->text_bytes > 0;
	free(p);
	return r;
}
