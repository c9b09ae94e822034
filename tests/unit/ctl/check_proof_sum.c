#include "ctl/proof_sum.h"

#include <string.h>

#include "base/limits.h"
#include "ctl/proof_print.h"
#include "ctl/reason.h"
#include "unit/unit.h"

static struct proof_line row_lines[] = {
	{ PROOF_ADDED, PROOF_WITHOUT, { NULL, 0 }, 1190 },
	{ PROOF_PRESENT, PROOF_WITHOUT, { NULL, 0 }, 6 },
	{ PROOF_SKIPPED, PROOF_WITHOUT, { (const uint8_t *)"signed", 6 }, 6 },
	{ PROOF_REFUSED, PROOF_WITHOUT, { NULL, 0 }, 2 },
};
static struct proof_line kirk_lines[] = {
	{ PROOF_HELD, PROOF_WITHOUT, { NULL, 0 }, 3 },
	{ PROOF_UNACCOUNTED, PROOF_WITHOUT, { NULL, 0 }, 2 },
	{ PROOF_SKIPPED, PROOF_HEADER, { (const uint8_t *)"signed", 6 }, 1 },
};
static struct proof_line gone_lines[] = {
	{ PROOF_ADDED, PROOF_WITHOUT, { NULL, 0 }, 3 },
};

static void
accounts(struct proof_account a[4])
{
	a[0] = (struct proof_account){ .month = 202605,
	    .association = SLICE("row"), .total = 1204, .lines = row_lines,
	    .line_count = 4 };
	a[1] = (struct proof_account){ .month = 202605,
	    .association = SLICE("kirk"), .total = 6, .lines = kirk_lines,
	    .line_count = 3, .given_up = 1 };
	a[2] = (struct proof_account){ .month = 202605,
	    .association = SLICE("kirk"), .is_release = true, .total = 2,
	    .lines = gone_lines, .line_count = 1 };
	a[3] = (struct proof_account){ .month = 202604, .is_confidential = true,
	    .total = 3, .lines = gone_lines, .line_count = 1 };
}

/* One that has too much does not make up for one that lacks as much. */
START_TEST(test_sums)
{
	struct arena *a = arena_new(MIB);
	struct proof_account list[4];
	const struct slice kirk = SLICE("kirk");
	struct proof_sums s;

	accounts(list);
	ck_assert_int_eq(proof_sums_make(list, 4, NULL, a, &s), 0);
	ck_assert_uint_eq(s.count, 3);
	ck_assert(slice_eq_str(s.list[0].association, "kirk"));
	ck_assert_uint_eq(s.list[2].association.len, 0);
	ck_assert_uint_eq(s.list[2].confidential, 3);
	ck_assert_uint_eq(s.all.sent.total, 1204 + 6 + 3);
	ck_assert_uint_eq(proof_account_of(&s.all.sent, PROOF_SKIPPED), 7);
	ck_assert_uint_eq(proof_account_of(&s.all.sent, PROOF_ADDED), 1193);
	ck_assert_uint_eq(row_lines[0].count, 1190);
	ck_assert_int_eq((int)proof_account_gap(&s.list[0].released), -1);
	ck_assert_uint_eq(proof_sums_gap(&s), 2 + 1);
	ck_assert_int_eq(proof_sums_make(list, 4, &kirk, a, &s), 0);
	ck_assert_uint_eq(s.count, 1);
	ck_assert_uint_eq(s.all.sent.total, 6);
	ck_assert_int_eq(proof_sums_make(list, 0, NULL, a, &s), 0);
	ck_assert_uint_eq(proof_sums_gap(&s), 0);
	arena_free(a);
}
END_TEST

