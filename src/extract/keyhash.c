/* SHA1_Transform() and its like, which OpenSSL 3 would rather see replaced. */
#define OPENSSL_API_COMPAT	0x10100000L

#include "extract/keyhash.h"

#include <openssl/md5.h>
#include <openssl/sha.h>
#include <string.h>

#define BLOCK		64	/* of MD5, SHA-1, SHA-256 */
#define WORDS_MAX	8

size_t
keyhash_size(enum keyhash kind)
{
	switch (kind) {
	case KEYHASH_MD5:
		return MD5_DIGEST_LENGTH;
	case KEYHASH_SHA1:
		return SHA_DIGEST_LENGTH;
	case KEYHASH_SHA256:
		return SHA256_DIGEST_LENGTH;
	case KEYHASH_SHA384:
		return SHA384_DIGEST_LENGTH;
	case KEYHASH_SHA512:
		return SHA512_DIGEST_LENGTH;
	}
	return 0;
}

uint64_t
keyhash_cost(enum keyhash kind, uint64_t bytes)
{
	/* Padding and length at the end; measured: 60 ns, 350 ns a block. */
	if (kind == KEYHASH_SHA384 || kind == KEYHASH_SHA512)
		return ((bytes + 16) / 128 + 1) * 5;
	return (bytes + 8) / BLOCK + 1;
}

static void
digest_64(enum keyhash kind, struct slice a, struct slice b, uint8_t *out)
{
	SHA512_CTX c;

	if (kind == KEYHASH_SHA384)
		SHA384_Init(&c);
	else
		SHA512_Init(&c);
	SHA512_Update(&c, a.ptr, a.len);
	SHA512_Update(&c, b.ptr, b.len);
	if (kind == KEYHASH_SHA384)
		SHA384_Final(out, &c);
	else
		SHA512_Final(out, &c);
}

size_t
keyhash_of(enum keyhash kind, struct slice a, struct slice b,
    uint8_t out[KEYHASH_SIZE_MAX])
{
	union {
		MD5_CTX md5;
		SHA_CTX sha1;
		SHA256_CTX sha256;
	} c;

	switch (kind) {
	case KEYHASH_MD5:
		MD5_Init(&c.md5);
		MD5_Update(&c.md5, a.ptr, a.len);
		MD5_Update(&c.md5, b.ptr, b.len);
		MD5_Final(out, &c.md5);
		break;
	case KEYHASH_SHA1:
		SHA1_Init(&c.sha1);
		SHA1_Update(&c.sha1, a.ptr, a.len);
		SHA1_Update(&c.sha1, b.ptr, b.len);
		SHA1_Final(out, &c.sha1);
		break;
	case KEYHASH_SHA256:
		SHA256_Init(&c.sha256);
		SHA256_Update(&c.sha256, a.ptr, a.len);
		SHA256_Update(&c.sha256, b.ptr, b.len);
		SHA256_Final(out, &c.sha256);
		break;
	case KEYHASH_SHA384:
	case KEYHASH_SHA512:
		digest_64(kind, a, b, out);
		break;
	}
	return keyhash_size(kind);
}

static void
store_le32(uint8_t out[4], uint32_t v)
{
	out[0] = (uint8_t)v;
	out[1] = (uint8_t)(v >> 8);
	out[2] = (uint8_t)(v >> 16);
	out[3] = (uint8_t)(v >> 24);
}

void
keyhash_spin(enum keyhash kind, uint32_t times, uint8_t out[KEYHASH_SIZE_MAX])
{
	uint8_t number[4];
	uint32_t i;

	for (i = 0; i < times; i++) {
		store_le32(number, i);
		(void)keyhash_of(kind, slice_of(number, 4),
		    slice_of(out, keyhash_size(kind)), out);
	}
}

/* --- PBKDF2 ------------------------------------------------------------------- */

/* The state of a hash, as its words. */
struct state {
	enum keyhash kind;
	uint32_t h[WORDS_MAX];
	size_t words;
};

static void
start(struct state *s, enum keyhash kind)
{
	static const uint32_t sha1[5] = { 0x67452301, 0xefcdab89, 0x98badcfe,
	    0x10325476, 0xc3d2e1f0 };
	static const uint32_t sha256[8] = { 0x6a09e667, 0xbb67ae85,
	    0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab,
	    0x5be0cd19 };

	s->kind = kind;
	s->words = kind == KEYHASH_SHA1 ? 5 : 8;
	memcpy(s->h, kind == KEYHASH_SHA1 ? sha1 : sha256, s->words * 4);
}

static void
transform(struct state *s, const uint8_t block[BLOCK])
{
	SHA256_CTX c256;
	SHA_CTX c;

	if (s->kind == KEYHASH_SHA1) {
		c.h0 = s->h[0];
		c.h1 = s->h[1];
		c.h2 = s->h[2];
		c.h3 = s->h[3];
		c.h4 = s->h[4];
		SHA1_Transform(&c, block);
		s->h[0] = c.h0;
		s->h[1] = c.h1;
		s->h[2] = c.h2;
		s->h[3] = c.h3;
		s->h[4] = c.h4;
		return;
	}
	memcpy(c256.h, s->h, sizeof c256.h);
	SHA256_Transform(&c256, block);
	memcpy(s->h, c256.h, sizeof c256.h);
}

static void
store_be32(uint8_t *out, uint32_t v)
{
	out[0] = (uint8_t)(v >> 24);
	out[1] = (uint8_t)(v >> 16);
	out[2] = (uint8_t)(v >> 8);
	out[3] = (uint8_t)v;
}

