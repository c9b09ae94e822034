#include "action/charset_rewrite.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "unit/unit.h"

static void
setup(void)
{
	const char *bad;

	ck_assert_int_eq(mime_charset_preload(&bad), 0);
}

/* Text in a set; its error, or 0 with out filled. */
static int
write_in(const char *charset, const char *text, struct buf *out)
{
	struct charset_form f;

	buf_reset(out);
	if (!charset_form(slice_str(charset), SLICE(""), &f))
		return ERR_UNSUPPORTED;
	return charset_write(&f, slice_str(text), out);
}

/* --- letters ------------------------------------------------------------------ */

static const struct {
	const char *name, *charset, *text, *bytes;	/* NULL: it lacks one */
} letter_cases[] = {
	{ "ASCII in ASCII", "us-ascii", "a", "a" },
	{ "no letters in ASCII", "us-ascii", "\xc3\xa9", NULL },
	{ "UTF-8", "utf8", "\xc3\xa9", "\xc3\xa9" },
	{ "Latin-1", "iso-8859-1", "\xc3\xa9", "\xe9" },
	{ "Latin-1 is no windows-1252", "iso-8859-1", "\xe2\x80\x93", NULL },
	{ "windows-1252", "cp1252", "\xe2\x80\x93", "\x96" },
	{ "Latin-8 for Welsh", "iso-8859-14", "\xc5\xb5", "\xf0" },
	{ "KOI8-R has no accents", "koi8-r", "\xc3\xa9", NULL },
	{ "windows-1258, letter by letter", "windows-1258", "\xc3\xa9",
	    "\xe9" },
	{ "GBK", "gbk", "\xc3\xa9", "\xa8\xa6" },
	{ "GB 2312 lacks what GBK added", "gb2312", "\xe2\x80\x93", NULL },
	{ "a dash that tables dispute", "gbk", "\xe2\x80\x94", NULL },
	{ "not in GB 18030", "gb18030", "\xe2\x80\x94", "\xa1\xaa" },
	{ "four bytes of it", "gb18030", "\xc2\xa3", "\x81\x30\x84\x35" },
	{ "Big5, a quotation mark", "big5", "\xe2\x80\x99", "\xa1\xa6" },
	{ "Shift_JIS, the same", "shift_jis", "\xe2\x80\x99", "\x81\x66" },
	{ "EUC-JP, a hiragana", "euc-jp", "\xe3\x81\x93", "\xa4\xb3" },
	{ "EUC-KR", "euc-kr", "\xec\x95\x88", "\xbe\xc8" },
	{ "ISO-2022-JP: ASCII only", "iso-2022-jp", "\xe3\x81\x93", NULL },
	{ "Hebrew as it is spelt", "iso-8859-8-i", "\xd7\x90", "\xe0" },
	{ "Hebrew as it is seen would be reversed", "iso-8859-8",
	    "\xd7\x90", NULL },
	{ "UTF-7", "utf-7", "1 + \xc2\xa3~", "1 +- +AKMAfg-" },
	{ "UTF-7, beyond the first plane", "utf-7", "\xf0\x9f\x98\x80",
	    "+2D3eAA-" },
	{ "HZ", "hz-gb-2312", "a~b", "a~~b" },
	{ "HZ: ASCII only", "hz-gb-2312", "\xc3\xa9", NULL },
};

START_TEST(test_letters)
{
	struct buf out = BUF_INIT(MIB);
	int r;

	setup();
	r = write_in(letter_cases[_i].charset, letter_cases[_i].text, &out);
	ck_assert_msg(r == (letter_cases[_i].bytes == NULL ? ERR_RANGE : 0),
	    "%s: %d", letter_cases[_i].name, r);
	ck_assert_msg(r < 0 || slice_eq_str(buf_slice(&out),
	    letter_cases[_i].bytes), "%s: %s", letter_cases[_i].name,
	    buf_cstr(&out));
	buf_free(&out);
	mime_charset_unload();
}
END_TEST

