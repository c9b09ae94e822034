#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "pdfmaker.h"
#include "fixture.h"
#include "probe.h"
#include "zipmaker.h"

static void
read_pdf(struct probe *p, const struct buf *pdf)
{
	probe_open(p);
	probe_file(p, "a.pdf", "application/pdf", buf_slice(pdf));
}

static void
read_made(struct probe *p, const struct pdf_made *m)
{
	struct buf pdf = BUF_INIT(16 * MIB);

	pdfmaker(m, &pdf);
	read_pdf(p, &pdf);
	buf_free(&pdf);
}

#define SHOW(what)	"BT /F1 12 Tf 72 700 Td " what " ET"
#define FORM		"/Type /XObject /Subtype /Form /BBox [0 0 9 9]"

/* --- where text can stand ----------------------------------------------- */

static const struct {
	const char *name;
	struct pdf_made made;
	const char *text;	/* a whole unit */
} places[] = {
	{ "shown", { .content = SHOW("(zan 4711) Tj") }, "zan 4711" },
	{ "kerned", { .content = SHOW("[(zan) -20 (zib) 30 (ar)] TJ") },
	    "zanzibar" },
	{ "with a gap for a blank", { .content =
	    SHOW("[(zan) -300 (zibar)] TJ") }, "zan zibar" },
	{ "on the next line", { .content = SHOW("14 TL (a) Tj (zan) '") },
	    "a\nzan" },
	{ "in the next paragraph", { .content =
	    SHOW("30 TL (a) Tj (zan) '") }, "zan" },
	{ "in a larger line below", { .content = SHOW("14 TL (a) Tj "
	    "/F1 16 Tf (zan) '") }, "zan" },
	{ "below and elsewhere", { .content = SHOW("(a) Tj 200 -14 Td "
	    "(zan) Tj") }, "zan" },
	{ "below, behind a row of a table", { .content = SHOW("(a) Tj "
	    "0 -14 Td (b) Tj 90 0 Td (c) Tj -90 -14 Td (zan) Tj") },
	    "zan" },
	{ "on the next line, spaced", { .content =
	    SHOW("14 TL (a) Tj 1 0.1 (zan) \"") }, "a\nzan" },
	{ "in hexadecimal", { .content = SHOW("<7a 616E7> Tj") }, "zanp" },
	{ "escaped", { .content = SHOW("(\\172\\141n\\\nzi\\(b\\)) Tj") },
	    "zanzi(b)" },
	{ "bracketed", { .content = SHOW("(zan (zi) bar) Tj") },
	    "zan (zi) bar" },
	{ "behind a comment", { .content = SHOW("% (no) Tj\n(zan) Tj") },
	    "zan" },
	{ "in two texts", { .content = SHOW("(zan) Tj") " BT /F1 12 Tf 91.5 "
	    "700 Td (zibar) Tj ET" }, "zanzibar" },
	{ "backwards", { .content = "BT /F1 12 Tf 1 0 0 1 92 700 Tm (zibar) "
	    "Tj 1 0 0 1 72 700 Tm (zan) Tj ET" }, "zanzibar" },
	{ "invisible", { .content = SHOW("3 Tr (zan) Tj") }, "zan" },
	{ "white", { .content = "1 1 1 rg " SHOW("(zan) Tj") }, "zan" },
	{ "outside the page", { .content =
	    "BT /F1 12 Tf -500 9000 Td (zan) Tj ET" }, "zan" },
	{ "clipped away", { .content = "0 0 1 1 re W n " SHOW("(zan) Tj") },
	    "zan" },
	{ "turned", { .content =
	    "BT /F1 12 Tf 0 1 -1 0 300 300 Tm (zan) Tj (zibar) Tj ET" },
	    "zanzibar" },
	{ "in a layer that is off", { .content = "/OC /L BDC "
	    SHOW("(zan) Tj") " EMC" }, "zan" },
	{ "without a font", { .content = "BT 1 0 0 1 9 9 Tm (zan) Tj ET" },
	    "zan" },
	{ "behind a picture in the content", { .content = "BI /W 1 /H 1 /BPC 8 "
	    "/CS /G ID \xff\x80 EI\x01 EI " SHOW("(zan) Tj") }, "zan" },
	{ "as replacement", { .content = SHOW("/Span << /ActualText (zan) >> "
	    "BDC (x) Tj EMC") }, "zan" },
	{ "in an object with comments in its head", { .page =
	    "/Contents 6 0 R", .objects =
	    "6 %a\n0 %b 7\nobj\n<< /Length 30 >> stream\n"
	    "BT /F1 12 Tf 9 9 Td (zan) Tj ET\nendstream endobj\n" }, "zan" },
	{ "in two contents", { .page =
	    "/Contents [6 0 R 7 0 R]", .objects =
	    "6 0 obj\n<< /Length 20 >> stream\nBT /F1 12 Tf 9 9 Td \nendstream "
	    "endobj\n7 0 obj\n<< /Length 10 >> stream\n(zan) Tj  \n"
	    "endstream endobj\n" }, "zan" },
	{ "in a form", { .content = "/X Do", .xobjects = "/X 6 0 R", .objects =
	    "6 0 obj\n<< " FORM " /Length 27 >> stream\n"
	    "BT /F1 9 Tf (zan) Tj ET    \nendstream endobj\n" }, "zan" },
	{ "in a form of a form", { .content = "/X Do", .xobjects = "/X 6 0 R",
	    .objects = "6 0 obj\n<< " FORM " /Resources << /XObject << /Y 7 0 R "
	    ">> >> /Length 5 >> stream\n/Y Do\nendstream endobj\n"
	    "7 0 obj\n<< " FORM " /Length 27 >> stream\n"
	    "BT /F1 9 Tf (zan) Tj ET    \nendstream endobj\n" }, "zan" },
	{ "in a form that nothing draws", { .objects = "6 0 obj\n<< " FORM
	    " /Length 27 >> stream\nBT /F1 9 Tf (zan) Tj ET    \n"
	    "endstream endobj\n" }, "zan" },
	{ "in a content that nothing draws", { .objects = "6 0 obj\n<< /Length "
	    "27 >> stream\nBT /F1 9 Tf (zan) Tj ET    \nendstream endobj\n" },
	    "zan" },
	{ "in an earlier revision", { .behind = "4 0 obj\n<< /Length 3 >> "
	    "stream\n q \nendstream endobj\ntrailer\n<< /Root 1 0 R >>\n"
	    "%%EOF\n" }, "Plain words" },
	{ "in a page that the tree has not", { .objects = "6 0 obj\n<< /Type "
	    "/Page /Contents 7 0 R >> endobj\n7 0 obj\n<< /Length 27 >> stream"
	    "\nBT /F1 9 Tf (zan) Tj ET    \nendstream endobj\n" }, "zan" },
	{ "in an object stream", { .objects = "6 0 obj\n<< /Type /ObjStm /N 2 "
	    "/First 10 /Length 24 >> stream\n7 0 8 6   (zan)  (zib)  \n"
	    "endstream endobj\n" }, "zib" },
	{ "in a title", { .trailer = "/Info << /Title (zan) >>" }, "zan" },
	{ "in UTF-16", { .trailer =
	    "/Info << /Title <FEFF007A0061006E20AC> >>" },
	    "zan\xe2\x82\xac" },
	{ "in UTF-16 with its mark the other way", { .trailer =
	    "/Info << /Title <FFFE7A0061006E00> >>" }, "zan" },
	{ "in UTF-8", { .trailer =
	    "/Info << /Title (\xef\xbb\xbfzan\xc3\xa4) >>" }, "zan\xc3\xa4" },
	{ "in the old encoding", { .trailer =
	    "/Info << /Title (zan\xa0\x92) >>" },
	    "zan\xe2\x82\xac\xe2\x84\xa2" },
	{ "in an outline", { .catalog = "/Outlines << /First << /Title (zan) "
	    ">> >>" }, "zan" },
	{ "in a note", { .page = "/Annots [ << /Subtype /Text /Contents (zan) "
	    ">> ]" }, "zan" },
	{ "in a link", { .page = "/Annots [ << /Subtype /Link /A << /S /URI "
	    "/URI (http://x.example/zan) >> >> ]" }, "http://x.example/zan" },
	{ "in a field", { .catalog = "/AcroForm << /Fields [ << /T (name) /V "
	    "(zan) >> ] >>" }, "zan" },
	{ "in a field's stream", { .catalog = "/AcroForm << /Fields [ << /V 6 0 "
	    "R >> ] >>", .objects = "6 0 obj\n<< /Length 8 >> stream\n"
	    "zan 4711\nendstream endobj\n" }, "zan 4711" },
	{ "in a choice", { .catalog = "/AcroForm << /Fields [ << /V "
	    "/4111#201111 >> ] >>" }, "4111 1111" },
	{ "in a script", { .catalog = "/OpenAction << /S /JavaScript /JS "
	    "(app.alert\\(1\\)) >>" }, "app.alert(1)" },
	{ "in another text for a picture", { .catalog = "/StructTreeRoot << "
	    "/K [ << /S /Figure /Alt (zan) >> ] >>" }, "zan" },
	{ "in a label of pages", { .catalog = "/PageLabels << /Nums [0 << /P "
	    "(zan-) >>] >>" }, "zan-" },
	{ "in metadata", { .catalog = "/Metadata 6 0 R", .objects = "6 0 obj\n"
	    "<< /Type /Metadata /Subtype /XML /Length 41 >> stream\n"
	    "<?xml version='1.0'?><x:a b='c'>zan</x:a>\nendstream endobj\n" },
	    "zan" },
	{ "in an attribute of metadata", { .objects = "6 0 obj\n"
	    "<< /Type /Metadata /Subtype /XML /Length 42 >> stream\n"
	    "<?xml version='1.0'?><x:a b='zan'>z</x:a> \nendstream endobj\n" },
	    "zan" },
	{ "in a form of XML", { .catalog = "/AcroForm << /XFA [(d) 6 0 R] >>",
	    .objects = "6 0 obj\n<< /Length 35 >> stream\n"
	    "<xfa:data><f><n>zan</n></f></xfa:da>\nendstream endobj\n" },
	    "zan" },
	{ "in rich text", { .catalog = "/AcroForm << /Fields [ << /RV (<body>"
	    "<p>zan<b>zi</b>bar</p></body>) >> ] >>" }, "zanzibar" },
	{ "in a comment", { .objects = "% zanzibar\n" }, "zanzibar" },
	{ "before the header", { .before = "zanzibar\n" }, "zanzibar" },
	{ "behind the end", { .behind = "\nzanzibar\n" }, "zanzibar" },
	{ "in a trailer", { .trailer = "/X (zan)" }, "zan" },
	{ "without a table", { .content = SHOW("(zan) Tj"), .no_xref = true },
	    "zan" },
	{ "with a wrong length", { .objects = "6 0 obj\n<< /Length 2 >> "
	    "stream\nBT /F1 9 Tf (zan) Tj ET\nendstream endobj\n" }, "zan" },
	{ "with its length elsewhere", { .objects = "6 0 obj\n<< /Length 7 0 R "
	    ">> stream\nBT (zan endstream) Tj\nendstream endobj\n7 0 obj 21 "
	    "endobj\n" }, "zan endstream" },
	{ "without the end of its stream", { .objects = "6 0 obj\n<< >> "
	    "stream\nBT /F1 9 Tf (zan) Tj ET\nendobj\n" }, "zan" },
};

