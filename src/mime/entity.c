#include "mime/entity.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "mime/header.h"

#define READINGS_HELD	MIME_ENCODING_COUNT
#define VALUES_MAX	8
#define NAMES_MAX	32
#define ESCAPES_MIN	6	/* "=41=42" and so on */

/* The values of one field in a block, each different one once. */
struct values {
	struct slice value[VALUES_MAX];		/* as written */
	struct slice bare[VALUES_MAX];		/* without blanks, comments */
	size_t count;
	bool is_doubtful;	/* one comes from a name that only looks alike */
	bool has_limit;
};

static bool
is_exact(const struct mime_field *f, const char *name)
{
	return slice_ieq_str(f->name, name) && f->name.ptr[f->name.len] == ':';
}

static int
values_add(struct values *v, struct slice value, struct arena *a)
{
	struct slice bare;
	size_t i;
	int r;

	if (value.len > PART_HEADER_BYTES_MAX) {
		v->has_limit = true;
		value = slice_sub(value, 0, PART_HEADER_BYTES_MAX);
	}
	r = value_strip(value, a, &bare);
	if (r < 0)
		return r;
	for (i = 0; i < v->count; i++)
		if (slice_eq(v->bare[i], bare))
			return 0;
	if (v->count == VALUES_MAX) {
		v->has_limit = true;
		return 0;
	}
	v->value[v->count] = value;
	v->bare[v->count++] = bare;
	return 0;
}

/* Exact names first, then look-alikes ("Content_Type", "Content-Type :"). */
static int
values_collect(const struct mime_node *n, const char *name, const char *alike,
    struct arena *a, struct values *v)
{
	size_t i, exact;
	int r;

	memset(v, 0, sizeof *v);
	for (i = 0, r = 0; i < n->field_count && r == 0; i++)
		if (is_exact(&n->fields[i], name))
			r = values_add(v, n->fields[i].value, a);
	exact = v->count;
	for (i = 0; i < n->field_count && r == 0; i++)
		if (!is_exact(&n->fields[i], name) &&
		    header_looks_like(n->fields[i].name, alike))
			r = values_add(v, n->fields[i].value, a);
	v->is_doubtful = v->count > exact;
	return r;
}

/* --- type --------------------------------------------------------------------- */

static bool
is_multipart_token(struct slice token)
{
	return slice_istarts(token, SLICE("multipart/")) ||
	    slice_ieq(token, SLICE("multipart"));
}

void
entity_use_type(struct mime_node *n, const struct value *v)
{
	n->type = v->v;
	n->type_declared = true;
	if (n->type.token.len == 0)
		n->type.token = SLICE("text/plain");
	n->is_multipart = is_multipart_token(n->type.token);
	n->is_message = slice_ieq(n->type.token, SLICE("message/rfc822")) ||
	    slice_ieq(n->type.token, SLICE("message/global")) ||
	    slice_ieq(n->type.token, SLICE("message/news"));
	n->charset = mime_param(&n->type, "charset");
}

static int
charset_lower(struct mime_node *n, struct arena *a)
{
	struct slice c;
	uint8_t *p;
	size_t i;

	c = slice_trim(n->charset);
	p = arena_alloc(a, c.len);
	if (p == NULL)
		return ERR_LIMIT;
	for (i = 0; i < c.len; i++)
		p[i] = ascii_lower(c.ptr[i]);
	n->charset = slice_of(p, c.len);
	return 0;
}

static int
type_read(struct mime_node *n, bool in_digest, struct arena *a,
    struct entity *e)
{
	struct values v;
	size_t i;
	int r;

