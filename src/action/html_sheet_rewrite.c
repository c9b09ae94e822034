#include "action/html_sheet_rewrite.h"

#include <stdlib.h>
#include <string.h>

#include "action/html_css_rewrite.h"
#include "action/html_token_rewrite.h"
#include "base/mem.h"

#define NESTED_MAX	8	/* @media in @supports and so on */
#define WORK_BYTES	16	/* to look through for what one try costs */

/* --- one element -------------------------------------------------------------------------- */

struct html_seen
html_seen(struct slice name, struct slice attributes)
{
	struct html_seen e = { .name = name, .attributes = attributes };
	struct slice key, value;
	size_t at = 0;

	while (html_attribute_next(attributes, &at, &key, &value))
		if (e.class.ptr == NULL && slice_ieq(key, SLICE("class")))
			e.class = value;
		else if (e.id.ptr == NULL && slice_ieq(key, SLICE("id")))
			e.id = value;
	return e;
}

static struct slice
take_word(struct slice s, size_t *at)
{
	size_t from = *at;

	while (*at < s.len && html_css_is_name_byte(s.ptr[*at]))
		(*at)++;
	return slice_sub(s, from, *at);
}

static enum html_fit
same(struct slice is, struct slice word)
{
	/* Which case counts depends on the page's doctype. */
	return slice_eq(is, word) ? HTML_FIT_IS : slice_ieq(is, word) ||
	    slice_chr(is, '&', 0) != SLICE_NPOS ? HTML_FIT_MAY : HTML_FIT_NO;
}

static enum html_fit
has_class(struct slice classes, struct slice word, size_t *work)
{
	enum html_fit fit = HTML_FIT_NO, one;
	size_t at, end;

	*work += classes.len / WORK_BYTES;
	for (at = 0; at < classes.len; at = end + 1) {
		for (end = at; end < classes.len &&
		    !html_is_blank(classes.ptr[end]); )
			end++;
		one = same(slice_sub(classes, at, end), word);
		fit = one > fit ? one : fit;
	}
	return fit;
}

static struct slice
attribute_named(struct slice attributes, struct slice wanted)
{
	struct slice name, value;
	size_t at = 0;

	while (html_attribute_next(attributes, &at, &name, &value))
		if (slice_ieq(name, wanted))
			return value.ptr == NULL ? SLICE("") : value;
	return SLICE_NONE;
}

/* "[class*=foo]", without its brackets: may it be this one? */
static bool
attribute_fits(struct slice s, const struct html_seen *e, size_t *work)
{
	struct slice word, value, is;
	size_t at = 0, equals;
	uint8_t how;

	s = html_css_trim(s);
	word = take_word(s, &at);
	if (word.len == 0 || word.len >= 32)
		return true;
	*work += e->attributes.len / WORK_BYTES;
	is = attribute_named(e->attributes, word);
	equals = slice_chr(s, '=', at);
	if (is.ptr == NULL || equals == SLICE_NPOS)
		return is.ptr != NULL;
	how = s.ptr[equals - 1];
	value = html_css_trim(slice_from(s, equals + 1));
	if (value.len >= 2 && (value.ptr[0] == '"' || value.ptr[0] == '\''))
		value = slice_sub(value, 1, slice_chr(value, value.ptr[0], 1));
	if (slice_chr(is, '&', 0) != SLICE_NPOS)
		return true;
	switch (how) {
	case '*':
		return slice_ifind(is, value, 0) != SLICE_NPOS;
	case '^':
	case '|':
		return slice_istarts(is, value);
	case '$':
		return slice_iends(is, value);
	case '~':
		return has_class(is, value, work) != HTML_FIT_NO;
	}
	return slice_ieq(is, value);
}

/* These never hold of something that nobody points at. */
static bool
is_elsewhere(struct slice pseudo)
{
	static const char *const list[] = {
		"hover", "active", "focus", "visited", "before", "after",
		"first-letter", "checked", "target",
		"placeholder", "selection", "marker", NULL
	};
	size_t i;

	for (i = 0; list[i] != NULL; i++)
		if (slice_ieq_str(pseudo, list[i]))
			return true;
	return false;
}

