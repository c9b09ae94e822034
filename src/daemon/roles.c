#include "daemon/daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "daemon/socket.h"
#include "privsep/lifeline.h"

/* Sessions of replaced milters may be long: the MTA ends them. */
#define REPLACED_GRACE_MS	(5 * 60 * 1000)
#define KILL_SLACK_MS		3000

static void
close_fd(int *fd)
{
	if (*fd != -1)
		close(*fd);
	*fd = -1;
}

/*
 * The milters' end of a channel; while its role is down, an end of nothing,
 * so that a milter learns at once that nobody is there.
 */
static int
channel_of(const struct role *r, int *ret_fd)
{
	int pair[2], e;

	if (r != NULL && r->channel != -1) {
		*ret_fd = fcntl(r->channel, F_DUPFD_CLOEXEC, 3);
		return *ret_fd == -1 ? ERR_SYSTEM : 0;
	}
	e = frame_pair(pair);
	if (e < 0)
		return e;
	close(pair[1]);
	*ret_fd = pair[0];
	return 0;
}

static int
start_milter(struct role *r, struct launch *l, pid_t *ret_pid)
{
	int inspector = -1, keeper = -1, e;

	l->socket_class = class_word(r->socket_class);
	e = channel_of(r->d->inspector, &inspector);
	if (e == 0)
		e = channel_of(r->d->keeper, &keeper);
	if (e == 0) {
		l->fd[0] = r->d->listen[r->socket_class];
		l->fd[1] = inspector;
		l->fd[2] = keeper;
		e = launch(r->d, l, ret_pid, &r->lifeline);
	}
	close_fd(&inspector);
	close_fd(&keeper);
	return e;
}

/* Inspector and keeper get a fresh channel each time. */
static int
start_served(struct role *r, struct launch *l, pid_t *ret_pid)
{
	int pair[2], e;

	e = frame_pair(pair);
	if (e < 0)
		return e;
	l->fd[0] = pair[1];
	l->fd[1] = r->kind == ROLE_KEEPER ? r->d->control : -1;
	e = launch(r->d, l, ret_pid, &r->lifeline);
	close(pair[1]);
	if (e < 0)
		close(pair[0]);
	else
		r->channel = pair[0];
	return e;
}

static int
on_start(void *arg, pid_t *ret_pid)
{
	struct role *r = arg;
	struct daemon *d = r->d;
	struct launch l = { .kind = r->kind, .fd = { -1, -1, -1 } };
	int null = -1, e = ERR_WRONG_STATE;

	l.revision = r == d->reload.inspector ? d->reload.next : d->revision;
	l.output = -1;
	if (!d->options.foreground && !d->revision->settings.has_log)
		l.output = null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	r->is_ready = r->has_answered = false;
	switch (r->kind) {
	case ROLE_MILTER:
		e = start_milter(r, &l, ret_pid);
		break;
	case ROLE_KEEPER:
	case ROLE_INSPECTOR:
		e = start_served(r, &l, ret_pid);
		break;
	case ROLE_KIND_COUNT:
		break;
	}
	close_fd(&null);
	if (e == 0)
		LOG_EVENT(LOG_LEVEL_INFO, NULL, "role-started",
		    KV_STR("role", r->name), KV_INT("role-pid", *ret_pid));
	return e;
}

static bool
on_ended(void *arg, int wait_status)
{
	struct role *r = arg;
	struct daemon *d = r->d;

	(void)wait_status;
	/* What it said last counts: a note about why it ends. */
	role_read(r);
	close_fd(&r->lifeline);
	close_fd(&r->channel);
	r->is_ready = false;
	reload_role_ended(d, r);
	r->is_gone = r->is_draining || d->stop != STOP_NOT;
	return !r->is_gone;
}

static const struct supervise_ops ops = { on_start, on_ended };

struct role *
role_add(struct daemon *d, enum role_kind kind, enum socket_class c,
    unsigned number)
{
	struct role *r;

	if (d->role_count == ROLES_MAX)
		return NULL;
	r = mem_zalloc(sizeof *r);
	r->d = d;
	r->kind = kind;
	r->socket_class = c;
	r->number = number;
	r->lifeline = r->channel = -1;
	if (kind == ROLE_MILTER)
		snprintf(r->name, sizeof r->name, "%s/%s/%u", role_word(kind),
		    class_word(c), number);
	else
		snprintf(r->name, sizeof r->name, "%s", role_word(kind));
	r->supervised = supervise_add(d->supervisor, r->name, &ops, r);
	d->roles[d->role_count++] = r;
	return r;
}

void
roles_sweep(struct daemon *d)
{
	struct role *r;
	size_t i, kept = 0;

	for (i = 0; i < d->role_count; i++) {
		r = d->roles[i];
		if (!r->is_gone) {
			d->roles[kept++] = r;
			continue;
		}
		if (d->keeper == r)
			d->keeper = NULL;
		if (d->inspector == r)
			d->inspector = NULL;
		supervise_remove(d->supervisor, r->supervised);
		free(r);
	}
	d->role_count = kept;
}

