/*
 * sqlite_rows -- decisions, their evidence, small facts and the audit chain.
 */
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "store/backend.h"
#include "store/sqlite.h"

int
sqlite_meta_get(struct store *base, const char *key, struct buf *out)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	sqlite3_stmt *st = sqlite_use(s, ST_META_GET);
	int r;

	sqlite3_bind_text(st, 1, key, -1, SQLITE_STATIC);
	r = sqlite_one(s, st);
	if (r == 0)
		r = buf_put_slice(out, sqlite_slice(st, 0));
	sqlite_done(st);
	return r;
}

int
sqlite_meta_put(struct store *base, const char *key, struct slice value)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	sqlite3_stmt *st = sqlite_use(s, ST_META_PUT);

	sqlite3_bind_text(st, 1, key, -1, SQLITE_STATIC);
	sqlite_bind_slice(st, 2, value);
	return sqlite_run(s, ST_META_PUT);
}

int
sqlite_decision_put(struct store *base, struct store_decision *d)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	sqlite3_stmt *st = sqlite_use(s, ST_DECISION_PUT);
	int r;

	sqlite3_bind_text(st, 1, d->ref, -1, SQLITE_STATIC);
	sqlite3_bind_int64(st, 2, d->at_ms);
	sqlite_bind_slice(st, 3, d->sealed);
	r = sqlite_run(s, ST_DECISION_PUT);
	if (r == 0)
		d->id = (uint64_t)sqlite3_last_insert_rowid(s->db);
	return r;
}

/* The row as it stands: id, at_ms, sealed, how it was answered. */
static int
decision_from(sqlite3_stmt *st, const char *ref, struct arena *a,
    struct store_decision *ret)
{
	struct store_decision d = { 0 };
	int r;

	d.id = (uint64_t)sqlite3_column_int64(st, 0);
	d.at_ms = sqlite3_column_int64(st, 1);
	d.sealed = sqlite_slice(st, 2);
	d.answered = (uint8_t)sqlite3_column_int(st, 3);
	snprintf(d.ref, sizeof d.ref, "%s", ref != NULL ? ref : "");
	r = backend_copy_slice(&d.sealed, a);
	if (r == 0)
		*ret = d;
	return r;
}

int
sqlite_decision_get(struct store *base, const char *ref, struct arena *a,
    struct store_decision *ret)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	sqlite3_stmt *st = sqlite_use(s, ST_DECISION_GET);
	int r;

	sqlite3_bind_text(st, 1, ref, -1, SQLITE_STATIC);
	r = sqlite_one(s, st);
	if (r == 0)
		r = decision_from(st, ref, a, ret);
	sqlite_done(st);
	return r;
}

int
sqlite_decision_list(struct store *base, uint64_t *after, int64_t from_ms,
    int64_t to_ms, size_t max, struct arena *a, struct store_decision **ret,
    size_t *ret_n)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	sqlite3_stmt *st = sqlite_use(s, ST_DECISION_LIST);
	struct store_decision *d = NULL;
	uint64_t last = *after;
	size_t n = 0, cap = 0;
	int64_t at;
	int r;

	sqlite3_bind_int64(st, 1, *after > INT64_MAX ? INT64_MAX :
	    (sqlite3_int64)*after);
	sqlite3_bind_int64(st, 2, from_ms);
	sqlite3_bind_int64(st, 3, to_ms);
	sqlite_bind_max(st, 4, max);
	while ((r = sqlite_row(s, st)) == 1) {
		last = (uint64_t)sqlite3_column_int64(st, 0);
		at = sqlite3_column_int64(st, 1);
		if (at < from_ms || at >= to_ms)
			continue;
		d = arena_grow(a, d, n, &cap, sizeof *d);
		r = d == NULL ? ERR_LIMIT : decision_from(st,
		    (const char *)sqlite3_column_text(st, 4), a, &d[n]);
		if (r < 0)
			break;
		n++;
	}
	sqlite_done(st);
	if (r < 0)
		return r;
	*after = last;
	*ret = d;
	*ret_n = n;
	return 0;
}

int
sqlite_decision_answer(struct store *base, uint64_t id, uint8_t answered,
    char ret_ref[REFERENCE_SIZE])
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	sqlite3_stmt *st = sqlite_use(s, ST_DECISION_REF);
	int r;

	if (id > INT64_MAX)
		return ERR_NOTFOUND;
	sqlite3_bind_int64(st, 1, (sqlite3_int64)id);
	r = sqlite_one(s, st);
	if (r == 0)
		snprintf(ret_ref, REFERENCE_SIZE, "%s",
		    (const char *)sqlite3_column_text(st, 0));
	sqlite_done(st);
	if (r < 0)
		return r;
	st = sqlite_use(s, ST_ANSWER_PUT);
	sqlite3_bind_int64(st, 1, (sqlite3_int64)id);
	sqlite3_bind_int(st, 2, answered);
	r = sqlite_run(s, ST_ANSWER_PUT);
	return r == ERR_EXISTS ? ERR_WRONG_STATE : r;
}

