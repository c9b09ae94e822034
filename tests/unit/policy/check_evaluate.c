/*
 * Rules to a verdict: outcomes for each recipient, modes, what could not be
 * read, replies, edits and their settling.
 */
#include "unit/policy/fixture.h"

#define ENFORCE	"set rule-defaults mode enforce, purpose \"p\", " \
		"approved director 2026-02-10\n"
#define POLICY	"policy \"42\", \"Because.\"; "

/* One letter a recipient: a accept, q quarantine, t tempfail, r reject. */
static const char *
letters(const struct verdict *v, char out[32])
{
	size_t i;

	for (i = 0; i < v->recipient_count && i < 31; i++)
		out[i] = "aqtrd"[v->recipients[i].disposition];
	out[i] = '\0';
	return out;
}

/*
 * To bob@out, carl@in, friend@out; two NINOs in the body.  unread: class of
 * an anomaly of part 2, or -1.
 */
static const struct {
	const char *name, *rules, *mode;
	int unread;
	const char *want;
	enum rule_outcome outcome;	/* of the first rule */
} cases[] = {
	{ "no rule", "", "enforce", -1, "aaa", RULE_NOT_MATCHED },
	{ "reject answers the whole message",
	    "rule a { " POLICY "when any recipient outside and message "
	    "contains national-insurance-number; then reject with sorry }",
	    "enforce", -1, "rrr", RULE_MATCHED },
	{ "the global mode is a ceiling",
	    "rule a { " POLICY "when any recipient outside; "
	    "then reject with sorry }", "warn", -1, "aaa", RULE_WARNED },
	{ "watch changes nothing",
	    "rule a { " POLICY "when any recipient outside; "
	    "then reject with sorry }", "watch", -1, "aaa", RULE_WATCHED },
	{ "off is off",
	    "rule a { " POLICY "when any recipient outside; "
	    "then reject with sorry }", "off", -1, "aaa", RULE_NOT_MATCHED },
	{ "a rule's own mode is below the ceiling",
	    "rule a { " POLICY "mode watch; when any recipient outside; "
	    "then reject with sorry }", "enforce", -1, "aaa", RULE_WATCHED },
	{ "a mode that ended yesterday",
	    "rule a { " POLICY "mode watch until 2026-05-05 then enforce; "
	    "when any recipient outside; then reject with sorry }",
	    "enforce", -1, "rrr", RULE_MATCHED },
	{ "a mode that ends tomorrow",
	    "rule a { " POLICY "mode watch until 2026-05-06 then enforce; "
	    "when any recipient outside; then reject with sorry }",
	    "enforce", -1, "aaa", RULE_WATCHED },
	{ "a hold is for the recipients that match",
	    "rule a { " POLICY "when any recipient outside and any recipient "
	    "in list friends; then quarantine for officer decide within "
	    "2 working days otherwise refuse }", "enforce", -1, "aaq",
	    RULE_MATCHED },
	{ "a hold without recipients is for all",
	    "rule a { " POLICY "when message contains "
	    "national-insurance-number; then quarantine for officer decide "
	    "within 2 hours otherwise refuse }", "enforce", -1, "qqq",
	    RULE_MATCHED },
	{ "the strictest wins",
	    "rule a { " POLICY "when any recipient outside; then quarantine "
	    "for officer decide within 2 hours otherwise refuse }\n"
	    "rule b { " POLICY "when any recipient inside; "
	    "then reject with other }\n"
	    "rule c { " POLICY "when sender inside; then deliver }",
	    "enforce", -1, "rrr", RULE_MATCHED },
	{ "unless lets off some",
	    "rule a { " POLICY "when any recipient outside; unless any "
	    "recipient in list friends; then quarantine for officer decide "
	    "within 2 hours otherwise refuse }", "enforce", -1, "qaa",
	    RULE_MATCHED },
	{ "unless lets off all",
	    "rule a { " POLICY "when any recipient outside; unless sender "
	    "inside; then reject with sorry }", "enforce", -1, "aaa",
	    RULE_LIFTED },
	{ "unless without recipients",
	    "rule a { " POLICY "when sender inside; unless any recipient in "
	    "list friends; then reject with sorry }", "enforce", -1, "aaa",
	    RULE_LIFTED },
	{ "a rule for another class",
	    "rule a { " POLICY "on local; when sender inside; "
	    "then reject with sorry }", "enforce", -1, "aaa",
	    RULE_NOT_MATCHED },
	{ "a warning goes through",
	    "rule a { " POLICY "when sender inside; then warn with sorry }",
	    "enforce", -1, "aaa", RULE_MATCHED },

	/* what could not be read */
	{ "unread mail is held from outside", "", "enforce",
	    ANOMALY_MALFORMED, "qaq", RULE_NOT_MATCHED },
	{ "unread mail passes while we watch", "", "watch",
	    ANOMALY_MALFORMED, "aaa", RULE_NOT_MATCHED },
	{ "encrypted mail is left to the rules", "", "enforce",
	    ANOMALY_ENCRYPTED, "aaa", RULE_NOT_MATCHED },
	{ "unless it is set otherwise",
	    "set unreadable encrypted quarantine for officer decide within "
	    "2 hours otherwise refuse", "enforce", ANOMALY_ENCRYPTED, "qaq",
	    RULE_NOT_MATCHED },
	{ "an undecided rule holds for inside too",
	    "rule a { " POLICY "when message contains nhs-number; "
	    "then reject with sorry }", "enforce", ANOMALY_MALFORMED, "qqq",
	    RULE_UNDECIDED },
	{ "a rule decided in spite of it does not",
	    "rule a { " POLICY "when any recipient outside and sender outside "
	    "and message contains nhs-number; then reject with sorry }",
	    "enforce", ANOMALY_MALFORMED, "qaq", RULE_NOT_MATCHED },
	{ "an undecided rule that only watches",
	    "rule a { mode watch; when message contains nhs-number; "
	    "then reject with sorry }", "enforce", ANOMALY_MALFORMED, "qaq",
	    RULE_UNDECIDED },
	{ "set to deliver, undecided counts as no",
	    "set unreadable deliver\nrule a { " POLICY "when message contains "
	    "nhs-number; then reject with sorry }", "enforce",
	    ANOMALY_MALFORMED, "aaa", RULE_NOT_MATCHED },
	{ "one class to deliver",
	    "set unreadable unsupported deliver", "enforce",
	    ANOMALY_UNSUPPORTED, "aaa", RULE_NOT_MATCHED },
	{ "another class is held still",
	    "set unreadable unsupported deliver", "enforce",
	    ANOMALY_MALFORMED, "qaq", RULE_NOT_MATCHED },
	{ "the class wins over the general one, whatever the order",
	    "set unreadable limit tempfail\nset unreadable reject with sorry",
	    "enforce", ANOMALY_LIMIT, "ttt", RULE_NOT_MATCHED },
	{ "refused if it is set so", "set unreadable reject with sorry",
	    "enforce", ANOMALY_MALFORMED, "rrr", RULE_NOT_MATCHED },
	{ "a rule about unreadable mail can be stricter",
	    "rule a { " POLICY "when message is unreadable because malformed; "
	    "then reject with sorry }", "enforce", ANOMALY_MALFORMED, "rrr",
	    RULE_MATCHED },
	{ "but not laxer",
	    "rule a { " POLICY "when message is unreadable; then deliver }",
	    "enforce", ANOMALY_MALFORMED, "qaq", RULE_MATCHED },
	{ "a rule that matches in spite of it acts",
	    "rule a { " POLICY "when message contains "
	    "national-insurance-number; then reject with sorry }",
	    "enforce", ANOMALY_TRUNCATED, "rrr", RULE_MATCHED },
};

