#include "mime/charset.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <unistr.h>

#include "base/err.h"
#include "mime/mime.h"

#define NO_CHARACTER	0xffff

/*
 * What mime_charset_preload() made, by place in charset_table: set once
 * before the sandbox closes, unchanged afterwards (but for the converters'
 * shift states, which each use resets, and for was_missed).
 */
static struct {
	bool is_ready;
	bool was_missed;	/* a converter was wanted that is not open */
	bool is_open[CHARSET_COUNT_MAX];
	iconv_t converter[CHARSET_COUNT_MAX];
	uint16_t single[CHARSET_COUNT_MAX][256];
	const char *names[CHARSET_COUNT_MAX];
} state;

/* --- writing UTF-8 ------------------------------------------------------------------ */

static uint32_t
windows_char(uint8_t byte)
{
	return byte >= 0x80 && byte < 0xa0 ? charset_windows[byte - 0x80] :
	    byte;
}

static int
put_windows(struct buf *out, struct slice s)
{
	size_t i;
	int r;

	for (i = 0, r = 0; i < s.len && r == 0; i++)
		r = charset_put(out, windows_char(s.ptr[i]));
	return r;
}

static bool
is_utf8(struct slice s)
{
	return slice_is_ascii(s) || u8_check(s.ptr, s.len) == NULL;
}

/*
 * Valid sequences stay, and overlong ones mean what old readers take them
 * for; each byte that is in none is read as windows-1252.
 */
static int
from_utf8(struct slice s, struct buf *out, bool *ret_invalid)
{
	const uint8_t *bad;
	size_t at, end, n;
	uint32_t c;
	int r;

	if (slice_is_ascii(s))
		return buf_put_slice(out, s);
	for (at = 0, r = 0; at < s.len && r == 0; at = end + n) {
		bad = u8_check(s.ptr + at, s.len - at);
		end = bad != NULL ? (size_t)(bad - s.ptr) : s.len;
		r = buf_put(out, s.ptr + at, end - at);
		if (r < 0 || bad == NULL)
			return r;
		*ret_invalid = true;
		n = charset_lenient(s, end, &c);
		if (n == 0) {
			c = windows_char(s.ptr[end]);
			n = 1;
		}
		r = charset_put(out, c);
	}
	return r;
}

/* A sequence of three bytes or more is no chance in any other set. */
static bool
has_utf8(struct slice s)
{
	uint32_t c;
	size_t i, n;

	for (i = 0; i < s.len; i += n) {
		n = s.ptr[i] < 0xc0 ? 0 : charset_lenient(s, i, &c);
		if (n > 2 || (n == 2 && c < 0x80))
			return true;
		if (n == 0)
			n = 1;
	}
	return false;
}

/* Without a usable label: UTF-8 where it is, else windows-1252. */
static int
from_guess(struct slice s, struct buf *out, bool *ret_invalid)
{
	if (is_utf8(s))
		return buf_put_slice(out, s);
	*ret_invalid = true;
	return has_utf8(s) ? from_utf8(s, out, ret_invalid) :
	    put_windows(out, s);
}

/* --- UTF-16 and UTF-32 ---------------------------------------------------------------- */

static uint32_t
unit(struct slice s, size_t at, size_t width, bool is_little)
{
	uint32_t v;
	size_t i;

	for (i = 0, v = 0; i < width; i++)
		v = v << 8 | s.ptr[at + (is_little ? width - 1 - i : i)];
	return v;
}

static int
from_wide(struct slice s, size_t width, bool is_little, struct buf *out,
    bool *ret_invalid)
{
	uint32_t c, low;
	size_t at;
	int r;

	for (at = 0, r = 0; s.len - at >= width && r == 0; at += width) {
		c = unit(s, at, width, is_little);
		if (width == 2 && c >= 0xd800 && c < 0xdc00 &&
		    s.len - at >= 4) {
			low = unit(s, at + 2, 2, is_little);
			if (low >= 0xdc00 && low < 0xe000) {
				c = 0x10000 + ((c - 0xd800) << 10) +
				    (low - 0xdc00);
				at += 2;
			}
		}
		if (c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) {
			*ret_invalid = true;
			c = 0xfffd;
		}
		if (c != 0xfeff || at > 0)
			r = charset_put(out, c);
	}
	if (at < s.len)
		*ret_invalid = true;
	return r == 0 ? put_windows(out, slice_from(s, at)) : r;
}

