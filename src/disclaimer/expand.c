/*
 * A template to the text of one message.
 *
 * Line by line of the template: what a value is put into is laid out again
 * afterwards, so that no value can make a line of its own, or a long one.
 */
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "disclaimer/form.h"
#include "disclaimer/layout.h"
#include "disclaimer/markup.h"
#include "disclaimer/variable.h"
#include "mail/textvariable.h"

enum form {
	FORM_TEXT,
	FORM_ASCII,
	FORM_HTML,
	FORM_PIECES,		/* only what always stands */
	FORM_HTML_PIECES
};

struct expansion {
	enum form form;
	const struct edit_variable *variables;
	size_t count;
	struct buf *out;
	size_t line;		/* where the line begins in out */
	bool has_variable, has_value;
};

bool
disclaimer_piece(struct slice form, size_t *at, struct slice *ret)
{
	struct slice name;
	size_t open, end;

	if (*at > form.len)
		return false;
	open = variable_next(form, *at, &name, &end);
	if (open == SLICE_NPOS)
		open = form.len, end = form.len + 1;
	*ret = slice_sub(form, *at, open);
	*at = end;
	return true;
}

bool
disclaimer_variable(struct slice raw, size_t *at, struct slice *ret)
{
	return variable_next(raw, *at, ret, at) != SLICE_NPOS;
}

static bool
is_page(const struct expansion *x)
{
	return x->form == FORM_HTML || x->form == FORM_HTML_PIECES;
}

static bool
is_pieces(const struct expansion *x)
{
	return x->form == FORM_PIECES || x->form == FORM_HTML_PIECES;
}

/* --- one value -------------------------------------------------------------------- */

static int
put_clean(struct expansion *x, struct slice clean)
{
	struct buf escaped = BUF_INIT(8 * DISCLAIMER_VALUE_MAX);
	int r;

	if (!is_page(x))
		return buf_put_slice(x->out, clean);
	r = markup_escape(clean, &escaped);
	if (r == 0)
		r = markup_ascii(buf_slice(&escaped), x->out);
	buf_free(&escaped);
	return r;
}

/* *ret: was there anything to put? */
static int
put_value(struct expansion *x, struct slice name, bool *ret)
{
	struct buf clean = BUF_INIT(DISCLAIMER_VALUE_MAX);
	size_t i;
	int r = 0;

	*ret = true;
	if (is_pieces(x))
		return buf_printf(x->out, "%%{%.*s}", (int)name.len,
		    (const char *)name.ptr);
	for (i = 0; i < x->count; i++)
		if (slice_eq(x->variables[i].name, name)) {
			r = variable_clean(x->variables[i].value,
			    x->form == FORM_ASCII, &clean);
			break;
		}
	*ret = clean.len > 0;
	if (r == 0)
		r = put_clean(x, buf_slice(&clean));
	buf_free(&clean);
	return r;
}

/* --- what an empty one leaves behind ---------------------------------------------- */

static uint8_t
last_of(const struct expansion *x)
{
	return x->out->len > x->line ? x->out->ptr[x->out->len - 1] : '\n';
}

static uint8_t
first_of(struct slice rest)
{
	return rest.len > 0 ? rest.ptr[0] : '\n';
}

/* In a page a semicolon may be a reference's. */
static bool
is_mark(const struct expansion *x, uint8_t c)
{
	return c == ',' || c == ':' || (c == ';' && !is_page(x));
}

/*
 * "by %{name}, %{department}." without the department is "by J. Smith.":
 * brackets, commas and blanks round nothing go.  Returns how much of the rest
 * of the line goes too.
 */
