/*
 * conformance -- what every backend of store/table.c must do.  Each test runs
 * once for each backend: a new line in the table is tested by being there.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "store/store.h"
#include "unit/store/scratch.h"
#include "unit/unit.h"

struct place {
	struct scratch dir;
	struct store *s;
	struct arena *a;
	struct store_options o;
	char folder[128];
};

static void
place_make(struct place *p, int backend)
{
	scratch_make(&p->dir);
	snprintf(p->folder, sizeof p->folder, "%s/store", p->dir.path);
	p->o = (struct store_options){ .folder = p->folder,
	    .may_create = true };
	p->a = arena_new(4 * MIB);
	ck_assert_int_eq(store_open(store_backends[backend], &p->o, &p->s), 0);
}

static void
place_end(struct place *p)
{
	store_close(p->s);
	arena_free(p->a);
	scratch_remove(&p->dir);
}

/* Close and open again, where that keeps anything. */
static void
place_again(struct place *p, int backend)
{
	if (!store_backends[backend]->is_durable)
		return;
	store_close(p->s);
	p->o.may_create = false;
	ck_assert_int_eq(store_open(store_backends[backend], &p->o, &p->s), 0);
}

static void
begin(struct place *p)
{
	ck_assert_int_eq(store_begin(p->s), 0);
}

static void
commit(struct place *p)
{
	ck_assert_int_eq(store_commit(p->s), 0);
}

static uint64_t
decide(struct place *p, const char *ref)
{
	struct store_decision d = { .at_ms = 1234, .sealed = SLICE("sealed") };

	snprintf(d.ref, sizeof d.ref, "%s", ref);
	ck_assert_int_eq(store_decision_put(p->s, &d), 0);
	ck_assert_uint_gt(d.id, 0);
	return d.id;
}

static struct store_hold
hold_of(uint64_t id, const char *ref, uint8_t mark)
{
	struct store_hold h = {
		.id = id, .state = 1, .open = true, .version = 1,
		.attempts = 1, .tries = 2, .recipients = 3, .size = 1ULL << 40,
		.held_ms = 5, .due_ms = 6, .next_ms = mark, .expires_ms = 7,
		.states = SLICE("states"), .key = SLICE("wrapped"),
		.sealed = SLICE("list\0row"), .progress = SLICE_NONE,
	};

	snprintf(h.ref, sizeof h.ref, "%s", ref);
	memset(h.item, mark, sizeof h.item);
	memset(h.retry, mark, sizeof h.retry);
	memset(h.nonce, mark + 1, sizeof h.nonce);
	memset(h.mac, mark + 2, sizeof h.mac);
	return h;
}

static void
same_hold(const struct store_hold *a, const struct store_hold *b)
{
	ck_assert_uint_eq(a->id, b->id);
	ck_assert_str_eq(a->ref, b->ref);
	ck_assert_uint_eq(a->state, b->state);
	ck_assert(a->open == b->open);
	ck_assert_uint_eq(a->version, b->version);
	ck_assert_uint_eq(a->attempts, b->attempts);
	ck_assert_uint_eq(a->tries, b->tries);
	ck_assert_uint_eq(a->recipients, b->recipients);
	ck_assert_uint_eq(a->size, b->size);
	ck_assert_int_eq(a->held_ms, b->held_ms);
	ck_assert_int_eq(a->due_ms, b->due_ms);
	ck_assert_int_eq(a->next_ms, b->next_ms);
	ck_assert_int_eq(a->expires_ms, b->expires_ms);
	ck_assert_mem_eq(a->item, b->item, sizeof a->item);
	ck_assert_mem_eq(a->retry, b->retry, sizeof a->retry);
	ck_assert_mem_eq(a->nonce, b->nonce, sizeof a->nonce);
	ck_assert_mem_eq(a->mac, b->mac, sizeof a->mac);
	ck_assert(slice_eq(a->states, b->states));
	ck_assert(slice_eq(a->key, b->key));
	ck_assert(slice_eq(a->sealed, b->sealed));
	ck_assert(slice_eq(a->progress, b->progress));
}

START_TEST(test_meta)
{
	struct buf b = BUF_INIT(100);
	struct place p;

	place_make(&p, _i);
	begin(&p);
	ck_assert_int_eq(store_meta_get(p.s, "a", &b), ERR_NOTFOUND);
	ck_assert_int_eq(store_meta_put(p.s, "a", SLICE("one")), 0);
	ck_assert_int_eq(store_meta_put(p.s, "a", SLICE("tw\0")), 0);
	commit(&p);
	place_again(&p, _i);
	ck_assert_int_eq(store_meta_get(p.s, "a", &b), 0);
	ck_assert(slice_eq(buf_slice(&b), SLICE("tw\0")));
	buf_free(&b);
	place_end(&p);
}
END_TEST

