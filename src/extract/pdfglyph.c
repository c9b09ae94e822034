#include "extract/pdfglyph.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define GLYPH_NAME_MAX	64	/* longer ones tell nothing */

struct glyph {
	const char *name;
	uint16_t code;
};

/* In the order of their bytes. */
static const struct glyph glyphs[] = {
	{ "AE", 0xc6 }, { "Alpha", 0x391 }, { "Beta", 0x392 },
	{ "Chi", 0x3a7 }, { "Dcroat", 0x110 }, { "Delta", 0x394 },
	{ "Eng", 0x14a }, { "Epsilon", 0x395 }, { "Eta", 0x397 },
	{ "Eth", 0xd0 }, { "Euro", 0x20ac }, { "Gamma", 0x393 },
	{ "Germandbls", 0x1e9e }, { "H18533", 0x25cf }, { "H18543", 0x25aa },
	{ "H18551", 0x25ab }, { "H22073", 0x25a1 }, { "Hbar", 0x126 },
	{ "IJ", 0x132 }, { "Iota", 0x399 }, { "Kappa", 0x39a },
	{ "Lambda", 0x39b }, { "Ldot", 0x13f }, { "Lslash", 0x141 },
	{ "Mu", 0x39c }, { "Nu", 0x39d }, { "OE", 0x152 }, { "Omega", 0x3a9 },
	{ "Omicron", 0x39f }, { "Oslash", 0xd8 }, { "Phi", 0x3a6 },
	{ "Pi", 0x3a0 }, { "Psi", 0x3a8 }, { "Rho", 0x3a1 }, { "SS", 0x1e9e },
	{ "Sigma", 0x3a3 }, { "Tau", 0x3a4 }, { "Tbar", 0x166 },
	{ "Theta", 0x398 }, { "Thorn", 0xde }, { "Upsilon", 0x3a5 },
	{ "Upsilon1", 0x3d2 }, { "Xi", 0x39e }, { "Zeta", 0x396 },
	{ "acute", 0xb4 }, { "ae", 0xe6 }, { "afii61289", 0x2113 },
	{ "afii61352", 0x2116 }, { "aleph", 0x2135 }, { "alpha", 0x3b1 },
	{ "ampersand", 0x26 }, { "angle", 0x2220 }, { "apostrophe", 0x27 },
	{ "approxequal", 0x2248 }, { "arrowboth", 0x2194 },
	{ "arrowdown", 0x2193 }, { "arrowleft", 0x2190 },
	{ "arrowright", 0x2192 }, { "arrowup", 0x2191 },
	{ "asciicircum", 0x5e }, { "asciitilde", 0x7e }, { "asterisk", 0x2a },
	{ "asteriskmath", 0x2217 }, { "at", 0x40 }, { "backslash", 0x5c },
	{ "bar", 0x7c }, { "beta", 0x3b2 }, { "braceleft", 0x7b },
	{ "braceright", 0x7d }, { "bracketleft", 0x5b },
	{ "bracketright", 0x5d }, { "breve", 0x2d8 }, { "brokenbar", 0xa6 },
	{ "bullet", 0x2022 }, { "caron", 0x2c7 }, { "cedilla", 0xb8 },
	{ "cent", 0xa2 }, { "checkmark", 0x2713 }, { "chi", 0x3c7 },
	{ "circle", 0x25cb }, { "circlemultiply", 0x2297 },
	{ "circleplus", 0x2295 }, { "circumflex", 0x2c6 }, { "club", 0x2663 },
	{ "colon", 0x3a }, { "comma", 0x2c }, { "compwordmark", 0x200c },
	{ "congruent", 0x2245 }, { "copyright", 0xa9 }, { "currency", 0xa4 },
	{ "cwm", 0x200c }, { "dagger", 0x2020 }, { "daggerdbl", 0x2021 },
	{ "dash", 0x2d }, { "dcroat", 0x111 }, { "degree", 0xb0 },
	{ "delta", 0x3b4 }, { "diamond", 0x2666 }, { "dieresis", 0xa8 },
	{ "divide", 0xf7 }, { "dollar", 0x24 }, { "dotaccent", 0x2d9 },
	{ "dotlessi", 0x131 }, { "dotlessj", 0x237 }, { "dotmath", 0x22c5 },
	{ "eight", 0x38 }, { "eightinferior", 0x2088 },
	{ "eightoldstyle", 0x38 }, { "eightsuperior", 0x2078 },
	{ "element", 0x2208 }, { "ellipsis", 0x2026 }, { "emdash", 0x2014 },
	{ "emptyset", 0x2205 }, { "endash", 0x2013 }, { "eng", 0x14b },
	{ "epsilon", 0x3b5 }, { "equal", 0x3d }, { "equivalence", 0x2261 },
	{ "estimated", 0x212e }, { "eta", 0x3b7 }, { "eth", 0xf0 },
	{ "euro", 0x20ac }, { "exclam", 0x21 }, { "exclamdown", 0xa1 },
	{ "existential", 0x2203 }, { "f_f", 0xfb00 }, { "f_f_i", 0xfb03 },
	{ "f_f_l", 0xfb04 }, { "f_i", 0xfb01 }, { "f_l", 0xfb02 },
	{ "ff", 0xfb00 }, { "ffi", 0xfb03 }, { "ffl", 0xfb04 },
	{ "fi", 0xfb01 }, { "fi1", 0xfb01 }, { "figuredash", 0x2012 },
	{ "filledbox", 0x25a0 }, { "five", 0x35 }, { "fiveinferior", 0x2085 },
	{ "fiveoldstyle", 0x35 }, { "fivesuperior", 0x2075 },
	{ "fl", 0xfb02 }, { "florin", 0x192 }, { "four", 0x34 },
	{ "fourinferior", 0x2084 }, { "fouroldstyle", 0x34 },
	{ "foursuperior", 0x2074 }, { "fraction", 0x2044 },
	{ "gamma", 0x3b3 }, { "germandbls", 0xdf }, { "gradient", 0x2207 },
	{ "grave", 0x60 }, { "greater", 0x3e }, { "greaterequal", 0x2265 },
	{ "guillemotleft", 0xab }, { "guillemotright", 0xbb },
	{ "guilsinglleft", 0x2039 }, { "guilsinglright", 0x203a },
	{ "hbar", 0x127 }, { "heart", 0x2665 }, { "horizontalbar", 0x2015 },
	{ "hungarumlaut", 0x2dd }, { "hyphen", 0x2d },
	{ "hyphenminus", 0x2d }, { "ij", 0x133 }, { "infinity", 0x221e },
	{ "integral", 0x222b }, { "intersection", 0x2229 }, { "iota", 0x3b9 },
	{ "kappa", 0x3ba }, { "kgreenlandic", 0x138 }, { "lambda", 0x3bb },
	{ "ldot", 0x140 }, { "less", 0x3c }, { "lessequal", 0x2264 },
	{ "logicalnot", 0xac }, { "longs", 0x17f }, { "lozenge", 0x25ca },
	{ "lslash", 0x142 }, { "macron", 0xaf }, { "middot", 0xb7 },
	{ "minus", 0x2212 }, { "minute", 0x2032 }, { "mu", 0xb5 },
	{ "mu1", 0xb5 }, { "multiply", 0xd7 }, { "napostrophe", 0x149 },
	{ "nbspace", 0xa0 }, { "negationslash", 0x338 }, { "nine", 0x39 },
	{ "nineinferior", 0x2089 }, { "nineoldstyle", 0x39 },
	{ "ninesuperior", 0x2079 }, { "nonbreakingspace", 0xa0 },
	{ "notequal", 0x2260 }, { "nu", 0x3bd }, { "numbersign", 0x23 },
	{ "oe", 0x153 }, { "ogonek", 0x2db }, { "omega", 0x3c9 },
	{ "omega1", 0x3d6 }, { "omicron", 0x3bf }, { "one", 0x31 },
	{ "onehalf", 0xbd }, { "oneinferior", 0x2081 },
	{ "oneoldstyle", 0x31 }, { "onequarter", 0xbc },
	{ "onesuperior", 0xb9 }, { "openbullet", 0x25e6 },
	{ "openquote", 0x2018 }, { "ordfeminine", 0xaa },
	{ "ordmasculine", 0xba }, { "oslash", 0xf8 }, { "overscore", 0xaf },
	{ "paragraph", 0xb6 }, { "parenleft", 0x28 }, { "parenright", 0x29 },
	{ "partialdiff", 0x2202 }, { "percent", 0x25 }, { "period", 0x2e },
	{ "period1", 0x2e }, { "periodcentered", 0xb7 },
	{ "perpendicular", 0x22a5 }, { "perthousand", 0x2030 },
	{ "perthousandzero", 0x2030 }, { "phi", 0x3c6 }, { "phi1", 0x3d5 },
	{ "pi", 0x3c0 }, { "plus", 0x2b }, { "plusminus", 0xb1 },
	{ "prime", 0x2032 }, { "product", 0x220f },
	{ "proportional", 0x221d }, { "psi", 0x3c8 }, { "question", 0x3f },
	{ "questiondown", 0xbf }, { "quotedbl", 0x22 },
	{ "quotedblbase", 0x201e }, { "quotedblleft", 0x201c },
	{ "quotedblright", 0x201d }, { "quoteleft", 0x2018 },
	{ "quoteleftreversed", 0x201b }, { "quoteright", 0x2019 },
	{ "quotesinglbase", 0x201a }, { "quotesingle", 0x27 },
	{ "radical", 0x221a }, { "registered", 0xae }, { "rho", 0x3c1 },
	{ "ring", 0x2da }, { "ringfitted", 0x2da }, { "second", 0x2033 },
	{ "section", 0xa7 }, { "semicolon", 0x3b }, { "seven", 0x37 },
	{ "seveninferior", 0x2087 }, { "sevenoldstyle", 0x37 },
	{ "sevensuperior", 0x2077 }, { "sfthyphen", 0xad },
	{ "sigma", 0x3c3 }, { "sigma1", 0x3c2 }, { "similar", 0x223c },
	{ "six", 0x36 }, { "sixinferior", 0x2086 }, { "sixoldstyle", 0x36 },
	{ "sixsuperior", 0x2076 }, { "slash", 0x2f }, { "softhyphen", 0xad },
	{ "space", 0x20 }, { "spade", 0x2660 }, { "square", 0x25a1 },
	{ "sterling", 0xa3 }, { "summation", 0x2211 }, { "tau", 0x3c4 },
	{ "tbar", 0x167 }, { "therefore", 0x2234 }, { "theta", 0x3b8 },
	{ "theta1", 0x3d1 }, { "thorn", 0xfe }, { "three", 0x33 },
	{ "threeinferior", 0x2083 }, { "threeoldstyle", 0x33 },
	{ "threequarters", 0xbe }, { "threesuperior", 0xb3 },
	{ "tilde", 0x2dc }, { "trademark", 0x2122 }, { "triagdn", 0x25bc },
	{ "triaglf", 0x25c4 }, { "triagrt", 0x25ba }, { "triagup", 0x25b2 },
	{ "two", 0x32 }, { "twoinferior", 0x2082 }, { "twooldstyle", 0x32 },
	{ "twosuperior", 0xb2 }, { "underscore", 0x5f }, { "union", 0x222a },
	{ "universal", 0x2200 }, { "upsilon", 0x3c5 },
	{ "visiblespace", 0x20 }, { "xi", 0x3be }, { "yen", 0xa5 },
	{ "zero", 0x30 }, { "zeroinferior", 0x2080 },
	{ "zerooldstyle", 0x30 }, { "zerosuperior", 0x2070 },
	{ "zeta", 0x3b6 },
};