/* ASCII text in UTF-16 has its NUL bytes on one side. */
static bool
looks_little(struct slice s)
{
	size_t i, even, odd;

	for (i = even = odd = 0; i + 1 < s.len && i < 4096; i += 2) {
		even += s.ptr[i] == 0;
		odd += s.ptr[i + 1] == 0;
	}
	return odd > even;
}

/* A byte order mark at the start: its length and what it says, or 0. */
static size_t
mark(struct slice s, enum charset_kind *ret)
{
	static const struct {
		struct slice bytes;
		enum charset_kind kind;
	} marks[] = {
		{ { (const uint8_t *)"\xef\xbb\xbf", 3 }, CHARSET_UTF8 },
		{ { (const uint8_t *)"\xff\xfe\0\0", 4 }, CHARSET_UTF32LE },
		{ { (const uint8_t *)"\0\0\xfe\xff", 4 }, CHARSET_UTF32BE },
		{ { (const uint8_t *)"\xff\xfe", 2 }, CHARSET_UTF16LE },
		{ { (const uint8_t *)"\xfe\xff", 2 }, CHARSET_UTF16BE },
	};
	size_t i;

	for (i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		if (slice_starts(s, marks[i].bytes)) {
			*ret = marks[i].kind;
			return marks[i].bytes.len;
		}
	}
	return 0;
}

/* --- tables and converters ----------------------------------------------------------------- */

static int
from_single(struct slice s, const uint16_t *table, struct buf *out,
    bool *ret_invalid)
{
	uint32_t c;
	size_t i;
	int r;

	for (i = 0, r = 0; i < s.len && r == 0; i++) {
		c = table[s.ptr[i]];
		if (c == NO_CHARACTER) {
			*ret_invalid = true;
			c = windows_char(s.ptr[i]);
		}
		r = charset_put(out, c);
	}
	return r;
}

/*
 * One call of iconv: as much as goes.  *at moves on; returns 0 when all is
 * converted, else iconv's errno.
 */
static int
convert_some(iconv_t cd, struct slice s, size_t *at, struct buf *out)
{
	char *in, *to;
	size_t in_left, to_left, room, n;
	int e;

	room = (s.len - *at) * 2 + 64;
	if (room > out->max - out->len)
		room = out->max - out->len;
	if (room < 16 || buf_reserve(out, room) < 0)
		return ENOSPC;
	in = (char *)(uintptr_t)(s.ptr + *at);
	in_left = s.len - *at;
	to = (char *)out->ptr + out->len;
	to_left = room;
	n = iconv(cd, &in, &in_left, &to, &to_left);
	e = n == (size_t)-1 ? errno : 0;
	/* The last character may wait for one that combines with it. */
	if (e == 0)
		iconv(cd, NULL, NULL, &to, &to_left);
	out->len += room - to_left;
	*at = s.len - in_left;
	return e;
}

/* A character that waits for one that combines with it comes out. */
static int
flush(iconv_t cd, struct buf *out)
{
	char *to;
	size_t left = 16;

	if (buf_reserve(out, left) < 0)
		return ERR_LIMIT;
	to = (char *)out->ptr + out->len;
	iconv(cd, NULL, NULL, &to, &left);
	out->len += 16 - left;
	return 0;
}

static int
from_multi(struct slice s, iconv_t cd, struct buf *out, bool *ret_invalid)
{
	size_t at, start;
	int e, r;

	iconv(cd, NULL, NULL, NULL, NULL);
	start = out->len;
	for (at = 0; at < s.len; ) {
		e = convert_some(cd, s, &at, out);
		if (e == 0)
			break;
		if (e == ENOSPC)
			return ERR_LIMIT;
		if (e == E2BIG)
			continue;
		/* A wrong label: all of it may be UTF-8. */
		if (!*ret_invalid && !slice_is_ascii(s) && is_utf8(s)) {
			*ret_invalid = true;
			out->len = start;
			return buf_put_slice(out, s);
		}
		*ret_invalid = true;
		r = put_windows(out, slice_sub(s, at, at + 1));
		if (r < 0)
			return r;
		at++;
		/* Nothing follows that would bring it out. */
		if (at == s.len)
			return flush(cd, out);
	}
	return 0;
}

