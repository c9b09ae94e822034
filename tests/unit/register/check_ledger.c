/*
 * Where files came from, told as stories: what goes in and out, and what is
 * known of a file at the end.
 */
#include "register/ledger.h"

#include "register/correspondents.h"
#include "unit/register/story.h"

#define APPROVED	MEMORY_SEEN_APPROVED
#define KNOWN		MEMORY_SEEN_RECEIVED_KNOWN
#define STRANGER	MEMORY_SEEN_RECEIVED_UNKNOWN
#define INTERNAL	MEMORY_SEEN_INTERNAL
#define SENT		MEMORY_SEEN_SENT
#define BY_TEXT		MEMORY_SEEN_BY_TEXT
#define FORWARDED	MEMORY_SEEN_FORWARDED_UNKNOWN

#define IN		MAIL_CLASS_INBOUND
#define OUT		MAIL_CLASS_SUBMISSION
#define HERE		MAIL_CLASS_LOCAL

#define KIM	"kim@inside.example"
#define LEE	"lee@inside.example"
#define PAT	"pat@far.example"
#define ODD	"odd@strange.example"

#define TALES	5

static const struct {
	const char *name;
	struct tale tales[TALES];	/* ended by one without class and from */
	char file, text;		/* what is asked of: 'f' by its bytes */
	uint32_t seen;
} stories[] = {
	{ "nothing was seen", { { 0 } }, 'f', ' ', 0 },
	{ "in from somebody unknown", {
	    { IN, ODD, .to = { KIM }, .files = "f" } }, 'f', ' ', STRANGER },
	{ "in from one that was written to", {
	    { OUT, KIM, .to = { PAT }, .files = "" },
	    { IN, PAT, .to = { LEE }, .files = "f" } }, 'f', ' ', KNOWN },
	{ "in from one that is listed", {
	    { IN, ODD, .to = { KIM }, .files = "f", .is_listed = true } },
	    'f', ' ', KNOWN },
	{ "in before that one was written to", {
	    { IN, PAT, .to = { LEE }, .files = "f" },
	    { OUT, KIM, .to = { PAT }, .files = "" } }, 'f', ' ', STRANGER },
	{ "in from unknown, then from known", {
	    { IN, ODD, .to = { KIM }, .files = "f" },
	    { OUT, KIM, .to = { PAT }, .files = "" },
	    { IN, PAT, .to = { LEE }, .files = "f" } }, 'f', ' ',
	    STRANGER | KNOWN },
	{ "in from known, then from unknown", {
	    { OUT, KIM, .to = { PAT }, .files = "" },
	    { IN, PAT, .to = { LEE }, .files = "f" },
	    { IN, ODD, .to = { KIM }, .files = "f" } }, 'f', ' ', KNOWN },
	{ "in under one of our own addresses", {
	    { IN, LEE, .to = { KIM }, .files = "f" } }, 'f', ' ', STRANGER },
	{ "in, and held", {
	    { IN, ODD, .to = { KIM }, .files = "f", .is_held = true } },
	    'f', ' ', STRANGER },
	{ "round inside", {
	    { OUT, KIM, .to = { LEE }, .files = "f" } }, 'f', ' ', INTERNAL },
	{ "out", {
	    { OUT, KIM, .to = { PAT }, .files = "f" } }, 'f', ' ', SENT },
	{ "out and round inside", {
	    { OUT, KIM, .to = { PAT, LEE }, .files = "f" } }, 'f', ' ',
	    SENT | INTERNAL },
	{ "out, held", {
	    { OUT, KIM, .to = { PAT }, .files = "f", .is_held = true } },
	    'f', ' ', 0 },
	{ "out, released by an officer", {
	    { MAIL_CLASS_RELEASE, KIM, .to = { PAT, LEE }, .files = "f" } },
	    'f', ' ', 0 },
	{ "a stranger's, released by an officer", {
	    { IN, ODD, .to = { KIM }, .files = "f", .is_held = true },
	    { MAIL_CLASS_RELEASE, ODD, .to = { KIM }, .files = "f" } },
	    'f', ' ', STRANGER },
	{ "out from nobody who signed in", {
	    { OUT, KIM, .to = { PAT, LEE }, .files = "f", .is_stray = true } },
	    'f', ' ', 0 },
	{ "out from a listed scanner", {
	    { HERE, KIM, .to = { LEE }, .files = "f", .is_system = true } },
	    'f', ' ', INTERNAL },
	{ "of no known type", {
	    { OUT, KIM, .to = { PAT, LEE }, .files = "f",
	    .is_unidentified = true } }, 'f', ' ', 0 },
	{ "in, of no known type", {
	    { IN, ODD, .to = { KIM }, .files = "f", .is_unidentified = true } },
	    'f', ' ', STRANGER },
	/* laundering */
	{ "from a stranger, round inside and out", {
	    { IN, ODD, .to = { KIM }, .files = "f" },
	    { OUT, KIM, .to = { LEE }, .files = "f" },
	    { OUT, LEE, .to = { PAT }, .files = "f" } }, 'f', ' ', STRANGER },
	{ "a stranger's that was only ever passed on", {
	    { OUT, KIM, .to = { LEE }, .original = ODD, .files = "f" },
	    { OUT, LEE, .to = { PAT }, .files = "f" } }, 'f', ' ', FORWARDED },
	{ "a correspondent's that was passed on", {
	    { OUT, KIM, .to = { PAT }, .files = "" },
	    { OUT, KIM, .to = { LEE }, .original = PAT, .files = "f" } },
	    'f', ' ', INTERNAL },
	{ "a colleague's that was passed on", {
	    { OUT, KIM, .to = { PAT }, .original = LEE, .files = "f" } },
	    'f', ' ', SENT },
	{ "passed on, then seen coming in from known", {
	    { OUT, KIM, .to = { LEE }, .original = ODD, .files = "f" },
	    { OUT, KIM, .to = { PAT }, .files = "" },
	    { IN, PAT, .to = { KIM }, .files = "f" } }, 'f', ' ',
	    FORWARDED | KNOWN },
	{ "ours that comes back from a stranger", {
	    { OUT, KIM, .to = { PAT }, .files = "f" },
	    { IN, ODD, .to = { KIM }, .files = "f" } }, 'f', ' ', SENT },
	{ "ours that is passed on in a stranger's mail", {
	    { OUT, KIM, .to = { PAT }, .files = "f" },
	    { OUT, KIM, .to = { LEE }, .original = ODD, .files = "f" } },
	    'f', ' ', SENT },
	/* saved again by another program: other bytes, nearly the same text */
	{ "a stranger's, saved again", {
	    { IN, ODD, .to = { KIM }, .files = "f", .texts = "t" } }, 'g', 'T',
	    STRANGER | BY_TEXT },
	{ "another text altogether", {
	    { IN, ODD, .to = { KIM }, .files = "f", .texts = "t" } }, 'g', 'u', 0 },
	{ "too short to be told", {
	    { IN, ODD, .to = { KIM }, .files = "f", .texts = " " } }, 'g', ' ', 0 },
	{ "saved again, round inside and out, and saved again", {
	    { IN, ODD, .to = { KIM }, .files = "f", .texts = "t" },
	    { OUT, KIM, .to = { LEE }, .files = "g", .texts = "T" },
	    { OUT, LEE, .to = { PAT }, .files = "h", .texts = "t" } }, 'i', 'T',
	    STRANGER | BY_TEXT },
	{ "our form, filled in by a stranger", {
	    { OUT, KIM, .to = { PAT }, .files = "f", .texts = "t" },
	    { IN, ODD, .to = { KIM }, .files = "g", .texts = "T" } }, 'g', 'T',
	    STRANGER },
	{ "that one saved again: nearest to the stranger's", {
	    { OUT, KIM, .to = { PAT }, .files = "f", .texts = "t" },
	    { IN, ODD, .to = { KIM }, .files = "g", .texts = "T" } }, 'h', 'T',
	    STRANGER | BY_TEXT },
	{ "and our form itself is still ours", {
	    { OUT, KIM, .to = { PAT }, .files = "f", .texts = "t" },
	    { IN, ODD, .to = { KIM }, .files = "g", .texts = "T" } }, 'h', 't',
	    SENT | BY_TEXT },
};

