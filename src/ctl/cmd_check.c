/*
 * exeatctl check -- our own checker for settings and rules, then the
 * inspector's for what only it compiles: detectors, patterns, disclaimers.
 */
#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "ctl/compose.h"
#include "ctl/load.h"
#include "ctl/options.h"
#include "privsep/lifeline.h"
#include "privsep/spawn.h"

/* `exeat-inspector -n`; its errors go straight to standard error. */
static enum ctl_exit
inspector_check(const char *conf_path)
{
	char path[4096];
	const char *argv[] = { path, "--config", conf_path,
	    "--foreground-log", "stderr", "-n", NULL };
	struct spawn s = { .path = path, .argv = argv, .output_fd = -1 };
	const char *step;
	int status;
	pid_t pid;

	if (loaded_sibling("exeat-inspector", path, sizeof path) < 0 ||
	    spawn_role(&s, &pid, &step) < 0) {
		fprintf(stderr, "exeatctl check: cannot start %s\n", path);
		return CTL_INTERNAL;
	}
	while (waitpid(pid, &status, 0) == -1)
		if (errno != EINTR)
			return CTL_INTERNAL;
	if (WIFEXITED(status) && WEXITSTATUS(status) == ROLE_EXIT_OK)
		return CTL_OK;
	if (WIFEXITED(status) && WEXITSTATUS(status) == ROLE_EXIT_CONFIG)
		return CTL_INVALID;
	fprintf(stderr, "exeatctl check: the inspector's check did not finish\n");
	return CTL_INTERNAL;
}

static void
print_counts(const struct loaded *l, size_t errors)
{
	size_t warnings, rules = 0, tests = 0, files = 0, i;

	warnings = conf_diag_warnings(l->diag);
	for (i = 0; l->tree != NULL && i < l->tree->block_count; i++) {
		if (slice_eq_str(slice_str(l->tree->blocks[i].kind), "rule"))
			rules++;
		if (slice_eq_str(slice_str(l->tree->blocks[i].kind), "test"))
			tests++;
	}
	if (l->tree != NULL)
		files = l->tree->file_count;
	printf("%zu error%s, %zu warning%s in %zu file%s, %zu rule%s, "
	    "%zu test%s.%s\n", errors, errors == 1 ? "" : "s", warnings,
	    warnings == 1 ? "" : "s", files, files == 1 ? "" : "s", rules,
	    rules == 1 ? "" : "s", tests, tests == 1 ? "" : "s",
	    errors > 0 ? " Nothing was loaded." : "");
	if (l->policy != NULL && policy_wants_notices(l->policy))
		puts("Note: this version sends no notices yet; what \"warn "
		    "with\" and \"notify\" would say is recorded.");
}

enum ctl_exit
cmd_check(int argc, char **argv)
{
	const char *config = NULL;
	bool strict = false;
	struct option_rule rules[] = {
		{ .name = "--config", .value = &config },
		{ .name = "--strict", .flag = &strict },
		{ .name = NULL }
	};
	struct loaded l;
	enum ctl_exit e;
	size_t n, errors;

	e = options_read(argc, argv, rules, NULL, 0, &n);
	if (e != CTL_OK)
		return e;
	e = loaded_open(&l, config, clock_wall_ms());
	if (e == CTL_OK)
		compose_warn_missing(l.tree, l.diag);
	loaded_print_diag(&l);
	errors = conf_diag_errors(l.diag);
	if (e == CTL_OK) {
		e = inspector_check(l.path);
		if (e == CTL_INVALID)
			errors++;
	}
	print_counts(&l, errors);
	if (e == CTL_OK && strict && conf_diag_warnings(l.diag) > 0)
		e = CTL_INVALID;
	loaded_free(&l);
	return e;
}
