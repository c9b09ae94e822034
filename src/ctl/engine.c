#include "ctl/engine.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/err.h"
#include "privsep/lifeline.h"

enum ctl_exit
engine_open(struct engine *e, const char *verb, const char *config,
    bool show_text)
{
	enum ctl_exit x;
	int r, status;

	memset(e, 0, sizeof *e);
	x = loaded_open(&e->loaded, config, clock_wall_ms());
	if (x != CTL_OK) {
		loaded_print_diag(&e->loaded);
		return x;
	}
	r = private_start(e->loaded.path, policy_digest(e->loaded.policy),
	    show_text, &e->inspector, &status);
	if (r == 0)
		return CTL_OK;
	if (WIFEXITED(status) && WEXITSTATUS(status) == ROLE_EXIT_CONFIG)
		return CTL_INVALID;
	fprintf(stderr, "exeatctl %s: the inspector did not start: %s\n",
	    verb, err_text(r));
	return CTL_INTERNAL;
}

void
engine_close(struct engine *e)
{
	private_stop(&e->inspector);
	loaded_free(&e->loaded);
}

enum ctl_exit
engine_exit_of(int err)
{
	return err == ERR_SYSTEM || err == ERR_LIMIT || err == ERR_SYNTAX ?
	    CTL_PARTLY : CTL_INTERNAL;
}
