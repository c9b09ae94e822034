#include "disclaimer/variable.h"

#include "base/err.h"
#include "base/limits.h"
#include "disclaimer/fold.h"
#include "mail/textvariable.h"

int
variable_list(struct buf *out)
{
	const char *name;
	unsigned i;
	int r;

	r = buf_puts(out, "%{" VARIABLE_ASSOCIATION "}, %{" VARIABLE_DOMAIN
	    "}");
	for (i = 0; r == 0 && (name = text_variable_name(i)) != NULL; i++)
		r = buf_printf(out, ", %%{%s}", name);
	return r;
}

size_t
variable_next(struct slice s, size_t at, struct slice *ret_name,
    size_t *ret_end)
{
	size_t open, end;

	open = slice_find(s, SLICE("%{"), at);
	if (open == SLICE_NPOS)
		return open;
	end = slice_chr(s, '}', open);
	*ret_name = slice_sub(s, open + 2, end);
	*ret_end = end == SLICE_NPOS ? s.len : end + 1;
	return open;
}

/* --- values ----------------------------------------------------------------------- */

static bool
is_blank(uint32_t c)
{
	return c == ' ' || (c >= 9 && c <= 13) || c == 0x85 || c == 0xa0 ||
	    (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
	    c == 0x202f || c == 0x205f || c == 0x3000;
}

/* Control characters, what is not shown, and what turns the line round. */
static bool
is_left_out(uint32_t c)
{
	return c < 32 || (c >= 127 && c < 160) || c == 0xad || c == 0x61c ||
	    (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
	    (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
	    (c >= 0xfff0 && c <= 0xffff) || (c >= 0xe000 && c <= 0xf8ff) ||
	    (c >= 0xfe00 && c <= 0xfe0f) || c >= 0xe0000;
}

/* In ASCII; a letter that has no such form is left out. */
static int
put_folded(struct slice value, struct buf *out)
{
	const char *folded;
	size_t at, n;
	uint32_t c;
	int r = 0;

	for (at = 0; at < value.len && r == 0; at += n) {
		c = fold_char(slice_from(value, at), &n);
		folded = c < 0x80 ? NULL : fold_ascii(c);
		if (c < 0x80)
			r = buf_putc(out, (uint8_t)c);
		else if (folded != NULL)
			r = buf_puts(out, folded);
	}
	/* More than there is ever use for. */
	return r == ERR_LIMIT ? 0 : r;
}

/* A word that begins so could not begin a line; a dash alone may stand. */
static bool
is_mark_of_lines(struct slice s)
{
	return s.ptr[0] == '.' || s.ptr[0] == '>' || (s.ptr[0] == '-' &&
	    s.len > 1 && !ascii_is_space(s.ptr[1]));
}

/* Words with single blanks; it stops at a word that does not fit. */
static int
put_words(struct slice value, struct buf *out)
{
	size_t at, n, word = 0;
	bool blank = false;
	uint32_t c;
	int r = 0;

	for (at = 0; at < value.len && r == 0; at += n) {
		c = fold_char(slice_from(value, at), &n);
		if (is_blank(c)) {
			blank = out->len > 0;
			continue;
		}
		if (is_left_out(c))
			continue;
		if ((blank || out->len == word) &&
		    is_mark_of_lines(slice_from(value, at)))
			continue;
		if (blank) {
			word = out->len;
			r = buf_putc(out, ' ');
		}
		blank = false;
		if (r == 0)
			r = buf_put_slice(out, slice_sub(value, at, at + n));
	}
	/* Half a word would be another one. */
	if (r == ERR_LIMIT) {
		out->len = word;
		return 0;
	}
	return r;
}

static size_t
longest_word(struct slice s)
{
	size_t i, from = 0, most = 0;

	for (i = 0; i <= s.len; i++) {
		if (i < s.len && s.ptr[i] != ' ')
			continue;
		if (i - from > most)
			most = i - from;
		from = i + 1;
	}
	return most;
}

/* May it begin a line, and does it say anything? */
static bool
is_plain(struct slice s)
{
	size_t i;

	if (s.len == 0 || s.ptr[0] == '-' || s.ptr[0] == '_' ||
	    s.ptr[0] == '=')
		return false;
	/* No line may be broken before it: RFC 4155's separator. */
	if (slice_starts(s, SLICE("From ")) ||
	    slice_find(s, SLICE(" From "), 0) != SLICE_NPOS)
		return false;
	for (i = 0; i < s.len; i++)
		if (s.ptr[i] >= 0x80 || ascii_is_alpha(s.ptr[i]) ||
		    ascii_is_digit(s.ptr[i]))
			return true;
	return false;
}

int
variable_clean(struct slice value, bool ascii, struct buf *out)
{
	struct buf folded = BUF_INIT(16 * DISCLAIMER_VALUE_MAX);
	struct buf one = BUF_INIT(DISCLAIMER_VALUE_MAX);
	struct slice s;
	int r = 0;

	/* First of all: what it becomes must be as harmless. */
	if (ascii) {
		r = put_folded(value, &folded);
		value = buf_slice(&folded);
	}
	if (r == 0)
		r = put_words(value, &one);
	s = slice_trim(buf_slice(&one));
	/* "%{" would be a variable of whoever reads it again. */
	if (r == 0 && is_plain(s) && longest_word(s) <= DISCLAIMER_WORD_MAX &&
	    slice_find(s, SLICE("%{"), 0) == SLICE_NPOS)
		r = buf_put_slice(out, s);
	buf_free(&folded);
	buf_free(&one);
	return r;
}