START_TEST(test_places)
{
	struct probe p;

	read_made(&p, &places[_i].made);
	ck_assert_msg(probe_unit(&p, places[_i].text) != NULL, "%s",
	    places[_i].name);
	ck_assert_msg(probe_is_clean(&p), "%s", places[_i].name);
	probe_close(&p);
}
END_TEST

/* Which one a reader goes by decides what it shows. */
START_TEST(test_two_lists_of_filters)
{
	struct pdf_made m = { .xobjects = "/X 6 0 R", .content = "/X Do" };
	struct buf objects = BUF_INIT(64 * KIB);
	struct probe p;

	pdfmaker_stream(&objects, 6, FORM " /Filter /ASCIIHexDecode /Filter "
	    "/FlateDecode", SLICE("20>"));
	m.objects = buf_cstr(&objects);
	read_made(&p, &m);
	ck_assert(probe_raised(&p, ANOMALY_AMBIGUOUS));
	probe_close(&p);
	buf_free(&objects);
}
END_TEST

/* --- fonts -------------------------------------------------------------- */

#define CMAP(body) "/CIDInit /ProcSet findresource begin begincmap\n" \
	"1 begincodespacerange <0000> <FFFF> endcodespacerange\n" body \
	"\nendcmap end"
#define WIDE	"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding " \
	"/Identity-H /DescendantFonts [<< /Subtype /CIDFontType2 " \
	"/CIDSystemInfo << /Ordering (Identity) >> /DW 500 >>] /ToUnicode " \
	"6 0 R >>"

