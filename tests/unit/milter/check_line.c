#include "milter/line.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "double.h"
#include "privsep/lifeline.h"
#include "unit/unit.h"

#define CONFIG	"/etc/exeat/exeat.conf"

static struct line line;
static struct engine *engine;
static int parent;			/* exeatd's end */

static void
start(void)
{
	int fd[2];

	double_reset();
	ck_assert_int_eq(frame_pair(fd), 0);
	parent = fd[0];
	engine = double_engine(MAIL_CLASS_SUBMISSION, 1000, 1000);
	line = (struct line){ .sock = fd[1], .config = CONFIG,
	    .engine = engine };
	ck_assert_int_eq(line_start(&line), 0);
}

/* The milter's answer: its type, and its body in out. */
static uint16_t
answer(struct buf *out)
{
	static struct frame_store store;
	struct frame f;

	ck_assert_int_eq(frame_recv(parent, &store, lifeline_to_parent,
	    lifeline_to_parent_count, clock_mono_ms() + UNIT_PATIENCE_MS, &f), 0);
	buf_init(out, FRAME_BODY_MAX);
	ck_assert_int_eq(buf_put_slice(out, f.body), 0);
	return f.type;
}

static void
send_rules(const char *text)
{
	struct rules_files set = { 0 };

	ck_assert_int_eq(rules_files_add(&set, CONFIG, slice_str(text)), 0);
	ck_assert_int_eq(rules_files_send(parent, &set,
	    clock_mono_ms() + UNIT_PATIENCE_MS), 0);
	rules_files_free(&set);
}

static bool
runs(const uint8_t digest[LIFELINE_DIGEST_SIZE])
{
	struct inspector *i;
	struct policy *p;
	bool same;

	engine_current(engine, &p, &i);
	same = memcmp(policy_digest(p), digest, LIFELINE_DIGEST_SIZE) == 0;
	policy_unref(p);
	inspector_unref(i);
	return same;
}

/* The frame before has been dealt with once a broken reload is answered. */
static void
settle(void)
{
	struct buf said;

	send_rules("set ((");
	ck_assert_uint_eq(answer(&said), LIFELINE_RELOAD_FAILED);
	buf_free(&said);
}

static void
new_inspector(const uint8_t digest[LIFELINE_DIGEST_SIZE])
{
	int fd;

	fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	ck_assert_int_eq(lifeline_new_inspector(parent, fd, digest), 0);
	close(fd);
}

/* Two phases: compiled and kept aside, then in force with its inspector. */
START_TEST(test_reload)
{
	const uint8_t nobody[LIFELINE_DIGEST_SIZE] = { 1, 2, 3 };
	struct buf digest;

	start();
	send_rules("set spool 10 MB\n");
	ck_assert_uint_eq(answer(&digest), LIFELINE_RELOAD_OK);
	ck_assert_uint_eq(digest.len, LIFELINE_DIGEST_SIZE);
	ck_assert(!runs(digest.ptr));
	new_inspector(nobody);
	settle();
	ck_assert(!runs(digest.ptr));
	new_inspector(digest.ptr);
	settle();
	ck_assert(runs(digest.ptr));
	buf_free(&digest);
}
END_TEST

/* A broken file leaves the old rules and says where (B3). */
START_TEST(test_broken)
{
	const uint8_t old[LIFELINE_DIGEST_SIZE] = { 0 };
	struct buf said;

	start();
	send_rules("set spool 10 MB\nset ((\n");
	ck_assert_uint_eq(answer(&said), LIFELINE_RELOAD_FAILED);
	ck_assert_msg(slice_find(buf_slice(&said), SLICE("exeat.conf:2:"), 0) !=
	    SLICE_NPOS, "%s", buf_cstr(&said));
	ck_assert(runs(old));
	buf_free(&said);
}
END_TEST

/* Given up by the parent: the inspector that comes later is too late. */
START_TEST(test_abort)
{
	struct buf digest;

	start();
	send_rules("set spool 10 MB\n");
	ck_assert_uint_eq(answer(&digest), LIFELINE_RELOAD_OK);
	ck_assert_int_eq(frame_send(parent, LIFELINE_RULES_ABORT, SLICE_NONE,
	    NULL, 0, clock_mono_ms() + UNIT_PATIENCE_MS), 0);
	new_inspector(digest.ptr);
	settle();
	ck_assert(!runs(digest.ptr));
	buf_free(&digest);
}
END_TEST

/* Chunks without a beginning are refused, and nothing is kept of them. */
START_TEST(test_disorder)
{
	struct buf said;

	start();
	ck_assert_int_eq(frame_send(parent, LIFELINE_RULES_END, SLICE_NONE,
	    NULL, 0, clock_mono_ms() + UNIT_PATIENCE_MS), 0);
	ck_assert_uint_eq(answer(&said), LIFELINE_RELOAD_FAILED);
	buf_free(&said);
	send_rules("set spool 10 MB\n");
	ck_assert_uint_eq(answer(&said), LIFELINE_RELOAD_OK);
	buf_free(&said);
}
END_TEST

/*
 * In a process of its own, which the lifeline ends: drained with a
 * transaction that lasts, or without its parent.
 */
static int
ended(bool busy, bool told, int64_t *ret_ms)
{
	int status;
	int64_t from;
	pid_t pid;

	pid = fork();
	if (pid == 0) {
		/* What libmilter would listen on. */
		dup2(STDERR_FILENO, MILTER_FD_LISTEN);
		start();
		if (busy)
			engine_begin(engine);
		if (told)
			lifeline_drain(parent, 300);
		else
			close(parent);
		poll(NULL, 0, 30000);
		_exit(99);
	}
	from = clock_mono_ms();
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	*ret_ms = clock_mono_ms() - from;
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

START_TEST(test_drain)
{
	int64_t idle, busy;

	ck_assert_int_eq(ended(false, true, &idle), ROLE_EXIT_OK);
	ck_assert_int_lt(idle, 20000);
	ck_assert_int_eq(ended(true, true, &busy), ROLE_EXIT_OK);
	ck_assert_int_ge(busy, 299);
	ck_assert_int_lt(busy, 20000);
}
END_TEST

START_TEST(test_orphan)
{
	int64_t ms;

	ck_assert_int_ne(ended(true, false, &ms), 99);
	ck_assert_int_lt(ms, 20000);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "reload", test_reload, 0 },
		{ "broken", test_broken, 0 },
		{ "abort", test_abort, 0 },
		{ "disorder", test_disorder, 0 },
		{ "drain", test_drain, 0 },
		{ "orphan", test_orphan, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("line", tests);
}
