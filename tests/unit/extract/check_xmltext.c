#include "unit/unit.h"

#include <string.h>

#include "base/limits.h"
#include "probe.h"

#define SHEET "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-" \
	"com:office:spreadsheet' xmlns:ss='s'><Worksheet ss:Name='zanzibar'>" \
	"<Table>"
#define CELL(text) "<Cell><Data ss:Type='String'>" text "</Data></Cell>"

static const struct {
	const char *name, *file, *xml, *text, *header, *place;
} cases[] = {
	{ "an element names its text", "a.xml",
	    "<?xml version='1.0'?><r><nhs>9434</nhs></r>", "9434", "nhs", "" },
	{ "without its prefix", "a.xml", "<a:r><a:nhs>9434</a:nhs></a:r>",
	    "9434", "nhs", "" },
	{ "neighbours are apart", "a.xml", "<r><a>94</a><b>34</b></r>", "94",
	    "a", "" },
	{ "a mark inside a text joins", "a.xml",
	    "<r><t>94<emphasis>34</emphasis></t></r>", "9434", "emphasis",
	    "" },
	{ "in front of it too", "a.xml",
	    "<r><t><emphasis>94</emphasis>34</t></r>", "9434", "t", "" },
	{ "an attribute", "a.xml", "<r><p nino='AB123456C'/></r>",
	    "AB123456C", "nino", "" },
	{ "a comment", "a.xml", "<r><!-- zanzibar --></r>", "zanzibar", "",
	    "" },
	{ "markup in a comment", "a.xml", "<r><!-- <b>94</b><i>34</i> --></r>",
	    "9434", "", "" },
	{ "CDATA", "a.xml", "<r><a>94<![CDATA[34]]></a></r>", "9434", "a",
	    "" },
	{ "an instruction", "a.xml", "<r><?note zanzibar?></r>",
	    "note zanzibar", "", "" },
	{ "references", "a.xml", "<r><a>&#57;&#x34;&amp;</a></r>", "94&", "a",
	    "" },
	{ "a page inside a text", "a.xml",
	    "<r><a>&lt;p&gt;94&lt;b&gt;34&lt;/b&gt;</a></r>", "9434", "", "" },
	{ "base64 inside a text", "a.xml",
	    "<r><a>TmF0aW9uYWwgSW5zdXJhbmNlIDk0MzQ=</a></r>",
	    "National Insurance 9434", "", "" },
	{ "a file in a URL", "a.xml",
	    "<r><a h='data:text/plain,zanzibar%207'/></r>", "zanzibar 7", "",
	    "" },
	{ "a link's file", "a.webloc", "<?xml version='1.0'?><!DOCTYPE plist "
	    "PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/"
	    "DTDs/PropertyList-1.0.dtd\"><plist><dict><key>URL</key>"
	    "<string>https://a.example/</string></dict></plist>",
	    "https://a.example/", "string", "" },
	{ "not closed", "a.xml", "<?xml version='1.0'?><r><a>9434", "9434",
	    "a", "" },
	{ "not well formed", "a.xml", "<?xml version='1.0'?><r><a>94</b>34</r",
	    "9434</r", "r", "" },
	{ "Excel: cells have places", "a.xls", SHEET "<Row>" CELL("Name")
	    CELL("NHS") "</Row><Row>" CELL("Ann") CELL("9434") "</Row>",
	    "9434", "NHS", "cell B2" },
	{ "Excel: a cell says where it is", "a.xls", SHEET "<Row>"
	    CELL("Name") CELL("x") CELL("NHS") "</Row><Row><Cell ss:Index="
	    "'3'><Data>9434</Data></Cell></Row>", "9434", "NHS",
	    "cell C2" },
	{ "Excel: so does a row", "a.xml", SHEET "<Row ss:Index='5'>"
	    CELL("9434") "</Row>", "9434", "", "cell A5" },
	{ "Excel: a wide cell", "a.xml", SHEET "<Row><Cell ss:MergeAcross="
	    "'2'><Data>x</Data></Cell>" CELL("9434") "</Row>", "9434", "",
	    "cell D1" },
	{ "Excel: runs in a cell join", "a.xml", SHEET "<Row><Cell><ss:Data>"
	    "<B>94</B><Font>34</Font></ss:Data></Cell></Row>", "9434", "",
	    "cell A1" },
	{ "Excel: the name of a sheet", "a.xml", SHEET, "zanzibar", "Name",
	    "" },
	{ "Excel: a formula", "a.xml", SHEET "<Row><Cell ss:Formula='=\""
	    "zan zibar\"'><Data>1</Data></Cell></Row>", "=\"zan zibar\"",
	    "Formula", "" },
};

