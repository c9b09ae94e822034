/*
 * revision -- one state of the configuration: its files as bytes, their
 * digest, and the settings that exeatd reads itself.
 *
 * Read once; every role of this revision gets exactly these bytes, whatever
 * happens to the files afterwards.
 */
#ifndef DAEMON_REVISION_H
#define DAEMON_REVISION_H

#include <stdint.h>

#include "base/buf.h"
#include "daemon/settings.h"
#include "privsep/lifeline.h"

struct revision {
	char *path;			/* the main file */
	struct rules_files files;
	uint8_t digest[LIFELINE_DIGEST_SIZE];
	struct settings settings;
};

/*
 * Load the configuration with everything it includes.
 *
 *   said   gets the errors and warnings as conf_diag_print() writes them.
 *
 * Returns 0 with the revision (revision_free()), ERR_SYNTAX, ERR_LIMIT or
 * ERR_SYSTEM.
 */
int	revision_load(const char *path, struct buf *said,
	    struct revision **ret);
void	revision_free(struct revision *r);		/* NULL is fine */

/* The digest in hexadecimal, for logs; static storage. */
const char *revision_word(const struct revision *r);

#endif
