#include "unit/policy/fixture.h"

/* What stands in rules, what the first message is, what it suggests. */
static const struct {
	const char *name, *text, *error, *hint;
} cases[] = {
	/* what registers and cases keep */
	{ "keep of something else", "set keep held 30 days, recrods 3 years",
	    "f:1:24: error: \"held\", \"refused\" or \"records\" is "
	    "expected here", "records" },
	{ "keep of nothing", "set keep", "f:1:9: error: expected a value", NULL },
	/* blocks and names */
	{ "an unknown kind", "rul x { when no attachment }",
	    "f:1:1: error: unknown kind of block \"rul\"", "rule" },
	{ "an unknown key", "message m { replay \"x\"; reply \"y\" }",
	    "f:1:13: error: a message has no \"replay\"", "reply" },
	{ "a key twice", "message m { reply \"x\"; reply \"y\" }",
	    "f:1:24: error: \"reply\" stands in line 1 already", NULL },
	{ "a name twice", "message sorry { reply \"x\" }",
	    "f:1:9: error: there is a message \"sorry\" already, in line 15 "
	    "of house", NULL },
	{ "a name with capitals", "message Sorry2 { reply \"x\" }",
	    "f:1:9: error: names are made of small letters", NULL },
	{ "a test without quotes", "test x { from a@in.example; expect deliver }",
	    "f:1:6: error: a test's name is a text in quotes", NULL },
	{ "a quoted name of a list", "list \"x\" of words { a }",
	    "f:1:6: error: the name of a list stands without quotes", NULL },
	{ "of at a message", "message m of words { reply \"x\" }",
	    "f:1:9: error: \"of\" belongs to lists only", NULL },
	{ "a list of nothing", "list x { a }",
	    "f:1:6: error: a list says what it is a list of", NULL },
	{ "a list of something else", "list x of domain { a.example }",
	    "f:1:6: error: list \"x\": unknown kind of entry \"domain\"",
	    "domains" },
	{ "a list entry that is no address", "list x of addresses { a@b.example, c }",
	    "f:1:36: error: \"c\" is no mail address", NULL },
	{ "a list entry that is no domain", "list x of domains { a@b.example }",
	    "f:1:21: error: \"a@b.example\" is no domain", NULL },
	{ "a message without reply", "message m { next \"x\" }",
	    "f:1:9: error: a message needs a \"reply\"", NULL },
	{ "an association without domains", "association a { name \"A\" }",
	    "f:1:13: error: an association needs its domains", NULL },
	{ "a domain of two associations",
	    "association a { name \"A\"; domains IN.example }",
	    "f:1:35: error: two associations have the domain \"in.example\"",
	    NULL },
	{ "a detector without pattern", "detector d { near \"x\" }",
	    "f:1:10: error: a detector needs a pattern", NULL },
	{ "a detector with a built-in's name", "detector iban { pattern \"x\" }",
	    "f:1:10: error: \"iban\" is the name of a built-in detector",
	    NULL },
	{ "a detector of an unknown class",
	    "detector d { pattern \"x\"; class privat }",
	    "f:1:33: error: expected a class, not \"privat\"", NULL },
	{ "a certainty", "detector d { pattern \"x\"; certainty likly }",
	    "f:1:37: error: expected possible, likely or certain", "likely" },
	{ "a schedule's days", "schedule s { open mo-fri 09:00-10:00 }",
	    "f:1:19: error: expected days such as mon-fri, not \"mo-fri\"",
	    NULL },
	{ "a schedule's hours", "schedule s { open mon 17:00-09:00 }",
	    "f:1:23: error: these hours end before they begin; write those "
	    "of the night as two, such as", NULL },
	{ "a schedule's minutes", "schedule s { open mon 09:00-17:60 }",
	    "f:1:23: error: expected hours such as 09:00-17:00, not", NULL },
	{ "past the end of a day", "schedule s { open mon 09:00-24:01 }",
	    "f:1:23: error: expected hours such as 09:00-17:00, not", NULL },
	{ "no hours at all", "schedule s { open mon 09:00-09:00 }",
	    "f:1:23: error: these hours are empty: they end when they begin",
	    NULL },
	{ "hours that overlap", "schedule s { open mon-fri 09:00-12:30, "
	    "wed 12:00-17:00 }",
	    "f:1:44: error: these hours overlap those in line 1 on Wednesday",
	    NULL },
	{ "hours that overlap over the week's end",
	    "schedule s { open sat-mon 00:00-24:00\nopen mon 23:59-24:00 }",
	    "f:2:10: error: these hours overlap those in line 1 on Monday",
	    NULL },
	{ "days without hours", "schedule s { open mon-fri }",
	    "f:1:26: error: expected hours such as 09:00-17:00", NULL },
	{ "a schedule's closed days",
	    "schedule s { open mon 09:00-10:00; closed 2026-02-30 }",
	    "f:1:43: error: expected a date such as", NULL },
	{ "exceptions without an end", "exceptions e { reason required }",
	    "f:1:12: error: exceptions need to say how long", NULL },
	{ "exceptions for too long", "exceptions e { lasts 9 years at most }",
	    "f:1:22: error: must be between", NULL },

	/* settings */
	{ "an unknown setting", "set inside domain x.example",
	    "f:1:5: error: unknown setting \"inside\"", "inside domains" },
	{ "a setting twice", "set inside domains x.example",
	    "f:1:5: error: \"set inside domains\" stands in line 1 of house "
	    "already", NULL },
	{ "a class twice", "set unreadable limit deliver\n"
	    "set unreadable limit tempfail",
	    "f:2:5: error: \"set unreadable\" stands in line 1 of f already",
	    NULL },
	{ "two classes", "set unreadable limit deliver\n"
	    "set unreadable crash tempfail\nset unreadable deliver", "", NULL },
	{ "an unknown class", "set unreadable limits deliver",
	    "f:1:16: error: expected deliver, tempfail", NULL },
	{ "whistleblowing by words", "set whistleblowing junk",
	    "f:1:20: error: list \"junk\" holds neither addresses nor "
	    "domains", NULL },
	{ "whistleblowing to nobody known", "set whistleblowing frends",
	    "f:1:20: error: unknown list \"frends\"", "friends" },
	{ "a time zone", "set time-zone Europe/Londn",
	    "f:1:15: error: unknown time zone \"Europe/Londn\"",
	    "Europe/London" },
	{ "a threshold", "set threshold ibann 3",
	    "f:1:15: error: unknown detector \"ibann\"", "iban" },
	{ "a threshold of nothing", "set threshold iban 0",
	    "f:1:20: error: must be between 1", NULL },
	{ "a threshold of a site's", "set threshold tenancy-number 3", "",
	    NULL },
	{ "own lists", "set own ours, nobody",
	    "f:1:15: error: unknown list \"nobody\"", NULL },
	{ "languages", "set languages en-GB, 7",
	    "f:1:22: error: expected a language such as en-GB, not \"7\"",
	    NULL },
	{ "a domain that is none", "set webmail domains mail..example",
	    "f:1:21: error: \"mail..example\" is no domain", NULL },
	{ "disclaimer settings", "set disclaimer place end, charset latin-1",
	    "f:1:35: error: expected a value of that", NULL },

	/* rules */
	{ "a rule without when", "rule r { mode off; then deliver }",
	    "f:1:6: error: a rule needs \"when\"", NULL },
	{ "a rule without then", "rule r { mode off; when no attachment }",
	    "f:1:6: error: a rule needs \"then\"", NULL },
	{ "an unknown mode", "rule r { mode on; when no attachment; then deliver }",
	    "f:1:15: error: expected off, watch, warn or enforce, not \"on\"",
	    NULL },
	{ "a mode nearly right",
	    "rule r { mode enforced; when no attachment; then deliver }",
	    "f:1:15: error: expected off, watch, warn or enforce", "enforce" },
	{ "a mode until yesterday's date",
	    "rule r { mode off until 2026-05-01 then watch until 2026-04-01 "
	    "then enforce; when no attachment; then deliver }",
	    "f:1:53: error: this date is not after the one before", NULL },
	{ "an enforced rule without its papers",
	    "rule r { mode enforce; when no attachment; then deliver }",
	    "f:1:6: error: a rule that is enforced needs \"policy\"", NULL },
	{ "enforced one day",
	    "rule r { mode watch until 2027-01-01 then enforce; policy \"1\", "
	    "\"x\"; purpose \"p\"; when no attachment; then deliver }",
	    "f:1:6: error: a rule that is enforced needs \"approved\"", NULL },
	{ "an approval by nobody",
	    "rule r { approved directer 2026-01-01; when no attachment; "
	    "then deliver }",
	    "f:1:19: error: expected a role, not \"directer\"", "director" },
	{ "a policy without words",
	    "rule r { policy \"42\"; when no attachment; then deliver }",
	    "f:1:21: error: expected a comma and the reason", NULL },
	{ "a severity", "rule r { severity hihg; when no attachment; "
	    "then deliver }", "f:1:19: error: expected low, normal or high",
	    "high" },
	{ "a class of mail",
	    "rule r { on release; when no attachment; then deliver }",
	    "f:1:13: error: expected submission, local or inbound", NULL },
	{ "a refusal on inbound", "rule r { on inbound; when no attachment; "
	    "then reject with sorry }",
	    "f:1:6: error: a rule on inbound can only hold", NULL },
	{ "an override word too short", "rule r { when no attachment; "
	    "then deliver; override with word \"x\" }",
	    "f:1:63: error: a word this short", NULL },

	/* conditions */
	{ "and mixed with or", "rule r { when no attachment and "
	    "sender inside or sender outside; then deliver }",
	    "f:1:47: error: \"or\" mixed with \"and\"; add brackets", NULL },
	{ "or mixed with and", "rule r { when no attachment or "
	    "sender inside and sender outside; then deliver }",
	    "f:1:46: error: \"and\" mixed with \"or\"; add brackets", NULL },
	{ "brackets say which", "rule r { when ( no attachment or "
	    "sender inside ) and sender outside; then deliver }", "", NULL },
	{ "an unknown condition", "rule r { when mesage contains iban; "
	    "then deliver }",
	    "f:1:15: error: unknown condition \"mesage\"",
	    "message contains" },
	{ "a condition half known", "rule r { when any recipent outside; "
	    "then deliver }",
	    "f:1:15: error: unknown condition \"any\"", "any recipient" },
	{ "nothing after and", "rule r { when no attachment and; "
	    "then deliver }", "f:1:32: error: expected a condition", NULL },
	{ "an unknown detector", "rule r {\n    when any recipient outside\n"
	    "         and message contains nhs-numbr in body\n then deliver }",
	    "f:3:31: error: unknown detector \"nhs-numbr\"", "nhs-number" },
	{ "a detector of a pack that is not set", "rule r { when message "
	    "contains irish-pps-number; then deliver }",
	    "f:1:32: error: irish-pps-number is found only with "
	    "\"set packs eu-us\"", NULL },
	{ "a pack that is none", "set packs eu\nrule r { when message contains "
	    "irish-pps-number; then deliver }",
	    "f:1:11: error: expected none or eu-us", NULL },
	{ "words from an unknown list", "rule r { when message contains words "
	    "from jnk; then deliver }", "f:1:43: error: unknown list \"jnk\"",
	    "junk" },
	{ "words from addresses", "rule r { when message contains words "
	    "from friends; then deliver }",
	    "f:1:43: error: list \"friends\" does not hold words", NULL },
	{ "documents from words", "rule r { when message contains documents "
	    "from junk; then deliver }",
	    "f:1:47: error: list \"junk\" does not hold documents", NULL },
	{ "words of records", "rule r { when message contains words from "
	    "people; then deliver }",
	    "f:1:43: error: list \"people\" does not hold words", NULL },
	{ "records of words", "rule r { when message contains records from "
	    "junk; then deliver }",
	    "f:1:45: error: list \"junk\" does not hold records", NULL },
	{ "an empty phrase", "rule r { when message contains phrase \"\"; "
	    "then deliver }", "f:1:39: error: an empty phrase", NULL },
	{ "at most", "rule r { when message contains iban at most 3 times; "
	    "then deliver }", "f:1:40: error: expected \"least\"", NULL },
	{ "a part class", "rule r { when message contains iban in body, "
	    "attachment; then deliver }",
	    "f:1:46: error: expected subject, body, own-text", "attachments" },
	{ "recipients in words", "rule r { when recipients over eight; "
	    "then deliver }", "f:1:31: error: expected a number, not "
	    "\"eight\"", NULL },
	{ "an unknown association", "rule r { when any recipient in "
	    "association kirkk; then deliver }",
	    "f:1:44: error: unknown association \"kirkk\"", "kirk" },
	{ "recipients in words of a list", "rule r { when any recipient in "
	    "list junk; then deliver }",
	    "f:1:37: error: list \"junk\" holds neither addresses nor "
	    "domains", NULL },
	{ "is not an address", "rule r { when sender is director; "
	    "then deliver }",
	    "f:1:25: error: expected a mail address, not \"director\"", NULL },
	{ "what a message is", "rule r { when message is forwarded; "
	    "then deliver }",
	    "f:1:26: error: expected what the message is", "forward" },
	{ "why it is unreadable", "rule r { when message is unreadable "
	    "because encrypted; then deliver }",
	    "f:1:45: error: expected a reason such as limit", NULL },
	{ "a type of file", "rule r { when any attachment of type "
	    "programme; then deliver }",
	    "f:1:38: error: expected a type of file", "program" },
	{ "every attachment, what", "rule r { when every attachment; "
	    "then deliver }",
	    "f:1:31: error: expected what every attachment is", NULL },
	{ "a size", "rule r { when any attachment over 10; then deliver }",
	    "f:1:35: error: expected a size", NULL },
	{ "words after a fact", "rule r { when no attachment at all; "
	    "then deliver }", "f:1:29: error: expected \"and\", \"or\" or "
	    "the end of the condition, not \"at\"", NULL },
	{ "an unknown schedule", "rule r { when time in schedule ofice; "
	    "then deliver }", "f:1:32: error: unknown schedule \"ofice\"",
	    "office" },

	/* of later versions */
	{ "approvals by pages", "set approvals pages",
	    "f:1:15: error: \"pages\" needs the review pages, which this "
	    "version does not have", NULL },
	{ "an unknown exception", "rule r { when no attachment; "
	    "unless exception xe2; then deliver }",
	    "f:1:47: error: there is no \"exceptions xe2\"", NULL },
	{ "unknown people", "rule r { when any recipient unknown and "
	    "original sender unknown; then deliver }", "has no test", NULL },
	{ "first contact", "rule r { when any recipient first contact; "
	    "then deliver }", "has no test", NULL },
	{ "half a first contact", "rule r { when any recipient first; "
	    "then deliver }", "f:1:34: error: expected \"contact\"", NULL },
	{ "lookalike", "rule r { when any recipient lookalike; then deliver }",
	    "has no test", NULL },
	{ "a department without a directory",
	    "rule r { when sender in department housing; then deliver }",
	    "f:1:36: error: departments are known by \"set directory\", which "
	    "is not set", NULL },
	{ "private addresses", "rule r { when any recipient private address "
	    "of staff; then deliver }", "has no test", NULL },
	{ "half a private address", "rule r { when any recipient private "
	    "address; then deliver }",
	    "f:1:37: error: expected \"address of staff\"", NULL },
	{ "same text", "rule r { when same text from over 3 senders within "
	    "24 hours; then deliver }", "has no test", NULL },
	{ "same text that came in", "rule r { when same text received "
	    "within 90 days; then deliver }", "has no test", NULL },
	{ "same text for too long", "rule r { when same text received "
	    "within 91 days; then deliver }",
	    "f:1:41: error: texts are remembered for 90 days", NULL },
	{ "same text of nobody", "rule r { when same text within 2 days; "
	    "then deliver }",
	    "f:1:25: error: expected \"from over N senders\" or "
	    "\"received\"", NULL },
	{ "same text from no number", "rule r { when same text from over "
	    "senders within 2 days; then deliver }", "f:1:35: error:", NULL },

	/* actions */
	{ "an unknown action", "rule r { when no attachment; then rejekt }",
	    "f:1:35: error: unknown action \"rejekt\"", "reject" },
	{ "an unknown message", "rule r { when no attachment; "
	    "then reject with sory }",
	    "f:1:47: error: unknown message \"sory\"", "sorry" },
	{ "a hold that would lapse", "rule r { when no attachment; then "
	    "quarantine for officer decide within 2 working days otherwise "
	    "release }", "f:1:97: error: a hold ends with", NULL },
	{ "a hold by nobody", "rule r { when no attachment; then quarantine "
	    "for oficer decide within 2 hours otherwise refuse }",
	    "f:1:50: error: unknown role \"oficer\"", "officer" },
	{ "held attachments", "rule r { when no attachment; then quarantine "
	    "attachments for officer decide within 2 hours otherwise refuse }",
	    "f:1:46: warning: this version holds the whole email", NULL },
	{ "somebody who is not told", "rule r { when no attachment; then add "
	    "disclaimer otherwise notify officer with sorry }",
	    "f:1:60: warning: this version records whom to notify, and sends "
	    "nothing", NULL },
	{ "a case without a name", "rule r { when no attachment; then open "
	    "case }", "f:1:44: error: expected a word", NULL },
	{ "an unknown fallback", "rule r { when no attachment; then add "
	    "disclaimer otherwise wrapp }",
	    "f:1:60: error: expected deliver-without, header, wrap", "wrap" },
	{ "no fallback", "rule r { when no attachment; then add disclaimer "
	    "otherwise }", "f:1:50: error: otherwise what?", NULL },
	{ "half an action", "rule r { when no attachment; then add "
	    "disclamer }", "f:1:39: error: unknown action \"add disclamer\"",
	    "add disclaimer" },

	/* tests */
	{ "a test that expects nothing", "test \"t\" { from a@in.example }",
	    "f:1:6: error: a test needs something to \"expect\"", NULL },
	{ "a test without mail", "test \"t\" { expect deliver }",
	    "f:1:6: error: a test needs an email", NULL },
	{ "a test of an unknown rule", "test \"t\" { from a@in.example; "
	    "expect reject by r2 }", "f:1:48: error: unknown rule \"r2\"",
	    NULL },
	{ "a test's outcome", "test \"t\" { from a@in.example; "
	    "expect rejected }",
	    "f:1:38: error: expected an outcome", "reject" },
	{ "a test's detector", "test \"t\" { from a@in.example; "
	    "expect found ibn }", "f:1:44: error: unknown detector \"ibn\"",
	    "iban" },
	{ "a test's time", "test \"t\" { from a@in.example; at 2026-05-05 "
	    "25:00; expect deliver }",
	    "f:1:45: error: expected a time such as 10:15", NULL },
	{ "every key of a test", "rule r { when no attachment; then deliver }\n"
	    "test \"t\" { from a@in.example; to b@c.example, d@e.example; cc "
	    "f@g.example; auth x; on local; subject \"s\"; header \"A: b\"; "
	    "body \"b\"; attach \"f.txt\"; at 2026-05-05 10:15; given "
	    "exception ex; given known a@b.example; given source internal; "
	    "given same text 4; expect deliver by r; expect no rule r; expect "
	    "reply contains \"x\"; expect disclaimer kirk; expect found "
	    "tenancy-number; expect unreadable limit }", "", NULL },
};

