/*
 * separate -- when a separate copy waits, joins, goes and ends, with a clock of
 * the test's own.  In process, on both backends; tests/unit/keeper has the
 * same through the real keeper.
 */
#include <netinet/in.h>
#include <poll.h>
#include <sys/wait.h>

#include "place.h"

#define NOW	INT64_C(1778235300000)
#define MINUTE	((int64_t)60000)

struct copy {
	struct envelope e;
	struct verdict v;
	struct recipient_verdict to[2];
	struct buf eb, vb;
	int fd;
};

/* "hello" to one inside and one outside. */
static void
copy_make(struct place *p, struct copy *c)
{
	memset(c, 0, sizeof *c);
	c->to[0].is_separate = true;
	c->v.recipients = c->to;
	c->v.recipient_count = 2;
	envelope_init(&c->e, MAIL_CLASS_SUBMISSION);
	ck_assert_int_eq(envelope_add_recipient(&c->e, p->a,
	    SLICE("in@in.example"), SLICE_NONE, SLICE_NONE), 0);
	ck_assert_int_eq(envelope_add_recipient(&c->e, p->a,
	    SLICE("x@out.example"), SLICE_NONE, SLICE_NONE), 0);
	c->e.size = 5;
	EVP_Digest("hello", 5, c->e.digest, NULL, EVP_sha256(), NULL);
	buf_init(&c->eb, 1 * MIB);
	buf_init(&c->vb, 1 * MIB);
	ck_assert_int_eq(envelope_encode(&c->e, &c->eb), 0);
	ck_assert_int_eq(verdict_encode(&c->v, &c->vb), 0);
	c->fd = memfd_create("m", 0);
	ck_assert_int_eq(write(c->fd, "hello", 5), 5);
}

static void
copy_end(struct copy *c)
{
	close(c->fd);
	buf_free(&c->eb);
	buf_free(&c->vb);
}

static void
decide_any(struct place *p, struct copy *c, unsigned number, int64_t now_ms,
    struct decided_receipt *got)
{
	char ref[REFERENCE_SIZE];
	struct decided d = { ref, &c->e, &c->v, buf_slice(&c->eb),
	    buf_slice(&c->vb), SLICE_NONE, now_ms };
	struct intake *in = NULL;

	reference_make(number, ref);
	if (verdict_holds(&c->v) || verdict_separates(&c->v)) {
		ck_assert_int_eq(intake_new(p->q, &d, c->fd, &in), 0);
		ck_assert_int_eq(intake_step(in, 1 * MIB), 1);
	}
	ck_assert_int_eq(store_begin(p->o.store), 0);
	ck_assert_int_eq(quarantine_decide(p->q, &d, in, got), 0);
	ck_assert_int_eq(blob_flush(p->o.blobs), 0);
	ck_assert_int_eq(store_commit(p->o.store), 0);
	if (in != NULL)
		intake_keep(in);
	intake_free(in);
}

static void
decide(struct place *p, struct copy *c, unsigned number, int64_t now_ms,
    struct decided_receipt *got)
{
	decide_any(p, c, number, now_ms, got);
	ck_assert_str_ne(got->copy, "");
}

static int
answered(struct place *p, const struct decided_receipt *got, bool applied)
{
	struct decided_end end = { .id = got->id, .applied = applied,
	    .now_ms = NOW };
	char of[REFERENCE_SIZE];
	int r;

	memcpy(end.copy, got->copy, sizeof end.copy);
	ck_assert_int_eq(store_begin(p->o.store), 0);
	r = quarantine_answered(p->q, &end, of);
	ck_assert_int_eq(store_commit(p->o.store), 0);
	quarantine_copies_settle(p->q, true);
	return r;
}

static size_t
released_at(struct place *p, int64_t now_ms)
{
	size_t n = 0;

	ck_assert_int_eq(store_begin(p->o.store), 0);
	ck_assert_int_eq(quarantine_copies_release(p->q, now_ms, 8, &n), 0);
	ck_assert_int_eq(store_commit(p->o.store), 0);
	return n;
}

