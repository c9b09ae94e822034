/*
 * flat -- office documents that are one XML file: Office's packages written
 * flat, the formats of Office 2003, UOF, AbiWord.  And iWork's, of which only
 * the preview can be read.
 */
#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/html.h"
#include "extract/ooxml.h"
#include "extract/package.h"
#include "extract/text.h"
#include "extract/xml.h"
#include "extract/zip.h"

static int
flat_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)bytes;
	(void)name;
	return slice_eq_str(detected, "application/vnd.openxmlformats-"
	    "officedocument.flat-opc+xml") ||
	    slice_eq_str(detected, "application/vnd.ms-word.2003+xml") ||
	    slice_eq_str(detected, "application/vnd.ms-excel.2003+xml") ||
	    slice_eq_str(detected, "application/vnd.uof+xml") ?
	    80 : 0;
}

static int
flat_read(struct extract_job *j)
{
	struct buf utf8 = BUF_INIT(UNPACK_MEMBER_MAX);
	int r;

	r = words_read(j, xml_as_utf8(extract_bytes(j), &utf8));
	buf_free(&utf8);
	return r;
}

/* --- AbiWord ----------------------------------------------------------------------- */

static int
abiword_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)bytes;
	(void)name;
	return slice_eq_str(detected, "application/x-abiword") ? 80 : 0;
}

/* Its paragraphs are a web page's, and so are the runs in them. */
static int
abiword_read(struct extract_job *j)
{
	struct buf utf8 = BUF_INIT(TEXT_TOTAL_MAX);
	int r;

	r = text_to_utf8(j, extract_bytes(j), &utf8);
	if (r == 0)
		r = html_text(j, buf_slice(&utf8), false);
	buf_free(&utf8);
	return r;
}

/* --- iWork ------------------------------------------------------------------------- */

static int
iwork_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)bytes;
	(void)name;
	return slice_eq_str(detected, "application/vnd.apple.iwork") ? 80 : 0;
}

static int
iwork_read(struct extract_job *j)
{
	struct package p;
	const struct zip_entry *e;
	size_t i;
	int r;

	r = package_open(j, &p);
	if (r == 0)
		r = extract_anomaly(j, ANOMALY_UNSUPPORTED, "iWork document");
	for (i = 0; i < p.dir.count && r == 0; i++) {
		e = &p.dir.entries[i];
		if (slice_iends(e->name, SLICE(".iwa")))
			continue;
		r = package_is_readable(e) ? package_read_other(&p, e) :
		    zip_queue(j, e);
	}
	zip_settle(j, &p.dir);
	return r;
}

const struct extract_format format_flat = { "flat", flat_can_read, flat_read };
const struct extract_format format_abiword = {
	"abiword", abiword_can_read, abiword_read
};
const struct extract_format format_iwork = {
	"iwork", iwork_can_read, iwork_read
};
