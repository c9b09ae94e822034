#include "extract/pdfsweep.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/html.h"
#include "extract/markup.h"

#define NEST		32		/* dictionaries inside one another */
#define KEY_MAX		32		/* a key that is shown as a place */
#define VALUE_MIN	2		/* an attribute that says something */
#define RUN_MIN		6		/* printable bytes that may be text */
#define TAIL_MIN	256		/* bytes behind the end that are no slip */
#define HEADER_SEARCH	1024
#define ODD_SHARE	10		/* of bytes: more control codes are no text */

/* --- is it text? -------------------------------------------------------- */

static bool
has_mark(struct slice s)
{
	return slice_starts(s, SLICE("\xfe\xff")) ||
	    slice_starts(s, SLICE("\xff\xfe")) ||
	    slice_starts(s, SLICE("\xef\xbb\xbf"));
}

static bool
is_text(struct slice s)
{
	size_t i, odd = 0;

	if (has_mark(s))
		return true;
	for (i = 0; i < s.len; i++)
		odd += s.ptr[i] < 0x20 && !pdf_is_space(s.ptr[i]);
	return s.len > 0 && odd * ODD_SHARE <= s.len;
}

/* A stream is text when nearly all of it is ASCII or letters beyond. */
static bool
is_text_stream(struct slice s)
{
	size_t i, odd = 0, high = 0;

	if (has_mark(s))
		return true;
	s = slice_sub(s, 0, 64 * KIB);
	for (i = 0; i < s.len; i++) {
		odd += s.ptr[i] < 0x20 && !ascii_is_space(s.ptr[i]) &&
		    s.ptr[i] != '\f';
		high += s.ptr[i] >= 0x7f;
	}
	return s.len > 0 && odd * 50 <= s.len &&
	    (high * 4 <= s.len || odd == 0);
}

/* D:20261122013000+01'00': digits that are nobody's number (7.9.4). */
static bool
is_date(struct slice s)
{
	size_t i;

	if (!slice_starts(s, SLICE("D:")) || s.len < 6 || s.len > 23)
		return false;
	for (i = 2; i < s.len; i++)
		if (i < 16 ? !ascii_is_digit(s.ptr[i]) && s.ptr[i] != 'Z' :
		    !ascii_is_digit(s.ptr[i]) && memchr("+-Z'", s.ptr[i],
		    4) == NULL)
			return false;
	/* Century and month as they can be. */
	return (s.ptr[2] == '1' || s.ptr[2] == '2') && (s.ptr[3] == '9' ||
	    s.ptr[3] == '0') && (s.len < 8 || s.ptr[6] < '2');
}

/* --- markup ------------------------------------------------------------- */

/* Values of attributes: where metadata keeps much of its text. */
static int
put_values(struct extract_job *j, struct slice s)
{
	struct markup_tag tag;
	struct slice name, value;
	size_t at, end;
	int r = 0;

	for (at = 0; r == 0; at += end) {
		at = slice_chr(s, '<', at);
		if (at == SLICE_NPOS)
			break;
		end = markup_tag(slice_from(s, at), true, &tag);
		if (end == 0) {
			end = 1;
			continue;
		}
		while (r == 0 && markup_attribute(&tag.attributes, &name,
		    &value))
			if (value.len >= VALUE_MIN &&
			    !slice_istarts(name, SLICE("xmlns")))
				r = extract_unit(j, SLICE_NONE, value);
	}
	return r;
}

static bool
is_markup(struct slice s)
{
	s = slice_trim(s);
	return slice_starts(s, SLICE("<?xpacket")) ||
	    slice_istarts(s, SLICE("<?xml")) ||
	    slice_istarts(s, SLICE("<body")) ||
	    slice_istarts(s, SLICE("<html")) ||
	    (s.len > 2 && s.ptr[0] == '<' && ascii_is_alpha(s.ptr[1]) &&
	    s.ptr[s.len - 1] == '>');
}

/* Text in whatever form; utf8 is borrowed. */
static int
put_text(struct extract_job *j, struct slice place, struct slice utf8)
{
	bool is_xml;
	int r;

	if (!is_markup(utf8))
		return extract_unit(j, place, utf8);
	is_xml = slice_ifind(slice_sub(utf8, 0, 1024), SLICE("<body"), 0) ==
	    SLICE_NPOS;
	r = html_text(j, utf8, is_xml);
	return r == 0 ? put_values(j, utf8) : r;
}