static void
state_is(struct place *p, const char *ref, const char *want)
{
	struct slice got;

	ck_assert_int_eq(quarantine_state(p->q, ref, &got), 0);
	ck_assert_msg(slice_eq_str(got, want), "%.*s", (int)got.len,
	    (const char *)got.ptr);
}

static size_t
listed(struct place *p)
{
	struct case_view *list;
	size_t n;

	ck_assert_int_eq(quarantine_list(p->q, SLICE_NONE, p->a, &list, &n),
	    0);
	return n;
}

static bool
has_blob(struct place *p, const char *ref)
{
	struct store_hold row;

	ck_assert_int_eq(store_hold_get(p->o.store, ref, p->a, &row), 0);
	return blob_exists(p->o.blobs, row.item);
}

/* Write the row as if that had happened. */
static void
change(struct place *p, const char *ref, enum hold_state to,
    int64_t next_ms)
{
	struct held_case c;

	ck_assert_int_eq(store_begin(p->o.store), 0);
	ck_assert_int_eq(case_get(p->q, ref, p->a, &c), 0);
	case_recipients_move(&c, (enum hold_state)c.row.state, to);
	c.row.state = (uint8_t)to;
	c.row.next_ms = next_ms;
	if (to == HOLD_RELEASED)
		separate_finish(p->q, &c);
	ck_assert_int_eq(case_save(p->q, &c, p->a), 0);
	ck_assert_int_eq(store_commit(p->o.store), 0);
	quarantine_copies_settle(p->q, true);
}

START_TEST(test_waits)
{
	struct decided_receipt got;
	struct copy c;
	struct place p;
	int64_t next;

	place_make(&p, _i);
	copy_make(&p, &c);
	ck_assert_int_eq(quarantine_copies_next(p.q, &next), 0);
	ck_assert(next == INT64_MAX);
	decide(&p, &c, 1, NOW, &got);
	ck_assert_int_eq(quarantine_copies_next(p.q, &next), 0);
	ck_assert(next == NOW + SEPARATE_WAIT_MS);
	ck_assert_uint_eq(listed(&p), 0);
	ck_assert_uint_eq(released_at(&p, NOW + SEPARATE_WAIT_MS - 1), 0);
	/* The sender tries again: the wait begins anew. */
	decide(&p, &c, 2, NOW + 9 * MINUTE, &got);
	ck_assert_uint_eq(released_at(&p, NOW + SEPARATE_WAIT_MS), 0);
	state_is(&p, got.copy, "SEPARATED");
	ck_assert_uint_eq(released_at(&p, NOW + 9 * MINUTE +
	    SEPARATE_WAIT_MS), 1);
	state_is(&p, got.copy, "RELEASING");
	ck_assert_uint_eq(released_at(&p, NOW + 60 * MINUTE), 0);
	copy_end(&c);
	place_end(&p);
}
END_TEST

START_TEST(test_joins_for_a_while)
{
	struct decided_receipt first, got;
	struct copy c;
	struct place p;

	place_make(&p, _i);
	copy_make(&p, &c);
	decide(&p, &c, 1, NOW, &first);
	change(&p, first.copy, HOLD_RELEASED, 0);
	ck_assert(!has_blob(&p, first.copy));
	/* It went unheard of, and its sender tries again. */
	decide(&p, &c, 2, NOW + SEPARATE_JOIN_MS, &got);
	ck_assert_str_eq(got.copy, first.copy);
	/* So late it is another mail: its people must have it. */
	decide(&p, &c, 3, NOW + SEPARATE_JOIN_MS + 1, &got);
	ck_assert_str_ne(got.copy, first.copy);
	state_is(&p, got.copy, "SEPARATED");
	ck_assert(has_blob(&p, got.copy));
	copy_end(&c);
	place_end(&p);
}
END_TEST

/* Known to have gone: never joined, in whatever state the copy is. */
static const enum hold_state beyond[] = { HOLD_RELEASING, HOLD_OFFERED,
    HOLD_HELD, HOLD_RELEASED };

