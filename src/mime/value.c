#include "mime/value.h"

#include <limits.h>
#include <string.h>

#include "base/err.h"
#include "base/hex.h"
#include "base/limits.h"

/* --- blanks and comments ------------------------------------------------------ */

/* After the comment that opens at `at`, or SLICE_NPOS. */
static size_t
comment_end(struct slice s, size_t at)
{
	size_t depth;

	for (depth = 0; at < s.len; at++) {
		if (s.ptr[at] == '\\')
			at++;
		else if (s.ptr[at] == '(' && ++depth > COMMENT_DEPTH_MAX)
			return SLICE_NPOS;
		else if (s.ptr[at] == ')' && --depth == 0)
			return at + 1;
	}
	return SLICE_NPOS;
}

void
value_skip_cfws(struct slice s, size_t *at)
{
	size_t end;

	while (*at < s.len) {
		if (ascii_is_space(s.ptr[*at])) {
			(*at)++;
			continue;
		}
		if (s.ptr[*at] != '(')
			return;
		end = comment_end(s, *at);
		if (end == SLICE_NPOS)
			return;
		*at = end;
	}
}

/* After the quoted string that opens at `at`; s.len if it never closes. */
static size_t
quoted_end(struct slice s, size_t at)
{
	for (at++; at < s.len; at++) {
		if (s.ptr[at] == '\\')
			at++;
		else if (s.ptr[at] == '"')
			return at + 1;
	}
	return s.len;
}

int
value_strip(struct slice s, struct arena *a, struct slice *ret)
{
	size_t at, end, n;
	uint8_t *p;

	p = arena_alloc(a, s.len);
	if (p == NULL)
		return ERR_LIMIT;
	for (at = n = 0; at < s.len; at = end) {
		end = at;
		value_skip_cfws(s, &end);
		if (end > at)
			continue;
		end = s.ptr[at] == '"' ? quoted_end(s, at) : at + 1;
		memcpy(p + n, s.ptr + at, end - at);
		n += end - at;
	}
	*ret = slice_of(p, n);
	return 0;
}

int
value_percent(struct slice s, struct arena *a, struct slice *ret)
{
	size_t i, n;
	uint8_t *p;

	p = arena_alloc(a, s.len);
	if (p == NULL)
		return ERR_LIMIT;
	for (i = n = 0; i < s.len; i++, n++) {
		if (s.ptr[i] == '%' && s.len - i > 2 &&
		    hex_get(slice_sub(s, i + 1, i + 3), p + n, 1) == 0)
			i += 2;
		else
			p[n] = s.ptr[i];
	}
	*ret = slice_of(p, n);
	return 0;
}

/* --- one parameter ---------------------------------------------------------------- */

static int
lower(struct slice s, struct arena *a, struct slice *ret)
{
	uint8_t *p;
	size_t i;

	p = arena_alloc(a, s.len);
	if (p == NULL)
		return ERR_LIMIT;
	for (i = 0; i < s.len; i++)
		p[i] = ascii_lower(s.ptr[i]);
	*ret = slice_of(p, s.len);
	return 0;
}

/* Escapes and folds of a quoted string undone. */
static int
unescape(struct slice s, struct arena *a, struct slice *ret)
{
	size_t i, n;
	uint8_t *p;

	p = arena_alloc(a, s.len);
	if (p == NULL)
		return ERR_LIMIT;
	for (i = n = 0; i < s.len; i++) {
		if (s.ptr[i] == '\r' || s.ptr[i] == '\n')
			continue;
		if (s.ptr[i] == '\\' && i + 1 < s.len)
			i++;
		p[n++] = s.ptr[i];
	}
	*ret = slice_of(p, n);
	return 0;
}

/* "name", "name*", "name*2", "name*2*" (RFC 2231 3, 4). */
static int
piece_name(struct slice name, struct arena *a, struct value_piece *p)
{
	size_t star, i;

	p->section = -1;
	p->starred = name.len > 1 && name.ptr[name.len - 1] == '*';
	if (p->starred)
		name.len--;
	star = slice_rchr(name, '*');
	if (star != SLICE_NPOS && star > 0 && name.len - star > 1 &&
	    name.len - star <= 5) {
		p->section = 0;
		for (i = star + 1; i < name.len; i++) {
			if (!ascii_is_digit(name.ptr[i])) {
				p->section = -1;
				break;
			}
			p->section = p->section * 10 + (name.ptr[i] - '0');
		}
		if (p->section >= 0)
			name.len = star;
	}
	return lower(name, a, &p->name);
}

