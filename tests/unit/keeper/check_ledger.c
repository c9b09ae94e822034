/*
 * ledger -- what people ask of the ledger of files and say of them, through
 * the control socket of a real keeper.
 */
#include "mail/memory.h"
#include "unit/keeper/rig.h"

static struct ledger_file
file_of(uint8_t which)
{
	struct ledger_file f;

	memset(&f, 0, sizeof f);
	memset(f.digest, which, sizeof f.digest);
	return f;
}

struct told {
	struct ledger_entry *list;
	size_t n;
};

static int
ask(struct rig *g, enum keeper_ledger_act act, const struct ledger_file *f,
    size_t n, const char *reason, struct told *ret)
{
	const struct keeper_ledger_files files = { .files = f, .count = n };

	*ret = (struct told){ NULL, 0 };
	return keeper_ledger(g->people, act, &files, slice_str(reason), g->a,
	    &ret->list, &ret->n);
}

static int
ask_ref(struct rig *g, enum keeper_ledger_act act, const char *ref,
    const char *part, struct told *ret)
{
	const struct keeper_ledger_files files = { .ref = slice_str(ref),
	    .part = slice_str(part) };

	*ret = (struct told){ NULL, 0 };
	return keeper_ledger(g->people, act, &files,
	    act == KEEPER_LEDGER_SHOWS ? SLICE_NONE : SLICE("good reason"),
	    g->a, &ret->list, &ret->n);
}

START_TEST(test_approve_and_forget)
{
	const struct ledger_file f[] = { file_of(1), file_of(2) };
	struct told t;
	struct rig g;

	rig_make(&g);
	rig_start(&g, NULL);
	ck_assert_int_eq(ask(&g, KEEPER_LEDGER_SHOWS, f, 2, "", &t), 0);
	ck_assert_uint_eq(t.n, 2);
	ck_assert_uint_eq(t.list[0].seen | t.list[1].seen, 0);
	ck_assert_int_eq(ask(&g, KEEPER_LEDGER_SHOWS, NULL, 0, "", &t), 0);
	ck_assert_uint_eq(t.n, 0);
	ck_assert_int_eq(ask(&g, KEEPER_LEDGER_APPROVES, f, 2,
	    "  the council's form ", &t), 0);
	ck_assert_uint_eq(t.n, 2);
	ck_assert_uint_eq(t.list[1].seen, MEMORY_SEEN_APPROVED);
	ck_assert(slice_eq_str(t.list[1].reason, "the council's form"));
	ck_assert_uint_gt(t.list[1].approver.len, 0);
	ck_assert_int_gt(t.list[1].approved_ms, 0);
	ck_assert_int_eq(ask(&g, KEEPER_LEDGER_SHOWS, NULL, 0, "", &t), 0);
	ck_assert_uint_eq(t.n, 2);
	ck_assert_int_eq(ask(&g, KEEPER_LEDGER_FORGETS, f, 1, "it is old",
	    &t), 0);
	ck_assert_uint_eq(t.list[0].seen, 0);
	ck_assert_int_eq(ask(&g, KEEPER_LEDGER_FORGETS, f, 1, "it is old",
	    &t), ERR_NOTFOUND);
	ck_assert_ptr_nonnull(strstr(keeper_last_error(), "does not know"));
	/* One of two that is known is enough. */
	ck_assert_int_eq(ask(&g, KEEPER_LEDGER_FORGETS, f, 2, "it is old",
	    &t), 0);
	rig_kill(&g);
	rig_start(&g, NULL);
	ck_assert_int_eq(ask(&g, KEEPER_LEDGER_SHOWS, NULL, 0, "", &t), 0);
	ck_assert_uint_eq(t.n, 0);
	audit_is_right(&g);
	rig_end(&g);
}
END_TEST

