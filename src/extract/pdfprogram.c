#include "extract/pdfprogram.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "extract/pdfglyph.h"

#define GLYPHS_MAX	((size_t)65536)
#define STEPS_MAX	((size_t)131072)	/* codes of one subtable */
#define TABLES_MAX	64
#define MAC_NAMES	258	/* names of post that need not stand in it */
#define MAC_ASCII	3	/* its first of ASCII, a blank */
#define CFF_NAMES	391	/* likewise of CFF */
#define CFF_STANDARD	149	/* of them in the order of StandardEncoding */
#define OPERANDS	48

/* Big-endian; zero past the end. */
static uint16_t
be16(struct slice s, size_t at)
{
	if (s.len < 2 || at > s.len - 2)
		return 0;
	return (uint16_t)(s.ptr[at] << 8 | s.ptr[at + 1]);
}

static uint32_t
be32(struct slice s, size_t at)
{
	return (uint32_t)be16(s, at) << 16 | be16(s, at + 2);
}

static uint8_t
be8(struct slice s, size_t at)
{
	return at < s.len ? s.ptr[at] : 0;
}

static void
make_room(struct pdf_program *p, size_t glyphs)
{
	p->count = glyphs < GLYPHS_MAX ? glyphs : GLYPHS_MAX;
	p->letters = mem_zalloc((p->count + 1) * sizeof *p->letters);
}

/* The lowest of several letters is the plain one: a blank, a hyphen. */
static void
set_letter(struct pdf_program *p, size_t glyph, uint32_t letter)
{
	bool is_private = letter >= 0xe000 && letter < 0xf900;

	if (glyph == 0 || glyph >= p->count || letter < 0x20 || is_private)
		return;
	if (p->letters[glyph] == 0 || letter < p->letters[glyph])
		p->letters[glyph] = letter;
}

static void
set_name(struct pdf_program *p, size_t glyph, struct slice name)
{
	uint32_t text[PDFGLYPH_TEXT_MAX];

	if (glyph < p->count && p->letters[glyph] == 0 &&
	    pdfglyph_text(name, text) == 1)
		set_letter(p, glyph, text[0]);
}

/* --- TrueType: code to glyph ------------------------------------------------ */

enum cmap_use {
	CMAP_LETTERS,		/* its codes are Unicode */
	CMAP_CODES		/* they are those of the text */
};

static void
map_code(struct pdf_program *p, enum cmap_use use, uint32_t code, size_t glyph)
{
	if (glyph == 0 || glyph >= p->count)
		return;
	if (use == CMAP_LETTERS)
		set_letter(p, glyph, code);
	/* Symbol fonts keep their codes in the private area. */
	else if (code < PDFPROGRAM_CODES ||
	    (code >= 0xf000 && code < 0xf000 + PDFPROGRAM_CODES))
		p->glyphs[code & 0xff] = (uint16_t)glyph;
}

static void
read_segments(struct pdf_program *p, struct slice s, enum cmap_use use)
{
	size_t n = be16(s, 6) / 2, i, at, steps = 0, glyph;
	uint32_t from, to, code, delta, offset;

	for (i = 0; i < n; i++) {
		to = be16(s, 14 + 2 * i);
		from = be16(s, 16 + 2 * (n + i));
		delta = be16(s, 16 + 2 * (2 * n + i));
		at = 16 + 2 * (3 * n + i);
		offset = be16(s, at);
		for (code = from; code <= to && code < 0xffff; code++) {
			if (++steps > STEPS_MAX)
				return;
			glyph = code;
			if (offset != 0)
				glyph = be16(s, at + offset +
				    2 * (code - from));
			if (glyph != 0 || offset == 0)
				glyph = (glyph + delta) & 0xffff;
			map_code(p, use, code, glyph);
		}
	}
}