	r = values_collect(n, "Content-Type", "contenttype", a, &v);
	for (i = 0; i < v.count && i < ENTITY_TYPES_MAX && r == 0; i++) {
		r = value_read(v.value[i], a, &e->types[i]);
		if (e->types[i].has_limit)
			e->has_limit = true;
		e->type_count++;
	}
	if (r < 0)
		return r;
	e->types_differ = v.count > 1 || v.is_doubtful;
	if (v.has_limit)
		e->has_limit = true;
	if (e->type_count > 0) {
		entity_use_type(n, &e->types[0]);
		return charset_lower(n, a);
	}
	n->type.token = in_digest ? SLICE("message/rfc822") :
	    SLICE("text/plain");
	n->is_message = in_digest;
	return 0;
}

/* --- transfer encoding ------------------------------------------------------------ */

static const struct {
	const char *word;
	enum mime_encoding encoding;
} encodings[] = {
	{ "7bit", MIME_ENCODING_IDENTITY },
	{ "8bit", MIME_ENCODING_IDENTITY },
	{ "binary", MIME_ENCODING_IDENTITY },
	{ "base64", MIME_ENCODING_BASE64 },
	{ "quoted-printable", MIME_ENCODING_QUOTED_PRINTABLE },
	{ "x-uuencode", MIME_ENCODING_UUENCODE },
	{ "uuencode", MIME_ENCODING_UUENCODE },
	{ "x-uue", MIME_ENCODING_UUENCODE },
	{ "uue", MIME_ENCODING_UUENCODE },
};

#define ENCODINGS	(sizeof encodings / sizeof encodings[0])

static void
reading_add(struct mime_node *n, enum mime_encoding e)
{
	size_t i;

	for (i = 0; i < n->reading_count; i++)
		if (n->readings[i] == e)
			return;
	n->readings[n->reading_count++] = e;
}

/* Letters and digits alone: "base-64", "quoted_printable", "ba\0se64". */
static int
squeeze(struct slice s, struct arena *a, struct slice *ret)
{
	uint8_t *p;
	size_t i, n;

	p = arena_alloc(a, s.len);
	if (p == NULL)
		return ERR_LIMIT;
	for (i = n = 0; i < s.len; i++)
		if (ascii_is_alpha(s.ptr[i]) || ascii_is_digit(s.ptr[i]))
			p[n++] = s.ptr[i];
	*ret = slice_of(p, n);
	return 0;
}

/* Every encoding whose name occurs; false if there is none. */
static bool
encoding_words(struct mime_node *n, struct slice squeezed)
{
	static const struct {
		const char *word;
		enum mime_encoding encoding;
	} words[] = {
		{ "base64", MIME_ENCODING_BASE64 },
		{ "b64", MIME_ENCODING_BASE64 },
		{ "quotedp", MIME_ENCODING_QUOTED_PRINTABLE },
		{ "uue", MIME_ENCODING_UUENCODE },
		{ "xuu", MIME_ENCODING_UUENCODE },
	};
	size_t i;
	bool found;

	for (i = 0, found = false; i < sizeof words / sizeof words[0]; i++) {
		if (slice_ifind(squeezed, slice_str(words[i].word), 0) ==
		    SLICE_NPOS)
			continue;
		reading_add(n, words[i].encoding);
		found = true;
	}
	return found;
}

/* A clean word: true if it is one of ours, or blank. */
static bool
encoding_clean(struct mime_node *n, struct slice bare)
{
	size_t i;

	while (bare.len > 0 && (bare.ptr[bare.len - 1] == ';' ||
	    bare.ptr[bare.len - 1] == '.'))
		bare.len--;
	if (bare.len == 0)
		reading_add(n, MIME_ENCODING_IDENTITY);
	for (i = 0; i < ENCODINGS && bare.len > 0; i++) {
		if (slice_ieq_str(bare, encodings[i].word)) {
			reading_add(n, encodings[i].encoding);
			return true;
		}
	}
	return bare.len == 0;
}

/* One value: a clean word, and every word that occurs in all of it. */
static int
encoding_read(struct mime_node *n, struct slice value, struct slice bare,
    struct arena *a, bool *ret_doubt)
{
	struct slice words, squeezed;
	size_t before;
	bool is_clean;
	int r;

