/*
 * sqlite_entry -- what registers remember: rows whose columns stand in the
 * order of ENTRY_COLUMNS in sqlite_schema.c.
 */
#include <string.h>

#include "base/err.h"
#include "store/backend.h"
#include "store/sqlite.h"

/* The row as it stands; sealed is borrowed until the next step. */
static int
entry_from(sqlite3_stmt *st, struct store_entry *e)
{
	int r;

	memset(e, 0, sizeof *e);
	e->id = (uint64_t)sqlite3_column_int64(st, 0);
	e->reg = (uint16_t)sqlite3_column_int(st, 1);
	if ((r = sqlite_fixed(st, 2, e->key, sizeof e->key)) < 0 ||
	    (r = sqlite_fixed(st, 3, e->sub, sizeof e->sub)) < 0)
		return r;
	e->at_ms = sqlite3_column_int64(st, 4);
	e->until_ms = sqlite3_column_int64(st, 5);
	e->count = (uint64_t)sqlite3_column_int64(st, 6);
	e->sealed = sqlite_slice(st, 7);
	return 0;
}

static void
name_bind(sqlite3_stmt *st, const struct store_entry *key)
{
	sqlite3_bind_int(st, 1, key->reg);
	sqlite_bind_bytes(st, 2, key->key, sizeof key->key);
	sqlite_bind_bytes(st, 3, key->sub, sizeof key->sub);
}

int
sqlite_entry_put(struct store *base, struct store_entry *e)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	sqlite3_stmt *st = sqlite_use(s, ST_ENTRY_PUT);
	int r;

	name_bind(st, e);
	sqlite3_bind_int64(st, 4, e->at_ms);
	sqlite3_bind_int64(st, 5, e->until_ms);
	sqlite3_bind_int64(st, 6, (sqlite3_int64)e->count);
	sqlite_bind_slice(st, 7, e->sealed);
	r = sqlite_row(s, st);
	if (r == 1)
		e->id = (uint64_t)sqlite3_column_int64(st, 0);
	sqlite_done(st);
	if (r <= 0)
		return r == 0 ? ERR_STORE : r;
	return 0;
}

int
sqlite_entry_get(struct store *base, const struct store_entry *key,
    struct arena *a, struct store_entry *ret)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	sqlite3_stmt *st = sqlite_use(s, ST_ENTRY_GET);
	struct store_entry e;
	int r;

	name_bind(st, key);
	r = sqlite_one(s, st);
	if (r == 0)
		r = entry_from(st, &e);
	if (r == 0)
		r = backend_copy_slice(&e.sealed, a);
	if (r == 0)
		*ret = e;
	sqlite_done(st);
	return r;
}

int
sqlite_entry_each(struct store *base, uint16_t reg,
    const uint8_t key[KEY_MAC_SIZE], size_t max,
    int (*each)(void *arg, const struct store_entry *e), void *arg)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	sqlite3_stmt *st = sqlite_use(s, ST_ENTRY_EACH);
	struct store_entry e;
	int n = 0, r;

	sqlite3_bind_int(st, 1, reg);
	sqlite_bind_bytes(st, 2, key, KEY_MAC_SIZE);
	sqlite_bind_max(st, 3, max);
	while ((r = sqlite_row(s, st)) == 1) {
		r = entry_from(st, &e);
		if (r == 0)
			r = each(arg, &e);
		if (r < 0)
			break;
		n++;
	}
	sqlite_done(st);
	return r < 0 ? r : n;
}

int
sqlite_entry_list(struct store *base, uint16_t reg, uint64_t after,
    size_t max, struct arena *a, struct store_entry **ret, size_t *ret_n)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	sqlite3_stmt *st = sqlite_use(s, ST_ENTRY_LIST);
	struct store_entry *e = NULL;
	size_t n = 0, cap = 0;
	int r;

	if (after > INT64_MAX)
		after = INT64_MAX;
	sqlite3_bind_int(st, 1, reg);
	sqlite3_bind_int64(st, 2, (sqlite3_int64)after);
	sqlite_bind_max(st, 3, max);
	while ((r = sqlite_row(s, st)) == 1) {
		e = arena_grow(a, e, n, &cap, sizeof *e);
		r = e == NULL ? ERR_LIMIT : entry_from(st, &e[n]);
		if (r == 0)
			r = backend_copy_slice(&e[n].sealed, a);
		if (r < 0)
			break;
		n++;
	}
	sqlite_done(st);
	if (r < 0)
		return r;
	*ret = e;
	*ret_n = n;
	return 0;
}

int
sqlite_entry_remove(struct store *base, const struct store_entry *key)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	int r;

	name_bind(sqlite_use(s, ST_ENTRY_REMOVE), key);
	r = sqlite_run(s, ST_ENTRY_REMOVE);
	if (r == 0 && sqlite3_changes(s->db) == 0)
		r = ERR_NOTFOUND;
	return r;
}

int
sqlite_entry_expire(struct store *base, uint16_t reg, int64_t before_ms,
    size_t max)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	sqlite3_stmt *st = sqlite_use(s, ST_ENTRY_EXPIRE);
	int r;

	sqlite3_bind_int(st, 1, reg);
	sqlite3_bind_int64(st, 2, before_ms);
	sqlite_bind_max(st, 3, max);
	r = sqlite_run(s, ST_ENTRY_EXPIRE);
	return r < 0 ? r : sqlite3_changes(s->db);
}
