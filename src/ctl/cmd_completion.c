/*
 * exeatctl completion -- a script that has a shell complete our commands.
 */
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "ctl/completion.h"
#include "ctl/options.h"

enum ctl_exit
cmd_completion(int argc, char **argv)
{
	const struct option_rule rules[] = { { .name = NULL } };
	struct buf out = BUF_INIT(MIB);
	const char *shell = NULL;
	enum ctl_exit x;
	size_t n, i;

	x = options_read(argc, argv, rules, &shell, 1, &n);
	if (x != CTL_OK)
		return x;
	for (i = 0; shell != NULL && i < SHELL_COUNT; i++)
		if (strcmp(shell_names[i], shell) == 0)
			break;
	if (shell == NULL || i == SHELL_COUNT)
		return command_misused("completion", "bash, zsh or fish?");
	completion_put((enum shell)i, command_table(), &out);
	fwrite(out.ptr, 1, out.len, stdout);
	buf_free(&out);
	return CTL_OK;
}