/* The end of the parameter: the next ";" outside quotes. */
static size_t
raw_end(struct slice s, size_t at)
{
	while (at < s.len && s.ptr[at] != ';')
		at = s.ptr[at] == '"' ? quoted_end(s, at) : at + 1;
	return at;
}

static int
piece_value(struct slice s, size_t *at, struct arena *a, struct value_piece *p)
{
	size_t from, end, tail;
	int r;

	value_skip_cfws(s, at);
	from = *at;
	end = raw_end(s, from);
	/* A quote that never closes ends at the first ";" for some. */
	p->raw = slice_trim(slice_sub(s, from, end));
	*at = end;
	if (p->raw.len > 0 && p->raw.ptr[0] == '"') {
		tail = quoted_end(p->raw, 0);
		p->literal = slice_sub(p->raw, 1, tail);
		if (p->literal.len > 0 &&
		    p->literal.ptr[p->literal.len - 1] == '"')
			p->literal.len--;
		else
			p->damaged = true;
		r = unescape(p->literal, a, &p->text);
	} else {
		for (tail = 0; tail < p->raw.len; tail++)
			if (ascii_is_space(p->raw.ptr[tail]) ||
			    p->raw.ptr[tail] == '(')
				break;
		p->literal = p->text = slice_sub(p->raw, 0, tail);
		r = 0;
	}
	value_skip_cfws(p->raw, &tail);
	if (tail < p->raw.len)
		p->damaged = true;
	return r;
}

/*
 * One "name=value"; *ret_is false if there is none before the next ";".
 */
static int
piece_read(struct slice s, size_t *at, struct arena *a, struct value_piece *p,
    bool *ret_is)
{
	size_t from, to;
	int r;

	*ret_is = false;
	memset(p, 0, sizeof *p);
	from = *at;
	for (to = from; to < s.len; to++)
		if (s.ptr[to] == '=' || s.ptr[to] == ';' || s.ptr[to] == '(' ||
		    ascii_is_space(s.ptr[to]))
			break;
	*at = to;
	value_skip_cfws(s, at);
	if (*at >= s.len || s.ptr[*at] != '=' || to == from) {
		*at = raw_end(s, *at);
		return 0;
	}
	p->damaged = *at != to;		/* blanks around "=" are not legal */
	(*at)++;
	r = piece_name(slice_sub(s, from, to), a, p);
	if (r == 0)
		r = piece_value(s, at, a, p);
	*ret_is = true;
	return r;
}

/* --- assembly (RFC 2231) -------------------------------------------------------------- */

static int
to_utf8(struct slice bytes, struct slice charset, struct arena *a,
    struct slice *ret)
{
	struct buf out = BUF_INIT(bytes.len * 4 + 16);
	bool invalid;
	int r;

	r = mime_to_utf8(bytes, charset, &out, &invalid);
	if (r == ERR_UNSUPPORTED)
		r = 0;
	if (r == 0) {
		*ret = arena_dup(a, buf_slice(&out));
		if (ret->ptr == NULL)
			r = ERR_LIMIT;
	}
	buf_free(&out);
	return r;
}

/* Split "charset'language'rest"; both empty if it has no such form. */
static struct slice
extended_split(struct slice s, struct slice *ret_charset)
{
	size_t one, two;

	*ret_charset = SLICE_NONE;
	one = slice_chr(s, '\'', 0);
	two = one == SLICE_NPOS ? one : slice_chr(s, '\'', one + 1);
	if (two == SLICE_NPOS)
		return s;
	*ret_charset = slice_sub(s, 0, one);
	return slice_from(s, two + 1);
}

static const struct value_piece *
section_find(const struct value *v, struct slice name, int section)
{
	const struct value_piece *p;
	size_t i;

	for (i = 0; i < v->piece_count; i++) {
		p = &v->pieces[i];
		if (p->section == section && slice_eq(p->name, name))
			return p;
	}
	return NULL;
}

static int
section_put(const struct value_piece *p, struct arena *a, struct buf *out,
    struct slice *charset)
{
	struct slice s, plain;
	int r;