/* A letter's name and one of these is the letter with the mark. */
static const struct glyph marks[] = {
	{ "grave", 0x300 }, { "acute", 0x301 }, { "circumflex", 0x302 },
	{ "tilde", 0x303 }, { "macron", 0x304 }, { "breve", 0x306 },
	{ "dotaccent", 0x307 }, { "dieresis", 0x308 }, { "ring", 0x30a },
	{ "hungarumlaut", 0x30b }, { "caron", 0x30c }, { "cedilla", 0x327 },
	{ "commaaccent", 0x326 }, { "ogonek", 0x328 }, { "horn", 0x31b },
};

/* --- names -------------------------------------------------------------- */

static int
glyph_order(const void *key, const void *entry)
{
	const struct slice *name = key;
	const struct glyph *g = entry;

	return slice_cmp(*name, slice_str(g->name));
}

static uint32_t
known_name(struct slice name)
{
	const struct glyph *g;

	if (name.len == 1 && ascii_is_alpha(name.ptr[0]))
		return name.ptr[0];
	g = bsearch(&name, glyphs, sizeof glyphs / sizeof glyphs[0],
	    sizeof glyphs[0], glyph_order);
	return g == NULL ? 0 : g->code;
}

/* All of s as a number; false if it is none or too large. */
static bool
number(struct slice s, unsigned base, uint32_t *ret)
{
	uint32_t n = 0, digit;
	size_t i;
	uint8_t c;

	if (s.len == 0 || s.len > 6)
		return false;
	for (i = 0; i < s.len; i++) {
		c = s.ptr[i];
		if (ascii_is_digit(c))
			digit = (uint32_t)(c - '0');
		else if (base == 16 && ascii_is_alpha(c) &&
		    ascii_lower(c) <= 'f')
			digit = (uint32_t)(ascii_lower(c) - 'a' + 10);
		else
			return false;
		n = n * base + digit;
	}
	*ret = n;
	return true;
}

