/*
 * Take "[reason: ...]", or a word, out of the subject before it leaves.
 */
#include "action/job_rewrite.h"

#include "base/err.h"
#include "base/limits.h"

#define WORD_BYTES	39	/* of UTF-8 in one encoded word: 52 characters */

struct tag {
	size_t from, to;
};

/* "[reason: ...]", or the word that was asked for; in decoded text. */
static bool
tag_find(struct slice s, struct slice word, struct tag *t)
{
	size_t end;

	if (word.len > 0) {
		t->from = slice_ifind(s, word, 0);
		t->to = t->from == SLICE_NPOS ? 0 : t->from + word.len;
		return t->from != SLICE_NPOS;
	}
	t->from = slice_ifind(s, SLICE("[reason:"), 0);
	if (t->from == SLICE_NPOS)
		return false;
	end = slice_chr(s, ']', t->from);
	if (end == SLICE_NPOS)
		return false;
	t->to = end + 1;
	return true;
}

/* The text without the tag and without the blanks that it leaves behind. */
static int
cut(struct slice s, struct tag t, struct buf *out)
{
	bool before, after;
	int r;

	before = t.from > 0;
	while (t.from > 0 && ascii_is_space(s.ptr[t.from - 1]))
		t.from--;
	while (t.to < s.len && ascii_is_space(s.ptr[t.to]))
		t.to++;
	after = t.to < s.len;
	r = buf_put_slice(out, slice_sub(s, 0, t.from));
	if (r == 0 && before && after && t.from > 0)
		r = buf_putc(out, ' ');
	return r == 0 ? buf_put_slice(out, slice_from(s, t.to)) : r;
}

static bool
is_plain(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.ptr[i] >= 127 ||
		    (s.ptr[i] < 32 && !ascii_is_space(s.ptr[i])))
			return false;
	return slice_find(s, SLICE("=?"), 0) == SLICE_NPOS;
}

static int
put_word(struct slice s, struct buf *out)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	char q[5] = { 0 };
	uint32_t v;
	size_t i;
	int r;

	r = buf_puts(out, "=?utf-8?B?");
	for (i = 0; i < s.len && r == 0; i += 3) {
		v = (uint32_t)s.ptr[i] << 16;
		v |= i + 1 < s.len ? (uint32_t)s.ptr[i + 1] << 8 : 0;
		v |= i + 2 < s.len ? s.ptr[i + 2] : 0;
		q[0] = digit[v >> 18];
		q[1] = digit[v >> 12 & 63];
		q[2] = i + 1 < s.len ? digit[v >> 6 & 63] : '=';
		q[3] = i + 2 < s.len ? digit[v & 63] : '=';
		r = buf_puts(out, q);
	}
	return r == 0 ? buf_puts(out, "?=") : r;
}

/* RFC 2047: words of at most 75 characters, none cuts a character. */
static int
put_encoded(struct slice s, struct buf *out)
{
	size_t at, end;
	int r;

	for (at = 0, r = 0; at < s.len && r == 0; at = end) {
		end = s.len - at > WORD_BYTES ? at + WORD_BYTES : s.len;
		while (end < s.len && end > at + 1 &&
		    (s.ptr[end] & 0xc0) == 0x80)
			end--;
		r = buf_puts(out, at > 0 ? "\r\n " : " ");
		if (r == 0)
			r = put_word(slice_sub(s, at, end), out);
	}
	return r;
}

/*
 * A subject of plain ASCII keeps its bytes, folds included; any other is
 * decoded and encoded again.
 */
static int
new_value(struct rewrite_job *j, const struct mime_field *f,
    struct slice word, struct slice *ret, bool *ret_found)
{
	struct buf cutting = BUF_INIT(HEADER_BYTES_MAX * 4);
	struct buf out = BUF_INIT(HEADER_BYTES_MAX * 8);
	struct slice text;
	struct tag t;
	int r;

	text = f->value;
	*ret_found = is_plain(f->value) && tag_find(text, word, &t);
	r = 0;
	if (!*ret_found) {
		r = mime_decode_words(f->value, j->arena, &text);
		*ret_found = r == 0 && tag_find(text, word, &t);
	}
	if (r == 0 && *ret_found)
		r = cut(text, t, &cutting);
	if (r == 0 && *ret_found) {
		text = buf_slice(&cutting);
		if (!is_plain(text))
			r = put_encoded(text, &out);
		else {
			if (text.len == 0 || !ascii_is_space(text.ptr[0]))
				r = buf_putc(&out, ' ');
			if (r == 0)
				r = buf_put_slice(&out, text);
		}
	}
	if (r == 0)
		r = rewrite_keep(j, &out, ret);
	buf_free(&cutting);
	buf_free(&out);
	return r;
}

int
subject_rewrite(struct rewrite_job *j, const struct edit_request *q,
    struct edit_outcome *outcome)
{
	const struct mime_node *root = &j->m->nodes[0];
	const struct mime_field *f;
	struct slice value;
	size_t i, changed;
	bool found;
	int r;

	for (i = changed = 0, r = 0; i < root->field_count && r == 0; i++) {
		f = &root->fields[i];
		if (!slice_ieq(f->name, SLICE("Subject")) ||
		    f->value.len > HEADER_BYTES_MAX)
			continue;
		r = new_value(j, f, q->value, &value, &found);
		if (r < 0 || !found)
			continue;
		changed++;
		r = rewrite_header(j, HEADER_CHANGE, f->occurrence, f->name,
		    value);
	}
	if (r == 0 && changed == 0)
		outcome->result = EDIT_ALREADY;
	return r;
}
