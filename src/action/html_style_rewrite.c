#include "action/html_style_rewrite.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "action/html_css_rewrite.h"

#define COVERING_SHIFT	48	/* px up, and it may lie over other words */
#define FAR		400	/* px of a margin that still is one */

/* --- properties ----------------------------------------------------------------------- */

enum prop {
	FREE,			/* hides nothing, whatever its value */
	OTHER,			/* not known: anything but "none" may hide */
	DISPLAY, VISIBILITY, OPACITY, FONT, FONT_SIZE, LINE_HEIGHT, EXTENT,
	OVERFLOW, POSITION, OFFSET, MARGIN, ROOM, INK, FILL, GROUND, PICTURE,
	PAPER, MSO_HIDE, DECORATION, WHITE_SPACE, ZOOM, BORDER, GAP, Z_INDEX,
	WRITING, CONTENT, ALL, FLOW, SCHEME
};

/* In the order of strcmp.  What is not here hides unless it says "none". */
static const struct known {
	const char *name;
	enum prop prop;
} known[] = {
	{ "-moz-appearance", FREE }, { "-moz-box-shadow", FREE },
	{ "-moz-box-sizing", FREE }, { "-moz-hyphens", FREE },
	{ "-moz-osx-font-smoothing", FREE },
	{ "-moz-text-size-adjust", FREE }, { "-webkit-appearance", FREE },
	{ "-webkit-box-shadow", FREE }, { "-webkit-box-sizing", FREE },
	{ "-webkit-font-feature-settings", FREE },
	{ "-webkit-font-kerning", FREE }, { "-webkit-font-smoothing", FREE },
	{ "-webkit-hyphens", FREE }, { "-webkit-line-break", FREE },
	{ "-webkit-locale", FREE }, { "-webkit-margin-after", MARGIN },
	{ "-webkit-margin-before", MARGIN }, { "-webkit-nbsp-mode", FREE },
	{ "-webkit-overflow-scrolling", FREE },
	{ "-webkit-print-color-adjust", FREE },
	{ "-webkit-tap-highlight-color", FREE },
	{ "-webkit-text-decoration", DECORATION },
	{ "-webkit-text-decorations-in-effect", FREE },
	{ "-webkit-text-emphasis", FREE },
	{ "-webkit-text-fill-color", FILL },
	{ "-webkit-text-size-adjust", FREE },
	{ "-webkit-text-stroke-width", GAP }, { "-webkit-user-select", FREE },
	{ "-webkit-word-break", FREE }, { "accent-color", FREE },
	{ "align-content", FREE }, { "align-items", FREE },
	{ "align-self", FREE }, { "all", ALL }, { "appearance", FREE },
	{ "background", GROUND }, { "background-attachment", FREE },
	{ "background-color", PAPER }, { "background-image", PICTURE },
	{ "background-origin", FREE }, { "background-position", FREE },
	{ "background-position-x", FREE }, { "background-position-y", FREE },
	{ "background-repeat", FREE }, { "background-size", FREE },
	{ "behavior", FREE }, { "border", BORDER }, { "border-top", BORDER },
	{ "bottom", OFFSET }, { "box-shadow", FREE }, { "box-sizing", FREE },
	{ "break-after", FREE }, { "break-before", FREE },
	{ "break-inside", FREE }, { "caption-side", FREE },
	{ "caret-color", FREE }, { "clear", FREE }, { "color", INK },
	{ "color-adjust", FREE }, { "color-scheme", SCHEME },
	{ "column-gap", FREE }, { "content", CONTENT },
	{ "counter-increment", FREE }, { "counter-reset", FREE },
	{ "cursor", FREE }, { "direction", FREE }, { "display", DISPLAY },
	{ "empty-cells", FREE }, { "fill", FREE }, { "flex", FREE },
	{ "flex-basis", FREE }, { "flex-direction", FLOW },
	{ "flex-flow", FLOW }, { "flex-grow", FREE }, { "flex-shrink", FREE },
	{ "flex-wrap", FREE }, { "float", FREE }, { "font", FONT },
	{ "font-color", FREE }, { "font-family", FREE },
	{ "font-feature-settings", FREE }, { "font-kerning", FREE },
	{ "font-optical-sizing", FREE }, { "font-size", FONT_SIZE },
	{ "font-size-adjust", GAP }, { "font-smoothing", FREE },
	{ "font-stretch", FREE }, { "font-style", FREE },
	{ "font-synthesis", FREE }, { "font-variant", FREE },
	{ "font-variant-alternates", FREE }, { "font-variant-caps", FREE },
	{ "font-variant-east-asian", FREE }, { "font-variant-emoji", FREE },
	{ "font-variant-ligatures", FREE }, { "font-variant-numeric", FREE },
	{ "font-variant-position", FREE },
	{ "font-variation-settings", FREE }, { "font-weight", FREE },
	{ "gap", FREE }, { "hanging-punctuation", FREE },
	{ "height", EXTENT }, { "hyphens", FREE },
	{ "image-orientation", FREE }, { "image-rendering", FREE },
	{ "ime-mode", FREE }, { "justify-content", FREE },
	{ "justify-items", FREE }, { "justify-self", FREE },
	{ "layout-grid", FREE }, { "layout-grid-mode", FREE },
	{ "left", OFFSET }, { "letter-spacing", GAP }, { "line-break", FREE },
	{ "line-height", LINE_HEIGHT }, { "margin", MARGIN },
	{ "margin-block", MARGIN }, { "margin-block-end", MARGIN },
	{ "margin-block-start", MARGIN }, { "margin-bottom", MARGIN },
	{ "margin-inline", MARGIN }, { "margin-inline-end", MARGIN },
	{ "margin-inline-start", MARGIN }, { "margin-left", MARGIN },
	{ "margin-right", MARGIN }, { "margin-top", MARGIN },
	{ "max-height", EXTENT }, { "max-width", EXTENT },
	{ "min-height", FREE }, { "min-width", FREE },
	{ "mso-hide", MSO_HIDE }, { "object-fit", FREE },
	{ "opacity", OPACITY }, { "order", FREE }, { "orphans", FREE },
	{ "outline", FREE }, { "overflow", OVERFLOW },
	{ "overflow-wrap", FREE }, { "overflow-x", OVERFLOW },
	{ "overflow-y", OVERFLOW }, { "padding", ROOM },
	{ "padding-block", ROOM }, { "padding-block-end", ROOM },
	{ "padding-block-start", ROOM }, { "padding-bottom", ROOM },
	{ "padding-inline", ROOM }, { "padding-inline-end", ROOM },
	{ "padding-inline-start", ROOM }, { "padding-left", ROOM },
	{ "padding-right", ROOM }, { "padding-top", ROOM }, { "page", FREE },
	{ "page-break-after", FREE }, { "page-break-before", FREE },
	{ "page-break-inside", FREE }, { "panose-1", FREE },
	{ "pointer-events", FREE }, { "position", POSITION },
	{ "print-color-adjust", FREE }, { "punctuation-wrap", FREE },
	{ "quotes", FREE }, { "resize", FREE }, { "right", OFFSET },
	{ "row-gap", FREE }, { "scroll-behavior", FREE }, { "size", FREE },
	{ "speak", FREE }, { "stroke", FREE }, { "tab-interval", FREE },
	{ "tab-size", FREE }, { "tab-stops", FREE }, { "table-layout", FREE },
	{ "text-align", FREE }, { "text-align-last", FREE },
	{ "text-autospace", FREE }, { "text-combine", FREE },
	{ "text-decoration", DECORATION }, { "text-decoration-color", FREE },
	{ "text-decoration-line", DECORATION },
	{ "text-decoration-skip-ink", FREE },
	{ "text-decoration-style", FREE },
	{ "text-decoration-thickness", FREE }, { "text-effect", FREE },
	{ "text-indent", ROOM }, { "text-justify", FREE },
	{ "text-justify-trim", FREE }, { "text-kashida", FREE },
	{ "text-line-through", FREE }, { "text-rendering", FREE },
	{ "text-shadow", FREE }, { "text-size-adjust", FREE },
	{ "text-spacing", FREE }, { "text-transform", FREE },
	{ "text-underline", FREE }, { "text-underline-offset", FREE },
	{ "text-underline-position", FREE }, { "text-wrap", FREE },
	{ "text-wrap-mode", FREE }, { "top", OFFSET },
	{ "touch-action", FREE }, { "transition", FREE },
	{ "transition-delay", FREE }, { "transition-duration", FREE },
	{ "transition-property", FREE },
	{ "transition-timing-function", FREE }, { "unicode-bidi", WRITING },
	{ "user-select", FREE }, { "vertical-align", FREE },
	{ "visibility", VISIBILITY }, { "white-space", WHITE_SPACE },
	{ "white-space-collapse", FREE }, { "widows", FREE },
	{ "width", EXTENT }, { "will-change", FREE }, { "word-break", FREE },
	{ "word-spacing", GAP }, { "word-wrap", FREE },
	{ "writing-mode", WRITING }, { "z-index", Z_INDEX }, { "zoom", ZOOM },
};

