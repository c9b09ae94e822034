/*
 * keeper -- the executable as its peers see it: decisions, custody, people,
 * the record, restarts; and what must never be on its disk.
 */
#include <dirent.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>

#include "keeper/protocol.h"
#include "unit/keeper/rig.h"

START_TEST(test_accepted)
{
	struct keeper_answer ans;
	struct keeper_receipt got;
	struct mail m;
	struct rig g;

	rig_make(&g);
	rig_start(&g, NULL);
	mail_make(&g, &m, "fine", 3000, 3, 0);
	ck_assert_int_eq(mail_decide(&g, &m, 1, &got), 0);
	ck_assert(!got.joined);
	ck_assert_uint_gt(got.id, 0);
	keeper_close(g.link, got.id, "", true);
	ck_assert_uint_eq(held_count(&g, ""), 0);
	ck_assert_int_eq(keeper_explain(g.people, got.ref, g.a, &ans), 0);
	ck_assert(slice_eq(ans.envelope->sender.full, m.e.sender.full));
	ck_assert_uint_eq(ans.envelope->recipient_count, 3);
	ck_assert_int_eq(ans.verdict->disposition, DISPOSITION_ACCEPT);
	ck_assert_ptr_null(ans.report);
	/* The reference is taken now. */
	ck_assert_int_eq(mail_decide(&g, &m, 1, &got), ERR_EXISTS);
	audit_is_right(&g);
	mail_end(&m);
	rig_end(&g);
}
END_TEST

struct audit_lines {
	struct buf text;
};

static int
keep_line(void *arg, struct slice line)
{
	struct audit_lines *l = arg;

	/* Without number, time, hashes: what is said of the message. */
	if (slice_find(line, SLICE("decided"), 0) != SLICE_NPOS) {
		buf_put_slice(&l->text, slice_from(line, slice_find(line,
		    SLICE("class="), 0)));
		buf_putc(&l->text, '\n');
	}
	return 0;
}

/* "class=... rules=-" of the n-th decision in the record. */
static struct slice
said(const struct audit_lines *l, unsigned n)
{
	struct slice s = buf_slice(&l->text);

	while (n-- > 0)
		s = slice_from(s, slice_chr(s, '\n', 0) + 1);
	return slice_sub(s, 0, slice_find(s, SLICE("rules="), 0));
}

/* Mail for whistleblowing: neither the answer nor the record knows of whom. */
START_TEST(test_disclosure)
{
	struct audit_lines lines = { BUF_INIT(MIB) };
	struct keeper_receipt got;
	struct keeper_answer ans;
	struct mail m;
	struct rig g;
	unsigned i;

	rig_make(&g);
	rig_start(&g, NULL);
	for (i = 0; i < 2; i++) {
		mail_make(&g, &m, i == 0 ? "one" : "two", 3000 + i, 3, 0);
		m.e.auth = SLICE("canary-login");
		m.e.client_addr = SLICE("192.0.2.77");
		if (i == 1)
			ck_assert_int_eq(address_parse(g.a, SLICE(
			    "canary-other@inside.example"), &m.e.sender), 0);
		m.v.is_disclosure = true;
		m.v.recipients[1].is_protected = true;
		ck_assert_int_eq(mail_decide(&g, &m, i + 1, &got), 0);
		ck_assert_int_eq(keeper_explain(g.people, got.ref, g.a, &ans),
		    0);
		ck_assert_uint_eq(ans.envelope->sender.full.len, 0);
		ck_assert_uint_eq(ans.envelope->auth.len, 0);
		ck_assert_uint_eq(ans.envelope->client_addr.len, 0);
		ck_assert_uint_eq(ans.envelope->queue_id.len, 0);
		ck_assert_uint_eq(ans.envelope->recipient_count, 1);
		ck_assert(slice_eq_str(ans.envelope->recipients[0].
		    address.full, "canary-r1@outside.example"));
		ck_assert_ptr_null(ans.report);
		mail_end(&m);
	}
	ck_assert_uint_eq(held_count(&g, ""), 0);
	ck_assert_int_eq(keeper_audit_export(g.people, 1, keep_line, &lines),
	    0);
	/* Two senders, two messages: the record says the same of both. */
	ck_assert_uint_gt(said(&lines, 0).len, 20);
	ck_assert(slice_eq(said(&lines, 0), said(&lines, 1)));
	/* Told to hold it after all, it has no message to hold. */
	mail_make(&g, &m, "three", 3000, 3, 3);
	m.v.is_disclosure = true;
	m.v.recipients[1].is_protected = true;
	ck_assert_int_eq(mail_decide(&g, &m, 3, &got), ERR_SYNTAX);
	mail_end(&m);
	ck_assert_uint_eq(held_count(&g, ""), 0);
	ck_assert_int_eq(store_grep(&g, "canary-"), 0);
	ck_assert_int_eq(store_grep(&g, "192.0.2.77"), 0);
	buf_free(&lines.text);
	rig_end(&g);
}
END_TEST

