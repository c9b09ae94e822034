/*
 * The register of exceptions: its terms, its days in local time, what it
 * answers, what it counts, what it reminds of.
 */
#include "register/exceptions.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "unit/store/scratch.h"
#include "unit/unit.h"

#define DAY_MS		((int64_t)24 * 3600 * 1000)
#define ANN		"ann@in.example"
#define BOB		"bob@mail.example"
#define MEG		"meg@in.example"

static int64_t
at(const char *iso)
{
	int64_t ms;

	ck_assert_int_eq(clock_parse_iso(slice_str(iso), &ms), 0);
	return ms;
}

/* --- the bench ------------------------------------------------------------------- */

struct bench {
	struct scratch dir;
	struct store *store;
	struct keyring *keys;
	struct register_settings settings;
	struct register_context x;
	struct buf recorded;	/* "actor act object detail", a line each */
};

static int
record(void *arg, struct slice actor, struct slice act, struct slice object,
    struct slice before, struct slice after, struct slice detail)
{
	struct bench *b = arg;
	const struct slice all[] = { actor, act, object, detail };
	size_t i;

	(void)before;
	(void)after;
	for (i = 0; i < 4; i++) {
		(void)buf_put_slice(&b->recorded, all[i]);
		(void)buf_putc(&b->recorded, i < 3 ? ' ' : '\n');
	}
	return 0;
}

static struct bench bench;

static void
setup_on(int backend)
{
	static const uint8_t salt[KEY_SALT_SIZE] = { 1, 2, 3 };
	struct bench *b = &bench;
	struct store_options o;

	memset(b, 0, sizeof *b);
	scratch_make(&b->dir);
	o = (struct store_options){ scratch_path(&b->dir, "store"), true,
	    false };
	ck_assert_int_eq(store_open(store_backends[backend], &o, &b->store),
	    0);
	ck_assert_int_eq(keyring_create(scratch_path(&b->dir, "key")), 0);
	ck_assert_int_eq(keyring_open(scratch_path(&b->dir, "key"), salt,
	    &b->keys), 0);
	buf_init(&b->recorded, 64 * KIB);
	ck_assert_int_eq(zone_parse(SLICE("Europe/London"),
	    &b->settings.zone), 0);
	b->settings.exceptions[0] = (struct exception_terms){ "webmail",
	    "officer", true, 90, 14,
	    EXCEPTION_COVERS_SENDER | EXCEPTION_COVERS_RECIPIENT };
	b->settings.exceptions[1] = (struct exception_terms){ "board",
	    "director", false, 30, 0, EXCEPTION_COVERS_RECIPIENT };
	b->settings.exception_count = 2;
	b->x = (struct register_context){ .store = b->store, .keys = b->keys,
	    .settings = &b->settings, .record = { record, b },
	    .arena = arena_new(64 * MIB), .at_ms = at("2026-05-05T09:15:00Z"),
	    .ref = "EX-0000-0001" };
	ck_assert_int_eq(store_begin(b->store), 0);
}

static void
setup(void)
{
	setup_on(0);
}

static void
teardown(void)
{
	ck_assert_int_eq(store_commit(bench.store), 0);
	arena_free(bench.x.arena);
	buf_free(&bench.recorded);
	keyring_free(bench.keys);
	store_close(bench.store);
	scratch_remove(&bench.dir);
}

static struct exception_entry
entry(const char *sender, const char *recipient)
{
	return (struct exception_entry){ .reg = SLICE("webmail"),
	    .sender = slice_str(sender), .recipient = slice_str(recipient),
	    .reason = SLICE("on maternity leave"),
	    .approver = SLICE(MEG), .actor = SLICE("uid:1000"),
	    .until_day = 20260531 };
}

static uint64_t
add(struct exception_entry e)
{
	struct slice why;
	int r;

	r = exceptions_add(&bench.x, &e, &why);
	ck_assert_msg(r == 0, "%.*s", (int)why.len, (const char *)why.ptr);
	return e.number;
}

/* What lifts for one recipient; names joined with "+". */
static const char *
live(const char *sender, const char *recipient, int64_t at_ms)
{
	static char out[300];
	struct memory_party parties[MEMORY_RECIPIENTS + 1] = {
		{ .address = slice_str(sender) }, { .flags = 0 },
		{ .address = slice_str(recipient) } };
	struct memory_question q = { .at_ms = at_ms, .parties = parties,
	    .party_count = 3 };
	struct memory_answer m;
	size_t i, n = 0;

	bench.x.at_ms = at_ms;
	ck_assert_int_eq(register_answer(register_kinds, &bench.x, &q, &m),
	    0);
	out[0] = '\0';
	for (i = 0; i < m.parties[2].exception_count; i++)
		n += (size_t)snprintf(out + n, sizeof out - n, "%s%.*s",
		    i > 0 ? "+" : "",
		    (int)m.parties[2].exceptions[i].len,
		    (const char *)m.parties[2].exceptions[i].ptr);
	return out;
}