static struct mail *
three_recipients(int unread)
{
	struct mail *m;

	m = mail_new("ann@in.example",
	    "bob@out.example carl@in.example friend@out.example");
	mail_find(m, "uk_nino", "", 3, FINDING_BODY, 1);
	mail_find(m, "uk_nino", "", 3, FINDING_BODY, 2);
	mail_attach(m, "2", FILETYPE_DOCUMENT, "a.docx");
	if (unread >= 0)
		mail_unreadable(m, (enum anomaly_class)unread, "2");
	return m;
}

START_TEST(test_outcomes)
{
	struct mail *m = three_recipients(cases[_i].unread);
	struct buf text = BUF_INIT(10000), b = BUF_INIT(MIB);
	struct policy *p = NULL;
	struct verdict *v;
	char got[32];
	int r;

	buf_printf(&text, ENFORCE "%s", cases[_i].rules);
	r = fixture_load(buf_cstr(&text), cases[_i].mode, &b, &p);
	ck_assert_msg(r == 0, "%s: %s", cases[_i].name, buf_cstr(&b));
	v = mail_judge(m, p);
	ck_assert_msg(strcmp(letters(v, got), cases[_i].want) == 0,
	    "%s: got %s", cases[_i].name, got);
	if (v->rule_count > 0)
		ck_assert_msg(v->rules[0].outcome == cases[_i].outcome,
		    "%s: %s", cases[_i].name,
		    rule_outcome_name(v->rules[0].outcome));
	ck_assert(v->mixed_recipients);
	buf_free(&b);
	buf_free(&text);
	policy_unref(p);
	mail_free(m);
}
END_TEST

/* Judge three_recipients() by these rules, enforced. */
static struct verdict *
judge(struct mail *m, const char *rules, struct policy **ret)
{
	struct buf text = BUF_INIT(10000);

	buf_printf(&text, ENFORCE "%s", rules);
	*ret = fixture_policy(buf_cstr(&text));
	buf_free(&text);
	return mail_judge(m, *ret);
}

START_TEST(test_a_refusal_says_what_and_how_on)
{
	struct mail *m = three_recipients(-1);
	struct policy *p;
	struct verdict *v;

	mail_find(m, "payment_card", "", 3, FINDING_ATTACHMENT, 9);
	mail_find(m, "iban", "", 3, FINDING_SUBJECT, 8);
	v = judge(m, "rule a { " POLICY "when any recipient outside and "
	    "message contains national-insurance-number, payment-card; "
	    "then reject with sorry }", &p);
	ck_assert_int_eq(v->disposition, DISPOSITION_REJECT);
	ck_assert_uint_eq(v->smtp_code, 550);
	ck_assert_str_eq(v->smtp_status, "5.7.1");
	ck_assert_uint_eq(v->reply_count, 4);
	ck_assert(slice_eq_str(v->reply[0],
	    "Not sent: sorry. Reference EX-7K3M-2QPX."));
	ck_assert(slice_eq_str(v->reply[1], "Found: 1 payment card number "
	    "in the attachment; 2 National Insurance numbers in the message "
	    "text."));
	ck_assert(slice_eq_str(v->reply[2], "Do it better."));
	ck_assert(slice_eq_str(v->reply[3],
	    "Help: help@in.example or 0141 496 0123."));
	ck_assert(slice_eq_str(v->recipients[1].rule, "a"));
	ck_assert_uint_eq(v->edit_count, 0);
	policy_unref(p);
	mail_free(m);
}
END_TEST

START_TEST(test_local_mail_gets_one_line)
{
	struct mail *m = three_recipients(-1);
	struct policy *p;
	struct verdict *v;

	m->envelope.class = MAIL_CLASS_LOCAL;
	v = judge(m, "rule a { " POLICY "when message contains "
	    "national-insurance-number; then reject with sorry }", &p);
	ck_assert_uint_eq(v->smtp_code, 550);
	ck_assert_uint_eq(v->reply_count, 1);
	policy_unref(p);
	mail_free(m);
}
END_TEST