static int
compare(const void *key, const void *item)
{
	const struct slice *name = key;
	const struct known *k = item;
	size_t n = strlen(k->name);
	int d;

	d = memcmp(name->ptr, k->name, name->len < n ? name->len : n);
	return d != 0 ? d : (name->len > n) - (name->len < n);
}

/* Of a property that is not understood this is sure to do nothing. */
static bool
is_neutral(struct slice value)
{
	static const char *const list[] = { "none", "normal", "auto",
	    "initial", "unset", "", NULL };

	return html_css_is_any(value, list);
}

/* --- one declaration after the other ---------------------------------------------------- */

#define DECLARATIONS_MAX	48	/* that count; more may hide */

struct declaration {
	const struct known *k;
	struct slice value;
	bool important;
};

struct reading {
	struct html_look look;
	struct declaration list[DECLARATIONS_MAX];
	size_t count;
	bool has_fill;
	bool is_flat, is_narrow;	/* no room for a line; for a word */
	bool is_low;			/* for a few lines */
	bool is_row, is_column;		/* what stands in it is side by side */
	bool is_placed;
	double offset;			/* left, top and the like */
	bool has_no_border, has_margin;	/* of an indented paragraph */
};

static void
doubt(struct reading *d, bool it)
{
	if (it)
		d->look.flags |= HTML_DOUBTS;
}

