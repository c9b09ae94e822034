#include "extract/style.h"

#include <string.h>

#include "extract/entity.h"

#define CLASSES_MAX	16	/* of one element */
#define CLEAR_SIZE	20	/* tenths of a pixel or a point */
#define FAR_AWAY	100	/* pixels to the left of the page */

static struct slice
trim(struct slice s)
{
	s = slice_trim(s);
	if (slice_starts(s, SLICE("/*")) && slice_find(s, SLICE("*/"), 2) !=
	    SLICE_NPOS)
		s = slice_trim(slice_from(s,
		    slice_find(s, SLICE("*/"), 2) + 2));
	return s;
}

/* --- numbers and colours ------------------------------------------------------- */

/* "-12.5px" to -125 and the rest; false if no number stands there. */
static bool
tenths(struct slice s, long *ret, struct slice *ret_unit)
{
	bool is_minus = s.len > 0 && s.ptr[0] == '-', any = false;
	long n = 0;
	size_t i = is_minus || (s.len > 0 && s.ptr[0] == '+');

	for (; i < s.len && ascii_is_digit(s.ptr[i]); i++, any = true)
		if (n < 1000000)
			n = n * 10 + (s.ptr[i] - '0');
	n *= 10;
	if (i + 1 < s.len && s.ptr[i] == '.' && ascii_is_digit(s.ptr[i + 1])) {
		n += s.ptr[i + 1] - '0';
		any = true;
		for (i++; i < s.len && ascii_is_digit(s.ptr[i]); i++)
			;
	}
	*ret = is_minus ? -n : n;
	*ret_unit = slice_trim(slice_from(s, i));
	return any;
}

static bool
is_nothing(struct slice value)
{
	struct slice unit;
	long n;

	return tenths(value, &n, &unit) && n == 0;
}

static bool
is_too_small(struct slice value)
{
	struct slice unit;
	long n;

	if (!tenths(value, &n, &unit))
		return false;
	if (slice_istarts(unit, SLICE("px")) ||
	    slice_istarts(unit, SLICE("pt")))
		return n < CLEAR_SIZE;
	if (slice_istarts(unit, SLICE("%")))
		return n < 10 * CLEAR_SIZE;
	return n < CLEAR_SIZE / 10;
}

static bool
is_far_away(struct slice value)
{
	struct slice unit;
	long n;

	return tenths(value, &n, &unit) && n <= -10 * FAR_AWAY;
}

static bool
is_no_ink(struct slice value)
{
	static const char *const none[] = {
		"white", "#fff", "#ffffff", "#fefefe", "transparent",
		"rgb(255,255,255)", "rgb(255, 255, 255)", "window", NULL
	};
	size_t i;

	for (i = 0; none[i] != NULL; i++)
		if (slice_ieq_str(value, none[i]))
			return true;
	return (slice_istarts(value, SLICE("rgba(")) ||
	    slice_istarts(value, SLICE("hsla("))) &&
	    (slice_iends(value, SLICE(",0)")) ||
	    slice_iends(value, SLICE(", 0)")) ||
	    slice_iends(value, SLICE("/0)")) ||
	    slice_iends(value, SLICE("/ 0)")));
}

/* --- declarations ------------------------------------------------------------------ */

struct look {
	unsigned flags;
	struct slice ink, ground;
	bool is_flat, is_cut;		/* no height or width; what is over is cut */
	bool is_placed, is_away;
	bool is_rtl, is_override;
};

static unsigned
display_flags(struct slice value)
{
	if (slice_istarts(value, SLICE("none")))
		return STYLE_GONE;
	if (slice_istarts(value, SLICE("flex")) ||
	    slice_istarts(value, SLICE("inline-flex")))
		return STYLE_IS_ROW;
	if (slice_istarts(value, SLICE("inline")) ||
	    slice_istarts(value, SLICE("contents")) ||
	    slice_istarts(value, SLICE("ruby")))
		return STYLE_IN_LINE;
	return 0;
}

/* Several properties make one look; what each adds to it. */
static void
note_place(struct look *l, struct slice name, struct slice value)
{
	if (slice_ieq_str(name, "position"))
		l->is_placed = slice_istarts(value, SLICE("absolute")) ||
		    slice_istarts(value, SLICE("fixed"));
	else if (slice_ieq_str(name, "left") || slice_ieq_str(name, "top") ||
	    slice_ieq_str(name, "margin-left") ||
	    slice_ieq_str(name, "text-indent"))
		l->is_away |= is_far_away(value);
	else if (slice_ieq_str(name, "overflow"))
		l->is_cut = slice_istarts(value, SLICE("hidden")) ||
		    slice_istarts(value, SLICE("clip"));
	else if (slice_ieq_str(name, "height") ||
	    slice_ieq_str(name, "max-height") ||
	    slice_ieq_str(name, "width") || slice_ieq_str(name, "max-width"))
		l->is_flat |= is_nothing(value);
	else if ((slice_ieq_str(name, "clip") &&
	    slice_istarts(value, SLICE("rect(0"))) ||
	    (slice_ieq_str(name, "clip-path") &&
	    slice_istarts(value, SLICE("inset("))) ||
	    (slice_ieq_str(name, "transform") &&
	    slice_istarts(value, SLICE("scale(0"))) ||
	    (slice_ieq_str(name, "opacity") && is_nothing(value)) ||
	    (slice_ieq_str(name, "mso-hide") &&
	    slice_istarts(value, SLICE("all"))))
		l->flags |= STYLE_HIDE_PLACE;
}

