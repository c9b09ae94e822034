#include "mime/header.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"

#define FOLLOW_LINES	8	/* fields before one that says what it is */
#define CLAIM_LOOK	200	/* bytes of a line that may be a field */

void
header_free(struct header *h)
{
	free(h->fields);
	free(h->hashes);
	free(h->pieces);
	memset(h, 0, sizeof *h);
}

static void
piece_add(struct header *h, enum mime_range_kind kind, size_t from, size_t to)
{
	struct header_piece *last;

	if (from == to)
		return;
	if (kind == MIME_RANGE_NONFIELD && h->piece_count > 0) {
		last = &h->pieces[h->piece_count - 1];
		if (last->kind == kind && last->to == from) {
			last->to = to;
			return;
		}
	}
	h->pieces = mem_grow(h->pieces, h->piece_count, &h->piece_cap,
	    sizeof *h->pieces);
	h->pieces[h->piece_count++] = (struct header_piece){ kind, from, to };
}

static uint32_t
name_hash(struct slice name)
{
	uint32_t x;
	size_t i;

	x = 2166136261u;
	for (i = 0; i < name.len; i++)
		x = (x ^ ascii_lower(name.ptr[i])) * 16777619u;
	return x;
}

/*
 * Length of the field name that starts the line, or 0 if it is no field.
 * Blanks before the colon are obsolete syntax (RFC 5322 4.5) and do not
 * belong to the name.
 */
static size_t
name_length(struct slice s, struct line l)
{
	size_t i, n;

	for (i = l.from; i < l.text_to; i++)
		if (s.ptr[i] <= 32 || s.ptr[i] >= 127 || s.ptr[i] == ':')
			break;
	n = i - l.from;
	while (i < l.text_to && (s.ptr[i] == ' ' || s.ptr[i] == '\t'))
		i++;
	return i < l.text_to && s.ptr[i] == ':' ? n : 0;
}

static uint32_t
occurrence(const struct header *h, struct slice name, uint32_t hash)
{
	uint32_t n;
	size_t i;

	n = 1;
	for (i = 0; i < h->count; i++)
		if (h->hashes[i] == hash && slice_ieq(h->fields[i].name, name))
			n++;
	return n;
}

static void
field_add(struct header *h, struct slice s, struct line l, size_t name_len)
{
	struct mime_field *f;
	struct slice name;
	uint32_t hash, nth;
	size_t colon;

	name = slice_sub(s, l.from, l.from + name_len);
	hash = name_hash(name);
	nth = occurrence(h, name, hash);
	h->fields = mem_grow(h->fields, h->count, &h->cap, sizeof *h->fields);
	h->hashes = mem_grow(h->hashes, h->count, &h->hash_cap,
	    sizeof *h->hashes);
	h->hashes[h->count] = hash;
	f = &h->fields[h->count++];
	colon = l.from + name_len;
	while (s.ptr[colon] != ':')
		colon++;
	f->name = name;
	f->value = slice_of(s.ptr + colon + 1, l.text_to - colon - 1);
	f->from = l.from;
	f->to = l.to;
	f->occurrence = nth;
	piece_add(h, MIME_RANGE_FIELD, l.from, l.to);
}

/* A folded line belongs to the field before it (RFC 5322 2.2.3). */
static void
field_extend(struct header *h, struct slice s, struct line l)
{
	struct mime_field *f;
	size_t value_from;

	f = &h->fields[h->count - 1];
	value_from = (size_t)(f->value.ptr - s.ptr);
	f->value.len = l.text_to - value_from;
	f->to = l.to;
	h->pieces[h->piece_count - 1].to = l.to;
}

/* A name that some readers clean up first: "\357\273\277Content-Type:". */
static bool
is_masked(struct slice s, struct line l)
{
	struct slice text;
	size_t colon;

	text = slice_sub(s, l.from, l.text_to);
	colon = slice_chr(slice_sub(text, 0, 100), ':', 0);
	return header_claims(text) || (colon != SLICE_NPOS &&
	    header_is_content(slice_sub(text, 0, colon)));
}