static void
read_groups(struct pdf_program *p, struct slice s, enum cmap_use use)
{
	size_t n = be32(s, 12), i, steps = 0;
	uint32_t from, to, code, glyph;

	for (i = 0; i < n && 16 + 12 * i < s.len; i++) {
		from = be32(s, 16 + 12 * i);
		to = be32(s, 20 + 12 * i);
		glyph = be32(s, 24 + 12 * i);
		for (code = from; code <= to && code <= 0x10ffff; code++) {
			if (++steps > STEPS_MAX)
				return;
			map_code(p, use, code, glyph + (code - from));
		}
	}
}

static void
read_subtable(struct pdf_program *p, struct slice s, enum cmap_use use)
{
	uint16_t format = be16(s, 0);
	uint32_t i, first, n;

	if (format == 0)
		for (i = 0; i < PDFPROGRAM_CODES; i++)
			map_code(p, use, i, be8(s, 6 + i));
	if (format == 4)
		read_segments(p, s, use);
	if (format == 6) {
		first = be16(s, 6);
		n = be16(s, 8);
		for (i = 0; i < n; i++)
			map_code(p, use, first + i, be16(s, 10 + 2 * i));
	}
	if (format == 12)
		read_groups(p, s, use);
}

/* ISO 32000-2, 9.6.5.4: (3, 0), else (1, 0), tells the glyphs of codes. */
static void
read_cmap(struct pdf_program *p, struct slice cmap)
{
	size_t n = be16(cmap, 2), i;
	uint16_t platform, encoding;
	struct slice s, mac = SLICE_NONE, symbol = SLICE_NONE;

	for (i = 0; i < n && i < TABLES_MAX; i++) {
		platform = be16(cmap, 4 + 8 * i);
		encoding = be16(cmap, 6 + 8 * i);
		s = slice_from(cmap, be32(cmap, 8 + 8 * i));
		if (platform == 0 || (platform == 3 && (encoding == 1 ||
		    encoding == 10)))
			read_subtable(p, s, CMAP_LETTERS);
		else if (platform == 1 && encoding == 0)
			mac = s;
		else if (platform == 3 && encoding == 0)
			symbol = s;
	}
	read_subtable(p, mac, CMAP_CODES);
	read_subtable(p, symbol, CMAP_CODES);
}

/* --- TrueType: names of glyphs ---------------------------------------------- */

static void
read_post(struct pdf_program *p, struct slice post)
{
	struct slice names[1024], s;
	size_t n = be16(post, 32), count = 0, i, index;

	if (be32(post, 0) != 0x20000)
		return;
	for (s = slice_from(post, 34 + 2 * n); s.len > 0 && count < 1024;
	    s = slice_from(s, 1 + (size_t)s.ptr[0]))
		names[count++] = slice_sub(s, 1, 1 + (size_t)s.ptr[0]);
	for (i = 0; i < n && i < p->count; i++) {
		index = be16(post, 34 + 2 * i);
		if (index >= MAC_NAMES && index - MAC_NAMES < count)
			set_name(p, i, names[index - MAC_NAMES]);
		else if (index >= MAC_ASCII && index < MAC_ASCII + 95 &&
		    p->letters[i] == 0)
			set_letter(p, i, (uint32_t)(' ' + index - MAC_ASCII));
	}
}

static struct slice
table(struct slice font, const char *tag)
{
	size_t n = be16(font, 4), i, at;

	for (i = 0; i < n && i < TABLES_MAX; i++) {
		at = 12 + 16 * i;
		if (slice_eq_str(slice_sub(font, at, at + 4), tag))
			return slice_sub(slice_from(font, be32(font, at + 8)),
			    0, be32(font, at + 12));
	}
	return SLICE_NONE;
}

static void
read_truetype(struct pdf_program *p, struct slice font)
{
	make_room(p, be16(table(font, "maxp"), 4));
	read_cmap(p, table(font, "cmap"));
	read_post(p, table(font, "post"));
}

/* --- CFF (Adobe technical note 5176) ---------------------------------------- */

struct index {
	struct slice offsets, data;
	size_t count, size;		/* bytes of one offset */
	size_t end;			/* where the next thing stands */
};

