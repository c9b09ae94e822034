/*
 * Where files come from: what is remembered of them, and what the message
 * says of those of which nothing is.
 */
#include "policy/source.h"

#include "unit/policy/fixture.h"

#define APPROVED	MEMORY_SEEN_APPROVED
#define KNOWN		MEMORY_SEEN_RECEIVED_KNOWN
#define STRANGER	MEMORY_SEEN_RECEIVED_UNKNOWN
#define INTERNAL	MEMORY_SEEN_INTERNAL
#define SENT		MEMORY_SEEN_SENT
#define BY_TEXT		MEMORY_SEEN_BY_TEXT
#define FORWARDED	MEMORY_SEEN_FORWARDED_UNKNOWN

/* Of files: the letter says what; a path; what is remembered. */
struct file {
	const char *path;	/* NULL: no more */
	enum filetype type;
	uint32_t seen;
	const char *expect;
};

static struct policy *
house(void)
{
	return fixture_policy(
	    "list partners of domains { partner.example }\n"
	    "list scanners of addresses { scan@in.example }\n"
	    "list machines of networks { 192.0.2.0/28, 2001:db8::5 }\n"
	    "set known-correspondents partners, friends\n"
	    "set systems scanners, machines\n"
	    "rule r { when any attachment of unknown source; then warn with "
	    "sorry }\n");
}

struct scene {
	struct mail *mail;
	struct memory_answer memory;
	struct view view;
	struct policy *policy;
};

static void
scene_make(struct scene *s, const char *from, const struct file *f,
    size_t most)
{
	struct part *p;
	size_t i;

	s->policy = house();
	s->mail = mail_new(from, "kim@in.example x@out.example");
	s->mail->envelope.auth = SLICE("ann");
	for (i = 0; i < most && f[i].path != NULL; i++) {
		p = mail_attach(s->mail, f[i].path, f[i].type, "name");
		if (strchr(f[i].path, '/') != NULL)
			p->flags |= PART_IS_MEMBER;
	}
}

static void
scene_ask(struct scene *s, const struct file *f, size_t most)
{
	struct memory_question q;
	struct arena *a = s->mail->arena;
	size_t i;

	ck_assert_int_eq(policy_question(s->policy, &s->mail->envelope,
	    &s->mail->report, a, &q), 0);
	ck_assert_int_eq(memory_answer_empty(&q, a, &s->memory), 0);
	for (i = 0; i < most && f[i].path != NULL; i++)
		s->memory.files[i].seen = f[i].seen;
	ck_assert_int_eq(view_make(s->policy, &s->mail->envelope,
	    &s->mail->report, &s->memory, a, &s->view), 0);
}

static void
scene_end(struct scene *s)
{
	policy_unref(s->policy);
	mail_free(s->mail);
}

static void
expect(struct scene *s, const char *name, const struct file *f, size_t most)
{
	const struct part_source *got = view_sources(&s->view);
	size_t i;

	ck_assert_ptr_nonnull(got);
	for (i = 0; i < most && f[i].path != NULL; i++)
		ck_assert_msg(strcmp(source_name(got[i].source),
		    f[i].expect) == 0, "%s: part %s is %s, not %s", name,
		    f[i].path, source_name(got[i].source), f[i].expect);
}

/* --- what is recorded -------------------------------------------------------------- */