static uint32_t
seen_of(struct bench *b, char file, char text)
{
	const char files[] = { file, '\0' }, texts[] = { text, '\0' };
	const struct tale t = { OUT, KIM, .to = { PAT }, .files = files,
	    .texts = texts };

	return story_ask(b, &t).files[0].seen;
}

START_TEST(test_stories)
{
	int n = (int)(sizeof stories / sizeof stories[0]);
	int which = _i % n;
	struct bench b;
	uint32_t seen;
	size_t i;

	bench_make(&b, _i / n);
	for (i = 0; i < TALES && stories[which].tales[i].from != NULL; i++)
		story_tell(&b, &stories[which].tales[i]);
	seen = seen_of(&b, stories[which].file, stories[which].text);
	ck_assert_msg(seen == stories[which].seen, "%s: %#x, not %#x",
	    stories[which].name, seen, stories[which].seen);
	bench_end(&b);
}
END_TEST

/* A piece of a document is no file, and what was not read has no digest. */
START_TEST(test_no_files)
{
	const struct tale t = { IN, ODD, .to = { KIM }, .files = "fg" };
	struct memory_answer m;
	struct memory_note n;
	struct bench b;

	bench_make(&b, _i);
	n = story_note(&b, &t);
	n.question.files[0].flags |= MEMORY_FILE_IS_PIECE;
	memset(n.question.files[1].digest, 0, MAIL_DIGEST_SIZE);
	ck_assert_int_eq(register_learn(register_kinds, &b.x, &n), 0);
	ck_assert_uint_eq(seen_of(&b, 'f', ' '), 0);
	ck_assert_int_eq(register_answer(register_kinds, &b.x, &n.question,
	    &m), 0);
	ck_assert_uint_eq(m.files[0].seen, 0);
	ck_assert_uint_eq(m.files[1].seen, 0);
	bench_end(&b);
}
END_TEST

