/*
 * sqlite_hold -- the cases: rows whose columns stand in the order of
 * HOLD_COLUMNS in sqlite_schema.c.
 */
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "store/backend.h"
#include "store/sqlite.h"

static void
hold_bind(sqlite3_stmt *st, const struct store_hold *h)
{
	sqlite3_bind_int64(st, 1, (sqlite3_int64)h->id);
	sqlite3_bind_text(st, 2, h->ref, -1, SQLITE_STATIC);
	sqlite3_bind_int(st, 3, h->state);
	sqlite3_bind_int(st, 4, h->open ? 1 : 0);
	sqlite3_bind_int64(st, 5, h->version);
	sqlite3_bind_int64(st, 6, h->attempts);
	sqlite3_bind_int64(st, 7, h->tries);
	sqlite3_bind_int64(st, 8, h->recipients);
	sqlite3_bind_int64(st, 9, (sqlite3_int64)h->size);
	sqlite3_bind_int64(st, 10, h->held_ms);
	sqlite3_bind_int64(st, 11, h->due_ms);
	sqlite3_bind_int64(st, 12, h->next_ms);
	sqlite3_bind_int64(st, 13, h->expires_ms);
	sqlite_bind_bytes(st, 14, h->item, sizeof h->item);
	sqlite_bind_bytes(st, 15, h->retry, sizeof h->retry);
	sqlite_bind_bytes(st, 16, h->nonce, sizeof h->nonce);
	sqlite_bind_slice(st, 17, h->states);
	sqlite_bind_slice(st, 18, h->key);
	sqlite_bind_slice(st, 19, h->sealed);
	sqlite_bind_slice(st, 20, h->progress);
	sqlite_bind_bytes(st, 21, h->mac, sizeof h->mac);
}

/* Of another size than was written: then nothing of the row may count. */
static void
take_fixed(sqlite3_stmt *st, int at, void *out, size_t n, bool *damaged)
{
	if (sqlite_fixed(st, at, out, n) < 0)
		*damaged = true;
}

/*
 * A row that is damaged is given without its authenticator, so that whoever
 * looks at it knows, and the rows beside it can be read.
 */
static int
hold_from(sqlite3_stmt *st, struct arena *a, struct store_hold *h)
{
	bool damaged = false;

	memset(h, 0, sizeof *h);
	h->id = (uint64_t)sqlite3_column_int64(st, 0);
	snprintf(h->ref, sizeof h->ref, "%s",
	    (const char *)sqlite3_column_text(st, 1));
	h->state = (uint8_t)sqlite3_column_int(st, 2);
	h->open = sqlite3_column_int(st, 3) != 0;
	h->version = (uint32_t)sqlite3_column_int64(st, 4);
	h->attempts = (uint32_t)sqlite3_column_int64(st, 5);
	h->tries = (uint32_t)sqlite3_column_int64(st, 6);
	h->recipients = (uint32_t)sqlite3_column_int64(st, 7);
	h->size = (uint64_t)sqlite3_column_int64(st, 8);
	h->held_ms = sqlite3_column_int64(st, 9);
	h->due_ms = sqlite3_column_int64(st, 10);
	h->next_ms = sqlite3_column_int64(st, 11);
	h->expires_ms = sqlite3_column_int64(st, 12);
	take_fixed(st, 13, h->item, sizeof h->item, &damaged);
	take_fixed(st, 14, h->retry, sizeof h->retry, &damaged);
	take_fixed(st, 15, h->nonce, sizeof h->nonce, &damaged);
	take_fixed(st, 20, h->mac, sizeof h->mac, &damaged);
	if (damaged)
		memset(h->mac, 0, sizeof h->mac);
	h->states = sqlite_slice(st, 16);
	h->key = sqlite_slice(st, 17);
	h->sealed = sqlite_slice(st, 18);
	h->progress = sqlite_slice(st, 19);
	return backend_copy_hold(h, a);
}

static int
hold_one(struct sqlite_store *s, sqlite3_stmt *st, struct arena *a,
    struct store_hold *ret)
{
	struct store_hold h;
	int r;