static void
note_declaration(struct look *l, struct slice name, struct slice value)
{
	if (slice_ieq_str(name, "display")) {
		l->flags |= display_flags(value);
	} else if (slice_ieq_str(name, "visibility")) {
		l->flags |= slice_istarts(value, SLICE("hidden")) ||
		    slice_istarts(value, SLICE("collapse")) ?
		    STYLE_HIDE_PLACE : STYLE_SHOW_PLACE;
	} else if (slice_ieq_str(name, "font-size") ||
	    slice_ieq_str(name, "font")) {
		l->flags |= is_too_small(value) ? STYLE_HIDE_SIZE :
		    STYLE_SHOW_SIZE;
	} else if (slice_ieq_str(name, "color")) {
		l->ink = value;
	} else if (slice_istarts(name, SLICE("background"))) {
		if (value.len <= 32)
			l->ground = value;
	} else if (slice_ieq_str(name, "float")) {
		if (!slice_istarts(value, SLICE("none")))
			l->flags |= STYLE_FLOATS;
	} else if (slice_ieq_str(name, "direction")) {
		l->is_rtl = slice_istarts(value, SLICE("rtl"));
	} else if (slice_ieq_str(name, "unicode-bidi")) {
		l->is_override = slice_ifind(value, SLICE("override"), 0) !=
		    SLICE_NPOS;
	} else {
		note_place(l, name, value);
	}
}

static unsigned
flags_of_look(const struct look *l)
{
	unsigned flags = l->flags;

	if (l->ink.len > 0)
		flags |= is_no_ink(l->ink) || slice_ieq(l->ink, l->ground) ?
		    STYLE_HIDE_INK : STYLE_SHOW_INK;
	if ((l->is_flat && l->is_cut) || l->is_away)
		flags |= STYLE_HIDE_PLACE;
	/* Out of the flow of the text: what is around it closes up. */
	if (l->is_placed && (flags & STYLE_HIDE_PLACE) != 0)
		flags |= STYLE_GONE;
	if (l->is_rtl && l->is_override)
		flags |= STYLE_REVERSED;
	return flags;
}

unsigned
style_flags(struct slice s)
{
	struct look l = { .flags = 0 };
	struct slice one, value;
	size_t end, colon, mark;

	for (; s.len > 0; s = slice_from(s, end + 1)) {
		end = slice_chr(s, ';', 0);
		if (end == SLICE_NPOS)
			end = s.len;
		one = trim(slice_sub(s, 0, end));
		colon = slice_chr(one, ':', 0);
		if (colon == SLICE_NPOS)
			continue;
		value = trim(slice_from(one, colon + 1));
		mark = slice_chr(value, '!', 0);
		if (mark != SLICE_NPOS)
			value = slice_trim(slice_sub(value, 0, mark));
		note_declaration(&l, slice_trim(slice_sub(one, 0, colon)),
		    value);
	}
	return flags_of_look(&l);
}

/* --- rules ------------------------------------------------------------------------------- */

static bool
is_name_byte(uint8_t c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) || c == '-' ||
	    c == '_' || c >= 0x80;
}

/* "div.note > span.x:hover": ".x".  False if it names nothing. */
static bool
last_selector(struct slice s, struct style_rule *r)
{
	size_t i, from = 0, end;

	s = slice_trim(s);
	for (i = 0; i < s.len; i++)
		if (ascii_is_space(s.ptr[i]) || s.ptr[i] == '>' ||
		    s.ptr[i] == '+' || s.ptr[i] == '~')
			from = i + 1;
	s = slice_from(s, from);
	s = slice_sub(s, 0, slice_chr(s, ':', 0));
	s = slice_sub(s, 0, slice_chr(s, '[', 0));
	for (i = from = 0; i < s.len; i++)
		if (s.ptr[i] == '.' || s.ptr[i] == '#')
			from = i;
	s = slice_from(s, from);
	r->kind = 0;
	if (s.len > 0 && (s.ptr[0] == '.' || s.ptr[0] == '#')) {
		r->kind = (char)s.ptr[0];
		s = slice_from(s, 1);
	}
	for (end = 0; end < s.len && is_name_byte(s.ptr[end]); end++)
		;
	if (end == 0 || end >= STYLE_KEY_MAX)
		return false;
	for (i = 0; i < end; i++)
		r->key[i] = (char)ascii_lower(s.ptr[i]);
	r->key[end] = '\0';
	return true;
}

