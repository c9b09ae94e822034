/*
 * dummy_role -- a role that does nothing but speak the lifeline, under its
 * real profile: it stands in for each of the three in the tests of exeatd.
 *
 * Its name (argv[0]) says which one it is.  Over a milter's socket it takes
 * one word a line:
 *
 *   who      answers "PID DIGEST"
 *   ping     asks the inspector; answers what that answers: "PID DIGEST"
 *   keep     asks the keeper over its link; answers "PID"
 *   violate  opens a file: the sandbox kills it
 *   crash    aborts
 *   deaf     never obeys DRAIN
 *
 * The keeper's control socket takes "reload", "violate" and "records".
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/hex.h"
#include "base/mem.h"
#include "conf/conf.h"
#include "privsep/lifeline.h"
#include "privsep/role.h"
#include "privsep/sandbox.h"

#define CLIENTS_MAX	512
#define PING		1

enum kind {
	MILTER,
	INSPECTOR,
	KEEPER
};

static struct {
	enum kind kind;
	struct role_options options;
	char digest[2 * LIFELINE_DIGEST_SIZE + 1];
	uint8_t digest_bytes[LIFELINE_DIGEST_SIZE];
	uint8_t pending[LIFELINE_DIGEST_SIZE];
	bool has_pending;
	int inspector, keeper;		/* milter: channels */
	int client[CLIENTS_MAX];
	size_t clients;
	bool draining, deaf;
	int64_t drain_until;
	int asker;			/* keeper: who asked for a reload */
	char records[8192];
	struct rules_intake intake;
	struct frame_store store;
	unsigned missing;
} me;

static void
digest_words(void)
{
	hex_put(me.digest_bytes, sizeof me.digest_bytes, me.digest);
}

/* A rule file that says role-error is one that this role refuses. */
static int
load(const struct rules_files *set, uint8_t *digest, char *why, size_t size)
{
	struct conf_files *files = conf_files_new();
	struct conf_diag *diag = conf_diag_new();
	struct conf_source src;
	struct conf_tree *tree = NULL;
	struct slice bytes;
	size_t i;
	int r = 0;

	for (i = 0; i < set->count; i++) {
		bytes = slice_of(set->file[i].bytes, set->file[i].len);
		conf_files_add(files, set->file[i].path, bytes);
		if (slice_find(bytes, SLICE("role-error"), 0) != SLICE_NPOS) {
			snprintf(why, size, "%s:1:1: error: the role says no",
			    set->file[i].path);
			r = ERR_SYNTAX;
		}
	}
	src = conf_files_source(files);
	if (r == 0)
		r = conf_load(&src, me.options.config, diag, &tree);
	if (r == 0)
		memcpy(digest, tree->digest, LIFELINE_DIGEST_SIZE);
	conf_free(tree);
	conf_diag_free(diag);
	conf_files_free(files);
	return r;
}

static void
first_rules(void)
{
	struct rules_files set = { 0 };
	char why[300] = "cannot load";
	int r;

	if (!me.options.rules_on_lifeline || !role_has_lifeline()) {
		fprintf(stderr, "no rules on the lifeline\n");
		exit(ROLE_EXIT_USAGE);
	}
	r = role_first_rules(&set);
	if (r == 0)
		r = load(&set, me.digest_bytes, why, sizeof why);
	rules_files_free(&set);
	if (r < 0) {
		fprintf(stderr, "%s\n", why);
		exit(ROLE_EXIT_CONFIG);
	}
	digest_words();
	if (me.options.check_only)
		exit(ROLE_EXIT_OK);
}

static void
shut(void)
{
	static const enum sandbox_profile profiles[] = {
		[MILTER] = SANDBOX_MILTER, [INSPECTOR] = SANDBOX_ZYGOTE,
		[KEEPER] = SANDBOX_KEEPER,
	};
	struct sandbox_options opt = { .insecure = me.options.insecure };

	me.missing = SANDBOX_LAYERS & ~sandbox_available();
	if (sandbox_enter(profiles[me.kind], &opt) < 0)
		exit(ROLE_EXIT_SANDBOX);
}

static void
reply(int fd, const char *text)
{
	char line[8300];
	ssize_t n;

	snprintf(line, sizeof line, "%s\n", text);
	n = send(fd, line, strlen(line), MSG_NOSIGNAL);
	(void)n;
}

