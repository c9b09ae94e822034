/*
 * odf -- odt, ods, odp, odg, their templates, and flat files of the same:
 * every member of the package is read.
 *
 * Whether a member is ciphertext is seen in its bytes; the manifest only says
 * what it should be (ISO/IEC 26300-2 4.8).
 */
#include "extract/odf.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/engine.h"
#include "extract/odfkey.h"
#include "extract/package.h"
#include "extract/trial.h"
#include "extract/xml.h"
#include "extract/zip.h"
#include "mime/mime.h"

struct locked {
	struct slice path;		/* of a member, in the arena */
	struct odfkey key;
	const struct zip_entry *entry;	/* it is ciphertext; NULL: not */
};

struct odf {
	struct package package;
	struct locked *locked;		/* in the arena */
	size_t locked_count, locked_cap;
	struct slice path;		/* of the entry that is open */
	bool is_locked;			/* that entry */
	size_t closed, open;		/* members of either kind */
	size_t opened;			/* by a word of the message */
	bool any_weak;
	bool waits;			/* some are ciphertext */
};

/* --- the manifest ------------------------------------------------------------------- */

static bool
is(const char *name, const char *word)
{
	return strcmp(name, word) == 0;
}

static int
manifest_start(void *arg, const char *name, const char **attributes)
{
	struct odf *o = arg;
	struct arena *a = extract_arena(o->package.job);
	const char *v;

	if (is(name, "file-entry")) {
		v = xml_attribute(attributes, "full-path");
		o->path = arena_dup(a, slice_str(v));
	} else if (is(name, "encryption-data") &&
	    o->locked_count < ARCHIVE_ENTRIES_MAX) {
		o->locked = arena_grow(a, o->locked, o->locked_count,
		    &o->locked_cap, sizeof *o->locked);
		if (o->locked == NULL)
			return engine_exhausted(o->package.job->engine);
		o->locked[o->locked_count++] = (struct locked){
			.path = o->path };
	}
	if (o->locked_count > 0)
		odfkey_take(&o->locked[o->locked_count - 1].key, name,
		    attributes);
	return 0;
}

static int
manifest_end(void *arg, const char *name)
{
	(void)arg;
	(void)name;
	return 0;
}

static int
manifest_text(void *arg, struct slice utf8)
{
	(void)arg;
	(void)utf8;
	return 0;
}

static int
read_manifest(struct extract_job *j, struct slice xml, void *arg)
{
	static const struct xml_ops ops = {
		manifest_start, manifest_end, manifest_text
	};
	bool refused;

	return xml_parse(j, xml, &ops, arg, &refused);
}

static struct locked *
find_locked(const struct odf *o, struct slice path)
{
	size_t i;

	for (i = 0; i < o->locked_count; i++)
		if (slice_eq(o->locked[i].path, path))
			return &o->locked[i];
	return NULL;
}

/* --- ciphertext or not ---------------------------------------------------------------- */

/* Text as far as it was taken: UTF-8, and no control characters. */
static bool
is_text(struct slice head)
{
	struct buf out = BUF_INIT(8 * KIB);
	bool invalid = false;
	size_t i;
	int r;

	/* The last character may be cut in two. */
	if (head.len > 64)
		head = slice_sub(head, 0, 64);
	while (head.len > 60 && head.ptr[head.len - 1] >= 0x80)
		head.len--;
	for (i = 0; i < head.len; i++)
		if (head.ptr[i] < ' ' && !ascii_is_space(head.ptr[i]))
			return false;
	r = mime_to_utf8(head, SLICE("utf-8"), &out, &invalid);
	buf_free(&out);
	return r == 0 && !invalid;
}

/* What the parts of a document begin with when they are not text. */
static bool
has_mark(struct slice head)
{
	static const struct slice marks[] = {
		SLICE("\x89PNG\r\n"), SLICE("\xff\xd8\xff\xe0"),
		SLICE("\xff\xd8\xff\xe1"), SLICE("GIF8"), SLICE("PK\3\4"),
		SLICE("\xd0\xcf\x11\xe0"), SLICE("%PDF-"), SLICE("RIFF"),
		SLICE("VCLMTF"), SLICE("\xff\xfe<\0"), SLICE("\xfe\xff\0<"),
		SLICE("{\\rtf"), SLICE("\x1f\x8b\x08"),
	};
	size_t i;

	for (i = 0; i < sizeof marks / sizeof marks[0]; i++)
		if (slice_starts(head, marks[i]))
			return true;
	return false;
}

