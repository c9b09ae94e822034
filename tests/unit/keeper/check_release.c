/*
 * release -- held messages let go: through the real keeper, to a door that
 * asks it about the ticket as the milter there does (D1 to D7).
 */
#include <fcntl.h>
#include <poll.h>

#include "unit/keeper/door.h"

struct held {
	char ref[REFERENCE_SIZE];
	struct mail m;
};

static void
hold(struct rig *g, struct held *h, unsigned number, size_t size)
{
	struct keeper_receipt got;
	char topic[32];

	snprintf(topic, sizeof topic, "release %u", number);
	mail_make(g, &h->m, topic, size, 3, 2);
	ck_assert_int_eq(mail_decide(g, &h->m, number, &got), 0);
	memcpy(h->ref, got.ref, sizeof h->ref);
}

/* The keeper first: then the door has nobody left to wait for. */
static void
release_end(struct rig *g, struct door *d)
{
	if (g->pid > 0)
		rig_kill(g);
	door_close(d);
	rig_end(g);
}

static int
let_go(struct rig *g, const char *ref, int64_t wait_ms, struct slice *state)
{
	return keeper_held_release(g->people, ref, SLICE("checked with them"),
	    clock_mono_ms() + wait_ms, g->a, state);
}

/* One look; until: fail if it is another state by then. */
static bool
look(struct rig *g, const char *ref, const char *want, int64_t until)
{
	struct arena *a = arena_new(32 * MIB);
	struct held_detail d;
	bool is;

	ck_assert_int_eq(keeper_held_show(g->people, ref, false, SLICE_NONE,
	    a, &d), 0);
	is = slice_eq_str(d.item.state, want);
	ck_assert_msg(is || clock_mono_ms() < until, "%s is %.*s, not %s",
	    ref, (int)d.item.state.len, (const char *)d.item.state.ptr, want);
	arena_free(a);
	return is;
}

static void
state_is(struct rig *g, const char *ref, const char *want)
{
	(void)look(g, ref, want, 0);
}

/* Wait until a case is in that state. */
static void
state_becomes(struct rig *g, const char *ref, const char *want)
{
	int64_t until = PATIENCE;

	while (!look(g, ref, want, until))
		poll(NULL, 0, 20);
}

/* Envelope, parameters and bytes arrive as they came in (Q3, Q4). */
START_TEST(test_released)
{
	static uint8_t want[300000];	/* more than four chunks */
	struct slice state, mail, body;
	struct door d;
	struct held h;
	struct rig g;
	size_t at;

	rig_make(&g);
	door_make(&d, &g, DOOR_GUARDED);
	rig_start(&g, NULL);
	hold(&g, &h, 1, sizeof want);
	door_open(&d);
	ck_assert_int_eq(let_go(&g, h.ref, UNIT_PATIENCE_MS, &state), 0);
	ck_assert(slice_eq_str(state, "RELEASED"));
	ck_assert_uint_eq(door_count(&d, &d.delivered), 1);
	mail = buf_slice(&d.mail[0]);
	ck_assert(slice_starts(mail, SLICE("MAIL FROM:<canary-sender@inside."
	    "example> SIZE=")));
	ck_assert(slice_find(mail, SLICE(" BODY=8BITMIME RET=HDRS "
	    "ENVID=envid-77\r\nRCPT TO:<canary-r0@outside.example> "
	    "NOTIFY=SUCCESS,FAILURE\r\nRCPT TO:<canary-r1@outside.example>"
	    "\r\n"), 0) != SLICE_NPOS);
	/* The third recipient was never held. */
	ck_assert(slice_find(mail, SLICE("r2@"), 0) == SLICE_NPOS);
	ck_assert_int_eq(pread(h.m.fd, want, sizeof want, 0),
	    (int)sizeof want);
	at = slice_find(mail, SLICE("r1@outside.example>\r\n"), 0);
	body = slice_from(mail, at + 21);
	ck_assert(slice_eq(body, slice_of(want, sizeof want)));
	state_is(&g, h.ref, "RELEASED");
	audit_is_right(&g);
	mail_end(&h.m);
	release_end(&g, &d);
}
END_TEST

struct clicker {
	pthread_t thread;
	struct rig *g;
	const char *ref;
	int answer;
};