START_TEST(test_listed_words_are_counted_not_shown)
{
	struct mail *m = three_recipients(-1);
	struct policy *p;
	struct verdict *v;

	mail_find(m, "words", "junk", 3, FINDING_BODY, 11);
	mail_find(m, "phrase", "secret plan", 3, FINDING_QUOTED, 12);
	mail_find(m, "site_tenancy_number", "", 3, FINDING_FILENAME, 13);
	v = judge(m, "rule a { " POLICY "when message contains words from "
	    "junk, phrase \"secret plan\", tenancy-number; "
	    "then reject with other }", &p);
	ck_assert_uint_eq(v->reply_count, 3);
	ck_assert(slice_eq_str(v->reply[1], "Found: 2 listed words or "
	    "phrases in the message text and the quoted text; 1 tenancy "
	    "number in a file name."));
	policy_unref(p);
	mail_free(m);
}
END_TEST

static const struct {
	const char *set;
	enum anomaly_class class;
	unsigned code;
	const char *status;
} refusals[] = {
	{ "reject with sorry", ANOMALY_MALFORMED, 550, "5.6.0" },
	{ "reject with sorry", ANOMALY_LIMIT, 552, "5.3.4" },
	{ "reject with sorry", ANOMALY_TIMEOUT, 552, "5.3.4" },
	{ "tempfail", ANOMALY_CRASH, 451, "4.7.1" },
};

START_TEST(test_codes_for_what_was_not_read)
{
	struct mail *m = three_recipients((int)refusals[_i].class);
	char rules[100];
	struct policy *p;
	struct verdict *v;

	snprintf(rules, sizeof rules, "set unreadable %s", refusals[_i].set);
	v = judge(m, rules, &p);
	ck_assert_uint_eq(v->smtp_code, refusals[_i].code);
	ck_assert_str_eq(v->smtp_status, refusals[_i].status);
	ck_assert_uint_ge(v->reply_count, 1);
	ck_assert_uint_eq(v->anomaly_count, 1);
	ck_assert_int_eq(v->anomalies[0].disposition, v->disposition);
	policy_unref(p);
	mail_free(m);
}
END_TEST

START_TEST(test_a_report_that_says_nothing_is_not_clean)
{
	static struct anomaly locked = { .class = ANOMALY_ENCRYPTED };
	struct mail *m = three_recipients(-1);
	struct policy *p;
	struct verdict *v;
	char got[32];

	m->report.complete = false;
	v = judge(m, "", &p);
	ck_assert_str_eq(letters(v, got), "qaq");
	policy_unref(p);
	/* What is known to be encrypted does not say what went unread. */
	m->report.anomalies = &locked;
	m->report.anomaly_count = 1;
	v = judge(m, "", &p);
	ck_assert_str_eq(letters(v, got), "qaq");
	policy_unref(p);
	mail_free(m);
}
END_TEST

/* Both orders of the same two rules must give the same answer. */
START_TEST(test_order_never_matters)
{
	static const char *const rules[] = {
		"rule a { " POLICY "when sender inside; then quarantine for "
		"officer decide within 2 working days otherwise refuse }\n",
		"rule b { " POLICY "severity high; when any recipient outside; "
		"then quarantine for director decide within 4 hours otherwise "
		"escalate to chair }\n",
		"rule c { " POLICY "when sender inside; "
		"then reject with sorry; override with word \"[really]\" }\n",
		"rule d { " POLICY "severity high; when sender inside; "
		"then reject with other; override with reason }\n",
	};
	struct mail *m = three_recipients(-1);
	char text[2000];
	struct policy *p;
	struct verdict *v[2];
	int order;

	m->report.facts.override_reason = SLICE("because");
	m->report.facts.subject = SLICE("x [REALLY] y");
	for (order = 0; order < 2; order++) {
		snprintf(text, sizeof text, "%s%s%s%s", rules[3 * order],
		    rules[1 + order], rules[2 - order], rules[3 - 3 * order]);
		v[order] = judge(m, text, &p);
		ck_assert_int_eq(v[order]->disposition,
		    DISPOSITION_QUARANTINE);
		ck_assert(slice_eq_str(v[order]->hold.role, "director"));
		ck_assert_uint_eq(v[order]->hold.within, 4);
		ck_assert(v[order]->hold.high_severity);
		ck_assert_uint_eq(v[order]->edit_count, 0);
		policy_unref(p);
	}
	m->report.facts.override_reason = SLICE_NONE;
	m->report.facts.subject = SLICE("x");
	for (order = 0; order < 2; order++) {
		snprintf(text, sizeof text, "%s%s", rules[2 + order],
		    rules[3 - order]);
		v[order] = judge(m, text, &p);
		ck_assert(slice_starts(v[order]->reply[0],
		    SLICE("Not sent: other.")));
		ck_assert(slice_starts(v[order]->reply[1],
		    SLICE("If it has to go, send it again with [reason:")));
		policy_unref(p);
	}
	mail_free(m);
}
END_TEST

START_TEST(test_an_override_lifts_its_rule_and_takes_the_tag_away)
{
	struct mail *m = three_recipients(-1);
	struct policy *p;
	struct verdict *v;
	const char *rules = "rule a { " POLICY "when sender inside; "
	    "then reject with sorry; override with reason }\n"
	    "rule b { " POLICY "when sender inside; "
	    "then reject with sorry; override with word \"[No File]\" }";

	/* One character is no reason. */
	m->report.facts.override_reason = SLICE(" x ");
	m->report.facts.subject = SLICE("Plan [no file]");
	v = judge(m, rules, &p);
	ck_assert_int_eq(v->rules[0].outcome, RULE_MATCHED);
	ck_assert_int_eq(v->rules[1].outcome, RULE_LIFTED);
	policy_unref(p);
	m->report.facts.override_reason = SLICE("they asked for it");
	v = judge(m, rules, &p);
	ck_assert_int_eq(v->disposition, DISPOSITION_ACCEPT);
	ck_assert_int_eq(v->rules[0].outcome, RULE_LIFTED);
	ck_assert(slice_eq_str(v->rules[0].lifted_by, "override"));
	ck_assert_uint_eq(v->edit_count, 2);
	ck_assert_int_eq(v->edits[0].kind, EDIT_STRIP_SUBJECT_TAG);
	ck_assert_uint_eq(v->edits[0].value.len, 0);
	ck_assert(slice_eq_str(v->edits[1].value, "[No File]"));
	policy_unref(p);
	mail_free(m);
}
END_TEST

