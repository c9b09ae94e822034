/*
 * separate -- the copies of a split message, through the real keeper to a
 * door that asks it about tickets: each of those inside gets exactly one,
 * whoever dies, and nobody gets one of a message that did not go.
 */
#include <dirent.h>
#include <poll.h>

#include "unit/keeper/door.h"

struct message {
	struct mail m;
	unsigned number;
	struct keeper_receipt got;
};

/* To n recipients: first `held` held ones, then `separate` of the others. */
static void
compose(struct rig *g, struct message *x, const char *topic, size_t size,
    unsigned n, unsigned held, unsigned separate)
{
	unsigned i;

	memset(x, 0, sizeof *x);
	mail_make(g, &x->m, topic, size, n, held);
	for (i = held; i < held + separate; i++)
		x->m.v.recipients[i].is_separate = true;
}

static int
decide(struct rig *g, struct message *x, unsigned number)
{
	char ref[REFERENCE_SIZE];
	struct keeper_decision d = { .ref = ref, .envelope = &x->m.e,
	    .verdict = &x->m.v, .report = &x->m.r, .spool_fd = x->m.fd };

	ref_make(number, ref);
	return keeper_decide(g->link, &d, PATIENCE, &x->got);
}

static void
end_message(struct rig *g, struct message *x, bool applied)
{
	keeper_close(g->link, x->got.id, x->got.copy, applied);
}

static bool
is_in(struct rig *g, const char *ref, const char *state)
{
	struct arena *a = arena_new(32 * MIB);
	struct held_detail d;
	bool is;

	is = keeper_held_show(g->people, ref, false, SLICE_NONE, a, &d) == 0 &&
	    slice_eq_str(d.item.state, state);
	arena_free(a);
	return is;
}

static void
becomes(struct rig *g, const char *ref, const char *state)
{
	int64_t until = PATIENCE;
	bool is;

	/* One look decides: what waits for its next try may go on at once. */
	while (!(is = is_in(g, ref, state)) && clock_mono_ms() < until)
		poll(NULL, 0, 20);
	ck_assert_msg(is, "%s is not %s", ref, state);
}

static unsigned
blobs(struct rig *g)
{
	char path[300];
	struct dirent *e;
	unsigned n = 0;
	DIR *d;

	snprintf(path, sizeof path, "%s/store/blobs", g->dir.path);
	d = opendir(path);
	if (d == NULL) {
		snprintf(path, sizeof path, "%s/store", g->dir.path);
		d = opendir(path);
	}
	ck_assert_ptr_nonnull(d);
	while ((e = readdir(d)) != NULL)
		n += strstr(e->d_name, ".blob") != NULL ||
		    strlen(e->d_name) >= 32;
	closedir(d);
	return n;
}

/* The bytes after MAIL and RCPT lines. */
static struct slice
body_of(struct slice mail)
{
	size_t at = 0;

	while (slice_starts(slice_from(mail, at), SLICE("MAIL ")) ||
	    slice_starts(slice_from(mail, at), SLICE("RCPT ")))
		at = slice_chr(mail, '\n', at) + 1;
	return slice_from(mail, at);
}

static bool
is_to(const struct door *d, size_t i, const char *who)
{
	char text[64];

	snprintf(text, sizeof text, "RCPT TO:<canary-%s@", who);
	return slice_find(buf_slice(&d->mail[i]), slice_str(text), 0) !=
	    SLICE_NPOS;
}

static void
begin(struct rig *g, struct door *d, enum door_way way)
{
	rig_make(g);
	door_make(d, g, way);
	rig_start(g, NULL);
	door_open(d);
}

/* From now on it does not take minutes until nobody told. */
static void
hurry(struct rig *g)
{
	ck_assert_int_eq(rig_drain(g), 0);
	g->hurries = true;
	rig_start(g, NULL);
}

static void
finish(struct rig *g, struct door *d, struct message *x)
{
	audit_is_right(g);
	ck_assert_int_eq(store_grep(g, "canary-"), 0);
	mail_end(&x->m);
	if (g->pid > 0)
		rig_kill(g);
	door_close(d);
	rig_end(g);
}

/* --- one message ---------------------------------------------------------------- */

