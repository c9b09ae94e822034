/*
 * signature -- the stretches of a window in which names, telephone numbers
 * and addresses are nobody's data: what follows a sign-off, and the header
 * lines of quoted mail (personal-data reference 18).
 */
#ifndef DETECT_SIGNATURE_H
#define DETECT_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "detect/run.h"

struct quiet {
	uint32_t from, to;	/* bytes of the window */
};

/*
 * Find them, in run->quiet, and take away the marks that they hold of
 * persons, telephones, mail and postal addresses.  0 or ERR_LIMIT.
 */
int	signature_find(struct detect_run *run);

/* Is that byte of the window in one? */
bool	signature_holds(const struct detect_run *run, size_t at);

#endif
