/*
 * settings -- the settings of this machine that exeatd itself reads.
 *
 *   set socket CLASS "unix:/path" [, group NAME] [, mode 0660] [, processes N]
 *   set socket CLASS "inet:PORT@127.0.0.1"
 *   set control "/path" [, group NAME] [, mode 0600]
 *   set store "/folder"
 *   set log stderr | syslog
 *   set account milter | inspector | keeper NAME
 *
 * Everything else in the configuration belongs to the roles.
 */
#ifndef DAEMON_SETTINGS_H
#define DAEMON_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "conf/conf.h"

enum socket_class {
	CLASS_SUBMISSION,
	CLASS_LOCAL,
	CLASS_INBOUND,
	CLASS_RELEASE,
	CLASS_COUNT
};

enum role_kind {
	ROLE_KEEPER,
	ROLE_INSPECTOR,
	ROLE_MILTER,
	ROLE_KIND_COUNT
};

struct socket_setting {
	bool is_set;
	bool is_inet;
	char *path;		/* unix: the path; inet: the address */
	uint16_t port;		/* inet */
	char *group;		/* NULL: leave it */
	unsigned mode;
	unsigned processes;	/* milters serving it */
};

struct settings {
	struct socket_setting milter[CLASS_COUNT];
	struct socket_setting control;
	char *store;			/* NULL if not set */
	char *account[ROLE_KIND_COUNT];	/* used when started as root */
	bool has_log;
	bool log_syslog;
};

const char *class_word(enum socket_class c);
const char *role_word(enum role_kind k);		/* "exeat-keeper" */

/* Errors go to diag; 0 or ERR_SYNTAX.  Freed by settings_free(). */
int	settings_read(const struct conf_tree *t, struct conf_diag *diag,
	    struct settings *ret);
void	settings_free(struct settings *s);

/* Do two revisions ask for the same sockets, store and accounts? */
bool	settings_same(const struct settings *a, const struct settings *b);

#endif
