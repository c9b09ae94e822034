/*
 * rig -- a keeper of its own for one test: the real executable (with fault
 * points) in its real sandbox, on a scratch store, with a link and a control
 * socket, as exeatd would start it.
 */
#ifndef UNIT_KEEPER_RIG_H
#define UNIT_KEEPER_RIG_H

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <openssl/evp.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "ipc/frame.h"
#include "keeper/client.h"
#include "privsep/lifeline.h"
#include "unit/store/scratch.h"
#include "unit/unit.h"

struct rig {
	struct scratch dir;
	unsigned port;		/* the release door */
	pid_t pid;
	int lifeline;
	const char *inject;	/* strace -e: system calls that fail; or NULL */
	bool hurries;		/* its long waits are short: FAULT_HURRY */
	struct keeper *link, *people;
	struct arena *a;
};

#define PATIENCE	(clock_mono_ms() + UNIT_PATIENCE_MS)

static inline const char *
rig_program(void)
{
	static char path[512];
	const char *build = getenv("EXEAT_BUILD");

	snprintf(path, sizeof path, "%s/exeat-keeper-faulty",
	    build != NULL ? build : ".");
	return path;
}

static inline void
rig_make(struct rig *g)
{
	memset(g, 0, sizeof *g);
	scratch_make(&g->dir);
	g->lifeline = -1;
	g->port = 9;		/* nobody is there */
	g->a = arena_new(256 * MIB);
}

static inline int
rig_listen(struct rig *g)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int fd;

	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	snprintf(sun.sun_path, sizeof sun.sun_path, "%s/control",
	    g->dir.path);
	(void)unlink(sun.sun_path);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&sun, sizeof sun), 0);
	ck_assert_int_eq(listen(fd, 64), 0);
	return fd;
}

/* In the child: the descriptors where a role expects them. */
static inline _Noreturn void
rig_exec(const char *conf, const char *inject, int lifeline, int links,
    int control)
{
	int high[3] = { fcntl(lifeline, F_DUPFD, 50),
	    fcntl(links, F_DUPFD, 50), fcntl(control, F_DUPFD, 50) };

	dup2(high[0], ROLE_FD_LIFELINE);
	dup2(high[1], KEEPER_FD_LINKS);
	dup2(high[2], KEEPER_FD_CONTROL);
	close_range(6, ~0U, 0);
	/* A sanitizer cannot look for leaks within the sandbox. */
	setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
	if (inject != NULL)
		execlp("strace", "strace", "-qq", "-o", "/dev/null", "-e",
		    inject, rig_program(), "--config", conf, (char *)NULL);
	else
		execl(rig_program(), "exeat-keeper", "--config", conf,
		    (char *)NULL);
	_exit(99);
}

/*
 * Start it, to die at a fault point if one is given ("NAME" or "NAME:N").
 * Returns 0 when it is ready, else its exit status (or 256 and the signal).
 */
static inline int
rig_try_start(struct rig *g, const char *fault)
{
	static const uint16_t legal[] = { LIFELINE_READY, LIFELINE_NOTE };
	static struct frame_store store;
	char text[512];
	int life[2], link[2], control, status, r;
	struct frame f;

	snprintf(text, sizeof text, "set store \"%s/store\"\n"
	    "set release-port 127.0.0.1:%u\n", g->dir.path, g->port);
	scratch_write(scratch_path(&g->dir, "exeat.conf"), text,
	    strlen(text));
	chmod(scratch_path(&g->dir, "exeat.conf"), 0600);
	snprintf(text, sizeof text, "%s\n%s", fault != NULL ? fault : "",
	    g->hurries ? "hurry\n" : "");
	scratch_write(scratch_path(&g->dir, "fault"), text, strlen(text));
	setenv("EXEAT_FAULT_FILE", scratch_path(&g->dir, "fault"), 1);
	ck_assert_int_eq(frame_pair(life), 0);
	ck_assert_int_eq(frame_pair(link), 0);
	control = rig_listen(g);
	g->pid = fork();
	ck_assert_int_ge(g->pid, 0);
	if (g->pid == 0)
		rig_exec(scratch_path(&g->dir, "exeat.conf"), g->inject,
		    life[1], link[1], control);
	close(life[1]);
	close(link[1]);
	close(control);
	g->lifeline = life[0];
	r = frame_recv(g->lifeline, &store, legal, 2, PATIENCE, &f);
	if (r < 0) {
		close(link[0]);
		ck_assert_int_eq(waitpid(g->pid, &status, 0), g->pid);
		g->pid = 0;
		return WIFSIGNALED(status) ? 256 + WTERMSIG(status) :
		    WEXITSTATUS(status);
	}
	if (g->link == NULL)
		g->link = keeper_new_link(link[0]);
	else
		keeper_relink(g->link, link[0]);
	keeper_unref(g->people);
	ck_assert_int_eq(keeper_new_control(scratch_path(&g->dir, "control"),
	    &g->people), 0);
	return 0;
}

