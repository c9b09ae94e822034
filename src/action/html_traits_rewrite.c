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
		"stopSpelling", "ms-outlook-mobile-body-separator-line",
		"zwchr", NULL
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

/* Colours from before there were styles; a style wins. */
static void
old_colours(const struct html_token *tag, struct html_look *l)
{
	struct slice ink = SLICE_NONE, paper;

	if (l->paper.kind == HTML_COLOUR_UNSET) {
		paper = html_attribute(tag->attributes, "bgcolor");
		if (paper.ptr != NULL)
			l->paper = html_colour_old(paper);
		/* A picture, if it is loaded. */
		if (html_attribute(tag->attributes, "background").len > 0)
			l->paper.kind = HTML_COLOUR_UNKNOWN;
		l->paper_is_old = true;
	}
	if (slice_ieq(tag->name, SLICE("body")))
		ink = html_attribute(tag->attributes, "text");
	else if (slice_ieq(tag->name, SLICE("font")))
		ink = html_attribute(tag->attributes, "color");
	if (ink.ptr != NULL && l->ink.kind == HTML_COLOUR_UNSET) {
		l->ink = html_colour_old(ink);
		l->ink_is_old = true;
	}
}

/* What browsers give some elements of themselves. */
static void
born_with(const struct html_token *tag, struct html_look *l)
{
	static const struct {
		const char *name;
		double size;
		bool is_painted;
	} born[] = {
		{ "small", -0.83, false }, { "sub", -0.83, false },
		{ "sup", -0.83, false }, { "rt", -0.5, false },
		{ "mark", 0, true }, { "button", 0, true },
		{ "dialog", 0, true }, { "bdo", 0, false },
		{ "marquee", 0, false }, { "del", 0, false },
		{ "s", 0, false }, { "strike", 0, false },
	};
	size_t i;

	for (i = 0; i < sizeof born / sizeof born[0]; i++) {
		if (!slice_ieq_str(tag->name, born[i].name))
			continue;
		if (l->size == 0)
			l->size = born[i].size;
		if (born[i].is_painted && l->paper.kind == HTML_COLOUR_UNSET)
			l->paper.kind = HTML_COLOUR_UNKNOWN;
		/* Words that run, stand from right to left, or are struck out. */
		if (!born[i].is_painted && born[i].size == 0)
			l->flags |= HTML_DOUBTS;
	}
}

struct html_traits
html_traits(const struct html_token *tag)
{
	const struct html_element *e = html_element(tag->name);
	struct html_traits t = { .look = HTML_LOOK_PLAIN };

	attribute_traits(tag, &t);
	old_colours(tag, &t.look);
	born_with(tag, &t.look);
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
