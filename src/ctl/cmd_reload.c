/*
 * exeatctl reload -- have the running daemon take up the rules on disk, or say
 * why it did not.
 */
#include <stdio.h>

#include "base/clock.h"
#include "base/limits.h"
#include "ctl/control.h"
#include "ctl/options.h"

#define RELOAD_WAIT_MS	60000

enum ctl_exit
cmd_reload(int argc, char **argv)
{
	const char *control = NULL, *config = NULL;
	const struct option_rule rules[] = {
		{ .name = "--control", .value = &control },
		{ .name = "--config", .value = &config },
		{ .name = NULL }
	};
	struct keeper *k = NULL;
	struct slice wrong;
	struct arena *a;
	enum ctl_exit x;
	size_t n;
	int r;

	x = options_read(argc, argv, rules, NULL, 0, &n);
	if (x == CTL_OK)
		x = control_open("reload", config, control, &k);
	if (x != CTL_OK)
		return x;
	a = arena_new(RULESET_ARENA_MAX);
	r = keeper_reload(k, clock_mono_ms() + RELOAD_WAIT_MS, a, &wrong);
	if (r < 0) {
		x = control_failed("reload", r);
	} else if (wrong.len > 0) {
		fwrite(wrong.ptr, 1, wrong.len, stderr);
		fprintf(stderr, "\nThe old rules stay in force.\n");
		x = CTL_INVALID;
	} else {
		puts("The rules are in force.");
	}
	arena_free(a);
	keeper_unref(k);
	return x;
}