static void *
click(void *arg)
{
	struct clicker *c = arg;
	struct arena *a = arena_new(1 * MIB);
	struct slice state;

	c->answer = keeper_held_release(c->g->people, c->ref,
	    SLICE("pressed"), PATIENCE, a, &state);
	arena_free(a);
	return NULL;
}

/* D2: pressed by many at once, delivered once. */
START_TEST(test_double)
{
	struct clicker c[20];
	struct door d;
	struct held h;
	struct rig g;
	int i, yes = 0;

	rig_make(&g);
	door_make(&d, &g, DOOR_GUARDED);
	rig_start(&g, NULL);
	hold(&g, &h, 1, 5000);
	door_open(&d);
	for (i = 0; i < N_OF(c); i++) {
		c[i] = (struct clicker){ .g = &g, .ref = h.ref };
		pthread_create(&c[i].thread, NULL, click, &c[i]);
	}
	for (i = 0; i < N_OF(c); i++) {
		pthread_join(c[i].thread, NULL);
		yes += c[i].answer == 0;
		ck_assert(c[i].answer == 0 ||
		    c[i].answer == ERR_WRONG_STATE);
	}
	ck_assert_int_eq(yes, 1);
	state_becomes(&g, h.ref, "RELEASED");
	ck_assert_uint_eq(door_count(&d, &d.delivered), 1);
	audit_is_right(&g);
	mail_end(&h.m);
	release_end(&g, &d);
}
END_TEST

/* D3: one says yes, one says no, at the same time. */
START_TEST(test_opposite)
{
	struct clicker c;
	struct door d;
	struct held h;
	struct rig g;
	int refused, i;

	rig_make(&g);
	door_make(&d, &g, DOOR_GUARDED);
	rig_start(&g, NULL);
	door_open(&d);
	for (i = 0; i < 10; i++) {
		hold(&g, &h, (unsigned)i, 500);
		c = (struct clicker){ .g = &g, .ref = h.ref };
		pthread_create(&c.thread, NULL, click, &c);
		refused = keeper_held_refuse(g.people, h.ref, SLICE("no no"));
		pthread_join(c.thread, NULL);
		ck_assert_int_ne(refused == 0, c.answer == 0);
		state_is(&g, h.ref, refused == 0 ? "REFUSED" : "RELEASED");
		mail_end(&h.m);
	}
	release_end(&g, &d);
}
END_TEST

/* --- what the MTA may answer ---------------------------------------------------- */

static const struct {
	const char *name;
	enum door_way way;
	const char *state;
	unsigned delivered_later;	/* once the door is in order again */
} ways[] = {
	{ "later, at MAIL",	DOOR_LATER_AT_MAIL,	"RELEASING", 1 },
	{ "later, at the dot",	DOOR_LATER_AT_DOT,	"RELEASING", 1 },
	{ "no, at the dot",	DOOR_NO_AT_DOT,		"HELD", 0 },
	{ "dead before the ticket", DOOR_HANGS_UP_BEFORE, "RELEASING", 1 },
	{ "dead after the ticket", DOOR_HANGS_UP_AT_DOT, "IN-DOUBT", 0 },
};

START_TEST(test_ways)
{
	struct slice state;
	struct door d;
	struct held h;
	struct rig g;

	rig_make(&g);
	door_make(&d, &g, ways[_i].way);
	rig_start(&g, NULL);
	hold(&g, &h, 1, 5000);
	door_open(&d);
	ck_assert_int_eq(let_go(&g, h.ref, 0, &state), 0);
	/* What is tried again may be on its way at any moment. */
	door_wait(&d, &d.over_count, 1);
	state_becomes(&g, h.ref, ways[_i].state);
	ck_assert_msg(door_count(&d, &d.delivered) == 0, "%s", ways[_i].name);
	door_set(&d, DOOR_GUARDED);
	if (ways[_i].delivered_later > 0)
		state_becomes(&g, h.ref, "RELEASED");
	else
		state_is(&g, h.ref, ways[_i].state);
	ck_assert_uint_eq(door_count(&d, &d.delivered),
	    ways[_i].delivered_later);
	audit_is_right(&g);
	/* A reply that names somebody is not in the record. */
	ck_assert_int_eq(store_grep(&g, "canary-r0"), 0);
	mail_end(&h.m);
	release_end(&g, &d);
}
END_TEST

