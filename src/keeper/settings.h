/*
 * settings -- what the keeper reads of the configuration.
 *
 *   set store "/folder"                    default STATEDIR/store
 *   set key "/file"                        default: master.key in the store
 *   set release-port 127.0.0.1:10027       the MTA's release door
 *
 * These cannot change while the keeper runs; what registers go by can.
 */
#ifndef KEEPER_SETTINGS_H
#define KEEPER_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "conf/conf.h"
#include "mail/revision.h"
#include "register/register.h"

struct keeper_settings {
	char *store;
	char *key;
	struct sockaddr_storage door;
	socklen_t door_len;
	uint16_t door_port;
	/* Of the revision that came by the lifeline. */
	bool has_revision;
	uint8_t revision[REVISION_DIGEST_SIZE];
	bool is_private;		/* a store of exeatctl's own */
	struct register_settings registers;	/* changed by a reload */
};

/* Errors go to diag; 0 or ERR_SYNTAX.  Freed by keeper_settings_free(). */
int	keeper_settings_read(const struct conf_tree *t, struct conf_diag *diag,
	    struct keeper_settings *ret);
/* Store and key in this folder, whatever was read. */
void	keeper_settings_private(struct keeper_settings *s, const char *folder);
void	keeper_settings_free(struct keeper_settings *s);
bool	keeper_settings_same(const struct keeper_settings *a,
	    const struct keeper_settings *b);

/* "127.0.0.1:10027", "[::1]:10027"; loopback only.  0 or ERR_SYNTAX. */
int	keeper_door_parse(struct slice text, struct keeper_settings *s);

#endif