static int
put_bytes(struct extract_job *j, struct slice place, struct slice bytes)
{
	struct buf utf8 = BUF_INIT(4 * bytes.len + 16);
	int r;

	pdf_text(bytes, &utf8);
	r = put_text(j, place, buf_slice(&utf8));
	buf_free(&utf8);
	return r;
}

/* --- files inside ------------------------------------------------------- */

struct inner_file {
	struct pdf_file *file;
	const struct pdf_object *object;
};

static int
make_member(struct extract_job *m, void *arg, struct buf *out)
{
	const struct inner_file *inner = arg;

	switch (pdffile_stream(m, inner->file, inner->object, out)) {
	case PDFFILTER_WHOLE:
	case PDFFILTER_PICTURE:
		return 0;
	case PDFFILTER_DAMAGED:
		return extract_anomaly(m, ANOMALY_MALFORMED,
		    "file in a PDF is damaged");
	case PDFFILTER_UNKNOWN:
		return extract_anomaly(m, ANOMALY_UNSUPPORTED,
		    "file in a PDF is packed in an unknown way");
	case PDFFILTER_FULL:
		extract_anomaly(m, ANOMALY_LIMIT, "unpacked member over 64 MB");
		return ERR_LIMIT;
	}
	return 0;
}

static int
queue_file(struct pdf_file *f, struct pdf_object *o, struct slice name)
{
	struct inner_file *inner;

	o->is_done = o->is_queued = true;
	if (f->key.lock == PDF_LOCK_CLOSED && f->key.files != PDF_CIPHER_NONE)
		return extract_member_closed(f->job, name, o->data.len,
		    f->key.files_encryption, f->key.reason,
		    ANOMALY_ENCRYPTED, SLICE("file in a PDF with a password"));
	inner = arena_alloc(f->t.arena, sizeof *inner);
	if (inner == NULL)
		return engine_exhausted(f->job->engine);
	*inner = (struct inner_file){ f, o };
	return extract_member_later(f->job, name, make_member, inner);
}

/* A file specification (7.11.3): its name and each of its streams once. */
static int
put_files(struct pdf_file *f, const struct pdf_object *holder,
    struct slice spec)
{
	struct slice files, kept;
	struct buf raw = BUF_INIT(64 * KIB), name = BUF_INIT(256 * KIB);
	struct pdf_value v, key;
	struct pdf_object *o;
	int r = 0;

	if (!pdffile_may(f, spec.len))
		return 0;
	files = pdf_dict(&f->t, spec, "EF");
	v = pdf_get(&f->t, spec, "UF");
	if (v.kind == PDF_NONE)
		v = pdf_get(&f->t, spec, "F");
	pdffile_string(f, holder, v, &raw);
	pdf_text(buf_slice(&raw), &name);
	kept = arena_dup(f->t.arena, buf_slice(&name));
	buf_free(&raw);
	buf_free(&name);
	if (kept.ptr == NULL)
		return engine_exhausted(f->job->engine);
	while (r == 0 && pdf_next(&files, &key) && pdf_next(&files, &v)) {
		o = pdf_target(&f->t, v);
		if (o != NULL && o->is_stream && !o->is_queued)
			r = queue_file(f, o, kept);
	}
	return r;
}

/* --- strings ------------------------------------------------------------ */

struct walk {
	struct pdf_file *f;
	const struct pdf_object *o;
	struct slice open[NEST];	/* from each "<<" on */
	bool has_file[NEST + 1];	/* its dictionary, or the whole, names one */
	size_t depth;
	struct slice key;		/* the last name */
};

static struct slice
place_of(struct slice key)
{
	size_t i;

	for (i = 0; i < key.len; i++)
		if (!ascii_is_alpha(key.ptr[i]))
			return SLICE_NONE;
	return key.len <= KEY_MAX ? key : SLICE_NONE;
}

/* Should the strings be ciphertext? */
static bool
is_locked(const struct pdf_file *f)
{
	return f->key.lock == PDF_LOCK_CLOSED &&
	    f->key.strings != PDF_CIPHER_NONE;
}

/* By chance, twelve bytes of ciphertext are never all printable. */
static bool
is_clear(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.ptr[i] < ' ' || s.ptr[i] >= 0x7f)
			return false;
	return s.len >= 12;
}

