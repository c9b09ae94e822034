/*
 * memory -- what a milter asks before it decides, and what is learnt when it
 * has: with the decision, whole, once, and never without it.
 *
 * The rows of REGISTER_SEEN tell: each mail that was learnt from leaves one.
 */
#include "keeper/settings.h"
#include "unit/keeper/remember.h"

START_TEST(test_asked)
{
	struct memory_question q;
	struct memory_answer m;
	struct mail mail;
	struct rig g;

	rig_make(&g);
	rig_start(&g, NULL);
	mail_make(&g, &mail, "ask", 1000, 3, 0);
	note_make(&g, &mail);
	q = mail.note->question;
	ck_assert_int_eq(keeper_ask(g.link, &q, PATIENCE, g.a, &m), 0);
	ck_assert(memory_answer_fits(&m, &q));
	ck_assert_uint_eq(m.parties[MEMORY_RECIPIENTS].known, 0);
	/* People have commands of their own for what registers hold. */
	ck_assert_int_eq(keeper_ask(g.people, &q, PATIENCE, g.a, &m),
	    ERR_DENIED);
	mail_end(&mail);
	ck_assert_int_eq(rig_drain(&g), 0);
	ck_assert_uint_eq(learnt(&g), 0);
	rig_end(&g);
}
END_TEST

/* A question and an answer of many frames. */
START_TEST(test_largest)
{
	struct memory_question q;
	struct memory_answer m;
	struct mail mail;
	struct rig g;

	rig_make(&g);
	rig_start(&g, NULL);
	mail_make(&g, &mail, "many", 1000, ENVELOPE_RECIPIENTS_MAX, 0);
	note_make(&g, &mail);
	q = mail.note->question;
	ck_assert_int_eq(keeper_ask(g.link, &q, PATIENCE, g.a, &m), 0);
	ck_assert(memory_answer_fits(&m, &q));
	mail_end(&mail);
	rig_end(&g);
}
END_TEST

START_TEST(test_nonsense)
{
	struct memory_question q = { .party_count = 0 };
	struct memory_answer m;
	struct rig g;

	rig_make(&g);
	rig_start(&g, NULL);
	/* Refused by the client already; the keeper lives on. */
	ck_assert_int_lt(keeper_ask(g.link, &q, PATIENCE, g.a, &m), 0);
	ck_assert_uint_eq(held_count(&g, ""), 0);
	rig_end(&g);
}
END_TEST

START_TEST(test_learnt_once)
{
	struct keeper_receipt got;
	struct mail m, held;
	struct rig g;

	rig_make(&g);
	rig_start(&g, NULL);
	mail_make(&g, &m, "learn", 1000, 3, 0);
	note_make(&g, &m);
	ck_assert_int_eq(mail_decide(&g, &m, 1, &got), 0);
	/* Its sender did not hear the answer. */
	m.e.queue_id = SLICE("another");
	ck_assert_int_eq(mail_decide(&g, &m, 2, &got), 0);
	mail_make(&g, &held, "held", 1000, 2, 2);
	note_make(&g, &held);
	ck_assert_int_eq(mail_decide(&g, &held, 3, &got), 0);
	audit_is_right(&g);
	/* No address of it in clear. */
	ck_assert_int_eq(store_grep(&g, "canary-"), 0);
	ck_assert_int_eq(rig_drain(&g), 0);
	ck_assert_uint_eq(learnt(&g), 1);
	mail_end(&m);
	mail_end(&held);
	rig_end(&g);
}
END_TEST

/* What a confused milter may send: refused whole, nothing on record. */
static void
spoil(struct mail *m, int way)
{
	struct memory_note *n = m->note;

	switch (way) {
	case 0:
		n->question.class = MAIL_CLASS_INBOUND;
		break;
	case 1:
		n->question.at_ms++;
		break;
	case 2:
		n->question.retry_digest[0] ^= 1;
		break;
	case 3:
		n->is_let_go[MEMORY_SENDER] = true;
		break;
	case 4:
		n->is_let_go[MEMORY_ORIGINAL] = true;
		break;
	case 5:		/* the first is held */
		n->is_let_go[MEMORY_RECIPIENTS] = true;
		break;
	case 6:
		n->question.party_count--;
		break;
	default:
		m->v.disposition = DISPOSITION_REJECT;
		break;
	}
}

#define WAYS	8

START_TEST(test_note_of_another)
{
	struct keeper_receipt got;
	struct keeper_answer ans;
	char ref[REFERENCE_SIZE];
	struct mail m;
	struct rig g;

	rig_make(&g);
	rig_start(&g, NULL);
	mail_make(&g, &m, "spoilt", 1000, 3, 1);
	note_make(&g, &m);
	spoil(&m, _i);
	ck_assert_int_eq(mail_decide(&g, &m, 1, &got), ERR_MISMATCH);
	ref_make(1, ref);
	ck_assert_int_eq(keeper_explain(g.people, ref, g.a, &ans),
	    ERR_NOTFOUND);
	ck_assert_int_eq(rig_drain(&g), 0);
	ck_assert_uint_eq(learnt(&g), 0);
	mail_end(&m);
	rig_end(&g);
}
END_TEST

static const struct {
	const char *fault;
	bool is_learnt;
} points[] = {
	{ "asked", false },		/* no answer, so no decision */
	{ "decide-run", false },
	{ "decide-learnt", false },
	{ "before-commit:2", false },	/* the first is the start's */
	{ "after-commit:2", true },
	{ "before-answer:2", true },	/* the first is the answer to ASK */
};

