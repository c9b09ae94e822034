#include "mime/charset.h"

#include <stddef.h>

const struct charset charset_table[] = {
	{ "us-ascii", CHARSET_ASCII, NULL },
	{ "utf-8", CHARSET_UTF8, NULL },
	{ "utf-7", CHARSET_UTF7, NULL },
	{ "utf-16", CHARSET_UTF16, NULL },
	{ "utf-16le", CHARSET_UTF16LE, NULL },
	{ "utf-16be", CHARSET_UTF16BE, NULL },
	{ "utf-32", CHARSET_UTF32, NULL },
	{ "utf-32le", CHARSET_UTF32LE, NULL },
	{ "utf-32be", CHARSET_UTF32BE, NULL },
	{ "iso-8859-1", CHARSET_LATIN1, NULL },
	{ "windows-1252", CHARSET_LATIN1, NULL },
	{ "iso-8859-2", CHARSET_SINGLE, "ISO-8859-2" },
	{ "iso-8859-3", CHARSET_SINGLE, "ISO-8859-3" },
	{ "iso-8859-4", CHARSET_SINGLE, "ISO-8859-4" },
	{ "iso-8859-5", CHARSET_SINGLE, "ISO-8859-5" },
	{ "iso-8859-6", CHARSET_SINGLE, "ISO-8859-6" },
	{ "iso-8859-7", CHARSET_SINGLE, "ISO-8859-7" },
	{ "iso-8859-8", CHARSET_SINGLE, "ISO-8859-8" },
	{ "iso-8859-9", CHARSET_SINGLE, "ISO-8859-9" },
	{ "iso-8859-10", CHARSET_SINGLE, "ISO-8859-10" },
	{ "iso-8859-11", CHARSET_SINGLE, "ISO-8859-11" },
	{ "iso-8859-13", CHARSET_SINGLE, "ISO-8859-13" },
	{ "iso-8859-14", CHARSET_SINGLE, "ISO-8859-14" },
	{ "iso-8859-15", CHARSET_SINGLE, "ISO-8859-15" },
	{ "iso-8859-16", CHARSET_SINGLE, "ISO-8859-16" },
	{ "windows-874", CHARSET_SINGLE, "CP874" },
	{ "windows-1250", CHARSET_SINGLE, "CP1250" },
	{ "windows-1251", CHARSET_SINGLE, "CP1251" },
	{ "windows-1253", CHARSET_SINGLE, "CP1253" },
	{ "windows-1254", CHARSET_SINGLE, "CP1254" },
	{ "windows-1255", CHARSET_MULTI, "CP1255" },
	{ "windows-1256", CHARSET_SINGLE, "CP1256" },
	{ "windows-1257", CHARSET_SINGLE, "CP1257" },
	{ "windows-1258", CHARSET_MULTI, "CP1258" },
	{ "koi8-r", CHARSET_SINGLE, "KOI8-R" },
	{ "koi8-u", CHARSET_SINGLE, "KOI8-U" },
	{ "macintosh", CHARSET_SINGLE, "MACINTOSH" },
	{ "x-mac-cyrillic", CHARSET_SINGLE, "MAC-CYRILLIC" },
	{ "ibm437", CHARSET_SINGLE, "IBM437" },
	{ "ibm850", CHARSET_SINGLE, "IBM850" },
	{ "ibm852", CHARSET_SINGLE, "IBM852" },
	{ "ibm855", CHARSET_SINGLE, "IBM855" },
	{ "ibm858", CHARSET_SINGLE, "CP858" },
	{ "ibm866", CHARSET_SINGLE, "IBM866" },
	{ "tis-620", CHARSET_SINGLE, "TIS-620" },
	/* EBCDIC hides ASCII digits from who reads bytes (mime-traps 3.10). */
	{ "ibm037", CHARSET_SINGLE, "IBM037" },
	{ "ibm500", CHARSET_SINGLE, "IBM500" },
	{ "ibm1047", CHARSET_SINGLE, "IBM1047" },
	{ "iso-2022-jp", CHARSET_MULTI, "ISO-2022-JP-3" },
	{ "iso-2022-jp-2", CHARSET_MULTI, "ISO-2022-JP-2" },
	{ "iso-2022-kr", CHARSET_MULTI, "ISO-2022-KR" },
	{ "iso-2022-cn", CHARSET_MULTI, "ISO-2022-CN-EXT" },
	{ "euc-jp", CHARSET_MULTI, "EUC-JP" },
	{ "euc-kr", CHARSET_MULTI, "CP949" },
	{ "euc-tw", CHARSET_MULTI, "EUC-TW" },
	/* Microsoft's supersets: what mail with these labels holds. */
	{ "shift_jis", CHARSET_MULTI, "CP932" },
	{ "gb2312", CHARSET_MULTI, "GBK" },
	{ "gbk", CHARSET_MULTI, "GBK" },
	{ "gb18030", CHARSET_MULTI, "GB18030" },
	{ "big5", CHARSET_MULTI, "CP950" },
	{ "big5-hkscs", CHARSET_MULTI, "BIG5-HKSCS" },
	{ "hz-gb-2312", CHARSET_HZ, "GBK" },
	{ NULL, CHARSET_GUESS, NULL }
};