static size_t
times_recorded(const char *words)
{
	struct slice all = buf_slice(&bench.recorded);
	size_t n = 0, i;

	for (i = 0; (i = slice_find(all, slice_str(words), i)) != SLICE_NPOS;
	    i++)
		n++;
	return n;
}

/* --- time -------------------------------------------------------------------------- */

/* From 28 March to 25 October: clocks go forward after the first day. */
static const struct {
	const char *name, *utc;
	bool live;
} moments[] = {
	{ "the second before its first day", "2026-03-27T23:59:59Z", false },
	{ "the first second", "2026-03-28T00:00:00Z", true },
	{ "while clocks go forward", "2026-03-29T01:30:00Z", true },
	{ "in summer", "2026-05-05T09:15:00Z", true },
	{ "the last day's first second", "2026-06-24T23:00:00Z", true },
	{ "the last second of the last day", "2026-06-25T22:59:59Z", true },
	{ "the first second after it", "2026-06-25T23:00:00Z", false },
	{ "long after", "2027-05-05T09:15:00Z", false },
};

START_TEST(test_days_are_local)
{
	struct exception_entry e = entry(ANN, BOB);

	setup();
	bench.x.at_ms = at("2026-03-01T00:00:00Z");
	e.from_day = 20260328;
	e.until_day = 20260625;		/* the ninetieth day */
	add(e);
	ck_assert_msg((strcmp(live(ANN, BOB, at(moments[_i].utc)),
	    "webmail") == 0) == moments[_i].live, "%s", moments[_i].name);
	teardown();
}
END_TEST

/* A last day that has 25 hours. */
START_TEST(test_the_hour_that_comes_twice)
{
	struct exception_entry e = entry(ANN, BOB);

	setup();
	bench.x.at_ms = at("2026-10-01T00:00:00Z");
	e.until_day = 20261025;
	add(e);
	ck_assert_str_eq(live(ANN, BOB, at("2026-10-25T01:30:00Z")),
	    "webmail");
	ck_assert_str_eq(live(ANN, BOB, at("2026-10-25T23:59:59Z")),
	    "webmail");
	ck_assert_str_eq(live(ANN, BOB, at("2026-10-26T00:00:00Z")), "");
	teardown();
}
END_TEST

/* --- who --------------------------------------------------------------------------- */

static const struct {
	const char *sender, *recipient;	/* of the entry */
	const char *from, *to;		/* of the mail */
	bool live;
} pairs[] = {
	{ ANN, BOB, ANN, BOB, true },
	{ ANN, BOB, ANN, "eve@mail.example", false },
	{ ANN, BOB, "joe@in.example", BOB, false },
	{ ANN, BOB, BOB, ANN, false },
	{ ANN, "mail.example", ANN, "eve@mail.example", true },
	{ ANN, "mail.example", ANN, "eve@x.mail.example", false },
	{ ANN, "mail.example", ANN, "eve@xmail.example", false },
	{ "in.example", BOB, "joe@in.example", BOB, true },
	{ "in.example", BOB, "joe@out.example", BOB, false },
	{ "in.example", "mail.example", "joe@in.example", BOB, true },
	/* Who approved it for all goes by none himself. */
	{ "in.example", BOB, MEG, BOB, false },
	{ "in.example", BOB, "meg+x@in.example", BOB, false },
	{ ANN, BOB, "", BOB, false },
};

START_TEST(test_whom_it_is_for)
{
	setup();
	add(entry(pairs[_i].sender, pairs[_i].recipient));
	ck_assert_msg((*live(pairs[_i].from, pairs[_i].to, bench.x.at_ms) !=
	    '\0') == pairs[_i].live, "case %d", _i);
	teardown();
}
END_TEST

START_TEST(test_each_block_for_itself)
{
	struct exception_entry e = entry("", BOB);

	setup();
	add(entry(ANN, BOB));
	e.reg = SLICE("board");
	e.role = SLICE("director");
	add(e);
	e = entry(ANN, BOB);
	e.files = SLICE("spreadsheet,pdf");
	add(e);
	ck_assert_str_eq(live("joe@in.example", BOB, bench.x.at_ms), "board");
	/* The last entered comes first. */
	ck_assert_uint_eq(strlen(live(ANN, BOB, bench.x.at_ms)),
	    strlen("webmail+webmail spreadsheet,pdf+board"));
	teardown();
}
END_TEST

