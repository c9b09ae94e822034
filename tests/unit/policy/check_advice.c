/*
 * Warnings about the rules as a whole: told where they are due, and not told
 * beside their benign twins.
 */
#include "unit/policy/fixture.h"

#define RULE(name, when, then) "rule " name " { policy \"P\", \"Why.\"; when " \
	when "; then " then " }\n"
#define TESTED(name) "test \"" name "\" { from a@in.example; to b@out.example; " \
	"expect no rule " name " }\n"
#define ONE(when) RULE("r", when, "reject with sorry") TESTED("r")
#define HOLD "quarantine for officer decide within 1 hours otherwise refuse"

/* Of all warnings those with this tag; "" for none. */
static const struct {
	const char *text, *tag, *words;
} cases[] = {
	/* can never act */
	{ ONE("any recipient inside and not any recipient inside"), "[never]",
	    "contradict each other" },
	{ ONE("any recipient outside and not any recipient inside"), "[never]",
	    "" },
	{ ONE("any recipient inside and any recipient outside"), "[never]",
	    "speak of the same one" },
	{ ONE("any recipient outside and not every recipient outside"),
	    "[never]", "" },
	{ ONE("every recipient inside and any recipient outside"), "[never]",
	    "contradict each other" },
	{ ONE("not any recipient inside and not any recipient outside"),
	    "[never]", "contradict each other" },
	{ ONE("every recipient inside and not any recipient inside"),
	    "[never]", "contradict each other" },
	{ ONE("no attachment and any attachment encrypted"), "[never]",
	    "contradict each other" },
	{ ONE("no attachment and not any attachment encrypted"), "[never]",
	    "" },
	{ ONE("any attachment encrypted and not any attachment"), "[never]",
	    "contradict each other" },
	{ ONE("any attachment and not any attachment encrypted"), "[never]",
	    "" },
	{ ONE("recipients over 8 and not recipients over 5"), "[never]",
	    "contradict each other" },
	{ ONE("recipients over 5 and not recipients over 8"), "[never]", "" },
	{ ONE("recipients over 5 and not visible recipients over 5"),
	    "[never]", "" },
	{ ONE("sender inside and sender outside"), "[never]", "contradict" },
	{ ONE("message is reply and ( not message is reply or not message is "
	    "reply )"), "[never]", "contradict each other" },
	{ ONE("message is reply or ( sender inside and sender outside )"),
	    "[never]", "" },
	/* Two facts below one "not" speak of one recipient. */
	{ ONE("any recipient inside and not ( any recipient inside and any "
	    "recipient is a@in.example )"), "[never]", "" },
	{ ONE("any recipient outside and not ( any recipient outside and any "
	    "recipient inside )"), "[never]", "" },
	{ "list none of addresses { }\n"
	    ONE("any recipient in list none"), "[never]",
	    "list \"none\" has no entries" },
	{ "list none of addresses { }\n"
	    ONE("any recipient outside and not any recipient in list none"),
	    "[never]", "" },
	{ "list none of addresses { }\n"
	    ONE("every recipient in list none or no attachment"), "[never]",
	    "" },
	{ "list none of words { }\n" ONE("message contains words from none"),
	    "[never]", "list \"none\" has no entries" },
	{ "list none of words { }\n"
	    ONE("message contains words from none, iban"), "[never]", "" },
	{ "rule r { policy \"P\", \"Why.\"; when any recipient outside; unless "
	    "any recipient outside or no attachment; then deliver }\n"
	    TESTED("r"), "[never]", "lets go all" },
	{ "rule r { policy \"P\", \"Why.\"; when any recipient outside; unless "
	    "any recipient outside and no attachment; then deliver }\n"
	    TESTED("r"), "[never]", "" },
	{ "rule r { policy \"P\", \"Why.\"; mode off; when no attachment; then "
	    "deliver }\n" TESTED("r"), "[off]", "is off" },
	{ "rule r { policy \"P\", \"Why.\"; mode off until 2030-01-01 then watch; "
	    "when no attachment; then deliver }\n" TESTED("r"), "[off]", "" },
	{ "rule r { policy \"P\", \"Why.\"; mode watch until 2026-01-01 then off; "
	    "when no attachment; then deliver }\n" TESTED("r"), "[off]",
	    "is off" },
	/* undo one another */
	{ "rule r { policy \"P\", \"Why.\"; when no attachment; then deliver; "
	    "then reject with sorry }\n" TESTED("r"), "[contradiction]",
	    "says both deliver and reject" },
	{ "rule r { policy \"P\", \"Why.\"; when no attachment; then " HOLD
	    "; then reject with sorry }\n" TESTED("r"), "[contradiction]",
	    "says both quarantine and reject" },
	{ "rule r { policy \"P\", \"Why.\"; when no attachment; then reject "
	    "with sorry; then add disclaimer; then notify officer with other "
	    "}\n" TESTED("r"), "[contradiction]", "" },
	{ RULE("a", "no attachment and sender inside", "deliver")
	    RULE("b", "sender inside and no attachment", "reject with sorry")
	    TESTED("a") TESTED("b"), "[contradiction]", "f:1:6: warning: rule "
	    "\"a\" delivers what rule \"b\" stops" },
	{ RULE("a", "no attachment", "deliver")
	    RULE("b", "sender inside", "reject with sorry")
	    TESTED("a") TESTED("b"), "[contradiction]", "" },
	{ RULE("a", "no attachment", "add disclaimer")
	    RULE("b", "no attachment", "reject with sorry")
	    TESTED("a") TESTED("b"), "[contradiction]", "" },
	{ "rule a { policy \"P\", \"Why.\"; on inbound; when no attachment; "
	    "then " HOLD " }\n" RULE("b", "no attachment", HOLD)
	    TESTED("a") TESTED("b"), "[duplicate]", "" },
	{ RULE("a", "no attachment", HOLD) RULE("b", "no attachment", HOLD)
	    TESTED("a") TESTED("b"), "[duplicate]", "f:2:6: warning: rule "
	    "\"b\" asks the same as rule \"a\"" },
	{ "rule a { policy \"P\", \"Why.\"; when no attachment; unless sender "
	    "inside; then " HOLD " }\n" RULE("b", "no attachment", HOLD)
	    TESTED("a") TESTED("b"), "[contradiction]", "is stopped by rule "
	    "\"b\"" },
	/* blocks */
	{ "list idle of words { x }\n" ONE("no attachment"), "[unused]",
	    "list \"idle\"" },
	{ "list busy of words { x }\n"
	    ONE("message contains words from busy"), "list \"busy\"", "" },
	{ "message idle { reply \"No.\" }\n" ONE("no attachment"),
	    "message \"idle\"", "[unused]" },
	{ "exceptions idle { lasts 9 days at most }\n" ONE("no attachment"),
	    "exceptions \"idle\"", "[unused]" },
	{ "list health of terms { x }\n" ONE("no attachment"),
	    "list \"health\"", "" },
	{ "list none of words { }\n"
	    ONE("message contains words from none, iban"), "[empty]",
	    "f:1:6: warning: list \"none\" has no entries" },
	/* tests and clauses */
	{ RULE("r", "no attachment", "deliver"), "[untested]",
	    "f:1:6: warning: rule \"r\" has no test" },
	{ "clause \"P 1\" { about \"x\" }\n" ONE("no attachment"),
	    "[unserved]", "f:1:8: warning: no rule names clause \"P 1\"" },
	{ "clause \"P 1\" { served by \"the lock\" }\n" ONE("no attachment"),
	    "[unserved]", "" },
	{ "clause \"P\" { about \"x\" }\n" ONE("no attachment"), "[unserved]",
	    "" },
	{ "clause \"P 1\" { served by \"x\" }\nrule r { policy \"P 12\", "
	    "\"y\"; when no attachment; then deliver }\n" TESTED("r"),
	    "[clause]", "no block says what clause \"P 12\" asks" },
	{ "clause \"P 1\" { served by \"x\" }\nrule r { policy \"Q 12, R\", "
	    "\"y\"; when no attachment; then deliver }\n" TESTED("r"),
	    "[clause]", "" },
	/* languages */
	{ "set languages en-GB, gd, pl\nmessage m { reply \"No.\"; text gd "
	    "\"Chan eil.\" }\n" ONE("no attachment"), "[language]",
	    "f:2:9: warning: no text in en-GB, pl;" },
	{ "set languages en-GB, gd\nmessage m { reply \"No.\" }\n"
	    ONE("no attachment"), "[language]",
	    "f:2:9: warning: no text in gd;" },
	{ "set languages en-GB\nmessage m { reply \"No.\" }\n"
	    ONE("no attachment"), "[language]", "" },
	{ "set languages en-GB\nmessage m { reply \"No.\"; text en-GB "
	    "\"No.\" }\n" ONE("no attachment"), "[language]", "" },
	/* copies for the inside need a way out and a guard before it */
	{ "set mixed-recipients split\n" ONE("no attachment"), "[split]",
	    "f:1:5: warning: \"mixed-recipients split\" hands copies over "
	    "through the release port, and there is no \"set release-port\"" },
	{ "set mixed-recipients split\nset release-port 127.0.0.1:10027\n"
	    ONE("no attachment"), "[split]", "\"set socket release\"" },
	{ "set mixed-recipients split\nset release-port 127.0.0.1:10027\n"
	    "set socket submission \"unix:/release\"\n"
	    ONE("no attachment"), "[split]", "\"set socket release\"" },
	{ "set mixed-recipients split\nset release-port 127.0.0.1:10027\n"
	    "set socket release \"unix:/run/r.sock\"\n"
	    ONE("no attachment"), "[split]", "" },
	{ "set mixed-recipients same-copy\n" ONE("no attachment"), "[split]",
	    "" },
	/* dates */
	{ "rule r { policy \"P\", \"Why.\"; review 2025-01-01; when no "
	    "attachment; then deliver }\n" TESTED("r"), "[review]", "f:1:37: "
	    "warning: the review date of this rule has passed" },
};