/* A reason is for us: it leaves the subject though no rule needed it. */
START_TEST(test_a_reason_does_not_go_out)
{
	struct mail *m = three_recipients(-1);
	struct policy *p;
	struct verdict *v;

	m->report.facts.override_reason = SLICE("they asked for it");
	v = judge(m, "rule a { " POLICY "when sender outside; "
	    "then reject with sorry; override with reason }", &p);
	ck_assert_int_eq(v->rules[0].outcome, RULE_NOT_MATCHED);
	ck_assert_uint_eq(v->edit_count, 1);
	ck_assert_int_eq(v->edits[0].kind, EDIT_STRIP_SUBJECT_TAG);
	m->envelope.class = MAIL_CLASS_RELEASE;
	v = mail_judge(m, p);
	ck_assert_uint_eq(v->edit_count, 1);
	/* What comes in is not for us to change. */
	m->envelope.class = MAIL_CLASS_INBOUND;
	v = mail_judge(m, p);
	ck_assert_uint_eq(v->edit_count, 0);
	policy_unref(p);
	/* Where no rule takes a reason it is part of the subject. */
	m->envelope.class = MAIL_CLASS_SUBMISSION;
	v = judge(m, "rule a { " POLICY "when sender outside; "
	    "then reject with sorry }", &p);
	ck_assert_uint_eq(v->edit_count, 0);
	policy_unref(p);
	mail_free(m);
}
END_TEST

/* A reason lifts the rules that take one; the others act, and nothing goes. */
START_TEST(test_a_reason_lifts_only_what_takes_one)
{
	struct mail *m = three_recipients(-1);
	struct policy *p;
	struct verdict *v;

	m->report.facts.override_reason = SLICE("they asked for it");
	v = judge(m, "rule a { " POLICY "when sender inside; "
	    "then reject with sorry; override with reason }\n"
	    "rule b { " POLICY "when sender inside; then quarantine for "
	    "officer decide within 2 hours otherwise refuse; "
	    "override with reason }\n"
	    "rule c { " POLICY "when sender inside; then reject with other }",
	    &p);
	ck_assert_int_eq(v->rules[0].outcome, RULE_LIFTED);
	ck_assert_int_eq(v->rules[1].outcome, RULE_LIFTED);
	ck_assert_int_eq(v->rules[2].outcome, RULE_MATCHED);
	ck_assert_int_eq(v->disposition, DISPOSITION_REJECT);
	ck_assert_uint_eq(v->edit_count, 0);
	policy_unref(p);
	mail_free(m);
}
END_TEST

START_TEST(test_the_trace_says_what_stopped_a_rule)
{
	struct mail *m = three_recipients(-1);
	struct policy *p;
	struct verdict *v;

	v = judge(m, "rule a { " POLICY "when any recipient outside and "
	    "message is forward and sender outside; then reject with sorry }\n"
	    "rule b { " POLICY "when any recipient outside and any recipient "
	    "in association foundry; then reject with sorry }", &p);
	ck_assert_uint_eq(v->rule_count, 2);
	ck_assert(slice_eq_str(v->rules[0].clause, "42"));
	ck_assert(slice_eq_str(v->rules[0].file, "f"));
	ck_assert_uint_eq(v->rules[0].line, 2);
	ck_assert_uint_eq(v->rules[0].fact_count, 3);
	ck_assert_uint_eq(v->rules[0].stopped_at, 1);
	ck_assert(slice_eq_str(v->rules[0].facts[0].because,
	    "2 of 3 recipients, number 1 first"));
	/* Both facts are true, of different recipients. */
	ck_assert_int_eq(v->rules[1].outcome, RULE_NOT_MATCHED);
	ck_assert_int_eq(v->rules[1].facts[1].answer, TRI_YES);
	ck_assert_uint_eq(v->rules[1].stopped_at, 1);
	policy_unref(p);
	mail_free(m);
}
END_TEST

/* --- disclaimers ---------------------------------------------------------------------- */

static const char notice_rule[] = "rule n { " POLICY "when any recipient "
	"outside and not message is automatic; then add disclaimer%s }\n%s";

static struct verdict *
judge_notice(struct mail *m, const char *otherwise, const char *more,
    struct policy **ret)
{
	char text[2000];

	snprintf(text, sizeof text, notice_rule, otherwise, more);
	return judge(m, text, ret);
}

START_TEST(test_the_notice_is_of_who_sends)
{
	struct mail *m = three_recipients(-1);
	struct policy *p;
	struct verdict *v;

	v = judge_notice(m, "", "", &p);
	ck_assert_int_eq(v->disposition, DISPOSITION_ACCEPT);
	ck_assert_int_eq(v->disclaimer, DISCLAIMER_WANTED);
	ck_assert_uint_eq(v->edit_count, 1);
	ck_assert_int_eq(v->edits[0].kind, EDIT_DISCLAIMER);
	ck_assert(slice_eq_str(v->edits[0].name, "foundry"));
	ck_assert(slice_eq_str(v->rules[0].then, "deliver"));
	ck_assert_uint_eq(v->rules[0].effect_count, 1);
	ck_assert(slice_eq_str(v->rules[0].effects[0], "add disclaimer"));
	policy_settle(p, &m->envelope, "EX-7K3M-2QPX", m->arena, v,
	    &(struct edit_outcome){ EDIT_DONE, SLICE_NONE, SLICE("foundry"),
	    EDIT_OTHERWISE_NONE },
	    1);
	ck_assert_int_eq(v->disclaimer, DISCLAIMER_ADDED);
	ck_assert(!v->fallback_used);
	policy_unref(p);
	mail_free(m);
}
END_TEST