static const struct charset guess = { "", CHARSET_GUESS, NULL };

/* Letters and digits only, lower case, on the left: mail is inventive. */
static const struct {
	const char *alias, *name;
} aliases[] = {
	{ "ascii", "us-ascii" },
	{ "us", "us-ascii" },
	{ "ansix341968", "us-ascii" },
	{ "ansix341986", "us-ascii" },
	{ "iso646us", "us-ascii" },
	{ "iso646irv1991", "us-ascii" },
	{ "646", "us-ascii" },
	{ "cp367", "us-ascii" },
	{ "ibm367", "us-ascii" },
	{ "csascii", "us-ascii" },
	{ "7bit", "us-ascii" },
	{ "utf8mb4", "utf-8" },
	{ "utf8n", "utf-8" },
	{ "unicode11utf8", "utf-8" },
	{ "cp65001", "utf-8" },
	{ "csutf8", "utf-8" },
	{ "unicode", "utf-16" },
	{ "ucs2", "utf-16" },
	{ "iso10646ucs2", "utf-16" },
	{ "csutf16", "utf-16" },
	{ "utf16le", "utf-16le" },
	{ "unicodelittle", "utf-16le" },
	{ "ucs2le", "utf-16le" },
	{ "unicodefffe", "utf-16be" },
	{ "unicodebig", "utf-16be" },
	{ "ucs2be", "utf-16be" },
	{ "ucs4", "utf-32" },
	{ "iso10646ucs4", "utf-32" },
	{ "latin1", "iso-8859-1" },
	{ "l1", "iso-8859-1" },
	{ "isolatin1", "iso-8859-1" },
	{ "csisolatin1", "iso-8859-1" },
	{ "iso885911987", "iso-8859-1" },
	{ "isoir100", "iso-8859-1" },
	{ "cp819", "iso-8859-1" },
	{ "ibm819", "iso-8859-1" },
	{ "ansi", "windows-1252" },
	{ "xansi", "windows-1252" },
	{ "latin2", "iso-8859-2" },
	{ "iso885921987", "iso-8859-2" },
	{ "latin3", "iso-8859-3" },
	{ "latin4", "iso-8859-4" },
	{ "cyrillic", "iso-8859-5" },
	{ "arabic", "iso-8859-6" },
	{ "iso88596i", "iso-8859-6" },
	{ "iso88596e", "iso-8859-6" },
	{ "greek", "iso-8859-7" },
	{ "hebrew", "iso-8859-8" },
	{ "iso88598i", "iso-8859-8" },
	{ "iso88598e", "iso-8859-8" },
	{ "logical", "iso-8859-8" },
	{ "latin5", "iso-8859-9" },
	{ "latin6", "iso-8859-10" },
	{ "latin8", "iso-8859-14" },
	{ "latin9", "iso-8859-15" },
	{ "latin0", "iso-8859-15" },
	{ "latin10", "iso-8859-16" },
	{ "dos874", "windows-874" },
	{ "xcp1251", "windows-1251" },
	{ "xcp1250", "windows-1250" },
	{ "xcp1252", "windows-1252" },
	{ "koi8", "koi8-r" },
	{ "koi", "koi8-r" },
	{ "cskoi8r", "koi8-r" },
	{ "koi8ru", "koi8-u" },
	{ "mac", "macintosh" },
	{ "macroman", "macintosh" },
	{ "xmacroman", "macintosh" },
	{ "csmacintosh", "macintosh" },
	{ "maccyrillic", "x-mac-cyrillic" },
	{ "437", "ibm437" },
	{ "850", "ibm850" },
	{ "852", "ibm852" },
	{ "866", "ibm866" },
	{ "tis6202533", "tis-620" },
	{ "ebcdiccpus", "ibm037" },
	{ "ibm00858", "ibm858" },
	/* Letters and digits stand at one place in all of EBCDIC's pages. */
	{ "cp273", "ibm500" }, { "ibm273", "ibm500" },
	{ "cp277", "ibm500" }, { "ibm277", "ibm500" },
	{ "cp278", "ibm500" }, { "ibm278", "ibm500" },
	{ "cp280", "ibm500" }, { "ibm280", "ibm500" },
	{ "cp284", "ibm500" }, { "ibm284", "ibm500" },
	{ "cp285", "ibm500" }, { "ibm285", "ibm500" },
	{ "cp297", "ibm500" }, { "ibm297", "ibm500" },
	{ "cp871", "ibm500" }, { "ibm871", "ibm500" },
	{ "cp1026", "ibm500" }, { "ibm1026", "ibm500" },
	{ "cp1140", "ibm037" }, { "ibm1140", "ibm037" },
	{ "ibm01140", "ibm037" }, { "cp1141", "ibm500" },
	{ "ibm01141", "ibm500" }, { "cp1146", "ibm500" },
	{ "ibm01146", "ibm500" }, { "ibm1146", "ibm500" },
	{ "cp1148", "ibm500" }, { "ibm01148", "ibm500" },
	{ "cp1149", "ibm500" }, { "ibm01149", "ibm500" },
	{ "ebcdicuk", "ibm500" }, { "ebcdicgb", "ibm500" },
	{ "ebcdiccpgb", "ibm500" }, { "ebcdicinternational", "ibm500" },
	{ "ebcdicus", "ibm037" }, { "ebcdic", "ibm037" },
	{ "csibm037", "ibm037" }, { "ebcdiccpca", "ibm037" },
	{ "ebcdiccpwt", "ibm037" }, { "ebcdiccpnl", "ibm037" },
	{ "ebcdiccpbe", "ibm500" }, { "ebcdiccpch", "ibm500" },
	{ "cp1047", "ibm1047" }, { "ibm01047", "ibm1047" },
	{ "unicode11utf7", "utf-7" },
	{ "unicode20utf7", "utf-7" },
	{ "csunicode11utf7", "utf-7" },
	{ "xunicode20utf7", "utf-7" },
	{ "iso2022jp1", "iso-2022-jp-2" },
	{ "iso2022jp3", "iso-2022-jp" },
	{ "iso2022jp2004", "iso-2022-jp" },
	{ "csiso2022jp", "iso-2022-jp" },
	{ "cp50220", "iso-2022-jp" },
	{ "cp50221", "iso-2022-jp" },
	{ "jis", "iso-2022-jp" },
	{ "csiso2022kr", "iso-2022-kr" },
	{ "iso2022cnext", "iso-2022-cn" },
	{ "ujis", "euc-jp" },
	{ "xeucjp", "euc-jp" },
	{ "cseucpkdfmtjapanese", "euc-jp" },
	{ "euc", "euc-jp" },
	{ "sjis", "shift_jis" },
	{ "xsjis", "shift_jis" },
	{ "mskanji", "shift_jis" },
	{ "csshiftjis", "shift_jis" },
	{ "cp932", "shift_jis" },
	{ "windows31j", "shift_jis" },
	{ "ksc56011987", "euc-kr" },
	{ "ksc56011989", "euc-kr" },
	{ "ksc5601", "euc-kr" },
	{ "ks5601", "euc-kr" },
	{ "cp949", "euc-kr" },
	{ "uhc", "euc-kr" },
	{ "xwindows949", "euc-kr" },
	{ "windows949", "euc-kr" },
	{ "korean", "euc-kr" },
	{ "cseuckr", "euc-kr" },
	{ "euccn", "gb2312" },
	{ "xeuccn", "gb2312" },
	{ "gb231280", "gb2312" },
	{ "csgb2312", "gb2312" },
	{ "cngb", "gb2312" },
	{ "chinese", "gb2312" },
	{ "gb", "gb2312" },
	{ "cp936", "gbk" },
	{ "ms936", "gbk" },
	{ "windows936", "gbk" },
	{ "xgbk", "gbk" },
	{ "gb180302000", "gb18030" },
	{ "gb180302005", "gb18030" },
	{ "cp950", "big5" },
	{ "windows950", "big5" },
	{ "cnbig5", "big5" },
	{ "xxbig5", "big5" },
	{ "csbig5", "big5" },
	{ "bigfive", "big5" },
	{ "hz", "hz-gb-2312" },
	/* RFC 1428 3, and what gateways write when they do not know. */
	{ "unknown8bit", "" },
	{ "xunknown", "" },
	{ "unknown", "" },
	{ "default", "" },
	{ "userdefined", "" },
	{ "xuserdefined", "" },
	{ "iso8859", "iso-8859-1" },
	{ "8bit", "" },
	{ "none", "" },
	{ "null", "" },
};