START_TEST(test_warning)
{
	struct buf b = BUF_INIT(MIB);
	struct policy *p = NULL;
	const char *found;

	ck_assert_msg(fixture_load(cases[_i].text, "watch", &b, &p) == 0,
	    "%s: %s", cases[_i].text, buf_cstr(&b));
	found = strstr(buf_cstr(&b), cases[_i].tag);
	if (cases[_i].words[0] == '\0')
		ck_assert_msg(found == NULL, "%s\n%s", cases[_i].text,
		    buf_cstr(&b));
	else
		ck_assert_msg(found != NULL && strstr(buf_cstr(&b),
		    cases[_i].words) != NULL, "%s: no %s\n%s", cases[_i].text,
		    cases[_i].words, buf_cstr(&b));
	policy_unref(p);
	buf_free(&b);
}
END_TEST

/* At the bound a rule is judged, past it nothing is claimed. */
START_TEST(test_many_facts)
{
	struct buf text = BUF_INIT(MIB), b = BUF_INIT(MIB);
	struct policy *p = NULL;
	int i, n = _i == 0 ? 12 : 13;

	buf_puts(&text, "rule r { policy \"P\", \"Why.\"; when any recipient "
	    "inside and any recipient outside");
	for (i = 0; i < n; i++)
		buf_printf(&text, " and message contains phrase \"abc%d\"", i);
	buf_puts(&text, "; then deliver }\n" TESTED("r"));
	ck_assert_int_eq(fixture_load(buf_cstr(&text), "watch", &b, &p), 0);
	ck_assert_int_eq(strstr(buf_cstr(&b), "[never]") != NULL, _i == 0);
	policy_unref(p);
	buf_free(&text);
	buf_free(&b);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "warning", test_warning, N_OF(cases) },
		{ "many facts", test_many_facts, 2 },
		{ NULL, NULL, 0 },
	};

	return unit_main("advice", all);
}
