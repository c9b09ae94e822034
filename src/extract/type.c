#include "extract/type.h"

#include <stdint.h>
#include <string.h>

#include "extract/der.h"
#include "extract/env.h"
#include "extract/le.h"
#include "extract/ole.h"
#include "extract/olefile.h"
#include "extract/pgppacket.h"
#include "extract/text.h"
#include "extract/xml.h"

#define TEXT_SAMPLE	((size_t)32 * 1024)
#define MAGIC_SAMPLE	((size_t)256 * 1024)	/* libmagic sees no more */
#define ZIP_END_SIZE	22
#define INSTALLER_SAMPLE ((size_t)512 * 1024)

#define MIME_PE "application/vnd.microsoft.portable-executable"

static const struct {
	size_t at;
	const char *bytes;
	size_t len;
	const char *mime;
} signatures[] = {
#define SIG(at, lit, mime) { at, lit, sizeof(lit) - 1, mime }
	SIG(0, "\x89PNG\r\n\x1a\n",		"image/png"),
	SIG(0, "\xff\xd8\xff",			"image/jpeg"),
	SIG(0, "GIF87a",			"image/gif"),
	SIG(0, "GIF89a",			"image/gif"),
	SIG(0, "II*\0",				"image/tiff"),
	SIG(0, "MM\0*",				"image/tiff"),
	SIG(0, "8BPS",				"image/vnd.adobe.photoshop"),
	SIG(0, "VCLMTF",			"image/x-svm"),
	SIG(0, "\0\0\1\0",			"image/x-icon"),
	SIG(0, "7z\xbc\xaf\x27\x1c",		"application/x-7z-compressed"),
	SIG(0, "Rar!\x1a\x07",			"application/x-rar"),
	SIG(0, "\x1f\x8b\x08",			"application/gzip"),
	SIG(0, "\xfd" "7zXZ\0",			"application/x-xz"),
	SIG(0, "BZh",				"application/x-bzip2"),
	SIG(0, "\x28\xb5\x2f\xfd",		"application/zstd"),
	SIG(0, "MSCF\0\0\0\0",		"application/vnd.ms-cab-compressed"),
	SIG(0, "{\\rt",				"application/rtf"),
	SIG(0, "%!PS",				"application/postscript"),
	SIG(0, "\xc5\xd0\xd3\xc6",		"application/postscript"),
	SIG(0, "\xd7\xcd\xc6\x9a",		"image/wmf"),
	SIG(0, "\1\0\x09\0\0\3",		"image/wmf"),
	SIG(0, "\1\0\x09\0\0\1",		"image/wmf"),
	SIG(40, " EMF\0\0\1\0",		"image/emf"),
	SIG(0, "AT&TFORM",			"image/vnd.djvu"),
	SIG(128, "DICM",			"application/dicom"),
	SIG(0, "\0\0\0\x0cjP  \r\n\x87\n",	"image/jp2"),
	SIG(0, "\x78\x9f\x3e\x22",		"application/vnd.ms-tnef"),
	SIG(0, "\x76\xe8\x04\x60\xc4\x11\xe3\x86",
	    "application/x-microsoft-rpmsg-message"),
	SIG(0, "ID3",				"audio/mpeg"),
	SIG(0, "OggS",				"application/ogg"),
	SIG(0, "fLaC",				"audio/flac"),
	SIG(0, "\x1a\x45\xdf\xa3",		"application/x-matroska"),
	SIG(0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11", "application/vnd.ms-asf"),
	SIG(0, "\x7f" "ELF",			"application/x-executable"),
	SIG(0, "\xcf\xfa\xed\xfe",		"application/x-mach-binary"),
	SIG(0, "\xce\xfa\xed\xfe",		"application/x-mach-binary"),
	SIG(0, "\0asm",				"application/wasm"),
	SIG(0, "\x4c\0\0\0\x01\x14\x02\0",	"application/x-ms-shortcut"),
	SIG(0, "!<arch>\ndebian-binary",
	    "application/vnd.debian.binary-package"),
	SIG(0, "\xed\xab\xee\xdb",		"application/x-rpm"),
	SIG(0, "FWS",				"application/x-shockwave-flash"),
	SIG(0, "CWS",				"application/x-shockwave-flash"),
	SIG(0, "ZWS",				"application/x-shockwave-flash"),
	SIG(0, "NES\x1a",			"application/x-nes-rom"),
	SIG(0, "SQLite format 3\0",		"application/x-sqlite3"),
	SIG(4, "Standard Jet DB\0",		"application/x-msaccess"),
	SIG(4, "Standard ACE DB\0",		"application/x-msaccess"),
	SIG(0, "OTTO\0",			"application/vnd.ms-opentype"),
	/* What a Mac adds to every archive that it makes. */
	SIG(0, "\0\x05\x16\x07\0\x02\0\0",	"application/applefile"),
	SIG(0, "\0\0\0\1Bud1",		"application/x-ds-store"),
	SIG(0, "\0\1\0\0\0",			"font/ttf"),
	SIG(0, "wOFF",				"font/woff"),
	SIG(0, "wOF2",				"font/woff2"),
#undef SIG
};

static bool
has_at(struct slice s, size_t at, struct slice what)
{
	return at <= s.len && slice_starts(slice_from(s, at), what);
}

static bool
contains(struct slice s, const char *what)
{
	return slice_find(s, slice_str(what), 0) != SLICE_NPOS;
}

/* The type that any of the names claims, if it is wanted. */
static bool
any_ending_is(struct slice names, enum filetype wanted)
{
	struct slice line;
	size_t end;

	for (; names.len > 0; names = slice_from(names, end + 1)) {
		end = slice_chr(names, '\n', 0);
		if (end == SLICE_NPOS)
			end = names.len;
		line = slice_sub(names, 0, end);
		if (typetable_by_ending(name_ending(line)) == wanted)
			return true;
	}
	return false;
}

/* --- text or not ------------------------------------------------------------- */

static enum text_look
utf16_look(struct slice s)
{
	size_t even = 0, odd = 0, pairs, i;

	if (s.len >= 2 && s.ptr[0] == 0xff && s.ptr[1] == 0xfe)
		return TEXT_LOOK_UTF16LE;
	if (s.len >= 2 && s.ptr[0] == 0xfe && s.ptr[1] == 0xff)
		return TEXT_LOOK_UTF16BE;
	pairs = (s.len < 1024 ? s.len : 1024) / 2;
	if (pairs < 4 || s.len % 2 != 0)
		return TEXT_LOOK_NO;
	for (i = 0; i < pairs; i++) {
		even += s.ptr[2 * i] == 0;
		odd += s.ptr[2 * i + 1] == 0;
	}
	/* Mostly ASCII in UTF-16: one of the two bytes is nearly always 0. */
	if (odd >= pairs * 7 / 10 && even == 0)
		return TEXT_LOOK_UTF16LE;
	if (even >= pairs * 7 / 10 && odd == 0)
		return TEXT_LOOK_UTF16BE;
	return TEXT_LOOK_NO;
}

enum text_look
text_look(struct slice s)
{
	struct slice sample = slice_sub(s, 0, TEXT_SAMPLE);
	size_t odd = 0, i;
	uint8_t c;

	if (slice_chr(sample, 0, 0) != SLICE_NPOS ||
	    has_at(s, 0, SLICE("\xff\xfe")) || has_at(s, 0, SLICE("\xfe\xff")))
		return utf16_look(s);
	for (i = 0; i < sample.len; i++) {
		c = sample.ptr[i];
		odd += c == 0x7f || (c < 0x20 && c != '\t' && c != '\n' &&
		    c != '\r' && c != '\f' && c != 0x1b && c != '\b');
	}
	return odd <= sample.len / 200 ? TEXT_LOOK_8BIT : TEXT_LOOK_NO;
}

/* --- zip and its many uses ------------------------------------------------------ */

bool
type_has_zip_tail(struct slice s)
{
	struct slice tail;
	size_t from, at, dir_size;

	if (s.len < ZIP_END_SIZE)
		return false;
	from = s.len > 65535 + ZIP_END_SIZE ? s.len - 65535 - ZIP_END_SIZE : 0;
	tail = slice_from(s, from);
	for (at = 0;; at++) {
		at = slice_find(tail, SLICE("PK\5\6"), at);
		if (at == SLICE_NPOS || tail.len - at < ZIP_END_SIZE)
			return false;
		dir_size = le32(tail, at + 12);
		if (dir_size == 0xffffffff)
			return true;
		if (dir_size <= from + at && dir_size >= 46 &&
		    has_at(s, from + at - dir_size, SLICE("PK\1\2")))
			return true;
	}
}

/* --- binary --------------------------------------------------------------------- */

static const char *
riff_type(struct slice s)
{
	if (!has_at(s, 0, SLICE("RIFF")))
		return NULL;
	if (has_at(s, 8, SLICE("WEBP")))
		return "image/webp";
	if (has_at(s, 8, SLICE("WAVE")))
		return "audio/x-wav";
	if (has_at(s, 8, SLICE("AVI ")))
		return "video/x-msvideo";
	return NULL;
}

static const char *
ftyp_type(struct slice s)
{
	if (!has_at(s, 4, SLICE("ftyp")))
		return NULL;
	if (has_at(s, 8, SLICE("hei")) || has_at(s, 8, SLICE("mif1")))
		return "image/heic";
	if (has_at(s, 8, SLICE("avif")))
		return "image/avif";
	if (has_at(s, 8, SLICE("M4A")))
		return "audio/mp4";
	if (has_at(s, 8, SLICE("qt  ")))
		return "video/quicktime";
	return "video/mp4";
}

static const char *
bitmap_type(struct slice s)
{
	uint32_t header;

	/* Size, two reserved zeros, and the size of a known header. */
	if (s.len < 26 || !has_at(s, 0, SLICE("BM")) || le32(s, 6) != 0)
		return NULL;
	header = le32(s, 14);
	return header == 12 || (header >= 40 && header <= 124) ?
	    "image/bmp" : NULL;
}

/* A DOS or Windows program: MZ, and where it says a PE header or none. */
static const char *
program_type(struct slice s)
{
	uint32_t at;

	if (s.len < 64 || !has_at(s, 0, SLICE("MZ")))
		return NULL;
	at = le32(s, 60);
	if (has_at(s, at, SLICE("PE\0\0")))
		return MIME_PE;
	return text_look(s) == TEXT_LOOK_NO ? "application/x-dosexec" : NULL;
}

static const char *
signature_type(struct slice s)
{
	const char *found = NULL;
	size_t i;

	for (i = 0; i < sizeof signatures / sizeof signatures[0]; i++) {
		if (has_at(s, signatures[i].at,
		    slice_of(signatures[i].bytes, signatures[i].len))) {
			found = signatures[i].mime;
			break;
		}
	}
	/* Words may begin a text as well: three letters prove nothing. */
	if (found != NULL && signatures[i].at == 0 && signatures[i].len <= 4 &&
	    ascii_is_alpha(s.ptr[0]) && text_look(s) != TEXT_LOOK_NO)
		return NULL;
	return found;
}

/* CMS in DER or BER: SEQUENCE, then an object identifier of PKCS#7 or S/MIME. */
static const char *
cms_type(struct slice s)
{
	struct slice head = slice_sub(s, 0, 24);

	if (s.len < 16 || s.ptr[0] != 0x30)
		return NULL;
	if (slice_find(head, SLICE("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"),
	    0) <= 6)
		return "application/pkcs7-mime";
	if (slice_find(head,
	    SLICE("\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01"), 0) <= 6)
		return "application/pkcs7-mime";
	return NULL;
}

static const char *
binary_type(struct slice s)
{
	const char *found;

	if (has_at(s, 0, SLICE("PK\3\4")) || has_at(s, 0, SLICE("PK\5\6")) ||
	    has_at(s, 0, SLICE("PK\7\x08")))
		return ziptype_detect(s);
	if (slice_find(slice_sub(s, 0, 1024), SLICE("%PDF-"), 0) !=
	    SLICE_NPOS)
		return "application/pdf";
	if (has_at(s, 0, SLICE("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")))
		return ole_type(s);
	if (xls_is_bare(s))
		return "application/vnd.ms-excel";
	found = signature_type(s);
	if (found == NULL)
		found = riff_type(s);
	if (found == NULL)
		found = ftyp_type(s);
	if (found == NULL)
		found = bitmap_type(s);
	if (found == NULL)
		found = program_type(s);
	if (found == NULL)
		found = cms_type(s);
	if (found == NULL)
		found = der_type(s);
	if (found == NULL)
		found = typebytes_container(s);
	/* Packets last: what begins them is one bit. */
	if (found == NULL && text_look(s) == TEXT_LOOK_NO)
		found = pgp_type(s);
	return found;
}

/* --- text ------------------------------------------------------------------------- */

static const struct {
	const char *start;
	const char *mime;
} text_starts[] = {
	{ "<!doctype html",	"text/html" },
	{ "<html",		"text/html" },
	{ "<head",		"text/html" },
	{ "<body",		"text/html" },
	{ "<meta",		"text/html" },
	{ "<table",		"text/html" },
	{ "<div",		"text/html" },
	{ "<script",		"text/html" },
	{ "<style",		"text/html" },
	{ "<svg",		"image/svg+xml" },
	{ "begin:vcalendar",	"text/calendar" },
	{ "begin:vcard",	"text/vcard" },
	{ "-----begin pgp message-----", "application/pgp-encrypted" },
	{ "-----begin pgp signature-----", "application/pgp-signature" },
	{ "-----begin pgp public key", "application/pgp-keys" },
	{ "-----begin certificate", "application/x-pem-file" },
	{ "-----begin pkcs7-----", "application/pkcs7-mime" },
	{ "-----begin cms-----",	"application/pkcs7-mime" },
	{ "-----begin pgp private key", "application/pgp-keys" },
	{ "-----begin rsa private key", "application/x-pem-file" },
	{ "-----begin ec private key", "application/x-pem-file" },
	{ "-----begin openssh private key", "application/x-pem-file" },
	{ "-----begin encrypted private key", "application/x-pem-file" },
	{ "-----begin private key", "application/x-pem-file" },
	{ "-----begin public key", "application/x-pem-file" },
	{ "-----begin x509 crl", "application/x-pem-file" },
	{ "-----begin trusted certificate", "application/x-pem-file" },
	{ "{\\rt",		"application/rtf" },
	{ "#!",			"text/x-shellscript" },
	{ "@echo off",		"text/x-msdos-batch" },
	{ "windows registry editor version", "text/x-script" },
	{ "[desktop entry]",	"text/x-script" },
};

/* Without marks and blanks before it. */
static struct slice
text_start(struct slice s)
{
	if (has_at(s, 0, SLICE("\xef\xbb\xbf")))
		s = slice_from(s, 3);
	while (s.len > 0 && ascii_is_space(s.ptr[0]))
		s = slice_from(s, 1);
	return s;
}

/* How many of the fields that every message has does it begin with? */
static unsigned
message_fields(struct slice s)
{
	static const char *const known[] = {
		"from:", "to:", "subject:", "date:", "received:",
		"message-id:", "mime-version:", "return-path:",
		"delivered-to:", "reply-to:", "dkim-signature:", "x-",
		"content-type:", "cc:",
	};
	unsigned found = 0;
	size_t i, n, end;

	for (n = 0; n < 40 && s.len > 0; n++) {
		if (s.ptr[0] == '\r' || s.ptr[0] == '\n')
			break;
		for (i = 0; i < sizeof known / sizeof known[0]; i++)
			found += slice_istarts(s, slice_str(known[i]));
		end = slice_chr(s, '\n', 0);
		if (end == SLICE_NPOS)
			break;
		s = slice_from(s, end + 1);
	}
	return found;
}

static bool
is_message_text(struct slice s, struct slice declared, struct slice names)
{
	bool said;

	if (slice_eq_str(declared, "message/rfc822") ||
	    slice_eq_str(declared, "message/global"))
		return true;
	said = text_is_named(names, "eml") || text_is_named(names, "mht") ||
	    text_is_named(names, "mhtml");
	if (said)
		return message_fields(s) >= 1;
	if (has_at(s, 0, SLICE("From ")) && text_is_named(names, "mbox"))
		return true;
	return names.len > 0 && !slice_eq_str(declared, "text/plain") &&
	    message_fields(s) >= 4;
}

static const char *
text_by_name(struct slice declared, struct slice names)
{
	if (slice_eq_str(declared, "text/csv") ||
	    slice_eq_str(declared, "application/csv") ||
	    slice_eq_str(declared, "text/comma-separated-values") ||
	    slice_eq_str(declared, "text/tab-separated-values") ||
	    slice_eq_str(declared, "application/vnd.ms-excel") ||
	    text_is_named(names, "csv") || text_is_named(names, "tsv") ||
	    text_is_named(names, "tab") || text_is_named(names, "xls"))
		return "text/csv";
	if (slice_eq_str(declared, "text/calendar") ||
	    text_is_named(names, "ics"))
		return "text/calendar";
	if (slice_eq_str(declared, "text/vcard") || text_is_named(names, "vcf"))
		return "text/vcard";
	return "text/plain";
}

/* An office document that is one XML file, by its root and namespace. */
static const char *
flat_type(struct slice start)
{
	static const struct {
		const char *root, *needle, *mime;
	} known[] = {
		{ "package", "schemas.microsoft.com/office/2006/xmlPackage",
		    "application/vnd.openxmlformats-officedocument."
		    "flat-opc+xml" },
		{ "wordDocument", "schemas.microsoft.com/office/word/2003",
		    "application/vnd.ms-word.2003+xml" },
		{ "Workbook", "urn:schemas-microsoft-com:office:spreadsheet",
		    "application/vnd.ms-excel.2003+xml" },
		{ "UOF", "schemas.uof.org", "application/vnd.uof+xml" },
		{ "abiword", "abisource.com", "application/x-abiword" },
		{ "document", "opendocument.spreadsheet",
		    "application/vnd.oasis.opendocument.spreadsheet-flat-xml" },
		{ "document", "opendocument.presentation",
		    "application/vnd.oasis.opendocument.presentation-flat-xml" },
		{ "document", "opendocument.graphics",
		    "application/vnd.oasis.opendocument.graphics-flat-xml" },
		{ "document", "urn:oasis:names:tc:opendocument:",
		    "application/vnd.oasis.opendocument.text-flat-xml" },
	};
	struct slice root = xml_root(start);
	size_t i;

	for (i = 0; i < sizeof known / sizeof known[0]; i++)
		if (slice_eq_str(root, known[i].root) &&
		    contains(start, known[i].needle))
			return known[i].mime;
	return NULL;
}

static const char *
text_type(struct slice s, struct slice declared, struct slice names)
{
	struct slice start = text_start(slice_sub(s, 0, 8192));
	const char *flat;
	size_t i;

	if (is_message_text(s, declared, names))
		return "message/rfc822";
	flat = flat_type(start);
	if (flat != NULL)
		return flat;
	for (i = 0; i < sizeof text_starts / sizeof text_starts[0]; i++)
		if (slice_istarts(start, slice_str(text_starts[i].start)))
			return text_starts[i].mime;
	/* A label or name makes programs look for it behind other text. */
	if ((slice_ends(declared, SLICE("/rtf")) ||
	    text_is_named(names, "rtf") || text_is_named(names, "doc")) && contains(start, "{\\rt"))
		return "application/rtf";
	if (slice_eq_str(declared, "text/html") ||
	    slice_eq_str(declared, "application/xhtml+xml") ||
	    text_is_named(names, "html") || text_is_named(names, "htm") ||
	    text_is_named(names, "xhtml") || text_is_named(names, "hta"))
		return "text/html";
	if (slice_istarts(start, SLICE("<?xml"))) {
		if (contains(start, "<svg"))
			return "image/svg+xml";
		return contains(start, "<html") ? "text/html" : "text/xml";
	}
	/* Comments and doctypes in front of a page. */
	if (start.len > 0 && start.ptr[0] == '<' &&
	    (slice_ifind(start, SLICE("<html"), 0) != SLICE_NPOS ||
	    slice_ifind(start, SLICE("<body"), 0) != SLICE_NPOS))
		return "text/html";
	if (any_ending_is(names, FILETYPE_SCRIPT))
		return "text/x-script";
	return text_by_name(declared, names);
}

/* --- the word for it ----------------------------------------------------------------- */

static enum filetype
program_kind(struct slice s, struct slice names)
{
	struct slice head = slice_sub(s, 0, INSTALLER_SAMPLE);

	if (text_is_named(names, "scr"))
		return FILETYPE_SCREEN_SAVER;
	if (contains(head, "Nullsoft") || contains(head, "Inno Setup") ||
	    contains(head, "InstallShield"))
		return FILETYPE_INSTALLER;
	return FILETYPE_PROGRAM;
}

static enum filetype
word_for(struct slice mime, struct slice s, struct slice names, bool is_text)
{
	enum filetype t = typetable_by_mime(mime);

	if (slice_eq_str(mime, MIME_PE) ||
	    slice_eq_str(mime, "application/x-dosexec"))
		return program_kind(s, names);
	/* A page that Windows runs as a program. */
	if (is_text && t == FILETYPE_HTML && text_is_named(names, "hta"))
		return FILETYPE_SCRIPT;
	if (slice_eq_str(mime, "application/x-ole-encrypted"))
		return any_ending_is(names, FILETYPE_SPREADSHEET) ?
		    FILETYPE_SPREADSHEET :
		    any_ending_is(names, FILETYPE_PRESENTATION) ?
		    FILETYPE_PRESENTATION : FILETYPE_DOCUMENT;
	return t == FILETYPE_COUNT ? FILETYPE_DATA : t;
}

struct type_found
type_detect(struct extract_env *env, struct slice s, struct slice declared,
    struct slice names)
{
	struct type_found found = { .type = FILETYPE_UNIDENTIFIED };
	const char *mime;

	mime = s.len == 0 ? "application/x-empty" : binary_type(s);
	if (mime == NULL && text_look(s) != TEXT_LOOK_NO) {
		mime = text_type(s, declared, names);
		found.is_text = true;
	}
	if (mime == NULL) {
		mime = env_magic(env, slice_sub(s, 0, MAGIC_SAMPLE));
		/* What a label calls text is shown as text. */
		if ((mime == NULL || slice_istarts(slice_str(mime),
		    SLICE("text/"))) && slice_starts(declared, SLICE("text/"))) {
			mime = text_type(s, declared, names);
			found.is_text = true;
		}
	}
	if (mime == NULL) {
		found.mime = SLICE("application/octet-stream");
		if (text_is_named(names, "com"))
			found.type = FILETYPE_PROGRAM;
		return found;
	}
	found.mime = slice_str(mime);
	found.type = word_for(found.mime, s, names, found.is_text);
	return found;
}