int
sqlite_evidence_put(struct store *base, uint64_t id, struct slice sealed)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	sqlite3_stmt *st = sqlite_use(s, ST_EVIDENCE_PUT);

	sqlite3_bind_int64(st, 1, (sqlite3_int64)id);
	sqlite_bind_slice(st, 2, sealed);
	return sqlite_run(s, ST_EVIDENCE_PUT);
}

int
sqlite_evidence_get(struct store *base, uint64_t id, struct arena *a,
    struct slice *ret)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	sqlite3_stmt *st = sqlite_use(s, ST_EVIDENCE_GET);
	struct slice sealed;
	int r;

	sqlite3_bind_int64(st, 1, (sqlite3_int64)id);
	r = sqlite_one(s, st);
	if (r == 0) {
		sealed = sqlite_slice(st, 0);
		r = backend_copy_slice(&sealed, a);
	}
	if (r == 0)
		*ret = sealed;
	sqlite_done(st);
	return r;
}

/* --- the audit chain --------------------------------------------------------- */

int
sqlite_audit_put(struct store *base, const struct store_audit *rec)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	sqlite3_stmt *st = sqlite_use(s, ST_AUDIT_PUT);

	if (rec->number > INT64_MAX)
		return ERR_LIMIT;
	sqlite3_bind_int64(st, 1, (sqlite3_int64)rec->number);
	sqlite3_bind_text64(st, 2, rec->object.len > 0 ?
	    (const char *)rec->object.ptr : "", rec->object.len, SQLITE_STATIC,
	    SQLITE_UTF8);
	sqlite_bind_slice(st, 3, rec->line);
	sqlite_bind_slice(st, 4, slice_of(rec->hash, sizeof rec->hash));
	sqlite_bind_slice(st, 5, slice_of(rec->mac, sizeof rec->mac));
	return sqlite_run(s, ST_AUDIT_PUT);
}

/* Hashes of another length are damage; they read as zeros and fail. */
static void
audit_from(sqlite3_stmt *st, struct store_audit *rec)
{
	struct slice hash = sqlite_slice(st, 3), mac = sqlite_slice(st, 4);

	memset(rec, 0, sizeof *rec);
	rec->number = (uint64_t)sqlite3_column_int64(st, 0);
	rec->object = slice_of(sqlite3_column_text(st, 1),
	    (size_t)sqlite3_column_bytes(st, 1));
	rec->line = sqlite_slice(st, 2);
	if (hash.len == sizeof rec->hash)
		memcpy(rec->hash, hash.ptr, hash.len);
	if (mac.len == sizeof rec->mac)
		memcpy(rec->mac, mac.ptr, mac.len);
}

int
sqlite_audit_tail(struct store *base, struct arena *a,
    struct store_audit *ret)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	sqlite3_stmt *st = sqlite_use(s, ST_AUDIT_TAIL);
	struct store_audit rec;
	int r;

	r = sqlite_one(s, st);
	if (r == 0) {
		audit_from(st, &rec);
		r = backend_copy_slice(&rec.object, a);
	}
	if (r == 0)
		r = backend_copy_slice(&rec.line, a);
	if (r == 0)
		*ret = rec;
	sqlite_done(st);
	return r;
}

static int
audit_walk(struct sqlite_store *s, sqlite3_stmt *st,
    int (*each)(void *arg, const struct store_audit *rec), void *arg)
{
	struct store_audit rec;
	int n = 0, r;

	while ((r = sqlite_row(s, st)) == 1) {
		audit_from(st, &rec);
		r = each(arg, &rec);
		if (r < 0)
			break;
		n++;
	}
	sqlite_done(st);
	return r < 0 ? r : n;
}

int
sqlite_audit_each(struct store *base, uint64_t from, size_t max,
    int (*each)(void *arg, const struct store_audit *rec), void *arg)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	sqlite3_stmt *st = sqlite_use(s, ST_AUDIT_EACH);

	if (from > INT64_MAX)
		return 0;
	sqlite3_bind_int64(st, 1, (sqlite3_int64)from);
	sqlite_bind_max(st, 2, max);
	return audit_walk(s, st, each, arg);
}

int
sqlite_audit_of(struct store *base, struct slice object, size_t max,
    int (*each)(void *arg, const struct store_audit *rec), void *arg)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	sqlite3_stmt *st = sqlite_use(s, ST_AUDIT_OF);

	sqlite3_bind_text64(st, 1, object.len > 0 ? (const char *)object.ptr :
	    "", object.len, SQLITE_STATIC, SQLITE_UTF8);
	sqlite_bind_max(st, 2, max);
	return audit_walk(s, st, each, arg);
}
