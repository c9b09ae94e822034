#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "probe.h"
#include "zipmaker.h"

#define TEXT	"<office:document-content><office:body><office:text>"
#define TEXT_END "</office:text></office:body></office:document-content>"
#define MIMETYPE "application/vnd.oasis.opendocument.text"

/* --- text --------------------------------------------------------------------------- */

static const struct { const char *name, *xml, *text; } texts[] = {
	{ "runs join", "<text:p>94<text:span>34</text:span></text:p>",
	    "9434" },
	{ "blanks in a row are one", "<text:p>  94 \n <text:span> 34</text:"
	    "span></text:p>", "94 34" },
	{ "blanks that count", "<text:p>94<text:s text:c='2'/>34</text:p>",
	    "94  34" },
	{ "a tab and a line break", "<text:p>a<text:tab/>b<text:line-break/>c"
	    "</text:p>", "a\tb\nc" },
	{ "over a note", "<text:p>94<text:note><text:note-citation>1"
	    "</text:note-citation><text:note-body><text:p>foot</text:p>"
	    "</text:note-body></text:note>34</text:p>", "9434" },
	{ "the note itself", "<text:p>94<text:note><text:note-citation>1"
	    "</text:note-citation><text:note-body><text:p>foot</text:p>"
	    "</text:note-body></text:note>34</text:p>", "foot" },
	{ "over a comment laid out in lines", "<text:p>94<office:annotation>\n"
	    " <dc:creator>Ann</dc:creator>\n <text:p>note</text:p>\n"
	    "</office:annotation>34</text:p>", "9434" },
	{ "who wrote the comment", "<text:p>94<office:annotation>"
	    "<dc:creator>Ann</dc:creator><text:p>note</text:p>"
	    "</office:annotation></text:p>", "Ann" },
	{ "a text box inside a paragraph", "<text:p>94<draw:frame>"
	    "<draw:text-box><text:p>box</text:p></draw:text-box></draw:frame>"
	    "34</text:p>", "9434" },
	{ "alternative text", "<text:p><draw:frame><svg:desc>scan of 94"
	    "</svg:desc></draw:frame></text:p>", "scan of 94" },
	{ "a field that shows the title", "<text:p>94<text:title>34"
	    "</text:title></text:p>", "9434" },
	{ "a hidden text", "<text:p><text:hidden-text text:condition='c' "
	    "text:string-value='hid 94'/></text:p>", "hid 94" },
	{ "what a link leads to", "<text:p><text:a xlink:href="
	    "'mailto:a@b.example'>x</text:a></text:p>", "mailto:a@b.example" },
	{ "the value of a control", "<form:text form:current-value='typed 94'"
	    "/>", "typed 94" },
	{ "the name of a bookmark", "<text:p><text:bookmark text:name='mark "
	    "94'/></text:p>", "mark 94" },
	{ "an element of no known kind", "<x:own>94</x:own>", "94" },
	{ "a comment in the XML", "<!-- aside 94 --><text:p>x</text:p>",
	    "aside 94" },
	{ "what was inserted is text", "<text:tracked-changes>"
	    "<text:changed-region text:id='1'><text:insertion/>"
	    "</text:changed-region></text:tracked-changes><text:p>94"
	    "<text:change-start text:change-id='1'/>xx<text:change-end "
	    "text:change-id='1'/>34</text:p>", "94xx34" },
	{ "and without it", "<text:tracked-changes>"
	    "<text:changed-region text:id='1'><text:insertion/>"
	    "</text:changed-region></text:tracked-changes><text:p>94"
	    "<text:change-start text:change-id='1'/>xx<text:change-end "
	    "text:change-id='1'/>34</text:p>", "9434" },
	{ "what was deleted goes back where it stood", "<text:tracked-changes>"
	    "<text:changed-region xml:id='1'><text:deletion><text:p>34"
	    "</text:p></text:deletion></text:changed-region>"
	    "</text:tracked-changes><text:p>94<text:change text:change-id="
	    "'1'/>56</text:p>", "943456" },
	{ "and the text without it", "<text:tracked-changes>"
	    "<text:changed-region xml:id='1'><text:deletion><text:p>34"
	    "</text:p></text:deletion></text:changed-region>"
	    "</text:tracked-changes><text:p>94<text:change text:change-id="
	    "'1'/>56</text:p>", "9456" },
	{ "comments nested past counting", "<text:p>1<a:g><text:p>2<a:g>"
	    "<text:p>3<a:g><text:p>4<a:g><text:p>5<a:g><text:p>6<a:g>"
	    "<text:p>7<a:g><text:p>deep 94</text:p></a:g></text:p></a:g>"
	    "</text:p></a:g></text:p></a:g></text:p></a:g></text:p></a:g>"
	    "</text:p></a:g></text:p>", "deep 94" },
};

