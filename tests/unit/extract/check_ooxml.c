#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "probe.h"
#include "zipmaker.h"

#define W	"<w:document xmlns:w=\"w\"><w:body>"
#define W_END	"</w:body></w:document>"
#define P(text)	"<w:p><w:r><w:t>" text "</w:t></w:r></w:p>"

/* --- words ---------------------------------------------------------------------- */

static const struct {
	const char *name, *member, *xml, *text;
} words[] = {
	{ "runs join", "word/document.xml", W "<w:p><w:r><w:t>QQ 12</w:t>"
	    "</w:r><w:r><w:rPr><w:b/></w:rPr><w:t> 34 56 C</w:t></w:r></w:p>"
	    W_END, "QQ 12 34 56 C" },
	{ "over a tracked insertion", "word/document.xml", W "<w:p><w:r>"
	    "<w:t>94</w:t></w:r><w:ins><w:r><w:t>34</w:t></w:r></w:ins></w:p>"
	    W_END, "9434" },
	{ "deleted text is read", "word/document.xml", W "<w:p><w:del><w:r>"
	    "<w:delText>gone 94</w:delText></w:r></w:del></w:p>" W_END,
	    "gone 94" },
	{ "paragraphs part", "word/document.xml", W P("94") P("34") W_END,
	    "34" },
	{ "a tab and a line break", "word/document.xml", W "<w:p><w:r><w:t>a"
	    "</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>" W_END,
	    "a\tb\nc" },
	{ "headers", "word/header1.xml", "<w:hdr xmlns:w='w'>" P("top 94")
	    "</w:hdr>", "top 94" },
	{ "footnotes", "word/footnotes.xml", "<w:footnotes xmlns:w='w'>"
	    "<w:footnote>" P("foot 94") "</w:footnote></w:footnotes>",
	    "foot 94" },
	{ "comments", "word/comments.xml", "<w:comments xmlns:w='w'>"
	    "<w:comment w:author='A'>" P("note 94") "</w:comment>"
	    "</w:comments>", "note 94" },
	{ "a text box inside a paragraph", "word/document.xml", W "<w:p><w:r>"
	    "<w:t>94</w:t></w:r><w:r><w:txbxContent>" P("box 1")
	    "</w:txbxContent></w:r><w:r><w:t>34</w:t></w:r></w:p>" W_END,
	    "9434" },
	{ "its own text", "word/document.xml", W "<w:p><w:r>"
	    "<w:t>94</w:t></w:r><w:r><w:txbxContent>" P("box 1")
	    "</w:txbxContent></w:r></w:p>" W_END, "box 1" },
	{ "alternative text of a picture", "word/document.xml", W "<w:p><w:r>"
	    "<wp:docPr xmlns:wp='p' id='1' descr='scan of 94'/></w:r></w:p>"
	    W_END, "scan of 94" },
	{ "a field's instruction", "word/document.xml", W "<w:p><w:r>"
	    "<w:instrText>QUOTE 94</w:instrText></w:r></w:p>" W_END,
	    "QUOTE 94" },
	{ "properties", "docProps/core.xml", "<cp:coreProperties "
	    "xmlns:cp='c'><cp:keywords>key 94</cp:keywords>"
	    "</cp:coreProperties>", "key 94" },
	{ "own data of the maker", "customXml/item1.xml",
	    "<root><a>94</a><b>34</b></root>", "34" },
	{ "a link outside", "word/_rels/document.xml.rels",
	    "<Relationships><Relationship Target='http://x.example/94' "
	    "TargetMode=\"External\"/></Relationships>",
	    "http://x.example/94" },
	{ "the main part under another name", "odd/place.xml",
	    W "<w:p><w:r><w:t>94</w:t></w:r><w:r><w:t>34</w:t></w:r></w:p>"
	    W_END, "9434" },
	{ "slides", "ppt/slides/slide1.xml", "<p:sld xmlns:p='p' "
	    "xmlns:a='a'><a:p><a:r><a:t>94</a:t></a:r><a:r><a:t>34</a:t>"
	    "</a:r></a:p></p:sld>", "9434" },
};

static void
read_package(struct probe *p, const char *kind, const char *member,
    const char *xml, const char *member2, const char *xml2)
{
	const struct made m[] = {
		{ .name = "[Content_Types].xml", .data = SLICE("<Types/>") },
		{ .name = member, .data = slice_str(xml) },
		{ .name = strcmp(kind, "xlsx") == 0 ? "xl/workbook.xml" :
		    "word/document.rels", .data = SLICE("<x/>"), .stored = true },
		{ .name = member2, .data = slice_str(xml2) },
	};
	struct buf zip = BUF_INIT(MIB);
	char name[16];

	zipmaker(m, member2 == NULL ? 3 : 4, &zip);
	snprintf(name, sizeof name, "a.%s", kind);
	probe_file(p, name, "application/octet-stream", buf_slice(&zip));
	buf_free(&zip);
}

