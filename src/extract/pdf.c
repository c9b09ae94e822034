/*
 * pdf -- Portable Document Format (ISO 32000-2).
 *
 * What a page shows comes first, page by page; then everything else that a
 * recipient can get out of the file: fields, notes, metadata, scripts, files
 * inside, earlier revisions, objects that nothing points at.  Pictures are
 * opaque: a scan without text passes.
 */

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/inflate.h"
#include "extract/pdfsweep.h"
#include "extract/pdfxref.h"
#include "extract/trial.h"

#define INHERIT_MAX	32	/* from a page up to the root of the tree */
#define PEEK		((size_t)256)
/* The end record of a zip and its comment: so far before the end it may be. */
#define ZIP_TAIL_MAX	((size_t)22 + 65535)

/* --- closed by a password? ---------------------------------------------- */

static bool
inflates(struct slice data)
{
	struct buf out = BUF_INIT(PEEK);
	struct inflate_end end;
	bool plain;
	int r;

	r = inflate_stream(NULL, data, INFLATE_ZLIB, &out, &end);
	plain = out.len > 0 && ((r == 0 && end.finished) || out.len == PEEK);
	buf_free(&out);
	return plain;
}

static bool
is_printable(struct slice data)
{
	size_t i, odd = 0;

	data = slice_sub(data, 0, PEEK);
	for (i = 0; i < data.len; i++)
		odd += (data.ptr[i] < 0x20 && !ascii_is_space(data.ptr[i])) ||
		    data.ptr[i] >= 0x7f;
	return data.len >= 8 && odd * 20 <= data.len;
}

/* A stream that anybody can read, where it should be ciphertext? */
static bool
is_plain(const struct pdf_file *f, const struct pdf_object *o)
{
	struct pdf_value type = pdf_key(o->value.raw, "Type");
	struct slice name;

	if (pdf_is_name(type, "XRef") || pdf_is_name(type, "Metadata") ||
	    pdffilter_crypt(&f->t, o->value.raw, &name))
		return false;
	return inflates(o->data) || is_printable(o->data) ||
	    slice_starts(o->data, SLICE("\xff\xd8\xff"));
}

static bool
has_plain_stream(const struct pdf_file *f)
{
	size_t i;

	for (i = 0; i < f->t.count; i++)
		if (f->t.objects[i].is_stream && is_plain(f,
		    &f->t.objects[i]))
			return true;
	return false;
}

/* Say what the lock is; f->is_closed is false afterwards where it only claims. */
static int
settle_lock(struct extract_job *j, struct pdf_file *f)
{
	switch (f->key.lock) {
	case PDF_LOCK_NONE:
	case PDF_LOCK_OPEN:
		return 0;
	case PDF_LOCK_UNKNOWN:
		return extract_anomaly(j, ANOMALY_UNSUPPORTED,
		    "PDF with an unknown protection");
	case PDF_LOCK_CLOSED:
		break;
	}
	/* Files inside only: told when one is found. */
	if (!f->is_closed)
		return 0;
	if (has_plain_stream(f)) {
		f->key.lock = PDF_LOCK_NONE;
		f->is_closed = false;
		return extract_anomaly(j, ANOMALY_AMBIGUOUS,
		    "PDF that says it is encrypted and holds plain text");
	}
	extract_set_encryption(j, f->key.encryption, f->key.reason);
	return extract_anomaly(j, ANOMALY_ENCRYPTED, "PDF with a password");
}

static void
settle_partly(struct extract_job *j, const struct pdf_file *f)
{
	size_t i;

	if (f->key.lock != PDF_LOCK_CLOSED || f->is_closed)
		return;
	for (i = 0; i < f->t.count; i++)
		if (f->t.objects[i].is_queued)
			extract_set_encryption(j, ENCRYPTION_PARTLY,
			    f->key.reason);
}

/* --- pages -------------------------------------------------------------- */

