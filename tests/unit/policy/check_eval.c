/*
 * Conditions and their logic: a condition, a message, an answer.
 */
#include "policy/view.h"

#include "unit/policy/fixture.h"

/* --- three values ---------------------------------------------------------------- */

static const char letters[] = { [TRI_NO] = 'n', [TRI_YES] = 'y',
    [TRI_UNKNOWN] = '?' };

START_TEST(test_truth)
{
	static const enum tri all[] = { TRI_NO, TRI_YES, TRI_UNKNOWN };
	char got[3 * 3 * 2 + 3 + 1], *p = got;
	size_t i, k;

	for (i = 0; i < 3; i++)
		for (k = 0; k < 3; k++) {
			*p++ = letters[tri_and(all[i], all[k])];
			*p++ = letters[tri_or(all[i], all[k])];
		}
	for (i = 0; i < 3; i++)
		*p++ = letters[tri_not(all[i])];
	*p = '\0';
	/* nn ny n? yn yy y? ?n ?y ??, each as and, or; then not */
	ck_assert_str_eq(got, "nn" "ny" "n?" "ny" "yy" "?y" "n?" "?y" "??"
	    "yn?");
}
END_TEST

/* --- facts -------------------------------------------------------------------------- */

/* A message with everything in it, whole or with an unreadable attachment. */
static struct mail *
full_mail(void)
{
	struct mail *m;
	struct part *p;

	m = mail_new("ann@in.example", "bob@out.example "
	    "Friend@OUT.example carl@in.example dora@x.media.example");
	m->envelope.auth = SLICE("ann");
	mail_find(m, "uk_nino", "", 3, FINDING_BODY, 1);
	mail_find(m, "uk_nino", "", 3, FINDING_ATTACHMENT, 1);
	mail_find(m, "uk_nino", "", 2, FINDING_ATTACHMENT, 2);
	mail_find(m, "iban", "", 1, FINDING_QUOTED, 3);
	mail_find(m, "payment_card", "", 1, FINDING_SUBJECT, 4)->bulk = true;
	mail_find(m, "words", "junk", 3, FINDING_BODY, 5);
	mail_find(m, "phrase", "send \"it\"", 3, FINDING_BODY, 6);
	mail_find(m, "site_tenancy_number", "", 3, FINDING_FILENAME, 7);
	p = mail_attach(m, "2", FILETYPE_ARCHIVE, "rota.zip");
	p->encryption = ENCRYPTION_PARTLY;
	p->size = 5000;
	p = mail_attach(m, "2/1", FILETYPE_PROGRAM, "setup.exe");
	p->flags |= PART_IS_MEMBER;
	p = mail_attach(m, "3", FILETYPE_SPREADSHEET, "Plan.XLSM");
	p->flags |= PART_HAS_MACROS | PART_IS_DISGUISED;
	p = mail_attach(m, "4", FILETYPE_PICTURE, "logo.png");
	p->flags |= PART_IS_INLINE_PICTURE;
	m->report.facts.is = MESSAGE_IS_FORWARD | MESSAGE_MENTIONS_ATTACHMENT;
	m->report.facts.forward_depth = 3;
	m->report.facts.original_sender = SLICE("zoe@social.example");
	m->report.facts.visible = arena_array(m->arena, 3,
	    sizeof(struct slice));
	m->report.facts.visible[0] = SLICE("bob@out.example");
	m->report.facts.visible[1] = SLICE("carl@in.example");
	m->report.facts.visible[2] = SLICE("pat@partner.example");
	m->report.facts.visible_count = 3;
	return m;
}