START_TEST(test_words)
{
	struct probe p;

	probe_open(&p);
	read_package(&p, "docx", words[_i].member, words[_i].xml, NULL, NULL);
	ck_assert_msg(probe_unit(&p, words[_i].text) != NULL, "%s",
	    words[_i].name);
	ck_assert(slice_eq_str(probe_unit(&p, words[_i].text)->container,
	    "docx"));
	ck_assert(!probe_raised(&p, ANOMALY_MALFORMED));
	probe_close(&p);
}
END_TEST

START_TEST(test_word_table)
{
	const struct probe_unit *u;
	struct probe p;

	probe_open(&p);
	read_package(&p, "docx", "word/document.xml", W "<w:tbl><w:tr><w:tc>"
	    P("Name") "</w:tc><w:tc>" P("NHS number") "</w:tc></w:tr><w:tr>"
	    "<w:tc>" P("Joe") "</w:tc><w:tc>" P("9434765919") "</w:tc></w:tr>"
	    "</w:tbl>" W_END, NULL, NULL);
	u = probe_unit(&p, "9434765919");
	ck_assert(u != NULL && slice_eq_str(u->header, "NHS number"));
	ck_assert_uint_eq(u->row, 2);
	probe_close(&p);
}
END_TEST

/* --- sheets ----------------------------------------------------------------------- */

#define SST	"<sst xmlns='x'><si><t>Name</t></si><si><t>NHS number</t></si>" \
	"<si><r><t>94</t></r><r><t>34</t></r></si><si><t>unused 12</t></si>" \
	"</sst>"

static const struct {
	const char *name, *cells, *text, *place, *header;
} cells[] = {
	{ "a shared text, its runs joined", "<c r='B7' t='s'><v>2</v></c>",
	    "9434", "cell B7", "NHS number" },
	{ "a number", "<c r='B7'><v>9434765919</v></c>", "9434765919",
	    "cell B7", "NHS number" },
	{ "a number in powers of ten", "<c r='B7'><v>4.111111111111111E+15"
	    "</v></c>", "4111111111111111", "cell B7", "NHS number" },
	{ "a text of its own", "<c r='A7' t='inlineStr'><is><t>94</t></is>"
	    "</c>", "94", "cell A7", "Name" },
	{ "a formula's result", "<c r='A7' t='str'><f>A1</f><v>res 94</v>"
	    "</c>", "res 94", "cell A7", "Name" },
	{ "a text inside a formula", "<c r='A7'><f>\"94\"&amp;\"34\"</f><v>0"
	    "</v></c>", "\"94\"&\"34\"", "", "" },
	{ "a cell that says not where", "<c><v>12</v></c><c><v>9434</v></c>",
	    "9434", "cell B7", "NHS number" },
	{ "a column far out", "<c r='XFD7'><v>9434</v></c>", "9434",
	    "cell XFD7", "" },
	{ "a text that nothing points at", "", "unused 12", "", "" },
	{ "a text number past the end is no crash",
	    "<c r='A7' t='s'><v>99999999</v></c>", "unused 12", "", "" },
};

START_TEST(test_cells)
{
	static const char before[] = "<worksheet xmlns='x'><sheetData>"
	    "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v>"
	    "</c></row><row r='7'>";
	static const char after[] = "</row></sheetData></worksheet>";
	struct buf xml = BUF_INIT(64 * KIB);
	const struct probe_unit *u;
	struct probe p;

	buf_puts(&xml, before);
	buf_puts(&xml, cells[_i].cells);
	buf_puts(&xml, after);
	probe_open(&p);
	read_package(&p, "xlsx", "xl/worksheets/sheet1.xml", buf_cstr(&xml),
	    "xl/sharedStrings.xml", SST);
	u = probe_unit(&p, cells[_i].text);
	ck_assert_msg(u != NULL, "%s", cells[_i].name);
	ck_assert_msg(slice_eq_str(u->place, cells[_i].place), "%s: %.*s",
	    cells[_i].name, (int)u->place.len, (const char *)u->place.ptr);
	ck_assert_msg(slice_eq_str(u->header, cells[_i].header), "%s",
	    cells[_i].name);
	ck_assert(slice_eq_str(u->container, "xlsx"));
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
	buf_free(&xml);
}
END_TEST

START_TEST(test_zeros_that_a_format_shows)
{
	struct probe p;

	probe_open(&p);
	read_package(&p, "xlsx", "xl/worksheets/sheet1.xml", "<worksheet "
	    "xmlns='x'><sheetData><row r='1'><c r='A1' s='1'><v>434765919</v>"
	    "</c></row></sheetData></worksheet>", "xl/styles.xml",
	    "<styleSheet xmlns='x'><numFmts><numFmt numFmtId='164' "
	    "formatCode='0000000000'/></numFmts><cellXfs><xf numFmtId='0'/>"
	    "<xf numFmtId='164'/></cellXfs></styleSheet>");
	ck_assert(probe_unit(&p, "0434765919") != NULL);
	probe_close(&p);
}
END_TEST

