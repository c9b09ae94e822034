/*
 * table -- the backends, and the calls that go to the one that is open.
 */
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "store/backend.h"
#include "store/store.h"

const struct store_ops *const store_backends[] = {
	&sqlite_store,
	&memory_store,
	NULL
};

const struct store_ops *
store_backend(const char *name)
{
	size_t i;

	for (i = 0; store_backends[i] != NULL; i++)
		if (strcmp(store_backends[i]->name, name) == 0)
			return store_backends[i];
	return NULL;
}

int
store_open(const struct store_ops *ops, const struct store_options *o,
    struct store **ret)
{
	return ops->open(o, ret);
}

void
store_close(struct store *s)
{
	if (s != NULL)
		s->ops->close(s);
}

const char *
store_words(const struct store *s)
{
	return s->words;
}

int
store_begin(struct store *s)
{
	return s->ops->begin(s);
}

int
store_commit(struct store *s)
{
	return s->ops->commit(s);
}

void
store_rollback(struct store *s)
{
	s->ops->rollback(s);
}

int
store_mark(struct store *s)
{
	return s->ops->mark(s);
}

int
store_keep(struct store *s)
{
	return s->ops->keep(s);
}

int
store_undo(struct store *s)
{
	s->stats.undone++;
	return s->ops->undo(s);
}

int
store_meta_get(struct store *s, const char *key, struct buf *out)
{
	return s->ops->meta_get(s, key, out);
}

int
store_meta_put(struct store *s, const char *key, struct slice value)
{
	return s->ops->meta_put(s, key, value);
}

int
store_decision_put(struct store *s, struct store_decision *d)
{
	int r;

	r = s->ops->decision_put(s, d);
	if (r == 0)
		s->stats.decisions++;
	return r;
}

int
store_decision_get(struct store *s, const char *ref, struct arena *a,
    struct store_decision *ret)
{
	return s->ops->decision_get(s, ref, a, ret);
}

int
store_decision_list(struct store *s, uint64_t *after, int64_t from_ms,
    int64_t to_ms, size_t max, struct arena *a, struct store_decision **ret,
    size_t *ret_n)
{
	return s->ops->decision_list(s, after, from_ms, to_ms, max, a, ret,
	    ret_n);
}

int
store_decision_answer(struct store *s, uint64_t id, uint8_t answered,
    char ret_ref[REFERENCE_SIZE])
{
	return s->ops->decision_answer(s, id, answered, ret_ref);
}

int
store_evidence_put(struct store *s, uint64_t id, struct slice sealed)
{
	return s->ops->evidence_put(s, id, sealed);
}

int
store_evidence_get(struct store *s, uint64_t id, struct arena *a,
    struct slice *ret)
{
	return s->ops->evidence_get(s, id, a, ret);
}

int
store_hold_put(struct store *s, const struct store_hold *h)
{
	return s->ops->hold_put(s, h);
}

int
store_hold_get(struct store *s, const char *ref, struct arena *a,
    struct store_hold *ret)
{
	return s->ops->hold_get(s, ref, a, ret);
}

int
store_hold_by_retry(struct store *s, const uint8_t retry[KEY_MAC_SIZE],
    struct arena *a, struct store_hold *ret)
{
	return s->ops->hold_by_retry(s, retry, a, ret);
}

int
store_hold_list(struct store *s, int state, uint64_t after, size_t max,
    struct arena *a, struct store_hold **ret, size_t *ret_n)
{
	return s->ops->hold_list(s, state, after, max, a, ret, ret_n);
}

int
store_hold_due(struct store *s, uint8_t state, int64_t now_ms, size_t max,
    struct arena *a, struct store_hold **ret, size_t *ret_n)
{
	return s->ops->hold_due(s, state, now_ms, max, a, ret, ret_n);
}

int
store_hold_update(struct store *s, const struct store_hold *h,
    uint32_t expected_version)
{
	return s->ops->hold_update(s, h, expected_version);
}

int
store_item_exists(struct store *s, const uint8_t item[BLOB_ID_SIZE])
{
	return s->ops->item_exists(s, item);
}

int
store_audit_put(struct store *s, const struct store_audit *rec)
{
	int r;

	r = s->ops->audit_put(s, rec);
	if (r == 0)
		s->stats.records++;
	return r;
}

int
store_audit_tail(struct store *s, struct arena *a, struct store_audit *ret)
{
	return s->ops->audit_tail(s, a, ret);
}

int
store_audit_each(struct store *s, uint64_t from, size_t max,
    int (*each)(void *arg, const struct store_audit *rec), void *arg)
{
	return s->ops->audit_each(s, from, max, each, arg);
}

int
store_audit_of(struct store *s, struct slice object, size_t max,
    int (*each)(void *arg, const struct store_audit *rec), void *arg)
{
	return s->ops->audit_of(s, object, max, each, arg);
}

int
store_entry_put(struct store *s, struct store_entry *e)
{
	if (e->sealed.len > STORE_ENTRY_SEALED_MAX || e->count > INT64_MAX)
		return ERR_LIMIT;
	return s->ops->entry_put(s, e);
}

int
store_entry_get(struct store *s, const struct store_entry *key,
    struct arena *a, struct store_entry *ret)
{
	return s->ops->entry_get(s, key, a, ret);
}

int
store_entry_each(struct store *s, uint16_t reg,
    const uint8_t key[KEY_MAC_SIZE], size_t max,
    int (*each)(void *arg, const struct store_entry *e), void *arg)
{
	return s->ops->entry_each(s, reg, key, max, each, arg);
}

int
store_entry_list(struct store *s, uint16_t reg, uint64_t after, size_t max,
    struct arena *a, struct store_entry **ret, size_t *ret_n)
{
	return s->ops->entry_list(s, reg, after, max, a, ret, ret_n);
}

int
store_entry_remove(struct store *s, const struct store_entry *key)
{
	return s->ops->entry_remove(s, key);
}

int
store_entry_expire(struct store *s, uint16_t reg, int64_t before_ms,
    size_t max)
{
	return s->ops->entry_expire(s, reg, before_ms, max);
}
