#include "action/charset_rewrite.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"

#define ESC	0x1b
#define SO	0x0e
#define SI	0x0f

bool
charset_is_ascii(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.ptr[i] >= 0x80)
			return false;
	return true;
}

/* ISO 2022 13.2: what may follow ESC where it switches sets. */
static bool
is_switch(uint8_t c)
{
	return c == '$' || (c >= '(' && c <= '/' && c != ',') || c == '&' ||
	    c == 'N' || c == 'O';
}

/*
 * ISO-2022: "ESC ( B" and "ESC ( J" come back to ASCII, SI to one byte.  ESC
 * before anything else is a terminal's.
 */
static bool
ends_in_ascii(struct slice s)
{
	size_t i;
	bool two, shifted;

	for (i = 0, two = shifted = false; i < s.len; i++) {
		if (s.ptr[i] == SO || s.ptr[i] == SI)
			shifted = s.ptr[i] == SO;
		if (s.ptr[i] != ESC || (i + 1 < s.len &&
		    !is_switch(s.ptr[i + 1])))
			continue;
		if (s.len - i < 3)
			return false;
		/* A designation of a further set switches nothing yet. */
		if (s.ptr[i + 1] == '$' && (s.ptr[i + 2] == ')' ||
		    s.ptr[i + 2] == '*' || s.ptr[i + 2] == '+'))
			continue;
		two = !(s.ptr[i + 1] == '(' &&
		    (s.ptr[i + 2] == 'B' || s.ptr[i + 2] == 'J'));
	}
	return !two && !shifted;
}

bool
charset_may_switch(struct slice s)
{
	return slice_chr(s, ESC, 0) != SLICE_NPOS ||
	    slice_chr(s, SO, 0) != SLICE_NPOS;
}

/* Without a label some readers take ISO-2022 for what it is. */
static bool
may_switch(struct slice charset)
{
	const char *name = mime_charset_name(charset);

	return name == NULL || name[0] == '\0' ||
	    slice_eq_str(slice_str(name), "us-ascii") ||
	    slice_starts(slice_str(name), SLICE("iso-2022-"));
}

bool
charset_takes_ascii(struct slice charset, struct slice data)
{
	struct buf in = BUF_INIT(256), out = BUF_INIT(1024);
	bool invalid, same;
	unsigned c;

	/* "+A" and "~{" mean something else in UTF-7 and HZ. */
	(void)buf_puts(&in, "+A-~{!!~}\r\n\t");
	for (c = 32; c < 127; c++)
		(void)buf_putc(&in, (uint8_t)c);
	same = mime_to_utf8(buf_slice(&in), charset, &out, &invalid) == 0 &&
	    !invalid && slice_eq(buf_slice(&in), buf_slice(&out));
	buf_free(&in);
	buf_free(&out);
	return same && (!may_switch(charset) || ends_in_ascii(data));
}

/* --- forms --------------------------------------------------------------------------- */

#define WINDOW	((size_t)64 * KIB)	/* read again on each side of a place */

struct mark {
	const char *bytes;
	size_t len;
	const char *name;
};

/* UTF-32's little mark begins like UTF-16's. */
static const struct mark marks[] = {
	{ "\xef\xbb\xbf", 3, "utf-8" },
	{ "\xff\xfe\0\0", 4, "utf-32le" },
	{ "\0\0\xfe\xff", 4, "utf-32be" },
	{ "\xff\xfe", 2, "utf-16le" },
	{ "\xfe\xff", 2, "utf-16be" },
};

static const struct mark *
mark_find(struct slice data)
{
	size_t i;

	for (i = 0; i < sizeof marks / sizeof marks[0]; i++)
		if (slice_starts(data, slice_of(marks[i].bytes, marks[i].len)))
			return &marks[i];
	return NULL;
}

static bool
is_name(const char *name, const char *of)
{
	return name != NULL && strcmp(name, of) == 0;
}