static size_t
close_gap(struct expansion *x, struct slice rest)
{
	size_t n = 0;

	if ((last_of(x) == '(' && first_of(rest) == ')') ||
	    (last_of(x) == '[' && first_of(rest) == ']')) {
		x->out->len--;
		n++;
	}
	if (last_of(x) == '\n' || last_of(x) == '>')
		while (first_of(slice_from(rest, n)) == ' ' ||
		    is_mark(x, first_of(slice_from(rest, n))))
			n++;
	while (last_of(x) == ' ' && first_of(slice_from(rest, n)) == ' ')
		n++;
	if (first_of(slice_from(rest, n)) != '.' &&
	    first_of(slice_from(rest, n)) != '\n' &&
	    first_of(slice_from(rest, n)) != '<' &&
	    !is_mark(x, first_of(slice_from(rest, n))))
		return n;
	while (last_of(x) == ' ' || is_mark(x, last_of(x)))
		x->out->len--;
	return n;
}

/* --- one line ----------------------------------------------------------------------- */

static int
put_filled(struct expansion *x, struct slice line)
{
	struct slice name;
	size_t at, open, end;
	bool any;
	int r;

	for (at = 0; ; at = end) {
		open = variable_next(line, at, &name, &end);
		if (open == SLICE_NPOS)
			return buf_put_slice(x->out, slice_from(line, at));
		x->has_variable = true;
		r = buf_put_slice(x->out, slice_sub(line, at, open));
		if (r == 0)
			r = put_value(x, name, &any);
		if (r < 0)
			return r;
		x->has_value = x->has_value || any;
		if (!any)
			end += close_gap(x, slice_from(line, end));
	}
}

/* Would it say something without its variables, other than "Department:"? */
static bool
says_something(const struct expansion *x, struct slice line)
{
	struct buf seen = BUF_INIT(SIZE_MAX / 2), plain = BUF_INIT(SIZE_MAX / 2);
	struct slice piece;
	size_t at = 0, i;
	bool found = false;

	while (disclaimer_piece(line, &at, &piece))
		(void)buf_put_slice(&plain, piece);
	if (is_page(x))
		(void)markup_text(buf_slice(&plain), &seen);
	else
		(void)buf_put_slice(&seen, buf_slice(&plain));
	piece = slice_trim(buf_slice(&seen));
	for (i = 0; i < piece.len && !found; i++)
		found = piece.ptr[i] >= 0x80 || ascii_is_alpha(piece.ptr[i]) ||
		    ascii_is_digit(piece.ptr[i]);
	if (piece.len > 0 && piece.ptr[piece.len - 1] == ':')
		found = false;
	buf_free(&seen);
	buf_free(&plain);
	return found;
}

/* A line that may be left out is no piece that always stands. */
static int
put_variables_only(struct expansion *x, struct slice line)
{
	struct slice name;
	size_t at, open, end;
	bool any;
	int r = 0;

	for (at = 0; r == 0; at = end) {
		open = variable_next(line, at, &name, &end);
		if (open == SLICE_NPOS)
			break;
		r = put_value(x, name, &any);
	}
	return r;
}

static bool
may_leave_out(const struct expansion *x, struct slice line)
{
	return !says_something(x, line) &&
	    (!is_page(x) || markup_is_balanced(line));
}

#define PAGE_WIDTH	200	/* a line of a page is broken after it */

/* References make a page's values long; a blank may be a line end there. */
static void
break_page(struct expansion *x)
{
	struct slice s = slice_of(x->out->ptr + x->line,
	    x->out->len - x->line);
	size_t i, from = 0;

	for (i = 0; i < s.len; i++) {
		if (s.ptr[i] != ' ' || i - from < PAGE_WIDTH ||
		    slice_starts(slice_from(s, i), SLICE(" From ")) ||
		    markup_is_in_tag(slice_from(s, from), i - from))
			continue;
		x->out->ptr[x->line + i] = '\n';
		from = i + 1;
	}
}