/* The answer when all was read, and when attachment 3 could not be. */
static const struct {
	const char *when;
	enum tri whole, unread;
} facts[] = {
	{ "sender inside", TRI_YES, TRI_YES },
	{ "sender outside", TRI_NO, TRI_NO },
	{ "sender is ANN@In.example", TRI_YES, TRI_YES },
	{ "sender in association foundry", TRI_YES, TRI_YES },
	{ "sender in association kirk", TRI_NO, TRI_NO },
	{ "sender in list friends", TRI_NO, TRI_NO },
	{ "sender signed in", TRI_YES, TRI_YES },
	{ "sender differs from header", TRI_NO, TRI_NO },
	{ "original sender outside", TRI_YES, TRI_YES },
	{ "original sender in list social", TRI_YES, TRI_YES },
	{ "original sender inside", TRI_NO, TRI_NO },
	{ "any recipient outside", TRI_YES, TRI_YES },
	{ "every recipient outside", TRI_NO, TRI_NO },
	{ "any recipient in list friends", TRI_YES, TRI_YES },
	{ "any recipient in list social", TRI_YES, TRI_YES },
	{ "any recipient is carl@in.example", TRI_YES, TRI_YES },
	{ "any recipient is karl@in.example", TRI_NO, TRI_NO },
	{ "recipients over 3", TRI_YES, TRI_YES },
	{ "recipients over 4", TRI_NO, TRI_NO },
	{ "visible recipients over 0", TRI_YES, TRI_YES },
	{ "visible recipients over 1", TRI_NO, TRI_NO },
	{ "forward depth over 2", TRI_YES, TRI_YES },
	{ "forward depth over 3", TRI_NO, TRI_UNKNOWN },
	{ "message is forward", TRI_YES, TRI_YES },
	{ "message is reply", TRI_NO, TRI_NO },
	{ "message is automatic", TRI_NO, TRI_NO },
	{ "message is important", TRI_NO, TRI_NO },
	{ "message is signed", TRI_NO, TRI_UNKNOWN },
	{ "message is encrypted", TRI_NO, TRI_UNKNOWN },
	{ "message is unreadable", TRI_NO, TRI_YES },
	{ "message is unreadable because limit, malformed", TRI_NO, TRI_YES },
	{ "message is unreadable because limit", TRI_NO, TRI_NO },
	{ "message mentions attachment", TRI_YES, TRI_YES },
	{ "message asks for receipt", TRI_NO, TRI_NO },
	{ "no attachment", TRI_NO, TRI_NO },
	{ "any attachment", TRI_YES, TRI_YES },
	{ "any attachment of type program, script", TRI_YES, TRI_YES },
	{ "every attachment of type program", TRI_NO, TRI_NO },
	{ "every attachment of type archive, spreadsheet", TRI_YES,
	    TRI_UNKNOWN },
	{ "any attachment of type picture", TRI_NO, TRI_UNKNOWN },
	{ "any attachment named \"*.EXE\"", TRI_YES, TRI_YES },
	{ "any attachment named \"plan.xls?\"", TRI_YES, TRI_YES },
	{ "any attachment named \"*.xls\"", TRI_NO, TRI_UNKNOWN },
	{ "any attachment over 4 kB", TRI_YES, TRI_YES },
	{ "any attachment over 5 kB", TRI_NO, TRI_UNKNOWN },
	{ "any attachment partly encrypted", TRI_YES, TRI_YES },
	{ "any attachment encrypted", TRI_NO, TRI_UNKNOWN },
	{ "any attachment unreadable", TRI_NO, TRI_YES },
	{ "any attachment unreadable because limit", TRI_NO, TRI_UNKNOWN },
	{ "any attachment disguised", TRI_YES, TRI_YES },
	{ "any attachment with macros", TRI_YES, TRI_YES },
	{ "message contains national-insurance-number", TRI_YES, TRI_YES },
	{ "message contains national-insurance-number at least 2 times",
	    TRI_YES, TRI_YES },
	{ "message contains national-insurance-number at least 3 times",
	    TRI_NO, TRI_UNKNOWN },
	{ "message contains certain national-insurance-number at least 2 times",
	    TRI_NO, TRI_UNKNOWN },
	{ "message contains national-insurance-number in own-text", TRI_YES,
	    TRI_YES },
	{ "message contains national-insurance-number in subject", TRI_NO,
	    TRI_UNKNOWN },
	{ "message contains nhs-number", TRI_NO, TRI_UNKNOWN },
	{ "message contains iban", TRI_NO, TRI_UNKNOWN },
	{ "message contains possible iban", TRI_YES, TRI_YES },
	{ "message contains possible iban in own-text", TRI_NO, TRI_UNKNOWN },
	{ "message contains possible iban in body", TRI_YES, TRI_YES },
	{ "message contains payment-card", TRI_YES, TRI_YES },
	{ "message contains certain payment-card", TRI_NO, TRI_UNKNOWN },
	{ "message contains personal-data at least 3 times", TRI_YES, TRI_YES },
	{ "message contains personal-data at least 4 times", TRI_NO,
	    TRI_UNKNOWN },
	{ "message contains words from junk", TRI_YES, TRI_YES },
	{ "message contains phrase \"send \\\"it\\\"\"", TRI_YES, TRI_YES },
	{ "message contains phrase \"send\"", TRI_NO, TRI_UNKNOWN },
	{ "message contains tenancy-number", TRI_YES, TRI_YES },
	{ "message contains tenancy-number in filenames, headers", TRI_YES,
	    TRI_YES },
	{ "message contains nhs-number, iban, tenancy-number", TRI_YES,
	    TRI_YES },
	/* logic */
	{ "not message contains nhs-number", TRI_YES, TRI_UNKNOWN },
	{ "not sender outside", TRI_YES, TRI_YES },
	{ "sender outside and message contains nhs-number", TRI_NO, TRI_NO },
	{ "sender inside and message contains nhs-number", TRI_NO,
	    TRI_UNKNOWN },
	{ "sender inside or message contains nhs-number", TRI_YES, TRI_YES },
	{ "sender outside or not ( sender inside and message contains iban )",
	    TRI_YES, TRI_UNKNOWN },
	/* one recipient must meet all of it */
	{ "any recipient outside and any recipient in association foundry",
	    TRI_NO, TRI_NO },
	{ "any recipient outside and any recipient in list friends", TRI_YES,
	    TRI_YES },
	{ "any recipient inside and ( any recipient in list social or "
	    "any recipient in list friends )", TRI_NO, TRI_NO },
	{ "any recipient in list social or any recipient is q@in.example",
	    TRI_YES, TRI_YES },
	{ "any recipient outside and not any recipient in list social",
	    TRI_NO, TRI_NO },
	/* one attachment must meet all of it */
	{ "any attachment of type archive and any attachment disguised",
	    TRI_NO, TRI_UNKNOWN },
	{ "any attachment of type spreadsheet and any attachment disguised",
	    TRI_YES, TRI_YES },
	{ "any attachment of type archive and not any attachment disguised",
	    TRI_NO, TRI_NO },
	{ "sender inside or any attachment of type database", TRI_YES,
	    TRI_YES },
};

