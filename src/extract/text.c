/*
 * text -- plain text in any charset; a body is told into own and quoted text.
 */
#include "extract/text.h"

#include "base/err.h"
#include "base/limits.h"
#include "extract/dataurl.h"
#include "extract/engine.h"
#include "extract/html.h"
#include "extract/pgp.h"
#include "extract/quote.h"

static int
text_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)bytes;
	(void)name;
	return slice_starts(detected, SLICE("text/")) ||
	    slice_starts(detected, SLICE("message/")) ||
	    slice_eq_str(detected, "application/x-empty") ||
	    slice_eq_str(detected, "application/pgp-encrypted") ||
	    slice_eq_str(detected, "application/pgp-signature") ||
	    slice_eq_str(detected, "application/pgp-keys") ||
	    slice_eq_str(detected, "application/x-pem-file") ||
	    slice_eq_str(detected, "application/json") ? 5 : 0;
}

static int
in_charset(struct extract_job *j, struct slice bytes, struct slice charset,
    struct buf *out)
{
	bool invalid;
	int r;

	r = mime_to_utf8(bytes, charset, out, &invalid);
	if (r == ERR_UNSUPPORTED)
		r = extract_anomaly(j, ANOMALY_UNSUPPORTED,
		    "unknown character set");
	if (r == ERR_LIMIT)
		r = extract_anomaly(j, ANOMALY_LIMIT, "text over 64 MB");
	return r;
}

/* Where a mark or the pattern of the bytes says so, the label is wrong. */
static struct slice
likely_charset(const struct extract_job *j, struct slice bytes)
{
	switch (text_look(bytes)) {
	case TEXT_LOOK_UTF16LE:
		return SLICE("utf-16le");
	case TEXT_LOOK_UTF16BE:
		return SLICE("utf-16be");
	case TEXT_LOOK_NO:
	case TEXT_LOOK_8BIT:
		break;
	}
	return j->layout.charset;
}

int
text_to_utf8(struct extract_job *j, struct slice bytes, struct buf *out)
{
	return in_charset(j, bytes, likely_charset(j, bytes), out);
}

size_t
text_head(struct slice s, char *out, size_t size)
{
	size_t i, n = 0;

	if (slice_starts(s, SLICE("\xef\xbb\xbf")))
		s = slice_from(s, 3);
	else if (slice_starts(s, SLICE("\xff\xfe")) ||
	    slice_starts(s, SLICE("\xfe\xff")))
		s = slice_from(s, 2);
	for (i = 0; i < s.len && n < size; i++)
		if (s.ptr[i] != 0 && (n > 0 || !ascii_is_space(s.ptr[i])))
			out[n++] = (char)ascii_lower(s.ptr[i]);
	return n;
}

bool
text_is_named(struct slice names, const char *ending)
{
	struct slice line;
	size_t end;

	for (; names.len > 0; names = slice_from(names, end + 1)) {
		end = slice_chr(names, '\n', 0);
		if (end == SLICE_NPOS)
			end = names.len;
		line = slice_sub(names, 0, end);
		if (slice_ieq_str(name_ending(line), ending))
			return true;
	}
	return false;
}

/* --- what a text says of itself ------------------------------------------------ */

#define INSIDE_MAX	((size_t)4096)	/* where a page names its charset */

/* charset=... or encoding=... of a page or of XML; empty if there is none. */
static struct slice
charset_inside(struct slice s)
{
	size_t at, end;

	s = slice_sub(s, 0, INSIDE_MAX);
	at = slice_ifind(s, SLICE("charset="), 0);
	if (at == SLICE_NPOS) {
		at = slice_ifind(s, SLICE("encoding="), 0);
		if (at == SLICE_NPOS)
			return SLICE_NONE;
		at++;
	}
	at += 8;
	while (at < s.len && (s.ptr[at] == '"' || s.ptr[at] == '\'' ||
	    s.ptr[at] == ' '))
		at++;
	for (end = at; end < s.len && (ascii_is_alpha(s.ptr[end]) ||
	    ascii_is_digit(s.ptr[end]) || s.ptr[end] == '-' ||
	    s.ptr[end] == '_'); end++)
		;
	s = slice_sub(s, at, end);
	/* A page that says UTF-16 in ASCII letters is not. */
	return slice_istarts(s, SLICE("utf-16")) || !mime_charset_known(s) ?
	    SLICE_NONE : s;
}