/*
 * Number the pages in their order.  The tree is walked on a list of its own;
 * a node that was seen is not walked again.
 */
static void
number_kids(struct pdf_file *f, struct pdf_object *root)
{
	struct pdf_object **list, *o;
	struct pdf_value kids, v;
	size_t n = 0, at, added, max = f->t.count + 1;
	uint32_t page = 0;

	list = arena_array(f->t.arena, max, sizeof(struct pdf_object *));
	if (list == NULL) {
		f->t.is_exhausted = true;
		return;
	}
	list[n++] = root;
	while (n > 0) {
		o = list[--n];
		if (o->page != 0)
			continue;
		kids = pdf_get(&f->t, o->value.raw, "Kids");
		o->page = kids.kind == PDF_ARRAY ? UINT32_MAX : ++page;
		/* The first of them is to come off the list first. */
		for (added = 0; kids.kind == PDF_ARRAY && n + added < max &&
		    pdf_next(&kids.raw, &v); ) {
			o = pdf_target(&f->t, v);
			if (o != NULL && o->page == 0 &&
			    o->value.kind == PDF_DICT)
				list[n + added++] = o;
		}
		for (at = 0; at < added / 2; at++) {
			o = list[n + at];
			list[n + at] = list[n + added - 1 - at];
			list[n + added - 1 - at] = o;
		}
		n += added;
	}
}

static void
number_pages(struct pdf_file *f)
{
	struct pdf_object *root;
	size_t i;

	for (i = f->t.count; i > 0; i--) {
		struct slice dict = f->t.objects[i - 1].value.raw;

		if (!pdf_is_name(pdf_key(dict, "Type"), "Catalog"))
			continue;
		root = pdf_target(&f->t, pdf_key(dict, "Pages"));
		if (root != NULL && root->page == 0) {
			number_kids(f, root);
			return;
		}
	}
}

static bool
is_page(const struct pdf_object *o)
{
	struct slice d = o->value.raw;

	if (o->value.kind != PDF_DICT || o->is_stream)
		return false;
	if (o->page != 0 && o->page != UINT32_MAX)
		return true;
	return pdf_is_name(pdf_key(d, "Type"), "Page") ||
	    (pdf_key(d, "Contents").kind != PDF_NONE &&
	    pdf_key(d, "Resources").kind != PDF_NONE);
}

/* The page's own, or those of the nodes above it. */
static struct slice
page_resources(struct pdf_file *f, struct slice page)
{
	struct slice found;
	int i;

	for (i = 0; i < INHERIT_MAX && page.len > 0; i++) {
		found = pdf_dict(&f->t, page, "Resources");
		if (found.len > 0)
			return found;
		page = pdf_dict(&f->t, page, "Parent");
	}
	return SLICE_NONE;
}

static int
add_content(struct pdf_file *f, struct pdf_value v, struct buf *out)
{
	struct pdf_object *o = pdf_target(&f->t, v);
	enum pdffilter_end end;

	if (o == NULL || !o->is_stream)
		return 0;
	o->is_done = true;
	end = pdffile_stream(f->job, f, o, out);
	if (end == PDFFILTER_FULL)
		f->is_full = true;
	else if (end != PDFFILTER_WHOLE)
		f->is_damaged = true;
	/* Operators do not run on from one stream to the next: 7.8.2. */
	return buf_putc(out, '\n');
}

static int
page_content(struct pdf_file *f, struct slice page, struct buf *out)
{
	struct pdf_value v = pdf_key(page, "Contents"), list, item;
	int r = 0;

	list = pdf_resolve(&f->t, v);
	if (list.kind != PDF_ARRAY)
		return add_content(f, v, out);
	while (r == 0 && pdf_next(&list.raw, &item))
		r = add_content(f, item, out);
	return r;
}