static void
read_package(struct probe *p, const struct made *more, size_t n)
{
	struct made m[8] = {
		{ .name = "mimetype", .data = SLICE(MIMETYPE), .stored = true },
	};
	struct buf zip = BUF_INIT(MIB);

	memcpy(m + 1, more, n * sizeof *more);
	zipmaker(m, n + 1, &zip);
	probe_file(p, "a.odt", "application/octet-stream", buf_slice(&zip));
	buf_free(&zip);
}

START_TEST(test_text)
{
	struct buf xml = BUF_INIT(64 * KIB);
	struct probe p;

	buf_puts(&xml, TEXT);
	buf_puts(&xml, texts[_i].xml);
	buf_puts(&xml, TEXT_END);
	probe_open(&p);
	read_package(&p, &(struct made){ .name = "content.xml",
	    .data = buf_slice(&xml) }, 1);
	ck_assert_msg(probe_unit(&p, texts[_i].text) != NULL, "%s",
	    texts[_i].name);
	ck_assert(slice_eq_str(probe_unit(&p, texts[_i].text)->container,
	    "odf"));
	ck_assert_msg(probe_is_clean(&p), "%s", texts[_i].name);
	probe_close(&p);
	buf_free(&xml);
}
END_TEST

/* --- tables ----------------------------------------------------------------------------- */

#define CELL(text) "<table:table-cell><text:p>" text "</text:p></table:table-cell>"

static const struct {
	const char *name, *rows, *text, *place, *header;
} cells[] = {
	{ "a value under its column's name", "<table:table-row>" CELL("Joe")
	    CELL("9434765919") "</table:table-row>", "9434765919", "cell B2",
	    "NHS number" },
	{ "a number that no text shows", "<table:table-row>" CELL("Joe")
	    "<table:table-cell office:value='9434765919'/></table:table-row>",
	    "9434765919", "cell B2", "NHS number" },
	{ "a number that its text does not show", "<table:table-row>"
	    CELL("Joe") "<table:table-cell office:value='9434765919'><text:p>"
	    "###</text:p></table:table-cell></table:table-row>",
	    "9434765919", "cell B2", "NHS number" },
	{ "behind repeated cells", "<table:table-row><table:table-cell "
	    "table:number-columns-repeated='1'/>" CELL("94")
	    "</table:table-row>", "94", "cell B2", "NHS number" },
	{ "below repeated rows", "<table:table-row table:number-rows-repeated"
	    "='1048000'/><table:table-row>" CELL("94") "</table:table-row>",
	    "94", "cell A1048002", "Name" },
	{ "repeated past counting", "<table:table-row table:number-rows-"
	    "repeated='99999999999999999999'/><table:table-row>" CELL("94")
	    "</table:table-row>", "94", "cell A3", "Name" },
	{ "a comment on a cell names no column", "<table:table-row>"
	    "<table:table-cell><office:annotation><text:p>aside</text:p>"
	    "</office:annotation><text:p>94</text:p></table:table-cell>"
	    "</table:table-row>", "aside", "", "" },
	{ "texts that a formula joins", "<table:table-row><table:table-cell "
	    "table:formula='of:=\"94\"&amp;\"34\"'/></table:table-row>",
	    "9434", "", "" },
};

START_TEST(test_cell)
{
	struct buf xml = BUF_INIT(64 * KIB);
	const struct probe_unit *u;
	struct probe p;

	buf_puts(&xml, "<office:document-content><office:body>"
	    "<office:spreadsheet><table:table><table:table-row>" CELL("Name")
	    CELL("NHS number") "</table:table-row>");
	buf_puts(&xml, cells[_i].rows);
	buf_puts(&xml, "</table:table></office:spreadsheet></office:body>"
	    "</office:document-content>");
	probe_open(&p);
	read_package(&p, &(struct made){ .name = "content.xml",
	    .data = buf_slice(&xml) }, 1);
	u = probe_unit(&p, cells[_i].text);
	ck_assert_msg(u != NULL, "%s", cells[_i].name);
	ck_assert_msg(slice_eq_str(u->place, cells[_i].place), "%s: %.*s",
	    cells[_i].name, (int)u->place.len, (const char *)u->place.ptr);
	ck_assert_msg(slice_eq_str(u->header, cells[_i].header), "%s",
	    cells[_i].name);
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
	buf_free(&xml);
}
END_TEST

