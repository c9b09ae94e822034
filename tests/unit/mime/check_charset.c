#include "mime/mime.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "unit/unit.h"

#define BYTES(lit)	{ (const uint8_t *)(lit), sizeof(lit) - 1 }

static void
preload(void)
{
	const char *name = NULL;

	ck_assert_msg(mime_charset_preload(&name) == 0, "%s", name);
}

/*
 * Each charset that we claim reads digits and letters, and what else the
 * C library can write in it.
 */
static const char sample[] = "QQ 12 34 56 C \xc2\xa3 \xc3\xa9 \xd0\x96 "
    "\xce\xb1 \xd7\x90 \xd8\xb9 \xe0\xb8\x81 \xe3\x81\x82 \xe4\xb8\xad "
    "\xed\x95\x9c end";

/* Some converters write a character that they read back as another one. */
static bool
comes_back(iconv_t back, char *bytes, size_t len, const char *utf8, size_t n)
{
	char *out, text[64];
	size_t out_left;

	out = text;
	out_left = sizeof text;
	iconv(back, NULL, NULL, NULL, NULL);
	if (iconv(back, &bytes, &len, &out, &out_left) == (size_t)-1)
		return false;
	iconv(back, NULL, NULL, &out, &out_left);
	return slice_eq(slice_of(text, sizeof text - out_left),
	    slice_of(utf8, n));
}

/* Encode character by character, leaving out what the charset lacks. */
static void
encode_sample(const char *charset, struct buf *raw, struct buf *want)
{
	char *in, *out, bytes[64];
	size_t in_left, out_left, i, n;
	iconv_t cd, back;

	back = iconv_open("UTF-8", charset);
	cd = iconv_open(charset, "UTF-8");
	ck_assert_msg(cd != (iconv_t)-1, "%s", charset);
	for (i = 0; i < sizeof sample - 1; i += n) {
		for (n = 1; (sample[i + n] & 0xc0) == 0x80; n++)
			;
		in = (char *)(uintptr_t)(sample + i);
		in_left = n;
		out = bytes;
		out_left = sizeof bytes;
		if (iconv(cd, &in, &in_left, &out, &out_left) != 0)
			continue;
		if (sample[i] & 0x80 && strcmp(charset, "CP932") == 0 &&
		    !comes_back(back, bytes, sizeof bytes - out_left,
		    sample + i, n))
			continue;
		buf_put(raw, bytes, sizeof bytes - out_left);
		buf_put(want, sample + i, n);
	}
	out = bytes;
	out_left = sizeof bytes;
	iconv(cd, NULL, NULL, &out, &out_left);
	buf_put(raw, bytes, sizeof bytes - out_left);
	iconv_close(cd);
	iconv_close(back);
}

/* The C library's word for a name of ours, where it differs. */
static const char *
iconv_name(const char *name)
{
	static const char *const other[][2] = {
		{ "windows-874", "CP874" }, { "x-mac-cyrillic", "MAC-CYRILLIC" },
		{ "ibm858", "CP858" }, { "shift_jis", "CP932" },
		{ "euc-kr", "CP949" }, { "gb2312", "GBK" }, { "big5", "CP950" },
		{ "hz-gb-2312", NULL },
	};
	size_t i;

	for (i = 0; i < sizeof other / sizeof other[0]; i++)
		if (strcmp(name, other[i][0]) == 0)
			return other[i][1];
	return name;
}

START_TEST(test_every_charset_that_we_claim)
{
	struct buf raw = BUF_INIT(4096), want = BUF_INIT(4096);
	struct buf got = BUF_INIT(4096);
	const char *const *name;
	bool invalid;
	size_t n;

	preload();
	for (name = mime_charset_names(), n = 0; *name != NULL; name++, n++) {
		ck_assert(mime_charset_known(slice_str(*name)));
		if (iconv_name(*name) == NULL)
			continue;
		buf_reset(&raw);
		buf_reset(&want);
		buf_reset(&got);
		encode_sample(iconv_name(*name), &raw, &want);
		ck_assert_msg(want.len >= 20, "%s", *name);
		ck_assert_int_eq(mime_to_utf8(buf_slice(&raw),
		    slice_str(*name), &got, &invalid), 0);
		ck_assert_msg(slice_eq(buf_slice(&got), buf_slice(&want)),
		    "%s: %s", *name, buf_cstr(&got));
		ck_assert_msg(!invalid, "%s", *name);
	}
	ck_assert_uint_ge(n, 50);
	buf_free(&raw);
	buf_free(&want);
	buf_free(&got);
	mime_charset_unload();
}
END_TEST