START_TEST(test_case)
{
	const struct probe_unit *u;
	struct probe p;

	probe_open(&p);
	probe_file(&p, cases[_i].file, "application/octet-stream",
	    slice_str(cases[_i].xml));
	u = probe_unit(&p, cases[_i].text);
	ck_assert_msg(u != NULL, "%s", cases[_i].name);
	ck_assert_msg(slice_eq_str(u->header, cases[_i].header), "%s: %.*s",
	    cases[_i].name, (int)u->header.len, (const char *)u->header.ptr);
	ck_assert_msg(slice_eq_str(u->place, cases[_i].place), "%s",
	    cases[_i].name);
	ck_assert_msg(probe_is_clean(&p), "%s", cases[_i].name);
	probe_close(&p);
}
END_TEST

START_TEST(test_apart)
{
	struct probe p;

	probe_open(&p);
	probe_file(&p, "a.xml", "text/xml", SLICE("<r><a>94</a><b>34</b>"
	    "<a>59</a>\n<b>19</b><c x='22' y='33'/></r>"));
	ck_assert(probe_reads(&p, "94") && probe_reads(&p, "22"));
	ck_assert(!probe_reads(&p, "9434") && !probe_reads(&p, "3459") &&
	    !probe_reads(&p, "59\n19") && !probe_reads(&p, "2233"));
	probe_close(&p);
}
END_TEST