	s = p->text;
	if (p->starred) {
		if (p->section <= 0)
			s = extended_split(s, charset);
		r = value_percent(s, a, &plain);
		if (r < 0)
			return r;
		s = plain;
	}
	return buf_put_slice(out, s);
}

/* All sections of a name in order, from 0 (or 1: seen in the wild). */
static int
sections_join(const struct value *v, const struct value_piece *first,
    struct arena *a, struct slice *ret)
{
	struct buf bytes = BUF_INIT(PART_HEADER_BYTES_MAX * 4);
	const struct value_piece *p;
	struct slice charset = SLICE_NONE;
	int n, r;

	r = 0;
	if (first->section < 0) {
		r = section_put(first, a, &bytes, &charset);
	} else {
		n = section_find(v, first->name, 0) != NULL ? 0 : 1;
		while (r == 0 &&
		    (p = section_find(v, first->name, n)) != NULL) {
			r = section_put(p, a, &bytes, &charset);
			n++;
		}
	}
	if (r == 0)
		r = to_utf8(buf_slice(&bytes), charset, a, ret);
	buf_free(&bytes);
	return r;
}

int
value_pieces_join(const struct value *v, const char *name, struct arena *a,
    struct slice *ret)
{
	struct buf bytes = BUF_INIT(PART_HEADER_BYTES_MAX * 4);
	struct slice charset = SLICE_NONE;
	const struct value_piece *p;
	int last, next, r;
	size_t i;

	*ret = SLICE_NONE;
	for (last = -1, r = 0; r == 0; last = next) {
		for (i = 0, next = INT_MAX; i < v->piece_count; i++) {
			p = &v->pieces[i];
			if (p->section > last && p->section < next &&
			    slice_ieq_str(p->name, name))
				next = p->section;
		}
		if (next == INT_MAX)
			break;
		/* The same number twice: both of them. */
		for (i = 0; i < v->piece_count && r == 0; i++) {
			p = &v->pieces[i];
			if (p->section == next && slice_ieq_str(p->name, name))
				r = section_put(p, a, &bytes, &charset);
		}
	}
	if (r == 0 && bytes.len > 0)
		r = to_utf8(buf_slice(&bytes), charset, a, ret);
	buf_free(&bytes);
	return r;
}

/* Has an earlier piece of that name been joined already? */
static bool
is_joined(const struct value *v, size_t at)
{
	size_t i;

	for (i = 0; i < at; i++)
		if (v->pieces[i].section >= 0 &&
		    slice_eq(v->pieces[i].name, v->pieces[at].name))
			return true;
	return false;
}

static int
param_put(struct value *v, size_t i, struct arena *a)
{
	const struct value_piece *p = &v->pieces[i];
	struct mime_param *m = &v->v.params[v->v.param_count];
	int r;

	if (p->section >= 0 && is_joined(v, i))
		return 0;
	m->name = p->name;
	m->extended = p->section >= 0 || p->starred;
	if (m->extended)
		r = sections_join(v, p, a, &m->value);
	else
		r = to_utf8(p->text, SLICE_NONE, a, &m->value);
	if (r == 0)
		v->v.param_count++;
	return r;
}

static int
params_build(struct value *v, struct arena *a)
{
	size_t i;
	int r;

	v->v.params = arena_array(a, v->piece_count, sizeof *v->v.params);
	if (v->v.params == NULL)
		return ERR_LIMIT;
	for (i = 0, r = 0; i < v->piece_count && r == 0; i++)
		r = param_put(v, i, a);
	return r;
}

/* --- the whole value ------------------------------------------------------------------- */

static bool
token_byte(uint8_t c)
{
	return c > 32 && c != ';' && c != '(' && c != '"' && c != ',';
}