START_TEST(test_confirmed)
{
	size_t k = (size_t)_i % N_OF(beyond);
	struct decided_receipt first, got;
	struct copy c;
	struct place p;

	place_make(&p, _i / (int)N_OF(beyond));
	copy_make(&p, &c);
	decide(&p, &c, 1, NOW, &first);
	ck_assert_int_eq(answered(&p, &first, true), 0);
	state_is(&p, first.copy, "RELEASING");
	change(&p, first.copy, beyond[k], NOW);
	decide(&p, &c, 2, NOW + 1, &got);
	ck_assert_str_ne(got.copy, first.copy);
	/* One that the port refused is for a person to see. */
	ck_assert_uint_eq(listed(&p), beyond[k] == HOLD_HELD);
	/* What is told of the first again is no news, and changes nothing. */
	ck_assert_int_eq(answered(&p, &first, false), ERR_WRONG_STATE);
	state_is(&p, got.copy, "SEPARATED");
	copy_end(&c);
	place_end(&p);
}
END_TEST

/*
 * The same mail is decided otherwise: the notice could not be put in, so all
 * get the MTA's copy; or it is held.  If that goes, the copy need not.
 */
static const struct {
	const char *name;
	enum disposition inside;
	bool applied, first_applied;
	const char *state;
} anew[] = {
	{ "one copy for all", DISPOSITION_ACCEPT, true, false, "DROPPED" },
	{ "held now", DISPOSITION_QUARANTINE, true, false, "DROPPED" },
	{ "refused now", DISPOSITION_REJECT, true, false, "SEPARATED" },
	{ "abandoned", DISPOSITION_ACCEPT, false, false, "SEPARATED" },
	{ "the first had gone", DISPOSITION_ACCEPT, true, true, "RELEASING" },
};

START_TEST(test_anew)
{
	size_t k = (size_t)_i % N_OF(anew);
	struct decided_receipt first, got, third;
	struct copy c, other;
	struct place p;

	place_make(&p, _i / (int)N_OF(anew));
	copy_make(&p, &c);
	copy_make(&p, &other);
	memset(other.e.retry_digest, 7, sizeof other.e.retry_digest);
	buf_reset(&other.eb);
	ck_assert_int_eq(envelope_encode(&other.e, &other.eb), 0);
	decide(&p, &other, 9, NOW, &third);
	decide(&p, &c, 1, NOW, &first);
	c.to[0].is_separate = false;
	c.to[0].disposition = anew[k].inside;
	c.v.disposition = anew[k].inside;
	buf_reset(&c.vb);
	ck_assert_int_eq(verdict_encode(&c.v, &c.vb), 0);
	decide_any(&p, &c, 2, NOW + 1, &got);
	ck_assert_str_eq(got.copy, "");
	if (anew[k].first_applied)
		ck_assert_int_eq(answered(&p, &first, true), 0);
	ck_assert_int_eq(answered(&p, &got, anew[k].applied), 0);
	state_is(&p, first.copy, anew[k].state);
	ck_assert_int_eq(has_blob(&p, first.copy),
	    anew[k].state[0] != 'D');
	/* Late word of the first changes nothing, and breaks nothing. */
	if (anew[k].state[0] == 'D') {
		ck_assert_int_eq(answered(&p, &first, true), 0);
		state_is(&p, first.copy, "DROPPED");
	}
	/* Another mail's copy waits on. */
	state_is(&p, third.copy, "SEPARATED");
	ck_assert_int_eq(answered(&p, &third, true), 0);
	state_is(&p, third.copy, "RELEASING");
	copy_end(&c);
	copy_end(&other);
	place_end(&p);
}
END_TEST

/* On its way it is nobody's business, until it takes too long. */
START_TEST(test_stuck)
{
	struct decided_receipt got;
	struct held_case h;
	struct copy c;
	struct place p;
	uint32_t tries;

	place_make(&p, _i);
	copy_make(&p, &c);
	decide(&p, &c, 1, NOW, &got);
	ck_assert_int_eq(answered(&p, &got, true), 0);
	for (tries = 0; tries <= SEPARATE_TRIES_SHOWN; tries++) {
		ck_assert_int_eq(store_begin(p.o.store), 0);
		ck_assert_int_eq(case_get(p.q, got.copy, p.a, &h), 0);
		h.row.tries = tries;
		ck_assert_int_eq(case_save(p.q, &h, p.a), 0);
		ck_assert_int_eq(store_commit(p.o.store), 0);
		ck_assert_uint_eq(listed(&p), tries == SEPARATE_TRIES_SHOWN);
	}
	copy_end(&c);
	place_end(&p);
}
END_TEST