START_TEST(test_goes)
{
	static uint8_t want[150000];
	struct held_detail shown;
	struct message x;
	struct door d;
	struct rig g;

	begin(&g, &d, DOOR_GUARDED);
	compose(&g, &x, "split", sizeof want, 3, 0, 2);
	ck_assert_int_eq(decide(&g, &x, 1), 0);
	ck_assert_int_ne(strcmp(x.got.ref, x.got.copy), 0);
	ck_assert(!x.got.joined);
	/* In custody, and not for anybody to decide about. */
	ck_assert(is_in(&g, x.got.copy, "SEPARATED"));
	ck_assert_uint_eq(held_count(&g, ""), 0);
	ck_assert_uint_eq(held_count(&g, "SEPARATED"), 1);
	ck_assert_int_eq(keeper_held_refuse(g.people, x.got.copy,
	    SLICE("not mine to refuse")), ERR_WRONG_STATE);
	ck_assert_uint_eq(blobs(&g), 1);
	ck_assert_uint_eq(door_count(&d, &d.connections), 0);

	end_message(&g, &x, true);
	becomes(&g, x.got.copy, "RELEASED");
	ck_assert_uint_eq(door_count(&d, &d.delivered), 1);
	ck_assert(slice_find(buf_slice(&d.mail[0]), SLICE(" BODY=8BITMIME "
	    "RET=HDRS ENVID=envid-77\r\nRCPT TO:<canary-r0@outside.example> "
	    "NOTIFY=SUCCESS,FAILURE\r\nRCPT TO:<canary-r1@outside.example>"
	    "\r\n"), 0) != SLICE_NPOS);
	ck_assert(!is_to(&d, 0, "r2"));
	ck_assert_int_eq(pread(x.m.fd, want, sizeof want, 0),
	    (int)sizeof want);
	ck_assert(slice_eq(body_of(buf_slice(&d.mail[0])),
	    slice_of(want, sizeof want)));
	/* Nothing was held by policy: nothing of it is kept. */
	ck_assert_uint_eq(blobs(&g), 0);
	ck_assert_int_eq(keeper_held_show(g.people, x.got.copy, false,
	    SLICE_NONE, g.a, &shown), 0);
	ck_assert_ptr_null(shown.report);
	ck_assert(slice_eq_str(shown.recipients[1],
	    "canary-r1@outside.example RELEASED"));
	finish(&g, &d, &x);
}
END_TEST

/* The message did not go: neither does the copy, now or ever. */
START_TEST(test_dropped)
{
	struct message x, later;
	struct door d;
	struct rig g;

	begin(&g, &d, DOOR_GUARDED);
	compose(&g, &x, "dropped", 5000, 2, 0, 1);
	compose(&g, &later, "later", 5000, 2, 0, 1);
	ck_assert_int_eq(decide(&g, &x, 1), 0);
	end_message(&g, &x, false);
	becomes(&g, x.got.copy, "DROPPED");
	ck_assert_uint_eq(blobs(&g), 0);
	/* A second word about the same end changes nothing. */
	end_message(&g, &x, true);
	/* One of which nobody tells: by then the first would have gone too. */
	hurry(&g);
	ck_assert_int_eq(decide(&g, &later, 2), 0);
	becomes(&g, later.got.copy, "RELEASED");
	ck_assert(is_in(&g, x.got.copy, "DROPPED"));
	ck_assert_uint_eq(door_count(&d, &d.delivered), 1);
	/* Its sender tries again: that is a new copy. */
	ck_assert_int_eq(decide(&g, &x, 3), 0);
	end_message(&g, &x, true);
	becomes(&g, x.got.copy, "RELEASED");
	ck_assert_uint_eq(door_count(&d, &d.delivered), 2);
	mail_end(&later.m);
	finish(&g, &d, &x);
}
END_TEST

/* --- nobody tells, and tries again ----------------------------------------------------- */

START_TEST(test_unheard)
{
	struct message x;
	struct door d;
	struct rig g;
	char first[REFERENCE_SIZE];

	begin(&g, &d, DOOR_GUARDED);
	hurry(&g);
	compose(&g, &x, "unheard", 5000, 2, 0, 1);
	ck_assert_int_eq(decide(&g, &x, 1), 0);
	memcpy(first, x.got.copy, sizeof first);
	becomes(&g, first, "RELEASED");
	ck_assert_uint_eq(door_count(&d, &d.delivered), 1);
	/* The retry comes late: its recipients inside have theirs. */
	ck_assert_int_eq(decide(&g, &x, 2), 0);
	ck_assert_str_eq(x.got.copy, first);
	end_message(&g, &x, true);
	/* Now it is known that it went; the same again is another mail. */
	audit_is_right(&g);
	ck_assert_int_eq(decide(&g, &x, 3), 0);
	ck_assert_int_ne(strcmp(x.got.copy, first), 0);
	end_message(&g, &x, true);
	becomes(&g, x.got.copy, "RELEASED");
	ck_assert_uint_eq(door_count(&d, &d.delivered), 2);
	finish(&g, &d, &x);
}
END_TEST

