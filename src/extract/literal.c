#include "extract/literal.h"

#include <string.h>

#include "extract/dataurl.h"
#include "extract/entity.h"

#define JOIN_LEN	10	/* "].join('')" */
#define WORD_MAX	16	/* longer than any word that is known here */
#define SHORT_MAX	2	/* letters of a string that a list is cut into */
#define LIST_MIN	6	/* numbers that may be letters without being told */

/* What stands between the string before and the next. */
enum between { FIRST, NOTHING, PLUS, COMMA, OTHER };

struct reading {
	struct slice s;
	size_t at;
	struct buf *out;
	size_t line;			/* where the last line begins */
	size_t last_len;		/* of the last string */
	enum between between;
	bool joins_lists;
	size_t bracket;			/* the "]" found last */
	size_t joined_until;		/* the end of a list that is joined */
	bool has_numbers;		/* letters are made of numbers somewhere */
	bool has_percent;		/* "%41" is undone somewhere */
	bool no_comment_ends;
	bool differs;
};

static bool
has(struct slice s, const char *word)
{
	return slice_find(s, slice_str(word), 0) != SLICE_NPOS;
}

static int
digit(uint8_t c, uint32_t base)
{
	if (c >= '0' && c <= '9' && (uint32_t)(c - '0') < base)
		return c - '0';
	c = ascii_lower(c);
	return base == 16 && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Up to max digits at `at`: how many, and what they say. */
static size_t
digits(struct slice s, size_t at, size_t max, uint32_t base, uint32_t *ret)
{
	size_t n;

	*ret = 0;
	for (n = 0; n < max && at + n < s.len &&
	    digit(s.ptr[at + n], base) >= 0; n++)
		*ret = *ret * base + (uint32_t)digit(s.ptr[at + n], base);
	return n;
}

/* --- escapes ------------------------------------------------------------------ */

/* "\x41", "\u0041", "\u{41}", "\101" behind the backslash; 0 if none. */
static size_t
numbered(struct slice s, size_t at, uint32_t *ret)
{
	size_t n;

	switch (s.ptr[at]) {
	case 'x':
		return digits(s, at + 1, 2, 16, ret) == 2 ? 3 : 0;
	case 'u':
		if (at + 1 < s.len && s.ptr[at + 1] == '{') {
			n = digits(s, at + 2, 6, 16, ret);
			return n > 0 && at + 2 + n < s.len &&
			    s.ptr[at + 2 + n] == '}' ? n + 3 : 0;
		}
		return digits(s, at + 1, 4, 16, ret) == 4 ? 5 : 0;
	default:
		n = digits(s, at, 3, 8, ret);
		return n == 3 && *ret > 0377 ? 0 : n;
	}
}

/* A letter by its number; control characters are not seen. */
static int
put_code(struct buf *out, uint32_t code)
{
	return code < ' ' && !ascii_is_space((uint8_t)code) ? 0 :
	    entity_put(out, code);
}

/* One character of a string, from *at on; *at moves behind it. */
static int
put_one(struct reading *r, size_t *at)
{
	uint32_t code;
	size_t n;
	uint8_t c = r->s.ptr[*at];

	(*at)++;
	if (c != '\\' || *at == r->s.len)
		return buf_putc(r->out, c);
	n = numbered(r->s, *at, &code);
	if (n > 0) {
		r->differs = true;
		*at += n;
		return put_code(r->out, code);
	}
	c = r->s.ptr[(*at)++];
	switch (c) {
	case 'n':
	case 'r':
		return buf_putc(r->out, '\n');
	case 't':
		return buf_putc(r->out, '\t');
	case 'b':
	case 'f':
	case 'v':
		r->differs = true;
		return 0;
	case '\r':
		*at += *at < r->s.len && r->s.ptr[*at] == '\n';
		/* FALLTHROUGH */
	case '\n':
		r->differs = true;	/* the string goes on in this line */
		return 0;
	default:
		return buf_putc(r->out, c);
	}
}

/* --- one string after the other ------------------------------------------------ */

/* The line is whole; where the script undoes "%41", it is read so as well. */
static int
end_line(struct reading *r)
{
	size_t end = r->out->len;
	struct buf plain = BUF_INIT(end - r->line);
	int err = 0;

	if (r->has_percent && end > r->line) {
		err = percent_decode(slice_from(buf_slice(r->out), r->line),
		    &plain);
		if (err == 0 && plain.len < end - r->line) {
			r->differs = true;
			err = buf_putc(r->out, '\n');
			if (err == 0)
				err = buf_put_slice(r->out, buf_slice(&plain));
		}
		buf_free(&plain);
	}
	if (err == 0 && r->out->len > 0)
		err = buf_putc(r->out, '\n');
	r->line = r->out->len;
	return err;
}

/* A string begins: does it go on where the one before ended? */
static int
begin(struct reading *r)
{
	if (r->between == PLUS || (r->between == COMMA &&
	    (r->last_len <= SHORT_MAX || r->at < r->joined_until))) {
		r->differs = true;
		return 0;
	}
	return r->between == FIRST ? 0 : end_line(r);
}

static void
finish(struct reading *r, size_t from)
{
	r->last_len = r->out->len - from;
	r->between = NOTHING;
}

/* Where the string that begins at `at` ends; SLICE_NPOS if it is none. */
static size_t
closing(struct slice s, size_t at)
{
	uint8_t quote = s.ptr[at];

	for (at++; at < s.len; at++) {
		if (s.ptr[at] == quote)
			return at;
		if (s.ptr[at] == '\n' && quote != '`')
			break;
		if (s.ptr[at] == '\\')
			at++;
	}
	return SLICE_NPOS;
}

static int
put_string(struct reading *r)
{
	size_t end = closing(r->s, r->at), at = r->at + 1, from;
	int err;

	if (end == SLICE_NPOS) {	/* a quote in a text or a pattern */
		r->at++;
		r->between = r->between == FIRST ? FIRST : OTHER;
		return 0;
	}
	err = begin(r);
	from = r->out->len;
	while (at < end && err == 0)
		err = put_one(r, &at);
	r->at = end + 1;
	finish(r, from);
	return err;
}

/* --- numbers that are letters ---------------------------------------------------- */

/* "65", "0x41" and what parts it from the next: its end, 0 if it is none. */
static size_t
number(struct slice s, size_t at, uint32_t *ret)
{
	bool is_hex = s.len - at > 2 && s.ptr[at] == '0' &&
	    (s.ptr[at + 1] | 0x20) == 'x';
	size_t n = digits(s, is_hex ? at + 2 : at, 7, is_hex ? 16 : 10, ret);

	if (n == 0)
		return 0;
	for (at += is_hex ? n + 2 : n; at < s.len &&
	    ascii_is_space(s.ptr[at]); at++)
		;
	return at;
}

/* A list of them from `from` on, with commas: its end, how many there are. */
static size_t
list_end(struct slice s, size_t from, size_t *ret_count)
{
	size_t at = from, end;
	uint32_t code;

	for (*ret_count = 0;; at = end + 1) {
		while (at < s.len && ascii_is_space(s.ptr[at]))
			at++;
		end = at < s.len ? number(s, at, &code) : 0;
		if (end == 0 || code > 0x10ffff)
			return at;
		++*ret_count;
		if (end == s.len || s.ptr[end] != ',')
			return end;
	}
}

static int
put_list(struct reading *r, size_t from, size_t end)
{
	size_t at = from, start, after;
	uint32_t code = 0;
	int err = begin(r);

	r->differs = true;
	start = r->out->len;
	for (; at < end && err == 0; at = after > at ? after : at + 1) {
		after = digit(r->s.ptr[at], 10) < 0 ? 0 :
		    number(r->s, at, &code);
		if (after > 0)
			err = put_code(r->out, code);
	}
	r->at = end;
	finish(r, start);
	return err;
}

/* "(65, 66)", ".apply(null, [65, 66])" behind fromCharCode. */
static int
put_call(struct reading *r)
{
	size_t at = r->at, end, count;

	while (at < r->s.len && at - r->at < 32 && (ascii_is_alpha(r->s.ptr[at]) ||
	    ascii_is_space(r->s.ptr[at]) ||
	    memchr(".,([", r->s.ptr[at], 4) != NULL))
		at++;
	end = list_end(r->s, at, &count);
	if (count > 0)
		return put_list(r, at, end);
	r->between = r->between == FIRST ? FIRST : OTHER;
	return 0;
}

/* --- what stands between ------------------------------------------------------------ */

static bool
is_word(uint8_t c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) || c == '_' || c == '$';
}

