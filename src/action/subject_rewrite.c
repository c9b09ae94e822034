/*
 * Take "[reason: ...]", or a word, out of the subject before it leaves.
 *
 * What stands beside it keeps its bytes: the value is seen as pieces, plain
 * text and runs of encoded words (RFC 2047), and only a run that the tag cuts
 * is written anew.
 */
#include "action/job_rewrite.h"

#include "base/err.h"
#include "base/limits.h"
#include "mail/subjecttag.h"

#define WORD_BYTES	39	/* of UTF-8 in one encoded word: 52 characters */

struct piece {
	struct slice raw;
	struct slice text;	/* what it says: raw itself, or decoded words */
	size_t at;		/* of text, among all of them */
	bool is_encoded;
};

struct pieces {
	struct piece *list;
	size_t count, cap;
	struct buf said;	/* their texts, joined */
};

/* --- reading ----------------------------------------------------------------------- */

/* The length of "=?charset?q?text?=" at `at`; 0 if there is none. */
static size_t
word_length(struct slice s, size_t at)
{
	size_t q1, end;

	if (!slice_starts(slice_from(s, at), SLICE("=?")))
		return 0;
	q1 = slice_chr(s, '?', at + 2);
	if (q1 == SLICE_NPOS || s.len - q1 < 4 || s.ptr[q1 + 2] != '?')
		return 0;
	end = slice_find(s, SLICE("?="), q1 + 3);
	return end == SLICE_NPOS ? 0 : end + 2 - at;
}

static size_t
blanks(struct slice s, size_t at)
{
	size_t n;

	for (n = 0; at + n < s.len && ascii_is_space(s.ptr[at + n]); n++)
		;
	return n;
}

/* The words that follow each other from `at` on, blanks between; 0: none. */
static size_t
run_length(struct slice s, size_t at)
{
	size_t end = at, gap = 0, n;

	for (n = word_length(s, at); n > 0; n = word_length(s, end + gap)) {
		end += gap + n;
		gap = blanks(s, end);
	}
	return end - at;
}

static int
add_piece(struct rewrite_job *j, struct pieces *p, struct slice raw,
    bool is_encoded)
{
	struct piece piece = { raw, raw, p->said.len, is_encoded };
	int r = 0;

	if (is_encoded)
		r = mime_decode_words(raw, j->arena, &piece.text);
	if (r == 0)
		r = buf_put_slice(&p->said, piece.text);
	if (r < 0)
		return r;
	p->list = arena_grow(j->arena, p->list, p->count, &p->cap,
	    sizeof *p->list);
	if (p->list == NULL)
		return ERR_LIMIT;
	p->list[p->count++] = piece;
	return 0;
}

/* As pieces; what this does not read as mime does is one encoded piece. */
static int
split(struct rewrite_job *j, struct slice value, struct pieces *p)
{
	size_t at, from, run;
	int r;

	for (at = from = 0, r = 0; at < value.len && r == 0; ) {
		run = run_length(value, at);
		if (run == 0) {
			at++;
			continue;
		}
		if (at > from)
			r = add_piece(j, p, slice_sub(value, from, at), false);
		if (r == 0)
			r = add_piece(j, p, slice_sub(value, at, at + run),
			    true);
		at += run;
		from = at;
	}
	if (r == 0 && from < value.len)
		r = add_piece(j, p, slice_from(value, from), false);
	return r;
}

static bool
find_tag(struct slice s, struct slice word, struct subject_tag *t)
{
	return word.len > 0 ? subject_tag_word(s, word, 0, t) :
	    subject_tag_reason(s, 0, t);
}

/* --- writing ----------------------------------------------------------------------- */

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
		r = at > 0 ? buf_puts(out, "\r\n ") : 0;
		if (r == 0)
			r = put_word(slice_sub(s, at, end), out);
	}
	return r;
}

/* Could these bytes stand in a subject as they are? */
static bool
is_plain(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.ptr[i] >= 127 || s.ptr[i] < 32)
			return false;
	return slice_find(s, SLICE("=?"), 0) == SLICE_NPOS;
}

/* A part of a piece; *ret_word: did it end, or begin, as an encoded word? */
static int
put_part(const struct piece *p, size_t from, size_t to, bool with_blank,
    struct buf *out, bool *ret_word)
{
	struct slice s = slice_sub(p->text, from, to);
	struct buf text = BUF_INIT(HEADER_BYTES_MAX * 4);
	int r = 0;

	if (s.len == 0)
		return 0;
	*ret_word = p->is_encoded && !is_plain(s);
	if (p->is_encoded && s.len == p->text.len && !with_blank) {
		*ret_word = true;
		return buf_put_slice(out, p->raw);
	}
	if (*ret_word && with_blank)
		r = buf_putc(&text, ' ');
	if (r == 0)
		r = buf_put_slice(&text, s);
	if (r == 0)
		r = *ret_word ? put_encoded(buf_slice(&text), out) :
		    buf_put_slice(out, s);
	buf_free(&text);
	return r;
}

/* What is left on both sides of the blanks that stood around the tag. */
struct cut {
	size_t from, to;
	struct slice between;	/* one blank, or the fold that was there */
};