/* --- ciphertext --------------------------------------------------------------------------- */

#define LOCKED(path, algorithm) "<manifest:file-entry manifest:full-path='" \
	path "'><manifest:encryption-data><manifest:algorithm " \
	"manifest:algorithm-name='" algorithm "'/></manifest:encryption-data>" \
	"</manifest:file-entry>"
#define MANIFEST(entries) "<manifest:manifest>" entries "</manifest:manifest>"
#define AES "http://www.w3.org/2001/04/xmlenc#aes256-cbc"

static void
noise(uint8_t *out, size_t n)
{
	uint32_t x = 2463534242u;
	size_t i;

	for (i = 0; i < n; i++) {
		x ^= x << 13;
		x ^= x >> 17;
		x ^= x << 5;
		out[i] = (uint8_t)(x >> 11);
	}
}

static const struct {
	const char *name, *member, *manifest;
	bool is_noise, encrypted, other_anomaly;
	enum encryption is;
	const char *reason;
} locked[] = {
	{ "AES", "content.xml", MANIFEST(LOCKED("content.xml", AES)), true,
	    true, false, ENCRYPTION_STRONG, "AES-256" },
	{ "Blowfish", "content.xml", MANIFEST(LOCKED("content.xml",
	    "Blowfish CFB")), true, true, false, ENCRYPTION_WEAK, "Blowfish" },
	{ "the package as a whole", "encrypted-package", MANIFEST(""), true,
	    true, false, ENCRYPTION_STRONG, "AES-256" },
	{ "a manifest that lies", "content.xml", MANIFEST(LOCKED(
	    "content.xml", AES)), false, false, true, ENCRYPTION_NO, "" },
	{ "noise that no manifest explains", "content.xml", MANIFEST(""), true,
	    false, true, ENCRYPTION_NO, "" },
	{ "nothing of the kind", "content.xml", MANIFEST(""), false, false,
	    false, ENCRYPTION_NO, "" },
};

START_TEST(test_locked)
{
	uint8_t bytes[512];
	struct made m[] = {
		{ .name = "META-INF/manifest.xml",
		    .data = slice_str(locked[_i].manifest) },
		{ .name = locked[_i].member, .stored = true },
	};
	struct probe p;

	noise(bytes, sizeof bytes);
	m[1].data = locked[_i].is_noise ? slice_of(bytes, sizeof bytes) :
	    SLICE(TEXT "<text:p>secret 94</text:p>" TEXT_END);
	probe_open(&p);
	read_package(&p, m, 2);
	ck_assert_msg(probe_raised(&p, ANOMALY_ENCRYPTED) ==
	    locked[_i].encrypted, "%s", locked[_i].name);
	ck_assert_msg((p.anomaly_count > (locked[_i].encrypted ? 1u : 0u)) ==
	    locked[_i].other_anomaly, "%s: others", locked[_i].name);
	ck_assert_msg(probe_part(&p, "2")->encryption == locked[_i].is, "%s",
	    locked[_i].name);
	ck_assert(slice_eq_str(probe_part(&p, "2")->encryption_reason,
	    locked[_i].reason));
	ck_assert_msg(probe_reads(&p, "secret 94") == !locked[_i].is_noise,
	    "%s", locked[_i].name);
	probe_close(&p);
}
END_TEST

START_TEST(test_partly_locked)
{
	uint8_t bytes[512];
	struct made m[] = {
		{ .name = "META-INF/manifest.xml", .data = SLICE(MANIFEST(
		    LOCKED("content.xml", AES))) },
		{ .name = "content.xml", .stored = true },
		{ .name = "meta.xml", .data = SLICE("<office:document-meta>"
		    "<dc:title>open 94</dc:title></office:document-meta>") },
	};
	struct probe p;

	noise(bytes, sizeof bytes);
	m[1].data = slice_of(bytes, sizeof bytes);
	probe_open(&p);
	read_package(&p, m, 3);
	ck_assert(probe_part(&p, "2")->encryption == ENCRYPTION_PARTLY);
	ck_assert(probe_unit(&p, "open 94") != NULL);
	probe_close(&p);
}
END_TEST