/* Whatever is written in a set reads as it was, in every set that we know. */
START_TEST(test_every_set_reads_what_was_written)
{
	static const char *const texts[] = {
		"plain", "a\r\nb+c", "\xc3\xa9", "\xe2\x80\x93 \xc2\xa3",
		"\xd0\xb4\xd0\xb0", "\xce\xb1", "\xe4\xbd\xa0\xe5\xa5\xbd",
		"\xe3\x81\x93", "\xec\x95\x88", "\xe2\x80\x99s",
	};
	const char *const *name;
	struct buf out = BUF_INIT(MIB), back = BUF_INIT(MIB);
	bool invalid;
	size_t i, written = 0;

	setup();
	for (name = mime_charset_names(); *name != NULL; name++) {
		for (i = 0; i < N_OF(texts); i++) {
			if (write_in(*name, texts[i], &out) < 0)
				continue;
			buf_reset(&back);
			ck_assert_int_eq(mime_to_utf8(buf_slice(&out),
			    slice_str(*name), &back, &invalid), 0);
			ck_assert_msg(!invalid && slice_eq_str(
			    buf_slice(&back), texts[i]), "%s: %s", *name,
			    texts[i]);
			written++;
		}
	}
	ck_assert_uint_gt(written, 200);
	buf_free(&out);
	buf_free(&back);
	mime_charset_unload();
}
END_TEST

/* --- forms ------------------------------------------------------------------------- */

#define DATA(s)	{ (const uint8_t *)(s), sizeof (s) - 1 }

static const struct {
	const char *name, *charset;
	struct slice data;
	bool is;
	const char *read_by;
	size_t mark;
} form_cases[] = {
	{ "none", "", DATA("a"), true, "", 0 },
	{ "unknown, ASCII", "x-y", DATA("a"), true, "us-ascii", 0 },
	{ "unknown, 8-bit", "x-y", DATA("\xe9"), false, NULL, 0 },
	{ "EBCDIC", "ibm500", DATA("\xc1"), false, NULL, 0 },
	{ "UTF-8 with its mark", "utf-8", DATA("\xef\xbb\xbf" "a"), true,
	    "utf-8", 3 },
	{ "UTF-16, its mark", "utf-16", DATA("\xfe\xff\0a"), true, "utf-16be",
	    2 },
	{ "UTF-16, the other one", "utf-16", DATA("\xff\xfe" "a\0"), true,
	    "utf-16le", 2 },
	{ "by its blanks", "utf-16", DATA("a\0 \0"), true, "utf-16le", 0 },
	{ "blanks in both orders", "utf-16", DATA("\0 \x20\0"), false, NULL,
	    0 },
	{ "half a unit", "utf-16be", DATA("\0a\0"), false, NULL, 0 },
	{ "UTF-32's mark is not UTF-16's", "utf-32", DATA("\xff\xfe\0\0a\0\0\0"),
	    true, "utf-32le", 4 },
	{ "UTF-16 holding NUL", "utf-16be", DATA("\0a\0\0"), false, NULL, 0 },
	{ "a wide mark under another name", "utf-8", DATA("\xff\xfe" "a\0"),
	    false, NULL, 0 },
	{ "ISO-2022-JP in ASCII", "iso-2022-jp", DATA("\x1b$B$\"\x1b(B"),
	    true, "iso-2022-jp", 0 },
	{ "in Japanese", "iso-2022-jp", DATA("\x1b(B\x1b$B$\""), false, NULL,
	    0 },
	{ "cut in a switch", "iso-2022-jp", DATA("a\x1b("), false, NULL, 0 },
	{ "ISO-2022-CN, shifted out", "iso-2022-cn", DATA("\x1b$)A\x0e" "!!"),
	    false, NULL, 0 },
	{ "and in", "iso-2022-cn", DATA("\x1b$)A\x0e" "!!\x0f"), true,
	    "iso-2022-cn", 0 },
	{ "HZ in Chinese", "hz", DATA("~{VP"), false, NULL, 0 },
	{ "HZ, a line end ends it", "hz", DATA("~{VP\n"), true, "hz", 0 },
	{ "HZ, an escaped tilde", "hz", DATA("~~{VP"), true, "hz", 0 },
};

