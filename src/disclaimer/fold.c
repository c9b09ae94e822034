#include "disclaimer/fold.h"

#include <stddef.h>

#include "base/err.h"

/* U+00A0 to U+017F, one entry each: the Latin letters of Europe. */
static const char *const latin[0x180 - 0xa0] = {
	" ", "!", "c", "GBP", NULL, "JPY", "|", "section ", "", "(c)", "a",
	"\"", "not ", "", "(R)", "-",
	" degrees", "+/-", "2", "3", "'", "u", "", ".", "", "1", "o", "\"",
	"1/4", "1/2", "3/4", "?",
	"A", "A", "A", "A", "A", "A", "AE", "C", "E", "E", "E", "E", "I", "I",
	"I", "I",
	"D", "N", "O", "O", "O", "O", "O", "x", "O", "U", "U", "U", "U", "Y",
	"Th", "ss",
	"a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i",
	"i", "i",
	"d", "n", "o", "o", "o", "o", "o", "/", "o", "u", "u", "u", "u", "y",
	"th", "y",
	"A", "a", "A", "a", "A", "a", "C", "c", "C", "c", "C", "c", "C", "c",
	"D", "d",
	"D", "d", "E", "e", "E", "e", "E", "e", "E", "e", "E", "e", "G", "g",
	"G", "g",
	"G", "g", "G", "g", "H", "h", "H", "h", "I", "i", "I", "i", "I", "i",
	"I", "i",
	"I", "i", "IJ", "ij", "J", "j", "K", "k", "k", "L", "l", "L", "l", "L",
	"l", "L",
	"l", "L", "l", "N", "n", "N", "n", "N", "n", "n", "N", "n", "O", "o",
	"O", "o",
	"O", "o", "OE", "oe", "R", "r", "R", "r", "R", "r", "S", "s", "S", "s",
	"S", "s",
	"S", "s", "T", "t", "T", "t", "T", "t", "U", "u", "U", "u", "U", "u",
	"U", "u",
	"U", "u", "U", "u", "W", "w", "Y", "y", "Y", "Z", "z", "Z", "z", "Z",
	"z", "s",
};

/* Punctuation that word processors put in. */
static const struct {
	uint32_t c;
	const char *ascii;
} signs[] = {
	{ 0x2002, " " }, { 0x2003, " " }, { 0x2009, " " }, { 0x200b, "" },
	{ 0x200c, "" }, { 0x200d, "" }, { 0x200e, "" }, { 0x200f, "" },
	{ 0x2010, "-" }, { 0x2011, "-" }, { 0x2012, "-" }, { 0x2013, "-" },
	{ 0x2014, "-" }, { 0x2015, "-" }, { 0x2018, "'" }, { 0x2019, "'" },
	{ 0x201a, "'" }, { 0x201c, "\"" }, { 0x201d, "\"" }, { 0x201e, "\"" },
	{ 0x2022, "*" }, { 0x2026, "..." }, { 0x202f, " " }, { 0x2032, "'" },
	{ 0x2039, "'" }, { 0x203a, "'" }, { 0x2060, "" }, { 0x20ac, "EUR" },
	{ 0x2116, "No" }, { 0x2122, "(TM)" }, { 0x2190, "<-" },
	{ 0x2192, "->" }, { 0x2212, "-" }, { 0x2260, "!=" }, { 0xfeff, "" },
	{ 0x1e80, "W" }, { 0x1e81, "w" }, { 0x1e82, "W" }, { 0x1e83, "w" },
	{ 0x1e84, "W" }, { 0x1e85, "w" }, { 0x1ef2, "Y" }, { 0x1ef3, "y" },
	{ 0xfb00, "ff" }, { 0xfb01, "fi" }, { 0xfb02, "fl" },
	{ 0xfb03, "ffi" }, { 0xfb04, "ffl" },
	{ 0x218, "S" }, { 0x219, "s" }, { 0x21a, "T" }, { 0x21b, "t" },
};