/* RFC 1843: "~{" and "~}" switch to GB 2312 in seven bits and back. */
static int
from_hz(struct slice s, iconv_t cd, struct buf *out, bool *ret_invalid)
{
	struct buf gb = BUF_INIT(s.len);
	bool is_chinese;
	size_t i;
	uint8_t c;
	int r;

	is_chinese = false;
	for (i = 0, r = 0; i < s.len && r == 0; i++) {
		c = s.ptr[i];
		if (c == '~' && i + 1 < s.len) {
			c = s.ptr[++i];
			if (c == '{')
				is_chinese = true;
			else if (c == '}')
				is_chinese = false;
			else if (c != '\n')
				r = buf_putc(&gb, c);
			continue;
		}
		if (c == '\n')
			is_chinese = false;
		r = buf_putc(&gb, is_chinese && c > 32 ? c | 0x80 : c);
	}
	if (r == 0)
		r = from_multi(buf_slice(&gb), cd, out, ret_invalid);
	buf_free(&gb);
	return r;
}

/* --- preload -------------------------------------------------------------------------------------- */

/* The table of a single-byte set, taken from the C library's converter. */
static void
single_fill(iconv_t cd, uint16_t *table)
{
	char in, *from, *to;
	unsigned char out[8];
	size_t from_left, to_left;
	unsigned byte;
	ucs4_t c;

	for (byte = 0; byte < 256; byte++) {
		iconv(cd, NULL, NULL, NULL, NULL);
		in = (char)byte;
		from = &in;
		to = (char *)out;
		from_left = 1;
		to_left = sizeof out;
		table[byte] = NO_CHARACTER;
		if (iconv(cd, &from, &from_left, &to, &to_left) != (size_t)-1 &&
		    u8_mbtouc(&c, out, sizeof out - to_left) > 0)
			table[byte] = (uint16_t)c;
	}
}

static int
preload_one(size_t i, bool tables_only)
{
	const struct charset *c = &charset_table[i];
	struct buf out = BUF_INIT(256);
	bool invalid = false;
	iconv_t cd;

	state.names[i] = c->name;
	if (c->converter == NULL ||
	    (tables_only && c->kind != CHARSET_SINGLE))
		return 0;
	cd = iconv_open("UTF-8", c->converter);
	if (cd == (iconv_t)-1)
		return ERR_SYSTEM;
	if (c->kind == CHARSET_SINGLE) {
		single_fill(cd, state.single[i]);
		iconv_close(cd);
		return 0;
	}
	state.converter[i] = cd;
	state.is_open[i] = true;
	/* Use it once: what it loads late, it loads now. */
	(void)from_multi(SLICE("Abc 12\x1b$B$\"\x1b(B \xa4\xa2\xb0\xa1 +AOk-"),
	    cd, &out, &invalid);
	buf_free(&out);
	return 0;
}

/*
 * The C library keeps the modules of the converters that were closed last,
 * until others have been closed: three more turns of one that stays.  Every
 * mapping costs each child of the inspector.
 */
static void
unload_closed(void)
{
	iconv_t cd;
	int i;

	for (i = 0; i < 3; i++) {
		cd = iconv_open("UTF-8", "GBK");
		if (cd != (iconv_t)-1)
			iconv_close(cd);
	}
}

static int
preload(bool tables_only, const char **ret_name)
{
	size_t i;
	int r;

	if (state.is_ready)
		return 0;
	for (i = 0; charset_table[i].name != NULL; i++) {
		r = preload_one(i, tables_only);
		if (r < 0) {
			*ret_name = charset_table[i].name;
			mime_charset_unload();
			return r;
		}
	}
	unload_closed();
	state.is_ready = true;
	return 0;
}

int
mime_charset_preload(const char **ret_name)
{
	return preload(false, ret_name);
}

int
mime_charset_preload_tables(const char **ret_name)
{
	return preload(true, ret_name);
}

bool
mime_charset_was_missed(void)
{
	return state.was_missed;
}

void
mime_charset_unload(void)
{
	size_t i;

	for (i = 0; i < CHARSET_COUNT_MAX; i++)
		if (state.is_open[i])
			iconv_close(state.converter[i]);
	memset(&state, 0, sizeof state);
}