/*
 * Two attempts of one mail, in any order of their ends: one copy if one of
 * them went or may have gone, none if neither did.
 */
static const struct {
	const char *name;
	int first, second;	/* 1 applied, 0 abandoned, -1 nobody tells */
	const char *state;
} attempts[] = {
	{ "lost, then applied", -1, 1, "RELEASED" },
	{ "abandoned late, applied", 0, 1, "RELEASED" },
	{ "applied, abandoned", 1, 0, "RELEASED" },
	{ "both applied", 1, 1, "RELEASED" },
	{ "both abandoned", 0, 0, "DROPPED" },
	{ "lost, then abandoned: the first may have gone", -1, 0, "RELEASED" },
};

START_TEST(test_attempts)
{
	struct keeper_receipt first;
	struct message x;
	struct door d;
	struct rig g;

	begin(&g, &d, DOOR_GUARDED);
	compose(&g, &x, "attempts", 5000, 3, 0, 2);
	ck_assert_int_eq(decide(&g, &x, 1), 0);
	first = x.got;
	ck_assert_int_eq(decide(&g, &x, 2), 0);
	/* Each is a decision, and they share the copy. */
	ck_assert_str_eq(x.got.copy, first.copy);
	ck_assert_uint_ne(x.got.id, first.id);
	ck_assert_uint_eq(held_count(&g, "SEPARATED"), 1);
	if (attempts[_i].first >= 0)
		keeper_close(g.link, first.id, first.copy,
		    attempts[_i].first == 1);
	if (attempts[_i].second >= 0)
		end_message(&g, &x, attempts[_i].second == 1);
	if (attempts[_i].first < 0)
		hurry(&g);
	becomes(&g, first.copy, attempts[_i].state);
	ck_assert_msg(door_count(&d, &d.delivered) ==
	    (attempts[_i].state[0] == 'R'), "%s", attempts[_i].name);
	ck_assert_uint_eq(blobs(&g), 0);
	finish(&g, &d, &x);
}
END_TEST

/* --- beside a hold ---------------------------------------------------------------------- */

START_TEST(test_held_too)
{
	struct held_item *items;
	struct held_detail shown;
	struct slice state;
	struct message x;
	struct door d;
	struct rig g;
	char copy[REFERENCE_SIZE];
	size_t n;

	begin(&g, &d, DOOR_GUARDED);
	compose(&g, &x, "both", 90000, 3, 1, 1);
	ck_assert_int_eq(decide(&g, &x, 1), 0);
	memcpy(copy, x.got.copy, sizeof copy);
	ck_assert_uint_eq(blobs(&g), 2);
	end_message(&g, &x, true);
	becomes(&g, copy, "RELEASED");
	ck_assert_uint_eq(blobs(&g), 1);
	ck_assert_uint_eq(door_count(&d, &d.delivered), 1);
	ck_assert(is_to(&d, 0, "r1") && !is_to(&d, 0, "r0") &&
	    !is_to(&d, 0, "r2"));
	/* The officer sees the one that is held, with its report. */
	ck_assert_int_eq(keeper_held_list(g.people, SLICE_NONE, g.a, &items,
	    &n), 0);
	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(items[0].ref, x.got.ref);
	ck_assert_int_eq(keeper_held_show(g.people, x.got.ref, false,
	    SLICE_NONE, g.a, &shown), 0);
	ck_assert_ptr_nonnull(shown.report);
	ck_assert_uint_eq(shown.recipient_count, 1);
	/* Sent again while it is held: it joins, and the copy is a new one. */
	ck_assert_int_eq(decide(&g, &x, 2), 0);
	ck_assert(x.got.joined);
	ck_assert_int_ne(strcmp(x.got.copy, copy), 0);
	end_message(&g, &x, true);
	becomes(&g, x.got.copy, "RELEASED");
	ck_assert_uint_eq(held_count(&g, "HELD"), 1);
	ck_assert_int_eq(keeper_held_release(g.people, x.got.ref,
	    SLICE("checked with them"), PATIENCE, g.a, &state), 0);
	ck_assert(slice_eq_str(state, "RELEASED"));
	ck_assert_uint_eq(door_count(&d, &d.delivered), 3);
	ck_assert(is_to(&d, 2, "r0") && !is_to(&d, 2, "r1"));
	/* What was held is kept as before; how long is not ours to say. */
	ck_assert_uint_eq(blobs(&g), 1);
	finish(&g, &d, &x);
}
END_TEST

