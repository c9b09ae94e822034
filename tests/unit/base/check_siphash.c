#include "base/siphash.h"

#include "unit/unit.h"

/* The first of the reference vectors: key 00..0f, message 00, 00 01, ... */
static const uint64_t vectors[] = {
	0x726fdb47dd0e0e31ULL, 0x74f839c593dc67fdULL, 0x0d6c8009d9a94f5aULL,
	0x85676696d7fb7e2dULL, 0xcf2794e0277187b7ULL, 0x18765564cd99a68dULL,
	0xcbc9466e58fee3ceULL, 0xab0200f58b01d137ULL, 0x93f5f5799a932462ULL,
};

START_TEST(test_vectors)
{
	uint8_t key[SIPHASH_KEY_SIZE], message[sizeof vectors];
	uint8_t i;

	for (i = 0; i < sizeof key; i++)
		key[i] = i;
	for (i = 0; i < sizeof message; i++)
		message[i] = i;
	ck_assert_uint_eq(siphash(key, slice_of(message, (size_t)_i)),
	    vectors[_i]);
}
END_TEST

START_TEST(test_pair)
{
	const uint8_t key[SIPHASH_KEY_SIZE] = { 1 };

	ck_assert_uint_eq(siphash_pair(key, SLICE("ab"), SLICE("c")),
	    siphash(key, SLICE("ab\0c")));
	ck_assert_uint_ne(siphash_pair(key, SLICE("ab"), SLICE("c")),
	    siphash_pair(key, SLICE("a"), SLICE("bc")));
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "vectors", test_vectors, N_OF(vectors) },
		{ "pair", test_pair, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("siphash", suite);
}