static const struct {
	uint32_t seen;
	enum filetype type;
	const char *expect;
} records[] = {
	{ 0, FILETYPE_PDF, "authored" },
	{ APPROVED | STRANGER | INTERNAL | SENT, FILETYPE_PDF, "approved" },
	{ APPROVED, FILETYPE_UNIDENTIFIED, "approved" },
	{ KNOWN | STRANGER, FILETYPE_PDF, "received-known" },
	{ KNOWN, FILETYPE_UNIDENTIFIED, "received-known" },
	{ STRANGER, FILETYPE_PDF, "received-unknown" },
	/* Passing it on inside, or out, does not make it ours. */
	{ STRANGER | INTERNAL | SENT, FILETYPE_PDF, "received-unknown" },
	{ FORWARDED | INTERNAL | SENT, FILETYPE_PDF, "forwarded-unknown" },
	{ STRANGER | FORWARDED, FILETYPE_PDF, "received-unknown" },
	{ INTERNAL, FILETYPE_PDF, "internal" },
	{ INTERNAL | SENT, FILETYPE_PDF, "internal" },
	{ INTERNAL, FILETYPE_UNIDENTIFIED, "internal" },
	{ SENT, FILETYPE_PDF, "authored" },
	/* We cannot have written what we do not know to be anything. */
	{ SENT, FILETYPE_UNIDENTIFIED, "unidentified" },
	{ 0, FILETYPE_UNIDENTIFIED, "unidentified" },
	{ STRANGER | BY_TEXT, FILETYPE_PDF, "received-unknown" },
	{ APPROVED | BY_TEXT, FILETYPE_PDF, "approved" },
};

START_TEST(test_records)
{
	struct file f = { "2", records[_i].type, records[_i].seen,
	    records[_i].expect };
	const struct part_source *got;
	struct scene s;

	scene_make(&s, "ann@in.example", &f, 1);
	scene_ask(&s, &f, 1);
	expect(&s, "record", &f, 1);
	got = view_sources(&s.view);
	ck_assert_int_eq(got[0].is_by_text, (f.seen & BY_TEXT) != 0);
	scene_end(&s);
}
END_TEST

/* --- what the message says ------------------------------------------------------------ */

static const struct {
	const char *name, *from, *auth, *client, *original;
	enum mail_class class;
	uint32_t known_original, known_sender;
	const char *expect;
} messages[] = {
	{ "signed in", "ann@in.example", "ann", "", "", MAIL_CLASS_SUBMISSION,
	    0, 0, "authored" },
	{ "not signed in", "ann@in.example", "", "", "", MAIL_CLASS_LOCAL,
	    0, 0, "unauthenticated" },
	{ "a listed scanner", "scan@in.example", "", "", "", MAIL_CLASS_LOCAL,
	    0, 0, "authored" },
	{ "a listed machine", "ann@in.example", "", "192.0.2.15", "",
	    MAIL_CLASS_LOCAL, 0, 0, "authored" },
	{ "a listed machine, by IPv6", "ann@in.example", "",
	    "IPv6:2001:db8::5", "", MAIL_CLASS_LOCAL, 0, 0, "authored" },
	{ "a machine beside it", "ann@in.example", "", "192.0.2.16", "",
	    MAIL_CLASS_LOCAL, 0, 0, "unauthenticated" },
	{ "an unknown sender's passed on", "ann@in.example", "ann", "",
	    "z@odd.example", MAIL_CLASS_SUBMISSION, 0, 0,
	    "forwarded-unknown" },
	{ "a colleague's passed on", "ann@in.example", "ann", "",
	    "Lee@kirk.example", MAIL_CLASS_SUBMISSION, 0, 0, "authored" },
	{ "a listed one's passed on", "ann@in.example", "ann", "",
	    "z@partner.example", MAIL_CLASS_SUBMISSION, 0, 0, "authored" },
	{ "a correspondent's passed on", "ann@in.example", "ann", "",
	    "z@odd.example", MAIL_CLASS_SUBMISSION, MEMORY_KNOWN, 0,
	    "authored" },
	{ "somebody's at a known domain", "ann@in.example", "ann", "",
	    "z@odd.example", MAIL_CLASS_SUBMISSION, MEMORY_KNOWN_DOMAIN, 0,
	    "forwarded-unknown" },
	{ "in from a stranger", "z@odd.example", "", "", "",
	    MAIL_CLASS_INBOUND, 0, 0, "received-unknown" },
	{ "in from a correspondent", "z@odd.example", "", "", "",
	    MAIL_CLASS_INBOUND, 0, MEMORY_KNOWN, "received-known" },
	{ "in from one on the list", "friend@out.example", "", "", "",
	    MAIL_CLASS_INBOUND, 0, 0, "received-known" },
	/* Whoever writes to us may write that as well. */
	{ "in from one of us", "ann@in.example", "", "", "",
	    MAIL_CLASS_INBOUND, 0, 0, "received-unknown" },
	{ "in from a scanner's address", "scan@in.example", "", "192.0.2.1",
	    "", MAIL_CLASS_INBOUND, 0, 0, "received-unknown" },
};

