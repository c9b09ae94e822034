/*
 * typetable -- MIME types and name endings to the words of rules.
 */
#include "extract/type.h"

#include <stddef.h>

static const struct {
	const char *mime;
	enum filetype type;
} mimes[] = {
	{ "text/plain",				FILETYPE_TEXT },
	{ "text/html",				FILETYPE_HTML },
	{ "application/xhtml+xml",		FILETYPE_HTML },
	{ "text/csv",				FILETYPE_TEXT },
	{ "text/tab-separated-values",		FILETYPE_TEXT },
	{ "application/csv",			FILETYPE_TEXT },
	{ "text/xml",				FILETYPE_TEXT },
	{ "application/xml",			FILETYPE_TEXT },
	{ "application/json",			FILETYPE_TEXT },
	{ "text/markdown",			FILETYPE_TEXT },
	{ "text/enriched",			FILETYPE_TEXT },
	{ "text/richtext",			FILETYPE_TEXT },
	{ "text/x-log",				FILETYPE_TEXT },
	{ "text/x-diff",			FILETYPE_TEXT },
	{ "text/x-patch",			FILETYPE_TEXT },
	{ "application/x-empty",		FILETYPE_TEXT },
	{ "message/delivery-status",		FILETYPE_TEXT },
	{ "message/disposition-notification",	FILETYPE_TEXT },
	{ "text/rfc822-headers",		FILETYPE_TEXT },
	{ "text/calendar",			FILETYPE_CALENDAR },
	{ "application/ics",			FILETYPE_CALENDAR },
	{ "text/vcard",				FILETYPE_CONTACT },
	{ "text/x-vcard",			FILETYPE_CONTACT },
	{ "text/directory",			FILETYPE_CONTACT },
	{ "message/rfc822",			FILETYPE_MESSAGE },
	{ "message/global",			FILETYPE_MESSAGE },
	{ "application/vnd.ms-outlook",		FILETYPE_MESSAGE },
	{ "application/vnd.ms-tnef",		FILETYPE_MESSAGE },
	{ "application/ms-tnef",		FILETYPE_MESSAGE },
	{ "application/mbox",			FILETYPE_MESSAGE },
	{ "application/pdf",			FILETYPE_PDF },
	{ "application/x-pdf",			FILETYPE_PDF },
	{ "application/rtf",			FILETYPE_DOCUMENT },
	{ "text/rtf",				FILETYPE_DOCUMENT },
	{ "application/msword",			FILETYPE_DOCUMENT },
	{ "application/vnd.openxmlformats-officedocument."
	    "wordprocessingml.document",	FILETYPE_DOCUMENT },
	{ "application/vnd.openxmlformats-officedocument."
	    "wordprocessingml.template",	FILETYPE_DOCUMENT },
	{ "application/vnd.ms-word.document.macroenabled.12",
						FILETYPE_DOCUMENT },
	{ "application/vnd.oasis.opendocument.text", FILETYPE_DOCUMENT },
	{ "application/vnd.ms-visio.drawing",	FILETYPE_DOCUMENT },
	{ "application/epub+zip",		FILETYPE_DOCUMENT },
	{ "application/postscript",		FILETYPE_DOCUMENT },
	{ "application/vnd.ms-officetheme",	FILETYPE_DATA },
	{ "application/vnd.ms-excel",		FILETYPE_SPREADSHEET },
	{ "application/vnd.openxmlformats-officedocument."
	    "spreadsheetml.sheet",		FILETYPE_SPREADSHEET },
	{ "application/vnd.openxmlformats-officedocument."
	    "spreadsheetml.template",		FILETYPE_SPREADSHEET },
	{ "application/vnd.ms-excel.sheet.macroenabled.12",
						FILETYPE_SPREADSHEET },
	{ "application/vnd.ms-excel.sheet.binary.macroenabled.12",
						FILETYPE_SPREADSHEET },
	{ "application/vnd.oasis.opendocument.spreadsheet",
						FILETYPE_SPREADSHEET },
	{ "application/vnd.ms-powerpoint",	FILETYPE_PRESENTATION },
	{ "application/vnd.openxmlformats-officedocument."
	    "presentationml.presentation",	FILETYPE_PRESENTATION },
	{ "application/vnd.openxmlformats-officedocument."
	    "presentationml.slideshow",		FILETYPE_PRESENTATION },
	{ "application/vnd.ms-powerpoint.presentation.macroenabled.12",
						FILETYPE_PRESENTATION },
	{ "application/vnd.oasis.opendocument.presentation",
						FILETYPE_PRESENTATION },
	{ "application/zip",			FILETYPE_ARCHIVE },
	{ "application/x-zip-compressed",	FILETYPE_ARCHIVE },
	{ "application/x-zip",			FILETYPE_ARCHIVE },
	{ "application/x-7z-compressed",	FILETYPE_ARCHIVE },
	{ "application/x-rar",			FILETYPE_ARCHIVE },
	{ "application/vnd.rar",		FILETYPE_ARCHIVE },
	{ "application/x-rar-compressed",	FILETYPE_ARCHIVE },
	{ "application/gzip",			FILETYPE_ARCHIVE },
	{ "application/x-gzip",			FILETYPE_ARCHIVE },
	{ "application/x-bzip2",		FILETYPE_ARCHIVE },
	{ "application/x-xz",			FILETYPE_ARCHIVE },
	{ "application/zstd",			FILETYPE_ARCHIVE },
	{ "application/x-zstd",			FILETYPE_ARCHIVE },
	{ "application/x-lzip",			FILETYPE_ARCHIVE },
	{ "application/x-lzma",			FILETYPE_ARCHIVE },
	{ "application/x-lzh-compressed",	FILETYPE_ARCHIVE },
	{ "application/x-arj",			FILETYPE_ARCHIVE },
	{ "application/x-compress",		FILETYPE_ARCHIVE },
	{ "application/x-tar",			FILETYPE_ARCHIVE },
	{ "application/x-cpio",			FILETYPE_ARCHIVE },
	{ "application/x-archive",		FILETYPE_ARCHIVE },
	{ "application/vnd.ms-cab-compressed",	FILETYPE_ARCHIVE },
	{ "image/png",				FILETYPE_PICTURE },
	{ "image/jpeg",				FILETYPE_PICTURE },
	{ "image/jpg",				FILETYPE_PICTURE },
	{ "image/pjpeg",			FILETYPE_PICTURE },
	{ "image/gif",				FILETYPE_PICTURE },
	{ "image/webp",				FILETYPE_PICTURE },
	{ "image/tiff",				FILETYPE_PICTURE },
	{ "image/heic",				FILETYPE_PICTURE },
	{ "image/heif",				FILETYPE_PICTURE },
	{ "image/avif",				FILETYPE_PICTURE },
	{ "image/jp2",				FILETYPE_PICTURE },
	{ "image/svg+xml",			FILETYPE_PICTURE },
	{ "image/x-icon",			FILETYPE_PICTURE },
	{ "image/vnd.microsoft.icon",		FILETYPE_PICTURE },
	{ "image/vnd.adobe.photoshop",		FILETYPE_PICTURE },
	{ "image/emf",				FILETYPE_PICTURE },
	{ "image/wmf",				FILETYPE_PICTURE },
	{ "image/bmp",				FILETYPE_BITMAP },
	{ "image/x-ms-bmp",			FILETYPE_BITMAP },
	{ "image/x-bmp",			FILETYPE_BITMAP },
	{ "audio/mpeg",				FILETYPE_SOUND },
	{ "audio/x-wav",			FILETYPE_SOUND },
	{ "audio/wav",				FILETYPE_SOUND },
	{ "video/mp4",				FILETYPE_VIDEO },
	{ "video/quicktime",			FILETYPE_VIDEO },
	{ "application/ogg",			FILETYPE_SOUND },
	{ "application/vnd.ms-asf",		FILETYPE_VIDEO },
	{ "application/x-matroska",		FILETYPE_VIDEO },
	{ "application/vnd.microsoft.portable-executable", FILETYPE_PROGRAM },
	{ "application/x-dosexec",		FILETYPE_PROGRAM },
	{ "application/x-msdownload",		FILETYPE_PROGRAM },
	{ "application/x-msdos-program",	FILETYPE_PROGRAM },
	{ "application/x-executable",		FILETYPE_PROGRAM },
	{ "application/x-pie-executable",	FILETYPE_PROGRAM },
	{ "application/x-sharedlib",		FILETYPE_PROGRAM },
	{ "application/x-object",		FILETYPE_PROGRAM },
	{ "application/x-mach-binary",		FILETYPE_PROGRAM },
	{ "application/java-archive",		FILETYPE_PROGRAM },
	{ "application/x-java-applet",		FILETYPE_PROGRAM },
	{ "application/java-vm",		FILETYPE_PROGRAM },
	{ "application/x-ms-shortcut",		FILETYPE_PROGRAM },
	{ "application/wasm",			FILETYPE_PROGRAM },
	{ "text/x-shellscript",			FILETYPE_SCRIPT },
	{ "text/x-script",			FILETYPE_SCRIPT },
	{ "text/x-python",			FILETYPE_SCRIPT },
	{ "text/x-perl",			FILETYPE_SCRIPT },
	{ "text/x-msdos-batch",			FILETYPE_SCRIPT },
	{ "text/javascript",			FILETYPE_SCRIPT },
	{ "application/javascript",		FILETYPE_SCRIPT },
	{ "application/x-javascript",		FILETYPE_SCRIPT },
	{ "application/x-sh",			FILETYPE_SCRIPT },
	{ "application/hta",			FILETYPE_SCRIPT },
	{ "application/x-msi",			FILETYPE_INSTALLER },
	{ "application/vnd.debian.binary-package", FILETYPE_INSTALLER },
	{ "application/x-rpm",			FILETYPE_INSTALLER },
	{ "application/vnd.android.package-archive", FILETYPE_INSTALLER },
	{ "application/x-shockwave-flash",	FILETYPE_GAME },
	{ "application/x-nes-rom",		FILETYPE_GAME },
	{ "application/x-sqlite3",		FILETYPE_DATABASE },
	{ "application/vnd.sqlite3",		FILETYPE_DATABASE },
	{ "application/x-msaccess",		FILETYPE_DATABASE },
	{ "application/x-dbf",			FILETYPE_DATABASE },
	{ "application/vnd.oasis.opendocument.database", FILETYPE_DATABASE },
	{ "application/vnd.ms-opentype",	FILETYPE_FONT },
	{ "application/applefile",		FILETYPE_DATA },
	{ "application/x-ds-store",		FILETYPE_DATA },
	{ "application/font-woff",		FILETYPE_FONT },
	{ "application/pkcs7-signature",	FILETYPE_CERTIFICATE },
	{ "application/x-pkcs7-signature",	FILETYPE_CERTIFICATE },
	{ "application/pgp-signature",		FILETYPE_CERTIFICATE },
	{ "application/pgp-keys",		FILETYPE_CERTIFICATE },
	{ "application/x-x509-ca-cert",		FILETYPE_CERTIFICATE },
	{ "application/pkix-cert",		FILETYPE_CERTIFICATE },
	{ "application/x-pem-file",		FILETYPE_CERTIFICATE },
	{ "application/x-pkcs12",		FILETYPE_CERTIFICATE },
	{ "application/pkcs7-mime",		FILETYPE_ENCRYPTED },
	{ "application/x-pkcs7-mime",		FILETYPE_ENCRYPTED },
	{ "application/pgp-encrypted",		FILETYPE_ENCRYPTED },
	{ "application/x-iso9660-image",	FILETYPE_DISK_IMAGE },
	{ "application/x-apple-diskimage",	FILETYPE_DISK_IMAGE },
	{ "application/x-virtualbox-vdi",	FILETYPE_DISK_IMAGE },
	{ "application/x-ole-storage",		FILETYPE_DATA },
	{ "application/cdfv2",			FILETYPE_DATA },
};