static enum tri
answer(const char *when, struct mail *m)
{
	char text[1000];
	struct policy *p;
	struct verdict *v;
	enum tri t;

	snprintf(text, sizeof text, "rule r { mode watch; when %s; "
	    "then deliver }", when);
	p = fixture_policy(text);
	v = mail_judge(m, p);
	t = v->rules[0].outcome == RULE_WATCHED ? TRI_YES :
	    v->rules[0].outcome == RULE_UNDECIDED ? TRI_UNKNOWN : TRI_NO;
	policy_unref(p);
	return t;
}

START_TEST(test_facts)
{
	struct mail *m = full_mail();
	enum tri t;

	t = answer(facts[_i].when, m);
	ck_assert_msg(t == facts[_i].whole, "%s: %c", facts[_i].when,
	    letters[t]);
	mail_unreadable(m, ANOMALY_MALFORMED, "3");
	t = answer(facts[_i].when, m);
	ck_assert_msg(t == facts[_i].unread, "%s, unread: %c",
	    facts[_i].when, letters[t]);
	mail_free(m);
}
END_TEST

START_TEST(test_encryption_leaves_nothing_undecided)
{
	struct mail *m = full_mail();
	enum tri t;

	mail_unreadable(m, ANOMALY_ENCRYPTED, "3");
	t = answer(facts[_i].when, m);
	ck_assert_msg(t == facts[_i].whole, "%s: %c", facts[_i].when,
	    letters[t]);
	mail_free(m);
}
END_TEST