START_TEST(test_dropped)
{
	struct decided_receipt first, got;
	struct copy c;
	struct place p;

	place_make(&p, _i);
	copy_make(&p, &c);
	decide(&p, &c, 1, NOW, &first);
	ck_assert(has_blob(&p, first.copy));
	ck_assert_int_eq(answered(&p, &first, false), 0);
	state_is(&p, first.copy, "DROPPED");
	ck_assert(!has_blob(&p, first.copy));
	ck_assert_uint_eq(released_at(&p, NOW + 60 * MINUTE), 0);
	decide(&p, &c, 2, NOW + 1, &got);
	ck_assert_str_ne(got.copy, first.copy);
	copy_end(&c);
	place_end(&p);
}
END_TEST

/* An end that was undone with its transaction has ended nothing. */
START_TEST(test_undone)
{
	struct decided_receipt got;
	struct decided_end end = { .applied = false, .now_ms = NOW };
	char of[REFERENCE_SIZE];
	struct copy c;
	struct place p;
	int how;

	place_make(&p, _i);
	copy_make(&p, &c);
	decide(&p, &c, 1, NOW, &got);
	end.id = got.id;
	memcpy(end.copy, got.copy, sizeof end.copy);
	for (how = 0; how < 2; how++) {
		ck_assert_int_eq(store_begin(p.o.store), 0);
		ck_assert_int_eq(store_mark(p.o.store), 0);
		ck_assert_int_eq(quarantine_answered(p.q, &end, of), 0);
		if (how == 0) {
			ck_assert_int_eq(store_undo(p.o.store), 0);
			ck_assert_int_eq(store_commit(p.o.store), 0);
		} else
			store_rollback(p.o.store);
		quarantine_copies_settle(p.q, how == 0);
		state_is(&p, got.copy, "SEPARATED");
		ck_assert(has_blob(&p, got.copy));
	}
	copy_end(&c);
	place_end(&p);
}
END_TEST

/* Decided under a clock that was a year ahead. */
START_TEST(test_clock)
{
	struct decided_receipt got;
	struct copy c;
	struct place p;

	place_make(&p, _i);
	copy_make(&p, &c);
	decide(&p, &c, 1, NOW + 365 * 24 * 60 * MINUTE, &got);
	ck_assert_uint_eq(released_at(&p, NOW + SEPARATE_WAIT_MS), 0);
	ck_assert_int_eq(store_begin(p.o.store), 0);
	ck_assert_int_eq(quarantine_recover(p.q, NOW), 0);
	ck_assert_int_eq(store_commit(p.o.store), 0);
	ck_assert_uint_eq(released_at(&p, NOW + SEPARATE_WAIT_MS), 1);
	copy_end(&c);
	place_end(&p);
}
END_TEST

/* Somebody writes into the store: what was held does not become a copy. */
START_TEST(test_tampered)
{
	struct decided_receipt got;
	struct store_hold row;
	struct copy c;
	struct place p;

	place_make(&p, _i);
	copy_make(&p, &c);
	c.to[0].is_separate = false;
	c.to[0].disposition = DISPOSITION_QUARANTINE;
	c.v.disposition = DISPOSITION_QUARANTINE;
	buf_reset(&c.vb);
	ck_assert_int_eq(verdict_encode(&c.v, &c.vb), 0);
	char ref[REFERENCE_SIZE];
	struct decided d = { ref, &c.e, &c.v, buf_slice(&c.eb),
	    buf_slice(&c.vb), SLICE_NONE, NOW };
	struct intake *in;

	reference_make(1, ref);
	ck_assert_int_eq(intake_new(p.q, &d, c.fd, &in), 0);
	ck_assert_int_eq(intake_step(in, 1 * MIB), 1);
	ck_assert_int_eq(store_begin(p.o.store), 0);
	ck_assert_int_eq(quarantine_decide(p.q, &d, in, &got), 0);
	ck_assert_str_eq(got.copy, "");
	ck_assert_int_eq(store_hold_get(p.o.store, ref, p.a, &row), 0);
	row.state = HOLD_SEPARATED;
	row.next_ms = NOW;
	row.version++;
	ck_assert_int_eq(store_hold_update(p.o.store, &row,
	    row.version - 1), 0);
	ck_assert_int_eq(store_commit(p.o.store), 0);
	intake_keep(in);
	intake_free(in);
	ck_assert_uint_eq(released_at(&p, NOW + 60 * MINUTE), 0);
	/* Nor is its message swept away for want of a key. */
	row.key = SLICE_NONE;
	row.version++;
	ck_assert_int_eq(store_begin(p.o.store), 0);
	ck_assert_int_eq(store_hold_update(p.o.store, &row,
	    row.version - 1), 0);
	ck_assert_int_eq(store_commit(p.o.store), 0);
	ck_assert_int_eq(separate_sweep(p.q, &row, p.a), ERR_CORRUPT);
	ck_assert(has_blob(&p, ref));
	copy_end(&c);
	place_end(&p);
}
END_TEST

