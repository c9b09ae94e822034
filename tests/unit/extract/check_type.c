#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "extract/type.h"
#include "probe.h"
#include "zipmaker.h"

#define PE	"MZ\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" \
	"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x40\0\0\0" \
	"PE\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define PNG	"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0"
#define BMP	"BM\x9a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\1\0\0\0\1\0\0\0\1"

static const struct {
	const char *name, *file, *declared, *bytes;
	size_t len;
	enum filetype type;
	bool disguised;
	bool unsupported;
} cases[] = {
#define CASE(name, file, declared, bytes, type, dis, uns) \
	{ name, file, declared, bytes, sizeof(bytes) - 1, FILETYPE_##type, \
	    dis, uns }
	CASE("words are text", "a.txt", "text/plain", "some words", TEXT, 0, 0),
	CASE("words without an ending too", "README",
	    "application/octet-stream", "some words", TEXT, 0, 0),
	CASE("a table that says it is text", "a.csv", "text/plain", "a,b\n1,2",
	    TEXT, 0, 0),
	CASE("a table as Windows labels it", "a.csv",
	    "application/vnd.ms-excel", "a,b\n1,2", TEXT, 0, 0),
	CASE("a page saved as a workbook", "a.xls", "application/vnd.ms-excel",
	    "<html><table><tr><td>1", HTML, 0, 0),
	CASE("rich text named .doc", "a.doc", "application/msword",
	    "{\\rtf1 hello}", DOCUMENT, 0, 0),
	CASE("a picture", "a.png", "image/png", PNG, PICTURE, 0, 0),
	CASE("a picture labelled as another kind", "a.jpg", "image/jpeg", PNG,
	    PICTURE, 0, 0),
	CASE("what a Mac adds", "._a.txt", "application/octet-stream",
	    "\0\x05\x16\x07\0\x02\0\0Mac OS X        \0\0", DATA, 0, 0),
	CASE("a bitmap", "a.bmp", "image/bmp", BMP, BITMAP, 0, 0),
	CASE("a bitmap named as a picture", "a.png", "image/png", BMP, BITMAP,
	    0, 0),
	CASE("a program", "a.exe", "application/octet-stream", PE, PROGRAM, 0,
	    0),
	CASE("a program named .pdf", "a.pdf", "application/octet-stream", PE,
	    PROGRAM, 1, 0),
	CASE("a program labelled as a picture", "a.bin", "image/png", PE,
	    PROGRAM, 1, 0),
	CASE("a program labelled as text", "a.bin", "text/plain", PE,
	    PROGRAM, 1, 0),
	CASE("a program with two endings", "a.pdf.exe",
	    "application/octet-stream", PE, PROGRAM, 1, 0),
	CASE("a screen saver", "fish.SCR", "application/octet-stream", PE,
	    SCREEN_SAVER, 0, 0),
	CASE("an ELF program", "a", "application/octet-stream",
	    "\x7f" "ELF\2\1\1\0\0\0\0\0\0\0\0\0", PROGRAM, 0, 0),
	CASE("a shortcut", "a.lnk", "application/octet-stream",
	    "\x4c\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0", PROGRAM, 0, 0),
	CASE("a shell script by its first line", "a",
	    "application/octet-stream", "#!/bin/sh\nls", SCRIPT, 0, 0),
	CASE("a shell script named .txt", "a.txt", "application/octet-stream",
	    "#!/bin/sh\nls", SCRIPT, 1, 0),
	CASE("a batch file", "a.bat", "application/octet-stream",
	    "@echo off\r\ndir", SCRIPT, 0, 0),
	CASE("a batch file named .txt", "a.txt", "text/plain",
	    "@echo off\r\ndel x", SCRIPT, 1, 0),
	CASE("the same in a sentence", "a.txt", "text/plain",
	    "Begin with @echo off", TEXT, 0, 0),
	CASE("settings of Windows named .txt", "a.txt", "text/plain",
	    "Windows Registry Editor Version 5.00\r\n", SCRIPT, 1, 0),
	CASE("what a desktop starts", "a.desktop", "application/octet-stream",
	    "[Desktop Entry]\nExec=sh\n", SCRIPT, 0, 0),
	CASE("a link to a page starts nothing", "a.url",
	    "application/octet-stream", "[InternetShortcut]\r\nURL=x\r\n",
	    TEXT, 0, 0),
	CASE("AppleScript, compiled", "a", "application/octet-stream",
	    "FasdUAS 1.101.10\x0e\0\0\0\x04\x0f\xff\xff", SCRIPT, 0, 0),
	CASE("a cartridge of the 64", "a.pdf", "application/pdf",
	    "\x80\x37\x12\x40\0\0\0\x0f\x80\0\x10\0\0\0\x14\x44", GAME, 1,
	    0),
	CASE("a handheld's cartridge", "a.dat", "application/octet-stream",
	    "\x2e\0\0\xea\x24\xff\xae\x51\x69\x9a\xa2\x21\x3d\x84\x82\x0a",
	    GAME, 0, 0),
	CASE("levels of a game", "doom.wad", "application/octet-stream",
	    "IWAD\x0a\0\0\0\x0c\0\0\0\1\2\3\4", GAME, 0, 0),
	CASE("a text that begins so", "a.txt", "text/plain", "IWAD is a name",
	    TEXT, 0, 0),
	CASE("a tape", "a.bin", "application/octet-stream",
	    "ZXTape!\x1a\1\x14\x10\0\0\0\0\0\0", GAME, 0, 0),
	CASE("PowerShell", "a.ps1", "text/plain", "Get-Process", SCRIPT, 0, 0),
	CASE("JavaScript", "a.js", "text/javascript", "alert(1)", SCRIPT, 0,
	    0),
	CASE("a page that is run", "a.hta", "text/html", "<html><script>x",
	    SCRIPT, 0, 0),
	CASE("an appointment", "a.ics", "text/calendar",
	    "BEGIN:VCALENDAR\r\nEND:VCALENDAR", CALENDAR, 0, 0),
	CASE("a visiting card", "a.vcf", "text/vcard",
	    "BEGIN:VCARD\r\nEND:VCARD", CONTACT, 0, 0),
	CASE("a page", "a.html", "text/html", "<p>hello", HTML, 0, 0),
	CASE("a PDF", "a.pdf", "application/pdf", "%PDF-1.7\n1 0 obj", PDF, 0,
	    0),
	CASE("a PDF behind some bytes", "a.pdf", "application/pdf",
	    "\n\n\0\1%PDF-1.7\n1 0 obj", PDF, 0, 0),
	CASE("a PDF named as a picture", "a.png", "image/png",
	    "%PDF-1.7\n1 0 obj", PDF, 1, 0),
	CASE("noise is unidentified, no lie", "a.pdf", "application/pdf",
	    "\x93\x11\x02\xfe\x80\x17\xa5\x9c\x03\xd8\x10\xff\x91\x05\x07",
	    UNIDENTIFIED, 0, 1),
	CASE("a database", "a.db", "application/octet-stream",
	    "SQLite format 3\0\x10\0\1\1", DATABASE, 0, 1),
	CASE("winmail.dat", "winmail.dat", "application/ms-tnef",
	    "\x78\x9f\x3e\x22\0\0\1\2", MESSAGE, 0, 0),
	CASE("a Flash game", "a.swf", "application/x-shockwave-flash",
	    "CWS\x0a\1\2\3\4\x78\x9c\0\0\0", GAME, 0, 0),
	CASE("words that begin like Flash are words", "a.txt", "text/plain",
	    "CWSomething else", TEXT, 0, 0),
	CASE("an empty file", "a.txt", "text/plain", "", TEXT, 0, 0),
	CASE("a message in a file", "a.eml", "application/octet-stream",
	    "From: a@x.example\r\nSubject: b\r\n\r\nc", MESSAGE, 0, 0),
	CASE("a certificate", "a.pem", "application/octet-stream",
	    "-----BEGIN CERTIFICATE-----\nMIIB", CERTIFICATE, 0, 0),
	CASE("a signature", "signature.asc", "application/pgp-signature",
	    "-----BEGIN PGP SIGNATURE-----\n", CERTIFICATE, 0, 0),
#undef CASE
};