START_TEST(test_a_broken_report_knows_no_header_either)
{
	struct mail *m = mail_new("ann@in.example", "bob@out.example");

	m->report.complete = false;
	mail_unreadable(m, ANOMALY_CRASH, "");
	ck_assert_int_eq(answer("message is important", m), TRI_UNKNOWN);
	ck_assert_int_eq(answer("not message is automatic", m), TRI_UNKNOWN);
	ck_assert_int_eq(answer("message asks for receipt", m), TRI_UNKNOWN);
	ck_assert_int_eq(answer("visible recipients over 0", m), TRI_UNKNOWN);
	ck_assert_int_eq(answer("no attachment", m), TRI_UNKNOWN);
	ck_assert_int_eq(answer("every attachment encrypted", m), TRI_UNKNOWN);
	ck_assert_int_eq(answer("any recipient outside", m), TRI_YES);
	ck_assert_int_eq(answer("recipients over 1", m), TRI_NO);
	mail_free(m);
}
END_TEST

START_TEST(test_nothing_attached)
{
	struct mail *m = mail_new("ann@in.example", "bob@out.example");

	ck_assert_int_eq(answer("no attachment", m), TRI_YES);
	ck_assert_int_eq(answer("any attachment", m), TRI_NO);
	ck_assert_int_eq(answer("every attachment encrypted", m), TRI_NO);
	mail_free(m);
}
END_TEST

/* A logo on a letter; a picture in an archive is a file that was sent. */
START_TEST(test_pictures_of_documents)
{
	struct mail *m = mail_new("ann@in.example", "bob@out.example");

	mail_attach(m, "2", FILETYPE_DOCUMENT, "letter.docx");
	mail_attach(m, "2/1", FILETYPE_BITMAP, "image1.bmp")->flags |=
	    PART_IS_MEMBER;
	mail_attach(m, "2/2", FILETYPE_PROGRAM, "oleObject1.exe")->flags |=
	    PART_IS_MEMBER;
	ck_assert_int_eq(answer("any attachment of type bitmap", m), TRI_NO);
	ck_assert_int_eq(answer("any attachment named \"*.bmp\"", m), TRI_NO);
	ck_assert_int_eq(answer("any attachment of type program", m),
	    TRI_YES);
	mail_attach(m, "3", FILETYPE_ARCHIVE, "damp.zip");
	mail_attach(m, "3/1", FILETYPE_BITMAP, "damp.bmp")->flags |=
	    PART_IS_MEMBER;
	ck_assert_int_eq(answer("any attachment of type bitmap", m), TRI_YES);
	mail_free(m);
}
END_TEST

START_TEST(test_a_password_in_the_message_protects_nothing)
{
	struct mail *m = mail_new("ann@in.example", "bob@out.example");
	struct part *p = mail_attach(m, "2", FILETYPE_ARCHIVE, "rota.zip");

	p->encryption = ENCRYPTION_STRONG;
	ck_assert_int_eq(answer("any attachment encrypted", m), TRI_YES);
	ck_assert_int_eq(answer("every attachment encrypted", m), TRI_YES);
	p->encryption = ENCRYPTION_NO;
	ck_assert_int_eq(answer("any attachment encrypted", m), TRI_NO);
	p->flags |= PART_PASSWORD_IS_HERE;
	ck_assert_int_eq(answer("any attachment encrypted", m), TRI_YES);
	ck_assert_int_eq(answer("every attachment encrypted", m), TRI_NO);
	ck_assert_int_eq(answer("any attachment weakly encrypted", m),
	    TRI_NO);
	mail_free(m);
}
END_TEST