/* Noise has each byte about as often as any other. */
static bool
is_noise(struct slice head)
{
	bool seen[256] = { false };
	size_t i, distinct = 0, most = head.len < 256 ? head.len : 256;

	for (i = 0; i < head.len; i++) {
		distinct += !seen[head.ptr[i]];
		seen[head.ptr[i]] = true;
	}
	return distinct >= most / 2;
}

/* Ciphertext is stored as it is, and looks like nothing. */
static bool
is_ciphertext(const struct zip_entry *e)
{
	struct slice head;
	struct buf buf;
	bool is;

	head = package_peek(e, &buf);
	is = e->method == ZIP_STORED && e->data.len > 0 && !is_text(head) &&
	    !has_mark(head) && is_noise(head);
	buf_free(&buf);
	return is;
}

static int
put_closed(struct odf *o, const struct zip_entry *e, bool is_weak)
{
	o->closed++;
	o->any_weak = o->any_weak || is_weak;
	return extract_member_closed(o->package.job, e->name, e->size,
	    is_weak ? ENCRYPTION_WEAK : ENCRYPTION_STRONG,
	    is_weak ? SLICE("Blowfish") : SLICE("AES-256"),
	    ANOMALY_ENCRYPTED, SLICE("document with a password"));
}

static void
settle(struct odf *o)
{
	struct extract_job *j = o->package.job;

	if (o->closed == 0) {
		zip_settle(j, &o->package.dir);
		if (o->opened > 0)
			trial_opened(j, true);
		return;
	}
	extract_set_encryption(j, o->open > 0 ? ENCRYPTION_PARTLY :
	    o->any_weak ? ENCRYPTION_WEAK : ENCRYPTION_STRONG,
	    o->any_weak ? SLICE("Blowfish") : SLICE("AES-256"));
	if (o->opened > 0)
		trial_opened(j, false);
}

/* --- members -------------------------------------------------------------------------------- */

static int
read_odf_xml(struct extract_job *j, struct slice xml, void *arg)
{
	(void)arg;
	return odf_read_xml(j, xml);
}

static bool
is_layout(const struct zip_entry *e)
{
	return slice_eq_str(e->name, "layout-cache") ||
	    slice_ends(e->name, SLICE("/layout-cache"));
}

/* What every package has, and no document says anything with. */
static bool
is_frame(const struct zip_entry *e)
{
	return e->is_folder || slice_eq_str(e->name, "mimetype") ||
	    slice_starts(e->name, SLICE("META-INF/"));
}

static int
read_open(struct odf *o, const struct zip_entry *e)
{
	struct buf root;
	bool xml;

	xml = package_is_xml(e, &root);
	buf_free(&root);
	if (xml)
		return package_read_xml(&o->package, e, read_odf_xml, NULL);
	/* Where words stood on the pages, in the office program's numbers. */
	if (is_layout(e))
		return package_read_raw(&o->package, e);
	return package_read_other(&o->package, e);
}

static int
read_entry(struct odf *o, const struct zip_entry *e)
{
	struct locked *locked;
	bool whole = slice_eq_str(e->name, "encrypted-package");
	int r;

	if (!package_is_readable(e))
		return zip_queue(o->package.job, e);
	r = package_put_names(&o->package, e);
	/* Nothing in it: neither XML nor anything else. */
	if (r < 0 || e->data.len == 0 || slice_eq_str(e->name, "mimetype"))
		return r;
	locked = find_locked(o, e->name);
	if (locked != NULL && locked->entry == NULL && is_ciphertext(e)) {
		o->waits = true;
		locked->entry = e;
		return 0;
	}
	if ((locked != NULL || whole) && is_ciphertext(e))
		return put_closed(o, e, locked != NULL && locked->key.is_weak);
	if (locked != NULL)
		r = extract_anomaly(o->package.job, ANOMALY_AMBIGUOUS,
		    "member that says it is encrypted, and is not");
	o->open += !is_frame(e);
	return r < 0 ? r : read_open(o, e);
}

