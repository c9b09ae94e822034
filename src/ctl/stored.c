#include "ctl/stored.h"

#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "ctl/maildate.h"
#include "mail/address.h"

#define DAY_MS	((int64_t)24 * 60 * 60 * 1000)

/* --- header fields ----------------------------------------------------------- */

/*
 * The next field of the header: 1 with its name and value (folded, its line
 * ends still in it), 0 at the end.
 */
static int
next_field(struct slice s, size_t *at, struct slice *ret_name,
    struct slice *ret_value)
{
	size_t end, colon, nl;
	struct slice field;

	for (;;) {
		/* An empty line is the end, whatever the body begins with. */
		field = slice_sub(s, *at, *at + 2);
		if (field.len == 0 || field.ptr[0] == '\n' ||
		    slice_eq_str(field, "\r\n"))
			return 0;
		for (end = *at; (nl = slice_chr(s, '\n', end)) != SLICE_NPOS; ) {
			end = nl + 1;
			if (end >= s.len || (s.ptr[end] != ' ' &&
			    s.ptr[end] != '\t'))
				break;
		}
		if (nl == SLICE_NPOS)
			end = s.len;
		field = slice_sub(s, *at, end);
		*at = end;
		colon = slice_chr(field, ':', 0);
		if (colon == SLICE_NPOS)
			continue;
		*ret_name = slice_trim(slice_sub(field, 0, colon));
		*ret_value = slice_trim(slice_from(field, colon + 1));
		return 1;
	}
}

/* --- addresses --------------------------------------------------------------- */

static int
add(struct slice text, struct arena *a, const char ***list, size_t *count,
    size_t *cap)
{
	text = slice_trim(text);
	if (*count == ENVELOPE_RECIPIENTS_MAX || !address_is_plain(text) ||
	    slice_chr(text, '@', 0) == SLICE_NPOS)
		return 0;
	*list = arena_grow(a, *list, *count, cap, sizeof **list);
	if (*list == NULL)
		return ERR_LIMIT;
	(*list)[*count] = arena_str(a, text);
	return (*list)[(*count)++] == NULL ? ERR_LIMIT : 0;
}

/* Past a quoted string or a comment that begins at `at`. */
static size_t
skip(struct slice s, size_t at)
{
	uint8_t close = s.ptr[at] == '"' ? '"' : ')';
	size_t depth = 1;

	for (at++; at < s.len && depth > 0; at++) {
		if (s.ptr[at] == '\\')
			at++;
		else if (s.ptr[at] == close)
			depth--;
		else if (close == ')' && s.ptr[at] == '(')
			depth++;
	}
	return at < s.len ? at : s.len;
}

/*
 * One entry of a list.  A quoted local part ("j smith"@x.example) is kept
 * outside brackets as well.
 */
static int
entry(struct slice s, struct slice angle, struct arena *a,
    const char ***list, size_t *count, size_t *cap)
{
	size_t at;

	if (angle.ptr != NULL)
		return add(angle, a, list, count, cap);
	at = slice_chr(s, '(', 0);
	return add(at == SLICE_NPOS ? s : slice_sub(s, 0, at), a, list, count,
	    cap);
}

int
stored_addresses(struct slice s, struct arena *a, const char ***list,
    size_t *count, size_t *cap)
{
	struct slice angle = SLICE_NONE;
	size_t at, from = 0, close;
	int r = 0;

	for (at = 0; r == 0 && at < s.len; ) {
		switch (s.ptr[at]) {
		case '"':
		case '(':
			at = skip(s, at);
			continue;
		case '<':
			close = slice_chr(s, '>', at);
			close = close == SLICE_NPOS ? s.len : close;
			angle = slice_sub(s, at + 1, close);
			at = close;
			break;
		case ',':
		case ';':
			r = entry(slice_sub(s, from, at), angle, a, list,
			    count, cap);
			angle = SLICE_NONE;
			from = at + 1;
			break;
		case ':':
			/* The name of a group. */
			from = at + 1;
			break;
		}
		at++;
	}
	return r < 0 ? r : entry(slice_sub(s, from, s.len), angle, a, list,
	    count, cap);
}

/* --- the envelope -------------------------------------------------------------- */

/* Those fields that were seen first; empty if they were not. */
struct fields {
	struct slice return_path, from, received, date, original, delivered;
	bool has_return_path;
};

static bool
take_first(struct slice name, const char *wanted, struct slice value,
    struct slice *ret)
{
	if (!slice_ieq_str(name, wanted))
		return false;
	if (ret->ptr == NULL)
		*ret = value;
	return true;
}

static void
take(struct fields *f, struct slice name, struct slice value)
{
	if (take_first(name, "Return-Path", value, &f->return_path))
		f->has_return_path = true;
	else if (!take_first(name, "From", value, &f->from) &&
	    !take_first(name, "Received", value, &f->received) &&
	    !take_first(name, "Date", value, &f->date) &&
	    !take_first(name, "X-Original-To", value, &f->original))
		take_first(name, "Delivered-To", value, &f->delivered);
}

static bool
is_recipients(struct slice name)
{
	return slice_ieq_str(name, "To") || slice_ieq_str(name, "Cc") ||
	    slice_ieq_str(name, "Bcc");
}

/* The address of a path, the null one included; or NULL. */
static const char *
one_address(struct slice value, struct arena *a)
{
	const char **list = NULL;
	size_t count = 0, cap = 0;

	if (slice_eq_str(value, "<>"))
		return "<>";
	if (stored_addresses(value, a, &list, &count, &cap) < 0 || count == 0)
		return NULL;
	return list[0];
}

static bool
date_is(struct slice value, bool is_received, int64_t now_ms, int64_t *ret)
{
	size_t semicolon;

	if (is_received) {
		semicolon = slice_rchr(value, ';');
		if (semicolon == SLICE_NPOS)
			return false;
		value = slice_from(value, semicolon + 1);
	}
	return maildate_field(value, ret) == 0 && *ret <= now_ms + DAY_MS;
}

static void
read_time(const struct fields *f, struct slice from_line, int64_t now_ms,
    struct stored *s)
{
	s->has_time = date_is(f->received, true, now_ms, &s->at_ms) ||
	    date_is(f->date, false, now_ms, &s->at_ms) ||
	    (maildate_from_line(from_line, &s->at_ms) == 0 &&
	    s->at_ms <= now_ms + DAY_MS);
}

int
stored_read(struct slice message, struct slice from_line, int64_t now_ms,
    struct arena *a, struct stored *ret)
{
	struct slice name, value;
	struct fields f;
	size_t at = 0, cap = 0;
	int r = 0;

	memset(&f, 0, sizeof f);
	memset(ret, 0, sizeof *ret);
	message = slice_sub(message, 0, HEADER_BYTES_MAX);
	while (r == 0 && next_field(message, &at, &name, &value) > 0)
		if (is_recipients(name))
			r = stored_addresses(value, a, &ret->to,
			    &ret->to_count, &cap);
		else
			take(&f, name, value);
	if (r == 0 && ret->to_count == 0)
		r = stored_addresses(f.original, a, &ret->to, &ret->to_count,
		    &cap);
	if (r == 0 && ret->to_count == 0)
		r = stored_addresses(f.delivered, a, &ret->to,
		    &ret->to_count, &cap);
	if (f.has_return_path)
		ret->from = one_address(f.return_path, a);
	if (ret->from == NULL)
		ret->from = one_address(f.from, a);
	read_time(&f, from_line, now_ms, ret);
	return r;
}
