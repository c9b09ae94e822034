#include "mail/proof.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "unit/mail/hostile.h"
#include "unit/unit.h"

#define A	DISPOSITION_ACCEPT
#define Q	DISPOSITION_QUARANTINE
#define R	DISPOSITION_REJECT

/* Recipients: 'a' inside, 'A' outside gets it; 'q', 'Q' held; 'R' refused. */
static const struct {
	const char *name, *to;
	enum disposition d;
	enum disclaimer_state state;
	const char *reason;
	bool used;
	enum disclaimer_fallback fallback;
	enum proof_kind kind;
	enum proof_how how;
	const char *want;
	bool partly;
} cases[] = {
	{ "inside only", "aa", A, DISCLAIMER_NONE, "", false, 0, PROOF_NONE,
	    0, "", false },
	{ "held inside only", "aq", Q, DISCLAIMER_NONE, "", false, 0,
	    PROOF_NONE, 0, "", false },
	{ "later", "A", DISPOSITION_TEMPFAIL, DISCLAIMER_NONE, "", false, 0,
	    PROOF_NONE, 0, "", false },
	{ "added", "aA", A, DISCLAIMER_ADDED, "", false, 0, PROOF_ADDED, 0,
	    "", false },
	{ "present", "A", A, DISCLAIMER_PRESENT, "", false, 0, PROOF_PRESENT,
	    0, "", false },
	{ "signed", "A", A, DISCLAIMER_SKIPPED, "signed", true,
	    FALLBACK_DELIVER_WITHOUT, PROOF_SKIPPED, PROOF_WITHOUT, "signed",
	    false },
	{ "signed, a field instead", "A", A, DISCLAIMER_SKIPPED, "signed",
	    true, FALLBACK_HEADER, PROOF_SKIPPED, PROOF_HEADER, "signed",
	    false },
	{ "signed, somebody told", "A", A, DISCLAIMER_SKIPPED, "signed", true,
	    FALLBACK_NOTIFY, PROOF_SKIPPED, PROOF_NOTIFIED, "signed", false },
	{ "signed and wrapped", "A", A, DISCLAIMER_SKIPPED, "signed", true,
	    FALLBACK_WRAP, PROOF_WRAPPED, 0, "", false },
	{ "failed", "A", A, DISCLAIMER_FAILED, "selfcheck-failed", true,
	    FALLBACK_DELIVER_WITHOUT, PROOF_SKIPPED, PROOF_WITHOUT,
	    "selfcheck-failed", false },
	{ "a reason that is no word", "A", A, DISCLAIMER_SKIPPED,
	    "To: x@y \n", true, FALLBACK_DELIVER_WITHOUT, PROOF_SKIPPED,
	    PROOF_WITHOUT, "other", false },
	{ "a reason that is too long", "A", A, DISCLAIMER_SKIPPED,
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", true,
	    FALLBACK_DELIVER_WITHOUT, PROOF_SKIPPED, PROOF_WITHOUT, "other",
	    false },
	{ "a reason as long as may be", "A", A, DISCLAIMER_SKIPPED,
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", true,
	    FALLBACK_DELIVER_WITHOUT, PROOF_SKIPPED, PROOF_WITHOUT,
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false },
	{ "no rule, and it is known why", "A", A, DISCLAIMER_NONE,
	    "automatic", false, 0, PROOF_SKIPPED, PROOF_WITHOUT, "automatic",
	    false },
	{ "no rule, nobody knows why", "A", A, DISCLAIMER_NONE, "", false, 0,
	    PROOF_UNACCOUNTED, 0, "", false },
	{ "skipped without a reason", "A", A, DISCLAIMER_SKIPPED, "", true,
	    FALLBACK_DELIVER_WITHOUT, PROOF_UNACCOUNTED, 0, "", false },
	{ "never tried", "A", A, DISCLAIMER_WANTED, "signed", false, 0,
	    PROOF_UNACCOUNTED, 0, "", false },
	{ "held for all outside", "aQQ", Q, DISCLAIMER_NONE, "", false, 0,
	    PROOF_HELD, 0, "", false },
	{ "held for all", "qQ", DISPOSITION_DISCARD, DISCLAIMER_NONE, "",
	    false, 0, PROOF_HELD, 0, "", false },
	{ "held for one of two outside", "AQ", Q, DISCLAIMER_ADDED, "", false,
	    0, PROOF_ADDED, 0, "", true },
	{ "held since it could not be added", "aQ", Q, DISCLAIMER_SKIPPED,
	    "signed", true, FALLBACK_QUARANTINE, PROOF_HELD, 0, "", false },
	{ "refused", "rR", R, DISCLAIMER_NONE, "", false, 0, PROOF_REFUSED, 0,
	    "", false },
	{ "refused inside", "r", R, DISCLAIMER_NONE, "", false, 0, PROOF_NONE,
	    0, "", false },
};

