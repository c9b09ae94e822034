#include "extract/pdffont.h"

#include <string.h>

#include "base/limits.h"
#include "extract/entity.h"
#include "extract/pdfcmap.h"
#include "extract/pdfglyph.h"
#include "extract/pdfprogram.h"
#include "mime/mime.h"

#define PROGRAM_HEAD	(64 * KIB)	/* of a font program: its encoding */
#define CONTROLS	5	/* codes below a blank that no text has */
#define DUMB_RUN	6		/* glyphs without letters that are ... */
#define DUMB_CODES	3		/* ... text: so many, and so different */

struct letters {
	uint32_t text[PDFGLYPH_TEXT_MAX];
	unsigned count;
	bool is_sign;		/* its name says what it is, and it is no letter */
};

struct span {
	uint32_t from, to;
	double width;
};

struct pdf_font {
	bool is_composite;
	bool is_type3;
	struct pdf_cmap *to_unicode;
	struct pdf_cmap *codes;		/* embedded Encoding of a composite font */
	struct slice charset;		/* its codes are text in this one */
	bool has_ascii_ids;		/* 1 to 95 are ASCII: Adobe's collections */
	uint32_t *letters;		/* of a composite font, by code; 0: none */
	size_t letter_count;
	struct letters simple[256];
	double widths[256];
	struct span *spans;		/* of a composite font */
	size_t span_count, span_cap;
	double default_width;
	double unit;			/* of widths: 1/1000, or a matrix's */
	unsigned unknown_run;		/* of late, with nothing between them */
	bool is_dumb;
	uint32_t unknown_codes[DUMB_CODES];
	unsigned unknown_count;
};

/* The map that a stream holds, read once however many fonts share it. */
static struct pdf_cmap *
map_of(struct pdf_file *f, struct pdf_object *o)
{
	if (o == NULL || !o->is_stream)
		return NULL;
	if (o->cmap == NULL) {
		o->cmap = pdfcmap_new(f->t.arena, pdffile_content(f, o));
		f->t.is_exhausted = f->t.is_exhausted || o->cmap == NULL;
	}
	return o->cmap;
}

/* --- codes of simple fonts ---------------------------------------------- */

static void
fill_base(struct pdf_font *font, enum pdf_encoding e)
{
	unsigned i;

	for (i = 0; i < 256; i++) {
		font->simple[i].text[0] = pdfglyph_encoded(e, (uint8_t)i);
		font->simple[i].count = font->simple[i].text[0] != 0;
	}
}

static enum pdf_encoding
encoding_named(struct pdf_value v, enum pdf_encoding otherwise)
{
	if (pdf_is_name(v, "WinAnsiEncoding"))
		return PDF_ENCODING_WIN;
	if (pdf_is_name(v, "MacRomanEncoding"))
		return PDF_ENCODING_MAC;
	if (pdf_is_name(v, "PDFDocEncoding"))
		return PDF_ENCODING_DOC;
	return pdf_is_name(v, "StandardEncoding") ? PDF_ENCODING_STANDARD :
	    otherwise;
}

/* Bitmap fonts of TeX name their glyphs by number: a65. */
static unsigned
numbered_glyph(struct slice name, uint32_t *out)
{
	uint32_t n = 0;
	size_t i;

	if (name.len < 3 || name.len > 4 || !ascii_is_alpha(name.ptr[0]))
		return 0;
	for (i = 1; i < name.len; i++) {
		if (!ascii_is_digit(name.ptr[i]))
			return 0;
		n = n * 10 + (uint32_t)(name.ptr[i] - '0');
	}
	*out = n;
	return n >= 0x20 && n < 0x7f;
}

/* A word, and not g17 or glyph42. */
static bool
is_word(struct slice name)
{
	size_t i;

	for (i = 0; i < name.len && name.ptr[i] != '.'; i++)
		if (!ascii_is_alpha(name.ptr[i]))
			return false;
	return i >= 4;
}

static void
set_glyph(struct pdf_font *font, size_t code, struct slice raw)
{
	struct buf name = BUF_INIT(128);
	struct letters *l = &font->simple[code];

	pdf_name(raw, &name);
	l->count = pdfglyph_text(buf_slice(&name), l->text);
	if (l->count == 0 && font->is_type3)
		l->count = numbered_glyph(buf_slice(&name), l->text);
	l->is_sign = l->count == 0 && is_word(buf_slice(&name));
	buf_free(&name);
}