static size_t
index_offset(const struct index *x, size_t i)
{
	size_t n = 0, k;

	for (k = 0; k < x->size; k++)
		n = n << 8 | be8(x->offsets, i * x->size + k);
	return n;
}

static void
read_index(struct slice cff, size_t at, struct index *x)
{
	size_t data;

	memset(x, 0, sizeof *x);
	x->count = be16(cff, at);
	x->end = at + 2;
	x->size = be8(cff, at + 2);
	if (x->count == 0 || x->size == 0 || x->size > 4) {
		x->count = 0;
		return;
	}
	x->offsets = slice_from(cff, at + 3);
	data = at + 2 + (x->count + 1) * x->size;	/* counted from 1 */
	x->data = slice_from(cff, data);
	x->end = data + index_offset(x, x->count);
}

static struct slice
index_get(const struct index *x, size_t i)
{
	return i < x->count ? slice_sub(x->data, index_offset(x, i),
	    index_offset(x, i + 1)) : SLICE_NONE;
}

struct top {
	size_t charset, encoding, glyphs;	/* where they stand */
	bool has_ids;				/* no names: a collection's */
};

static size_t
read_number(struct slice s, size_t *at)
{
	uint8_t b = be8(s, (*at)++);
	size_t n = 0;

	if (b >= 32 && b <= 246)
		return (size_t)(b - 32 >= 107 ? b - 139 : 0);
	if (b >= 247 && b <= 254) {
		n = ((size_t)b - 247) * 256 + be8(s, (*at)++) + 108;
		return b <= 250 ? n : 0;
	}
	if (b == 28) {
		n = be16(s, *at);
		*at += 2;
	} else if (b == 29) {
		n = be32(s, *at);
		*at += 4;
	} else if (b == 30) {
		while (*at < s.len && (s.ptr[*at] & 0xf) != 0xf &&
		    s.ptr[*at] >> 4 != 0xf)
			(*at)++;
		(*at)++;
	}
	return n;
}

static struct top
read_top(struct slice s)
{
	struct top t = { 0, 0, 0, false };
	size_t at = 0, last = 0;
	unsigned op;

	while (at < s.len) {
		if (s.ptr[at] > 21) {
			last = read_number(s, &at);
			continue;
		}
		op = s.ptr[at++];
		if (op == 12)
			op = 0x100u | be8(s, at++);
		if (op == 15)
			t.charset = last;
		else if (op == 16)
			t.encoding = last;
		else if (op == 17)
			t.glyphs = last;
		else if (op == 0x100 + 30)
			t.has_ids = true;
		last = 0;
	}
	return t;
}

/* Letters of the names that need not stand in the program. */
static uint32_t
standard_letter(unsigned sid)
{
	static const uint16_t more[] = {
		0xb9, 0xac, 0xb5, 0x2122, 0xd0, 0xbd, 0xb1, 0xde, 0xbc, 0xf7,
		0xa6, 0xb0, 0xfe, 0xbe, 0xb2, 0xae, 0x2212, 0xf0, 0xd7, 0xb3,
		0xa9, 0xc1, 0xc2, 0xc4, 0xc0, 0xc5, 0xc3, 0xc7, 0xc9, 0xca,
		0xcb, 0xc8, 0xcd, 0xce, 0xcf, 0xcc, 0xd1, 0xd3, 0xd4, 0xd6,
		0xd2, 0xd5, 0x160, 0xda, 0xdb, 0xdc, 0xd9, 0xdd, 0x178, 0x17d,
		0xe1, 0xe2, 0xe4, 0xe0, 0xe5, 0xe3, 0xe7, 0xe9, 0xea, 0xeb,
		0xe8, 0xed, 0xee, 0xef, 0xec, 0xf1, 0xf3, 0xf4, 0xf6, 0xf2,
		0xf5, 0x161, 0xfa, 0xfb, 0xfc, 0xf9, 0xfd, 0xff, 0x17e,
	};
	unsigned code, n = 0;

	if (sid > CFF_STANDARD)
		return sid - CFF_STANDARD <= sizeof more / sizeof more[0] ?
		    more[sid - CFF_STANDARD - 1] :
		    /* Old style figures are figures. */
		    sid >= 239 && sid <= 248 ? '0' + sid - 239 : 0;
	for (code = 0; code < PDFPROGRAM_CODES; code++)
		if (pdfglyph_encoded(PDF_ENCODING_STANDARD, (uint8_t)code) !=
		    0 && ++n == sid)
			return pdfglyph_encoded(PDF_ENCODING_STANDARD,
			    (uint8_t)code);
	return 0;
}