	is_clean = encoding_clean(n, bare);
	before = n->reading_count;
	r = mime_decode_words(value, a, &words);
	if (r == 0)
		r = squeeze(words, a, &squeezed);
	if (r < 0)
		return r;
	/* A comment may hold another name: some do not know of comments. */
	if (encoding_words(n, squeezed) && !is_clean)
		reading_add(n, MIME_ENCODING_IDENTITY);
	if (!is_clean && n->reading_count == 0)
		reading_add(n, MIME_ENCODING_UNKNOWN);
	if (n->reading_count > before && (is_clean ||
	    n->readings[before] != MIME_ENCODING_UNKNOWN))
		*ret_doubt = true;
	return 0;
}

static int
encoding_collect(struct mime_node *n, struct arena *a, struct entity *e)
{
	struct values v;
	bool doubt;
	size_t i;
	int r;

	n->readings = arena_array(a, READINGS_HELD, sizeof *n->readings);
	if (n->readings == NULL)
		return ERR_LIMIT;
	r = values_collect(n, "Content-Transfer-Encoding",
	    "contenttransferencoding", a, &v);
	doubt = v.is_doubtful;
	for (i = 0; i < v.count && r == 0; i++)
		r = encoding_read(n, v.value[i], v.bare[i], a, &doubt);
	if (v.is_doubtful)
		reading_add(n, MIME_ENCODING_IDENTITY);
	if (n->reading_count == 0)
		reading_add(n, MIME_ENCODING_IDENTITY);
	/* "7bit" beside "8bit" decodes to the same bytes. */
	e->encodings_differ = n->reading_count > 1 || (doubt && v.count > 0);
	n->encoding = n->readings[0];
	return r;
}

/* --- is the body what its label says? ------------------------------------------------ */

/* Nothing but base64 characters and line ends, and enough of them. */
static bool
looks_base64(struct slice s)
{
	size_t i, n;
	uint8_t c;

	for (i = n = 0; i < s.len; i++) {
		c = s.ptr[i];
		if (ascii_is_alpha(c) || ascii_is_digit(c) || c == '+' ||
		    c == '/')
			n++;
		else if (c != '\r' && c != '\n' && c != '=')
			return false;
	}
	return n >= 256;
}

static bool
is_escape(struct slice s, size_t at)
{
	return s.len - at > 2 && s.ptr[at] == '=' &&
	    ascii_is_digit(s.ptr[at + 1]) && (ascii_is_digit(s.ptr[at + 2]) ||
	    (s.ptr[at + 2] >= 'A' && s.ptr[at + 2] <= 'F'));
}

/* The last line of OpenPGP's armour: "=6Eu9" (RFC 4880 6.1). */
static bool
is_checksum(struct slice s, size_t at)
{
	return (at == 0 || s.ptr[at - 1] == '\n') && s.len - at >= 5 &&
	    s.ptr[at + 3] != '=' && s.ptr[at + 4] != '\r' &&
	    s.ptr[at + 4] != '\n' && (s.len - at == 5 ||
	    s.ptr[at + 5] == '\r' || s.ptr[at + 5] == '\n');
}

/* Soft breaks and escapes: quoted-printable under another label. */
bool
mime_looks_quoted(struct slice s)
{
	size_t at, next, soft, escapes, run;

	soft = escapes = run = 0;
	for (at = slice_chr(s, '=', 0); at != SLICE_NPOS && s.len - at > 2;
	    at = next) {
		next = slice_chr(s, '=', at + 1);
		if (s.ptr[at + 1] == '\n' || (s.ptr[at + 1] == '\r' &&
		    s.ptr[at + 2] == '\n'))
			soft++;
		if (!is_escape(s, at) || is_checksum(s, at)) {
			run = 0;
			continue;
		}
		escapes++;
		/* One behind the other: no formula, no attribute of a page. */
		if (++run == ESCAPES_MIN)
			return true;
		if (next != at + 3)
			run = 0;
	}
	return soft >= 1 && escapes >= 1;
}

