#include "extract/recode.h"

#include <string.h>
#include <unistr.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/type.h"

#define SAMPLE		((size_t)16 * 1024)
#define COMMAND_MAX	((size_t)64)	/* to a terminal: a title, a link */
#define PAIRS_MIN	4	/* full-width digits: fewer are no number */

static int
add(struct extract_job *j, struct slice bytes, const char *charset)
{
	struct extract_job *v = engine_variant(j, bytes);

	if (v == NULL)
		return ERR_LIMIT;
	v->is_recoded = true;
	v->layout.charset = slice_str(charset);
	return 0;
}

/* --- what the bytes look like -------------------------------------------------------- */

/* Bytes before the text that say in which form of Unicode it is. */
static size_t
mark_len(struct slice s)
{
	if (slice_starts(s, SLICE("\xef\xbb\xbf")))
		return 3;
	return slice_starts(s, SLICE("\xff\xfe")) ||
	    slice_starts(s, SLICE("\xfe\xff")) ? 2 : 0;
}

/* More NULs than any text has that is not in UTF-16 or UTF-32. */
static bool
is_wide(struct slice s)
{
	size_t i, n;

	s = slice_sub(s, 0, SAMPLE);
	for (i = n = 0; i < s.len; i++)
		n += s.ptr[i] == 0;
	return n * 5 > s.len;
}

static bool
is_ascii_text(struct slice s)
{
	size_t i, odd;

	s = slice_sub(s, 0, SAMPLE);
	for (i = odd = 0; i < s.len; i++)
		odd += s.ptr[i] >= 0x7f || (s.ptr[i] < 0x20 &&
		    !ascii_is_space(s.ptr[i]));
	return odd <= s.len / 10;
}

/* Letters and digits of EBCDIC, its blank, its stops and its line ends. */
static bool
is_ebcdic_byte(uint8_t c)
{
	uint8_t low = c & 0x0f;

	if (c == 0x40 || c == 0x15 || c == 0x25 || c == 0x0d || c == 0x0a ||
	    c == 0x05)
		return true;
	if (c >= 0xf0)
		return low <= 9;
	if (c >= 0x81)
		return (low >= 1 && low <= 9) && (c < 0xb0 || c >= 0xc0);
	/* . < ( + & ! $ * ) ; - / , % _ > ? : # @ ' = " */
	return (c >= 0x4a && c <= 0x50) || (c >= 0x5a && c <= 0x61) ||
	    (c >= 0x6a && c <= 0x6f) || (c >= 0x7a && c <= 0x7f);
}

static bool
is_ebcdic(struct slice s)
{
	size_t i, good, high;

	s = slice_sub(s, 0, SAMPLE);
	for (i = good = high = 0; i < s.len; i++) {
		good += is_ebcdic_byte(s.ptr[i]);
		high += s.ptr[i] >= 0x81;
	}
	return s.len >= 6 && good * 10 >= s.len * 9 && high * 2 >= s.len;
}

/*
 * Bytes of no text: what a label calls text may be anything.  Compressed or
 * executed, it has bytes above ASCII in all places; a text whose letters are
 * parted by control characters has not.
 */
static bool
is_noise(struct slice s)
{
	size_t i, odd, high, upper;
	uint8_t c;

	s = slice_sub(s, 0, SAMPLE);
	for (i = odd = high = upper = 0; i < s.len; i++) {
		c = s.ptr[i];
		odd += c != 0 && c < 0x20 && !ascii_is_space(c) && c != '\f' &&
		    c != '\v' && c != '\b' && c != 0x1b;
		high += c >= 0x80;
		upper += c >= 0x80 && c < 0xa0;
	}
	return odd > 4 && odd * 50 > s.len && high * 10 > s.len &&
	    upper * 8 > high && u8_check(s.ptr, s.len) != NULL;
}

/* Full-width forms in UTF-16: every second byte is 0xff, or 0 of ASCII. */
static bool
is_wide_form(struct slice s)
{
	size_t i, n[2] = { 0, 0 };

	s = slice_sub(s, 0, SAMPLE);
	for (i = 0; i < s.len; i++)
		n[i % 2] += s.ptr[i] == 0xff || s.ptr[i] == 0;
	return s.len >= 8 && (n[0] * 4 > s.len || n[1] * 4 > s.len);
}

