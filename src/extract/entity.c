#include "extract/entity.h"

#include <stdint.h>

#define NAME_LEN_MAX	24
#define REPLACEMENT	0xfffd

static const struct {
	const char *name;
	uint32_t code;
} named[] = {
	{ "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' },
	{ "apos", '\'' }, { "nbsp", 0xa0 }, { "shy", 0xad },
	{ "ensp", 0x2002 }, { "emsp", 0x2003 }, { "thinsp", 0x2009 },
	{ "numsp", 0x2007 }, { "puncsp", 0x2008 }, { "hairsp", 0x200a },
	{ "zwnj", 0x200c }, { "zwj", 0x200d }, { "lrm", 0x200e },
	{ "rlm", 0x200f }, { "ZeroWidthSpace", 0x200b },
	{ "NoBreak", 0x2060 }, { "Tab", '\t' }, { "NewLine", '\n' },
	{ "excl", '!' }, { "num", '#' }, { "dollar", '$' },
	{ "percnt", '%' }, { "lpar", '(' }, { "rpar", ')' }, { "ast", '*' },
	{ "plus", '+' }, { "comma", ',' }, { "period", '.' }, { "sol", '/' },
	{ "colon", ':' }, { "semi", ';' }, { "equals", '=' },
	{ "quest", '?' }, { "commat", '@' }, { "lsqb", '[' },
	{ "lbrack", '[' }, { "bsol", '\\' }, { "rsqb", ']' },
	{ "rbrack", ']' }, { "Hat", '^' }, { "lowbar", '_' },
	{ "grave", '`' }, { "lcub", '{' }, { "lbrace", '{' },
	{ "verbar", '|' }, { "vert", '|' }, { "rcub", '}' },
	{ "rbrace", '}' }, { "hyphen", 0x2010 }, { "dash", 0x2010 },
	{ "ndash", 0x2013 }, { "mdash", 0x2014 }, { "horbar", 0x2015 },
	{ "minus", 0x2212 }, { "lsquo", 0x2018 }, { "rsquo", 0x2019 },
	{ "sbquo", 0x201a }, { "ldquo", 0x201c }, { "rdquo", 0x201d },
	{ "bdquo", 0x201e }, { "bull", 0x2022 }, { "hellip", 0x2026 },
	{ "middot", 0xb7 }, { "laquo", 0xab }, { "raquo", 0xbb },
	{ "lsaquo", 0x2039 }, { "rsaquo", 0x203a }, { "euro", 0x20ac },
	{ "pound", 0xa3 }, { "cent", 0xa2 }, { "yen", 0xa5 },
	{ "copy", 0xa9 }, { "reg", 0xae }, { "trade", 0x2122 },
	{ "deg", 0xb0 }, { "para", 0xb6 }, { "sect", 0xa7 },
	{ "times", 0xd7 }, { "divide", 0xf7 }, { "frac12", 0xbd },
	{ "frac14", 0xbc }, { "frac34", 0xbe }, { "sup1", 0xb9 },
	{ "sup2", 0xb2 }, { "sup3", 0xb3 }, { "ordf", 0xaa },
	{ "ordm", 0xba }, { "micro", 0xb5 }, { "plusmn", 0xb1 },
	{ "iexcl", 0xa1 }, { "iquest", 0xbf }, { "acute", 0xb4 },
	{ "Agrave", 0xc0 }, { "Aacute", 0xc1 }, { "Acirc", 0xc2 },
	{ "Atilde", 0xc3 }, { "Auml", 0xc4 }, { "Aring", 0xc5 },
	{ "AElig", 0xc6 }, { "Ccedil", 0xc7 }, { "Egrave", 0xc8 },
	{ "Eacute", 0xc9 }, { "Ecirc", 0xca }, { "Euml", 0xcb },
	{ "Igrave", 0xcc }, { "Iacute", 0xcd }, { "Icirc", 0xce },
	{ "Iuml", 0xcf }, { "ETH", 0xd0 }, { "Ntilde", 0xd1 },
	{ "Ograve", 0xd2 }, { "Oacute", 0xd3 }, { "Ocirc", 0xd4 },
	{ "Otilde", 0xd5 }, { "Ouml", 0xd6 }, { "Oslash", 0xd8 },
	{ "Ugrave", 0xd9 }, { "Uacute", 0xda }, { "Ucirc", 0xdb },
	{ "Uuml", 0xdc }, { "Yacute", 0xdd }, { "THORN", 0xde },
	{ "szlig", 0xdf }, { "agrave", 0xe0 }, { "aacute", 0xe1 },
	{ "acirc", 0xe2 }, { "atilde", 0xe3 }, { "auml", 0xe4 },
	{ "aring", 0xe5 }, { "aelig", 0xe6 }, { "ccedil", 0xe7 },
	{ "egrave", 0xe8 }, { "eacute", 0xe9 }, { "ecirc", 0xea },
	{ "euml", 0xeb }, { "igrave", 0xec }, { "iacute", 0xed },
	{ "icirc", 0xee }, { "iuml", 0xef }, { "eth", 0xf0 },
	{ "ntilde", 0xf1 }, { "ograve", 0xf2 }, { "oacute", 0xf3 },
	{ "ocirc", 0xf4 }, { "otilde", 0xf5 }, { "ouml", 0xf6 },
	{ "oslash", 0xf8 }, { "ugrave", 0xf9 }, { "uacute", 0xfa },
	{ "ucirc", 0xfb }, { "uuml", 0xfc }, { "yacute", 0xfd },
	{ "thorn", 0xfe }, { "yuml", 0xff },
};

/* HTML 13.2.5.80: what pages written for Windows mean by these numbers. */
static const uint16_t windows_1252[32] = {
	0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021,
	0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f,
	0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
};

int
entity_put(struct buf *out, uint32_t c)
{
	uint8_t b[4];
	size_t n;

	if (c >= 0x80 && c < 0xa0)
		c = windows_1252[c - 0x80];
	if (c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		c = REPLACEMENT;
	/* A control character is nothing that anybody sees. */
	if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
		c = ' ';
	if (c < 0x80) {
		b[0] = (uint8_t)c;
		n = 1;
	} else if (c < 0x800) {
		b[0] = (uint8_t)(0xc0 | c >> 6);
		b[1] = (uint8_t)(0x80 | (c & 0x3f));
		n = 2;
	} else if (c < 0x10000) {
		b[0] = (uint8_t)(0xe0 | c >> 12);
		b[1] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
		b[2] = (uint8_t)(0x80 | (c & 0x3f));
		n = 3;
	} else {
		b[0] = (uint8_t)(0xf0 | c >> 18);
		b[1] = (uint8_t)(0x80 | (c >> 12 & 0x3f));
		b[2] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
		b[3] = (uint8_t)(0x80 | (c & 0x3f));
		n = 4;
	}
	return buf_put(out, b, n);
}

static int
digit_of(uint8_t c, uint32_t base)
{
	if (ascii_is_digit(c))
		return c - '0';
	c = ascii_lower(c);
	return base == 16 && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "#49", "#x31": returns bytes taken after the "&", 0 if it is none. */
static size_t
numeric(struct slice s, uint32_t *ret)
{
	uint32_t base = 10, code = 0;
	size_t at = 1, from;
	int d;

	if (s.len > 1 && (s.ptr[1] | 0x20) == 'x') {
		base = 16;
		at = 2;
	}
	for (from = at; at < s.len; at++) {
		d = digit_of(s.ptr[at], base);
		if (d < 0)
			break;
		/* Past the last code point it stays past it. */
		if (code <= 0x10ffff)
			code = code * base + (uint32_t)d;
	}
	if (at == from)
		return 0;
	if (at < s.len && s.ptr[at] == ';')
		at++;
	*ret = code;
	return at;
}

/*
 * A name, with its semicolon or without: then the longest known beginning
 * counts ("&nbsp5" is a blank and a five).
 */
static size_t
by_name(struct slice s, uint32_t *ret)
{
	size_t len, i, n;

	for (len = 0; len < s.len && len < NAME_LEN_MAX &&
	    (ascii_is_alpha(s.ptr[len]) || ascii_is_digit(s.ptr[len])); len++)
		;
	for (n = len; n >= 2; n--) {
		for (i = 0; i < sizeof named / sizeof named[0]; i++) {
			if ((uint8_t)named[i].name[0] != s.ptr[0] ||
			    !slice_eq_str(slice_sub(s, 0, n), named[i].name))
				continue;
			*ret = named[i].code;
			return n < s.len && s.ptr[n] == ';' ? n + 1 : n;
		}
	}
	return 0;
}

int
entity_decode(struct slice s, struct buf *out)
{
	uint32_t code;
	size_t amp, n;
	int r = 0;

	while (s.len > 0 && r == 0) {
		amp = slice_chr(s, '&', 0);
		r = buf_put_slice(out, slice_sub(s, 0, amp));
		if (r < 0 || amp == SLICE_NPOS)
			break;
		s = slice_from(s, amp + 1);
		n = s.len > 0 && s.ptr[0] == '#' ? numeric(s, &code) :
		    by_name(s, &code);
		r = n > 0 ? entity_put(out, code) : buf_putc(out, '&');
		s = slice_from(s, n);
	}
	return r;
}
