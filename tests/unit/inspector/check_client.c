/*
 * Children that misbehave in every planned way, against the real zygote, the
 * real sandbox and the real client: each ends as the anomaly that it must be,
 * in time, and the next message is none the worse.
 */
#include "unit/unit.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "ipc/frame.h"
#include "ipc/wire.h"
#include "mail/report.h"
#include "nursery.h"

#define PATIENCE_MS	UNIT_PATIENCE_MS

/* A sanitizer slows memory down, and tells some breaches in its own way. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED	true
#else
#define SANITIZED	false
#endif

/* Clocks that no child runs into by chance, however busy the machine ... */
static const struct zygote_limits roomy = {
	.children = 2, .wall_ms = 2 * UNIT_PATIENCE_MS, .cpu_s = 60,
	.memory = 64 * MIB,
};
/* ... and for those that are to run into them. */
static const struct zygote_limits low = {
	.children = 2, .wall_ms = 3000, .cpu_s = 1, .memory = 64 * MIB,
};

/* --- what children do ------------------------------------------------------------ */

static volatile int sink;
static void *volatile nothing;

static int
send_one(const struct inspection_job *j, uint16_t type, struct slice body)
{
	return frame_send(j->reply, type, body, NULL, 0,
	    j->hard_deadline_mono_ms);
}

static int
emit(void *arg, enum report_record type, struct slice body)
{
	const struct inspection_job *j = arg;

	send_one(j, (uint16_t)type, body);
	return 0;
}

static void
honest(const struct inspection_job *j)
{
	struct part p = { .path = SLICE("1"), .detected = SLICE("text/plain"),
	    .type = FILETYPE_TEXT, .size = j->message.len,
	    .flags = PART_IS_LEAF | PART_IS_BODY };
	struct report r = { .complete = true, .parts = &p, .part_count = 1,
	    .preview = j->message };

	report_write(&r, emit, (void *)(uintptr_t)j);
}

static void
segfault(const struct inspection_job *j)
{
	(void)j;
	*(volatile int *)nothing = 1;
}

static void
fail_assertion(const struct inspection_job *j)
{
	(void)j;
	abort();
}

/* Deep enough for any stack; the numbers keep the compiler from a loop. */
static int
dig(volatile int depth)
{
	volatile char room[4096];

	room[0] = (char)depth;
	return depth > 100000000 ? 0 : dig(depth + 1) + room[0];
}

static void
overflow_stack(const struct inspection_job *j)
{
	(void)j;
	sink = dig(0);
}

static void
spin(const struct inspection_job *j)
{
	(void)j;
	for (;;)
		sink++;
}

static void
doze(const struct inspection_job *j)
{
	(void)j;
	for (;;)
		usleep(100000);
}

static void
eat_memory(const struct inspection_job *j)
{
	size_t n;

	(void)j;
	for (n = 0; n < 1024; n++)
		memset(mem_alloc(MIB), 1, MIB);
	_exit(9);
}

static void
map_memory(const struct inspection_job *j)
{
	size_t n;

	(void)j;
	for (n = 0; n < 1024; n++)
		if (mmap(NULL, MIB, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0) ==
		    MAP_FAILED)
			_exit(9);
}

static void
leave(const struct inspection_job *j)
{
	(void)j;
	_exit(0);
}

static void
close_early(const struct inspection_job *j)
{
	send_one(j, REPORT_FACTS, SLICE_NONE);
	close(j->reply);
	for (;;)
		usleep(100000);
}

static void
flood(const struct inspection_job *j)
{
	static uint8_t page[FRAME_BODY_MAX];

	while (send_one(j, REPORT_PREVIEW, slice_of(page, sizeof page)) == 0)
		;
}

/* Only once, only in place of a report, and only to one that begins anew. */
static void
pass_on_late(const struct inspection_job *j)
{
	send_one(j, REPORT_PREVIEW, SLICE("x"));
	send_one(j, INSPECT_PASSED_ON, SLICE_NONE);
}

static void
pass_on_twice(const struct inspection_job *j)
{
	send_one(j, INSPECT_PASSED_ON, SLICE_NONE);
	send_one(j, REPORT_BEGIN, SLICE_NONE);
	send_one(j, INSPECT_PASSED_ON, SLICE_NONE);
}

