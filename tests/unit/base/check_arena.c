#include "base/arena.h"

#include <stddef.h>
#include <string.h>

#include "unit/unit.h"

#define CEILING	((size_t)1024 * 1024)

static const struct {
	const char *name;
	size_t n;
	bool there;
} alloc_cases[] = {
	{ "no bytes are still a place",	0,		true },
	{ "one byte",			1,		true },
	{ "more than a chunk",		40000,		true },
	{ "up to the ceiling",		CEILING,	true },
	{ "one past the ceiling",	CEILING + 1,	false },
	{ "the largest size",		SIZE_MAX,	false },
	{ "a size that would round to 0", SIZE_MAX - 7,	false },
};

START_TEST(test_alloc)
{
	struct arena *a = arena_new(CEILING);
	uint8_t *p;

	p = arena_alloc(a, alloc_cases[_i].n);
	ck_assert_msg((p != NULL) == alloc_cases[_i].there, "%s",
	    alloc_cases[_i].name);
	if (p != NULL)
		memset(p, 0xa5, alloc_cases[_i].n);
	else
		ck_assert_uint_eq(arena_used(a), 0);
	arena_free(a);
}
END_TEST

START_TEST(test_small_blocks_reach_the_ceiling_and_stop)
{
	struct arena *a = arena_new(CEILING);
	size_t count = 0;

	while (arena_alloc(a, 64) != NULL)
		count++;
	ck_assert_uint_eq(count, CEILING / 64);
	ck_assert_uint_eq(arena_used(a), CEILING);
	ck_assert_ptr_null(arena_alloc(a, 1));
	arena_free(a);
}
END_TEST

START_TEST(test_every_block_is_aligned_and_its_own)
{
	struct arena *a = arena_new(CEILING);
	uint8_t *p[600];
	size_t i, j;

	for (i = 0; i < 600; i++) {
		p[i] = arena_alloc(a, i + 1);
		ck_assert_ptr_nonnull(p[i]);
		ck_assert_uint_eq((uintptr_t)p[i] % _Alignof(max_align_t), 0);
		memset(p[i], (int)(i & 0xff), i + 1);
	}
	for (i = 0; i < 600; i++)
		for (j = 0; j <= i; j++)
			ck_assert_uint_eq(p[i][j], i & 0xff);
	arena_free(a);
}
END_TEST

START_TEST(test_a_large_block_leaves_the_small_ones_room)
{
	struct arena *a = arena_new(CEILING);
	uint8_t *small, *large, *next;

	small = arena_alloc(a, 16);
	large = arena_alloc(a, 100000);
	next = arena_alloc(a, 16);
	ck_assert(small != NULL && large != NULL);
	ck_assert_ptr_eq(next, small + 16);
	arena_free(a);
}
END_TEST

static const struct {
	const char *name;
	size_t count, size;
	bool there;
} array_cases[] = {
	{ "ten of eight",		10, 8,			true },
	{ "none",			0, 8,			true },
	{ "of no size",			8, 0,			true },
	{ "a product that wraps to 16",	SIZE_MAX / 16 + 2, 16,	false },
	{ "a product that wraps to 0",	SIZE_MAX / 2 + 1, 2,	false },
	{ "past the ceiling",		CEILING / 8 + 1, 8,	false },
};

START_TEST(test_array)
{
	struct arena *a = arena_new(CEILING);
	uint8_t *p;
	size_t i;

	p = arena_array(a, array_cases[_i].count, array_cases[_i].size);
	ck_assert_msg((p != NULL) == array_cases[_i].there, "%s",
	    array_cases[_i].name);
	if (p != NULL)
		for (i = 0; i < array_cases[_i].count *
		    array_cases[_i].size; i++)
			ck_assert_uint_eq(p[i], 0);
	arena_free(a);
}
END_TEST

START_TEST(test_copies_are_copies)
{
	struct arena *a = arena_new(CEILING);
	char text[] = "ab\0cd";
	struct slice s;
	char *str;

	s = arena_dup(a, slice_of(text, 5));
	str = arena_str(a, slice_of(text, 2));
	text[0] = 'x';
	ck_assert(slice_eq(s, SLICE("ab\0cd")));
	ck_assert_str_eq(str, "ab");
	ck_assert_str_eq(arena_str(a, SLICE_NONE), "");
	ck_assert_ptr_nonnull(arena_dup(a, SLICE_NONE).ptr);
	ck_assert(slice_eq_str(arena_printf(a, "%d-%s", 7, "x"), "7-x"));
	arena_free(a);
}
END_TEST

START_TEST(test_copies_fail_past_the_ceiling)
{
	struct arena *a = arena_new(32);

	ck_assert_ptr_null(arena_dup(a, SLICE(
	    "this is longer than thirty-two bytes")).ptr);
	ck_assert_ptr_null(arena_str(a, SLICE(
	    "0123456789abcdef0123456789abcdef")));
	ck_assert_ptr_null(arena_printf(a, "%040d", 1).ptr);
	ck_assert_uint_eq(arena_used(a), 0);
	ck_assert_ptr_nonnull(arena_dup(a, SLICE(
	    "0123456789abcdef0123456789abcdef")).ptr);
	arena_free(a);
}
END_TEST

START_TEST(test_grow_keeps_what_stands)
{
	struct arena *a = arena_new(CEILING);
	uint32_t *v = NULL, *old;
	size_t cap = 0, i, j;

	for (i = 0; i < 1000; i++) {
		old = v;
		v = arena_grow(a, v, i, &cap, sizeof *v);
		ck_assert_ptr_nonnull(v);
		ck_assert_uint_gt(cap, i);
		if (i > 8 && (i & (i - 1)) != 0)
			ck_assert_ptr_eq(v, old);
		v[i] = (uint32_t)i;
	}
	for (j = 0; j < 1000; j++)
		ck_assert_uint_eq(v[j], j);
	arena_free(a);
}
END_TEST

START_TEST(test_grow_stops_at_the_ceiling)
{
	struct arena *a = arena_new(1024);
	size_t cap = 0;
	void *v;

	v = arena_grow(a, NULL, 0, &cap, 16);
	ck_assert_ptr_nonnull(v);
	ck_assert_uint_eq(cap, 8);
	ck_assert_ptr_null(arena_grow(a, v, 100, &cap, 16));
	ck_assert_uint_eq(cap, 8);
	/* An index no array can have must not hang or wrap. */
	ck_assert_ptr_null(arena_grow(a, v, SIZE_MAX / 2, &cap, 16));
	ck_assert_ptr_null(arena_grow(a, v, SIZE_MAX, &cap, 16));
	arena_free(a);
}
END_TEST

START_TEST(test_freeing_nothing)
{
	arena_free(NULL);
}
END_TEST

int
main(void)
{
	const struct unit_case cases[] = {
		{ "alloc", test_alloc, N_OF(alloc_cases) },
		{ "small", test_small_blocks_reach_the_ceiling_and_stop, 0 },
		{ "own", test_every_block_is_aligned_and_its_own, 0 },
		{ "large", test_a_large_block_leaves_the_small_ones_room, 0 },
		{ "array", test_array, N_OF(array_cases) },
		{ "copies", test_copies_are_copies, 0 },
		{ "copies ceiling", test_copies_fail_past_the_ceiling, 0 },
		{ "grow", test_grow_keeps_what_stands, 0 },
		{ "grow ceiling", test_grow_stops_at_the_ceiling, 0 },
		{ "nothing", test_freeing_nothing, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("arena", cases);
}