static const struct {
	const char *name, *font, *map, *content, *text;
} fonts[] = {
	{ "codes mapped one by one", WIDE,
	    CMAP("2 beginbfchar <0001> <007A> <0002> <00610062> endbfchar"),
	    SHOW("<000100020001> Tj"), "zabz" },
	{ "codes mapped as a range", WIDE,
	    CMAP("1 beginbfrange <0010> <0019> <0030> endbfrange"),
	    SHOW("<0014001100110011> Tj"), "4111" },
	{ "codes mapped as a list", WIDE,
	    CMAP("1 beginbfrange <01> <02> [<0034> <0037>] endbfrange"),
	    SHOW("<00010002> Tj"), "47" },
	{ "a letter beyond the first plane", WIDE,
	    CMAP("1 beginbfchar <0001> <D835DFD2> endbfchar"),
	    SHOW("<0001> Tj"), "\xf0\x9d\x9f\x92" },
	{ "letters in the private area", WIDE,
	    CMAP("1 beginbfrange <00> <7F> <F000> endbfrange"),
	    SHOW("<00340037> Tj"), "47" },
	{ "names of glyphs", "<< /Type /Font /Subtype /Type1 /BaseFont /X "
	    "/Encoding << /Differences [1 /four /one /uni0037 /eacute "
	    "/f_i /A.sc] >> >>", NULL, SHOW("<010203040506> Tj"),
	    "417e\xcc\x81\xef\xac\x81" "A" },
	{ "Windows", "<< /Type /Font /Subtype /TrueType /BaseFont /X "
	    "/Encoding /WinAnsiEncoding >>", NULL, SHOW("(\x80\xe4) Tj"),
	    "\xe2\x82\xac\xc3\xa4" },
	{ "Macintosh", "<< /Type /Font /Subtype /TrueType /BaseFont /X "
	    "/Encoding /MacRomanEncoding >>", NULL, SHOW("(\x8a\xdb) Tj"),
	    "\xc3\xa4\xe2\x82\xac" },
	{ "a map of the reader's own", "<< /Type /Font /Subtype /Type0 "
	    "/BaseFont /X /Encoding /UniJIS-UCS2-H /DescendantFonts "
	    "[<< /CIDSystemInfo << /Ordering (Japan1) >> >>] >>", NULL,
	    SHOW("<00346771> Tj"), "4\xe6\x9d\xb1" },
	{ "a charset as a map", "<< /Type /Font /Subtype /Type0 "
	    "/BaseFont /X /Encoding /90ms-RKSJ-H /DescendantFonts "
	    "[<< /CIDSystemInfo << /Ordering (Japan1) >> >>] >>", NULL,
	    SHOW("(4\x93\x8c) Tj"), "4\xe6\x9d\xb1" },
	{ "Adobe's numbers", "<< /Type /Font /Subtype /Type0 "
	    "/BaseFont /X /Encoding /Identity-H /DescendantFonts "
	    "[<< /CIDSystemInfo << /Ordering (GB1) >> >>] >>", NULL,
	    SHOW("<00150012> Tj"), "41" },
	{ "a wide letter at the code of the blank", "<< /Type /Font /Subtype "
	    "/TrueType /BaseFont /X /FirstChar 31 /Widths [500 862 500] "
	    "/ToUnicode 6 0 R >>", CMAP("3 beginbfchar <1F> <004C> <20> <004D> "
	    "<21> <0032> endbfchar"), SHOW("[<1f>2<20>-1<21>] TJ"), "LM2" },
	{ "bitmaps of TeX", "<< /Type /Font /Subtype /Type3 /FontMatrix [1 0 0 "
	    "1 0 0] /Encoding << /Differences [65 /a65 /a66] >> /FirstChar "
	    "65 /Widths [.5 .5] >>", NULL, SHOW("(AB) Tj"), "AB" },
	{ "a program's own encoding", "<< /Type /Font /Subtype /Type1 "
	    "/BaseFont /X /FontDescriptor << /FontFile 6 0 R >> >>",
	    "%!PS-AdobeFont-1.0\n/Encoding 256 array\ndup 1 /seven put\n"
	    "readonly def\ncurrentfile eexec", SHOW("<0101> Tj"), "77" },
};

START_TEST(test_fonts)
{
	struct pdf_made m = { .font = fonts[_i].font,
	    .content = fonts[_i].content };
	struct buf objects = BUF_INIT(64 * KIB);
	struct probe p;

	if (fonts[_i].map != NULL)
		pdfmaker_stream(&objects, 6, "", slice_str(fonts[_i].map));
	m.objects = buf_cstr(&objects);
	read_made(&p, &m);
	ck_assert_msg(probe_unit(&p, fonts[_i].text) != NULL, "%s",
	    fonts[_i].name);
	ck_assert_msg(probe_is_clean(&p), "%s", fonts[_i].name);
	probe_close(&p);
	buf_free(&objects);
}
END_TEST

#define UNNAMED	"<< /Type /Font /Subtype /Type1 /BaseFont /X /Encoding << " \
	"/Differences [1 /g1 /g2 /g3 /g4 /g5 /g6 /musicalnote /recipe] >> >>"

static const struct {
	const char *name, *content;
	bool is_dumb;
} shown[] = {
	{ "a number in glyphs without names",
	    SHOW("<0102030405060102> Tj"), true },
	{ "a number in groups", SHOW("<010220030420050601> Tj"), true },
	{ "one bullet a line", SHOW("<01> Tj 0 -14 Td (Words) Tj 0 -14 Td <01> "
	    "Tj (More words) Tj <02> Tj (and) Tj <03> Tj (more) Tj <04> Tj (of "
	    "them) Tj"), false },
	{ "a rule of one sign", SHOW("<0101010101010101010101> Tj"), false },
	{ "signs that have names", SHOW("<0708070807080708> Tj"), false },
};

START_TEST(test_letters_that_nobody_knows)
{
	struct pdf_made m = { .font = UNNAMED, .content = shown[_i].content };
	struct probe p;

	read_made(&p, &m);
	ck_assert_msg(probe_raised(&p, ANOMALY_UNSUPPORTED) ==
	    shown[_i].is_dumb, "%s", shown[_i].name);
	ck_assert_uint_eq(p.anomaly_count, shown[_i].is_dumb);
	probe_close(&p);
}
END_TEST

/* --- font programs inside, where nothing else tells their letters ------- */

/* Codes 32 to 34 for the glyphs of "4", "1" and "7", by Unicode. */
#define TRUETYPE \
    "0001000000020000000000006d617870000000000000002c00000006636d6170" \
    "0000000000000032000000540001000000080000000200010000000000140003" \
    "0001000000240006001000000020000300010002000300040030000000080000" \
    "00000000003100340037ffff0000003100340037ffffffd1ffcdffcc00010000" \
    "000000000000"

/* Codes 33 to 35 for the same, by their names. */
#define NAMED \
    "0001000000030000000000006d617870000000000000003c00000006636d6170" \
    "00000000000000420000001c706f7374000000000000005e0000003200010000" \
    "000800000001000100000000000c000600100000002100030001000200030002" \
    "0000000000000000000000000000000000000000000000000000000000000004" \
    "000000170014010207756e6930303337"

