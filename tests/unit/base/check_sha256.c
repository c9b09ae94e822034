#include "base/sha256.h"

#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "unit/unit.h"

/* The first three: FIPS 180-4 examples; the others by sha256sum(1). */
static const struct {
	const char *name, *text, *digest;
} cases[] = {
	{ "nothing", "",
	    "e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855" },
	{ "abc", "abc",
	    "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad" },
	{ "two blocks",
	    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	    "248d6a61d20638b8e5c026930c3e6039"
	    "a33ce45964ff2167f6ecedd419db06c1" },
};

START_TEST(test_digest)
{
	const char *text = cases[_i].text;
	struct sha256 h;
	uint8_t out[SHA256_SIZE];
	char hex[2 * SHA256_SIZE + 1];
	size_t cut, len = strlen(text);

	/* Cut anywhere: the same answer. */
	for (cut = 0; cut <= len; cut++) {
		sha256_init(&h);
		sha256_update(&h, text, cut);
		sha256_update(&h, text + cut, len - cut);
		sha256_final(&h, out);
		hex_put(out, sizeof out, hex);
		ck_assert_msg(strcmp(hex, cases[_i].digest) == 0, "%s cut %zu",
		    cases[_i].name, cut);
	}
}
END_TEST

START_TEST(test_a_million)
{
	struct sha256 h;
	uint8_t out[SHA256_SIZE];
	char hex[2 * SHA256_SIZE + 1], a[1000];
	int i;

	memset(a, 'a', sizeof a);
	sha256_init(&h);
	for (i = 0; i < 1000; i++)
		sha256_update(&h, a, sizeof a);
	sha256_final(&h, out);
	hex_put(out, sizeof out, hex);
	ck_assert_str_eq(hex, "cdc76e5c9914fb9281a1c7e284d73e67"
	    "f1809a48a497200e046d39ccc7112cd0");
}
END_TEST

/* RFC 4231, 4.2 and 4.3, and a key of one whole block by openssl(1). */
static const struct {
	const char *name, *key, *text, *mac;
} keyed[] = {
	{ "twenty bytes of key", "\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b"
	    "\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b", "Hi There",
	    "b0344c61d8db38535ca8afceaf0bf12b"
	    "881dc200c9833da726e9376c2e32cff7" },
	{ "a short key", "Jefe", "what do ya want for nothing?",
	    "5bdcc146bf60754e6a042426089575c7"
	    "5a003f089d2739839dec58b964ec3843" },
	{ "a block of key",
	    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
	    "tenancy", "1ab9de4365d00f9766e8ba52a4a2c40d"
	    "6e0030d5f006e7fef0d82596776a5528" },
};

START_TEST(test_hmac)
{
	struct hmac_key k;
	uint8_t out[SHA256_SIZE];
	char hex[2 * SHA256_SIZE + 1];

	hmac_key_init(&k, (const uint8_t *)keyed[_i].key,
	    strlen(keyed[_i].key));
	hmac(&k, keyed[_i].text, strlen(keyed[_i].text), out);
	hex_put(out, sizeof out, hex);
	ck_assert_msg(strcmp(hex, keyed[_i].mac) == 0, "%s", keyed[_i].name);
}
END_TEST

int
main(void)
{
	const struct unit_case all[] = {
		{ "digest", test_digest, N_OF(cases) },
		{ "million", test_a_million, 0 },
		{ "hmac", test_hmac, N_OF(keyed) },
		{ NULL, NULL, 0 },
	};

	return unit_main("sha256", all);
}
