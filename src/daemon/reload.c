/*
 * The reload: all milters, the keeper and a second inspector take up new rules
 * together, or nothing changes.  See privsep/lifeline.h for the two phases.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/log.h"
#include "daemon/daemon.h"
#include "daemon/notify.h"

#define CHECK_PATIENCE_MS	60000
#define START_PATIENCE_MS	60000
#define ANSWER_PATIENCE_MS	30000
#define SEND_PATIENCE_MS	10000
#define SAID_MAX		(64 * KIB)
/* Sessions begun under the old rules keep the old inspector. */
#define OLD_INSPECTOR_GRACE_MS	(10 * 60 * 1000)

/* Milters and the keeper: who must take up the new rules. */
static bool
takes_part(const struct role *r)
{
	return r->kind != ROLE_INSPECTOR && !r->is_draining;
}

/* The first line that tells an error (warnings come before it), or any. */
static void
first_line(const struct buf *said, char *out, size_t size)
{
	struct slice all = slice_of(said->ptr, said->len), line;
	size_t at, n;

	at = slice_find(all, SLICE(": error: "), 0);
	at = at == SLICE_NPOS ? 0 : slice_rchr(slice_sub(all, 0, at), '\n');
	line = slice_from(all, at == SLICE_NPOS ? 0 : at > 0 ? at + 1 : 0);
	n = slice_chr(line, '\n', 0);
	if (n == SLICE_NPOS)
		n = line.len;
	if (n >= size)
		n = size - 1;
	if (n > 0)
		memcpy(out, line.ptr, n);
	out[n] = '\0';
}

static void
stop_checking(struct reload *rl)
{
	if (rl->check_fd != -1)
		close(rl->check_fd);
	rl->check_fd = -1;
	if (rl->check_pid != 0 && !rl->check_ended)
		kill(rl->check_pid, SIGKILL);	/* reaped as a stray */
	rl->check_pid = 0;
}

/* --- revisions that were in force ------------------------------------------- */

/* Keep it, once, before the others; the oldest one goes. */
static void
keep_revision(struct daemon *d, struct revision *rev)
{
	size_t i;

	if (rev == NULL)
		return;
	for (i = 0; i < REVISIONS_KEPT - 1; i++)
		if (d->kept[i] == NULL || memcmp(d->kept[i]->digest,
		    rev->digest, sizeof rev->digest) == 0)
			break;
	revision_free(d->kept[i]);
	memmove(&d->kept[1], &d->kept[0], i * sizeof d->kept[0]);
	d->kept[0] = rev;
}

static struct revision *
take_revision(struct daemon *d, const uint8_t *digest)
{
	struct revision *rev;
	size_t i;

	for (i = 0; i < REVISIONS_KEPT; i++)
		if (d->kept[i] != NULL && memcmp(d->kept[i]->digest, digest,
		    sizeof d->kept[i]->digest) == 0)
			break;
	if (i == REVISIONS_KEPT)
		return NULL;
	rev = d->kept[i];
	memmove(&d->kept[i], &d->kept[i + 1],
	    (REVISIONS_KEPT - 1 - i) * sizeof d->kept[0]);
	d->kept[REVISIONS_KEPT - 1] = NULL;
	return rev;
}

/* --- the end ------------------------------------------------------------------- */

/* Back to rest; tells who asked. */
static void
finish(struct daemon *d, const char *text)
{
	struct reload *rl = &d->reload;

	stop_checking(rl);
	/* What was good once may be asked for again. */
	if (rl->is_rollback)
		keep_revision(d, rl->next);
	else
		revision_free(rl->next);
	rl->is_rollback = false;
	rl->next = NULL;
	rl->inspector = NULL;
	rl->stage = RELOAD_IDLE;
	buf_free(&rl->said);
	if (d->keeper != NULL && d->keeper->is_ready)
		lifeline_reload_done(d->keeper->lifeline, text);
	notify_send("READY=1");
	if (rl->again) {
		rl->again = false;
		reload_begin(d);
	}
}

/* The old revision stays; said holds the reason, its place first. */
static void
refuse(struct daemon *d)
{
	struct reload *rl = &d->reload;
	char line[600], note[700], *whole;
	size_t i;

	first_line(&rl->said, line, sizeof line);
	LOG_EVENT(LOG_LEVEL_ERROR, NULL, "reload-failed",
	    KV_STR("why", line),
	    KV_STR("in-force", revision_word(d->revision)));
	snprintf(note, sizeof note, "reload refused, old rules stay: %s",
	    line);
	daemon_note(d, "exeatd", note);
	for (i = 0; i < d->role_count && rl->stage == RELOAD_SENDING; i++)
		if (takes_part(d->roles[i]) && d->roles[i]->lifeline != -1)
			lifeline_rules_abort(d->roles[i]->lifeline);
	if (rl->inspector != NULL)
		role_drain(rl->inspector, 0);
	whole = strdup(buf_cstr(&rl->said));
	finish(d, whole != NULL ? whole : line);
	free(whole);
}