START_TEST(test_case)
{
	const struct part *part;
	struct probe p;

	probe_open(&p);
	probe_file(&p, cases[_i].file, cases[_i].declared,
	    slice_of(cases[_i].bytes, cases[_i].len));
	part = probe_part(&p, "2");
	ck_assert_msg(part->type == cases[_i].type, "%s: %s",
	    cases[_i].name, filetype_name(part->type));
	ck_assert_msg(probe_has(&p, "2", PART_IS_DISGUISED) ==
	    cases[_i].disguised, "%s: disguise", cases[_i].name);
	ck_assert_msg(probe_raised(&p, ANOMALY_UNSUPPORTED) ==
	    cases[_i].unsupported, "%s: reader", cases[_i].name);
	ck_assert(probe_has(&p, "2", PART_IS_ATTACHMENT));
	probe_close(&p);
}
END_TEST

static const struct {
	const char *name, *member, *second;
	enum filetype type;
} packages[] = {
	{ "docx", "word/document.xml", NULL, FILETYPE_DOCUMENT },
	{ "xlsx", "xl/workbook.xml", NULL, FILETYPE_SPREADSHEET },
	{ "pptx", "ppt/presentation.xml", NULL, FILETYPE_PRESENTATION },
	{ "docm", "word/document.xml", "word/vbaProject.bin",
	    FILETYPE_DOCUMENT },
	{ "jar", "META-INF/MANIFEST.MF", NULL, FILETYPE_PROGRAM },
	{ "apk", "AndroidManifest.xml", NULL, FILETYPE_INSTALLER },
	{ "zip", "a.txt", NULL, FILETYPE_ARCHIVE },
};

