#include "unit/unit.h"

#include <openssl/evp.h>
#include <string.h>

#include "extract/keyhash.h"

/* OpenSSL's own, slower, way is the judge. */
static const struct {
	enum keyhash kind;
	const char *password, *salt;
	uint32_t iterations;
	size_t len;
} keys[] = {
	{ KEYHASH_SHA1, "password", "salt", 1, 20 },
	{ KEYHASH_SHA1, "password", "salt", 4096, 20 },
	{ KEYHASH_SHA1, "Tiger-2024", "sixteen bytes ...", 1000, 66 },
	{ KEYHASH_SHA1, "", "salt", 3, 41 },
	{ KEYHASH_SHA256, "password", "salt", 2, 32 },
	{ KEYHASH_SHA256, "Tiger-2024", "sixteen bytes ...", 1000, 72 },
	{ KEYHASH_SHA256, "a password that is longer than the block of its "
	    "hash, which is hashed first", "salt", 7, 50 },
	{ KEYHASH_SHA1, "sixty-four bytes of password, neither one more nor "
	    "one less: yes", "a salt as long as it may be, which is "
	    "sixty-four bytes in all: ", 5, 20 },
};

START_TEST(test_pbkdf2)
{
	uint8_t ours[80], theirs[80];
	struct slice password = slice_str(keys[_i].password);
	struct slice salt = slice_str(keys[_i].salt);

	keyhash_pbkdf2(keys[_i].kind, password, salt, keys[_i].iterations,
	    ours, keys[_i].len);
	ck_assert_int_eq(PKCS5_PBKDF2_HMAC(keys[_i].password,
	    (int)password.len, salt.ptr, (int)salt.len,
	    (int)keys[_i].iterations, keys[_i].kind == KEYHASH_SHA1 ?
	    EVP_sha1() : EVP_sha256(), (int)keys[_i].len, theirs), 1);
	ck_assert_mem_eq(ours, theirs, keys[_i].len);
}
END_TEST

/* RFC 6070, the second of its vectors. */
START_TEST(test_vector)
{
	uint8_t out[20];

	keyhash_pbkdf2(KEYHASH_SHA1, SLICE("password"), SLICE("salt"), 2, out,
	    sizeof out);
	ck_assert_mem_eq(out, "\xea\x6c\x01\x4d\xc7\x2d\x6f\x8c\xcd\x1e\xd9"
	    "\x2a\xce\x1d\x41\xf0\xd8\xde\x89\x57", 20);
}
END_TEST

static const EVP_MD *
md_of(enum keyhash kind)
{
	switch (kind) {
	case KEYHASH_MD5:
		return EVP_md5();
	case KEYHASH_SHA1:
		return EVP_sha1();
	case KEYHASH_SHA256:
		return EVP_sha256();
	case KEYHASH_SHA384:
		return EVP_sha384();
	case KEYHASH_SHA512:
		return EVP_sha512();
	}
	return NULL;
}

START_TEST(test_digests)
{
	enum keyhash kind = (enum keyhash)_i;
	uint8_t ours[KEYHASH_SIZE_MAX], theirs[EVP_MAX_MD_SIZE];
	uint8_t in[4 + KEYHASH_SIZE_MAX];
	size_t n = keyhash_size(kind);

	ck_assert_uint_eq(keyhash_of(kind, SLICE("two "), SLICE("pieces"),
	    ours), n);
	EVP_Digest("two pieces", 10, theirs, NULL, md_of(kind), NULL);
	ck_assert_mem_eq(ours, theirs, n);
	/* Two turns by hand. */
	memset(in, 0, 4);
	memcpy(in + 4, theirs, n);
	EVP_Digest(in, 4 + n, theirs, NULL, md_of(kind), NULL);
	in[0] = 1;
	memcpy(in + 4, theirs, n);
	EVP_Digest(in, 4 + n, theirs, NULL, md_of(kind), NULL);
	keyhash_spin(kind, 2, ours);
	ck_assert_mem_eq(ours, theirs, n);
}
END_TEST

/* By hand: one update for each piece. */
START_TEST(test_7z)
{
	static const unsigned powers[] = { 0, 3, 6, 11 };
	uint8_t ours[32], theirs[EVP_MAX_MD_SIZE], number[8] = { 0 };
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	unsigned i;

	keyhash_7z(SLICE("salt"), SLICE("w\0i\0d\0e\0"), powers[_i], ours);
	EVP_DigestInit_ex(c, EVP_sha256(), NULL);
	for (i = 0; i < 1u << powers[_i]; i++) {
		number[0] = (uint8_t)i;
		number[1] = (uint8_t)(i >> 8);
		EVP_DigestUpdate(c, "salt", 4);
		EVP_DigestUpdate(c, "w\0i\0d\0e\0", 8);
		EVP_DigestUpdate(c, number, 8);
	}
	EVP_DigestFinal_ex(c, theirs, NULL);
	EVP_MD_CTX_free(c);
	ck_assert_mem_eq(ours, theirs, 32);
}
END_TEST

START_TEST(test_cost)
{
	ck_assert_uint_eq(keyhash_cost(KEYHASH_SHA1, 0), 1);
	ck_assert_uint_eq(keyhash_cost(KEYHASH_SHA1, 55), 1);
	ck_assert_uint_eq(keyhash_cost(KEYHASH_SHA1, 56), 2);
	ck_assert_uint_gt(keyhash_cost(KEYHASH_SHA512, 0), 1);
	ck_assert_uint_eq(keyhash_pbkdf2_cost(KEYHASH_SHA1, 1000, 20), 2000);
	ck_assert_uint_eq(keyhash_pbkdf2_cost(KEYHASH_SHA1, 1000, 21), 4000);
	ck_assert_uint_eq(keyhash_pbkdf2_cost(KEYHASH_SHA256, UINT32_MAX, 64),
	    (uint64_t)UINT32_MAX * 4);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "pbkdf2", test_pbkdf2, N_OF(keys) },
		{ "vector", test_vector, 0 },
		{ "digests", test_digests, KEYHASH_SHA512 + 1 },
		{ "7z", test_7z, 4 },
		{ "cost", test_cost, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("keyhash", all);
}
