/*
 * view -- what is stored, opened for those who may see it.
 */
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/hex.h"
#include "base/limits.h"
#include "mail/codec.h"
#include "quarantine/case.h"

#define LIST_STEP	200

static int
open_sealed(struct quarantine *q, const char *kind, const char *ref,
    struct slice sealed, struct arena *a, struct slice *ret)
{
	struct slice name = arena_printf(a, "%s %s", kind, ref);
	struct buf b = BUF_INIT(KEEPER_REQUEST_MAX + KIB);
	int r;

	r = name.ptr == NULL ? ERR_LIMIT :
	    seal_get(q->o.keys, KEY_ROW, name, sealed, &b);
	if (r == 0) {
		*ret = arena_dup(a, buf_slice(&b));
		r = ret->ptr == NULL ? ERR_LIMIT : 0;
	}
	if (b.ptr != NULL)
		secret_wipe(b.ptr, b.len);
	buf_free(&b);
	return r;
}

int
quarantine_stored(struct quarantine *q, const struct store_decision *d,
    struct arena *a, struct stored_answer *ret)
{
	struct stored_answer ans = { .at_ms = d->at_ms };
	struct slice clear;
	struct wire_in w;
	int r;

	r = open_sealed(q, "decision", d->ref, d->sealed, a, &clear);
	if (r < 0)
		return r;
	wire_in_init(&w, clear);
	if (wire_str(&w, KEEPER_REQUEST_MAX, &ans.envelope) < 0 ||
	    wire_str(&w, KEEPER_REQUEST_MAX, &ans.verdict) < 0 ||
	    wire_end(&w) < 0)
		return ERR_CORRUPT;
	*ret = ans;
	return 0;
}

int
quarantine_answer(struct quarantine *q, const char *ref, struct arena *a,
    struct stored_answer *ret)
{
	struct stored_answer ans = { 0 };
	struct store_decision d;
	struct slice sealed;
	int r;

	r = store_decision_get(q->o.store, ref, a, &d);
	if (r == 0)
		r = quarantine_stored(q, &d, a, &ans);
	if (r < 0)
		return r;
	r = store_evidence_get(q->o.store, d.id, a, &sealed);
	if (r == 0)
		r = open_sealed(q, "report", ref, sealed, a, &ans.report);
	else if (r == ERR_NOTFOUND)
		r = 0;
	if (r < 0)
		return r;
	*ret = ans;
	return 0;
}

int
quarantine_is_copy(struct quarantine *q, const char *ref, struct arena *a)
{
	struct held_case c;
	int r;

	r = case_get(q, ref, a, &c);
	if (r == ERR_NOTFOUND)
		return 0;
	return r < 0 ? r : case_is_separate(&c);
}

/* What of a reply says nothing of anybody: its two codes. */
static struct slice
reply_code(struct slice reply)
{
	size_t i, n = slice_chr(reply, ' ', 4);

	if (reply.len < 3)
		return SLICE_NONE;
	for (i = 0; i < 3; i++)
		if (!ascii_is_digit(reply.ptr[i]))
			return SLICE_NONE;
	if (n == SLICE_NPOS || n < 9 || n > 16)
		return slice_sub(reply, 0, 3);
	for (i = 4; i < n; i++)
		if (!ascii_is_digit(reply.ptr[i]) && reply.ptr[i] != '.')
			return slice_sub(reply, 0, 3);
	return slice_sub(reply, 0, n);
}

static void
view_of(const struct held_case *c, struct case_view *v)
{
	memset(v, 0, sizeof *v);
	snprintf(v->ref, sizeof v->ref, "%s", c->row.ref);
	v->state = slice_str(hold_state_name((enum hold_state)c->row.state));
	v->role = c->role;
	v->sender = c->sender;
	v->rule = c->rule;
	v->held_ms = c->row.held_ms;
	v->due_ms = c->row.due_ms;
	v->recipient_count = (uint32_t)c->recipient_count;
	v->size = c->row.size;
	v->attempts = c->row.attempts;
	v->reply = c->reply;
	v->code = reply_code(c->reply);
	v->of = c->of;
}