/* --- the terms ------------------------------------------------------------------------ */

/* What differs from Ann's entry to Bob until 31 May; NULL, 0: nothing. */
struct change {
	const char *reg, *sender, *recipient, *files, *reason, *approver, *role;
	int from_day, until_day, review_day;
};

static struct slice
changed(const char *s, const char *otherwise)
{
	return slice_str(s != NULL ? s : otherwise);
}

static struct exception_entry
entry_with(const struct change *c)
{
	struct exception_entry e = { .reg = changed(c->reg, "webmail"),
	    .sender = changed(c->sender, ANN),
	    .recipient = changed(c->recipient, BOB),
	    .files = changed(c->files, ""),
	    .reason = changed(c->reason, "on leave"),
	    .approver = changed(c->approver, MEG),
	    .role = changed(c->role, ""), .actor = SLICE("root"),
	    .from_day = c->from_day, .until_day = 20260531,
	    .review_day = c->review_day };

	if (c->until_day != 0)
		e.until_day = c->until_day > 0 ? c->until_day : 0;
	return e;
}

static const struct {
	const char *name;
	struct change change;
	int r;
	const char *why;
} refused[] = {
	{ "no such block", { .reg = "webmial" }, ERR_NOTFOUND,
	    "no exceptions of that name" },
	{ "no reason", { .reason = "x" }, ERR_RANGE,
	    "a reason is needed" },
	{ "no sender", { .sender = "" }, ERR_RANGE,
	    "a sender is needed" },
	{ "no recipient", { .recipient = "" }, ERR_RANGE,
	    "a recipient is needed" },
	{ "nobody at all", { .reg = "board",
	    .sender = "", .recipient = "" }, ERR_RANGE,
	    "a recipient is needed" },
	{ "approved by a name", { .approver = "Meg Reid" },
	    ERR_RANGE, "the address of who approves" },
	{ "approved by the sender", { .approver = ANN },
	    ERR_DENIED, "for himself" },
	{ "under another tag", { .approver = "Ann+x@in.example" },
	    ERR_DENIED, "for himself" },
	{ "approved by the recipient", { .approver = BOB },
	    ERR_DENIED, "mail to himself" },
	{ "another role", { .role = "assistant" }, ERR_DENIED,
	    "approved by the officer, not the assistant" },
	{ "a deputy for long", { .role = "deputy" }, ERR_DENIED,
	    "approved by the officer" },
	{ "a deputy for a director", { .reg = "board",
	    .role = "deputy", .until_day = 20260506 }, ERR_DENIED,
	    "approved by the director" },
	{ "no end", { .until_day = -1 }, ERR_RANGE, "its last day" },
	{ "ninety-one days", { .until_day = 20260803 }, ERR_RANGE,
	    "90 days at most, until 2026-08-02" },
	{ "over already", { .from_day = 20260501,
	    .until_day = 20260504 }, ERR_RANGE, "has passed" },
	{ "backwards", { .from_day = 20260601 }, ERR_RANGE,
	    "ends before it begins" },
	{ "a review after its end", { .review_day = 20260601 }, ERR_RANGE,
	    "the review" },
	{ "no type of file", { .files = "spreadsheet,pfd" },
	    ERR_RANGE, "no such type" },
};

START_TEST(test_terms)
{
	struct exception_entry e = entry_with(&refused[_i].change), *list;
	struct slice why;
	size_t n;

	setup();
	ck_assert_msg(exceptions_add(&bench.x, &e, &why) == refused[_i].r,
	    "%s", refused[_i].name);
	ck_assert_msg(slice_find(why, slice_str(refused[_i].why), 0) !=
	    SLICE_NPOS, "%s: %.*s", refused[_i].name, (int)why.len,
	    (const char *)why.ptr);
	ck_assert_int_eq(exceptions_list(&bench.x, 0, 10, &list, &n), 0);
	ck_assert_uint_eq(n, 0);
	ck_assert_uint_eq(bench.recorded.len, 0);
	teardown();
}
END_TEST

