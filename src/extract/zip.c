#include "extract/zip.h"

#include <zlib.h>

#include "base/err.h"
#include "base/limits.h"
#include "extract/archive.h"
#include "extract/engine.h"
#include "extract/inflate.h"
#include "extract/inflate64.h"
#include "extract/noise.h"
#include "extract/zipcrypt.h"

#define ZIPCRYPTO_HEAD	12	/* random bytes before the data */
#define AES_HEAD	10	/* verification value and authentication code */
#define PEEK		(64 * KIB)	/* to see whether "encrypted" data is plain */

int
zip_open(struct extract_job *j, struct zip_directory *ret)
{
	int r;

	/* A directory is looked for from the end: nothing is hidden there. */
	j->knows_end = true;
	r = zip_directory_read(extract_bytes(j), extract_arena(j), ret);
	if (r == ERR_LIMIT)
		return engine_exhausted(j->engine);
	if (r < 0) {
		extract_anomaly(j, ANOMALY_MALFORMED, "zip without members");
		return r;
	}
	if (ret->broken != NULL)
		r = extract_anomaly(j, ret->is_cut ? ANOMALY_TRUNCATED :
		    ANOMALY_MALFORMED, ret->broken);
	if (r == 0 && ret->ambiguous != NULL)
		r = extract_anomaly(j, ANOMALY_AMBIGUOUS, ret->ambiguous);
	if (r == 0 && ret->too_many)
		r = extract_anomaly(j, ANOMALY_LIMIT,
		    "zip entry count over 2000");
	return r;
}

/* --- unpacking ------------------------------------------------------------------ */

static int
unpack_stored(struct extract_job *j, const struct zip_entry *e,
    struct buf *out)
{
	int r;

	r = extract_spend(j, e->data.len, e->data.len);
	if (r == 0 && buf_put_slice(out, e->data) < 0)
		r = extract_anomaly(j, ANOMALY_LIMIT,
		    "unpacked member over 64 MB");
	return r;
}

static int
unpack_deflated(struct extract_job *j, const struct zip_entry *e,
    struct buf *out)
{
	struct inflate_end end;
	int r;

	r = inflate_stream(j, e->data, INFLATE_RAW, out, &end);
	if (r == ERR_LIMIT) {
		if (out->len == out->max)
			extract_anomaly(j, ANOMALY_LIMIT,
			    "unpacked member over 64 MB");
		return r;
	}
	if (r < 0)
		return extract_anomaly(j, ANOMALY_MALFORMED,
		    "compressed data is damaged");
	if (!end.finished)
		return extract_anomaly(j, ANOMALY_TRUNCATED,
		    "compressed data ends too early");
	/* An entry found by its local header alone has its end unknown. */
	if (end.used < e->data.len && e->crc_known)
		return extract_anomaly(j, ANOMALY_AMBIGUOUS,
		    "data behind the end of a member");
	return 0;
}

static int
unpack_deflated64(struct extract_job *j, const struct zip_entry *e,
    struct buf *out)
{
	size_t used;
	int r;

	r = inflate64(j, e->data, out, &used);
	if (r == ERR_LIMIT)
		return r;
	if (r == ERR_SHORT)
		return extract_anomaly(j, ANOMALY_TRUNCATED,
		    "compressed data ends too early");
	if (r < 0)
		return extract_anomaly(j, ANOMALY_MALFORMED,
		    "compressed data is damaged");
	if (used < e->data.len && e->crc_known)
		return extract_anomaly(j, ANOMALY_AMBIGUOUS,
		    "data behind the end of a member");
	return 0;
}

static bool
is_known_method(uint16_t method)
{
	return method == ZIP_STORED || method == ZIP_DEFLATED ||
	    method == ZIP_DEFLATED64 || method == ZIP_BZIP2 ||
	    method == ZIP_LZMA || method == ZIP_ZSTD || method == ZIP_XZ ||
	    method == ZIP_PPMD;
}

static int
unpack(struct extract_job *j, const struct zip_entry *e, struct buf *out)
{
	switch (e->method) {
	case ZIP_STORED:
		return unpack_stored(j, e, out);
	case ZIP_DEFLATED:
		return unpack_deflated(j, e, out);
	case ZIP_DEFLATED64:
		return unpack_deflated64(j, e, out);
	default:
		return archive_unzip(j, e, out);
	}
}