START_TEST(test_words)
{
	struct arena *a = arena_new(MIB);
	struct buf out = BUF_INIT(64 * KIB);
	struct proof_account list[4];
	const struct slice row = SLICE("row");
	struct proof_sums s;
	struct proof_page p = { .month = 202605, .sums = &s };

	accounts(list);
	ck_assert_int_eq(proof_sums_make(list, 3, &row, a, &s), 0);
	ck_assert_int_eq(proof_human(&p, &out), 0);
	ck_assert_msg(slice_starts(buf_slice(&out), SLICE("Disclaimer proof, "
	    "May 2026   1,204 external emails = 1,196 with notice + 6 "
	    "signed, left alone + 2 refused. Balanced: yes.\n")), "%s",
	    buf_cstr(&out));
	buf_reset(&out);
	ck_assert_int_eq(proof_sums_make(list, 3, NULL, a, &s), 0);
	ck_assert_int_eq(proof_human(&p, &out), 0);
	ck_assert_msg(strstr(buf_cstr(&out), "  kirk: 6 external emails = 0 "
	    "with notice + 1 signed, header field instead + 3 held. "
	    "Balanced: NO, 2 unaccounted for.\n") != NULL, "%s",
	    buf_cstr(&out));
	ck_assert_msg(strstr(buf_cstr(&out), "    sent on after holding: 2 "
	    "emails = 3 with notice. Balanced: NO, 1 more accounted for than "
	    "went outside.\n") != NULL, "%s", buf_cstr(&out));
	ck_assert(strstr(buf_cstr(&out), "To do: --list unaccounted") != NULL);
	ck_assert(strstr(buf_cstr(&out), "Each attempt is counted") != NULL);
	ck_assert(strstr(buf_cstr(&out), "Held are those") != NULL);
	ck_assert(strstr(buf_cstr(&out), "Nothing is on record") == NULL);
	ck_assert(strstr(buf_cstr(&out), "so far") == NULL);
	/* One that nobody wrote in, and that is not over. */
	buf_reset(&out);
	p.is_going_on = true;
	ck_assert_int_eq(proof_sums_make(list, 0, NULL, a, &s), 0);
	ck_assert_int_eq(proof_human(&p, &out), 0);
	ck_assert_str_eq(buf_cstr(&out), "Disclaimer proof, May 2026 so far   "
	    "0 external emails = 0 with notice. Balanced: yes.\n"
	    "Nothing is on record: nobody wrote to anybody outside, or it was "
	    "longer ago than records are kept, or before they were.\n");
	buf_free(&out);
	arena_free(a);
}
END_TEST

static const struct {
	enum proof_kind kind;
	const char *reason, *state;
	bool is_given_up;
	const char *words;
} told[] = {
	{ PROOF_ADDED, "", "", false, "EX-7K3M-2QPX: yes, as row (revision "
	    "00000000), on 2026-05-05.\n" },
	{ PROOF_SKIPPED, "signed", "", false, "EX-7K3M-2QPX: no: it left "
	    "without the notice, because it is signed, and not one byte of it "
	    "may change (signed), on 2026-05-05.\n  To do: Nothing" },
	{ PROOF_SKIPPED, "rule-watches", "", false, "the rule that asks for the "
	    "notice only watches (rule-watches), on 2026-05-05.\n"
	    "  To do: Put the rule" },
	{ PROOF_SKIPPED, "of-tomorrow", "", false, "because of-tomorrow, on "
	    "2026-05-05.\n" },
	{ PROOF_HELD, "", "HELD", false, "the held copy is HELD.\n  To do: It "
	    "waits for somebody" },
	{ PROOF_HELD, "", "RELEASED", false, "the held copy is RELEASED.\n" },
	{ PROOF_REFUSED, "", "", false, "it was refused, on 2026-05-05.\n"
	    "  To do: Its sender was told" },
	{ PROOF_UNACCOUNTED, "", "", false, "NO, and no reason for it is known, "
	    "on 2026-05-05.\n  To do: No rule" },
	{ PROOF_NONE, "", "", false, "inside no email needs one, on" },
	{ PROOF_ADDED, "", "", true, "the mail server gave it up, on "
	    "2026-05-05.\n  To do: Its sender" },
};

START_TEST(test_told)
{
	struct proof_told t = { .ref = "EX-7K3M-2QPX", .day = 20260505,
	    .is_given_up = told[_i].is_given_up,
	    .state = slice_str(told[_i].state), .proof = {
	    .kind = told[_i].kind, .reason = slice_str(told[_i].reason),
	    .text = told[_i].kind == PROOF_ADDED ? SLICE("row") :
	    SLICE_NONE } };
	struct buf out = BUF_INIT(64 * KIB);

	ck_assert_int_eq(proof_told_human(&t, &out), 0);
	ck_assert_msg(strstr(buf_cstr(&out), told[_i].words) != NULL, "%s",
	    buf_cstr(&out));
	/* Each line is a whole sentence. */
	ck_assert(slice_ends(buf_slice(&out), SLICE(".\n")));
	buf_free(&out);
}
END_TEST