/* The last block of a hash over BLOCK bytes and then n. */
static void
pad(uint8_t block[BLOCK], size_t n)
{
	memset(block + n, 0, BLOCK - n);
	block[n] = 0x80;
	store_be32(block + BLOCK - 4, (uint32_t)(BLOCK + n) * 8);
}

static void
put_words(const struct state *s, uint8_t *out)
{
	size_t i;

	for (i = 0; i < s->words; i++)
		store_be32(out + 4 * i, s->h[i]);
}

/* HMAC of a digest's size of bytes, which stand padded in a block. */
static void
hmac_again(const struct state *inner, const struct state *outer,
    uint8_t block[BLOCK])
{
	struct state s = *inner;

	transform(&s, block);
	put_words(&s, block);
	s = *outer;
	transform(&s, block);
	put_words(&s, block);
}

static void
keyed(enum keyhash kind, const uint8_t key[BLOCK], uint8_t with,
    struct state *ret)
{
	uint8_t block[BLOCK];
	size_t i;

	for (i = 0; i < BLOCK; i++)
		block[i] = key[i] ^ with;
	start(ret, kind);
	transform(ret, block);
}

/* The first one: salt and number may take more than one block. */
static void
hmac_first(enum keyhash kind, const uint8_t key[BLOCK], struct slice salt,
    uint32_t number, const struct state *outer, uint8_t block[BLOCK])
{
	uint8_t front[BLOCK + 4], all[BLOCK + KEYHASH_SIZE_MAX + 4];
	struct state s = *outer;
	size_t n = keyhash_size(kind), i;

	if (salt.len > KEYHASH_SIZE_MAX)
		salt.len = KEYHASH_SIZE_MAX;
	for (i = 0; i < BLOCK; i++)
		all[i] = key[i] ^ 0x36;
	if (salt.len > 0)
		memcpy(all + BLOCK, salt.ptr, salt.len);
	store_be32(all + BLOCK + salt.len, number);
	(void)keyhash_of(kind, slice_of(all, BLOCK + salt.len + 4),
	    SLICE_NONE, front);
	memcpy(block, front, n);
	pad(block, n);
	transform(&s, block);
	put_words(&s, block);
}

void
keyhash_pbkdf2_block(enum keyhash kind, struct slice password,
    struct slice salt, uint32_t iterations, uint32_t number, uint8_t *out)
{
	uint8_t key[BLOCK] = { 0 }, block[BLOCK];
	struct state inner, outer;
	size_t n = keyhash_size(kind), k;
	uint32_t i;

	if (password.len > BLOCK)
		(void)keyhash_of(kind, password, SLICE_NONE, key);
	else if (password.len > 0)
		memcpy(key, password.ptr, password.len);
	keyed(kind, key, 0x36, &inner);
	keyed(kind, key, 0x5c, &outer);
	hmac_first(kind, key, salt, number, &outer, block);
	memcpy(out, block, n);
	for (i = 1; i < iterations; i++) {
		hmac_again(&inner, &outer, block);
		for (k = 0; k < n; k++)
			out[k] ^= block[k];
	}
}

void
keyhash_pbkdf2(enum keyhash kind, struct slice password, struct slice salt,
    uint32_t iterations, uint8_t *out, size_t out_len)
{
	uint8_t block[KEYHASH_SIZE_MAX];
	size_t n = keyhash_size(kind), take;
	uint32_t number;

	for (number = 1; out_len > 0; number++) {
		keyhash_pbkdf2_block(kind, password, salt, iterations, number,
		    block);
		take = out_len < n ? out_len : n;
		memcpy(out, block, take);
		out += take;
		out_len -= take;
	}
}

uint64_t
keyhash_pbkdf2_cost(enum keyhash kind, uint32_t iterations, size_t out_len)
{
	size_t n = keyhash_size(kind);

	return (uint64_t)iterations * 2 * ((out_len + n - 1) / n);
}

/* --- 7z -------------------------------------------------------------------------- */

#define AT_ONCE		((uint64_t)64)
#define PIECE_MAX	(16 + 256 + 8)

static void
store_le64(uint8_t *out, uint64_t v)
{
	store_le32(out, (uint32_t)v);
	store_le32(out + 4, (uint32_t)(v >> 32));
}

void
keyhash_7z(struct slice salt, struct slice wide, unsigned power,
    uint8_t out[32])
{
	uint8_t pieces[AT_ONCE * PIECE_MAX], *p;
	uint64_t i, k, n, count = (uint64_t)1 << power;
	SHA256_CTX c;
	size_t size;

	salt = slice_sub(salt, 0, 16);
	wide = slice_sub(wide, 0, 256);
	size = salt.len + wide.len + 8;
	for (p = pieces; p < pieces + AT_ONCE * size; p += size) {
		if (salt.len > 0)
			memcpy(p, salt.ptr, salt.len);
		if (wide.len > 0)
			memcpy(p + salt.len, wide.ptr, wide.len);
	}
	SHA256_Init(&c);
	for (i = 0; i < count; i += n) {
		n = count - i < AT_ONCE ? count - i : AT_ONCE;
		for (k = 0; k < n; k++)
			store_le64(pieces + (k + 1) * size - 8, i + k);
		SHA256_Update(&c, pieces, (size_t)n * size);
	}
	SHA256_Final(out, &c);
}

uint64_t
keyhash_7z_cost(size_t salt_len, size_t wide_len, unsigned power)
{
	return keyhash_cost(KEYHASH_SHA256,
	    ((uint64_t)1 << power) * (salt_len + wide_len + 8));
}