static int
put_line(struct expansion *x, struct slice line, bool *ret_left_out)
{
	int r;

	*ret_left_out = false;
	x->line = x->out->len;
	x->has_variable = x->has_value = false;
	r = put_filled(x, line);
	if (r < 0 || !x->has_variable)
		return r;
	if (is_pieces(x) && may_leave_out(x, line)) {
		x->out->len = x->line;
		return put_variables_only(x, line);
	}
	if (!x->has_value && may_leave_out(x, line)) {
		x->out->len = x->line;
		*ret_left_out = true;
		return 0;
	}
	/* Some mailers quote such a line, and some end the message there. */
	if (slice_starts(slice_of(x->out->ptr + x->line,
	    x->out->len - x->line), SLICE("From "))) {
		x->out->len = x->line;
		r = buf_putc(x->out, ' ');
		x->line = x->out->len;
		if (r == 0)
			r = put_filled(x, line);
	}
	if (is_page(x))
		break_page(x);
	return r;
}

/* Two empty lines round one that was left out are one. */
static bool
is_one_too_many(const struct expansion *x, struct slice line)
{
	return !is_page(x) && slice_trim(line).len == 0 &&
	    (x->out->len == 0 || (x->out->len > 1 &&
	    x->out->ptr[x->out->len - 2] == '\n'));
}

static int
fill(struct slice raw, enum form form, const struct edit_variable *variables,
    size_t count, struct buf *out)
{
	struct expansion x = { .form = form, .variables = variables,
	    .count = count, .out = out };
	struct slice line;
	bool left_out, gap = false;
	size_t at, lf;
	int r;

	for (at = 0, r = 0; at < raw.len && r == 0; at = lf + 1) {
		lf = slice_chr(raw, '\n', at);
		if (lf == SLICE_NPOS)
			lf = raw.len;
		line = slice_sub(raw, at, lf);
		if (gap && is_one_too_many(&x, line))
			continue;
		r = put_line(&x, line, &left_out);
		gap = left_out;
		if (r == 0 && !left_out && lf < raw.len)
			r = buf_putc(out, '\n');
	}
	return r;
}

/* --- all forms --------------------------------------------------------------------------- */

/* All forms; ERR_SYNTAX, and why, if one of them may not stand in mail. */
static int
make_forms(const struct disclaimer *d, bool pieces,
    const struct edit_variable *variables, size_t count, struct arena *a,
    struct disclaimer *ret, struct form_bad *bad)
{
	struct buf b = BUF_INIT(FORM_MAX);
	int r;

	r = fill(d->raw_text, pieces ? FORM_PIECES : FORM_TEXT, variables,
	    count, &b);
	if (r == 0)
		r = form_lines(buf_slice(&b), false, a, &ret->text, bad);
	if (!pieces) {
		buf_reset(&b);
		if (r == 0)
			r = fill(d->raw_text, FORM_ASCII, variables, count,
			    &b);
	}
	if (r == 0)
		r = form_lines(buf_slice(&b), true, a, &ret->ascii, bad);
	buf_reset(&b);
	if (r == 0)
		r = fill(d->raw_html, pieces ? FORM_HTML_PIECES : FORM_HTML,
		    variables, count, &b);
	if (r == 0)
		r = form_page(buf_slice(&b), a, ret, bad);
	buf_free(&b);
	return r;
}

int
disclaimer_expand(const struct disclaimer *d,
    const struct edit_variable *variables, size_t count, struct arena *a,
    struct disclaimer *ret)
{
	struct disclaimer one = *d;
	struct form_bad bad;
	int r;

	if (d->has_variables) {
		r = make_forms(d, false, variables, count, a, &one, &bad);
		/* Values are as harmless as those that it was tried with. */
		if (r == ERR_SYNTAX)
			r = ERR_MISMATCH;
		if (r < 0)
			return r;
	}
	*ret = one;
	return 0;
}

int
form_pieces(struct arena *a, struct disclaimer *d, struct form_bad *bad)
{
	return make_forms(d, true, NULL, 0, a, d, bad);
}

static bool
may_be_empty(struct slice line)
{
	enum text_variable which;
	struct slice name;
	size_t at = 0;

	while (variable_next(line, at, &name, &at) != SLICE_NPOS) {
		which = text_variable_find(name);
		if (which != TEXT_VARIABLE_COUNT &&
		    text_variable_sample(which) == NULL)
			return true;
	}
	return false;
}