/* More than one step of an intake, twice. */
START_TEST(test_long)
{
	struct message x;
	struct door d;
	struct rig g;

	begin(&g, &d, DOOR_GUARDED);
	compose(&g, &x, "long", 5 * MIB, 3, 1, 1);
	ck_assert_int_eq(decide(&g, &x, 1), 0);
	end_message(&g, &x, true);
	becomes(&g, x.got.copy, "RELEASED");
	ck_assert_uint_eq(door_count(&d, &d.delivered), 1);
	ck_assert_uint_eq(body_of(buf_slice(&d.mail[0])).len, 5 * MIB);
	finish(&g, &d, &x);
}
END_TEST

/* --- the door --------------------------------------------------------------------------- */

static const struct {
	const char *name;
	enum door_way way;
	const char *state;	/* while the door is so */
	bool goes_later;	/* by itself, when the door is open again */
} ways[] = {
	{ "later at MAIL", DOOR_LATER_AT_MAIL, "RELEASING", true },
	{ "later at the dot", DOOR_LATER_AT_DOT, "RELEASING", true },
	{ "no, at the dot", DOOR_NO_AT_DOT, "HELD", false },
	{ "dead before the ticket", DOOR_HANGS_UP_BEFORE, "RELEASING", true },
	/* As any SMTP client: an answer that is lost is no answer. */
	{ "dead after the ticket", DOOR_HANGS_UP_AT_DOT, "RELEASING", true },
};

START_TEST(test_ways)
{
	struct slice state;
	struct message x;
	struct door d;
	struct rig g;

	begin(&g, &d, ways[_i].way);
	compose(&g, &x, "ways", 5000, 2, 0, 1);
	ck_assert_int_eq(decide(&g, &x, 1), 0);
	end_message(&g, &x, true);
	door_wait(&d, &d.over_count, 1);
	becomes(&g, x.got.copy, ways[_i].state);
	door_set(&d, DOOR_GUARDED);
	if (!ways[_i].goes_later) {
		/* The officer sees it, and lets it go. */
		ck_assert_uint_eq(held_count(&g, ""), 1);
		ck_assert_uint_eq(blobs(&g), 1);
		ck_assert_int_eq(keeper_held_release(g.people, x.got.copy,
		    SLICE("the alias is mended"), PATIENCE, g.a, &state), 0);
	}
	becomes(&g, x.got.copy, "RELEASED");
	ck_assert_msg(door_count(&d, &d.delivered) == 1, "%s", ways[_i].name);
	ck_assert_uint_eq(blobs(&g), 0);
	finish(&g, &d, &x);
}
END_TEST

/* One of those inside is refused for good, the other gets his. */
START_TEST(test_partly)
{
	struct held_detail shown;
	struct message x;
	struct door d;
	struct rig g;

	begin(&g, &d, DOOR_NO_TO_FIRST);
	compose(&g, &x, "partly", 5000, 3, 0, 2);
	ck_assert_int_eq(decide(&g, &x, 1), 0);
	end_message(&g, &x, true);
	becomes(&g, x.got.copy, "HELD");
	ck_assert_int_eq(keeper_held_show(g.people, x.got.copy, false,
	    SLICE_NONE, g.a, &shown), 0);
	ck_assert(slice_eq_str(shown.recipients[0],
	    "canary-r0@outside.example HELD"));
	ck_assert(slice_eq_str(shown.recipients[1],
	    "canary-r1@outside.example RELEASED"));
	ck_assert_uint_eq(door_count(&d, &d.delivered), 1);
	ck_assert_uint_eq(held_count(&g, ""), 1);
	ck_assert_int_eq(keeper_held_refuse(g.people, x.got.copy,
	    SLICE("there is no such box")), 0);
	ck_assert(is_in(&g, x.got.copy, "REFUSED"));
	finish(&g, &d, &x);
}
END_TEST