/* Is the edit told that every signature is one of ours? */
static const struct {
	const char *name, *setting, *signers;	/* parted by blanks */
	uint32_t is;
	bool replaces;
} signatures[] = {
	{ "not set", "", "in.example", MESSAGE_HAS_DKIM, false },
	{ "ours", "set disclaimer dkim remove-own\n", "in.example",
	    MESSAGE_HAS_DKIM, true },
	{ "both ours", "set disclaimer dkim remove-own\n",
	    "in.example in.example", MESSAGE_HAS_DKIM, true },
	{ "one of another", "set disclaimer dkim remove-own\n",
	    "in.example out.example", MESSAGE_HAS_DKIM, false },
	{ "a subdomain that is not listed", "set disclaimer dkim remove-own\n",
	    "mail.in.example", MESSAGE_HAS_DKIM, false },
	{ "one that cannot be told", "set disclaimer dkim remove-own\n",
	    "in.example -", MESSAGE_HAS_DKIM, false },
	{ "none was told", "set disclaimer dkim remove-own\n", "",
	    MESSAGE_HAS_DKIM, false },
	{ "sealed by others", "set disclaimer dkim remove-own\n",
	    "in.example", MESSAGE_HAS_DKIM | MESSAGE_HAS_ARC, false },
};

START_TEST(test_signatures)
{
	struct mail *m = three_recipients(-1);
	struct slice all = slice_str(signatures[_i].signers), signers[4];
	struct policy *p;
	struct verdict *v;
	size_t at, end, n = 0;

	for (at = 0; at < all.len; at = end + 1) {
		end = slice_chr(all, ' ', at);
		end = end == SLICE_NPOS ? all.len : end;
		signers[n] = slice_sub(all, at, end);
		if (slice_eq(signers[n], SLICE("-")))
			signers[n] = SLICE("");
		n++;
	}
	m->report.facts.is |= signatures[_i].is;
	m->report.facts.signers = signers;
	m->report.facts.signer_count = n;
	v = judge_notice(m, "", signatures[_i].setting, &p);
	ck_assert_msg(v->edits[0].disclaimer->replaces_signatures ==
	    signatures[_i].replaces, "%s", signatures[_i].name);
	policy_unref(p);
	mail_free(m);
}
END_TEST

/* The smaller of both, and a hundredth less than a message may have. */
static const struct {
	const char *settings;
	uint64_t max;
} sizes[] = {
	{ "", MESSAGE_MAX_DEFAULT - MESSAGE_MAX_DEFAULT / 100 },
	{ "set message-limit 10 MB\n", 10 * MIB - 10 * MIB / 100 },
	{ "set message-limit 10 MB\nset disclaimer size 1 MB\n", MIB },
	{ "set message-limit 1 MB\nset disclaimer size 10 MB\n",
	    MIB - MIB / 100 },
	{ "set message-limit 1 MB\nset disclaimer size none\n",
	    MIB - MIB / 100 },
};

START_TEST(test_sizes)
{
	struct mail *m = three_recipients(-1);
	struct policy *p;
	struct verdict *v;

	v = judge_notice(m, "", sizes[_i].settings, &p);
	ck_assert_uint_eq(v->edits[0].disclaimer->size_max, sizes[_i].max);
	ck_assert(!v->edits[0].disclaimer->has_null_sender);
	policy_unref(p);
	mail_free(m);
}
END_TEST

START_TEST(test_nobody_outside_no_notice)
{
	struct mail *m = mail_new("ann@in.example", "carl@in.example");
	struct policy *p;
	struct verdict *v;

	v = judge_notice(m, "", "", &p);
	ck_assert_int_eq(v->disclaimer, DISCLAIMER_NONE);
	ck_assert_uint_eq(v->edit_count, 0);
	ck_assert(!v->mixed_recipients);
	policy_unref(p);
	mail_free(m);
}
END_TEST

START_TEST(test_no_notice_on_what_is_kept)
{
	struct mail *m = three_recipients(-1);
	struct policy *p;
	struct verdict *v;

	/* Only carl, who is inside, gets it now. */
	v = judge_notice(m, "", "rule q { " POLICY "when any recipient "
	    "outside; then quarantine for officer decide within 2 hours "
	    "otherwise refuse }", &p);
	ck_assert_int_eq(v->disposition, DISPOSITION_QUARANTINE);
	ck_assert_uint_eq(v->edit_count, 0);
	ck_assert_int_eq(v->disclaimer, DISCLAIMER_NONE);
	policy_unref(p);
	v = judge_notice(m, "", "rule q { " POLICY "when any recipient in "
	    "list friends; then quarantine for officer decide within 2 hours "
	    "otherwise refuse }", &p);
	ck_assert_uint_eq(v->edit_count, 1);
	policy_unref(p);
	mail_free(m);
}
END_TEST

static const struct {
	const char *name, *otherwise;
	enum edit_result result;
	const char *want;
	enum disclaimer_state state;
	bool used;
} settles[] = {
	{ "by default it goes without", "", EDIT_FAILED, "aaa",
	    DISCLAIMER_FAILED, true },
	{ "skipped is not added either",
	    " otherwise quarantine for officer decide within 2 hours "
	    "otherwise refuse", EDIT_SKIPPED, "qaq", DISCLAIMER_SKIPPED,
	    true },
	{ "refused", " otherwise reject with other", EDIT_FAILED, "rrr",
	    DISCLAIMER_FAILED, true },
	{ "the text is there", " otherwise reject with other", EDIT_ALREADY,
	    "aaa", DISCLAIMER_PRESENT, false },
	{ "no answer at all", " otherwise reject with other",
	    EDIT_RESULT_COUNT, "rrr", DISCLAIMER_FAILED, true },
};

START_TEST(test_settling)
{
	struct edit_outcome o = { settles[_i].result, SLICE("signed"),
	    SLICE_NONE, EDIT_OTHERWISE_NONE };
	struct mail *m = three_recipients(-1);
	struct policy *p;
	struct verdict *v;
	char got[32];

	v = judge_notice(m, settles[_i].otherwise, "", &p);
	policy_settle(p, &m->envelope, "EX-7K3M-2QPX", m->arena, v,
	    o.result == EDIT_RESULT_COUNT ? NULL : &o, 1);
	ck_assert_msg(strcmp(letters(v, got), settles[_i].want) == 0,
	    "%s: %s", settles[_i].name, got);
	ck_assert_int_eq(v->disclaimer, settles[_i].state);
	ck_assert_int_eq(v->fallback_used, settles[_i].used);
	if (v->disposition == DISPOSITION_REJECT) {
		ck_assert_uint_eq(v->smtp_code, 550);
		ck_assert(slice_starts(v->reply[0],
		    SLICE("Not sent: other.")));
	}
	if (v->disposition == DISPOSITION_QUARANTINE)
		ck_assert(slice_eq_str(v->hold.role, "officer"));
	policy_unref(p);
	mail_free(m);
}
END_TEST