START_TEST(test_held)
{
	struct held_detail d;
	struct held_item *items;
	struct keeper_receipt got;
	struct mail m;
	struct rig g;
	size_t n;

	rig_make(&g);
	rig_start(&g, NULL);
	mail_make(&g, &m, "held", 200000, 3, 2);
	ck_assert_int_eq(mail_decide(&g, &m, 1, &got), 0);
	ck_assert_int_eq(keeper_held_list(g.people, SLICE_NONE, g.a, &items,
	    &n), 0);
	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(items[0].ref, got.ref);
	ck_assert(slice_eq_str(items[0].state, "HELD"));
	ck_assert(slice_eq_str(items[0].role, "officer"));
	ck_assert(slice_eq_str(items[0].rule, "hold-it"));
	ck_assert(slice_eq(items[0].sender, m.e.sender.full));
	ck_assert_uint_eq(items[0].recipients, 2);
	ck_assert_uint_eq(items[0].size, 200000);
	ck_assert_int_eq(items[0].due_ms - items[0].held_ms, 24 * 3600 * 1000);

	ck_assert_int_eq(keeper_held_show(g.people, got.ref, false,
	    SLICE_NONE, g.a, &d), 0);
	ck_assert_uint_eq(d.recipient_count, 2);
	ck_assert(slice_eq_str(d.recipients[1],
	    "canary-r1@outside.example HELD"));
	ck_assert_ptr_nonnull(d.report);
	ck_assert_uint_eq(d.report->preview.len, 0);
	ck_assert_uint_ge(d.history_count, 2);
	mail_end(&m);
	rig_end(&g);
}
END_TEST

/* Hidden text needs a reason; the view is in the record before it is seen. */
START_TEST(test_view)
{
	char ref[REFERENCE_SIZE];
	struct held_detail d;
	struct rig g;

	rig_make(&g);
	rig_start(&g, NULL);
	hold_one(&g, "view", 1000, 1, ref);
	ck_assert_int_eq(keeper_held_show(g.people, ref, true, SLICE_NONE,
	    g.a, &d), ERR_RANGE);
	ck_assert_int_eq(keeper_held_show(g.people, ref, true, SLICE(" x "),
	    g.a, &d), ERR_RANGE);
	ck_assert_int_eq(keeper_held_show(g.people, ref, true,
	    SLICE("asked by the director"), g.a, &d), 0);
	ck_assert(slice_eq_str(d.report->preview, CANARY " (preview)"));
	ck_assert(slice_find(d.history[d.history_count - 1],
	    SLICE("viewed by root (asked by the director)"), 0) !=
	    SLICE_NPOS || geteuid() != 0);
	ck_assert_int_eq(keeper_held_show(g.people, "EX-0000-0000", false,
	    SLICE_NONE, g.a, &d), ERR_NOTFOUND);
	rig_end(&g);
}
END_TEST

