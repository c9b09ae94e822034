/*
 * json -- JSON (RFC 8259) and a value a line: strings with their escapes
 * undone and numbers, each with its key as the head of its column; objects in
 * an array are rows.
 *
 * What is not JSON to its end is read as the text that it is.
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "extract/bare.h"
#include "extract/dataurl.h"
#include "extract/engine.h"
#include "extract/entity.h"
#include "extract/html.h"
#include "extract/seen.h"
#include "extract/text.h"

struct level {
	bool is_object;
	uint32_t row;			/* of the element, in an array; else as around it */
	struct slice key;		/* as written */
};

struct json {
	struct extract_job *job;	/* NULL: only look whether it is JSON */
	struct slice s;			/* what is left */
	struct level *levels;		/* JSON_DEPTH_MAX */
	size_t depth;
	bool too_deep;
	uint32_t row;			/* of a value at the top */
	struct buf text, key;
	struct seen keys;
};

static int
json_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	char head[64];
	size_t n, i;

	if (slice_eq_str(detected, "application/json"))
		return 45;
	if (!slice_eq_str(detected, "text/plain"))
		return 0;
	n = text_head(bytes, head, sizeof head);
	if (n < 2 || (head[0] != '{' && head[0] != '['))
		return text_is_named(name, "json") && n > 0 ? 45 : 0;
	for (i = 1; i < n && ascii_is_space((uint8_t)head[i]); i++)
		;
	return i == n || strchr(head[0] == '{' ? "\"}" : "[{\"]-0123456789tfn",
	    head[i]) != NULL ? 45 : 0;
}

/* --- strings --------------------------------------------------------------------- */

/* The string whose quote has been taken, up to its end, as written. */
static bool
take_string(struct json *t, struct slice *ret)
{
	size_t i;

	for (i = 0; i < t->s.len && t->s.ptr[i] != '"'; i++) {
		if (t->s.ptr[i] == '\n')
			return false;
		i += t->s.ptr[i] == '\\';
	}
	if (i >= t->s.len)
		return false;
	*ret = slice_sub(t->s, 0, i);
	t->s = slice_from(t->s, i + 1);
	return true;
}

static bool
hex4(struct slice s, size_t at, uint32_t *ret)
{
	uint32_t code = 0;
	size_t i;
	int digit;

	if (s.len < at + 4)
		return false;
	for (i = at; i < at + 4; i++) {
		digit = ascii_hex_value(s.ptr[i]);
		if (digit < 0)
			return false;
		code = code * 16 + (uint32_t)digit;
	}
	*ret = code;
	return true;
}

/* "\u0041", perhaps half of a pair; s begins behind the "u". */
static int
put_unicode(struct slice s, size_t *ret_taken, struct buf *out)
{
	uint32_t high, low;

	*ret_taken = 0;
	if (!hex4(s, 0, &high))
		return buf_puts(out, "\\u");
	*ret_taken = 4;
	if (high >= 0xd800 && high < 0xdc00 && s.len > 6 &&
	    s.ptr[4] == '\\' && s.ptr[5] == 'u' && hex4(s, 6, &low) &&
	    low >= 0xdc00 && low < 0xe000) {
		*ret_taken = 10;
		high = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
	}
	return entity_put(out, high);
}

static int
unescape(struct slice s, struct buf *out)
{
	static const char from[] = "nrtbf", to[] = "\n\r\t  ";
	const char *at;
	size_t i, n;
	int r = 0;

	for (i = 0; i < s.len && r == 0; i++) {
		if (s.ptr[i] != '\\' || i + 1 == s.len) {
			r = buf_putc(out, s.ptr[i]);
			continue;
		}
		i++;
		if (s.ptr[i] == 'u') {
			r = put_unicode(slice_from(s, i + 1), &n, out);
			i += n;
			continue;
		}
		at = s.ptr[i] == 0 ? NULL : strchr(from, s.ptr[i]);
		r = buf_putc(out, at != NULL ? (uint8_t)to[at - from] :
		    s.ptr[i]);
	}
	return r;
}

/* --- values out -------------------------------------------------------------------- */

