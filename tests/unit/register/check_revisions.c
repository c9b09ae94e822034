/* Numbers of loads: rising, one for each change, and found by digest. */
#include "register/revisions.h"

#include <string.h>

#include "base/err.h"
#include "unit/store/scratch.h"
#include "unit/unit.h"

START_TEST(test_numbers)
{
	static const uint8_t salt[KEY_SALT_SIZE] = { 1, 2, 3 };
	static const uint8_t digests[][REVISION_DIGEST_SIZE] = {
		{ 1 }, { 2 }, { 2 }, { 1 }, { 3 } };
	static const uint64_t numbers[] = { 1, 2, 2, 3, 4 };
	struct register_settings settings = { .keep_ms = 0 };
	struct register_context x = { .settings = &settings, .ref = "" };
	struct revision_entry *list;
	struct store_options o;
	struct keyring *keys;
	struct scratch dir;
	struct store *store;
	size_t i, n;

	scratch_make(&dir);
	o = (struct store_options){ .folder = scratch_path(&dir, "store"),
	    .may_create = true };
	ck_assert_int_eq(store_open(store_backends[_i], &o, &store), 0);
	ck_assert_int_eq(keyring_create(scratch_path(&dir, "key")), 0);
	ck_assert_int_eq(keyring_open(scratch_path(&dir, "key"), salt, &keys),
	    0);
	x.store = store;
	x.keys = keys;
	x.arena = arena_new(16 * MIB);
	ck_assert_int_eq(store_begin(store), 0);
	ck_assert_int_eq(revisions_list(&x, &list, &n), 0);
	ck_assert_uint_eq(n, 0);
	for (i = 0; i < N_OF(numbers); i++) {
		x.at_ms = (int64_t)(1000 + i);
		ck_assert_int_eq(revisions_load(&x, digests[i]), 0);
		ck_assert_int_eq(revisions_list(&x, &list, &n), 0);
		ck_assert_uint_eq(list[n - 1].number, numbers[i]);
		ck_assert_mem_eq(list[n - 1].digest, digests[i],
		    REVISION_DIGEST_SIZE);
	}
	/* The second load of the same is none: it came with the first. */
	ck_assert_uint_eq(n, 4);
	ck_assert_int_eq(list[1].at_ms, 1001);
	ck_assert_int_eq(store_commit(store), 0);
	arena_free(x.arena);
	keyring_free(keys);
	store_close(store);
	scratch_remove(&dir);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "numbers", test_numbers, 2 },
		{ NULL, NULL, 0 },
	};

	return unit_main("revisions", all);
}
