/*
 * memory -- the backend without a disk: for tests, and for a private keeper
 * that is asked what it would do and then forgets.
 *
 * Rows are never changed in place: a change puts a new row into the table's
 * slot and notes the old one, so that undoing is putting the old ones back.
 * Tables are walked; nobody keeps thousands of cases here.
 */
#include "store/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "store/backend.h"

static void
row_free(struct memory_row *r)
{
	if (r == NULL)
		return;
	free(r->bytes);
	free(r);
}

struct memory_row *
memory_row_new(uint64_t id)
{
	struct memory_row *r = mem_zalloc(sizeof *r);

	r->id = id;
	return r;
}

void
memory_row_own(struct memory_row *r, struct slice **slices, size_t n)
{
	size_t i, total = 0, at = 0;

	for (i = 0; i < n; i++)
		total += slices[i]->len;
	r->bytes = mem_alloc(total + 1);
	for (i = 0; i < n; i++) {
		if (slices[i]->len > 0)
			memcpy(r->bytes + at, slices[i]->ptr, slices[i]->len);
		*slices[i] = slice_of(r->bytes + at, slices[i]->len);
		at += slices[i]->len;
	}
}

static void
note(struct memory_store *s, enum memory_table t, size_t slot, struct memory_row *old)
{
	s->log = mem_grow(s->log, s->log_count, &s->log_cap, sizeof *s->log);
	s->log[s->log_count++] = (struct memory_change){ t, slot, old };
}

void
memory_row_add(struct memory_store *s, enum memory_table t, struct memory_row *r)
{
	struct memory_slots *k = &s->t[t];

	k->row = mem_grow(k->row, k->count, &k->cap, sizeof *k->row);
	note(s, t, k->count, NULL);
	k->row[k->count++] = r;
}

void
memory_row_replace(struct memory_store *s, enum memory_table t, size_t slot, struct memory_row *r)
{
	note(s, t, slot, s->t[t].row[slot]);
	s->t[t].row[slot] = r;
}

static struct memory_row *
row_by_id(struct memory_store *s, enum memory_table t, uint64_t id, size_t *ret_slot)
{
	size_t i;

	for (i = 0; i < s->t[t].count; i++) {
		if (s->t[t].row[i]->id != id)
			continue;
		if (ret_slot != NULL)
			*ret_slot = i;
		return s->t[t].row[i];
	}
	return NULL;
}

/* --- transactions ---------------------------------------------------------- */

static void
undo_to(struct memory_store *s, size_t mark)
{
	struct memory_change *c;
	struct memory_row **slot;

	while (s->log_count > mark) {
		c = &s->log[--s->log_count];
		slot = &s->t[c->table].row[c->slot];
		row_free(*slot);
		*slot = c->old;
		if (c->old == NULL)
			s->t[c->table].count--;
	}
}

static int
memory_begin(struct store *base)
{
	struct memory_store *s = (struct memory_store *)base;

	if (s->in_transaction)
		return ERR_WRONG_STATE;
	s->in_transaction = true;
	s->mark = SIZE_MAX;
	return 0;
}

/* Slots are numbers in the log only: without one they may move. */
static void
entries_close_up(struct memory_store *s)
{
	struct memory_slots *k = &s->t[TABLE_ENTRY];
	size_t i, n = 0;

	if (!s->has_holes)
		return;
	for (i = 0; i < k->count; i++)
		if (k->row[i] != NULL)
			k->row[n++] = k->row[i];
	k->count = n;
	s->has_holes = false;
}

static int
memory_commit(struct store *base)
{
	struct memory_store *s = (struct memory_store *)base;
	size_t i;

	if (!s->in_transaction)
		return ERR_WRONG_STATE;
	if (s->log_count > 0)
		base->stats.commits++;
	for (i = 0; i < s->log_count; i++)
		row_free(s->log[i].old);
	s->log_count = 0;
	s->in_transaction = false;
	entries_close_up(s);
	return 0;
}

static void
memory_rollback(struct store *base)
{
	struct memory_store *s = (struct memory_store *)base;

	undo_to(s, 0);
	s->in_transaction = false;
}

static int
memory_mark(struct store *base)
{
	struct memory_store *s = (struct memory_store *)base;

	if (!s->in_transaction)
		return ERR_WRONG_STATE;
	s->mark = s->log_count;
	return 0;
}

