/*
 * mta -- a Postfix as `doctor` sees it: its services, and which milters each
 * of them asks, in what order.
 *
 * Made of what postconf(1) prints, so Postfix itself reads its files.
 */
#ifndef CTL_MTA_H
#define CTL_MTA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/slice.h"

/* One entry of smtpd_milters or non_smtpd_milters. */
struct mta_milter {
	struct slice endpoint;		/* "unix:exeat/submission.sock" */
	struct slice default_action;	/* its own; empty: the general one */
};

struct mta_service {
	struct slice name;		/* "submission", "127.0.0.1:10027" */
	struct slice type;		/* "inet" */
	struct slice command;		/* "smtpd"; empty: non_smtpd_milters */
	bool is_chrooted;
	struct mta_milter *milters;
	size_t milter_count, milter_cap;
};

struct mta {
	struct mta_service *services;	/* of smtpd; and one for the command line */
	size_t service_count, service_cap;
	struct slice queue_directory;
	struct slice mail_owner;
	struct slice milter_protocol;
	struct slice milter_default_action;
	struct slice internal_filters;	/* internal_mail_filter_classes */
	struct slice message_size_limit; /* bytes; 0: none */
};

/*
 * settings: `postconf -x` of the parameters above; services: `postconf -M`;
 * overrides: `postconf -P -x`.  All in the arena or borrowed.  0; ERR_SYNTAX:
 * that is not what postconf prints; ERR_LIMIT.
 */
int	mta_read(struct slice settings, struct slice services,
	    struct slice overrides, struct arena *a, struct mta *ret);

/* The parameters that mta_read() wants of `postconf -x`; NULL-ended. */
extern const char *const mta_parameters[];

/*
 * Does an endpoint of Postfix mean one of `set socket` ("unix:/path",
 * "inet:PORT@ADDRESS")?  Paths of Postfix begin in its queue directory, for a
 * service inside its chroot always.
 */
bool	mta_is_endpoint(const struct mta *m, const struct mta_service *s,
	    struct slice endpoint, struct slice socket);

#endif
