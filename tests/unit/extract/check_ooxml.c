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
	{ "a deletion in the middle is left out", "word/document.xml", W
	    "<w:p><w:r><w:t>94</w:t></w:r><w:del><w:r><w:delText>xx"
	    "</w:delText></w:r></w:del><w:r><w:t>34</w:t></w:r></w:p>" W_END,
	    "9434" },
	{ "and put back for who rejects it", "word/document.xml", W
	    "<w:p><w:r><w:t>94</w:t></w:r><w:del><w:r><w:delText>xx"
	    "</w:delText></w:r></w:del><w:r><w:t>34</w:t></w:r></w:p>" W_END,
	    "94xx34" },
	{ "an insertion is left out for who rejects it", "word/document.xml",
	    W "<w:p><w:r><w:t>94</w:t></w:r><w:ins><w:r><w:t>xx</w:t></w:r>"
	    "</w:ins><w:r><w:t>34</w:t></w:r></w:p>" W_END, "9434" },
	{ "a hidden run in the middle is left out", "word/document.xml", W
	    "<w:p><w:r><w:t>94</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr>"
	    "<w:t>xx</w:t></w:r><w:r><w:t>34</w:t></w:r></w:p>" W_END,
	    "9434" },
	{ "and read as well", "word/document.xml", W
	    "<w:p><w:r><w:t>94</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr>"
	    "<w:t>xx</w:t></w:r><w:r><w:t>34</w:t></w:r></w:p>" W_END,
	    "94xx34" },
	{ "what was deleted stands alone as well", "word/document.xml", W
	    "<w:p><w:r><w:t>a</w:t></w:r><w:del><w:r><w:delText>94"
	    "</w:delText></w:r><w:r><w:delText>34</w:delText></w:r></w:del>"
	    "<w:r><w:t>b</w:t></w:r></w:p>" W_END, "9434" },
	{ "each deletion on its own", "word/document.xml", W "<w:p>"
	    "<w:del><w:r><w:delText>12</w:delText></w:r></w:del>"
	    "<w:del><w:r><w:delText>9434</w:delText></w:r></w:del>"
	    "<w:r><w:t>b</w:t></w:r></w:p>" W_END, "9434" },
	{ "deletions side by side as one", "word/document.xml", W "<w:p>"
	    "<w:del><w:r><w:delText>94</w:delText></w:r></w:del>"
	    "<w:del><w:r><w:delText>34</w:delText></w:r></w:del>"
	    "<w:r><w:t>b</w:t></w:r></w:p>" W_END, "9434" },
	{ "two deletions of a paragraph are two texts", "word/document.xml",
	    W "<w:p><w:r><w:t>a</w:t></w:r><w:del><w:r><w:delText>12"
	    "</w:delText></w:r></w:del><w:r><w:t>b</w:t></w:r><w:del><w:r>"
	    "<w:delText>9434</w:delText></w:r></w:del></w:p>" W_END, "9434" },
	{ "what was moved away stands alone as well", "word/document.xml", W
	    "<w:p><w:r><w:t>a</w:t></w:r><w:moveFrom><w:r><w:t>9434</w:t>"
	    "</w:r></w:moveFrom><w:r><w:t>b</w:t></w:r></w:p>" W_END, "9434" },
	{ "what is hidden stands alone as well", "word/document.xml", W
	    "<w:p><w:r><w:t>a</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr>"
	    "<w:t>9434</w:t></w:r><w:r><w:t>b</w:t></w:r></w:p>" W_END,
	    "9434" },
	{ "what is hidden beside a deletion", "word/document.xml", W
	    "<w:p><w:del><w:r><w:delText>12</w:delText></w:r></w:del><w:r>"
	    "<w:rPr><w:vanish/></w:rPr><w:t>9434</w:t></w:r></w:p>" W_END,
	    "9434" },
	{ "a deletion with blanks around it", "word/document.xml", W "<w:p>"
	    "<w:r><w:t>a </w:t></w:r><w:del><w:r><w:delText> 9434 "
	    "</w:delText></w:r></w:del><w:r><w:t> b</w:t></w:r></w:p>" W_END,
	    "9434" },
	{ "a run that is not hidden after all", "word/document.xml", W
	    "<w:p><w:r><w:t>94</w:t></w:r><w:r><w:rPr><w:vanish w:val='0'/>"
	    "</w:rPr><w:t>34</w:t></w:r></w:p>" W_END, "9434" },
	{ "a field's instruction in the middle is left out",
	    "word/document.xml", W "<w:p><w:r><w:t>94</w:t></w:r><w:r>"
	    "<w:instrText>PAGE</w:instrText></w:r><w:r><w:t>34</w:t></w:r>"
	    "</w:p>" W_END, "9434" },
	{ "an instruction over two runs", "word/document.xml", W "<w:p><w:r>"
	    "<w:fldChar w:fldCharType='begin'/><w:instrText>QUOTE 94"
	    "</w:instrText></w:r><w:r><w:instrText>34</w:instrText>"
	    "<w:fldChar w:fldCharType='end'/></w:r></w:p>" W_END,
	    "QUOTE 9434" },
	{ "what newer programs show", "word/document.xml", W "<w:p><w:r><w:t>"
	    "94</w:t><mc:AlternateContent xmlns:mc='m'><mc:Choice><w:t>34"
	    "</w:t></mc:Choice><mc:Fallback><w:t>56</w:t></mc:Fallback>"
	    "</mc:AlternateContent></w:r></w:p>" W_END, "9434" },
	{ "what older programs show", "word/document.xml", W "<w:p><w:r><w:t>"
	    "94</w:t><mc:AlternateContent xmlns:mc='m'><mc:Choice><w:t>34"
	    "</w:t></mc:Choice><mc:Fallback><w:t>56</w:t></mc:Fallback>"
	    "</mc:AlternateContent></w:r></w:p>" W_END, "9456" },
	{ "a paragraph whose mark is deleted goes on in the next",
	    "word/document.xml", W "<w:p><w:pPr><w:rPr><w:del/></w:rPr>"
	    "</w:pPr><w:r><w:t>94</w:t></w:r></w:p>" P("34") W_END, "9434" },
	{ "and on, as long as the marks are gone", "word/document.xml", W
	    "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>9</w:t>"
	    "</w:r></w:p><w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r>"
	    "<w:t>4</w:t></w:r></w:p>" P("34") W_END, "9434" },
	{ "and is one of its own", "word/document.xml", W "<w:p><w:pPr><w:rPr>"
	    "<w:vanish/></w:rPr></w:pPr><w:r><w:t>94</w:t></w:r></w:p>"
	    P("34") W_END, "94" },
	{ "blanks that Word does not show", "word/document.xml", W "<w:p><w:r>"
	    "<w:t>94 </w:t></w:r><w:r><w:t> 34</w:t></w:r></w:p>" W_END,
	    "9434" },
	{ "blanks that it does", "word/document.xml", W "<w:p><w:r>"
	    "<w:t xml:space='preserve'>94 </w:t></w:r><w:r><w:t>34</w:t>"
	    "</w:r></w:p>" W_END, "94 34" },
	{ "a character of a symbol font", "word/document.xml", W "<w:p><w:r>"
	    "<w:t>94</w:t><w:sym w:font='Symbol' w:char='F033'/><w:t>4</w:t>"
	    "</w:r></w:p>" W_END, "9434" },
	{ "how a word is pronounced", "word/document.xml", W "<w:p><w:r><w:t>"
	    "94</w:t><w:ruby><w:rt><w:r><w:t>said 1</w:t></w:r></w:rt>"
	    "</w:ruby></w:r><w:r><w:t>34</w:t></w:r></w:p>" W_END, "9434" },
	{ "an element of no known kind", "word/document.xml", W "<w:p><x:own "
	    "xmlns:x='x'>odd 94</x:own></w:p>" W_END, "odd 94" },
	{ "a comment in the XML", "word/document.xml", W "<!-- aside 94 -->"
	    W_END, "aside 94" },
	{ "an instruction in the XML", "word/document.xml", W "<?own aside "
	    "94?>" W_END, "aside 94" },
	{ "a document variable", "word/settings.xml", "<w:settings "
	    "xmlns:w='w'><w:docVar w:name='n' w:val='var 94'/></w:settings>",
	    "var 94" },
	{ "data in a charset of one byte", "customXml/item1.xml", "<?xml "
	    "version='1.0' encoding='Windows-1252'?><root>caf\xe9 94</root>",
	    "caf\xc3\xa9 94" },
	{ "the name of a style, if it is a number", "word/styles.xml",
	    "<w:styles xmlns:w='w'><w:style><w:name w:val='JX123456C'/>"
	    "</w:style></w:styles>", "JX123456C" },
	{ "the name of a bookmark", "word/document.xml", W "<w:bookmarkStart "
	    "w:name='JX123456C'/>" W_END, "JX123456C" },
	{ "any attribute with a number in it", "word/document.xml", W
	    "<w:p w:own='JX123456C'/>" W_END, "JX123456C" },
	{ "a choice of a content control", "word/document.xml", W
	    "<w:listItem w:displayText='pick 94' w:value='1'/>" W_END,
	    "pick 94" },
	{ "the glossary", "word/glossary/document.xml", "<w:glossaryDocument "
	    "xmlns:w='w'>" P("part 94") "</w:glossaryDocument>", "part 94" },
	{ "a diagram", "word/diagrams/data1.xml", "<dgm:dataModel "
	    "xmlns:dgm='d' xmlns:a='a'><a:p><a:r><a:t>94</a:t></a:r><a:r>"
	    "<a:t>34</a:t></a:r></a:p></dgm:dataModel>", "9434" },
	{ "a chart's numbers", "word/charts/chart1.xml", "<c:chartSpace "
	    "xmlns:c='c'><c:pt><c:v>94</c:v></c:pt><c:pt><c:v>34</c:v></c:pt>"
	    "</c:chartSpace>", "34" },
	{ "who takes part in a discussion", "word/people.xml", "<w15:people "
	    "xmlns:w15='w'><w15:person w15:author='Ann 94'/></w15:people>",
	    "Ann 94" },
	{ "the main part in UTF-16, by another ending", "word/main.part",
	    NULL, "9434" },
	{ "a chain of strings on one printed line", "Pages/1.fpage",
	    "<FixedPage xmlns='x'><Glyphs OriginY='5' UnicodeString='94'/>"
	    "<Glyphs OriginY='5' UnicodeString='34'/><Glyphs OriginY='9' "
	    "UnicodeString='56'/></FixedPage>", "9434" },
	{ "slides keep their blanks", "ppt/slides/slide1.xml", "<p:sld "
	    "xmlns:p='p' xmlns:a='a'><a:p><a:r><a:t>94 </a:t></a:r><a:r>"
	    "<a:t>34</a:t></a:r></a:p></p:sld>", "94 34" },
	{ "slides", "ppt/slides/slide1.xml", "<p:sld xmlns:p='p' "
	    "xmlns:a='a'><a:p><a:r><a:t>94</a:t></a:r><a:r><a:t>34</a:t>"
	    "</a:r></a:p></p:sld>", "9434" },
};