static bool
is_wide_word(struct slice value)
{
	static const char *const list[] = { "inherit", "initial", "unset",
	    "revert", "revert-layer", "normal", "auto", NULL };

	return html_css_is_any(value, list);
}

static void
read_display(struct reading *d, struct slice v)
{
	static const char *const shown[] = { "block", "inline", "inline-block",
	    "list-item", "table", "inline-table", "table-row", "table-cell",
	    "table-row-group", "table-header-group", "table-footer-group",
	    "table-caption", "flex", "inline-flex", "grid", "inline-grid",
	    "flow-root", "contents", "run-in", "-webkit-box", "-webkit-flex",
	    "-ms-flexbox", "block flow", NULL };

	if (slice_eq(v, SLICE("none")))
		d->look.flags |= HTML_HIDES;
	else
		doubt(d, !is_wide_word(v) && !html_css_is_any(v, shown));
	d->is_row = html_css_has(v, "flex") ||
	    slice_eq(v, SLICE("-webkit-box"));
}

static void
read_visibility(struct reading *d, struct slice v)
{
	if (slice_eq(v, SLICE("hidden")) || slice_eq(v, SLICE("collapse")))
		d->look.flags |= HTML_HIDES;
	else
		doubt(d, !slice_eq(v, SLICE("visible")) && !is_wide_word(v));
}

static void
read_opacity(struct reading *d, struct slice v)
{
	struct html_length n = html_length(v);

	if (n.kind == HTML_LENGTH_NUMBER || n.kind == HTML_LENGTH_SHARE)
		d->look.opacity = n.n < 1 ? n.n : 1;
	else
		doubt(d, !is_wide_word(v));
	if (d->look.opacity < 0.2)
		d->look.flags |= HTML_HIDES;
	else
		doubt(d, d->look.opacity < HTML_OPACITY_MIN);
}

static void
read_size(struct reading *d, struct slice v)
{
	static const char *const words[] = { "xx-small", "x-small", "small",
	    "medium", "large", "x-large", "xx-large", "xxx-large", NULL };
	struct html_length n = html_length(v);

	switch (n.kind) {
	case HTML_LENGTH_PX:
	case HTML_LENGTH_NUMBER:
		d->look.size = n.n;
		break;
	case HTML_LENGTH_EM:
	case HTML_LENGTH_SHARE:
		d->look.size = -n.n;
		break;
	case HTML_LENGTH_NONE:
		if (slice_eq(v, SLICE("smaller")))
			d->look.size = -0.83;
		else if (html_css_is_any(v, words))
			d->look.size = 9;
		else
			doubt(d, !is_wide_word(v) &&
			    !slice_eq(v, SLICE("larger")));
		return;
	case HTML_LENGTH_VIEW:
	case HTML_LENGTH_UNCLEAR:
		doubt(d, true);
		return;
	}
	if (n.n < 0.15 || (d->look.size > 0 && n.n < 3))
		d->look.flags |= HTML_HIDES;
	else
		doubt(d, d->look.size > 0 && n.n < HTML_LETTERS_MIN);
}