static void
read_differences(struct pdf_file *f, struct pdf_font *font,
    struct slice encoding)
{
	const struct pdf_table *t = &f->t;
	struct pdf_value list = pdf_get(t, encoding, "Differences"), v;
	size_t code = 0;

	if (list.kind != PDF_ARRAY || !pdffile_may(f, list.raw.len))
		return;
	while (pdf_next(&list.raw, &v)) {
		v = pdf_resolve(t, v);
		if (v.kind == PDF_NUMBER && v.number >= 0)
			code = (size_t)v.number;
		else if (v.kind == PDF_NAME && code < 256)
			set_glyph(font, code++, v.raw);
	}
}

/*
 * The clear text of a Type 1 program: dup 65 /A put.  TeX's fonts say nothing
 * of their encoding elsewhere.
 */
static void
read_program(struct pdf_file *f, struct pdf_font *font, struct slice dict)
{
	struct slice descriptor = pdf_dict(&f->t, dict, "FontDescriptor");
	struct pdf_object *o = pdf_target(&f->t, pdf_key(descriptor,
	    "FontFile"));
	struct buf program = BUF_INIT(UNPACK_MEMBER_MAX);
	struct pdf_value v, code, name;
	struct slice s;
	size_t at;

	if (o == NULL || !o->is_stream)
		return;
	(void)pdffile_stream(f->job, f, o, &program);
	s = slice_sub(buf_slice(&program), 0, PROGRAM_HEAD);
	at = slice_find(s, SLICE("/Encoding"), 0);
	s = at == SLICE_NPOS ? SLICE_NONE : slice_from(s, at);
	s = slice_sub(s, 0, slice_find(s, SLICE("eexec"), 0));
	while (pdf_next(&s, &v)) {
		if (v.kind != PDF_WORD || !slice_eq_str(v.raw, "dup"))
			continue;
		if (pdf_next(&s, &code) && pdf_next(&s, &name) &&
		    code.kind == PDF_NUMBER && name.kind == PDF_NAME &&
		    code.number >= 0 && code.number < 256)
			set_glyph(font, (size_t)code.number, name.raw);
	}
	buf_free(&program);
}

/* What an embedded program says of its glyphs; p is freed by the caller. */
static void
load_program(struct pdf_file *f, struct slice dict, struct pdf_program *p)
{
	struct slice descriptor = pdf_dict(&f->t, dict, "FontDescriptor");
	struct pdf_object *o = pdf_target(&f->t, pdf_key(descriptor,
	    "FontFile2"));
	struct buf program = BUF_INIT(UNPACK_MEMBER_MAX);

	memset(p, 0, sizeof *p);
	if (o == NULL)
		o = pdf_target(&f->t, pdf_key(descriptor, "FontFile3"));
	if (o != NULL && o->is_stream && pdffile_may(f, o->data.len)) {
		(void)pdffile_stream(f->job, f, o, &program);
		pdfprogram_read(p, buf_slice(&program));
	}
	buf_free(&program);
}

/*
 * Did the writer number the letters as they came?  Then codes below the blank
 * are in use, which no text has, and no code is the letter that it looks like.
 */
static bool
is_numbered(const struct pdf_program *p)
{
	unsigned code, n = 0;

	for (code = 1; code < ' '; code++)
		n += code != '\t' && code != '\n' && code != '\r' &&
		    p->glyphs[code] != 0;
	return n >= CONTROLS;
}

/*
 * The encoding built into an embedded program.  One of CFF has names or
 * nothing; many a TrueType has the codes of Windows, and tells no letters.
 */
static void
read_built_in(struct pdf_file *f, struct pdf_font *font, struct slice dict,
    bool is_truetype)
{
	struct pdf_program p;
	struct letters *l;
	uint32_t letter;
	size_t code;

	load_program(f, dict, &p);
	for (code = 0; code < 256; code++) {
		l = &font->simple[code];
		letter = pdfprogram_letter(&p, p.glyphs[code]);
		if (letter != 0) {
			l->text[0] = letter;
			l->count = 1;
		} else if (p.glyphs[code] != 0 &&
		    (!is_truetype || is_numbered(&p))) {
			l->count = 0;
		}
	}
	pdfprogram_free(&p);
}

static bool
has_map(const struct pdf_font *font)
{
	return font->to_unicode != NULL && pdfcmap_has_text(font->to_unicode);
}

