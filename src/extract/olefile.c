/*
 * olefile -- the formats that are compound files: which reader gets which
 * stream, and what becomes of everything that no reader asked for.
 *
 * A file may hold the main streams of several programs, and which of them is
 * opened is up to the recipient's: all are read.  Whatever is left is given
 * out as members, property sets, macros or plain words; bytes that no stream
 * owns (deleted ones, those of an earlier save) as words too.
 */
#include "extract/olefile.h"

#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/le.h"
#include "extract/ole1.h"
#include "extract/rawtext.h"
#include "extract/vba.h"

#define SMALL_STREAM	(64 * KIB)	/* chance makes few words in these */

/* --- streams and members --------------------------------------------------------- */

int
olefile_range(struct extract_job *j, struct ole *o, uint32_t index,
    uint64_t from, uint64_t size, struct buf *out)
{
	struct ole_entry *e = &o->entries[index];
	uint64_t n = e->size < o->bytes.len ? e->size : o->bytes.len;
	int r;

	n = from < n ? n - from : 0;
	n = size < n ? size : n;
	r = extract_spend(j, n, n);
	if (r < 0)
		return r;
	r = ole_range(o, index, from, size, out);
	if (r == ERR_SHORT)
		return extract_anomaly(j, ANOMALY_TRUNCATED,
		    "stream of a compound file ends too early");
	if (r < 0)
		return extract_anomaly(j, ANOMALY_LIMIT,
		    "stream of a compound file over 64 MB");
	return 0;
}

int
olefile_stream(struct extract_job *j, struct ole *o, uint32_t index,
    struct buf *out)
{
	o->entries[index].is_read = true;
	return olefile_range(j, o, index, 0, UINT64_MAX, out);
}

struct content {
	struct ole *ole;
	uint32_t index;
	uint64_t from, size;	/* of a stream: which of its bytes */
};

static int
make_storage(struct extract_job *m, const struct content *c, struct buf *out)
{
	int r;

	r = ole_copy(c->ole, c->index, out);
	if (r == 0 || r == ERR_SHORT) {
		if (extract_spend(m, out->len, out->len) < 0)
			return ERR_LIMIT;
	}
	if (r == ERR_SHORT)
		return extract_anomaly(m, ANOMALY_TRUNCATED,
		    "stream of a compound file ends too early");
	return r < 0 ? extract_anomaly(m, ANOMALY_LIMIT,
	    "unpacked member over 64 MB") : 0;
}

static int
make_member(struct extract_job *m, void *arg, struct buf *out)
{
	const struct content *c = arg;

	if (c->ole->entries[c->index].kind != OLE_KIND_STREAM)
		return make_storage(m, c, out);
	return olefile_range(m, c->ole, c->index, c->from, c->size, out);
}

/* Its bytes are somebody's, though they are read later. */
static void
mark_stream(struct ole *o, uint32_t index)
{
	if (o->entries[index].is_read)
		return;
	o->entries[index].is_read = true;
	if (o->entries[index].kind == OLE_KIND_STREAM)
		(void)ole_stream(o, index, NULL);
}

static void
mark_below(struct ole *o, uint32_t index)
{
	uint32_t i;

	if (o->entries[index].kind == OLE_KIND_STREAM) {
		mark_stream(o, index);
		return;
	}
	for (i = 1; i < o->count; i++)
		if (ole_is_below(o, i, index))
			mark_stream(o, i);
}

int
olefile_member_range(struct extract_job *j, struct ole *o, uint32_t index,
    struct slice name, uint64_t from, uint64_t size)
{
	struct content *c = arena_alloc(extract_arena(j), sizeof *c);

	if (c == NULL)
		return engine_exhausted(j->engine);
	*c = (struct content){ o, index, from, size };
	mark_below(o, index);
	return extract_member_later(j, name, make_member, c);
}

int
olefile_member(struct extract_job *j, struct ole *o, uint32_t index,
    struct slice name)
{
	return olefile_member_range(j, o, index, name, 0, UINT64_MAX);
}

/* Files that programs keep in a stream as they are. */
static bool
is_file(struct slice s)
{
	static const char *const marks[] = {
		"PK\3\4", "%PDF-", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
		"{\\rtf", "Rar!\x1a\7", "7z\xbc\xaf\x27\x1c", "\x1f\x8b\x08",
		"MSCF", "\x89PNG\r\n", "\xff\xd8\xff", "GIF8", "<?xml",
		"<html", "<HTML", ("\xfd" "7zXZ"), "BM",
	};
	size_t i;

	for (i = 0; i < sizeof marks / sizeof marks[0]; i++)
		if (slice_starts(s, slice_str(marks[i])))
			return true;
	return false;
}

