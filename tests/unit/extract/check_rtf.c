#include "unit/unit.h"

#include <string.h>

#include "base/limits.h"
#include "probe.h"

#define S(lit)		SLICE(lit)
#define HEAD		"{\\rtf1\\ansi\\ansicpg1252\\deff0" \
	"{\\fonttbl{\\f0\\fnil Arial;}{\\f1\\fnil\\fcharset204 Arial Cyr;}" \
	"{\\f2\\fnil\\fcharset238 Arial CE;}" \
	"{\\f3\\fnil\\fcharset128 MS Mincho;}" \
	"{\\f39000\\fnil\\cpg1253 Greek;}}"

/* --- one nook, one text that must be found in it ------------------------------ */

static const struct {
	const char *name, *rtf;
	const char *text;	/* a whole unit */
	const char *place;
} nooks[] = {
	{ "runs join", HEAD "AB{\\b 12}{\\i 34}\\u53?6C\\par}",
	    "AB123456C" , "" },
	{ "line ends part no run", HEAD "AB12\r\n34\n56C\\par}",
	    "AB123456C", "" },
	{ "paragraphs part", HEAD "AB12\\par 3456C\\par}", "AB12", "" },
	{ "an escaped line end is a paragraph", HEAD "one\\\r\ntwo}", "one",
	    "" },
	{ "a tab stays one", HEAD "a\\tab b}", "a\tb", "" },
	{ "hex in the ANSI page", HEAD "caf\\'e9 \\'80}", "caf\u00e9 \u20ac",
	    "" },
	{ "hex whose digits a line end parts", HEAD "\\'4\r\n1B}", "AB", "" },
	{ "hex in a Cyrillic font", HEAD "{\\f1 \\'cf\\'f0\\'e8}}",
	    "\u041f\u0440\u0438", "" },
	{ "hex in a Central European font", HEAD "{\\f2 \\'e8}}", "\u010d",
	    "" },
	{ "hex in a Japanese font", HEAD "{\\f3 \\'93\\'fa\\'96\\'7b}}",
	    "\u65e5\u672c", "" },
	{ "a trail byte that is a letter", HEAD "{\\f3 \\'83A}}", "\u30a2",
	    "" },
	{ "a font with its own code page", HEAD "{\\f39000 \\'e1}}", "\u03b1",
	    "" },
	{ "the page of the file",
	    "{\\rtf1\\ansi\\ansicpg1250 \\'e8\\par}", "\u010d", "" },
	{ "two-byte characters by their own font", HEAD
	    "\\loch\\af0\\dbch\\af3 \\'93\\'fa\\loch x}", "\u65e5x", "" },
	{ "a code point and what it replaces", HEAD
	    "\\uc2\\u1055 xy\\'41\\uc0\\u1056\\u1057z}",
	    "\u041fA\u0420\u0421z", "" },
	{ "a replaced hex byte", HEAD "\\uc1\\u1055\\'3f\\u1056?}",
	    "\u041f\u0420", "" },
	{ "a brace ends what is replaced", HEAD "\\uc5\\u1055 {ab}c}",
	    "\u041fabc", "" },
	{ "a negative code point", HEAD "\\u-10179?\\u-8704?}",
	    "\U0001f600", "" },
	{ "digits of a symbol font", HEAD "\\u-4047?\\u-4046?}", "12", "" },
	{ "signs with names", HEAD "a\\emdash b\\~c\\_d}",
	    "a\u2014b\u00a0c-d", "" },
	{ "hidden text alone", HEAD "see {\\v AB123456C}this\\par}",
	    "AB123456C", "hidden text" },
	{ "what shows without it", HEAD "AB12{\\v x}3456C\\par}",
	    "AB123456C", "" },
	{ "hidden text in its place", HEAD "AB12{\\v 34}56C\\par}",
	    "AB123456C", "with hidden text" },
	{ "deleted text", HEAD "old {\\deleted AB123456C} new\\par}",
	    "AB123456C", "hidden text" },
	{ "inserted text", HEAD "AB{\\revised\\revauth1 123456C}\\par}",
	    "AB123456C", "" },
	{ "hiding ends with plain", HEAD "\\v a\\plain b\\par}", "b", "" },
	{ "a page header", HEAD "{\\header \\pard zan\\par}x}", "zan",
	    "page header" },
	{ "a page footer", HEAD "{\\footerf zan}x}", "zan", "page footer" },
	{ "a footnote parts nothing", HEAD "AB12{\\footnote \\pard zan\\par}"
	    "3456C}", "AB123456C", "" },
	{ "a footnote", HEAD "AB12{\\footnote \\pard zan\\par}3456C}", "zan",
	    "footnote" },
	{ "a comment", HEAD "x{\\*\\atnid A}{\\*\\atnauthor B}"
	    "{\\*\\annotation \\pard zan\\par}}", "zan", "comment" },
	{ "its author", HEAD "x{\\*\\atnauthor zan}}", "zan", "comment" },
	{ "the title", HEAD "{\\info{\\title zan}{\\author B}}x}", "zan",
	    "title" },
	{ "a document comment", HEAD "{\\info{\\doccomm zan}}x}", "zan",
	    "document comment" },
	{ "a user property", HEAD "{\\*\\userprops {\\propname n}\\proptype30"
	    "{\\staticval zan}}x}", "zan", "property" },
	{ "a document variable", HEAD "{\\*\\docvar {name}{zan}}x}", "zan",
	    "document variable" },
	{ "an instruction of a field", HEAD "{\\field{\\*\\fldinst { HYPERLINK"
	    " \"http://zan.example/\"}}{\\fldrslt {AB12}}}3456C}",
	    "HYPERLINK \"http://zan.example/\"", "field" },
	{ "its result goes on in the text", HEAD "{\\field{\\*\\fldinst "
	    "{PAGE}}{\\fldrslt {AB12}}}3456C}", "AB123456C", "" },
	{ "the text of a form field", HEAD "{\\*\\formfield {\\*\\ffdeftext "
	    "zan}}x}", "zan", "form field" },
	{ "a text box", HEAD "x{\\shp{\\*\\shpinst\\shpleft0{\\shptxt "
	    "\\pard zan\\par}}}}", "zan", "text box" },
	{ "the description of a shape", HEAD "x{\\shp{\\*\\shpinst{\\sp{\\sn "
	    "wzDescription}{\\sv 4111}}}}}", "4111", "shape" },
	{ "a bookmark", HEAD "x{\\*\\bkmkstart zan}}", "zan", "bookmark" },
	{ "an index entry", HEAD "x{\\xe {\\v zan}}}", "zan",
	    "hidden text" },
	{ "a destination of no known name", HEAD "x{\\*\\nobody zan}}", "zan",
	    "hidden text" },
	{ "a destination without its star", HEAD "x{\\nobody zan}}", "xzan",
	    "" },
	{ "a column and its name", HEAD "\\trowd\\cellx1\\cellx2\\pard\\intbl "
	    "Name\\cell NINO\\cell\\row\\trowd\\cellx1\\cellx2\\pard\\intbl "
	    "Ann\\cell zan\\cell\\row\\pard x\\par}", "zan", "cell B2" },
	{ "a table without \\intbl", HEAD "\\trowd\\cellx1\\cellx2 a\\cell "
	    "zan\\cell\\row}", "zan", "cell B1" },
	{ "a cell of a table in a table", HEAD "\\trowd\\pard\\intbl\\itap2 "
	    "a\\nestcell zan\\nestcell{\\*\\nesttableprops\\trowd\\nestrow}"
	    "\\pard\\intbl b\\cell\\row}", "zan", "cell B1" },
	{ "text before it all, in no UTF-8", "z\xe9n\r\n" HEAD "x}", "z\xc3\xa9n",
	    "before the RTF" },
	{ "text before it all", "zan\r\n" HEAD "x}", "zan",
	    "before the RTF" },
	{ "short for the first word", "{\\rt zan\\par}", "zan", "" },
	{ "another short form", "{\\rtf zan}", "zan", "" },
	{ "RTF in RTF", HEAD "x\\par{\\rtf1\\ansi zan\\par}}", "zan", "" },
	{ "HTML inside, as HTML", "{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag64 "
	    "<p>}AB12{\\*\\htmltag84 <b>}\\htmlrtf {\\b \\htmlrtf0 3456C"
	    "\\htmlrtf }\\htmlrtf0 {\\*\\htmltag92 </b>}}", "AB123456C",
	    "" },
	{ "an attribute in that HTML", "{\\rtf1\\ansi\\fromhtml1 "
	    "{\\*\\htmltag64 <img alt=\"zan\">}x}", "zan", NULL },
	{ "what only RTF readers see", "{\\rtf1\\ansi\\fromhtml1 \\htmlrtf "
	    "zan\\htmlrtf0\\par}", "zan", "" },
	{ "a field's data in hex", HEAD "x{\\*\\datafield "
	    "7a616e7a6962617220616e64206d6f726521}}", "zanzibar and more!",
	    NULL },
};