/* In two bytes each, with a mark in front. */
static void
put_utf16(struct buf *out, const char *ascii)
{
	buf_puts(out, "\xff\xfe");
	for (; *ascii != '\0'; ascii++) {
		buf_putc(out, (uint8_t)*ascii);
		buf_putc(out, 0);
	}
}

static const char utf16_document[] = "<?xml version='1.0' "
    "encoding='UTF-16'?>" W "<w:p><w:r><w:t>94</w:t></w:r><w:r><w:t>34</w:t>"
    "</w:r></w:p>" W_END;

static void
read_package(struct probe *p, const char *kind, const char *member,
    const char *xml, const char *member2, const char *xml2)
{
	struct made m[] = {
		{ .name = "[Content_Types].xml", .data = SLICE("<Types/>") },
		{ .name = member, .data = slice_str(xml) },
		{ .name = strcmp(kind, "xlsx") == 0 ? "xl/workbook.xml" :
		    "word/document.rels", .data = SLICE("<x/>"), .stored = true },
		{ .name = member2, .data = slice_str(xml2) },
	};
	struct buf zip = BUF_INIT(MIB), wide = BUF_INIT(MIB);
	char name[16];

	put_utf16(&wide, utf16_document);
	if (xml == NULL)
		m[1].data = buf_slice(&wide);
	zipmaker(m, member2 == NULL ? 3 : 4, &zip);
	snprintf(name, sizeof name, "a.%s", kind);
	probe_file(p, name, "application/octet-stream", buf_slice(&zip));
	buf_free(&zip);
	buf_free(&wide);
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
	ck_assert_msg(probe_is_clean(&p), "%s", words[_i].name);
	probe_close(&p);
}
END_TEST