static struct ledger_file
file_of(char file, char text)
{
	struct ledger_file f = { .signature = story_text(text) };

	story_digest(file, f.digest);
	return f;
}

START_TEST(test_approval)
{
	const struct tale in = { IN, ODD, .to = { KIM }, .files = "f",
	    .texts = "t" };
	struct ledger_file f = file_of('f', 't');
	struct ledger_entry e, *list;
	struct bench b;
	size_t n;

	bench_make(&b, _i);
	story_tell(&b, &in);
	ck_assert_int_eq(ledger_approve(&b.x, &f, SLICE("officer"),
	    SLICE("Our bank's form.")), 0);
	ck_assert_uint_eq(seen_of(&b, 'f', 't'), STRANGER | APPROVED);
	/* Saved again, and in again by somebody else: the text is approved. */
	ck_assert_uint_eq(seen_of(&b, 'g', 'T') & (APPROVED | BY_TEXT),
	    APPROVED | BY_TEXT);
	story_tell(&b, &(struct tale){ IN, ODD, .to = { LEE }, .files = "h",
	    .texts = "T" });
	ck_assert_uint_eq(seen_of(&b, 'h', 'T'),
	    STRANGER | APPROVED | BY_TEXT);
	ck_assert_int_eq(ledger_show(&b.x, &f, &e), 0);
	ck_assert_uint_eq(e.seen, STRANGER | APPROVED);
	ck_assert_int_eq(e.first_ms, NOW);
	ck_assert_int_eq(e.approved_ms, NOW + 60000);
	ck_assert(slice_eq_str(e.approver, "officer"));
	ck_assert(slice_eq_str(e.reason, "Our bank's form."));
	ck_assert_int_eq(ledger_approvals(&b.x, &list, &n), 0);
	ck_assert_uint_eq(n, 1);
	ck_assert_mem_eq(list[0].digest, f.digest, MAIL_DIGEST_SIZE);
	ck_assert(slice_eq_str(list[0].reason, "Our bank's form."));
	ck_assert_msg(strncmp(buf_cstr(&b.recorded),
	    "officer approved-file 666666", 28) == 0, "%s",
	    buf_cstr(&b.recorded));
	ck_assert_int_eq(ledger_forget(&b.x, &f, SLICE("officer"),
	    SLICE("It was the wrong form.")), 0);
	ck_assert_uint_eq(seen_of(&b, 'f', ' '), 0);
	/* What came in since, by other bytes, came in all the same. */
	ck_assert_uint_eq(seen_of(&b, 'h', 'T'), STRANGER);
	ck_assert_int_eq(ledger_approvals(&b.x, &list, &n), 0);
	ck_assert_uint_eq(n, 0);
	ck_assert_ptr_nonnull(strstr(buf_cstr(&b.recorded), "forgot-file"));
	ck_assert_int_eq(ledger_forget(&b.x, &f, SLICE("officer"),
	    SLICE("Once more.")), ERR_NOTFOUND);
	bench_end(&b);
}
END_TEST

