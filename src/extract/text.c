/*
 * text -- plain text in any charset; a body is told into own and quoted text.
 */
#include "extract/text.h"

#include "base/err.h"
#include "base/limits.h"
#include "extract/bare.h"
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

int
text_to_utf8(struct extract_job *j, struct slice bytes, struct buf *out)
{
	struct slice charset = j->layout.charset;
	bool invalid;
	int r;

	switch (text_look(bytes)) {
	case TEXT_LOOK_UTF16LE:
		charset = SLICE("utf-16le");
		break;
	case TEXT_LOOK_UTF16BE:
		charset = SLICE("utf-16be");
		break;
	case TEXT_LOOK_NO:
	case TEXT_LOOK_8BIT:
		break;
	}
	r = mime_to_utf8(bytes, charset, out, &invalid);
	if (r == ERR_UNSUPPORTED)
		r = extract_anomaly(j, ANOMALY_UNSUPPORTED,
		    "unknown character set");
	if (r == ERR_LIMIT)
		r = extract_anomaly(j, ANOMALY_LIMIT, "text over 64 MB");
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

/* Bytes without NUL: some readers drop it, some show a blank. */
static int
read_without_nul(struct extract_job *j, struct slice bytes)
{
	struct buf cut = BUF_INIT(bytes.len), out = BUF_INIT(TEXT_TOTAL_MAX);
	size_t i;
	int r = 0;

	for (i = 0; i < bytes.len && r == 0; i++)
		if (bytes.ptr[i] != 0)
			r = buf_putc(&cut, bytes.ptr[i]);
	if (r == 0)
		r = text_to_utf8(j, buf_slice(&cut), &out);
	if (r == 0)
		r = extract_unit(j, SLICE_NONE, buf_slice(&out));
	buf_free(&cut);
	buf_free(&out);
	return r;
}

/* RFC 5545 3.1, RFC 6350 3.2: a line that begins with a blank goes on. */
static void
unfold(struct buf *b)
{
	size_t i, n, end;

	for (i = n = 0; i < b->len; i++) {
		end = i + (b->ptr[i] == '\r');
		if (end + 1 < b->len && b->ptr[end] == '\n' &&
		    (b->ptr[end + 1] == ' ' || b->ptr[end + 1] == '\t'))
			i = end + 1;
		else
			b->ptr[n++] = b->ptr[i];
	}
	b->len = n;
}

static int
text_read(struct extract_job *j)
{
	struct slice bytes = extract_bytes(j);
	struct buf out = BUF_INIT(TEXT_TOTAL_MAX);
	int r;

	r = text_to_utf8(j, bytes, &out);
	if (r == 0 && (extract_part(j)->type == FILETYPE_CALENDAR ||
	    extract_part(j)->type == FILETYPE_CONTACT))
		unfold(&out);
	if (r == 0)
		r = j->where == FINDING_BODY || j->layout.flowed ?
		    put_lines(j, buf_slice(&out)) :
		    extract_unit(j, SLICE_NONE, buf_slice(&out));
	if (r == 0)
		r = pgp_read_armour(j, buf_slice(&out));
	if (r == 0)
		r = bare_read(j, buf_slice(&out));
	/* RFC 1896: marks between the letters, as in HTML. */
	if (r == 0 && (slice_eq_str(extract_part(j)->declared,
	    "text/enriched") || slice_eq_str(extract_part(j)->declared,
	    "text/richtext")))
		r = html_text(j, buf_slice(&out), false);
	buf_free(&out);
	if (r == 0 && slice_chr(bytes, 0, 0) != SLICE_NPOS &&
	    text_look(bytes) == TEXT_LOOK_NO)
		r = read_without_nul(j, bytes);
	return r;
}

const struct extract_format format_text = { "text", text_can_read, text_read };