static int
read_page(struct pdf_file *f, struct pdf_show *s, const struct pdf_object *o)
{
	struct buf content = BUF_INIT(UNPACK_MEMBER_MAX);
	struct slice resources = page_resources(f, o->value.raw);
	struct slice place = SLICE("page that is not in the document");
	int r;

	if (o->page != 0)
		place = arena_printf(f->t.arena, "page %u", o->page);
	if (place.ptr == NULL)
		return engine_exhausted(f->job->engine);
	pdfshow_spare(s, resources);
	r = page_content(f, o->value.raw, &content);
	if (r < 0)
		f->is_full = true;
	r = pdfshow_run(s, buf_slice(&content), resources);
	buf_free(&content);
	if (r == 0)
		r = pdflines_flush(&s->lines, f->job, place);
	return r == 0 ? extract_spend(f->job, 0, 0) : r;
}

static int
page_order(const void *a, const void *b)
{
	const struct pdf_object *const *p = a, *const *q = b;

	if ((*p)->page != (*q)->page)
		return (*p)->page < (*q)->page ? -1 : 1;
	return *p < *q ? -1 : *p > *q;
}

static int
read_pages(struct pdf_file *f, struct pdf_show *s)
{
	const struct pdf_object **pages;
	size_t i, n = 0;
	int r = 0;

	pages = arena_array(f->t.arena, f->t.count + 1,
	    sizeof(struct pdf_object *));
	if (pages == NULL)
		return engine_exhausted(f->job->engine);
	number_pages(f);
	for (i = 0; i < f->t.count; i++)
		if (is_page(&f->t.objects[i]))
			pages[n++] = &f->t.objects[i];
	qsort(pages, n, sizeof(struct pdf_object *), page_order);
	if (n == 0)
		return extract_anomaly(f->job, ANOMALY_MALFORMED,
		    "PDF without a page");
	if (n > PDF_PAGES_MAX) {
		n = PDF_PAGES_MAX;
		s->is_over = true;
	}
	for (i = 0; i < n && r == 0; i++)
		r = read_page(f, s, pages[i]);
	return r;
}

/* --- the format --------------------------------------------------------- */

static int
pdf_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)bytes;
	(void)name;
	return slice_eq_str(detected, "application/pdf") ? 50 : 0;
}

/* What was not read, told once. */
static int
tell_losses(struct extract_job *j, const struct pdf_file *f,
    const struct pdf_show *s)
{
	int r = 0;

	if (f->t.too_many)
		r = extract_anomaly(j, ANOMALY_LIMIT,
		    "PDF with more objects than are read");
	if (r == 0 && s->is_over)
		r = extract_anomaly(j, ANOMALY_LIMIT,
		    "PDF that draws more than is followed");
	if (r == 0 && f->is_full)
		r = extract_anomaly(j, ANOMALY_LIMIT,
		    "PDF that unpacks to more than is read");
	if (r == 0 && f->is_damaged)
		r = extract_anomaly(j, ANOMALY_MALFORMED,
		    "data in a PDF is damaged");
	if (r == 0 && f->has_clear_string)
		r = extract_anomaly(j, ANOMALY_AMBIGUOUS,
		    "PDF that says it is encrypted and holds plain text");
	if (r == 0 && pdfshow_is_dumb(s))
		r = extract_anomaly(j, ANOMALY_UNSUPPORTED,
		    "text in a font that does not tell its letters");
	return r;
}

/*
 * Where the cross-reference names other objects than the latest, some readers
 * show the one, some the other: fonts of both may be needed.
 */
static int
read_pages_by_list(struct extract_job *j, struct pdf_file *f)
{
	struct pdf_show *s;
	int r;

	if (!pdfxref_list(f))
		return 0;
	s = pdfshow_new(f);
	f->t.by_list = true;
	r = read_pages(f, s);
	f->t.by_list = false;
	if (r == 0 && s->is_over)
		r = extract_anomaly(j, ANOMALY_LIMIT,
		    "PDF that draws more than is followed");
	if (r == 0 && pdfshow_is_dumb(s))
		r = extract_anomaly(j, ANOMALY_UNSUPPORTED,
		    "text in a font that does not tell its letters");
	pdfshow_free(s);
	return r;
}