static const struct {
	enum door_way way;
	const char *at_end[2];
} mixed[] = {
	{ DOOR_LATER_TO_FIRST, { "canary-r0@outside.example RELEASED",
	  "canary-r1@outside.example RELEASED" } },
	/* Some of those who could have it cannot any more. */
	{ DOOR_LATER_TO_MORE, { "canary-r0@outside.example RELEASED",
	  "canary-r1@outside.example RELEASED" } },
	{ DOOR_NO_AND_LATER, { "canary-r0@outside.example RELEASED",
	  "canary-r1@outside.example HELD" } },
};

/* One can have it later: the others need not wait for him. */
START_TEST(test_some_later)
{
	struct held_detail shown;
	struct message x;
	struct door d;
	struct rig g;

	begin(&g, &d, mixed[_i].way);
	compose(&g, &x, "mixed", 5000, 4, 0, 3);
	ck_assert_int_eq(decide(&g, &x, 1), 0);
	end_message(&g, &x, true);
	while (door_count(&d, &d.delivered) == 0)
		poll(NULL, 0, 10);
	ck_assert(!is_to(&d, 0, "r0"));
	ck_assert(is_to(&d, 0, "r2"));
	becomes(&g, x.got.copy, "RELEASING");
	ck_assert_int_eq(keeper_held_show(g.people, x.got.copy, false,
	    SLICE_NONE, g.a, &shown), 0);
	ck_assert(slice_eq_str(shown.recipients[0],
	    "canary-r0@outside.example RELEASING"));
	ck_assert(slice_eq_str(shown.item.code, "450 4.2.1"));
	door_set(&d, DOOR_GUARDED);
	becomes(&g, x.got.copy, mixed[_i].way == DOOR_NO_AND_LATER ? "HELD" :
	    "RELEASED");
	ck_assert_uint_eq(door_count(&d, &d.delivered), 2);
	ck_assert(is_to(&d, 1, "r0"));
	ck_assert(!is_to(&d, 1, "r2"));
	ck_assert_int_eq(keeper_held_show(g.people, x.got.copy, false,
	    SLICE_NONE, g.a, &shown), 0);
	ck_assert(slice_eq_str(shown.recipients[0], mixed[_i].at_end[0]));
	ck_assert(slice_eq_str(shown.recipients[1], mixed[_i].at_end[1]));
	ck_assert(slice_eq_str(shown.recipients[2],
	    "canary-r2@outside.example RELEASED"));
	finish(&g, &d, &x);
}
END_TEST

START_TEST(test_a_hundred)
{
	char who[16];
	struct message x;
	struct door d;
	struct rig g;
	unsigned i;

	begin(&g, &d, DOOR_GUARDED);
	compose(&g, &x, "hundred", 5000, 101, 0, 100);
	ck_assert_int_eq(decide(&g, &x, 1), 0);
	end_message(&g, &x, true);
	becomes(&g, x.got.copy, "RELEASED");
	ck_assert_uint_eq(door_count(&d, &d.delivered), 1);
	for (i = 0; i < 101; i++) {
		snprintf(who, sizeof who, "r%u", i);
		ck_assert_int_eq(is_to(&d, 0, who), i < 100);
	}
	finish(&g, &d, &x);
}
END_TEST

/* --- a milter that is confused ------------------------------------------------------------ */

START_TEST(test_nonsense)
{
	char held[REFERENCE_SIZE];
	struct message x;
	struct door d;
	struct rig g;
	int fd;

	begin(&g, &d, DOOR_GUARDED);
	hurry(&g);
	compose(&g, &x, "nonsense", 5000, 2, 0, 1);
	/* A copy of what is refused; a copy without its message. */
	x.m.v.disposition = DISPOSITION_REJECT;
	x.m.v.smtp_code = 550;
	ck_assert_int_eq(decide(&g, &x, 1), ERR_MISMATCH);
	x.m.v.disposition = DISPOSITION_ACCEPT;
	x.m.v.smtp_code = 0;
	fd = x.m.fd;
	x.m.fd = -1;
	ck_assert_int_lt(decide(&g, &x, 2), 0);
	x.m.fd = fd;
	ck_assert_uint_eq(held_count(&g, "SEPARATED"), 0);
	/* The end of a message lets nobody's held mail go, nor drops it. */
	hold_one(&g, "held", 5000, 3, held);
	ck_assert_int_eq(decide(&g, &x, 4), 0);
	keeper_close(g.link, x.got.id, held, true);
	becomes(&g, x.got.copy, "RELEASED");
	ck_assert(is_in(&g, held, "HELD"));
	ck_assert_uint_eq(door_count(&d, &d.delivered), 1);
	finish(&g, &d, &x);
}
END_TEST