static inline void
rig_start(struct rig *g, const char *fault)
{
	ck_assert_int_eq(rig_try_start(g, fault), 0);
}

/* Wait for its end; the exit status, or 256 and the signal. */
static inline int
rig_wait(struct rig *g)
{
	int status;

	ck_assert_int_eq(waitpid(g->pid, &status, 0), g->pid);
	g->pid = 0;
	if (g->lifeline != -1)
		close(g->lifeline);
	g->lifeline = -1;
	return WIFSIGNALED(status) ? 256 + WTERMSIG(status) :
	    WEXITSTATUS(status);
}

/* If it has ended by itself already, that is its status. */
static inline int
rig_drain(struct rig *g)
{
	(void)lifeline_drain(g->lifeline, UNIT_PATIENCE_MS);
	return rig_wait(g);
}

static inline void
rig_kill(struct rig *g)
{
	ck_assert_int_eq(kill(g->pid, SIGKILL), 0);
	ck_assert_int_eq(rig_wait(g), 256 + SIGKILL);
}

static inline void
rig_end(struct rig *g)
{
	if (g->pid > 0)
		rig_kill(g);
	keeper_unref(g->link);
	keeper_unref(g->people);
	arena_free(g->a);
	scratch_remove(&g->dir);
}

/* --- messages ------------------------------------------------------------------ */

#define CANARY	"canary-9f3b: nothing of this may be found on the disk"

struct mail {
	struct envelope e;
	struct verdict v;
	struct report r;
	int fd;
	struct memory_note *note;	/* what to learn from it; or NULL */
	struct proof *proof;	/* for the account of notices; or NULL */
};

/*
 * A message of size bytes about `topic`, from one sender to n recipients
 * r0@outside.example ..., the first `held` of them held.
 */