static int
memory_keep(struct store *base)
{
	struct memory_store *s = (struct memory_store *)base;

	if (!s->in_transaction || s->mark == SIZE_MAX)
		return ERR_WRONG_STATE;
	s->mark = SIZE_MAX;
	return 0;
}

static int
memory_undo(struct store *base)
{
	struct memory_store *s = (struct memory_store *)base;

	if (!s->in_transaction || s->mark == SIZE_MAX)
		return ERR_STORE;
	undo_to(s, s->mark);
	s->mark = SIZE_MAX;
	return 0;
}

/* --- small facts, decisions, evidence ------------------------------------------ */

static int
memory_meta_get(struct store *base, const char *key, struct buf *out)
{
	struct memory_store *s = (struct memory_store *)base;
	struct memory_slots *k = &s->t[TABLE_META];
	size_t i;

	for (i = 0; i < k->count; i++)
		if (strcmp(k->row[i]->u.key, key) == 0)
			return buf_put_slice(out, k->row[i]->value);
	return ERR_NOTFOUND;
}

static int
memory_meta_put(struct store *base, const char *key, struct slice value)
{
	struct memory_store *s = (struct memory_store *)base;
	struct memory_slots *k = &s->t[TABLE_META];
	struct memory_row *r = memory_row_new(0);
	size_t i;

	snprintf(r->u.key, sizeof r->u.key, "%s", key);
	r->value = value;
	memory_row_own(r, (struct slice *[]){ &r->value }, 1);
	for (i = 0; i < k->count; i++) {
		if (strcmp(k->row[i]->u.key, key) == 0) {
			memory_row_replace(s, TABLE_META, i, r);
			return 0;
		}
	}
	memory_row_add(s, TABLE_META, r);
	return 0;
}

static struct memory_row *
decision_by_ref(struct memory_store *s, const char *ref)
{
	struct memory_slots *k = &s->t[TABLE_DECISION];
	size_t i;

	for (i = 0; i < k->count; i++)
		if (strcmp(k->row[i]->u.decision.ref, ref) == 0)
			return k->row[i];
	return NULL;
}

static int
memory_decision_put(struct store *base, struct store_decision *d)
{
	struct memory_store *s = (struct memory_store *)base;
	struct memory_row *r;

	if (decision_by_ref(s, d->ref) != NULL)
		return ERR_EXISTS;
	d->id = ++s->next_id;
	r = memory_row_new(d->id);
	r->u.decision = *d;
	memory_row_own(r, (struct slice *[]){ &r->u.decision.sealed }, 1);
	memory_row_add(s, TABLE_DECISION, r);
	return 0;
}

static int
decision_out(struct memory_store *s, const struct memory_row *r,
    struct arena *a, struct store_decision *ret)
{
	struct store_decision d = r->u.decision;
	struct memory_row *how = row_by_id(s, TABLE_ANSWER, r->id, NULL);
	int err;

	d.answered = how != NULL ? how->u.answered : STORE_ANSWER_UNKNOWN;
	err = backend_copy_slice(&d.sealed, a);
	if (err == 0)
		*ret = d;
	return err;
}

static int
memory_decision_get(struct store *base, const char *ref, struct arena *a,
    struct store_decision *ret)
{
	struct memory_store *s = (struct memory_store *)base;
	struct memory_row *r = decision_by_ref(s, ref);

	return r != NULL ? decision_out(s, r, a, ret) : ERR_NOTFOUND;
}

static int
memory_decision_list(struct store *base, uint64_t *after, int64_t from_ms,
    int64_t to_ms, size_t max, struct arena *a, struct store_decision **ret,
    size_t *ret_n)
{
	struct memory_store *s = (struct memory_store *)base;
	const struct memory_slots *k = &s->t[TABLE_DECISION];
	struct store_decision *out = NULL;
	size_t i, seen = 0, n = 0, cap = 0;
	uint64_t last = *after;
	struct memory_row *r;
	int err;

	/* Ids grow with the slots. */
	for (i = 0; i < k->count && seen < max; i++) {
		r = k->row[i];
		if (r == NULL || r->id <= *after)
			continue;
		seen++;
		last = r->id;
		if (r->u.decision.at_ms < from_ms ||
		    r->u.decision.at_ms >= to_ms)
			continue;
		out = arena_grow(a, out, n, &cap, sizeof *out);
		err = out == NULL ? ERR_LIMIT :
		    decision_out(s, r, a, &out[n++]);
		if (err < 0)
			return err;
	}
	*after = last;
	*ret = out;
	*ret_n = n;
	return 0;
}