static void
refuse_with(struct daemon *d, const char *who, const char *text)
{
	buf_reset(&d->reload.said);
	buf_printf(&d->reload.said, "%s: %s\n", who, text);
	refuse(d);
}

void
reload_cancel(struct daemon *d, const char *why)
{
	d->reload.again = false;
	if (d->reload.stage != RELOAD_IDLE)
		refuse_with(d, "exeatd", why);
}

static int
start_check(struct daemon *d)
{
	struct reload *rl = &d->reload;
	struct launch l = { .check_only = true, .fd = { -1, -1, -1 } };
	int pipefd[2], lifeline, r;

	if (pipe2(pipefd, O_CLOEXEC) == -1)
		return ERR_SYSTEM;
	l.kind = (enum role_kind)rl->checking;
	l.revision = rl->next;
	l.output = pipefd[1];
	rl->check_ended = false;
	r = launch(d, &l, &rl->check_pid, &lifeline);
	close(pipefd[1]);
	if (r < 0) {
		rl->check_pid = 0;
		close(pipefd[0]);
		return r;
	}
	close(lifeline);
	fcntl(pipefd[0], F_SETFL, O_NONBLOCK);
	rl->check_fd = pipefd[0];
	rl->deadline_ms = clock_mono_ms() + CHECK_PATIENCE_MS;
	return 0;
}

/* Ask every role whether the files of `next` would do. */
static void
begin_checks(struct daemon *d)
{
	struct reload *rl = &d->reload;

	buf_reset(&rl->said);	/* warnings only */
	if (!settings_same(&d->revision->settings, &rl->next->settings))
		LOG_EVENT(LOG_LEVEL_WARN, NULL, "restart-needed",
		    KV_STR("why", "sockets, store, log or accounts changed"));
	if (start_check(d) < 0)
		refuse_with(d, "exeatd", "a role could not be started");
}

void
reload_begin(struct daemon *d)
{
	struct reload *rl = &d->reload;

	if (d->stop != STOP_NOT)
		return;
	if (rl->stage != RELOAD_IDLE) {
		rl->again = true;
		return;
	}
	notify_reloading();
	buf_init(&rl->said, SAID_MAX);
	rl->stage = RELOAD_CHECKING;
	rl->checking = 0;
	if (revision_load(d->options.config, &rl->said, &rl->next) < 0) {
		refuse(d);
		return;
	}
	begin_checks(d);
}

void
reload_rollback(struct daemon *d,
    const uint8_t digest[LIFELINE_DIGEST_SIZE])
{
	struct reload *rl = &d->reload;

	if (d->stop != STOP_NOT)
		return;
	if (rl->stage != RELOAD_IDLE) {
		if (d->keeper != NULL && d->keeper->is_ready)
			lifeline_reload_done(d->keeper->lifeline,
			    "a reload runs; try again");
		return;
	}
	notify_reloading();
	buf_init(&rl->said, SAID_MAX);
	rl->stage = RELOAD_CHECKING;
	rl->checking = 0;
	if (memcmp(d->revision->digest, digest,
	    sizeof d->revision->digest) == 0) {
		refuse_with(d, "exeatd", "this revision is in force");
		return;
	}
	rl->next = take_revision(d, digest);
	rl->is_rollback = rl->next != NULL;
	if (rl->next == NULL) {
		refuse_with(d, "exeatd",
		    "its files are not kept any more");
		return;
	}
	begin_checks(d);
}

/* All that the check has said so far; true once it closed its end. */
static bool
drained(struct reload *rl)
{
	char chunk[4096];
	ssize_t n;

	while (rl->check_fd != -1) {
		n = read(rl->check_fd, chunk, sizeof chunk);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1 && errno == EAGAIN)
			return false;
		if (n <= 0)
			break;
		(void)buf_put(&rl->said, chunk, (size_t)n);
	}
	if (rl->check_fd != -1)
		close(rl->check_fd);
	rl->check_fd = -1;
	return true;
}

static void
start_inspector(struct daemon *d)
{
	struct reload *rl = &d->reload;

	rl->stage = RELOAD_INSPECTOR;
	rl->deadline_ms = clock_mono_ms() + START_PATIENCE_MS;
	rl->inspector = role_add(d, ROLE_INSPECTOR, CLASS_SUBMISSION, 0);
	if (rl->inspector == NULL)
		refuse_with(d, "exeatd", "too many roles");
}