static void
verdict_make(size_t i, struct recipient_verdict to[4], struct verdict *v)
{
	const char *p;
	char c;

	memset(v, 0, sizeof *v);
	v->recipients = to;
	v->disposition = cases[i].d;
	v->disclaimer = cases[i].state;
	v->disclaimer_reason = slice_str(cases[i].reason);
	v->fallback_used = cases[i].used;
	v->fallback = cases[i].fallback;
	v->association = SLICE("row");
	for (p = cases[i].to; *p != '\0'; p++) {
		c = (char)(*p | 0x20);
		to[v->recipient_count++] = (struct recipient_verdict){
		    .is_outside = c != *p, .disposition = c == 'a' ? A :
		    c == 'q' ? Q : R };
	}
}

START_TEST(test_of_verdict)
{
	struct recipient_verdict to[4];
	struct verdict v;
	struct proof p;

	verdict_make((size_t)_i, to, &v);
	proof_of_verdict(&v, &p);
	ck_assert_msg(p.kind == cases[_i].kind, "%s: %s", cases[_i].name,
	    proof_kind_name(p.kind));
	ck_assert_msg(p.how == cases[_i].how, "%s", cases[_i].name);
	ck_assert_msg(slice_eq_str(p.reason, cases[_i].want), "%s",
	    cases[_i].name);
	ck_assert(p.is_partly_held == cases[_i].partly);
	ck_assert(slice_eq_str(p.association, "row"));
	ck_assert(verdict_goes_outside(&v) == (p.kind != PROOF_NONE));
}
END_TEST

/* --- Message-IDs ------------------------------------------------------------------ */

static const struct {
	const char *value, *id;
} ids[] = {
	{ " <a@b>", "a@b" },
	{ "\r\n <a@b>", "a@b" },
	{ "<A@b> (comment)", "A@b" },
	{ "a@b", "a@b" },
	{ "  a@b  ", "a@b" },
	{ "<a b@c>", "" },
	{ "<a@b", "" },
	{ "<>", "" },
	{ "", "" },
	{ "a\tb", "" },
};

START_TEST(test_id)
{
	ck_assert(slice_eq_str(proof_id(slice_str(ids[_i].value)),
	    ids[_i].id));
}
END_TEST

START_TEST(test_ids_at_the_limit)
{
	struct proof p = { .kind = PROOF_ADDED };
	char text[PROOF_ID_MAX + 2], name[16];
	struct arena *a = arena_new(MIB);
	unsigned i;

	memset(text, 'x', sizeof text);
	proof_add_id(&p, slice_of(text, PROOF_ID_MAX + 1));
	ck_assert_uint_eq(p.id_count, 0);
	proof_add_id(&p, slice_of(text, PROOF_ID_MAX));
	ck_assert_uint_eq(p.id_count, 1);
	proof_add_id(&p, slice_of(text, PROOF_ID_MAX));
	ck_assert_uint_eq(p.id_count, 1);
	for (i = 0; i < 2 * PROOF_IDS_MAX; i++) {
		snprintf(name, sizeof name, "%c@x", 'a' + (int)i);
		proof_add_id(&p, arena_printf(a, "%s", name));
	}
	ck_assert_uint_eq(p.id_count, PROOF_IDS_MAX);
	/* Nothing that leads to a disclosure. */
	p = (struct proof){ .is_confidential = true };
	proof_add_id(&p, SLICE("<a@b>"));
	ck_assert_uint_eq(p.id_count, 0);
	arena_free(a);
}
END_TEST