/* Send one end of a pair down a channel and wait for words on the other. */
static void
ask(int fd, int channel, uint16_t type)
{
	const uint16_t legal[] = { PING };
	char text[64] = "nobody";
	struct frame f;
	int pair[2];

	if (frame_pair(pair) < 0)
		exit(90);
	if (frame_send(channel, type, SLICE_NONE, &pair[1], 1,
	    clock_mono_ms() + 1000) == 0) {
		close(pair[1]);
		pair[1] = -1;
		if (frame_recv(pair[0], &me.store, legal, 1,
		    clock_mono_ms() + 5000, &f) == 0)
			snprintf(text, sizeof text, "%.*s", (int)f.body.len,
			    (const char *)f.body.ptr);
	}
	if (pair[1] != -1)
		close(pair[1]);
	close(pair[0]);
	reply(fd, text);
}

static void
violate(void)
{
	int fd;

	/* The second for the keeper, and for builds with a sanitizer. */
	fd = open("/etc/passwd", O_RDONLY);
	if (fd == -1)
		fd = socket(AF_NETLINK, SOCK_RAW, 0);
	dprintf(2, "still alive after a violation: %d\n", fd);
}

static void
obey(int fd, const char *word)
{
	char text[80];

	if (strncmp(word, "who", 3) == 0) {
		snprintf(text, sizeof text, "%ld %s", (long)getpid(),
		    me.digest);
		reply(fd, text);
	} else if (strncmp(word, "ping", 4) == 0) {
		ask(fd, me.inspector, PING);
	} else if (strncmp(word, "keep", 4) == 0) {
		ask(fd, me.keeper, KEEPER_CONNECT);
	} else if (strncmp(word, "violate", 7) == 0) {
		violate();
	} else if (strncmp(word, "crash", 5) == 0) {
		abort();
	} else if (strncmp(word, "deaf", 4) == 0) {
		me.deaf = true;
	} else if (strncmp(word, "records", 7) == 0) {
		reply(fd, me.records);
	} else if (strncmp(word, "reload", 6) == 0) {
		me.asker = fd;
		lifeline_ask_reload(ROLE_FD_LIFELINE);
	}
}

static void
client_read(size_t i)
{
	char line[64] = "";
	ssize_t n;

	n = read(me.client[i], line, sizeof line - 1);
	if (n > 0) {
		obey(me.client[i], line);
		return;
	}
	close(me.client[i]);
	me.client[i] = me.client[--me.clients];
}

/* A request of a milter: a descriptor to answer on. */
static void
serve(int channel)
{
	const uint16_t legal[] = { PING, KEEPER_CONNECT };
	struct frame f;
	char text[64];
	int r;

	r = frame_recv_now(channel, &me.store, legal, 2, &f);
	if (r == ERR_TIMEOUT)
		return;
	if (r < 0)
		exit(r == ERR_CLOSED ? ROLE_EXIT_OK : ROLE_EXIT_FAILED);
	snprintf(text, sizeof text, "%ld %s", (long)getpid(), me.digest);
	frame_send(f.fd[0], PING, slice_str(text), NULL, 0,
	    clock_mono_ms() + 1000);
	frame_close_fds(&f);
}

static void
take_rules(const struct frame *f)
{
	struct rules_files set = { 0 };
	char why[300] = "cannot load";
	int r;

	r = rules_intake_feed(&me.intake, f, &set);
	if (r == 0)
		return;
	if (r == 1)
		r = load(&set, me.pending, why, sizeof why);
	rules_files_free(&set);
	me.has_pending = r == 0;
	if (r == 0)
		lifeline_reload_ok(ROLE_FD_LIFELINE, me.pending);
	else
		lifeline_reload_failed(ROLE_FD_LIFELINE, why);
	lifeline_note_override(ROLE_FD_LIFELINE, me.missing);
}

static void
take_pending(void)
{
	if (me.has_pending)
		memcpy(me.digest_bytes, me.pending, sizeof me.digest_bytes);
	me.has_pending = false;
	digest_words();
}

static void
swap_channel(int *channel, struct frame *f)
{
	close(*channel);
	*channel = f->fd[0];
	f->fd[0] = -1;
}

static void
take_record(const struct frame *f)
{
	struct slice role, text;
	size_t at = strlen(me.records);

	if (lifeline_record_read(f, &role, &text) == 0)
		snprintf(me.records + at, sizeof me.records - at,
		    "%.*s: %.*s|", (int)role.len, (const char *)role.ptr,
		    (int)text.len, (const char *)text.ptr);
}

static void
take_drain(const struct frame *f)
{
	uint32_t grace = 0;

	if (lifeline_drain_grace(f, &grace) < 0)
		exit(91);
	me.draining = !me.deaf;
	me.drain_until = clock_mono_ms() + grace;
}

static void
take_new_inspector(struct frame *f)
{
	uint8_t digest[LIFELINE_DIGEST_SIZE];
	bool has;

	swap_channel(&me.inspector, f);
	if (lifeline_digest(f, digest, &has) == 0 && has &&
	    me.has_pending && memcmp(digest, me.pending, sizeof digest) == 0)
		take_pending();
}