static struct cut
widen(struct slice s, const struct subject_tag *t)
{
	struct cut c = { t->from, t->to, SLICE(" ") };
	struct slice gap;

	while (c.from > 0 && ascii_is_space(s.ptr[c.from - 1]))
		c.from--;
	c.to += blanks(s, c.to);
	gap = slice_sub(s, t->to, c.to);
	if (slice_chr(gap, '\n', 0) != SLICE_NPOS)
		c.between = gap;
	gap = slice_sub(s, c.from, t->from);
	if (slice_chr(gap, '\n', 0) != SLICE_NPOS)
		c.between = gap;
	return c;
}

static int
put_before(const struct pieces *p, size_t to, struct buf *out, bool *ret_word)
{
	const struct piece *x;
	size_t i;
	int r = 0;

	for (i = 0; i < p->count && r == 0; i++) {
		x = &p->list[i];
		if (x->at < to)
			r = put_part(x, 0, to - x->at < x->text.len ?
			    to - x->at : x->text.len, false, out, ret_word);
	}
	return r;
}

static int
put_after(const struct pieces *p, size_t from, bool after_word,
    struct buf *out)
{
	const struct piece *x;
	bool is_first = true, word;
	size_t i;
	int r = 0;

	for (i = 0; i < p->count && r == 0; i++) {
		x = &p->list[i];
		if (x->at + x->text.len <= from)
			continue;
		/* White space between two words is not shown (RFC 2047 6.2). */
		r = put_part(x, x->at < from ? from - x->at : 0, x->text.len,
		    is_first && after_word, out, &word);
		is_first = false;
	}
	return r;
}

/* The value without the tag and without the blanks that it leaves behind. */
static int
cut_out(const struct pieces *p, const struct subject_tag *t, struct buf *out)
{
	struct slice said = buf_slice(&p->said);
	struct cut c = widen(said, t);
	bool word = false;
	int r = 0;

	r = put_before(p, c.from, out, &word);
	if (c.from > 0 && c.to < said.len && r == 0)
		r = buf_put_slice(out, c.between);
	if (r == 0)
		r = put_after(p, c.to, word && c.from > 0, out);
	return r;
}

/* A field's value begins with a blank, and is not nothing. */
static int
keep_value(struct rewrite_job *j, const struct buf *value, struct slice *ret)
{
	struct slice s = buf_slice(value);

	if (s.len > 0 && ascii_is_space(s.ptr[0]))
		return rewrite_keep(j, value, ret);
	*ret = arena_printf(j->arena, " %.*s", (int)s.len,
	    s.len > 0 ? (const char *)s.ptr : "");
	return ret->ptr == NULL ? ERR_LIMIT : 0;
}

/* One tag less; *ret_found is false if there was none. */
static int
cut_once(struct rewrite_job *j, struct slice word, struct slice *value,
    bool *ret_found)
{
	struct pieces p = { .said = BUF_INIT(HEADER_BYTES_MAX * 4) };
	struct buf out = BUF_INIT(HEADER_BYTES_MAX * 8);
	struct subject_tag t;
	int r;

	*ret_found = false;
	r = split(j, *value, &p);
	if (r == 0 && find_tag(buf_slice(&p.said), word, &t)) {
		*ret_found = true;
		r = cut_out(&p, &t, &out);
		if (r == 0)
			r = keep_value(j, &out, value);
	}
	buf_free(&p.said);
	buf_free(&out);
	return r;
}

/* The field as an earlier request of this job left it. */
static struct header_change *
changed_before(const struct rewrite_job *j, const struct mime_field *f)
{
	struct header_change *h;
	size_t i;

	for (i = 0; i < j->header_count; i++) {
		h = &j->headers[i];
		if (h->op == HEADER_CHANGE && h->index == f->occurrence &&
		    slice_ieq(h->name, f->name))
			return h;
	}
	return NULL;
}

static int
field_strip(struct rewrite_job *j, const struct mime_field *f,
    struct slice word, bool *ret_changed)
{
	struct header_change *before = changed_before(j, f);
	struct slice value = before != NULL ? before->value : f->value;
	bool found = true;
	size_t n;
	int r = 0;

	for (n = 0; found && n < SUBJECT_TAGS_MAX; n++) {
		r = cut_once(j, word, &value, &found);
		if (r < 0)
			return r;
		*ret_changed = *ret_changed || found;
	}
	if (n == 1)
		return 0;
	if (before == NULL)
		return rewrite_header(j, HEADER_CHANGE, f->occurrence,
		    f->name, value);
	before->value = value;
	return 0;
}

int
subject_rewrite(struct rewrite_job *j, const struct edit_request *q,
    struct edit_outcome *outcome)
{
	const struct mime_node *root = &j->m->nodes[0];
	const struct mime_field *f;
	bool changed = false;
	size_t i;
	int r = 0;

	for (i = 0; i < root->field_count && r == 0; i++) {
		f = &root->fields[i];
		/* Outlook keeps a new subject as the thread's topic as well. */
		if (f->value.len <= HEADER_BYTES_MAX &&
		    (slice_ieq(f->name, SLICE("Subject")) ||
		    slice_ieq(f->name, SLICE("Thread-Topic"))))
			r = field_strip(j, f, q->value, &changed);
	}
	if (r == 0 && !changed)
		outcome->result = EDIT_ALREADY;
	return r;
}
