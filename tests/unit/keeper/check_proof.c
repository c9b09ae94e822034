/*
 * proof -- the account of notices with a real keeper: each decision has its
 * place in it, whatever kills the keeper; faults that have to break it do.
 */
#include <poll.h>

#include "base/zone.h"
#include "unit/keeper/rig.h"

static int
this_month(void)
{
	struct zone z;

	ck_assert_int_eq(zone_parse(SLICE("Europe/London"), &z), 0);
	return zone_day(&z, clock_wall_ms()) / 100;
}

/* All that a test sends is to be in one account: not at the month's turn. */
static void
stay_in_month(void)
{
	struct zone z;
	int64_t now;

	if (zone_parse(SLICE("Europe/London"), &z) < 0)
		return;		/* the tests say so */
	while (now = clock_wall_ms(), zone_day(&z, now) / 100 !=
	    zone_day(&z, now + UNIT_TIMEOUT_S * 1000) / 100)
		poll(NULL, 0, 1000);
}

/* A mail to n recipients outside, with its notice in it unless all is held. */
static void
outside_make(struct rig *g, struct mail *m, const char *topic, unsigned n,
    unsigned held)
{
	unsigned i;

	mail_make(g, m, topic, 2000, n, held);
	for (i = 0; i < n; i++)
		m->v.recipients[i].is_outside = true;
	m->v.association = SLICE("foundry-row");
	m->v.disclaimer_text = SLICE("foundry-row");
	m->v.disclaimer = DISCLAIMER_ADDED;
	m->proof = arena_zalloc(g->a, sizeof *m->proof);
	proof_of_verdict(&m->v, m->proof);
	proof_add_id(m->proof, arena_printf(g->a, "<%s@x>", topic));
}

/* What one of them came to, after what was done to its verdict. */
static void
again(struct mail *m)
{
	struct proof ids = *m->proof;
	size_t i;

	proof_of_verdict(&m->v, m->proof);
	for (i = 0; i < ids.id_count; i++)
		proof_add_id(m->proof, ids.ids[i]);
}

/* The one account of this month; counting again finds the same. */
static struct proof_account
account(struct rig *g)
{
	struct keeper_recount r;
	int e;

	e = keeper_proof_recount(g->people, this_month(), g->a, &r);
	ck_assert_msg(e == 0, "%s: %s", err_text(e), keeper_last_error());
	ck_assert_uint_eq(r.counted_n, 1);
	ck_assert_uint_eq(r.found_n, 1);
	ck_assert_uint_eq(r.damaged, 0);
	ck_assert_uint_eq(r.found[0].total, r.counted[0].total);
	ck_assert_uint_eq(r.found[0].given_up, r.counted[0].given_up);
	ck_assert_uint_eq(r.found[0].partly_held, r.counted[0].partly_held);
	ck_assert_uint_eq(proof_account_with(&r.found[0]),
	    proof_account_with(&r.counted[0]));
	ck_assert_int_eq((int)proof_account_gap(&r.found[0]),
	    (int)proof_account_gap(&r.counted[0]));
	return r.counted[0];
}

static struct proof_told *
told(struct rig *g, const char *id, size_t want)
{
	struct proof_told *list = NULL;
	size_t n = 0;
	bool more;
	int e;

	e = keeper_proof_of(g->people, NULL, slice_str(id), g->a, &list, &n,
	    &more);
	ck_assert_msg(want > 0 ? e == 0 : e == ERR_NOTFOUND, "%s: %s", id,
	    err_text(e));
	ck_assert_uint_eq(n, want);
	return list;
}

/* --- kills ------------------------------------------------------------------------- */

static const struct {
	const char *fault;
	bool kept;
} points[] = {
	{ "decide-run",		false },
	{ "decide-counted",	false },
	{ "decide-indexed",	false },
	{ "audit-sealed:2",	false },
	{ "before-commit:2",	false },
	{ "after-commit:2",	true },
	{ "before-answer",	true },
};