static int
memory_decision_answer(struct store *base, uint64_t id, uint8_t answered,
    char ret_ref[REFERENCE_SIZE])
{
	struct memory_store *s = (struct memory_store *)base;
	struct memory_row *d = row_by_id(s, TABLE_DECISION, id, NULL), *r;

	if (d == NULL)
		return ERR_NOTFOUND;
	snprintf(ret_ref, REFERENCE_SIZE, "%s", d->u.decision.ref);
	if (row_by_id(s, TABLE_ANSWER, id, NULL) != NULL)
		return ERR_WRONG_STATE;
	r = memory_row_new(id);
	r->u.answered = answered;
	memory_row_add(s, TABLE_ANSWER, r);
	return 0;
}

static int
memory_evidence_put(struct store *base, uint64_t id, struct slice sealed)
{
	struct memory_store *s = (struct memory_store *)base;
	struct memory_row *r;

	if (row_by_id(s, TABLE_DECISION, id, NULL) == NULL)
		return ERR_NOTFOUND;
	if (row_by_id(s, TABLE_EVIDENCE, id, NULL) != NULL)
		return ERR_EXISTS;
	r = memory_row_new(id);
	r->value = sealed;
	memory_row_own(r, (struct slice *[]){ &r->value }, 1);
	memory_row_add(s, TABLE_EVIDENCE, r);
	return 0;
}

static int
memory_evidence_get(struct store *base, uint64_t id, struct arena *a,
    struct slice *ret)
{
	struct memory_store *s = (struct memory_store *)base;
	struct memory_row *r = row_by_id(s, TABLE_EVIDENCE, id, NULL);
	struct slice sealed;
	int err;

	if (r == NULL)
		return ERR_NOTFOUND;
	sealed = r->value;
	err = backend_copy_slice(&sealed, a);
	if (err == 0)
		*ret = sealed;
	return err;
}

/* --- cases --------------------------------------------------------------------- */

static struct memory_row *
hold_row(const struct store_hold *h)
{
	struct memory_row *r = memory_row_new(h->id);

	r->u.hold = *h;
	memory_row_own(r, (struct slice *[]){ &r->u.hold.states, &r->u.hold.key,
	    &r->u.hold.sealed, &r->u.hold.progress }, 4);
	return r;
}

/* The unique columns: reference, blob, and digest among the open ones. */
static bool
hold_clashes(struct memory_store *s, const struct store_hold *h)
{
	struct memory_slots *k = &s->t[TABLE_HOLD];
	const struct store_hold *o;
	size_t i;

	for (i = 0; i < k->count; i++) {
		o = &k->row[i]->u.hold;
		if (o->id == h->id)
			continue;
		if (strcmp(o->ref, h->ref) == 0 ||
		    memcmp(o->item, h->item, sizeof h->item) == 0 ||
		    (o->open && h->open &&
		    memcmp(o->retry, h->retry, sizeof h->retry) == 0))
			return true;
	}
	return false;
}

static int
memory_hold_put(struct store *base, const struct store_hold *h)
{
	struct memory_store *s = (struct memory_store *)base;

	if (row_by_id(s, TABLE_DECISION, h->id, NULL) == NULL)
		return ERR_NOTFOUND;
	if (row_by_id(s, TABLE_HOLD, h->id, NULL) != NULL ||
	    hold_clashes(s, h))
		return ERR_EXISTS;
	memory_row_add(s, TABLE_HOLD, hold_row(h));
	return 0;
}

static int
hold_out(const struct memory_row *r, struct arena *a, struct store_hold *ret)
{
	struct store_hold h = r->u.hold;
	int err;

	err = backend_copy_hold(&h, a);
	if (err == 0)
		*ret = h;
	return err;
}