/* --- a copy of their own for those inside ------------------------------------------------ */

#define SPLIT	"set mixed-recipients split\n"
#define KEEP_FRIEND "rule q { " POLICY "when any recipient in list friends; " \
	"then quarantine for officer decide within 2 hours otherwise refuse }"
#define KEEP_INSIDE "rule q { " POLICY "when any recipient inside; then " \
	"quarantine for officer decide within 2 hours otherwise refuse }"
#define KEEP_OUTSIDE "rule q { " POLICY "when any recipient outside; then " \
	"quarantine for officer decide within 2 hours otherwise refuse }"

/* 'S': accepted, by a copy of its own. */
static const struct {
	const char *name, *to, *otherwise, *more;
	enum mail_class class;
	enum edit_result result;
	enum edit_otherwise instead;
	const char *want;
} splits[] = {
	{ "inside goes apart", "bob@out.example carl@in.example dan@in.example",
	    "", SPLIT, MAIL_CLASS_SUBMISSION, EDIT_DONE, EDIT_OTHERWISE_NONE,
	    "aSS" },
	{ "by default nobody does", "bob@out.example carl@in.example", "", "",
	    MAIL_CLASS_SUBMISSION, EDIT_DONE, EDIT_OTHERWISE_NONE, "aa" },
	{ "nor with same-copy", "bob@out.example carl@in.example", "",
	    "set mixed-recipients same-copy\n", MAIL_CLASS_SUBMISSION,
	    EDIT_DONE, EDIT_OTHERWISE_NONE, "aa" },
	{ "mail of this machine too", "bob@out.example carl@in.example", "",
	    SPLIT, MAIL_CLASS_LOCAL, EDIT_DONE, EDIT_OTHERWISE_NONE, "aS" },
	{ "not what a person released", "bob@out.example carl@in.example", "",
	    SPLIT, MAIL_CLASS_RELEASE, EDIT_DONE, EDIT_OTHERWISE_NONE, "aa" },
	{ "all outside", "bob@out.example x@other.example", "", SPLIT,
	    MAIL_CLASS_SUBMISSION, EDIT_DONE, EDIT_OTHERWISE_NONE, "aa" },
	{ "partners are outside", "p@partner.example carl@in.example", "",
	    SPLIT, MAIL_CLASS_SUBMISSION, EDIT_DONE, EDIT_OTHERWISE_NONE,
	    "aS" },
	{ "case, subdomains and tags are seen through",
	    "bob@out.example Carl+x@IN.example e@a.deep.example", "", SPLIT,
	    MAIL_CLASS_SUBMISSION, EDIT_DONE, EDIT_OTHERWISE_NONE, "aSS" },
	{ "one kept outside, one goes", "friend@out.example bob@out.example "
	    "carl@in.example", "", SPLIT KEEP_FRIEND, MAIL_CLASS_SUBMISSION,
	    EDIT_DONE, EDIT_OTHERWISE_NONE, "qaS" },
	{ "kept inside stays kept", "bob@out.example carl@in.example", "",
	    SPLIT KEEP_INSIDE, MAIL_CLASS_SUBMISSION, EDIT_DONE,
	    EDIT_OTHERWISE_NONE, "aq" },
	{ "all outside are kept: nothing was put in",
	    "bob@out.example carl@in.example", "", SPLIT KEEP_OUTSIDE,
	    MAIL_CLASS_SUBMISSION, EDIT_DONE, EDIT_OTHERWISE_NONE, "qa" },
	{ "it was there already", "bob@out.example carl@in.example", "",
	    SPLIT, MAIL_CLASS_SUBMISSION, EDIT_ALREADY, EDIT_OTHERWISE_NONE,
	    "aa" },
	{ "it was left out", "bob@out.example carl@in.example", "", SPLIT,
	    MAIL_CLASS_SUBMISSION, EDIT_SKIPPED, EDIT_OTHERWISE_NONE, "aa" },
	{ "it failed", "bob@out.example carl@in.example", "", SPLIT,
	    MAIL_CLASS_SUBMISSION, EDIT_FAILED, EDIT_OTHERWISE_NONE, "aa" },
	{ "left out, and held for it", "bob@out.example carl@in.example",
	    " otherwise quarantine for officer decide within 2 hours "
	    "otherwise refuse", SPLIT, MAIL_CLASS_SUBMISSION, EDIT_SKIPPED,
	    EDIT_OTHERWISE_NONE, "qa" },
	{ "left out, and refused", "bob@out.example carl@in.example",
	    " otherwise reject with other", SPLIT, MAIL_CLASS_SUBMISSION,
	    EDIT_SKIPPED, EDIT_OTHERWISE_NONE, "rr" },
	{ "a confidential report has no copy",
	    "bob@out.example safe@in.example carl@in.example", "",
	    SPLIT "list reports of addresses { safe@in.example }\n"
	    "set whistleblowing reports\n", MAIL_CLASS_SUBMISSION,
	    EDIT_DONE, EDIT_OTHERWISE_NONE, "aaa" },
};

START_TEST(test_split)
{
	struct edit_outcome o = { splits[_i].result, SLICE("signed"),
	    SLICE("foundry"), splits[_i].instead };
	struct mail *m = mail_new("ann@in.example", splits[_i].to);
	struct policy *p;
	struct verdict *v;
	char got[32];
	size_t i;

	m->envelope.class = splits[_i].class;
	v = judge_notice(m, splits[_i].otherwise, splits[_i].more, &p);
	policy_settle(p, &m->envelope, "EX-7K3M-2QPX", m->arena, v, &o, 1);
	letters(v, got);
	for (i = 0; i < v->recipient_count; i++)
		if (v->recipients[i].is_separate) {
			ck_assert_int_eq(got[i], 'a');
			got[i] = 'S';
		}
	ck_assert_msg(strcmp(got, splits[_i].want) == 0, "%s: %s",
	    splits[_i].name, got);
	ck_assert_int_eq(verdict_separates(v), strchr(got, 'S') != NULL);
	policy_unref(p);
	mail_free(m);
}
END_TEST

