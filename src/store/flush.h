/*
 * flush -- making files and names durable, counted.
 *
 * A flush that failed leaves the data unknown, and asking again may wrongly
 * answer yes: callers give the file up and the store says it is unwell.
 */
#ifndef STORE_FLUSH_H
#define STORE_FLUSH_H

#include <stdint.h>

/* fsync(); 0 or ERR_SYSTEM. */
int	flush_fd(int fd);
/* The folder that a path stands in, so that its name survives. */
int	flush_folder_of(const char *path);
/* Flushes of ours so far in this process; SQLite's are not among them. */
uint64_t flush_count(void);

/*
 * A small file written whole or not at all: temporary name, flush, rename,
 * flush of the folder.  Mode 0600.  0 or ERR_SYSTEM.
 */
int	flush_file_put(int dirfd, const char *name, const void *bytes,
	    uint32_t n);

#endif