START_TEST(test_reasons)
{
	static uint8_t words[REASON_MAX + 1];
	struct ledger_file f = file_of('f', ' '), none = { .digest = { 0 } };
	struct bench b;

	memset(words, 'w', sizeof words);
	bench_make(&b, _i);
	ck_assert_int_eq(ledger_approve(&b.x, &f, SLICE("o"),
	    slice_of(words, REASON_MIN - 1)), ERR_RANGE);
	ck_assert_int_eq(ledger_approve(&b.x, &f, SLICE("o"),
	    slice_of(words, REASON_MAX + 1)), ERR_RANGE);
	ck_assert_int_eq(ledger_approve(&b.x, &none, SLICE("o"),
	    slice_of(words, REASON_MAX)), ERR_RANGE);
	ck_assert_uint_eq(b.recorded.len, 0);
	ck_assert_int_eq(ledger_approve(&b.x, &f, SLICE("o"),
	    slice_of(words, REASON_MIN)), 0);
	ck_assert_int_eq(ledger_approve(&b.x, &f, SLICE("o"),
	    slice_of(words, REASON_MAX)), 0);
	ck_assert_int_eq(ledger_forget(&b.x, &f, SLICE("o"),
	    slice_of(words, REASON_MIN - 1)), ERR_RANGE);
	bench_end(&b);
}
END_TEST

START_TEST(test_most_approvals)
{
	struct ledger_file f = { .digest = { 1 } };
	struct ledger_entry *list;
	struct bench b;
	size_t i, n;

	bench_make(&b, _i);
	for (i = 0; i <= LEDGER_LIST_MAX; i++) {
		memcpy(f.digest + 1, &i, sizeof i);
		b.x.at_ms++;
		buf_reset(&b.recorded);
		ck_assert_int_eq(ledger_approve(&b.x, &f, SLICE("o"),
		    SLICE("why")), 0);
	}
	ck_assert_int_eq(ledger_approvals(&b.x, &list, &n), 0);
	ck_assert_uint_eq(n, LEDGER_LIST_MAX);
	ck_assert_mem_eq(list[0].digest, f.digest, MAIL_DIGEST_SIZE);
	bench_end(&b);
}
END_TEST

/* Texts of so many files are known again; the others by their bytes. */
START_TEST(test_most_texts)
{
	struct memory_note n;
	struct memory_answer m;
	struct bench b;
	size_t i;

	bench_make(&b, 0);
	n = story_note(&b, &(struct tale){ IN, ODD, .to = { KIM } });
	n.question.file_count = LEDGER_TEXTS_MAX + 1;
	n.question.files = arena_array(b.x.arena, n.question.file_count,
	    sizeof *n.question.files);
	for (i = 0; i < n.question.file_count; i++) {
		memset(n.question.files[i].digest, 1, MAIL_DIGEST_SIZE);
		memcpy(n.question.files[i].digest, &i, sizeof i);
		n.question.files[i].signature = story_text(' ');
		memset(n.question.files[i].signature.least, (int)i + 1,
		    sizeof n.question.files[i].signature.least);
	}
	ck_assert_int_eq(register_learn(register_kinds, &b.x, &n), 0);
	/* The same texts in other bytes, the last two first. */
	for (i = 0; i < n.question.file_count; i++)
		n.question.files[i].digest[31]++;
	n.question.file_count = 2;
	n.question.files += LEDGER_TEXTS_MAX - 1;
	ck_assert_int_eq(register_answer(register_kinds, &b.x, &n.question,
	    &m), 0);
	ck_assert_uint_eq(m.files[0].seen, STRANGER | BY_TEXT);
	ck_assert_uint_eq(m.files[1].seen, 0);
	n.question.files[1].digest[31]--;
	ck_assert_int_eq(register_answer(register_kinds, &b.x, &n.question,
	    &m), 0);
	ck_assert_uint_eq(m.files[1].seen, STRANGER);
	bench_end(&b);
}
END_TEST

