/*
 * Writing a text in a part's charset.  There are converters to UTF-8 only, so
 * a character's bytes are found by reading all codes of the set.
 */
#include "action/charset_rewrite.h"

#include <string.h>

#include "action/encode_rewrite.h"
#include "base/err.h"
#include "base/limits.h"

static bool
is_name(const char *name, const char *of)
{
	return name != NULL && strcmp(name, of) == 0;
}

/* --- Unicode ------------------------------------------------------------------------- */

static uint32_t
char_at(struct slice s, size_t at, size_t *ret_len)
{
	uint32_t c = s.ptr[at];
	size_t k, n;

	n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
	if (n > s.len - at)
		n = s.len - at;
	if (n > 1)
		c &= 0xffu >> (n + 1);
	for (k = 1; k < n; k++)
		c = c << 6 | (s.ptr[at + k] & 0x3f);
	*ret_len = n;
	return c;
}

static int
put_unit(const struct charset_form *f, uint32_t u, struct buf *out)
{
	size_t i, shift;
	int r;

	for (i = 0, r = 0; i < f->width && r == 0; i++) {
		shift = f->is_little ? i : f->width - 1 - i;
		r = buf_putc(out, (uint8_t)(u >> shift * 8));
	}
	return r;
}

static int
write_units(const struct charset_form *f, struct slice s, struct buf *out)
{
	size_t i, n;
	uint32_t c;
	int r;

	for (i = 0, r = 0; i < s.len && r == 0; i += n) {
		c = char_at(s, i, &n);
		if (c >= 0x10000 && f->width == 2) {
			r = put_unit(f, 0xd800 + ((c - 0x10000) >> 10), out);
			c = 0xdc00 + ((c - 0x10000) & 0x3ff);
		}
		if (r == 0)
			r = put_unit(f, c, out);
	}
	return r;
}

/* RFC 2152: what stands for itself; also of set O what all readers take. */
static bool
is_direct(uint8_t c)
{
	return c < 0x80 && c != '+' && c != '\\' && c != '~';
}

/* A run of characters that are not direct: "+", base64 of UTF-16, "-". */
static int
write_run(struct slice run, struct buf *out)
{
	static const struct charset_form big = { .width = 2 };
	struct buf wide = BUF_INIT(run.len * 4 + 4);
	struct buf text = BUF_INIT(run.len * 8 + 16);
	int r;

	r = write_units(&big, run, &wide);
	if (r == 0)
		r = encode_base64(buf_slice(&wide), 0, SIZE_MAX, &text);
	while (text.len > 0 && text.ptr[text.len - 1] == '=')
		text.len--;
	if (r == 0)
		r = buf_putc(out, '+');
	if (r == 0)
		r = buf_put_slice(out, buf_slice(&text));
	if (r == 0)
		r = buf_putc(out, '-');
	buf_free(&wide);
	buf_free(&text);
	return r;
}

static int
write_seven(struct slice s, struct buf *out)
{
	size_t i, end;
	int r;

	for (i = 0, r = 0; i < s.len && r == 0; i = end) {
		end = i + 1;
		if (is_direct(s.ptr[i])) {
			r = buf_putc(out, s.ptr[i]);
			continue;
		}
		if (s.ptr[i] == '+') {
			r = buf_puts(out, "+-");
			continue;
		}
		while (end < s.len && s.ptr[end] != '+' &&
		    !is_direct(s.ptr[end]))
			end++;
		r = write_run(slice_sub(s, i, end), out);
	}
	return r;
}

static int
write_tilde(struct slice s, struct buf *out)
{
	size_t i;
	int r;

	for (i = 0, r = 0; i < s.len && r == 0; i++) {
		if (s.ptr[i] >= 0x80)
			return ERR_RANGE;
		r = s.ptr[i] == '~' ? buf_puts(out, "~~") :
		    buf_putc(out, s.ptr[i]);
	}
	return r;
}

/* --- the bytes of a character ------------------------------------------------------------ */