/* uni20AC00A0, u1F600: code points in the name itself. */
static unsigned
coded_name(struct slice name, uint32_t out[PDFGLYPH_TEXT_MAX])
{
	struct slice hex;
	unsigned n = 0;

	if (slice_starts(name, SLICE("uni")) && name.len >= 7 &&
	    (name.len - 3) % 4 == 0) {
		for (hex = slice_from(name, 3); hex.len > 0 &&
		    n < PDFGLYPH_TEXT_MAX; hex = slice_from(hex, 4))
			if (!number(slice_sub(hex, 0, 4), 16, &out[n++]))
				return 0;
		return n;
	}
	if (name.ptr[0] == 'u' && name.len >= 5 && name.len <= 7)
		return number(slice_from(name, 1), 16, &out[0]) &&
		    out[0] < 0x110000 ? 1 : 0;
	return 0;
}

/* Cyrillic and Hebrew by number: afii10017 is the first capital letter. */
static uint32_t
afii_name(struct slice name)
{
	uint32_t n;

	if (!slice_starts(name, SLICE("afii")) ||
	    !number(slice_from(name, 4), 10, &n))
		return 0;
	if (n == 10023 || n == 10071)
		return n == 10023 ? 0x401 : 0x451;
	if (n >= 10017 && n <= 10049)
		return 0x410 + (n - 10017) - (n > 10023);
	if (n >= 10065 && n <= 10097)
		return 0x430 + (n - 10065) - (n > 10071);
	return n >= 57664 && n <= 57690 ? 0x5d0 + (n - 57664) : 0;
}

