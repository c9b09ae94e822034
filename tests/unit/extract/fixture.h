/*
 * fixture -- the files of the folder beside these tests.
 */
#ifndef UNIT_EXTRACT_FIXTURE_H
#define UNIT_EXTRACT_FIXTURE_H

#include "base/buf.h"

/* "ole/words.doc"; the test fails if it is not there. */
void	fixture_load(const char *name, struct buf *out);

#endif
