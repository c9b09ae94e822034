/*
 * message -- an email as a file, or in a transfer encoding, or many of them in
 * a mailbox file (mbox, RFC 4155): their parts go back to the engine.
 */
#include <string.h>

#include "base/limits.h"
#include "extract/engine.h"
#include "extract/quote.h"
#include "extract/text.h"

#define HEAD	((size_t)1024)

/* --- mailbox files ----------------------------------------------------------- */

/* "Subject: x": does a header begin here? */
static bool
is_field(struct slice line)
{
	size_t i;

	for (i = 0; i < line.len && (ascii_is_alpha(line.ptr[i]) ||
	    ascii_is_digit(line.ptr[i]) || line.ptr[i] == '-'); i++)
		;
	return i > 0 && i < line.len && line.ptr[i] == ':';
}

/*
 * "From a@b.example Sat Nov 21 10:20:30 2026", and a header below it: a word
 * "From " may begin a line of any letter.
 */
static bool
is_separator(struct slice rest)
{
	struct slice line = quote_first_line(rest);
	size_t colon;

	if (!slice_starts(line, SLICE("From ")))
		return false;
	colon = slice_chr(line, ':', 0);
	return colon != SLICE_NPOS && colon + 1 < line.len &&
	    ascii_is_digit(line.ptr[colon - 1]) &&
	    ascii_is_digit(line.ptr[colon + 1]) &&
	    is_field(quote_first_line(quote_next(rest)));
}

/* Where the next message's separator begins, at the start of a line. */
static size_t
next_separator(struct slice s, size_t at)
{
	for (;; at++) {
		at = slice_find(s, SLICE("\nFrom "), at);
		if (at == SLICE_NPOS)
			return at;
		if (is_separator(slice_from(s, at + 1)))
			return at + 1;
	}
}

static struct slice
skip_separator(struct slice s)
{
	return slice_starts(s, SLICE("From ")) ? quote_next(s) : s;
}

static int
put_messages(struct extract_job *j, struct slice s)
{
	size_t from = 0, to;
	struct slice line;
	int r = 0;

	while (r == 0 && from < s.len) {
		to = next_separator(s, from);
		if (to == SLICE_NPOS)
			to = s.len;
		r = engine_member(j, SLICE_NONE,
		    skip_separator(slice_sub(s, from, to)),
		    SLICE("message/rfc822"), SLICE_NONE);
		/* The line itself names a sender, in whatever bytes. */
		line = name_utf8(quote_first_line(slice_sub(s, from, to)),
		    extract_arena(j));
		if (line.ptr == NULL)
			return engine_exhausted(j->engine);
		if (r == 0)
			r = extract_unit(j, SLICE_NONE, line);
		from = to;
	}
	return r;
}

/* --- the format ------------------------------------------------------------------ */

static int
message_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	char head[16];

	(void)name;
	if (slice_eq_str(detected, "message/rfc822"))
		return 50;
	if (!slice_starts(detected, SLICE("text/")))
		return 0;
	if (is_separator(bytes))
		return 50;
	/* Word's "single file web page", under the name of a document. */
	return text_head(bytes, head, sizeof head) >= 13 &&
	    memcmp(head, "mime-version:", 13) == 0 &&
	    slice_ifind(slice_sub(bytes, 0, HEAD), SLICE("\nContent-Type:"),
	    0) != SLICE_NPOS ? 50 : 0;
}

/* An mbox separator, or an empty line, before the header hides nothing. */
static struct slice
skip_lead(struct slice s)
{
	while (s.len > 0 && (s.ptr[0] == '\r' || s.ptr[0] == '\n'))
		s = slice_from(s, 1);
	return s;
}

static int
message_read(struct extract_job *j)
{
	struct slice s = skip_lead(j->bytes);

	if (is_separator(s) && next_separator(s, 0) != SLICE_NPOS)
		return put_messages(j, s);
	j->bytes = skip_separator(s);
	return walk_nested(j);
}

const struct extract_format format_message = {
	"message", message_can_read, message_read
};
