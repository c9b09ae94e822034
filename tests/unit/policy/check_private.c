/*
 * `private address of staff`, `unknown`, `first contact`, `lookalike` and
 * aliases, over whole messages.
 */
#include "policy/private.h"

#include "unit/policy/fixture.h"

#define STAFF	"name,other names,addresses,department,leaving date,login\n" \
		"John Smith,,j.smith@in.example;js@in.example,Housing,,jsmith\n" \
		"Mary Campbell,Mary Ross,mary@in.example,Office,,\n" \
		"Robert Burns,,r.burns@in.example;rab@other.example,Office," \
		"2026-05-04,\n" \
		"Zoe Weir,,z.weir@in.example;cooldude@gmail.com,Office,,\n"

static const char rules[] =
	"set mode enforce\n"
	"set known-correspondents friends, social\n"
	"rule private { when any recipient private address of staff; "
	"then deliver }\n"
	"rule unknown { when any recipient unknown; then deliver }\n"
	"rule first { when any recipient first contact; then deliver }\n"
	"rule alike { when any recipient lookalike; then deliver }\n"
	"rule every { when every recipient unknown; then deliver }\n"
	"rule housing { when sender in department housing; then deliver }\n"
	"rule is { when sender is js@in.example; then deliver }\n"
	"rule listed { when sender in list friends; then deliver }\n";

static struct policy *
load(bool with_directory)
{
	struct conf_files *f = conf_files_new();
	struct conf_source src = conf_files_source(f);
	struct conf_diag *d = conf_diag_new();
	struct buf b = BUF_INIT(MIB), text = BUF_INIT(MIB);
	struct conf_tree *t = NULL;
	struct policy *p = NULL;

	buf_puts(&text, rules);
	if (!with_directory)
		buf_reset(&text);
	conf_files_add(f, "main", SLICE("include \"house\"\ninclude \"f\"\n"));
	conf_files_add(f, "house", slice_str(fixture_house));
	conf_files_add(f, "staff.csv", slice_str(STAFF));
	if (with_directory)
		buf_puts(&text, "set directory from \"staff.csv\"\n");
	else
		buf_puts(&text, "set mode enforce\nrule private { when any "
		    "recipient private address of staff; then deliver }\n");
	conf_files_add(f, "f", buf_slice(&text));
	if (conf_load(&src, "main", d, &t) == 0)
		(void)policy_new(t, d, FIXTURE_NOW, &p);
	conf_diag_print(d, &b);
	ck_assert_msg(p != NULL, "%s", buf_cstr(&b));
	conf_free(t);
	conf_diag_free(d);
	conf_files_free(f);
	buf_free(&b);
	buf_free(&text);
	return p;
}

static enum tri
ask(const struct policy *p, struct mail *m, const char *fact,
    struct slice *ret_because)
{
	struct rule_fact *facts;
	size_t i, n;

	ck_assert_int_eq(policy_facts(p, &m->envelope, &m->report, m->memory,
	    m->arena, &facts, &n), 0);
	for (i = 0; i < n; i++)
		if (slice_eq_str(facts[i].words, fact)) {
			if (ret_because != NULL)
				*ret_because = facts[i].because;
			return facts[i].answer;
		}
	ck_abort_msg("no fact \"%s\"", fact);
	return TRI_UNKNOWN;
}

#define PRIVATE	"any recipient private address of staff"

/* Shown beside the one recipient in To. */
static void
show(struct mail *m, const char *name)
{
	struct message_facts *f = &m->report.facts;

	f->visible = arena_array(m->arena, 1, sizeof *f->visible);
	f->visible_names = arena_array(m->arena, 1, sizeof *f->visible);
	f->visible[0] = m->envelope.recipients[0].address.full;
	f->visible_names[0] = slice_str(name);
	f->visible_count = 1;
}