/* In order, and each with words that make sentences. */
START_TEST(test_reasons)
{
	const struct reason *r, *before = NULL;
	size_t i;

	for (i = 0; (r = reason_at(i)) != NULL; before = r, i++) {
		ck_assert_msg(before == NULL ||
		    strcmp(before->word, r->word) < 0, "%s", r->word);
		ck_assert_ptr_eq(reason_find(slice_str(r->word)), r);
		ck_assert(strlen(r->word) <= PROOF_REASON_MAX);
		ck_assert(r->noun[0] != '\0' && r->clause[0] != '\0');
		ck_assert_msg(r->clause[strlen(r->clause) - 1] != '.', "%s",
		    r->word);
		ck_assert_msg(r->remedy[strlen(r->remedy) - 1] == '.', "%s",
		    r->word);
	}
	ck_assert_uint_gt(i, 30);
	ck_assert_ptr_null(reason_find(SLICE("")));
	ck_assert_ptr_null(reason_find(SLICE("signe")));
}
END_TEST

/* Anything but letters in a name stays within its label. */
START_TEST(test_metrics)
{
	struct arena *a = arena_new(MIB);
	struct buf out = BUF_INIT(64 * KIB);
	struct proof_account list[4];
	const char *text;

	accounts(list);
	list[0].association = SLICE("a\"b\\c\nd");
	ck_assert_int_eq(proof_metrics(list, 4, 202605, a, &out), 0);
	text = buf_cstr(&out);
	ck_assert_msg(strstr(text, "exeat_disclaimers_total{association="
	    "\"a\\\"b\\\\c\\nd\",result=\"added\"} 1190\n") != NULL, "%s",
	    text);
	/* The type bears the name of its samples: text format 0.0.4. */
	ck_assert(strstr(text, "# TYPE exeat_disclaimers_total counter\n") !=
	    NULL);
	ck_assert(strstr(text, "{association=\"kirk\",result="
	    "\"released-added\"} 3\n") != NULL);
	ck_assert(strstr(text, "\nexeat_disclaimer_unbalanced 3\n# EOF\n") !=
	    NULL);
	/* What an older month lacks is no alarm any more. */
	buf_reset(&out);
	ck_assert_int_eq(proof_metrics(list, 4, 202606, a, &out), 0);
	ck_assert(strstr(buf_cstr(&out), "unbalanced 0\n") != NULL);
	buf_free(&out);
	arena_free(a);
}
END_TEST

START_TEST(test_compare)
{
	struct arena *a = arena_new(MIB);
	struct proof_account counted[4], found[4];
	struct proof_line fewer[4];
	struct proof_difference *d;
	size_t n;

	accounts(counted);
	accounts(found);
	/* What is confidential cannot be counted again. */
	ck_assert_int_eq(proof_compare(counted, 4, found, 3, NULL, a, &d, &n),
	    0);
	ck_assert_uint_eq(n, 0);
	memcpy(fewer, row_lines, sizeof fewer);
	fewer[2].how = PROOF_HEADER;
	found[0].lines = fewer;
	found[0].total = 1203;
	ck_assert_int_eq(proof_compare(counted, 3, found, 3, NULL, a, &d, &n),
	    0);
	ck_assert_uint_eq(n, 3);
	ck_assert_str_eq(d[0].what, "external");
	ck_assert_uint_eq(d[0].counted, 1204);
	ck_assert_uint_eq(d[0].found, 1203);
	ck_assert_str_eq(d[1].what, "skipped");
	ck_assert_uint_eq(d[1].found, 0);
	ck_assert_int_eq(d[2].how, PROOF_HEADER);
	ck_assert_uint_eq(d[2].counted, 0);
	/* A whole account that one side lacks. */
	accounts(found);
	ck_assert_int_eq(proof_compare(counted, 3, found, 2, NULL, a, &d, &n),
	    0);
	ck_assert_uint_eq(n, 2);
	ck_assert(d[0].is_release);
	ck_assert_int_eq(proof_compare(counted, 2, found, 3, NULL, a, &d, &n),
	    0);
	ck_assert_uint_eq(n, 2);
	ck_assert_uint_eq(d[0].counted, 0);
	ck_assert_uint_eq(d[0].found, 2);
	arena_free(a);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "sums", test_sums, 0 },
		{ "words", test_words, 0 },
		{ "told", test_told, N_OF(told) },
		{ "reasons", test_reasons, 0 },
		{ "metrics", test_metrics, 0 },
		{ "compare", test_compare, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("proof-sum", tests);
}
