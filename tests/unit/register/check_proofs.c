#include "register/proofs.h"

#include "unit/register/story.h"

/* 2026-05-31T22:59:59.999Z and a millisecond later: midnight in London. */
#define LAST_OF_MAY	((int64_t)1780268399999)

static struct proof
added(const char *association)
{
	return (struct proof){ .kind = PROOF_ADDED,
	    .association = slice_str(association),
	    .text = slice_str(association) };
}

static bool
count(struct bench *b, const struct proof *p, bool is_external)
{
	bool accounted;

	ck_assert_int_eq(proofs_count(&b->x, p, false, is_external,
	    &accounted), 0);
	return accounted;
}

static struct proof_account *
accounts(struct bench *b, int month, size_t want)
{
	struct proof_account *list;
	size_t n;

	ck_assert_int_eq(proofs_list(&b->x, month, &list, &n), 0);
	ck_assert_uint_eq(n, want);
	return list;
}

/* --- counting ------------------------------------------------------------------- */

START_TEST(test_counts)
{
	struct proof p = added("row"), none = { .kind = PROOF_NONE };
	struct proof_account *a;
	struct bench b;
	bool accounted;
	size_t i;

	bench_make(&b, _i);
	ck_assert(count(&b, &p, true));
	ck_assert(count(&b, &p, true));
	p.association = SLICE("kirk");
	ck_assert(count(&b, &p, true));
	ck_assert_int_eq(proofs_count(&b.x, &p, true, true, &accounted), 0);
	/* Nobody outside, by both: nothing to count. */
	ck_assert(count(&b, &none, false));
	a = accounts(&b, 202605, 3);
	for (i = 0; i < 3; i++) {
		ck_assert_int_eq(a[i].month, 202605);
		ck_assert_uint_eq(a[i].total, proof_account_with(&a[i]));
		ck_assert_uint_eq(a[i].total, slice_eq_str(a[i].association,
		    "row") ? 2 : 1);
		ck_assert(!a[i].is_release ||
		    slice_eq_str(a[i].association, "kirk"));
	}
	accounts(&b, 202604, 0);
	bench_end(&b);
}
END_TEST

/* What the keeper sees and what it is told are counted apart. */
START_TEST(test_breaks)
{
	struct proof p = added("row"), none = { .kind = PROOF_NONE,
	    .association = SLICE("row") };
	struct bench b;

	bench_make(&b, _i);
	ck_assert(count(&b, &p, true));
	ck_assert_int_eq((int)proof_account_gap(accounts(&b, 202605, 1)), 0);
	/* External, and nobody says what became of it. */
	ck_assert(!count(&b, &none, true));
	ck_assert_int_eq((int)proof_account_gap(accounts(&b, 202605, 1)), 1);
	p.kind = PROOF_UNACCOUNTED;
	ck_assert(!count(&b, &p, true));
	ck_assert_int_eq((int)proof_account_gap(accounts(&b, 202605, 1)), 2);
	/* Told of one that the keeper does not see. */
	p.kind = PROOF_ADDED;
	ck_assert(!count(&b, &p, false));
	ck_assert_int_eq((int)proof_account_gap(accounts(&b, 202605, 1)), 1);
	bench_end(&b);
}
END_TEST

START_TEST(test_month_of_the_zone)
{
	struct proof p = added("row");
	struct bench b;

	bench_make(&b, _i);
	ck_assert_int_eq(zone_parse(SLICE("Europe/London"),
	    &b.settings.zone), 0);
	b.x.at_ms = LAST_OF_MAY;
	ck_assert_int_eq(proofs_month_of(&b.x, LAST_OF_MAY), 202605);
	ck_assert_int_eq(proofs_month_of(&b.x, LAST_OF_MAY + 1), 202606);
	count(&b, &p, true);
	b.x.at_ms++;
	count(&b, &p, true);
	accounts(&b, 202605, 1);
	accounts(&b, 202606, 1);
	accounts(&b, 0, 2);
	bench_end(&b);
}
END_TEST