/* Codes 1 to 47 for glyphs that nothing tells of. */
#define NUMBERED \
    "0001000000020000000000006d617870000000000000002c00000006636d6170" \
    "00000000000000320000007400010000000800000001000100000000000c0006" \
    "006800000001002f000100020003000400050006000700010001000100010001" \
    "0001000100010001000100010001000100010001000100010001000100010001" \
    "0001000100010001000100010001000100010001000100010001000100010001" \
    "000100010001"

/* Codes 49 to 55 for such. */
#define PLAIN \
    "0001000000020000000000006d617870000000000000002c00000006636d6170" \
    "00000000000000320000002400010000000800000001000100000000000c0006" \
    "00180000003100070001000200030004000500060007"

/* Codes 1, 2 and 65 for "four", "one" and "uni0037". */
#define CFF \
    "0100040100010101025800010101131d0000002f0f1d00000036101d0000003b" \
    "110001010108756e693030333700000000150012018700030102410004010102" \
    "0304050e0e0e0e"

#define SIMPLE(kind, file) "<< /Type /Font /Subtype /" kind " /BaseFont " \
	"/AAAAAA+X /FontDescriptor << /" file " 6 0 R >> >>"
#define WIDE_TRUETYPE(more) "<< /Type /Font /Subtype /Type0 /BaseFont /X " \
	"/Encoding /Identity-H /DescendantFonts [<< /Subtype /CIDFontType2 " \
	"/CIDSystemInfo << /Ordering (Identity) >> /DW 500 /FontDescriptor " \
	"<< /FontFile2 6 0 R >> " more " >>] >>"

static const struct {
	const char *name, *font;
	const char *program;		/* in hexadecimal */
	const char *content, *text;	/* NULL: none is told */
} programs[] = {
	{ "letters of TrueType", SIMPLE("TrueType", "FontFile2"),
	    TRUETYPE, SHOW("<20212220> Tj"), "4174" },
	{ "names of glyphs in TrueType", SIMPLE("TrueType", "FontFile2"),
	    NAMED, SHOW("<21222321> Tj"), "4174" },
	{ "names of glyphs in CFF", SIMPLE("Type1", "FontFile3"),
	    CFF, SHOW("<01024101> Tj"), "4174" },
	{ "glyphs of TrueType", WIDE_TRUETYPE(""), TRUETYPE,
	    SHOW("<00010002000300010001> Tj"), "41744" },
	{ "glyphs of TrueType by a map", WIDE_TRUETYPE("/CIDToGIDMap 7 0 R"),
	    TRUETYPE, SHOW("<00020001> Tj"), "41" },
	{ "codes of Windows, as old writers have it",
	    SIMPLE("TrueType", "FontFile2"), PLAIN,
	    SHOW("(1234567) Tj"), "1234567" },
	{ "letters numbered as they came", SIMPLE("TrueType", "FontFile2"),
	    NUMBERED, SHOW("<01202122232425262728> Tj"), NULL },
	{ "half a program", SIMPLE("TrueType", "FontFile2"),
	    "000100000002", SHOW("(1234567) Tj"), "1234567" },
};

START_TEST(test_programs)
{
	struct pdf_made m = { .font = programs[_i].font,
	    .content = programs[_i].content };
	const char *text = programs[_i].text;
	struct buf objects = BUF_INIT(64 * KIB);
	struct probe p;

	pdfmaker_stream(&objects, 6, "/Filter /ASCIIHexDecode",
	    slice_str(programs[_i].program));
	/* Codes 1 and 2 for glyphs 2 and 1. */
	pdfmaker_stream(&objects, 7, "/Filter /ASCIIHexDecode",
	    SLICE("000000020001"));
	m.objects = buf_cstr(&objects);
	read_made(&p, &m);
	ck_assert_msg(text == NULL || probe_unit(&p, text) != NULL, "%s",
	    programs[_i].name);
	ck_assert_msg(probe_raised(&p, ANOMALY_UNSUPPORTED) == (text == NULL),
	    "%s", programs[_i].name);
	ck_assert_uint_eq(p.anomaly_count, text == NULL);
	probe_close(&p);
	buf_free(&objects);
}
END_TEST

/* --- lines and cells ---------------------------------------------------- */

/* Three cells a row, as a word processor puts them. */
#define ROW(y, a, b, c) "BT /F1 10 Tf 72 " y " Td (" a ") Tj ET BT /F1 10 Tf " \
	"150 " y " Td (" b ") Tj ET BT /F1 10 Tf 260 " y " Td (" c ") Tj ET "

START_TEST(test_tables)
{
	const struct pdf_made m = { .content =
	    ROW("700", "Name", "NHS number", "Amount")
	    ROW("680", "Alice Jones", "943 476 5919", "4111 1111")
	    ROW("660", "Bob", "987 654 4321", "1111 1111") };
	const struct probe_unit *u;
	struct probe p;

	read_made(&p, &m);
	u = probe_unit(&p, "943 476 5919");
	ck_assert(u != NULL && slice_eq_str(u->header, "NHS number"));
	ck_assert_uint_eq(u->row, 2);
	ck_assert(slice_eq_str(u->place, "page 1"));
	u = probe_unit(&p, "Alice Jones");
	ck_assert(u != NULL && slice_eq_str(u->header, "Name"));
	ck_assert_uint_eq(u->row, 2);
	u = probe_unit(&p, "1111 1111");
	ck_assert(u != NULL && u->row == 3);
	probe_close(&p);
}
END_TEST