/* In the order of their ids, each once, in steps, of one stretch of time. */
START_TEST(test_decisions_in_order)
{
	static const int64_t times[] = { 50, 10, 20, 30, 40, 20 };
	struct store_decision d, *got;
	uint64_t after = 0, ids[6];
	char ref[REFERENCE_SIZE];
	struct place p;
	size_t i, n;

	place_make(&p, _i);
	begin(&p);
	for (i = 0; i < 6; i++) {
		d = (struct store_decision){ .at_ms = times[i],
		    .sealed = i == 3 ? SLICE("third") : SLICE("other") };
		snprintf(d.ref, sizeof d.ref, "EX-0000-000%zu", i);
		ck_assert_int_eq(store_decision_put(p.s, &d), 0);
		ids[i] = d.id;
	}
	ck_assert_int_eq(store_decision_answer(p.s, ids[3],
	    STORE_ANSWER_ABANDONED, ref), 0);
	commit(&p);
	place_again(&p, _i);
	/* 10 <= at < 40: the second, third, fourth and last. */
	ck_assert_int_eq(store_decision_list(p.s, &after, 10, 40, 4, p.a,
	    &got, &n), 0);
	ck_assert_uint_eq(n, 3);
	ck_assert_uint_eq(after, ids[3]);
	for (i = 0; i < 3; i++) {
		ck_assert_uint_eq(got[i].id, ids[i + 1]);
		ck_assert_int_eq(got[i].at_ms, times[i + 1]);
	}
	ck_assert_str_eq(got[2].ref, "EX-0000-0003");
	ck_assert(slice_eq(got[2].sealed, SLICE("third")));
	ck_assert_uint_eq(got[2].answered, STORE_ANSWER_ABANDONED);
	ck_assert_uint_eq(got[1].answered, STORE_ANSWER_UNKNOWN);
	/* The next one is of another time: looked at, and left out. */
	ck_assert_int_eq(store_decision_list(p.s, &after, 10, 40, 1, p.a,
	    &got, &n), 0);
	ck_assert_uint_eq(n, 0);
	ck_assert_uint_eq(after, ids[4]);
	ck_assert_int_eq(store_decision_list(p.s, &after, 10, 40, 4, p.a,
	    &got, &n), 0);
	ck_assert_uint_eq(n, 1);
	ck_assert_uint_eq(got[0].id, ids[5]);
	ck_assert_uint_eq(after, ids[5]);
	ck_assert_int_eq(store_decision_list(p.s, &after, 10, 40, 4, p.a,
	    &got, &n), 0);
	ck_assert_uint_eq(n, 0);
	ck_assert_uint_eq(after, ids[5]);
	after = UINT64_MAX;
	ck_assert_int_eq(store_decision_list(p.s, &after, INT64_MIN,
	    INT64_MAX, 3, p.a, &got, &n), 0);
	ck_assert_uint_eq(n, 0);
	ck_assert(after == UINT64_MAX);
	place_end(&p);
}
END_TEST

START_TEST(test_decisions)
{
	struct store_decision d = { .at_ms = 9 }, got;
	char ref[REFERENCE_SIZE];
	uint64_t one, two;
	struct place p;

	place_make(&p, _i);
	begin(&p);
	one = decide(&p, "EX-0000-0001");
	two = decide(&p, "EX-0000-0002");
	ck_assert_uint_gt(two, one);
	snprintf(d.ref, sizeof d.ref, "EX-0000-0001");
	ck_assert_int_eq(store_decision_put(p.s, &d), ERR_EXISTS);
	commit(&p);
	place_again(&p, _i);
	ck_assert_int_eq(store_decision_get(p.s, "EX-0000-0002", p.a, &got),
	    0);
	ck_assert_uint_eq(got.id, two);
	ck_assert_int_eq(got.at_ms, 1234);
	ck_assert_str_eq(got.ref, "EX-0000-0002");
	ck_assert(slice_eq(got.sealed, SLICE("sealed")));
	ck_assert_uint_eq(got.answered, STORE_ANSWER_UNKNOWN);
	ck_assert_int_eq(store_decision_get(p.s, "EX-0000-0003", p.a, &got),
	    ERR_NOTFOUND);

	begin(&p);
	ck_assert_int_eq(store_decision_answer(p.s, two, STORE_ANSWER_APPLIED,
	    ref), 0);
	ck_assert_str_eq(ref, "EX-0000-0002");
	ck_assert_int_eq(store_decision_answer(p.s, two,
	    STORE_ANSWER_ABANDONED, ref), ERR_WRONG_STATE);
	ck_assert_int_eq(store_decision_answer(p.s, two + 77,
	    STORE_ANSWER_APPLIED, ref), ERR_NOTFOUND);
	commit(&p);
	ck_assert_int_eq(store_decision_get(p.s, "EX-0000-0002", p.a, &got),
	    0);
	ck_assert_uint_eq(got.answered, STORE_ANSWER_APPLIED);
	place_end(&p);
}
END_TEST