static void
read_encoding(struct pdf_file *f, struct pdf_font *font, struct slice dict)
{
	bool is_truetype = pdf_is_name(pdf_get(&f->t, dict, "Subtype"),
	    "TrueType");
	struct pdf_value e = pdf_get(&f->t, dict, "Encoding"), name;
	enum pdf_encoding base;

	name = pdf_get(&f->t, dict, "BaseFont");
	base = slice_ends(name.raw, SLICE("Symbol")) ? PDF_ENCODING_SYMBOL :
	    slice_find(name.raw, SLICE("Dingbats"), 0) != SLICE_NPOS ?
	    PDF_ENCODING_DINGBATS : PDF_ENCODING_STANDARD;
	/* A TrueType program without an encoding has Windows' mostly. */
	if (is_truetype)
		base = PDF_ENCODING_WIN;
	if (e.kind == PDF_DICT)
		fill_base(font, encoding_named(pdf_get(&f->t, e.raw,
		    "BaseEncoding"), base));
	else
		fill_base(font, encoding_named(e, base));
	if (e.kind != PDF_NAME)
		read_program(f, font, dict);
	if (e.kind != PDF_NAME && !has_map(font) && !font->is_type3 &&
	    (e.kind != PDF_DICT || (!is_truetype && pdf_get(&f->t, e.raw,
	    "BaseEncoding").kind != PDF_NAME)))
		read_built_in(f, font, dict, is_truetype);
	if (e.kind == PDF_DICT)
		read_differences(f, font, e.raw);
}

/* --- widths ------------------------------------------------------------- */

static void
read_widths(struct pdf_file *f, struct pdf_font *font, struct slice dict)
{
	struct slice descriptor = pdf_dict(&f->t, dict, "FontDescriptor");
	struct pdf_value list = pdf_get(&f->t, dict, "Widths"), v;
	struct pdf_value name = pdf_get(&f->t, dict, "BaseFont");
	double missing = pdf_number(&f->t, descriptor, "MissingWidth", 0);
	double first = pdf_number(&f->t, dict, "FirstChar", 0);
	size_t i;

	for (i = 0; i < 256; i++)
		font->widths[i] = list.kind == PDF_ARRAY ? missing :
		    pdfglyph_width(name.raw, font->simple[i].text[0]);
	if (list.kind != PDF_ARRAY || first < 0)
		return;
	for (i = (size_t)first; i < 256 && pdf_next(&list.raw, &v); i++) {
		v = pdf_resolve(&f->t, v);
		if (v.kind == PDF_NUMBER)
			font->widths[i] = v.number;
	}
}

static bool
add_span(struct pdf_file *f, struct pdf_font *font, double from, double to,
    double width)
{
	struct span *grown;

	if (font->span_count >= PDF_CMAP_RANGES_MAX || from < 0 || to < from)
		return false;
	grown = arena_grow(f->t.arena, font->spans, font->span_count,
	    &font->span_cap, sizeof *grown);
	if (grown == NULL) {
		f->t.is_exhausted = true;
		return false;
	}
	font->spans = grown;
	font->spans[font->span_count++] = (struct span){ (uint32_t)from,
	    (uint32_t)to, width };
	return true;
}

/* 9.7.4.3: c [w1 w2 ...], or c1 c2 w. */
static void
read_wide_widths(struct pdf_file *f, struct pdf_font *font, struct slice dict)
{
	struct pdf_value list = pdf_get(&f->t, dict, "W"), first, v, w;
	double code;

	font->default_width = pdf_number(&f->t, dict, "DW", 1000);
	if (list.kind != PDF_ARRAY || !pdffile_may(f, list.raw.len))
		return;
	while (pdf_next(&list.raw, &first) && pdf_next(&list.raw, &v)) {
		v = pdf_resolve(&f->t, v);
		if (v.kind == PDF_ARRAY) {
			for (code = first.number; pdf_next(&v.raw, &w); code++)
				if (!add_span(f, font, code, code, pdf_resolve(
				    &f->t, w).number))
					return;
		} else if (!pdf_next(&list.raw, &w) || !add_span(f, font,
		    first.number, v.number, pdf_resolve(&f->t, w).number)) {
			return;
		}
	}
}

/* Spans stand in order in all fonts that are; else the default serves. */
static double
wide_width(const struct pdf_font *font, uint32_t code)
{
	size_t low = 0, high = font->span_count, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (font->spans[mid].from <= code)
			low = mid + 1;
		else
			high = mid;
	}
	if (low > 0 && font->spans[low - 1].to >= code)
		return font->spans[low - 1].width;
	return font->default_width;
}

/* --- composite fonts ---------------------------------------------------- */