void
milters_add(struct daemon *d)
{
	const struct socket_setting *s;
	unsigned c, n;

	for (c = 0; c < CLASS_COUNT; c++) {
		s = &d->revision->settings.milter[c];
		for (n = 1; s->is_set && n <= s->processes; n++)
			if (role_add(d, ROLE_MILTER, (enum socket_class)c,
			    n) == NULL)
				return;
	}
	d->milters_started = true;
}

/* A fresh socket over the old path: new connections go to new processes. */
static void
reopen_sockets(struct daemon *d)
{
	const struct socket_setting *s;
	char why[SOCKET_WHY_SIZE];
	unsigned c;
	int fd;

	for (c = 0; c < CLASS_COUNT; c++) {
		s = &d->revision->settings.milter[c];
		/* A port cannot be bound twice: old and new share it. */
		if (d->listen[c] == -1 || s->is_inet)
			continue;
		if (socket_open(s, SOCK_STREAM, &fd, why) < 0) {
			LOG_EVENT(LOG_LEVEL_ERROR, NULL, "socket-failed",
			    KV_STR("class", class_word((enum socket_class)c)),
			    KV_STR("why", why));
			continue;
		}
		close(d->listen[c]);
		d->listen[c] = fd;
	}
}

void
milters_replace(struct daemon *d)
{
	size_t i, before = d->role_count;

	if (d->stop != STOP_NOT || !d->milters_started ||
	    d->reload.stage != RELOAD_IDLE || d->role_count > ROLES_MAX / 2) {
		LOG_EVENT(LOG_LEVEL_WARN, NULL, "milters-not-replaced",
		    KV_STR("why", "not now"));
		return;
	}
	LOG_EVENT(LOG_LEVEL_NOTICE, NULL, "milters-replaced");
	reopen_sockets(d);
	milters_add(d);
	for (i = 0; i < before; i++)
		if (d->roles[i]->kind == ROLE_MILTER &&
		    !d->roles[i]->is_draining)
			role_drain(d->roles[i], REPLACED_GRACE_MS);
}

void
role_drain(struct role *r, uint32_t grace_ms)
{
	int e;

	r->is_draining = true;
	r->kill_ms = clock_mono_ms() + grace_ms + KILL_SLACK_MS;
	if (supervise_pid(r->supervised) == 0) {
		r->is_gone = true;
		return;
	}
	e = lifeline_drain(r->lifeline, grace_ms);
	if (e < 0)
		LOG_EVENT(LOG_LEVEL_WARN, NULL, "drain-not-taken",
		    KV_STR("role", r->name), KV_ERR(e));
}

int
roles_press(struct daemon *d)
{
	int64_t now = clock_mono_ms(), wait = -1;
	struct role *r;
	pid_t pid;
	size_t i;

	for (i = 0; i < d->role_count; i++) {
		r = d->roles[i];
		pid = supervise_pid(r->supervised);
		if (r->kill_ms == 0 || pid == 0)
			continue;
		if (r->kill_ms <= now) {
			LOG_EVENT(LOG_LEVEL_WARN, NULL, "role-overstayed",
			    KV_STR("role", r->name), KV_INT("role-pid", pid));
			kill(pid, SIGKILL);
			r->kill_ms = 0;
		} else if (wait == -1 || r->kill_ms - now < wait) {
			wait = r->kill_ms - now;
		}
	}
	return (int)wait;
}

bool
roles_ready(const struct daemon *d)
{
	size_t i;

	for (i = 0; i < d->role_count; i++)
		if (!d->roles[i]->is_ready && !d->roles[i]->is_draining)
			return false;
	return d->milters_started;
}

/* --- the lifelines ------------------------------------------------------------ */

static void
flush_notes(struct daemon *d)
{
	size_t i, sent = 0;
	char *text;

	if (d->keeper == NULL || !d->keeper->is_ready)
		return;
	for (; sent < d->note_count; sent++) {
		/* "role" NUL "text", see daemon_note(). */
		text = d->notes[sent];
		if (lifeline_record(d->keeper->lifeline, text,
		    text + strlen(text) + 1) < 0)
			break;
		free(text);
	}
	for (i = sent; i < d->note_count; i++)
		d->notes[i - sent] = d->notes[i];
	d->note_count -= sent;
}

void
daemon_note(struct daemon *d, const char *role, const char *text)
{
	size_t size = strlen(role) + strlen(text) + 2;
	char *note;

	if (d->note_count == NOTES_MAX) {
		LOG_EVENT(LOG_LEVEL_ERROR, NULL, "note-lost",
		    KV_STR("role", role), KV_STR("text", text));
		return;
	}
	note = mem_alloc(size);
	memcpy(note, role, strlen(role) + 1);
	memcpy(note + strlen(role) + 1, text, strlen(text) + 1);
	d->notes[d->note_count++] = note;
	flush_notes(d);
}