static void
add_rules(struct style_sheet *sheet, struct slice selectors, unsigned flags)
{
	struct style_rule r;
	size_t end;

	for (; selectors.len > 0; selectors = slice_from(selectors, end + 1)) {
		end = slice_chr(selectors, ',', 0);
		if (end == SLICE_NPOS)
			end = selectors.len;
		if (sheet->count == STYLE_RULES_MAX ||
		    !last_selector(slice_sub(selectors, 0, end), &r))
			continue;
		r.flags = flags;
		sheet->rules[sheet->count++] = r;
	}
}

void
style_read(struct style_sheet *sheet, struct slice s)
{
	struct slice selectors;
	size_t open, close, inner;
	unsigned flags;

	while (s.len > 0) {
		open = slice_chr(s, '{', 0);
		if (open == SLICE_NPOS)
			break;
		selectors = slice_sub(s, 0, open);
		/* What stands before it: the end of a group, a comment. */
		close = slice_rchr(selectors, '}');
		if (close != SLICE_NPOS)
			selectors = slice_from(selectors, close + 1);
		close = slice_rchr(selectors, '/');
		if (close != SLICE_NPOS)
			selectors = slice_from(selectors, close + 1);
		s = slice_from(s, open + 1);
		if (slice_starts(slice_trim(selectors), SLICE("@")))
			continue;	/* "@media x {": rules inside */
		close = slice_chr(s, '}', 0);
		inner = close == SLICE_NPOS ? s.len : close;
		flags = style_flags(slice_sub(s, 0, inner)) &
		    ~(unsigned)(STYLE_SHOW_SIZE | STYLE_SHOW_INK |
		    STYLE_SHOW_PLACE);
		if (flags != 0)
			add_rules(sheet, selectors, flags);
		s = slice_from(s, inner);
	}
}

static bool
has_class(struct slice class, const char *key)
{
	size_t n, end;

	for (n = 0; n < CLASSES_MAX && class.len > 0; n++) {
		class = slice_trim(class);
		for (end = 0; end < class.len &&
		    !ascii_is_space(class.ptr[end]); end++)
			;
		if (slice_ieq_str(slice_sub(class, 0, end), key))
			return true;
		class = slice_from(class, end);
	}
	return false;
}

unsigned
style_of(const struct style_sheet *sheet, const char *element,
    struct slice id, struct slice class)
{
	const struct style_rule *r;
	unsigned flags = 0;
	size_t i;

	for (i = 0; i < sheet->count; i++) {
		r = &sheet->rules[i];
		if (r->kind == '.' ? has_class(class, r->key) :
		    r->kind == '#' ? slice_ieq_str(id, r->key) :
		    strcmp(element, r->key) == 0)
			flags |= r->flags;
	}
	return flags;
}

/* --- words -------------------------------------------------------------------------------- */

/* What follows a backslash (CSS Syntax 4.3.7); *at is on its first byte. */
static int
put_escape(struct slice s, size_t *at, struct buf *out)
{
	uint32_t code = 0;
	size_t i = *at;

	if (s.ptr[i] == '\n') {
		*at = i + 1;
		return 0;
	}
	if (ascii_hex_value(s.ptr[i]) < 0) {
		*at = i + 1;
		return buf_putc(out, s.ptr[i]);
	}
	for (; i < s.len && i < *at + 6 && ascii_hex_value(s.ptr[i]) >= 0; i++)
		code = code * 16 + (uint32_t)ascii_hex_value(s.ptr[i]);
	if (i < s.len && ascii_is_space(s.ptr[i]))
		i++;
	*at = i;
	return entity_put(out, code);
}

/* The string whose quote stands at *at; *at moves past it. */
static int
put_string(struct slice s, size_t *at, struct buf *out)
{
	uint8_t quote = s.ptr[*at];
	int r = 0;

	for (++*at; *at < s.len && s.ptr[*at] != quote && r == 0;) {
		if (s.ptr[*at] == '\n')
			break;		/* a bad string ends with its line */
		if (s.ptr[*at] == '\\' && *at + 1 < s.len) {
			++*at;
			r = put_escape(s, at, out);
		} else {
			r = buf_putc(out, s.ptr[(*at)++]);
		}
	}
	*at += *at < s.len && s.ptr[*at] == quote;
	return r;
}

int
style_strings(struct slice css, struct buf *out)
{
	size_t i, end;
	uint8_t c;
	int r = 0;

	for (i = 0; i < css.len && r == 0;) {
		c = css.ptr[i];
		if (c == '"' || c == '\'') {
			r = put_string(css, &i, out);
			continue;
		}
		if (c == '/' && i + 1 < css.len && css.ptr[i + 1] == '*') {
			end = slice_find(css, SLICE("*/"), i + 2);
			i = end == SLICE_NPOS ? css.len : end + 2;
			continue;
		}
		if ((c == ';' || c == '}') && out->len > 0 &&
		    out->ptr[out->len - 1] != '\n')
			r = buf_putc(out, '\n');
		i++;
	}
	return r;
}
