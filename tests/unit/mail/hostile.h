/*
 * hostile -- what a decoder is put through: every cut, a byte too many, every
 * byte changed, and noise.  A failure must be an error code, never a crash;
 * what is taken must have been well formed.
 */
#ifndef UNIT_MAIL_HOSTILE_H
#define UNIT_MAIL_HOSTILE_H

#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/slice.h"

/* Decode into the arena; 0 or ERR_*. */
typedef int (*hostile_decode)(struct slice body, struct arena *a);

/* A copy that ends where the allocation ends, so that ASan sees a step past. */
static inline int
hostile_try(hostile_decode decode, const uint8_t *bytes, size_t n)
{
	struct arena *a;
	uint8_t *copy;
	int r;

	copy = mem_alloc(n > 0 ? n : 1);
	if (n > 0)
		memcpy(copy, bytes, n);
	a = arena_new(4 * 1024 * 1024);
	r = decode(slice_of(copy, n), a);
	ck_assert_int_le(r, 0);
	arena_free(a);
	free(copy);
	return r;
}

/* Cut at every byte: refused, each time. */
static inline void
hostile_cut(hostile_decode decode, struct slice whole)
{
	size_t n;

	ck_assert_int_eq(hostile_try(decode, whole.ptr, whole.len), 0);
	for (n = 0; n < whole.len; n++)
		ck_assert_int_lt(hostile_try(decode, whole.ptr, n), 0);
}

static inline void
hostile_trailing(hostile_decode decode, struct slice whole)
{
	uint8_t *longer;

	longer = mem_zalloc(whole.len + 1);
	memcpy(longer, whole.ptr, whole.len);
	ck_assert_int_eq(hostile_try(decode, longer, whole.len + 1),
	    ERR_TRAILING);
	free(longer);
}

/* xorshift: the same noise in every run. */
static inline uint64_t
hostile_next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* count inputs: pure noise, and the whole with some bytes changed. */
static inline void
hostile_noise(hostile_decode decode, struct slice whole, size_t count)
{
	uint64_t state = 0x9e3779b97f4a7c15u;
	uint8_t *bytes;
	size_t i, j, n;

	bytes = mem_alloc(whole.len + 256);
	for (i = 0; i < count; i++) {
		if (i % 4 == 0) {
			n = hostile_next(&state) % 256;
			for (j = 0; j < n; j++)
				bytes[j] = (uint8_t)hostile_next(&state);
		} else {
			n = whole.len;
			memcpy(bytes, whole.ptr, n);
			for (j = 0; j < 1 + i % 5; j++)
				bytes[hostile_next(&state) % n] =
				    (uint8_t)hostile_next(&state);
			if (i % 7 == 0)
				n = hostile_next(&state) % n;
		}
		hostile_try(decode, bytes, n);
	}
	free(bytes);
}

#endif
