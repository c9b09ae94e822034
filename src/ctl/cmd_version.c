#include <stdio.h>

#include "ctl/command.h"

enum ctl_exit
cmd_version(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	puts("exeatctl " PACKAGE_VERSION);
	return CTL_OK;
}
