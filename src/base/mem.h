/*
 * mem -- heap memory that is there or the role ends.
 *
 * Sizes are bounded before allocation, so running out means a bug or a full
 * machine: the role says so on standard error and exits with status 71; the
 * MTA retries.  Nothing here returns NULL.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

void	*mem_alloc(size_t n);			/* uninitialised */
void	*mem_zalloc(size_t n);			/* zeroed */
void	*mem_array(void *old, size_t count, size_t size); /* realloc, checked */
char	*mem_str(const char *s);		/* copy of a C string */

/* Grow an array by doubling so that index count fits; cap is updated. */
void	*mem_grow(void *old, size_t count, size_t *cap, size_t size);

/* End the role: out of memory. */
_Noreturn void mem_exhausted(void);

#endif
