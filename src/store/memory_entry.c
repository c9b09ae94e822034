/*
 * memory_entry -- what registers remember, without a disk.
 *
 * A removed row leaves a hole until the commit; every walk steps over it.
 */
#include "store/memory.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "store/backend.h"

static bool
is_named(const struct memory_row *r, const struct store_entry *key)
{
	const struct store_entry *e;

	if (r == NULL)
		return false;
	e = &r->u.entry;
	return e->reg == key->reg &&
	    memcmp(e->key, key->key, sizeof e->key) == 0 &&
	    memcmp(e->sub, key->sub, sizeof e->sub) == 0;
}

/* The slot of the row, or the count of slots. */
static size_t
entry_find(const struct memory_slots *k, const struct store_entry *key)
{
	size_t i;

	for (i = 0; i < k->count; i++)
		if (is_named(k->row[i], key))
			break;
	return i;
}

static int
entry_out(const struct memory_row *r, struct arena *a,
    struct store_entry *ret)
{
	struct store_entry e = r->u.entry;
	int err;

	err = backend_copy_slice(&e.sealed, a);
	if (err == 0)
		*ret = e;
	return err;
}

int
memory_entry_put(struct store *base, struct store_entry *e)
{
	struct memory_store *s = (struct memory_store *)base;
	struct memory_slots *k = &s->t[TABLE_ENTRY];
	size_t slot = entry_find(k, e);
	struct memory_row *r;

	e->id = slot < k->count ? k->row[slot]->id : ++s->next_id;
	r = memory_row_new(e->id);
	r->u.entry = *e;
	memory_row_own(r, (struct slice *[]){ &r->u.entry.sealed }, 1);
	if (slot < k->count)
		memory_row_replace(s, TABLE_ENTRY, slot, r);
	else
		memory_row_add(s, TABLE_ENTRY, r);
	return 0;
}

int
memory_entry_get(struct store *base, const struct store_entry *key,
    struct arena *a, struct store_entry *ret)
{
	struct memory_store *s = (struct memory_store *)base;
	struct memory_slots *k = &s->t[TABLE_ENTRY];
	size_t slot = entry_find(k, key);

	return slot < k->count ? entry_out(k->row[slot], a, ret) :
	    ERR_NOTFOUND;
}

static int
newest_first(const void *a, const void *b)
{
	const struct store_entry *x = &(*(struct memory_row *const *)a)->u.entry;
	const struct store_entry *y = &(*(struct memory_row *const *)b)->u.entry;

	if (x->at_ms != y->at_ms)
		return x->at_ms > y->at_ms ? -1 : 1;
	return x->id > y->id ? -1 : x->id < y->id;
}

int
memory_entry_each(struct store *base, uint16_t reg,
    const uint8_t key[KEY_MAC_SIZE], size_t max,
    int (*each)(void *arg, const struct store_entry *e), void *arg)
{
	struct memory_store *s = (struct memory_store *)base;
	struct memory_slots *k = &s->t[TABLE_ENTRY];
	struct memory_row **found = NULL;
	size_t i, n = 0, cap = 0;
	int r = 0;

	for (i = 0; i < k->count; i++) {
		if (k->row[i] == NULL || k->row[i]->u.entry.reg != reg ||
		    memcmp(k->row[i]->u.entry.key, key, KEY_MAC_SIZE) != 0)
			continue;
		found = mem_grow(found, n, &cap, sizeof(*found));
		found[n++] = k->row[i];
	}
	if (n > 0)
		qsort(found, n, sizeof(*found), newest_first);
	if (n > max)
		n = max;
	for (i = 0; i < n && r >= 0; i++)
		r = each(arg, &found[i]->u.entry);
	free(found);
	return r < 0 ? r : (int)n;
}

int
memory_entry_list(struct store *base, uint16_t reg, uint64_t after,
    size_t max, struct arena *a, struct store_entry **ret, size_t *ret_n)
{
	struct memory_store *s = (struct memory_store *)base;
	struct memory_slots *k = &s->t[TABLE_ENTRY];
	struct store_entry *out = NULL;
	size_t i, n = 0, cap = 0;
	int err;

	/* Rows are added at the end and ids rise: slots are in their order. */
	for (i = 0; i < k->count && n < max; i++) {
		if (k->row[i] == NULL || k->row[i]->u.entry.reg != reg ||
		    k->row[i]->id <= after)
			continue;
		out = arena_grow(a, out, n, &cap, sizeof *out);
		if (out == NULL)
			return ERR_LIMIT;
		err = entry_out(k->row[i], a, &out[n]);
		if (err < 0)
			return err;
		n++;
	}
	*ret = out;
	*ret_n = n;
	return 0;
}

static void
entry_drop(struct memory_store *s, size_t slot)
{
	memory_row_replace(s, TABLE_ENTRY, slot, NULL);
	s->has_holes = true;
}

int
memory_entry_remove(struct store *base, const struct store_entry *key)
{
	struct memory_store *s = (struct memory_store *)base;
	size_t slot = entry_find(&s->t[TABLE_ENTRY], key);

	if (slot == s->t[TABLE_ENTRY].count)
		return ERR_NOTFOUND;
	entry_drop(s, slot);
	return 0;
}

/* The slot of the row that expired first, or the count of slots. */
static size_t
entry_oldest(const struct memory_slots *k, uint16_t reg, int64_t before_ms)
{
	size_t i, at = k->count;
	const struct store_entry *e;

	for (i = 0; i < k->count; i++) {
		if (k->row[i] == NULL)
			continue;
		e = &k->row[i]->u.entry;
		if (e->reg == reg && e->until_ms > 0 &&
		    e->until_ms < before_ms) {
			before_ms = e->until_ms;
			at = i;
		}
	}
	return at;
}

int
memory_entry_expire(struct store *base, uint16_t reg, int64_t before_ms,
    size_t max)
{
	struct memory_store *s = (struct memory_store *)base;
	struct memory_slots *k = &s->t[TABLE_ENTRY];
	size_t slot, n;

	for (n = 0; n < max; n++) {
		slot = entry_oldest(k, reg, before_ms);
		if (slot == k->count)
			break;
		entry_drop(s, slot);
	}
	return (int)n;
}