static void
note(struct reading *r, enum between what)
{
	if (r->between != FIRST && r->between != OTHER)
		r->between = what;
}

static int
pass_word(struct reading *r)
{
	size_t from = r->at;
	struct slice word;

	while (r->at < r->s.len && is_word(r->s.ptr[r->at]))
		r->at++;
	word = slice_sub(r->s, from, r->at);
	if (word.len > WORD_MAX) {
		note(r, OTHER);
	} else if (slice_eq_str(word, "fromCharCode") ||
	    slice_eq_str(word, "fromCodePoint")) {
		return put_call(r);
	} else if (slice_eq_str(word, "concat")) {
		note(r, PLUS);
	} else if (!slice_eq_str(word, "String")) {
		note(r, OTHER);
	}
	return 0;
}

/* A comment: its end, or 0 if none begins here. */
static size_t
comment_end(struct reading *r)
{
	size_t end;

	if (r->s.len - r->at < 2 || r->s.ptr[r->at] != '/')
		return 0;
	if (r->s.ptr[r->at + 1] == '/') {
		end = slice_chr(r->s, '\n', r->at);
		return end == SLICE_NPOS ? r->s.len : end;
	}
	if (r->s.ptr[r->at + 1] != '*' || r->no_comment_ends)
		return 0;
	end = slice_find(r->s, SLICE("*/"), r->at + 2);
	r->no_comment_ends = end == SLICE_NPOS;
	return end == SLICE_NPOS ? 0 : end + 2;
}