/* --- damaged rows --------------------------------------------------------------- */

/* As a disk or a hand does it: the row says something else than its MAC. */
static void
damage(struct place *p, const char *ref)
{
	struct store_hold row;

	ck_assert_int_eq(store_begin(p->o.store), 0);
	ck_assert_int_eq(store_hold_get(p->o.store, ref, p->a, &row), 0);
	row.tries ^= 1;
	row.version++;
	ck_assert_int_eq(store_hold_update(p->o.store, &row,
	    row.version - 1), 0);
	ck_assert_int_eq(store_commit(p->o.store), 0);
}

/* Another mail than those before. */
static void
mail_number(struct copy *c, unsigned number)
{
	c->e.retry_digest[0] = (uint8_t)number;
	c->e.retry_digest[1] = (uint8_t)(number >> 8);
	buf_reset(&c->eb);
	ck_assert_int_eq(envelope_encode(&c->e, &c->eb), 0);
}

static size_t
listed_as(struct place *p, const char *state)
{
	struct case_view *list;
	size_t i, n, found = 0;

	ck_assert_int_eq(quarantine_list(p->q, SLICE_NONE, p->a, &list, &n),
	    0);
	for (i = 0; i < n; i++)
		found += slice_eq_str(list[i].state, state);
	return found;
}

/* More of them than one look takes: the one behind them goes all the same. */
START_TEST(test_damaged)
{
	struct decided_receipt got[20], last;
	int64_t next;
	struct copy c;
	struct place p;
	unsigned i;

	place_make(&p, _i);
	copy_make(&p, &c);
	for (i = 0; i < N_OF(got); i++) {
		mail_number(&c, i + 1);
		decide(&p, &c, i + 1, NOW, &got[i]);
	}
	mail_number(&c, 21);
	decide(&p, &c, 21, NOW + 1, &last);
	for (i = 0; i < N_OF(got); i++)
		damage(&p, got[i].copy);
	/* The first looks find them out, eight at a time. */
	for (i = 0; i < 3; i++)
		if (released_at(&p, NOW + 1 + SEPARATE_WAIT_MS) == 1)
			break;
	ck_assert_uint_eq(i, 2);
	state_is(&p, last.copy, "RELEASING");
	ck_assert_uint_eq(p.q->damaged_count, 20);
	/* Whoever asks for the state of many is not kept from the others. */
	state_is(&p, got[0].copy, "CORRUPT");
	/* They are nothing to wait for, are told of once, and are shown. */
	ck_assert_int_eq(quarantine_copies_next(p.q, &next), 0);
	ck_assert_int_eq(next, INT64_MAX);
	ck_assert_uint_eq(released_at(&p, NOW + 60 * MINUTE), 0);
	ck_assert_uint_eq(p.q->damaged_count, 20);
	ck_assert_uint_eq(listed_as(&p, "CORRUPT"), 20);
	copy_end(&c);
	place_end(&p);
}
END_TEST