/*
 * How many digits stand there in full width: a lead byte, and a second one
 * from `from` to `from` + 9.
 */
static size_t
wide_digits(struct slice s, uint8_t lead, uint8_t from)
{
	size_t at, n;

	for (at = slice_chr(s, lead, 0), n = 0;
	    at != SLICE_NPOS && at + 1 < s.len && n < PAIRS_MIN;
	    at = slice_chr(s, lead, at + 1))
		n += s.ptr[at + 1] >= from && s.ptr[at + 1] <= from + 9;
	return n;
}

static bool
contains(struct slice s, const char *what)
{
	return slice_find(s, slice_str(what), 0) != SLICE_NPOS;
}

/* --- which other sets ------------------------------------------------------------------- */

/* A mark says one thing and the label another. */
static int
against_mark(struct extract_job *j, struct slice s, size_t mark)
{
	struct slice rest = slice_from(s, mark), label = j->layout.charset;
	struct extract_job *v;

	if (label.len == 0 || !mime_charset_known(label))
		label = SLICE("utf-8");
	/* The usual: a file of Windows under whatever label its sender has. */
	if (mime_charset_keeps_ascii(label) && (mark == 3 || is_wide(rest)))
		return 0;
	v = engine_variant(j, rest);
	if (v == NULL)
		return ERR_LIMIT;
	v->is_recoded = true;
	v->layout.charset = label;
	return 0;
}

/* The label says what hides ASCII, the bytes say otherwise. */
static int
against_label(struct extract_job *j, struct slice s)
{
	struct slice label = j->layout.charset;
	int r = 0;

	if (is_ascii_text(s))
		return add(j, s, "utf-8");
	if (slice_istarts(label, SLICE("utf-16")) ||
	    slice_istarts(label, SLICE("ucs-2"))) {
		r = add(j, s, "utf-16le");
		if (r == 0)
			r = add(j, s, "utf-16be");
	}
	return r;
}

static const char *
seven_bits(struct slice s)
{
	if (contains(s, "\x1b$)C"))
		return "iso-2022-kr";
	if (contains(s, "\x1b$)A"))
		return "iso-2022-cn";
	if (contains(s, "\x1b$") || contains(s, "\x1b(J"))
		return "iso-2022-jp";
	if (contains(s, "~{") && contains(s, "~}"))
		return "hz-gb-2312";
	return NULL;
}

static const char *
eight_bits(struct slice s)
{
	if (u8_check(s.ptr, s.len) == NULL)
		return NULL;
	if (wide_digits(s, 0xa3, 0xb0) >= PAIRS_MIN)
		return "gb18030";
	if (wide_digits(s, 0x82, 0x4f) >= PAIRS_MIN)
		return "shift_jis";
	if (wide_digits(s, 0xa2, 0xaf) >= PAIRS_MIN)
		return "big5";
	return NULL;
}

/* Nothing that the label says, or no label, and still another set. */
static int
beside_label(struct extract_job *j, struct slice s)
{
	const char *other;
	int r = 0;

	if (mime_looks_utf7(s))
		r = add(j, s, "utf-7");
	other = slice_istarts(j->layout.charset, SLICE("iso-2022")) ? NULL :
	    seven_bits(s);
	if (r == 0 && other != NULL)
		r = add(j, s, other);
	other = eight_bits(s);
	return r == 0 && other != NULL ? add(j, s, other) : r;
}

/* Sets whose bytes do not look like text at all. */
static int
against_bytes(struct extract_job *j, struct slice s)
{
	int r = 0;

	if (is_wide_form(s) && wide_digits(s, 0xff, 0x10) >= PAIRS_MIN) {
		r = add(j, s, "utf-16be");
		if (r == 0)
			r = add(j, s, "utf-16le");
	}
	return r == 0 && is_ebcdic(s) ? add(j, s, "ibm037") : r;
}

/* --- without what nobody sees ------------------------------------------------------------- */

static bool
is_unseen(struct slice s, size_t i)
{
	uint8_t c = s.ptr[i];

	if (c == '\r')
		return i + 1 < s.len && s.ptr[i + 1] != '\n' &&
		    s.ptr[i + 1] != '\r';
	return c == 0x7f || (c < 0x20 && c != '\t' && c != '\n');
}