/* A hundred copies of a form leave the first one to be found. */
START_TEST(test_common_text)
{
	char file[] = "!";
	struct bench b;
	int i;

	bench_make(&b, _i);
	story_tell(&b, &(struct tale){ OUT, KIM, .to = { PAT }, .files = "\x7f",
	    .texts = "t" });
	for (i = 0; i < 2 * BANDS_EACH_MAX; i++) {
		file[0] = (char)('!' + i);
		story_tell(&b, &(struct tale){ IN, ODD, .to = { KIM },
		    .files = file, .texts = "T" });
	}
	ck_assert_uint_eq(seen_of(&b, '\x1', 't'), SENT | BY_TEXT);
	ck_assert_uint_eq(seen_of(&b, '\x1', 'T'), STRANGER | BY_TEXT);
	bench_end(&b);
}
END_TEST

START_TEST(test_keep)
{
	struct bench b;

	bench_make(&b, _i);
	b.settings.keep_ms = 10 * DAY_MS;
	story_tell(&b, &(struct tale){ IN, ODD, .to = { KIM }, .files = "f",
	    .texts = "t" });
	b.x.at_ms = NOW + 9 * DAY_MS;
	ck_assert_uint_eq(seen_of(&b, 'f', 't'), STRANGER);
	/* Seen once more, and kept for longer. */
	story_tell(&b, &(struct tale){ OUT, KIM, .to = { LEE }, .files = "f",
	    .texts = "t" });
	b.x.at_ms = NOW + 18 * DAY_MS;
	ck_assert_uint_eq(seen_of(&b, 'f', 't'), STRANGER);
	ck_assert_uint_eq(seen_of(&b, 'g', 't'), STRANGER | BY_TEXT);
	b.x.at_ms = NOW + 20 * DAY_MS;
	ck_assert_uint_eq(seen_of(&b, 'f', 't'), 0);
	ck_assert_int_gt(register_expire(register_kinds, &b.x, 1000), 8);
	ck_assert_int_eq(register_expire(register_kinds, &b.x, 1000), 0);
	bench_end(&b);
}
END_TEST

/* No digest, address or reason stands in the store in clear. */
START_TEST(test_nothing_in_clear)
{
	struct ledger_file f = file_of('f', 't');
	struct store_entry *e;
	struct bench b;
	size_t i, n;
	uint16_t reg;

	bench_make(&b, _i);
	story_tell(&b, &(struct tale){ OUT, KIM, .to = { PAT }, .files = "f",
	    .texts = "t" });
	ck_assert_int_eq(ledger_approve(&b.x, &f, SLICE("officer"),
	    SLICE("canary-words")), 0);
	for (reg = REGISTER_LEDGER; reg <= REGISTER_CORRESPONDENTS; reg++) {
		ck_assert_int_eq(store_entry_list(b.store, reg, 0, 1000,
		    b.x.arena, &e, &n), 0);
		ck_assert_uint_gt(n, 2);
		for (i = 0; i < n; i++) {
			ck_assert_uint_eq(slice_find(e[i].sealed,
			    SLICE("canary"), 0), SLICE_NPOS);
			ck_assert_uint_eq(slice_find(e[i].sealed,
			    SLICE("far"), 0), SLICE_NPOS);
			ck_assert_uint_eq(slice_find(e[i].sealed,
			    slice_of(f.digest, 8), 0), SLICE_NPOS);
			ck_assert_mem_ne(e[i].key, f.digest, KEY_MAC_SIZE);
		}
	}
	bench_end(&b);
}
END_TEST

int
main(void)
{
	int n = backend_count();
	const struct unit_case all[] = {
		{ "stories", test_stories,
		    n * (int)(sizeof stories / sizeof stories[0]) },
		{ "no files", test_no_files, n },
		{ "approval", test_approval, n },
		{ "reasons", test_reasons, n },
		{ "most approvals", test_most_approvals, n },
		{ "most texts", test_most_texts, 0 },
		{ "common text", test_common_text, n },
		{ "keep", test_keep, n },
		{ "nothing in clear", test_nothing_in_clear, n },
		{ NULL, NULL, 0 },
	};

	return unit_main("ledger", all);
}
