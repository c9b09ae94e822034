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
	struct buf text;

	if (slice_chr(value, '&', 0) == SLICE_NPOS) {
		t->look = html_style(value);
		return;
	}
	buf_init(&text, value.len * 4 + 4);
	(void)html_resolve(value, true, &text);
	t->look = html_style(buf_slice(&text));
	buf_free(&text);
}

/* What a tag's attributes say; the first of a name counts. */
struct attributes {
	struct slice class, id, style, bgcolor, background, ink;
	bool hides, has_href, is_open;
};

static void
first(struct slice *at, struct slice value)
{
	if (at->ptr == NULL)
		*at = value.ptr == NULL ? SLICE("") : value;
}

static void
attributes_read(const struct html_token *tag, struct attributes *a)
{
	struct slice name, value;
	size_t at = 0;

	memset(a, 0, sizeof *a);
	while (html_attribute_next(tag->attributes, &at, &name, &value)) {
		if (slice_ieq(name, SLICE("style")))
			first(&a->style, value);
		else if (slice_ieq(name, SLICE("class")))
			first(&a->class, value);
		else if (slice_ieq(name, SLICE("id")))
			first(&a->id, value);
		else if (slice_ieq(name, SLICE("bgcolor")))
			first(&a->bgcolor, value);
		else if (slice_ieq(name, SLICE("background")))
			first(&a->background, value);
		else if (slice_ieq(name, SLICE("href")))
			a->has_href = true;
		else if (slice_ieq(name, SLICE("open")))
			a->is_open = true;
		else if (slice_ieq(name, SLICE("hidden")) ||
		    slice_ieq(name, SLICE("popover")))
			a->hides = true;
		else if ((slice_ieq(name, SLICE("color")) &&
		    slice_ieq(tag->name, SLICE("font"))) ||
		    (slice_ieq(name, SLICE("text")) &&
		    slice_ieq(tag->name, SLICE("body"))))
			first(&a->ink, value);
	}
}

static void
mark_traits(const struct attributes *a, struct html_traits *t)
{
	t->is_separator = (t->look.flags & HTML_RULE_OVER) != 0;
	if (a->class.len == 0 && a->id.len == 0)
		return;
	if (names_quote(a->class, a->id))
		t->look.flags |= HTML_QUOTES;
	t->is_separator = t->is_separator || names_separator(a->class, a->id);
	t->is_signature = names_signature(a->class, a->id);
}

/* Colours from before there were styles; a style wins. */
static void
old_colours(const struct attributes *a, struct html_look *l)
{
	if (l->paper.kind == HTML_COLOUR_UNSET) {
		if (a->bgcolor.ptr != NULL)
			l->paper = html_colour_old(a->bgcolor);
		/* A picture, if it is loaded. */
		if (a->background.len > 0)
			l->paper.kind = HTML_COLOUR_UNKNOWN;
		l->paper_is_old = true;
	}
	if (a->ink.ptr != NULL && l->ink.kind == HTML_COLOUR_UNSET) {
		l->ink = html_colour_old(a->ink);
		l->ink_is_old = true;
	}
}

/* What browsers give elements of themselves. */
static void
born_with(const struct html_element *e, struct html_look *l)
{
	if ((e->flags & HE_HIDES) != 0)
		l->flags |= HTML_HIDES;
	if ((e->flags & HE_BARS) != 0)
		l->flags |= HTML_BARS;
	if ((e->flags & HE_DOUBTS) != 0)
		l->flags |= HTML_DOUBTS;
	if ((e->flags & HE_SMALLER) != 0 && l->size == 0)
		l->size = -0.8;
	if ((e->flags & HE_PAINTED) != 0 &&
	    l->paper.kind == HTML_COLOUR_UNSET)
		l->paper.kind = HTML_COLOUR_UNKNOWN;
}

struct html_traits
html_traits(const struct html_token *tag)
{
	struct html_traits t = { .look = HTML_LOOK_PLAIN };
	const char *name = tag->e->name;
	struct attributes a = { .hides = false };

	if (tag->attributes.len > 0)
		attributes_read(tag, &a);
	if (a.style.len > 0)
		style_traits(a.style, &t);
	if (a.hides)
		t.look.flags |= HTML_HIDES;
	mark_traits(&a, &t);
	old_colours(&a, &t.look);
	born_with(tag->e, &t.look);
	if (a.has_href && strcmp(name, "a") == 0)
		t.look.flags |= HTML_BARS;
	if (!a.is_open && (strcmp(name, "details") == 0 ||
	    strcmp(name, "dialog") == 0))
		t.look.flags |= HTML_HIDES;
	/* With Gmail an indented paragraph of the author's is one too. */
	if (strcmp(name, "blockquote") == 0 &&
	    (t.look.flags & (HTML_HIDES | HTML_INDENTS)) == 0)
		t.look.flags |= HTML_QUOTES;
	return t;
}
