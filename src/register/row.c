/*
 * row -- what registers keep, sealed: the clear columns of a row (its name,
 * times, count) are part of what the seal authenticates, so that none can be
 * changed, or moved to another row, without the key.
 */
#include <string.h>

#include "base/err.h"
#include "mail/codec.h"
#include "register/register.h"

#define ABOUT_MAX	256

/* Any digest's parts: addresses, digests, signatures. */
#define DIGEST_PARTS_MAX	(64 * KIB)

int
register_digest(const struct register_context *x, const char *label,
    const struct slice *parts, size_t n, uint8_t ret[KEY_MAC_SIZE])
{
	struct buf b = BUF_INIT(DIGEST_PARTS_MAX);
	struct wire_out w;
	size_t i;
	int r;

	wire_out_init(&w, &b);
	wire_put_str(&w, SLICE("register 1"));
	wire_put_str(&w, slice_str(label));
	for (i = 0; i < n; i++)
		wire_put_str(&w, parts[i]);
	r = wire_out_err(&w);
	if (r == 0)
		r = keyed_digest(x->keys, KEY_SEARCH, buf_slice(&b), ret);
	buf_free(&b);
	return r;
}

/* What the seal stands for: every column but the id. */
static int
about(const struct store_entry *e, struct buf *out)
{
	struct wire_out w;

	wire_out_init(&w, out);
	wire_put_str(&w, SLICE("register row 1"));
	wire_put_u16(&w, e->reg);
	wire_put_bytes(&w, e->key, sizeof e->key);
	wire_put_bytes(&w, e->sub, sizeof e->sub);
	wire_put_u64(&w, (uint64_t)e->at_ms);
	wire_put_u64(&w, (uint64_t)e->until_ms);
	wire_put_u64(&w, e->count);
	return wire_out_err(&w);
}

static int
row_open(struct register_context *x, const struct store_entry *e,
    struct register_row *ret)
{
	struct buf name = BUF_INIT(ABOUT_MAX);
	struct buf clear = BUF_INIT(STORE_ENTRY_SEALED_MAX);
	struct slice text = SLICE_NONE;
	int r;

	r = about(e, &name);
	if (r == 0)
		r = seal_get(x->keys, KEY_ROW, buf_slice(&name), e->sealed,
		    &clear);
	if (r == 0 && clear.len > 0) {
		text = arena_dup(x->arena, buf_slice(&clear));
		if (text.ptr == NULL)
			r = ERR_LIMIT;
	}
	if (r == 0) {
		*ret = (struct register_row){ .id = e->id, .reg = e->reg,
		    .at_ms = e->at_ms, .until_ms = e->until_ms,
		    .count = e->count, .text = text };
		memcpy(ret->key, e->key, sizeof ret->key);
		memcpy(ret->sub, e->sub, sizeof ret->sub);
	}
	buf_free(&name);
	buf_free(&clear);
	return r;
}

static struct store_entry
entry_named(const struct register_row *row)
{
	struct store_entry e = { .reg = row->reg };

	memcpy(e.key, row->key, sizeof e.key);
	memcpy(e.sub, row->sub, sizeof e.sub);
	return e;
}

int
register_put(struct register_context *x, struct register_row *row)
{
	struct buf name = BUF_INIT(ABOUT_MAX);
	struct buf sealed = BUF_INIT(STORE_ENTRY_SEALED_MAX);
	struct store_entry e = entry_named(row);
	int r;

	if (row->text.len > REGISTER_TEXT_MAX)
		return ERR_LIMIT;
	e.at_ms = row->at_ms;
	e.until_ms = row->until_ms;
	e.count = row->count;
	r = about(&e, &name);
	if (r == 0)
		r = seal_put(x->keys, KEY_ROW, buf_slice(&name), row->text,
		    &sealed);
	e.sealed = buf_slice(&sealed);
	if (r == 0)
		r = store_entry_put(x->store, &e);
	if (r == 0)
		row->id = e.id;
	buf_free(&name);
	buf_free(&sealed);
	return r;
}

static bool
has_expired(const struct register_context *x, int64_t until_ms)
{
	return until_ms != 0 && until_ms <= x->at_ms;
}

int
register_get(struct register_context *x, struct register_row *row)
{
	struct store_entry e = entry_named(row);
	int r;

	r = store_entry_get(x->store, &e, x->arena, &e);
	if (r == 0 && has_expired(x, e.until_ms))
		r = ERR_NOTFOUND;
	return r < 0 ? r : row_open(x, &e, row);
}

int
register_count(struct register_context *x, struct register_row *row)
{
	struct register_row old = { .reg = row->reg };
	int r;

	memcpy(old.key, row->key, sizeof old.key);
	memcpy(old.sub, row->sub, sizeof old.sub);
	r = register_get(x, &old);
	if (r < 0 && r != ERR_NOTFOUND)
		return r;
	row->at_ms = x->at_ms;
	row->count = old.count < INT64_MAX ? old.count + 1 : old.count;
	if (r == 0 && (old.until_ms == 0 || (row->until_ms != 0 &&
	    old.until_ms > row->until_ms)))
		row->until_ms = old.until_ms;
	if (row->text.len == 0)
		row->text = old.text;
	return register_put(x, row);
}

/* Rows on their way out of the store; it must not be called meanwhile. */
struct gather {
	struct register_context *x;
	struct register_row *rows;
	size_t n, cap;
};

static int
gather_row(void *arg, const struct store_entry *e)
{
	struct gather *g = arg;

	if (has_expired(g->x, e->until_ms))
		return 0;
	g->rows = arena_grow(g->x->arena, g->rows, g->n, &g->cap,
	    sizeof *g->rows);
	return g->rows == NULL ? ERR_LIMIT :
	    row_open(g->x, e, &g->rows[g->n++]);
}

int
register_each(struct register_context *x, uint16_t reg,
    const uint8_t key[KEY_MAC_SIZE], size_t max, struct register_row **ret,
    size_t *ret_n)
{
	struct gather g = { .x = x };
	int r;

	r = store_entry_each(x->store, reg, key, max, gather_row, &g);
	if (r < 0)
		return r;
	*ret = g.rows;
	*ret_n = g.n;
	return 0;
}

int
register_list(struct register_context *x, uint16_t reg, uint64_t after,
    size_t max, struct register_row **ret, size_t *ret_n)
{
	struct register_row *rows;
	struct store_entry *e;
	size_t i, n;
	int r;

	r = store_entry_list(x->store, reg, after, max, x->arena, &e, &n);
	if (r < 0)
		return r;
	rows = arena_array(x->arena, n + 1, sizeof *rows);
	if (rows == NULL)
		return ERR_LIMIT;
	for (i = 0; i < n && r == 0; i++)
		r = row_open(x, &e[i], &rows[i]);
	if (r == 0) {
		*ret = rows;
		*ret_n = n;
	}
	return r;
}

int
register_remove(struct register_context *x, const struct register_row *row)
{
	struct store_entry e = entry_named(row);

	return store_entry_remove(x->store, &e);
}