/* What the makers write for themselves is no text of anybody's. */
START_TEST(test_what_is_no_text)
{
	struct probe p;

	probe_open(&p);
	read_package(&p, "docx", "word/document.xml", W "<w:p w:rsidR='"
	    "00AB12CD' w14:paraId='12345678' x:id='{8F4B2C1A-1234-4567-89AB-"
	    "1234567890AB}'><w:pPr><w:jc w:val='both'/><w:ind w:left='720000'"
	    "/></w:pPr><w:r><w:rPr><w:rFonts w:ascii='Liberation Serif'/>"
	    "</w:rPr><wp:posOffset>4111111111111111</wp:posOffset>"
	    "<a:off x='4111111' y='-1111111'/></w:r></w:p>" W_END, NULL,
	    NULL);
	ck_assert(!probe_reads(&p, "00AB12CD") && !probe_reads(&p, "8F4B"));
	ck_assert(!probe_reads(&p, "both") && !probe_reads(&p, "4111111"));
	ck_assert(!probe_reads(&p, "Liberation"));
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

START_TEST(test_spanned_columns)
{
	const struct probe_unit *u;
	struct probe p;

	probe_open(&p);
	read_package(&p, "docx", "word/document.xml", W "<w:tbl><w:tr><w:tc>"
	    P("Name") "</w:tc><w:tc>" P("Born") "</w:tc><w:tc>"
	    P("NHS number") "</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:gridSpan "
	    "w:val='2'/></w:tcPr>" P("Joe") "</w:tc><w:tc>" P("9434765919")
	    "</w:tc></w:tr></w:tbl>" W_END, NULL, NULL);
	u = probe_unit(&p, "9434765919");
	ck_assert(u != NULL && slice_eq_str(u->header, "NHS number"));
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
	{ "runs of a text of its own", "<c r='A7' t='inlineStr'><is><r><t>94"
	    "</t></r><r><t>34</t></r></is></c>", "9434", "cell A7", "Name" },
	{ "a character written as its code", "<c r='A7' t='inlineStr'><is><t>"
	    "_x0039_4_x34</t></is></c>", "94_x34", "cell A7", "Name" },
	{ "texts that a formula joins", "<c r='A7'><f>\"JX12\"&amp;\"3456C\""
	    "</f></c>", "JX123456C", "", "" },
	{ "a long number in a formula", "<c r='A7'><f>0+4111111111111111</f>"
	    "</c>", "0+4111111111111111", "", "" },
	{ "the help of a cell", "</row></sheetData><dataValidations>"
	    "<dataValidation prompt='enter 94'/></dataValidations><sheetData>"
	    "<row>", "enter 94", "", "" },
	{ "a list to choose from", "</row></sheetData><dataValidations>"
	    "<dataValidation><formula1>\"94,34\"</formula1></dataValidation>"
	    "</dataValidations><sheetData><row>", "\"94,34\"", "", "" },
	{ "what is printed on top, without its codes", "</row></sheetData>"
	    "<headerFooter><oddHeader>&amp;L&amp;\"Arial,Bold\"&amp;12JX12"
	    "&amp;K00FF003456C&amp;RPage &amp;P</oddHeader></headerFooter>"
	    "<sheetData><row>", "JX123456C", "", "" },
	{ "a condition", "</row></sheetData><conditionalFormatting><cfRule>"
	    "<formula>A1=94</formula></cfRule></conditionalFormatting>"
	    "<sheetData><row>", "A1=94", "", "" },
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

/* --- number formats and dates ------------------------------------------------------------ */

static const struct { const char *name, *format, *props, *value, *text; }
numbers[] = {
	{ "a mask", "0000 0000 0000 0000", "", "4111110000001235",
	    "4111 1100 0000 1235" },
	{ "letters around it", "&quot;JX&quot;000000&quot;C&quot;", "",
	    "123456", "JX123456C" },
	{ "a format that shows nothing", ";;;", "", "4111110000001235",
	    "4111110000001235" },
	{ "a date", "dd/mm/yyyy", "", "32874", "01/01/1990" },
	{ "a date counted from 1904", "dd/mm/yyyy", "date1904='1'", "31412",
	    "01/01/1990" },
};

START_TEST(test_number_format)
{
	struct buf styles = BUF_INIT(64 * KIB), sheet = BUF_INIT(64 * KIB);
	struct buf book = BUF_INIT(64 * KIB), zip = BUF_INIT(MIB);
	struct made m[] = {
		{ .name = "[Content_Types].xml", .data = SLICE("<Types/>") },
		{ .name = "xl/worksheets/sheet1.xml" },
		{ .name = "xl/workbook.xml" },
		{ .name = "xl/styles.xml" },
	};
	struct probe p;

	buf_printf(&styles, "<styleSheet xmlns='x'><numFmts><numFmt "
	    "numFmtId='164' formatCode='%s'/></numFmts><cellXfs><xf "
	    "numFmtId='164'/></cellXfs></styleSheet>", numbers[_i].format);
	buf_printf(&sheet, "<worksheet xmlns='x'><sheetData><row><c s='0'>"
	    "<v>%s</v></c></row></sheetData></worksheet>", numbers[_i].value);
	buf_printf(&book, "<workbook><workbookPr %s/></workbook>",
	    numbers[_i].props);
	m[1].data = buf_slice(&sheet);
	m[2].data = buf_slice(&book);
	m[3].data = buf_slice(&styles);
	zipmaker(m, N_OF(m), &zip);
	probe_open(&p);
	probe_file(&p, "a.xlsx", "application/octet-stream", buf_slice(&zip));
	ck_assert_msg(probe_unit(&p, numbers[_i].text) != NULL, "%s",
	    numbers[_i].name);
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
	buf_free(&styles);
	buf_free(&sheet);
	buf_free(&book);
	buf_free(&zip);
}
END_TEST

/* --- kinds of package ----------------------------------------------------------------------- */

static const struct {
	const char *name, *content_type, *detected;
	enum filetype type;
} kinds[] = {
	{ "a template", "wordprocessingml.template.main", "application/vnd."
	    "openxmlformats-officedocument.wordprocessingml.template",
	    FILETYPE_DOCUMENT },
	{ "with macros", "ms-word.document.macroEnabled.main", "application/"
	    "vnd.ms-word.document.macroenabled.12", FILETYPE_DOCUMENT },
	{ "an add-in", "ms-excel.addin.macroEnabled.main", "application/"
	    "vnd.ms-excel.addin.macroenabled.12", FILETYPE_SPREADSHEET },
	{ "a show", "presentationml.slideshow.main", "application/vnd."
	    "openxmlformats-officedocument.presentationml.slideshow",
	    FILETYPE_PRESENTATION },
	{ "a drawing", "ms-visio.drawing.main", "application/"
	    "vnd.ms-visio.drawing", FILETYPE_DOCUMENT },
	{ "pages for print", "ms-package.xps-fixeddocumentsequence",
	    "application/vnd.ms-xpsdocument", FILETYPE_DOCUMENT },
};

START_TEST(test_kind)
{
	struct buf types = BUF_INIT(KIB), zip = BUF_INIT(MIB);
	struct made m[] = {
		{ .name = "[Content_Types].xml" },
		{ .name = "odd/place", .data = SLICE("<odd><a>secret 94</a>"
		    "</odd>") },
	};
	struct probe p;

	buf_printf(&types, "<Types><Override PartName='/odd/place' "
	    "ContentType='application/vnd.%s+xml'/></Types>",
	    kinds[_i].content_type);
	m[0].data = buf_slice(&types);
	zipmaker(m, 2, &zip);
	probe_open(&p);
	probe_file(&p, "a", "application/octet-stream", buf_slice(&zip));
	ck_assert_msg(slice_eq_str(probe_part(&p, "2")->detected,
	    kinds[_i].detected), "%s", kinds[_i].name);
	ck_assert(probe_part(&p, "2")->type == kinds[_i].type);
	ck_assert(probe_unit(&p, "secret 94") != NULL);
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
	buf_free(&types);
	buf_free(&zip);
}
END_TEST

START_TEST(test_two_parts_of_one_name)
{
	struct probe p;

	probe_open(&p);
	read_package(&p, "docx", "word/document.xml", W P("one 94") W_END,
	    "Word/Document.xml", W P("two 94") W_END);
	ck_assert(probe_raised(&p, ANOMALY_AMBIGUOUS));
	ck_assert(probe_unit(&p, "one 94") && probe_unit(&p, "two 94"));
	probe_close(&p);
}
END_TEST

START_TEST(test_a_sheet_in_a_document)
{
	struct probe p;

	probe_open(&p);
	read_package(&p, "docx", "xl/worksheets/sheet1.xml", "<worksheet>"
	    "<sheetData><row><c t='s'><v>1</v></c></row></sheetData>"
	    "</worksheet>", "xl/sharedStrings.xml", SST);
	ck_assert(probe_unit(&p, "NHS number") != NULL);
	ck_assert(slice_eq_str(probe_unit(&p, "NHS number")->place,
	    "cell A1"));
	probe_close(&p);
}
END_TEST

START_TEST(test_a_root_in_a_comment)
{
	struct probe p;

	/* Were it taken for shared texts, no cell would be read. */
	probe_open(&p);
	read_package(&p, "xlsx", "xl/worksheets/sheet1.xml", "<!-- <sst> -->"
	    "<worksheet><sheetData><row><c><v>secret 94</v></c></row>"
	    "</sheetData></worksheet>", NULL, NULL);
	ck_assert(probe_unit(&p, "secret 94") != NULL);
	probe_close(&p);
}
END_TEST

START_TEST(test_flat)
{
	static const struct { const char *file, *bytes, *text; } flat[] = {
		{ "a.xml", "<?xml version='1.0'?><pkg:package xmlns:pkg='"
		    "http://schemas.microsoft.com/office/2006/xmlPackage'>"
		    "<pkg:part><pkg:xmlData>" W P("flat 94") W_END
		    "</pkg:xmlData></pkg:part></pkg:package>", "flat 94" },
		{ "b.xml", "<?xml version='1.0'?><pkg:package xmlns:pkg='"
		    "http://schemas.microsoft.com/office/2006/xmlPackage'>"
		    "<pkg:part><pkg:binaryData>ZW1iZWRkZWQgOTQ="
		    "</pkg:binaryData></pkg:part></pkg:package>",
		    "embedded 94" },
		{ "c.xls", "<?xml version='1.0'?><Workbook xmlns='"
		    "urn:schemas-microsoft-com:office:spreadsheet'><Worksheet>"
		    "<Table><Row><Cell><Data>94</Data></Cell><Cell><Data>34"
		    "</Data></Cell></Row></Table></Worksheet></Workbook>",
		    "34" },
		{ "d.doc", "<?xml version='1.0'?><w:wordDocument xmlns:w='"
		    "http://schemas.microsoft.com/office/word/2003/wordml'>"
		    "<w:body><w:p><w:r><w:t>94</w:t></w:r><w:r><w:t>34</w:t>"
		    "</w:r></w:p></w:body></w:wordDocument>", "9434" },
	};
	struct probe p;
	size_t i;

	for (i = 0; i < N_OF(flat); i++) {
		probe_open(&p);
		probe_file(&p, flat[i].file, "application/octet-stream",
		    slice_str(flat[i].bytes));
		ck_assert_msg(probe_unit(&p, flat[i].text) != NULL, "%s",
		    flat[i].file);
		ck_assert_msg(probe_is_clean(&p), "%s", flat[i].file);
		probe_close(&p);
	}
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
	{ "a charset that shifts", "<?xml version='1.0' encoding='UTF-7'?>"
	    W P("secret 94") W_END },
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
		{ "no text", test_what_is_no_text, 0 },
		{ "spanned", test_spanned_columns, 0 },
		{ "cells", test_cells, N_OF(cells) },
		{ "number format", test_number_format, N_OF(numbers) },
		{ "kind", test_kind, N_OF(kinds) },
		{ "one name", test_two_parts_of_one_name, 0 },
		{ "sheet in a document", test_a_sheet_in_a_document, 0 },
		{ "root in a comment", test_a_root_in_a_comment, 0 },
		{ "flat", test_flat, 0 },
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