START_TEST(test_errors)
{
	struct buf b = BUF_INIT(MIB);
	struct policy *p = NULL;
	char hint[100];
	const char *out;
	bool is_error = strstr(cases[_i].error, ": error:") != NULL;
	int r;

	r = fixture_load(cases[_i].text, "", &b, &p);
	out = buf_cstr(&b);
	ck_assert_msg(strstr(out, cases[_i].error) != NULL,
	    "%s: got \"%s\"", cases[_i].name, out);
	ck_assert_msg(r == (is_error ? ERR_SYNTAX : 0), "%s: %d, \"%s\"",
	    cases[_i].name, r, out);
	if (cases[_i].hint != NULL) {
		snprintf(hint, sizeof hint, "did you mean \"%s\"?",
		    cases[_i].hint);
		ck_assert_msg(strstr(out, hint) != NULL, "%s: got \"%s\"",
		    cases[_i].name, out);
	}
	policy_unref(p);
	buf_free(&b);
}
END_TEST

START_TEST(test_what_must_be_set)
{
	struct conf_diag *d = conf_diag_new();
	struct buf b = BUF_INIT(10000);
	struct conf_tree *t;
	struct policy *p;

	ck_assert_int_eq(conf_parse(SLICE("set mode watch"), "f", d, &t), 0);
	ck_assert_int_eq(policy_new(t, d, FIXTURE_NOW, &p), ERR_SYNTAX);
	conf_diag_print(d, &b);
	ck_assert_ptr_nonnull(strstr(buf_cstr(&b),
	    "f: error: \"set inside domains\" is missing\n"));
	ck_assert_ptr_nonnull(strstr(buf_cstr(&b),
	    "f: error: \"set contact\" is missing\n"));
	ck_assert_ptr_nonnull(strstr(buf_cstr(&b),
	    "f: warning: \"set policy\" is missing"));
	buf_free(&b);
	conf_free(t);
	conf_diag_free(d);
}
END_TEST