static int
memory_hold_get(struct store *base, const char *ref, struct arena *a,
    struct store_hold *ret)
{
	struct memory_store *s = (struct memory_store *)base;
	struct memory_slots *k = &s->t[TABLE_HOLD];
	size_t i;

	for (i = 0; i < k->count; i++)
		if (strcmp(k->row[i]->u.hold.ref, ref) == 0)
			return hold_out(k->row[i], a, ret);
	return ERR_NOTFOUND;
}

static int
memory_hold_by_retry(struct store *base, const uint8_t retry[KEY_MAC_SIZE],
    struct arena *a, struct store_hold *ret)
{
	struct memory_store *s = (struct memory_store *)base;
	struct memory_slots *k = &s->t[TABLE_HOLD];
	const struct store_hold *h;
	size_t i;

	for (i = 0; i < k->count; i++) {
		h = &k->row[i]->u.hold;
		if (h->open && memcmp(h->retry, retry, sizeof h->retry) == 0)
			return hold_out(k->row[i], a, ret);
	}
	return ERR_NOTFOUND;
}

/* What a list asks for: a state or any, a time or any. */
struct wanted {
	int state;
	uint64_t after;
	int64_t now_ms;
	size_t max;
};

static int
hold_select(struct memory_store *s, const struct wanted *w, struct arena *a,
    struct store_hold **ret, size_t *ret_n)
{
	struct memory_slots *k = &s->t[TABLE_HOLD];
	struct store_hold *out = NULL;
	const struct store_hold *h;
	size_t i, n = 0, cap = 0;
	int err;

	for (i = 0; i < k->count && n < w->max; i++) {
		h = &k->row[i]->u.hold;
		if (h->id <= w->after || h->next_ms > w->now_ms ||
		    (w->state >= 0 && h->state != w->state) ||
		    (w->state == STORE_HOLD_OPEN && !h->open))
			continue;
		out = arena_grow(a, out, n, &cap, sizeof *out);
		if (out == NULL)
			return ERR_LIMIT;
		err = hold_out(k->row[i], a, &out[n++]);
		if (err < 0)
			return err;
	}
	*ret = out;
	*ret_n = n;
	return 0;
}

static int
memory_hold_list(struct store *base, int state, uint64_t after, size_t max,
    struct arena *a, struct store_hold **ret, size_t *ret_n)
{
	return hold_select((struct memory_store *)base,
	    &(struct wanted){ state, after, INT64_MAX, max }, a, ret, ret_n);
}

static int
memory_hold_due(struct store *base, uint8_t state, int64_t now_ms,
    size_t max, struct arena *a, struct store_hold **ret, size_t *ret_n)
{
	return hold_select((struct memory_store *)base,
	    &(struct wanted){ state, 0, now_ms, max }, a, ret, ret_n);
}

static int
memory_hold_update(struct store *base, const struct store_hold *h,
    uint32_t expected_version)
{
	struct memory_store *s = (struct memory_store *)base;
	struct memory_row *old;
	size_t slot;

	old = row_by_id(s, TABLE_HOLD, h->id, &slot);
	if (old == NULL)
		return ERR_NOTFOUND;
	if (old->u.hold.version != expected_version ||
	    strcmp(old->u.hold.ref, h->ref) != 0)
		return ERR_WRONG_STATE;
	if (hold_clashes(s, h))
		return ERR_EXISTS;
	memory_row_replace(s, TABLE_HOLD, slot, hold_row(h));
	return 0;
}

static int
memory_item_exists(struct store *base, const uint8_t item[BLOB_ID_SIZE])
{
	struct memory_store *s = (struct memory_store *)base;
	struct memory_slots *k = &s->t[TABLE_HOLD];
	size_t i;

	for (i = 0; i < k->count; i++)
		if (memcmp(k->row[i]->u.hold.item, item, BLOB_ID_SIZE) == 0)
			return 1;
	return 0;
}

/* --- the audit chain -------------------------------------------------------------- */

static int
memory_audit_put(struct store *base, const struct store_audit *rec)
{
	struct memory_store *s = (struct memory_store *)base;
	struct memory_slots *k = &s->t[TABLE_AUDIT];
	struct memory_row *r;

	/* Numbers rise, so the last one tells. */
	if (k->count > 0 && k->row[k->count - 1]->id >= rec->number)
		return ERR_EXISTS;
	r = memory_row_new(rec->number);
	r->u.audit = *rec;
	memory_row_own(r, (struct slice *[]){ &r->u.audit.object,
	    &r->u.audit.line }, 2);
	memory_row_add(s, TABLE_AUDIT, r);
	return 0;
}