/* Maps that every reader has by name: most are charsets that mail knows. */
static struct slice
charset_of(struct pdf_value encoding)
{
	static const struct { const char *word, *charset; } known[] = {
		{ "UCS2", "utf-16be" }, { "UTF16", "utf-16be" },
		{ "UTF32", "utf-32be" }, { "UTF8", "utf-8" },
		{ "RKSJ", "shift_jis" }, { "GBK2K", "gb18030" },
		{ "GBK", "gbk" }, { "GB-EUC", "gb2312" },
		{ "GBpc-EUC", "gb2312" }, { "B5", "big5" },
		{ "HKscs", "big5-hkscs" }, { "KSC", "euc-kr" },
		{ "EUC", "euc-jp" },
	};
	size_t i;

	if (encoding.kind != PDF_NAME)
		return SLICE_NONE;
	for (i = 0; i < sizeof known / sizeof known[0]; i++)
		if (slice_find(encoding.raw, slice_str(known[i].word), 0) !=
		    SLICE_NPOS)
			return slice_str(known[i].charset);
	return SLICE_NONE;
}

/* 9.7.4.2: CIDToGIDMap, two bytes for each code; else code and glyph are one. */
static void
read_glyphs(struct pdf_file *f, struct pdf_font *font, struct slice dict)
{
	struct pdf_object *o = pdf_target(&f->t, pdf_key(dict,
	    "CIDToGIDMap"));
	struct buf map = BUF_INIT(128 * KIB);
	struct pdf_program p;
	size_t i, n;

	load_program(f, dict, &p);
	n = p.count;
	if (o != NULL && o->is_stream && n > 0) {
		(void)pdffile_stream(f->job, f, o, &map);
		n = map.len / 2;
	}
	if (n > 0 && pdffile_may(f, n * sizeof *font->letters)) {
		font->letters = arena_zalloc(f->t.arena,
		    n * sizeof *font->letters);
		f->t.is_exhausted = f->t.is_exhausted ||
		    font->letters == NULL;
		font->letter_count = font->letters == NULL ? 0 : n;
	}
	for (i = 0; i < font->letter_count; i++)
		font->letters[i] = pdfprogram_letter(&p, map.len == 0 ? i :
		    (size_t)map.ptr[2 * i] << 8 | map.ptr[2 * i + 1]);
	pdfprogram_free(&p);
	buf_free(&map);
}

static void
read_composite(struct pdf_file *f, struct pdf_font *font, struct slice dict)
{
	struct pdf_value list = pdf_get(&f->t, dict, "DescendantFonts"), v;
	struct pdf_value encoding = pdf_get(&f->t, dict, "Encoding");
	struct slice collection;
	struct buf order = BUF_INIT(64);

	font->is_composite = true;
	font->default_width = 1000;
	font->charset = charset_of(encoding);
	font->codes = map_of(f, pdf_target(&f->t, pdf_key(dict, "Encoding")));
	if (list.kind != PDF_ARRAY || !pdf_next(&list.raw, &v))
		return;
	v = pdf_resolve(&f->t, v);
	if (v.kind != PDF_DICT)
		return;
	read_wide_widths(f, font, v.raw);
	collection = pdf_dict(&f->t, v.raw, "CIDSystemInfo");
	pdf_string(pdf_get(&f->t, collection, "Ordering"), &order);
	font->has_ascii_ids = order.len > 0 &&
	    !slice_eq_str(buf_slice(&order), "Identity") &&
	    !slice_eq_str(buf_slice(&order), "UCS");
	buf_free(&order);
	if (!has_map(font) && font->codes == NULL && font->charset.len == 0 &&
	    !font->has_ascii_ids)
		read_glyphs(f, font, v.raw);
}

/* --- the font ----------------------------------------------------------- */

static double
type3_unit(struct pdf_file *f, struct slice dict)
{
	struct pdf_value m = pdf_get(&f->t, dict, "FontMatrix"), v;

	if (m.kind != PDF_ARRAY || !pdf_next(&m.raw, &v))
		return 0.001;
	v = pdf_resolve(&f->t, v);
	return v.number > 0 ? v.number : 0.001;
}

struct pdf_font *
pdffont_new(struct pdf_file *f, struct slice dict)
{
	struct pdf_font *font = arena_zalloc(f->t.arena, sizeof *font);
	struct pdf_value type = pdf_get(&f->t, dict, "Subtype");

	if (font == NULL) {
		f->t.is_exhausted = true;
		return NULL;
	}
	font->unit = 0.001;
	font->is_type3 = pdf_is_name(type, "Type3");
	if (font->is_type3)
		font->unit = type3_unit(f, dict);
	font->to_unicode = map_of(f, pdf_target(&f->t, pdf_key(dict,
	    "ToUnicode")));
	if (pdf_is_name(type, "Type0")) {
		read_composite(f, font, dict);
	} else {
		read_encoding(f, font, dict);
		read_widths(f, font, dict);
	}
	return font;
}