static void
read_rtf(struct probe *p, struct slice rtf)
{
	probe_open(p);
	probe_file(p, "a.rtf", "application/rtf", rtf);
	ck_assert_int_eq(p->result, 0);
}

START_TEST(test_nook)
{
	struct probe p;
	bool found = false;
	size_t i;

	read_rtf(&p, slice_str(nooks[_i].rtf));
	for (i = 0; i < p.unit_count; i++)
		found = found || (slice_eq_str(slice_trim(p.units[i].text),
		    nooks[_i].text) && (nooks[_i].place == NULL ||
		    slice_eq_str(p.units[i].place, nooks[_i].place)));
	ck_assert_msg(found, "%s", nooks[_i].name);
	ck_assert_msg(probe_is_clean(&p), "%s: not clean", nooks[_i].name);
	probe_close(&p);
}
END_TEST

START_TEST(test_header_of_a_column)
{
	const struct probe_unit *u;
	struct probe p;

	read_rtf(&p, S(HEAD "\\trowd\\pard\\intbl Name\\cell NINO\\cell\\row "
	    "Ann\\cell AB123456C\\cell\\row\\pard x\\par}"));
	u = probe_unit(&p, "AB123456C");
	ck_assert_ptr_nonnull(u);
	ck_assert(slice_eq_str(u->header, "NINO"));
	ck_assert_int_eq(u->row, 2);
	probe_close(&p);
}
END_TEST

