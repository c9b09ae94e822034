/*
 * arena -- memory that lives as long as one message (or one ruleset).
 *
 * Nothing in an arena is freed alone; arena_free() ends everything.  An arena
 * has a ceiling: past it arena_alloc() returns NULL and the caller reports
 * ERR_LIMIT.  A full machine ends the role (mem.h).  Not for use by two
 * threads at once.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

#include "base/slice.h"

struct arena;

struct arena *arena_new(size_t max);
void	arena_free(struct arena *a);		/* NULL is fine */
size_t	arena_used(const struct arena *a);

/* Aligned for any type; NULL only past the ceiling. */
void	*arena_alloc(struct arena *a, size_t n);
void	*arena_zalloc(struct arena *a, size_t n);
void	*arena_array(struct arena *a, size_t count, size_t size); /* zeroed */

/* Copies.  ptr (or the result) is NULL past the ceiling. */
struct slice arena_dup(struct arena *a, struct slice s);
char	*arena_str(struct arena *a, struct slice s);	/* NUL-terminated */
struct slice arena_printf(struct arena *a, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));

/*
 * Grow an array kept in the arena so that index count fits: returns the old
 * place or a doubled copy, updates cap; NULL past the ceiling.
 */
void	*arena_grow(struct arena *a, void *old, size_t count, size_t *cap,
	    size_t size);

#endif
