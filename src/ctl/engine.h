/*
 * engine -- configuration, policy and a private inspector, ready to judge:
 * what explain, text and fingerprint begin with.
 */
#ifndef CTL_ENGINE_H
#define CTL_ENGINE_H

#include <stdbool.h>

#include "ctl/command.h"
#include "ctl/load.h"
#include "ctl/private.h"

struct engine {
	struct loaded loaded;
	struct private_inspector inspector;
};

/*
 * verb begins what is told on standard error.  CTL_OK, CTL_INVALID or
 * CTL_INTERNAL; engine_close() in any case.
 */
enum ctl_exit engine_open(struct engine *e, const char *verb,
	    const char *config, bool show_text);
/*
 * The same without any configuration, for what only reads files: it must not
 * need the rules that it may be about to change.
 */
enum ctl_exit engine_open_bare(struct engine *e, const char *verb);
void	engine_close(struct engine *e);

/* Is its inspector still there? */
bool	engine_is_alive(const struct engine *e);
/* Start another one in its place, as engine_open() did. */
enum ctl_exit engine_revive(struct engine *e, const char *verb);

/*
 * What a message at fault makes the exit status: what the input did wrong is
 * CTL_PARTLY, what we did CTL_INTERNAL.
 */
enum ctl_exit engine_exit_of(int err);

#endif