START_TEST(test_package)
{
	const struct made m[] = {
		{ .name = "[Content_Types].xml", .data = SLICE("<Types/>") },
		{ .name = packages[_i].member, .data = SLICE("<x/>") },
		{ .name = packages[_i].second, .data = SLICE("x") },
	};
	struct buf zip = BUF_INIT(64 * KIB);
	char name[16];
	struct probe p;

	zipmaker(m, packages[_i].second == NULL ? 2 : 3, &zip);
	snprintf(name, sizeof name, "a.%s", packages[_i].name);
	probe_open(&p);
	probe_file(&p, name, "application/octet-stream", buf_slice(&zip));
	ck_assert_msg(probe_part(&p, "2")->type == packages[_i].type, "%s",
	    name);
	ck_assert(!probe_has(&p, "2", PART_IS_DISGUISED));
	ck_assert(probe_has(&p, "2", PART_HAS_MACROS) ==
	    (packages[_i].second != NULL));
	probe_close(&p);
	buf_free(&zip);
}
END_TEST

/* --- containers by their bytes --------------------------------------------------- */

static const struct {
	const char *name;
	size_t at;		/* zeros before the bytes */
	const char *bytes;
	size_t len, whole;
	const char *mime;
} containers[] = {
#define CASE(name, at, bytes, whole, mime) \
	{ name, at, bytes, sizeof(bytes) - 1, whole, mime }
	CASE("ace", 7, "**ACE**\x14\0\1", 64, "application/x-ace"),
	CASE("wim", 0, "MSWIM\0\0\0\xd0", 256, "application/x-ms-wim"),
	CASE("chm", 0, "ITSF\3\0\0\0\x60", 256, "application/vnd.ms-htmlhelp"),
	CASE("vhdx", 0, "vhdxfile\1", 512, "application/x-vhdx-disk"),
	CASE("vmdk", 0, "KDMV\1\0\0\0", 512, "application/x-vmdk-disk"),
	CASE("FAT", 0, "\xeb\x3c\x90MSDOS5.0", 512, "-"),
	CASE("ext", 1080, "\x53\xef\1\0", 4096, "application/x-ext-image"),
	CASE("UDF alone", 32769, "NSR02\1", 65536, "application/x-udf-image"),
	CASE("a stuffit file", 0, "SIT!\0\1", 64, "application/x-stuffit"),
	CASE("zoo", 20, "\xdc\xa7\xc4\xfd", 64, "application/x-zoo"),
	CASE("lzop", 0, "\x89LZO\0\r\n\x1a\n", 64, "application/x-lzop"),
	CASE("a fat Mach-O", 0, "\xca\xfe\xba\xbe\0\0\0\2", 64,
	    "application/x-mach-binary"),
	CASE("a Java class", 0, "\xca\xfe\xba\xbe\0\0\0\x34", 64,
	    "application/java-vm"),
	CASE("numbers are no cpio", 0, "0707010 is a number of a file", 29,
	    "text/plain"),
	CASE("words are no stuffit", 0, "SIT! said the trainer", 21,
	    "text/plain"),
	CASE("words are no openssl", 0, "Salted__ is the name of it", 26,
	    "text/plain"),
#undef CASE
};

START_TEST(test_container)
{
	struct buf file = BUF_INIT(MIB);
	struct slice found;
	struct probe p;

	while (file.len < containers[_i].at)
		buf_putc(&file, 0);
	buf_put(&file, containers[_i].bytes, containers[_i].len);
	while (file.len < containers[_i].whole)
		buf_putc(&file, 0);
	probe_open(&p);
	probe_file(&p, "a", "application/octet-stream", buf_slice(&file));
	found = probe_part(&p, "2")->detected;
	if (strcmp(containers[_i].mime, "-") != 0)
		ck_assert_msg(slice_eq_str(found, containers[_i].mime),
		    "%s: %.*s", containers[_i].name, (int)found.len,
		    (const char *)found.ptr);
	/* What is known and not read is told. */
	if (probe_part(&p, "2")->type == FILETYPE_DISK_IMAGE ||
	    probe_part(&p, "2")->type == FILETYPE_ARCHIVE)
		ck_assert_msg(probe_raised(&p, ANOMALY_UNSUPPORTED), "%s",
		    containers[_i].name);
	probe_close(&p);
	buf_free(&file);
}
END_TEST