static void
read_line(struct reading *d, struct slice v)
{
	struct html_length n = html_length(v);

	if (n.kind == HTML_LENGTH_NONE) {
		doubt(d, !is_wide_word(v));
		return;
	}
	if (n.kind != HTML_LENGTH_UNCLEAR && n.n <= 0)
		d->look.flags |= HTML_HIDES;
	doubt(d, n.kind == HTML_LENGTH_UNCLEAR || n.kind == HTML_LENGTH_VIEW ||
	    (n.kind == HTML_LENGTH_PX && n.n < 6) ||
	    (n.kind != HTML_LENGTH_PX && n.n < 0.6));
}

/* "font: 0/0 a": the size is what a "/" or a family follows. */
static void
read_font(struct reading *d, struct slice v)
{
	static const char *const whole[] = { "caption", "icon", "menu",
	    "message-box", "small-caption", "status-bar", NULL };
	struct slice word;
	size_t at = 0, slash;

	if (is_wide_word(v) || html_css_is_any(v, whole))
		return;
	doubt(d, html_css_has(v, "("));
	while (html_css_next(v, &at, &word)) {
		slash = slice_chr(word, '/', 0);
		if (slash != SLICE_NPOS)
			read_line(d, slice_from(word, slash + 1));
		word = slice_sub(word, 0, slash);
		/* "700 12px": a weight has no unit. */
		if (word.len > 0 && (ascii_is_digit(word.ptr[0]) ||
		    word.ptr[0] == '.') && (html_length(word).kind !=
		    HTML_LENGTH_NUMBER || slash != SLICE_NPOS ||
		    html_length(word).n <= 0)) {
			read_size(d, word);
			return;
		}
	}
}

/* A box without room: only if what does not fit is cut off does it hide. */
static void
read_extent(struct reading *d, struct slice name, struct slice v)
{
	static const char *const words[] = { "none", "max-content",
	    "min-content", "fit-content", "-webkit-fill-available",
	    "-moz-available", "stretch", "available", NULL };
	struct html_length n = html_length(v);
	bool is_height = html_css_has(name, "height");

	if (n.kind == HTML_LENGTH_NONE) {
		doubt(d, !is_wide_word(v) && !html_css_is_any(v, words));
		return;
	}
	if (n.kind == HTML_LENGTH_UNCLEAR) {
		d->is_low = d->is_low || is_height;
		d->is_narrow = d->is_narrow || !is_height;
		return;
	}
	if (n.n < 0.05)
		d->look.flags |= HTML_HIDES;
	d->is_flat = d->is_flat || html_length_px(n) < 8;
	if (is_height)
		d->is_low = d->is_low || n.kind != HTML_LENGTH_SHARE;
	else
		d->is_narrow = d->is_narrow || html_length_px(n) < 40;
}

static void
read_overflow(struct reading *d, struct slice v)
{
	static const char *const cut[] = { "hidden", "clip", "scroll", "auto",
	    "overlay", NULL };
	struct slice word;
	size_t at = 0;

	while (html_css_next(v, &at, &word))
		if (html_css_is_any(word, cut))
			d->look.flags |= HTML_CUTS;
		else
			doubt(d, !slice_eq(word, SLICE("visible")) &&
			    !is_wide_word(word));
}

static void
read_position(struct reading *d, struct slice v)
{
	if (slice_eq(v, SLICE("fixed")))
		d->look.flags |= HTML_BARS;
	if (slice_eq(v, SLICE("fixed")) || slice_eq(v, SLICE("absolute")))
		d->look.flags |= HTML_LIES_OVER;
	d->is_placed = !slice_eq(v, SLICE("static")) && !is_wide_word(v);
	doubt(d, d->is_placed && !slice_eq(v, SLICE("relative")) &&
	    !slice_eq(v, SLICE("sticky")));
}