/* --- other members and flat files ------------------------------------------------------------- */

static const struct {
	const char *name, *member, *data, *text;
	bool clean;
} members[] = {
	{ "properties", "meta.xml", "<office:document-meta><dc:title>top 94"
	    "</dc:title></office:document-meta>", "top 94", true },
	{ "an embedded object", "Object 1/content.xml", TEXT "<text:p>in 94"
	    "</text:p>" TEXT_END, "in 94", true },
	{ "a macro, whose DTD nobody has", "Basic/Standard/Module1.xml",
	    "<!DOCTYPE script:module PUBLIC \"-//OpenOffice.org//DTD "
	    "OfficeDocument 1.0//EN\" \"module.dtd\"><script:module "
	    "script:name=\"Module1\">REM 94\n</script:module>", "REM 94",
	    true },
	{ "a DTD of the sender's", "content.xml", "<!DOCTYPE a [<!ENTITY b "
	    "'x'>]>" TEXT "<text:p>94 &b;</text:p>" TEXT_END, NULL, false },
	{ "the known DTD with more in it", "content.xml", "<!DOCTYPE a PUBLIC "
	    "\"-//OpenOffice.org//DTD OfficeDocument 1.0//EN\" \"o.dtd\" "
	    "[<!ENTITY b 'x'>]>" TEXT "<text:p>94</text:p>" TEXT_END, NULL,
	    false },
	{ "an entity that the known DTD may define", "content.xml",
	    "<!DOCTYPE a PUBLIC \"-//OpenOffice.org//DTD OfficeDocument "
	    "1.0//EN\" \"o.dtd\">" TEXT "<text:p>94&b;34</text:p>" TEXT_END,
	    NULL, false },
	{ "an empty member", "Configurations2/accelerator/current.xml", "",
	    NULL, true },
	{ "an attached file", "Files/note.txt", "file 94", "file 94", true },
};

START_TEST(test_member)
{
	struct probe p;

	probe_open(&p);
	read_package(&p, &(struct made){ .name = members[_i].member,
	    .data = slice_str(members[_i].data) }, 1);
	if (members[_i].text != NULL)
		ck_assert_msg(probe_unit(&p, members[_i].text) != NULL, "%s",
		    members[_i].name);
	ck_assert_msg(probe_is_clean(&p) == members[_i].clean, "%s",
	    members[_i].name);
	ck_assert(probe_raised(&p, ANOMALY_MALFORMED) != members[_i].clean);
	ck_assert_int_eq(probe_has(&p, "2", PART_HAS_MACROS),
	    strstr(members[_i].member, "Basic/") != NULL);
	probe_close(&p);
}
END_TEST

START_TEST(test_flat)
{
	static const char flat[] = "<?xml version='1.0'?><office:document "
	    "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "
	    "xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' "
	    "xmlns:title='hidden 123456 in a name' office:mimetype='" MIMETYPE "'><office:body><office:text>"
	    "<text:p>94<text:span>34</text:span></text:p><draw:image>"
	    "<office:binary-data>ZW1i\nZWRkZWQgOTQ=</office:binary-data>"
	    "</draw:image></office:text></office:body></office:document>";
	struct probe p;

	probe_open(&p);
	probe_file(&p, "a.fodt", "application/octet-stream", SLICE(flat));
	ck_assert(probe_unit(&p, "9434") != NULL);
	ck_assert(probe_unit(&p, "urn:oasis:names:tc:opendocument:xmlns:text:"
	    "1.0") == NULL);
	ck_assert(probe_unit(&p, "hidden 123456 in a name") != NULL);
	ck_assert(probe_unit(&p, "embedded 94") != NULL);
	ck_assert(slice_eq_str(probe_unit(&p, "embedded 94")->part, "2/1"));
	ck_assert(probe_part(&p, "2")->type == FILETYPE_DOCUMENT);
	ck_assert(!probe_has(&p, "2", PART_IS_DISGUISED));
	ck_assert(probe_is_clean(&p));
	probe_close(&p);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "text", test_text, N_OF(texts) },
		{ "cell", test_cell, N_OF(cells) },
		{ "locked", test_locked, N_OF(locked) },
		{ "partly locked", test_partly_locked, 0 },
		{ "member", test_member, N_OF(members) },
		{ "flat", test_flat, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("odf", tests);
}