/* A4: the sender brings it again under another queue id. */
START_TEST(test_retry_joins)
{
	struct held_item *items;
	struct keeper_receipt one, two;
	struct mail m;
	struct rig g;
	size_t n;

	rig_make(&g);
	rig_start(&g, NULL);
	mail_make(&g, &m, "again", 70000, 2, 2);
	ck_assert_int_eq(mail_decide(&g, &m, 1, &one), 0);
	m.e.queue_id = SLICE("another");
	ck_assert_int_eq(mail_decide(&g, &m, 2, &two), 0);
	ck_assert(two.joined);
	ck_assert_str_eq(one.ref, two.ref);
	ck_assert_uint_eq(one.id, two.id);
	ck_assert_int_eq(keeper_held_list(g.people, SLICE_NONE, g.a, &items,
	    &n), 0);
	ck_assert_uint_eq(n, 1);
	ck_assert_uint_eq(items[0].attempts, 2);

	/* Held for others now: a case of its own. */
	m.v.recipients[1].disposition = DISPOSITION_ACCEPT;
	ck_assert_int_eq(mail_decide(&g, &m, 3, &two), 0);
	ck_assert(!two.joined);

	/* A closed case is not joined. */
	ck_assert_int_eq(keeper_held_refuse(g.people, one.ref,
	    SLICE("no business of ours")), 0);
	m.v.recipients[1].disposition = DISPOSITION_QUARANTINE;
	ck_assert_int_eq(mail_decide(&g, &m, 4, &two), 0);
	ck_assert(!two.joined);
	audit_is_right(&g);
	mail_end(&m);
	rig_end(&g);
}
END_TEST

START_TEST(test_lies)
{
	struct keeper_receipt got;
	struct mail m;
	struct rig g;

	rig_make(&g);
	rig_start(&g, NULL);
	mail_make(&g, &m, "lies", 1000, 2, 1);
	m.e.digest[0] ^= 1;
	ck_assert_int_eq(mail_decide(&g, &m, 1, &got), ERR_MISMATCH);
	m.e.digest[0] ^= 1;
	m.e.size++;
	ck_assert_int_eq(mail_decide(&g, &m, 1, &got), ERR_MISMATCH);
	m.e.size--;
	/* Held, but no message came with it. */
	m.v.disposition = DISPOSITION_ACCEPT;
	ck_assert_int_eq(mail_decide(&g, &m, 1, &got), ERR_SYNTAX);
	m.v.disposition = DISPOSITION_QUARANTINE;
	m.v.recipient_count = 1;
	ck_assert_int_eq(mail_decide(&g, &m, 1, &got), ERR_MISMATCH);
	m.v.recipient_count = 2;
	ck_assert_int_eq(mail_decide(&g, &m, 1, &got), 0);
	ck_assert_uint_eq(held_count(&g, "HELD"), 1);
	mail_end(&m);
	rig_end(&g);
}
END_TEST

START_TEST(test_refuse)
{
	char ref[REFERENCE_SIZE];
	struct slice state;
	struct rig g;

	rig_make(&g);
	rig_start(&g, NULL);
	hold_one(&g, "refuse", 1000, 1, ref);
	ck_assert_int_eq(keeper_held_refuse(g.people, ref, SLICE("x")),
	    ERR_RANGE);
	ck_assert_int_eq(keeper_held_refuse(g.people, ref,
	    SLICE("not to leave")), 0);
	/* The other one is told who decided, and when. */
	ck_assert_int_eq(keeper_held_release(g.people, ref, SLICE("let go"),
	    PATIENCE, g.a, &state), ERR_WRONG_STATE);
	ck_assert_ptr_nonnull(strstr(keeper_last_error(), "refuse by"));
	ck_assert_ptr_nonnull(strstr(keeper_last_error(), "not to leave"));
	ck_assert_uint_eq(held_count(&g, "REFUSED"), 1);
	ck_assert_uint_eq(held_count(&g, ""), 0);
	rig_end(&g);
}
END_TEST