/* A copy that the MTA refuses, or has not taken for a while. */
static bool
needs_person(const struct held_case *c)
{
	enum hold_state s = (enum hold_state)c->row.state;

	if (s == HOLD_RELEASING || s == HOLD_OFFERED)
		return c->row.tries >= SEPARATE_TRIES_SHOWN;
	if (s == HOLD_CORRUPT)
		return true;
	return s != HOLD_SEPARATED && hold_state_is_open(s);
}

/*
 * One row of a list.  A row that fails its authentication is shown as what it
 * is, and does not hide the others.  1: it is for people to see; 0: a separate
 * copy that finds its way by itself.
 */
static int
view_row(struct quarantine *q, const struct store_hold *row,
    struct arena *a, struct case_view *v)
{
	struct held_case c;
	int r;

	r = case_open(q, row, a, &c);
	if (r == 0) {
		view_of(&c, v);
		return !case_is_separate(&c) || needs_person(&c);
	}
	if (r == ERR_CORRUPT) {
		memset(v, 0, sizeof *v);
		snprintf(v->ref, sizeof v->ref, "%s", row->ref);
		v->state = slice_str(hold_state_name(HOLD_CORRUPT));
		r = 1;
	}
	return r;
}

struct list {
	struct case_view *view;
	size_t count, cap;
	bool is_for_people;	/* those who must do something */
};

static int
list_rows(struct quarantine *q, const struct store_hold *rows, size_t n,
    struct arena *a, struct list *l)
{
	size_t i;
	int r;

	for (i = 0; i < n && l->count < HELD_LIST_MAX; i++) {
		l->view = arena_grow(a, l->view, l->count, &l->cap,
		    sizeof *l->view);
		if (l->view == NULL)
			return ERR_LIMIT;
		r = view_row(q, &rows[i], a, &l->view[l->count]);
		if (r < 0)
			return r;
		if (!l->is_for_people || r == 1)
			l->count++;
	}
	return 0;
}

static int
list_state(struct quarantine *q, int state, struct arena *a, struct list *l)
{
	struct store_hold *rows;
	uint64_t after = 0;
	size_t n;
	int r;

	do {
		r = store_hold_list(q->o.store, state, after, LIST_STEP, a,
		    &rows, &n);
		if (r == 0)
			r = list_rows(q, rows, n, a, l);
		if (r < 0)
			return r;
		after = n > 0 ? rows[n - 1].id : after;
	} while (n == LIST_STEP && l->count < HELD_LIST_MAX);
	return 0;
}

int
quarantine_list(struct quarantine *q, struct slice state, struct arena *a,
    struct case_view **ret, size_t *ret_n)
{
	struct list l = { .is_for_people = state.len == 0 };
	enum hold_state wanted;
	int r;

	if (state.len == 0) {
		r = list_state(q, STORE_HOLD_OPEN, a, &l);
		/* No retry joins one, but somebody has to know of it. */
		if (r == 0)
			r = list_state(q, HOLD_CORRUPT, a, &l);
	} else if (hold_state_parse(state, &wanted) < 0)
		r = ERR_NOTFOUND;
	else
		r = list_state(q, (int)wanted, a, &l);
	if (r < 0)
		return r;
	*ret = l.view;
	*ret_n = l.count;
	return 0;
}

static int
view_recipients(const struct held_case *c, const struct envelope *e,
    struct arena *a, struct case_view *v)
{
	struct slice address;
	size_t i;