static uint32_t
unit_at(const struct charset_form *f, struct slice s, size_t at)
{
	uint32_t v;
	size_t i;

	for (i = 0, v = 0; i < f->width; i++)
		v = v << 8 | s.ptr[at + (f->is_little ? f->width - 1 - i : i)];
	return v;
}

/* Blanks and line ends that are found in one byte order; NUL: no text. */
static size_t
blanks(const struct charset_form *f, struct slice s)
{
	size_t at, n;
	uint32_t v;

	for (at = n = 0; at < s.len; at += f->width) {
		v = unit_at(f, s, at);
		n += v == ' ' || v == '\n';
	}
	return n;
}

/* No mark, and a label that tells no byte order: the blanks do. */
static bool
order_guess(struct charset_form *f, struct slice data)
{
	size_t big, little;

	f->is_little = false;
	big = blanks(f, data);
	f->is_little = true;
	little = blanks(f, data);
	f->is_little = little > 0;
	return (big > 0) != (little > 0);
}

static bool
has_nul(const struct charset_form *f, struct slice data)
{
	size_t at;

	for (at = 0; at < data.len; at += f->width)
		if (unit_at(f, data, at) == 0)
			return true;
	return false;
}

/* A mark, or the name, or the data tell the byte order, and agree. */
static bool
units_form(struct charset_form *f, const struct mark *m, struct slice data)
{
	static const char *const names[2][2] = {
		{ "utf-16be", "utf-16le" }, { "utf-32be", "utf-32le" }
	};
	bool is_32 = slice_starts(slice_str(f->known), SLICE("utf-32"));
	const char *name;

	f->way = CHARSET_UNITS;
	f->width = is_32 ? 4 : 2;
	if (data.len % f->width != 0)
		return false;
	if (m != NULL) {
		f->is_little = slice_ends(slice_str(m->name), SLICE("le"));
		f->mark = m->len;
	} else if (strlen(f->known) > 6) {
		f->is_little = slice_ends(slice_str(f->known), SLICE("le"));
	} else if (!order_guess(f, data)) {
		return false;
	}
	name = names[is_32][f->is_little];
	if ((m != NULL && !is_name(m->name, name)) ||
	    (strlen(f->known) > 6 && !is_name(f->known, name)))
		return false;
	f->name = slice_str(name);
	return !has_nul(f, data);
}

/* RFC 1843: is the last stretch of Chinese over? */
static bool
tilde_ends_in_ascii(struct slice s)
{
	size_t i;
	bool two;

	for (i = 0, two = false; i < s.len; i++) {
		if (s.ptr[i] == '\n')
			two = false;
		if (s.ptr[i] != '~' || i + 1 == s.len)
			continue;
		i++;
		if (s.ptr[i] == '{' || s.ptr[i] == '}')
			two = s.ptr[i] == '{';
	}
	return !two;
}

bool
charset_form(struct slice charset, struct slice data,
    struct charset_form *f)
{
	const struct mark *m = mark_find(data);
	bool is_wide_mark = m != NULL && m->len != 3;

	*f = (struct charset_form){ .way = CHARSET_BYTES, .name = charset,
	    .known = mime_charset_name(charset), .width = 1 };
	if (slice_starts(slice_str(f->known), SLICE("utf-16")) ||
	    slice_starts(slice_str(f->known), SLICE("utf-32")))
		return units_form(f, m, data);
	if (is_wide_mark)
		return false;
	if (m != NULL) {
		f->mark = m->len;
		f->is_doubtful = !is_name(f->known, "utf-8");
	}
	if (f->known == NULL) {
		f->name = SLICE("us-ascii");
		return charset_is_ascii(data);
	}
	if (is_name(f->known, "utf-7")) {
		f->way = CHARSET_SEVEN;
		return charset_is_ascii(data);
	}
	if (is_name(f->known, "hz-gb-2312")) {
		f->way = CHARSET_TILDE;
		return charset_is_ascii(data) && tilde_ends_in_ascii(data);
	}
	return charset_takes_ascii(charset, data);
}

/* --- places ---------------------------------------------------------------------------------- */