static struct level *
top(struct json *t)
{
	return t->depth == 0 ? NULL : &t->levels[t->depth - 1];
}

static int
put_key(struct json *t, struct slice raw)
{
	int r;

	top(t)->key = raw;
	buf_reset(&t->text);
	r = unescape(raw, &t->text);
	/* A key is text as well; once is enough. */
	if (r == 0 && !seen_before(&t->keys, t->job, SEEN_TEXT,
	    buf_slice(&t->text)))
		r = extract_unit(t->job, SLICE_NONE,
		    slice_trim(buf_slice(&t->text)));
	return r;
}

/* The key that a value is under: through arrays, the one around them. */
static struct slice
key_of(const struct json *t)
{
	size_t i;

	for (i = t->depth; i > 0; i--)
		if (t->levels[i - 1].is_object)
			return t->levels[i - 1].key;
	return SLICE_NONE;
}

static int
put_value(struct json *t, struct slice text)
{
	uint32_t row = t->depth == 0 ? t->row : top(t)->row;
	int r;

	text = slice_trim(text);
	if (text.len == 0)
		return 0;
	buf_reset(&t->key);
	r = unescape(key_of(t), &t->key);
	if (r == 0)
		r = extract_unit_begin(t->job, SLICE_NONE,
		    buf_slice(&t->key), row);
	if (r == 0)
		r = extract_unit_add(t->job, text);
	return r < 0 ? r : extract_unit_end(t->job);
}

static int
put_string(struct json *t, struct slice raw)
{
	struct slice text;
	int r;

	buf_reset(&t->text);
	r = unescape(raw, &t->text);
	text = buf_slice(&t->text);
	if (r == 0)
		r = put_value(t, text);
	if (r == 0 && text.len > 24)
		r = bare_read(t->job, text);
	if (r == 0 && slice_ifind(text, SLICE("data:"), 0) != SLICE_NPOS)
		r = dataurl_scan(t->job, text);
	if (r == 0 && slice_chr(text, '<', 0) != SLICE_NPOS &&
	    slice_chr(text, '>', 0) != SLICE_NPOS)
		r = html_text(t->job, text, false);
	return r;
}

/* --- the grammar ---------------------------------------------------------------------- */

static bool
is_in_object(struct json *t)
{
	return t->depth > 0 && top(t)->is_object;
}

static void
skip_blanks(struct json *t)
{
	while (t->s.len > 0 && ascii_is_space(t->s.ptr[0]))
		t->s = slice_from(t->s, 1);
}

static bool
take(struct json *t, uint8_t c)
{
	skip_blanks(t);
	if (t->s.len == 0 || t->s.ptr[0] != c)
		return false;
	t->s = slice_from(t->s, 1);
	return true;
}

static bool
open_level(struct json *t, bool is_object)
{
	struct level *l, *around = top(t);

	if (t->depth == JSON_DEPTH_MAX) {
		t->too_deep = true;
		return false;
	}
	l = &t->levels[t->depth++];
	*l = (struct level){ .is_object = is_object };
	if (is_object)
		l->row = around == NULL ? t->row : around->row;
	return true;
}

/* A number or a word: true, false, null. */
static bool
take_plain(struct json *t, struct slice *ret)
{
	size_t i;
	uint8_t c;

	for (i = 0; i < t->s.len; i++) {
		c = t->s.ptr[i];
		if (!ascii_is_alpha(c) && !ascii_is_digit(c) && c != '-' &&
		    c != '+' && c != '.')
			break;
	}
	*ret = slice_sub(t->s, 0, i);
	t->s = slice_from(t->s, i);
	return i > 0 && (ascii_is_digit(ret->ptr[0]) || ret->ptr[0] == '-' ||
	    slice_eq_str(*ret, "true") || slice_eq_str(*ret, "false") ||
	    slice_eq_str(*ret, "null"));
}

/* A key and its colon, in an object.  1: done; 0: it is none. */
static int
read_key(struct json *t)
{
	struct slice raw;
	int r;

	if (!take(t, '"') || !take_string(t, &raw))
		return 0;
	r = t->job != NULL ? put_key(t, raw) : 0;
	if (r < 0)
		return r;
	return take(t, ':');
}