START_TEST(test_given_up_and_amended)
{
	struct proof p = added("row"), q = p, got;
	struct proof_account *a;
	struct bench b;

	bench_make(&b, _i);
	count(&b, &p, true);
	count(&b, &p, true);
	ck_assert_int_eq(proofs_give_up(&b.x, &p, false), 0);
	a = accounts(&b, 202605, 1);
	ck_assert_uint_eq(a->total, 1);
	ck_assert_uint_eq(a->given_up, 1);
	ck_assert_int_eq((int)proof_account_gap(a), 0);
	/* One that was never counted is not taken away. */
	q.kind = PROOF_PRESENT;
	ck_assert_int_eq(proofs_give_up(&b.x, &q, false), 0);
	ck_assert_uint_eq(accounts(&b, 202605, 1)->total, 1);
	ck_assert_int_eq(proofs_amended(&b.x, &got), ERR_NOTFOUND);
	q = (struct proof){ .kind = PROOF_UNACCOUNTED,
	    .association = SLICE("row") };
	ck_assert_int_eq(proofs_amend(&b.x, &p, &q), 0);
	ck_assert_int_eq((int)proof_account_gap(accounts(&b, 202605, 1)), 1);
	ck_assert_int_eq(proofs_amended(&b.x, &got), 0);
	ck_assert_int_eq(got.kind, PROOF_UNACCOUNTED);
	b.x.ref = "EX-0000-0002";
	ck_assert_int_eq(proofs_amended(&b.x, &got), ERR_NOTFOUND);
	bench_end(&b);
}
END_TEST

/* --- limits and damage ------------------------------------------------------------- */

START_TEST(test_accounts_at_the_limit)
{
	struct proof p = added("row");
	struct proof_account *list;
	char name[24];
	struct bench b;
	unsigned i;
	size_t n;

	bench_make(&b, _i);
	arena_free(b.x.arena);
	b.x.arena = arena_new(256 * MIB);
	for (i = 0; i < PROOF_ACCOUNTS_MAX; i++) {
		snprintf(name, sizeof name, "association-%u", i);
		p.association = slice_str(name);
		count(&b, &p, true);
	}
	accounts(&b, 202605, PROOF_ACCOUNTS_MAX);
	p.association = SLICE("one-more");
	count(&b, &p, true);
	ck_assert_int_eq(proofs_list(&b.x, 202605, &list, &n), ERR_LIMIT);
	/* In another month there is room. */
	b.x.at_ms += 40 * DAY_MS;
	count(&b, &p, true);
	accounts(&b, 202606, 1);
	bench_end(&b);
}
END_TEST

START_TEST(test_long_names)
{
	char name[PROOF_NAME_MAX + 1];
	struct proof p = added("row");
	struct bench b;
	bool accounted;
	unsigned i;

	bench_make(&b, _i);
	memset(name, 'n', sizeof name);
	p.association = slice_of(name, PROOF_NAME_MAX);
	p.kind = PROOF_SKIPPED;
	for (i = 0; i < 2 * PROOF_LINES_MAX; i++) {
		p.reason = arena_printf(b.x.arena,
		    "a-reason-as-long-as-may-be-%05u", i);
		ck_assert_uint_eq(p.reason.len, PROOF_REASON_MAX);
		count(&b, &p, true);
	}
	ck_assert_int_eq((int)proof_account_gap(accounts(&b, 202605, 1)), 0);
	p.association = slice_of(name, PROOF_NAME_MAX + 1);
	ck_assert_int_eq(proofs_count(&b.x, &p, false, true, &accounted),
	    ERR_LIMIT);
	bench_end(&b);
}
END_TEST

/* A row that was tampered with is named, not passed over. */
START_TEST(test_damage)
{
	struct proof p = added("row");
	struct proof_account *list;
	struct store_entry *rows;
	struct bench b;
	bool accounted;
	size_t n;

	bench_make(&b, _i);
	count(&b, &p, true);
	ck_assert_int_eq(store_entry_list(b.store, REGISTER_PROOFS, 0, 10,
	    b.x.arena, &rows, &n), 0);
	ck_assert_uint_eq(n, 1);
	rows[0].count++;
	ck_assert_int_eq(store_entry_put(b.store, &rows[0]), 0);
	b.x.at_work = NULL;
	ck_assert_int_eq(proofs_list(&b.x, 202605, &list, &n), ERR_CORRUPT);
	ck_assert_str_eq(b.x.at_work, "proofs");
	ck_assert_int_eq(proofs_list(&b.x, 0, &list, &n), ERR_CORRUPT);
	ck_assert_int_eq(proofs_count(&b.x, &p, false, true, &accounted),
	    ERR_CORRUPT);
	bench_end(&b);
}
END_TEST