/* --- glyphs ------------------------------------------------------------- */

static size_t
code_length(const struct pdf_font *font, struct slice s)
{
	size_t n;

	if (!font->is_composite)
		return 1;
	if (font->codes != NULL)
		n = pdfcmap_length(font->codes, s);
	else if (slice_eq_str(font->charset, "utf-32be"))
		n = 4;
	else if (font->charset.len > 0 &&
	    !slice_eq_str(font->charset, "utf-16be"))
		n = s.ptr[0] < 0x80 || (s.ptr[0] >= 0xa0 && s.ptr[0] < 0xe0 &&
		    slice_eq_str(font->charset, "shift_jis")) ? 1 : 2;
	else
		n = 2;
	return n < s.len ? n : s.len;
}

static bool
simple_text(const struct pdf_font *font, uint32_t code, struct buf *utf8)
{
	const struct letters *l = &font->simple[code & 0xff];
	unsigned i;

	for (i = 0; i < l->count; i++)
		(void)entity_put(utf8, l->text[i]);
	return l->count > 0;
}

static bool
composite_text(const struct pdf_font *font, uint32_t code, struct slice bytes,
    struct buf *utf8)
{
	bool invalid = false;
	size_t from = utf8->len;

	if (font->codes != NULL && pdfcmap_text(font->codes, code, utf8))
		return true;
	if (font->charset.len > 0) {
		(void)mime_to_utf8(bytes, font->charset, utf8, &invalid);
		return utf8->len > from && !invalid;
	}
	if (font->has_ascii_ids && code >= 1 && code <= 95)
		return entity_put(utf8, code + 0x1f) == 0;
	if (code < font->letter_count && font->letters[code] != 0)
		return entity_put(utf8, font->letters[code]) == 0;
	return false;
}

/* A glyph with a name of its own, like musicalnote, is no letter. */
static bool
is_sign(const struct pdf_font *font, uint32_t code)
{
	return !font->is_composite && font->simple[code & 0xff].is_sign;
}

static bool
is_seen(const struct pdf_font *font, uint32_t code)
{
	unsigned i;

	for (i = 0; i < font->unknown_count; i++)
		if (font->unknown_codes[i] == code)
			return true;
	return false;
}

/*
 * One more glyph without a letter.  Bullets and signs have none and stand
 * alone; a number or a word is a run of several.
 */
static void
note_unknown(struct pdf_font *font, uint32_t code)
{
	font->unknown_run++;
	if (!is_seen(font, code) && font->unknown_count < DUMB_CODES)
		font->unknown_codes[font->unknown_count++] = code;
	if (font->unknown_run >= DUMB_RUN && font->unknown_count == DUMB_CODES)
		font->is_dumb = true;
}

/* Blanks and hyphens group a number: they do not end its run. */
static void
note_known(struct pdf_font *font, struct slice text)
{
	if (text.len == 0 || text.ptr[0] == ' ' || text.ptr[0] == '-' ||
	    text.ptr[0] == '.' || text.ptr[0] == '/')
		return;
	font->unknown_run = 0;
	font->unknown_count = 0;
}

struct pdf_glyph
pdffont_glyph(struct pdf_font *font, struct slice s, struct buf *utf8)
{
	struct pdf_glyph g = { .bytes = code_length(font, s) };
	uint32_t code = 0;
	size_t i, from = utf8->len;

	for (i = 0; i < g.bytes; i++)
		code = code << 8 | s.ptr[i];
	g.is_space = g.bytes == 1 && code == ' ';
	g.width = font->unit * (font->is_composite ? wide_width(font, code) :
	    font->widths[code & 0xff]);
	if (font->to_unicode != NULL)
		g.is_known = pdfcmap_text(font->to_unicode, code, utf8);
	if (!g.is_known)
		g.is_known = font->is_composite ? composite_text(font, code,
		    slice_sub(s, 0, g.bytes), utf8) :
		    simple_text(font, code, utf8);
	/* Code 0 of a composite font is the box for what is missing. */
	if (g.is_known)
		note_known(font, slice_from(buf_slice(utf8), from));
	else if (code != 0 && !is_sign(font, code))
		note_unknown(font, code);
	return g;
}

bool
pdffont_is_dumb(const struct pdf_font *font)
{
	return font->is_dumb;
}
