#include "policy/mark.h"

#include <string.h>

#include "action/plan.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/hex.h"

#define MARK_VERSION	"2 "
#define MARK_NAME_MAX	100
#define MARK_MAC_BYTES	16	/* 128 bits: nobody guesses one by sending mail */

static const char *const source_names[MARK_SOURCE_COUNT] = {
	[MARK_MESSAGE_ID] = "Message-ID",
	[MARK_DATE] = "Date",
	[MARK_FROM] = "From",
	[MARK_TO] = "To",
	[MARK_CC] = "Cc",
	[MARK_IN_REPLY_TO] = "In-Reply-To",
	[MARK_REFERENCES] = "References",
};

void
mark_header_init(struct mark_header *h)
{
	size_t i;

	memset(h, 0, sizeof *h);
	for (i = 0; i < MARK_SOURCE_COUNT; i++)
		sha256_init(&h->source[i]);
}

/* Blanks and folds count as one blank: hops fold as they like. */
static void
digest_value(struct sha256 *d, struct slice value)
{
	size_t at, from;

	value = slice_trim(value);
	for (at = 0; at < value.len; ) {
		for (from = at; at < value.len &&
		    !ascii_is_space(value.ptr[at]); at++)
			;
		sha256_update(d, value.ptr + from, at - from);
		if (at < value.len)
			sha256_update(d, " ", 1);
		while (at < value.len && ascii_is_space(value.ptr[at]))
			at++;
	}
	/* No value holds this: one field is not two. */
	sha256_update(d, "\n", 1);
}

static void
note_mark(struct mark_header *h, struct slice value)
{
	if (h->marks++ > 0)
		return;
	value = slice_trim(value);
	h->is_too_long = value.len > sizeof h->value;
	if (h->is_too_long)
		return;
	if (value.len > 0)
		memcpy(h->value, value.ptr, value.len);
	h->value_len = value.len;
}

void
mark_header_field(struct mark_header *h, struct slice name,
    struct slice value)
{
	size_t i;

	name = slice_trim(name);
	if (slice_ieq(name, SLICE(MARK_FIELD)))
		note_mark(h, value);
	for (i = 0; i < MARK_SOURCE_COUNT; i++)
		if (slice_ieq_str(name, source_names[i])) {
			digest_value(&h->source[i], value);
			h->count[i]++;
		}
}

/* Past the line end of the field at `at` and its folds. */
static size_t
field_end(struct slice s, size_t at)
{
	size_t nl;

	do {
		nl = slice_chr(s, '\n', at);
		if (nl == SLICE_NPOS)
			return s.len;
		at = nl + 1;
	} while (at < s.len && (s.ptr[at] == ' ' || s.ptr[at] == '\t'));
	return at;
}

void
mark_header_read(struct mark_header *h, struct slice message)
{
	struct slice field;
	size_t at, end, colon;

	mark_header_init(h);
	for (at = 0; at < message.len; at = end) {
		if (message.ptr[at] == '\n' || message.ptr[at] == '\r')
			return;
		end = field_end(message, at);
		field = slice_sub(message, at, end);
		colon = slice_chr(field, ':', 0);
		if (colon != SLICE_NPOS)
			mark_header_field(h, slice_sub(field, 0, colon),
			    slice_from(field, colon + 1));
	}
}

/* --- making ------------------------------------------------------------------------ */

static bool
is_plain(uint8_t c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) || c == '-' ||
	    c == '_' || c == '.' || c == '/';
}

/* A name as one word of a header field; the digest of what is no such word. */
static struct slice
word_of(struct slice name, char out[2 * SHA256_SIZE + 1])
{
	uint8_t digest[SHA256_SIZE];
	struct sha256 h;
	size_t i;

	for (i = 0; i < name.len && is_plain(name.ptr[i]); i++)
		;
	if (i == name.len && name.len > 0 && name.len <= MARK_NAME_MAX)
		return name;
	sha256_init(&h);
	sha256_update(&h, name.ptr, name.len);
	sha256_final(&h, digest);
	hex_put(digest, sizeof digest, out);
	return slice_of(out, 2 * SHA256_SIZE);
}

static int
put_source(const struct mark_header *h, enum mark_source s, bool is_there,
    struct buf *out)
{
	uint8_t digest[SHA256_SIZE];
	struct sha256 d = h->source[s];
	int r;

	r = buf_putc(out, is_there);
	if (r < 0 || !is_there)
		return r;
	sha256_final(&d, digest);
	return buf_put(out, digest, sizeof digest);
}

/* has_id, has_date: as it is, or as it was before the MTA put one in. */
static int
mac(const uint8_t key[MARK_KEY_SIZE], const struct mark_header *h,
    struct slice word, bool has_id, bool has_date,
    uint8_t ret[MARK_MAC_BYTES])
{
	struct buf about = BUF_INIT(4096);
	uint8_t whole[SHA256_SIZE];
	struct hmac_key k;
	enum mark_source s;
	int r;

	r = buf_puts(&about, "exeat notice 2\n");
	if (r == 0)
		r = buf_put_slice(&about, word);
	if (r == 0)
		r = buf_putc(&about, '\n');
	if (r == 0)
		r = put_source(h, MARK_MESSAGE_ID, has_id, &about);
	if (r == 0)
		r = put_source(h, MARK_DATE, has_date, &about);
	if (r == 0)
		r = put_source(h, MARK_FROM, h->count[MARK_FROM] > 0, &about);
	for (s = MARK_TO; r == 0 && !has_id && s < MARK_SOURCE_COUNT; s++)
		r = put_source(h, s, h->count[s] > 0, &about);
	if (r == 0) {
		hmac_key_init(&k, key, MARK_KEY_SIZE);
		hmac(&k, about.ptr, about.len, whole);
		memcpy(ret, whole, MARK_MAC_BYTES);
		explicit_bzero(&k, sizeof k);
	}
	buf_free(&about);
	return r;
}