static const struct {
	const char *name, *from, *to, *shown;
	enum tri answer;
} cases[] = {
	{ "one's own", "j.smith@in.example", "john.smith@gmail.com", "",
	    TRI_YES },
	{ "in capitals, with a dot at the end", "j.smith@in.example",
	    "John.Smith@GMail.COM.", "", TRI_YES },
	{ "a colleague's", "j.smith@in.example", "marycampbell@gmail.com", "",
	    TRI_YES },
	{ "by a maiden name", "j.smith@in.example", "mross@yahoo.co.uk", "",
	    TRI_YES },
	{ "of a country", "j.smith@in.example", "js.smith@hotmail.fr", "",
	    TRI_NO },
	{ "below a provider's name", "j.smith@in.example",
	    "john@smith.demon.co.uk", "", TRI_NO },
	{ "below it, with a name", "j.smith@in.example",
	    "john.smith@home.demon.co.uk", "", TRI_YES },
	{ "shown by name", "j.smith@in.example", "sunflower@gmail.com",
	    "Mary Ross", TRI_YES },
	{ "shown by another name", "j.smith@in.example", "m.ross@gmail.com",
	    "Michael Ross", TRI_NO },
	{ "written into the directory", "j.smith@in.example",
	    "cooldude@gmail.com", "", TRI_YES },
	{ "a tenant's", "j.smith@in.example", "margaret.smith@gmail.com", "",
	    TRI_NO },
	{ "the same at a firm", "j.smith@in.example", "john.smith@out.example",
	    "", TRI_NO },
	{ "who has left", "j.smith@in.example", "robertburns@gmail.com", "",
	    TRI_NO },
	{ "somebody not in the directory", "ann.weir@in.example",
	    "annweir@gmail.com", "", TRI_YES },
	{ "an address literal", "j.smith@in.example", "john.smith@[192.0.2.1]",
	    "", TRI_NO },
	{ "a domain of other letters", "j.smith@in.example",
	    "john.smith@gm\u0430il.com", "", TRI_NO },
	{ "a local part of other letters", "j.smith@in.example",
	    "j\u043ehn.smith@gmail.com", "", TRI_YES },
	{ "quoted", "j.smith@in.example", "\"john.smith\"@gmail.com", "",
	    TRI_YES },
	{ "nobody", "<>", "john.brown@gmail.com", "", TRI_NO },
};

START_TEST(test_private)
{
	struct policy *p = load(true);
	struct mail *m = mail_new(cases[_i].from, cases[_i].to);

	if (cases[_i].shown[0] != '\0')
		show(m, cases[_i].shown);
	ck_assert_msg(ask(p, m, PRIVATE, NULL) == cases[_i].answer, "%s",
	    cases[_i].name);
	mail_free(m);
	policy_unref(p);
}
END_TEST

/* Somebody is a colleague until the end of the last day. */
START_TEST(test_leaving)
{
	struct policy *p = load(true);
	struct mail *m = mail_new("j.smith@in.example",
	    "robertburns@gmail.com");

	/* 4 May 2026, 23:59:59 in London, where it is summer. */
	m->envelope.at_ms = INT64_C(1777935599000);
	ck_assert_int_eq(ask(p, m, PRIVATE, NULL), TRI_YES);
	m->envelope.at_ms += 1000;
	ck_assert_int_eq(ask(p, m, PRIVATE, NULL), TRI_NO);
	mail_free(m);
	policy_unref(p);
}
END_TEST

START_TEST(test_without_directory)
{
	struct policy *p = load(false);
	struct mail *m = mail_new("j.smith@in.example",
	    "kate@in.example kate.fraser@gmail.com");
	struct message_facts *f = &m->report.facts;
	struct slice because = SLICE_NONE;

	/* Kate's family name is not known. */
	ck_assert_int_eq(ask(p, m, PRIVATE, &because), TRI_NO);
	ck_assert_msg(slice_eq_str(because, "0 of 2 recipients; no directory "
	    "is set: compared with 2 people of this message"), "%.*s",
	    (int)because.len, (const char *)because.ptr);
	/* Now it is: she is in To. */
	f->visible = arena_array(m->arena, 1, sizeof *f->visible);
	f->visible_names = arena_array(m->arena, 1, sizeof *f->visible);
	f->visible[0] = SLICE("kate@in.example");
	f->visible_names[0] = SLICE("Catriona Fraser");
	f->visible_count = 1;
	ck_assert_int_eq(ask(p, m, PRIVATE, &because), TRI_YES);
	/* The sender's name stands in From, whatever the address is. */
	mail_free(m);
	m = mail_new("housing@in.example", "john.smith@gmail.com");
	ck_assert_int_eq(ask(p, m, PRIVATE, NULL), TRI_NO);
	m->report.facts.from_names = arena_array(m->arena, 1,
	    sizeof(struct slice));
	m->report.facts.from_names[0] = SLICE("John Smith");
	ck_assert_int_eq(ask(p, m, PRIVATE, NULL), TRI_YES);
	mail_free(m);
	policy_unref(p);
}
END_TEST