START_TEST(test_messages)
{
	struct file f = { "2", FILETYPE_PDF, 0, messages[_i].expect };
	struct scene s;

	scene_make(&s, messages[_i].from, &f, 1);
	s.mail->envelope.class = messages[_i].class;
	s.mail->envelope.auth = slice_str(messages[_i].auth);
	s.mail->envelope.client_addr = slice_str(messages[_i].client);
	if (messages[_i].original[0] != '\0')
		s.mail->report.facts.is = MESSAGE_IS_FORWARD;
	s.mail->report.facts.original_sender =
	    slice_str(messages[_i].original);
	scene_ask(&s, &f, 1);
	s.memory.parties[MEMORY_ORIGINAL].known = messages[_i].known_original;
	s.memory.parties[MEMORY_SENDER].known = messages[_i].known_sender;
	expect(&s, messages[_i].name, &f, 1);
	scene_end(&s);
}
END_TEST

/* --- archives, attached messages, documents -------------------------------------------- */

#define FILES	6

static const struct {
	const char *name;
	struct file files[FILES];
	enum encryption encryption;	/* of the first */
	enum anomaly_class anomaly;	/* of it; COUNT: none */
} trees[] = {
	{ "new archive of known files", {
	    { "2", FILETYPE_ARCHIVE, 0, "internal" },
	    { "2/1", FILETYPE_PDF, KNOWN, "received-known" },
	    { "2/2", FILETYPE_PDF, INTERNAL, "internal" } },
	    ENCRYPTION_NO, ANOMALY_CLASS_COUNT },
	{ "one unknown file in it", {
	    { "2", FILETYPE_ARCHIVE, 0, "received-unknown" },
	    { "2/1", FILETYPE_PDF, KNOWN, "received-known" },
	    { "2/2", FILETYPE_PDF, STRANGER, "received-unknown" } },
	    ENCRYPTION_NO, ANOMALY_CLASS_COUNT },
	{ "a stranger's archive, its file approved since", {
	    { "2", FILETYPE_ARCHIVE, STRANGER, "approved" },
	    { "2/1", FILETYPE_PDF, STRANGER | APPROVED, "approved" } },
	    ENCRYPTION_NO, ANOMALY_CLASS_COUNT },
	{ "the same, not all of which was read", {
	    { "2", FILETYPE_ARCHIVE, STRANGER, "received-unknown" },
	    { "2/1", FILETYPE_PDF, STRANGER | APPROVED, "approved" } },
	    ENCRYPTION_NO, ANOMALY_LIMIT },
	{ "the same, partly encrypted", {
	    { "2", FILETYPE_ARCHIVE, STRANGER, "received-unknown" },
	    { "2/1", FILETYPE_PDF, STRANGER | APPROVED, "approved" } },
	    ENCRYPTION_PARTLY, ANOMALY_CLASS_COUNT },
	{ "an approved archive approves what it holds", {
	    { "2", FILETYPE_ARCHIVE, APPROVED, "approved" },
	    { "2/1", FILETYPE_PDF, STRANGER, "approved" },
	    { "2/2", FILETYPE_UNIDENTIFIED, 0, "approved" },
	    { "2/3", FILETYPE_ARCHIVE, 0, "approved" },
	    { "2/3/1", FILETYPE_PDF, 0, "approved" } },
	    ENCRYPTION_NO, ANOMALY_CLASS_COUNT },
	{ "what a stranger's archive holds is a stranger's", {
	    { "2", FILETYPE_ARCHIVE, STRANGER, "received-unknown" },
	    { "2/1", FILETYPE_PDF, 0, "received-unknown" },
	    { "2/2", FILETYPE_PDF, SENT, "authored" } },
	    ENCRYPTION_NO, ANOMALY_CLASS_COUNT },
	{ "a new archive of new files", {
	    { "2", FILETYPE_ARCHIVE, 0, "authored" },
	    { "2/1", FILETYPE_PDF, 0, "authored" } },
	    ENCRYPTION_NO, ANOMALY_CLASS_COUNT },
	{ "an unidentified file deep in archives", {
	    { "2", FILETYPE_ARCHIVE, 0, "unidentified" },
	    { "2/1", FILETYPE_ARCHIVE, 0, "unidentified" },
	    { "2/1/1", FILETYPE_UNIDENTIFIED, 0, "unidentified" },
	    { "3", FILETYPE_PDF, 0, "authored" } },
	    ENCRYPTION_NO, ANOMALY_CLASS_COUNT },
	{ "encrypted, so nobody can tell what it holds", {
	    { "2", FILETYPE_UNIDENTIFIED, 0, "authored" } },
	    ENCRYPTION_STRONG, ANOMALY_CLASS_COUNT },
	{ "a file of an attached message", {
	    { "2", FILETYPE_MESSAGE, 0, "received-unknown" },
	    { "2.2", FILETYPE_PDF, STRANGER, "received-unknown" },
	    { "2.3.1", FILETYPE_PDF, INTERNAL, "internal" } },
	    ENCRYPTION_NO, ANOMALY_CLASS_COUNT },
	{ "pieces of a document", {
	    { "2", FILETYPE_DOCUMENT, 0, "authored" },
	    { "2/1", FILETYPE_UNIDENTIFIED, 0, "authored" },
	    { "2/2", FILETYPE_PICTURE, SENT, "authored" } },
	    ENCRYPTION_NO, ANOMALY_CLASS_COUNT },
	{ "a file put into a document", {
	    { "2", FILETYPE_DOCUMENT, INTERNAL, "authored" },
	    { "2/1", FILETYPE_PROGRAM, SENT, "authored" } },
	    ENCRYPTION_NO, ANOMALY_CLASS_COUNT },
	{ "pieces of a document that came in", {
	    { "2", FILETYPE_DOCUMENT, STRANGER | BY_TEXT,
	    "received-unknown" },
	    { "2/1", FILETYPE_UNIDENTIFIED, 0, "received-unknown" } },
	    ENCRYPTION_NO, ANOMALY_CLASS_COUNT },
	{ "a stranger's file put into our document", {
	    { "2", FILETYPE_DOCUMENT, APPROVED | BY_TEXT,
	    "received-unknown" },
	    { "2/1", FILETYPE_SPREADSHEET, STRANGER, "received-unknown" } },
	    ENCRYPTION_NO, ANOMALY_CLASS_COUNT },
	{ "a document with a known file in it", {
	    { "2", FILETYPE_DOCUMENT, STRANGER, "received-unknown" },
	    { "2/1", FILETYPE_SPREADSHEET, KNOWN, "received-known" } },
	    ENCRYPTION_NO, ANOMALY_CLASS_COUNT },
	{ "numbers are no prefixes of one another", {
	    { "1", FILETYPE_ARCHIVE, STRANGER, "received-unknown" },
	    { "10", FILETYPE_PDF, 0, "authored" },
	    { "10.1", FILETYPE_PDF, 0, "authored" } },
	    ENCRYPTION_NO, ANOMALY_CLASS_COUNT },
};