	r = sqlite_one(s, st);
	if (r == 0)
		r = hold_from(st, a, &h);
	if (r == 0)
		*ret = h;
	sqlite_done(st);
	return r;
}

static int
hold_many(struct sqlite_store *s, sqlite3_stmt *st, struct arena *a,
    struct store_hold **ret, size_t *ret_n)
{
	struct store_hold *h = NULL;
	size_t n = 0, cap = 0;
	int r;

	while ((r = sqlite_row(s, st)) == 1) {
		h = arena_grow(a, h, n, &cap, sizeof *h);
		r = h == NULL ? ERR_LIMIT : hold_from(st, a, &h[n]);
		if (r < 0)
			break;
		n++;
	}
	sqlite_done(st);
	if (r < 0)
		return r;
	*ret = h;
	*ret_n = n;
	return 0;
}

int
sqlite_hold_put(struct store *base, const struct store_hold *h)
{
	struct sqlite_store *s = (struct sqlite_store *)base;

	hold_bind(sqlite_use(s, ST_HOLD_PUT), h);
	return sqlite_run(s, ST_HOLD_PUT);
}

int
sqlite_hold_get(struct store *base, const char *ref, struct arena *a,
    struct store_hold *ret)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	sqlite3_stmt *st = sqlite_use(s, ST_HOLD_GET);

	sqlite3_bind_text(st, 1, ref, -1, SQLITE_STATIC);
	return hold_one(s, st, a, ret);
}

int
sqlite_hold_by_retry(struct store *base, const uint8_t retry[KEY_MAC_SIZE],
    struct arena *a, struct store_hold *ret)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	sqlite3_stmt *st = sqlite_use(s, ST_HOLD_BY_RETRY);

	sqlite_bind_bytes(st, 1, retry, KEY_MAC_SIZE);
	return hold_one(s, st, a, ret);
}

int
sqlite_hold_list(struct store *base, int state, uint64_t after, size_t max,
    struct arena *a, struct store_hold **ret, size_t *ret_n)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	sqlite3_stmt *st = sqlite_use(s, state == STORE_HOLD_OPEN ?
	    ST_HOLD_LIST_OPEN : state < 0 ? ST_HOLD_LIST :
	    ST_HOLD_LIST_STATE);

	sqlite3_bind_int64(st, 1, (sqlite3_int64)after);
	sqlite_bind_max(st, 2, max);
	if (state >= 0)
		sqlite3_bind_int(st, 3, state);
	return hold_many(s, st, a, ret, ret_n);
}

int
sqlite_hold_due(struct store *base, uint8_t state, int64_t now_ms,
    size_t max, struct arena *a, struct store_hold **ret, size_t *ret_n)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	sqlite3_stmt *st = sqlite_use(s, ST_HOLD_DUE);

	sqlite3_bind_int(st, 1, state);
	sqlite3_bind_int64(st, 2, now_ms);
	sqlite_bind_max(st, 3, max);
	return hold_many(s, st, a, ret, ret_n);
}

int
sqlite_hold_update(struct store *base, const struct store_hold *h,
    uint32_t expected_version)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	sqlite3_stmt *st = sqlite_use(s, ST_HOLD_UPDATE);
	int r;

	hold_bind(st, h);
	sqlite3_bind_int64(st, 22, expected_version);
	r = sqlite_run(s, ST_HOLD_UPDATE);
	if (r < 0 || sqlite3_changes(s->db) == 1)
		return r;
	st = sqlite_use(s, ST_HOLD_EXISTS);
	sqlite3_bind_int64(st, 1, (sqlite3_int64)h->id);
	r = sqlite_row(s, st);
	sqlite_done(st);
	return r < 0 ? r : r == 1 ? ERR_WRONG_STATE : ERR_NOTFOUND;
}

int
sqlite_item_exists(struct store *base, const uint8_t item[BLOB_ID_SIZE])
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	sqlite3_stmt *st = sqlite_use(s, ST_ITEM_EXISTS);
	int r;

	sqlite_bind_bytes(st, 1, item, BLOB_ID_SIZE);
	r = sqlite_row(s, st);
	sqlite_done(st);
	return r;
}