START_TEST(test_evidence)
{
	struct slice got;
	struct place p;
	uint64_t id;

	place_make(&p, _i);
	begin(&p);
	id = decide(&p, "EX-0000-0001");
	ck_assert_int_eq(store_evidence_put(p.s, id, SLICE("rep\0rt")), 0);
	ck_assert_int_eq(store_evidence_put(p.s, id, SLICE("x")), ERR_EXISTS);
	ck_assert_int_eq(store_evidence_put(p.s, id + 9, SLICE("x")),
	    ERR_NOTFOUND);
	commit(&p);
	place_again(&p, _i);
	ck_assert_int_eq(store_evidence_get(p.s, id, p.a, &got), 0);
	ck_assert(slice_eq(got, SLICE("rep\0rt")));
	ck_assert_int_eq(store_evidence_get(p.s, id + 9, p.a, &got),
	    ERR_NOTFOUND);
	place_end(&p);
}
END_TEST

START_TEST(test_holds)
{
	struct store_hold h, got;
	struct place p;

	place_make(&p, _i);
	begin(&p);
	h = hold_of(decide(&p, "EX-0000-0001"), "EX-0000-0001", 1);
	ck_assert_int_eq(store_hold_put(p.s, &h), 0);
	ck_assert_int_eq(store_hold_put(p.s, &h), ERR_EXISTS);
	commit(&p);
	place_again(&p, _i);
	ck_assert_int_eq(store_hold_get(p.s, h.ref, p.a, &got), 0);
	same_hold(&h, &got);
	ck_assert_int_eq(store_hold_get(p.s, "EX-0000-0009", p.a, &got),
	    ERR_NOTFOUND);
	ck_assert_int_eq(store_item_exists(p.s, h.item), 1);
	h.item[0] ^= 1;
	ck_assert_int_eq(store_item_exists(p.s, h.item), 0);
	place_end(&p);
}
END_TEST

/* Never two open cases for one message; closed ones do not count. */
START_TEST(test_retry)
{
	struct store_hold one, two, got;
	struct place p;

	place_make(&p, _i);
	begin(&p);
	one = hold_of(decide(&p, "EX-0000-0001"), "EX-0000-0001", 1);
	two = hold_of(decide(&p, "EX-0000-0002"), "EX-0000-0002", 2);
	memcpy(two.retry, one.retry, sizeof two.retry);
	ck_assert_int_eq(store_hold_put(p.s, &one), 0);
	ck_assert_int_eq(store_hold_by_retry(p.s, one.retry, p.a, &got), 0);
	ck_assert_str_eq(got.ref, one.ref);
	ck_assert_int_eq(store_hold_put(p.s, &two), ERR_EXISTS);
	one.open = false;
	one.version = 2;
	ck_assert_int_eq(store_hold_update(p.s, &one, 1), 0);
	ck_assert_int_eq(store_hold_by_retry(p.s, one.retry, p.a, &got),
	    ERR_NOTFOUND);
	ck_assert_int_eq(store_hold_put(p.s, &two), 0);
	ck_assert_int_eq(store_hold_by_retry(p.s, one.retry, p.a, &got), 0);
	ck_assert_str_eq(got.ref, two.ref);
	/* Opening the first again would make it two. */
	one.open = true;
	one.version = 3;
	ck_assert_int_eq(store_hold_update(p.s, &one, 2), ERR_EXISTS);
	commit(&p);
	place_end(&p);
}
END_TEST

START_TEST(test_compare_and_set)
{
	struct store_hold h, got;
	struct place p;

	place_make(&p, _i);
	begin(&p);
	h = hold_of(decide(&p, "EX-0000-0001"), "EX-0000-0001", 1);
	ck_assert_int_eq(store_hold_put(p.s, &h), 0);
	commit(&p);
	begin(&p);
	h.version = 2;
	h.state = 4;
	h.progress = SLICE("queue id");
	ck_assert_int_eq(store_hold_update(p.s, &h, 1), 0);
	h.version = 3;
	ck_assert_int_eq(store_hold_update(p.s, &h, 1), ERR_WRONG_STATE);
	h.id += 50;
	ck_assert_int_eq(store_hold_update(p.s, &h, 2), ERR_NOTFOUND);
	commit(&p);
	place_again(&p, _i);
	ck_assert_int_eq(store_hold_get(p.s, h.ref, p.a, &got), 0);
	ck_assert_uint_eq(got.version, 2);
	ck_assert_uint_eq(got.state, 4);
	ck_assert(slice_eq(got.progress, SLICE("queue id")));
	place_end(&p);
}
END_TEST