START_TEST(test_utf16)
{
	static const char xml[] = "<?xml version='1.0'?><r><a>9434</a></r>";
	uint8_t wide[2 * sizeof xml] = { 0xff, 0xfe };
	struct probe p;
	size_t i;

	for (i = 0; i + 1 < sizeof xml; i++)
		wide[2 + 2 * i] = (uint8_t)xml[i];
	probe_open(&p);
	probe_file(&p, "a.xml", "application/octet-stream",
	    slice_of(wide, 2 * sizeof xml));
	ck_assert(probe_unit(&p, "9434") != NULL);
	ck_assert(slice_eq_str(probe_unit(&p, "9434")->container, "xml"));
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

static const char *const declared[] = {
	"<!DOCTYPE r [<!ENTITY a 'zanzibar'>]><r>&a;</r>",
	"<!DOCTYPE r SYSTEM 'http://a.example/a.dtd'><r>&a;</r>",
	"<!DOCTYPE r SYSTEM 'a.dtd'><r a='b &amp; &chapter-1; c'/>",
	"<!DOCTYPE r SYSTEM 'a>b' [<!ENTITY a 'zanzibar'>]><r/>",
	"<!DOCTYPE r SYSTEM 'a.dtd' [<!ATTLIST r a CDATA 'zanzibar'>]><r/>",
	"<!DOCTYPE r [ <!ENTITY % a SYSTEM 'file:///etc/passwd'> %a; ]><r/>",
	("<!DOCTYPE plist PUBLIC '-//Apple//DTD PLIST 1.0//EN' 'x' ["
	    "<!ENTITY a 'b'>]><r/>"),
};

/* Nothing is expanded, nothing fetched: it is told. */
START_TEST(test_declared)
{
	struct probe p;

	probe_open(&p);
	probe_file(&p, "a.xml", "text/xml", slice_str(declared[_i]));
	ck_assert(probe_raised(&p, ANOMALY_MALFORMED));
	probe_close(&p);
}
END_TEST

static const struct {
	const char *file, *xml;
} elsewhere[] = {
	{ "a.xml", "<?xml version='1.0'?><!DOCTYPE r SYSTEM 'a.dtd'>"
	    "<r>AB123456C &amp; &#169; &eacute;</r>" },
	{ "a.xml", "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE "
	    "article PUBLIC \"-//NLM//DTD JATS (Z39.96) Journal Publishing "
	    "DTD v1.2 20190208//EN\"\n\t\"JATS-publishing1.dtd\">\n<article>"
	    "<body><p>AB123456C</p></body></article>" },
	{ "a.xml", "<?xml version='1.0'?><!DOCTYPE book PUBLIC '-//OASIS//DTD "
	    "DocBook XML V4.5//EN' 'http://www.oasis-open.org/docbook/xml/4.5/"
	    "docbookx.dtd'><book><para>AB123456C</para></book>" },
	{ "a.plist", "<?xml version='1.0'?><!DOCTYPE plist PUBLIC '-//Apple//"
	    "DTD PLIST 1.0//EN' 'http://www.apple.com/DTDs/PropertyList-1.0."
	    "dtd'><plist><string>AB123456C</string></plist>" },
	{ "a.svg", "<?xml version='1.0'?><!DOCTYPE svg PUBLIC '-//W3C//DTD "
	    "SVG 1.1//EN' 'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'>"
	    "<svg xmlns='http://www.w3.org/2000/svg'><text>AB123456C</text>"
	    "</svg>" },
	{ "a.xhtml", "<?xml version='1.0'?><!DOCTYPE html PUBLIC '-//W3C//DTD "
	    "XHTML 1.0 Strict//EN' 'http://www.w3.org/TR/xhtml1/DTD/xhtml1-"
	    "strict.dtd'><html xmlns='http://www.w3.org/1999/xhtml'><body><p>"
	    "AB123456C&nbsp;&copy;</p></body></html>" },
};

/* A document type that only says where it stands hides nothing. */
START_TEST(test_elsewhere)
{
	struct probe p;

	probe_open(&p);
	probe_file(&p, elsewhere[_i].file, "application/octet-stream",
	    slice_str(elsewhere[_i].xml));
	ck_assert_msg(probe_reads(&p, "AB123456C"), "%s", elsewhere[_i].xml);
	ck_assert_msg(probe_is_clean(&p), "%s", elsewhere[_i].xml);
	probe_close(&p);
}
END_TEST

static const char *const slow[] = {
	"<", "<a ", "<a b=\"", "<a>", "<!--", "<![CDATA[", "<!x>", "<?", "</a>",
	"<!DOCTYPE [", "<a b='c'>", "&", "x<a>",
};

START_TEST(test_hostile_repetition)
{
	struct buf xml = BUF_INIT(2 * MIB);
	struct probe p;

	buf_puts(&xml, "<?xml version='1.0'?>");
	while (xml.len < MIB)
		buf_puts(&xml, slow[_i]);
	probe_open(&p);
	probe_file(&p, "a.xml", "text/xml", buf_slice(&xml));
	ck_assert_int_eq(p.result, 0);
	ck_assert(!probe_raised(&p, ANOMALY_TIMEOUT));
	probe_close(&p);
	buf_free(&xml);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "case", test_case, N_OF(cases) },
		{ "apart", test_apart, 0 },
		{ "utf-16", test_utf16, 0 },
		{ "elsewhere", test_elsewhere, N_OF(elsewhere) },
		{ "declared", test_declared, N_OF(declared) },
		{ "repetition", test_hostile_repetition, N_OF(slow) },
		{ NULL, NULL, 0 },
	};

	return unit_main("xmltext", tests);
}