START_TEST(test_one_slip_hides_no_other)
{
	struct buf b = BUF_INIT(10000);
	struct policy *p;
	size_t at = 0, n = 0;

	ck_assert_int_eq(fixture_load("rule r {\n mode on\n"
	    " when message contains ibn, nhsnumber and any recipient in list x"
	    " and ( sender outsid or mesage is reply )\n"
	    " then rejekt\n then reject with y\n colour red\n}", "", &b, &p),
	    ERR_SYNTAX);
	while ((at = slice_find(buf_slice(&b), SLICE(": error: "), at)) !=
	    SLICE_NPOS) {
		at++;
		n++;
	}
	ck_assert_msg(n == 9, "%zu: %s", n, buf_cstr(&b));
	buf_free(&b);
}
END_TEST

START_TEST(test_a_review_that_has_passed)
{
	struct buf b = BUF_INIT(10000);
	struct policy *p;

	ck_assert_int_eq(fixture_load("rule r { review 2026-05-04; "
	    "when no attachment; then deliver }", "", &b, &p), 0);
	ck_assert_ptr_nonnull(strstr(buf_cstr(&b), "f:1:17: warning: the "
	    "review date of this rule has passed"));
	policy_unref(p);
	buf_free(&b);
}
END_TEST

START_TEST(test_who_sends_notices)
{
	static const struct { const char *rule; bool wants; } all[] = {
		{ "rule r { when no attachment; then deliver }", false },
		{ "rule r { when no attachment; then notify officer with "
		    "sorry }", true },
		{ "rule r { mode warn; when no attachment; then deliver }",
		    true },
		{ "rule r { mode watch until 2099-01-01 then warn; when no "
		    "attachment; then deliver }", true },
	};
	struct policy *p = fixture_policy(all[_i].rule);

	ck_assert_int_eq(policy_wants_notices(p), all[_i].wants);
	policy_unref(p);
}
END_TEST

