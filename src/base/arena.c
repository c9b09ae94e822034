#include "base/arena.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define CHUNK_SIZE	(32 * 1024)
#define ALIGN		(_Alignof(max_align_t))

struct chunk {
	struct chunk *next;
	size_t used;
	size_t size;
	_Alignas(max_align_t) unsigned char data[];
};

struct arena {
	struct chunk *head;
	size_t used;		/* bytes of all chunks, headers apart */
	size_t max;
};

struct arena *
arena_new(size_t max)
{
	struct arena *a;

	a = mem_zalloc(sizeof *a);
	a->max = max;
	return a;
}

void
arena_free(struct arena *a)
{
	struct chunk *c, *next;

	if (a == NULL)
		return;
	for (c = a->head; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
	free(a);
}

size_t
arena_used(const struct arena *a)
{
	return a->used;
}

static struct chunk *
chunk_add(struct arena *a, size_t n)
{
	struct chunk *c;
	size_t size;

	size = n > CHUNK_SIZE ? n : CHUNK_SIZE;
	c = mem_alloc(sizeof *c + size);
	c->size = size;
	c->used = 0;
	/* A large block goes behind the head, which may still have room. */
	if (n > CHUNK_SIZE && a->head != NULL) {
		c->next = a->head->next;
		a->head->next = c;
	} else {
		c->next = a->head;
		a->head = c;
	}
	return c;
}

void *
arena_alloc(struct arena *a, size_t n)
{
	struct chunk *c;
	void *p;

	if (n > a->max)
		return NULL;
	n = n > 0 ? (n + ALIGN - 1) / ALIGN * ALIGN : ALIGN;
	if (a->used > a->max || n > a->max - a->used)
		return NULL;
	c = a->head;
	if (c == NULL || n > c->size - c->used)
		c = chunk_add(a, n);
	p = c->data + c->used;
	c->used += n;
	a->used += n;
	return p;
}

void *
arena_zalloc(struct arena *a, size_t n)
{
	void *p;

	p = arena_alloc(a, n);
	if (p != NULL)
		memset(p, 0, n);
	return p;
}

void *
arena_array(struct arena *a, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		return NULL;
	return arena_zalloc(a, count * size);
}

struct slice
arena_dup(struct arena *a, struct slice s)
{
	uint8_t *p;

	p = arena_alloc(a, s.len);
	if (p == NULL)
		return SLICE_NONE;
	if (s.len > 0)
		memcpy(p, s.ptr, s.len);
	return slice_of(p, s.len);
}

char *
arena_str(struct arena *a, struct slice s)
{
	char *p;

	p = s.len < SIZE_MAX ? arena_alloc(a, s.len + 1) : NULL;
	if (p == NULL)
		return NULL;
	if (s.len > 0)
		memcpy(p, s.ptr, s.len);
	p[s.len] = '\0';
	return p;
}

struct slice
arena_printf(struct arena *a, const char *fmt, ...)
{
	struct slice s;
	va_list ap;
	char *text;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		mem_exhausted();
	s = arena_dup(a, slice_of(text, (size_t)n));
	free(text);
	return s;
}

void *
arena_grow(struct arena *a, void *old, size_t count, size_t *cap, size_t size)
{
	size_t want;
	void *p;

	if (count < *cap)
		return old;
	want = *cap > 0 ? *cap * 2 : 8;
	while (want <= count) {
		if (want > SIZE_MAX / 2)
			return NULL;
		want *= 2;
	}
	p = arena_array(a, want, size);
	if (p == NULL)
		return NULL;
	if (old != NULL)
		memcpy(p, old, *cap * size);
	*cap = want;
	return p;
}