/* D4: nobody listens yet. */
START_TEST(test_door_shut)
{
	struct slice state;
	struct door d;
	struct held h;
	struct rig g;

	rig_make(&g);
	door_make_shut(&d, &g, DOOR_GUARDED);
	rig_start(&g, NULL);
	hold(&g, &h, 1, 5000);
	ck_assert_int_eq(let_go(&g, h.ref, 300, &state), 0);
	ck_assert(slice_eq_str(state, "RELEASING"));
	ck_assert_int_eq(listen(d.listen, 16), 0);
	door_open(&d);
	state_becomes(&g, h.ref, "RELEASED");
	ck_assert_uint_eq(door_count(&d, &d.delivered), 1);
	mail_end(&h.m);
	release_end(&g, &d);
}
END_TEST

/* Q9: one recipient is refused by the MTA, the other gets it. */
START_TEST(test_partly)
{
	struct held_detail detail;
	struct slice state;
	struct door d;
	struct held h;
	struct rig g;

	rig_make(&g);
	door_make(&d, &g, DOOR_NO_TO_FIRST);
	rig_start(&g, NULL);
	hold(&g, &h, 1, 5000);
	door_open(&d);
	ck_assert_int_eq(let_go(&g, h.ref, UNIT_PATIENCE_MS, &state), 0);
	ck_assert(slice_eq_str(state, "HELD"));
	ck_assert_uint_eq(door_count(&d, &d.delivered), 1);
	ck_assert_int_eq(keeper_held_show(g.people, h.ref, false, SLICE_NONE,
	    g.a, &detail), 0);
	ck_assert(slice_eq_str(detail.recipients[0],
	    "canary-r0@outside.example HELD"));
	ck_assert(slice_eq_str(detail.recipients[1],
	    "canary-r1@outside.example RELEASED"));
	/* Released again, only the one that is left is tried. */
	door_set(&d, DOOR_GUARDED);
	ck_assert_int_eq(let_go(&g, h.ref, UNIT_PATIENCE_MS, &state), 0);
	ck_assert(slice_eq_str(state, "RELEASED"));
	ck_assert_uint_eq(door_count(&d, &d.delivered), 2);
	ck_assert(slice_find(buf_slice(&d.mail[1]), SLICE("r1@"), 0) ==
	    SLICE_NPOS);
	mail_end(&h.m);
	release_end(&g, &d);
}
END_TEST

/* --- D6: the door opens for nobody else --------------------------------------------- */

static int
knock(struct rig *g, const char *ticket, struct envelope *e,
    const uint8_t digest[32])
{
	return keeper_ticket(g->link, slice_str(ticket), e, digest, PATIENCE);
}

START_TEST(test_tickets)
{
	struct envelope e;
	struct slice state;
	char ticket[512], bad[512];
	uint8_t digest[32];
	struct door d;
	struct held h;
	struct rig g;
	size_t i, n;

	rig_make(&g);
	door_make(&d, &g, DOOR_LATER_AT_MAIL);
	rig_start(&g, NULL);
	hold(&g, &h, 1, 5000);
	envelope_init(&e, MAIL_CLASS_RELEASE);
	e.queue_id = SLICE("4ZqXX");
	memcpy(digest, h.m.e.digest, sizeof digest);
	ck_assert_int_eq(envelope_add_recipient(&e, g.a,
	    SLICE("canary-r1@outside.example"), SLICE_NONE, SLICE_NONE), 0);

	/* None, nonsense, and one that looks like one. */
	ck_assert_int_eq(knock(&g, "", &e, digest), ERR_DENIED);
	ck_assert_int_eq(knock(&g, "let me in", &e, digest), ERR_DENIED);
	snprintf(bad, sizeof bad, "1.%s.0000000000000000.99999999999999."
	    "00000000000000000000000000000000.%064d", h.ref, 0);
	ck_assert_int_eq(knock(&g, bad, &e, digest), ERR_DENIED);

	/* A live one, taken on its way (the hand-over is told to wait). */
	door_set(&d, DOOR_HANGS_UP_BEFORE);
	door_open(&d);
	ck_assert_int_eq(let_go(&g, h.ref, 0, &state), 0);
	/* A second try has another one, and the first has ended by then. */
	door_wait(&d, &d.connections, 2);
	snprintf(ticket, sizeof ticket, "%s", d.ticket);
	ck_assert_int_eq(envelope_add_recipient(&e, g.a,
	    SLICE("canary-r0@outside.example"), SLICE_NONE, SLICE_NONE), 0);
	/* Its try is over, and with it the ticket: dead, not only unused. */
	ck_assert_int_eq(knock(&g, ticket, &e, digest), ERR_DENIED);

	/* Every character of it changed. */
	n = strlen(ticket);
	ck_assert_uint_gt(n, 64);
	for (i = 0; i < n; i++) {
		snprintf(bad, sizeof bad, "%s", ticket);
		bad[i] = bad[i] == 'a' ? 'b' : 'a';
		ck_assert_int_eq(knock(&g, bad, &e, digest), ERR_DENIED);
	}
	mail_end(&h.m);
	release_end(&g, &d);
}
END_TEST