/* One piece of "td.foo#bar[x]:hover"; *at moves over it. */
static enum html_fit
piece_fits(struct slice s, size_t *at, const struct html_seen *e, size_t *work)
{
	struct slice word;
	size_t end;
	uint8_t c = s.ptr[*at];

	switch (c) {
	case '*':
		(*at)++;
		return HTML_FIT_IS;
	case '.':
		(*at)++;
		return has_class(e->class, take_word(s, at), work);
	case '#':
		(*at)++;
		return same(e->id, take_word(s, at));
	case ':':
		while (*at < s.len && s.ptr[*at] == ':')
			(*at)++;
		word = take_word(s, at);
		if (*at < s.len && s.ptr[*at] == '(') {
			*at = html_css_find(s, *at + 1, ")") + 1;
			return HTML_FIT_MAY;
		}
		return is_elsewhere(word) ? HTML_FIT_NO : HTML_FIT_MAY;
	case '[':
		end = html_css_find(s, *at + 1, "]");
		word = slice_sub(s, *at + 1, end);
		*at = end + 1;
		return attribute_fits(word, e, work) ? HTML_FIT_MAY : HTML_FIT_NO;
	}
	if (html_css_is_name_byte(c))
		return slice_ieq(take_word(s, at), e->name) ? HTML_FIT_IS :
		    HTML_FIT_NO;
	*at = s.len;
	return HTML_FIT_MAY;
}

/* What is not understood may be anything. */
static enum html_fit
compound_fits(struct slice s, const struct html_seen *e, size_t *work)
{
	enum html_fit fit = HTML_FIT_IS, one;
	size_t at = 0;

	++*work;
	if (slice_chr(s, '|', 0) != SLICE_NPOS ||
	    e->attributes.len > PAGE_ATTRIBUTES_MAX)
		return HTML_FIT_MAY;
	while (at < s.len && fit != HTML_FIT_NO) {
		one = piece_fits(s, &at, e, work);
		fit = one < fit ? one : fit;
	}
	return fit;
}

/* --- a selector --------------------------------------------------------------------------- */

static bool
is_combinator(uint8_t c)
{
	return html_is_blank(c) || c == '>' || c == '+' || c == '~';
}

/* The last compound before to; *ret_before is where it starts. */
static struct slice
last_compound(struct slice s, size_t to, size_t *ret_before)
{
	size_t at, from, end;

	for (at = from = 0, end = 0; at < to; ) {
		while (at < to && is_combinator(s.ptr[at]))
			at++;
		if (at >= to)
			break;
		from = at;
		at = html_css_find(slice_sub(s, 0, to), at, " \t\r\n\f>+~");
		end = at;
	}
	*ret_before = from;
	return slice_sub(s, from, end);
}

/* What stands between two compounds, the left one ending before from. */
static uint8_t
combinator(struct slice s, size_t from, size_t *ret_to)
{
	uint8_t c = ' ';

	for (; from > 0 && is_combinator(s.ptr[from - 1]); from--)
		if (!html_is_blank(s.ptr[from - 1]))
			c = s.ptr[from - 1];
	*ret_to = from;
	return c;
}

/* The best of what stands round it, and where; one step up for ">". */
static enum html_fit
above_fits(struct slice compound, bool is_parent, const struct html_seen *path,
    size_t *count, size_t *work)
{
	enum html_fit best = HTML_FIT_NO, one;
	size_t i, to = *count;

	for (i = to; i > 0; i--) {
		one = compound_fits(compound, &path[i - 1], work);
		if (one > best) {
			best = one;
			*count = i - 1;
		}
		if (best == HTML_FIT_IS)
			break;
	}
	/* Another one may be the parent's; that is not worked out. */
	return best == HTML_FIT_IS && is_parent && *count + 1 != to ?
	    HTML_FIT_MAY : best;
}