int
zip_unpack(struct extract_job *j, const struct zip_entry *e, struct buf *out)
{
	size_t from = out->len;
	bool told = j->has_anomaly;
	struct slice made;
	int r;

	j->has_anomaly = false;
	r = unpack(j, e, out);
	made = slice_from(buf_slice(out), from);
	/* Damage was told; a wrong sum or size would be the same news again. */
	if (r == 0 && !j->has_anomaly && e->crc_known &&
	    (e->crc != (uint32_t)crc32(0, made.ptr, (uInt)made.len) ||
	    e->size != made.len))
		r = extract_anomaly(j, ANOMALY_MALFORMED,
		    "checksum or size of a member is wrong");
	j->has_anomaly = j->has_anomaly || told;
	return r;
}

/* --- members ----------------------------------------------------------------------- */

static int
make_member(struct extract_job *m, void *arg, struct buf *out)
{
	return zip_unpack(m, arg, out);
}

/*
 * Ciphertext is not a valid stream for long; but one of a few bytes, that ends
 * before the data does, it often is.
 */
static bool
inflates(const struct zip_entry *e)
{
	struct buf out = BUF_INIT(PEEK);
	struct inflate_end end;
	bool plain;
	int r;

	if (e->method != ZIP_DEFLATED)
		return false;
	r = inflate_stream(NULL, e->data, INFLATE_RAW, &out, &end);
	plain = (r == 0 && end.finished && out.len > 0 && ((e->crc_known &&
	    e->crc == (uint32_t)crc32(0, out.ptr, (uInt)out.len)) ||
	    (end.used == e->data.len && e->size == out.len))) ||
	    (r == ERR_LIMIT && out.len == out.max);
	buf_free(&out);
	return plain;
}

/*
 * Is data that claims to be ciphertext plain after all?  Then it does not look
 * like it, or the checksum of what is stored is the declared one, or it
 * inflates.
 */
static bool
is_plain(const struct zip_entry *e)
{
	if (e->data.len == 0)
		return false;
	if (!noise_is(e->data))
		return true;
	if (e->is_aes)
		return false;
	return e->method == ZIP_STORED ? e->crc ==
	    (uint32_t)crc32(0, e->data.ptr, (uInt)e->data.len) : inflates(e);
}

static bool
is_ciphertext(const struct zip_entry *e)
{
	static const size_t salt[] = { 8, 12, 16 };
	size_t least = ZIPCRYPTO_HEAD;

	if (!e->has_data)
		return false;
	if (e->is_aes)
		least = AES_HEAD + salt[slice_eq_str(e->reason, "AES-128") ?
		    0 : slice_eq_str(e->reason, "AES-192") ? 1 : 2];
	return e->data.len >= least && !is_plain(e);
}

/* A member that waits for its password. */
struct locked {
	struct extract_job *holder;
	struct zip_entry entry;
	struct slice password;
};

static int
make_unlocked(struct extract_job *m, void *arg, struct buf *out)
{
	const struct locked *l = arg;
	struct buf packed = BUF_INIT(l->entry.data.len);
	struct zip_entry e = l->entry;
	int r;

	r = zipcrypt_decrypt(&e, l->password, &packed);
	e.data = buf_slice(&packed);
	r = r < 0 ? extract_anomaly(m, ANOMALY_LIMIT,
	    "member cannot be decrypted") : zip_unpack(m, &e, out);
	buf_free(&packed);
	return r;
}

static int
try_words(struct extract_job *m, void *arg)
{
	struct locked *l = arg;
	struct trial_lock lock;

	if (zipcrypt_lock(&l->entry, &lock)) {
		lock.has_others = l->holder->locked > 1;
		if (trial_find(l->holder, &lock, &l->password))
			return engine_unlocked(m, l->holder, make_unlocked,
			    l);
	}
	return extract_anomaly(l->holder, ANOMALY_ENCRYPTED,
	    "zip members with a password");
}