START_TEST(test_sheet_comment_and_name)
{
	struct probe p;

	probe_open(&p);
	read_package(&p, "xlsx", "xl/comments1.xml", "<comments xmlns='x'>"
	    "<authors><author>Ann</author></authors><commentList><comment "
	    "ref='B2'><text><r><t>94</t></r><r><t>34</t></r></text></comment>"
	    "</commentList></comments>", "xl/pivotCache/records1.xml",
	    "<pivotCacheRecords xmlns='x'><r><s v='cached 12'/></r>"
	    "</pivotCacheRecords>");
	ck_assert(probe_unit(&p, "9434") != NULL);
	ck_assert(probe_unit(&p, "Ann") != NULL);
	ck_assert(probe_unit(&p, "cached 12") != NULL);
	probe_close(&p);
}
END_TEST

/* --- what is refused ------------------------------------------------------------------ */

static const struct { const char *name, *xml; } refused[] = {
	{ "a document type", "<!DOCTYPE x>" W P("secret 94") W_END },
	{ "an entity of its own", "<!DOCTYPE w:document [<!ENTITY a "
	    "'secret 94'>]>" W P("&a; secret 94") W_END },
	{ "an entity from outside", "<!DOCTYPE w:document [<!ENTITY a SYSTEM "
	    "'file:///etc/passwd'>]>" W P("&a; secret 94") W_END },
	{ "a billion laughs", "<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b "
	    "'&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;'>]>" W P("&c; secret 94")
	    W_END },
	{ "XML that breaks off", W P("secret 94") "<w:p>" },
	{ "an unknown entity", W P("&nbsp; secret 94") W_END },
};

START_TEST(test_refused)
{
	struct probe p;

	probe_open(&p);
	read_package(&p, "docx", "word/document.xml", refused[_i].xml, NULL,
	    NULL);
	ck_assert_msg(probe_raised(&p, ANOMALY_MALFORMED), "%s",
	    refused[_i].name);
	ck_assert_msg(probe_reads(&p, "secret 94"), "%s", refused[_i].name);
	ck_assert(!probe_reads(&p, "root:") && !probe_reads(&p, "haha"));
	probe_close(&p);
}
END_TEST

START_TEST(test_nested_too_deep)
{
	struct buf xml = BUF_INIT(MIB);
	struct probe p;
	int i;

	buf_puts(&xml, "<?xml version='1.0'?>");
	for (i = 0; i < 10000; i++)
		buf_puts(&xml, "<a>");
	buf_puts(&xml, "text");
	probe_open(&p);
	read_package(&p, "docx", "word/document.xml", buf_cstr(&xml), NULL,
	    NULL);
	ck_assert(probe_raised(&p, ANOMALY_MALFORMED));
	probe_close(&p);
	buf_free(&xml);
}
END_TEST

/* --- other members ---------------------------------------------------------------------- */

START_TEST(test_embedded_file)
{
	struct probe p;

	probe_open(&p);
	read_package(&p, "docx", "word/document.xml", W P("x") W_END,
	    "word/embeddings/note.txt", "embedded 94");
	ck_assert(probe_unit(&p, "embedded 94") != NULL);
	ck_assert(slice_eq_str(probe_part(&p, "2/1")->inside, "2"));
	probe_close(&p);
}
END_TEST

START_TEST(test_pictures_are_part_of_it)
{
	struct probe p;

	probe_open(&p);
	read_package(&p, "docx", "word/document.xml", W P("x") W_END,
	    "word/media/image1.gif", "GIF89a\x01");
	ck_assert(probe_is_clean(&p));
	ck_assert(probe_has(&p, "2/1", PART_IS_INLINE_PICTURE));
	ck_assert(!probe_has(&p, "2/1", PART_IS_ATTACHMENT));
	probe_close(&p);
}
END_TEST

START_TEST(test_what_only_looks_like_a_picture)
{
	struct probe p;

	probe_open(&p);
	read_package(&p, "docx", "word/document.xml", W P("x") W_END,
	    "word/media/image1.gif", "no picture but 94");
	ck_assert(probe_unit(&p, "no picture but 94") != NULL);
	probe_close(&p);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "words", test_words, N_OF(words) },
		{ "word table", test_word_table, 0 },
		{ "cells", test_cells, N_OF(cells) },
		{ "zeros", test_zeros_that_a_format_shows, 0 },
		{ "comment", test_sheet_comment_and_name, 0 },
		{ "refused", test_refused, N_OF(refused) },
		{ "deep", test_nested_too_deep, 0 },
		{ "embedded", test_embedded_file, 0 },
		{ "pictures", test_pictures_are_part_of_it, 0 },
		{ "no picture", test_what_only_looks_like_a_picture, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("ooxml", tests);
}