/* The sender tries again: the mail is not refused for what it cannot join. */
START_TEST(test_damaged_retry)
{
	struct decided_receipt first, again;
	struct copy c;
	struct place p;
	bool is_held = _i % 2 == 1;

	place_make(&p, _i / 2);
	copy_make(&p, &c);
	if (is_held) {
		c.to[0].is_separate = false;
		c.to[0].disposition = DISPOSITION_QUARANTINE;
		c.v.disposition = DISPOSITION_QUARANTINE;
		buf_reset(&c.vb);
		ck_assert_int_eq(verdict_encode(&c.v, &c.vb), 0);
	}
	decide_any(&p, &c, 1, NOW, &first);
	damage(&p, is_held ? first.ref : first.copy);
	decide_any(&p, &c, 2, NOW + MINUTE, &again);
	ck_assert(!again.joined);
	state_is(&p, is_held ? again.ref : again.copy,
	    is_held ? "HELD" : "SEPARATED");
	ck_assert_uint_eq(listed_as(&p, "CORRUPT"), 1);
	/* And joins what it made then. */
	decide_any(&p, &c, 3, NOW + 2 * MINUTE, &first);
	ck_assert_str_eq(is_held ? first.ref : first.copy,
	    is_held ? again.ref : again.copy);
	copy_end(&c);
	place_end(&p);
}
END_TEST

/* Its message is damaged: shown until somebody has put it behind him. */
START_TEST(test_corrupt)
{
	struct decided_receipt got;
	struct slice state;
	struct copy c;
	struct place p;

	place_make(&p, _i);
	copy_make(&p, &c);
	decide(&p, &c, 1, NOW, &got);
	change(&p, got.copy, HOLD_RELEASING, NOW);
	ck_assert_int_eq(store_begin(p.o.store), 0);
	ck_assert_int_eq(quarantine_spoilt(p.q, got.copy, &state), 0);
	ck_assert_int_eq(store_commit(p.o.store), 0);
	ck_assert(slice_eq_str(state, "CORRUPT"));
	ck_assert_uint_eq(listed_as(&p, "CORRUPT"), 1);
	ck_assert_int_eq(store_begin(p.o.store), 0);
	ck_assert_int_eq(quarantine_release(p.q, got.copy, SLICE("me"),
	    SLICE("please"), NOW), ERR_WRONG_STATE);
	ck_assert_int_eq(quarantine_refuse(p.q, got.copy, SLICE("me"),
	    SLICE("sent again")), 0);
	ck_assert_int_eq(store_commit(p.o.store), 0);
	state_is(&p, got.copy, "REFUSED");
	ck_assert_uint_eq(listed(&p), 0);
	/* A row that is damaged itself cannot be moved at all. */
	mail_number(&c, 3);
	decide(&p, &c, 3, NOW, &got);
	damage(&p, got.copy);
	ck_assert_int_eq(answered(&p, &got, true), 0);
	ck_assert_int_eq(answered(&p, &got, true), ERR_WRONG_STATE);
	ck_assert_uint_eq(p.q->damaged_count, 1);
	mail_number(&c, 2);
	decide(&p, &c, 2, NOW, &got);
	change(&p, got.copy, HOLD_RELEASING, NOW);
	damage(&p, got.copy);
	ck_assert_int_eq(store_begin(p.o.store), 0);
	ck_assert_int_eq(quarantine_spoilt(p.q, got.copy, &state), 0);
	ck_assert_int_eq(store_commit(p.o.store), 0);
	ck_assert_uint_eq(state.len, 0);
	ck_assert_uint_eq(p.q->damaged_count, 2);
	copy_end(&c);
	place_end(&p);
}
END_TEST

/* Put back by a year while two wait, one for word and one for its next try. */
START_TEST(test_clock_back)
{
	int64_t ahead = NOW + 365 * 24 * 60 * MINUTE;
	char ref[1][REFERENCE_SIZE];
	struct decided_receipt a, b;
	struct copy c;
	struct place p;
	size_t n;

	place_make(&p, _i);
	copy_make(&p, &c);
	decide(&p, &c, 1, ahead, &a);
	mail_number(&c, 2);
	decide(&p, &c, 2, ahead, &b);
	change(&p, b.copy, HOLD_RELEASING, ahead + MINUTE);
	ck_assert_int_eq(quarantine_due(p.q, NOW + 5 * MINUTE, 1, ref, &n),
	    0);
	ck_assert_uint_eq(n, 0);
	ck_assert_int_eq(store_begin(p.o.store), 0);
	ck_assert_int_eq(quarantine_clock_back(p.q, NOW), 0);
	ck_assert_int_eq(store_commit(p.o.store), 0);
	ck_assert_int_eq(quarantine_due(p.q, NOW, 1, ref, &n), 0);
	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(ref[0], b.copy);
	ck_assert_uint_eq(released_at(&p, NOW + SEPARATE_WAIT_MS - 1), 0);
	ck_assert_uint_eq(released_at(&p, NOW + SEPARATE_WAIT_MS), 1);
	copy_end(&c);
	place_end(&p);
}
END_TEST

