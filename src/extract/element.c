#include "extract/element.h"

#include <string.h>

#include "extract/style.h"

static const char *const blocks[] = {
	"address", "article", "aside", "blockquote", "body", "button",
	"caption", "center", "dd", "desc", "details", "dialog", "dir", "div",
	"dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
	"frame", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head",
	"header", "hgroup", "hr", "html", "legend", "li", "listing", "main",
	"marquee", "menu", "menuitem", "nav", "noscript", "object", "ol",
	"optgroup", "option", "p", "plaintext", "pre", "search", "section",
	"select", "summary", "table", "tbody", "td", "text", "textarea",
	"tfoot", "th", "thead", "tr", "ul", "xmp", NULL
};

/* No browser shows what is inside: the text around them closes up. */
static const char *const unshown[] = {
	"audio", "canvas", "datalist", "noembed", "noframes", "rp", "rt",
	"template", "video", NULL
};

static const char *const inlines[] = {
	"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code",
	"data", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "label",
	"mark", "nobr", "o", "q", "s", "samp", "small", "span", "strike",
	"strong", "sub", "sup", "time", "tspan", "tt", "u", "var", "wbr", NULL
};

static const char *const voids[] = {
	"area", "base", "basefont", "bgsound", "br", "col", "embed", "frame",
	"hr", "img", "input", "link", "meta", "param", "source", "track",
	"wbr", NULL
};

static const char *const cells[] = {
	"caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr", NULL
};

static const char *const endless[] = {
	"dd", "dt", "li", "optgroup", "option", "p", "td", "th", "tr", NULL
};

static bool
is_among(const char *name, const char *const *list)
{
	for (; *list != NULL; list++)
		if ((*list)[0] == name[0] && strcmp(*list, name) == 0)
			return true;
	return false;
}

bool
element_is_void(const char *name)
{
	return is_among(name, voids);
}

bool
element_is_block(const char *name, bool is_xml)
{
	/* Elements that we do not know part the text of XML, not of a page. */
	return is_xml ? !is_among(name, inlines) : is_among(name, blocks);
}

bool
element_is_unshown(const char *name)
{
	return is_among(name, unshown);
}

bool
element_is_cell(const char *name)
{
	return is_among(name, cells);
}

bool
element_ends_itself(const char *name)
{
	return is_among(name, endless);
}

const struct element *
element_top(const struct elements *e)
{
	static const struct element none = { .name = "" };

	return e->count == 0 ? &none : &e->open[e->count - 1];
}

bool
element_push(struct elements *e, const char *name, unsigned flags,
    bool is_aside)
{
	const struct element *around = element_top(e);
	struct element *n;

	/* Tags that nobody closes leave room for those that matter. */
	if (e->count == HTML_OPEN_MAX ||
	    (flags == 0 && e->count >= HTML_OPEN_MAX - HTML_OPEN_KEPT))
		return false;
	n = &e->open[e->count];
	memcpy(n->name, name, strlen(name) + 1);
	n->hide = around->hide & ~(flags >> STYLE_SHOW_SHIFT);
	n->hide |= flags & STYLE_HIDE_ALL;
	/* What is collected by itself is judged by itself. */
	n->gone = is_aside ? 0 : around->gone +
	    ((flags & STYLE_GONE) != 0);
	if (is_aside)
		n->hide = 0;
	n->is_turned = around->is_turned || (flags & STYLE_REVERSED) != 0;
	n->is_row = (flags & STYLE_IS_ROW) != 0;
	n->is_beside = around->is_beside || around->is_row ||
	    (flags & STYLE_FLOATS) != 0;
	n->is_in_line = (flags & STYLE_IN_LINE) != 0;
	n->is_aside = is_aside;
	e->count++;
	return true;
}

const struct element *
element_find(const struct elements *e, const char *name)
{
	size_t i;

	for (i = e->count; i > 0; i--)
		if (strcmp(e->open[i - 1].name, name) == 0)
			return &e->open[i - 1];
	return NULL;
}