/* --- object packages ---------------------------------------------------------------- */

/* [MS-OLEDS] 2.3.6: the size, then a package or what its program wants. */
static int
read_package(struct extract_job *j, struct ole *o, uint32_t index,
    struct slice s)
{
	struct slice content = slice_from(s, 4);
	struct ole1_file f;
	int r;

	if (!ole1_package_parse(content, &f))
		return is_file(content) ? olefile_member_range(j, o, index,
		    SLICE_NONE, 4, le32(s, 0)) :
		    rawtext_put(j, content, RAWTEXT_LONG);
	r = ole1_package_names(j, &f);
	if (r < 0 || f.is_link)
		return r;
	return olefile_member_range(j, o, index, ole1_package_name(&f),
	    (size_t)(f.data.ptr - s.ptr), f.data.len);
}

/* --- what no reader asked for ---------------------------------------------------------- */

static bool
is_property_set(struct slice name, struct slice s)
{
	return name.len > 0 && name.ptr[0] == 5 && le16(s, 0) == 0xfffe;
}

/* Words; and a zip in it, unless it is how Word draws a shape once more. */
static int
read_unknown(struct extract_job *j, struct ole *o, uint32_t index,
    struct slice s)
{
	size_t at = slice_find(s, SLICE("PK\3\4"), 0);
	int r;

	r = rawtext_put(j, s, s.len <= SMALL_STREAM ? RAWTEXT_MEDIUM :
	    RAWTEXT_LONG);
	if (r < 0 || at == SLICE_NPOS ||
	    slice_ieq_str(o->entries[index].name, "Data"))
		return r;
	return olefile_member_range(j, o, index, SLICE_NONE, at, UINT64_MAX);
}

static int
read_stream(struct extract_job *j, struct ole *o, uint32_t index)
{
	struct slice name = o->entries[index].name, s;
	struct buf out = BUF_INIT(o->bytes.len + 1);
	int r;

	r = olefile_stream(j, o, index, &out);
	s = buf_slice(&out);
	if (r < 0)
		;
	else if (is_property_set(name, s))
		r = oleps_read(j, s);
	else if (slice_ieq_str(name, "\001Ole10Native"))
		r = read_package(j, o, index, s);
	else if (slice_ieq_str(name, "Pictures"))
		r = oleart_read_blips(j, o, index);
	else if (is_file(s))
		r = olefile_member(j, o, index, SLICE_NONE);
	else
		r = read_unknown(j, o, index, s);
	buf_free(&out);
	return r;
}

/* Macros, and documents with storages of their own. */
static int
read_storage(struct extract_job *j, struct ole *o, uint32_t index)
{
	const struct ole_entry *e = &o->entries[index];
	const char *mime;

	if (slice_ieq_str(e->name, "VBA"))
		return vba_read(j, o, index);
	mime = ole_storage_type(o, index);
	if (mime == NULL || slice_eq_str(slice_str(mime),
	    "application/x-ole-package") || slice_eq_str(slice_str(mime),
	    "application/vnd.ms-office.vbaproject"))
		return 0;
	return olefile_member(j, o, index, SLICE_NONE);
}

static int
read_rest(struct extract_job *j, struct ole *o)
{
	const struct ole_entry *e;
	uint32_t i;
	int r = 0;

	for (i = 1; i < o->count && r == 0; i++)
		if (o->entries[i].kind == OLE_KIND_STORAGE &&
		    !o->entries[i].is_read)
			r = read_storage(j, o, i);
	for (i = 1; i < o->count && r == 0; i++) {
		e = &o->entries[i];
		if (e->kind == OLE_KIND_STREAM && !e->is_read && e->size > 0)
			r = read_stream(j, o, i);
	}
	return r;
}

/*
 * Deleted streams, ends of sectors, what hangs on behind the file.  With the
 * end record of a zip among it, the file can be opened as an archive too; one
 * inside a stream (themes are zips) cannot.
 */
static int
read_unseen(struct extract_job *j, const struct ole *o)
{
	struct slice s;
	size_t at = 0;
	int r = 0;

	j->knows_end = true;
	while (r == 0 && ole_unseen(o, &at, &s)) {
		if (slice_find(s, SLICE("PK\5\6"), 0) != SLICE_NPOS)
			j->knows_end = false;
		r = rawtext_put(j, s, RAWTEXT_LONG);
	}
	return r;
}

/* --- the formats ---------------------------------------------------------------------------- */

struct main_stream {
	const char *name;
	int (*read)(struct extract_job *j, struct ole *o);
};