static void
pass_on_and_report(const struct inspection_job *j)
{
	send_one(j, INSPECT_PASSED_ON, SLICE_NONE);
	honest(j);
}

static void
trickle(const struct inspection_job *j)
{
	while (send_one(j, REPORT_PREVIEW, SLICE("x")) == 0)
		;
}

static void
unknown_type(const struct inspection_job *j)
{
	send_one(j, 0x7777, SLICE("hello"));
}

static void
begin_again(const struct inspection_job *j)
{
	send_one(j, REPORT_BEGIN, SLICE_NONE);
}

static void
answer_edits_unasked(const struct inspection_job *j)
{
	send_one(j, 0x0303, SLICE_NONE);
}

/* Text, whole and well formed, for one who did not ask to be shown. */
static void
show_unasked(const struct inspection_job *j)
{
	struct shown_unit u = { .part = SLICE("1"), .container = SLICE("text"),
	    .where = FINDING_BODY, .bytes = SLICE("hello") };
	struct buf b = BUF_INIT(1000);

	shown_put(&b, &u);
	send_one(j, INSPECT_TEXT, buf_slice(&b));
	honest(j);
}

static void
noise(const struct inspection_job *j)
{
	uint8_t body[512];

	memset(body, 0xff, sizeof body);
	send_one(j, REPORT_PART, slice_of(body, sizeof body));
}

static void
end_at_once(const struct inspection_job *j)
{
	send_one(j, REPORT_END, SLICE_NONE);
}

static int
emit_without_end(void *arg, enum report_record type, struct slice body)
{
	return type == REPORT_END ? 0 : emit(arg, type, body);
}

static void
no_end(const struct inspection_job *j)
{
	struct report r = { .complete = true, .preview = j->message };

	report_write(&r, emit_without_end, (void *)(uintptr_t)j);
}

static int
emit_preview_twice(void *arg, enum report_record type, struct slice body)
{
	if (type == REPORT_PREVIEW)
		emit(arg, type, body);
	return emit(arg, type, body);
}

static void
wrong_counts(const struct inspection_job *j)
{
	struct report r = { .complete = true, .preview = j->message };

	report_write(&r, emit_preview_twice, (void *)(uintptr_t)j);
}

static void
part_of_nowhere(const struct inspection_job *j)
{
	struct finding f = { .detector = SLICE("uk_nino"), .tier = 3,
	    .part = SLICE("9.9"), .occurrences = 1 };
	struct report r = { .complete = true, .findings = &f,
	    .finding_count = 1 };

	report_write(&r, emit, (void *)(uintptr_t)j);
}

static void
send_descriptor(const struct inspection_job *j)
{
	int fd = j->reply;

	frame_send(j->reply, REPORT_FACTS, SLICE("x"), &fd, 1,
	    j->hard_deadline_mono_ms);
}

static void
half_header(const struct inspection_job *j)
{
	static const uint8_t bytes[] = { 1, 0, 2 };
	struct iovec v = { (void *)(uintptr_t)bytes, sizeof bytes };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1 };

	sendmsg(j->reply, &m, MSG_NOSIGNAL);
}

static void
wrong_length(const struct inspection_job *j)
{
	static const uint8_t bytes[] = { 1, 0, 2, 3, 0xff, 0xff, 0xff, 0xff };
	struct iovec v = { (void *)(uintptr_t)bytes, sizeof bytes };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1 };

	sendmsg(j->reply, &m, MSG_NOSIGNAL);
}

/* --- calls that the sandbox forbids ------------------------------------------------ */

#define FORBIDDEN(name, call) \
	static void \
	name(const struct inspection_job *j) \
	{ \
		(void)j; \
		sink = (int)(call); \
	}

static const struct sockaddr_in nowhere = { .sin_family = AF_INET };