static const struct {
	const char *name, *charset;
	struct slice bytes;
	const char *is;
	bool invalid;
	int result;
} cases[] = {
	{ "no charset, ASCII", "", BYTES("abc"), "abc", false, 0 },
	{ "no charset, UTF-8", "", BYTES("\xc3\xa9"), "\xc3\xa9", false, 0 },
	{ "no charset, Latin-1", "", BYTES("\xe9"), "\xc3\xa9", true, 0 },
	{ "a wrong us-ascii", "us-ascii", BYTES("\xc3\xa9"), "\xc3\xa9", true,
	    0 },
	{ "an alias", "Latin1", BYTES("\xe9"), "\xc3\xa9", false, 0 },
	{ "cp1252", "cp1252", BYTES("\x80"), "\xe2\x82\xac", false, 0 },
	{ "a smart quote in Latin-1", "ISO-8859-1", BYTES("\x92"),
	    "\xe2\x80\x99", false, 0 },
	{ "some Latin-1 in UTF-8", "utf-8", BYTES("\xc3\xa9 \xe9"),
	    "\xc3\xa9 \xc3\xa9", true, 0 },
	{ "an overlong NUL", "utf-8", BYTES("a\xc0\x80z"), "a z", true, 0 },
	{ "overlong letters", "utf-8",
	    BYTES("\xc1\x81\xe0\x81\x82\xf0\x80\x81\x83"), "ABC", true, 0 },
	{ "overlong letters without a label", "", BYTES("\xc1\x81\xc1\x82"),
	    "AB", true, 0 },
	{ "halves of a pair", "utf-8", BYTES("\xed\xa0\xb5\xed\xbf\x8f"),
	    "\xf0\x9d\x9f\x8f", true, 0 },
	{ "UTF-8 and one byte that is none, without a label", "",
	    BYTES("\xef\xbc\x91\xe9"), "\xef\xbc\x91\xc3\xa9", true, 0 },
	{ "Latin-1 without a label", "", BYTES("Caf\xe9 \xa9"),
	    "Caf\xc3\xa9 \xc2\xa9", true, 0 },
	{ "a letter that waits for its vowel, and a byte that is none",
	    "windows-1255", BYTES("\xf9\xfc"), "\xc3\xbc\xd7\xa9", true, 0 },
	{ "UTF-7, a pair", "utf-7", BYTES("a+2DXfzw-b"),
	    "a\xf0\x9d\x9f\x8f" "b", false, 0 },
	{ "UTF-7, a plus sign", "utf-7", BYTES("1+-1"), "1+1", false, 0 },
	{ "UTF-7, to the end", "utf-7", BYTES("+AEEAQg"), "AB", false, 0 },
	{ "Britain's EBCDIC", "ibm285", BYTES("\xc1\xf1"), "A1", false, 0 },
	{ "UTF-8 under a wrong label", "euc-jp",
	    BYTES("\xe4\xb8\xad\xe6\x96\x87"),
	    "\xe4\xb8\xad\xe6\x96\x87", true, 0 },
	{ "damage in two-byte text", "shift_jis", BYTES("\xe4\xb8\xff" "a"),
	    "\xe8\x8d\xb3\xc3\xbf" "a", true, 0 },
	{ "an unknown charset", "x-none", BYTES("\xc3\xa9"), "\xc3\xa9", false,
	    ERR_UNSUPPORTED },
	{ "a word for no charset", "unknown-8bit", BYTES("a"), "a", false, 0 },
	{ "a UTF-8 mark goes", "utf-8", BYTES("\xef\xbb\xbf" "a"), "a", false,
	    0 },
	{ "a UTF-16 mark beats the label", "us-ascii",
	    BYTES("\xff\xfe" "a\0b\0"), "ab", false, 0 },
	{ "UTF-16, big end first", "utf-16", BYTES("\0a\0b"), "ab", false, 0 },
	{ "UTF-16, little end first", "utf-16", BYTES("a\0b\0"), "ab", false,
	    0 },
	{ "a pair", "utf-16be", BYTES("\xd8\x3d\xde\x00"), "\xf0\x9f\x98\x80",
	    false, 0 },
	{ "half a pair", "utf-16be", BYTES("\xd8\x3d\0a"),
	    "\xef\xbf\xbd" "a", true, 0 },
	{ "half a unit", "utf-16le", BYTES("a\0b"), "ab", true, 0 },
	{ "UTF-7", "utf-7", BYTES("+AGE-b +AKM-"), "ab \xc2\xa3", false, 0 },
	{ "a shift state", "iso-2022-jp", BYTES("\x1b$B$\"\x1b(Ba"),
	    "\xe3\x81\x82" "a", false, 0 },
	{ "HZ", "hz", BYTES("a~{VP~}b~~"), "a\xe4\xb8\xad" "b~", false, 0 },
	{ "EBCDIC", "ibm037", BYTES("\xf1\xf2\xc1"), "12A", false, 0 },
	{ "NUL and controls become blanks", "utf-8", BYTES("a\0b\x1b\tc\r\n"),
	    "a b \tc\r\n", false, 0 },
	{ "a hole in a table", "iso-8859-7", BYTES("\xff"), "\xc3\xbf", true,
	    0 },
	{ "nothing", "euc-kr", BYTES(""), "", false, 0 },
};