static void
set_sid(struct pdf_program *p, const struct index *strings, size_t glyph,
    unsigned sid)
{
	if (sid >= CFF_NAMES)
		set_name(p, glyph, index_get(strings, sid - CFF_NAMES));
	else if (sid > 0)
		set_letter(p, glyph, standard_letter(sid));
}

static void
read_charset(struct pdf_program *p, const struct index *strings,
    struct slice s, bool is_standard)
{
	uint8_t format = be8(s, 0);
	size_t at = 1, glyph = 1, left;
	unsigned sid;

	while (glyph < p->count && at < s.len && format <= 2 && !is_standard) {
		sid = be16(s, at);
		left = format == 0 ? 0 : format == 1 ? be8(s, at + 2) :
		    be16(s, at + 2);
		at += 2u + format;
		for (left++; left > 0 && glyph < p->count; left--)
			set_sid(p, strings, glyph++, sid++);
	}
	for (; is_standard && glyph < p->count && glyph <= 228; glyph++)
		set_sid(p, strings, glyph, (unsigned)glyph);
}

static void
read_encoding(struct pdf_program *p, struct slice s)
{
	uint8_t format = be8(s, 0) & 0x7f;
	size_t n = be8(s, 1), i, k, glyph = 1;

	for (i = 0; i < n && format == 0; i++)
		p->glyphs[be8(s, 2 + i)] = (uint16_t)(i + 1);
	for (i = 0; i < n && format == 1; i++)
		for (k = 0; k <= be8(s, 3 + 2 * i); k++)
			p->glyphs[(be8(s, 2 + 2 * i) + k) & 0xff] =
			    (uint16_t)glyph++;
}

static void
read_cff(struct pdf_program *p, struct slice cff)
{
	struct index names, tops, strings, glyphs;
	struct top t;

	read_index(cff, be8(cff, 2), &names);
	read_index(cff, names.end, &tops);
	read_index(cff, tops.end, &strings);
	t = read_top(index_get(&tops, 0));
	read_index(cff, t.glyphs, &glyphs);
	if (t.glyphs == 0 || t.has_ids)
		return;
	make_room(p, glyphs.count);
	read_charset(p, &strings, slice_from(cff, t.charset),
	    t.charset <= 2);
	/* 0 and 1 are encodings that need not stand in it. */
	if (t.encoding > 1)
		read_encoding(p, slice_from(cff, t.encoding));
}

/* --- programs ---------------------------------------------------------------- */

void
pdfprogram_read(struct pdf_program *p, struct slice program)
{
	struct slice cff;

	memset(p, 0, sizeof *p);
	if (slice_starts(program, SLICE("OTTO"))) {
		cff = table(program, "CFF ");
		if (cff.len > 0)
			read_cff(p, cff);
	} else if (be32(program, 0) == 0x10000 ||
	    slice_starts(program, SLICE("true"))) {
		read_truetype(p, program);
	} else if (be8(program, 0) == 1 && be8(program, 2) >= 4) {
		read_cff(p, program);
	}
}

void
pdfprogram_free(struct pdf_program *p)
{
	free(p->letters);
	memset(p, 0, sizeof *p);
}

uint32_t
pdfprogram_letter(const struct pdf_program *p, size_t glyph)
{
	return glyph < p->count ? p->letters[glyph] : 0;
}