/* Two bytes of the sets that have them, as all tables of that name agree. */
static const struct pairs {
	const char *name;
	uint8_t high_from, high_to, low_from, low_to;
} pairs[] = {
	{ "gbk", 0x81, 0xfe, 0x40, 0xfe },
	{ "gb18030", 0x81, 0xfe, 0x40, 0xfe },
	{ "gb2312", 0xa1, 0xf7, 0xa1, 0xfe },
	{ "big5", 0xa1, 0xf9, 0x40, 0xfe },
	{ "big5-hkscs", 0x87, 0xfe, 0x40, 0xfe },
	{ "shift_jis", 0x81, 0x84, 0x40, 0xfc },
	{ "shift_jis", 0x88, 0xea, 0x40, 0xfc },
	{ "euc-jp", 0xa1, 0xf4, 0xa1, 0xfe },
	{ "euc-kr", 0xa1, 0xfd, 0xa1, 0xfe },
	{ "euc-tw", 0xa1, 0xfd, 0xa1, 0xfe },
};

/*
 * Characters that one code stands for in one maker's table and another in the
 * next: dashes, waves, dots, money.
 */
static bool
is_disputed(uint32_t c)
{
	static const uint32_t list[] = {
		0xa2, 0xa3, 0xa5, 0xa6, 0xac, 0xaf, 0xb7, 0x2cd, 0x2014,
		0x2015, 0x2016, 0x2022, 0x2027, 0x203e, 0x20ac, 0x2212,
		0x2225, 0x22ef, 0x301c, 0x30fb, 0xff0d, 0xff5e, 0xffe0,
		0xffe1, 0xffe2, 0xffe3, 0xffe4, 0xffe5
	};
	size_t i;

	for (i = 0; i < sizeof list / sizeof list[0]; i++)
		if (list[i] == c)
			return true;
	return false;
}

/* Codes of one width, each on a line of its own, and what they read as. */
struct codes {
	size_t width;
	struct buf bytes, text;
};

#define CODES_MAX	3	/* widths and ranges of one set */

struct coder {
	const struct charset_form *form;
	struct codes codes[CODES_MAX];
	size_t count;
	bool has_pairs;
};

/* Bytes that stand for nothing are read as windows-1252, and left out. */
static int
put_singles(const struct charset_form *f, struct buf *out)
{
	struct buf scrap = BUF_INIT(64);
	bool invalid;
	unsigned c;
	uint8_t byte;
	int r;

	/* Latin-1 is read so as well, but must not be written so. */
	c = is_name(f->known, "iso-8859-1") ? 0xa0 : 0x80;
	for (r = 0; c < 256 && r == 0; c++) {
		byte = (uint8_t)c;
		buf_reset(&scrap);
		r = mime_to_utf8(slice_of(&byte, 1), f->name, &scrap,
		    &invalid);
		if (r == 0 && !invalid)
			r = buf_put(out, (uint8_t[]){ byte, '\n' }, 2);
	}
	buf_free(&scrap);
	return r;
}

static int
put_pairs(const struct pairs *p, struct buf *out)
{
	unsigned i, high, low, lows;
	int r;

	lows = p->low_to - p->low_from + 1u;
	for (i = 0, r = 0; r == 0; i++) {
		high = p->high_from + i / lows;
		low = p->low_from + i % lows;
		if (high > p->high_to)
			break;
		r = buf_put(out, (uint8_t[]){ (uint8_t)high, (uint8_t)low,
		    '\n' }, 3);
	}
	return r;
}

/* GB 18030's four bytes for the rest of the first plane. */
static int
put_fours(struct buf *out)
{
	unsigned n;
	int r;

	for (n = 0, r = 0; n < 39420 && r == 0; n++)
		r = buf_put(out, (uint8_t[]){ (uint8_t)(0x81 + n / 12600),
		    (uint8_t)(0x30 + n / 1260 % 10),
		    (uint8_t)(0x81 + n / 10 % 126), (uint8_t)(0x30 + n % 10),
		    '\n' }, 5);
	return r;
}

static struct codes *
codes_add(struct coder *c, size_t width)
{
	struct codes *k = &c->codes[c->count++];

	k->width = width;
	buf_init(&k->bytes, MIB);
	buf_init(&k->text, 4 * MIB);
	return k;
}