/* "text/plain", also quoted or with blanks round the slash. */
static int
token_read(struct slice s, size_t *at, struct arena *a, struct mime_value *v)
{
	struct slice raw, rest;
	size_t from;
	int r;

	value_skip_cfws(s, at);
	if (*at < s.len && s.ptr[*at] == '"') {
		v->damaged = true;
		from = *at + 1;
		*at = quoted_end(s, *at);
		raw = slice_trim(slice_sub(s, from, *at));
		if (raw.len > 0 && raw.ptr[raw.len - 1] == '"')
			raw.len--;
	} else {
		for (from = *at; *at < s.len && token_byte(s.ptr[*at]); )
			(*at)++;
		raw = slice_sub(s, from, *at);
	}
	/* "boundary=x" with no type before it. */
	if (slice_chr(raw, '=', 0) < slice_chr(raw, '/', 0)) {
		v->damaged = true;
		*at = 0;
		raw = SLICE_NONE;
	}
	r = lower(raw, a, &v->token);
	value_skip_cfws(s, at);
	rest = slice_from(s, *at);
	if (r == 0 && rest.len > 0 && rest.ptr[0] == '/' &&
	    slice_chr(v->token, '/', 0) == SLICE_NPOS) {
		for (from = 1; from < rest.len && ascii_is_space(rest.ptr[from]);)
			from++;
		for (*at += from; *at < s.len && token_byte(s.ptr[*at]); )
			(*at)++;
		v->token = arena_printf(a, "%.*s/%.*s", (int)v->token.len,
		    (const char *)v->token.ptr,
		    (int)(*at - (size_t)(rest.ptr - s.ptr) - from),
		    (const char *)rest.ptr + from);
		v->damaged = true;
		value_skip_cfws(s, at);
		r = v->token.ptr == NULL ? ERR_LIMIT :
		    lower(v->token, a, &v->token);
	}
	return r;
}

/* No more parameters than equals signs, one to spare. */
static size_t
pieces_most(struct slice s)
{
	size_t i, n;

	for (i = 0, n = 1; i < s.len && n < FIELD_PARAMS_MAX; i++)
		n += s.ptr[i] == '=';
	return n;
}

int
value_read(struct slice s, struct arena *a, struct value *ret)
{
	struct value_piece *p;
	size_t at;
	bool is;
	int r;

	memset(ret, 0, sizeof *ret);
	ret->pieces = arena_array(a, pieces_most(s), sizeof *ret->pieces);
	if (ret->pieces == NULL)
		return ERR_LIMIT;
	at = 0;
	r = token_read(s, &at, a, &ret->v);
	if (r == 0 && at < s.len && s.ptr[at] != ';') {
		ret->v.damaged = true;
		/* "text/plain charset=x": go on after the junk. */
		if (slice_chr(slice_sub(s, at, raw_end(s, at)), '=', 0) ==
		    SLICE_NPOS)
			at = raw_end(s, at);
	}
	while (r == 0) {
		value_skip_cfws(s, &at);
		if (at < s.len && s.ptr[at] == ';') {
			at++;
			continue;
		}
		if (at >= s.len)
			break;
		if (ret->piece_count == FIELD_PARAMS_MAX) {
			ret->has_limit = ret->v.damaged = true;
			break;
		}
		p = &ret->pieces[ret->piece_count];
		r = piece_read(s, &at, a, p, &is);
		if (is)
			ret->piece_count++;
		if (!is || p->damaged)
			ret->v.damaged = true;
	}
	return r == 0 ? params_build(ret, a) : r;
}

int
mime_value_parse(struct slice text, struct arena *a, struct mime_value *ret)
{
	struct value v;
	int r;

	r = value_read(text, a, &v);
	if (r == 0)
		*ret = v.v;
	return r;
}

struct slice
mime_param(const struct mime_value *v, const char *name)
{
	struct slice plain = SLICE_NONE;
	size_t i;

	for (i = 0; i < v->param_count; i++) {
		if (!slice_ieq_str(v->params[i].name, name))
			continue;
		if (v->params[i].extended)
			return v->params[i].value;
		if (plain.ptr == NULL)
			plain = v->params[i].value;
	}
	return plain;
}

bool
mime_param_place(struct slice text, const char *name, struct arena *a,
    struct slice *ret)
{
	const struct value_piece *p;
	struct value v;
	size_t i, found;

	if (value_read(text, a, &v) < 0)
		return false;
	for (i = found = 0; i < v.piece_count; i++) {
		p = &v.pieces[i];
		if (!slice_ieq_str(p->name, name))
			continue;
		if (p->section >= 0 || p->starred || p->raw.len == 0 ||
		    found++ > 0)
			return false;
		/* A comment after the value is not the value. */
		*ret = p->raw;
		if (p->raw.len > 0 && p->raw.ptr[0] != '"')
			ret->len = p->text.len;
		else if (p->damaged)
			return false;
		else
			ret->len = p->literal.len + 2;
	}
	return found == 1 && ret->len > 0;
}
