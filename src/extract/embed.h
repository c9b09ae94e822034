/*
 * embed -- files that stand inside a flat document as base64.
 */
#ifndef EXTRACT_EMBED_H
#define EXTRACT_EMBED_H

#include "extract/extract.h"

/* Make a member of it, on the budget.  0 or an error. */
int	embed_base64(struct extract_job *j, struct slice text);

#endif
