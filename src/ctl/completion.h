/*
 * completion -- what a shell offers behind "exeatctl", made from the table of
 * commands: verbs, their second words, options, and values of options.
 */
#ifndef CTL_COMPLETION_H
#define CTL_COMPLETION_H

#include "base/buf.h"
#include "ctl/command.h"

enum shell {
	SHELL_BASH,
	SHELL_ZSH,
	SHELL_FISH,
	SHELL_COUNT
};

/* "bash" and so on, NULL-ended, in the order of enum shell. */
extern const char *const shell_names[];

/*
 * A script for that shell, appended to out.  Words come from the usage text:
 * "usage: exeatctl NAME a|b" has second words, "--opt x|y" an option with
 * values, any other "--opt" an option.
 */
void	completion_put(enum shell shell, const struct command *table,
	    struct buf *out);

#endif
