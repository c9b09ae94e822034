#include "mime/mime.h"

#include <string.h>

#include "base/err.h"
#include "base/hex.h"
#include "base/limits.h"
#include "mime/codec.h"

/* One "=?charset?b?text?=" (RFC 2047 2, RFC 2231 5 for the language). */
struct word {
	struct slice charset;
	struct slice text;
	bool is_base64;
	size_t len;		/* all of it */
};

struct words {
	struct buf out;		/* UTF-8 so far */
	struct buf bytes;	/* of adjacent words in one charset */
	struct slice charset;	/* theirs */
	size_t count;
};

/*
 * Blanks inside the text are not legal, yet seen, and clients decode them;
 * line ends of folds come with them.
 */
static bool
word_at(struct slice s, size_t at, struct word *w)
{
	size_t q1, q2, end, star;

	if (s.len - at < 8 || s.ptr[at] != '=' || s.ptr[at + 1] != '?')
		return false;
	q1 = slice_chr(slice_sub(s, 0, at + 80), '?', at + 2);
	if (q1 == SLICE_NPOS || q1 == at + 2 || s.len - q1 < 4)
		return false;
	q2 = q1 + 2;
	if (s.ptr[q2] != '?')
		return false;
	w->is_base64 = ascii_lower(s.ptr[q1 + 1]) == 'b';
	if (!w->is_base64 && ascii_lower(s.ptr[q1 + 1]) != 'q')
		return false;
	for (end = slice_chr(s, '?', q2 + 1); end != SLICE_NPOS;
	    end = slice_chr(s, '?', end + 1)) {
		if (end + 1 < s.len && s.ptr[end + 1] == '=')
			break;
		/* A raw "?" inside is not legal; a new word begins anyway. */
		if (s.ptr[end - 1] == '=' && end - 1 > q2)
			return false;
	}
	if (end == SLICE_NPOS)
		return false;
	w->charset = slice_sub(s, at + 2, q1);
	star = slice_chr(w->charset, '*', 0);
	if (star != SLICE_NPOS)
		w->charset = slice_sub(w->charset, 0, star);
	w->text = slice_sub(s, q2 + 1, end);
	w->len = end + 2 - at;
	return true;
}

/* RFC 2047 4.2: "_" is a blank, "=XX" a byte. */
static int
decode_q(struct slice text, struct buf *out)
{
	uint8_t byte;
	size_t i;
	int r;

	for (i = 0, r = 0; i < text.len && r == 0; i++) {
		byte = text.ptr[i];
		if (byte == '_')
			byte = ' ';
		else if (byte == '=' && text.len - i > 2 &&
		    hex_get(slice_sub(text, i + 1, i + 3), &byte, 1) == 0)
			i += 2;
		r = buf_putc(out, byte);
	}
	return r;
}

/* End a run of words of one charset. */
static int
words_flush(struct words *w)
{
	bool invalid;
	int r;

	if (w->bytes.len == 0)
		return 0;
	r = mime_to_utf8(buf_slice(&w->bytes), w->charset, &w->out, &invalid);
	buf_reset(&w->bytes);
	return r == ERR_UNSUPPORTED ? 0 : r;
}

static int
word_put(struct words *w, const struct word *word)
{
	unsigned notes = 0;
	int r;

	r = 0;
	/* A character may be cut by the border of two words. */
	if (!slice_ieq(w->charset, word->charset))
		r = words_flush(w);
	w->charset = word->charset;
	w->count++;
	if (r < 0)
		return r;
	return word->is_base64 ?
	    base64_decode(word->text, BASE64_EACH, &w->bytes, &notes) :
	    decode_q(word->text, &w->bytes);
}

/* Literal bytes, line ends of folds left out. */
static int
literal_put(struct words *w, struct slice s)
{
	struct buf plain = BUF_INIT(s.len);
	bool invalid;
	size_t i;
	int r;

	r = words_flush(w);
	for (i = 0; i < s.len && r == 0; i++)
		if (s.ptr[i] != '\r' && s.ptr[i] != '\n')
			r = buf_putc(&plain, s.ptr[i]);
	if (r == 0)
		r = mime_to_utf8(buf_slice(&plain), SLICE_NONE, &w->out,
		    &invalid);
	buf_free(&plain);
	return r;
}

static bool
is_all_blank(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (!ascii_is_space(s.ptr[i]))
			return false;
	return true;
}

static int
words_run(struct words *w, struct slice s)
{
	struct word word;
	struct slice gap;
	size_t at, from;
	int r;

	for (at = from = 0, r = 0; at < s.len && r == 0; ) {
		at = slice_find(s, SLICE("=?"), at);
		if (at == SLICE_NPOS)
			break;
		if (w->count == ENCODED_WORDS_MAX || !word_at(s, at, &word)) {
			at++;
			continue;
		}
		gap = slice_sub(s, from, at);
		/* White space between two words is not shown (RFC 2047 6.2). */
		if (gap.len > 0 && !(w->count > 0 && is_all_blank(gap)))
			r = literal_put(w, gap);
		if (r == 0)
			r = word_put(w, &word);
		at += word.len;
		from = at;
	}
	if (r == 0)
		r = words_flush(w);
	return r == 0 && from < s.len ? literal_put(w, slice_from(s, from)) : r;
}

int
mime_decode_words(struct slice value, struct arena *a, struct slice *ret)
{
	struct words w = { .charset = SLICE_NONE };
	int r;

	value = slice_trim(value);
	/* One byte of a charset gives three of UTF-8 at most, or four. */
	buf_init(&w.out, value.len * 4 + 16);
	buf_init(&w.bytes, value.len + 16);
	r = words_run(&w, value);
	if (r == 0) {
		*ret = arena_dup(a, buf_slice(&w.out));
		if (ret->ptr == NULL)
			r = ERR_LIMIT;
	}
	buf_free(&w.out);
	buf_free(&w.bytes);
	return r;
}