/* "['a', 'b'].join('')", seen from its "[": is it one? */
static bool
note_list(struct reading *r)
{
	struct slice rest;

	if (r->bracket <= r->at)
		r->bracket = slice_chr(r->s, ']', r->at);
	if (r->bracket == SLICE_NPOS)
		return false;
	rest = slice_from(r->s, r->bracket);
	if (!slice_starts(rest, SLICE("].join('')")) &&
	    !slice_starts(rest, SLICE("].join(\"\")")) &&
	    !slice_starts(rest, SLICE("].join(``)")))
		return false;
	r->joined_until = r->bracket;
	return true;
}

static int
pass_sign(struct reading *r)
{
	uint8_t c = r->s.ptr[r->at];
	size_t end, count;

	if (c == '[' && r->has_numbers) {
		end = list_end(r->s, r->at + 1, &count);
		if (count >= LIST_MIN && end < r->s.len &&
		    r->s.ptr[end] == ']')
			return put_list(r, r->at + 1, end);
	}
	if (c == '[' && r->joins_lists && note_list(r)) {
		r->at++;
		return 0;
	}
	if (c == ']' && r->at > 0 && r->at == r->joined_until) {
		r->at += JOIN_LEN;
		return 0;
	}
	r->at++;
	if (c == '+' && r->at < r->s.len && r->s.ptr[r->at] == '=') {
		r->at++;
		if (r->between != FIRST)
			r->between = PLUS;
	} else if (c == '+') {
		note(r, PLUS);
	} else if (c == ',' && r->joins_lists) {
		note(r, COMMA);
	} else if (c == '\\') {
		r->at += r->at < r->s.len;
		note(r, OTHER);
	} else if (c != '(' && c != ')' && c != '.' && !ascii_is_space(c)) {
		note(r, OTHER);
	}
	return 0;
}

int
literal_read(struct slice source, struct buf *out, bool *ret_differs)
{
	struct reading r = {
		.s = source,
		.out = out,
		.line = out->len,
		.joins_lists = has(source, "join"),
		.has_numbers = has(source, "fromCharCode") ||
		    has(source, "fromCodePoint") ||
		    has(source, "TextDecoder"),
		.has_percent = has(source, "unescape") ||
		    has(source, "decodeURI"),
	};
	size_t end;
	uint8_t c;
	int err = 0;

	while (r.at < source.len && err == 0) {
		c = source.ptr[r.at];
		end = comment_end(&r);
		if (end > 0)
			r.at = end;
		else if (c == '"' || c == '\'' || c == '`')
			err = put_string(&r);
		else
			err = is_word(c) ? pass_word(&r) : pass_sign(&r);
	}
	if (err == 0)
		err = end_line(&r);
	*ret_differs = r.differs;
	return err;
}
