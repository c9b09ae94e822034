/*
 * ziptype -- what a zip is used for: documents of many kinds, programs, or an
 * archive.
 *
 * By what the main part is said to be, else by the names of members: a
 * reader goes by the one or the other.
 */
#include "extract/type.h"

#include <stddef.h>

#include "base/buf.h"
#include "base/limits.h"
#include "extract/inflate.h"

#define TAIL		((size_t)128 * 1024)	/* of the directory */
#define CONTENT_TYPES	SLICE("[Content_Types].xml")
#define CONTENT_MAX	(256 * KIB)
#define LOCAL_SIZE	30

#define WORD "application/vnd.openxmlformats-officedocument.wordprocessingml."
#define SHEET "application/vnd.openxmlformats-officedocument.spreadsheetml."
#define SLIDES "application/vnd.openxmlformats-officedocument.presentationml."

/* Of [Content_Types].xml: what only the main part is. */
static const struct {
	const char *main, *mime;
} mains[] = {
	{ "wordprocessingml.document.main",	WORD "document" },
	{ "wordprocessingml.template.main",	WORD "template" },
	{ "ms-word.document.macroEnabled.main",
	    "application/vnd.ms-word.document.macroenabled.12" },
	{ "ms-word.template.macroEnabledTemplate.main",
	    "application/vnd.ms-word.template.macroenabled.12" },
	{ "spreadsheetml.sheet.main",		SHEET "sheet" },
	{ "spreadsheetml.template.main",	SHEET "template" },
	{ "ms-excel.sheet.macroEnabled.main",
	    "application/vnd.ms-excel.sheet.macroenabled.12" },
	{ "ms-excel.template.macroEnabled.main",
	    "application/vnd.ms-excel.template.macroenabled.12" },
	{ "ms-excel.addin.macroEnabled.main",
	    "application/vnd.ms-excel.addin.macroenabled.12" },
	{ "ms-excel.sheet.binary.macroEnabled.main",
	    "application/vnd.ms-excel.sheet.binary.macroenabled.12" },
	{ "presentationml.presentation.main",	SLIDES "presentation" },
	{ "presentationml.template.main",	SLIDES "template" },
	{ "presentationml.slideshow.main",	SLIDES "slideshow" },
	{ "ms-powerpoint.presentation.macroEnabled.main",
	    "application/vnd.ms-powerpoint.presentation.macroenabled.12" },
	{ "ms-powerpoint.slideshow.macroEnabled.main",
	    "application/vnd.ms-powerpoint.slideshow.macroenabled.12" },
	{ "ms-powerpoint.template.macroEnabled.main",
	    "application/vnd.ms-powerpoint.template.macroenabled.12" },
	{ "ms-powerpoint.addin.macroEnabled.main",
	    "application/vnd.ms-powerpoint.addin.macroenabled.12" },
	{ "ms-visio.drawing",	"application/vnd.ms-visio.drawing" },
	{ "ms-visio.stencil",	"application/vnd.ms-visio.drawing" },
	{ "ms-visio.template",	"application/vnd.ms-visio.drawing" },
	{ "ms-package.xps-fixeddocumentsequence",
	    "application/vnd.ms-xpsdocument" },
	{ "oxps-fixeddocumentsequence", "application/vnd.ms-xpsdocument" },
};

/* Where their makers put the main part. */
static const struct {
	const char *member, *mime;
} places[] = {
	{ "word/document",	WORD "document" },
	{ "xl/workbook.bin",
	    "application/vnd.ms-excel.sheet.binary.macroenabled.12" },
	{ "xl/workbook",	SHEET "sheet" },
	{ "ppt/presentation",	SLIDES "presentation" },
	{ "visio/document",	"application/vnd.ms-visio.drawing" },
	/* In all RTF of Word: no archive that somebody packed. */
	{ "theme/theme/themeManager.xml", "application/vnd.ms-officetheme" },
};

