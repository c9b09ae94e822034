#include "policy/place.h"

#include <stdlib.h>

#include "base/err.h"

static const struct {
	const char *one, *many;
} words[PLACE_COUNT] = {
	[PLACE_TEXT] = { "the message text", "the message text" },
	[PLACE_QUOTED] = { "the quoted text", "the quoted text" },
	[PLACE_SUBJECT] = { "the subject", "the subject" },
	[PLACE_HEADER] = { "the email header", "the email header" },
	[PLACE_SPREADSHEET] = { "the spreadsheet", "the spreadsheets" },
	[PLACE_DOCUMENT] = { "the document", "the documents" },
	[PLACE_PRESENTATION] = { "the presentation", "the presentations" },
	[PLACE_PDF] = { "the PDF", "the PDFs" },
	[PLACE_PAGE] = { "the web page", "the web pages" },
	[PLACE_TEXT_FILE] = { "the text file", "the text files" },
	[PLACE_PICTURE] = { "the picture", "the pictures" },
	[PLACE_CALENDAR] = { "the calendar entry", "the calendar entries" },
	[PLACE_CONTACT] = { "the contact card", "the contact cards" },
	[PLACE_EMAIL] = { "the attached email", "the attached emails" },
	[PLACE_ARCHIVE] = { "a file in the archive",
	    "files in the archives" },
	[PLACE_OTHER] = { "the attachment", "the attachments" },
	[PLACE_FILENAME] = { "a file name", "the file names" },
};

const char *
place_words(enum place p, bool many)
{
	return many ? words[p].many : words[p].one;
}

static enum place
place_of_type(enum filetype t)
{
	switch (t) {
	case FILETYPE_SPREADSHEET:
	case FILETYPE_DATABASE:
		return PLACE_SPREADSHEET;
	case FILETYPE_DOCUMENT:
		return PLACE_DOCUMENT;
	case FILETYPE_PRESENTATION:
		return PLACE_PRESENTATION;
	case FILETYPE_PDF:
		return PLACE_PDF;
	case FILETYPE_HTML:
		return PLACE_PAGE;
	case FILETYPE_TEXT:
		return PLACE_TEXT_FILE;
	case FILETYPE_PICTURE:
	case FILETYPE_BITMAP:
		return PLACE_PICTURE;
	case FILETYPE_CALENDAR:
		return PLACE_CALENDAR;
	case FILETYPE_CONTACT:
		return PLACE_CONTACT;
	case FILETYPE_MESSAGE:
		return PLACE_EMAIL;
	case FILETYPE_ARCHIVE:
	case FILETYPE_DISK_IMAGE:
		return PLACE_ARCHIVE;
	case FILETYPE_UNIDENTIFIED:
	case FILETYPE_SOUND:
	case FILETYPE_VIDEO:
	case FILETYPE_PROGRAM:
	case FILETYPE_SCRIPT:
	case FILETYPE_INSTALLER:
	case FILETYPE_SCREEN_SAVER:
	case FILETYPE_GAME:
	case FILETYPE_FONT:
	case FILETYPE_CERTIFICATE:
	case FILETYPE_ENCRYPTED:
	case FILETYPE_DATA:
	case FILETYPE_COUNT:
		break;
	}
	return PLACE_OTHER;
}

static int
path_order(const void *x, const void *y)
{
	const struct part *a = *(const struct part *const *)x;
	const struct part *b = *(const struct part *const *)y;

	return slice_cmp(a->path, b->path);
}

int
place_index_make(const struct report *r, struct arena *a,
    struct place_index *ret)
{
	size_t i;

	ret->count = r->part_count;
	ret->parts = arena_array(a, ret->count + 1, sizeof *ret->parts);
	if (ret->parts == NULL)
		return ERR_LIMIT;
	for (i = 0; i < ret->count; i++)
		ret->parts[i] = &r->parts[i];
	qsort(ret->parts, ret->count, sizeof *ret->parts, path_order);
	return 0;
}

static const struct part *
part_at(const struct place_index *x, struct slice path)
{
	const struct part key = { .path = path }, *k = &key;
	const struct part **p;

	p = bsearch(&k, x->parts, x->count, sizeof *x->parts, path_order);
	return p != NULL ? *p : NULL;
}

/*
 * What a reader would open: of a document's members the document, of an
 * archive's the archive, of an attached email's parts that email.  Paths name
 * holders before what they hold: "2/1" is in the archive "2", "2.1" in the
 * email or multipart "2".
 */
static const struct part *
opened(const struct place_index *x, struct slice path)
{
	const struct part *p;
	size_t i;

	for (i = 0; i < path.len; i++) {
		if (path.ptr[i] != '/' && path.ptr[i] != '.')
			continue;
		p = part_at(x, slice_sub(path, 0, i));
		if (p != NULL && (path.ptr[i] == '/' ||
		    p->type == FILETYPE_MESSAGE))
			return p;
	}
	return part_at(x, path);
}

enum place
place_of(const struct place_index *x, const struct finding *f,
    struct slice *ret_file)
{
	const struct part *p;

	*ret_file = f->part;
	switch (f->where) {
	case FINDING_BODY:
		return PLACE_TEXT;
	case FINDING_QUOTED:
		return PLACE_QUOTED;
	case FINDING_SUBJECT:
		return PLACE_SUBJECT;
	case FINDING_HEADER:
		return PLACE_HEADER;
	case FINDING_FILENAME:
		return PLACE_FILENAME;
	case FINDING_ATTACHMENT:
	case FINDING_WHERE_COUNT:
		break;
	}
	p = opened(x, f->part);
	if (p == NULL)
		return PLACE_OTHER;
	*ret_file = p->path;
	/* Excel is where staff meet these. */
	if (slice_eq_str(p->container, "csv"))
		return PLACE_SPREADSHEET;
	return place_of_type(p->type);
}