/* The decision and its place in the account are there together, or neither. */
START_TEST(test_kills)
{
	const char *fault = points[_i].fault;
	bool kept = points[_i].kept;
	struct keeper_receipt got;
	struct keeper_answer ans;
	struct proof_account a;
	char ref[REFERENCE_SIZE];
	struct mail m;
	struct rig g;

	rig_make(&g);
	rig_start(&g, NULL);
	ck_assert_int_eq(rig_drain(&g), 0);
	outside_make(&g, &m, "kill", 2, 0);
	rig_start(&g, fault);
	ck_assert_int_eq(mail_decide(&g, &m, 1, &got), ERR_CLOSED);
	ck_assert_int_eq(rig_wait(&g), 256 + SIGKILL);
	rig_start(&g, NULL);
	ref_make(1, ref);
	ck_assert_msg((keeper_explain(g.people, ref, g.a, &ans) == 0) == kept,
	    "%s", fault);
	told(&g, "kill@x", kept ? 1 : 0);
	/* Its sender's program brings it again: that is another decision. */
	ck_assert_int_eq(mail_decide(&g, &m, 2, &got), 0);
	a = account(&g);
	ck_assert_msg(a.total == (kept ? 2 : 1), "%s: %llu", fault,
	    (unsigned long long)a.total);
	ck_assert_int_eq((int)proof_account_gap(&a), 0);
	told(&g, "kill@x", kept ? 2 : 1);
	mail_end(&m);
	rig_end(&g);
}
END_TEST

/* --- faults that must show ------------------------------------------------------------ */

static void
no_proof(struct mail *m)
{
	m->proof = NULL;
}

static void
none_claimed(struct mail *m)
{
	*m->proof = (struct proof){ .kind = PROOF_NONE };
}

/* The verdict says that it was skipped. */
static void
false_claim(struct mail *m)
{
	m->v.disclaimer = DISCLAIMER_SKIPPED;
	m->v.disclaimer_reason = SLICE("signed");
}

static void
other_association(struct mail *m)
{
	m->v.association = SLICE("kirk-view");
}

static void
no_reason(struct mail *m)
{
	m->v.disclaimer = DISCLAIMER_NONE;
	again(m);
}

static void (*const faults[])(struct mail *m) = { no_proof, none_claimed,
    false_claim, other_association, no_reason };

START_TEST(test_breaks)
{
	struct proof_account *list;
	struct keeper_receipt got;
	struct mail m;
	struct rig g;
	size_t i, n;
	int64_t gap = 0;

	rig_make(&g);
	rig_start(&g, NULL);
	outside_make(&g, &m, "good", 1, 0);
	ck_assert_int_eq(mail_decide(&g, &m, 1, &got), 0);
	mail_end(&m);
	outside_make(&g, &m, "bad", 1, 0);
	faults[_i](&m);
	ck_assert_int_eq(mail_decide(&g, &m, 2, &got), 0);
	mail_end(&m);
	ck_assert_int_eq(rig_drain(&g), 0);
	rig_start(&g, NULL);
	ck_assert_int_eq(keeper_proof_accounts(g.people, this_month(), g.a,
	    &list, &n), 0);
	for (i = 0; i < n; i++)
		gap += proof_account_gap(&list[i]);
	ck_assert_int_eq((int)gap, 1);
	rig_end(&g);
}
END_TEST

/* --- what is no message, or one only --------------------------------------------------- */

START_TEST(test_not_counted)
{
	struct proof_account *list;
	struct keeper_receipt got;
	struct mail m;
	struct rig g;
	size_t n;

	rig_make(&g);
	rig_start(&g, NULL);
	/* It came in. */
	outside_make(&g, &m, "in", 1, 0);
	m.e.class = MAIL_CLASS_INBOUND;
	ck_assert_int_eq(mail_decide(&g, &m, 1, &got), 0);
	mail_end(&m);
	/* Nobody outside; it can be asked for all the same. */
	outside_make(&g, &m, "stays", 1, 0);
	m.v.recipients[0].is_outside = false;
	m.v.disclaimer = DISCLAIMER_NONE;
	again(&m);
	ck_assert_int_eq(mail_decide(&g, &m, 2, &got), 0);
	mail_end(&m);
	/* Somebody knocked at the release door. */
	outside_make(&g, &m, "door", 1, 0);
	m.e.class = MAIL_CLASS_RELEASE;
	m.v.disposition = DISPOSITION_REJECT;
	m.v.recipients[0].disposition = DISPOSITION_REJECT;
	again(&m);
	ck_assert_int_eq(mail_decide(&g, &m, 3, &got), 0);
	mail_end(&m);
	ck_assert_int_eq(keeper_proof_accounts(g.people, 0, g.a, &list, &n),
	    0);
	ck_assert_uint_eq(n, 0);
	told(&g, "in@x", 0);
	ck_assert_int_eq(told(&g, "stays@x", 1)->proof.kind, PROOF_NONE);
	told(&g, "door@x", 0);
	rig_end(&g);
}
END_TEST