static void
step_checking(struct daemon *d)
{
	struct reload *rl = &d->reload;

	if (!drained(rl) || !rl->check_ended)
		return;
	stop_checking(rl);
	if (!WIFEXITED(rl->check_status) ||
	    WEXITSTATUS(rl->check_status) != ROLE_EXIT_OK) {
		if (rl->said.len == 0)
			buf_printf(&rl->said, "%s refuses without a word\n",
			    role_word((enum role_kind)rl->checking));
		refuse(d);
		return;
	}
	buf_reset(&rl->said);
	rl->checking++;
	if (rl->checking == ROLE_KIND_COUNT)
		start_inspector(d);
	else if (start_check(d) < 0)
		refuse_with(d, "exeatd", "a role could not be started");
}

static void
send_rules(struct daemon *d)
{
	struct reload *rl = &d->reload;
	struct role *r;
	size_t i;

	rl->stage = RELOAD_SENDING;
	rl->deadline_ms = clock_mono_ms() + ANSWER_PATIENCE_MS;
	for (i = 0; i < d->role_count; i++) {
		r = d->roles[i];
		r->has_answered = false;
		if (!takes_part(r))
			continue;
		/* One that is down now starts with what is in force then. */
		if (!r->is_ready) {
			refuse_with(d, r->name, "is not running; try again");
			return;
		}
		if (rules_files_send(r->lifeline, &rl->next->files,
		    clock_mono_ms() + SEND_PATIENCE_MS) < 0) {
			refuse_with(d, r->name, "does not take the rules");
			return;
		}
	}
}

static void
commit(struct daemon *d)
{
	struct reload *rl = &d->reload;
	struct role *old = d->inspector, *fresh = rl->inspector, *r;
	char text[120];
	size_t i;

	for (i = 0; i < d->role_count; i++) {
		r = d->roles[i];
		if (r->lifeline == -1)
			continue;
		if (r->kind == ROLE_MILTER)
			lifeline_new_inspector(r->lifeline, fresh->channel,
			    fresh->has_digest ? fresh->digest : NULL);
		else if (r == d->keeper)
			lifeline_rules_commit(r->lifeline);
	}
	keep_revision(d, d->revision);
	d->revision = rl->next;
	rl->next = NULL;
	rl->inspector = NULL;
	d->inspector = fresh;
	if (old != NULL) {
		role_drain(old, OLD_INSPECTOR_GRACE_MS);
		if (old->channel != -1)
			close(old->channel);
		old->channel = -1;
	}
	LOG_EVENT(LOG_LEVEL_NOTICE, NULL, "reloaded",
	    KV_STR("in-force", revision_word(d->revision)));
	if (d->missing != 0)
		LOG_EVENT(LOG_LEVEL_WARN, NULL, "insecure-no-sandbox",
		    KV_UINT("layers", d->missing));
	snprintf(text, sizeof text, "rules reloaded, digest %s",
	    revision_word(d->revision));
	daemon_note(d, "exeatd", text);
	finish(d, "");
}

static void
step_sending(struct daemon *d)
{
	size_t i;

	for (i = 0; i < d->role_count; i++)
		if (takes_part(d->roles[i]) && !d->roles[i]->has_answered)
			return;
	commit(d);
}

static void
step_stage(struct daemon *d)
{
	switch (d->reload.stage) {
	case RELOAD_IDLE:
		break;
	case RELOAD_CHECKING:
		step_checking(d);
		break;
	case RELOAD_INSPECTOR:
		if (d->reload.inspector->is_ready)
			send_rules(d);
		break;
	case RELOAD_SENDING:
		step_sending(d);
		break;
	}
}

void
reload_step(struct daemon *d)
{
	struct reload *rl = &d->reload;
	enum reload_stage stage;
	unsigned checking;

	/* Until nothing moves: the next stage may be ready as well. */
	do {
		stage = rl->stage;
		checking = rl->checking;
		step_stage(d);
	} while (rl->stage != RELOAD_IDLE &&
	    (rl->stage != stage || rl->checking != checking));
	if (rl->stage != RELOAD_IDLE && clock_mono_ms() >= rl->deadline_ms)
		refuse_with(d, "exeatd", "the reload took too long");
}

void
reload_answer(struct daemon *d, struct role *r, const char *error)
{
	if (d->reload.stage != RELOAD_SENDING || !takes_part(r))
		return;		/* late, of one that was refused */
	if (error != NULL)
		refuse_with(d, r->name, error);
	else
		r->has_answered = true;
}

void
reload_role_ended(struct daemon *d, const struct role *r)
{
	if (d->reload.stage == RELOAD_INSPECTOR && r == d->reload.inspector)
		refuse_with(d, r->name, "ended at its start");
	else if (d->reload.stage == RELOAD_SENDING &&
	    (r == d->reload.inspector || takes_part(r)))
		refuse_with(d, r->name, "ended during the reload");
}

void
reload_stray(struct daemon *d, pid_t pid, int wait_status)
{
	struct reload *rl = &d->reload;

	if (rl->stage != RELOAD_CHECKING || pid != rl->check_pid)
		return;
	rl->check_ended = true;
	rl->check_status = wait_status;
}