/* --- names that mislead --------------------------------------------------------- */

static const struct {
	const char *name;
	bool misleads;
} names[] = {
	{ "invoice.pdf.exe", true },
	{ "invoice.pdf      .exe", true },
	{ "photo.jpg.scr", true },
	{ "letter.doc.js", true },
	{ "minutes.docx.lnk", true },
	{ "list.xlsx.vbs", true },
	{ "readme.txt.exe", true },
	{ "setup.exe", false },
	{ "setup.v2.exe", false },
	{ "jquery.min.js", false },
	{ "notes.txt.sh", false },
	{ "report.tar.gz", false },
	{ "accounts.2026.xlsx", false },
	{ "scan.jpg.pdf", false },
	{ "budget.xls.zip", false },
};

START_TEST(test_name)
{
	struct buf folded = BUF_INIT(KIB);

	buf_printf(&folded, "%s\n", names[_i].name);
	ck_assert_msg(name_misleads(slice_str(names[_i].name),
	    buf_slice(&folded)) == names[_i].misleads, "%s", names[_i].name);
	buf_free(&folded);
}
END_TEST

/* "fdp.exe" shown as "exe.pdf"; what is written from right to left is not. */
START_TEST(test_turned_name)
{
	ck_assert(name_misleads(SLICE("invoice\xe2\x80\xae" "fdp.exe"),
	    SLICE("invoicefdp.exe\n")));
	ck_assert(!name_misleads(SLICE("\xd7\x97\xd7\xa9\xe2\x80\x8f.pdf"),
	    SLICE("x.pdf\n")));
}
END_TEST

/* In an archive with a password only the name can tell. */
START_TEST(test_name_beside_ciphertext)
{
	static const char noise[] = "\x9c\x01\x7f\xe0wq\x88@\xd3\x11\x10"
	    "\xfe\x02\xab\x91\xc5\x33\x5a\xe8\x77\x0b\xff\xf1\x6c\x12";
	const struct made m[] = {
		{ .name = "invoice.pdf.exe", .stored = true, .flags = 1,
		    .data = { (const uint8_t *)noise, 25 }, .bad_crc = true },
	};
	struct buf zip = BUF_INIT(4 * KIB);
	struct probe p;

	zipmaker(m, 1, &zip);
	probe_open(&p);
	probe_file(&p, "a.zip", "application/zip", buf_slice(&zip));
	ck_assert(probe_part(&p, "2/1")->encryption == ENCRYPTION_WEAK);
	ck_assert(probe_has(&p, "2/1", PART_IS_DISGUISED));
	probe_close(&p);
	buf_free(&zip);
}
END_TEST

/* What the part tells about the file itself. */
START_TEST(test_fields)
{
	static const uint8_t sha256_of_abc[4] = { 0xba, 0x78, 0x16, 0xbf };
	const struct part *part;
	struct probe p, q;

	probe_open(&p);
	probe_file(&p, "Rent List.TXT", "text/plain", SLICE("abc"));
	part = probe_part(&p, "2");
	ck_assert_uint_eq(part->size, 3);
	ck_assert_int_eq(memcmp(part->digest, sha256_of_abc, 4), 0);
	ck_assert(slice_eq_str(part->declared, "text/plain"));
	ck_assert(slice_eq_str(part->detected, "text/plain"));
	ck_assert(slice_eq_str(part->container, "text"));
	ck_assert(slice_eq_str(part->name, "Rent List.TXT"));
	ck_assert(slice_starts(part->names, SLICE("rent list.txt\n")));
	/* The same name, folded, has the same hash; another has not. */
	probe_open(&q);
	probe_file(&q, "rent list.txt", "text/plain", SLICE("other"));
	ck_assert_int_eq(memcmp(part->name_hash,
	    probe_part(&q, "2")->name_hash, NAME_HASH_SIZE), 0);
	probe_close(&q);
	probe_open(&q);
	probe_file(&q, "rent lisp.txt", "text/plain", SLICE("other"));
	ck_assert_int_ne(memcmp(part->name_hash,
	    probe_part(&q, "2")->name_hash, NAME_HASH_SIZE), 0);
	probe_close(&q);
	probe_close(&p);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "case", test_case, N_OF(cases) },
		{ "package", test_package, N_OF(packages) },
		{ "fields", test_fields, 0 },
		{ "container", test_container, N_OF(containers) },
		{ "name", test_name, N_OF(names) },
		{ "turned name", test_turned_name, 0 },
		{ "name beside ciphertext", test_name_beside_ciphertext, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("type", tests);
}
