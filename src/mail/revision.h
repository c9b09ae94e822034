/*
 * revision -- one load of the rules, as the keeper numbers it.
 */
#ifndef MAIL_REVISION_H
#define MAIL_REVISION_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"

#define REVISION_DIGEST_SIZE	8	/* as verdict.revision */

struct revision_entry {
	uint64_t number;	/* from 1 */
	uint8_t digest[REVISION_DIGEST_SIZE];
	int64_t at_ms;		/* in force from then on */
};

/* Wire form: number and digest, then the time.  Appended; decoded to the end. */
int	revision_encode(const struct revision_entry *e, struct buf *out);
int	revision_decode(struct slice body, struct revision_entry *ret);

#endif