static inline void
mail_make(struct rig *g, struct mail *m, const char *topic, size_t size,
    unsigned n, unsigned held)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	char line[256];
	size_t at, len;
	unsigned i;

	memset(m, 0, sizeof *m);
	envelope_init(&m->e, MAIL_CLASS_SUBMISSION);
	ck_assert_int_eq(address_parse(g->a, SLICE(
	    "canary-sender@inside.example"), &m->e.sender), 0);
	m->e.queue_id = SLICE("4Zq1xk2Rz");
	m->e.dsn_ret = SLICE("HDRS");
	m->e.dsn_envid = SLICE("envid-77");
	m->e.body = MAIL_BODY_8BITMIME;
	m->e.at_ms = clock_wall_ms();
	m->v.recipients = arena_array(g->a, n, sizeof *m->v.recipients);
	for (i = 0; i < n; i++) {
		ck_assert_int_eq(envelope_add_recipient(&m->e, g->a,
		    arena_printf(g->a, "canary-r%u@outside.example", i),
		    i == 0 ? SLICE("SUCCESS,FAILURE") : SLICE_NONE,
		    SLICE_NONE), 0);
		m->v.recipients[i].disposition = i < held ?
		    DISPOSITION_QUARANTINE : DISPOSITION_ACCEPT;
		if (i < held)
			m->v.recipients[i].rule = SLICE("hold-it");
	}
	m->v.recipient_count = n;
	m->v.disposition = held == n ? DISPOSITION_DISCARD : held > 0 ?
	    DISPOSITION_QUARANTINE : DISPOSITION_ACCEPT;
	m->v.hold = (struct hold_terms){ SLICE("officer"), 24, false,
	    SLICE("refuse"), false };
	m->v.policy = SLICE("Test policy");
	m->r.complete = true;
	m->r.preview = SLICE(CANARY " (preview)");
	m->r.facts.subject = SLICE(CANARY " (subject)");

	m->fd = memfd_create("mail", MFD_CLOEXEC);
	EVP_DigestInit_ex(md, EVP_sha256(), NULL);
	for (at = 0; at < size; at += len) {
		len = (size_t)snprintf(line, sizeof line,
		    "%s%s %s %zu\r\n", at % 3 == 0 ? "." : "", CANARY, topic,
		    at);
		if (size - at - len == 1)
			len--;
		if (len >= size - at) {
			/* As an MTA has it: the end of a line at the end. */
			len = size - at;
			memcpy(line + len - 2, "\r\n", 2);
		}
		ck_assert_int_eq(write(m->fd, line, len), (ssize_t)len);
		EVP_DigestUpdate(md, line, len);
	}
	EVP_DigestFinal_ex(md, digest, NULL);
	EVP_MD_CTX_free(md);
	m->e.size = size;
	memcpy(m->e.digest, digest, sizeof m->e.digest);
	/* What a retry has in common; here: all of it. */
	memcpy(m->e.retry_digest, digest, sizeof m->e.retry_digest);
}

static inline void
mail_end(struct mail *m)
{
	close(m->fd);
}

static inline void
ref_make(unsigned i, char ref[REFERENCE_SIZE])
{
	reference_make((uint64_t)i * 1000003 + 17, ref);
}

static inline int
mail_decide(struct rig *g, struct mail *m, unsigned i,
    struct keeper_receipt *ret)
{
	char ref[REFERENCE_SIZE];
	struct keeper_decision d = { ref, &m->e, &m->v, &m->r,
	    m->v.disposition == DISPOSITION_ACCEPT ? -1 : m->fd, m->note,
	    m->proof };

	ref_make(i, ref);
	return keeper_decide(g->link, &d, PATIENCE, ret);
}

/* Hold a fresh message; its reference comes back. */
static inline void
hold_one(struct rig *g, const char *topic, size_t size, unsigned i,
    char ref[REFERENCE_SIZE])
{
	struct keeper_receipt got;
	struct mail m;

	mail_make(g, &m, topic, size, 2, 2);
	ck_assert_int_eq(mail_decide(g, &m, i, &got), 0);
	memcpy(ref, got.ref, REFERENCE_SIZE);
	mail_end(&m);
}

static inline size_t
held_count(struct rig *g, const char *state)
{
	struct held_item *items;
	size_t n = 0;
	int r;

	r = keeper_held_list(g->people, slice_str(state), g->a, &items, &n);
	ck_assert_msg(r == 0, "list: %s (%s)", err_text(r),
	    keeper_last_error());
	return n;
}

static inline void
audit_is_right(struct rig *g)
{
	uint64_t records = 0, bad = 0;
	int r;

	r = keeper_audit_verify(g->people, &records, &bad);
	ck_assert_msg(r == 0 && records > 0 && bad == 0,
	    "record %llu of %llu: %s", (unsigned long long)bad,
	    (unsigned long long)records, err_text(r));
}

/* Files beneath the store that hold the bytes. */
static inline int
store_grep(struct rig *g, const char *bytes)
{
	char command[512];

	/* grep answers 1 for "nowhere"; 0 for "found". */
	snprintf(command, sizeof command, "%s/store", g->dir.path);
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		execlp("grep", "grep", "-raqF", bytes, command, (char *)NULL);
		_exit(2);
	}
	waitpid(pid, &status, 0);
	ck_assert_int_lt(WEXITSTATUS(status), 2);
	return WEXITSTATUS(status) == 0;
}

#endif