enum html_fit
html_rule_fits(const struct html_rule *rule, const struct html_seen *path,
    size_t count, size_t *work)
{
	struct slice s = rule->selector, compound;
	enum html_fit fit, one;
	size_t before, to, above = count - 1;
	uint8_t how;

	if (s.len > PAGE_SELECTOR_MAX ||
	    slice_chr(s, HTML_CSS_UNCLEAR, 0) != SLICE_NPOS)
		return HTML_FIT_MAY;
	compound = last_compound(s, s.len, &before);
	if (compound.len == 0)
		return HTML_FIT_NO;
	fit = compound_fits(compound, &path[count - 1], work);
	while (before > 0 && fit != HTML_FIT_NO) {
		*work += before / WORK_BYTES;
		how = combinator(s, before, &to);
		compound = last_compound(s, to, &before);
		if (how == '+' || how == '~' || compound.len == 0) {
			fit = HTML_FIT_MAY;
			continue;
		}
		/* Once in doubt, any order will do. */
		if (fit == HTML_FIT_MAY)
			above = count - 1;
		one = above_fits(compound, how == '>', path, &above,
		    work);
		fit = one < fit ? one : fit;
	}
	return fit;
}

static unsigned
weight(struct slice s)
{
	unsigned n = 0;
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.ptr[i] == '#')
			n += 1 << 16;
		else if (s.ptr[i] == '.')
			n += 1 << 8;
		else if (html_css_is_name_byte(s.ptr[i]) && (i == 0 ||
		    is_combinator(s.ptr[i - 1])))
			n++;
	return n;
}

/* --- rules -------------------------------------------------------------------------------- */

void
html_rules_init(struct html_rules *r)
{
	r->rule = NULL;
	r->count = r->cap = r->bytes = r->text_count = r->media_count = 0;
	r->is_unclear = r->is_dark = r->covers = false;
}

void
html_rules_free(struct html_rules *r)
{
	while (r->text_count > 0)
		buf_free(&r->text[--r->text_count]);
	free(r->rule);
}

/* What all rules of a stretch have in common. */
struct stretch {
	unsigned media;
	bool is_loose;
	unsigned depth;
};

/* One that cannot hide anything is not kept. */
static bool
matters(const struct html_look *l)
{
	return (l->flags & (HTML_HIDES | HTML_BARS | HTML_DOUBTS | HTML_CUTS |
	    HTML_ONE_LINE | HTML_DARKENS)) != 0 || l->ink.kind != HTML_COLOUR_UNSET ||
	    l->paper.kind != HTML_COLOUR_UNSET || l->shift > 0 ||
	    l->opacity < 1 || (l->size < 0 && l->size > -1);
}

static void
keep_rule(struct html_rules *r, struct slice selector,
    const struct html_look *look, const struct stretch *in, bool is_loose)
{
	struct html_rule *rule;

	r->is_dark = r->is_dark || (look->flags & HTML_DARKENS) != 0;
	r->covers = r->covers || html_look_covers(look, 0);
	if (r->count == PAGE_RULES_MAX ||
	    selector.len > PAGE_HIDING_MAX - r->bytes) {
		r->is_unclear = true;
		return;
	}
	r->rule = mem_grow(r->rule, r->count, &r->cap, sizeof *r->rule);
	rule = &r->rule[r->count++];
	r->bytes += selector.len;
	*rule = (struct html_rule){ .selector = selector, .look = *look,
	    .weight = weight(selector), .media = in->media,
	    .is_loose = is_loose };
}

/* Browsers drop the whole list if they do not know one of its selectors. */
static bool
is_plain_list(struct slice list)
{
	size_t i;

	for (i = 0; i < list.len; i++)
		if (!html_css_is_name_byte(list.ptr[i]) &&
		    !is_combinator(list.ptr[i]) && list.ptr[i] != '.' &&
		    list.ptr[i] != '#' && list.ptr[i] != '*' &&
		    list.ptr[i] != ',')
			return false;
	return true;
}

