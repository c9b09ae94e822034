#include "mail/address.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"

static bool
has_control(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.ptr[i] < 0x20 || s.ptr[i] == 0x7f)
			return true;
	return false;
}

/* "@a.example,@b.example:user@c.example" is user@c.example (RFC 5321 C). */
static struct slice
without_route(struct slice s)
{
	bool in_literal;
	size_t i;

	if (s.len == 0 || s.ptr[0] != '@')
		return s;
	in_literal = false;
	for (i = 0; i < s.len; i++) {
		if (s.ptr[i] == '[')
			in_literal = true;
		else if (s.ptr[i] == ']')
			in_literal = false;
		else if (s.ptr[i] == ':' && !in_literal)
			return slice_from(s, i + 1);
	}
	return s;
}

/*
 * Where the "@" stands outside quotes.  Two of them are refused: MTAs differ
 * over which one counts, and the difference decides who gets the mail.
 */
static int
find_at(struct slice s, size_t *ret)
{
	bool quoted;
	size_t at, i;

	at = SLICE_NPOS;
	quoted = false;
	for (i = 0; i < s.len; i++) {
		if (s.ptr[i] == '\\') {
			if (++i == s.len)
				return ERR_SYNTAX;
		} else if (s.ptr[i] == '"') {
			quoted = !quoted;
		} else if (quoted) {
			continue;
		} else if (s.ptr[i] == '<' || s.ptr[i] == '>') {
			return ERR_SYNTAX;
		} else if (s.ptr[i] == '@') {
			if (at != SLICE_NPOS)
				return ERR_SYNTAX;
			at = i;
		}
	}
	if (quoted)
		return ERR_SYNTAX;
	*ret = at;
	return 0;
}

/* Copy with the domain in lower case. */
static int
address_keep(struct arena *a, struct slice s, size_t at, struct address *ret)
{
	uint8_t *p;
	size_t i;

	p = arena_alloc(a, s.len);
	if (p == NULL)
		return ERR_LIMIT;
	if (s.len > 0)
		memcpy(p, s.ptr, s.len);
	if (at == SLICE_NPOS)
		at = s.len;
	for (i = at; i < s.len; i++)
		p[i] = ascii_lower(p[i]);
	ret->full = slice_of(p, s.len);
	ret->local = slice_sub(ret->full, 0, at);
	ret->domain = slice_from(ret->full, at + 1);
	return 0;
}

int
address_parse(struct arena *a, struct slice text, struct address *ret)
{
	struct slice s;
	size_t at;
	int r;

	if (text.len > ENVELOPE_STRING_MAX)
		return ERR_LIMIT;
	s = slice_trim(text);
	if (has_control(s))
		return ERR_SYNTAX;
	if (s.len >= 2 && s.ptr[0] == '<' && s.ptr[s.len - 1] == '>') {
		s = slice_trim(slice_sub(s, 1, s.len - 1));
		if (s.len == 0)
			return address_keep(a, s, SLICE_NPOS, ret);
	}
	s = slice_trim(without_route(s));
	r = find_at(s, &at);
	if (r < 0)
		return r;
	if (at == SLICE_NPOS)
		return s.len > 0 ? address_keep(a, s, at, ret) : ERR_SYNTAX;
	/* "x.example." is the same name, written absolutely. */
	while (s.ptr[s.len - 1] == '.')
		s.len--;
	if (at == 0 || at + 1 == s.len)
		return ERR_SYNTAX;
	return address_keep(a, s, at, ret);
}

/* --- one way to write it ---------------------------------------------------- */

/* RFC 5321 atext and UTF-8 (RFC 6531), but for "!" and "%". */
static bool
is_atext(uint8_t c)
{
	return c >= 0x80 || ascii_is_alpha(c) || ascii_is_digit(c) ||
	    (c != '\0' && strchr("#$&'*+-/=?^_`{|}~", c) != NULL);
}

/* What makes an address of an address, even inside quotes. */
static bool
is_routing(uint8_t c)
{
	return c == '@' || c == '%' || c == '!';
}

static bool
is_quoted_local(struct slice s)
{
	size_t i;

	if (s.len < 3 || s.ptr[0] != '"' || s.ptr[s.len - 1] != '"')
		return false;
	for (i = 1; i < s.len - 1; i++) {
		if (s.ptr[i] == '"')
			return false;
		if (s.ptr[i] == '\\' && ++i == s.len - 1)
			return false;
		if (is_routing(s.ptr[i]))
			return false;
	}
	return true;
}

static bool
is_plain_local(struct slice s)
{
	size_t i;

	if (is_quoted_local(s))
		return true;
	for (i = 0; i < s.len; i++)
		if (s.ptr[i] != '.' && !is_atext(s.ptr[i]))
			return false;
	return s.len > 0;
}

/* A name, or a literal "[...]". */
static bool
is_plain_domain(struct slice s)
{
	bool is_literal;
	uint8_t c;
	size_t i;

	is_literal = s.len > 2 && s.ptr[0] == '[' && s.ptr[s.len - 1] == ']';
	if (is_literal)
		s = slice_sub(s, 1, s.len - 1);
	for (i = 0; i < s.len; i++) {
		c = s.ptr[i];
		if (!ascii_is_alpha(c) && !ascii_is_digit(c) && c != '.' &&
		    c != '-' && c != '_' && (is_literal ? c != ':' : c < 0x80))
			return false;
	}
	return true;
}

bool
address_is_plain(struct slice path)
{
	struct slice s = slice_trim(path);
	size_t at;

	if (s.len >= 2 && s.ptr[0] == '<' && s.ptr[s.len - 1] == '>')
		s = slice_trim(slice_sub(s, 1, s.len - 1));
	if (find_at(s, &at) < 0)
		return false;
	if (at == SLICE_NPOS)
		return is_plain_local(s);
	return is_plain_local(slice_sub(s, 0, at)) &&
	    is_plain_domain(slice_from(s, at + 1));
}

/* --- comparing --------------------------------------------------------------- */

/* The next character of a local part, its quoting undone; -1 at the end. */
static int
local_next(struct slice s, size_t *i)
{
	while (*i < s.len && s.ptr[*i] == '"')
		(*i)++;
	if (*i < s.len && s.ptr[*i] == '\\')
		(*i)++;
	return *i < s.len ? ascii_lower(s.ptr[(*i)++]) : -1;
}

bool
address_same(const struct address *a, const struct address *b)
{
	size_t i, j;
	int c;

	if (!slice_ieq(a->domain, b->domain))
		return false;
	i = j = 0;
	do {
		c = local_next(a->local, &i);
		if (c != local_next(b->local, &j))
			return false;
	} while (c != -1);
	return true;
}

bool
address_domain_matches(struct slice domain, struct slice entry)
{
	struct slice suffix;

	if (entry.len >= 2 && entry.ptr[0] == '*' && entry.ptr[1] == '.') {
		suffix = slice_from(entry, 1);
		return domain.len > suffix.len && slice_iends(domain, suffix);
	}
	return entry.len > 0 && slice_ieq(domain, entry);
}