static void
odd_note(struct header *h, struct line l, bool is_blank)
{
	if (h->has_odd)
		return;
	h->has_odd = true;
	h->odd_is_blank = is_blank;
	h->odd_at = l.from;
	h->odd_to = l.to;
	h->odd_fields = h->count;
	h->odd_pieces = h->piece_count;
}

static bool
is_mbox_line(struct slice s, struct line l)
{
	struct slice text;

	text = slice_sub(s, l.from, l.text_to);
	return slice_starts(text, SLICE("From ")) ||
	    slice_starts(text, SLICE(">From "));
}

/* One line that is not empty. */
static void
line_take(struct header *h, struct slice s, struct line l, size_t max)
{
	bool folded, blank;
	size_t n;

	blank = line_is_blank(s, l.from, l.text_to);
	if (blank)
		odd_note(h, l, true);
	folded = s.ptr[l.from] == ' ' || s.ptr[l.from] == '\t';
	/* Some trim a line before they look whether it goes on. */
	if (folded && header_claims(slice_sub(s, l.from, l.text_to)))
		h->has_masked = true;
	if (folded && h->piece_count > 0 &&
	    h->pieces[h->piece_count - 1].kind == MIME_RANGE_FIELD) {
		if (h->has_odd && !blank && h->count == h->odd_fields &&
		    header_is_content(h->fields[h->count - 1].name))
			h->odd_cuts = true;
		field_extend(h, s, l);
		return;
	}
	n = folded ? 0 : name_length(s, l);
	if (n > 0 && h->count < max) {
		field_add(h, s, l, n);
		return;
	}
	if (n == 0 && !folded && is_masked(s, l))
		h->has_masked = true;
	if (n > 0)
		h->has_limit = true;
	/* A folded line after a dropped field goes with that field. */
	else if (!(folded && h->has_limit))
		odd_note(h, l, blank);
	piece_add(h, MIME_RANGE_NONFIELD, l.from, l.to);
}

void
header_read(struct header *h, struct slice s, size_t from, size_t to,
    enum line_mode mode, bool is_root, size_t max)
{
	struct line l;
	size_t at;

	h->count = h->piece_count = 0;
	h->from = from;
	h->has_odd = h->has_limit = h->has_masked = h->odd_cuts = false;
	at = from;
	if (is_root && at < to) {
		l = line_at(s, at, to, mode);
		if (is_mbox_line(s, l)) {
			piece_add(h, MIME_RANGE_NONFIELD, l.from, l.to);
			at = l.to;
		}
	}
	for (h->to = to, h->body_from = to; at < to; at = l.to) {
		l = line_at(s, at, to, mode);
		if (l.text_to == l.from) {
			h->to = l.from;
			h->body_from = l.to;
			piece_add(h, MIME_RANGE_SEPARATOR, l.from, l.to);
			break;
		}
		line_take(h, s, l, max);
	}
	h->long_to = h->to;
	h->long_body = h->body_from;
	h->has_nul = h->to > from &&
	    memchr(s.ptr + from, '\0', h->to - from) != NULL;
}

void
header_shorten(struct header *h, struct slice s)
{
	struct mime_field *f;
	size_t value_from, end;

	h->count = h->odd_fields;
	h->piece_count = h->odd_pieces;
	h->to = h->body_from = h->odd_at;
	/* Later lines may have been joined to the last piece or field. */
	if (h->piece_count > 0 &&
	    h->pieces[h->piece_count - 1].to > h->odd_at)
		h->pieces[h->piece_count - 1].to = h->odd_at;
	if (h->count > 0 && h->fields[h->count - 1].to > h->odd_at) {
		f = &h->fields[h->count - 1];
		f->to = h->odd_at;
		value_from = (size_t)(f->value.ptr - s.ptr);
		end = h->odd_at;
		if (end > value_from && s.ptr[end - 1] == '\n')
			end--;
		if (end > value_from && s.ptr[end - 1] == '\r')
			end--;
		f->value.len = end - value_from;
	}
	if (h->odd_is_blank) {
		piece_add(h, MIME_RANGE_SEPARATOR, h->odd_at, h->odd_to);
		h->body_from = h->odd_to;
	}
}