START_TEST(test_what_is_listed)
{
	struct arena *a = arena_new(MIB);
	struct policy_rule_info *r;
	struct policy *p;

	p = fixture_policy("set rule-defaults mode warn\n"
	    "rule a { policy \"42\", \"Because.\"; mode watch until 2027-01-01"
	    " then off; when no attachment; then deliver }\n"
	    "rule b { when no attachment; then deliver }\n"
	    "test \"t\" { from x@in.example; to y@in.example; expect no rule a }");
	ck_assert_uint_eq(policy_rules(p, a, &r), 2);
	ck_assert(slice_eq_str(r[0].name, "a"));
	ck_assert(slice_eq_str(r[0].clause, "42"));
	ck_assert(slice_eq_str(r[0].reason, "Because."));
	ck_assert(slice_eq_str(r[0].mode, "watch until 2027-01-01 then off"));
	ck_assert(slice_eq_str(r[0].file, "f"));
	ck_assert_uint_eq(r[0].line, 2);
	ck_assert(slice_eq_str(r[1].mode, "warn"));
	ck_assert(slice_eq_str(policy_name(p), "Test Policy 7"));
	ck_assert_uint_eq(policy_test_count(p), 1);
	policy_unref(p);
	arena_free(a);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "errors", test_errors, N_OF(cases) },
		{ "required", test_what_must_be_set, 0 },
		{ "all slips", test_one_slip_hides_no_other, 0 },
		{ "review", test_a_review_that_has_passed, 0 },
		{ "notices", test_who_sends_notices, 4 },
		{ "listed", test_what_is_listed, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("check", all);
}