static const struct change allowed[] = {
	{ .until_day = 20260802 },
	{ .until_day = 20260505 },
	{ .role = "director" },
	{ .role = "chair" },
	{ .role = "deputy", .until_day = 20260518 },
	{ .reg = "board", .sender = "",
	    .reason = "", .until_day = 20260603 },
	{ .review_day = 20260531, .files = "pdf" },
};

START_TEST(test_within_the_terms)
{
	struct exception_entry *list;
	size_t n;

	setup();
	add(entry_with(&allowed[_i]));
	ck_assert_int_eq(exceptions_list(&bench.x, 0, 10, &list, &n), 0);
	ck_assert_uint_eq(n, 1);
	ck_assert_int_eq(list[0].from_day, 20260505);
	ck_assert(list[0].role.len > 0);
	ck_assert_uint_eq(times_recorded("root exception-added exception 1 "
	    "register="), 1);
	teardown();
}
END_TEST

/* --- changes -------------------------------------------------------------------------- */

START_TEST(test_twice_and_again)
{
	struct exception_entry e = entry(ANN, BOB), done;
	struct slice why;
	uint64_t first;

	setup_on(_i);
	first = add(e);
	ck_assert_int_eq(exceptions_add(&bench.x, &e, &why), ERR_EXISTS);
	bench.x.at_ms += 1000;
	ck_assert_int_eq(exceptions_end(&bench.x, first, SLICE("root"),
	    SLICE("she is back"), &done, &why), 0);
	ck_assert_str_eq(live(ANN, BOB, bench.x.at_ms), "");
	/* What went before it was ended stays as it was. */
	ck_assert_str_eq(live(ANN, BOB, bench.x.at_ms - 1), "webmail");
	bench.x.at_ms += 1000;
	ck_assert_int_eq(exceptions_end(&bench.x, first, SLICE("root"),
	    SLICE("again"), &done, &why), ERR_WRONG_STATE);
	ck_assert_int_eq(exceptions_end(&bench.x, first + 7, SLICE("root"),
	    SLICE("none"), &done, &why), ERR_NOTFOUND);
	/* It can be granted anew, and has a number of its own. */
	e = entry(ANN, BOB);
	ck_assert_uint_gt(add(e), first);
	ck_assert_str_eq(live(ANN, BOB, bench.x.at_ms), "webmail");
	ck_assert_uint_eq(times_recorded("root exception-ended exception 1 "
	    "she is back\n"), 1);
	teardown();
}
END_TEST

static void
send(const char *from, const char *const to[2], bool first_goes,
    const char *name, uint8_t retry)
{
	struct memory_party parties[MEMORY_RECIPIENTS + 2] = {
		{ .address = slice_str(from) }, { .flags = 0 },
		{ .address = slice_str(to[0]) },
		{ .address = slice_str(to[1]) } };
	bool go[MEMORY_RECIPIENTS + 2] = { false, false, first_goes, true };
	struct memory_use uses[] = {
		{ 2, slice_str(name), SLICE("to-webmail") },
		{ 3, slice_str(name), SLICE("to-webmail") } };
	struct memory_note n = { .question = { .at_ms = bench.x.at_ms,
	    .parties = parties, .party_count = 4,
	    .retry_digest = { retry } }, .is_let_go = go,
	    .uses = uses, .use_count = 2 };

	ck_assert_int_eq(register_learn(register_kinds, &bench.x, &n), 0);
}

static struct exception_entry
only(void)
{
	struct exception_entry *list;
	size_t n;

	ck_assert_int_eq(exceptions_list(&bench.x, 0, 10, &list, &n), 0);
	ck_assert_uint_eq(n, 1);
	return list[0];
}

START_TEST(test_each_use_counts_once)
{
	const char *const to[] = { BOB, "eve@mail.example" };

	setup_on(_i);
	add(entry(ANN, "mail.example"));
	/* Two recipients under one entry are one message. */
	send(ANN, to, true, "webmail", 1);
	ck_assert_uint_eq(only().uses, 1);
	ck_assert_int_eq(only().used_ms, bench.x.at_ms);
	/* A retry is the same message; another one is not. */
	send(ANN, to, true, "webmail", 1);
	ck_assert_uint_eq(only().uses, 1);
	bench.x.at_ms += 60000;
	send(ANN, to, true, "webmail", 2);
	ck_assert_uint_eq(only().uses, 2);
	ck_assert_int_eq(only().used_ms, bench.x.at_ms);
	ck_assert_uint_eq(times_recorded("milter exception-used EX-0000-0001 "
	    "exception=1 register=webmail rule=to-webmail\n"), 2);
	/* Who was held has not used it. */
	send(ANN, (const char *const[]){ BOB, "joe@in.example" }, false,
	    "webmail", 3);
	ck_assert_uint_eq(only().uses, 2);
	/* Nor has a milter that names another block. */
	send(ANN, to, true, "board", 4);
	ck_assert_uint_eq(only().uses, 2);
	ck_assert_uint_eq(only().number, 1);
	teardown();
}
END_TEST