static void
take_reload_done(const struct frame *f)
{
	char text[400];

	snprintf(text, sizeof text, "%.*s", (int)f->body.len,
	    (const char *)f->body.ptr);
	if (me.asker != -1)
		reply(me.asker, f->body.len == 0 ? "ok" : text);
	me.asker = -1;
}

static void
lifeline_read(void)
{
	struct frame f;
	int r;

	r = frame_recv_now(ROLE_FD_LIFELINE, &me.store, lifeline_to_role,
	    lifeline_to_role_count, &f);
	if (r == ERR_TIMEOUT)
		return;
	if (r < 0)
		exit(92);
	switch ((enum lifeline_type)f.type) {
	case LIFELINE_DRAIN:
		take_drain(&f);
		break;
	case LIFELINE_NEW_INSPECTOR:
		take_new_inspector(&f);
		break;
	case LIFELINE_NEW_KEEPER:
		swap_channel(&me.keeper, &f);
		break;
	case LIFELINE_RULES_COMMIT:
		take_pending();
		break;
	case LIFELINE_RULES_ABORT:
		me.has_pending = false;
		break;
	case LIFELINE_RECORD:
		take_record(&f);
		break;
	case LIFELINE_RELOAD_DONE:
		take_reload_done(&f);
		break;
	case LIFELINE_RULES_BEGIN:
	case LIFELINE_RULES_FILE:
	case LIFELINE_RULES_END:
		take_rules(&f);
		break;
	case LIFELINE_READY:
	case LIFELINE_NOTE:
	case LIFELINE_RELOAD_OK:
	case LIFELINE_RELOAD_FAILED:
	case LIFELINE_ASK_RELOAD:
	case LIFELINE_ASK_ROLLBACK:
	case KEEPER_CONNECT:
		exit(93);
	}
	frame_close_fds(&f);
}

static bool
is_done(void)
{
	if (!me.draining)
		return false;
	/* The inspector goes on until its channel ends. */
	if (me.kind == INSPECTOR && clock_mono_ms() < me.drain_until)
		return false;
	return (me.kind == MILTER && me.clients == 0) ||
	    me.kind == KEEPER || clock_mono_ms() >= me.drain_until;
}

static void
accept_from(int listener)
{
	int fd;

	fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (fd != -1 && me.clients < CLIENTS_MAX)
		me.client[me.clients++] = fd;
}

static void
loop(void)
{
	struct pollfd p[CLIENTS_MAX + 3];
	int listener = me.kind == MILTER ? MILTER_FD_LISTEN :
	    KEEPER_FD_CONTROL;
	size_t i, n;

	while (!is_done()) {
		p[0] = (struct pollfd){ ROLE_FD_LIFELINE, POLLIN, 0 };
		p[1] = (struct pollfd){ me.kind == INSPECTOR || me.draining ?
		    -1 : listener, POLLIN, 0 };
		p[2] = (struct pollfd){ me.kind == MILTER ? -1 : 4, POLLIN,
		    0 };
		for (i = 0, n = 3; i < me.clients; i++)
			p[n++] = (struct pollfd){ me.client[i], POLLIN, 0 };
		if (poll(p, n, me.draining ? 50 : -1) <= 0)
			continue;
		for (i = n; i > 3; i--)
			if (p[i - 1].revents != 0)
				client_read(i - 4);
		if (p[2].revents != 0)
			serve(4);
		if (p[1].revents != 0)
			accept_from(listener);
		if (p[0].revents != 0)
			lifeline_read();
	}
}

int
main(int argc, char **argv)
{
	me.kind = strcmp(argv[0], "exeat-milter") == 0 ? MILTER :
	    strcmp(argv[0], "exeat-keeper") == 0 ? KEEPER : INSPECTOR;
	role_start(argc, argv, argv[0], me.kind == MILTER, &me.options);
	first_rules();
	me.inspector = MILTER_FD_INSPECTOR;
	me.keeper = MILTER_FD_KEEPER;
	me.asker = -1;
	if (me.kind != INSPECTOR)
		fcntl(me.kind == MILTER ? MILTER_FD_LISTEN :
		    KEEPER_FD_CONTROL, F_SETFL, O_NONBLOCK);
	shut();
	lifeline_note_override(ROLE_FD_LIFELINE, me.missing);
	if (lifeline_ready(ROLE_FD_LIFELINE, me.kind == KEEPER ? NULL :
	    me.digest_bytes) < 0)
		return ROLE_EXIT_FAILED;
	loop();
	return ROLE_EXIT_OK;
}