START_TEST(test_lists)
{
	struct store_hold h, *list;
	char ref[REFERENCE_SIZE];
	struct place p;
	uint64_t after;
	size_t n, total;
	uint8_t i;

	place_make(&p, _i);
	begin(&p);
	for (i = 1; i <= 25; i++) {
		snprintf(ref, sizeof ref, "EX-0000-%04u", i);
		h = hold_of(decide(&p, ref), ref, i);
		h.state = i % 5 == 0 ? 2 : 1;
		ck_assert_int_eq(store_hold_put(p.s, &h), 0);
	}
	commit(&p);
	for (after = 0, total = 0;; after = list[n - 1].id, total += n) {
		ck_assert_int_eq(store_hold_list(p.s, -1, after, 10, p.a,
		    &list, &n), 0);
		if (n == 0)
			break;
		ck_assert_uint_le(n, 10);
		ck_assert_uint_gt(list[0].id, after);
	}
	ck_assert_uint_eq(total, 25);
	ck_assert_int_eq(store_hold_list(p.s, 2, 0, 100, p.a, &list, &n), 0);
	ck_assert_uint_eq(n, 5);
	ck_assert_int_eq(store_hold_due(p.s, 1, 6, 100, p.a, &list, &n), 0);
	ck_assert_uint_eq(n, 5);
	ck_assert_int_eq(store_hold_due(p.s, 1, 100, 3, p.a, &list, &n), 0);
	ck_assert_uint_eq(n, 3);
	ck_assert_int_eq(store_hold_list(p.s, 7, 0, 10, p.a, &list, &n), 0);
	ck_assert_uint_eq(n, 0);
	/* Those that are open, whatever their state, page by page. */
	begin(&p);
	ck_assert_int_eq(store_hold_get(p.s, "EX-0000-0003", p.a, &h), 0);
	h.open = false;
	h.version++;
	ck_assert_int_eq(store_hold_update(p.s, &h, h.version - 1), 0);
	commit(&p);
	for (after = 0, total = 0;; after = list[n - 1].id, total += n) {
		ck_assert_int_eq(store_hold_list(p.s, STORE_HOLD_OPEN, after,
		    10, p.a, &list, &n), 0);
		if (n == 0)
			break;
		for (i = 0; i < n; i++)
			ck_assert(list[i].open && list[i].id > after &&
			    list[i].id != h.id);
		ck_assert_uint_le(n, 10);
	}
	ck_assert_uint_eq(total, 24);
	place_end(&p);
}
END_TEST

/* --- the audit chain ------------------------------------------------------------ */

static void
record(struct place *p, uint64_t number, const char *object)
{
	struct store_audit rec = { .number = number,
	    .object = slice_str(object), .line = SLICE("a line") };

	memset(rec.hash, (int)number, sizeof rec.hash);
	memset(rec.mac, (int)number + 1, sizeof rec.mac);
	ck_assert_int_eq(store_audit_put(p->s, &rec), 0);
}

static int
next_number(void *arg, const struct store_audit *rec)
{
	uint64_t *last = arg;

	ck_assert_uint_gt(rec->number, *last);
	ck_assert(slice_eq(rec->line, SLICE("a line")));
	ck_assert_uint_eq(rec->hash[31], (uint8_t)rec->number);
	ck_assert_uint_eq(rec->mac[31], (uint8_t)(rec->number + 1));
	*last = rec->number;
	return 0;
}

static int
stop_at_two(void *arg, const struct store_audit *rec)
{
	(void)arg;
	return rec->number == 2 ? ERR_LIMIT : 0;
}

