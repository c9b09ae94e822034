/*
 * folder -- the place of a store: checked before anything in it is believed.
 */
#ifndef STORE_FOLDER_H
#define STORE_FOLDER_H

#include <stdbool.h>

/*
 * Open the folder, made (mode 0700) if it is missing and may_create is set,
 * and take the lock that keeps a second keeper out.
 *
 * ERR_NOTFOUND; ERR_DENIED: not the caller's own, open to others, or (unless
 * is_private) a folder above it can be written by others; ERR_EXISTS: locked; ERR_SYSTEM.
 */
int	folder_open(const char *path, bool may_create, bool is_private,
	    int *ret_fd);

/* Is there anything of this name (a link that leads nowhere counts)? */
bool	folder_has(int dirfd, const char *name);

#endif