static const struct {
	const char *prefix;
	enum filetype type;
} families[] = {
	{ "image/",	FILETYPE_PICTURE },
	{ "audio/",	FILETYPE_SOUND },
	{ "video/",	FILETYPE_VIDEO },
	{ "font/",	FILETYPE_FONT },
	{ "text/",	FILETYPE_TEXT },
};

static const struct {
	const char *ending;
	enum filetype type;
} endings[] = {
	{ "txt", FILETYPE_TEXT },	{ "csv", FILETYPE_TEXT },
	{ "tsv", FILETYPE_TEXT },	{ "log", FILETYPE_TEXT },
	{ "md", FILETYPE_TEXT },	{ "xml", FILETYPE_TEXT },
	{ "json", FILETYPE_TEXT },	{ "htm", FILETYPE_HTML },
	{ "html", FILETYPE_HTML },	{ "xhtml", FILETYPE_HTML },
	{ "doc", FILETYPE_DOCUMENT },	{ "docx", FILETYPE_DOCUMENT },
	{ "docm", FILETYPE_DOCUMENT },	{ "dot", FILETYPE_DOCUMENT },
	{ "dotx", FILETYPE_DOCUMENT },	{ "rtf", FILETYPE_DOCUMENT },
	{ "odt", FILETYPE_DOCUMENT },
	{ "xls", FILETYPE_SPREADSHEET }, { "xlsx", FILETYPE_SPREADSHEET },
	{ "xlsm", FILETYPE_SPREADSHEET }, { "xlsb", FILETYPE_SPREADSHEET },
	{ "ods", FILETYPE_SPREADSHEET },
	{ "ppt", FILETYPE_PRESENTATION }, { "pptx", FILETYPE_PRESENTATION },
	{ "pps", FILETYPE_PRESENTATION }, { "ppsx", FILETYPE_PRESENTATION },
	{ "odp", FILETYPE_PRESENTATION },
	{ "pdf", FILETYPE_PDF },
	{ "eml", FILETYPE_MESSAGE },	{ "msg", FILETYPE_MESSAGE },
	{ "ics", FILETYPE_CALENDAR },	{ "vcf", FILETYPE_CONTACT },
	{ "zip", FILETYPE_ARCHIVE },	{ "7z", FILETYPE_ARCHIVE },
	{ "rar", FILETYPE_ARCHIVE },	{ "gz", FILETYPE_ARCHIVE },
	{ "tgz", FILETYPE_ARCHIVE },	{ "tar", FILETYPE_ARCHIVE },
	{ "bz2", FILETYPE_ARCHIVE },	{ "xz", FILETYPE_ARCHIVE },
	{ "cab", FILETYPE_ARCHIVE },
	{ "png", FILETYPE_PICTURE },	{ "jpg", FILETYPE_PICTURE },
	{ "jpeg", FILETYPE_PICTURE },	{ "gif", FILETYPE_PICTURE },
	{ "webp", FILETYPE_PICTURE },	{ "tif", FILETYPE_PICTURE },
	{ "tiff", FILETYPE_PICTURE },	{ "heic", FILETYPE_PICTURE },
	{ "svg", FILETYPE_PICTURE },	{ "ico", FILETYPE_PICTURE },
	{ "bmp", FILETYPE_BITMAP },	{ "dib", FILETYPE_BITMAP },
	{ "mp3", FILETYPE_SOUND },	{ "wav", FILETYPE_SOUND },
	{ "wma", FILETYPE_SOUND },	{ "flac", FILETYPE_SOUND },
	{ "mp4", FILETYPE_VIDEO },	{ "mov", FILETYPE_VIDEO },
	{ "avi", FILETYPE_VIDEO },	{ "wmv", FILETYPE_VIDEO },
	{ "mkv", FILETYPE_VIDEO },	{ "mpg", FILETYPE_VIDEO },
	{ "exe", FILETYPE_PROGRAM },	{ "dll", FILETYPE_PROGRAM },
	{ "com", FILETYPE_PROGRAM },	{ "sys", FILETYPE_PROGRAM },
	{ "ocx", FILETYPE_PROGRAM },	{ "cpl", FILETYPE_PROGRAM },
	{ "pif", FILETYPE_PROGRAM },	{ "jar", FILETYPE_PROGRAM },
	{ "class", FILETYPE_PROGRAM },	{ "elf", FILETYPE_PROGRAM },
	{ "lnk", FILETYPE_PROGRAM },
	{ "bat", FILETYPE_SCRIPT },	{ "cmd", FILETYPE_SCRIPT },
	{ "ps1", FILETYPE_SCRIPT },	{ "psm1", FILETYPE_SCRIPT },
	{ "vbs", FILETYPE_SCRIPT },	{ "vbe", FILETYPE_SCRIPT },
	{ "js", FILETYPE_SCRIPT },	{ "jse", FILETYPE_SCRIPT },
	{ "wsf", FILETYPE_SCRIPT },	{ "wsh", FILETYPE_SCRIPT },
	{ "hta", FILETYPE_SCRIPT },	{ "sh", FILETYPE_SCRIPT },
	{ "bash", FILETYPE_SCRIPT },	{ "py", FILETYPE_SCRIPT },
	{ "pl", FILETYPE_SCRIPT },	{ "rb", FILETYPE_SCRIPT },
	{ "php", FILETYPE_SCRIPT },	{ "reg", FILETYPE_SCRIPT },
	{ "msi", FILETYPE_INSTALLER },	{ "msp", FILETYPE_INSTALLER },
	{ "deb", FILETYPE_INSTALLER },	{ "rpm", FILETYPE_INSTALLER },
	{ "apk", FILETYPE_INSTALLER },
	{ "scr", FILETYPE_SCREEN_SAVER },
	{ "swf", FILETYPE_GAME },	{ "nes", FILETYPE_GAME },
	{ "gba", FILETYPE_GAME },	{ "nds", FILETYPE_GAME },
	{ "mdb", FILETYPE_DATABASE },	{ "accdb", FILETYPE_DATABASE },
	{ "sqlite", FILETYPE_DATABASE }, { "dbf", FILETYPE_DATABASE },
	{ "ttf", FILETYPE_FONT },	{ "otf", FILETYPE_FONT },
	{ "woff", FILETYPE_FONT },	{ "woff2", FILETYPE_FONT },
	{ "p7s", FILETYPE_CERTIFICATE }, { "cer", FILETYPE_CERTIFICATE },
	{ "crt", FILETYPE_CERTIFICATE }, { "pfx", FILETYPE_CERTIFICATE },
	{ "p7m", FILETYPE_ENCRYPTED },	{ "pgp", FILETYPE_ENCRYPTED },
	{ "gpg", FILETYPE_ENCRYPTED },
	{ "iso", FILETYPE_DISK_IMAGE },	{ "img", FILETYPE_DISK_IMAGE },
	{ "vhd", FILETYPE_DISK_IMAGE },	{ "dmg", FILETYPE_DISK_IMAGE },
};

enum filetype
typetable_by_mime(struct slice mime)
{
	size_t i;

	for (i = 0; i < sizeof mimes / sizeof mimes[0]; i++)
		if (slice_ieq_str(mime, mimes[i].mime))
			return mimes[i].type;
	for (i = 0; i < sizeof families / sizeof families[0]; i++)
		if (slice_istarts(mime, slice_str(families[i].prefix)))
			return families[i].type;
	return FILETYPE_COUNT;
}

enum filetype
typetable_by_ending(struct slice ending)
{
	size_t i;

	for (i = 0; i < sizeof endings / sizeof endings[0]; i++)
		if (slice_ieq_str(ending, endings[i].ending))
			return endings[i].type;
	return FILETYPE_COUNT;
}

struct slice
name_ending(struct slice name)
{
	size_t dot = slice_rchr(name, '.');

	return dot == SLICE_NPOS ? SLICE_NONE : slice_from(name, dot + 1);
}