/* What is said yes to is there after kill -9. */
START_TEST(test_killed)
{
	char ref[REFERENCE_SIZE];
	struct held_detail d;
	struct rig g;
	unsigned i;

	rig_make(&g);
	rig_start(&g, NULL);
	for (i = 0; i < 5; i++) {
		hold_one(&g, i % 2 == 0 ? "even" : "odd", 1000 + i, i, ref);
		rig_kill(&g);
		rig_start(&g, NULL);
		ck_assert_uint_eq(held_count(&g, "HELD"), i + 1);
		ck_assert_int_eq(keeper_held_show(g.people, ref, false,
		    SLICE_NONE, g.a, &d), 0);
	}
	audit_is_right(&g);
	rig_end(&g);
}
END_TEST

START_TEST(test_drained)
{
	struct keeper_answer ans;
	struct keeper_receipt got;
	struct mail m;
	struct rig g;

	rig_make(&g);
	rig_start(&g, NULL);
	mail_make(&g, &m, "drain", 1000, 1, 0);
	ck_assert_int_eq(mail_decide(&g, &m, 1, &got), 0);
	keeper_close(g.link, got.id, "", true);
	ck_assert_int_eq(rig_drain(&g), 0);
	/* While it is away nobody hears a yes. */
	ck_assert_int_eq(mail_decide(&g, &m, 2, &got), ERR_CLOSED);
	rig_start(&g, NULL);
	ck_assert_int_eq(keeper_explain(g.people, got.ref, g.a, &ans), 0);
	ck_assert_int_eq(mail_decide(&g, &m, 2, &got), 0);
	audit_is_right(&g);
	mail_end(&m);
	rig_end(&g);
}
END_TEST

/* Nothing but ciphertext: content, subject, preview, addresses. */
START_TEST(test_no_plain_text)
{
	char ref[REFERENCE_SIZE];
	struct rig g;

	rig_make(&g);
	rig_start(&g, NULL);
	hold_one(&g, "secret", 150000, 1, ref);
	ck_assert_int_eq(keeper_held_refuse(g.people, ref, SLICE("no way")),
	    0);
	hold_one(&g, "secret two", 150, 2, ref);
	ck_assert_int_eq(store_grep(&g, "canary-"), 0);
	ck_assert_int_eq(store_grep(&g, "outside.example"), 0);
	/* The search does find what is there in clear. */
	ck_assert_int_eq(store_grep(&g, ref), 1);
	rig_kill(&g);
	ck_assert_int_eq(store_grep(&g, "canary-"), 0);
	rig_end(&g);
}
END_TEST

/* --- who may ask what ------------------------------------------------------------ */

/* Send a bare request on a connection of its own; the answer's error. */
static int
raw_ask(int fd, uint16_t type, const void *body, size_t n)
{
	static const uint16_t legal[] = { KEEPER_ANSWER };
	static struct frame_store store;
	struct wire_in w;
	struct frame f;
	uint32_t err;
	int r;

	r = frame_send(fd, type, slice_of(body, n), NULL, 0, PATIENCE);
	if (r == 0)
		r = frame_recv(fd, &store, legal, 1, PATIENCE, &f);
	if (r < 0)
		return r;
	wire_in_init(&w, f.body);
	ck_assert_int_eq(wire_u32(&w, &err), 0);
	return -(int)err;
}

static int
raw_connect(struct rig *g)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	snprintf(sun.sun_path, sizeof sun.sun_path, "%s/control",
	    g->dir.path);
	ck_assert_int_eq(connect(fd, (struct sockaddr *)&sun, sizeof sun), 0);
	return fd;
}

static const struct {
	const char *name;
	uint16_t type;
	int want;
} refused[] = {
	{ "a person cannot decide for a milter", KEEPER_DECIDE, ERR_DENIED },
	{ "nor use a ticket",		KEEPER_TICKET,	ERR_DENIED },
	{ "an answer is no request",	KEEPER_ANSWER,	ERR_CLOSED },
	{ "nor is a type of nobody",	0x0666,		ERR_CLOSED },
	{ "a list needs its state",	KEEPER_LIST,	ERR_SHORT },
	{ "a release its reference",	KEEPER_RELEASE,	ERR_SHORT },
};

