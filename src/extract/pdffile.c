#include "extract/pdffile.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"

#define ID_MAX		64
#define LIST_SHORT	(16 * KIB)
#define STRING_BYTES	(4 * MIB)	/* no string of a document is longer */

/* --- the trailers ------------------------------------------------------- */

/* The first string of /ID, which is never encrypted. */
static void
read_id(const struct pdf_table *t, struct slice trailer, struct buf *id)
{
	struct pdf_value v = pdf_get(t, trailer, "ID"), first;
	struct slice rest = v.raw;

	if (v.kind != PDF_ARRAY || !pdf_next(&rest, &first))
		return;
	buf_reset(id);
	pdf_string(pdf_resolve(t, first), id);
}

/*
 * One of possibly many trailers: the last that names a scheme counts, since
 * an update repeats it.
 */
static void
read_trailer(struct pdf_file *f, struct slice trailer, struct buf *id)
{
	struct pdf_value v = pdf_key(trailer, "Encrypt"), value;

	if (v.kind == PDF_NONE)
		return;
	value = pdf_resolve(&f->t, v);
	if (value.kind != PDF_DICT ||
	    pdf_get(&f->t, value.raw, "Filter").kind != PDF_NAME)
		return;
	f->encrypt = value.raw;
	f->encrypt_object = pdf_target(&f->t, v);
	read_id(&f->t, trailer, id);
}

static void
read_trailers(struct pdf_file *f, struct buf *id)
{
	struct slice rest;
	struct pdf_value v;
	size_t at, i;

	for (i = 0; i < f->t.count; i++)
		if (f->t.objects[i].is_stream && pdf_is_name(pdf_key(
		    f->t.objects[i].value.raw, "Type"), "XRef"))
			read_trailer(f, f->t.objects[i].value.raw, id);
	for (at = 0; at < f->bytes.len; at += 7) {
		at = slice_find(f->bytes, SLICE("trailer"), at);
		if (at == SLICE_NPOS)
			break;
		/* No trailer is longer: brackets that do not close are bounded. */
		rest = slice_sub(f->bytes, at + 7, at + 7 + 64 * KIB);
		if (pdf_next(&rest, &v) && v.kind == PDF_DICT)
			read_trailer(f, v.raw, id);
	}
}

/* --- object streams ----------------------------------------------------- */

static int
unpack_objects(struct pdf_file *f)
{
	struct pdf_object *o;
	struct slice content;
	double count, first;
	size_t i, n = f->t.count;

	for (i = 0; i < n; i++) {
		/* The array may have moved: more objects were added. */
		o = &f->t.objects[i];
		if (!o->is_stream ||
		    !pdf_is_name(pdf_key(o->value.raw, "Type"), "ObjStm"))
			continue;
		count = pdf_number(&f->t, o->value.raw, "N", 0);
		first = pdf_number(&f->t, o->value.raw, "First", 0);
		o->is_done = true;
		content = pdffile_content(f, o);
		if (count > 0 && first > 0 && first <= (double)content.len)
			pdf_table_unpack(&f->t, o->num, content, (size_t)count,
			    (size_t)first);
	}
	if (f->t.count > n)
		pdf_table_sort(&f->t);
	return f->t.is_exhausted ? engine_exhausted(f->job->engine) : 0;
}

int
pdffile_open(struct extract_job *j, struct pdf_file *f)
{
	struct buf id = BUF_INIT(ID_MAX);
	int r = 0;

	memset(f, 0, sizeof *f);
	f->job = j;
	f->bytes = extract_bytes(j);
	f->t.arena = extract_arena(j);
	pdf_table_fill(&f->t, f->bytes);
	read_trailers(f, &id);
	pdfkey_open(&f->t, f->encrypt, buf_slice(&id), &f->key);
	if (f->key.lock == PDF_LOCK_CLOSED && pdfkey_facts(&f->t, f->encrypt,
	    buf_slice(&id), f->t.arena, &f->facts) < 0)
		f->t.is_exhausted = true;
	buf_free(&id);
	f->is_closed = f->key.lock == PDF_LOCK_CLOSED &&
	    f->key.streams != PDF_CIPHER_NONE;
	/* Ciphertext unpacks to nothing. */
	if (!f->is_closed)
		r = unpack_objects(f);
	return f->t.is_exhausted ? engine_exhausted(j->engine) : r;
}

