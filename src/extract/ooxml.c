/*
 * ooxml -- docx, xlsx, pptx and their kinds with macros: every member of the
 * package is read.
 *
 * XML members are told by their root element, not by their name: which file
 * is the main one is written in yet another file, and may be anything.
 */
#include "extract/ooxml.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "extract/engine.h"
#include "extract/inflate.h"
#include "extract/xml.h"
#include "extract/zip.h"

#define PEEK		((size_t)1024)
#define RAW_TEXT_MAX	(4 * MIB)

struct package {
	struct extract_job *job;
	struct zip_directory dir;
	struct book *book;		/* NULL: no workbook */
};

static bool
ends(const struct zip_entry *e, const char *ending)
{
	return slice_iends(e->name, slice_str(ending));
}

static bool
is_xml(const struct zip_entry *e)
{
	return ends(e, ".xml") || ends(e, ".rels") || ends(e, ".vml");
}

/* Unpacked here, or a member for the engine? */
static bool
is_readable(const struct zip_entry *e)
{
	return !e->is_folder && e->encryption == ENCRYPTION_NO &&
	    (e->method == ZIP_STORED || e->method == ZIP_DEFLATED);
}

/* The first bytes, without the budget: they are few. */
static struct slice
peek(const struct zip_entry *e, struct buf *out)
{
	struct inflate_end end;

	buf_init(out, PEEK);
	if (e->method == ZIP_STORED)
		return slice_sub(e->data, 0, PEEK);
	(void)inflate_stream(NULL, e->data, INFLATE_RAW, out, &end);
	return buf_slice(out);
}

static int
unpack(struct package *p, const struct zip_entry *e, struct buf *out)
{
	buf_init(out, UNPACK_MEMBER_MAX);
	return zip_unpack(p->job, e, out);
}

/* --- first round: what the sheets of a workbook point at --------------------------- */

static int
read_shared(struct package *p, const struct zip_entry *e)
{
	struct buf head, out;
	struct slice root;
	bool is_strings, is_styles;
	int r;

	root = xml_root(peek(e, &head));
	is_strings = slice_eq_str(root, "sst");
	is_styles = slice_eq_str(root, "styleSheet");
	buf_free(&head);
	if (!is_strings && !is_styles)
		return 0;
	r = unpack(p, e, &out);
	if (r == 0)
		r = is_strings ?
		    sheet_read_strings(p->job, buf_slice(&out), p->book) :
		    sheet_read_styles(p->job, buf_slice(&out), p->book);
	buf_free(&out);
	return r;
}

/* --- second round: everything --------------------------------------------------------- */

/* What the makers put into every file: parsed only if there is text in it. */
static bool
is_boilerplate(struct slice root)
{
	static const char *const roots[] = {
		"Types", "Relationships", "styles", "styleSheet", "theme",
		"fonts", "settings", "webSettings", "numbering", "calcChain",
		"presProps", "viewPr", "tblStyleLst", "themeOverride",
	};
	size_t i;

	for (i = 0; i < sizeof roots / sizeof roots[0]; i++)
		if (slice_eq_str(root, roots[i]))
			return true;
	return false;
}

static int
read_xml(struct package *p, const struct zip_entry *e)
{
	struct buf out;
	struct slice xml, root;
	int r;

	r = unpack(p, e, &out);
	xml = buf_slice(&out);
	root = xml_root(slice_sub(xml, 0, 4096));
	if (r < 0)
		goto out;
	if (p->book != NULL && slice_eq_str(xml_root(slice_sub(xml, 0, PEEK)),
	    "sst"))
		r = 0;			/* read in the first round */
	else if (p->book != NULL && slice_eq_str(root, "worksheet"))
		r = sheet_read(p->job, xml, p->book);
	else if (!is_boilerplate(root) || xml_has_text(xml) ||
	    slice_find(xml, SLICE("\"External\""), 0) != SLICE_NPOS ||
	    slice_find(xml, SLICE("<!DOCTYPE"), 0) != SLICE_NPOS)
		r = words_read(p->job, xml);
out:
	buf_free(&out);
	return r;
}