START_TEST(test_its_end_is_told)
{
	struct exception_entry e = entry(ANN, BOB);

	setup();
	add(e);
	bench.x.at_ms = at("2026-05-17T22:59:59Z");
	ck_assert_int_eq(register_expire(register_kinds, &bench.x, 10), 0);
	/* Fourteen days before it is over, and then once. */
	bench.x.at_ms = at("2026-05-17T23:00:00Z");
	ck_assert_int_eq(register_expire(register_kinds, &bench.x, 10), 1);
	ck_assert_int_eq(register_expire(register_kinds, &bench.x, 10), 0);
	ck_assert_uint_eq(times_recorded("keeper exception-ends-soon "
	    "exception 1 register=webmail until=2026-05-31 used=0\n"), 1);
	bench.x.at_ms = at("2026-05-31T23:00:00Z");
	ck_assert_int_eq(register_expire(register_kinds, &bench.x, 10), 1);
	ck_assert_int_eq(register_expire(register_kinds, &bench.x, 10), 0);
	ck_assert_uint_eq(times_recorded("exception-over"), 1);
	/* The record of it stays, for as long as records do. */
	ck_assert_uint_eq(only().number, 1);
	bench.x.at_ms = only().end_ms + 3 * 365 * DAY_MS + 1;
	ck_assert_int_ge(register_expire(register_kinds, &bench.x, 10), 1);
	ck_assert_uint_eq(times_recorded("exception-over"), 1);
	teardown();
}
END_TEST

/* Many at once are told of in steps. */
START_TEST(test_many)
{
	char name[64];
	int i, r, total = 0;

	setup();
	for (i = 0; i < 450; i++) {
		snprintf(name, sizeof name, "p%d@mail.example", i);
		add(entry(ANN, name));
		/* Each would be a request of its own, with its own arena. */
		arena_free(bench.x.arena);
		bench.x.arena = arena_new(64 * MIB);
	}
	ck_assert_str_eq(live(ANN, "p449@mail.example", bench.x.at_ms),
	    "webmail");
	bench.x.at_ms = at("2026-05-20T09:00:00Z");
	while ((r = register_expire(register_kinds, &bench.x, 100)) > 0) {
		ck_assert_int_le(r, 100);
		total += r;
	}
	ck_assert_int_eq(r, 0);
	ck_assert_int_eq(total, 450);
	teardown();
}
END_TEST

START_TEST(test_states)
{
	struct exception_entry e = { .start_ms = 1000 * DAY_MS,
	    .end_ms = 1100 * DAY_MS };

	ck_assert_int_eq(exception_state(&e, 14, 999 * DAY_MS),
	    EXCEPTION_LATER);
	ck_assert_int_eq(exception_state(&e, 14, 1000 * DAY_MS),
	    EXCEPTION_LIVE);
	ck_assert_int_eq(exception_state(&e, 14, 1086 * DAY_MS - 1),
	    EXCEPTION_LIVE);
	ck_assert_int_eq(exception_state(&e, 14, 1086 * DAY_MS),
	    EXCEPTION_ENDS_SOON);
	ck_assert_int_eq(exception_state(&e, 14, 1100 * DAY_MS),
	    EXCEPTION_OVER);
	e.ended_ms = 1050 * DAY_MS;
	ck_assert_int_eq(exception_state(&e, 14, 1050 * DAY_MS - 1),
	    EXCEPTION_LIVE);
	ck_assert_int_eq(exception_state(&e, 14, 1050 * DAY_MS),
	    EXCEPTION_ENDED);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "days", test_days_are_local, N_OF(moments) },
		{ "twice", test_the_hour_that_comes_twice, 0 },
		{ "whom", test_whom_it_is_for, N_OF(pairs) },
		{ "blocks", test_each_block_for_itself, 0 },
		{ "terms", test_terms, N_OF(refused) },
		{ "within", test_within_the_terms, N_OF(allowed) },
		{ "again", test_twice_and_again, 2 },
		{ "uses", test_each_use_counts_once, 2 },
		{ "end", test_its_end_is_told, 0 },
		{ "many", test_many, 0 },
		{ "states", test_states, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("exceptions", all);
}