static void
take_rule(struct html_rules *r, struct slice list, struct slice declarations,
    const struct stretch *in)
{
	struct html_look look = html_style_clean(declarations);
	bool is_loose = in->is_loose || !is_plain_list(list);
	size_t at, end;

	/* Rules in rules: nobody's mail has them. */
	if (html_css_find(declarations, 0, "{") < declarations.len) {
		look.flags |= HTML_DOUBTS;
		keep_rule(r, SLICE("*"), &look, in, true);
		return;
	}
	if (!matters(&look))
		return;
	for (at = 0; at < list.len; at = end + 1) {
		end = html_css_find(list, at, ",");
		keep_rule(r, html_css_trim(slice_sub(list, at, end)), &look,
		    in, is_loose);
	}
}

/* --- "@media" and its kin -------------------------------------------------------------------- */

/* Who reads mail has a screen. */
enum media { MEDIA_NEVER, MEDIA_SOMETIMES, MEDIA_ALWAYS };

static enum media
media_of(struct slice query)
{
	static const char *const always[] = { "", "all", "screen",
	    "only screen", "only all", NULL };
	static const char *const never[] = { "print", "speech", "aural",
	    "braille", "embossed", "only print", "tty", "tv", "projection",
	    NULL };
	enum media found = MEDIA_NEVER;
	struct slice one;
	size_t at, end;

	if (html_css_trim(query).len == 0)
		return MEDIA_ALWAYS;
	for (at = 0; at < query.len; at = end + 1) {
		end = html_css_find(query, at, ",");
		one = html_css_trim(slice_sub(query, at, end));
		if (html_css_is_any(one, always))
			return MEDIA_ALWAYS;
		if (!html_css_is_any(one, never) &&
		    !slice_starts(one, SLICE("print and")))
			found = MEDIA_SOMETIMES;
	}
	return found;
}

/* Rules of the same query count together. */
static void
enter_media(struct html_rules *r, struct slice query, struct stretch *in)
{
	size_t i;

	query = html_css_trim(query);
	for (i = 0; i < r->media_count; i++)
		if (slice_eq(r->media[i], query))
			break;
	if (i == r->media_count && i < PAGE_MEDIA_MAX)
		r->media[r->media_count++] = query;
	/* One in another: both must hold, but either alone is looked at. */
	if (i == PAGE_MEDIA_MAX || in->media != 0)
		in->is_loose = true;
	else
		in->media = 1u << i;
}

static void
lower(struct buf *text, struct slice part)
{
	size_t from = (size_t)(part.ptr - text->ptr), i;

	for (i = from; i < from + part.len; i++)
		text->ptr[i] = ascii_lower(text->ptr[i]);
}

/* Over a block's "}", at being behind its "{". */
static size_t
block_end(struct slice s, size_t at)
{
	size_t depth;

	for (depth = 1; at < s.len && depth > 0; at++) {
		at = html_css_find(s, at, "{}");
		if (at < s.len)
			depth = s.ptr[at] == '{' ? depth + 1 : depth - 1;
	}
	return at > s.len ? s.len : at;
}

/* Without its "}", if it has one. */
static struct slice
block_of(struct slice s, size_t from, size_t to)
{
	return slice_sub(s, from, to > from && s.ptr[to - 1] == '}' ? to - 1 :
	    to);
}

/*
 * Letters that are in the page itself may all be blank, and sizes may be
 * turned to nothing.
 */
static bool
is_odd_font(struct slice block)
{
	static const char *const odd[] = { "data:", "cid:", "size-adjust",
	    "-override", "var(", NULL };
	size_t i;

	for (i = 0; odd[i] != NULL; i++)
		if (html_css_has(block, odd[i]))
			return true;
	return false;
}

/* A sheet that is not here is not loaded; one in the message may be. */
static bool
brings_sheet(struct slice head)
{
	return html_css_has(head, "data:") || html_css_has(head, "cid:");
}

static void read_stretch(struct html_rules *r, struct buf *text,
	    struct slice s, struct stretch in);

static void
at_block(struct html_rules *r, struct buf *text, struct slice head,
    struct slice block, struct stretch in)
{
	static const char *const inert[] = { "@keyframes", "@-webkit-keyframes",
	    "@-moz-keyframes", "@-o-keyframes", "@page", "@counter-style",
	    "@property", "@font-feature-values", "@font-palette-values",
	    "@color-profile", "@viewport", "@-ms-viewport", "@-o-viewport",
	    "@list", NULL };
	struct slice name;
	size_t at = 0;