/* The longer first: some begin with another. */
static const char *const stored[] = {
	"application/vnd.oasis.opendocument.text-template",
	"application/vnd.oasis.opendocument.text-master-template",
	"application/vnd.oasis.opendocument.text-master",
	"application/vnd.oasis.opendocument.text-web",
	"application/vnd.oasis.opendocument.text",
	"application/vnd.oasis.opendocument.spreadsheet-template",
	"application/vnd.oasis.opendocument.spreadsheet",
	"application/vnd.oasis.opendocument.presentation-template",
	"application/vnd.oasis.opendocument.presentation",
	"application/vnd.oasis.opendocument.graphics-template",
	"application/vnd.oasis.opendocument.graphics",
	"application/vnd.oasis.opendocument.chart",
	"application/vnd.oasis.opendocument.formula",
	"application/vnd.oasis.opendocument.image",
	"application/vnd.oasis.opendocument.database",
	"application/vnd.oasis.opendocument.base",
	"application/vnd.sun.xml.writer",
	"application/vnd.sun.xml.calc",
	"application/vnd.sun.xml.impress",
	"application/vnd.sun.xml.draw",
	"application/epub+zip",
};

static bool
contains(struct slice s, const char *what)
{
	return slice_ifind(s, slice_str(what), 0) != SLICE_NPOS;
}

/* An OpenDocument or EPUB file says what it is in its first member. */
static const char *
stored_mimetype(struct slice s)
{
	size_t i;

	if (!slice_starts(slice_from(s, LOCAL_SIZE), SLICE("mimetype")))
		return NULL;
	for (i = 0; i < sizeof stored / sizeof stored[0]; i++)
		if (slice_starts(slice_from(s, LOCAL_SIZE + 8),
		    slice_str(stored[i])))
			return stored[i];
	return NULL;
}

/* The list of content types, unpacked as far as it counts. */
static struct slice
content_types(struct slice s, struct buf *out)
{
	struct inflate_end end;
	const uint8_t *p;
	size_t at, data;

	buf_init(out, CONTENT_MAX);
	at = slice_find(s, CONTENT_TYPES, 0);
	if (at == SLICE_NPOS || at < LOCAL_SIZE)
		return SLICE_NONE;
	p = s.ptr + at - LOCAL_SIZE;
	if (!slice_starts(slice_from(s, at - LOCAL_SIZE), SLICE("PK\3\4")))
		return SLICE_NONE;
	data = at + CONTENT_TYPES.len + (size_t)(p[28] | p[29] << 8);
	if (p[8] == 0)
		return slice_sub(s, data, data + CONTENT_MAX);
	(void)inflate_stream(NULL, slice_sub(s, data, data + CONTENT_MAX),
	    INFLATE_RAW, out, &end);
	return buf_slice(out);
}

static const char *
package_type(struct slice s, struct slice tail)
{
	struct slice types;
	struct buf buf;
	const char *mime = NULL;
	size_t i;

	if (!contains(tail, "[Content_Types].xml"))
		return NULL;
	types = content_types(s, &buf);
	for (i = 0; i < sizeof mains / sizeof mains[0] && mime == NULL; i++)
		if (contains(types, mains[i].main))
			mime = mains[i].mime;
	buf_free(&buf);
	for (i = 0; i < sizeof places / sizeof places[0] && mime == NULL; i++)
		if (contains(tail, places[i].member))
			mime = places[i].mime;
	return mime;
}

const char *
ziptype_detect(struct slice s)
{
	struct slice tail = slice_from(s, s.len > TAIL ? s.len - TAIL : 0);
	const char *mime = package_type(s, tail);

	if (mime == NULL)
		mime = stored_mimetype(s);
	if (mime != NULL)
		return mime;
	if (contains(tail, "META-INF/manifest.xml") &&
	    contains(tail, "content.xml"))
		return "application/vnd.oasis.opendocument.text";
	if (contains(tail, "Index/Document.iwa") ||
	    contains(tail, "Index/Metadata.iwa"))
		return "application/vnd.apple.iwork";
	if (contains(tail, "AndroidManifest.xml"))
		return "application/vnd.android.package-archive";
	if (contains(tail, "Payload/") && contains(tail, ".app/Info.plist"))
		return "application/x-ios-app";
	if (contains(tail, "META-INF/MANIFEST.MF"))
		return "application/java-archive";
	return "application/zip";
}