static void
move(struct reading *d, double px)
{
	d->look.shift += px < 0 ? -px : px;
}

/* left, top and the like count only with a position. */
static void
read_offset(struct reading *d, struct slice v)
{
	struct html_length n = html_length(v);
	double px = html_length_px(n);

	/* With a position alone; "absolute" is in doubt by itself. */
	if (n.kind == HTML_LENGTH_UNCLEAR || (n.kind == HTML_LENGTH_NONE &&
	    !is_wide_word(v)))
		d->offset = FAR;
	else
		d->offset += px < 0 ? -px : px;
}

/* Below 0 it moves what stands in it; above, it makes room, but not for ever. */
static void
read_room(struct reading *d, struct slice v)
{
	struct html_length n;
	struct slice word;
	size_t at = 0;
	double px;

	while (html_css_next(v, &at, &word)) {
		n = html_length(word);
		px = html_length_px(n);
		doubt(d, n.kind == HTML_LENGTH_UNCLEAR || px > FAR ||
		    (n.kind == HTML_LENGTH_SHARE && n.n > 0.5));
		if (n.kind != HTML_LENGTH_NONE && px < 0)
			move(d, px);
		doubt(d, n.kind == HTML_LENGTH_NONE && !is_wide_word(word));
	}
}

static void
read_gap(struct reading *d, struct slice v)
{
	struct html_length n = html_length(v);

	doubt(d, n.kind == HTML_LENGTH_NONE ? !is_neutral(v) &&
	    !is_wide_word(v) : n.kind == HTML_LENGTH_UNCLEAR ||
	    html_length_px(n) < -1.5 || html_length_px(n) > 20);
}

static void
read_ground(struct reading *d, struct slice v)
{
	static const char *const placed[] = { "none", "repeat", "repeat-x",
	    "repeat-y", "no-repeat", "scroll", "fixed", "left", "right", "top",
	    "bottom", "center", "cover", "contain", "border-box",
	    "padding-box", "content-box", "initial", "/", "auto", NULL };
	struct html_colour c = { .kind = HTML_COLOUR_IS };
	struct html_length n;
	struct slice word;
	size_t at = 0;

	while (html_css_next(v, &at, &word)) {
		n = html_length(word);
		if (html_css_is_any(word, placed) || (n.kind !=
		    HTML_LENGTH_NONE && n.kind != HTML_LENGTH_UNCLEAR))
			continue;
		/* A picture has any colour, but then it may not be loaded. */
		c = c.kind == HTML_COLOUR_IS && c.a == 0 ? html_colour(word) :
		    (struct html_colour){ .kind = HTML_COLOUR_UNKNOWN };
		if (c.kind == HTML_COLOUR_UNKNOWN)
			break;
	}
	d->look.paper = c;
}

/* The lines that Outlook draws over the message that is answered. */
static void
read_border(struct reading *d, struct slice name, struct slice v)
{
	if (slice_eq(name, SLICE("border-top")) &&
	    (slice_starts(v, SLICE("solid #e1e1e1")) ||
	    slice_starts(v, SLICE("solid #b5c4df"))))
		d->look.flags |= HTML_RULE_OVER;
	d->has_no_border = d->has_no_border ||
	    (slice_eq(name, SLICE("border")) &&
	    slice_starts(v, SLICE("none")));
}

static void
read_ink(struct reading *d, struct slice v, bool important)
{
	struct html_look *l = &d->look;

	l->ink = slice_eq(v, SLICE("initial")) ? HTML_COLOUR(0, 0, 0) :
	    html_colour(v);
	l->ink_wins = important;
	if (l->ink.kind == HTML_COLOUR_IS && l->ink.a == 0)
		l->flags |= HTML_HIDES;
}

static void
read_paper(struct reading *d, enum prop prop, struct slice v, bool important)
{
	struct html_look *l = &d->look;
	bool has_picture = l->paper.kind == HTML_COLOUR_UNKNOWN;

	if (prop == GROUND || slice_eq(v, SLICE("initial")))
		read_ground(d, v);
	else if (prop == PICTURE && !is_neutral(v))
		l->paper.kind = HTML_COLOUR_UNKNOWN;
	else if (prop == PAPER && !has_picture)
		l->paper = html_colour(v);
	if (slice_eq(v, SLICE("currentcolor")))
		l->paper.kind = HTML_COLOUR_UNKNOWN;
	l->paper_wins = important;
}