static bool
looks_uuencoded(struct slice s)
{
	struct mime_block b;

	return (slice_find(s, SLICE("egin "), 0) != SLICE_NPOS ||
	    slice_find(s, SLICE("EGIN "), 0) != SLICE_NPOS) &&
	    mime_block_find(s, 0, &b) && b.kind == MIME_BLOCK_UU;
}

/* Text, by the standards of mail: no NUL, few control bytes. */
static bool
looks_text(struct slice s)
{
	size_t i, bad;

	if (slice_chr(s, '\0', 0) != SLICE_NPOS)
		return false;
	s = slice_sub(s, 0, 64 * KIB);
	for (i = bad = 0; i < s.len; i++)
		bad += s.ptr[i] < 32 && !ascii_is_space(s.ptr[i]) &&
		    s.ptr[i] != '\f' && s.ptr[i] != 27;
	return bad <= s.len / 100;
}

/* Bytes of ordinary text that base64 never holds, or a number of characters. */
static bool
has_plain_text(struct slice s)
{
	size_t i, n;
	uint8_t c;

	for (i = n = 0; i < s.len; i++) {
		c = s.ptr[i];
		if (c == '\r' || c == '\n')
			continue;
		if (c != '=' && c != '+' && c != '/' && !ascii_is_alpha(c) &&
		    !ascii_is_digit(c))
			return true;
		n++;
	}
	return n % 4 != 0;
}

int
entity_weigh(struct mime_node *n, struct slice body, struct arena *a,
    bool *ret_plausible)
{
	enum mime_encoding *own;
	bool is_unknown;
	size_t i;

	*ret_plausible = true;
	own = arena_array(a, READINGS_HELD, sizeof *own);
	if (own == NULL)
		return ERR_LIMIT;
	for (i = 0; i < n->reading_count; i++)
		own[i] = n->readings[i];
	n->readings = own;
	is_unknown = n->encoding == MIME_ENCODING_UNKNOWN;
	if (n->encoding == MIME_ENCODING_BASE64 && has_plain_text(body))
		reading_add(n, MIME_ENCODING_IDENTITY);
	if (n->encoding != MIME_ENCODING_IDENTITY && !is_unknown)
		return 0;
	if (is_unknown)
		reading_add(n, MIME_ENCODING_IDENTITY);
	if (looks_uuencoded(body))
		reading_add(n, MIME_ENCODING_UUENCODE);
	if (looks_base64(body))
		reading_add(n, MIME_ENCODING_BASE64);
	if (mime_looks_quoted(body))
		reading_add(n, MIME_ENCODING_QUOTED_PRINTABLE);
	if (is_unknown && (!looks_text(body) ||
	    slice_find(body, SLICE("=ybegin "), 0) != SLICE_NPOS))
		*ret_plausible = n->reading_count > 2;
	return 0;
}

/* --- names -------------------------------------------------------------------------------- */

static int
name_add(struct mime_node *n, struct slice name)
{
	size_t i;

	name = slice_trim(name);
	if (name.len == 0 || n->name_count == NAMES_MAX)
		return 0;
	for (i = 0; i < n->name_count; i++)
		if (slice_eq(n->names[i], name))
			return 0;
	n->names[n->name_count++] = name;
	return 0;
}

static int
name_decoded(struct mime_node *n, struct slice raw, struct arena *a)
{
	struct slice s;
	int r;

	r = mime_decode_words(raw, a, &s);
	if (r == 0)
		name_add(n, s);
	return r;
}

/* Without quotes of either kind round it, or a lone one at an end. */
static struct slice
unquoted(struct slice s)
{
	s = slice_trim(s);
	while (s.len > 0 && (s.ptr[0] == '"' || s.ptr[0] == '\''))
		s = slice_from(s, 1);
	while (s.len > 0 && (s.ptr[s.len - 1] == '"' ||
	    s.ptr[s.len - 1] == '\''))
		s.len--;
	return s;
}