bool
form_gap(struct slice raw, struct buf *ret_line)
{
	struct edit_variable known[TEXT_VARIABLE_COUNT];
	struct slice line;
	size_t at, lf;
	unsigned i;

	for (i = 0; i < TEXT_VARIABLE_COUNT; i++)
		known[i] = (struct edit_variable){
		    slice_str(text_variable_name(i)),
		    slice_str(text_variable_sample((enum text_variable)i)) };
	for (at = 0; at < raw.len; at = lf + 1) {
		lf = slice_chr(raw, '\n', at);
		if (lf == SLICE_NPOS)
			lf = raw.len;
		line = slice_sub(raw, at, lf);
		buf_reset(ret_line);
		if (may_be_empty(line) && fill(line, FORM_TEXT, known,
		    TEXT_VARIABLE_COUNT, ret_line) == 0 && ret_line->len > 0)
			return true;
	}
	return false;
}

/* --- a trial when it is loaded ------------------------------------------------------ */

/* Two words of the greatest length, with what grows most in a page. */
static struct slice
worst_value(char c, char word[DISCLAIMER_VALUE_MAX])
{
	memset(word, c, DISCLAIMER_VALUE_MAX);
	word[0] = 'm';
	word[DISCLAIMER_WORD_MAX] = ' ';
	return slice_of(word, 2 * DISCLAIMER_WORD_MAX + 1);
}

static size_t
long_lines(struct slice text)
{
	size_t at, lf, n = 0;

	for (at = 0; at < text.len; at = lf + 1) {
		lf = slice_chr(text, '\n', at);
		if (lf == SLICE_NPOS)
			lf = text.len;
		n += lf - at > LAYOUT_WIDTH_MAX;
	}
	return n;
}

/* The variables of which the bit is set hold this, the others a letter. */
static int
try_values(const struct disclaimer *d, unsigned which, struct slice value,
    struct slice other, struct arena *a, size_t *ret_long,
    struct form_bad *bad)
{
	struct edit_variable all[TEXT_VARIABLE_COUNT];
	struct disclaimer one = *d;
	unsigned n;
	int r;

	for (n = 0; n < TEXT_VARIABLE_COUNT; n++)
		all[n] = (struct edit_variable){
		    slice_str(text_variable_name(n)),
		    (which >> n & 1) != 0 ? value : other };
	r = make_forms(d, false, all, n, a, &one, bad);
	/* Lines that nothing can break. */
	*ret_long = r == 0 ? long_lines(one.text) + long_lines(one.ascii) : 0;
	return r;
}

/* Where a line is broken hangs on each value: long and short ones, mixed. */
static int
try_mixed(const struct disclaimer *d, struct slice value, size_t most,
    struct form_bad *bad)
{
	struct arena *a;
	unsigned which;
	size_t found;
	int r = 0;

	for (which = 0; r == 0 && which < 1u << TEXT_VARIABLE_COUNT;
	    which++) {
		a = arena_new(8 * FORM_MAX);
		r = try_values(d, which, value, SLICE("m"), a, &found, bad);
		arena_free(a);
		if (r < 0 || found <= most)
			continue;
		bad->is_page = false;
		snprintf(bad->why, sizeof bad->why, "a line is too long with "
		    "a long value: put blanks round its variable");
		r = ERR_SYNTAX;
	}
	return r;
}

int
form_try(const struct disclaimer *d, struct form_bad *bad)
{
	struct arena *a = arena_new(8 * FORM_MAX);
	char word[DISCLAIMER_VALUE_MAX];
	size_t most;
	int r;

	/* A line that is too long without values is its author's. */
	r = try_values(d, 0, SLICE(""), SLICE(""), a, &most, bad);
	arena_free(a);
	if (r == 0)
		r = try_mixed(d, worst_value('m', word), most, bad);
	return r == 0 ? try_mixed(d, worst_value('&', word), most, bad) : r;
}
