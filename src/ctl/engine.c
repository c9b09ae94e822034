#include "ctl/engine.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "privsep/lifeline.h"

static enum ctl_exit
start(struct engine *e, const char *verb, const char *path,
    const uint8_t digest[8], bool show_text)
{
	int r, status;

	r = private_start(path, digest, show_text, &e->inspector, &status);
	if (r == 0)
		return CTL_OK;
	if (WIFEXITED(status) && WEXITSTATUS(status) == ROLE_EXIT_CONFIG)
		return CTL_INVALID;
	fprintf(stderr, "exeatctl %s: the inspector did not start: %s\n",
	    verb, err_text(r));
	return CTL_INTERNAL;
}

enum ctl_exit
engine_open(struct engine *e, const char *verb, const char *config,
    bool show_text)
{
	enum ctl_exit x;

	memset(e, 0, sizeof *e);
	x = loaded_open(&e->loaded, config, clock_wall_ms());
	if (x != CTL_OK) {
		loaded_print_diag(&e->loaded);
		return x;
	}
	return start(e, verb, e->loaded.path,
	    policy_digest(e->loaded.policy), show_text);
}

/* A file without a name, which the inspector finds among our descriptors. */
static int
empty_file(char *path, size_t size)
{
	int fd;

	fd = memfd_create("exeat.conf", MFD_CLOEXEC);
	if (fd == -1 || fchmod(fd, 0600) == -1) {
		if (fd != -1)
			close(fd);
		return -1;
	}
	snprintf(path, size, "/proc/%ld/fd/%d", (long)getpid(), fd);
	return fd;
}

enum ctl_exit
engine_open_bare(struct engine *e, const char *verb)
{
	struct conf_diag *diag = conf_diag_new();
	struct conf_tree *tree = NULL;
	enum ctl_exit x = CTL_INTERNAL;
	char path[64];
	int fd;

	memset(e, 0, sizeof *e);
	fd = empty_file(path, sizeof path);
	if (fd == -1 || conf_load(&conf_source_disk, path, diag, &tree) < 0)
		fprintf(stderr, "exeatctl %s: an empty configuration cannot "
		    "be made\n", verb);
	else
		x = start(e, verb, path, tree->digest, true);
	if (fd != -1)
		close(fd);
	if (tree != NULL)
		conf_free(tree);
	conf_diag_free(diag);
	return x;
}

void
engine_close(struct engine *e)
{
	private_stop(&e->inspector);
	loaded_free(&e->loaded);
}

/*
 * A process that dies closes its descriptors before it can be waited for: who
 * has heard of its end by a closed connection may ask too early.
 */
static bool
holds_lifeline(const struct engine *e)
{
	struct pollfd p = { .fd = e->inspector.lifeline };

	return poll(&p, 1, 0) == 0;
}

bool
engine_is_alive(const struct engine *e)
{
	siginfo_t si;

	memset(&si, 0, sizeof si);
	return e->inspector.pid > 0 && holds_lifeline(e) &&
	    waitid(P_PID, (id_t)e->inspector.pid, &si,
	    WEXITED | WNOHANG | WNOWAIT) == 0 && si.si_pid == 0;
}

enum ctl_exit
engine_revive(struct engine *e, const char *verb)
{
	private_stop(&e->inspector);
	return start(e, verb, e->loaded.path,
	    policy_digest(e->loaded.policy), false);
}

enum ctl_exit
engine_exit_of(int err)
{
	return err == ERR_SYSTEM || err == ERR_LIMIT || err == ERR_SYNTAX ?
	    CTL_PARTLY : CTL_INTERNAL;
}
