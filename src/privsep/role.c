#include "privsep/role.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION	"unreleased"
#endif

#define FIRST_RULES_PATIENCE_MS	30000

enum role_option {
	OPT_CLASS = 256,
	OPT_CONFIG,
	OPT_LOG,
	OPT_INSECURE,
	OPT_RULES,
	OPT_STATE,
	OPT_TEXT,
	OPT_VERSION,
	OPT_HELP
};

static const struct option long_options[] = {
	{ "class", required_argument, NULL, OPT_CLASS },
	{ "config", required_argument, NULL, OPT_CONFIG },
	{ "foreground-log", required_argument, NULL, OPT_LOG },
	{ "insecure-no-sandbox", no_argument, NULL, OPT_INSECURE },
	{ "rules-on-lifeline", no_argument, NULL, OPT_RULES },
	{ "state", required_argument, NULL, OPT_STATE },
	{ "show-text", no_argument, NULL, OPT_TEXT },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

static const char *const classes[] = {
	"submission", "local", "inbound", "release",
};

static void
usage(FILE *out, const char *name, bool needs_class)
{
	fprintf(out, "usage: %s [-dn] %s--config FILE "
	    "[--foreground-log stderr|syslog]\n"
	    "\t[--insecure-no-sandbox] [--rules-on-lifeline]\n"
	    "%s is started by exeatd(8); by hand only with -n.\n", name,
	    needs_class ? "--class CLASS " : "", name);
}

static _Noreturn void
mistake(const char *name, bool needs_class, const char *what)
{
	fprintf(stderr, "%s: %s\n", name, what);
	usage(stderr, name, needs_class);
	exit(ROLE_EXIT_USAGE);
}

static bool
is_class(const char *word)
{
	size_t i;

	for (i = 0; i < sizeof classes / sizeof classes[0]; i++)
		if (strcmp(word, classes[i]) == 0)
			return true;
	return false;
}

static void
take_option(int c, const char *name, bool needs_class,
    struct role_options *o)
{
	switch (c) {
	case 'n':
		o->check_only = true;
		break;
	case 'd':
		o->debug = true;
		break;
	case OPT_CLASS:
		if (!needs_class || !is_class(optarg))
			mistake(name, needs_class, "no such socket class here");
		o->socket_class = optarg;
		break;
	case OPT_CONFIG:
		o->config = optarg;
		break;
	case OPT_LOG:
		if (strcmp(optarg, "syslog") == 0)
			o->log_target = LOG_TO_SYSLOG;
		else if (strcmp(optarg, "stderr") != 0)
			mistake(name, needs_class,
			    "--foreground-log takes stderr or syslog");
		break;
	case OPT_INSECURE:
		o->insecure = true;
		break;
	case OPT_RULES:
		o->rules_on_lifeline = true;
		break;
	case OPT_STATE:
		if (strcmp(name, "exeat-keeper") != 0)
			mistake(name, needs_class, "--state is the keeper's");
		o->state = optarg;
		break;
	case OPT_TEXT:
		if (strcmp(name, "exeat-inspector") != 0 &&
		    strcmp(name, "exeat-reader") != 0)
			mistake(name, needs_class,
			    "--show-text is the inspector's");
		o->show_text = true;
		break;
	case OPT_VERSION:
		printf("%s %s\n", name, PACKAGE_VERSION);
		exit(ROLE_EXIT_OK);
	case OPT_HELP:
		usage(stdout, name, needs_class);
		exit(ROLE_EXIT_OK);
	default:
		usage(stderr, name, needs_class);
		exit(ROLE_EXIT_USAGE);
	}
}

void
role_start(int argc, char **argv, const char *name, bool needs_class,
    struct role_options *ret)
{
	struct role_options o = { .name = name, .log_target = LOG_TO_STDERR };
	int c;

	while ((c = getopt_long(argc, argv, "dn", long_options, NULL)) != -1)
		take_option(c, name, needs_class, &o);
	if (optind != argc)
		mistake(name, needs_class, "too many arguments");
	if (o.config == NULL)
		mistake(name, needs_class, "--config is required");
	if (needs_class && o.socket_class == NULL && !o.check_only)
		mistake(name, needs_class, "--class is required");
	umask(077);
	tzset();	/* syslog() needs the time zone; its file is soon closed */
	log_open(name, o.log_target, o.debug);
	/* Part of a command of a person's: only what is wrong matters. */
	if (o.state != NULL)
		log_only_trouble();
	*ret = o;
}

bool
role_has_lifeline(void)
{
	socklen_t len = sizeof(int);
	int kind;

	return getsockopt(ROLE_FD_LIFELINE, SOL_SOCKET, SO_TYPE, &kind,
	    &len) == 0 && kind == SOCK_SEQPACKET;
}

int
role_first_rules(struct rules_files *ret_set)
{
	static const uint16_t legal[] = {
		LIFELINE_RULES_BEGIN, LIFELINE_RULES_FILE, LIFELINE_RULES_END,
	};
	struct rules_intake in = { 0 };
	struct frame_store *store;
	struct frame f;
	int64_t deadline;
	int r;

	store = malloc(sizeof *store);
	if (store == NULL)
		return ERR_LIMIT;
	deadline = clock_mono_ms() + FIRST_RULES_PATIENCE_MS;
	do {
		r = frame_recv(ROLE_FD_LIFELINE, store, legal,
		    sizeof legal / sizeof legal[0], deadline, &f);
		if (r < 0)
			break;
		r = rules_intake_feed(&in, &f, ret_set);
		frame_close_fds(&f);
	} while (r == 0);
	rules_intake_free(&in);
	free(store);
	return r == 1 ? 0 : r;
}