/* A ticket that was used opens nothing again, and tells what it led to. */
START_TEST(test_used_ticket)
{
	struct envelope e;
	struct slice state;
	char ticket[512];
	struct door d;
	struct held h;
	struct rig g;

	rig_make(&g);
	door_make(&d, &g, DOOR_SILENT);
	rig_start(&g, NULL);
	hold(&g, &h, 1, 5000);
	door_open(&d);
	ck_assert_int_eq(let_go(&g, h.ref, 0, &state), 0);
	door_wait(&d, &d.tickets, 1);
	state_is(&g, h.ref, "OFFERED");
	snprintf(ticket, sizeof ticket, "%s", d.ticket);
	envelope_init(&e, MAIL_CLASS_RELEASE);
	ck_assert_int_eq(envelope_add_recipient(&e, g.a,
	    SLICE("canary-r1@outside.example"), SLICE_NONE, SLICE_NONE), 0);
	ck_assert_int_eq(envelope_add_recipient(&e, g.a,
	    SLICE("canary-r0@outside.example"), SLICE_NONE, SLICE_NONE), 0);
	ck_assert_int_eq(knock(&g, ticket, &e, h.m.e.digest), ERR_DENIED);
	ck_assert_ptr_nonnull(strstr(keeper_last_error(), "used"));
	/* For another message, or one recipient more, it never was one. */
	e.recipient_count = 1;
	ck_assert_int_eq(knock(&g, ticket, &e, h.m.e.digest), ERR_DENIED);
	ck_assert_ptr_nonnull(strstr(keeper_last_error(), "not for this"));
	e.recipient_count = 2;
	h.m.e.digest[0] ^= 1;
	ck_assert_int_eq(knock(&g, ticket, &e, h.m.e.digest), ERR_DENIED);
	mail_end(&h.m);
	/* Killed between the offer and the answer: in doubt, not sent again. */
	rig_kill(&g);
	rig_start(&g, NULL);
	state_becomes(&g, h.ref, "IN-DOUBT");
	ck_assert_uint_eq(door_count(&d, &d.connections), 1);
	audit_is_right(&g);
	release_end(&g, &d);
}
END_TEST

/* --- D7: damaged before it was released -------------------------------------------------- */

static const struct {
	const char *name;
	off_t at;		/* negative: cut so many bytes off the end */
} damages[] = {
	{ "the first byte", 0 },
	{ "a byte in the first chunk", 5000 },
	{ "a byte in the last chunk", 140000 },
	{ "the last tag", -1 },
	{ "the last chunk", -20000 },
	{ "everything", -1000000 },
};