static const struct {
	const char *name, *content, *unit;
} lines[] = {
	{ "cells that nearly touch", "BT /F1 10 Tf 72 700 Td (943 476 59) Tj ET "
	    "BT /F1 10 Tf 130 700 Td (4111 1) Tj ET", "943 476 59" },
	{ "columns in one string", SHOW("[(4111 11) -1500 (11 1111)] TJ"),
	    "4111 11" },
	{ "columns by wide blanks", SHOW("30 Tw (4711 4712) Tj"), "4711" },
	{ "words without blanks", SHOW("[(card) -333 (4111) -333 (1111)] TJ"),
	    "card 4111 1111" },
	{ "a label and its value", "BT /F1 10 Tf 72 700 Td (Card:) Tj 99 0 Td "
	    "(4111) Tj ET", "4111" },
	{ "digits in any order", "BT /F1 10 Tf 1 0 0 1 83.12 9 Tm (7) Tj "
	    "1 0 0 1 72 9 Tm (4) Tj 1 0 0 1 77.56 9 Tm (1) Tj ET", "417" },
	{ "a raised letter", SHOW("(4) Tj 4 Ts (7) Tj 0 Ts (1) Tj"), "471" },
	{ "letters over letters", "BT /F1 10 Tf 72 700 Td (4711) Tj ET "
	    "BT /F1 10 Tf 74 700 Td (zanzibar) Tj ET", "4711" },
	{ "cells a blank apart", "BT /F1 10 Tf 72 700 Td (943 476 5919) Tj ET BT "
	    "/F1 10 Tf 138.1 700 Td (4111 11) Tj ET", "943 476 5919" },
	{ "a number whose groups are placed", "BT /F1 10 Tf 72 700 Td (a b c d) "
	    "Tj ET BT 9 9 Td (943) Tj 19.5 0 Td (476 5919) Tj ET",
	    "943 476 5919" },
	{ "cells seen through windows that touch",
	    "q 72 695 34 12 re W n BT /F1 10 Tf 72 700 Td (4111 11) Tj ET Q "
	    "q 105.6 695 30 12 re W n BT /F1 10 Tf 105.6 700 Td (11 11) Tj ET "
	    "Q", "4111 11" },
	{ "a number whose digits have windows", "q 72 695 6 12 re W n BT /F1 10 "
	    "Tf 72 700 Td (4) Tj ET Q q 77 695 6 12 re W n BT /F1 10 Tf "
	    "77.56 700 Td (7) Tj ET Q", "47" },
	{ "a note's number before the number", "BT /F1 7 Tf 72 704 Td (1) Tj "
	    "/F1 10 Tf 1 0 0 1 75.9 700 Tm (943 476) Tj ET", "943 476" },
	{ "scaled", "0.1 0 0 0.1 0 0 cm BT /F1 120 Tf 72 700 Td (zan) Tj "
	    "180.1 0 Td (zibar) Tj ET", "zanzibar" },
};

START_TEST(test_lines)
{
	struct pdf_made m = { .content = lines[_i].content };
	struct probe p;

	read_made(&p, &m);
	ck_assert_msg(probe_unit(&p, lines[_i].unit) != NULL, "%s",
	    lines[_i].name);
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

START_TEST(test_a_label_heads_its_value)
{
	const struct pdf_made m = { .content = "BT /F1 10 Tf 72 700 Td (Card:) "
	    "Tj 99 0 Td (4111) Tj ET" };
	struct probe p;

	read_made(&p, &m);
	ck_assert(slice_eq_str(probe_unit(&p, "4111")->header, "Card:"));
	probe_close(&p);
}
END_TEST

/* --- filters ------------------------------------------------------------ */

static const struct {
	const char *name, *dict;
	struct slice data;
} packed[] = {
#define CASE(name, dict, data) { name, dict, { (const uint8_t *)(data), \
	sizeof(data) - 1 } }
	CASE("hexadecimal", "/Filter /ASCIIHexDecode",
	    "42 54 202866696e6465 7229 20 546A>"),
	CASE("base 85", "/Filter /A85", "6<#'UAnc-nATB4B<,*N~>"),
	CASE("runs", "/Filter [/RunLengthDecode]",
	    "\x05" "BT (fi" "\x00" "n" "\xff" "d" "\x05" "r) Tj " "\x80"),
	CASE("two of them, with parameters", "/Filter [/AHx /RL] /DecodeParms "
	    "[null << /X 1 >>]",
	    "0d425420286669 6e646572 2920546A 80 >"),
	CASE("lzw", "/Filter /LZW",
	    "\x80\x10\x8a\x82\x01\x41\x98\xd2\x6e\x32\x19\x4e\x42\x91\x01\x50"
	    "\xd4\x20\x80\x80"),
	CASE("lzw, late", "/Filter /LZWDecode /DecodeParms << /EarlyChange 0 >>",
	    "\x80\x10\x8a\x82\x01\x41\x98\xd2\x6e\x32\x19\x4e\x42\x91\x01\x50"
	    "\xd4\x20\x80\x80"),
#undef CASE
};

START_TEST(test_filters)
{
	struct buf objects = BUF_INIT(64 * KIB), pdf = BUF_INIT(MIB);
	struct pdf_made m = { .content = "q Q" };
	struct probe p;

	pdfmaker_stream(&objects, 6, packed[_i].dict, packed[_i].data);
	pdfmaker(&m, &pdf);
	buf_put_slice(&pdf, buf_slice(&objects));
	read_pdf(&p, &pdf);
	ck_assert_msg(probe_reads(&p, "fin"), "%s", packed[_i].name);
	ck_assert_msg(probe_is_clean(&p), "%s", packed[_i].name);
	probe_close(&p);
	buf_free(&objects);
	buf_free(&pdf);
}
END_TEST

/* Rows of four bytes, each with the kind of its prediction in front. */
START_TEST(test_predictors)
{
	static const uint8_t rows[] = {
		0, 'B', 'T', ' ', '(',	1, 'f', 3, 5, (uint8_t)('d' - 'n'),
		2, (uint8_t)('e' - 'f'), (uint8_t)('r' - 'i'),
		(uint8_t)(')' - 'n'), (uint8_t)(' ' - 'd'),
		4, 0, 0, 0, 0,
	};
	struct buf packed_rows = BUF_INIT(KIB), pdf = BUF_INIT(MIB);
	struct pdf_made m = { .content = "q Q" };
	struct probe p;

	/* The last row is the one above it, by Paeth of (0, b, c). */
	pdfmaker_deflate(slice_of(rows, 15), &packed_rows);
	pdfmaker(&m, &pdf);
	pdfmaker_stream(&pdf, 6, "/Type /ObjStm /N 1 /First 4 /Filter "
	    "/FlateDecode /DecodeParms << /Predictor 15 /Columns 4 >>",
	    buf_slice(&packed_rows));
	buf_reset(&packed_rows);
	read_pdf(&p, &pdf);
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
	buf_free(&packed_rows);
	buf_free(&pdf);
}
END_TEST

/* --- two views of one file ---------------------------------------------- */

#define CODED(name)	"<< /Type /Font /Subtype /Type1 /BaseFont /X /Encoding " \
	"<< /Differences [1 " name "] >> >>"