/* --- wire forms -------------------------------------------------------------------- */

static int
decode(struct slice body, struct arena *a)
{
	struct proof p;

	return proof_decode(body, a, &p);
}

static struct proof
sample(void)
{
	return (struct proof){ .kind = PROOF_SKIPPED, .how = PROOF_HEADER,
	    .reason = SLICE("signed"), .association = SLICE("row"),
	    .text = SLICE("row"), .is_partly_held = true,
	    .ids = { SLICE("a@b"), SLICE("c@d") }, .id_count = 2 };
}

static int
through(struct proof p)
{
	struct buf b = BUF_INIT(64 * KIB);
	struct arena *a = arena_new(MIB);
	struct proof got;
	int r;

	r = proof_encode(&p, &b);
	if (r == 0)
		r = proof_decode(buf_slice(&b), a, &got);
	if (r == 0) {
		ck_assert_int_eq(got.kind, p.kind);
		ck_assert_int_eq(got.how, p.how);
		ck_assert(slice_eq(got.reason, p.reason));
		ck_assert(slice_eq(got.association, p.association));
		ck_assert(slice_eq(got.text, p.text));
		ck_assert(got.is_partly_held == p.is_partly_held);
		ck_assert(got.is_confidential == p.is_confidential);
		ck_assert_uint_eq(got.id_count, p.id_count);
	}
	buf_free(&b);
	arena_free(a);
	return r;
}

START_TEST(test_wire)
{
	struct buf b = BUF_INIT(64 * KIB);
	char name[PROOF_NAME_MAX + 1];
	struct proof p = sample();

	ck_assert_int_eq(through(p), 0);
	ck_assert_int_eq(proof_encode(&p, &b), 0);
	hostile_cut(decode, buf_slice(&b));
	hostile_trailing(decode, buf_slice(&b));
	hostile_noise(decode, buf_slice(&b), 20000);
	buf_free(&b);
	memset(name, 'n', sizeof name);
	p.association = slice_of(name, PROOF_NAME_MAX);
	ck_assert_int_eq(through(p), 0);
	p.association = slice_of(name, PROOF_NAME_MAX + 1);
	ck_assert_int_eq(through(p), ERR_LIMIT);
	p = sample();
	p.kind = PROOF_KIND_COUNT;
	ck_assert_int_eq(through(p), ERR_RANGE);
	p = sample();
	p.reason = SLICE("No Word");
	ck_assert_int_eq(through(p), ERR_RANGE);
	p.reason = SLICE_NONE;
	ck_assert_int_eq(through(p), ERR_RANGE);
	p.kind = PROOF_ADDED;
	ck_assert_int_eq(through(p), ERR_RANGE);	/* added, by header? */
	p.how = PROOF_WITHOUT;
	ck_assert_int_eq(through(p), 0);
	p.is_confidential = true;
	ck_assert_int_eq(through(p), ERR_RANGE);
	p.id_count = 0;
	ck_assert_int_eq(through(p), 0);
	p.ids[0] = SLICE("<a b>");
	p.id_count = 1;
	p.is_confidential = false;
	ck_assert_int_eq(through(p), ERR_SYNTAX);
}
END_TEST

/* --- accounts ------------------------------------------------------------------------ */

static int
account_decode(struct slice body, struct arena *a)
{
	struct proof_account got;
	struct wire_in w;

	wire_in_init(&w, body);
	if (proof_account_get(&w, a, &got) < 0)
		return w.err;
	return wire_end(&w);
}