FORBIDDEN(do_open, open("/etc/passwd", O_RDONLY))
FORBIDDEN(do_creat, open("/tmp/exeat-planted", O_CREAT | O_WRONLY, 0600))
FORBIDDEN(do_unix_socket, socket(AF_UNIX, SOCK_DGRAM, 0))
FORBIDDEN(do_inet_socket, socket(AF_INET, SOCK_STREAM, 0))
FORBIDDEN(do_connect, connect(j->reply, (const struct sockaddr *)&nowhere,
    sizeof nowhere))
FORBIDDEN(do_fork, fork())
FORBIDDEN(do_exec, execl("/bin/true", "true", (char *)NULL))
FORBIDDEN(do_kill, kill(1, 0))
FORBIDDEN(do_ptrace, ptrace(PTRACE_TRACEME, 0, NULL, NULL))
FORBIDDEN(do_unlink, unlink("/tmp/exeat-planted"))
FORBIDDEN(do_chdir, chdir("/"))
FORBIDDEN(do_memfd, memfd_create("x", 0))
FORBIDDEN(do_code, mmap(NULL, 4096, PROT_READ | PROT_EXEC,
    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED)
FORBIDDEN(do_more_time, setitimer(ITIMER_REAL, &(struct itimerval){
    .it_value = { .tv_sec = 60 } }, NULL))
FORBIDDEN(do_more_memory, setrlimit(RLIMIT_AS, &(struct rlimit){
    RLIM_INFINITY, RLIM_INFINITY }))
FORBIDDEN(do_accept, accept(j->reply, NULL, NULL))
FORBIDDEN(do_uname, syscall(SYS_uname, 0))

/* --- the table ------------------------------------------------------------------------- */

enum { NOT_TOLD = -1 };

static const struct plant {
	const char *name;
	void (*act)(const struct inspection_job *j);
	int class;		/* of the anomaly; NOT_TOLD: a good report */
	bool violation;		/* is told as a breach of the sandbox */
	bool is_endless;	/* and goes on when nobody listens */
} plants[] = {
	{ "honest", honest, NOT_TOLD, false, false },
	{ "segfault", segfault, ANOMALY_CRASH, false, false },
	{ "abort", fail_assertion, ANOMALY_CRASH, false, false },
	{ "stack", overflow_stack, ANOMALY_CRASH, false, false },
	{ "leave", leave, ANOMALY_CRASH, false, false },
	{ "memory", eat_memory, ANOMALY_CRASH, false, false },
	{ "map", map_memory, ANOMALY_CRASH, false, false },
	{ "close", close_early, ANOMALY_INCOMPLETE, false, true },
	{ "flood", flood, ANOMALY_INCOMPLETE, false, false },
	{ "trickle", trickle, ANOMALY_INCOMPLETE, false, false },
	{ "type", unknown_type, ANOMALY_INCOMPLETE, false, false },
	{ "begin", begin_again, ANOMALY_INCOMPLETE, false, false },
	{ "pass-late", pass_on_late, ANOMALY_INCOMPLETE, false, false },
	{ "pass-twice", pass_on_twice, ANOMALY_INCOMPLETE, false, false },
	{ "pass-report", pass_on_and_report, ANOMALY_INCOMPLETE, false, false },
	{ "edits", answer_edits_unasked, ANOMALY_INCOMPLETE, false, false },
	{ "shown", show_unasked, ANOMALY_INCOMPLETE, false, false },
	{ "noise", noise, ANOMALY_INCOMPLETE, false, false },
	{ "end", end_at_once, ANOMALY_INCOMPLETE, false, false },
	{ "no-end", no_end, ANOMALY_CRASH, false, false },
	{ "counts", wrong_counts, ANOMALY_INCOMPLETE, false, false },
	{ "nowhere", part_of_nowhere, ANOMALY_INCOMPLETE, false, false },
	{ "descriptor", send_descriptor, ANOMALY_INCOMPLETE, false, false },
	{ "half", half_header, ANOMALY_INCOMPLETE, false, false },
	{ "length", wrong_length, ANOMALY_INCOMPLETE, false, false },
	{ "open", do_open, ANOMALY_CRASH, true, false },
	{ "creat", do_creat, ANOMALY_CRASH, true, false },
	{ "unix", do_unix_socket, ANOMALY_CRASH, true, false },
	{ "inet", do_inet_socket, ANOMALY_CRASH, true, false },
	{ "connect", do_connect, ANOMALY_CRASH, true, false },
	{ "fork", do_fork, ANOMALY_CRASH, true, false },
	{ "exec", do_exec, ANOMALY_CRASH, true, false },
	{ "kill", do_kill, ANOMALY_CRASH, true, false },
	{ "ptrace", do_ptrace, ANOMALY_CRASH, true, false },
	{ "unlink", do_unlink, ANOMALY_CRASH, true, false },
	{ "chdir", do_chdir, ANOMALY_CRASH, true, false },
	{ "memfd", do_memfd, ANOMALY_CRASH, true, false },
	{ "code", do_code, ANOMALY_CRASH, true, false },
	{ "time", do_more_time, ANOMALY_CRASH, true, false },
	{ "limit", do_more_memory, ANOMALY_CRASH, true, false },
	{ "accept", do_accept, ANOMALY_CRASH, true, false },
	{ "uname", do_uname, ANOMALY_CRASH, true, false },
};

/* The message says which plant it is; arg: there is a reader behind us. */
static int
act(void *arg, const struct inspection_job *j)
{
	size_t i;

	if (slice_eq_str(j->message, "elsewhere")) {
		if (arg != NULL)
			return ERR_ELSEWHERE;
		honest(j);
	}
	for (i = 0; i < sizeof plants / sizeof plants[0]; i++)
		if (slice_eq_str(j->message, plants[i].name))
			plants[i].act(j);
	if (slice_eq_str(j->message, "spin"))
		spin(j);
	if (slice_eq_str(j->message, "doze"))
		doze(j);
	return 0;
}

/* --- tests ---------------------------------------------------------------------------------- */

static bool
told(const struct report *r, enum anomaly_class class)
{
	return !r->complete && r->anomaly_count == 1 &&
	    r->anomalies[0].class == class && r->part_count == 0;
}

static void
check_honest(struct nursery_test *t)
{
	struct report *r;

	ck_assert_int_eq(nursery_inspect(t, SLICE("honest"), PATIENCE_MS, &r),
	    0);
	ck_assert(r->complete && r->anomaly_count == 0);
	ck_assert(slice_eq_str(r->preview, "honest"));
}

START_TEST(test_plant)
{
	const struct plant *plant = &plants[_i];
	struct nursery_test t;
	struct slice log;
	struct report *r;
	int round;

	nursery_start(&t, plant->is_endless ? &low : &roomy, act, NULL);
	check_honest(&t);
	/* As often as there are children, and once more. */
	for (round = 0; round < 3; round++) {
		ck_assert_int_eq(nursery_inspect(&t, slice_str(plant->name),
		    PATIENCE_MS, &r), 0);
		if (plant->class == NOT_TOLD)
			ck_assert(r->complete);
		else
			ck_assert_msg(told(r, (enum anomaly_class)
			    plant->class) || (SANITIZED &&
			    told(r, ANOMALY_TIMEOUT)), "%s: %s", plant->name,
			    r->anomaly_count > 0 ? anomaly_class_name(
			    r->anomalies[0].class) : "none");
		check_honest(&t);
	}
	ck_assert_int_eq(nursery_stop(&t, &log), 0);
	ck_assert_msg(SANITIZED || (slice_find(log,
	    SLICE("event=sandbox-violation"), 0) != SLICE_NPOS) ==
	    plant->violation, "%s: %.*s", plant->name, (int)log.len,
	    (const char *)log.ptr);
	arena_free(t.arena);
}
END_TEST

/* Its own clocks end it: the anomaly says so, and in time. */
START_TEST(test_too_long)
{
	static const char *const ways[] = { "spin", "doze" };
	struct nursery_test t;
	struct report *r;
	int64_t began;

	nursery_start(&t, &low, act, NULL);
	began = clock_mono_ms();
	ck_assert_int_eq(nursery_inspect(&t, slice_str(ways[_i]), PATIENCE_MS,
	    &r), 0);
	ck_assert(told(r, ANOMALY_TIMEOUT));
	/* Not our patience: that is much longer. */
	ck_assert_int_lt(clock_mono_ms() - began, PATIENCE_MS);
	check_honest(&t);
	ck_assert_int_eq(nursery_stop(&t, NULL), 0);
	arena_free(t.arena);
}
END_TEST

/* The caller's patience ends before the child's time does. */
START_TEST(test_caller_waits_no_longer)
{
	struct nursery_test t;
	struct report *r;

	nursery_start(&t, &roomy, act, NULL);
	/* Long enough for a child to begin with it. */
	ck_assert_int_eq(nursery_inspect(&t, SLICE("doze"), 4000, &r), 0);
	ck_assert(told(r, ANOMALY_TIMEOUT));
	check_honest(&t);
	ck_assert_int_eq(nursery_stop(&t, NULL), 0);
	arena_free(t.arena);
}
END_TEST

/* All children are busy: our own error, never a report. */
START_TEST(test_nobody_takes_it)
{
	struct inspection *busy[2], *late = NULL;
	struct nursery_test t;
	struct envelope e;
	struct report *r;
	int fd, i;

	nursery_start(&t, &low, act, NULL);
	envelope_init(&e, MAIL_CLASS_SUBMISSION);
	fd = nursery_spool(SLICE("doze"));
	for (i = 0; i < 2; i++)
		ck_assert_int_eq(inspection_start(t.inspector, fd, 4, &e,
		    clock_mono_ms() + PATIENCE_MS, &busy[i]), 0);
	ck_assert_int_eq(nursery_ask(&t, SLICE("honest"), 200, &r, &late),
	    ERR_TIMEOUT);
	inspection_free(late);
	for (i = 0; i < 2; i++) {
		ck_assert_int_eq(inspection_report(busy[i], t.arena,
		    clock_mono_ms() + PATIENCE_MS, NULL, NULL, &r), 0);
		ck_assert(told(r, ANOMALY_TIMEOUT));
		inspection_free(busy[i]);
	}
	close(fd);
	check_honest(&t);
	ck_assert_int_eq(nursery_stop(&t, NULL), 0);
	arena_free(t.arena);
}
END_TEST

START_TEST(test_zygote_is_gone)
{
	struct inspection *n = NULL;
	struct nursery_test t;
	struct report *r;

	nursery_start(&t, &roomy, act, NULL);
	check_honest(&t);
	kill(t.pid, SIGKILL);
	ck_assert_int_ne(waitpid(t.pid, NULL, 0), -1);
	/* Its last children may still serve one message each. */
	do {
		inspection_free(n);
		n = NULL;
		r = NULL;
	} while (nursery_ask(&t, SLICE("honest"), PATIENCE_MS, &r, &n) == 0 &&
	    r->complete);
	ck_assert_ptr_null(r);
	inspection_free(n);
	inspector_unref(t.inspector);
	arena_free(t.arena);
}
END_TEST

static char has_reader[] = "reader";

/* More at once than there are children on either side: none is lost. */
START_TEST(test_passed_on)
{
	struct inspection *n[8];
	struct nursery_test t, reader;
	struct envelope e;
	struct report *r;
	int fd, i;

	nursery_start(&reader, &roomy, act, NULL);
	nursery_start_before(&t, &roomy, act, has_reader, &reader);
	check_honest(&t);
	envelope_init(&e, MAIL_CLASS_SUBMISSION);
	fd = nursery_spool(SLICE("elsewhere"));
	for (i = 0; i < 8; i++)
		ck_assert_int_eq(inspection_start(t.inspector, fd, 9, &e,
		    clock_mono_ms() + PATIENCE_MS, &n[i]), 0);
	for (i = 0; i < 8; i++) {
		ck_assert_int_eq(inspection_report(n[i], t.arena,
		    clock_mono_ms() + PATIENCE_MS, NULL, NULL, &r), 0);
		ck_assert(r->complete && r->anomaly_count == 0);
		ck_assert(slice_eq_str(r->preview, "elsewhere"));
		inspection_free(n[i]);
	}
	close(fd);
	ck_assert_int_eq(nursery_stop(&t, NULL), 0);
	ck_assert_int_eq(nursery_stop(&reader, NULL), 0);
	arena_free(t.arena);
	arena_free(reader.arena);
}
END_TEST

/* Nobody there to take it: our trouble, not the message's. */
START_TEST(test_passed_on_to_nobody)
{
	struct nursery_test t, reader;
	struct report *r;
	int e;

	nursery_start(&reader, &roomy, act, NULL);
	nursery_start_before(&t, &roomy, act, has_reader, &reader);
	kill(reader.pid, SIGKILL);
	ck_assert_int_ne(waitpid(reader.pid, NULL, 0), -1);
	/* Its last children may still serve one message each. */
	do
		e = nursery_inspect(&t, SLICE("elsewhere"), PATIENCE_MS, &r);
	while (e == 0 && r->complete);
	ck_assert_int_eq(e, ERR_CLOSED);
	check_honest(&t);
	ck_assert_int_eq(nursery_stop(&t, NULL), 0);
	inspector_unref(reader.inspector);
	arena_free(t.arena);
	arena_free(reader.arena);
}
END_TEST

/* A client that was compiled from other rules is turned away. */
START_TEST(test_other_ruleset)
{
	static const uint8_t other[8] = { 9 };
	struct inspector *same;
	struct nursery_test t;
	struct report *r;

	nursery_start(&t, &roomy, act, NULL);
	same = t.inspector;
	t.inspector = inspector_new(dup(t.channel), other);
	ck_assert_int_eq(nursery_inspect(&t, SLICE("honest"), PATIENCE_MS,
	    &r), ERR_MISMATCH);
	inspector_unref(t.inspector);
	t.inspector = same;
	check_honest(&t);
	ck_assert_int_eq(nursery_stop(&t, NULL), 0);
	arena_free(t.arena);
}
END_TEST

/* A spool that could still be changed is no message. */
START_TEST(test_spool_not_sealed)
{
	struct inspection *n;
	struct nursery_test t;
	struct envelope e;
	struct report *r;
	int fd;

	nursery_start(&t, &roomy, act, NULL);
	envelope_init(&e, MAIL_CLASS_SUBMISSION);
	fd = memfd_create("open", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	ck_assert_int_eq((int)write(fd, "honest", 6), 6);
	ck_assert_int_eq(inspection_start(t.inspector, fd, 6, &e,
	    clock_mono_ms() + PATIENCE_MS, &n), 0);
	ck_assert_int_eq(inspection_report(n, t.arena, clock_mono_ms() +
	    PATIENCE_MS, NULL, NULL, &r), ERR_MISMATCH);
	inspection_free(n);
	close(fd);
	ck_assert_int_eq(nursery_stop(&t, NULL), 0);
	arena_free(t.arena);
}
END_TEST

/* Hundreds of deaths: no child is left unburied, none is missing. */
START_TEST(test_no_zombies)
{
	struct nursery_test t;
	struct report *r;
	int64_t end;
	int i;

	nursery_start(&t, &roomy, act, NULL);
	for (i = 0; i < 200; i++) {
		ck_assert_int_eq(nursery_inspect(&t, i % 2 == 0 ?
		    SLICE("abort") : SLICE("leave"), PATIENCE_MS, &r), 0);
		ck_assert(told(r, ANOMALY_CRASH));
	}
	check_honest(&t);
	end = clock_mono_ms() + PATIENCE_MS;
	while (nursery_zombies(&t) > 0) {
		ck_assert_int_lt(clock_mono_ms(), end);
		usleep(10000);
	}
	ck_assert_int_eq(nursery_stop(&t, NULL), 0);
	arena_free(t.arena);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "plant", test_plant, N_OF(plants) },
		{ "too long", test_too_long, 2 },
		{ "patience", test_caller_waits_no_longer, 0 },
		{ "nobody", test_nobody_takes_it, 0 },
		{ "gone", test_zygote_is_gone, 0 },
		{ "passed on", test_passed_on, 0 },
		{ "to nobody", test_passed_on_to_nobody, 0 },
		{ "ruleset", test_other_ruleset, 0 },
		{ "seal", test_spool_not_sealed, 0 },
		{ "zombies", test_no_zombies, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("client", tests);
}