START_TEST(test_forms)
{
	struct charset_form f;
	bool is;

	setup();
	is = charset_form(slice_str(form_cases[_i].charset),
	    form_cases[_i].data, &f);
	ck_assert_msg(is == form_cases[_i].is, "%s", form_cases[_i].name);
	ck_assert_msg(!is || (slice_eq_str(f.name, form_cases[_i].read_by) &&
	    f.mark == form_cases[_i].mark), "%s: %.*s",
	    form_cases[_i].name, (int)f.name.len, (const char *)f.name.ptr);
	mime_charset_unload();
}
END_TEST

/* --- places ------------------------------------------------------------------------- */

static const struct {
	const char *name, *charset;
	struct slice data, bytes;
	size_t place;
	const char *view;
	size_t view_place;
	const char *text;
	bool is;
} hold_cases[] = {
	{ "at the end", "utf-8", DATA("a"), DATA("\r\nb"), 1, "a", 1, "\r\nb",
	    true },
	{ "in the middle", "utf-8", DATA("a\nc"), DATA("b\n"), 2, "a\nc", 2,
	    "b\n", true },
	{ "other places", "utf-8", DATA("a\nc"), DATA("b\n"), 2, "a\nc", 0,
	    "b\n", false },
	{ "another text", "windows-1252", DATA("a"), DATA("\x96"), 1, "a", 1,
	    "-", false },
	{ "a byte that stands for nothing", "tis-620", DATA("a"), DATA("\x92"),
	    1, "a", 1, "\xe2\x80\x99", false },
	{ "in a stretch of Japanese", "iso-2022-jp", DATA("\x1b$B$\""),
	    DATA("ab"), 5, "\xe3\x81\x82", 3, "ab", false },
	{ "behind it", "iso-2022-jp", DATA("\x1b$B$\"\x1b(B"), DATA("ab"), 8,
	    "\xe3\x81\x82", 3, "ab", true },
	{ "UTF-16, its mark left out", "utf-16", DATA("\xff\xfe" "a\0\n\0"),
	    DATA("b\0"), 6, "a\n", 2, "b", true },
};

START_TEST(test_holds)
{
	struct charset_form f;
	bool is;

	setup();
	if (!charset_form(slice_str(hold_cases[_i].charset),
	    hold_cases[_i].data, &f))
		ck_assert(!hold_cases[_i].is);
	ck_assert_int_eq(charset_holds(&f, hold_cases[_i].data,
	    hold_cases[_i].place, hold_cases[_i].bytes,
	    slice_str(hold_cases[_i].view), hold_cases[_i].view_place,
	    slice_str(hold_cases[_i].text), &is), 0);
	ck_assert_msg(is == hold_cases[_i].is, "%s", hold_cases[_i].name);
	mime_charset_unload();
}
END_TEST

START_TEST(test_lines)
{
	struct charset_form f;

	setup();
	ck_assert(charset_form(SLICE("utf-16le"), SLICE("a\0\n\0b\0"), &f));
	ck_assert_uint_eq(charset_line(&f, SLICE("a\0\n\0b\0"), 0), 0);
	ck_assert_uint_eq(charset_line(&f, SLICE("a\0\n\0b\0"), 1), 4);
	ck_assert_uint_eq(charset_line(&f, SLICE("a\0\n\0b\0"), 2), SLICE_NPOS);
	ck_assert(charset_form(SLICE("utf-8"), SLICE("\xef\xbb\xbf" "a"), &f));
	ck_assert_uint_eq(charset_line(&f, SLICE("\xef\xbb\xbf" "a"), 0), 3);
	mime_charset_unload();
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "letters", test_letters, N_OF(letter_cases) },
		{ "every set", test_every_set_reads_what_was_written, 0 },
		{ "forms", test_forms, N_OF(form_cases) },
		{ "holds", test_holds, N_OF(hold_cases) },
		{ "lines", test_lines, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("charset_rewrite", cases);
}