START_TEST(test_trees)
{
	const struct file *f = trees[_i].files;
	struct scene s;

	scene_make(&s, "ann@in.example", f, FILES);
	s.mail->report.parts[0].encryption = trees[_i].encryption;
	if (trees[_i].anomaly != ANOMALY_CLASS_COUNT)
		mail_unreadable(s.mail, trees[_i].anomaly, f[0].path);
	scene_ask(&s, f, FILES);
	expect(&s, trees[_i].name, f, FILES);
	scene_end(&s);
}
END_TEST

START_TEST(test_files_told)
{
	static const struct file f[] = {
		{ "2", FILETYPE_DOCUMENT, 0, NULL },
		{ "2/1", FILETYPE_PICTURE, 0, NULL },
		{ "2/2", FILETYPE_UNIDENTIFIED, 0, NULL },
		{ "2/3", FILETYPE_SPREADSHEET, 0, NULL },
		{ "3", FILETYPE_ARCHIVE, 0, NULL },
		{ "3/1", FILETYPE_UNIDENTIFIED, 0, NULL },
	};
	static const uint32_t flags[] = { MEMORY_FILE_IS_IDENTIFIED,
	    MEMORY_FILE_IS_IDENTIFIED | MEMORY_FILE_IS_PIECE,
	    MEMORY_FILE_IS_PIECE, MEMORY_FILE_IS_IDENTIFIED,
	    MEMORY_FILE_IS_IDENTIFIED, MEMORY_FILE_IS_IDENTIFIED };
	struct memory_question q;
	struct scene s;
	size_t i;

	scene_make(&s, "scan@in.example", f, 6);
	s.mail->envelope.auth = SLICE_NONE;
	s.mail->report.facts.is = MESSAGE_IS_FORWARD | MESSAGE_IS_AUTOMATIC;
	for (i = 0; i < 6; i++)
		memset(s.mail->report.parts[i].digest, 1, MAIL_DIGEST_SIZE);
	s.mail->report.parts[5].size = 0;
	ck_assert_int_eq(policy_question(s.policy, &s.mail->envelope,
	    &s.mail->report, s.mail->arena, &q), 0);
	ck_assert_uint_eq(q.file_count, 6);
	for (i = 0; i < 6; i++)
		ck_assert_uint_eq(q.files[i].flags, flags[i]);
	/* An empty file has no content that could be known again. */
	ck_assert_uint_eq(q.files[4].digest[0], 1);
	ck_assert_uint_eq(q.files[5].digest[0], 0);
	ck_assert(q.is_forward && q.is_automatic && !q.is_signed_in);
	ck_assert_uint_eq(q.parties[MEMORY_SENDER].flags,
	    MEMORY_IS_INSIDE | MEMORY_IS_SYSTEM);
	scene_end(&s);
}
END_TEST