static void
read_white_space(struct reading *d, struct slice v)
{
	static const char *const broken[] = { "pre-wrap", "pre-line",
	    "break-spaces", NULL };

	if (!is_wide_word(v) && !html_css_is_any(v, broken))
		d->look.flags |= HTML_ONE_LINE;
}

static void
read_zoom(struct reading *d, struct slice v)
{
	double n = html_length(v).n;

	doubt(d, !is_wide_word(v) && !(n >= 0.9 && n < 4));
}

static void
read_depth(struct reading *d, struct slice v)
{
	struct html_length n = html_length(v);

	doubt(d, !is_wide_word(v) &&
	    (n.kind != HTML_LENGTH_NUMBER || n.n < 0));
}

static void
read_direction(struct reading *d, struct slice v)
{
	static const char *const fine[] = { "embed", "isolate", "plaintext",
	    "-webkit-isolate", "-moz-isolate", "horizontal-tb", "lr-tb", "lr",
	    NULL };

	doubt(d, !is_wide_word(v) && !html_css_is_any(v, fine));
}

static void
read_words(struct reading *d, enum prop prop, struct slice v)
{
	if (prop == MSO_HIDE && !is_neutral(v))
		d->look.flags |= HTML_HIDES;
	else if (prop == DECORATION && html_css_has(v, "line-through"))
		d->look.flags |= HTML_BARS | HTML_DOUBTS;
	else if (prop == FLOW)
		d->is_column = html_css_has(v, "column") &&
		    !html_css_has(v, "reverse");
	else if (prop == SCHEME && !slice_eq(v, SLICE("light")) &&
	    !slice_eq(v, SLICE("only light")) && !is_wide_word(v))
		d->look.flags |= HTML_DARKENS;
	/* Of an element itself a picture alone would take its place. */
	else if (prop == CONTENT)
		doubt(d, html_css_has(v, "(") && v.ptr[0] != '"' &&
		    v.ptr[0] != '\'');
}

static void
read_one(struct reading *d, enum prop prop, struct slice name, struct slice v,
    bool important)
{
	switch (prop) {
	case FREE:
		break;
	case OTHER:
		doubt(d, !is_neutral(v));
		break;
	case ALL:
		doubt(d, true);
		break;
	case DISPLAY:
		read_display(d, v);
		break;
	case VISIBILITY:
		read_visibility(d, v);
		break;
	case OPACITY:
		read_opacity(d, v);
		break;
	case FONT:
		read_font(d, v);
		break;
	case FONT_SIZE:
		read_size(d, v);
		break;
	case LINE_HEIGHT:
		read_line(d, v);
		break;
	case EXTENT:
		read_extent(d, name, v);
		break;
	case OVERFLOW:
		read_overflow(d, v);
		break;
	case POSITION:
		read_position(d, v);
		break;
	case OFFSET:
		read_offset(d, v);
		break;
	case MARGIN:
		d->has_margin = d->has_margin || (slice_starts(v, SLICE("0")) &&
		    html_css_has(v, "40px"));
		read_room(d, v);
		break;
	case ROOM:
		read_room(d, v);
		break;
	case INK:
		if (!d->has_fill)
			read_ink(d, v, important);
		break;
	case FILL:
		read_ink(d, v, important);
		break;
	case GROUND:
	case PICTURE:
	case PAPER:
		read_paper(d, prop, v, important);
		break;
	case BORDER:
		read_border(d, name, v);
		break;
	case GAP:
		read_gap(d, v);
		break;
	case MSO_HIDE:
	case DECORATION:
	case FLOW:
	case SCHEME:
	case CONTENT:
		read_words(d, prop, v);
		break;
	case WHITE_SPACE:
		read_white_space(d, v);
		break;
	case ZOOM:
		read_zoom(d, v);
		break;
	case Z_INDEX:
		read_depth(d, v);
		break;
	case WRITING:
		read_direction(d, v);
		break;
	}
}

/* --- a block of them -------------------------------------------------------------------- */