static int
coder_init(struct coder *c, const struct charset_form *f)
{
	bool invalid;
	size_t i;
	int r;

	*c = (struct coder){ .form = f };
	for (i = 0, r = 0; i < sizeof pairs / sizeof pairs[0] && r == 0; i++)
		if (is_name(f->known, pairs[i].name))
			r = put_pairs(&pairs[i], &codes_add(c, 2)->bytes);
	c->has_pairs = c->count > 0;
	if (r == 0 && is_name(f->known, "gb18030"))
		r = put_fours(&codes_add(c, 4)->bytes);
	if (r == 0 && !c->has_pairs)
		r = put_singles(f, &codes_add(c, 1)->bytes);
	for (i = 0; i < c->count && r == 0; i++)
		r = mime_to_utf8(buf_slice(&c->codes[i].bytes), f->name,
		    &c->codes[i].text, &invalid);
	return r;
}

static void
coder_free(struct coder *c)
{
	size_t i;

	for (i = 0; i < c->count; i++) {
		buf_free(&c->codes[i].bytes);
		buf_free(&c->codes[i].text);
	}
}

/* The code that reads as ch; empty if there is none. */
static struct slice
code_of(const struct codes *k, struct slice ch)
{
	struct slice text = buf_slice(&k->text);
	size_t at, lf, i;

	for (at = i = 0; at < text.len; at = lf + 1, i += k->width + 1) {
		lf = slice_chr(text, '\n', at);
		if (lf == SLICE_NPOS)
			break;
		if (slice_eq(slice_sub(text, at, lf), ch))
			return slice_sub(buf_slice(&k->bytes), i,
			    i + k->width);
	}
	return SLICE("");
}

/*
 * ISO-8859-8 without a word on the direction is Hebrew as it is seen, from
 * the left (RFC 1556): letters put in as they are spelt would be reversed.
 */
static bool
is_reversed(const struct charset_form *f, uint32_t c)
{
	return is_name(f->known, "iso-8859-8") && c >= 0x590 && c < 0x600 &&
	    !slice_iends(f->name, SLICE("i")) &&
	    !slice_ieq(f->name, SLICE("logical"));
}

static int
put_char(const struct coder *c, struct slice ch, struct buf *out)
{
	struct slice code = SLICE("");
	uint32_t u;
	size_t i, n;

	u = char_at(ch, 0, &n);
	if (is_reversed(c->form, u) || (c->has_pairs && is_disputed(u) &&
	    !is_name(c->form->known, "gb18030")))
		return ERR_RANGE;
	for (i = 0; i < c->count && code.len == 0; i++)
		code = code_of(&c->codes[i], ch);
	return code.len == 0 ? ERR_RANGE : buf_put_slice(out, code);
}

/* Stateful, or not known: nothing but ASCII is written. */
static bool
is_ascii_only(const struct charset_form *f)
{
	return f->known == NULL || f->known[0] == '\0' ||
	    is_name(f->known, "us-ascii") ||
	    slice_starts(slice_str(f->known), SLICE("iso-2022-"));
}

static int
write_bytes(const struct charset_form *f, struct slice s, struct buf *out)
{
	struct coder c;
	size_t i, n;
	int r;

	if (slice_is_ascii(s))
		return buf_put_slice(out, s);
	if (is_ascii_only(f))
		return ERR_RANGE;
	r = coder_init(&c, f);
	for (i = 0; i < s.len && r == 0; i += n) {
		(void)char_at(s, i, &n);
		r = n == 1 ? buf_putc(out, s.ptr[i]) :
		    put_char(&c, slice_sub(s, i, i + n), out);
	}
	coder_free(&c);
	return r;
}

/* --- any ---------------------------------------------------------------------------------- */

int
charset_write(const struct charset_form *f, struct slice text,
    struct buf *out)
{
	switch (f->way) {
	case CHARSET_BYTES:
		return is_name(f->known, "utf-8") ? buf_put_slice(out, text) :
		    write_bytes(f, text, out);
	case CHARSET_UNITS:
		return write_units(f, text, out);
	case CHARSET_SEVEN:
		return write_seven(text, out);
	case CHARSET_TILDE:
		return write_tilde(text, out);
	}
	return ERR_RANGE;
}