const char *const *
mime_charset_names(void)
{
	size_t i;

	for (i = 0; charset_table[i].name != NULL; i++)
		state.names[i] = charset_table[i].name;
	return state.names;
}

bool
mime_charset_known(struct slice name)
{
	const struct charset *c;

	c = charset_find(name);
	return c != NULL && (c->converter == NULL || state.is_ready);
}

const char *
mime_charset_name(struct slice name)
{
	return mime_charset_known(name) ? charset_find(name)->name : NULL;
}

bool
mime_charset_keeps_ascii(struct slice name)
{
	const struct charset *c = charset_find(name);

	if (c == NULL)
		return true;	/* read as if it had no label */
	switch (c->kind) {
	case CHARSET_GUESS:
	case CHARSET_ASCII:
	case CHARSET_UTF8:
	case CHARSET_LATIN1:
	case CHARSET_MULTI:
		return true;
	case CHARSET_SINGLE:
		return !state.is_ready ||
		    state.single[c - charset_table]['1'] == '1';
	case CHARSET_UTF7:
	case CHARSET_UTF16:
	case CHARSET_UTF16LE:
	case CHARSET_UTF16BE:
	case CHARSET_UTF32:
	case CHARSET_UTF32LE:
	case CHARSET_UTF32BE:
	case CHARSET_HZ:
		return false;
	}
	return true;
}

/* --- bytes to UTF-8 ------------------------------------------------------------------------------- */

/* Control bytes would end up in notices and terminals. */
static void
blank_controls(uint8_t *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if ((p[i] < 32 && p[i] != '\t' && p[i] != '\r' &&
		    p[i] != '\n') || p[i] == 127)
			p[i] = ' ';
}

static int
convert(struct slice s, enum charset_kind kind, size_t i, struct buf *out,
    bool *ret_invalid)
{
	switch (kind) {
	case CHARSET_GUESS:
		return from_guess(s, out, ret_invalid);
	case CHARSET_ASCII:
		if (!slice_is_ascii(s))
			*ret_invalid = true;
		return from_guess(s, out, ret_invalid);
	case CHARSET_UTF8:
		return from_utf8(s, out, ret_invalid);
	case CHARSET_UTF7:
		return charset_utf7(s, out);
	case CHARSET_UTF16:
		return from_wide(s, 2, looks_little(s), out, ret_invalid);
	case CHARSET_UTF16LE:
		return from_wide(s, 2, true, out, ret_invalid);
	case CHARSET_UTF16BE:
		return from_wide(s, 2, false, out, ret_invalid);
	case CHARSET_UTF32:
		return from_wide(s, 4, s.len > 0 && s.ptr[0] != 0, out,
		    ret_invalid);
	case CHARSET_UTF32LE:
		return from_wide(s, 4, true, out, ret_invalid);
	case CHARSET_UTF32BE:
		return from_wide(s, 4, false, out, ret_invalid);
	case CHARSET_LATIN1:
		return put_windows(out, s);
	case CHARSET_SINGLE:
		return from_single(s, state.single[i], out, ret_invalid);
	case CHARSET_MULTI:
		return from_multi(s, state.converter[i], out, ret_invalid);
	case CHARSET_HZ:
		return from_hz(s, state.converter[i], out, ret_invalid);
	}
	return ERR_RANGE;
}

int
mime_to_utf8(struct slice s, struct slice charset, struct buf *out,
    bool *ret_invalid)
{
	const struct charset *c;
	enum charset_kind kind;
	size_t start, skip;
	bool is_known;
	int r;

	*ret_invalid = false;
	start = out->len;
	c = charset_find(charset);
	is_known = c != NULL && (c->converter == NULL || state.is_ready);
	kind = is_known ? c->kind : CHARSET_GUESS;
	skip = mark(s, &kind);
	if ((kind == CHARSET_MULTI || kind == CHARSET_HZ) &&
	    !state.is_open[c - charset_table]) {
		state.was_missed = true;
		kind = CHARSET_GUESS;
	}
	r = convert(slice_from(s, skip), kind,
	    is_known && kind == c->kind && c->converter != NULL ?
	    (size_t)(c - charset_table) : 0, out, ret_invalid);
	if (out->ptr != NULL)
		blank_controls(out->ptr + start, out->len - start);
	if (r < 0)
		return r;
	return is_known ? 0 : ERR_UNSUPPORTED;
}
