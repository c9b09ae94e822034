/*
 * script -- does a script make a file out of itself?  Nobody sees that file
 * before it is saved, and nothing on the way can read it.
 */
#ifndef EXTRACT_SCRIPT_H
#define EXTRACT_SCRIPT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"

/* Looks through split strings and escaped letters; no interpreter. */
bool	script_builds_file(struct slice source);

/*
 * The source with escaped letters as letters and joined strings as one, for
 * whoever reads it; appended.  0 or ERR_LIMIT.
 */
int	script_join(struct slice source, struct buf *out);

/* Does type="..." name a language that runs?  Data blocks do not. */
bool	script_runs(struct slice type);

#endif