START_TEST(test_audit)
{
	struct store_audit rec, tail;
	uint64_t last = 0, i;
	struct place p;

	place_make(&p, _i);
	begin(&p);
	ck_assert_int_eq(store_audit_tail(p.s, p.a, &tail), ERR_NOTFOUND);
	for (i = 1; i <= 9; i++)
		record(&p, i, i % 3 == 0 ? "EX-0000-0003" : "");
	rec = (struct store_audit){ .number = 9, .line = SLICE("again") };
	ck_assert_int_eq(store_audit_put(p.s, &rec), ERR_EXISTS);
	commit(&p);
	place_again(&p, _i);
	ck_assert_int_eq(store_audit_tail(p.s, p.a, &tail), 0);
	ck_assert_uint_eq(tail.number, 9);
	ck_assert(slice_eq(tail.object, SLICE("EX-0000-0003")));
	ck_assert_int_eq(store_audit_each(p.s, 0, 4, next_number, &last), 4);
	ck_assert_uint_eq(last, 4);
	ck_assert_int_eq(store_audit_each(p.s, 5, 100, next_number, &last), 5);
	ck_assert_int_eq(store_audit_each(p.s, 10, 100, next_number, &last),
	    0);
	ck_assert_int_eq(store_audit_each(p.s, 1, 100, stop_at_two, NULL),
	    ERR_LIMIT);
	last = 0;
	ck_assert_int_eq(store_audit_of(p.s, SLICE("EX-0000-0003"), 100,
	    next_number, &last), 3);
	ck_assert_int_eq(store_audit_of(p.s, SLICE_NONE, 100, next_number,
	    &last), 0);
	place_end(&p);
}
END_TEST

/* --- transactions ------------------------------------------------------------------ */

START_TEST(test_rollback)
{
	struct store_decision d;
	struct store_hold h, got;
	struct place p;
	uint64_t kept;

	place_make(&p, _i);
	begin(&p);
	kept = decide(&p, "EX-0000-0001");
	h = hold_of(kept, "EX-0000-0001", 1);
	ck_assert_int_eq(store_hold_put(p.s, &h), 0);
	record(&p, 1, "");
	commit(&p);

	begin(&p);
	decide(&p, "EX-0000-0002");
	h.version = 2;
	h.state = 9;
	ck_assert_int_eq(store_hold_update(p.s, &h, 1), 0);
	record(&p, 2, "");
	store_rollback(p.s);
	place_again(&p, _i);
	ck_assert_int_eq(store_decision_get(p.s, "EX-0000-0002", p.a, &d),
	    ERR_NOTFOUND);
	ck_assert_int_eq(store_hold_get(p.s, "EX-0000-0001", p.a, &got), 0);
	ck_assert_uint_eq(got.version, 1);
	ck_assert_uint_eq(got.state, 1);
	begin(&p);
	record(&p, 2, "");
	commit(&p);
	place_end(&p);
}
END_TEST

START_TEST(test_marks)
{
	struct store_decision d;
	struct store_hold h, got;
	struct place p;
	uint64_t one;

	place_make(&p, _i);
	begin(&p);
	ck_assert_int_eq(store_mark(p.s), 0);
	one = decide(&p, "EX-0000-0001");
	h = hold_of(one, "EX-0000-0001", 1);
	ck_assert_int_eq(store_hold_put(p.s, &h), 0);
	ck_assert_int_eq(store_keep(p.s), 0);

	ck_assert_int_eq(store_mark(p.s), 0);
	decide(&p, "EX-0000-0002");
	h.version = 2;
	ck_assert_int_eq(store_hold_update(p.s, &h, 1), 0);
	h.version = 3;
	ck_assert_int_eq(store_hold_update(p.s, &h, 2), 0);
	ck_assert_int_eq(store_undo(p.s), 0);

	ck_assert_int_eq(store_mark(p.s), 0);
	decide(&p, "EX-0000-0003");
	ck_assert_int_eq(store_keep(p.s), 0);
	commit(&p);
	place_again(&p, _i);

	ck_assert_int_eq(store_decision_get(p.s, "EX-0000-0001", p.a, &d), 0);
	ck_assert_int_eq(store_decision_get(p.s, "EX-0000-0002", p.a, &d),
	    ERR_NOTFOUND);
	ck_assert_int_eq(store_decision_get(p.s, "EX-0000-0003", p.a, &d), 0);
	ck_assert_int_eq(store_hold_get(p.s, "EX-0000-0001", p.a, &got), 0);
	ck_assert_uint_eq(got.version, 1);
	place_end(&p);
}
END_TEST

/* A refused row leaves the transaction fit for the other requests in it. */
START_TEST(test_after_refusal)
{
	struct store_decision d = { .at_ms = 1 };
	struct place p;

	place_make(&p, _i);
	begin(&p);
	decide(&p, "EX-0000-0001");
	ck_assert_int_eq(store_mark(p.s), 0);
	snprintf(d.ref, sizeof d.ref, "EX-0000-0001");
	ck_assert_int_eq(store_decision_put(p.s, &d), ERR_EXISTS);
	ck_assert_int_eq(store_undo(p.s), 0);
	decide(&p, "EX-0000-0002");
	commit(&p);
	ck_assert_int_eq(store_decision_get(p.s, "EX-0000-0002", p.a, &d), 0);
	place_end(&p);
}
END_TEST