/* --- who is who ----------------------------------------------------------------------- */

static const struct {
	const char *name, *recipient;
	bool inside;
} insides[] = {
	{ "a listed domain", "a@in.example", true },
	{ "in capitals", "a@IN.Example", true },
	{ "with a closing dot", "a@in.example.", true },
	{ "a subdomain that is not listed", "a@sub.in.example", false },
	{ "below a star", "a@x.deep.example", true },
	{ "far below a star", "a@z.y.x.deep.example", true },
	{ "the star's own domain", "a@deep.example", false },
	{ "a look-alike ending", "a@notin.example", false },
	{ "another", "a@out.example", false },
	{ "an address literal", "a@[192.0.2.1]", false },
	{ "no domain", "root", false },
	{ "a quoted local part", "\"a@in.example\"@out.example", false },
	{ "a plus tag", "a+b@in.example", true },
	{ "a percent that the MTA routes by", "a%out.example@in.example", false },
	{ "a bang path", "out.example!a@in.example", false },
	{ "an address within quotes", "\"a@out.example\"@in.example", false },
};

START_TEST(test_inside)
{
	struct mail *m = mail_new("ann@in.example", "bob@out.example");

	/* Some of these the door refuses before any rule is asked. */
	ck_assert_int_eq(address_parse(m->arena,
	    slice_str(insides[_i].recipient),
	    &m->envelope.recipients[0].address), 0);
	ck_assert_msg(answer("any recipient inside", m) ==
	    (insides[_i].inside ? TRI_YES : TRI_NO), "%s", insides[_i].name);
	ck_assert_msg(answer("any recipient outside", m) ==
	    (insides[_i].inside ? TRI_NO : TRI_YES), "%s", insides[_i].name);
	mail_free(m);
}
END_TEST

START_TEST(test_the_sender_is_who_signed_in)
{
	struct mail *m = mail_new("x@out.example", "bob@out.example");

	m->report.facts.from[0] = SLICE("ann@in.example");
	ck_assert_int_eq(answer("sender outside", m), TRI_YES);
	ck_assert_int_eq(answer("sender differs from header", m), TRI_YES);
	m->envelope.auth = SLICE("ann@in.example");
	ck_assert_int_eq(answer("sender inside", m), TRI_YES);
	ck_assert_int_eq(answer("sender differs from header", m), TRI_NO);
	/* A login that is no address says nothing of the domain. */
	m->envelope.auth = SLICE("ann");
	ck_assert_int_eq(answer("sender outside", m), TRI_YES);
	mail_free(m);
}
END_TEST

START_TEST(test_the_null_sender)
{
	struct mail *m = mail_new("<>", "bob@out.example");

	ck_assert_int_eq(answer("message is automatic", m), TRI_YES);
	ck_assert_int_eq(answer("sender inside", m), TRI_NO);
	ck_assert_int_eq(answer("sender outside", m), TRI_NO);
	ck_assert_int_eq(answer("sender differs from header", m), TRI_NO);
	mail_free(m);
}
END_TEST

START_TEST(test_names_in_unicode_and_in_ascii_are_one)
{
	struct mail *m = mail_new("ann@in.example",
	    "a@b\xc3\xbc" "cher.example b@xn--bcher-kva.example "
	    "c@B\xc3\x9c" "CHER.example");
	static const char *const forms[] = { ("b\xc3\xbc" "cher.example"),
	    "xn--bcher-kva.example", "XN--BCHER-KVA.example" };
	char text[200];
	struct policy *p;
	size_t i;

	for (i = 0; i < 3; i++) {
		snprintf(text, sizeof text, "list u of domains { %s }\n"
		    "rule r { mode watch; when every recipient in list u; "
		    "then deliver }", forms[i]);
		p = fixture_policy(text);
		ck_assert_int_eq(mail_judge(m, p)->rules[0].outcome,
		    RULE_WATCHED);
		policy_unref(p);
	}
	mail_free(m);
}
END_TEST