static unsigned
marked_letter(struct slice name, uint32_t out[PDFGLYPH_TEXT_MAX])
{
	struct slice letter;
	size_t i;

	for (i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		if (!slice_ends(name, slice_str(marks[i].name)))
			continue;
		letter = slice_sub(name, 0, name.len - strlen(marks[i].name));
		if (letter.len > 2 || letter.len == 0)
			continue;
		out[0] = known_name(letter);
		out[1] = marks[i].code;
		return out[0] != 0 ? 2 : 0;
	}
	return 0;
}

/* One name without its variant; ligatures join names with underscores. */
static unsigned
joined_names(struct slice name, uint32_t out[PDFGLYPH_TEXT_MAX])
{
	struct slice piece;
	unsigned n = 0;
	size_t end;

	while (name.len > 0 && n < PDFGLYPH_TEXT_MAX) {
		end = slice_chr(name, '_', 0);
		piece = slice_sub(name, 0, end);
		name = slice_from(name, end == SLICE_NPOS ? name.len : end + 1);
		out[n] = known_name(piece);
		if (out[n++] == 0)
			return 0;
	}
	return n;
}

unsigned
pdfglyph_text(struct slice name, uint32_t out[PDFGLYPH_TEXT_MAX])
{
	size_t dot = slice_chr(name, '.', 0);
	unsigned n;

	/* one.oldstyle, a.sc; .notdef is nothing. */
	name = slice_sub(name, 0, dot);
	if (name.len == 0 || name.len > GLYPH_NAME_MAX)
		return 0;
	out[0] = known_name(name);
	if (out[0] != 0)
		return 1;
	n = coded_name(name, out);
	if (n == 0)
		n = marked_letter(name, out);
	if (n == 0) {
		out[0] = afii_name(name);
		n = out[0] != 0;
	}
	if (n == 0 && slice_chr(name, '_', 0) != SLICE_NPOS)
		n = joined_names(name, out);
	/* Small capitals of older fonts: Asmall. */
	if (n == 0 && slice_ends(name, SLICE("small")) && name.len == 6) {
		out[0] = ascii_lower(name.ptr[0]);
		n = 1;
	}
	return n;
}

