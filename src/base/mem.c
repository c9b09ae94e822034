#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Noreturn void
mem_exhausted(void)
{
	static const char words[] = "exeat: out of memory, ending this process\n";
	ssize_t n;

	n = write(STDERR_FILENO, words, sizeof words - 1);
	(void)n;
	_exit(71);
}

void *
mem_alloc(size_t n)
{
	void *p;

	p = malloc(n > 0 ? n : 1);
	if (p == NULL)
		mem_exhausted();
	return p;
}

void *
mem_zalloc(size_t n)
{
	void *p;

	p = calloc(1, n > 0 ? n : 1);
	if (p == NULL)
		mem_exhausted();
	return p;
}

void *
mem_array(void *old, size_t count, size_t size)
{
	void *p;

	if (size != 0 && count > SIZE_MAX / size)
		mem_exhausted();
	p = realloc(old, count * size > 0 ? count * size : 1);
	if (p == NULL)
		mem_exhausted();
	return p;
}

char *
mem_str(const char *s)
{
	size_t n;
	char *p;

	n = strlen(s) + 1;
	p = mem_alloc(n);
	memcpy(p, s, n);
	return p;
}

void *
mem_grow(void *old, size_t count, size_t *cap, size_t size)
{
	size_t want;

	if (count < *cap)
		return old;
	want = *cap > 0 ? *cap : 8;
	while (want <= count) {
		if (want > SIZE_MAX / 2)
			mem_exhausted();
		want *= 2;
	}
	*cap = want;
	return mem_array(old, want, size);
}