int
pdffile_unlock(struct pdf_file *f, const struct pdf_key *key)
{
	bool was_closed = f->is_closed;

	f->key = *key;
	f->is_closed = false;
	return was_closed ? unpack_objects(f) : 0;
}

bool
pdffile_may(struct pdf_file *f, size_t bytes)
{
	/* Lists of real documents are short, and too many to be counted. */
	if (bytes <= LIST_SHORT)
		return true;
	if (bytes > PDF_EFFORT_MAX - f->effort) {
		f->is_full = true;
		return false;
	}
	f->effort += bytes;
	return true;
}

/* --- contents ----------------------------------------------------------- */

static enum pdf_cipher
cipher_of(const struct pdf_file *f, const struct pdf_object *o)
{
	struct slice dict = o->value.raw, name;
	struct pdf_value type = pdf_key(dict, "Type");

	if (f->key.lock != PDF_LOCK_OPEN || o->is_packed ||
	    pdf_is_name(type, "XRef"))
		return PDF_CIPHER_NONE;
	if (pdffilter_crypt(&f->t, dict, &name))
		return pdfkey_filter(&f->t, f->encrypt, name);
	if (pdf_is_name(type, "Metadata") && f->key.clear_metadata)
		return PDF_CIPHER_NONE;
	if (pdf_is_name(type, "EmbeddedFile"))
		return f->key.files;
	return f->key.streams;
}

enum pdffilter_end
pdffile_stream(struct extract_job *j, struct pdf_file *f,
    const struct pdf_object *o, struct buf *out)
{
	struct buf plain = BUF_INIT(UNPACK_MEMBER_MAX);
	enum pdf_cipher cipher = cipher_of(f, o);
	struct slice data = o->data;
	enum pdffilter_end end = PDFFILTER_WHOLE;

	if (cipher != PDF_CIPHER_NONE) {
		if (pdfkey_decrypt(&f->key, cipher, o->num, o->gen, data,
		    &plain) < 0)
			end = PDFFILTER_DAMAGED;
		data = buf_slice(&plain);
	}
	if (end == PDFFILTER_WHOLE)
		end = pdffilter_run(j, &f->t, o->value.raw, data, out);
	buf_free(&plain);
	return end;
}

struct slice
pdffile_content(struct pdf_file *f, struct pdf_object *o)
{
	struct buf out = BUF_INIT(PDF_PACKED_MAX - f->kept);
	struct slice kept = SLICE_NONE;
	enum pdffilter_end end;

	if (o->has_content)
		return o->content;
	o->has_content = true;
	end = pdffile_stream(f->job, f, o, &out);
	if (end == PDFFILTER_FULL)
		f->is_full = true;
	if (end == PDFFILTER_DAMAGED || end == PDFFILTER_UNKNOWN)
		f->is_damaged = true;
	if (end != PDFFILTER_PICTURE && out.len > 0) {
		kept = arena_dup(f->t.arena, buf_slice(&out));
		if (kept.ptr == NULL)
			f->t.is_exhausted = true;
		f->kept += kept.len;
		o->content = kept;
	}
	buf_free(&out);
	return kept;
}

void
pdffile_string(struct pdf_file *f, const struct pdf_object *o,
    struct pdf_value v, struct buf *out)
{
	struct buf raw = BUF_INIT(STRING_BYTES);

	if (f->key.lock != PDF_LOCK_OPEN || o->is_packed ||
	    o == f->encrypt_object || f->key.strings == PDF_CIPHER_NONE) {
		pdf_string(v, out);
		return;
	}
	pdf_string(v, &raw);
	/* What does not decrypt was not encrypted by this key. */
	if (pdfkey_decrypt(&f->key, f->key.strings, o->num, o->gen,
	    buf_slice(&raw), out) < 0)
		(void)buf_put_slice(out, buf_slice(&raw));
	buf_free(&raw);
}