/* The table names the first font, the last one stands later in the file. */
START_TEST(test_both_fonts_of_a_number)
{
	const struct pdf_made m = { .font = CODED("/four"),
	    .content = SHOW("(\001\001) Tj"), .objects =
	    "5 0 obj\n" CODED("/x") "\nendobj\n" };
	struct probe p;

	read_made(&p, &m);
	ck_assert(probe_unit(&p, "44") != NULL);
	ck_assert(probe_unit(&p, "xx") != NULL);
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

/* Objects in the data of a stream are none, unless the table says so. */
START_TEST(test_objects_in_a_stream)
{
	const struct pdf_made m = { .font = "<< /Type /X /Length 999 >>",
	    .content = "% a picture, or so\n5 0 obj\n" CODED("/four")
	    "\nendobj\nBT /F1 9 Tf (\001\001) Tj ET" };
	struct probe p;

	read_made(&p, &m);
	ck_assert(probe_unit(&p, "44") != NULL);
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

/* --- files inside ------------------------------------------------------- */

static const struct {
	const char *name;
	struct pdf_made made;
	const char *file;
} attached[] = {
	{ "attached", { .catalog = "/Names << /EmbeddedFiles << /Names [(n) "
	    "<< /Type /Filespec /F (zan.txt) /EF << /F 6 0 R >> >>] >> >>",
	    .objects = "6 0 obj\n<< /Type /EmbeddedFile /Length 14 >> stream\n"
	    "inside 4711 it\nendstream endobj\n" }, "zan.txt" },
	{ "attached to a note", { .page = "/Annots [<< /Subtype "
	    "/FileAttachment /FS << /UF <FEFF007A002E007400780074> /F (no) "
	    "/EF << /F 6 0 R /UF 6 0 R >> >> >>]", .objects =
	    "6 0 obj\n<< /Length 14 >> stream\ninside 4711 it\nendstream "
	    "endobj\n" }, "z.txt" },
	{ "drawn as well", { .content = "/X Do", .xobjects = "/X 6 0 R",
	    .catalog = "/AF [<< /EF << /F 6 0 R >> /F (zan.txt) >>]", .objects =
	    "6 0 obj\n<< /Length 14 >> stream\ninside 4711 it\nendstream "
	    "endobj\n" }, "zan.txt" },
	{ "named by nothing", { .objects = "6 0 obj\n<< /Type /EmbeddedFile "
	    "/Length 14 >> stream\ninside 4711 it\nendstream endobj\n" },
	    NULL },
};

START_TEST(test_files_inside)
{
	struct probe p;

	read_made(&p, &attached[_i].made);
	ck_assert_msg(probe_reads(&p, "inside 4711 it"), "%s",
	    attached[_i].name);
	if (attached[_i].file != NULL)
		ck_assert(slice_eq_str(probe_part(&p, "2/1")->name,
		    attached[_i].file));
	ck_assert_msg(probe_is_clean(&p), "%s", attached[_i].name);
	probe_close(&p);
}
END_TEST

/* A zip stored as it is: one inside is read, one in between is ambiguous. */
START_TEST(test_stored_zip)
{
	static const char *const dicts[] = {
		"/Type /EmbeddedFile ", "/Type /XObject /Subtype /Image "
	};
	struct buf zip = BUF_INIT(4 * KIB), object = BUF_INIT(8 * KIB);
	struct buf pdf = BUF_INIT(64 * KIB);
	struct pdf_made made = { 0 };
	struct probe p;
	uint8_t *place;
	size_t i;

	zipmaker_one("zan.txt", SLICE("inside 4711 it"), &zip);
	/* Its bytes take the place of letters: the maker's are C strings. */
	buf_printf(&object, "6 0 obj\n<< %s/Length %zu >> stream\n",
	    dicts[_i], zip.len);
	for (i = 0; i < zip.len; i++)
		buf_putc(&object, 'Z');
	buf_puts(&object, "\nendstream endobj\n");
	made.objects = buf_cstr(&object);
	pdfmaker(&made, &pdf);
	place = memmem(pdf.ptr, pdf.len, "ZZZZ", 4);
	memcpy(place, zip.ptr, zip.len);
	read_pdf(&p, &pdf);
	ck_assert(probe_reads(&p, "inside 4711 it"));
	ck_assert(probe_is_clean(&p) == (_i == 0));
	buf_free(&zip);
	buf_free(&object);
	buf_free(&pdf);
	probe_close(&p);
}
END_TEST

/* --- encryption --------------------------------------------------------- */

static const struct {
	const char *file;
	enum encryption encryption;
	const char *reason;
} locks[] = {
	{ "r2-locked.pdf", ENCRYPTION_WEAK, "RC4, 40 bits" },
	{ "r3-locked.pdf", ENCRYPTION_WEAK, "RC4, 128 bits" },
	{ "r4-locked.pdf", ENCRYPTION_STRONG, "AES-128" },
	{ "r5-locked.pdf", ENCRYPTION_STRONG, "AES-256" },
	{ "r6-locked.pdf", ENCRYPTION_STRONG, "AES-256" },
	{ "r6-streams-locked.pdf", ENCRYPTION_STRONG, "AES-256" },
	{ "r2-open.pdf", ENCRYPTION_NO, "" },
	{ "r3-open.pdf", ENCRYPTION_NO, "" },
	{ "r4-open.pdf", ENCRYPTION_NO, "" },
	{ "r5-open.pdf", ENCRYPTION_NO, "" },
	{ "r6-open.pdf", ENCRYPTION_NO, "" },
};

START_TEST(test_locks)
{
	struct buf pdf = BUF_INIT(MIB);
	bool closed = locks[_i].encryption != ENCRYPTION_NO;
	struct probe p;

	fixture_load(locks[_i].file, &pdf);
	read_pdf(&p, &pdf);
	ck_assert_msg(probe_part(&p, "2")->encryption == locks[_i].encryption,
	    "%s", locks[_i].file);
	ck_assert(slice_eq_str(probe_part(&p, "2")->encryption_reason,
	    locks[_i].reason));
	ck_assert(probe_raised(&p, ANOMALY_ENCRYPTED) == closed);
	ck_assert_uint_eq(p.anomaly_count, closed);
	probe_close(&p);
	buf_free(&pdf);
}
END_TEST

/* A dictionary alone proves nothing: the text beside it is for all to read. */
static const struct {
	const char *name, *added, *text;
} claims[] = {
	{ "a plain stream", "\n9 0 obj\n<</Length 30>>\nstream\n"
	    "BT (NHS 943 476 5919) Tj ET xx\nendstream\nendobj\n",
	    "943 476 5919" },
	{ "a plain string", "\n9 0 obj\n<< /T (number 943 476 5919) >>\n"
	    "endobj\n", "943 476 5919" },
};

START_TEST(test_a_lock_that_only_claims)
{
	struct buf pdf = BUF_INIT(MIB);
	struct probe p;

	fixture_load("r6-locked.pdf", &pdf);
	buf_puts(&pdf, claims[_i].added);
	read_pdf(&p, &pdf);
	ck_assert_msg(probe_raised(&p, ANOMALY_AMBIGUOUS), "%s",
	    claims[_i].name);
	ck_assert_msg(probe_reads(&p, claims[_i].text), "%s",
	    claims[_i].name);
	probe_close(&p);
	buf_free(&pdf);
}
END_TEST

#define NOISE	"\x8f\x03\xd1\x99\x02\xfe\xb1\x17\xc5\x80\x01\x9a\xee\x42\xd0" \
	"\x06\xb3\xf8\x11\x87\x0e\xcc\x95\x5f\x1b\xa9\xe0\x73\x04\x92\xdd\x08"
#define KEYS	"/O <0102030405060708091011121314151617181920212223242526272829" \
	"303132> /U <0102030405060708091011121314151617181920212223242526272829" \
	"303132> /P -4 "

START_TEST(test_certificate)
{
	const struct pdf_made m = { .content = NOISE, .trailer =
	    "/Encrypt << /Filter /Adobe.PubSec /SubFilter /adbe.pkcs7.s5 /V 4 "
	    "/R 4 /CF << /DefaultCryptFilter << /CFM /AESV2 /Recipients "
	    "[<3080>] >> >> /StmF /DefaultCryptFilter /StrF "
	    "/DefaultCryptFilter >>" };
	struct probe p;

	read_made(&p, &m);
	ck_assert_int_eq(probe_part(&p, "2")->encryption, ENCRYPTION_STRONG);
	ck_assert(slice_eq_str(probe_part(&p, "2")->encryption_reason,
	    "AES-128 for a certificate"));
	ck_assert(probe_raised(&p, ANOMALY_ENCRYPTED));
	ck_assert_uint_eq(p.anomaly_count, 1);
	probe_close(&p);
}
END_TEST

START_TEST(test_only_files_inside_are_locked)
{
	const struct pdf_made m = { .content = SHOW("(zanzibar) Tj"),
	    .catalog = "/AF [<< /EF << /F 6 0 R >> /F (zan.txt) >>]",
	    .objects = "6 0 obj\n<< /Type /EmbeddedFile /Length 32 >> stream\n"
	    NOISE "\nendstream endobj\n", .trailer =
	    "/Encrypt << /Filter /Standard /V 4 /R 4 /Length 128 " KEYS
	    "/CF << /StdCF << /CFM /AESV2 /AuthEvent /EFOpen >> >> /StmF "
	    "/Identity /StrF /Identity /EFF /StdCF >>" };
	struct probe p;

	read_made(&p, &m);
	ck_assert(probe_unit(&p, "zanzibar") != NULL);
	ck_assert_int_eq(probe_part(&p, "2")->encryption, ENCRYPTION_PARTLY);
	ck_assert_int_eq(probe_part(&p, "2/1")->encryption, ENCRYPTION_STRONG);
	ck_assert(slice_eq_str(probe_part(&p, "2/1")->name, "zan.txt"));
	ck_assert(probe_raised(&p, ANOMALY_ENCRYPTED));
	ck_assert_uint_eq(p.anomaly_count, 1);
	probe_close(&p);
}
END_TEST

START_TEST(test_unknown_scheme)
{
	const struct pdf_made m = { .trailer =
	    "/Encrypt << /Filter /Vendor /V 9 >>" };
	struct probe p;

	read_made(&p, &m);
	ck_assert(probe_raised(&p, ANOMALY_UNSUPPORTED));
	ck_assert_int_eq(probe_part(&p, "2")->encryption, ENCRYPTION_NO);
	probe_close(&p);
}
END_TEST

/* --- damage and malice -------------------------------------------------- */

static void
put_form(struct buf *b, unsigned num, unsigned to, const char *content)
{
	char dict[128];

	snprintf(dict, sizeof dict, FORM " /Resources << /XObject << /X %u 0 R "
	    ">> >>", to);
	pdfmaker_stream(b, num, dict, slice_str(content));
}

/* Each form draws the next one twice, thirty times over. */
static void
doubling_forms(struct buf *b)
{
	unsigned i;

	for (i = 6; i < 16; i++)
		put_form(b, i, i + 1, "/X Do /X Do /X Do /X Do /X Do /X Do ");
	pdfmaker_stream(b, 16, FORM, SLICE("BT (zan) Tj ET"));
}

static void
endless_forms(struct buf *b)
{
	put_form(b, 6, 6, "/X Do /X Do");
}

static void
looping_pages(struct buf *b)
{
	buf_puts(b, "2 0 obj\n<< /Type /Pages /Kids [2 0 R 3 0 R 2 0 R] /Parent "
	    "2 0 R /Count 99999999 >>\nendobj\n");
}

static void
looping_lengths(struct buf *b)
{
	buf_puts(b, "6 0 obj\n<< /Length 7 0 R >> stream\nx\nendstream endobj\n"
	    "7 0 obj 8 0 R endobj\n8 0 obj 7 0 R endobj\n");
}

static void
deep_brackets(struct buf *b)
{
	int i;

	buf_puts(b, "6 0 obj\n");
	for (i = 0; i < 500000; i++)
		buf_puts(b, "[<<");
	buf_puts(b, "\nendobj\n");
}

/* Strings that never end, one in each object. */
static void
open_strings(struct buf *b)
{
	int i;

	for (i = 0; i < 100000; i++)
		buf_puts(b, "6 0 obj\n((\n");
}

static void
too_many_objects(struct buf *b)
{
	size_t i;

	for (i = 0; i <= PDF_OBJECTS_MAX; i++)
		buf_puts(b, "6 0 obj 1 endobj\n");
}

/* Three hundred megabytes, in three layers of deflate. */
static void
bomb(struct buf *b)
{
	struct buf layer = BUF_INIT(64 * MIB), out = BUF_INIT(64 * MIB);
	int i;

	ck_assert_int_eq(buf_reserve(&layer, 32 * MIB), 0);
	layer.len = 32 * MIB;
	memset(layer.ptr, ' ', layer.len);
	for (i = 0; i < 2; i++) {
		buf_reset(&out);
		pdfmaker_deflate(buf_slice(&layer), &out);
		buf_reset(&layer);
		buf_put_slice(&layer, buf_slice(&out));
	}
	for (i = 6; i < 20; i++)
		pdfmaker_stream(b, (unsigned)i, "/Filter [/Fl /Fl]",
		    buf_slice(&layer));
	buf_free(&layer);
	buf_free(&out);
}

static void
damaged_content(struct buf *b)
{
	struct buf packed_text = BUF_INIT(MIB), text = BUF_INIT(MIB);
	int i;

	for (i = 0; i < 1000; i++)
		buf_printf(&text, "BT (%d zan) Tj ET\n", i * 7919);
	pdfmaker_deflate(buf_slice(&text), &packed_text);
	pdfmaker_stream(b, 6, "/Filter /FlateDecode",
	    slice_sub(buf_slice(&packed_text), 0, packed_text.len / 2));
	buf_free(&packed_text);
	buf_free(&text);
}

/* Three thousand fonts share one long list of names. */
static void
long_lists(struct buf *b)
{
	int i;

	buf_puts(b, "900 0 obj [");
	for (i = 0; i < 100000; i++)
		buf_puts(b, "/a ");
	buf_puts(b, "] endobj\n3 0 obj << /Type /Page /Contents 6 0 R /Resources "
	    "<< /Font << ");
	for (i = 0; i < 3000; i++)
		buf_printf(b, "/A%d << /X %d /Encoding << /Differences 900 0 R "
		    ">> >> ", i, i);
	buf_puts(b, ">> >> >> endobj\n6 0 obj << >> stream\nBT ");
	for (i = 0; i < 3000; i++)
		buf_printf(b, "/A%d 9 Tf (a) Tj ", i);
	buf_puts(b, "ET\nendstream endobj\n");
}

/* Each of them could be the file of the dictionary around it. */
static void
nested_files(struct buf *b)
{
	int i;

	buf_puts(b, "6 0 obj << /A << /A << /A << /A << /A << ");
	for (i = 0; i < 100000; i++)
		buf_puts(b, "/EF << /F 7 0 R >> ");
	for (i = 0; i < 6; i++)
		buf_puts(b, "/EF << >> >> ");
	buf_puts(b, "endobj\n");
}

static const struct {
	const char *name;
	void (*put)(struct buf *b);
	const char *xobjects;
	bool is_raised;
	enum anomaly_class class;
} bad[] = {
	{ "doubling forms", doubling_forms, "/X 6 0 R", true, ANOMALY_LIMIT },
	{ "endless forms", endless_forms, "/X 6 0 R", true, ANOMALY_LIMIT },
	{ "a tree that loops", looping_pages, "", false, ANOMALY_LIMIT },
	{ "lengths that loop", looping_lengths, "", false, ANOMALY_LIMIT },
	{ "brackets without end", deep_brackets, "", false, ANOMALY_LIMIT },
	{ "strings without end", open_strings, "", true, ANOMALY_LIMIT },
	{ "objects without end", too_many_objects, "", true, ANOMALY_LIMIT },
	{ "a bomb", bomb, "", true, ANOMALY_LIMIT },
	{ "long lists", long_lists, "", true, ANOMALY_LIMIT },
	{ "files of files", nested_files, "", false, ANOMALY_LIMIT },
	{ "half a content", damaged_content, "", true, ANOMALY_MALFORMED },
};

START_TEST(test_malice)
{
	struct pdf_made m = { .xobjects = bad[_i].xobjects, .content =
	    "/X Do " SHOW("(Plain words) Tj"), .no_xref = true };
	struct buf pdf = BUF_INIT(32 * MIB);
	struct probe p;

	pdfmaker(&m, &pdf);
	bad[_i].put(&pdf);
	read_pdf(&p, &pdf);
	ck_assert_msg(probe_raised(&p, bad[_i].class) == bad[_i].is_raised,
	    "%s", bad[_i].name);
	if (!bad[_i].is_raised)
		ck_assert_msg(probe_is_clean(&p) &&
		    probe_reads(&p, "Plain words"), "%s", bad[_i].name);
	probe_close(&p);
	buf_free(&pdf);
}
END_TEST

static const struct {
	const char *name;
	const char *bytes;
	enum anomaly_class class;
} stumps[] = {
	{ "a head alone", "%PDF-1.7\n", ANOMALY_MALFORMED },
	{ "no page", "%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n",
	    ANOMALY_MALFORMED },
};

START_TEST(test_stumps)
{
	struct buf pdf = BUF_INIT(KIB);
	struct probe p;

	buf_puts(&pdf, stumps[_i].bytes);
	read_pdf(&p, &pdf);
	ck_assert_msg(probe_raised(&p, stumps[_i].class), "%s",
	    stumps[_i].name);
	probe_close(&p);
	buf_free(&pdf);
}
END_TEST

/* --- what must pass ----------------------------------------------------- */

static const struct {
	const char *name;
	struct pdf_made made;
} benign[] = {
	{ "a scan", { .content = "q 600 0 0 800 0 0 cm /X Do Q", .xobjects =
	    "/X 6 0 R", .objects = "6 0 obj\n<< /Subtype /Image /Width 1 /Height "
	    "1 /Filter /DCTDecode /Length 8 >> stream\n\xff\xd8\xff\xd9 zip\n"
	    "endstream endobj\n" } },
	{ "blank lines behind the end", { .behind = "\r\n\r\n\n" } },
	{ "an empty content", { .content = "" } },
	{ "a date and a checksum", { .trailer = "/ID [<41111111111111110123456"
	    "789ABCDEF> <4111111111111111>] /Info << /CreationDate "
	    "(D:20260101120000+01'00') >>" } },
	{ "a form that is not there", { .content = "/X Do" } },
};

START_TEST(test_benign)
{
	struct probe p;

	read_made(&p, &benign[_i].made);
	ck_assert_msg(probe_is_clean(&p), "%s", benign[_i].name);
	ck_assert_msg(!probe_reads(&p, "41111111") &&
	    !probe_reads(&p, "20260101"), "%s", benign[_i].name);
	probe_close(&p);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "places", test_places, N_OF(places) },
		{ "two lists", test_two_lists_of_filters, 0 },
		{ "fonts", test_fonts, N_OF(fonts) },
		{ "programs", test_programs, N_OF(programs) },
		{ "unknown letters", test_letters_that_nobody_knows,
		    N_OF(shown) },
		{ "tables", test_tables, 0 },
		{ "lines", test_lines, N_OF(lines) },
		{ "labels", test_a_label_heads_its_value, 0 },
		{ "filters", test_filters, N_OF(packed) },
		{ "predictors", test_predictors, 0 },
		{ "two views", test_both_fonts_of_a_number, 0 },
		{ "objects in a stream", test_objects_in_a_stream, 0 },
		{ "files inside", test_files_inside, N_OF(attached) },
		{ "stored zip", test_stored_zip, 2 },
		{ "locks", test_locks, N_OF(locks) },
		{ "claims", test_a_lock_that_only_claims, N_OF(claims) },
		{ "certificate", test_certificate, 0 },
		{ "files locked", test_only_files_inside_are_locked, 0 },
		{ "unknown scheme", test_unknown_scheme, 0 },
		{ "malice", test_malice, N_OF(bad) },
		{ "stumps", test_stumps, N_OF(stumps) },
		{ "benign", test_benign, N_OF(benign) },
		{ NULL, NULL, 0 },
	};

	return unit_main("pdf", tests);
}