/* A rule that speaks of no recipient asks for a notice that nobody needs. */
static const struct {
	const char *name, *to, *more;
	enum mail_class class;
	bool is_wanted;
} readers[] = {
	{ "a copy for the inside passes the door as it is", "carl@in.example",
	    SPLIT, MAIL_CLASS_RELEASE, false },
	{ "whatever is set meanwhile", "carl@in.example", "",
	    MAIL_CLASS_RELEASE, false },
	{ "what was held for somebody outside gets it", "bob@out.example",
	    SPLIT, MAIL_CLASS_RELEASE, true },
	{ "split, nobody outside", "carl@in.example", SPLIT,
	    MAIL_CLASS_SUBMISSION, false },
	{ "split, somebody outside", "carl@in.example bob@out.example", SPLIT,
	    MAIL_CLASS_SUBMISSION, true },
	{ "split, those outside are kept", "carl@in.example bob@out.example",
	    SPLIT KEEP_OUTSIDE, MAIL_CLASS_SUBMISSION, false },
	{ "one copy for all: as the rule says", "carl@in.example", "",
	    MAIL_CLASS_SUBMISSION, true },
};

START_TEST(test_notice_has_reader)
{
	struct mail *m = mail_new("ann@in.example", readers[_i].to);
	char text[2000];
	struct policy *p;
	struct verdict *v;

	m->envelope.class = readers[_i].class;
	snprintf(text, sizeof text, "rule n { " POLICY "when sender inside; "
	    "then add disclaimer }\n%s", readers[_i].more);
	v = judge(m, text, &p);
	ck_assert_msg((v->disclaimer == DISCLAIMER_WANTED) ==
	    readers[_i].is_wanted && (v->edit_count > 0) ==
	    readers[_i].is_wanted, "%s: %s, %zu edits", readers[_i].name,
	    disclaimer_state_name(v->disclaimer), v->edit_count);
	policy_unref(p);
	mail_free(m);
}
END_TEST

static const struct {
	const char *name, *rule;
	bool is_unread, is_automatic;
	const char *reason;
} undeclared[] = {
	{ "no rule asks", "when sender is x@in.example", false, false, "" },
	{ "nobody wrote it", "when any recipient outside and not message is "
	    "automatic", false, true, "automatic" },
	{ "the rule watches", "mode watch; when any recipient outside", false,
	    false, "rule-watches" },
	{ "let off", "when any recipient outside; unless sender inside",
	    false, false, "lifted" },
	{ "nobody can tell", "when any recipient outside and not message is "
	    "automatic", true, false, "undecided" },
};

/* No notice was asked for: why, for the account. */
START_TEST(test_why_no_notice)
{
	struct mail *m = mail_new("ann@in.example", "bob@out.example");
	char text[2000];
	struct policy *p;
	struct verdict *v;

	if (undeclared[_i].is_unread)
		mail_unreadable(m, ANOMALY_AMBIGUOUS, "0");
	if (undeclared[_i].is_automatic)
		m->report.facts.is |= MESSAGE_IS_AUTOMATIC;
	snprintf(text, sizeof text, "set unreadable deliver\nrule n { " POLICY
	    "%s; then add disclaimer }\n", undeclared[_i].rule);
	v = judge(m, text, &p);
	ck_assert_int_eq(v->disposition, DISPOSITION_ACCEPT);
	ck_assert_int_eq(v->disclaimer, DISCLAIMER_NONE);
	ck_assert_msg(slice_eq_str(v->disclaimer_reason,
	    undeclared[_i].reason), "%s: \"%.*s\"", undeclared[_i].name,
	    (int)v->disclaimer_reason.len,
	    (const char *)v->disclaimer_reason.ptr);
	policy_unref(p);
	mail_free(m);
}
END_TEST

START_TEST(test_a_sender_of_no_association)
{
	struct mail *m = mail_new("x@a.deep.example", "bob@out.example");
	struct policy *p;
	struct verdict *v;

	v = judge_notice(m, "", "", &p);
	ck_assert_int_eq(v->disclaimer, DISCLAIMER_SKIPPED);
	ck_assert(slice_eq_str(v->disclaimer_reason, "no-association"));
	ck_assert_uint_eq(v->edit_count, 0);
	ck_assert(v->fallback_used);
	ck_assert_int_eq(v->disposition, DISPOSITION_ACCEPT);
	policy_unref(p);
	v = judge_notice(m, " otherwise reject with other", "", &p);
	ck_assert_int_eq(v->disposition, DISPOSITION_REJECT);
	ck_assert_uint_eq(v->smtp_code, 550);
	policy_unref(p);
	mail_free(m);
}
END_TEST

START_TEST(test_the_release_door_only_adds_the_notice)
{
	struct mail *m = three_recipients((int)ANOMALY_MALFORMED);
	struct policy *p;
	struct verdict *v;

	m->envelope.class = MAIL_CLASS_RELEASE;
	v = judge_notice(m, " otherwise reject with other",
	    "rule r { " POLICY "when sender inside; then reject with sorry }",
	    &p);
	ck_assert_int_eq(v->disposition, DISPOSITION_ACCEPT);
	ck_assert_int_eq(v->disclaimer, DISCLAIMER_WANTED);
	ck_assert_int_eq(v->rules[1].outcome, RULE_NOT_MATCHED);
	policy_settle(p, &m->envelope, "EX-7K3M-2QPX", m->arena, v, NULL, 0);
	ck_assert_int_eq(v->disposition, DISPOSITION_ACCEPT);
	policy_unref(p);
	mail_free(m);
}
END_TEST