START_TEST(test_thresholds)
{
	struct mail *m = mail_new("ann@in.example", "bob@out.example");
	struct policy *p;

	p = fixture_policy("set threshold iban 3\n"
	    "set threshold tenancy-number 2\n"
	    "rule a { mode watch; when message contains iban; then deliver }\n"
	    "rule b { mode watch; when message contains tenancy-number; "
	    "then deliver }\n"
	    "rule c { mode watch; when message contains iban at least 1 "
	    "times; then deliver }");
	mail_find(m, "iban", "", 3, FINDING_BODY, 1);
	mail_find(m, "iban", "", 3, FINDING_BODY, 2);
	mail_find(m, "iban", "", 3, FINDING_ATTACHMENT, 2);
	mail_find(m, "site_tenancy_number", "", 3, FINDING_BODY, 9);
	ck_assert_int_eq(mail_judge(m, p)->rules[0].outcome, RULE_NOT_MATCHED);
	ck_assert_int_eq(mail_judge(m, p)->rules[1].outcome, RULE_NOT_MATCHED);
	ck_assert_int_eq(mail_judge(m, p)->rules[2].outcome, RULE_WATCHED);
	mail_find(m, "iban", "", 2, FINDING_ATTACHMENT, 3);
	mail_find(m, "site_tenancy_number", "", 3, FINDING_BODY, 8);
	ck_assert_int_eq(mail_judge(m, p)->rules[0].outcome, RULE_WATCHED);
	ck_assert_int_eq(mail_judge(m, p)->rules[1].outcome, RULE_WATCHED);
	policy_unref(p);
	mail_free(m);
}
END_TEST

/* A detector of the site is of the groups of its class, or of none. */
START_TEST(test_classes_of_the_site)
{
	static const struct {
		const char *detector, *list;
		uint8_t tier;
		const char *when;
		bool matches;
	} lines[] = {
		{ "site_case_file", "", 3, "message contains secrets", true },
		{ "site_case_file", "", 1, "message contains secrets", false },
		{ "site_case_file", "", 3, "message contains personal-data",
		    false },
		{ "site_tenancy_number", "", 3, "message contains "
		    "personal-data, secrets", false },
		{ "fingerprint_match", "papers", 2,
		    "message contains documents from papers", true },
		{ "words", "papers", 3,
		    "message contains documents from papers", false },
		{ "fingerprint_match", "papers", 2,
		    "message contains known-document", true },
		{ "fingerprint_match", "papers", 2,
		    "message contains certain known-document", false },
		{ "fingerprint_match", "other", 3,
		    "message contains documents from papers", false },
	};
	struct mail *m = mail_new("ann@in.example", "bob@out.example");
	struct policy *p;
	char rule[200];

	snprintf(rule, sizeof rule, "rule a { mode watch; when %s; "
	    "then deliver }", lines[_i].when);
	p = fixture_policy(rule);
	mail_find(m, lines[_i].detector, lines[_i].list, lines[_i].tier,
	    FINDING_BODY, 1);
	ck_assert_msg((mail_judge(m, p)->rules[0].outcome == RULE_WATCHED) ==
	    lines[_i].matches, "%s: %s", lines[_i].detector, lines[_i].when);
	ck_assert_int_eq(policy_class_of(p, SLICE("site_case_file")),
	    DETECTOR_CREDENTIAL);
	ck_assert_int_eq(policy_class_of(NULL, SLICE("site_case_file")),
	    DETECTOR_SITE);
	ck_assert_int_eq(policy_class_of(p, SLICE("site_tenancy_number")),
	    DETECTOR_SITE);
	ck_assert_int_eq(policy_class_of(p, SLICE("iban")),
	    DETECTOR_FINANCIAL);
	ck_assert_int_eq(policy_class_of(p, SLICE("phrase")),
	    DETECTOR_CONDUCT);
	policy_unref(p);
	mail_free(m);
}
END_TEST