size_t
charset_line(const struct charset_form *f, struct slice data, size_t line)
{
	size_t at;

	for (at = f->mark; line > 0 && at + f->width <= data.len;
	    at += f->width)
		if (unit_at(f, data, at) == '\n')
			line--;
	return line > 0 ? SLICE_NPOS : at;
}

/* The first line that starts at or after `at`; of the last ones, the end. */
static size_t
next_line(const struct charset_form *f, struct slice data, size_t at)
{
	at -= at % f->width;
	while (at + f->width <= data.len && unit_at(f, data, at) != '\n')
		at += f->width;
	return at + f->width <= data.len ? at + f->width : data.len;
}

/* The lines round a place, before and after. */
static void
window(const struct charset_form *f, struct slice data, size_t place,
    struct slice *ret_before, struct slice *ret_after)
{
	size_t from, to;

	from = place > WINDOW ? next_line(f, data, place - WINDOW) : f->mark;
	to = data.len - place > WINDOW ? next_line(f, data, place + WINDOW) :
	    data.len;
	*ret_before = slice_sub(data, from < place ? from : place, place);
	*ret_after = slice_sub(data, place, to);
}

/*
 * What is read of bytes stands at the end, or the start, of view?
 * *ret_invalid is left if they are well.
 */
static int
reads_as(const struct charset_form *f, struct slice bytes, struct slice view,
    bool at_end, struct buf *seen, bool *ret_invalid, bool *ret)
{
	struct slice more;
	size_t start = seen->len;
	bool invalid;
	int r;

	r = mime_to_utf8(bytes, f->name, seen, &invalid);
	*ret_invalid = *ret_invalid || invalid;
	more = slice_from(buf_slice(seen), start);
	*ret = *ret && r == 0 && (at_end ? slice_ends(view, more) :
	    slice_starts(view, more));
	return r;
}

int
charset_holds(const struct charset_form *f, struct slice data, size_t place,
    struct slice bytes, struct slice view, size_t view_place,
    struct slice text, bool *ret)
{
	struct buf all = BUF_INIT(SIZE_MAX / 2), seen = BUF_INIT(SIZE_MAX / 2);
	struct buf now = BUF_INIT(SIZE_MAX / 2);
	struct slice before, after;
	bool was_invalid = false, invalid;
	int r;

	*ret = true;
	window(f, data, place, &before, &after);
	r = reads_as(f, before, slice_sub(view, 0, view_place), true, &seen,
	    &was_invalid, ret);
	if (r == 0)
		r = buf_put_slice(&seen, text);
	if (r == 0)
		r = reads_as(f, after, slice_from(view, view_place), false,
		    &seen, &was_invalid, ret);
	if (r == 0)
		r = buf_put_slice(&all, before);
	if (r == 0)
		r = buf_put_slice(&all, bytes);
	if (r == 0)
		r = buf_put_slice(&all, after);
	if (r == 0)
		r = mime_to_utf8(buf_slice(&all), f->name, &now, &invalid);
	*ret = *ret && r == 0 && (was_invalid || !invalid) &&
	    slice_eq(buf_slice(&now), buf_slice(&seen));
	buf_free(&all);
	buf_free(&seen);
	buf_free(&now);
	return r;
}

/* --- pages ------------------------------------------------------------------------------------ */

int
charset_mask(struct slice s, struct buf *out)
{
	size_t i;
	bool two;
	int r;

	for (i = 0, two = false, r = 0; i < s.len && r == 0; i++) {
		if (s.ptr[i] == SO || s.ptr[i] == SI)
			two = s.ptr[i] == SO;
		if (s.ptr[i] == ESC && s.len - i > 2) {
			two = s.ptr[i + 1] == '$' && s.ptr[i + 2] != ')';
			r = buf_puts(out, "xxx");
			i += 2;
			continue;
		}
		r = buf_putc(out, two && s.ptr[i] > 32 ? 'x' : s.ptr[i]);
	}
	return r;
}