static int
memory_audit_tail(struct store *base, struct arena *a,
    struct store_audit *ret)
{
	struct memory_store *s = (struct memory_store *)base;
	struct memory_slots *k = &s->t[TABLE_AUDIT];
	struct store_audit rec;
	int err;

	if (k->count == 0)
		return ERR_NOTFOUND;
	rec = k->row[k->count - 1]->u.audit;
	err = backend_copy_slice(&rec.object, a);
	if (err == 0)
		err = backend_copy_slice(&rec.line, a);
	if (err == 0)
		*ret = rec;
	return err;
}

static int
audit_select(struct memory_store *s, uint64_t from, const struct slice *about,
    size_t max, int (*each)(void *arg, const struct store_audit *rec),
    void *arg)
{
	struct memory_slots *k = &s->t[TABLE_AUDIT];
	const struct store_audit *rec;
	size_t i, n = 0;
	int err;

	for (i = 0; i < k->count && n < max; i++) {
		rec = &k->row[i]->u.audit;
		if (rec->number < from || (about != NULL &&
		    (about->len == 0 || !slice_eq(*about, rec->object))))
			continue;
		err = each(arg, rec);
		if (err < 0)
			return err;
		n++;
	}
	return (int)n;
}

static int
memory_audit_each(struct store *base, uint64_t from, size_t max,
    int (*each)(void *arg, const struct store_audit *rec), void *arg)
{
	return audit_select((struct memory_store *)base, from, NULL, max, each,
	    arg);
}

static int
memory_audit_of(struct store *base, struct slice object, size_t max,
    int (*each)(void *arg, const struct store_audit *rec), void *arg)
{
	return audit_select((struct memory_store *)base, 0, &object, max, each,
	    arg);
}

/* --- life ------------------------------------------------------------------------- */

static int
memory_open(const struct store_options *o, struct store **ret)
{
	struct memory_store *s;

	if (!o->may_create)
		return ERR_NOTFOUND;
	s = mem_zalloc(sizeof *s);
	s->base.ops = &memory_store;
	s->mark = SIZE_MAX;
	*ret = &s->base;
	return 0;
}

static void
memory_close(struct store *base)
{
	struct memory_store *s = (struct memory_store *)base;
	size_t i;
	int t;

	undo_to(s, 0);
	for (t = 0; t < TABLE_COUNT; t++) {
		for (i = 0; i < s->t[t].count; i++)
			row_free(s->t[t].row[i]);
		free(s->t[t].row);
	}
	free(s->log);
	free(s);
}

const struct store_ops memory_store = {
	.name = "memory",
	.is_durable = false,
	.open = memory_open,
	.close = memory_close,
	.begin = memory_begin,
	.commit = memory_commit,
	.rollback = memory_rollback,
	.mark = memory_mark,
	.keep = memory_keep,
	.undo = memory_undo,
	.meta_get = memory_meta_get,
	.meta_put = memory_meta_put,
	.decision_put = memory_decision_put,
	.decision_get = memory_decision_get,
	.decision_list = memory_decision_list,
	.decision_answer = memory_decision_answer,
	.evidence_put = memory_evidence_put,
	.evidence_get = memory_evidence_get,
	.hold_put = memory_hold_put,
	.hold_get = memory_hold_get,
	.hold_by_retry = memory_hold_by_retry,
	.hold_list = memory_hold_list,
	.hold_due = memory_hold_due,
	.hold_update = memory_hold_update,
	.item_exists = memory_item_exists,
	.audit_put = memory_audit_put,
	.audit_tail = memory_audit_tail,
	.audit_each = memory_audit_each,
	.audit_of = memory_audit_of,
	.entry_put = memory_entry_put,
	.entry_get = memory_entry_get,
	.entry_each = memory_entry_each,
	.entry_list = memory_entry_list,
	.entry_remove = memory_entry_remove,
	.entry_expire = memory_entry_expire,
};
