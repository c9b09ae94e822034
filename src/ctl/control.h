/*
 * control -- reaching the keeper of the running daemon.
 */
#ifndef CTL_CONTROL_H
#define CTL_CONTROL_H

#include "ctl/command.h"
#include "keeper/client.h"

/*
 * Connect to the control socket: `control` if given, else `set control` of
 * the configuration, else the built-in path.  Says what is wrong on standard
 * error.
 */
enum ctl_exit control_open(const char *verb, const char *config,
	    const char *control, struct keeper **ret);

/* Tell an error of the keeper's API in words; the exit status for it. */
enum ctl_exit control_failed(const char *verb, int err);

#endif
