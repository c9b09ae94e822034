/*
 * ooxml -- docx, xlsx, pptx and their kinds with macros, and other packages
 * of XML: every member of the package is read.
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
#include "extract/package.h"
#include "extract/zip.h"

struct office {
	struct package package;
	struct book *book;
	bool is_binary;			/* its members are records, no XML */
};

static bool
ends(const struct zip_entry *e, const char *ending)
{
	return slice_iends(e->name, slice_str(ending));
}

/* Bytes of the maker's own, in a binary workbook or elsewhere. */
static bool
is_raw(const struct zip_entry *e)
{
	return slice_ifind(e->name, SLICE("printerSettings"), 0) !=
	    SLICE_NPOS ||
	    slice_ifind(e->name, SLICE("customProperty"), 0) != SLICE_NPOS;
}

/* Records of a binary workbook have no mark that would tell them. */
static bool
is_records(const struct office *o, const struct zip_entry *e)
{
	struct slice head;
	struct buf buf;
	bool is;

	if (!o->is_binary || !ends(e, ".bin") || ends(e, "vbaProject.bin") ||
	    is_raw(e))
		return false;
	head = package_peek(e, &buf);
	is = !slice_starts(head, SLICE("\xd0\xcf\x11\xe0"));
	buf_free(&buf);
	return is;
}

/* --- first round: what the sheets of a workbook point at --------------------------- */

static int
read_strings(struct extract_job *j, struct slice xml, void *arg)
{
	return sheet_read_strings(j, xml, arg);
}

static int
read_styles(struct extract_job *j, struct slice xml, void *arg)
{
	return sheet_read_styles(j, xml, arg);
}

static int
read_book(struct extract_job *j, struct slice xml, void *arg)
{
	return sheet_read_book(j, xml, arg);
}

static int
read_shared_records(struct extract_job *j, struct slice bytes, void *arg)
{
	return xlsb_read_shared(j, bytes, arg);
}

static int
read_shared(struct office *o, const struct zip_entry *e)
{
	package_reader read = NULL;
	struct slice name;
	struct buf root;
	bool is_shared;

	if (is_records(o, e)) {
		is_shared = xlsb_is_shared(package_peek(e, &root));
		buf_free(&root);
		return !is_shared ? 0 : package_read_xml(&o->package, e,
		    read_shared_records, o->book);
	}
	if (package_is_xml(e, &root)) {
		name = buf_slice(&root);
		if (slice_eq_str(name, "sst"))
			read = read_strings;
		else if (slice_eq_str(name, "styleSheet"))
			read = read_styles;
		else if (slice_eq_str(name, "workbook"))
			read = read_book;
	}
	buf_free(&root);
	return read == NULL ? 0 :
	    package_read_xml(&o->package, e, read, o->book);
}

/* --- second round: everything --------------------------------------------------------- */

static int
read_words(struct extract_job *j, struct slice xml, void *arg)
{
	(void)arg;
	return words_read(j, xml);
}

static int
read_sheet(struct extract_job *j, struct slice xml, void *arg)
{
	return sheet_read(j, xml, arg);
}

static int
read_records(struct extract_job *j, struct slice bytes, void *arg)
{
	return xlsb_read(j, bytes, arg);
}

static int
read_xml(struct office *o, const struct zip_entry *e, struct slice root)
{
	bool is_macro = slice_eq_str(root, "macrosheet");

	if (is_macro)
		extract_set_flag(o->package.job, PART_HAS_MACROS);
	if (slice_eq_str(root, "sst"))
		return 0;			/* read in the first round */
	if (is_macro || slice_eq_str(root, "worksheet"))
		return package_read_xml(&o->package, e, read_sheet, o->book);
	return package_read_xml(&o->package, e, read_words, NULL);
}

static int
read_binary(struct office *o, const struct zip_entry *e)
{
	if (is_records(o, e))
		return package_read_xml(&o->package, e, read_records,
		    o->book);
	if (ends(e, "vbaProject.bin"))
		extract_set_flag(o->package.job, PART_HAS_MACROS);
	if (is_raw(e))
		return package_read_raw(&o->package, e);
	return package_read_other(&o->package, e);
}

static int
read_entry(struct office *o, const struct zip_entry *e)
{
	struct buf root;
	int r;

	if (!package_is_readable(e))
		return zip_queue(o->package.job, e);
	r = package_put_names(&o->package, e);
	if (r < 0)
		return r;
	/* Nothing in it: neither XML nor anything else. */
	if (e->data.len == 0)
		return 0;
	if (!package_is_xml(e, &root) || is_records(o, e))
		r = read_binary(o, e);
	else
		r = read_xml(o, e, buf_slice(&root));
	buf_free(&root);
	return r;
}

static int
read_office(struct extract_job *j, struct book *book, bool is_binary)
{
	struct office o = { .book = book, .is_binary = is_binary };
	struct zip_directory *d = &o.package.dir;
	size_t i;
	int r;

	r = package_open(j, &o.package);
	if (r < 0)
		return r;
	for (i = 0; i < d->count && r == 0; i++)
		if (package_is_readable(&d->entries[i]))
			r = read_shared(&o, &d->entries[i]);
	for (i = 0; i < d->count && r == 0; i++)
		r = read_entry(&o, &d->entries[i]);
	if (r == 0)
		r = book_put_unused(j, book);
	zip_settle(j, d);
	return r;
}

/* --- the formats ----- --------------------------------------------------------------------- */

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
	    SLICE("application/vnd.ms-excel.")) ? 80 : 0;
}

static int
xlsb_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)name;
	return slice_starts(bytes, SLICE("PK\3\4")) && slice_eq_str(detected,
	    "application/vnd.ms-excel.sheet.binary.macroenabled.12") ? 80 : 0;
}

static int
pptx_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)name;
	return is_kind(bytes, detected, SLICE("application/vnd.openxmlformats-"
	    "officedocument.presentationml."),
	    SLICE("application/vnd.ms-powerpoint.")) ? 80 : 0;
}

/* Any package may hold sheets, whatever it is said to be. */
static int
package_read(struct extract_job *j, bool is_binary)
{
	struct book *b = mem_zalloc(sizeof *b);
	int r = read_office(j, b, is_binary);

	free(b);
	return r;
}

static int
xml_read(struct extract_job *j)
{
	return package_read(j, false);
}

static int
binary_read(struct extract_job *j)
{
	return package_read(j, true);
}

/* Books, pages for print, drawings: packages of XML as well. */
static int
pages_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)name;
	return slice_starts(bytes, SLICE("PK\3\4")) &&
	    (slice_eq_str(detected, "application/epub+zip") ||
	    slice_eq_str(detected, "application/vnd.ms-xpsdocument") ||
	    slice_eq_str(detected, "application/vnd.ms-visio.drawing") ||
	    slice_eq_str(detected, "application/vnd.ms-officetheme")) ?
	    80 : 0;
}

const struct extract_format format_docx = { "docx", docx_can_read, xml_read };
const struct extract_format format_xlsx = { "xlsx", xlsx_can_read, xml_read };
const struct extract_format format_pptx = { "pptx", pptx_can_read, xml_read };
const struct extract_format format_xlsb = {
	"xlsb", xlsb_can_read, binary_read
};
const struct extract_format format_pages = {
	"pages", pages_can_read, xml_read
};