START_TEST(test_to_utf8)
{
	struct buf out = BUF_INIT(4096);
	bool invalid;
	int r;

	preload();
	r = mime_to_utf8(cases[_i].bytes, slice_str(cases[_i].charset), &out,
	    &invalid);
	ck_assert_msg(r == cases[_i].result, "%s: %d", cases[_i].name, r);
	ck_assert_msg(strcmp(buf_cstr(&out), cases[_i].is) == 0, "%s: %s",
	    cases[_i].name, buf_cstr(&out));
	ck_assert_msg(invalid == cases[_i].invalid, "%s", cases[_i].name);
	buf_free(&out);
	mime_charset_unload();
}
END_TEST

static const char *const aliases[] = {
	"UTF8", "utf_8", "\"utf-8\"", "ASCII", "ANSI_X3.4-1968", "iso8859-1",
	"ISO_8859-1:1987", "iso-8859-8-i", "windows1251", "win-1251", "cp1250",
	"koi8r", "ks_c_5601-1987", "gb2312", "GB_2312-80", "cp936", "x-sjis",
	"Shift-JIS", "unicode-1-1-utf-7", "x-mac-roman", "cp850", "dos-866",
	"8859-15", "latin9",
};

START_TEST(test_aliases)
{
	preload();
	ck_assert_msg(mime_charset_known(slice_str(aliases[_i])), "%s",
	    aliases[_i]);
	mime_charset_unload();
}
END_TEST

START_TEST(test_unknown_names)
{
	preload();
	ck_assert(!mime_charset_known(SLICE("x-none")));
	ck_assert(!mime_charset_known(SLICE("iso-8859-12")));
	ck_assert(!mime_charset_known(SLICE("iso-8859-111")));
	ck_assert(!mime_charset_known(SLICE("??")));
	ck_assert(!mime_charset_known(SLICE("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaa")));
	mime_charset_unload();
}
END_TEST

/* Without preload only what needs no file is known: nothing opens later. */
START_TEST(test_nothing_opens_late)
{
	struct buf out = BUF_INIT(64);
	bool invalid;

	ck_assert(mime_charset_known(SLICE("utf-8")));
	ck_assert(!mime_charset_known(SLICE("koi8-r")));
	ck_assert_int_eq(mime_to_utf8(SLICE("a"), SLICE("euc-jp"), &out,
	    &invalid), ERR_UNSUPPORTED);
	ck_assert_str_eq(buf_cstr(&out), "a");
	buf_free(&out);
}
END_TEST

/* Tables and no converters: what they miss is told, and only that. */
START_TEST(test_tables_only)
{
	struct buf out = BUF_INIT(64);
	const char *name;
	bool invalid;

	ck_assert_int_eq(mime_charset_preload_tables(&name), 0);
	ck_assert(mime_charset_known(SLICE("euc-jp")));
	ck_assert_int_eq(mime_to_utf8(SLICE("\xd0"), SLICE("koi8-r"), &out,
	    &invalid), 0);
	ck_assert_str_eq(buf_cstr(&out), "\xd0\xbf");
	ck_assert_int_eq(mime_to_utf8(SLICE("\xff\xfe" "a\0"),
	    SLICE("iso-2022-jp"), &out, &invalid), 0);
	ck_assert(!mime_charset_was_missed());
	ck_assert_int_eq(mime_to_utf8(SLICE("a"), SLICE("iso-2022-jp"), &out,
	    &invalid), 0);
	ck_assert(mime_charset_was_missed());
	mime_charset_unload();
	ck_assert(!mime_charset_was_missed());
	buf_free(&out);
}
END_TEST

START_TEST(test_a_full_buffer)
{
	struct buf out = BUF_INIT(4);
	bool invalid;

	preload();
	ck_assert_int_eq(mime_to_utf8(SLICE("abcdefgh"), SLICE("euc-jp"),
	    &out, &invalid), ERR_LIMIT);
	buf_reset(&out);
	ck_assert_int_eq(mime_to_utf8(SLICE("abcdefgh"), SLICE("utf-8"),
	    &out, &invalid), ERR_LIMIT);
	buf_free(&out);
	mime_charset_unload();
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "claimed", test_every_charset_that_we_claim, 0 },
		{ "to utf-8", test_to_utf8, N_OF(cases) },
		{ "aliases", test_aliases, N_OF(aliases) },
		{ "unknown", test_unknown_names, 0 },
		{ "late", test_nothing_opens_late, 0 },
		{ "tables", test_tables_only, 0 },
		{ "full", test_a_full_buffer, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("charset", all);
}