START_TEST(test_refused)
{
	struct rig g;
	int fd, r;

	rig_make(&g);
	rig_start(&g, NULL);
	fd = raw_connect(&g);
	r = raw_ask(fd, refused[_i].type, "", 0);
	ck_assert_msg(r == refused[_i].want, "%s: %s", refused[_i].name,
	    err_text(r));
	close(fd);
	ck_assert_uint_eq(held_count(&g, ""), 0);
	rig_end(&g);
}
END_TEST

/* A crowd of people waits for itself: the milters still find room. */
START_TEST(test_crowd)
{
	int fd[KEEPER_PEOPLE_MAX], r;
	char ref[REFERENCE_SIZE];
	struct rig g;
	size_t i;

	rig_make(&g);
	rig_start(&g, NULL);
	/* One is the rig's own. */
	ck_assert_uint_eq(held_count(&g, ""), 0);
	for (i = 0; i < KEEPER_PEOPLE_MAX; i++) {
		fd[i] = raw_connect(&g);
		r = raw_ask(fd[i], KEEPER_LIST, "", 0);
		ck_assert_int_eq(r, i < KEEPER_PEOPLE_MAX - 1 ? ERR_SHORT :
		    ERR_CLOSED);
	}
	hold_one(&g, "crowd", 1000, 1, ref);
	for (i = 0; i < KEEPER_PEOPLE_MAX; i++)
		close(fd[i]);
	ck_assert_uint_eq(held_count(&g, ""), 1);
	rig_end(&g);
}
END_TEST

/* A person's request that never ends is cut off at its first piece. */
START_TEST(test_endless)
{
	static uint8_t zeros[FRAME_BODY_MAX];
	size_t sent = 0;
	struct rig g;
	int fd, r;

	rig_make(&g);
	rig_start(&g, NULL);
	fd = raw_connect(&g);
	do {
		r = frame_send(fd, KEEPER_MORE, slice_of(zeros,
		    sizeof zeros), NULL, 0, PATIENCE);
		sent += sizeof zeros;
	} while (r == 0 && sent < 4 * KEEPER_REQUEST_MAX);
	ck_assert_int_eq(r, ERR_CLOSED);
	/* As much as a socket's buffer may take meanwhile. */
	ck_assert_uint_le(sent, 4 * MIB);
	close(fd);
	ck_assert_uint_eq(held_count(&g, ""), 0);
	rig_end(&g);
}
END_TEST

/* --- the parent -------------------------------------------------------------------- */

static int
parent_gets(struct rig *g, uint16_t type, char *text, size_t size)
{
	static struct frame_store store;
	struct frame f;
	int r;

	r = frame_recv(g->lifeline, &store, lifeline_to_parent,
	    lifeline_to_parent_count, PATIENCE, &f);
	if (r < 0)
		return r;
	snprintf(text, size, "%.*s", (int)f.body.len,
	    (const char *)f.body.ptr);
	return f.type == type ? 0 : ERR_TYPE;
}

static void
send_rules(struct rig *g, const char *store)
{
	struct rules_files set = { 0 };
	char text[300];

	snprintf(text, sizeof text, "set store \"%s/%s\"\n"
	    "set release-port 127.0.0.1:%u\n", g->dir.path, store, g->port);
	ck_assert_int_eq(rules_files_add(&set, "exeat.conf",
	    slice_str(text)), 0);
	ck_assert_int_eq(rules_files_send(g->lifeline, &set, PATIENCE), 0);
	rules_files_free(&set);
}

static int
find_act(void *arg, struct slice line)
{
	struct slice *want = arg;

	if (want->len > 0 && slice_find(line, *want, 0) != SLICE_NPOS)
		*want = SLICE_NONE;
	return 0;
}

static void
record_has(struct rig *g, const char *bytes)
{
	struct slice want = slice_str(bytes);

	ck_assert_int_eq(keeper_audit_export(g->people, 1, find_act, &want),
	    0);
	ck_assert_msg(want.len == 0, "no record has \"%s\"", bytes);
}