/* Killed anywhere from the question to the answer: whole or nothing. */
START_TEST(test_killed)
{
	struct keeper_receipt got;
	struct memory_answer answer;
	struct mail m;
	struct rig g;
	int r;

	rig_make(&g);
	rig_start(&g, NULL);
	ck_assert_int_eq(rig_drain(&g), 0);
	mail_make(&g, &m, "kill", 1000, 3, 0);
	note_make(&g, &m);
	rig_start(&g, points[_i].fault);
	r = keeper_ask(g.link, &m.note->question, PATIENCE, g.a, &answer);
	if (r == 0)
		r = mail_decide(&g, &m, 1, &got);
	ck_assert_msg(r == ERR_CLOSED, "%s: %s", points[_i].fault,
	    err_text(r));
	ck_assert_int_eq(rig_wait(&g), 256 + SIGKILL);
	ck_assert_uint_eq(learnt(&g), points[_i].is_learnt);

	/* The sender tries again: counted once, whatever was before. */
	rig_start(&g, NULL);
	ck_assert_int_eq(keeper_ask(g.link, &m.note->question, PATIENCE, g.a,
	    &answer), 0);
	ck_assert_int_eq(mail_decide(&g, &m, 2, &got), 0);
	audit_is_right(&g);
	ck_assert_int_eq(rig_drain(&g), 0);
	ck_assert_uint_eq(learnt(&g), 1);
	mail_end(&m);
	rig_end(&g);
}
END_TEST

/* Between question and decision: the milter hears of it at its decision. */
START_TEST(test_killed_between)
{
	struct keeper_receipt got;
	struct memory_answer answer;
	struct mail m;
	struct rig g;

	rig_make(&g);
	rig_start(&g, NULL);
	mail_make(&g, &m, "between", 1000, 3, 0);
	note_make(&g, &m);
	ck_assert_int_eq(keeper_ask(g.link, &m.note->question, PATIENCE, g.a,
	    &answer), 0);
	rig_kill(&g);
	ck_assert_int_eq(mail_decide(&g, &m, 1, &got), ERR_CLOSED);
	ck_assert_int_eq(keeper_ask(g.link, &m.note->question, PATIENCE, g.a,
	    &answer), ERR_CLOSED);
	ck_assert_uint_eq(learnt(&g), 0);
	mail_end(&m);
	rig_end(&g);
}
END_TEST

/* What is past its time goes when the keeper starts, in as many steps. */
START_TEST(test_expired)
{
	struct keeper_receipt got;
	struct mail m;
	struct rig g;
	unsigned i;

	rig_make(&g);
	rig_start(&g, NULL);
	for (i = 0; i < 450; i++) {
		mail_make(&g, &m, "old", 100, 1, 0);
		m.e.at_ms -= (int64_t)30 * 24 * 3600 * 1000;
		memset(m.e.retry_digest, (int)i, 16);
		m.e.retry_digest[31] = (uint8_t)(i / 256);
		note_make(&g, &m);
		ck_assert_int_eq(mail_decide(&g, &m, i, &got), 0);
		mail_end(&m);
	}
	mail_make(&g, &m, "new", 100, 1, 0);
	note_make(&g, &m);
	ck_assert_int_eq(mail_decide(&g, &m, i, &got), 0);
	ck_assert_int_eq(rig_drain(&g), 0);
	ck_assert_uint_eq(learnt(&g), 451);
	rig_start(&g, NULL);
	for (i = 0; i < 400 && keeper_stats(g.people, &(struct keeper_stats){
	    0 }) == 0; i++)
		;	/* each turn takes a step, too */
	audit_is_right(&g);
	ck_assert_int_eq(rig_drain(&g), 0);
	ck_assert_uint_eq(learnt(&g), 1);
	mail_end(&m);
	rig_end(&g);
}
END_TEST

#define DAY_MS	((int64_t)24 * 3600 * 1000)

static const struct {
	const char *text;
	int64_t keep_ms;	/* 0: refused */
} settings[] = {
	{ "set inside domains a.example", 3 * 365 * DAY_MS },
	{ "set keep held 30 days, refused 90 days", 3 * 365 * DAY_MS },
	{ "set keep held 30 days, refused 90 days, records 2 years",
	    2 * 365 * DAY_MS },
	{ "set keep records 24 hours", DAY_MS },
	{ "set keep records 23 hours", 0 },
	{ "set keep records 100 years", 100 * 365 * DAY_MS },
	{ "set keep records 101 years", 0 },
	{ "set keep records", 0 },
	{ "set keep records soon", 0 },
};

START_TEST(test_settings)
{
	struct conf_diag *d = conf_diag_new();
	struct keeper_settings s = { 0 };
	struct conf_tree *t;
	int r;

	ck_assert_int_eq(conf_parse(slice_str(settings[_i].text), "f", d, &t),
	    0);
	r = keeper_settings_read(t, d, &s);
	ck_assert_int_eq(r == 0, settings[_i].keep_ms != 0);
	if (r == 0)
		ck_assert_int_eq(s.registers.keep_ms, settings[_i].keep_ms);
	keeper_settings_free(&s);
	conf_free(t);
	conf_diag_free(d);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "settings", test_settings, N_OF(settings) },
		{ "asked", test_asked, 0 },
		{ "largest", test_largest, 0 },
		{ "nonsense", test_nonsense, 0 },
		{ "learnt once", test_learnt_once, 0 },
		{ "note of another", test_note_of_another, WAYS },
		{ "killed", test_killed, N_OF(points) },
		{ "killed between", test_killed_between, 0 },
		{ "expired", test_expired, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("memory", cases);
}