/* A known text with macros that came later is not known to be harmless. */
START_TEST(test_macros)
{
	struct file f[] = {
		{ "2", FILETYPE_DOCUMENT, APPROVED | STRANGER | BY_TEXT,
		    "received-unknown" },
		{ "3", FILETYPE_DOCUMENT, APPROVED | STRANGER, "approved" },
	};
	struct scene s;

	scene_make(&s, "ann@in.example", f, 2);
	s.mail->report.parts[0].flags |= PART_HAS_MACROS;
	s.mail->report.parts[1].flags |= PART_HAS_MACROS;
	scene_ask(&s, f, 2);
	expect(&s, "macros", f, 2);
	scene_end(&s);
}
END_TEST

/* --- the facts of rules --------------------------------------------------------------- */

static const struct {
	const char *when;
	enum tri whole, unread, unasked;
} facts[] = {
	{ "any attachment of unknown source", TRI_YES, TRI_YES, TRI_UNKNOWN },
	{ "every attachment of unknown source", TRI_NO, TRI_NO, TRI_UNKNOWN },
	{ "any attachment of source internal, approved", TRI_YES, TRI_YES,
	    TRI_UNKNOWN },
	{ "any attachment of source forwarded-unknown", TRI_NO, TRI_UNKNOWN,
	    TRI_UNKNOWN },
	{ "every attachment of source internal, received-unknown", TRI_YES,
	    TRI_UNKNOWN, TRI_UNKNOWN },
	{ "not any attachment of source authored", TRI_YES, TRI_UNKNOWN,
	    TRI_UNKNOWN },
	{ "any attachment of source internal and any attachment of type pdf",
	    TRI_YES, TRI_YES, TRI_UNKNOWN },
	{ "any attachment of source internal and any attachment of type "
	    "picture", TRI_NO, TRI_UNKNOWN, TRI_UNKNOWN },
};