START_TEST(test_account)
{
	struct proof_account a = { .month = 202605,
	    .association = SLICE("row") };
	struct arena *m = arena_new(MIB);
	struct buf b = BUF_INIT(64 * KIB);
	struct proof p = sample();
	struct wire_out w;

	ck_assert_int_eq(proof_account_note(&a, m, &p, false), ERR_RANGE);
	a.total = 3;
	ck_assert_int_eq(proof_account_note(&a, m, &p, true), 0);
	p = (struct proof){ .kind = PROOF_WRAPPED };
	ck_assert_int_eq(proof_account_note(&a, m, &p, true), 0);
	ck_assert_int_eq((int)proof_account_gap(&a), 1);
	p.kind = PROOF_UNACCOUNTED;
	ck_assert_int_eq(proof_account_note(&a, m, &p, true), 0);
	/* It has a line of its own, and is missing all the same. */
	ck_assert_int_eq((int)proof_account_gap(&a), 1);
	ck_assert_uint_eq(proof_account_with(&a), 1);
	ck_assert_uint_eq(a.partly_held, 1);
	p = sample();
	ck_assert_int_eq(proof_account_note(&a, m, &p, false), 0);
	ck_assert_uint_eq(a.partly_held, 0);
	ck_assert_int_eq((int)proof_account_gap(&a), 2);
	ck_assert_int_eq(proof_account_note(&a, m, &p, false), ERR_RANGE);
	p = (struct proof){ .kind = PROOF_HELD };
	a.total = 0;
	ck_assert_int_eq((int)proof_account_gap(&a), -1);
	wire_out_init(&w, &b);
	proof_account_put(&w, &a);
	ck_assert_int_eq(wire_out_err(&w), 0);
	hostile_cut(account_decode, buf_slice(&b));
	hostile_noise(account_decode, buf_slice(&b), 20000);
	buf_free(&b);
	arena_free(m);
}
END_TEST

/* Whatever reasons there are: nothing is lost, the rest is "other". */
START_TEST(test_account_is_full)
{
	struct proof_account a = { .month = 202605 }, got;
	struct arena *m = arena_new(MIB);
	struct buf b = BUF_INIT(64 * KIB);
	struct proof p = { .kind = PROOF_SKIPPED };
	struct wire_out w;
	struct wire_in in;
	uint64_t other = 0;
	unsigned i, k;

	for (i = 0; i < 3 * PROOF_LINES_MAX; i++) {
		p.reason = arena_printf(m, "reason-%u", i);
		p.how = (enum proof_how)(i % PROOF_HOW_COUNT);
		a.total++;
		ck_assert_int_eq(proof_account_note(&a, m, &p, true), 0);
	}
	for (k = PROOF_ADDED; k < PROOF_KIND_COUNT; k++) {
		p = (struct proof){ .kind = (enum proof_kind)k,
		    .reason = k == PROOF_SKIPPED ? SLICE("last") :
		    SLICE_NONE };
		a.total += k != PROOF_UNACCOUNTED;
		ck_assert_int_eq(proof_account_note(&a, m, &p, true), 0);
	}
	ck_assert_uint_le(a.line_count, PROOF_LINES_MAX);
	ck_assert_int_eq((int)proof_account_gap(&a), 0);
	for (i = 0; i < a.line_count; i++)
		if (slice_eq_str(a.lines[i].reason, "other"))
			other += a.lines[i].count;
	ck_assert_uint_eq(other, 3 * PROOF_LINES_MAX + 1 - (PROOF_LINES_MAX -
	    PROOF_HOW_COUNT - PROOF_KIND_COUNT));
	/* One of those is taken away again from there. */
	p = (struct proof){ .kind = PROOF_SKIPPED, .reason = SLICE("last") };
	ck_assert_int_eq(proof_account_note(&a, m, &p, false), 0);
	wire_out_init(&w, &b);
	proof_account_put(&w, &a);
	ck_assert_int_eq(wire_out_err(&w), 0);
	wire_in_init(&in, buf_slice(&b));
	ck_assert_int_eq(proof_account_get(&in, m, &got), 0);
	ck_assert_int_eq(wire_end(&in), 0);
	ck_assert_uint_eq(got.line_count, a.line_count);
	ck_assert_int_eq((int)proof_account_gap(&got), 1);
	buf_free(&b);
	arena_free(m);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "of a verdict", test_of_verdict, N_OF(cases) },
		{ "id", test_id, N_OF(ids) },
		{ "ids at the limit", test_ids_at_the_limit, 0 },
		{ "wire", test_wire, 0 },
		{ "account", test_account, 0 },
		{ "account is full", test_account_is_full, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("proof", tests);
}