START_TEST(test_refused)
{
	const struct ledger_file f = file_of(1), none = file_of(0);
	const struct keeper_ledger_files files = { .files = &f, .count = 1 };
	char words[REASON_MAX + 2];
	struct told t;
	struct rig g;

	rig_make(&g);
	rig_start(&g, NULL);
	/* A milter asks facts of a message; this is for people. */
	ck_assert_int_lt(keeper_ledger(g.link, KEEPER_LEDGER_APPROVES, &files,
	    SLICE("reason"), g.a, &t.list, &t.n), 0);
	ck_assert_int_eq(ask(&g, KEEPER_LEDGER_SHOWS, NULL, 0, "", &t), 0);
	ck_assert_uint_eq(t.n, 0);
	ck_assert_int_eq(ask(&g, KEEPER_LEDGER_APPROVES, &f, 1, " x ", &t),
	    ERR_RANGE);
	ck_assert_int_eq(ask(&g, KEEPER_LEDGER_FORGETS, &f, 1, "", &t),
	    ERR_RANGE);
	memset(words, 'w', sizeof words);
	words[REASON_MAX + 1] = '\0';
	ck_assert_int_eq(ask(&g, KEEPER_LEDGER_APPROVES, &f, 1, words, &t),
	    ERR_RANGE);
	words[REASON_MAX] = '\0';
	ck_assert_int_eq(ask(&g, KEEPER_LEDGER_APPROVES, &f, 1, words, &t),
	    0);
	ck_assert_int_eq(ask(&g, KEEPER_LEDGER_APPROVES, NULL, 0, "reason",
	    &t), ERR_SYNTAX);
	ck_assert_int_eq(ask(&g, KEEPER_LEDGER_APPROVES, &none, 1, "reason",
	    &t), ERR_RANGE);
	/* All or nothing. */
	ck_assert_int_eq(ask(&g, KEEPER_LEDGER_APPROVES,
	    (const struct ledger_file[]){ file_of(7), none }, 2, "reason",
	    &t), ERR_RANGE);
	ck_assert_int_eq(ask(&g, KEEPER_LEDGER_SHOWS, NULL, 0, "", &t), 0);
	ck_assert_uint_eq(t.n, 1);
	rig_end(&g);
}
END_TEST

START_TEST(test_references)
{
	struct keeper_receipt got;
	struct mail m;
	struct told t;
	struct rig g;

	rig_make(&g);
	rig_start(&g, NULL);
	ck_assert_int_eq(ask_ref(&g, KEEPER_LEDGER_SHOWS, "nonsense", "", &t),
	    ERR_SYNTAX);
	ck_assert_int_eq(ask_ref(&g, KEEPER_LEDGER_APPROVES, "EX-7K3M-2QPX",
	    "", &t), ERR_NOTFOUND);
	ck_assert_ptr_nonnull(strstr(keeper_last_error(), "no such email"));
	/* Everybody got it: its record is kept, and nothing more. */
	mail_make(&g, &m, "open", 1000, 1, 0);
	ck_assert_int_eq(mail_decide(&g, &m, 1, &got), 0);
	ck_assert_int_eq(ask_ref(&g, KEEPER_LEDGER_SHOWS, got.ref, "", &t),
	    ERR_NOTFOUND);
	mail_end(&m);
	rig_end(&g);
}
END_TEST

/* As many files as a message may have, in one act. */
START_TEST(test_most)
{
	static struct ledger_file f[REPORT_PARTS_MAX];
	struct told t;
	struct rig g;
	size_t i;

	for (i = 0; i < REPORT_PARTS_MAX; i++) {
		f[i] = file_of(9);
		memcpy(f[i].digest, &i, sizeof i);
	}
	rig_make(&g);
	rig_start(&g, NULL);
	ck_assert_int_eq(ask(&g, KEEPER_LEDGER_APPROVES, f, REPORT_PARTS_MAX,
	    "all of them", &t), 0);
	ck_assert_uint_eq(t.n, REPORT_PARTS_MAX);
	ck_assert_uint_eq(t.list[t.n - 1].seen, MEMORY_SEEN_APPROVED);
	ck_assert_int_eq(ask(&g, KEEPER_LEDGER_SHOWS, NULL, 0, "", &t), 0);
	ck_assert_uint_eq(t.n, LEDGER_LIST_MAX);
	rig_end(&g);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "approve and forget", test_approve_and_forget, 0 },
		{ "refused", test_refused, 0 },
		{ "references", test_references, 0 },
		{ "most", test_most, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("ledger", all);
}