/*
 * One value; of an object or array only its opening.  *ret_open: something
 * was opened.  1, 0 if it is none, or an error.
 */
static int
read_value(struct json *t, bool *ret_open)
{
	struct slice raw;
	int r = 0;

	*ret_open = false;
	if (t->depth > 0 && !top(t)->is_object)
		top(t)->row++;
	if (take(t, '{')) {
		*ret_open = true;
		return open_level(t, true);
	}
	if (take(t, '[')) {
		*ret_open = true;
		return open_level(t, false);
	}
	if (take(t, '"')) {
		if (!take_string(t, &raw))
			return 0;
		r = t->job != NULL ? put_string(t, raw) : 0;
	} else if (!take_plain(t, &raw)) {
		return 0;
	} else if (t->job != NULL && (ascii_is_digit(raw.ptr[0]) ||
	    raw.ptr[0] == '-')) {
		r = put_value(t, raw);
	}
	return r < 0 ? r : 1;
}

/* What may follow a value: ends of levels, then a comma.  As read_value(). */
static int
read_ends(struct json *t)
{
	while (t->depth > 0) {
		if (take(t, is_in_object(t) ? '}' : ']')) {
			t->depth--;
			continue;
		}
		return take(t, ',');
	}
	return 1;
}

/* All of it: 1 if it is JSON to its end, 0 if not, or an error. */
static int
read_json(struct json *t)
{
	bool is_open;
	int r = 1;

	for (skip_blanks(t); t->s.len > 0 && r == 1; skip_blanks(t)) {
		if (t->depth == 0)
			t->row++;
		if (is_in_object(t))
			r = read_key(t);
		if (r == 1)
			r = read_value(t, &is_open);
		if (r == 1 && is_open && !take(t, is_in_object(t) ? '}' :
		    ']'))
			continue;
		if (r == 1 && is_open)
			t->depth--;
		if (r == 1)
			r = read_ends(t);
	}
	return r == 1 && t->depth > 0 ? 0 : r;
}

/* --- the format -------------------------------------------------------------------------- */

/* No JSON: as text, and once more without its escapes. */
static int
read_text(struct extract_job *j, struct slice utf8)
{
	struct buf plain = BUF_INIT(TEXT_TOTAL_MAX);
	int r = 0;

	if (slice_find(utf8, SLICE("\\u"), 0) != SLICE_NPOS)
		r = unescape(utf8, &plain);
	if (r == 0)
		r = extract_unit(j, SLICE_NONE, buf_slice(&plain));
	buf_free(&plain);
	return r == 0 ? format_text.read(j) : r;
}

static int
read_values(struct extract_job *j, struct slice utf8, struct level *levels)
{
	struct json t = { .job = j, .s = utf8, .levels = levels };
	int r;

	buf_init(&t.text, TEXT_TOTAL_MAX);
	buf_init(&t.key, TEXT_TOTAL_MAX);
	r = read_json(&t);
	buf_free(&t.text);
	buf_free(&t.key);
	seen_free(&t.keys);
	return r < 0 ? r : 0;
}

static int
json_read(struct extract_job *j)
{
	struct buf out = BUF_INIT(TEXT_TOTAL_MAX);
	struct json look = { .job = NULL };
	struct slice utf8;
	int r;

	look.levels = mem_array(NULL, JSON_DEPTH_MAX, sizeof *look.levels);
	r = text_to_utf8(j, extract_bytes(j), &out);
	utf8 = buf_slice(&out);
	if (slice_starts(utf8, SLICE("\xef\xbb\xbf")))
		utf8 = slice_from(utf8, 3);
	look.s = utf8;
	if (r == 0 && read_json(&look) == 1)
		r = read_values(j, utf8, look.levels);
	else if (r == 0)
		r = read_text(j, utf8);
	if (r == 0 && look.too_deep)
		r = extract_anomaly(j, ANOMALY_LIMIT,
		    "JSON nested deeper than 1000 levels");
	free(look.levels);
	buf_free(&out);
	return r;
}

const struct extract_format format_json = { "json", json_can_read, json_read };