/* --- killed at each step --------------------------------------------------------------------- */

static const struct {
	const char *fault;
	bool may_double;	/* the answer to the dot is lost: as SMTP is */
	/* A blob without a row, whose key nobody ever had. */
	unsigned strays;
} kills[] = {
	{ "before-blob", false, 0 },
	{ "blob-flushed", false, 1 },
	{ "after-blob", false, 1 },
	{ "decide-run", false, 1 },
	{ "audit-sealed:2", false, 1 },
	{ "before-commit:2", false, 1 },
	{ "after-commit:2", false, 0 },
	{ "before-answer", false, 0 },
	{ "separate-answered", false, 0 },
	{ "before-commit:1@separate-answered", false, 0 },
	{ "after-commit:1@separate-answered", false, 0 },
	{ "case-moved:1", false, 0 },
	{ "case-moved:2", false, 0 },
	{ "case-moved:3", false, 0 },
	{ "case-moved:4", true, 0 },
	{ "release-before-connect", false, 0 },
	{ "submit-body", false, 0 },
	{ "submit-before-dot", false, 0 },
	{ "submit-after-dot", true, 0 },
	{ "release-offered", false, 0 },
	{ "submit-answered", true, 0 },
	{ "release-finish", true, 0 },
	{ "before-commit:1@release-finish", true, 0 },
	{ "after-commit:1@release-finish", false, 0 },
	{ "separate-swept", false, 0 },
};

static bool
has_died(struct rig *g)
{
	siginfo_t i = { .si_pid = 0 };

	return waitid(P_PID, (id_t)g->pid, &i, WEXITED | WNOHANG | WNOWAIT) ==
	    0 && i.si_pid != 0;
}

/* What the sender's program and the mail server do, until it is accepted. */
static bool
send_until_taken(struct rig *g, struct message *x)
{
	unsigned tries = 1;

	while (decide(g, x, tries) < 0) {
		ck_assert_uint_lt(++tries, 5);
		ck_assert_int_eq(rig_wait(g), 256 + SIGKILL);
		rig_start(g, NULL);
	}
	end_message(g, x, true);
	return tries > 1;
}

START_TEST(test_kills)
{
	int64_t until = PATIENCE;
	struct message x;
	struct door d;
	struct rig g;
	unsigned came;
	bool died;

	begin(&g, &d, DOOR_GUARDED);
	compose(&g, &x, "kills", 100000, 3, 0, 2);
	ck_assert_int_eq(rig_drain(&g), 0);
	g.hurries = true;
	rig_start(&g, kills[_i].fault);
	died = send_until_taken(&g, &x);
	while (clock_mono_ms() < until) {
		if (has_died(&g)) {
			ck_assert_int_eq(rig_wait(&g), 256 + SIGKILL);
			rig_start(&g, NULL);
			died = true;
		} else if (is_in(&g, x.got.copy, "RELEASED") &&
		    blobs(&g) == kills[_i].strays)
			break;
		poll(NULL, 0, 20);
	}
	ck_assert_msg(died, "%s was not met", kills[_i].fault);
	becomes(&g, x.got.copy, "RELEASED");
	came = door_count(&d, &d.delivered);
	ck_assert_msg(came == 1 || (came == 2 && kills[_i].may_double),
	    "%s: %u copies", kills[_i].fault, came);
	/* A blob that outlived the moment is gone after the next start. */
	rig_kill(&g);
	rig_start(&g, NULL);
	ck_assert_uint_eq(blobs(&g), kills[_i].strays);
	ck_assert_uint_eq(held_count(&g, "IN-DOUBT"), 0);
	finish(&g, &d, &x);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "goes", test_goes, 0 },
		{ "dropped", test_dropped, 0 },
		{ "unheard", test_unheard, 0 },
		{ "attempts", test_attempts, N_OF(attempts) },
		{ "held too", test_held_too, 0 },
		{ "long", test_long, 0 },
		{ "ways", test_ways, N_OF(ways) },
		{ "partly", test_partly, 0 },
		{ "some later", test_some_later, N_OF(mixed) },
		{ "hundred", test_a_hundred, 0 },
		{ "nonsense", test_nonsense, 0 },
		{ "kills", test_kills, N_OF(kills) },
		{ NULL, NULL, 0 },
	};

	return unit_main("separate", cases);
}
