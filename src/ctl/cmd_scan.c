/*
 * exeatctl scan -- reads the command line; scan.c does the work.
 */
#include "ctl/scan.h"

enum ctl_exit
cmd_scan(int argc, char **argv)
{
	struct sweep_given g = { .config = NULL };
	const struct option_rule rules[] = {
		SWEEP_OPTIONS(g),
		{ .name = NULL }
	};
	enum sweep_format format;
	struct sweep_options o;
	enum ctl_exit x;

	x = sweep_options_read(argc, argv, rules, &g, &o, &format);
	if (x == CTL_OK) {
		o.found_word = "findings";
		x = scan_run(&g, &o, format);
	}
	sweep_given_free(&g);
	return x;
}
