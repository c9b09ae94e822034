#include "extract/rawtext.h"

#include <stdbool.h>

#include "base/buf.h"
#include "base/limits.h"
#include "extract/le.h"
#include "extract/utf16.h"
#include "mime/mime.h"

#define RAW_PLACE	SLICE("raw")
#define WIDE_LEAST	4
#define HIGH_IN_ROW	2	/* letters beyond ASCII next to each other */

static bool
is_narrow(uint8_t c)
{
	return (c >= ' ' && c < 0x7f) || c == '\t' || c == '\r' || c == '\n';
}

/*
 * Scripts whose characters chance does not make: two bytes of anything are a
 * Chinese one.
 */
static bool
is_wide(uint16_t c)
{
	if (c < 0x80)
		return is_narrow((uint8_t)c);
	return (c >= 0xa0 && c < 0x250) || (c >= 0x370 && c < 0x530) ||
	    (c >= 0x5d0 && c < 0x5eb) || (c >= 0x620 && c < 0x6fa) ||
	    (c >= 0x1e00 && c < 0x1f00) || (c >= 0x2010 && c < 0x2045) ||
	    (c >= 0x20a0 && c < 0x20c0);
}

/* Letters that tables of small numbers do not look like. */
static bool
is_strong(uint16_t c)
{
	return c >= 0x370 || (c < 0x80 && (ascii_is_alpha((uint8_t)c) ||
	    ascii_is_digit((uint8_t)c)));
}

/* *ret_words: at least half of it are such letters. */
static size_t
wide_run(struct slice s, size_t at, bool *ret_words)
{
	size_t to = at, strong = 0;

	for (; s.len - to >= 2 && is_wide(le16(s, to)); to += 2)
		strong += is_strong(le16(s, to));
	*ret_words = strong * 4 >= to - at;
	return to - at;
}

static size_t
narrow_run(struct slice s, size_t at)
{
	size_t to, high = 0;

	for (to = at; to < s.len; to++) {
		if (is_narrow(s.ptr[to])) {
			high = 0;
			continue;
		}
		/* An umlaut in a word, in whatever charset. */
		if (s.ptr[to] < 0x80 || high >= HIGH_IN_ROW || to == at ||
		    (high == 0 && !ascii_is_alpha(s.ptr[to - 1])))
			break;
		high++;
	}
	return to - at - high;
}

static int
put_narrow(struct extract_job *j, struct slice s, struct buf *text)
{
	bool invalid;
	int r;

	buf_reset(text);
	/* No charset: UTF-8 where it is valid, else windows-1252. */
	r = mime_to_utf8(s, SLICE_NONE, text, &invalid);
	return r < 0 ? r : extract_unit(j, RAW_PLACE, buf_slice(text));
}

static int
put_wide(struct extract_job *j, struct slice s, struct buf *text)
{
	int r;

	buf_reset(text);
	r = utf16_put(text, s);
	return r < 0 ? r : extract_unit(j, RAW_PLACE,
	    slice_trim(buf_slice(text)));
}

int
rawtext_put(struct extract_job *j, struct slice s, size_t least)
{
	struct buf text = BUF_INIT(4 * s.len + 16);
	struct slice run;
	size_t at, n, step;
	bool words;
	int r = 0;

	for (at = 0; at < s.len && r == 0; at += step) {
		step = 1;
		n = wide_run(s, at, &words);
		if (n >= 2 * WIDE_LEAST) {
			step = n;
			if (words)
				r = put_wide(j, slice_sub(s, at, at + n),
				    &text);
			continue;
		}
		n = narrow_run(s, at);
		if (n == 0)
			continue;
		step = n;
		run = slice_trim(slice_sub(s, at, at + n));
		if (run.len >= least)
			r = put_narrow(j, run, &text);
	}
	buf_free(&text);
	return r;
}
