/*
 * docstore -- the files of a store of fingerprints (detect/documents.h): the
 * store, and the key beside it, STORE.key, which is also the lock.
 */
#ifndef CTL_DOCSTORE_H
#define CTL_DOCSTORE_H

#include <stdbool.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "ctl/command.h"
#include "detect/documents.h"

struct docstore {
	char *path, *key_path;
	int key_fd;			/* locked while it is changed */
	struct document_key key;
	struct arena *arena;
	struct documents documents;	/* as read last */
	bool exists;
	struct stat was;		/* of the store, if it exists */
};

/*
 * Find the key.  make: where there is neither a store nor a key, a new key is
 * made.  What is wrong is told on standard error, with what to do; CTL_OK,
 * CTL_PARTLY (a file at fault), CTL_DENIED or CTL_INTERNAL.  docstore_close()
 * in any case.
 */
enum ctl_exit docstore_open(struct docstore *s, const char *path, bool make);
void	docstore_close(struct docstore *s);

/* Wait until nobody else changes it, and keep it so until it is closed. */
enum ctl_exit docstore_lock(struct docstore *s);

/* Read it; a store that is not there is empty.  As above. */
enum ctl_exit docstore_load(struct docstore *s);

/*
 * Put documents in its place, at once or not at all; the lock is held.  Access
 * rights stay as they were.
 */
enum ctl_exit docstore_save(struct docstore *s);

#endif