/* Some take a backslash out wherever it stands, or a quote. */
static int
name_without(struct mime_node *n, struct slice s, uint8_t sign,
    struct arena *a)
{
	uint8_t *p;
	size_t i, to;

	if (slice_chr(s, sign, 0) == SLICE_NPOS)
		return 0;
	p = arena_alloc(a, s.len);
	if (p == NULL)
		return ERR_LIMIT;
	for (i = to = 0; i < s.len; i++)
		if (s.ptr[i] != sign)
			p[to++] = s.ptr[i];
	return name_add(n, slice_of(p, to));
}

/* The name as decoded by those who look into quotes, then as it stands. */
static int
name_forms(struct mime_node *n, struct slice raw, struct arena *a)
{
	struct slice s;
	int r;

	r = name_decoded(n, raw, a);
	if (r < 0)
		return r;
	name_add(n, raw);
	name_add(n, unquoted(raw));
	if (slice_chr(raw, '%', 0) != SLICE_NPOS) {
		r = value_percent(raw, a, &s);
		if (r == 0)
			name_add(n, s);
		if (r == 0)
			r = name_decoded(n, s, a);
	}
	return r == 0 ? name_without(n, raw, '\\', a) : r;
}

/* RFC 2231 forms; encoded words in their pieces, whatever it says of them. */
static int
names_extended(struct mime_node *n, const struct value *v, const char *key,
    struct arena *a)
{
	const struct mime_param *m;
	struct slice all;
	size_t i;
	int r;

	for (i = 0, r = 0; i < v->v.param_count && r == 0; i++) {
		m = &v->v.params[i];
		if (!m->extended || !slice_ieq_str(m->name, key))
			continue;
		name_add(n, m->value);
		r = name_decoded(n, m->value, a);
	}
	if (r == 0)
		r = value_pieces_join(v, key, a, &all);
	if (r == 0 && all.len > 0)
		r = name_decoded(n, all, a);
	return r;
}

/*
 * A value that is not as the grammar wants: whatever stands behind the key,
 * up to the next sign that ends a name.
 */
static int
names_damaged(struct mime_node *n, struct slice field, struct arena *a,
    bool *ret_has_limit)
{
	size_t at, end, tries;
	struct slice s;
	int r;

	for (at = slice_ifind(field, SLICE("name"), 0), r = 0, tries = 0;
	    at != SLICE_NPOS && r == 0;
	    at = slice_ifind(field, SLICE("name"), at + 4)) {
		if (++tries > NAMES_MAX) {
			*ret_has_limit = true;
			break;
		}
		s = slice_trim(slice_from(field, at + 4));
		while (s.len > 0 && (s.ptr[0] == '*' || s.ptr[0] == '=' ||
		    s.ptr[0] == ':' || ascii_is_digit(s.ptr[0]) ||
		    ascii_is_space(s.ptr[0])))
			s = slice_from(s, 1);
		while (s.len > 0 && s.ptr[0] == '"')
			s = slice_from(s, 1);
		for (end = 0; end < s.len && s.ptr[end] != ';' &&
		    s.ptr[end] != '\r' && s.ptr[end] != '\n'; end++)
			;
		if (end > 2 * NAME_MAX_BYTES) {
			*ret_has_limit = true;
			end = 2 * NAME_MAX_BYTES;
		}
		s = slice_sub(s, 0, end);
		r = name_forms(n, slice_sub(s, 0, slice_chr(s, '"', 0)), a);
		if (r == 0)
			r = name_without(n, s, '"', a);
	}
	return r;
}

static int
names_of_value(struct mime_node *n, const struct value *v, const char *key,
    struct arena *a)
{
	struct slice utf8;
	size_t i;
	int r;

