/*
 * doctor -- does the machine around exeat do what exeat counts on?
 *
 * Each check looks at one thing and adds what it found, with what to do about
 * it.  A check is one function and one line of the table in doctor.c.
 */
#ifndef CTL_DOCTOR_H
#define CTL_DOCTOR_H

#include "base/arena.h"
#include "conf/conf.h"
#include "ctl/mta.h"

enum doctor_level {
	DOCTOR_FINE,
	DOCTOR_NOTE,		/* could not be looked at, or worth knowing */
	DOCTOR_WARNING,
	DOCTOR_FAULT
};

struct doctor_finding {
	const char *check;	/* name of the check: "milter-order" */
	enum doctor_level level;
	struct slice words;
	struct slice remedy;	/* empty if there is none */
};

#define DOCTOR_SOCKETS	4	/* submission, local, inbound, release */

struct doctor {
	const struct conf_tree *tree;
	const struct mta *mta;		/* NULL: no Postfix was found */
	struct arena *arena;
	/* Addresses of `set socket`, by enum mail_class; empty if not set. */
	struct slice sockets[DOCTOR_SOCKETS];
	struct slice release_port;	/* empty if not set */
	struct slice store;
	bool wants_notices;		/* rules say warn or notify */
	struct doctor_finding *findings;
	size_t count, cap;
};

/* Read what the settings say.  d is zeroed by the caller but tree, mta, arena. */
void	doctor_settings(struct doctor *d);

/* Run every check.  0 or ERR_LIMIT. */
int	doctor_run(struct doctor *d);

const char *doctor_level_name(enum doctor_level l);

#endif
