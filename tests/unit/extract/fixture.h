/*
 * fixture -- files that tests read.
 */
#ifndef UNIT_EXTRACT_FIXTURE_H
#define UNIT_EXTRACT_FIXTURE_H

#include "base/buf.h"

/* "ole/words.doc" of the folder beside these tests; they fail without it. */
void	fixture_load(const char *name, struct buf *out);
/* The same of another folder of the sources: "tests/fuzz/seeds". */
void	fixture_load_from(const char *folder, const char *name,
	    struct buf *out);

#endif