START_TEST(test_facts)
{
	static const struct file f[] = {
		{ "2", FILETYPE_PDF, INTERNAL, "internal" },
		{ "3", FILETYPE_PICTURE, STRANGER, "received-unknown" },
	};
	const enum tri wanted[] = { facts[_i].whole, facts[_i].unread,
	    facts[_i].unasked };
	char rule[300];
	struct policy *p;
	struct scene s;
	int way;

	snprintf(rule, sizeof rule, "rule r { when %s; then warn with sorry }",
	    facts[_i].when);
	p = fixture_policy(rule);
	ck_assert(policy_needs_memory(p));
	for (way = 0; way < 3; way++) {
		scene_make(&s, "ann@in.example", f, 2);
		if (way == 1)
			mail_unreadable(s.mail, ANOMALY_MALFORMED, "9");
		scene_ask(&s, f, 2);
		if (way == 2)
			s.view.memory = NULL;
		ck_assert_msg(eval_expr(p->rules[0].when, &s.view,
		    BOUND_NOT) == wanted[way], "%s, way %d", facts[_i].when,
		    way);
		scene_end(&s);
	}
	policy_unref(p);
}
END_TEST

START_TEST(test_setting)
{
	static const struct file f[] = {
		{ "2", FILETYPE_PDF, KNOWN, "received-known" },
		{ "3", FILETYPE_PICTURE, STRANGER | BY_TEXT,
		    "received-unknown" },
	};
	struct file_source *list;
	struct policy *p;
	struct scene s;

	p = fixture_policy("set unknown-source received-known\n"
	    "rule r { when any attachment of unknown source; then warn with "
	    "sorry }");
	scene_make(&s, "ann@in.example", f, 2);
	scene_ask(&s, f, 2);
	ck_assert_int_eq(policy_sources(p, &s.mail->envelope,
	    &s.mail->report, &s.memory, s.mail->arena, &list), 0);
	ck_assert(list[0].is_unknown && !list[1].is_unknown);
	ck_assert(list[1].is_by_text);
	ck_assert_str_eq(list[1].source, "received-unknown");
	ck_assert_int_eq(policy_sources(p, &s.mail->envelope,
	    &s.mail->report, NULL, s.mail->arena, &list), ERR_NOTFOUND);
	s.view.policy = p;
	ck_assert_int_eq(source_test(&s.view, 0, 0), TRI_YES);
	ck_assert_int_eq(source_test(&s.view, 0, 1), TRI_NO);
	s.view.policy = s.policy;
	ck_assert_int_eq(source_test(&s.view, 0, 0), TRI_NO);
	ck_assert_int_eq(source_test(&s.view, 0, 1), TRI_YES);
	policy_unref(p);
	scene_end(&s);
}
END_TEST

START_TEST(test_because)
{
	static const struct file f[] = {
		{ "2", FILETYPE_PDF, INTERNAL, "internal" },
		{ "3", FILETYPE_PICTURE, STRANGER | BY_TEXT,
		    "received-unknown" },
		{ "4", FILETYPE_PICTURE, FORWARDED, "forwarded-unknown" },
	};
	struct scene s;

	scene_make(&s, "ann@in.example", f, 3);
	scene_ask(&s, f, 3);
	ck_assert(slice_eq_str(source_because(&s.view, 0), "2 of 3, part 3 "
	    "first: received-unknown, known by its text"));
	ck_assert(slice_eq_str(source_because(&s.view,
	    SOURCE_BIT(SOURCE_INTERNAL)), "1 of 3, part 2: internal"));
	ck_assert(slice_eq_str(source_because(&s.view,
	    SOURCE_BIT(SOURCE_APPROVED)), "none of 3"));
	scene_end(&s);
}
END_TEST

