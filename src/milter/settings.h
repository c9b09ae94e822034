/*
 * settings -- what the milter role reads of the machine's settings.
 */
#ifndef MILTER_SETTINGS_H
#define MILTER_SETTINGS_H

#include <stdint.h>

#include "conf/conf.h"

struct milter_settings {
	uint64_t message_max;	/* set message-limit: one message, bytes */
	uint64_t spool_max;	/* this process's share of set spool, bytes */
	int64_t deadline_ms;	/* set deadline: our answer to the MTA */
};

/* Errors go to diag.  0 or ERR_SYNTAX. */
int	milter_settings_read(const struct conf_tree *t, struct conf_diag *diag,
	    struct milter_settings *ret);

#endif