static const struct known *
property(struct slice name)
{
	static const struct known free_one = { "", FREE };
	static const struct known other = { "", OTHER };
	static const char *const prefixes[] = { "mso-", "-ms-", "-o-",
	    "-khtml-", "--", "border-", "outline-", "list-", "scrollbar-",
	    "-webkit-border-", "-moz-border-", NULL };
	const struct known *k;
	size_t i;

	/* "*zoom", "_height": no browser of today takes them. */
	if (name.len == 0 ||
	    (!ascii_is_alpha(name.ptr[0]) && name.ptr[0] != '-'))
		return &free_one;
	k = bsearch(&name, known, sizeof known / sizeof known[0],
	    sizeof known[0], compare);
	if (k != NULL)
		return k;
	for (i = 0; prefixes[i] != NULL; i++)
		if (slice_starts(name, slice_str(prefixes[i])))
			return &free_one;
	return &other;
}

/* The last of a name counts, an important one before others. */
static void
keep(struct reading *d, const struct declaration *new)
{
	size_t i;

	for (i = 0; i < d->count && d->list[i].k != new->k; i++)
		;
	/* Of those that are not known each counts. */
	if (i < d->count && new->k->prop != OTHER) {
		if (d->list[i].important && !new->important)
			return;
		d->count--;
		memmove(&d->list[i], &d->list[i + 1],
		    (d->count - i) * sizeof d->list[0]);
	}
	if (d->count == DECLARATIONS_MAX)
		doubt(d, true);
	else
		d->list[d->count++] = *new;
}

static void
take_declaration(struct slice s, struct reading *d)
{
	struct declaration one = { .important = false };
	size_t colon, bang;

	colon = slice_chr(s, ':', 0);
	if (colon == SLICE_NPOS)
		return;
	one.k = property(html_css_trim(slice_sub(s, 0, colon)));
	if (one.k->prop == FREE)
		return;
	one.value = html_css_trim(slice_from(s, colon + 1));
	bang = slice_rchr(one.value, '!');
	if (bang != SLICE_NPOS) {
		one.important = slice_eq(html_css_trim(slice_from(one.value,
		    bang + 1)), SLICE("important"));
		one.value = html_css_trim(slice_sub(one.value, 0, bang));
	}
	d->has_fill = d->has_fill || one.k->prop == FILL;
	if (one.value.len > 0)
		keep(d, &one);
}

static void
read_all(struct reading *d, bool important)
{
	const struct declaration *one;
	size_t i;

	for (i = 0; i < d->count; i++) {
		one = &d->list[i];
		if (one->important == important)
			read_one(d, one->k->prop, slice_str(one->k->name),
			    one->value, important);
	}
}

struct html_look
html_style_clean(struct slice s)
{
	struct reading d;
	size_t at, end;

	memset(&d, 0, offsetof(struct reading, list));
	memset(&d.count, 0, sizeof d - offsetof(struct reading, count));
	d.look = HTML_LOOK_PLAIN;
	for (at = 0; at < s.len; at = end + 1) {
		end = html_css_find(s, at, ";}");
		take_declaration(slice_sub(s, at, end), &d);
	}
	read_all(&d, false);
	read_all(&d, true);
	if (d.is_placed)
		d.look.shift += d.offset;
	if (d.look.shift > 2 * HTML_SHIFT_MAX || (d.is_flat &&
	    (d.look.flags & HTML_CUTS) != 0))
		d.look.flags |= HTML_HIDES;
	doubt(&d, d.look.shift > HTML_SHIFT_MAX);
	if ((d.look.flags & HTML_CUTS) != 0 && (d.is_low || d.is_narrow))
		d.look.flags |= HTML_BARS | HTML_DOUBTS;
	if (d.is_row && !d.is_column)
		d.look.flags |= HTML_BARS;
	if (d.look.shift > COVERING_SHIFT)
		d.look.flags |= HTML_LIES_OVER;
	if (d.has_margin && d.has_no_border)
		d.look.flags |= HTML_INDENTS;
	return d.look;
}

struct html_look
html_style(struct slice declarations)
{
	struct buf text = BUF_INIT(declarations.len + 1);
	struct html_look look;

	html_css_clean(declarations, &text);
	look = html_style_clean(buf_slice(&text));
	buf_free(&text);
	return look;
}

bool
html_look_covers(const struct html_look *l, unsigned above)
{
	unsigned flags = l->flags | above;

	return (flags & HTML_LIES_OVER) != 0 && (flags & HTML_HIDES) == 0 &&
	    (l->paper.kind == HTML_COLOUR_UNKNOWN ||
	    (l->paper.kind == HTML_COLOUR_IS && l->paper.a > 0));
}
