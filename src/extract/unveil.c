#include "extract/unveil.h"

#include <stdbool.h>

#include "extract/dataurl.h"

#define RLO	"\xe2\x80\xae"		/* U+202E: what follows runs backwards */
#define PDF	"\xe2\x80\xac"		/* U+202C: to here */

/* --- letters that are shown from the right ------------------------------- */

/* The characters of s, the last one first. */
static int
put_backwards(struct slice s, struct buf *out)
{
	size_t from, to;
	int r = 0;

	for (to = s.len; to > 0 && r == 0; to = from) {
		for (from = to - 1; from > 0 &&
		    (s.ptr[from] & 0xc0) == 0x80; from--)
			;
		/* Once backwards is enough. */
		if (!slice_starts(slice_sub(s, from, to), SLICE(RLO)))
			r = buf_put_slice(out, slice_sub(s, from, to));
	}
	return r;
}

static int
read_backwards(struct slice text, struct buf *out)
{
	struct slice run;
	size_t at;
	int r = 0;

	for (at = slice_find(text, SLICE(RLO), 0); at != SLICE_NPOS && r == 0;
	    at = slice_find(text, SLICE(RLO), at)) {
		run = slice_from(text, at + 3);
		run = slice_sub(run, 0, slice_chr(run, '\n', 0));
		run = slice_sub(run, 0, slice_find(run, SLICE(PDF), 0));
		at += 3 + run.len;
		r = put_backwards(run, out);
		if (r == 0)
			r = buf_putc(out, '\n');
	}
	return r;
}

/* --- escapes of a URL ----------------------------------------------------- */

static bool
is_hex(uint8_t c)
{
	return ascii_is_digit(c) || (ascii_lower(c) >= 'a' &&
	    ascii_lower(c) <= 'f');
}

static bool
is_escape(struct slice s, size_t at)
{
	return s.len - at > 2 && is_hex(s.ptr[at + 1]) && is_hex(s.ptr[at + 2]);
}

static bool
ends_url(uint8_t c)
{
	return ascii_is_space(c) || c == '<' || c == '>' || c == '"';
}

/* "mailto:a?body=NI%20number"; in a mere "100%20", nothing is escaped. */
static bool
is_url(struct slice s)
{
	return slice_chr(s, ':', 0) != SLICE_NPOS ||
	    slice_chr(s, '/', 0) != SLICE_NPOS ||
	    slice_chr(s, '=', 0) != SLICE_NPOS;
}

static int
read_urls(struct slice text, struct buf *out)
{
	size_t at, from, to, done = 0;
	int r = 0;

	for (at = slice_chr(text, '%', 0); at != SLICE_NPOS && r == 0;
	    at = slice_chr(text, '%', at + 1)) {
		if (!is_escape(text, at))
			continue;
		for (from = at; from > done && !ends_url(text.ptr[from - 1]);)
			from--;
		for (to = at; to < text.len && !ends_url(text.ptr[to]);)
			to++;
		done = to;
		at = to - 1;
		if (!is_url(slice_sub(text, from, to)))
			continue;
		r = percent_decode(slice_sub(text, from, to), out);
		if (r == 0)
			r = buf_putc(out, '\n');
	}
	return r;
}

int
unveil(struct slice text, struct buf *out)
{
	int r = read_urls(text, out);

	return r < 0 ? r : read_backwards(text, out);
}