static int
put_string(struct walk *w, struct pdf_value v)
{
	struct buf raw = BUF_INIT(4 * MIB);
	struct slice s;
	int r = 0;

	pdffile_string(w->f, w->o, v, &raw);
	s = buf_slice(&raw);
	if (is_locked(w->f) && !is_clear(s)) {
		buf_free(&raw);
		return 0;
	}
	w->f->has_clear_string = w->f->has_clear_string ||
	    (is_locked(w->f) && !pdf_name_is(w->key, "ID"));
	/* Fonts list the names of their glyphs. */
	if (s.len >= VALUE_MIN && is_text(s) && !is_date(s) &&
	    !pdf_name_is(w->key, "ID") &&
	    !(s.ptr[0] == '/' && pdf_name_is(w->key, "CharSet")))
		r = put_bytes(w->f->job, place_of(w->key), s);
	buf_free(&raw);
	return r;
}

/* A choice in a form is a name; others are words of the format. */
static int
put_name(struct walk *w, struct slice raw)
{
	struct buf name = BUF_INIT(4096);
	size_t i, digits = 0, hex = 0, blanks = 0;
	int r = 0;

	for (i = 0; i < raw.len; i++) {
		digits += ascii_is_digit(raw.ptr[i]);
		hex += ascii_is_alpha(raw.ptr[i]) &&
		    ascii_lower(raw.ptr[i]) <= 'f';
		blanks += raw.ptr[i] == '#' || raw.ptr[i] == '@';
	}
	/* A checksum is nobody's number. */
	if ((digits >= 6 && (digits + hex < raw.len || hex == 0)) ||
	    blanks > 0) {
		pdf_name(raw, &name);
		if (is_text(buf_slice(&name)))
			r = put_bytes(w->f->job, SLICE_NONE, buf_slice(&name));
	}
	buf_free(&name);
	return r;
}

/* A dictionary ends at these brackets: is it a file specification? */
static int
close_dictionary(struct walk *w, struct slice brackets)
{
	struct slice spec;

	if (w->depth == 0)
		return 0;
	w->depth--;
	if (w->depth >= NEST || !w->has_file[w->depth + 1])
		return 0;
	spec = w->open[w->depth];
	spec.len = (size_t)(brackets.ptr - spec.ptr);
	return put_files(w->f, w->o, spec);
}

static int
walk_token(struct walk *w, struct slice rest, struct pdf_value v)
{
	if (v.kind == PDF_STRING || v.kind == PDF_HEX)
		return put_string(w, v);
	if (v.kind == PDF_WORD && slice_eq_str(v.raw, "<<")) {
		if (w->depth < NEST) {
			w->open[w->depth] = rest;
			w->has_file[w->depth + 1] = false;
		}
		w->depth++;
	} else if (v.kind == PDF_WORD && slice_eq_str(v.raw, ">>")) {
		return close_dictionary(w, v.raw);
	} else if (v.kind == PDF_NAME) {
		w->key = v.raw;
		if (!pdf_name_is(v.raw, "EF"))
			return put_name(w, v.raw);
		if (w->depth <= NEST)
			w->has_file[w->depth] = true;
	}
	return 0;
}

static int
walk_object(struct pdf_file *f, const struct pdf_object *o)
{
	struct walk w = { .f = f, .o = o };
	struct slice rest = o->value.raw;
	struct pdf_value v;
	int r = 0;

	if (o->value.kind == PDF_STRING || o->value.kind == PDF_HEX)
		return put_string(&w, o->value);
	if (o->value.kind != PDF_DICT && o->value.kind != PDF_ARRAY)
		return 0;
	while (r == 0 && pdf_token(&rest, &v))
		r = walk_token(&w, rest, v);
	if (r == 0 && w.has_file[0])
		r = put_files(f, o, o->value.raw);
	return r;
}

int
pdfsweep_strings(struct pdf_file *f)
{
	const struct pdf_object *o;
	size_t i;
	int r = 0;

	for (i = 0; i < f->t.count && r == 0; i++) {
		o = &f->t.objects[i];
		if (o != f->encrypt_object &&
		    !pdf_is_name(pdf_key(o->value.raw, "Type"), "XRef"))
			r = walk_object(f, o);
		if (i % 256 == 0 && r == 0)
			r = extract_spend(f->job, 0, 0);
	}
	return r;
}

/* --- streams ------------------------------------------------------------ */

