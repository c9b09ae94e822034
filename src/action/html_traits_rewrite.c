#include "action/html_traits_rewrite.h"

#include <string.h>

#include "action/html_element_rewrite.h"

static bool
has_any(struct slice value, const char *const *list)
{
	for (; *list != NULL; list++)
		if (slice_ifind(value, slice_str(*list), 0) != SLICE_NPOS)
			return true;
	return false;
}

static bool
is_any(struct slice value, const char *const *list)
{
	for (; *list != NULL; list++)
		if (slice_ieq_str(value, *list))
			return true;
	return false;
}

/* What mail programs put round an older message. */
static bool
names_quote(struct slice class, struct slice id)
{
	static const char *const classes[] = {
		"gmail_quote", "gmail_attr", "moz-cite-prefix",
		"moz-forward-container", "yahoo_quoted", "protonmail_quote",
		"tutanota_quote", "zmail_extra",
		"ms-outlook-mobile-reference-message", NULL
	};
	static const char *const ids[] = {
		"mail-editor-reference-message-container", "reply-intro",
		"isForwardContent", NULL
	};

	return has_any(class, classes) || is_any(id, ids) ||
	    slice_istarts(id, SLICE("yahoo_quoted"));
}

/* What stands over an older message that follows to the end. */
static bool
names_separator(struct slice class, struct slice id)
{
	static const char *const ids[] = {
		"divRplyFwdMsg", "x_divRplyFwdMsg", "appendonsend",
		"stopSpelling", "ms-outlook-mobile-body-separator-line", NULL
	};
	static const char *const classes[] = { "OutlookMessageHeader", NULL };

	return is_any(id, ids) || is_any(class, classes);
}

static bool
names_signature(struct slice class, struct slice id)
{
	static const char *const classes[] = {
		"moz-signature", "gmail_signature", "gmail_signature_prefix",
		"protonmail_signature_block", "k9mail-signature", NULL
	};
	static const char *const ids[] = {
		"Signature", "ms-outlook-mobile-signature",
		"AppleMailSignature", NULL
	};
	size_t at, end;

	for (at = 0; at < class.len; at = end + 1) {
		for (end = at; end < class.len &&
		    !html_is_blank(class.ptr[end]); )
			end++;
		if (is_any(slice_sub(class, at, end), classes))
			return true;
	}
	return is_any(id, ids);
}

static void
style_traits(struct slice value, struct html_traits *t)
{
	struct buf text = BUF_INIT(value.len * 4 + 4);
	unsigned flags = t->look.flags;

	(void)html_resolve(value, true, &text);
	t->look = html_style(buf_slice(&text));
	t->look.flags |= flags;
	buf_free(&text);
}

static void
attribute_traits(const struct html_token *tag, struct html_traits *t)
{
	struct slice name, value, class = SLICE(""), id = SLICE("");
	bool has_style = false;
	size_t at = 0;

	while (html_attribute_next(tag->attributes, &at, &name, &value)) {
		if (slice_ieq(name, SLICE("hidden")) ||
		    slice_ieq(name, SLICE("popover")))
			t->look.flags |= HTML_HIDES;
		else if (slice_ieq(name, SLICE("class")) && class.len == 0)
			class = value;
		else if (slice_ieq(name, SLICE("id")) && id.len == 0)
			id = value;
		else if (slice_ieq(name, SLICE("style")) && !has_style) {
			style_traits(value, t);
			has_style = true;
		}
	}
	if (names_quote(class, id))
		t->look.flags |= HTML_QUOTES;
	t->is_separator = names_separator(class, id) ||
	    (t->look.flags & HTML_RULE_OVER) != 0;
	t->is_signature = names_signature(class, id);
}

/* "ffffff" was enough for a colour. */
static uint32_t
old_colour(struct slice word)
{
	char text[8] = "#";
	uint32_t c = html_colour(word);

	word = slice_trim(word);
	if (c != HTML_COLOUR_UNKNOWN || word.len != 6)
		return c;
	memcpy(text + 1, word.ptr, word.len);
	return html_colour(slice_of(text, 7));
}

/* Colours from before there were styles; a style wins. */
static void
old_colours(const struct html_token *tag, struct html_traits *t)
{
	struct slice ink = SLICE_NONE, paper;

	paper = html_attribute(tag->attributes, "bgcolor");
	if (slice_ieq(tag->name, SLICE("body")))
		ink = html_attribute(tag->attributes, "text");
	else if (slice_ieq(tag->name, SLICE("font")))
		ink = html_attribute(tag->attributes, "color");
	if (html_attribute(tag->attributes, "background").ptr != NULL)
		t->look.paper = HTML_COLOUR_UNKNOWN;
	if (ink.ptr != NULL && t->look.ink == HTML_COLOUR_UNSET)
		t->look.ink = old_colour(ink);
	if (paper.ptr != NULL && t->look.paper == HTML_COLOUR_UNSET)
		t->look.paper = old_colour(paper);
}

struct html_traits
html_traits(const struct html_token *tag)
{
	const struct html_element *e = html_element(tag->name);
	struct html_traits t = { .look = { 0, HTML_COLOUR_UNSET,
	    HTML_COLOUR_UNSET } };

	attribute_traits(tag, &t);
	old_colours(tag, &t);
	if ((e->flags & HE_HIDES) != 0)
		t.look.flags |= HTML_HIDES;
	if ((e->flags & HE_BARS) != 0)
		t.look.flags |= HTML_BARS;
	if (slice_ieq(tag->name, SLICE("a")) &&
	    html_attribute(tag->attributes, "href").ptr != NULL)
		t.look.flags |= HTML_BARS;
	if ((slice_ieq(tag->name, SLICE("details")) ||
	    slice_ieq(tag->name, SLICE("dialog"))) &&
	    html_attribute(tag->attributes, "open").ptr == NULL)
		t.look.flags |= HTML_HIDES;
	/* With Gmail an indented paragraph of the author's is one too. */
	if (slice_ieq(tag->name, SLICE("blockquote")) &&
	    (t.look.flags & (HTML_HIDES | HTML_INDENTS)) == 0)
		t.look.flags |= HTML_QUOTES;
	return t;
}