/* The mail server did not take our answer: nothing left. */
START_TEST(test_given_up)
{
	struct keeper_receipt got;
	struct proof_account a;
	struct mail m;
	struct rig g;

	rig_make(&g);
	rig_start(&g, NULL);
	outside_make(&g, &m, "gone", 2, 0);
	ck_assert_int_eq(mail_decide(&g, &m, 1, &got), 0);
	keeper_close(g.link, got.id, "", false);
	ck_assert_int_eq(mail_decide(&g, &m, 2, &got), 0);
	keeper_close(g.link, got.id, "", true);
	mail_end(&m);
	/* Held for one: it is ours, whatever the server heard. */
	outside_make(&g, &m, "half", 2, 1);
	ck_assert_int_eq(mail_decide(&g, &m, 3, &got), 0);
	keeper_close(g.link, got.id, "", false);
	mail_end(&m);
	ck_assert_int_eq(rig_drain(&g), 0);
	rig_start(&g, NULL);
	a = account(&g);
	ck_assert_uint_eq(a.total, 2);
	ck_assert_uint_eq(a.given_up, 1);
	ck_assert_uint_eq(a.partly_held, 1);
	ck_assert_uint_eq(proof_account_with(&a), 2);
	ck_assert_int_eq((int)proof_account_gap(&a), 0);
	ck_assert_uint_eq(told(&g, "gone@x", 2)[0].is_given_up +
	    told(&g, "gone@x", 2)[1].is_given_up, 1);
	rig_end(&g);
}
END_TEST

/* Held mail that is brought again is one; what left without shows. */
START_TEST(test_joined)
{
	struct keeper_receipt got;
	struct proof_account a;
	struct mail m;
	struct rig g;

	rig_make(&g);
	rig_start(&g, NULL);
	outside_make(&g, &m, "all", 2, 2);
	ck_assert_int_eq(mail_decide(&g, &m, 1, &got), 0);
	ck_assert_int_eq(mail_decide(&g, &m, 2, &got), 0);
	ck_assert(got.joined);
	mail_end(&m);
	a = account(&g);
	ck_assert_uint_eq(a.total, 1);
	ck_assert_uint_eq(proof_account_of(&a, PROOF_HELD), 1);
	outside_make(&g, &m, "some", 2, 1);
	ck_assert_int_eq(mail_decide(&g, &m, 3, &got), 0);
	ck_assert_int_eq(mail_decide(&g, &m, 4, &got), 0);
	ck_assert(got.joined);
	a = account(&g);
	ck_assert_uint_eq(a.total, 2);
	ck_assert_int_eq((int)proof_account_gap(&a), 0);
	/* Now it leaves to the other one without the notice. */
	m.v.disclaimer = DISCLAIMER_NONE;
	again(&m);
	ck_assert_int_eq(mail_decide(&g, &m, 5, &got), 0);
	ck_assert(got.joined);
	a = account(&g);
	ck_assert_uint_eq(a.total, 2);
	ck_assert_int_eq((int)proof_account_gap(&a), 1);
	ck_assert_int_eq(told(&g, "some@x", 1)->proof.kind,
	    PROOF_UNACCOUNTED);
	/* And with it once more: that does not mend the other. */
	m.v.disclaimer = DISCLAIMER_ADDED;
	again(&m);
	ck_assert_int_eq(mail_decide(&g, &m, 6, &got), 0);
	a = account(&g);
	ck_assert_int_eq((int)proof_account_gap(&a), 1);
	mail_end(&m);
	rig_end(&g);
}
END_TEST