/* Bytes that a program wrote for itself, with words of people among them. */
static int
read_raw(struct package *p, const struct zip_entry *e)
{
	struct buf out, text = BUF_INIT(4 * RAW_TEXT_MAX);
	bool invalid;
	int r;

	r = unpack(p, e, &out);
	if (r == 0 && mime_to_utf8(slice_sub(buf_slice(&out), 0, RAW_TEXT_MAX),
	    SLICE("windows-1252"), &text, &invalid) == 0)
		r = extract_unit(p->job, SLICE_NONE, buf_slice(&text));
	if (r == 0 && out.len > RAW_TEXT_MAX)
		r = extract_anomaly(p->job, ANOMALY_LIMIT,
		    "macros over 4 MB");
	buf_free(&out);
	buf_free(&text);
	return r;
}

/* Pictures and the like of a document are part of it and hold no text. */
static bool
is_picture(struct package *p, const struct zip_entry *e)
{
	struct type_found found;
	struct buf head;
	enum filetype t;

	found = type_detect(p->job->engine->env, peek(e, &head), SLICE_NONE,
	    SLICE_NONE);
	buf_free(&head);
	t = found.type;
	return !found.is_text && (t == FILETYPE_PICTURE ||
	    t == FILETYPE_BITMAP || t == FILETYPE_SOUND ||
	    t == FILETYPE_VIDEO || t == FILETYPE_FONT);
}

static int
read_entry(struct package *p, const struct zip_entry *e)
{
	int r;

	if (!is_readable(e))
		return zip_queue(p->job, e);
	if (ends(e, "vbaProject.bin"))
		extract_set_flag(p->job, PART_HAS_MACROS);
	r = e->other_name.len > 0 ? extract_name(p->job, e->other_name) : 0;
	if (r == 0 && e->comment.len > 0)
		r = extract_unit(p->job, SLICE_NONE,
		    name_utf8(e->comment, extract_arena(p->job)));
	if (r < 0)
		return r;
	if (is_xml(e))
		return read_xml(p, e);
	if (ends(e, "vbaProject.bin") || slice_ifind(e->name,
	    SLICE("printerSettings"), 0) != SLICE_NPOS)
		return read_raw(p, e);
	return is_picture(p, e) ? 0 : zip_queue(p->job, e);
}

static int
read_package(struct extract_job *j, bool is_book)
{
	struct package p = { .job = j };
	size_t i;
	int r;

	r = zip_open(j, &p.dir);
	if (r < 0)
		return r;
	if (is_book)
		p.book = mem_zalloc(sizeof *p.book);
	for (i = 0; i < p.dir.count && r == 0 && is_book; i++)
		if (is_readable(&p.dir.entries[i]) && is_xml(&p.dir.entries[i]))
			r = read_shared(&p, &p.dir.entries[i]);
	for (i = 0; i < p.dir.count && r == 0; i++)
		r = read_entry(&p, &p.dir.entries[i]);
	if (r == 0 && is_book)
		r = sheet_read_unused(j, p.book);
	zip_settle(j, &p.dir);
	free(p.book);
	return r;
}

/* --- the three formats --------------------------------------------------------------------- */

static bool
is_kind(struct slice bytes, struct slice detected, struct slice open,
    struct slice macro)
{
	return slice_starts(bytes, SLICE("PK\3\4")) &&
	    slice_find(detected, SLICE("binary"), 0) == SLICE_NPOS &&
	    (slice_starts(detected, open) || slice_starts(detected, macro));
}

static int
docx_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)name;
	return is_kind(bytes, detected, SLICE("application/vnd.openxmlformats-"
	    "officedocument.wordprocessingml."),
	    SLICE("application/vnd.ms-word.")) ? 80 : 0;
}

static int
xlsx_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)name;
	return is_kind(bytes, detected, SLICE("application/vnd.openxmlformats-"
	    "officedocument.spreadsheetml."),
	    SLICE("application/vnd.ms-excel.sheet.")) ? 80 : 0;
}

static int
pptx_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)name;
	return is_kind(bytes, detected, SLICE("application/vnd.openxmlformats-"
	    "officedocument.presentationml."),
	    SLICE("application/vnd.ms-powerpoint.presentation.")) ? 80 : 0;
}

static int
flat_read(struct extract_job *j)
{
	return read_package(j, false);
}

static int
xlsx_read(struct extract_job *j)
{
	return read_package(j, true);
}

const struct extract_format format_docx = { "docx", docx_can_read, flat_read };
const struct extract_format format_xlsx = { "xlsx", xlsx_can_read, xlsx_read };
const struct extract_format format_pptx = { "pptx", pptx_can_read, flat_read };
