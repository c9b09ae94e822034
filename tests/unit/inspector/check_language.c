#include "inspector/language.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "unit/unit.h"

#define PAGE	"Content-Type: text/html\r\n\r\n"

static const struct {
	const char *name, *message, *language;
} cases[] = {
	{ "nothing", "Subject: x\r\n\r\nx\r\n", "" },
	{ "of the header", "Content-Language: gd\r\n\r\nx\r\n", "gd" },
	{ "in lower case", "content-language: GD-gb\r\n\r\nx\r\n", "gd-gb" },
	{ "the first of several", "Content-Language: pl, en\r\n\r\nx", "pl" },
	{ "folded, with a comment",
	    "Content-Language:\r\n pl-PL (Polski)\r\n\r\nx", "pl-pl" },
	{ "the header before the page",
	    "Content-Language: gd\r\n" PAGE "<html lang=\"pl\">", "gd" },
	{ "of the page", PAGE "<html lang=\"pl\"><body>x", "pl" },
	{ "after a doctype and a comment",
	    PAGE "<!DOCTYPE html>\r\n<!-- > --><HTML dir=ltr LANG='cy-GB'>",
	    "cy-gb" },
	{ "without quotes", PAGE "<html lang=gd><p>", "gd" },
	{ "of XHTML", PAGE "<?xml version=\"1.0\"?><html xml:lang=\"gd\">",
	    "gd" },
	{ "lang before xml:lang",
	    PAGE "<html xml:lang=\"pl\" lang=\"gd\">", "gd" },
	{ "quoted-printable", "Content-Type: text/html\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
	    "<html lang=3D\"gd\">", "gd" },
	{ "base64", "Content-Type: text/html\r\n"
	    "Content-Transfer-Encoding: base64\r\n\r\n"
	    "PGh0bWwgbGFuZz0iZ2QiPg==\r\n", "gd" },
	{ "of a part", "Content-Type: multipart/alternative; boundary=b\r\n"
	    "\r\n--b\r\n\r\n<html lang=\"pl\">\r\n--b\r\n" PAGE
	    "<html lang=\"gd\">\r\n--b--\r\n", "gd" },
	{ "not of an attached page",
	    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n"
	    "--b\r\nContent-Disposition: attachment\r\n" PAGE
	    "<html lang=\"gd\">\r\n--b--\r\n", "" },
	{ "not of an attached message",
	    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n"
	    "--b\r\nContent-Type: message/rfc822\r\n\r\n" PAGE
	    "<html lang=\"gd\">\r\n--b--\r\n", "" },
	{ "not of a word in a comment", PAGE "<!-- <html lang=\"gd\"> -->x",
	    "" },
	{ "not of another element", PAGE "<htmlx lang=\"gd\">", "" },
	{ "a value with a >", PAGE "<html title=\">\" lang=\"gd\">", "gd" },
	{ "nor a word that is no tag", "Content-Language: <b>\r\n\r\nx", "" },
	{ "nor a sentence", PAGE "<html lang=\"Scottish Gaelic\">", "" },
	{ "nor one letter", "Content-Language: g\r\n\r\nx", "" },
	{ "35 letters", "Content-Language: "
	    "abcdefgh-abcdefgh-abcdefgh-abcdefgh\r\n\r\nx",
	    "abcdefgh-abcdefgh-abcdefgh-abcdefgh" },
	{ "and no 36", "Content-Language: "
	    "abcdefgh-abcdefgh-abcdefgh-abcdef-x1\r\n\r\nx", "" },
	{ "a subtag that is too long", "Content-Language: abcdefghi\r\n\r\nx",
	    "" },
	{ "an open tag", PAGE "<html lang=\"gd", "gd" },
	{ "nothing but =", PAGE "<html = = =", "" },
	{ "an open comment", PAGE "<!-- x", "" },
};

START_TEST(test_find)
{
	struct arena *a = arena_new(16 * MIB);
	struct mime_message *m;
	struct slice s;

	ck_assert_int_eq(mime_read(slice_str(cases[_i].message), SLICE_NONE,
	    0, a, &m), 0);
	ck_assert_int_eq(language_find(m, a, &s), 0);
	ck_assert_msg(slice_eq_str(s, cases[_i].language), "%s: \"%.*s\"",
	    cases[_i].name, (int)s.len, (const char *)s.ptr);
	arena_free(a);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "find", test_find, N_OF(cases) },
		{ NULL, NULL, 0 },
	};

	return unit_main("language", all);
}