/* A count, and nothing that leads to who sent it. */
START_TEST(test_confidential)
{
	struct proof_told *list;
	struct keeper_recount r;
	struct keeper_receipt got;
	struct mail m;
	struct rig g;
	bool more;
	size_t n;

	rig_make(&g);
	rig_start(&g, NULL);
	outside_make(&g, &m, "told", 1, 0);
	m.v.is_disclosure = true;
	m.v.recipients[0].is_protected = true;
	again(&m);
	ck_assert_int_eq(mail_decide(&g, &m, 1, &got), 0);
	mail_end(&m);
	ck_assert_int_eq(keeper_proof_recount(g.people, this_month(), g.a,
	    &r), 0);
	ck_assert_uint_eq(r.counted_n, 1);
	ck_assert(r.counted[0].is_confidential);
	ck_assert_uint_eq(r.counted[0].total, 1);
	ck_assert_int_eq((int)proof_account_gap(&r.counted[0]), 0);
	ck_assert(slice_eq_str(r.counted[0].association, "foundry-row"));
	ck_assert_uint_eq(r.found_n, 0);
	told(&g, "told@x", 0);
	/* By the reference that its sender was given: whether it has it. */
	ck_assert_int_eq(keeper_proof_of(g.people, got.ref, SLICE_NONE, g.a,
	    &list, &n, &more), 0);
	ck_assert_uint_eq(n, 1);
	ck_assert_int_eq(list[0].proof.kind, PROOF_ADDED);
	ck_assert_uint_eq(list[0].proof.association.len, 0);
	ck_assert_int_eq(rig_drain(&g), 0);
	ck_assert(!store_grep(&g, "told@x"));
	rig_end(&g);
}
END_TEST

/* --- asking ------------------------------------------------------------------------------ */

START_TEST(test_list)
{
	const struct slice row = SLICE("foundry-row"), other = SLICE("x");
	struct proof_told *list;
	struct keeper_receipt got;
	struct mail m;
	struct rig g;
	unsigned i;
	size_t n;
	bool more;
	int r;

	rig_make(&g);
	rig_start(&g, NULL);
	/* More than are read in one step. */
	for (i = 0; i < 120; i++) {
		outside_make(&g, &m, arena_str(g.a, arena_printf(g.a, "n%u",
		    i)), 1, 0);
		if (i % 2 == 0) {
			m.v.disclaimer = DISCLAIMER_SKIPPED;
			m.v.disclaimer_reason = i == 0 ? SLICE("size") :
			    SLICE("signed");
			again(&m);
		}
		ck_assert_int_eq(mail_decide(&g, &m, i + 1, &got), 0);
		mail_end(&m);
	}
	ck_assert_uint_eq(account(&g).total, 120);
	ck_assert_int_eq(keeper_proof_list(g.people, this_month(), NULL,
	    SLICE("signed"), g.a, &list, &n, &more), 0);
	ck_assert_uint_eq(n, 59);
	ck_assert(!more);
	ck_assert_int_eq(keeper_proof_list(g.people, this_month(), &row,
	    SLICE("skipped"), g.a, &list, &n, &more), 0);
	ck_assert_uint_eq(n, 60);
	ck_assert_int_eq(list[0].proof.kind, PROOF_SKIPPED);
	ck_assert(slice_eq_str(list[0].proof.reason, "size"));
	ck_assert_int_eq(list[0].day / 100, this_month());
	ck_assert_int_eq(keeper_proof_list(g.people, this_month(), &other,
	    SLICE("skipped"), g.a, &list, &n, &more), 0);
	ck_assert_uint_eq(n, 0);
	/* A milter reads none of it, and is cut off for asking. */
	r = keeper_proof_list(g.link, this_month(), NULL, SLICE("signed"),
	    g.a, &list, &n, &more);
	ck_assert(r == ERR_DENIED || r == ERR_CLOSED);
	r = keeper_proof_of(g.link, NULL, SLICE("n1@x"), g.a, &list, &n,
	    &more);
	ck_assert(r == ERR_DENIED || r == ERR_CLOSED);
	ck_assert_int_eq(keeper_proof_list(g.people, 202613, NULL,
	    SLICE("signed"), g.a, &list, &n, &more), ERR_RANGE);
	rig_end(&g);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "kills", test_kills, N_OF(points) },
		{ "breaks", test_breaks, N_OF(faults) },
		{ "not counted", test_not_counted, 0 },
		{ "given up", test_given_up, 0 },
		{ "joined", test_joined, 0 },
		{ "confidential", test_confidential, 0 },
		{ "list", test_list, 0 },
		{ NULL, NULL, 0 },
	};

	stay_in_month();
	return unit_main("proof", cases);
}