/* As long as records after the month's end. */
START_TEST(test_kept)
{
	struct proof p = added("row");
	struct proof_ref *refs;
	struct bench b;
	bool more;
	size_t n;

	bench_make(&b, _i);
	b.settings.keep_ms = 30 * DAY_MS;
	proof_add_id(&p, SLICE("<a@b>"));
	count(&b, &p, true);
	ck_assert_int_eq(proofs_index(&b.x, &p), 0);
	b.x.at_ms += 31 * DAY_MS;
	register_expire(register_kinds, &b.x, 100);
	accounts(&b, 202605, 1);
	ck_assert_int_eq(proofs_of_id(&b.x, SLICE("a@b"), &refs, &n, &more),
	    0);
	ck_assert_uint_eq(n, 0);
	b.x.at_ms += 26 * DAY_MS;	/* 1 July */
	register_expire(register_kinds, &b.x, 100);
	accounts(&b, 202605, 0);
	bench_end(&b);
}
END_TEST

/* --- Message-IDs -------------------------------------------------------------------- */

START_TEST(test_ids)
{
	struct proof p = added("row");
	struct proof_ref *refs;
	char first[REFERENCE_SIZE], second[REFERENCE_SIZE];
	struct bench b;
	bool more;
	size_t n;

	bench_make(&b, _i);
	reference_make(1, first);
	reference_make(2, second);
	b.x.ref = first;
	p.kind = PROOF_HELD;
	proof_add_id(&p, SLICE("<a@b>"));
	proof_add_id(&p, SLICE("<c@d>"));
	ck_assert_int_eq(proofs_index(&b.x, &p), 0);
	b.x.at_ms++;
	b.x.ref = second;
	p.kind = PROOF_ADDED;
	ck_assert_int_eq(proofs_index(&b.x, &p), 0);
	ck_assert_int_eq(proofs_of_id(&b.x, SLICE("c@d"), &refs, &n, &more),
	    0);
	ck_assert_uint_eq(n, 2);
	ck_assert_str_eq(refs[0].ref, second);
	ck_assert_str_eq(refs[1].ref, first);
	ck_assert(!more);
	ck_assert_int_eq(proofs_of_id(&b.x, SLICE("C@d"), &refs, &n, &more),
	    0);
	ck_assert_uint_eq(n, 0);
	/* From the held one to the other; not back. */
	ck_assert_int_eq(proofs_beside(&b.x, &refs, &n), 0);
	ck_assert_uint_eq(n, 0);
	b.x.ref = first;
	ck_assert_int_eq(proofs_beside(&b.x, &refs, &n), 0);
	ck_assert_uint_eq(n, 2);
	bench_end(&b);
}
END_TEST

START_TEST(test_told_at_the_limit)
{
	struct proof p = added("row");
	struct proof_ref *refs;
	char ref[REFERENCE_SIZE];
	struct bench b;
	unsigned i;
	bool more;
	size_t n;

	bench_make(&b, _i);
	proof_add_id(&p, SLICE("<a@b>"));
	for (i = 0; i <= PROOF_TOLD_MAX; i++) {
		ck_assert_int_eq(proofs_of_id(&b.x, SLICE("a@b"), &refs, &n,
		    &more), 0);
		ck_assert_uint_eq(n, i);
		ck_assert(!more);
		reference_make(i + 1, ref);
		b.x.ref = ref;
		b.x.at_ms++;
		ck_assert_int_eq(proofs_index(&b.x, &p), 0);
	}
	ck_assert_int_eq(proofs_of_id(&b.x, SLICE("a@b"), &refs, &n, &more),
	    0);
	ck_assert_uint_eq(n, PROOF_TOLD_MAX);
	ck_assert(more);
	ck_assert_str_eq(refs[0].ref, ref);
	bench_end(&b);
}
END_TEST

int
main(void)
{
	int n = backend_count();
	const struct unit_case all[] = {
		{ "counts", test_counts, n },
		{ "breaks", test_breaks, n },
		{ "month of the zone", test_month_of_the_zone, n },
		{ "given up and amended", test_given_up_and_amended, n },
		{ "accounts at the limit", test_accounts_at_the_limit, n },
		{ "long names", test_long_names, n },
		{ "damage", test_damage, n },
		{ "kept", test_kept, n },
		{ "ids", test_ids, n },
		{ "told at the limit", test_told_at_the_limit, n },
		{ NULL, NULL, 0 },
	};

	return unit_main("proofs", all);
}
