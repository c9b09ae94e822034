/*
 * private -- an inspector of this command's own, in the daemon's sandbox.
 */
#ifndef CTL_PRIVATE_H
#define CTL_PRIVATE_H

#include <stdbool.h>
#include <sys/types.h>

#include "inspector/client.h"

struct private_inspector {
	pid_t pid;
	int lifeline;
	struct inspector *inspector;
};

/*
 * Start exeat-inspector on the configuration file and wait until its sandbox
 * stands.  With show_text its children hand out what they read.  Its errors go to standard error.  0, ERR_SYSTEM, ERR_CLOSED (it
 * ended: *ret_status is its exit status) or ERR_MISMATCH (it read other files
 * than we did).
 */
int	private_start(const char *conf_path, const uint8_t digest[8],
	    bool show_text, struct private_inspector *ret, int *ret_status);
/* Tell it to go and wait for it. */
void	private_stop(struct private_inspector *p);

#endif