/* --- with a password --------------------------------------------------------------------------- */

static bool
opens(void *arg, struct slice password, uint64_t *cost)
{
	const struct locked *l = arg;

	(void)cost;
	return odfkey_opens(&l->key, password, l->entry->data);
}

/* One password opens all of it, as far as office programs make them. */
static bool
find_password(struct odf *o, struct slice *ret)
{
	struct trial_lock lock = { .opens = opens };
	size_t i;

	for (i = 0; i < o->locked_count; i++)
		if (o->locked[i].entry != NULL &&
		    odfkey_is_known(&o->locked[i].key)) {
			lock.arg = &o->locked[i];
			lock.rounds = odfkey_cost(&o->locked[i].key);
			return trial_find(o->package.job, &lock, ret);
		}
	return false;
}

/* 1: it was read; 0: it stays closed; or an error. */
static int
read_opened(struct odf *o, const struct locked *l, struct slice password)
{
	struct extract_job *j = o->package.job;
	struct zip_entry e = *l->entry;
	struct buf plain = BUF_INIT(e.data.len);
	int r = 0;

	if (!odfkey_is_known(&l->key) ||
	    !trial_may_open(j, odfkey_cost(&l->key)) ||
	    !odfkey_decrypt(&l->key, password, e.data, &plain))
		goto out;
	e.data = arena_dup(extract_arena(j), buf_slice(&plain));
	if (e.data.ptr == NULL) {
		r = engine_exhausted(j->engine);
		goto out;
	}
	e.method = ZIP_DEFLATED;
	e.crc_known = false;
	o->opened++;
	r = read_open(o, &e);
	if (r == 0)
		r = 1;
out:
	buf_free(&plain);
	return r;
}

static int
try_words(struct extract_job *j, void *arg)
{
	struct odf *o = arg;
	struct slice password;
	const struct locked *l;
	bool found;
	size_t i;
	int r;

	(void)j;
	found = find_password(o, &password);
	for (i = 0, r = 0; i < o->locked_count && r >= 0; i++) {
		l = &o->locked[i];
		if (l->entry == NULL)
			continue;
		r = found ? read_opened(o, l, password) : 0;
		if (r == 0)
			r = put_closed(o, l->entry, l->key.is_weak);
	}
	settle(o);
	return r < 0 ? r : 0;
}

static int
package_read(struct extract_job *j)
{
	struct odf *o = arena_zalloc(extract_arena(j), sizeof *o);
	struct zip_directory *d;
	size_t i;
	int r;

	if (o == NULL)
		return engine_exhausted(j->engine);
	d = &o->package.dir;
	r = package_open(j, &o->package);
	for (i = 0; r == 0 && i < d->count; i++)
		if (slice_ieq_str(d->entries[i].name,
		    "META-INF/manifest.xml") &&
		    package_is_readable(&d->entries[i]))
			r = package_read_xml(&o->package, &d->entries[i],
			    read_manifest, o);
	for (i = 0; r == 0 && i < d->count; i++)
		r = read_entry(o, &d->entries[i]);
	if (o->waits)
		engine_wait(j, try_words, o);
	else
		settle(o);
	return r;
}

/* --- the formats ------------------------------------------------------------------------------ */

static bool
is_odf(struct slice detected)
{
	return slice_starts(detected, SLICE("application/vnd.oasis.")) ||
	    slice_starts(detected, SLICE("application/vnd.sun.xml."));
}

static int
odf_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)name;
	return slice_starts(bytes, SLICE("PK\3\4")) && is_odf(detected) ?
	    80 : 0;
}

static int
flat_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)name;
	return !slice_starts(bytes, SLICE("PK\3\4")) && is_odf(detected) ?
	    80 : 0;
}

static int
flat_read(struct extract_job *j)
{
	struct buf utf8 = BUF_INIT(UNPACK_MEMBER_MAX);
	int r;

	r = odf_read_xml(j, xml_as_utf8(extract_bytes(j), &utf8));
	buf_free(&utf8);
	return r;
}

const struct extract_format format_odf = { "odf", odf_can_read, package_read };
const struct extract_format format_fodf = { "fodf", flat_can_read, flat_read };