int
text_each_reading(struct extract_job *j, struct slice bytes,
    int (*read)(void *arg, struct slice utf8, bool has_more), void *arg)
{
	struct slice inside = charset_inside(bytes);
	struct buf out = BUF_INIT(TEXT_TOTAL_MAX);
	struct buf other = BUF_INIT(TEXT_TOTAL_MAX);
	bool differs;
	int r;

	if (j->layout.charset.len == 0)
		j->layout.charset = inside;
	differs = inside.len > 0 &&
	    !slice_ieq(inside, likely_charset(j, bytes)) &&
	    text_look(bytes) == TEXT_LOOK_8BIT;
	r = text_to_utf8(j, bytes, &out);
	if (r == 0 && differs)
		r = in_charset(j, bytes, inside, &other);
	differs = differs && r == 0 &&
	    !slice_eq(buf_slice(&out), buf_slice(&other));
	if (r == 0)
		r = read(arg, buf_slice(&out), differs);
	if (r == 0 && differs)
		r = read(arg, buf_slice(&other), false);
	buf_free(&out);
	buf_free(&other);
	return r;
}

/* --- lines ------------------------------------------------------------------------- */

struct lines {
	struct extract_job *job;
	struct quote quote;
	enum finding_where where;	/* of the unit that is open */
	bool is_open;
	bool is_soft;			/* the line before goes on here */
	size_t depth;			/* ">" marks of the line before */
};

static size_t
mark_depth(struct slice line)
{
	size_t i, n = 0;

	for (i = 0; i < line.len && (line.ptr[i] == '>' || line.ptr[i] == ' ');
	    i++)
		n += line.ptr[i] == '>';
	return n;
}

static int
switch_unit(struct lines *l, enum finding_where where)
{
	if (l->is_open && l->where == where)
		return 0;
	l->is_open = true;
	l->is_soft = false;
	l->where = where;
	extract_unit_where(l->job, where);
	return extract_unit_begin(l->job, SLICE_NONE, SLICE_NONE, 0);
}

static int
put_line(struct lines *l, struct slice line)
{
	const struct text_layout *layout = &l->job->layout;
	size_t depth = mark_depth(line);
	bool is_signature = slice_eq_str(line, "-- ");
	bool is_soft;
	int r = 0;

	line = quote_unmark(line);
	/* RFC 3676 4.4: a stuffed blank is no text. */
	if (layout->flowed && line.len > 0 && line.ptr[0] == ' ')
		line = slice_from(line, 1);
	is_soft = layout->flowed && line.len > 0 && !is_signature &&
	    line.ptr[line.len - 1] == ' ';
	if (is_soft && layout->delsp)
		line.len--;
	if (l->is_soft && depth != l->depth)
		r = extract_unit_add(l->job, SLICE("\n"));
	if (r == 0)
		r = extract_unit_add(l->job, line);
	if (r == 0 && !is_soft)
		r = extract_unit_add(l->job, SLICE("\n"));
	l->is_soft = is_soft;
	l->depth = depth;
	return r;
}

static int
put_lines(struct extract_job *j, struct slice text)
{
	bool is_body = j->where == FINDING_BODY;
	struct lines l = { .job = j, .where = j->where };
	enum finding_where where;
	int r = 0;

	for (; text.len > 0 && r == 0; text = quote_next(text)) {
		where = j->where;
		if (is_body && quote_line(&l.quote, text))
			where = FINDING_QUOTED;
		/* An empty line parts nothing that belongs together. */
		if (l.is_open && slice_trim(quote_first_line(text)).len == 0)
			where = l.where;
		r = switch_unit(&l, where);
		if (r == 0)
			r = put_line(&l, quote_first_line(text));
	}
	extract_unit_where(j, j->where);
	return r;
}

static bool
is_enriched(struct slice type)
{
	return slice_eq_str(type, "text/enriched") ||
	    slice_eq_str(type, "text/richtext");
}

static int
text_read(struct extract_job *j)
{
	struct buf out = BUF_INIT(TEXT_TOTAL_MAX);
	bool has_lines = j->where == FINDING_BODY || j->layout.flowed;
	int r;

	r = text_to_utf8(j, extract_bytes(j), &out);
	if (r == 0)
		r = has_lines ? put_lines(j, buf_slice(&out)) :
		    extract_unit(j, SLICE_NONE, buf_slice(&out));
	if (r == 0)
		r = pgp_read_armour(j, buf_slice(&out));
	if (r == 0)
		r = dataurl_scan(j, buf_slice(&out));
	/* RFC 1896: marks between the letters, as in HTML. */
	if (r == 0 && is_enriched(extract_part(j)->declared))
		r = html_text(j, buf_slice(&out), false);
	buf_free(&out);
	return r;
}

const struct extract_format format_text = { "text", text_can_read, text_read };
