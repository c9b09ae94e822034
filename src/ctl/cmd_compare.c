/*
 * exeatctl compare -- reads the command line; compare.c does the work.
 */
#include "ctl/compare.h"

enum ctl_exit
cmd_compare(int argc, char **argv)
{
	struct sweep_given g = { .config = NULL };
	const char *new = NULL;
	const struct option_rule rules[] = {
		SWEEP_OPTIONS(g),
		{ .name = "--new", .value = &new },
		{ .name = NULL }
	};
	enum sweep_format format;
	struct sweep_options o;
	enum ctl_exit x;

	x = sweep_options_read(argc, argv, rules, &g, &o, &format);
	if (x == CTL_OK && new == NULL)
		x = command_misused("compare", "--new names the rules to "
		    "compare with");
	if (x == CTL_OK) {
		o.new_config = new;
		o.found_word = "changes";
		x = compare_run(&g, &o, format);
	}
	sweep_given_free(&g);
	return x;
}