/* --- encodings ---------------------------------------------------------- */

static uint32_t
standard_high(uint8_t code)
{
	static const uint16_t standard[] = {
		0, 0x00a1, 0x00a2, 0x00a3, 0x2044, 0x00a5, 0x0192, 0x00a7,
		0x00a4, 0x0027, 0x201c, 0x00ab, 0x2039, 0x203a, 0xfb01, 0xfb02,
		0, 0x2013, 0x2020, 0x2021, 0x00b7, 0, 0x00b6, 0x2022,
		0x201a, 0x201e, 0x201d, 0x00bb, 0x2026, 0x2030, 0, 0x00bf,
		0, 0x0060, 0x00b4, 0x02c6, 0x02dc, 0x00af, 0x02d8, 0x02d9,
		0x00a8, 0, 0x02da, 0x00b8, 0, 0x02dd, 0x02db, 0x02c7,
		0x2014, 0, 0, 0, 0, 0, 0, 0,
		0, 0, 0, 0, 0, 0, 0, 0,
		0, 0x00c6, 0, 0x00aa, 0, 0, 0, 0,
		0x0141, 0x00d8, 0x0152, 0x00ba, 0, 0, 0, 0,
		0, 0x00e6, 0, 0, 0, 0x0131, 0, 0,
		0x0142, 0x00f8, 0x0153, 0x00df, 0, 0, 0, 0,
	};
	return code >= 0xa0 ? standard[code - 0xa0] : 0;
}

static uint32_t
mac_high(uint8_t code)
{
	static const uint16_t mac[] = {
		0x00c4, 0x00c5, 0x00c7, 0x00c9, 0x00d1, 0x00d6, 0x00dc, 0x00e1,
		0x00e0, 0x00e2, 0x00e4, 0x00e3, 0x00e5, 0x00e7, 0x00e9, 0x00e8,
		0x00ea, 0x00eb, 0x00ed, 0x00ec, 0x00ee, 0x00ef, 0x00f1, 0x00f3,
		0x00f2, 0x00f4, 0x00f6, 0x00f5, 0x00fa, 0x00f9, 0x00fb, 0x00fc,
		0x2020, 0x00b0, 0x00a2, 0x00a3, 0x00a7, 0x2022, 0x00b6, 0x00df,
		0x00ae, 0x00a9, 0x2122, 0x00b4, 0x00a8, 0x2260, 0x00c6, 0x00d8,
		0x221e, 0x00b1, 0x2264, 0x2265, 0x00a5, 0x00b5, 0x2202, 0x2211,
		0x220f, 0x03c0, 0x222b, 0x00aa, 0x00ba, 0x03a9, 0x00e6, 0x00f8,
		0x00bf, 0x00a1, 0x00ac, 0x221a, 0x0192, 0x2248, 0x2206, 0x00ab,
		0x00bb, 0x2026, 0x00a0, 0x00c0, 0x00c3, 0x00d5, 0x0152, 0x0153,
		0x2013, 0x2014, 0x201c, 0x201d, 0x2018, 0x2019, 0x00f7, 0x25ca,
		0x00ff, 0x0178, 0x2044, 0x20ac, 0x2039, 0x203a, 0xfb01, 0xfb02,
		0x2021, 0x00b7, 0x201a, 0x201e, 0x2030, 0x00c2, 0x00ca, 0x00c1,
		0x00cb, 0x00c8, 0x00cd, 0x00ce, 0x00cf, 0x00cc, 0x00d3, 0x00d4,
		0xf8ff, 0x00d2, 0x00da, 0x00db, 0x00d9, 0x0131, 0x02c6, 0x02dc,
		0x00af, 0x02d8, 0x02d9, 0x02da, 0x00b8, 0x02dd, 0x02db, 0x02c7,
	};
	return mac[code - 0x80];
}