/* A door that says 554 to whoever comes; the process that does. */
static pid_t
door_of_no(struct place *p)
{
	struct sockaddr_in *sin = (struct sockaddr_in *)(void *)&p->q->o.door;
	socklen_t len = sizeof *sin;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), peer;
	pid_t pid;

	sin->sin_family = AF_INET;
	sin->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)sin, len), 0);
	ck_assert_int_eq(listen(fd, 1), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)sin, &len), 0);
	p->q->o.door_len = len;
	pid = fork();
	ck_assert_int_ne(pid, -1);
	if (pid == 0) {
		alarm(20);
		peer = accept(fd, NULL, NULL);
		(void)!write(peer, "554 5.7.1 no\r\n", 14);
		_exit(0);
	}
	close(fd);
	return pid;
}

static const struct {
	int64_t after_ms;
	const char *state;
} said_no[] = {
	{ 0, "HELD" },
	{ 20 * MINUTE - 1, "HELD" },
	{ 20 * MINUTE, "RELEASING" },	/* no ticket lives as long */
};

/* What a ticket that has expired meets is no answer about the mail. */
START_TEST(test_expired)
{
	struct decided_receipt got;
	struct handover *h;
	struct slice state;
	struct pollfd fd;
	struct place p;
	struct copy c;
	pid_t pid;

	place_make(&p, 0);
	copy_make(&p, &c);
	pid = door_of_no(&p);
	decide(&p, &c, 1, NOW, &got);
	change(&p, got.copy, HOLD_RELEASING, NOW);
	ck_assert_int_eq(store_begin(p.o.store), 0);
	ck_assert_int_eq(handover_new(p.q, got.copy, NOW, &h), 0);
	ck_assert_int_eq(store_commit(p.o.store), 0);
	while (handover_step(h) == 0) {
		fd = (struct pollfd){ handover_fd(h), handover_events(h), 0 };
		if (fd.fd != -1)
			ck_assert_int_gt(poll(&fd, 1, 20000), 0);
	}
	ck_assert_uint_eq(handover_code(h), 554);
	ck_assert_int_eq(store_begin(p.o.store), 0);
	ck_assert_int_eq(handover_finish(h, NOW + said_no[_i].after_ms,
	    &state), 0);
	ck_assert_int_eq(store_commit(p.o.store), 0);
	ck_assert(slice_eq_str(state, said_no[_i].state));
	ck_assert_uint_eq(listed_as(&p, "HELD"), said_no[_i].after_ms <
	    20 * MINUTE);
	handover_free(h);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	copy_end(&c);
	place_end(&p);
}
END_TEST

int
main(void)
{
	int n = 0;

	while (store_backends[n] != NULL)
		n++;
	const struct unit_case cases[] = {
		{ "waits", test_waits, n },
		{ "joins for a while", test_joins_for_a_while, n },
		{ "confirmed", test_confirmed, n * (int)N_OF(beyond) },
		{ "damaged", test_damaged, n },
		{ "damaged, retried", test_damaged_retry, 2 * n },
		{ "corrupt", test_corrupt, n },
		{ "clock put back", test_clock_back, n },
		{ "expired", test_expired, (int)N_OF(said_no) },
		{ "anew", test_anew, n * (int)N_OF(anew) },
		{ "stuck", test_stuck, n },
		{ "dropped", test_dropped, n },
		{ "undone", test_undone, n },
		{ "clock", test_clock, n },
		{ "tampered", test_tampered, n },
		{ NULL, NULL, 0 },
	};

	return unit_main("separate", cases);
}