int
mark_make(const uint8_t key[MARK_KEY_SIZE], const struct mark_header *h,
    struct slice text, struct arena *a, struct slice *ret)
{
	char name[2 * SHA256_SIZE + 1], hex[2 * MARK_MAC_BYTES + 1];
	uint8_t m[MARK_MAC_BYTES];
	struct slice word;
	int r;

	word = word_of(text, name);
	r = mac(key, h, word, h->count[MARK_MESSAGE_ID] > 0,
	    h->count[MARK_DATE] > 0, m);
	if (r < 0)
		return r;
	hex_put(m, sizeof m, hex);
	*ret = arena_printf(a, MARK_VERSION "%.*s %s", (int)word.len,
	    (const char *)word.ptr, hex);
	return ret->ptr == NULL ? ERR_LIMIT : 0;
}

/* --- checking ------------------------------------------------------------------------ */

/* In the same time whether it fits or not. */
static bool
same(const uint8_t *x, const uint8_t *y, size_t n)
{
	uint8_t differ = 0;
	size_t i;

	for (i = 0; i < n; i++)
		differ = (uint8_t)(differ | (x[i] ^ y[i]));
	return differ == 0;
}

/* "2 NAME HEX": its name and its code. */
static bool
parse(struct slice value, struct slice *ret_word, uint8_t ret[MARK_MAC_BYTES])
{
	struct slice rest;
	size_t blank;

	if (!slice_starts(value, SLICE(MARK_VERSION)))
		return false;
	rest = slice_from(value, sizeof MARK_VERSION - 1);
	blank = slice_chr(rest, ' ', 0);
	if (blank == SLICE_NPOS || blank == 0)
		return false;
	*ret_word = slice_sub(rest, 0, blank);
	return hex_get(slice_from(rest, blank + 1), ret, MARK_MAC_BYTES) == 0;
}

bool
mark_is_valid(const uint8_t key[MARK_KEY_SIZE], const struct mark_header *h)
{
	uint8_t is[MARK_MAC_BYTES], m[MARK_MAC_BYTES];
	bool has_id = h->count[MARK_MESSAGE_ID] > 0;
	bool has_date = h->count[MARK_DATE] > 0;
	struct slice word;
	unsigned i;

	if (h->marks != 1 || h->is_too_long ||
	    !parse(slice_of(h->value, h->value_len), &word, is))
		return false;
	for (i = 0; i < 4; i++) {
		/* What is not there cannot have been there. */
		if (((i & 1) == 0 && !has_id) || ((i & 2) == 0 && !has_date))
			continue;
		if (mac(key, h, word, (i & 1) == 0, (i & 2) == 0, m) == 0 &&
		    same(is, m, sizeof m))
			return true;
	}
	return false;
}

/* --- a verdict ------------------------------------------------------------------------- */

static struct edit_request *
disclaimer_of(const struct verdict *v)
{
	size_t i;

	for (i = 0; i < v->edit_count; i++)
		if (v->edits[i].kind == EDIT_DISCLAIMER)
			return &v->edits[i];
	return NULL;
}

bool
mark_matters(const struct mark_header *h, enum mail_class class,
    const struct verdict *v)
{
	return disclaimer_of(v) != NULL ||
	    (h->marks > 0 && class != MAIL_CLASS_RELEASE);
}

int
mark_plan(const uint8_t key[MARK_KEY_SIZE], const struct mark_header *h,
    enum mail_class class, struct arena *a, struct verdict *v)
{
	struct edit_request remove = { .kind = EDIT_REMOVE_FIELD,
	    .name = SLICE(MARK_FIELD) };
	struct edit_request *q = disclaimer_of(v);
	bool is_valid = mark_is_valid(key, h);
	int r = 0;

	if (q != NULL && q->disclaimer == NULL) {
		q->disclaimer = arena_zalloc(a, sizeof *q->disclaimer);
		if (q->disclaimer == NULL)
			return ERR_LIMIT;
	}
	if (q != NULL) {
		q->disclaimer->is_marked = is_valid;
		r = mark_make(key, h, q->name, a, &q->disclaimer->mark);
	}
	/* No room for it beside what rules ask: then it stays, worth nothing. */
	if (r == 0 && h->marks > 0 && !is_valid &&
	    class != MAIL_CLASS_RELEASE &&
	    action_add_edit(&remove, a, v) < 0)
		return v->edits == NULL ? ERR_LIMIT : 0;
	return r;
}

void
mark_key_of_rules(const uint8_t digest[SHA256_SIZE],
    uint8_t ret[MARK_KEY_SIZE])
{
	struct sha256 h;

	sha256_init(&h);
	sha256_update(&h, "exeat what-if marker 1", 22);
	sha256_update(&h, digest, SHA256_SIZE);
	sha256_final(&h, ret);
}