/* Data that no reader of documents takes for text: by what it is used for. */
static bool
is_machinery(const struct pdf_object *o)
{
	static const char *const marks[] = {
		"FunctionType", "ShadingType", "Length1", "Length3", NULL
	};
	struct slice d = o->value.raw;
	struct pdf_value sub = pdf_key(d, "Subtype"), type = pdf_key(d, "Type");
	size_t i;

	for (i = 0; marks[i] != NULL; i++)
		if (pdf_key(d, marks[i]).kind != PDF_NONE)
			return true;
	return pdf_is_name(sub, "Image") || pdf_is_name(sub, "Type1C") ||
	    pdf_is_name(sub, "CIDFontType0C") || pdf_is_name(sub, "OpenType") ||
	    pdf_is_name(type, "XRef") || pdf_is_name(type, "ObjStm");
}

/* Files that a stream may be although nothing calls it one. */
static bool
is_file(struct slice s)
{
	static const struct { const char *magic; size_t len; } known[] = {
		{ "PK\3\4", 4 }, { "%PDF-", 5 }, { "{\\rtf", 5 },
		{ "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8 }, { "Rar!\x1a", 5 },
		{ "7z\xbc\xaf\x27\x1c", 6 }, { "MZ\x90", 3 },
		{ "\x1f\x8b\x08", 3 }, { "BZh9", 4 }, { "\xfd" "7zXZ", 5 },
	};
	size_t i;

	for (i = 0; i < sizeof known / sizeof known[0]; i++)
		if (slice_starts(s, slice_of(known[i].magic, known[i].len)))
			return true;
	return false;
}

/* Programs of the format itself: maps of characters, functions, fonts. */
static bool
is_program(struct slice s)
{
	struct slice head = slice_sub(s, 0, 2048);

	s = slice_trim(head);
	return slice_starts(s, SLICE("%!PS-AdobeFont")) ||
	    slice_starts(s, SLICE("%!FontType")) ||
	    slice_starts(s, SLICE("{")) ||
	    slice_find(head, SLICE("begincmap"), 0) != SLICE_NPOS;
}

static int
read_stream(struct pdf_file *f, struct pdf_show *s, struct pdf_object *o,
    struct slice bytes)
{
	struct slice resources;
	int r;

	if (is_file(bytes))
		return queue_file(f, o, SLICE_NONE);
	if (is_program(bytes))
		return 0;
	if (!is_markup(bytes) && pdfshow_looks_like(bytes)) {
		resources = pdf_dict(&f->t, o->value.raw, "Resources");
		r = pdfshow_run(s, bytes, resources);
		return r == 0 ? pdflines_flush(&s->lines, f->job,
		    SLICE("not on a page")) : r;
	}
	if (is_text_stream(bytes))
		return put_bytes(f->job, SLICE_NONE, bytes);
	return 0;
}

static int
sweep_stream(struct pdf_file *f, struct pdf_show *s, struct pdf_object *o)
{
	struct buf bytes = BUF_INIT(UNPACK_MEMBER_MAX);
	enum pdffilter_end end;
	int r = 0;

	if (pdf_is_name(pdf_key(o->value.raw, "Type"), "EmbeddedFile"))
		return queue_file(f, o, SLICE_NONE);
	end = pdffile_stream(f->job, f, o, &bytes);
	if (end == PDFFILTER_FULL)
		f->is_full = true;
	else if (end != PDFFILTER_PICTURE && !f->is_closed)
		r = read_stream(f, s, o, buf_slice(&bytes));
	else if (f->is_closed && end == PDFFILTER_WHOLE &&
	    is_text_stream(buf_slice(&bytes)))
		r = read_stream(f, s, o, buf_slice(&bytes));
	/* Damage counts where there was text before it. */
	if (end == PDFFILTER_DAMAGED && !f->is_closed &&
	    (bytes.len == 0 || is_text_stream(buf_slice(&bytes))))
		f->is_damaged = true;
	buf_free(&bytes);
	return r;
}

int
pdfsweep_streams(struct pdf_file *f, struct pdf_show *s)
{
	struct pdf_object *o;
	size_t i;
	int r = 0;

	for (i = 0; i < f->t.count && r == 0; i++) {
		o = &f->t.objects[i];
		if (!o->is_stream || o->is_done || is_machinery(o))
			continue;
		r = sweep_stream(f, s, o);
		o->is_done = true;
		if (r == 0)
			r = extract_spend(f->job, 0, 0);
	}
	return r;
}

/* --- between the objects ------------------------------------------------ */

/* Runs of printable bytes, each a text of its own. */
static int
put_runs(struct extract_job *j, struct slice s, struct slice place)
{
	size_t from, to;
	int r = 0;

	for (from = 0; from < s.len && r == 0; from = to + 1) {
		for (to = from; to < s.len && s.ptr[to] >= ' ' &&
		    s.ptr[to] != 0x7f; to++)
			;
		if (to - from >= RUN_MIN)
			r = put_bytes(j, place, slice_sub(s, from, to));
	}
	return r;
}

static bool
has_word(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (ascii_is_alpha(s.ptr[i]) || ascii_is_digit(s.ptr[i]))
			return true;
	return false;
}

/* Comments are text that any editor shows. */
static int
put_comments(struct pdf_file *f, struct slice s)
{
	struct slice line;
	size_t at, end;
	int r = 0;

	for (at = 0; r == 0; at = end) {
		at = slice_chr(s, '%', at);
		if (at == SLICE_NPOS)
			break;
		for (end = at; end < s.len && s.ptr[end] != '\n' &&
		    s.ptr[end] != '\r'; end++)
			;
		line = slice_sub(s, at + 1, end);
		if (line.len >= RUN_MIN && is_text(line) && has_word(line) &&
		    !slice_starts(line, SLICE("PDF-")) &&
		    !slice_starts(line, SLICE("%EOF")))
			r = put_bytes(f->job, SLICE("comment"), line);
	}
	return r;
}

/* Strings of trailers: they may hold what documents hold. */
static int
put_trailers(struct pdf_file *f, struct slice gap)
{
	struct pdf_object trailer;
	struct slice rest;
	size_t at;
	int r = 0;

	for (at = 0; r == 0; at += 7) {
		at = slice_find(gap, SLICE("trailer"), at);
		if (at == SLICE_NPOS)
			break;
		memset(&trailer, 0, sizeof trailer);
		trailer.is_packed = true;	/* its strings are plain */
		rest = slice_sub(gap, at + 7, at + 7 + 64 * KIB);
		if (pdf_next(&rest, &trailer.value) &&
		    trailer.value.kind == PDF_DICT &&
		    pdf_key(trailer.value.raw, "Encrypt").kind != PDF_DICT)
			r = walk_object(f, &trailer);
	}
	return r;
}

static int
put_tail(struct pdf_file *f, struct slice tail)
{
	while (tail.len > 0 && pdf_is_space(tail.ptr[0]))
		tail = slice_from(tail, 1);
	while (tail.len > 0 && pdf_is_space(tail.ptr[tail.len - 1]))
		tail.len--;
	if (tail.len == 0)
		return 0;
	if (is_text_stream(tail) && !is_file(tail))
		return put_runs(f->job, tail, SLICE("behind the end"));
	/* An archive there is found by its directory anyway. */
	if (tail.len < TAIL_MIN || type_has_zip_tail(f->bytes))
		return 0;
	return extract_member(f->job, SLICE_NONE, tail);
}

/* The end word of the last revision. */
static size_t
last_end(struct slice s)
{
	size_t at, last = SLICE_NPOS;

	for (at = s.len > 64 * KIB ? s.len - 64 * KIB : 0;; at++) {
		at = slice_find(s, SLICE("%%EOF"), at);
		if (at == SLICE_NPOS)
			break;
		last = at;
	}
	if (last == SLICE_NPOS)
		last = slice_find(s, SLICE("%%EOF"), 0);
	return last;
}

int
pdfsweep_gaps(struct pdf_file *f)
{
	struct slice s = f->bytes;
	const struct pdf_object *o;
	size_t i, from, head, end = last_end(s);
	int r = 0;

	head = slice_find(slice_sub(s, 0, HEADER_SEARCH), SLICE("%PDF-"), 0);
	if (head != SLICE_NPOS && head > 0)
		r = put_runs(f->job, slice_sub(s, 0, head),
		    SLICE("before the beginning"));
	from = head == SLICE_NPOS ? 0 : head;
	for (i = 0; i <= f->t.count && r == 0; i++) {
		o = i < f->t.count ? &f->t.objects[i] : NULL;
		if (o != NULL && (o->is_packed || o->is_inside))
			continue;
		r = put_comments(f, slice_sub(s, from, o != NULL ? o->start :
		    end));
		if (r == 0)
			r = put_trailers(f, slice_sub(s, from, o != NULL ?
			    o->start : s.len));
		if (o != NULL && o->end > from)
			from = o->end;
	}
	if (r == 0 && end != SLICE_NPOS && end >= from)
		r = put_tail(f, slice_from(s, end + 5));
	return r;
}