START_TEST(test_order_of_calls)
{
	struct place p;

	place_make(&p, _i);
	ck_assert_int_lt(store_commit(p.s), 0);
	ck_assert_int_lt(store_mark(p.s), 0);
	ck_assert_int_lt(store_undo(p.s), 0);
	store_rollback(p.s);
	begin(&p);
	ck_assert_int_lt(store_begin(p.s), 0);
	commit(&p);
	ck_assert_uint_eq(p.s->stats.commits, 0);
	begin(&p);
	decide(&p, "EX-0000-0001");
	commit(&p);
	ck_assert_uint_eq(p.s->stats.commits, 1);
	place_end(&p);
}
END_TEST

/* --- what registers remember ------------------------------------------------------- */

static struct store_entry
entry_of(uint16_t reg, uint8_t key, uint8_t sub, int64_t at_ms)
{
	struct store_entry e = { .reg = reg, .at_ms = at_ms, .count = 1,
	    .sealed = SLICE("seal\0d") };

	memset(e.key, key, sizeof e.key);
	memset(e.sub, sub, sizeof e.sub);
	return e;
}

static uint64_t
entry_add(struct place *p, struct store_entry e)
{
	ck_assert_int_eq(store_entry_put(p->s, &e), 0);
	ck_assert_uint_gt(e.id, 0);
	return e.id;
}

static void
same_entry(const struct store_entry *a, const struct store_entry *b)
{
	ck_assert_uint_eq(a->id, b->id);
	ck_assert_uint_eq(a->reg, b->reg);
	ck_assert_mem_eq(a->key, b->key, sizeof a->key);
	ck_assert_mem_eq(a->sub, b->sub, sizeof a->sub);
	ck_assert_int_eq(a->at_ms, b->at_ms);
	ck_assert_int_eq(a->until_ms, b->until_ms);
	ck_assert_uint_eq(a->count, b->count);
	ck_assert(slice_eq(a->sealed, b->sealed));
}

START_TEST(test_entries)
{
	struct store_entry e = entry_of(7, 1, 2, 1000), other, got;
	uint64_t id;
	struct place p;

	place_make(&p, _i);
	begin(&p);
	e.count = INT64_MAX;
	e.until_ms = 5000;
	ck_assert_int_eq(store_entry_put(p.s, &e), 0);
	id = e.id;
	/* One differs in the register, one in the key, one in the sub. */
	ck_assert_uint_ne(entry_add(&p, entry_of(8, 1, 2, 1)), id);
	ck_assert_uint_ne(entry_add(&p, entry_of(7, 3, 2, 1)), id);
	ck_assert_uint_ne(entry_add(&p, entry_of(7, 1, 3, 1)), id);
	commit(&p);
	place_again(&p, _i);
	other = entry_of(7, 1, 2, 0);
	ck_assert_int_eq(store_entry_get(p.s, &other, p.a, &got), 0);
	same_entry(&e, &got);
	other = entry_of(8, 3, 2, 0);
	ck_assert_int_eq(store_entry_get(p.s, &other, p.a, &got),
	    ERR_NOTFOUND);
	/* The same again: a row replaced, under the id it had. */
	begin(&p);
	e.id = 0;
	e.at_ms = 2000;
	e.until_ms = 0;
	e.count = 4;
	e.sealed = SLICE_NONE;
	ck_assert_int_eq(store_entry_put(p.s, &e), 0);
	ck_assert_uint_eq(e.id, id);
	ck_assert_int_eq(store_entry_get(p.s, &e, p.a, &got), 0);
	same_entry(&e, &got);
	ck_assert_int_eq(store_entry_remove(p.s, &e), 0);
	ck_assert_int_eq(store_entry_remove(p.s, &e), ERR_NOTFOUND);
	commit(&p);
	place_again(&p, _i);
	ck_assert_int_eq(store_entry_get(p.s, &e, p.a, &got), ERR_NOTFOUND);
	/* An id is never used for another row. */
	begin(&p);
	ck_assert_uint_gt(entry_add(&p, entry_of(9, 9, 9, 1)), id + 3);
	commit(&p);
	place_end(&p);
}
END_TEST

/* What was given: the last time that each was told, to see the order. */
struct seen {
	int64_t last_ms;
	uint16_t reg;
	unsigned n;
};