static int
read_main_streams(struct extract_job *j, struct ole *o)
{
	static const struct main_stream readers[] = {
		{ "EncryptedPackage",		olecrypt_read },
		{ "\x09" "DRMContent",		olecrypt_read },
		{ "WordDocument",		doc_read },
		{ "Workbook",			xls_read },
		{ "Book",			xls_read },
		{ "PowerPoint Document",	ppt_read },
		{ "__properties_version1.0",	msg_read },
	};
	int (*last)(struct extract_job *j, struct ole *o) = NULL;
	size_t i;
	int r = 0;

	for (i = 0; i < sizeof readers / sizeof readers[0] && r == 0; i++) {
		if (readers[i].read == last ||
		    ole_child(o, OLE_ROOT, readers[i].name) == OLE_NONE)
			continue;
		last = readers[i].read;
		r = last(j, o);
	}
	return r;
}

/* Kinds whose texts lie in structures of their own: words are not all. */
static bool
is_known_only(const struct extract_job *j, const struct ole *o)
{
	static const char *const kinds[] = {
		"application/vnd.ms-visio.drawing", "application/x-mspublisher",
		"application/x-hwp", "application/vnd.ms-works",
		"application/vnd.stardivision.writer",
		"application/vnd.stardivision.calc",
		"application/vnd.stardivision.draw",
		"application/vnd.ms-project",
	};
	struct slice detected = extract_part(j)->detected;
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (slice_eq_str(detected, kinds[i]))
			return true;
	if (ole_child(o, OLE_ROOT, "PP40") != OLE_NONE)
		return true;
	/* Inside of a document it is an object, shown by a picture. */
	return slice_eq_str(detected, "application/x-ole-storage") &&
	    (extract_part(j)->flags & PART_IS_MEMBER) == 0;
}

static int
tell_damage(struct extract_job *j, const struct ole *o)
{
	int r = 0;

	if (o->is_cut)
		r = extract_anomaly(j, ANOMALY_TRUNCATED,
		    "compound file ends too early");
	if (r == 0 && o->is_broken)
		r = extract_anomaly(j, ANOMALY_MALFORMED,
		    "compound file that contradicts itself");
	if (r == 0 && o->has_too_many)
		r = extract_anomaly(j, ANOMALY_LIMIT,
		    "more than 32768 entries in a compound file");
	return r;
}

static int
olefile_read(struct extract_job *j)
{
	struct slice detected = extract_part(j)->detected;
	struct ole *o;
	int r;

	r = ole_open(extract_bytes(j), extract_arena(j), &o);
	if (r == ERR_LIMIT)
		return engine_exhausted(j->engine);
	if (r < 0)
		return extract_anomaly(j, ANOMALY_MALFORMED,
		    "compound file with a broken head");
	r = tell_damage(j, o);
	if (slice_eq_str(detected, "application/x-msi"))
		extract_set_flag(j, PART_IS_OPAQUE);
	if (r == 0 && is_known_only(j, o))
		r = extract_anomaly(j, ANOMALY_UNSUPPORTED,
		    "compound file of a kind that is not read in full");
	if (r == 0)
		r = read_main_streams(j, o);
	if (r == 0)
		r = read_rest(j, o);
	return r == 0 ? read_unseen(j, o) : r;
}

static int
bid(struct slice bytes, struct slice detected, const char *mime)
{
	return slice_starts(bytes, OLE_MAGIC) && slice_eq_str(detected, mime) ?
	    80 : 0;
}

static int
doc_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)name;
	return bid(bytes, detected, "application/msword");
}

static int
xls_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)name;
	return xls_is_bare(bytes) && slice_eq_str(detected,
	    "application/vnd.ms-excel") ? 80 :
	    bid(bytes, detected, "application/vnd.ms-excel");
}

static int
read_workbook(struct extract_job *j)
{
	return xls_is_bare(extract_bytes(j)) ? xls_read_bare(j) :
	    olefile_read(j);
}

static int
ppt_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)name;
	return bid(bytes, detected, "application/vnd.ms-powerpoint");
}

static int
msg_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)name;
	return bid(bytes, detected, "application/vnd.ms-outlook");
}

static int
ole_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)detected;
	(void)name;
	return slice_starts(bytes, OLE_MAGIC) ? 70 : 0;
}

const struct extract_format format_doc = { "doc", doc_can_read, olefile_read };
const struct extract_format format_xls = { "xls", xls_can_read, read_workbook };
const struct extract_format format_ppt = { "ppt", ppt_can_read, olefile_read };
const struct extract_format format_msg = { "msg", msg_can_read, olefile_read };
const struct extract_format format_ole = { "ole", ole_can_read, olefile_read };