/* Numbers that only programs read are no text. */
START_TEST(test_measures_are_no_text)
{
	struct probe p;

	read_rtf(&p, S(HEAD "x{\\shp{\\*\\shpinst{\\sp{\\sn fillColor}{\\sv "
	    "16777215}}}}{\\*\\blipuid 0123456789abcdef0123456789abcdef}}"));
	ck_assert(!probe_reads(&p, "16777215"));
	ck_assert(!probe_reads(&p, "0123456789abcdef"));
	ck_assert(!probe_reads(&p, "fillColor"));
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

/* --- objects and pictures ---------------------------------------------------------- */

#define PNG_HEX "89504e470d0a1a0a0000000d49484452000000010000000108000000003a" \
	"7e9b550000000a49444154789c6360000000020001e221bc330000000049454e44" \
	"ae426082"
/* An ObjectHeader of a Package with zan.txt: "zanzibar inside". */
#define OBJECT_HEAD "0105000002000000080000005061636b616765000000000000000000"
#define PACKAGE "320000000200" "7a616e2e74787400" "433a5c7a616e2e74787400" \
	"00000300" "02000000" "5a00" "0f000000" \
	"7a616e7a6962617220696e73696465"

static const struct {
	const char *name, *rtf;
	const char *text;	/* in a member, or NULL */
	const char *detected;	/* of the member */
	int class;		/* -1: clean */
} members[] = {
	{ "a picture", HEAD "x{\\pict\\pngblip " PNG_HEX "}}", NULL,
	    "image/png", -1 },
	{ "with its identifier", HEAD "x{\\*\\shppict{\\pict{\\*\\picprop"
	    "{\\sp{\\sn wzName}{\\sv zan}}}\\pngblip{\\*\\blipuid "
	    "0123456789abcdef0123456789abcdef}" PNG_HEX "}}}", "zan",
	    "image/png", -1 },
	{ "a bitmap without its head", HEAD "x{\\pict\\dibitmap0 2800000001"
	    "00000001000000010018000000000004000000000000000000000000000000"
	    "00000000ffffff00}}", NULL, "image/bmp", -1 },
	{ "a file in a package", HEAD "{\\object\\objemb{\\*\\objclass "
	    "Package}{\\*\\objdata " OBJECT_HEAD PACKAGE "}{\\result x}}}",
	    "zanzibar inside", "text/plain", -1 },
	{ "line ends and blanks among the digits", HEAD "{\\object{\\*\\objdata"
	    " 01 05\r\n0000\t02000000080000005061636b61676500"
	    "0000000000000000" PACKAGE "}}}", "zanzibar inside",
	    "text/plain", -1 },
	{ "groups among the digits", HEAD "{\\object{\\*\\objdata 0105000002"
	    "{\\*\\junk ffff}000000080000005061636b6167650000000000"
	    "00000000" PACKAGE "}}}", "zanzibar inside", "text/plain", -1 },
	{ "digits inside groups", HEAD "{\\object{\\*\\objdata {01050000}"
	    "{02000000080000005061636b61676500}0000000000000000" PACKAGE
	    "}}}", "zanzibar inside", "text/plain", -1 },
	{ "words among the digits", HEAD "{\\object{\\*\\objdata\\par 0105"
	    "\\objupdate 000002000000080000005061636b61676500"
	    "0000000000000000" PACKAGE "}}}", "zanzibar inside",
	    "text/plain", -1 },
	{ "an object that is none", HEAD "{\\object{\\*\\objdata "
	    "00112233445566778899aabbccddeeff00}}}", NULL, NULL,
	    ANOMALY_MALFORMED },
	{ "an object that ends too early", HEAD "{\\object{\\*\\objdata "
	    OBJECT_HEAD "ff0000000200" "7a00}}}", NULL, NULL,
	    ANOMALY_TRUNCATED },
	{ "text behind the end", HEAD "x}AB123456C", "AB123456C",
	    "text/plain", -1 },
	{ "padding behind the end", HEAD "x}}\r\n", NULL, NULL, -1 },
	{ "a group that stays open", HEAD "x{y", NULL, NULL,
	    ANOMALY_TRUNCATED },
	{ "bytes that are missing", HEAD "{\\pict\\bin100 abc}}", NULL, NULL,
	    ANOMALY_TRUNCATED },
	{ "a character set that is not read", HEAD "{\\fonttbl{\\f9\\fcharset"
	    "130 J;}}{\\f9 \\'a0\\'a1}}", NULL, NULL, ANOMALY_UNSUPPORTED },
};

START_TEST(test_member)
{
	struct probe p;
	size_t i;
	bool typed = members[_i].detected == NULL;

	read_rtf(&p, slice_str(members[_i].rtf));
	for (i = 0; i < p.part_count; i++)
		if (p.parts[i]->inside.len > 0)
			typed = typed || slice_eq_str(p.parts[i]->detected,
			    members[_i].detected);
	ck_assert_msg(typed, "%s: type", members[_i].name);
	if (members[_i].text != NULL)
		ck_assert_msg(probe_reads(&p, members[_i].text), "%s",
		    members[_i].name);
	if (members[_i].class < 0)
		ck_assert_msg(probe_is_clean(&p), "%s: not clean",
		    members[_i].name);
	else
		ck_assert_msg(probe_raised(&p,
		    (enum anomaly_class)members[_i].class), "%s",
		    members[_i].name);
	probe_close(&p);
}
END_TEST

/* \bin holds raw bytes, braces among them. */
START_TEST(test_binary)
{
	static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR{{}}\\x";
	struct buf rtf = BUF_INIT(4 * KIB);
	struct probe p;

	buf_printf(&rtf, HEAD "x{\\pict\\pngblip\\bin%zu ", sizeof png - 1);
	buf_put(&rtf, png, sizeof png - 1);
	buf_puts(&rtf, "}zan}");
	read_rtf(&p, buf_slice(&rtf));
	ck_assert(slice_eq_str(probe_part(&p, "2/1")->detected, "image/png"));
	ck_assert_ptr_nonnull(probe_unit(&p, "xzan"));
	probe_close(&p);
	buf_free(&rtf);
}
END_TEST

/* --- limits --------------------------------------------------------------------------- */

START_TEST(test_depth)
{
	static const size_t depths[] = { RTF_DEPTH_MAX, RTF_DEPTH_MAX + 1 };
	struct buf rtf = BUF_INIT(MIB);
	struct probe p;
	size_t i;

	buf_puts(&rtf, "{\\rtf1 zan\\par");
	for (i = 1; i < depths[_i]; i++)
		buf_putc(&rtf, '{');
	buf_puts(&rtf, "deep");
	for (i = 0; i < depths[_i]; i++)
		buf_putc(&rtf, '}');
	read_rtf(&p, buf_slice(&rtf));
	ck_assert(probe_reads(&p, "zan"));
	ck_assert(probe_reads(&p, "deep") == (_i == 0));
	ck_assert(probe_raised(&p, ANOMALY_LIMIT) == (_i == 1));
	probe_close(&p);
	buf_free(&rtf);
}
END_TEST

START_TEST(test_blobs)
{
	static const size_t counts[] = { RTF_BLOBS_MAX, RTF_BLOBS_MAX + 1 };
	struct buf rtf = BUF_INIT(MIB);
	struct probe p;
	size_t i;

	buf_puts(&rtf, "{\\rtf1 before\\par");
	for (i = 0; i < counts[_i]; i++)
		buf_puts(&rtf, "{\\pict}");
	buf_puts(&rtf, "after}");
	read_rtf(&p, buf_slice(&rtf));
	ck_assert(probe_reads(&p, "before"));
	ck_assert(probe_reads(&p, "after") == (_i == 0));
	ck_assert(probe_raised(&p, ANOMALY_LIMIT) == (_i == 1));
	probe_close(&p);
	buf_free(&rtf);
}
END_TEST

/* Notes in notes past what is kept apart: all read, all parted. */
START_TEST(test_streams)
{
	struct buf rtf = BUF_INIT(MIB);
	struct probe p;
	int i;

	buf_puts(&rtf, "{\\rtf1 x");
	for (i = 0; i < 100; i++)
		buf_printf(&rtf, "{\\footnote a%d", i);
	for (i = 0; i < 100; i++)
		buf_printf(&rtf, " b%d}", i);
	buf_puts(&rtf, "}");
	read_rtf(&p, buf_slice(&rtf));
	ck_assert(probe_is_clean(&p));
	ck_assert_ptr_nonnull(probe_unit(&p, "a99 b0"));
	ck_assert(probe_reads(&p, "a0"));
	ck_assert(probe_reads(&p, "b99"));
	probe_close(&p);
	buf_free(&rtf);
}
END_TEST

/* Word reads past them. */
START_TEST(test_zeros)
{
	struct probe p;

	read_rtf(&p, SLICE("{\\rtf1\\ansi A\0B1\0{\\b 2}\0" "34\0\\'35"
	    "\\par\0}"));
	ck_assert(probe_is_clean(&p));
	ck_assert_ptr_nonnull(probe_unit(&p, "AB12345"));
	probe_close(&p);
}
END_TEST

/* Cut anywhere, it ends, and never without a word. */
START_TEST(test_cut)
{
	struct slice whole = S(HEAD "{\\object{\\*\\objdata " OBJECT_HEAD
	    PACKAGE "}{\\result x}}\\trowd a\\cell\\row{\\v b}\\u9?\\'e9}");
	struct probe p;
	size_t n;

	for (n = 8; n < whole.len; n += 7) {
		read_rtf(&p, slice_sub(whole, 0, n));
		ck_assert(probe_raised(&p, ANOMALY_TRUNCATED));
		probe_close(&p);
	}
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "nook", test_nook, N_OF(nooks) },
		{ "header of a column", test_header_of_a_column, 0 },
		{ "measures are no text", test_measures_are_no_text, 0 },
		{ "member", test_member, N_OF(members) },
		{ "binary", test_binary, 0 },
		{ "depth", test_depth, 2 },
		{ "blobs", test_blobs, 2 },
		{ "streams", test_streams, 0 },
		{ "zeros", test_zeros, 0 },
		{ "cut", test_cut, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("rtf", cases);
}