/* --- names ---------------------------------------------------------------- */

static bool
is_filler(uint8_t c)
{
	return c <= 32 || c >= 127 || c == '-' || c == '_';
}

bool
header_looks_like(struct slice name, const char *word)
{
	size_t i;

	for (i = 0; i < name.len; i++) {
		if (is_filler(name.ptr[i]))
			continue;
		if (*word == '\0' || ascii_lower(name.ptr[i]) != (uint8_t)*word)
			return false;
		word++;
	}
	return *word == '\0';
}

bool
header_is_content(struct slice name)
{
	static const char word[] = "content";
	size_t i, n;

	for (i = n = 0; i < name.len && word[n] != '\0'; i++) {
		if (is_filler(name.ptr[i]))
			continue;
		if (ascii_lower(name.ptr[i]) != (uint8_t)word[n])
			return false;
		n++;
	}
	return word[n] == '\0';
}

/* After the letters of word, fillers between them allowed; 0 if not there. */
static size_t
skip_word(struct slice s, const char *word)
{
	size_t i;

	for (i = 0; i < s.len && *word != '\0'; i++) {
		if (is_filler(s.ptr[i]))
			continue;
		if (ascii_lower(s.ptr[i]) != (uint8_t)*word)
			return 0;
		word++;
	}
	return *word == '\0' ? i : 0;
}

static bool
has_any(struct slice s, const char *const *words)
{
	for (; *words != NULL; words++)
		if (slice_ifind(s, slice_str(*words), 0) != SLICE_NPOS)
			return true;
	return false;
}

bool
header_claims(struct slice line)
{
	static const char *const encodings[] = {
		"base64", "b64", "quoted", "uue", "x-uu", NULL
	};
	static const char *const types[] = {
		"multipart", "message/", "text/", "application/", "image/",
		"boundary", NULL
	};
	static const char *const dispositions[] = {
		"attachment", "inline", "filename", NULL
	};
	size_t n;

	line = slice_sub(line, 0, CLAIM_LOOK);
	n = skip_word(line, "contenttransferencoding");
	if (n > 0)
		return has_any(slice_from(line, n), encodings);
	n = skip_word(line, "contenttype");
	if (n > 0)
		return has_any(slice_from(line, n), types);
	n = skip_word(line, "contentdisposition");
	return n > 0 && has_any(slice_from(line, n), dispositions);
}

static const struct mime_field *
next_content(const struct mime_field *f, size_t n, size_t *at)
{
	while (*at < n) {
		if (header_is_content(f[*at].name))
			return &f[(*at)++];
		(*at)++;
	}
	return NULL;
}

bool
header_same_content(const struct mime_field *a, size_t an,
    const struct mime_field *b, size_t bn)
{
	const struct mime_field *fa, *fb;
	size_t i, j;

	i = j = 0;
	do {
		fa = next_content(a, an, &i);
		fb = next_content(b, bn, &j);
		if (fa == NULL || fb == NULL)
			return fa == fb;
	} while (slice_ieq(fa->name, fb->name) &&
	    slice_eq(slice_trim(fa->value), slice_trim(fb->value)));
	return false;
}

bool
header_content_follows(struct slice s, size_t at, size_t to)
{
	struct line l;
	size_t n;
	int i;

	for (i = 0; i < FOLLOW_LINES && at < to; i++, at = l.to) {
		l = line_at(s, at, to, LINE_CR);
		if (i == 0 && (line_is_blank(s, l.from, l.text_to) ||
		    is_mbox_line(s, l)))
			continue;
		if (i > 0 && l.text_to > l.from &&
		    (s.ptr[l.from] == ' ' || s.ptr[l.from] == '\t'))
			continue;
		n = name_length(s, l);
		if (n == 0)
			return false;
		if (n > 7 && header_is_content(slice_sub(s, l.from,
		    l.from + n)))
			return true;
	}
	return false;
}