/* A revision is tried, then put in force or dropped; the store stays. */
START_TEST(test_reload)
{
	char text[300];
	struct rig g;

	rig_make(&g);
	rig_start(&g, NULL);
	send_rules(&g, "store");
	ck_assert_int_eq(parent_gets(&g, LIFELINE_RELOAD_OK, text,
	    sizeof text), 0);
	ck_assert_int_eq(lifeline_rules_commit(g.lifeline), 0);
	send_rules(&g, "elsewhere");
	ck_assert_int_eq(parent_gets(&g, LIFELINE_RELOAD_FAILED, text,
	    sizeof text), 0);
	ck_assert_ptr_nonnull(strstr(text, "restart"));
	ck_assert_int_eq(lifeline_rules_abort(g.lifeline), 0);
	ck_assert_int_eq(lifeline_record(g.lifeline, "exeat-milter/local/1",
	    "something happened"), 0);
	ck_assert_uint_eq(held_count(&g, ""), 0);
	record_has(&g, "\texeatd\trules\t");
	record_has(&g, "\texeat-milter/local/1\tnote\t-\t-\t-\t"
	    "something happened\t");
	audit_is_right(&g);
	rig_end(&g);
}
END_TEST

static void *
parent_answers(void *arg)
{
	struct rig *g = arg;
	char text[100];

	if (parent_gets(g, LIFELINE_ASK_RELOAD, text, sizeof text) == 0)
		lifeline_reload_done(g->lifeline, "20-x.rules:3:1: no");
	return NULL;
}

START_TEST(test_asked_reload)
{
	struct slice text = SLICE_NONE;
	pthread_t parent;
	struct rig g;

	rig_make(&g);
	rig_start(&g, NULL);
	pthread_create(&parent, NULL, parent_answers, &g);
	ck_assert_int_eq(keeper_reload(g.people, PATIENCE, g.a, &text), 0);
	pthread_join(parent, NULL);
	ck_assert(slice_eq_str(text, "20-x.rules:3:1: no"));
	record_has(&g, "asks for a reload");
	rig_end(&g);
}
END_TEST

/* The parent is gone: it ends by itself, in order. */
START_TEST(test_orphaned)
{
	struct rig g;

	rig_make(&g);
	rig_start(&g, NULL);
	close(g.lifeline);
	g.lifeline = -1;
	ck_assert_int_eq(rig_wait(&g), 0);
	rig_end(&g);
}
END_TEST

/* --- many at once ------------------------------------------------------------------- */

#define CLIENTS	50
#define EACH	40

struct worker {
	pthread_t thread;
	struct rig *g;
	unsigned number;
	int failed;
	atomic_int *asking;
	pthread_barrier_t *first;	/* of each is decided, and looked at */
};