static int
queue_locked(struct extract_job *j, const struct zip_entry *e)
{
	struct locked *l = arena_zalloc(extract_arena(j), sizeof *l);

	if (l == NULL)
		return engine_exhausted(j->engine);
	l->holder = j;
	l->entry = *e;
	return engine_member_locked(j, e->name, e->size, e->encryption,
	    e->reason, try_words, l);
}

static int
queue_closed(struct extract_job *j, const struct zip_entry *e)
{
	if (is_ciphertext(e))
		return queue_locked(j, e);
	return extract_member_closed(j, e->name, e->size, ENCRYPTION_NO,
	    SLICE_NONE, ANOMALY_AMBIGUOUS,
	    SLICE("member that says it is encrypted, and is not"));
}

static int
queue_names(struct extract_job *j, const struct zip_entry *e)
{
	int r = 0;

	if (e->other_name.len > 0)
		r = extract_name(j, e->other_name);
	if (r == 0 && e->unicode_name.len > 0 &&
	    !slice_eq(e->unicode_name, e->name))
		r = extract_name(j, e->unicode_name);
	if (r == 0 && e->comment.len > 0)
		r = extract_unit(j, SLICE_NONE,
		    name_utf8(e->comment, extract_arena(j)));
	return r;
}

int
zip_queue(struct extract_job *j, const struct zip_entry *e)
{
	struct zip_entry *copy;
	int r;

	r = queue_names(j, e);
	if (r < 0)
		return r;
	if (e->is_folder)
		return extract_name(j, e->name);
	if (e->encryption != ENCRYPTION_NO) {
		r = queue_closed(j, e);
		/* A flag that lies: read what is behind it. */
		if (r < 0 || !is_plain(e))
			return r;
	} else if (!is_known_method(e->method)) {
		return extract_member_closed(j, e->name, e->size,
		    ENCRYPTION_NO, SLICE_NONE, ANOMALY_UNSUPPORTED,
		    SLICE("zip member of an unknown compression method"));
	}
	copy = arena_alloc(extract_arena(j), sizeof *copy);
	if (copy == NULL)
		return engine_exhausted(j->engine);
	*copy = *e;
	/* Not what the method says either: as it stands. */
	if (e->encryption != ENCRYPTION_NO && !inflates(e) &&
	    e->method != ZIP_STORED) {
		copy->method = ZIP_STORED;
		copy->crc_known = false;
	}
	return extract_member_later(j, e->name, make_member, copy);
}

void
zip_settle(struct extract_job *j, const struct zip_directory *d)
{
	const struct zip_entry *e, *weakest = NULL;
	size_t i, closed = 0, readable = 0;

	for (i = 0; i < d->count; i++) {
		e = &d->entries[i];
		if (e->is_folder)
			continue;
		if (e->encryption == ENCRYPTION_NO || !is_ciphertext(e)) {
			readable++;
			continue;
		}
		closed++;
		if (weakest == NULL || e->encryption < weakest->encryption)
			weakest = e;
	}
	if (weakest == NULL)
		return;
	extract_set_encryption(j, readable > 0 ? ENCRYPTION_PARTLY :
	    weakest->encryption, weakest->reason);
}

/* --- the format ------------------------------------------------------------------------- */

static int
zip_can_read(struct slice bytes, struct slice detected, struct slice name)
{
	(void)name;
	if (slice_starts(bytes, SLICE("PK\3\4")) ||
	    slice_starts(bytes, SLICE("PK\5\6")) ||
	    slice_starts(bytes, SLICE("PK\7\x08")))
		return 50;
	return slice_eq_str(detected, "application/zip") ? 50 : 0;
}

static int
zip_read(struct extract_job *j)
{
	struct zip_directory d;
	size_t i;
	int r;

	r = zip_open(j, &d);
	if (r < 0)
		return r;
	if (d.comment.len > 0)
		r = extract_unit(j, SLICE_NONE,
		    name_utf8(d.comment, extract_arena(j)));
	for (i = 0; i < d.count && r == 0; i++)
		r = zip_queue(j, &d.entries[i]);
	zip_settle(j, &d);
	return r;
}

const struct extract_format format_zip = { "zip", zip_can_read, zip_read };