/* A header that went unread may have shown a name. */
START_TEST(test_unread_header)
{
	struct policy *p = load(true);
	struct mail *m = mail_new("j.smith@in.example", "sunflower@gmail.com");

	mail_unreadable(m, ANOMALY_MALFORMED, "");
	ck_assert_int_eq(ask(p, m, PRIVATE, NULL), TRI_UNKNOWN);
	mail_free(m);
	m = mail_new("j.smith@in.example", "sunflower@out.example");
	mail_unreadable(m, ANOMALY_MALFORMED, "");
	ck_assert_int_eq(ask(p, m, PRIVATE, NULL), TRI_NO);
	mail_free(m);
	m = mail_new("j.smith@in.example", "john.smith@gmail.com");
	mail_unreadable(m, ANOMALY_MALFORMED, "");
	ck_assert_int_eq(ask(p, m, PRIVATE, NULL), TRI_YES);
	mail_free(m);
	policy_unref(p);
}
END_TEST

/* --- whom one knows ------------------------------------------------------------ */

static const struct {
	const char *name, *to;
	int known;		/* enum memory_known; -1: nobody was asked */
	const char *nearest;
	enum tri unknown, first, alike;
} contacts[] = {
	{ "nobody knows", "x@out.example", 0, "", TRI_YES, TRI_YES, TRI_NO },
	{ "another sender knows", "x@out.example",
	    MEMORY_KNOWN | MEMORY_KNOWN_DOMAIN, "", TRI_NO, TRI_YES, TRI_NO },
	{ "this sender knows", "x@out.example", MEMORY_KNOWN |
	    MEMORY_KNOWN_TO_SENDER | MEMORY_KNOWN_DOMAIN, "", TRI_NO, TRI_NO,
	    TRI_NO },
	{ "inside", "x@in.example", 0, "", TRI_NO, TRI_NO, TRI_NO },
	{ "on a list of addresses", "friend@out.example", 0, "", TRI_NO,
	    TRI_YES, TRI_NO },
	{ "on a list of domains", "x@social.example", 0, "", TRI_NO, TRI_YES,
	    TRI_NO },
	{ "nearly on it", "x@socail.example", 0, "social.example", TRI_YES,
	    TRI_YES, TRI_YES },
	{ "nearly one written to", "x@oakvaIe.example", 0, "oakvale.example",
	    TRI_YES, TRI_YES, TRI_YES },
	{ "a mail provider's, mistyped", "x@gmial.com", 0, "", TRI_YES,
	    TRI_YES, TRI_YES },
	{ "mistyped, and written to before", "x@gmial.com", MEMORY_KNOWN, "",
	    TRI_NO, TRI_YES, TRI_NO },
	{ "its domain was written to before", "y@gmial.com",
	    MEMORY_KNOWN_DOMAIN, "", TRI_YES, TRI_YES, TRI_NO },
	{ "nearly ours", "x@k\u0456rk.example", 0, "", TRI_YES, TRI_YES,
	    TRI_YES },
	{ "nearly ours, in A-labels", "x@xn--krk-jhd.example", 0, "",
	    TRI_YES, TRI_YES, TRI_YES },
	{ "nearly a partner is not said", "x@partner.example", 0, "",
	    TRI_YES, TRI_YES, TRI_NO },
	{ "another provider", "x@ymail.com", 0, "", TRI_YES, TRI_YES,
	    TRI_NO },
	{ "nobody was asked", "x@out.example", -1, "", TRI_UNKNOWN,
	    TRI_UNKNOWN, TRI_UNKNOWN },
	{ "that much is known all the same", "x@gmial.com", -1, "",
	    TRI_UNKNOWN, TRI_UNKNOWN, TRI_YES },
	{ "so is this", "x@in.example", -1, "", TRI_NO, TRI_NO, TRI_NO },
};

START_TEST(test_contact)
{
	struct policy *p = load(true);
	struct mail *m = mail_new("j.smith@in.example", contacts[_i].to);
	struct memory_of_party *of;

	if (contacts[_i].known >= 0) {
		of = &mail_remember(m, p)->parties[MEMORY_RECIPIENTS];
		of->known = (uint32_t)contacts[_i].known;
		of->nearest = slice_str(contacts[_i].nearest);
	}
	ck_assert_msg(ask(p, m, "any recipient unknown", NULL) ==
	    contacts[_i].unknown, "unknown: %s", contacts[_i].name);
	ck_assert_msg(ask(p, m, "every recipient unknown", NULL) ==
	    contacts[_i].unknown, "every: %s", contacts[_i].name);
	ck_assert_msg(ask(p, m, "any recipient first contact", NULL) ==
	    contacts[_i].first, "first contact: %s", contacts[_i].name);
	ck_assert_msg(ask(p, m, "any recipient lookalike", NULL) ==
	    contacts[_i].alike, "lookalike: %s", contacts[_i].name);
	mail_free(m);
	policy_unref(p);
}
END_TEST

