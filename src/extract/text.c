/*
 * text -- plain text in any charset; a body is told into own and quoted text.
 */
#include "extract/text.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/dataurl.h"
#include "extract/engine.h"
#include "extract/env.h"
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

/* --- other readings -------------------------------------------------------------- */

#define READINGS	6
#define INSIDE_MAX	((size_t)4096)	/* where a page names its charset */

struct readings {
	struct slice charset[READINGS];	/* [0] is the likeliest */
	size_t skip[READINGS];		/* bytes of a mark that is none */
	bool without_nul[READINGS];
	size_t count;
};

static void
add_reading(struct readings *r, struct slice charset, size_t skip,
    bool without_nul)
{
	size_t i;

	for (i = 0; i < r->count; i++)
		if (slice_ieq(r->charset[i], charset) &&
		    r->skip[i] == skip && r->without_nul[i] == without_nul)
			return;
	if (r->count == READINGS)
		return;
	r->charset[r->count] = charset;
	r->skip[r->count] = skip;
	r->without_nul[r->count++] = without_nul;
}

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

/* Are its ASCII bytes ASCII, wherever they stand? */
static bool
is_plain_charset(struct slice charset)
{
	static const char *const plain[] = {
		"utf-8", "utf8", "us-ascii", "ascii", "iso-8859", "iso8859",
		"iso_8859", "latin", "windows-12", "cp12", "x-cp12", "koi8",
		"macintosh", "mac", "ansi_x3", "tis-620", "ibm8", "cp8",
		"euc-", "unknown-8bit", "8bit", "default",
	};
	size_t i;

	for (i = 0; i < sizeof plain / sizeof plain[0]; i++)
		if (slice_istarts(charset, slice_str(plain[i])))
			return true;
	return charset.len == 0;
}

/* "+AD4-" and the like: ASCII in UTF-7 (RFC 2152), by its high bytes of 0. */
static bool
looks_utf7(struct slice s)
{
	size_t at, i, n = 0;

	if (slice_starts(s, SLICE("+/v")))
		return true;
	for (at = 0; n < 3; at++) {
		at = slice_find(s, SLICE("+A"), at);
		if (at == SLICE_NPOS)
			return false;
		for (i = at + 2; i < s.len && (ascii_is_alpha(s.ptr[i]) ||
		    ascii_is_digit(s.ptr[i]) || s.ptr[i] == '/'); i++)
			;
		/* Sixteen bits a letter: 3, 6 or 8 digits, the first high. */
		if (i - at >= 4 && i < s.len && s.ptr[i] == '-' &&
		    s.ptr[at + 2] >= 'A' && s.ptr[at + 2] <= 'H')
			n += i - at > 8 ? 3 : 1;
	}
	return true;
}

static void
list_readings(struct extract_job *j, struct slice bytes, bool is_markup,
    struct readings *r)
{
	struct slice inside = is_markup ? charset_inside(bytes) : SLICE_NONE;
	enum text_look look = text_look(bytes);
	bool has_nul = slice_chr(bytes, 0, 0) != SLICE_NPOS;
	bool is_wide = look == TEXT_LOOK_UTF16LE || look == TEXT_LOOK_UTF16BE;
	struct slice first;

	r->count = 0;
	if (j->layout.charset.len == 0)
		j->layout.charset = inside;
	first = likely_charset(j, bytes);
	if (has_nul && !is_wide)
		add_reading(r, first, 0, true);
	add_reading(r, first, 0, false);
	/* A mark before bytes that are not what it says. */
	if (is_wide && !has_nul)
		add_reading(r, SLICE_NONE, 2, false);
	if (is_wide)
		return;
	if (inside.len > 0)
		add_reading(r, inside, 0, false);
	if (!is_plain_charset(first) || !is_plain_charset(inside))
		add_reading(r, SLICE_NONE, 0, false);
	if (slice_starts(bytes, SLICE("\xef\xbb\xbf")) &&
	    !is_plain_charset(first))
		add_reading(r, first, 3, false);
	if (looks_utf7(bytes))
		add_reading(r, SLICE("utf-7"), 0, false);
}

static int
put_without_nul(struct slice bytes, struct buf *out)
{
	size_t i;
	int r = 0;

	for (i = 0; i < bytes.len && r == 0; i++)
		if (bytes.ptr[i] != 0)
			r = buf_putc(out, bytes.ptr[i]);
	return r;
}

static int
make_reading(struct extract_job *j, struct slice bytes,
    const struct readings *rs, size_t i, struct buf *out)
{
	struct buf cut = BUF_INIT(bytes.len + 1);
	int r = 0;

	bytes = slice_from(bytes, rs->skip[i]);
	if (rs->without_nul[i]) {
		r = put_without_nul(bytes, &cut);
		bytes = buf_slice(&cut);
	}
	if (r == 0)
		r = in_charset(j, bytes, rs->charset[i], out);
	buf_free(&cut);
	return r;
}

int
text_each_reading(struct extract_job *j, struct slice bytes, bool is_markup,
    int (*read)(void *arg, struct slice utf8, bool has_more), void *arg)
{
	uint8_t digest[READINGS][MAIL_DIGEST_SIZE];
	struct buf out = BUF_INIT(TEXT_TOTAL_MAX);
	struct readings rs;
	size_t i, k;
	int r = 0;

	list_readings(j, bytes, is_markup, &rs);
	for (i = 0; i < rs.count && r == 0; i++) {
		buf_reset(&out);
		r = make_reading(j, bytes, &rs, i, &out);
		if (r < 0)
			break;
		if (rs.count > 1 && env_sha256(j->engine->env,
		    buf_slice(&out), digest[i]) < 0)
			memset(digest[i], (int)i + 1, sizeof digest[i]);
		for (k = 0; k < i; k++)
			if (memcmp(digest[k], digest[i],
			    sizeof digest[i]) == 0)
				break;
		if (k == i)
			r = read(arg, buf_slice(&out), i + 1 < rs.count);
	}
	buf_free(&out);
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

struct reader {
	struct extract_job *job;
	bool is_again;			/* another reading of what was read */
};

static bool
is_enriched(struct slice type)
{
	return slice_eq_str(type, "text/enriched") ||
	    slice_eq_str(type, "text/richtext");
}

static int
on_reading(void *arg, struct slice utf8, bool has_more)
{
	struct reader *t = arg;
	struct extract_job *j = t->job;
	bool has_lines = j->where == FINDING_BODY || j->layout.flowed;
	int r;

	(void)has_more;
	r = has_lines && !t->is_again ? put_lines(j, utf8) :
	    extract_unit(j, SLICE_NONE, utf8);
	if (r == 0 && !t->is_again)
		r = pgp_read_armour(j, utf8);
	if (r == 0 && !t->is_again)
		r = dataurl_scan(j, utf8);
	/* RFC 1896: marks between the letters, as in HTML. */
	if (r == 0 && is_enriched(extract_part(j)->declared))
		r = html_text(j, utf8, false);
	t->is_again = true;
	return r;
}

static int
text_read(struct extract_job *j)
{
	struct reader t = { .job = j };

	return text_each_reading(j, extract_bytes(j), false, on_reading, &t);
}

const struct extract_format format_text = { "text", text_can_read, text_read };