static int
entry_seen(void *arg, const struct store_entry *e)
{
	struct seen *seen = arg;

	ck_assert_uint_eq(e->reg, seen->reg);
	ck_assert_uint_eq(e->key[31], 1);
	ck_assert_int_le(e->at_ms, seen->last_ms);
	ck_assert(slice_eq(e->sealed, SLICE("seal\0d")));
	seen->last_ms = e->at_ms;
	return ++seen->n == 4 ? ERR_LIMIT : 0;
}

START_TEST(test_entries_of_a_key)
{
	static const int64_t times[] = { 30, 10, 50, 20, 40 };
	uint8_t key[KEY_MAC_SIZE];
	struct seen seen;
	struct place p;
	uint8_t i;

	place_make(&p, _i);
	begin(&p);
	for (i = 0; i < 5; i++)
		entry_add(&p, entry_of(7, 1, i, times[i]));
	entry_add(&p, entry_of(7, 2, 1, 99));
	entry_add(&p, entry_of(8, 1, 1, 99));
	commit(&p);
	memset(key, 1, sizeof key);
	seen = (struct seen){ INT64_MAX, 7, 0 };
	ck_assert_int_eq(store_entry_each(p.s, 7, key, 3, entry_seen, &seen),
	    3);
	ck_assert_uint_eq(seen.n, 3);
	ck_assert_int_eq(seen.last_ms, 30);
	seen = (struct seen){ INT64_MAX, 8, 0 };
	ck_assert_int_eq(store_entry_each(p.s, 8, key, 100, entry_seen,
	    &seen), 1);
	/* A refusal ends the walk, and the next one starts afresh. */
	seen = (struct seen){ INT64_MAX, 7, 0 };
	ck_assert_int_eq(store_entry_each(p.s, 7, key, 100, entry_seen,
	    &seen), ERR_LIMIT);
	ck_assert_uint_eq(seen.n, 4);
	memset(key, 5, sizeof key);
	ck_assert_int_eq(store_entry_each(p.s, 7, key, 100, entry_seen,
	    &seen), 0);
	place_end(&p);
}
END_TEST

START_TEST(test_entries_listed)
{
	struct store_entry *list;
	struct place p;
	uint64_t after;
	size_t n, total, i;
	uint8_t k;

	place_make(&p, _i);
	begin(&p);
	for (k = 0; k < 25; k++)
		entry_add(&p, entry_of(k % 5 == 0 ? 8 : 7, k, 100 - k, k));
	commit(&p);
	for (after = 0, total = 0;; after = list[n - 1].id, total += n) {
		ck_assert_int_eq(store_entry_list(p.s, 7, after, 6, p.a,
		    &list, &n), 0);
		if (n == 0)
			break;
		ck_assert_uint_le(n, 6);
		for (i = 0; i < n; i++) {
			ck_assert_uint_gt(list[i].id, i > 0 ?
			    list[i - 1].id : after);
			ck_assert_uint_eq(list[i].reg, 7);
		}
	}
	ck_assert_uint_eq(total, 20);
	ck_assert_int_eq(store_entry_list(p.s, 8, 0, 100, p.a, &list, &n), 0);
	ck_assert_uint_eq(n, 5);
	ck_assert_int_eq(store_entry_list(p.s, 7, UINT64_MAX, 100, p.a, &list,
	    &n), 0);
	ck_assert_uint_eq(n, 0);
	place_end(&p);
}
END_TEST

START_TEST(test_entries_expire)
{
	struct store_entry e, *list;
	struct place p;
	uint8_t k;
	size_t n;

	place_make(&p, _i);
	begin(&p);
	for (k = 0; k < 10; k++) {
		e = entry_of(7, k, k, 1);
		e.until_ms = k * 10;	/* the first never */
		entry_add(&p, e);
	}
	e = entry_of(8, 1, 1, 1);
	e.until_ms = 1;
	entry_add(&p, e);
	commit(&p);
	begin(&p);
	ck_assert_int_eq(store_entry_expire(p.s, 7, 10, 100), 0);
	ck_assert_int_eq(store_entry_expire(p.s, 7, 51, 3), 3);
	commit(&p);
	place_again(&p, _i);
	ck_assert_int_eq(store_entry_list(p.s, 7, 0, 100, p.a, &list, &n), 0);
	ck_assert_uint_eq(n, 7);
	ck_assert_int_eq(list[0].until_ms, 0);
	ck_assert_int_eq(list[1].until_ms, 40);
	begin(&p);
	ck_assert_int_eq(store_entry_expire(p.s, 7, 51, 100), 2);
	ck_assert_int_eq(store_entry_expire(p.s, 7, 51, 100), 0);
	commit(&p);
	ck_assert_int_eq(store_entry_list(p.s, 8, 0, 100, p.a, &list, &n), 0);
	ck_assert_uint_eq(n, 1);
	place_end(&p);
}
END_TEST