/* Hand the channel of a role that is there (again) to every milter. */
static void
announce(struct daemon *d, const struct role *served)
{
	struct role *r;
	size_t i;
	int e;

	for (i = 0; i < d->role_count; i++) {
		r = d->roles[i];
		if (r->kind != ROLE_MILTER || r->lifeline == -1)
			continue;
		if (served->kind == ROLE_KEEPER)
			e = lifeline_new_keeper(r->lifeline, served->channel);
		else
			e = lifeline_new_inspector(r->lifeline,
			    served->channel,
			    served->has_digest ? served->digest : NULL);
		if (e < 0)
			LOG_EVENT(LOG_LEVEL_WARN, NULL, "channel-not-taken",
			    KV_STR("role", r->name), KV_ERR(e));
	}
}

static int
on_ready(struct role *r, const struct frame *f)
{
	struct daemon *d = r->d;
	int e;

	e = lifeline_digest(f, r->digest, &r->has_digest);
	if (e < 0)
		return e;
	r->is_ready = true;
	if (r->has_digest && memcmp(r->digest, r == d->reload.inspector ?
	    d->reload.next->digest : d->revision->digest,
	    sizeof r->digest) != 0)
		LOG_EVENT(LOG_LEVEL_ERROR, NULL, "digest-differs",
		    KV_STR("role", r->name));
	LOG_EVENT(LOG_LEVEL_INFO, NULL, "role-ready",
	    KV_STR("role", r->name));
	/* The second inspector is handed out by the reload, when all agree. */
	if (r == d->inspector || r == d->keeper)
		announce(d, r);
	if (r == d->keeper)
		flush_notes(d);
	return 0;
}

static char *
frame_text(const struct frame *f)
{
	char *text = mem_alloc(f->body.len + 1);
	size_t i;

	/* Printable, one line: it goes to log and audit. */
	for (i = 0; i < f->body.len; i++)
		text[i] = f->body.ptr[i] >= 0x20 && f->body.ptr[i] != 0x7f ?
		    (char)f->body.ptr[i] : ' ';
	text[i] = '\0';
	return text;
}

static void
on_note(struct role *r, const char *text)
{
	LOG_EVENT(LOG_LEVEL_NOTICE, NULL, "note", KV_STR("role", r->name),
	    KV_STR("text", text));
	if (r->kind != ROLE_KEEPER)
		daemon_note(r->d, r->name, text);
}

static int
take_frame(struct role *r, const struct frame *f)
{
	uint8_t digest[LIFELINE_DIGEST_SIZE];
	bool has_digest;
	char *text;
	int e;

	switch ((enum lifeline_type)f->type) {
	case LIFELINE_READY:
		return on_ready(r, f);
	case LIFELINE_NOTE:
		text = frame_text(f);
		on_note(r, text);
		free(text);
		return 0;
	case LIFELINE_RELOAD_OK:
		e = lifeline_digest(f, digest, &has_digest);
		if (e == 0 && has_digest && r->d->reload.next != NULL &&
		    memcmp(digest, r->d->reload.next->digest,
		    sizeof digest) != 0)
			reload_answer(r->d, r, "its digest is another one");
		else if (e == 0)
			reload_answer(r->d, r, NULL);
		return e;
	case LIFELINE_RELOAD_FAILED:
		text = frame_text(f);
		reload_answer(r->d, r, text);
		free(text);
		return 0;
	case LIFELINE_ASK_RELOAD:
		if (r->kind != ROLE_KEEPER)
			return ERR_TYPE;
		reload_begin(r->d);
		return 0;
	case LIFELINE_ASK_ROLLBACK:
		if (r->kind != ROLE_KEEPER)
			return ERR_TYPE;
		e = lifeline_digest(f, digest, &has_digest);
		if (e == 0 && has_digest)
			reload_rollback(r->d, digest);
		return e;
	case LIFELINE_DRAIN:
	case LIFELINE_NEW_INSPECTOR:
	case LIFELINE_NEW_KEEPER:
	case LIFELINE_RULES_BEGIN:
	case LIFELINE_RULES_FILE:
	case LIFELINE_RULES_END:
	case LIFELINE_RULES_COMMIT:
	case LIFELINE_RULES_ABORT:
	case LIFELINE_RECORD:
	case LIFELINE_RELOAD_DONE:
	case KEEPER_CONNECT:
		break;
	}
	return ERR_TYPE;
}

void
role_read(struct role *r)
{
	struct frame f;
	int e;

	while (r->lifeline != -1) {
		e = frame_recv_now(r->lifeline, &r->d->store,
		    lifeline_to_parent, lifeline_to_parent_count, &f);
		if (e == 0) {
			e = take_frame(r, &f);
			frame_close_fds(&f);
		}
		if (e == ERR_TIMEOUT)
			return;
		if (e == 0)
			continue;
		close_fd(&r->lifeline);
		if (e == ERR_CLOSED)
			return;		/* it ends; it will be reaped */
		LOG_EVENT(LOG_LEVEL_ERROR, NULL, "lifeline-nonsense",
		    KV_STR("role", r->name), KV_ERR(e));
		if (supervise_pid(r->supervised) > 0)	/* 0 is all of us */
			kill(supervise_pid(r->supervised), SIGKILL);
	}
}