	/* RFC 2231 forms first: they win in most clients. */
	r = names_extended(n, v, key, a);
	for (i = 0; i < v->piece_count && r == 0; i++) {
		if (!slice_ieq_str(v->pieces[i].name, key) ||
		    v->pieces[i].section >= 0)
			continue;
		/* Unquoted blanks: some take all of it, some the first word. */
		if (v->pieces[i].raw.len > 0 && v->pieces[i].raw.ptr[0] != '"')
			r = name_forms(n, v->pieces[i].raw, a);
		if (r == 0)
			r = name_forms(n, v->pieces[i].text, a);
		if (r == 0 && !slice_eq(v->pieces[i].literal, v->pieces[i].text))
			r = mime_decode_words(v->pieces[i].literal, a, &utf8);
		else
			continue;
		if (r == 0)
			name_add(n, utf8);
	}
	return r;
}

/* A location or description counts if it ends like a file name. */
static int
names_of_text(struct mime_node *n, const char *field, struct arena *a)
{
	const struct mime_field *f;
	struct slice s;
	size_t dot, i;
	int r;

	f = mime_field(n, field);
	if (f == NULL || f->value.len > 2 * NAME_MAX_BYTES)
		return 0;
	r = mime_decode_words(f->value, a, &s);
	if (r < 0)
		return r;
	s = slice_trim(s);
	/* What an address asks for is no part of a name. */
	if (slice_ieq_str(slice_str(field), "Content-Location")) {
		for (i = 0; i < s.len && s.ptr[i] != '?' && s.ptr[i] != '#';)
			i++;
		s = slice_sub(s, 0, i);
	}
	dot = slice_rchr(s, '.');
	if (dot == SLICE_NPOS || s.len - dot < 2 || s.len - dot > 9)
		return 0;
	for (i = dot + 1; i < s.len; i++)
		if (!ascii_is_alpha(s.ptr[i]) && !ascii_is_digit(s.ptr[i]))
			return 0;
	i = slice_rchr(s, '/');
	return name_forms(n, i == SLICE_NPOS ? s : slice_from(s, i + 1), a);
}

static int
disposition_read(struct mime_node *n, struct arena *a, struct entity *e)
{
	struct value d;
	struct values v;
	size_t i;
	int r;

	r = values_collect(n, "Content-Disposition", "contentdisposition", a,
	    &v);
	e->dispositions_differ = v.count > 1;
	for (i = 0; i < v.count && r == 0; i++) {
		r = value_read(v.value[i], a, &d);
		if (r < 0)
			break;
		if (i == 0)
			n->disposition = d.v;
		if (d.has_limit)
			e->has_limit = true;
		r = names_of_value(n, &d, "filename", a);
		if (r == 0)
			r = names_of_value(n, &d, "name", a);
		if (r == 0 && d.v.damaged)
			r = names_damaged(n, v.value[i], a,
			    &e->has_limit);
	}
	for (i = 0; i < e->type_count && r == 0; i++) {
		r = names_of_value(n, &e->types[i], "name", a);
		if (r == 0)
			r = names_of_value(n, &e->types[i], "filename", a);
	}
	if (r == 0)
		r = names_of_text(n, "Content-Location", a);
	if (r == 0)
		r = names_of_text(n, "Content-Description", a);
	return r;
}

int
entity_read(struct mime_node *n, bool in_digest, struct arena *a,
    struct entity *e)
{
	struct slice *held, kept[NAMES_MAX];
	int r;

	memset(e, 0, sizeof *e);
	n->names = kept;
	r = type_read(n, in_digest, a, e);
	if (r == 0)
		r = encoding_collect(n, a, e);
	if (r == 0)
		r = disposition_read(n, a, e);
	held = arena_array(a, n->name_count, sizeof *held);
	if (held != NULL && n->name_count > 0)
		memcpy(held, kept, n->name_count * sizeof *held);
	n->names = held;
	return held == NULL ? ERR_LIMIT : r;
}