/* --- settings ---------------------------------------------------------------------------- */

static const struct {
	const char *text, *message;
} slips[] = {
	{ "set unknown-source received-unknow\n", "did you mean "
	    "\"received-unknown\"?" },
	{ "set known-correspondents nobody\n", "unknown list \"nobody\"" },
	{ "set known-correspondents junk\n",
	    "list \"junk\" holds neither addresses nor domains" },
	{ "list n of networks { 192.0.2.0/24 }\nset known-correspondents n\n",
	    "list \"n\" holds neither addresses nor domains" },
	{ "set systems junk\n", "neither addresses, domains nor networks" },
	{ "list n of networks { 192.0.2.1/24 }\n",
	    "\"192.0.2.1/24\" is no network" },
	{ "list n of networks { 192.0.2.0/33 }\n", "is no network" },
	{ "list n of networks { house }\n", "is no network" },
	{ "list n of networks { 2001:db8::1/127 }\n", "is no network" },
};

START_TEST(test_slips)
{
	struct buf b = BUF_INIT(MIB);
	struct policy *p = NULL;

	ck_assert_int_eq(fixture_load(slips[_i].text, "enforce", &b, &p),
	    ERR_SYNTAX);
	ck_assert_msg(strstr(buf_cstr(&b), slips[_i].message) != NULL,
	    "%s: %s", slips[_i].text, buf_cstr(&b));
	buf_free(&b);
}
END_TEST

/* As many as a report may have, each in the one before as deep as they go. */
START_TEST(test_most)
{
	static struct file f[REPORT_PARTS_MAX];
	static char paths[REPORT_PARTS_MAX][64];
	const struct part_source *got;
	struct scene s;
	size_t i, len;

	for (i = 0; i < REPORT_PARTS_MAX; i++) {
		len = (size_t)snprintf(paths[i], sizeof paths[i], "%zu",
		    i / UNPACK_DEPTH_MAX + 1);
		memset(paths[i] + len, 0, sizeof paths[i] - len);
		for (size_t k = 0; k < i % UNPACK_DEPTH_MAX; k++)
			memcpy(paths[i] + len + 2 * k, "/1", 2);
		f[i] = (struct file){ paths[i], FILETYPE_ARCHIVE, 0, NULL };
	}
	f[REPORT_PARTS_MAX - 1].seen = STRANGER;
	scene_make(&s, "ann@in.example", f, 0);
	s.mail->report.parts = arena_array(s.mail->arena, REPORT_PARTS_MAX,
	    sizeof(struct part));
	s.mail->report.part_count = REPORT_PARTS_MAX;
	for (i = 0; i < REPORT_PARTS_MAX; i++)
		s.mail->report.parts[i] = (struct part){
		    .path = slice_str(paths[i]), .type = FILETYPE_ARCHIVE,
		    .size = 1, .flags = PART_IS_ATTACHMENT };
	scene_ask(&s, f, REPORT_PARTS_MAX);
	got = view_sources(&s.view);
	ck_assert_ptr_nonnull(got);
	for (i = 0; i < REPORT_PARTS_MAX; i++)
		ck_assert_int_eq(got[i].source, i / UNPACK_DEPTH_MAX ==
		    (REPORT_PARTS_MAX - 1) / UNPACK_DEPTH_MAX ?
		    SOURCE_RECEIVED_UNKNOWN : SOURCE_AUTHORED);
	scene_end(&s);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "records", test_records, N_OF(records) },
		{ "messages", test_messages, N_OF(messages) },
		{ "trees", test_trees, N_OF(trees) },
		{ "files told", test_files_told, 0 },
		{ "macros", test_macros, 0 },
		{ "facts", test_facts, N_OF(facts) },
		{ "setting", test_setting, 0 },
		{ "because", test_because, 0 },
		{ "slips", test_slips, N_OF(slips) },
		{ "most", test_most, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("source", all);
}