START_TEST(test_entry_bounds)
{
	static uint8_t bytes[STORE_ENTRY_SEALED_MAX + 1];
	struct store_entry e = entry_of(7, 1, 1, 1), got;
	struct place p;

	place_make(&p, _i);
	begin(&p);
	e.sealed = slice_of(bytes, STORE_ENTRY_SEALED_MAX);
	e.reg = UINT16_MAX;
	ck_assert_int_eq(store_entry_put(p.s, &e), 0);
	ck_assert_int_eq(store_entry_get(p.s, &e, p.a, &got), 0);
	ck_assert_uint_eq(got.sealed.len, STORE_ENTRY_SEALED_MAX);
	e.sealed = slice_of(bytes, sizeof bytes);
	ck_assert_int_eq(store_entry_put(p.s, &e), ERR_LIMIT);
	e.sealed = SLICE_NONE;
	e.count = (uint64_t)INT64_MAX + 1;
	ck_assert_int_eq(store_entry_put(p.s, &e), ERR_LIMIT);
	ck_assert_int_eq(store_entry_get(p.s, &e, p.a, &got), 0);
	ck_assert_uint_eq(got.count, 1);
	commit(&p);
	place_end(&p);
}
END_TEST

/* Rows added, replaced and removed within one request are undone with it. */
START_TEST(test_entries_undone)
{
	struct store_entry one = entry_of(7, 1, 1, 1),
	    two = entry_of(7, 1, 2, 1), three = entry_of(7, 1, 3, 1), got;
	struct place p;

	place_make(&p, _i);
	begin(&p);
	one.id = entry_add(&p, one);
	two.id = entry_add(&p, two);
	commit(&p);
	begin(&p);
	ck_assert_int_eq(store_mark(p.s), 0);
	ck_assert_int_eq(store_entry_remove(p.s, &one), 0);
	entry_add(&p, three);
	entry_add(&p, entry_of(7, 1, 1, 9));
	entry_add(&p, entry_of(7, 1, 2, 9));
	ck_assert_int_eq(store_entry_remove(p.s, &three), 0);
	ck_assert_int_eq(store_undo(p.s), 0);
	ck_assert_int_eq(store_entry_get(p.s, &one, p.a, &got), 0);
	same_entry(&one, &got);
	three.id = entry_add(&p, three);
	commit(&p);
	begin(&p);
	ck_assert_int_eq(store_entry_remove(p.s, &two), 0);
	ck_assert_int_eq(store_entry_remove(p.s, &three), 0);
	store_rollback(p.s);
	place_again(&p, _i);
	ck_assert_int_eq(store_entry_get(p.s, &one, p.a, &got), 0);
	same_entry(&one, &got);
	ck_assert_int_eq(store_entry_get(p.s, &two, p.a, &got), 0);
	same_entry(&two, &got);
	ck_assert_int_eq(store_entry_get(p.s, &three, p.a, &got), 0);
	same_entry(&three, &got);
	place_end(&p);
}
END_TEST

START_TEST(test_names)
{
	ck_assert_ptr_eq(store_backend(store_backends[_i]->name),
	    store_backends[_i]);
	ck_assert_ptr_null(store_backend("floppy"));
}
END_TEST

int
main(void)
{
	int n = 0;

	while (store_backends[n] != NULL)
		n++;
	const struct unit_case cases[] = {
		{ "names", test_names, n },
		{ "meta", test_meta, n },
		{ "decisions", test_decisions, n },
		{ "decisions in order", test_decisions_in_order, n },
		{ "evidence", test_evidence, n },
		{ "holds", test_holds, n },
		{ "retry", test_retry, n },
		{ "compare and set", test_compare_and_set, n },
		{ "lists", test_lists, n },
		{ "audit", test_audit, n },
		{ "rollback", test_rollback, n },
		{ "marks", test_marks, n },
		{ "after a refusal", test_after_refusal, n },
		{ "order of calls", test_order_of_calls, n },
		{ "entries", test_entries, n },
		{ "entries of a key", test_entries_of_a_key, n },
		{ "entries listed", test_entries_listed, n },
		{ "entries expire", test_entries_expire, n },
		{ "bounds of an entry", test_entry_bounds, n },
		{ "entries undone", test_entries_undone, n },
		{ NULL, NULL, 0 },
	};

	return unit_main("conformance", cases);
}