uint32_t
fold_char(struct slice s, size_t *ret_len)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t c;
	size_t i, n;

	*ret_len = 1;
	c = s.ptr[0];
	if (c < 0x80)
		return c;
	n = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
	if (c < 0xc2 || c > 0xf4 || n > s.len)
		return 0xfffd;
	c &= 0xffu >> (n + 1);
	for (i = 1; i < n; i++) {
		if ((s.ptr[i] & 0xc0) != 0x80)
			return 0xfffd;
		c = c << 6 | (s.ptr[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0xfffd;
	*ret_len = n;
	return c;
}

const char *
fold_ascii(uint32_t c)
{
	size_t i;

	if (c >= 0xa0 && c < 0x180)
		return latin[c - 0xa0];
	/* A combining accent adds nothing to its letter. */
	if (c >= 0x300 && c < 0x370)
		return "";
	for (i = 0; i < sizeof signs / sizeof signs[0]; i++)
		if (signs[i].c == c)
			return signs[i].ascii;
	return NULL;
}

int
fold_text(struct slice s, struct buf *out)
{
	const char *ascii;
	size_t at, n;
	uint32_t c;
	int r;

	for (at = 0, r = 0; at < s.len && r == 0; at += n) {
		c = fold_char(slice_from(s, at), &n);
		if (c < 0x80) {
			r = buf_putc(out, (uint8_t)c);
			continue;
		}
		ascii = fold_ascii(c);
		r = ascii == NULL ? ERR_RANGE : buf_puts(out, ascii);
	}
	return r;
}

/* Letters in lower case, and digits; 0 for what folding leaves out. */
static const uint8_t letter[256] = {
	['0'] = '0', '1', '2', '3', '4', '5', '6', '7', '8', '9',
	['A'] = 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm',
	'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z',
	['a'] = 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm',
	'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z',
};

/* Bytes of ASCII at the start. */
static size_t
ascii_len(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len && s.ptr[i] < 0x80; i++)
		;
	return i;
}

static int
put_letters(struct slice s, struct buf *out)
{
	uint8_t *to;
	size_t i;
	int r;

	/* With room for all of it: whether a byte counts only moves the end. */
	if (buf_reserve(out, s.len) == 0) {
		to = out->ptr + out->len;
		for (i = 0; i < s.len; i++) {
			*to = letter[s.ptr[i]];
			to += letter[s.ptr[i]] != 0;
		}
		out->len = (size_t)(to - out->ptr);
		return 0;
	}
	for (i = 0, r = 0; i < s.len && r == 0; i++)
		if (letter[s.ptr[i]] != 0)
			r = buf_putc(out, letter[s.ptr[i]]);
	return r;
}

int
fold_letters(struct slice s, struct buf *out)
{
	struct slice one;
	const char *ascii;
	size_t at, n;
	uint32_t c;
	int r;

	for (at = 0, r = 0; at < s.len && r == 0; at += n) {
		n = ascii_len(slice_from(s, at));
		if (n > 0) {
			r = put_letters(slice_sub(s, at, at + n), out);
			continue;
		}
		c = fold_char(slice_from(s, at), &n);
		one = slice_sub(s, at, at + n);
		ascii = fold_ascii(c);
		if (ascii != NULL)
			r = put_letters(slice_str(ascii), out);
		else if (c != 0xfffd)
			r = buf_put_slice(out, one);
	}
	return r;
}

/* --- words ------------------------------------------------------------------------ */

#define BESIDE_MAX	2048	/* an address in brackets */

/*
 * "<https://...>" at the start of s: its length, or 0.  A long one may be
 * wrapped, but it has no blanks; else an open bracket would hide what follows.
 */
static size_t
beside_len(struct slice s)
{
	static const char *const what[] = {
		"http:", "https:", "mailto:", "tel:", "cid:", "image:"
	};
	uint8_t end = s.ptr[0] == '<' ? '>' : ']';
	struct slice in = slice_from(s, 1);
	uint8_t c, was;
	bool is_image;
	size_t i;

	for (i = 0; i < sizeof what / sizeof what[0]; i++)
		if (slice_istarts(in, slice_str(what[i])))
			break;
	if (i == sizeof what / sizeof what[0])
		return 0;
	/* Gmail's "[image: a few words]", on one line. */
	is_image = slice_istarts(in, SLICE("image:"));
	for (i = 0, was = 0; i < in.len && i < BESIDE_MAX &&
	    in.ptr[i] != end; i++) {
		c = in.ptr[i];
		if (c == s.ptr[0] || (is_image ? c == '\n' : c == ' ' ||
		    c == '\t' || (c == '\n' && was == '\n')))
			return 0;
		was = c == '\r' ? was : c;
	}
	return i < in.len && i < BESIDE_MAX ? i + 2 : 0;
}

static int
end_word(struct buf *out)
{
	return out->len == 0 || out->ptr[out->len - 1] == ' ' ? 0 :
	    buf_putc(out, ' ');
}

/* ASCII that stands for one character: "(c)", "ae", or nothing at all. */
static int
put_folded(const char *ascii, struct buf *out)
{
	int r = 0;

	for (; r == 0 && *ascii != '\0'; ascii++)
		r = letter[(uint8_t)*ascii] != 0 ?
		    buf_putc(out, letter[(uint8_t)*ascii]) : end_word(out);
	return r;
}

static int
put_wide(struct slice s, size_t *ret_len, struct buf *out)
{
	const char *ascii;
	uint32_t c;

	c = fold_char(s, ret_len);
	if (c == 0xfffd)
		return end_word(out);
	/* Full width: the same signs, further up. */
	if (c >= 0xff01 && c <= 0xff5e)
		return put_folded((char[]){ (char)(c - 0xfee0), '\0' }, out);
	ascii = fold_ascii(c);
	return ascii != NULL ? put_folded(ascii, out) :
	    buf_put_slice(out, slice_sub(s, 0, *ret_len));
}

/* ASCII up to what needs a closer look; *at is moved past it. */
static int
put_plain(struct slice s, size_t *at, struct buf *out)
{
	size_t i, from = *at;
	uint8_t c;
	int r;

	for (i = from; i < s.len && s.ptr[i] < 0x80 && (i == from ||
	    (s.ptr[i] != '<' && s.ptr[i] != '[')); i++)
		;
	*at = i;
	r = buf_reserve(out, i - from);
	for (i = from; r == 0 && i < *at; i++) {
		c = letter[s.ptr[i]];
		if (c != 0)
			out->ptr[out->len++] = c;
		else if (out->len > 0 && out->ptr[out->len - 1] != ' ')
			out->ptr[out->len++] = ' ';
	}
	return r;
}

int
fold_words(struct slice s, struct buf *out)
{
	size_t at, n;
	uint8_t c;
	int r;

	for (at = 0, r = 0; at < s.len && r == 0; ) {
		c = s.ptr[at];
		n = c == '<' || c == '[' ? beside_len(slice_from(s, at)) : 0;
		if (n > 0) {
			at += n;
		} else if (c < 0x80) {
			r = put_plain(s, &at, out);
		} else {
			r = put_wide(slice_from(s, at), &n, out);
			at += n;
		}
	}
	return r == 0 ? end_word(out) : r;
}