/* All threads of this process but the one that asks: do they sleep? */
static bool
all_sleep(void)
{
	DIR *d = opendir("/proc/self/task");
	char path[300], line[512], *state;
	struct dirent *e;
	bool all = true;
	FILE *f;

	ck_assert_ptr_nonnull(d);
	while ((e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.' || atoi(e->d_name) == gettid())
			continue;
		snprintf(path, sizeof path, "/proc/self/task/%s/stat",
		    e->d_name);
		f = fopen(path, "re");
		state = f != NULL && fgets(line, sizeof line, f) != NULL ?
		    strrchr(line, ')') : NULL;
		all = all && state != NULL && state[2] == 'S';
		if (f != NULL)
			fclose(f);
	}
	closedir(d);
	return all;
}

static void *
work(void *arg)
{
	struct worker *w = arg;
	struct keeper_receipt got;
	struct keeper_decision d;
	char ref[REFERENCE_SIZE];
	struct mail m;
	struct rig own = { .a = arena_new(16 * MIB) };
	unsigned i;

	mail_make(&own, &m, "many", 500 + w->number, 2, 0);
	atomic_fetch_add(w->asking, 1);
	for (i = 0; i < EACH; i++) {
		ref_make(w->number * EACH + i, ref);
		d = (struct keeper_decision){ ref, &m.e, &m.v, NULL, -1, NULL,
		    NULL };
		if (keeper_decide(w->g->link, &d, PATIENCE, &got) != 0)
			w->failed++;
		else
			keeper_close(w->g->link, got.id, "", true);
		if (i == 0) {
			pthread_barrier_wait(w->first);
			pthread_barrier_wait(w->first);
		}
	}
	mail_end(&m);
	arena_free(own.a);
	return NULL;
}

static int
count_line(void *arg, struct slice line)
{
	unsigned long long want = ++*(unsigned long long *)arg;
	char head[48];

	snprintf(head, sizeof head, "exeat-audit-1\t%llu\t", want);
	ck_assert_msg(slice_starts(line, slice_str(head)),
	    "number %llu is not where it should be", want);
	return 0;
}

/*
 * H7: numbers without gap or repeat; P16: decisions that come at once share a
 * flush.  All of them have come before the keeper sees the first: how the
 * machine shares its time out is no matter.
 */
START_TEST(test_many)
{
	static struct worker w[CLIENTS];
	pthread_barrier_t first;
	struct keeper_stats stats, before;
	unsigned long long lines = 0;
	atomic_int asking = 0;
	struct rig g;
	unsigned i;

	rig_make(&g);
	rig_start(&g, NULL);
	ck_assert_int_eq(keeper_stats(g.people, &before), 0);
	pthread_barrier_init(&first, NULL, CLIENTS + 1);
	ck_assert_int_eq(kill(g.pid, SIGSTOP), 0);
	for (i = 0; i < CLIENTS; i++) {
		w[i] = (struct worker){ .g = &g, .number = i,
		    .asking = &asking, .first = &first };
		ck_assert_int_eq(pthread_create(&w[i].thread, NULL, work,
		    &w[i]), 0);
	}
	while (atomic_load(&asking) < CLIENTS || !all_sleep())
		poll(NULL, 0, 10);
	ck_assert_int_eq(kill(g.pid, SIGCONT), 0);
	pthread_barrier_wait(&first);
	ck_assert_int_eq(keeper_stats(g.people, &stats), 0);
	ck_assert_msg(stats.commits - before.commits <= CLIENTS / 5,
	    "%llu commits for %d decisions",
	    (unsigned long long)(stats.commits - before.commits), CLIENTS);
	pthread_barrier_wait(&first);
	for (i = 0; i < CLIENTS; i++) {
		pthread_join(w[i].thread, NULL);
		ck_assert_int_eq(w[i].failed, 0);
	}
	pthread_barrier_destroy(&first);
	ck_assert_int_eq(keeper_stats(g.people, &stats), 0);
	ck_assert_uint_eq(stats.decisions, CLIENTS * EACH);
	audit_is_right(&g);
	ck_assert_int_eq(keeper_audit_export(g.people, 1, count_line,
	    &lines), 0);
	ck_assert_uint_ge(lines, CLIENTS * EACH);
	printf("# %llu decisions, %llu commits, at most %llu at once\n",
	    (unsigned long long)stats.decisions,
	    (unsigned long long)stats.commits,
	    (unsigned long long)stats.largest);
	rig_end(&g);
}
END_TEST

/* --- I1 and C6 on the whole ------------------------------------------------------------ */

START_TEST(test_wrong_key)
{
	uint8_t key[32] = { 1 };
	char ref[REFERENCE_SIZE];
	struct rig g;

	rig_make(&g);
	rig_start(&g, NULL);
	hold_one(&g, "key", 1000, 1, ref);
	ck_assert_int_eq(rig_drain(&g), 0);
	ck_assert_int_eq(rename(scratch_path(&g.dir, "store/master.key"),
	    scratch_path(&g.dir, "kept")), 0);
	ck_assert_int_eq(rig_try_start(&g, NULL), ROLE_EXIT_FAILED);
	/* It was not made again. */
	ck_assert_int_ne(access(scratch_path(&g.dir, "store/master.key"),
	    F_OK), 0);
	scratch_write(scratch_path(&g.dir, "store/master.key"), key, 32);
	chmod(scratch_path(&g.dir, "store/master.key"), 0400);
	ck_assert_int_eq(rig_try_start(&g, NULL), ROLE_EXIT_FAILED);
	ck_assert_int_eq(rename(scratch_path(&g.dir, "kept"),
	    scratch_path(&g.dir, "store/master.key")), 0);
	rig_start(&g, NULL);
	ck_assert_uint_eq(held_count(&g, "HELD"), 1);
	rig_end(&g);
}
END_TEST

START_TEST(test_no_database)
{
	char ref[REFERENCE_SIZE];
	struct rig g;

	rig_make(&g);
	rig_start(&g, NULL);
	hold_one(&g, "db", 1000, 1, ref);
	ck_assert_int_eq(rig_drain(&g), 0);
	ck_assert_int_eq(unlink(scratch_path(&g.dir, "store/exeat.db")), 0);
	ck_assert_int_eq(rig_try_start(&g, NULL), ROLE_EXIT_FAILED);
	ck_assert_int_eq(rig_try_start(&g, NULL), ROLE_EXIT_FAILED);
	rig_end(&g);
}
END_TEST

static void
mark_key(struct keeper *k, int want, uint8_t ret[KEEPER_MARK_KEY_SIZE])
{
	ck_assert_int_eq(keeper_mark_key(k, PATIENCE, ret), want);
}

/* For milters alone; the key file makes it, not the store. */
START_TEST(test_mark_key)
{
	uint8_t first[KEEPER_MARK_KEY_SIZE], again[KEEPER_MARK_KEY_SIZE];
	char from[128], to[128];
	struct rig g, other;

	rig_make(&g);
	rig_start(&g, NULL);
	mark_key(g.link, 0, first);
	mark_key(g.link, 0, again);
	ck_assert_int_eq(memcmp(first, again, sizeof first), 0);
	mark_key(g.people, ERR_DENIED, again);
	ck_assert_int_eq(rig_drain(&g), 0);
	rig_start(&g, NULL);
	memset(again, 0, sizeof again);
	mark_key(g.link, 0, again);
	ck_assert_int_eq(memcmp(first, again, sizeof first), 0);
	/* Another node: its own store, the same key. */
	rig_make(&other);
	snprintf(from, sizeof from, "%s", scratch_path(&g.dir,
	    "store/master.key"));
	snprintf(to, sizeof to, "%s", scratch_path(&other.dir,
	    "store/master.key"));
	ck_assert_int_eq(mkdir(scratch_path(&other.dir, "store"), 0700), 0);
	ck_assert_int_eq(link(from, to), 0);
	rig_start(&other, NULL);
	mark_key(other.link, 0, again);
	ck_assert_int_eq(memcmp(first, again, sizeof first), 0);
	rig_end(&other);
	/* And one with a key of its own. */
	rig_make(&other);
	rig_start(&other, NULL);
	mark_key(other.link, 0, again);
	ck_assert_int_ne(memcmp(first, again, sizeof first), 0);
	rig_end(&other);
	rig_end(&g);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "accepted", test_accepted, 0 },
		{ "held", test_held, 0 },
		{ "disclosure", test_disclosure, 0 },
		{ "view", test_view, 0 },
		{ "retry joins", test_retry_joins, 0 },
		{ "lies", test_lies, 0 },
		{ "refuse", test_refuse, 0 },
		{ "killed", test_killed, 0 },
		{ "drained", test_drained, 0 },
		{ "no plain text", test_no_plain_text, 0 },
		{ "refused", test_refused, N_OF(refused) },
		{ "mark key", test_mark_key, 0 },
		{ "crowd", test_crowd, 0 },
		{ "endless", test_endless, 0 },
		{ "reload", test_reload, 0 },
		{ "asked reload", test_asked_reload, 0 },
		{ "orphaned", test_orphaned, 0 },
		{ "many", test_many, 0 },
		{ "wrong key", test_wrong_key, 0 },
		{ "no database", test_no_database, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("keeper", cases);
}