START_TEST(test_inbound_mail_meets_inbound_rules_only)
{
	struct mail *m = mail_new("x@out.example", "carl@in.example");
	struct policy *p;
	struct verdict *v;
	const char *rules = "rule a { " POLICY "when sender outside; "
	    "then reject with sorry }\n"
	    "rule b { " POLICY "on inbound; when message contains nhs-number; "
	    "then quarantine for it-support decide within 2 hours otherwise "
	    "refuse }";

	m->envelope.class = MAIL_CLASS_INBOUND;
	v = judge(m, rules, &p);
	ck_assert_int_eq(v->disposition, DISPOSITION_ACCEPT);
	policy_unref(p);
	/* Left undecided, it holds as it would have held. */
	mail_unreadable(m, ANOMALY_LIMIT, "2");
	v = judge(m, rules, &p);
	ck_assert_int_eq(v->disposition, DISPOSITION_QUARANTINE);
	ck_assert(slice_eq_str(v->hold.role, "it-support"));
	policy_unref(p);
	/* What no inbound rule asks for is none of our business here. */
	v = judge(m, "", &p);
	ck_assert_int_eq(v->disposition, DISPOSITION_ACCEPT);
	policy_unref(p);
	mail_free(m);
}
END_TEST

START_TEST(test_a_receipt_goes_to_the_sender)
{
	struct mail *m = three_recipients(-1);
	struct policy *p;
	struct verdict *v;

	v = judge(m, "rule a { " POLICY "when any attachment; "
	    "then add receipt request }", &p);
	ck_assert_uint_eq(v->edit_count, 1);
	ck_assert_int_eq(v->edits[0].kind, EDIT_ADD_FIELD);
	ck_assert(slice_eq_str(v->edits[0].name,
	    "Disposition-Notification-To"));
	ck_assert(slice_eq_str(v->edits[0].value, "<ann@in.example>"));
	policy_unref(p);
	mail_free(m);
}
END_TEST

/* Reports, receipts, automatic replies, and what comes from nobody. */
START_TEST(test_automatic_mail_is_left_alone)
{
	static const char rules[] = "rule a { " POLICY "when any attachment; "
	    "then add receipt request }\nrule b { " POLICY "when any recipient "
	    "outside; then add disclaimer }";
	struct mail *m = three_recipients(-1);
	struct policy *p;
	struct verdict *v;

	v = judge(m, rules, &p);
	ck_assert_uint_eq(v->edit_count, 2);
	policy_unref(p);
	m->report.facts.is = MESSAGE_IS_AUTOMATIC;
	v = judge(m, rules, &p);
	ck_assert_uint_eq(v->edit_count, 1);
	ck_assert_int_eq(v->edits[0].kind, EDIT_DISCLAIMER);
	policy_unref(p);
	m->report.facts.is = 0;
	m->envelope.sender = (struct address){ .full = SLICE_NONE };
	v = judge(m, rules, &p);
	/* Nobody belongs to no association, so no notice is asked for. */
	ck_assert_uint_eq(v->edit_count, 0);
	policy_unref(p);
	mail_free(m);
}
END_TEST

START_TEST(test_a_crowd_is_judged_in_time)
{
	struct mail *m = mail_new("ann@in.example", "carl@in.example");
	struct policy *p;
	struct verdict *v;
	char to[40];
	int i;

	for (i = 0; i < ENVELOPE_RECIPIENTS_MAX - 1; i++) {
		snprintf(to, sizeof to, "r%d@%s.example", i,
		    i % 2 ? "out" : "in");
		ck_assert_int_eq(envelope_add_recipient(&m->envelope,
		    m->arena, slice_str(to), SLICE_NONE, SLICE_NONE), 0);
	}
	for (i = 0; i < 5000; i++)
		mail_find(m, "uk_nino", "", 3, FINDING_BODY, (uint64_t)i);
	v = judge(m, "rule a { " POLICY "when any recipient outside and "
	    "message contains national-insurance-number at least 5000 times; "
	    "then quarantine for officer decide within 2 hours otherwise "
	    "refuse }", &p);
	ck_assert_int_eq(v->recipients[0].disposition, DISPOSITION_ACCEPT);
	ck_assert_int_eq(v->recipients[2].disposition,
	    DISPOSITION_QUARANTINE);
	policy_unref(p);
	mail_free(m);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "outcomes", test_outcomes, N_OF(cases) },
		{ "refusal", test_a_refusal_says_what_and_how_on, 0 },
		{ "local", test_local_mail_gets_one_line, 0 },
		{ "words", test_listed_words_are_counted_not_shown, 0 },
		{ "codes", test_codes_for_what_was_not_read, N_OF(refusals) },
		{ "silent", test_a_report_that_says_nothing_is_not_clean, 0 },
		{ "order", test_order_never_matters, 0 },
		{ "override",
		    test_an_override_lifts_its_rule_and_takes_the_tag_away, 0 },
		{ "hidden", test_a_reason_does_not_go_out, 0 },
		{ "lifts", test_a_reason_lifts_only_what_takes_one, 0 },
		{ "trace", test_the_trace_says_what_stopped_a_rule, 0 },
		{ "notice", test_the_notice_is_of_who_sends, 0 },
		{ "inside", test_nobody_outside_no_notice, 0 },
		{ "signatures", test_signatures, N_OF(signatures) },
		{ "sizes", test_sizes, N_OF(sizes) },
		{ "kept", test_no_notice_on_what_is_kept, 0 },
		{ "settle", test_settling, N_OF(settles) },
		{ "split", test_split, N_OF(splits) },
		{ "readers", test_notice_has_reader, N_OF(readers) },
		{ "undeclared", test_why_no_notice, N_OF(undeclared) },
		{ "stranger", test_a_sender_of_no_association, 0 },
		{ "release", test_the_release_door_only_adds_the_notice, 0 },
		{ "inbound",
		    test_inbound_mail_meets_inbound_rules_only, 0 },
		{ "receipt", test_a_receipt_goes_to_the_sender, 0 },
		{ "automatic", test_automatic_mail_is_left_alone, 0 },
		{ "crowd", test_a_crowd_is_judged_in_time, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("evaluate", all);
}