START_TEST(test_facts_are_told_in_the_rules_words)
{
	struct mail *m = full_mail();
	struct rule_fact *f;
	struct policy *p;
	size_t n;

	p = fixture_policy("rule a { mode watch; when any   recipient outside\n"
	    " and message contains words from junk,phrase \"a \\\"b\\\"\" "
	    "at least 2 times; then deliver }\n"
	    "rule b { mode off; when any recipient\toutside and not "
	    "any attachment named \"*.EXE\"; then deliver }");
	ck_assert_int_eq(policy_facts(p, &m->envelope, &m->report, NULL,
	    m->arena, &f, &n), 0);
	ck_assert_uint_eq(n, 3);
	ck_assert(slice_eq_str(f[0].words, "any recipient outside"));
	ck_assert_int_eq(f[0].answer, TRI_YES);
	ck_assert(slice_eq_str(f[1].words, "message contains words from junk, "
	    "phrase \"a \\\"b\\\"\" at least 2 times"));
	ck_assert_int_eq(f[1].answer, TRI_NO);
	ck_assert(slice_eq_str(f[2].words, "any attachment named \"*.EXE\""));
	ck_assert_int_eq(f[2].answer, TRI_YES);
	ck_assert(slice_eq_str(f[2].because, "part 2/1"));
	policy_unref(p);
	mail_free(m);
}
END_TEST

START_TEST(test_parties)
{
	struct mail *m = full_mail();
	struct sender_facts s;
	struct party party;
	struct policy *p = fixture_policy("");

	ck_assert_int_eq(policy_sender(p, &m->envelope, &m->report, m->arena,
	    &s), 0);
	ck_assert(slice_eq_str(s.party.address, "ann@in.example"));
	ck_assert(slice_eq_str(s.party.association, "foundry"));
	ck_assert(s.party.inside && s.signed_in && !s.differs_from_header);
	ck_assert_int_eq(policy_party(p, SLICE("F.r@in.example"), m->arena,
	    &party), 0);
	ck_assert_uint_eq(party.list_count, 1);
	ck_assert(slice_eq_str(party.lists[0], "friends"));
	ck_assert_int_eq(policy_party(p, SLICE("x@partner.example"), m->arena,
	    &party), 0);
	ck_assert(party.partner && !party.inside &&
	    party.association.len == 0 && party.list_count == 0);
	ck_assert_uint_eq(policy_visible_recipients(p, &m->report), 1);
	policy_unref(p);
	mail_free(m);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "truth", test_truth, 0 },
		{ "facts", test_facts, N_OF(facts) },
		{ "encrypted", test_encryption_leaves_nothing_undecided,
		    N_OF(facts) },
		{ "broken", test_a_broken_report_knows_no_header_either, 0 },
		{ "nothing attached", test_nothing_attached, 0 },
		{ "pictures of documents", test_pictures_of_documents, 0 },
		{ "password here",
		    test_a_password_in_the_message_protects_nothing, 0 },
		{ "inside", test_inside, N_OF(insides) },
		{ "sender", test_the_sender_is_who_signed_in, 0 },
		{ "null sender", test_the_null_sender, 0 },
		{ "idn", test_names_in_unicode_and_in_ascii_are_one, 0 },
		{ "thresholds", test_thresholds, 0 },
		{ "classes", test_classes_of_the_site, 9 },
		{ "words", test_facts_are_told_in_the_rules_words, 0 },
		{ "parties", test_parties, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("eval", all);
}