const uint16_t charset_windows[32] = {
	0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021,
	0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f,
	0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178
};

/* Letters and digits of both agree; b is one of our names. */
static bool
same_letters(struct slice a, const char *b)
{
	size_t i;

	for (i = 0; i < a.len; i++) {
		if (!ascii_is_alpha(a.ptr[i]) && !ascii_is_digit(a.ptr[i]))
			continue;
		while (*b != '\0' && !ascii_is_alpha((uint8_t)*b) &&
		    !ascii_is_digit((uint8_t)*b))
			b++;
		if (ascii_lower(a.ptr[i]) != (uint8_t)*b)
			return false;
		b++;
	}
	while (*b != '\0' && !ascii_is_alpha((uint8_t)*b) &&
	    !ascii_is_digit((uint8_t)*b))
		b++;
	return *b == '\0';
}

static const struct charset *
by_name(struct slice name)
{
	const struct charset *c;

	for (c = charset_table; c->name != NULL; c++)
		if (same_letters(name, c->name))
			return c;
	return NULL;
}

/* "cp1251", "win-1251", "8859-2", "iso 8859-2": a family and a number. */
static const struct charset *
by_number(struct slice name)
{
	static const struct { const char *spelt, *family; } families[] = {
		{ "windows", "windows" }, { "win", "windows" },
		{ "cp", "windows" }, { "xwindows", "windows" },
		{ "mswindows", "windows" }, { "", "windows" },
		{ "8859", "iso8859" }, { "xiso8859", "iso8859" },
		{ "csiso8859", "iso8859" }, { "iso08859", "iso8859" },
		{ "cp", "ibm" }, { "dos", "ibm" }, { "csibm", "ibm" },
	};
	uint8_t word[48];
	size_t i, j, n, f;
	const struct charset *c;

	for (f = 0; f < sizeof families / sizeof families[0]; f++) {
		n = slice_str(families[f].spelt).len;
		if (!slice_istarts(name, slice_str(families[f].spelt)))
			continue;
		j = slice_str(families[f].family).len;
		for (i = 0; i < j; i++)
			word[i] = (uint8_t)families[f].family[i];
		for (i = n; i < name.len && j < sizeof word; i++)
			word[j++] = name.ptr[i];
		c = by_name(slice_of(word, j));
		if (c != NULL)
			return c;
	}
	return NULL;
}

const struct charset *
charset_find(struct slice name)
{
	const struct charset *c;
	uint8_t bare[40];
	size_t i, n;

	for (i = n = 0; i < name.len; i++) {
		if (!ascii_is_alpha(name.ptr[i]) && !ascii_is_digit(name.ptr[i]))
			continue;
		if (n == sizeof bare)
			return NULL;
		bare[n++] = ascii_lower(name.ptr[i]);
	}
	/* Nothing but signs is no name; nothing at all is no charset. */
	if (n == 0)
		return slice_trim(name).len == 0 ? &guess : NULL;
	name = slice_of(bare, n);
	c = by_name(name);
	for (i = 0; c == NULL && i < sizeof aliases / sizeof aliases[0]; i++)
		if (slice_eq_str(name, aliases[i].alias))
			return aliases[i].name[0] == '\0' ? &guess :
			    by_name(slice_str(aliases[i].name));
	return c != NULL ? c : by_number(name);
}