static void
damage_blob(struct rig *g, off_t at)
{
	char command[600];
	uint8_t byte;
	FILE *f;
	char *path = NULL;
	size_t cap = 0;
	int fd;

	snprintf(command, sizeof command, "%s/store/blobs", g->dir.path);
	/* There is one blob in this store. */
	int p[2];

	ck_assert_int_eq(pipe(p), 0);
	if (fork() == 0) {
		dup2(p[1], 1);
		execlp("find", "find", command, "-type", "f", (char *)NULL);
		_exit(1);
	}
	close(p[1]);
	f = fdopen(p[0], "r");
	ck_assert_int_gt(getline(&path, &cap, f), 0);
	path[strcspn(path, "\n")] = '\0';
	fclose(f);
	fd = open(path, O_RDWR);
	ck_assert_int_ge(fd, 0);
	if (at < 0) {
		off_t size = lseek(fd, 0, SEEK_END);

		ck_assert_int_eq(ftruncate(fd, size + at > 0 ? size + at : 0),
		    0);
	} else {
		ck_assert_int_eq(pread(fd, &byte, 1, at), 1);
		byte ^= 0x10;
		ck_assert_int_eq(pwrite(fd, &byte, 1, at), 1);
	}
	close(fd);
	free(path);
}

START_TEST(test_damaged)
{
	struct slice state;
	struct door d;
	struct held h;
	struct rig g;

	rig_make(&g);
	door_make(&d, &g, DOOR_GUARDED);
	rig_start(&g, NULL);
	hold(&g, &h, 1, 150000);
	door_open(&d);
	damage_blob(&g, damages[_i].at);
	ck_assert_int_eq(let_go(&g, h.ref, UNIT_PATIENCE_MS, &state), 0);
	ck_assert_msg(slice_eq_str(state, "CORRUPT"), "%s: %.*s",
	    damages[_i].name, (int)state.len, (const char *)state.ptr);
	/* Not even a connection was made. */
	ck_assert_uint_eq(door_count(&d, &d.connections), 0);
	audit_is_right(&g);
	mail_end(&h.m);
	release_end(&g, &d);
}
END_TEST

/* --- D1: killed at each step ---------------------------------------------------------------- */

static const struct {
	const char *fault;
	bool may_doubt;		/* the door may have said yes already */
} kills[] = {
	{ "release-before-connect", false },
	{ "submit-body", false },
	{ "submit-before-dot", false },
	{ "submit-after-dot", true },
	{ "release-offered", true },
	{ "submit-answered", true },
	{ "release-finish", true },
	{ "case-moved:1", false },	/* the release itself */
	{ "case-moved:2", false },	/* the try's ticket */
	{ "case-moved:3", true },	/* the offer */
	{ "case-moved:4", true },	/* the end */
};

/* Exactly one delivery, or a doubt that is shown; never two. */
START_TEST(test_kills)
{
	struct slice state;
	struct door d;
	struct held h;
	struct rig g;
	unsigned delivered;
	size_t doubt;

	rig_make(&g);
	door_make(&d, &g, DOOR_GUARDED);
	rig_start(&g, NULL);
	hold(&g, &h, 1, 100000);
	door_open(&d);
	ck_assert_int_eq(rig_drain(&g), 0);
	rig_start(&g, kills[_i].fault);
	(void)let_go(&g, h.ref, UNIT_PATIENCE_MS, &state);
	ck_assert_int_eq(rig_wait(&g), 256 + SIGKILL);
	rig_start(&g, NULL);
	/* If the decision was not yet durable, it is made again. */
	if (held_count(&g, "HELD") == 1)
		ck_assert_int_eq(let_go(&g, h.ref, UNIT_PATIENCE_MS, &state),
		    0);
	doubt = held_count(&g, "IN-DOUBT");
	if (doubt == 0)
		state_becomes(&g, h.ref, "RELEASED");
	delivered = door_count(&d, &d.delivered);
	ck_assert_uint_le(delivered, 1);
	if (doubt == 0)
		ck_assert_uint_eq(delivered, 1);
	else
		ck_assert_msg(kills[_i].may_doubt, "%s left it in doubt",
		    kills[_i].fault);
	audit_is_right(&g);
	mail_end(&h.m);
	release_end(&g, &d);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "released", test_released, 0 },
		{ "double", test_double, 0 },
		{ "opposite", test_opposite, 0 },
		{ "ways", test_ways, N_OF(ways) },
		{ "door shut", test_door_shut, 0 },
		{ "partly", test_partly, 0 },
		{ "tickets", test_tickets, 0 },
		{ "used ticket", test_used_ticket, 0 },
		{ "damaged", test_damaged, N_OF(damages) },
		{ "kills", test_kills, N_OF(kills) },
		{ NULL, NULL, 0 },
	};

	return unit_main("release", cases);
}
