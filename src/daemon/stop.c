/*
 * The end: the milters finish their transactions, then the inspector, then the
 * keeper; each stage has a deadline, after which it is killed.
 */
#include <signal.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "daemon/daemon.h"
#include "daemon/notify.h"
#include "daemon/socket.h"

#define SLACK_MS		2000
#define INSPECTOR_GRACE_MS	3000
#define KEEPER_GRACE_MS		10000

static unsigned
living(const struct daemon *d, enum role_kind kind)
{
	unsigned n = 0;
	size_t i;

	for (i = 0; i < d->role_count; i++)
		n += d->roles[i]->kind == kind &&
		    supervise_pid(d->roles[i]->supervised) != 0;
	return n;
}

static void
drain_all(struct daemon *d, enum role_kind kind, uint32_t grace_ms)
{
	struct role *r;
	size_t i;

	for (i = 0; i < d->role_count; i++) {
		r = d->roles[i];
		if (r->kind == kind &&
		    supervise_pid(r->supervised) != 0)
			role_drain(r, grace_ms);
	}
	d->stop_deadline_ms = clock_mono_ms() + grace_ms + SLACK_MS;
}

static void
kill_all(struct daemon *d, enum role_kind kind)
{
	struct role *r;
	size_t i;

	for (i = 0; i < d->role_count; i++) {
		r = d->roles[i];
		if (r->kind != kind || supervise_pid(r->supervised) == 0)
			continue;
		LOG_EVENT(LOG_LEVEL_WARN, NULL, "role-overstayed",
		    KV_STR("role", r->name),
		    KV_INT("role-pid", supervise_pid(r->supervised)));
		kill(supervise_pid(r->supervised), SIGKILL);
	}
}

static void
close_sockets(struct daemon *d)
{
	unsigned c;

	for (c = 0; c < CLASS_COUNT; c++) {
		if (d->listen[c] == -1)
			continue;
		socket_unlink(&d->revision->settings.milter[c]);
		close(d->listen[c]);
		d->listen[c] = -1;
	}
}

/* The inspector ends when nobody holds its channel any more. */
static void
close_channels(struct daemon *d, enum role_kind kind)
{
	size_t i;

	for (i = 0; i < d->role_count; i++) {
		if (d->roles[i]->kind != kind || d->roles[i]->channel == -1)
			continue;
		close(d->roles[i]->channel);
		d->roles[i]->channel = -1;
	}
}

void
stop_begin(struct daemon *d)
{
	uint32_t grace = d->options.grace_ms;

	if (d->stop != STOP_NOT) {
		/* Asked twice: do not wait any longer. */
		d->stop_deadline_ms = clock_mono_ms();
		return;
	}
	LOG_EVENT(LOG_LEVEL_NOTICE, NULL, "stopping",
	    KV_UINT("grace-ms", grace));
	reload_cancel(d, "exeatd stops");
	notify_send("STOPPING=1");
	d->stop = STOP_MILTERS;
	supervise_stop(d->supervisor);
	close_sockets(d);
	drain_all(d, ROLE_MILTER, grace);
}

static void
next_stage(struct daemon *d)
{
	switch (d->stop) {
	case STOP_NOT:
	case STOP_DONE:
		break;
	case STOP_MILTERS:
		d->stop = STOP_INSPECTOR;
		close_channels(d, ROLE_INSPECTOR);
		drain_all(d, ROLE_INSPECTOR, INSPECTOR_GRACE_MS);
		break;
	case STOP_INSPECTOR:
		d->stop = STOP_KEEPER;
		close_channels(d, ROLE_KEEPER);
		drain_all(d, ROLE_KEEPER, KEEPER_GRACE_MS);
		break;
	case STOP_KEEPER:
		socket_unlink(&d->revision->settings.control);
		d->stop = STOP_DONE;
		break;
	}
}

static enum role_kind
kind_of(enum stop_stage stage)
{
	return stage == STOP_MILTERS ? ROLE_MILTER :
	    stage == STOP_INSPECTOR ? ROLE_INSPECTOR : ROLE_KEEPER;
}

void
stop_step(struct daemon *d)
{
	while (d->stop != STOP_NOT && d->stop != STOP_DONE) {
		if (living(d, kind_of(d->stop)) != 0) {
			if (clock_mono_ms() < d->stop_deadline_ms)
				return;
			kill_all(d, kind_of(d->stop));
			/* They are reaped on SIGCHLD, which comes at once. */
			d->stop_deadline_ms = clock_mono_ms() + SLACK_MS;
			return;
		}
		next_stage(d);
	}
}
