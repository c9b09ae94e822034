/*
 * exeatd -- the parent: opens the sockets, starts the roles and starts them
 * again, wires them together, carries out reload and stop.  Reads no mail and
 * parses nothing but its configuration.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "daemon/background.h"
#include "daemon/daemon.h"
#include "daemon/notify.h"
#include "daemon/socket.h"
#include "privsep/lifeline.h"
#include "privsep/sandbox.h"

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION	"unreleased"
#endif

#define GRACE_DEFAULT_MS	25000
#define GRACE_MAX_MS		600000
#define SAID_MAX		(256 * KIB)
/* Milters start without the others after this: they then answer 451. */
#define MILTERS_WAIT_MS		5000
#define LATE_MS			30000	/* the command that started us returns */

enum long_option {
	OPT_PIDFILE = 256,
	OPT_LIBEXEC,
	OPT_INSECURE,
	OPT_GRACE,
	OPT_VERSION,
	OPT_HELP
};

static const struct option long_options[] = {
	{ "pidfile", required_argument, NULL, OPT_PIDFILE },
	{ "libexec", required_argument, NULL, OPT_LIBEXEC },
	{ "grace", required_argument, NULL, OPT_GRACE },
	{ "insecure-no-sandbox", no_argument, NULL, OPT_INSECURE },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

static void
usage(FILE *out)
{
	fputs("usage: exeatd [-dfn] [-c FILE] [--grace SECONDS] "
	    "[--insecure-no-sandbox]\n"
	    "\t[--libexec FOLDER] [--pidfile FILE]\n", out);
}

static void
take_grace(struct options *o)
{
	char *end;
	unsigned long s;

	s = strtoul(optarg, &end, 10);
	if (*end != '\0' || end == optarg || s > GRACE_MAX_MS / 1000) {
		fputs("exeatd: --grace takes seconds, at most 600\n", stderr);
		exit(ROLE_EXIT_USAGE);
	}
	o->grace_ms = (uint32_t)s * 1000;
}

static void
take_option(int c, struct options *o)
{
	switch (c) {
	case 'c':
		o->config = optarg;
		break;
	case 'd':
		o->debug = true;
		break;
	case 'f':
		o->foreground = true;
		break;
	case 'n':
		o->check_only = true;
		break;
	case OPT_PIDFILE:
		o->pidfile = optarg;
		break;
	case OPT_LIBEXEC:
		o->libexec = optarg;
		break;
	case OPT_INSECURE:
		o->insecure = true;
		break;
	case OPT_GRACE:
		take_grace(o);
		break;
	case OPT_VERSION:
		puts("exeatd " PACKAGE_VERSION);
		exit(ROLE_EXIT_OK);
	case OPT_HELP:
		usage(stdout);
		exit(ROLE_EXIT_OK);
	default:
		usage(stderr);
		exit(ROLE_EXIT_USAGE);
	}
}

static void
parse(int argc, char **argv, struct options *o)
{
	int c;

	*o = (struct options){ .config = EXEAT_SYSCONFDIR "/exeat.conf",
	    .grace_ms = GRACE_DEFAULT_MS };
	while ((c = getopt_long(argc, argv, "c:dfn", long_options,
	    NULL)) != -1)
		take_option(c, o);
	if (optind != argc) {
		usage(stderr);
		exit(ROLE_EXIT_USAGE);
	}
}

/* Before anything is touched: is there a sandbox to put the roles into? */
static void
require_sandbox(struct daemon *d)
{
	d->missing = SANDBOX_LAYERS & ~sandbox_available();
	if (d->missing == 0)
		return;
	fprintf(stderr, "exeatd: this kernel does not offer: %s.\n",
	    sandbox_layer_words(d->missing));
	if (!d->options.insecure) {
		fputs("exeatd: without it a hostile attachment could take "
		    "over this machine; not started.\n"
		    "exeatd: (--insecure-no-sandbox starts it all the same; "
		    "for developers only)\n", stderr);
		exit(ROLE_EXIT_SANDBOX);
	}
}

/* Each role has its account when root starts us. */
static void
require_accounts(struct daemon *d)
{
	const char *account;
	bool missing = false;
	unsigned k;
	int r;

	d->drops_ids = geteuid() == 0;
	for (k = 0; d->drops_ids && k < ROLE_KIND_COUNT; k++) {
		account = d->revision->settings.account[k];
		r = drop_lookup(account, &d->ids[k]);
		if (r == 0)
			continue;
		missing = true;
		if (r == ERR_NOTFOUND)
			fprintf(stderr, "exeatd: the account %s does not "
			    "exist; create it with: adduser --system --group "
			    "--no-create-home --home /nonexistent %s\n",
			    account, account);
		else
			fprintf(stderr, "exeatd: the account %s: %s\n",
			    account, r == ERR_DENIED ?
			    "is root; a role may not be" : err_text(r));
	}
	if (missing)
		exit(ROLE_EXIT_FAILED);
}

static void
require_configuration(struct daemon *d)
{
	struct buf said = BUF_INIT(SAID_MAX);
	char path[sizeof d->libexec];
	int r;

	/* Reloads happen after the working folder has changed. */
	if (realpath(d->options.config, path) != NULL)
		d->options.config = mem_str(path);
	r = revision_load(d->options.config, &said, &d->revision);
	fputs(buf_cstr(&said), stderr);
	buf_free(&said);
	if (r < 0)
		exit(ROLE_EXIT_CONFIG);
}

/* The roles understand more of it than we do; ask each. */
static void
require_checks(struct daemon *d)
{
	struct buf said = BUF_INIT(SAID_MAX);
	int r;

	r = launch_checks(d, d->revision, &said);
	fputs(buf_cstr(&said), stderr);
	buf_free(&said);
	if (r == ERR_SYNTAX)
		exit(ROLE_EXIT_CONFIG);
	if (r < 0) {
		fprintf(stderr, "exeatd: the roles in %s cannot be started\n",
		    d->libexec);
		exit(ROLE_EXIT_FAILED);
	}
}

static void
find_siblings(struct daemon *d)
{
	int r;

	if (d->options.libexec != NULL &&
	    realpath(d->options.libexec, d->libexec) != NULL)
		return;
	r = d->options.libexec != NULL ? ERR_SYSTEM :
	    spawn_own_directory(d->libexec, sizeof d->libexec);
	if (r < 0) {
		fprintf(stderr, "exeatd: where are the roles? %s\n",
		    strerror(errno));
		exit(ROLE_EXIT_FAILED);
	}
}

/* --- sockets ------------------------------------------------------------------ */

static const struct socket_setting *
setting_at(const struct daemon *d, unsigned i)
{
	return i < CLASS_COUNT ? &d->revision->settings.milter[i] :
	    &d->revision->settings.control;
}

/* All locks before the first socket: a second instance touches nothing. */
static void
open_sockets(struct daemon *d)
{
	char why[SOCKET_WHY_SIZE] = "";
	const struct socket_setting *s;
	int r = 0, *fd;
	unsigned i;

	for (i = 0; i <= CLASS_COUNT && r == 0; i++) {
		s = setting_at(d, i);
		d->lock[i] = -1;
		if (s->is_set)
			r = socket_lock(s, &d->lock[i], why);
	}
	for (i = 0; i <= CLASS_COUNT && r == 0; i++) {
		s = setting_at(d, i);
		fd = i < CLASS_COUNT ? &d->listen[i] : &d->control;
		if (s->is_set)
			r = socket_open(s, i < CLASS_COUNT ? SOCK_STREAM :
			    SOCK_SEQPACKET, fd, why);
	}
	if (r == 0)
		return;
	LOG_EVENT(LOG_LEVEL_ERROR, NULL, "socket-refused",
	    KV_STR("why", why));
	background_fail(why, r == ERR_EXISTS ? EXIT_SERVED :
	    ROLE_EXIT_FAILED);
}

/* The keeper cannot make its own folder: it belongs to root's tree. */
static void
prepare_store(const struct daemon *d)
{
	const char *path = d->revision->settings.store;

	if (path == NULL || mkdir(path, 0700) == -1)
		return;		/* there already, or the keeper will tell */
	if (d->drops_ids && lchown(path, d->ids[ROLE_KEEPER].uid,
	    d->ids[ROLE_KEEPER].gid) == -1)
		LOG_EVENT(LOG_LEVEL_WARN, NULL, "store-not-given",
		    KV_STR("path", path), KV_ERR(ERR_SYSTEM));
}

static void
raise_descriptors(void)
{
	struct rlimit rl;

	/* Two per MTA process and session; libmilter spins when it is full. */
	if (getrlimit(RLIMIT_NOFILE, &rl) == 0) {
		rl.rlim_cur = rl.rlim_max;
		setrlimit(RLIMIT_NOFILE, &rl);
	}
}

/* --- the loop ------------------------------------------------------------------- */

static int
watch_signals(void)
{
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void
on_stray(void *arg, pid_t pid, int wait_status)
{
	reload_stray(arg, pid, wait_status);
}

static void
on_signals(struct daemon *d, int fd)
{
	struct signalfd_siginfo si;

	while (read(fd, &si, sizeof si) == (ssize_t)sizeof si) {
		switch (si.ssi_signo) {
		case SIGCHLD:
			supervise_reap(d->supervisor, on_stray, d);
			break;
		case SIGHUP:
			reload_begin(d);
			break;
		case SIGUSR1:
			milters_replace(d);
			break;
		case SIGINT:
		case SIGTERM:
			stop_begin(d);
			break;
		}
	}
}

/* Milters last: with the others there, no mail meets a closed door. */
static void
maybe_milters(struct daemon *d)
{
	if (d->milters_started || d->stop != STOP_NOT)
		return;
	if ((d->keeper->is_ready && d->inspector->is_ready) ||
	    clock_mono_ms() >= d->milters_due_ms)
		milters_add(d);
}

static void
maybe_ready(struct daemon *d)
{
	if (d->told_ready)
		return;
	if (!roles_ready(d)) {
		if (clock_mono_ms() >= d->late_ms)
			background_late();
		return;
	}
	d->told_ready = true;
	LOG_EVENT(LOG_LEVEL_NOTICE, NULL, "ready",
	    KV_STR("rules", revision_word(d->revision)),
	    KV_UINT("roles", d->role_count));
	notify_send("READY=1");
	background_ready();
}

static void
sooner(int *wait, int64_t ms)
{
	if (ms < 0)
		ms = 0;
	if (*wait == -1 || ms < *wait)
		*wait = (int)ms;
}

/* Everything that time alone brings; returns how long to sleep. */
static int
on_time(struct daemon *d, int64_t watchdog_ms, int64_t *watchdog_at)
{
	int64_t now;
	int wait, press;

	reload_step(d);
	stop_step(d);
	roles_sweep(d);
	maybe_milters(d);
	maybe_ready(d);
	wait = supervise_run(d->supervisor);
	press = roles_press(d);
	if (press != -1)
		sooner(&wait, press);
	now = clock_mono_ms();
	if (!d->milters_started)
		sooner(&wait, d->milters_due_ms - now);
	if (d->reload.stage != RELOAD_IDLE)
		sooner(&wait, d->reload.deadline_ms - now);
	if (d->stop != STOP_NOT)
		sooner(&wait, d->stop_deadline_ms - now);
	if (watchdog_ms != 0) {
		if (now >= *watchdog_at) {
			notify_send("WATCHDOG=1");
			*watchdog_at = now + watchdog_ms;
		}
		sooner(&wait, *watchdog_at - now);
	}
	return wait;
}

static void
loop(struct daemon *d, int signals)
{
	struct pollfd p[ROLES_MAX + 2];
	int64_t watchdog_ms = notify_watchdog_ms(), watchdog_at = 0;
	size_t i, n;
	int wait;

	while (d->stop != STOP_DONE) {
		wait = on_time(d, watchdog_ms, &watchdog_at);
		if (d->stop == STOP_DONE)
			break;
		p[0] = (struct pollfd){ signals, POLLIN, 0 };
		p[1] = (struct pollfd){ d->reload.check_fd, POLLIN, 0 };
		n = 2;
		for (i = 0; i < d->role_count; i++)
			p[n++] = (struct pollfd){ d->roles[i]->lifeline,
			    POLLIN, 0 };
		if (poll(p, n, wait) <= 0)
			continue;
		/* What a role said before what became of it. */
		for (i = 0; i < n - 2; i++)
			if (p[i + 2].revents != 0)
				role_read(d->roles[i]);
		if (p[0].revents != 0)
			on_signals(d, signals);
	}
}

static void
start(struct daemon *d)
{
	unsigned c;

	for (c = 0; c < CLASS_COUNT; c++)
		d->listen[c] = -1;
	d->control = d->reload.check_fd = -1;
	open_sockets(d);
	prepare_store(d);
	background_pidfile(d->options.pidfile);
	d->supervisor = supervisor_new();
	d->keeper = role_add(d, ROLE_KEEPER, CLASS_SUBMISSION, 0);
	d->inspector = role_add(d, ROLE_INSPECTOR, CLASS_SUBMISSION, 0);
	d->milters_due_ms = clock_mono_ms() + MILTERS_WAIT_MS;
	d->late_ms = clock_mono_ms() + LATE_MS;
	if (d->missing != 0) {
		LOG_EVENT(LOG_LEVEL_WARN, NULL, "insecure-no-sandbox",
		    KV_STR("missing", sandbox_layer_words(d->missing)));
		daemon_note(d, "exeatd", "started with --insecure-no-sandbox "
		    "although the sandbox is not complete");
	}
}

int
main(int argc, char **argv)
{
	static struct daemon d;
	const struct settings *s;
	int signals;

	parse(argc, argv, &d.options);
	umask(077);
	log_open("exeatd", LOG_TO_STDERR, d.options.debug);
	find_siblings(&d);
	require_configuration(&d);
	require_sandbox(&d);
	require_accounts(&d);
	require_checks(&d);
	if (d.options.check_only)
		return ROLE_EXIT_OK;
	s = &d.revision->settings;
	if (!d.options.foreground)
		background_begin();
	log_open("exeatd", (s->has_log ? s->log_syslog :
	    !d.options.foreground) ? LOG_TO_SYSLOG : LOG_TO_STDERR,
	    d.options.debug);
	background_keep_output(s->has_log && !s->log_syslog);
	raise_descriptors();
	signals = watch_signals();
	if (signals == -1 || drop_parent_capabilities() < 0 ||
	    sandbox_enter(SANDBOX_PARENT, &(struct sandbox_options){
	    .insecure = d.options.insecure }) < 0)
		background_fail("cannot prepare this process",
		    ROLE_EXIT_FAILED);
	start(&d);
	loop(&d, signals);
	background_pidfile_remove(d.options.pidfile);
	LOG_EVENT(LOG_LEVEL_NOTICE, NULL, "stopped");
	return ROLE_EXIT_OK;
}