/* Does one stand inside a line?  A form feed mostly has its own. */
static bool
has_unseen(struct slice s)
{
	size_t i;

	for (i = 1; i + 1 < s.len; i++)
		if ((s.ptr[i] < 0x20 || s.ptr[i] == 0x7f) &&
		    is_unseen(s, i) && s.ptr[i - 1] != '\n' &&
		    s.ptr[i + 1] != '\n' && s.ptr[i + 1] != '\r')
			return true;
	return false;
}

/* After the text of a command to the terminal (ECMA-48 8.3.89), if it ends. */
static size_t
command_end(struct slice s, size_t i)
{
	size_t end = s.len - i > COMMAND_MAX ? i + COMMAND_MAX : s.len, at;

	for (at = i + 2; at < end && s.ptr[at] != '\n'; at++) {
		if (s.ptr[at] == '\a')
			return at + 1;
		if (s.ptr[at] == 0x1b)
			return at + 1 < s.len && s.ptr[at + 1] == '\\' ?
			    at + 2 : at;
	}
	return i + 1;
}

/*
 * After the escape sequence at i (ECMA-35 13.2, ECMA-48 5.4): "\x1b[1;31m",
 * "\x1b(B", "\x1b7", "\x1b]0;title\a".
 */
static size_t
escape_end(struct slice s, size_t i)
{
	size_t at = i + 1;
	bool is_csi = at < s.len && s.ptr[at] == '[';

	if (at < s.len && s.ptr[at] == ']')
		return command_end(s, i);
	for (at += is_csi; at < s.len && s.ptr[at] >= 0x20 && s.ptr[at] <
	    (is_csi ? 0x40 : 0x30); at++)
		;
	return at < s.len && s.ptr[at] >= 0x30 && s.ptr[at] < 0x7f ? at + 1 :
	    at;
}

/* A backspace takes away the character that it is printed over. */
static size_t
step_back(const uint8_t *p, size_t n)
{
	if (n == 0 || p[n - 1] == '\n')
		return n;
	for (n--; n > 0 && (p[n] & 0xc0) == 0x80; n--)
		;
	return n;
}

/* As a terminal shows it, or as if the control characters were not there. */
static int
add_seen(struct extract_job *j, struct slice s, bool is_terminal)
{
	struct extract_job *v;
	uint8_t *p = arena_alloc(j->engine->arena, s.len);
	size_t i, n;

	if (p == NULL)
		return engine_exhausted(j->engine);
	for (i = n = 0; i < s.len; ) {
		if (is_terminal && s.ptr[i] == 0x1b) {
			i = escape_end(s, i);
			continue;
		}
		if (is_terminal && s.ptr[i] == '\b')
			n = step_back(p, n);
		else if (!is_unseen(s, i))
			p[n++] = s.ptr[i];
		i++;
	}
	v = engine_variant(j, slice_of(p, n));
	if (v == NULL)
		return ERR_LIMIT;
	v->is_recoded = true;
	return 0;
}

/* Does a terminal leave out or overwrite letters?  Colours are no letters. */
static bool
moves_terminal(struct slice s)
{
	size_t i;

	if (slice_chr(s, '\b', 0) != SLICE_NPOS)
		return true;
	for (i = slice_chr(s, 0x1b, 0); i != SLICE_NPOS;
	    i = slice_chr(s, 0x1b, i + 1))
		if (i + 1 < s.len && s.ptr[i + 1] != '[')
			return true;
	return false;
}

static int
without_unseen(struct extract_job *j, struct slice s)
{
	int r;

	if (!has_unseen(s))
		return 0;
	r = add_seen(j, s, true);
	return r == 0 && moves_terminal(s) ? add_seen(j, s, false) : r;
}

int
recode_read(struct extract_job *j)
{
	struct slice s = extract_bytes(j);
	size_t mark = mark_len(s);
	bool keeps_ascii = mime_charset_keeps_ascii(j->layout.charset);
	int r;

	if (j->is_recoded || s.len == 0)
		return 0;
	if (mark > 0)
		r = against_mark(j, s, mark);
	else if (!keeps_ascii)
		r = against_label(j, s);
	else
		r = against_bytes(j, s);
	if (r < 0 || mark == 2 || !keeps_ascii || is_noise(s))
		return r;
	if (mark == 0)
		r = beside_label(j, s);
	return r == 0 ? without_unseen(j, s) : r;
}
