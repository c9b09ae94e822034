/*
 * exeatctl -- the command line: judges messages with the daemon's own engine,
 * checks rules, and asks the keeper on behalf of a person.
 */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "ctl/command.h"

static void
print_help(FILE *out)
{
	const struct command *c;

	fprintf(out, "usage: exeatctl COMMAND [arguments]\n\ncommands:\n");
	for (c = command_table(); c->name != NULL; c++)
		fprintf(out, "  %-11s %s\n", c->name, c->summary);
	fprintf(out, "\nexeatctl COMMAND --help tells more; so does exeatctl(8).\n");
}

static const struct command *
find(const char *name)
{
	const struct command *c;

	for (c = command_table(); c->name != NULL; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

static int
wants_help(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return 1;
	return 0;
}

int
main(int argc, char **argv)
{
	const struct command *c;

	log_open("exeatctl", LOG_TO_STDERR, false);
	if (argc < 2) {
		print_help(stderr);
		return CTL_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
		print_help(stdout);
		return CTL_OK;
	}
	if (strcmp(argv[1], "--version") == 0)
		return (int)cmd_version(argc - 1, argv + 1);
	c = find(argv[1]);
	if (c == NULL) {
		fprintf(stderr, "exeatctl: there is no command \"%s\"\n", argv[1]);
		print_help(stderr);
		return CTL_USAGE;
	}
	if (wants_help(argc - 1, argv + 1)) {
		fputs(c->usage, stdout);
		return CTL_OK;
	}
	return (int)c->run(argc - 1, argv + 1);
}