/* --- one person with several addresses ------------------------------------------ */

static const struct {
	const char *name, *auth, *from;
	const char *sender;
	bool differs, is, housing;
} senders[] = {
	{ "by the login", "jsmith", "j.smith@in.example", "j.smith@in.example",
	    false, true, true },
	{ "by the login, another alias", "JSmith", "js@in.example",
	    "j.smith@in.example", false, true, true },
	{ "by an alias that signs in", "js@in.example", "j.smith@in.example",
	    "j.smith@in.example", false, true, true },
	{ "not signed in", "", "js@in.example", "js@in.example", false, true,
	    true },
	{ "for somebody else", "jsmith", "mary@in.example",
	    "j.smith@in.example", true, true, true },
	{ "a login that nobody has", "zz", "mary@in.example",
	    "mary@in.example", false, false, false },
	{ "an address that nobody has", "zz@in.example", "zz@in.example",
	    "zz@in.example", false, false, false },
};

START_TEST(test_sender)
{
	struct policy *p = load(true);
	struct mail *m = mail_new(senders[_i].from, "x@out.example");
	struct sender_facts s;

	m->envelope.auth = slice_str(senders[_i].auth);
	ck_assert_int_eq(policy_sender(p, &m->envelope, &m->report, m->arena,
	    &s), 0);
	ck_assert_msg(slice_eq_str(s.party.address, senders[_i].sender), "%s",
	    senders[_i].name);
	ck_assert_msg(s.differs_from_header == senders[_i].differs, "%s",
	    senders[_i].name);
	ck_assert_msg(slice_eq_str(s.party.department,
	    senders[_i].housing ? "Housing" : _i == 5 ? "Office" : ""), "%s",
	    senders[_i].name);
	ck_assert_int_eq(ask(p, m, "sender is js@in.example", NULL),
	    senders[_i].is ? TRI_YES : TRI_NO);
	ck_assert_int_eq(ask(p, m, "sender in department housing", NULL),
	    senders[_i].housing ? TRI_YES : TRI_NO);
	mail_free(m);
	policy_unref(p);
}
END_TEST

/* A private address is not its owner at work. */
START_TEST(test_private_is_no_alias)
{
	struct policy *p = load(true);
	struct mail *m = mail_new("cooldude@gmail.com", "x@out.example");
	struct sender_facts s;

	ck_assert_int_eq(policy_sender(p, &m->envelope, &m->report, m->arena,
	    &s), 0);
	ck_assert(!s.party.inside);
	ck_assert_uint_eq(s.party.department.len, 0);
	mail_free(m);
	policy_unref(p);
}
END_TEST

/* People of a message beyond the limit are not compared with. */
START_TEST(test_most_colleagues)
{
	struct policy *p = load(false);
	struct mail *m = mail_new("boss@in.example", "kate.fraser@gmail.com");
	struct message_facts *f = &m->report.facts;
	enum tri answer[2];
	size_t i, k;

	for (k = 0; k < 2; k++) {
		/* The sender is one; Kate is the last, or one too many. */
		f->visible_count = COLLEAGUES_MAX - 1 + k;
		f->visible = arena_array(m->arena, f->visible_count,
		    sizeof *f->visible);
		for (i = 0; i < f->visible_count; i++)
			f->visible[i] = arena_printf(m->arena,
			    "zq%zu.xx@in.example", i);
		f->visible[i - 1] = SLICE("kate.fraser@in.example");
		answer[k] = ask(p, m, PRIVATE, NULL);
	}
	ck_assert_int_eq(answer[0], TRI_YES);
	ck_assert_int_eq(answer[1], TRI_NO);
	mail_free(m);
	policy_unref(p);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "private", test_private, N_OF(cases) },
		{ "leaving", test_leaving, 0 },
		{ "without directory", test_without_directory, 0 },
		{ "unread header", test_unread_header, 0 },
		{ "contact", test_contact, N_OF(contacts) },
		{ "sender", test_sender, N_OF(senders) },
		{ "private is no alias", test_private_is_no_alias, 0 },
		{ "most colleagues", test_most_colleagues, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("private", tests);
}