	v->recipients = arena_array(a, c->recipient_count + 1,
	    sizeof *v->recipients);
	if (v->recipients == NULL)
		return ERR_LIMIT;
	for (i = 0; i < c->recipient_count; i++) {
		if (c->recipients[i].index >= e->recipient_count)
			return ERR_CORRUPT;
		address = e->recipients[c->recipients[i].index].address.full;
		v->recipients[i] = arena_printf(a, "%.*s %s",
		    (int)address.len, (const char *)address.ptr,
		    hold_state_name(c->recipients[i].state));
		if (v->recipients[i].ptr == NULL)
			return ERR_LIMIT;
	}
	return 0;
}

int
quarantine_show(struct quarantine *q, const char *ref, struct arena *a,
    struct case_view *ret, struct slice *ret_verdict,
    struct slice *ret_report)
{
	struct stored_answer ans;
	struct held_case c;
	struct envelope e;
	struct case_view v;
	int r;

	r = case_get(q, ref, a, &c);
	if (r == 0)
		r = quarantine_answer(q, ref, a, &ans);
	if (r == 0)
		r = envelope_decode(ans.envelope, a, &e);
	if (r < 0)
		return r;
	view_of(&c, &v);
	r = view_recipients(&c, &e, a, &v);
	if (r < 0)
		return r;
	*ret = v;
	*ret_verdict = ans.verdict;
	*ret_report = ans.report;
	return 0;
}

int
quarantine_state(struct quarantine *q, const char *ref, struct slice *ret)
{
	struct arena *a = arena_new(4 * MIB);
	enum hold_state state = HOLD_CORRUPT;
	struct store_hold row;
	struct held_case c;
	int r;

	r = store_hold_get(q->o.store, ref, a, &row);
	if (r < 0)
		goto out;
	r = case_open(q, &row, a, &c);
	if (r == 0)
		state = (enum hold_state)c.row.state;
	/* As it is listed: of a row that is damaged nothing else is known. */
	if (r == ERR_CORRUPT)
		r = 0;
	if (r == 0)
		*ret = slice_str(hold_state_name(state));
out:
	arena_free(a);
	return r;
}

/* --- the checker ------------------------------------------------------------------ */

struct check {
	struct quarantine *q;
	const struct quarantine_stray *stray;
};

static int
check_row(void *arg, const uint8_t id[BLOB_ID_SIZE])
{
	struct check *c = arg;

	return store_item_exists(c->q->o.store, id);
}

static void
check_found(void *arg, enum blob_stray what, const char *name)
{
	struct check *c = arg;

	switch (what) {
	case BLOB_STRAY_SWEPT:
		c->stray->found(c->stray->arg, "temporary-swept", name);
		break;
	case BLOB_STRAY_TEMPORARY:
		c->stray->found(c->stray->arg, "temporary", name);
		break;
	case BLOB_STRAY_NO_ROW:
		c->stray->found(c->stray->arg, "blob-without-row", name);
		break;
	case BLOB_STRAY_UNKNOWN:
		c->stray->found(c->stray->arg, "unknown-file", name);
		break;
	}
}

static int
check_blobs(struct quarantine *q, const struct quarantine_stray *stray)
{
	struct store_hold *rows;
	struct arena *a;
	uint64_t after = 0;
	size_t i, n;
	int r;

	do {
		a = arena_new(64 * MIB);
		r = store_hold_list(q->o.store, STORE_HOLD_ANY, after,
		    LIST_STEP, a, &rows, &n);
		for (i = 0; r == 0 && i < n; i++) {
			after = rows[i].id;
			if (separate_sweep(q, &rows[i], a) != 1 &&
			    !blob_exists(q->o.blobs, rows[i].item))
				stray->found(stray->arg, "row-without-blob",
				    rows[i].ref);
		}
		arena_free(a);
	} while (r == 0 && n == LIST_STEP);
	return r;
}

int
quarantine_check(struct quarantine *q, int64_t now_ms,
    const struct quarantine_stray *stray)
{
	struct check c = { q, stray };
	int r;

	r = blob_check(q->o.blobs, &(struct blob_check){ check_row,
	    check_found, &c, now_ms });
	return r < 0 ? r : check_blobs(q, stray);
}