static uint32_t
win_high(uint8_t code)
{
	static const uint16_t win[] = {
		0x20ac, 0x2022, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
		0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x2022, 0x017d, 0x2022,
		0x2022, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
		0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x2022, 0x017e, 0x0178,
	};
	return code < 0xa0 ? win[code - 0x80] : code;
}

/* Digits and signs stand where they stand in ASCII, letters are Greek. */
static uint32_t
symbol(uint8_t code)
{
	static const uint16_t upper[] = {
		0x0391, 0x0392, 0x03a7, 0x0394, 0x0395, 0x03a6, 0x0393, 0x0397,
		0x0399, 0x03d1, 0x039a, 0x039b, 0x039c, 0x039d, 0x039f, 0x03a0,
		0x0398, 0x03a1, 0x03a3, 0x03a4, 0x03a5, 0x03c2, 0x03a9, 0x039e,
		0x03a8, 0x0396,
	};
	static const uint16_t lower[] = {
		0x03b1, 0x03b2, 0x03c7, 0x03b4, 0x03b5, 0x03c6, 0x03b3, 0x03b7,
		0x03b9, 0x03d5, 0x03ba, 0x03bb, 0x03bc, 0x03bd, 0x03bf, 0x03c0,
		0x03b8, 0x03c1, 0x03c3, 0x03c4, 0x03c5, 0x03d6, 0x03c9, 0x03be,
		0x03c8, 0x03b6,
	};
	if (code >= 'A' && code <= 'Z')
		return upper[code - 'A'];
	if (code >= 'a' && code <= 'z')
		return lower[code - 'a'];
	return code >= 0x20 && code < 0x7f ? code : 0x25a1;
}

uint32_t
pdfglyph_encoded(enum pdf_encoding e, uint8_t code)
{
	if (e == PDF_ENCODING_SYMBOL)
		return symbol(code);
	if (e == PDF_ENCODING_DINGBATS)
		return code > 0x20 ? 0x2700u + code - 0x20 : ' ';
	if (code < 0x20 || code == 0x7f)
		return 0;
	if (e == PDF_ENCODING_STANDARD && (code == 0x27 || code == 0x60))
		return code == 0x27 ? 0x2019 : 0x2018;
	if (code < 0x80)
		return code;
	switch (e) {
	case PDF_ENCODING_STANDARD:
		return standard_high(code);
	case PDF_ENCODING_WIN:
		return win_high(code);
	case PDF_ENCODING_MAC:
		return mac_high(code);
	case PDF_ENCODING_DOC:
	case PDF_ENCODING_SYMBOL:
	case PDF_ENCODING_DINGBATS:
		break;
	}
	return code;
}

/* --- widths ------------------------------------------------------------- */

unsigned
pdfglyph_width(struct slice font, uint32_t letter)
{
	static const uint16_t sans[] = {
		278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584,
		278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556,
		556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722,
		722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
		667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278,
		278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556,
		556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
		278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
	};
	static const uint16_t serif[] = {
		250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564,
		250, 333, 250, 278, 500, 500, 500, 500, 500, 500, 500, 500,
		500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667,
		722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722,
		556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333,
		278, 333, 469, 500, 333, 444, 500, 444, 500, 444, 333, 500,
		500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389,
		278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
	};

	if (slice_ifind(font, SLICE("courier"), 0) != SLICE_NPOS)
		return 600;
	if (letter < 0x20 || letter > 0x7e)
		return 500;
	if (slice_ifind(font, SLICE("times"), 0) != SLICE_NPOS)
		return serif[letter - 0x20];
	return sans[letter - 0x20];
}
