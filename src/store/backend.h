/*
 * backend -- the names that table.c lists, and what backends share.
 */
#ifndef STORE_BACKEND_H
#define STORE_BACKEND_H

#include "store/store.h"

extern const struct store_ops sqlite_store;
extern const struct store_ops memory_store;

/* Copy the slices of a row into the arena; 0 or ERR_LIMIT. */
int	backend_copy_hold(struct store_hold *h, struct arena *a);
int	backend_copy_slice(struct slice *s, struct arena *a);

#endif