/*
 * The end of the file inside, queued as it stands, whose bytes these are; 0 if
 * they are of none.
 */
static size_t
file_around(const struct pdf_file *f, size_t at)
{
	const struct pdf_object *o;
	size_t i, from;

	for (i = 0; i < f->t.count; i++) {
		o = &f->t.objects[i];
		if (!o->is_queued || o->is_packed || o->data.len == 0 ||
		    pdf_key(o->value.raw, "Filter").kind != PDF_NONE)
			continue;
		from = (size_t)(o->data.ptr - f->bytes.ptr);
		if (at >= from && at - from < o->data.len)
			return from + o->data.len;
	}
	return 0;
}

/*
 * With the end record of a zip in it, the document can be opened as an archive
 * too; that of an archive inside, which is read by itself, says no more.
 */
static bool
ends_in_files(const struct pdf_file *f)
{
	size_t at, len = f->bytes.len;

	at = len > ZIP_TAIL_MAX ? len - ZIP_TAIL_MAX : 0;
	for (;;) {
		at = slice_find(f->bytes, SLICE("PK\5\6"), at);
		if (at == SLICE_NPOS)
			return true;
		at = file_around(f, at);
		if (at == 0)
			return false;
	}
}

static int
read_content(struct extract_job *j, struct pdf_file *f, struct pdf_show *s)
{
	int r;

	r = settle_lock(j, f);
	if (r == 0 && !f->is_closed)
		r = read_pages(f, s);
	if (r == 0 && !f->is_closed)
		r = read_pages_by_list(j, f);
	if (r == 0)
		r = pdfsweep_strings(f);
	if (r == 0)
		r = pdfsweep_streams(f, s);
	if (r == 0)
		r = pdfsweep_gaps(f);
	j->knows_end = r == 0 && !f->t.too_many && ends_in_files(f);
	settle_partly(j, f);
	return r;
}

static int
read_all(struct extract_job *j, struct pdf_file *f)
{
	struct pdf_show *s;
	int r;

	s = pdfshow_new(f);
	r = read_content(j, f, s);
	if (f->t.is_exhausted)
		r = engine_exhausted(j->engine);
	/* What is lost is told even where the reading ended early. */
	if (j->engine->fatal == 0 && tell_losses(j, f, s) < 0)
		r = ERR_LIMIT;
	pdfshow_free(s);
	return r;
}

/* --- with a password ---------------------------------------------------- */

struct attempt {
	const struct pdfkey_facts *facts;
	struct pdf_key key;
};

static bool
opens(void *arg, struct slice password, uint64_t *cost)
{
	struct attempt *a = arg;

	(void)cost;
	return pdfkey_opens(a->facts, password, &a->key);
}

/* All else of the message was read: is the password in it? */
static int
try_words(struct extract_job *j, void *arg)
{
	struct pdf_file *f = arg;
	struct attempt a = { f->facts, f->key };
	struct trial_lock lock = { opens, &a, pdfkey_cost(f->facts), false };
	struct slice password;
	int r = 0;

	if (!has_plain_stream(f) && trial_find(j, &lock, &password)) {
		trial_opened(j, true);
		r = pdffile_unlock(f, &a.key);
	}
	return r < 0 ? r : read_all(j, f);
}

static int
pdf_read(struct extract_job *j)
{
	struct pdf_file *f;
	int r;

	f = arena_zalloc(extract_arena(j), sizeof *f);
	if (f == NULL)
		return engine_exhausted(j->engine);
	r = pdffile_open(j, f);
	if (r < 0)
		return r;
	if (f->facts == NULL)
		return read_all(j, f);
	engine_wait(j, try_words, f);
	return 0;
}

const struct extract_format format_pdf = { "pdf", pdf_can_read, pdf_read };