	name = slice_sub(head, 0, html_css_find(head, 1, " \t\r\n\f(:"));
	if (slice_eq(name, SLICE("@font-face"))) {
		lower(text, block);
		r->is_unclear = r->is_unclear || is_odd_font(block);
		return;
	}
	if (html_css_is_any(name, inert))
		return;
	at = name.len;
	if (!slice_eq(name, SLICE("@media")))
		in.is_loose = true;
	else switch (media_of(html_css_trim(slice_from(head, at)))) {
	case MEDIA_NEVER:
		return;
	case MEDIA_SOMETIMES:
		enter_media(r, slice_from(head, at), &in);
		break;
	case MEDIA_ALWAYS:
		break;
	}
	if (++in.depth > NESTED_MAX)
		r->is_unclear = true;
	else
		read_stretch(r, text, block, in);
}

/* From "@" on: over the rule. */
static size_t
at_rule(struct html_rules *r, struct buf *text, struct slice s, size_t at,
    const struct stretch *in)
{
	size_t end = html_css_find(s, at, "{};"), to;
	struct slice head = slice_sub(s, at, end);

	lower(text, head);
	if (end >= s.len || s.ptr[end] != '{') {
		r->is_unclear = r->is_unclear || brings_sheet(head);
		return end >= s.len ? s.len : end + 1;
	}
	to = block_end(s, end + 1);
	at_block(r, text, head, block_of(s, end + 1, to), *in);
	return to;
}

/* Over "<!--" and "-->", which Word puts round its styles. */
static size_t
skip_between(struct slice s, size_t at, bool *ret_is_broken)
{
	for (;;) {
		for (; at < s.len && (html_is_blank(s.ptr[at]) ||
		    s.ptr[at] == '}' || s.ptr[at] == ';'); at++)
			*ret_is_broken = *ret_is_broken ||
			    !html_is_blank(s.ptr[at]);
		if (slice_starts(slice_from(s, at), SLICE("<!--")))
			at += 4;
		else if (slice_starts(slice_from(s, at), SLICE("-->")))
			at += 3;
		else
			return at;
	}
}

static void
read_stretch(struct html_rules *r, struct buf *text, struct slice s,
    struct stretch in)
{
	struct slice list, block;
	struct stretch now;
	size_t at = 0, open, end;
	bool is_broken;

	while (!r->is_unclear) {
		is_broken = false;
		at = skip_between(s, at, &is_broken);
		if (at >= s.len)
			return;
		if (s.ptr[at] == '@') {
			at = at_rule(r, text, s, at, &in);
			continue;
		}
		open = html_css_find(s, at, "{}");
		list = slice_sub(s, at, open);
		if (open >= s.len || s.ptr[open] == '}') {
			at = open >= s.len ? s.len : open + 1;
			continue;
		}
		end = block_end(s, open + 1);
		block = block_of(s, open + 1, end);
		lower(text, block);
		now = in;
		now.is_loose = now.is_loose || is_broken;
		take_rule(r, list, block, &now);
		at = end;
	}
}

void
html_rules_add(struct html_rules *r, struct slice sheet, struct slice media,
    bool is_loose)
{
	struct stretch in = { .is_loose = is_loose };
	struct buf *text;

	if (r->text_count == PAGE_SHEETS_MAX) {
		r->is_unclear = true;
		return;
	}
	text = &r->text[r->text_count++];
	buf_init(text, sheet.len + media.len + 2);
	html_css_clean(media, text);
	(void)buf_putc(text, '\n');
	html_css_uncomment(sheet, text);
	sheet = buf_slice(text);
	media = slice_sub(sheet, 0, slice_chr(sheet, '\n', 0));
	switch (media_of(media)) {
	case MEDIA_NEVER:
		return;
	case MEDIA_SOMETIMES:
		enter_media(r, media, &in);
		break;
	case MEDIA_ALWAYS:
		break;
	}
	read_stretch(r, text, slice_from(sheet, media.len + 1), in);
}
