/*
 * server -- the keeper's one loop: connections, the shared transaction,
 * releases, the lifeline.
 *
 * In each turn everything that is ready goes into one transaction; answers go
 * out after its commit.  So one flush serves all that came while the last one
 * was under way, and when many ask at once it waits a few milliseconds for
 * more of them (performance target P16).
 */
#ifndef KEEPER_SERVER_H
#define KEEPER_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "keeper/custody.h"
#include "keeper/settings.h"

struct server_options {
	struct custody *custody;
	const struct keeper_settings *settings;
	int lifeline;
	int links;		/* KEEPER_CONNECT frames come here */
	int control;		/* listening; or -1 */
	bool is_private;	/* of exeatctl: no daily work */
};

struct server;

struct server *server_new(const struct server_options *o);
void	server_free(struct server *s);
/* Serve until drained, or until a fault; the exit status. */
int	server_run(struct server *s);

/* A line for the audit record, with the next commit. */
void	server_note(struct server *s, const char *actor, const char *act,
	    struct slice text);

#endif
